//! A law edition older than two years may have been changed since: a warning.

use jiff::ToSpan;

use super::{Checked, Rule};
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "old-edition",
    explains: "the edition of an act that was read is younger than two years",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let cited = |law: &crate::content::Law| {
        checked
            .catalog
            .topics()
            .iter()
            .flat_map(|topic| &topic.sources)
            .any(|source| source.law() == Some(&law.id))
    };
    let Ok(limit) = checked.today.checked_sub(2.years()) else {
        return Vec::new();
    };
    checked
        .catalog
        .laws()
        .iter()
        .filter(|law| cited(law))
        .filter_map(|law| {
            let message = match law.edition_read {
                None => format!("nobody has read `{}` for these texts", law.id),
                Some(read) if read < limit => {
                    format!("`{}` was read in its edition of {read}", law.id)
                }
                Some(_) => return None,
            };
            Some(Problem::warning(
                RULE.id,
                &law.file,
                law.line,
                message,
                "open today's text, compare the articles cited, and set `edition_read`",
            ))
        })
        .collect()
}
