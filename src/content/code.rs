//! Campaign codes: short, without letters that look or sound alike in either script, and checked,
//! so that a slip of the pen or the thumb is noticed and never counted for another campaign.
//!
//! A code is letter, digit, letter, digit and a check letter: `R6T8U`. The check is that of
//! ISBN-10 (ISO 2108:1992): the weighted sum 5a+4b+3c+2d+e is a multiple of the alphabet's size.
//! The size is a prime number, so every single wrong character and every swap of two characters
//! changes the sum; a test tries them all.

use super::CampaignCode;

/// What a code is written with: neither 0 O, 1 I L, 5 S, nor B beside 8, Z beside 2, G beside 6, V
/// beside U, and no letter whose Cyrillic look-alike sounds otherwise (C, H, P, X, Y).
const ALPHABET: [char; 17] = [
    '2', '3', '4', '6', '7', '8', '9', 'A', 'D', 'E', 'F', 'K', 'M', 'N', 'R', 'T', 'U',
];
const DIGITS: usize = 7;
const LENGTH: usize = 5;

/// What people type for a letter of the alphabet: the same sound or the same shape in Cyrillic,
/// on keyboards of our languages, and shapes taken for one another. Small letters are made large
/// before.
const TYPED: [(char, char); 30] = [
    ('А', 'A'),
    ('Ә', 'A'),
    ('Д', 'D'),
    ('Е', 'E'),
    ('Ё', 'E'),
    ('Э', 'E'),
    ('Ф', 'F'),
    ('Ғ', 'F'),
    ('К', 'K'),
    ('Қ', 'K'),
    ('М', 'M'),
    ('Н', 'N'),
    ('Ң', 'N'),
    ('H', 'N'),
    ('И', 'N'),
    ('Р', 'R'),
    ('P', 'R'),
    ('Я', 'R'),
    ('Т', 'T'),
    ('У', 'U'),
    ('Ү', 'U'),
    ('Ұ', 'U'),
    ('Ӯ', 'U'),
    ('Ў', 'U'),
    ('Y', 'U'),
    ('V', 'U'),
    ('В', '8'),
    ('B', '8'),
    ('З', '3'),
    ('Z', '2'),
];

/// What a typed text is, as far as codes go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// A code as it may stand on paper.
    Code(CampaignCode),
    /// It looks like one and is none: something was mistyped.
    Mistyped,
}

impl TypedCode {
    /// Reads a typed text: any case, either script, with spaces, hyphens and dots anywhere.
    /// None when it does not look like a code.
    ///
    /// ```
    /// # use huquq::content::TypedCode;
    /// let code = TypedCode::read("R6T8U");
    /// assert!(code.is_some());
    /// assert_eq!(TypedCode::read(" р6-т8 у."), code);
    /// assert_eq!(TypedCode::read("7 лет"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let mut letters = Vec::new();
        for letter in text.chars().flat_map(char::to_uppercase) {
            match letter {
                ' ' | '\u{a0}' | '-' | '–' | '—' | '.' | '_' | '#' | '«' | '»' | '"' => {}
                _ if letters.len() == LENGTH => return None,
                _ => letters.push(letter),
            }
        }
        if letters.len() != LENGTH || !is_mixed(&letters) {
            return None;
        }
        let values: Vec<usize> = letters.iter().filter_map(|letter| value(*letter)).collect();
        match values.len() {
            LENGTH if has_shape(&values) && is_sound(&values) => {
                Some(Self::Code(written(&values)?))
            }
            // One may be wrong; words with numbers in them have more that a code never has.
            LENGTH | 4 => Some(Self::Mistyped),
            _ => None,
        }
    }
}

/// Whether a code keeps to the rules, so that it can be printed.
pub fn is_well_made(code: &CampaignCode) -> bool {
    let values: Vec<usize> = code.as_str().chars().filter_map(position).collect();
    values.len() == code.as_str().len() && has_shape(&values) && is_sound(&values)
}

/// The first code that is not taken. They follow each other at a distance, so that neighbours
/// do not look alike. None when all 3,000 or so are taken.
pub fn next_free(is_taken: impl Fn(&CampaignCode) -> bool) -> Option<CampaignCode> {
    let letters = ALPHABET.len() - DIGITS;
    let all = letters * DIGITS * letters * DIGITS;
    // A step that shares no factor with the number of codes visits every one of them.
    const STEP: usize = 2_741;
    (1..=all)
        .map(|place| place * STEP % all)
        .filter_map(|number| {
            let (rest, d) = (number / DIGITS, number % DIGITS);
            let (rest, c) = (rest / letters, rest % letters);
            let (a, b) = (rest / DIGITS, rest % DIGITS);
            with_check([DIGITS + a, b, DIGITS + c, d])
        })
        .find(|code| !is_taken(code))
}

/// Adds the check letter; none when it would be a digit, since a code ends in a letter.
fn with_check(start: [usize; 4]) -> Option<CampaignCode> {
    let [a, b, c, d] = start;
    let sum = 5 * a + 4 * b + 3 * c + 2 * d;
    let check = (ALPHABET.len() - sum % ALPHABET.len()) % ALPHABET.len();
    if check < DIGITS {
        return None;
    }
    written(&[a, b, c, d, check])
}

fn written(values: &[usize]) -> Option<CampaignCode> {
    let text: String = values.iter().map(|value| ALPHABET[*value]).collect();
    text.parse().ok()
}

fn position(letter: char) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == letter)
}

/// The place in the alphabet of a letter as it was typed.
fn value(letter: char) -> Option<usize> {
    let meant = TYPED.iter().find(|(typed, _)| *typed == letter);
    position(meant.map_or(letter, |(_, meant)| *meant))
}

fn has_shape(values: &[usize]) -> bool {
    let is_digit = [false, true, false, true, false];
    values.len() == LENGTH
        && values
            .iter()
            .zip(is_digit)
            .all(|(v, digit)| (*v < DIGITS) == digit)
}

fn is_sound(values: &[usize]) -> bool {
    let weights = (1..=LENGTH).rev();
    let sum: usize = values
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    sum.is_multiple_of(ALPHABET.len())
}

/// Whether digits and letters take turns at least twice, as in a code with one slip; numbers in
/// words ("за 3 дня", "5 класс") stand at one end or have more letters around them.
fn is_mixed(letters: &[char]) -> bool {
    let is_digit = |letter: &char| {
        letter.is_ascii_digit() || value(*letter).is_some_and(|value| value < DIGITS)
    };
    let turns = letters
        .windows(2)
        .filter(|pair| is_digit(&pair[0]) != is_digit(&pair[1]));
    letters.iter().all(|letter| letter.is_alphanumeric())
        && letters.iter().any(char::is_ascii_digit)
        && turns.count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<CampaignCode> {
        let taken = std::cell::RefCell::new(std::collections::BTreeSet::new());
        std::iter::from_fn(|| {
            let code = next_free(|code| taken.borrow().contains(code))?;
            taken.borrow_mut().insert(code.clone());
            Some(code)
        })
        .take(400)
        .collect()
    }

    #[test]
    fn every_code_reads_as_itself_in_either_script() {
        let codes = all();
        assert_eq!(codes.len(), 400);
        for code in &codes {
            assert!(is_well_made(code), "{code}");
            let read = |text: &str| TypedCode::read(text);
            let expected = Some(TypedCode::Code(code.clone()));
            assert_eq!(read(code.as_str()), expected);
            let cyrillic: String = code
                .as_str()
                .to_lowercase()
                .chars()
                .map(|letter| {
                    let large = letter.to_ascii_uppercase();
                    let typed = TYPED
                        .iter()
                        .find(|(_, meant)| *meant == large && large > '9');
                    typed.map_or(letter, |(typed, _)| *typed)
                })
                .collect();
            let spaced: Vec<String> = cyrillic.chars().map(String::from).collect();
            assert_eq!(
                read(&format!("  {}. ", spaced.join(" - "))),
                expected,
                "{cyrillic}"
            );
        }
    }

    #[test]
    fn every_wrong_character_and_every_swap_is_noticed() {
        // All values in all places, for every code there can be.
        let letters = DIGITS..ALPHABET.len();
        let mut codes = 0;
        for (a, b) in letters
            .clone()
            .flat_map(|a| (0..DIGITS).map(move |b| (a, b)))
        {
            for (c, d) in letters
                .clone()
                .flat_map(|c| (0..DIGITS).map(move |d| (c, d)))
            {
                let Some(code) = with_check([a, b, c, d]) else {
                    continue;
                };
                codes += 1;
                let code: Vec<char> = code.as_str().chars().collect();
                let mistyped = |typed: &[char]| {
                    let text: String = typed.iter().collect();
                    assert_eq!(TypedCode::read(&text), Some(TypedCode::Mistyped), "{text}");
                };
                for place in 0..LENGTH {
                    for wrong in ALPHABET.into_iter().chain(['0', '1', '5', 'S', 'Ж', 'Л']) {
                        let mut typed = code.clone();
                        typed[place] = wrong;
                        if typed != code {
                            mistyped(&typed);
                        }
                    }
                    let mut typed = code.clone();
                    if place > 0 {
                        typed.swap(place - 1, place);
                        mistyped(&typed);
                    }
                }
            }
        }
        assert!(codes > 2_500, "{codes}");
    }

    #[test]
    fn words_and_numbers_are_no_codes() {
        for text in [
            "",
            "мама",
            "111",
            "5 класс",
            "3 кун",
            "за 5 л",
            "14 лет",
            "в 10кл",
            "2026 г",
            "87771",
            "R6T8U R6T8U",
            "school",
            "бала 7",
            "2 тун",
            "кун 26",
            "10 мая",
            "я в 9",
            "7 жаш",
        ] {
            assert_eq!(TypedCode::read(text), None, "{text}");
        }
    }
}
