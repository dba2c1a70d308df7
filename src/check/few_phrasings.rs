//! A topic has enough phrasings to be found: 12 questions and 10 keywords a language.

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "few-phrasings",
    explains: "a topic has 12 to 15 questions and 10 keywords or more in each language",
    find,
};

const QUESTIONS_MIN: usize = 12;
const KEYWORDS_MIN: usize = 10;
const ALARMS_MIN: usize = 15;

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        for language in Language::WRITTEN {
            let phrasings = topic.phrasings.get(language);
            let alarms_min = if topic.urgent { ALARMS_MIN } else { 0 };
            let lists = [
                ("questions", phrasings.questions.len(), QUESTIONS_MIN),
                ("keywords", phrasings.keywords.len(), KEYWORDS_MIN),
                ("alarms", phrasings.alarms.len(), alarms_min),
            ];
            for (name, found, min) in lists {
                if found < min {
                    problems.push(Problem::error(
                        RULE.id,
                        &topic.file,
                        place::line(&topic.file, language, &topic.texts.get(language).title),
                        format!("`{name}` in `{}` has {found} items", language.tag()),
                        format!("write {min} or more, as parents would type them"),
                    ));
                }
            }
        }
    }
    problems
}
