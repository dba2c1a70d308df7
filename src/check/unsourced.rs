//! Everything a topic states rests on a source, and a source backs only what is there.

use super::{Checked, Rule, place};
use crate::content::{Part, Topic};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "unsourced",
    explains: "every part of a text is backed by a source, or marked as advice",
    find,
};

/// The category whose topics are lists of numbers and addresses: their answer states no law.
const DIRECTORY: &str = "help";

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    checked
        .catalog
        .topics()
        .iter()
        .flat_map(|topic| unbacked(topic).into_iter().chain(backing_nothing(topic)))
        .collect()
}

fn parts(topic: &Topic) -> Vec<Part> {
    Part::all_of(topic.texts.get(Language::Russian), topic.card.is_some())
}

fn unbacked(topic: &Topic) -> Vec<Problem> {
    let may_advise = |part: &Part| *part != Part::Answer || topic.category.as_str() == DIRECTORY;
    parts(topic)
        .into_iter()
        .filter(|part| {
            let backed = topic
                .sources
                .iter()
                .any(|source| source.backs.contains(part));
            !(backed || topic.advice.contains(part) && may_advise(part))
        })
        .map(|part| {
            Problem::error(
                RULE.id,
                &topic.file,
                place::line_of_key(&topic.file, "sources:"),
                format!("nothing backs `{part}` of `{}`", topic.id),
                "add it to `backs` of the source it rests on, or to `advice` if it states no law \
                 and no fact",
            )
        })
        .collect()
}

fn backing_nothing(topic: &Topic) -> Vec<Problem> {
    let parts = parts(topic);
    topic
        .sources
        .iter()
        .flat_map(|source| &source.backs)
        .chain(&topic.advice)
        .filter(|part| !parts.contains(part))
        .map(|part| {
            Problem::error(
                RULE.id,
                &topic.file,
                place::line_of_key(&topic.file, "sources:"),
                format!("`{}` has no `{part}`", topic.id),
                "count the items again: they may have moved",
            )
        })
        .collect()
}
