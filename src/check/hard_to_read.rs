//! A text is read at a counter by somebody with nine years of school: short sentences, short words.
//!
//! The measure is Björnsson's LIX («Läsbarhet», 1968): words a sentence plus the percentage of
//! words with more than six letters. It needs no syllables, so it can be counted in any alphabet.
//! Kazakh and Uzbek glue endings to words, so each language has a limit of its own, set a little
//! above what the texts of this repository reach when they are written with care.

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "hard-to-read",
    explains: "sentences are short, and a text's reading measure stays under its language's limit",
    find,
};

/// The longest sentence, in words.
const WORDS_MAX: usize = 24;
/// A long word has more letters than this.
const LONG_WORD_LETTERS: usize = 6;

/// The highest reading measure of a topic's text.
fn lix_max(language: Language) -> usize {
    match language {
        Language::Russian => 50,
        Language::Tajik => 50,
        Language::Kazakh => 62,
        Language::Uzbek | Language::UzbekCyrillic => 62,
    }
}

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        for language in Language::WRITTEN {
            let shown = place::shown(topic.texts.get(language));
            for text in &shown {
                for sentence in sentences(text) {
                    let words = words(sentence).count();
                    if words > WORDS_MAX {
                        problems.push(Problem::warning(
                            RULE.id,
                            &topic.file,
                            place::line(&topic.file, language, text),
                            format!("a sentence of {words} words: «{}…»", beginning(sentence)),
                            format!("make two of it; {WORDS_MAX} words are the most"),
                        ));
                    }
                }
            }
            let lix = lix(&shown);
            if lix > lix_max(language) {
                problems.push(Problem::warning(
                    RULE.id,
                    &topic.file,
                    place::line(&topic.file, language, &topic.texts.get(language).title),
                    format!("the reading measure in `{}` is {lix}", language.tag()),
                    format!(
                        "shorter sentences, everyday words; {} is the most",
                        lix_max(language)
                    ),
                ));
            }
        }
    }
    problems
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ':', ';'])
        .filter(|sentence| words(sentence).next().is_some())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
}

fn beginning(sentence: &str) -> String {
    let words: Vec<&str> = words(sentence).take(4).collect();
    words.join(" ")
}

/// Words a sentence plus the percentage of long words, rounded; zero without words.
fn lix(texts: &[&str]) -> usize {
    let sentence_count: usize = texts.iter().map(|text| sentences(text).count()).sum();
    let all: Vec<&str> = texts.iter().flat_map(|text| words(text)).collect();
    if all.is_empty() {
        return 0;
    }
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let long = all
        .iter()
        .filter(|word| letters(word) > LONG_WORD_LETTERS)
        .count();
    all.len() / sentence_count.max(1) + 100 * long / all.len()
}

#[cfg(test)]
mod tests {
    use super::lix;

    #[test]
    fn long_words_and_long_sentences_make_a_text_harder() {
        let easy = ["Идите в школу. Возьмите паспорт."];
        let hard = ["Предоставьте удостоверяющие документы уполномоченному органу образования."];
        // Two sentences of two and a half words, two long words of five.
        assert_eq!(lix(&easy), 2 + 40);
        assert!(lix(&hard) > lix(&easy));
        assert_eq!(lix(&["", "…"]), 0);
    }
}
