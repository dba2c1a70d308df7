//! An amount ends soon: a warning 60 days ahead, and after.

use jiff::ToSpan;

use super::{Checked, Rule};
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "old-parameter",
    explains: "an amount has a value for the next 60 days",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let Ok(soon) = checked.today.checked_add(60.days()) else {
        return Vec::new();
    };
    checked
        .catalog
        .parameters()
        .filter_map(|parameter| {
            let until = parameter.values.last()?.until?;
            (until < soon).then(|| {
                Problem::warning(
                    RULE.id,
                    checked.catalog.folder().join("parameters.yaml"),
                    parameter.line,
                    format!("the last value of `{}` ends on {until}", parameter.id),
                    "add the next value with its source; until then the text shows the old one \
                     with its year",
                )
            })
        })
        .collect()
}
