//! A translation says what the Russian text says today.

use super::{Checked, Rule, place};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "outdated-translation",
    explains: "a translation was made from the Russian text as it is today",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        for language in Language::WRITTEN {
            if topic.is_up_to_date(language) {
                continue;
            }
            let message = match topic.made_from.get(language) {
                Some(_) => format!(
                    "the Russian text changed after `{}` was made",
                    language.tag()
                ),
                None => format!(
                    "`{}` does not say which Russian text it is from",
                    language.tag()
                ),
            };
            problems.push(Problem::warning(
                RULE.id,
                &topic.file,
                place::line(&topic.file, language, &topic.texts.get(language).title),
                message,
                format!(
                    "compare the two, then write `made_from: {}` first in the section; where no \
                     meaning changed, add a pair to `same_meaning`",
                    topic.fingerprint(Language::Russian)
                ),
            ));
        }
    }
    problems
}
