//! Every text is in the language of its section: a sentence left untranslated is found.
//!
//! The program's own guess decides, where it is sure and the sentence is long enough. Uzbek is the
//! only one in Latin letters, so there a foreign sentence is found by its letters (`script`).

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;
use crate::understanding::{Understanding, UserText};

pub(super) const RULE: Rule = Rule {
    id: "wrong-language",
    explains: "every sentence is in the language of its section",
    find,
};

/// Shorter sentences share too many words between neighbours (Uzbek and Tajik in one alphabet).
const WORDS_MIN: usize = 8;
/// A sentence with more numbers is a list.
const NUMBERS_MAX: usize = 2;

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let understanding = Understanding::learn(checked.catalog);
    let mut problems = Vec::new();
    let texts = place::everything_shown(checked.catalog);
    for text in texts.iter().filter(|text| text.language != Language::Uzbek) {
        for sentence in text.words.split_inclusive(['.', '!', '?']) {
            if !is_speech(sentence) {
                continue;
            }
            let understood = understanding.understand(&UserText::new(sentence.to_owned()));
            // Nobody writes Uzbek in Cyrillic letters here: it is derived. Tajik may look like it.
            let Some(guess) = understood
                .guess
                .filter(|guess| guess.is_clear && guess.language != Language::UzbekCyrillic)
            else {
                continue;
            };
            if guess.language.written() != text.language {
                problems.push(Problem::error(
                    RULE.id,
                    &text.file,
                    text.line(),
                    format!(
                        "«{}» reads like `{}` in the `{}` text",
                        sentence.trim(),
                        guess.language.written().tag(),
                        text.language.tag()
                    ),
                    "translate it; if it is right as it is, say it in other words",
                ));
            }
        }
    }
    problems
}

/// Whether a sentence is long enough to be judged, and no list of addresses or numbers.
fn is_speech(sentence: &str) -> bool {
    let is_word = |word: &&str| {
        word.chars()
            .all(|c| c.is_alphabetic() || "ʻʼ.,!?".contains(c))
    };
    let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    sentence.split_whitespace().filter(is_word).count() >= WORDS_MIN
        && sentence.split_whitespace().filter(has_digit).count() <= NUMBERS_MAX
}
