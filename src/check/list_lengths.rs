//! Lists have as many items in every language: what is missing in one was lost in translation.

use super::{Checked, Rule, place};
use crate::content::TopicText;
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "list-lengths",
    explains: "a list has as many items in every language",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        let russian = lengths(topic.texts.get(Language::Russian));
        for language in Language::WRITTEN {
            let text = topic.texts.get(language);
            for ((name, wanted), (_, found)) in russian.iter().zip(lengths(text)) {
                if *wanted != found {
                    problems.push(Problem::error(
                        RULE.id,
                        &topic.file,
                        place::line(&topic.file, language, &text.title),
                        format!(
                            "`{name}` has {found} items in `{}` and {wanted} in `ru`",
                            language.tag()
                        ),
                        "translate the missing items, or remove the extra ones",
                    ));
                }
            }
        }
    }
    problems
}

fn lengths(text: &TopicText) -> [(&'static str, usize); 5] {
    [
        ("steps", text.steps.len()),
        ("papers", text.papers.len()),
        ("refused", text.refused.len()),
        ("differs", text.differs.len()),
        ("exposure", usize::from(text.exposure.is_some())),
    ]
}
