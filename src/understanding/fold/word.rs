//! One word folded: letters to skeletons, then what spelling cannot tell apart made one.

use super::letters::{
    CAPITAL_LOOK_ALIKES, LATIN_GROUPS, LOOK_ALIKES, base, is_cyrillic, push_small, skeleton,
};

/// Folds one word of letters and apostrophes.
pub(super) fn fold_word(part: &[char]) -> String {
    let letters = in_one_script(part);
    let mut skeleton = String::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        if let Some((length, group)) = latin_group(&letters[at..]) {
            skeleton.push_str(group);
            at += length;
            continue;
        }
        push_letter(
            letters[at],
            at.checked_sub(1).map(|index| letters[index]),
            &mut skeleton,
        );
        at += 1;
    }
    without_doubles(without_pairs(without_stretching(skeleton)))
}

/// Which script a word is meant to be in.
enum Script {
    One,
    CyrillicMixed,
    LatinMixed,
}

fn has_look_alike(letter: char) -> bool {
    look_alike(letter, |pair| pair) != letter
        || look_alike(letter, |(cyrillic, latin)| (latin, cyrillic)) != letter
}

/// The letter's look-alike, where `order` says which of a pair to look for.
fn look_alike(letter: char, order: impl Fn((char, char)) -> (char, char)) -> char {
    let find = |wanted: char, pairs: &[(char, char)]| {
        pairs
            .iter()
            .map(|&pair| order(pair))
            .find_map(|(from, to)| (from == wanted).then_some(to))
    };
    let small = letter.to_lowercase().next().unwrap_or(letter);
    find(letter, &CAPITAL_LOOK_ALIKES)
        .or_else(|| find(small, &LOOK_ALIKES))
        .unwrap_or(letter)
}

/// Three or more of a letter in a row are a cry, not a spelling («помогитеее»).
fn without_stretching(skeleton: String) -> String {
    if !has_double(&skeleton) {
        return skeleton;
    }
    let letters: Vec<char> = skeleton.chars().collect();
    letters
        .chunk_by(|a, b| a == b)
        .flat_map(|run| {
            let kept = if run.len() >= 3 { 1 } else { run.len() };
            run.iter().take(kept)
        })
        .collect()
}

/// Whether a letter stands twice in a row. Skeletons are nearly always ASCII.
fn has_double(skeleton: &str) -> bool {
    skeleton
        .as_bytes()
        .windows(2)
        .any(|pair| pair[0] == pair[1])
}

/// In words of more than three letters, doubled consonants become one; a doubled vowel only at
/// the end. Elsewhere it would make ИИН the Tajik «ин» and «киім» (clothes) «кім» (who).
pub(super) fn without_doubles(skeleton: String) -> String {
    if !has_double(&skeleton) {
        return skeleton;
    }
    let letters: Vec<char> = skeleton.chars().collect();
    if letters.len() <= 3 {
        return skeleton;
    }
    letters
        .iter()
        .enumerate()
        .filter(|&(at, letter)| {
            let is_double = at > 0 && letters[at - 1] == *letter;
            let is_vowel = matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
            !is_double || (is_vowel && at + 1 < letters.len())
        })
        .map(|(_, &letter)| letter)
        .collect()
}

/// The word in small letters, look-alikes of the other script put right.
fn in_one_script(part: &[char]) -> Vec<char> {
    let script = Script::of(part);
    let mut small = Vec::with_capacity(part.len());
    for &letter in part {
        let letter = match script {
            Script::One => letter,
            Script::CyrillicMixed => look_alike(letter, |(cyrillic, latin)| (latin, cyrillic)),
            Script::LatinMixed => look_alike(letter, |pair| pair),
        };
        push_small(letter, &mut small);
    }
    small
}

impl Script {
    /// The script of the letters that have no look-alike; if that says nothing, of most letters.
    fn of(part: &[char]) -> Self {
        let cyrillic = || part.iter().filter(|&&letter| is_cyrillic(letter));
        let latin = || part.iter().filter(|letter| letter.is_ascii_alphabetic());
        if cyrillic().next().is_none() || latin().next().is_none() {
            return Self::One;
        }
        let is_own = |&letter: &char| !has_look_alike(letter);
        let is_cyrillic = match (cyrillic().any(is_own), latin().any(is_own)) {
            (true, false) => true,
            (false, true) => false,
            _ => cyrillic().count() >= latin().count(),
        };
        if is_cyrillic {
            Self::CyrillicMixed
        } else {
            Self::LatinMixed
        }
    }
}

fn latin_group(letters: &[char]) -> Option<(usize, &'static str)> {
    if !matches!(letters[0], 't' | 's' | 'c' | 'k' | 'g' | 'z') {
        return None;
    }
    LATIN_GROUPS.iter().find_map(|(group, skeleton)| {
        let fits = letters.len() >= group.len()
            && group
                .chars()
                .zip(letters)
                .all(|(wanted, &letter)| wanted == letter);
        fits.then_some((group.len(), *skeleton))
    })
}

fn push_letter(letter: char, before: Option<char>, folded: &mut String) {
    if letter == 'ё' {
        // «ребёнок» is typed «ребенок», but «ёрдам» and «тайёр» are yordam and tayyor.
        let after_consonant = before.is_some_and(|before| !is_vowel_or_y(before));
        folded.push_str(if after_consonant { "e" } else { "io" });
        return;
    }
    if let Some(found) = skeleton(letter) {
        folded.push_str(found);
        return;
    }
    // A letter with marks no table knows folds as its base letter; a foreign one stays itself.
    let base = base(letter);
    match skeleton(base) {
        Some(found) => folded.push_str(found),
        None => folded.push(base),
    }
}

fn is_vowel_or_y(letter: char) -> bool {
    let last = skeleton(letter).and_then(|skeleton| skeleton.bytes().next_back());
    last.is_some_and(|letter| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u'))
}

/// On the skeleton: ts is s (кетса, ц), ie is e (yer, ер), and what Latin letters cannot tell from
/// щ is щ: сч (ruscha, русча) and шч (ishchi, ишчи).
pub(super) fn without_pairs(skeleton: String) -> String {
    let is_pair = |pair: &[u8]| matches!(pair, [b't', b's'] | [b'i', b'e'] | [b'w' | b's', b'c']);
    if !skeleton.as_bytes().windows(2).any(is_pair) {
        return skeleton;
    }
    let mut joined = String::with_capacity(skeleton.len());
    for letter in skeleton.chars() {
        match letter {
            's' => joined.truncate(joined.trim_end_matches('t').len()),
            'e' if joined.ends_with('i') => {
                joined.pop();
            }
            'c' if joined.ends_with('w') => continue,
            'c' if joined.ends_with('s') => {
                joined.pop();
                joined.push('w');
                continue;
            }
            _ => {}
        }
        joined.push(letter);
    }
    joined
}
