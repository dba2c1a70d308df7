//! A campaign speaks to so many people that a number of it points at nobody.

use super::{Checked, Rule};
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "small-audience",
    explains: "a campaign reaches 50 people or more, so that its numbers point at nobody",
    find,
};

/// Below it, who scanned a sheet could be guessed by who got one.
const AUDIENCE_MIN: u32 = 50;

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let few = |audience: u32| audience < AUDIENCE_MIN;
    checked
        .catalog
        .campaigns()
        .iter()
        .filter(|campaign| few(campaign.audience))
        .map(|campaign| {
            Problem::error(
                RULE.id,
                checked.catalog.folder().join("campaigns.yaml"),
                campaign.line,
                format!(
                    "campaign `{}` reaches {} people, fewer than {AUDIENCE_MIN}",
                    campaign.code, campaign.audience
                ),
                "hand out one code in several such places, with the people of all of them as audience",
            )
        })
        .collect()
}
