//! Where a step leads to the police, an inspectorate or the migration service, the text says
//! what can happen and names a number that is not the police.

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "missing-exposure",
    explains: "a step to an office that may ask for papers says what can happen",
    find,
};

/// Beginnings of the Russian words for such offices; the other languages follow the Russian text.
const OFFICES: [&str; 5] = ["полици", "инспекц", "миграционн", "прокур", "суд "];

/// Hotlines that are not the police.
const SAFE_NUMBER: &str = "111";

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        let russian = topic.texts.get(Language::Russian);
        let office = russian.steps.iter().chain(&russian.refused).find(|step| {
            OFFICES
                .iter()
                .any(|office| step.to_lowercase().contains(office))
        });
        for language in Language::WRITTEN {
            let text = topic.texts.get(language);
            match (&text.exposure, office) {
                (None, Some(_)) => problems.push(Problem::error(
                    RULE.id,
                    &topic.file,
                    place::line(&topic.file, language, &text.title),
                    format!(
                        "a step leads to an office, and `{}` has no `exposure`",
                        language.tag()
                    ),
                    "add `exposure:` with what can happen and a number that is not the police",
                )),
                (Some(exposure), _) if !exposure.contains(SAFE_NUMBER) => {
                    problems.push(Problem::error(
                        RULE.id,
                        &topic.file,
                        place::line(&topic.file, language, exposure),
                        format!("`exposure` in `{}` names no number", language.tag()),
                        format!("name {SAFE_NUMBER}, which is not the police"),
                    ));
                }
                _ => {}
            }
        }
    }
    problems
}
