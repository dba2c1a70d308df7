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

/// A word or words that mean a concept.
pub(super) struct Entry {
    concept: Concept,
    first: Stem,
    rest: Vec<Stem>,
}

impl Entry {
    pub(super) fn concept(&self) -> Concept {
        self.concept
    }

    /// Whether the words after the first one are those of the entry.
    pub(super) fn goes_on<'a>(&self, mut words: impl Iterator<Item = &'a str>) -> bool {
        let mut rest = self.rest.iter();
        rest.all(|stem| words.next().is_some_and(|word| stem.fits(word)))
    }
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
        let mut words = fold(written).into_iter().map(|letters| Stem {
            is_whole: is_whole || letters.len() < BEGINNING_MIN,
            letters,
        });
        let Some(first) = words.next() else { return };
        self.longest = self.longest.max(first.letters.len());
        let key = hash(0, first.letters.as_bytes());
        self.by_first_word.entry(key).or_default().push(Entry {
            concept,
            first,
            rest: words.collect(),
        });
    }

    pub(super) fn name(&self, concept: Concept) -> &'static str {
        self.names.get(usize::from(concept)).copied().unwrap_or("")
    }

    /// The words of the list, folded: known words, for mending misspelt ones.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.by_first_word
            .values()
            .flatten()
            .flat_map(|entry| std::iter::once(&entry.first).chain(&entry.rest))
            .map(|stem| stem.letters.as_str())
    }

    /// Every concept of a text with the place of its first word, in order of the words.
    pub(super) fn find(&self, words: &[String]) -> Vec<(usize, Concept)> {
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for entry in self.beginning_with(word) {
                let rest = words[at + 1..].iter().map(String::as_str);
                let concept = (at, entry.concept);
                if entry.goes_on(rest) && !found.contains(&concept) {
                    found.push(concept);
                }
            }
        }
        found
    }

    /// The entries whose first word a word is.
    pub(super) fn beginning_with(&self, word: &str) -> impl Iterator<Item = &Entry> {
        let keys = word
            .bytes()
            .take(self.longest)
            .scan(hash(0, &[]), |key, byte| {
                *key = hash_onwards(*key, &[byte]);
                Some(*key)
            });
        keys.filter_map(|key| self.by_first_word.get(&key))
            .flatten()
            .filter(move |entry| entry.first.fits(word))
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
