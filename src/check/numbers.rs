//! Numbers, dates, phones, articles and parameters are the same in every language.

use std::collections::BTreeMap;

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "numbers",
    explains: "numbers, phones, articles and parameters are the same in every language",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        let russian: BTreeMap<String, Vec<String>> = place::named(topic, Language::Russian)
            .into_iter()
            .map(|(name, text, _)| (name, numbers(&text)))
            .collect();
        for language in Language::WRITTEN {
            for (name, text, beginning) in place::named(topic, language) {
                let found = numbers(&text);
                let Some(wanted) = russian.get(&name) else {
                    continue;
                };
                if *wanted != found {
                    problems.push(Problem::error(
                        RULE.id,
                        &topic.file,
                        place::line(&topic.file, language, beginning),
                        format!(
                            "{name} has the numbers [{}] in `{}` and [{}] in `ru`",
                            found.join(" "),
                            language.tag(),
                            wanted.join(" ")
                        ),
                        "make them the same; the facts say which is right",
                    ));
                }
            }
        }
    }
    problems
}

/// The numbers and `{parameters}` of a text, sorted: languages order words differently.
pub fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut in_parameter = false;
    for letter in text.chars().chain([' ']) {
        match letter {
            '{' => in_parameter = true,
            '}' => {
                found.push(format!("{{{current}}}"));
                current.clear();
                in_parameter = false;
            }
            _ if in_parameter => current.push(letter),
            _ if letter.is_ascii_digit() => current.push(letter),
            _ if !current.is_empty() => found.push(std::mem::take(&mut current)),
            _ => {}
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_and_parameters_are_found_in_any_order() {
        assert_eq!(
            numbers("111 немесе {mci}, 01.09.2026"),
            numbers("{mci}: 01.09.2026 ё 111")
        );
        assert_ne!(numbers("3 рабочих дня"), numbers("5 жұмыс күні"));
    }
}
