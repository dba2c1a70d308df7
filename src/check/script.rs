//! Every text is in the letters of its language, and no word mixes two alphabets.
//!
//! Letters as in the alphabets' official tables; a Latin word within Cyrillic text is fine when
//! it is a name such as eGov, Latin letters *inside* a Cyrillic word are a slip.

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "wrong-letter",
    explains: "every text is in the letters of its language",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        for language in Language::WRITTEN {
            let mut texts: Vec<&str> = place::shown(topic.texts.get(language));
            if let Some(card) = &topic.card {
                texts.push(card.texts.get(language));
            }
            for text in texts {
                for word in text.split(|c: char| !c.is_alphabetic()) {
                    if let Some(reason) = fault(language, word) {
                        problems.push(Problem::error(
                            RULE.id,
                            &topic.file,
                            place::line(&topic.file, language, text),
                            format!("«{word}» {reason} in `{}`", language.tag()),
                            "write the word with the letters of the language",
                        ));
                    }
                }
            }
        }
    }
    problems
}

fn fault(language: Language, word: &str) -> Option<&'static str> {
    let is_cyrillic = |c: char| ('\u{400}'..='\u{52f}').contains(&c);
    let has_cyrillic = word.chars().any(is_cyrillic);
    let has_latin = word.chars().any(|c| c.is_ascii_alphabetic());
    if has_cyrillic && has_latin {
        return Some("mixes two alphabets");
    }
    if !has_cyrillic {
        return None;
    }
    let foreign = match language {
        Language::Kazakh => "ӣӯҳҷўҡ",
        Language::Russian => "әғқңөұүһіӣӯҳҷў",
        Language::Tajik => "әңөұүһіўыщць",
        Language::Uzbek | Language::UzbekCyrillic => return Some("is in Cyrillic letters"),
    };
    word.to_lowercase()
        .chars()
        .any(|c| is_cyrillic(c) && foreign.contains(c))
        .then_some("has a letter of another language")
}

#[cfg(test)]
mod tests {
    use super::{Language, fault};

    #[test]
    fn a_foreign_letter_and_a_mixed_word_are_found() {
        assert!(fault(Language::Tajik, "ҳуқуқ").is_none());
        assert!(fault(Language::Tajik, "школьный").is_some());
        assert!(fault(Language::Kazakh, "құқығы").is_none());
        assert!(fault(Language::Russian, "прaво").is_some());
        assert!(fault(Language::Uzbek, "maktab").is_none());
        assert!(fault(Language::Uzbek, "мактаб").is_some());
    }
}
