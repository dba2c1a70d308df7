//! One spelling out of many: the skeleton of a word, the same in every script and habit.
//!
//! «қаерда», "qayerda" and «каерда» become one word; so do «ребёнок» and "rebenok". The tables say
//! what is typed for what; each cites where it comes from. Words of all languages fold into one
//! alphabet, because people mix them in one sentence. Which language it was is for `guess` to say,
//! what it means for `topics`.

mod keyboard;
mod letters;
#[cfg(test)]
mod tests;
mod word;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

pub use keyboard::other_layout;

use letters::{DIGIT_LETTERS, Role, is_composed, plain_form, role};
use word::{fold_word, without_doubles, without_pairs};

/// Only so much of a text is read: what Telegram lets a person send, so time is bounded.
pub const TEXT_CHARS_MAX: usize = 4096;

/// Folds a text into the skeletons of its words; numbers are words of their own.
///
/// ```
/// # use huquq::understanding::fold::fold;
/// assert_eq!(fold("Мактаб қаерда?"), fold("maktab qayerda"));
/// assert_eq!(fold("9класс"), ["9", "klas"]);
/// ```
pub fn fold(text: &str) -> Vec<String> {
    fold_with(text, Digits::InsideWords)
}

/// Folds a text whose writer uses digits for letters also where a word begins or ends (6ahar, i6).
///
/// None when it has no such word: «9класс» is a number and a word unless the words are unknown.
pub fn fold_digit_slang(text: &str) -> Option<Vec<String>> {
    let plain = fold(text);
    let slang = fold_with(text, Digits::Anywhere);
    (slang != plain).then_some(slang)
}

/// Where a digit beside letters may stand for a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Digits {
    InsideWords,
    Anywhere,
}

fn put_letters_for_digits(token: &mut [char], digits: Digits) {
    for at in 0..token.len() {
        let Some((_, letter)) = DIGIT_LETTERS.iter().find(|(digit, _)| *digit == token[at]) else {
            continue;
        };
        let is_letter = |index: Option<usize>| {
            index
                .and_then(|index| token.get(index))
                .is_some_and(|letter| letter.is_alphabetic())
        };
        let (before, after) = (is_letter(at.checked_sub(1)), is_letter(Some(at + 1)));
        let counts = match digits {
            Digits::InsideWords => before && after,
            Digits::Anywhere => {
                let alone = |index: Option<usize>| {
                    !index
                        .and_then(|index| token.get(index))
                        .is_some_and(char::is_ascii_digit)
                };
                (before && alone(Some(at + 1))) || (after && alone(at.checked_sub(1)))
            }
        };
        if counts {
            token[at] = *letter;
        }
    }
}

fn fold_with(text: &str, digits: Digits) -> Vec<String> {
    let mut words = Vec::new();
    let mut token: Vec<char> = Vec::with_capacity(16);
    for letter in composed(text).chars().map(plain_form) {
        match role(letter) {
            Role::InWord => token.push(letter),
            Role::Noise => {}
            Role::BetweenWords => fold_token(&mut token, digits, &mut words),
        }
    }
    fold_token(&mut token, digits, &mut words);
    join_spelled_out(words)
}

/// As much of a text as is read, letters and their marks put together (NFC).
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    let end = text.char_indices().nth(TEXT_CHARS_MAX);
    let text = &text[..end.map_or(text.len(), |(end, _)| end)];
    if text.chars().all(is_composed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Folds a run of letters, digits and apostrophes, which may be several words («9класс»), and
/// empties it.
fn fold_token(token: &mut Vec<char>, digits: Digits, words: &mut Vec<String>) {
    put_letters_for_digits(token, digits);
    for part in token.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        let word = if part[0].is_ascii_digit() {
            part.iter().collect()
        } else {
            fold_word(part)
        };
        if !word.is_empty() {
            words.push(word);
        }
    }
    token.clear();
}

/// So many single letters in a row are one word, spelt out («п о м о г и т е»).
const SPELLED_OUT_MIN: usize = 4;

/// Whether some word is spelt out letter by letter.
pub(super) fn is_spelled_out<'a, T>(words: &'a [T], letters: impl Fn(&'a T) -> &'a str) -> bool {
    let is_run = |run: &'a [T]| run.iter().all(|word| is_letter(letters(word)));
    words.windows(SPELLED_OUT_MIN).any(is_run)
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn join_spelled_out(words: Vec<String>) -> Vec<String> {
    if !is_spelled_out(&words, String::as_str) {
        return words;
    }
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for run in words.chunk_by(|a, b| is_letter(a) && is_letter(b)) {
        if run.len() >= SPELLED_OUT_MIN {
            joined.push(without_doubles(without_pairs(run.concat())));
        } else {
            joined.extend_from_slice(run);
        }
    }
    joined
}
