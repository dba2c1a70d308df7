//! Uzbek comes back as it was when it is written in Cyrillic letters and in Latin ones again.
//!
//! What does not come back is spelt by no rule in Cyrillic, so a reader of Cyrillic would see a
//! wrong word.

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "uzbek-round-trip",
    explains: "every Uzbek word survives the way to Cyrillic letters and back",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let uzbek = checked.catalog.uzbek();
    let mut problems = Vec::new();
    let texts = place::everything_shown(checked.catalog).into_iter();
    for text in texts.filter(|text| text.language == Language::Uzbek) {
        for word in text.words.split_whitespace() {
            let cyrillic = uzbek.to_cyrillic(word);
            let back = uzbek.to_latin(&cyrillic);
            let message = if back != word {
                format!("«{word}» comes back from Cyrillic letters as «{back}»")
            } else if keeps_latin(&cyrillic) && !stays(word) {
                format!("«{word}» becomes «{cyrillic}», with Latin letters in it")
            } else {
                continue;
            };
            problems.push(Problem::error(
                RULE.id,
                &text.file,
                text.line(),
                message,
                "add the word's stem to uzbek-cyrillic.yaml, in both alphabets",
            ));
        }
    }
    problems
}

/// Whether a word keeps Latin letters that are no name (eGov) and no Roman number (414-V).
fn keeps_latin(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()))
}

/// Addresses and parameters stay as they are, whatever the text around them.
fn stays(word: &str) -> bool {
    word.contains(['@', '/', '{']) || word.trim_end_matches(['.', ',', ')']).contains('.')
}
