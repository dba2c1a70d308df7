//! A text as the matcher reads it: folded words, mended ones, their concepts.
//!
//! Some texts make no sense as typed: the keyboard was left in the other script, or digits stand
//! for letters. A reader knows the words of the content, so it can tell which reading has more of
//! them. What the words mean is for `topics`.

use std::borrow::Cow;
use std::collections::HashSet;

use super::concepts::{Concept, Concepts};
use super::fold::{fold, fold_digit_slang, other_layout};
use super::parts::{Hashed, hash};
use super::spelling::{Spelling, first_letters};

/// So many first letters stand for a word: endings differ with grammar, and cutting works as well
/// as the one stemmer there is (Russian).
pub(super) const STEM_LETTERS: usize = 5;

/// Another reading must have at least this share of known words, and as much more than the plain.
const OTHER_KNOWN_MIN: f32 = 0.5;
const OTHER_KNOWN_MORE: f32 = 0.3;

/// A text's words in the form everything is learnt and found by.
#[derive(Default, Clone)]
pub(super) struct Reading {
    pub(super) words: Vec<String>,
    /// For each word, what it was probably meant to be, if it is misspelt.
    pub(super) mended: Vec<Option<String>>,
    /// Concepts, with the place of the word each comes from.
    pub(super) concepts: Vec<(usize, Concept)>,
    pub(super) typed: Typed,
}

/// How a text had to be read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Typed {
    #[default]
    AsMeant,
    /// Digits stand for letters (6ahar).
    DigitsForLetters,
    /// The keyboard was left in the other script (vtrntg).
    OtherKeyboard,
}

impl Reading {
    /// Folded words that are known to be good: none is mended.
    pub(super) fn of_known(words: Vec<String>, concepts: Vec<(usize, Concept)>) -> Self {
        Self {
            mended: vec![None; words.len()],
            concepts,
            words,
            typed: Typed::AsMeant,
        }
    }

    /// A word's stem, or that of what it was meant to be.
    pub(super) fn stem(&self, at: usize) -> &str {
        stem(self.mended[at].as_deref().unwrap_or(&self.words[at]))
    }

    /// The reading without some of its words.
    pub(super) fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.words.len()).filter(|&at| keep(at)).collect();
        let place = |at: usize| kept.iter().position(|&old| old == at);
        Self {
            words: kept.iter().map(|&at| self.words[at].clone()).collect(),
            mended: kept.iter().map(|&at| self.mended[at].clone()).collect(),
            concepts: self
                .concepts
                .iter()
                .filter_map(|&(at, concept)| Some((place(at)?, concept)))
                .collect(),
            typed: self.typed,
        }
    }
}

pub(super) fn stem(word: &str) -> &str {
    first_letters(word, STEM_LETTERS)
}

/// The hash of a word's stem.
pub(super) fn stem_hash(word: &str) -> u64 {
    hash(0, stem(word).as_bytes())
}

/// Knows the words of the content and of the lists.
pub(super) struct Reader {
    pub(super) concepts: Concepts,
    spelling: Spelling,
    /// The hashes of known stems.
    stems: HashSet<u64, Hashed>,
}

impl Reader {
    /// Learns known words, each with how often it is said.
    pub(super) fn learn(concepts: Concepts, words: &[(&str, u32)]) -> Self {
        let of_concepts = concepts.words().map(|word| (word, 1));
        let spelling = Spelling::learn(words.iter().copied().chain(of_concepts));
        Self {
            spelling,
            stems: words.iter().map(|(word, _)| stem_hash(word)).collect(),
            concepts,
        }
    }

    /// Reads a text in the way that has most known words, and gives the text so read.
    pub(super) fn read<'a>(&self, text: &'a str) -> (Reading, Cow<'a, str>) {
        let plain = fold(text);
        let known = self.known_share(&plain);
        if known >= 1.0 - OTHER_KNOWN_MORE {
            return (self.read_words(plain, Typed::AsMeant), Cow::Borrowed(text));
        }
        let is_better = |words: &[String]| {
            let share = self.known_share(words);
            share >= OTHER_KNOWN_MIN && share >= known + OTHER_KNOWN_MORE
        };
        if let Some(words) = fold_digit_slang(text).filter(|words| is_better(words)) {
            return (
                self.read_words(words, Typed::DigitsForLetters),
                Cow::Borrowed(text),
            );
        }
        if let Some(meant) = other_layout(text) {
            let words = fold(&meant);
            if is_better(&words) {
                return (
                    self.read_words(words, Typed::OtherKeyboard),
                    Cow::Owned(meant),
                );
            }
        }
        (self.read_words(plain, Typed::AsMeant), Cow::Borrowed(text))
    }

    fn read_words(&self, words: Vec<String>, typed: Typed) -> Reading {
        let mut meant = words.clone();
        let mut mended = vec![None; words.len()];
        for (at, word) in words.iter().enumerate() {
            if self.concepts.find(std::slice::from_ref(word)).is_empty()
                && let Some(known) = self.spelling.mend(word)
            {
                mended[at] = Some(known.to_owned());
                known.clone_into(&mut meant[at]);
            }
        }
        Reading {
            concepts: self.concepts.find(&meant),
            words,
            mended,
            typed,
        }
    }

    /// Which share of the words that could be known is.
    fn known_share(&self, words: &[String]) -> f32 {
        let telling: Vec<&String> = words
            .iter()
            .filter(|word| word.chars().count() >= 3 && !word.bytes().all(|b| b.is_ascii_digit()))
            .collect();
        let known = telling
            .iter()
            .filter(|word| {
                self.stems.contains(&stem_hash(word))
                    || !self.concepts.find(std::slice::from_ref(**word)).is_empty()
            })
            .count();
        known as f32 / telling.len().max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, Typed};
    use crate::understanding::concepts::Concepts;
    use crate::understanding::fold::fold;

    fn reader() -> Reader {
        let words = fold("регистрация ребёнка в школе балам мектепке бара ала ма");
        let words: Vec<(&str, u32)> = words.iter().map(|word| (word.as_str(), 1)).collect();
        Reader::learn(Concepts::new(), &words)
    }

    #[test]
    fn a_text_from_the_other_keyboard_is_read_as_it_was_meant() {
        let (reading, text) = reader().read("htubcnhfwbz vtrntg");
        assert_eq!(reading.typed, Typed::OtherKeyboard);
        assert_eq!(text, "регистрация мектеп");
        let (reading, _) = reader().read("registraciya maktab");
        assert_eq!(reading.typed, Typed::AsMeant);
    }

    #[test]
    fn digits_are_read_as_letters_only_when_words_become_known() {
        let (reading, _) = reader().read("6ahar 6kola");
        assert_eq!(reading.typed, Typed::DigitsForLetters);
        let (reading, _) = reader().read("4класс школа");
        assert_eq!(reading.typed, Typed::AsMeant);
        assert!(reading.words.contains(&"4".to_owned()));
    }

    #[test]
    fn a_misspelt_word_is_mended_and_keeps_its_own_letters() {
        let (reading, _) = reader().read("рeгситрация");
        assert_eq!(reading.mended[0].as_deref(), Some("registra"));
        assert_eq!(reading.words[0], "regsitrasiia");
    }
}
