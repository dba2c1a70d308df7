//! A campaign's days follow each other.

use super::{Checked, Rule};
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "campaign-dates",
    explains: "a campaign ends after it begins, and its events are on its days",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let file = checked.catalog.folder().join("campaigns.yaml");
    let mut problems = Vec::new();
    for campaign in checked.catalog.campaigns() {
        let mut report = |what: String| {
            problems.push(Problem::error(
                RULE.id,
                &file,
                campaign.line,
                what,
                "write the days as year-month-day, the first one in `from`, the last in `until`",
            ));
        };
        if !campaign.is_counted_on(campaign.from) {
            report(format!(
                "campaign `{}` ends before it begins",
                campaign.code
            ));
        }
        for (day, what) in &campaign.plan.events {
            if *day < campaign.from || !campaign.is_counted_on(*day) {
                report(format!(
                    "`{what}` of {day} is on no day of campaign `{}`",
                    campaign.code
                ));
            }
        }
    }
    problems
}
