//! A table of a release as lines of a page: names that are shown, and at the end the rest.

use super::labels::Labels;
use crate::counts::release::{Row, Status, Table};

/// A table with its titles.
pub(super) struct Lines {
    pub title: String,
    /// Titles of the columns after the first number; none if it has one number a line.
    pub outcomes: Vec<String>,
    pub lines: Vec<Line>,
    /// How many names have too little to be shown.
    pub not_shown: usize,
}

/// A line of a table.
pub(super) struct Line {
    pub title: String,
    /// How deep it stands below the total.
    pub depth: usize,
    pub value: u64,
    /// One a column; none where it is not shown.
    pub outcomes: Vec<Option<u64>>,
}

impl Line {
    /// What its number is made of: each outcome that is shown, by its place, and last what is
    /// shown of none.
    pub fn parts(&self) -> Vec<(Option<usize>, u64)> {
        let shown = self.outcomes.iter().enumerate();
        let shown = shown.filter_map(|(place, value)| Some((Some(place), (*value)?)));
        let mut parts: Vec<(Option<usize>, u64)> = shown.collect();
        let shown: u64 = parts.iter().map(|(_, value)| value).sum();
        parts.push((None, self.value.saturating_sub(shown)));
        parts.retain(|(_, value)| *value > 0);
        parts
    }
}

const OUTCOMES: [&str; 4] = ["answered", "did_you_mean", "unanswered", "urgent"];

impl Lines {
    pub fn of(table: &Table, labels: &Labels<'_>) -> Self {
        let dimensions = table.table.dimensions();
        let has_outcomes = dimensions.len() > 1 && dimensions.ends_with(&["outcome"]);
        let outcomes = match has_outcomes {
            true => &OUTCOMES[..],
            false => &[],
        };
        let depth_max = dimensions.len() - usize::from(has_outcomes);
        let is_line = |row: &&Row| row.codes.len() <= depth_max;
        let lines = table.rows.iter().filter(is_line).filter_map(|row| {
            let title = match row.codes.last() {
                None => labels.word("total", &[]),
                Some(code) => labels.title(dimensions[row.codes.len() - 1], code),
            };
            let outcome = |code: &&str| {
                let mut codes: Vec<&str> = row.codes.iter().map(String::as_str).collect();
                codes.push(code);
                table.value(&codes)
            };
            Some(Line {
                title,
                depth: row.codes.len(),
                value: row.value?,
                outcomes: outcomes.iter().map(outcome).collect(),
            })
        });
        let hidden = table.rows.iter().filter(is_line);
        Self {
            title: labels.word(&format!("table-{}", table.table), &[]),
            outcomes: outcomes
                .iter()
                .map(|code| labels.title("outcome", code))
                .collect(),
            lines: lines.collect(),
            not_shown: hidden.filter(|row| row.status == Status::NotShown).count(),
        }
    }
}
