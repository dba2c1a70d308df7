//! An id that was published never vanishes: it may stand on paper for years.

use super::{Checked, Rule, place};
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "published-ids",
    explains: "an id that was published is still there, or named as retired",
    find,
};

/// Where published ids are listed.
const LIST: &str = "published.yaml";

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let catalog = checked.catalog;
    let published = catalog.published();
    let list = catalog.folder().join(LIST);
    let at = |id: &str| place::line_with(&list, id);
    let mut problems = Vec::new();
    for id in &published.topics {
        if catalog.topic(id).is_none() {
            problems.push(Problem::error(
                RULE.id,
                &list,
                at(id.as_str()),
                format!("topic `{id}` was published and is gone"),
                "bring its file back, or move the id to `retired_topics`: its links are answered",
            ));
        }
    }
    for id in &published.retired_topics {
        if let Some(topic) = catalog.topic(id) {
            problems.push(Problem::error(
                RULE.id,
                &topic.file,
                place::line_of_key(&topic.file, "id:"),
                format!("topic `{id}` was retired; its id is never used again"),
                "give the new topic a new id",
            ));
        }
    }
    for topic in catalog.topics() {
        if !published.topics.contains(&topic.id) && !published.retired_topics.contains(&topic.id) {
            problems.push(Problem::error(
                RULE.id,
                &topic.file,
                place::line_of_key(&topic.file, "id:"),
                format!("topic `{}` is not listed in {LIST}", topic.id),
                format!("add it under `topics` in {LIST}; from then on it never vanishes"),
            ));
        }
    }
    for code in &published.campaigns {
        if catalog.campaign(code).is_none() {
            problems.push(Problem::error(
                RULE.id,
                &list,
                at(code.as_str()),
                format!("campaign `{code}` was published and is gone"),
                "bring its line in campaigns.yaml back; a past `until` ends its counting",
            ));
        }
    }
    for campaign in catalog.campaigns() {
        if !published.campaigns.contains(&campaign.code) {
            let file = catalog.folder().join("campaigns.yaml");
            problems.push(Problem::error(
                RULE.id,
                &file,
                place::line_with(&file, campaign.code.as_str()),
                format!("campaign `{}` is not listed in {LIST}", campaign.code),
                format!("add it under `campaigns` in {LIST}"),
            ));
        }
    }
    problems
}
