//! Words of one meaning, across languages and registers.
//!
//! Folding mends spelling; it cannot know that «начальник», «сардор» and "boshliq" are one man.
//! `concepts.txt` says so, and a text's concepts become parts of it like its words. Which topic
//! they speak for is learnt in `topics`.

use std::collections::HashMap;

use super::fold::fold;
use super::parts::{Hashed, hash, hash_onwards};
use super::table;

/// A concept's place in the list.
pub(super) type Concept = u16;

/// The list, ready to look words up in.
pub(super) struct Concepts {
    names: Vec<&'static str>,
    /// By the hash of their first word.
    by_first_word: HashMap<u64, Vec<Entry>, Hashed>,
    /// The longest first word, in bytes: no longer beginning need be tried.
    longest: usize,
}

struct Entry {
    concept: Concept,
    words: Vec<Stem>,
}

/// A folded word, or the beginning of one.
#[derive(PartialEq, Eq)]
struct Stem {
    letters: String,
    is_whole: bool,
}

impl Stem {
    fn fits(&self, word: &str) -> bool {
        if self.is_whole {
            word == self.letters
        } else {
            word.starts_with(&self.letters)
        }
    }
}

/// A beginning must have so many letters to stand for all words that begin with it.
const BEGINNING_MIN: usize = 4;

impl Concepts {
    /// Reads the list that is part of the program.
    pub(super) fn new() -> Self {
        let mut concepts = Self {
            names: Vec::new(),
            by_first_word: HashMap::default(),
            longest: 0,
        };
        for (_, line) in table::entries(include_str!("concepts.txt")) {
            let (name, words) = line.split_once(':').unwrap_or((line, ""));
            let concept = Concept::try_from(concepts.names.len()).unwrap_or(Concept::MAX);
            concepts.names.push(name);
            for word in words.split_whitespace().filter(|word| *word != "|") {
                concepts.add(concept, word);
            }
        }
        concepts
    }

    fn add(&mut self, concept: Concept, written: &str) {
        let is_whole = written.starts_with('=');
        let words: Vec<Stem> = fold(written)
            .into_iter()
            .map(|letters| Stem {
                is_whole: is_whole || letters.len() < BEGINNING_MIN,
                letters,
            })
            .collect();
        let Some(first) = words.first() else { return };
        self.longest = self.longest.max(first.letters.len());
        let key = hash(0, first.letters.as_bytes());
        let entries = self.by_first_word.entry(key).or_default();
        entries.push(Entry { concept, words });
    }

    pub(super) fn name(&self, concept: Concept) -> &'static str {
        self.names.get(usize::from(concept)).copied().unwrap_or("")
    }

    /// The words of the list, folded: known words, for mending misspelt ones.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.by_first_word
            .values()
            .flatten()
            .flat_map(|entry| entry.words.iter().map(|stem| stem.letters.as_str()))
    }

    /// Every concept of a text with the place of its first word, in order of the words.
    pub(super) fn find(&self, words: &[String]) -> Vec<(usize, Concept)> {
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let mut key = hash(0, &[]);
            for byte in word.bytes().take(self.longest) {
                key = hash_onwards(key, &[byte]);
                let entries = self.by_first_word.get(&key);
                for entry in entries.into_iter().flatten() {
                    if entry.fits(&words[at..]) && !found.contains(&(at, entry.concept)) {
                        found.push((at, entry.concept));
                    }
                }
            }
        }
        found
    }
}

impl Entry {
    fn fits(&self, words: &[String]) -> bool {
        self.words.len() <= words.len()
            && self
                .words
                .iter()
                .zip(words)
                .all(|(stem, word)| stem.fits(word))
    }
}

#[cfg(test)]
mod tests {
    use super::Concepts;
    use crate::understanding::fold::fold;

    fn names(text: &str) -> Vec<&'static str> {
        let concepts = Concepts::new();
        let found = concepts.find(&fold(text));
        found
            .into_iter()
            .map(|(_, concept)| concepts.name(concept))
            .collect()
    }

    #[test]
    fn words_of_one_meaning_share_a_concept_in_every_language_and_script() {
        for text in [
            "начальник",
            "сардорам",
            "boshlig'im",
            "бошлиқ",
            "бастығым",
            "nachalnik",
        ] {
            assert!(
                names(text).contains(&"employer"),
                "{text}: {:?}",
                names(text)
            );
        }
    }

    #[test]
    fn a_short_word_stands_only_for_itself() {
        assert!(names("суд").contains(&"court"));
        assert!(!names("судак").contains(&"court"));
        assert!(names("сын").contains(&"son"));
        assert!(!names("сынып").contains(&"son"));
    }

    #[test]
    fn several_words_are_one_entry() {
        assert!(names("мне не платит никто").contains(&"unpaid"));
        assert!(!names("он платит").contains(&"unpaid"));
    }
}
