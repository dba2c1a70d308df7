//! The Russian text a translation was made from is kept, so that a translator sees what changed.

use super::{Checked, Rule, place};
use crate::content::made_from::{RULE_ID, file_of};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: RULE_ID,
    explains: "the Russian text that each translation was made from is kept as it was",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems = checked.kept.problems.clone();
    // Nothing is missing for sure while some files cannot be read.
    if !problems.is_empty() {
        return problems;
    }
    for topic in checked.catalog.topics() {
        let today = topic.fingerprint(Language::Russian);
        for language in Language::TRANSLATED {
            let Some(made_from) = topic.made_from.get(language) else {
                continue;
            };
            if checked.kept.wording(&topic.id, made_from).is_some() {
                continue;
            }
            let tag = language.tag();
            let help = if *made_from == today {
                "run `huquq sheet keep` before the Russian text changes"
            } else {
                "put it back from the last version of the folder made-from, or compare with today's \
                 Russian text and run `huquq sheet stamp`"
            };
            problems.push(Problem::warning(
                RULE.id,
                &topic.file,
                place::line(&topic.file, language, &topic.texts.get(language).title),
                format!("the Russian text {made_from} that `{tag}` was made from is not kept"),
                help,
            ));
        }
    }
    let is_unknown = |id: &&_| checked.catalog.topic(id).is_none();
    problems.extend(checked.kept.topics().filter(is_unknown).map(|id| {
        Problem::warning(
            RULE.id,
            file_of(checked.catalog.folder(), id),
            0,
            format!("there is no topic `{id}` any more"),
            "delete this file",
        )
    }));
    problems
}
