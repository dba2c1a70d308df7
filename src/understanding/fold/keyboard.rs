//! Texts typed with the keyboard left in the other script.

use super::TEXT_CHARS_MAX;
use super::letters::is_cyrillic;

/// The same keys on the English and on the Russian keyboard (Windows and Android, ЙЦУКЕН).
const KEYS_ENGLISH: &str = r#"qwertyuiop[]asdfghjkl;'zxcvbnm,.`{}:"<>~"#;

const KEYS_RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюёхъжэбюё";

/// Keys of the number row that bear letters on the Kazakh keyboard (Windows, KZ).
const KEYS_KAZAKH: [(char, char); 9] = [
    ('2', 'ә'),
    ('3', 'і'),
    ('4', 'ң'),
    ('5', 'ғ'),
    ('8', 'ү'),
    ('9', 'ұ'),
    ('0', 'қ'),
    ('-', 'ө'),
    ('=', 'һ'),
];

/// The text as it would read had the keyboard been in the other script ("vtrntg" is «мектеп»).
///
/// None when it has no letters of the two keyboards.
pub fn other_layout(text: &str) -> Option<String> {
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    let cyrillic = text.chars().filter(|&letter| is_cyrillic(letter)).count();
    if latin == 0 && cyrillic == 0 {
        return None;
    }
    let keys = || KEYS_ENGLISH.chars().zip(KEYS_RUSSIAN.chars());
    let to_cyrillic = latin >= cyrillic;
    let typed: Vec<char> = text.chars().take(TEXT_CHARS_MAX).collect();
    let read = typed.iter().enumerate().map(|(at, &letter)| {
        let small = letter.to_lowercase().next().unwrap_or(letter);
        let found = if to_cyrillic {
            keys()
                .find_map(|(english, russian)| (english == small).then_some(russian))
                .or_else(|| kazakh_key(&typed, at))
        } else {
            keys().find_map(|(english, russian)| (russian == small).then_some(english))
        };
        found.unwrap_or(letter)
    });
    Some(read.collect())
}

/// A key of the number row counts as a Kazakh letter only beside another letter.
fn kazakh_key(typed: &[char], at: usize) -> Option<char> {
    let is_letter = |index: Option<usize>| {
        index
            .and_then(|index| typed.get(index))
            .is_some_and(char::is_ascii_alphabetic)
    };
    if !is_letter(at.checked_sub(1)) && !is_letter(Some(at + 1)) {
        return None;
    }
    KEYS_KAZAKH
        .iter()
        .find_map(|(key, letter)| (*key == typed[at]).then_some(*letter))
}
