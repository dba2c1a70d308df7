//! A campaign's code is one that is noticed when mistyped.

use super::{Checked, Rule};
use crate::content::code;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "campaign-code",
    explains: "a campaign's code has the form and the check letter by which slips are noticed",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let campaigns = checked.catalog.campaigns();
    let next = code::next_free(|code| campaigns.iter().any(|campaign| campaign.code == *code));
    let next = next.map_or(String::new(), |next| format!(", such as {next}"));
    campaigns
        .iter()
        .filter(|campaign| !code::is_well_made(&campaign.code))
        .map(|campaign| {
            Problem::error(
                RULE.id,
                checked.catalog.folder().join("campaigns.yaml"),
                campaign.line,
                format!("`{}` is no code that can be printed", campaign.code),
                format!("take one that `huquq outreach new` proposes{next}"),
            )
        })
        .collect()
}
