//! The words of known texts, each once: folded, numbered, taken apart and looked up a single time,
//! however often they are said. That is most of what makes learning quick.

use std::collections::HashMap;

use super::concepts::{Concept, Concepts, Entry};
use super::features::number_of;
use super::fold::{fold, is_spelled_out};
use super::parts::Hashed;
use super::reading::Reading;
use crate::in_two::in_two;

/// A known text: its words by number, and its concepts, each with the place of its first word.
pub(super) struct KnownText {
    pub(super) words: Vec<u32>,
    pub(super) concepts: Vec<(usize, Concept)>,
}

/// The numbered words.
#[derive(Default)]
pub(super) struct Lexicon {
    words: Vec<String>,
}

impl Lexicon {
    /// The words in order of their numbers.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    pub(super) fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// A known text as a typed one would be read: words that are known are not mended.
    pub(super) fn reading(&self, text: &KnownText) -> Reading {
        let words = text.words.iter().map(|&word| self.word(word).to_owned());
        Reading::of_known(words.collect(), text.concepts.clone())
    }
}

/// Reads known texts into a lexicon, and gives them in their order.
///
/// What stands between spaces is folded once, on two cores: that gives what folding each whole
/// text does, unless a word is spelt out letter by letter.
pub(super) fn read<'a>(texts: &[&'a str], concepts: &'a Concepts) -> (Lexicon, Vec<KnownText>) {
    let mut tokens = Tokens::default();
    let split: Vec<Vec<u32>> = texts.iter().map(|text| tokens.split(text)).collect();
    let folded = in_two(&tokens.tokens, |token| fold(token));
    let mut scribe = Scribe::new(concepts);
    let of_tokens: Vec<Vec<u32>> = folded
        .into_iter()
        .map(|words| words.into_iter().map(|word| scribe.number(word)).collect())
        .collect();
    let known = texts.iter().zip(split).map(|(text, tokens)| {
        let tokens = tokens.iter().map(|token| &of_tokens[*token as usize]);
        scribe.read(text, tokens.flatten().copied().collect())
    });
    let known = known.collect();
    (scribe.lexicon, known)
}

/// What stands between spaces, numbered.
#[derive(Default)]
struct Tokens<'a> {
    tokens: Vec<&'a str>,
    numbers: HashMap<&'a str, u32, Hashed>,
}

impl<'a> Tokens<'a> {
    fn split(&mut self, text: &'a str) -> Vec<u32> {
        let tokens = text.split(' ').filter(|token| !token.is_empty());
        let number = |token| {
            *self.numbers.entry(token).or_insert_with(|| {
                self.tokens.push(token);
                number_of(self.tokens.len() - 1)
            })
        };
        tokens.map(number).collect()
    }
}

/// Numbers words, and finds the concepts of texts made of them.
struct Scribe<'a> {
    concepts: &'a Concepts,
    lexicon: Lexicon,
    numbers: HashMap<String, u32, Hashed>,
    /// What may begin with each word, by its number.
    begun: Vec<Vec<&'a Entry>>,
}

impl<'a> Scribe<'a> {
    fn new(concepts: &'a Concepts) -> Self {
        Self {
            concepts,
            lexicon: Lexicon::default(),
            numbers: HashMap::default(),
            begun: Vec::new(),
        }
    }

    fn read(&mut self, text: &str, mut words: Vec<u32>) -> KnownText {
        let lexicon = &self.lexicon;
        if is_spelled_out(&words, |word| lexicon.word(*word)) {
            words = fold(text)
                .into_iter()
                .map(|word| self.number(word))
                .collect();
        }
        let mut concepts = Vec::new();
        for (at, &word) in words.iter().enumerate() {
            for entry in &self.begun[word as usize] {
                let rest = words[at + 1..].iter().map(|&word| self.lexicon.word(word));
                let found = (at, entry.concept());
                if entry.goes_on(rest) && !concepts.contains(&found) {
                    concepts.push(found);
                }
            }
        }
        KnownText { words, concepts }
    }

    fn number(&mut self, word: String) -> u32 {
        if let Some(&number) = self.numbers.get(&word) {
            return number;
        }
        let number = number_of(self.lexicon.words.len());
        self.begun
            .push(self.concepts.beginning_with(&word).collect());
        self.lexicon.words.push(word.clone());
        self.numbers.insert(word, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::{Concepts, read};
    use crate::understanding::fold::fold;

    #[test]
    fn a_known_text_is_read_as_a_typed_one_is_folded() {
        let concepts = Concepts::new();
        let texts = [
            "мне не платит  никто",
            "п о м о г и т е мне",
            "9класс, 5-sinf",
            "мне 5 лет",
            "",
        ];
        let (lexicon, read) = read(&texts, &concepts);
        for (text, known) in texts.iter().zip(read) {
            let reading = lexicon.reading(&known);
            assert_eq!(reading.words, fold(text), "{text}");
            assert_eq!(reading.concepts, concepts.find(&fold(text)), "{text}");
        }
    }
}
