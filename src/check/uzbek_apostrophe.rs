//! Uzbek is written with U+02BB in oʻ and gʻ and U+02BC elsewhere; other apostrophes look alike
//! and break the derived Cyrillic text.

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "uzbek-apostrophe",
    explains: "Uzbek is written with ʻ in oʻ and gʻ and with ʼ elsewhere",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        let phrasings = topic.phrasings.get(Language::Uzbek);
        let mut texts = place::shown(topic.texts.get(Language::Uzbek));
        if let Some(card) = &topic.card {
            texts.push(card.texts.get(Language::Uzbek));
        }
        for list in [
            &phrasings.questions,
            &phrasings.keywords,
            &phrasings.not_this,
            &phrasings.alarms,
        ] {
            texts.extend(list.iter().map(String::as_str));
        }
        for text in texts {
            if let Some(word) = wrong_word(text) {
                problems.push(Problem::error(
                    RULE.id,
                    &topic.file,
                    place::line(&topic.file, Language::Uzbek, text),
                    format!("«{word}» has a wrong apostrophe"),
                    "write oʻ and gʻ with U+02BB ʻ, and maʼlumot with U+02BC ʼ",
                ));
            }
        }
    }
    problems
}

/// The first word of an Uzbek text that has a wrong apostrophe.
pub fn wrong_word(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| {
        let letters: Vec<char> = word.chars().collect();
        letters
            .iter()
            .enumerate()
            .any(|(index, letter)| match letter {
                '\'' | '`' | '´' | '‘' | '’' | '′' => true,
                'ʻ' => !index
                    .checked_sub(1)
                    .is_some_and(|before| "oOgG".contains(letters[before])),
                'ʼ' => {
                    index
                        .checked_sub(1)
                        .is_some_and(|before| "oOgG".contains(letters[before]))
                        && letters
                            .get(index + 1)
                            .is_none_or(|next| !next.is_alphabetic())
                }
                _ => false,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::wrong_word;

    #[test]
    fn only_the_two_right_marks_pass() {
        assert_eq!(wrong_word("oʻgʻil maʼlumot"), None);
        assert_eq!(wrong_word("yaxshi o'gil"), Some("o'gil"));
        assert_eq!(wrong_word("maʻlumot"), Some("maʻlumot"));
    }
}
