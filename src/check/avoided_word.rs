//! A legal term is called by its agreed word: no text uses a word the glossary says to avoid.

use super::{Checked, Rule, place};
use crate::content::Term;
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "avoided-word",
    explains: "a text uses the glossary's word for a term, and none it says to avoid",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for text in place::everything_shown(checked.catalog) {
        let words = words_of(text.words);
        for term in checked.catalog.glossary() {
            if let Some(avoided) = avoided(term, text.language, &words) {
                problems.push(Problem::error(
                    RULE.id,
                    &text.file,
                    text.line(),
                    format!(
                        "«{avoided}» is a word to avoid in `{}`",
                        text.language.tag()
                    ),
                    format!("write «{}»", term.words.get(text.language).term),
                ));
            }
        }
    }
    problems
}

/// The avoided word that stands in a text as whole words, if one does.
fn avoided<'t>(term: &'t Term, language: Language, words: &[String]) -> Option<&'t str> {
    let avoid = &term.words.get(language).avoid;
    avoid.iter().map(String::as_str).find(|phrase| {
        let phrase = words_of(phrase);
        !phrase.is_empty() && words.windows(phrase.len()).any(|window| window == phrase)
    })
}

/// Small words without punctuation; apostrophes belong to words.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, 'ʻ' | 'ʼ' | '-'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
