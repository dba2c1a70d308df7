//! Uzbek in Cyrillic letters, derived from Uzbek in Latin ones by the official alphabet.
//!
//! Rules: the law of 02.09.1993 on the Latin alphabet as amended on 06.05.1995, the spelling rules
//! of 24.08.1995 (No. 339), and for the Cyrillic side the spelling rules of 04.04.1956. Words whose
//! lost letters no rule brings back (ь, ц, ъ, йо) stand in an exceptions list that editors keep in
//! `content/uzbek-cyrillic.yaml`; who reads that file is `content`. The way back,
//! [`Transliteration::to_latin`], exists to prove that a text survives the journey.
//!
//! `pieces` cuts a text into words and what stays as it is; here words are written.

mod pieces;

use pieces::{Piece, Pieces};

/// Writes Uzbek Latin text in Cyrillic letters.
///
/// ```
/// # use huquq::uzbek::Transliteration;
/// let uzbek = Transliteration::new(vec![("sentabr".into(), "сентябрь".into())]);
/// assert_eq!(uzbek.to_cyrillic("1-sentabrda yoʻlga chiqamiz"), "1-сентябрда йўлга чиқамиз");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Transliteration {
    /// Longest stem first, so that an exception may have exceptions.
    exceptions: Vec<Exception>,
}

#[derive(Debug, Clone)]
struct Exception {
    latin: Vec<char>,
    cyrillic: Vec<char>,
}

/// Turns the letter o or g into oʻ or gʻ.
const TURNED_COMMA: char = '\u{02BB}';
/// The sign of a stop or a long vowel (tutuq belgisi).
const TUTUQ: char = '\u{02BC}';
/// What keyboards offer instead of the two above; `check` refuses them in content.
const TYPED_APOSTROPHES: [char; 5] = ['\'', '`', '\u{2018}', '\u{2019}', '\u{00B4}'];

/// Single letters of the alphabet; e, ye, yo, yu, ya and ts are rules.
const LETTERS: [(char, char); 24] = [
    ('a', 'а'),
    ('b', 'б'),
    ('d', 'д'),
    ('f', 'ф'),
    ('g', 'г'),
    ('h', 'ҳ'),
    ('i', 'и'),
    ('j', 'ж'),
    ('k', 'к'),
    ('l', 'л'),
    ('m', 'м'),
    ('n', 'н'),
    ('o', 'о'),
    ('p', 'п'),
    ('q', 'қ'),
    ('r', 'р'),
    ('s', 'с'),
    ('t', 'т'),
    ('u', 'у'),
    ('v', 'в'),
    ('x', 'х'),
    ('y', 'й'),
    ('z', 'з'),
    ('e', 'е'),
];

impl Transliteration {
    /// Takes the exceptions as pairs of a Latin and a Cyrillic word stem, in small letters.
    ///
    /// A stem stands at the beginning of a word, whatever suffix follows; of several, the longest
    /// counts. A Cyrillic stem's last ь is dropped before a suffix (сентябрь, сентябрда). A
    /// "Cyrillic" stem written in Latin letters stays as it is written there (QR).
    pub fn new(exceptions: Vec<(String, String)>) -> Self {
        let mut exceptions: Vec<Exception> = exceptions
            .into_iter()
            .map(|(latin, cyrillic)| Exception {
                latin: latin.chars().collect(),
                cyrillic: cyrillic.chars().collect(),
            })
            .collect();
        exceptions.sort_by_key(|exception| std::cmp::Reverse(exception.latin.len()));
        Self { exceptions }
    }

    /// Writes a text in Cyrillic letters; what is not an Uzbek word stays as it is.
    ///
    /// Left alone: `{placeholders}`, site names, addresses, `/commands`, `@names`, Roman numerals,
    /// and words with a letter Uzbek does not have or with capitals inside (eGov).
    pub fn to_cyrillic(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len() * 2);
        for piece in Pieces::new(text) {
            match piece {
                Piece::Kept(kept) => written.push_str(kept),
                Piece::Word(word) => self.word_to_cyrillic(word, &mut written),
            }
        }
        written
    }

    /// Writes Cyrillic Uzbek in Latin letters: the way back, for round trips.
    pub fn to_latin(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let letters: Vec<char> = text.chars().collect();
        let mut at = 0;
        while at < letters.len() {
            if !is_cyrillic(letters[at]) {
                written.push(letters[at]);
                at += 1;
                continue;
            }
            let end = at
                + letters[at..]
                    .iter()
                    .take_while(|&&letter| is_cyrillic(letter))
                    .count();
            self.word_to_latin(&letters[at..end], &mut written);
            at = end;
        }
        written
    }

    fn word_to_cyrillic(&self, word: &str, written: &mut String) {
        let original = with_proper_marks(word);
        if !is_uzbek(&original) {
            written.push_str(word);
            return;
        }
        let small: Vec<char> = original.iter().map(|&letter| to_small(letter)).collect();
        let mut at = 0;
        if let Some(exception) = self
            .exceptions
            .iter()
            .find(|exception| small.starts_with(&exception.latin))
        {
            at = exception.latin.len();
            let has_suffix = at < original.len();
            write_stem(&exception.cyrillic, &original[..at], has_suffix, written);
        }
        while at < small.len() {
            at += write_letter(&small, &original, at, written);
        }
    }

    fn word_to_latin(&self, original: &[char], written: &mut String) {
        let small: Vec<char> = original.iter().map(|&letter| to_small(letter)).collect();
        let mut at = 0;
        if let Some((exception, length)) = self.exceptions.iter().find_map(|exception| {
            cyrillic_stem_length(&exception.cyrillic, &small).map(|length| (exception, length))
        }) {
            at = length;
            write_stem(&exception.latin, &original[..at], false, written);
        }
        while at < small.len() {
            at += write_latin_letter(&small, original, at, written);
        }
    }
}

/// How many letters of a word an exception's Cyrillic stem covers, with or without its last ь.
fn cyrillic_stem_length(stem: &[char], word: &[char]) -> Option<usize> {
    if word.starts_with(stem) {
        return Some(stem.len());
    }
    let (last, shorter) = stem.split_last()?;
    (*last == 'ь' && word.len() > shorter.len() && word.starts_with(shorter))
        .then_some(shorter.len())
}

/// Writes an exception's stem in the case of the letters it stands for.
fn write_stem(stem: &[char], original: &[char], has_suffix: bool, written: &mut String) {
    let stem = match stem.split_last() {
        Some(('ь', shorter)) if has_suffix => shorter,
        _ => stem,
    };
    let capitals = original
        .iter()
        .filter(|letter| letter.is_uppercase())
        .count();
    let all_capitals = capitals > 1
        && original
            .iter()
            .all(|letter| !letter.is_alphabetic() || letter.is_uppercase() || is_mark(*letter));
    for (index, &letter) in stem.iter().enumerate() {
        if all_capitals || (index == 0 && capitals > 0) {
            written.extend(letter.to_uppercase());
        } else {
            written.push(letter);
        }
    }
}

/// Writes the letter or group of letters at a place in Cyrillic; returns how many it took.
fn write_letter(small: &[char], original: &[char], at: usize, written: &mut String) -> usize {
    let mut put = |letter: char, like: usize| {
        if original[like].is_uppercase() {
            written.extend(letter.to_uppercase());
        } else {
            written.push(letter);
        }
    };
    let next = |ahead: usize| small.get(at + ahead).copied();
    let opens_syllable = at == 0 || is_latin_vowel(small, at - 1) || small[at - 1] == TUTUQ;
    match (small[at], next(1)) {
        ('o', Some(TURNED_COMMA)) => put('ў', at),
        ('g', Some(TURNED_COMMA)) => put('ғ', at),
        ('s', Some(TUTUQ)) if next(2) == Some('h') => {
            put('с', at);
            put('ҳ', at + 2);
            return 3;
        }
        ('s', Some('h')) => put('ш', at),
        ('c', Some('h')) => put('ч', at),
        ('y', Some('o')) if next(2) == Some(TURNED_COMMA) => {
            put('й', at);
            return 1;
        }
        ('y', Some('o')) => put('ё', at),
        ('y', Some('u')) => put('ю', at),
        ('y', Some('a')) => put('я', at),
        ('y', Some('e')) => {
            if !opens_syllable {
                put('ъ', at);
            }
            put('е', at);
        }
        ('t', Some('s')) if next(2) == Some('i') && matches!(next(3), Some('y' | 'o')) => {
            put('ц', at);
        }
        ('e', _) => {
            put(if opens_syllable { 'э' } else { 'е' }, at);
            return 1;
        }
        (TUTUQ, _) => {
            put('ъ', neighbour_for_case(original, at));
            return 1;
        }
        (letter, _) => {
            let cyrillic = LETTERS.iter().find(|(latin, _)| *latin == letter);
            put(cyrillic.map_or(letter, |(_, cyrillic)| *cyrillic), at);
            return 1;
        }
    }
    2
}

/// The letter whose case a sign without capitals takes: the next one, else the one before.
fn neighbour_for_case(original: &[char], at: usize) -> usize {
    if at + 1 < original.len() {
        at + 1
    } else {
        at.saturating_sub(1)
    }
}

fn is_latin_vowel(small: &[char], at: usize) -> bool {
    match small[at] {
        'a' | 'e' | 'i' | 'o' | 'u' => true,
        TURNED_COMMA => at > 0 && small[at - 1] == 'o',
        _ => false,
    }
}

/// The letters of a word with typed apostrophes read as the sign that belongs there.
fn with_proper_marks(word: &str) -> Vec<char> {
    let mut letters = Vec::with_capacity(word.len());
    for letter in word.chars() {
        let is_apostrophe = is_mark(letter) || TYPED_APOSTROPHES.contains(&letter);
        letters.push(match letters.last() {
            Some('o' | 'O' | 'g' | 'G') if is_apostrophe => TURNED_COMMA,
            _ if TYPED_APOSTROPHES.contains(&letter) => TUTUQ,
            _ => letter,
        });
    }
    letters
}

/// Whether a word can be Uzbek: its letters are in the alphabet and capitals are not inside.
fn is_uzbek(word: &[char]) -> bool {
    let mut was_small = false;
    for (at, &letter) in word.iter().enumerate() {
        let small = letter.to_ascii_lowercase();
        let is_known = match small {
            'w' => false,
            'c' => word
                .get(at + 1)
                .is_some_and(|next| matches!(next, 'h' | 'H')),
            _ => true,
        };
        if !is_known || (was_small && letter.is_uppercase()) {
            return false;
        }
        was_small |= letter.is_lowercase() && !is_mark(letter);
    }
    !is_roman_numeral(word)
}

/// I to XXXIX in capitals, as in the numbers of acts and of centuries.
fn is_roman_numeral(word: &[char]) -> bool {
    let word: String = word.iter().collect();
    let units = word.trim_start_matches('X');
    !word.is_empty()
        && word.len() - units.len() <= 3
        && matches!(
            units,
            "" | "I" | "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII" | "IX"
        )
}

fn is_mark(letter: char) -> bool {
    matches!(letter, TURNED_COMMA | TUTUQ)
}

/// The small letter, with every typed apostrophe left as it is.
fn to_small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{0400}'..='\u{04FF}').contains(&letter)
}

/// Writes a Cyrillic letter in Latin ones; returns how many letters it took.
fn write_latin_letter(small: &[char], original: &[char], at: usize, written: &mut String) -> usize {
    let before = at.checked_sub(1).map(|index| small[index]);
    let after = small.get(at + 1).copied();
    let opens_syllable =
        before.is_none_or(|letter| is_cyrillic_vowel(letter) || matches!(letter, 'ъ' | 'ь'));
    let (latin, taken) = match small[at] {
        'е' if opens_syllable => ("ye", 1),
        'е' | 'э' => ("e", 1),
        'ц' if before.is_some_and(is_cyrillic_vowel) => ("ts", 1),
        'ц' => ("s", 1),
        'с' if after == Some('ҳ') => ("sʼh", 2),
        'ъ' if matches!(after, Some('е' | 'ё' | 'ю' | 'я')) || before == Some('ў') => ("", 1),
        'ъ' => ("ʼ", 1),
        'ь' if after == Some('о') => ("yo", 2),
        'ь' => ("", 1),
        'ў' => ("oʻ", 1),
        'ғ' => ("gʻ", 1),
        'ш' | 'щ' => ("sh", 1),
        'ч' => ("ch", 1),
        'ё' => ("yo", 1),
        'ю' => ("yu", 1),
        'я' => ("ya", 1),
        'ы' => ("i", 1),
        letter => {
            let latin = LETTERS.iter().find(|(_, cyrillic)| *cyrillic == letter);
            put_latin(
                latin.map_or(letter, |(latin, _)| *latin),
                original[at],
                written,
            );
            return 1;
        }
    };
    let is_capital = original[at].is_uppercase();
    let capitals_around = [at.checked_sub(1), Some(at + taken)]
        .into_iter()
        .flatten()
        .any(|index| {
            original
                .get(index)
                .is_some_and(|letter| letter.is_uppercase())
        });
    for (index, letter) in latin.chars().enumerate() {
        let as_capital = is_capital && (index == 0 || capitals_around);
        put_latin(letter, if as_capital { 'A' } else { 'a' }, written);
    }
    taken
}

fn put_latin(letter: char, like: char, written: &mut String) {
    if like.is_uppercase() {
        written.extend(letter.to_uppercase());
    } else {
        written.push(letter);
    }
}

fn is_cyrillic_vowel(letter: char) -> bool {
    matches!(
        letter,
        'а' | 'е' | 'ё' | 'и' | 'о' | 'у' | 'ў' | 'э' | 'ю' | 'я' | 'ы'
    )
}

#[cfg(test)]
mod tests;
