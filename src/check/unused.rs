//! What stands in a list is used somewhere; what is not is forgotten, or its topic is.

use std::collections::BTreeSet;

use super::{Checked, Rule, place};
use crate::content::Topic;
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "unused",
    explains: "every act and every amount is used by a topic",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let catalog = checked.catalog;
    let cited: BTreeSet<&str> = catalog
        .topics()
        .iter()
        .flat_map(|topic| &topic.sources)
        .filter_map(|source| source.law())
        .chain(catalog.parameters().flat_map(|parameter| {
            parameter
                .values
                .iter()
                .filter_map(|value| value.law.as_ref())
        }))
        .map(|law| law.as_str())
        .collect();
    let unused_laws = catalog
        .laws()
        .iter()
        .filter(|law| !cited.contains(law.id.as_str()))
        .map(|law| {
            Problem::warning(
                RULE.id,
                &law.file,
                law.line,
                format!("no topic rests on `{}`", law.id),
                "cite it where it is meant, or take it out",
            )
        });
    let file = catalog.folder().join("parameters.yaml");
    // The index itself is needed to turn the others into money.
    let unused_parameters = catalog
        .parameters()
        .filter(|parameter| parameter.id.as_str() != INDEX)
        .filter(|parameter| {
            let written = format!("{{{}}}", parameter.id);
            !catalog.topics().iter().any(|topic| has(topic, &written))
        })
        .map(|parameter| {
            Problem::warning(
                RULE.id,
                &file,
                parameter.line,
                format!("no text names {{{}}}", parameter.id),
                "write it where it is meant, or take it out",
            )
        });
    unused_laws.chain(unused_parameters).collect()
}

/// The monthly calculation index.
const INDEX: &str = "mci";

/// Whether a topic's texts hold some words.
fn has(topic: &Topic, words: &str) -> bool {
    let language = Language::Russian;
    let card = topic
        .card
        .iter()
        .map(|card| card.texts.get(language).as_str());
    place::shown(topic.texts.get(language))
        .into_iter()
        .chain(card)
        .any(|text| text.contains(words))
}
