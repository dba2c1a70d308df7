//! A text is read again by its date: a warning from the day after, an error for a release.

use super::{Checked, Rule, place};
use crate::problem::{Problem, Severity};

pub(super) const RULE: Rule = Rule {
    id: "review-passed",
    explains: "a topic is read again by the date in `review_by`",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    checked
        .catalog
        .topics()
        .iter()
        .filter(|topic| topic.review_by < checked.today)
        .map(|topic| {
            let mut problem = Problem::warning(
                RULE.id,
                &topic.file,
                place::line_of_key(&topic.file, "review_by:"),
                format!(
                    "topic `{}` was to be read again by {}",
                    topic.id, topic.review_by
                ),
                "compare it with the law, then set `law_read_on` and `review_by`",
            );
            if checked.for_release {
                problem.severity = Severity::Error;
            }
            problem
        })
        .collect()
}
