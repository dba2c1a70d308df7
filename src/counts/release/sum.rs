//! Releases added up: old ones by quarter, and any weeks in a row for who looks at a whole campaign.
//! Sums of published numbers: nothing raw is needed or left.

use std::collections::BTreeMap;
use std::fmt;

use super::tree::COMBINED;
use super::{Coverage, Period, Release, Releases, Row, Shown, Status, Table, TableName};
use crate::counts::week::Week;

/// Why weeks cannot be added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeError {
    /// The last week lies before the first.
    Backwards,
    /// Nothing of these weeks is published.
    Nothing,
    /// A week is not published, or kept with its quarter only.
    Missing(Week),
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backwards => {
                f.write_str("the last week lies before the first: change them round")
            }
            Self::Nothing => f.write_str(
                "nothing is published of these weeks; `huquq report --list` names what is",
            ),
            Self::Missing(week) => write!(
                f,
                "week {week} is not published, or kept with its quarter only; \
                 `huquq report --list` names the weeks there are"
            ),
        }
    }
}

impl std::error::Error for RangeError {}

/// Adds up the weeks from one to another, with the blocks that lie in them whole.
///
/// # Errors
///
/// When one of the weeks has no release: a sum with a hole in it would be read as the whole.
pub fn range(releases: &Releases, from: Week, to: Week) -> Result<Release, RangeError> {
    if to < from {
        return Err(RangeError::Backwards);
    }
    let weeks = std::iter::successors(Some(from), |week| Some(week.next()));
    let weeks: Vec<Week> = weeks
        .take_while(|week| *week <= to)
        .take(WEEKS_MAX)
        .collect();
    let published = |week: &Week| releases.contains_key(&Period::Week(*week));
    if !weeks.iter().any(published) {
        return Err(RangeError::Nothing);
    }
    if let Some(missing) = weeks.iter().find(|week| !published(week)) {
        return Err(RangeError::Missing(*missing));
    }
    let is_in = |period: &Period| match period {
        Period::Week(week) => (from..=to).contains(week),
        Period::Block(block) => block.weeks().all(|week| (from..=to).contains(&week)),
        Period::Quarter(_) | Period::Range { .. } => false,
    };
    let parts: Vec<&Release> = (releases.iter())
        .filter(|(period, _)| is_in(period))
        .map(|(_, release)| release)
        .collect();
    summed(Period::Range { from, to }, &parts).ok_or(RangeError::Nothing)
}

/// More than the weeks that are ever kept.
const WEEKS_MAX: usize = 200;

/// Sums the releases of a longer period: its weeks, and the four-week blocks that belong to it.
///
/// A row is the sum of the releases that show it; what they show only together, or in a total, is
/// in the combined row, so every table still adds up. None without releases.
pub(in crate::counts) fn summed(period: Period, releases: &[&Release]) -> Option<Release> {
    let first = releases.first()?;
    let has_numbers = releases.iter().any(|release| !release.tables.is_empty());
    let shown = if has_numbers {
        Shown::All
    } else {
        Shown::TooFew
    };
    let mut sum = Release::empty(period, first.origin, shown);
    sum.parts = releases.iter().map(|release| release.period).collect();
    let is_full = |release: &&Release| release.coverage == Coverage::Full;
    if !releases.iter().all(is_full) {
        sum.coverage = Coverage::Segmented;
    }
    for name in TableName::ALL {
        let is_of_block = matches!(name, TableName::T4 | TableName::C4);
        let tables: Vec<&Table> = releases
            .iter()
            .filter(|release| matches!(release.period, Period::Block(_)) == is_of_block)
            .filter_map(|release| release.table(name))
            .collect();
        let rows = summed_rows(&tables);
        if !rows.is_empty() {
            sum.tables.push(Table { table: name, rows });
        }
    }
    Some(sum)
}

/// A row with those below it, in the order in which names came.
#[derive(Default)]
struct Sum {
    value: u64,
    lower: u64,
    upper: u64,
    names: Vec<String>,
    below: BTreeMap<String, Sum>,
}

impl Sum {
    fn add(&mut self, codes: &[String], row: &Row) {
        match codes {
            [] => {
                self.value += row.value.unwrap_or(0);
                self.lower += row.lower.unwrap_or(0);
                self.upper += row.upper.unwrap_or(0);
            }
            [code, rest @ ..] if code != COMBINED => {
                if !self.names.contains(code) {
                    self.names.push(code.clone());
                }
                self.below.entry(code.clone()).or_default().add(rest, row);
            }
            // What was combined comes out as the rest of its total.
            _ => {}
        }
    }

    fn rows(&self, codes: &[String], rows: &mut Vec<Row>) {
        let below = |code: &str| {
            let mut codes = codes.to_vec();
            codes.push(code.to_owned());
            codes
        };
        rows.push(row(codes.to_vec(), self, Status::Shown));
        let shown = || self.below.values().filter(|sum| sum.value > 0);
        if shown().next().is_none() {
            return;
        }
        for name in &self.names {
            if let Some(sum) = self.below.get(name).filter(|sum| sum.value > 0) {
                sum.rows(&below(name), rows);
            }
        }
        let rest = Self {
            value: self.value - shown().map(|sum| sum.value).sum::<u64>().min(self.value),
            lower: self
                .lower
                .saturating_sub(shown().map(|sum| sum.upper).sum()),
            upper: self
                .upper
                .saturating_sub(shown().map(|sum| sum.lower).sum()),
            ..Self::default()
        };
        if rest.value > 0 {
            rows.push(row(below(COMBINED), &rest, Status::Combined));
        }
    }
}

fn row(codes: Vec<String>, sum: &Sum, status: Status) -> Row {
    Row {
        codes,
        value: Some(sum.value),
        lower: Some(sum.lower),
        upper: Some(sum.upper),
        status,
    }
}

fn summed_rows(tables: &[&Table]) -> Vec<Row> {
    let mut sum = Sum::default();
    let mut has_total = false;
    for row in tables.iter().flat_map(|table| &table.rows) {
        if row.value.is_some() {
            has_total |= row.codes.is_empty();
            sum.add(&row.codes, row);
        }
    }
    let mut rows = Vec::new();
    if has_total {
        sum.rows(&[], &mut rows);
    } else {
        // Single numbers have no total.
        for name in &sum.names {
            sum.below[name].rows(std::slice::from_ref(name), &mut rows);
        }
    }
    rows
}
