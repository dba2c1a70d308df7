//! A spelling nobody has met before is looked at: it may be a slip.

use std::collections::BTreeSet;

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "unknown-word",
    explains: "a word that no dictionary and no word list knows is looked at",
    find,
};

/// Shorter words are mostly abbreviations and endings.
const LETTERS_MIN: usize = 4;

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut met = BTreeSet::new();
    for text in place::everything_shown(checked.catalog) {
        if checked.spelling.is_silent(text.language) {
            continue;
        }
        for word in words(text.words) {
            let is_new = met.insert((text.language, word));
            if !is_new || is_known(checked, text.language, word) {
                continue;
            }
            problems.push(Problem::warning(
                RULE.id,
                &text.file,
                text.line(),
                format!("no dictionary knows «{word}»"),
                format!(
                    "mend it; if it is right, add it to words/{}.txt",
                    text.language.tag()
                ),
            ));
        }
    }
    problems
}

fn is_known(checked: &Checked<'_>, language: Language, word: &str) -> bool {
    let in_dictionary = match language {
        Language::Uzbek => checked.catalog.uzbek().to_cyrillic(word),
        _ => word.to_owned(),
    };
    checked.spelling.knows(language, word, &in_dictionary)
}

/// Words in letters of one kind; addresses, numbers and parameters are none.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .filter(|word| !word.contains(['@', '/', '{', '}']) && !word.contains(".kz"))
        .flat_map(|word| word.split(|c: char| !c.is_alphabetic() && !matches!(c, 'ʻ' | 'ʼ')))
        .filter(|word| word.chars().count() >= LETTERS_MIN)
}
