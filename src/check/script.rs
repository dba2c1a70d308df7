//! Every text is in the letters of its language, and no word mixes two alphabets.
//!
//! Letters as in the alphabets' official tables; a Latin word within Cyrillic text is fine when
//! it is a name such as eGov, Latin letters *inside* a Cyrillic word are a slip.

use std::path::Path;

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "wrong-letter",
    explains: "every text is in the letters of its language",
    find,
};

/// The one message that is in Kyrgyz whatever the language around it.
const IN_KYRGYZ: &str = "kyrgyz-sentence";

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for text in place::everything_shown(checked.catalog) {
        for (word, reason) in faults(text.language, text.words) {
            problems.push(problem(
                &text.file,
                text.line(),
                text.language,
                word,
                reason,
            ));
        }
    }
    let localization = checked.localization;
    let messages = localization.messages().iter();
    for (id, variables) in messages.filter(|(id, _)| *id != IN_KYRGYZ) {
        let arguments: Vec<(&str, &str)> =
            variables.iter().map(|name| (name.as_str(), "")).collect();
        for language in Language::WRITTEN {
            let Some((file, line)) = localization.origin(language, id) else {
                continue;
            };
            for (word, reason) in faults(language, &localization.text(language, id, &arguments)) {
                problems.push(problem(file, line, language, word, reason));
            }
        }
    }
    problems
}

fn problem(file: &Path, line: usize, language: Language, word: &str, reason: &str) -> Problem {
    Problem::error(
        RULE.id,
        file,
        line,
        format!("«{word}» {reason} in `{}`", language.tag()),
        "write the word with the letters of the language",
    )
}

/// The words of a text that are not in the letters of its language, each with what is wrong.
pub fn faults(language: Language, text: &str) -> impl Iterator<Item = (&str, &'static str)> {
    text.split(|c: char| !c.is_alphabetic())
        .filter_map(move |word| Some((word, fault(language, word)?)))
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
