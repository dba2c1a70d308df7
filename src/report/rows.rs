//! A release as one long table, a number a row: what CSV and the spreadsheet hold.
//!
//! `docs/data-dictionary.md` says what each column means.

use super::labels::Labels;
use crate::counts::ZONE;
use crate::counts::release::{Coverage, Measure, Origin, Release, Status, TableName};

/// The columns, in order. Those of numbers are [`NUMBERS`].
pub const COLUMNS: [&str; 25] = [
    "release_id",
    "schema_version",
    "policy_version",
    "origin",
    "period_type",
    "period",
    "period_start",
    "period_end",
    "tz",
    "table",
    "measure",
    "dim1",
    "code1",
    "label1",
    "dim2",
    "code2",
    "label2",
    "dim3",
    "code3",
    "label3",
    "value",
    "lower",
    "upper",
    "status",
    "coverage",
];

/// What the columns are in the Humanitarian Exchange Language, in the order of [`COLUMNS`]: hashtags
/// of its dictionary (version 1.1), refined as data sets on the Humanitarian Data Exchange are. Its
/// `#value` is of money, so numbers are values of an indicator.
pub const HXL_TAGS: [&str; COLUMNS.len()] = [
    "#meta+id",
    "#meta+version",
    "#meta+policy",
    "#meta+origin",
    "#date+type",
    "#date+period",
    "#date+start",
    "#date+end",
    "#meta+timezone",
    "#indicator+code",
    "#indicator+type",
    "#indicator+dim1+type",
    "#indicator+dim1+code",
    "#indicator+dim1+name",
    "#indicator+dim2+type",
    "#indicator+dim2+code",
    "#indicator+dim2+name",
    "#indicator+dim3+type",
    "#indicator+dim3+code",
    "#indicator+dim3+name",
    "#indicator+value+num",
    "#indicator+value+num+min",
    "#indicator+value+num+max",
    "#meta+status",
    "#meta+coverage",
];

/// What the columns mean, in the order of [`COLUMNS`]; `docs/data-dictionary.md` says more.
pub const MEANINGS: [&str; COLUMNS.len()] = [
    "period and revision",
    "version of these columns",
    "version of the protection; `open`: exact numbers",
    "counted: people's questions; simulated or trial: nobody's",
    "week, 4week, quarter or range",
    "ISO week, block of four weeks, quarter, or weeks in a row",
    "first day, local",
    "last day, local, inclusive",
    "time zone of the days",
    "table, see docs/data-dictionary.md",
    "what is counted",
    "what code1 is a code of; empty: a total",
    "code",
    "its title",
    "what code2 is a code of; empty: a total over it",
    "code",
    "its title",
    "what code3 is a code of; empty: a total over it",
    "code",
    "its title",
    "the number, a multiple of 5; empty: not shown",
    "the least the counted number may be",
    "the most it may be",
    "shown, combined (several rows together) or not_shown (too little, or nothing)",
    "full, or segmented: accounts may be counted twice",
];

/// The places of the columns that hold numbers.
pub const NUMBERS: std::ops::Range<usize> = 20..23;

/// The cells of each row of a release, as text; a number that is not shown is empty.
pub fn rows(release: &Release, labels: &Labels<'_>) -> Vec<[String; COLUMNS.len()]> {
    let mut rows = Vec::new();
    for table in &release.tables {
        for row in &table.rows {
            let number = |value: Option<u64>| value.map(|value| value.to_string());
            let mut cells = [const { String::new() }; COLUMNS.len()];
            let head = [
                release.release_id.clone(),
                release.schema_version.to_string(),
                release.policy_version.clone(),
                origin(release.origin).to_owned(),
                release.period.kind().to_owned(),
                release.period.to_string(),
                release.first_day.to_string(),
                release.last_day.to_string(),
                ZONE.to_owned(),
                table.table.to_string(),
                measure(table.table, &row.codes).to_owned(),
            ];
            for (cell, text) in cells.iter_mut().zip(head) {
                *cell = text;
            }
            let dimensions = table.table.dimensions();
            for (place, (code, dimension)) in row.codes.iter().zip(dimensions).enumerate() {
                let at = 11 + place * 3;
                cells[at] = (*dimension).to_owned();
                cells[at + 1] = guarded(code.clone());
                cells[at + 2] = guarded(labels.title(dimension, code));
            }
            cells[20] = number(row.value).unwrap_or_default();
            cells[21] = number(row.lower).unwrap_or_default();
            cells[22] = number(row.upper).unwrap_or_default();
            cells[23] = status(row.status).to_owned();
            cells[24] = coverage(release.coverage).to_owned();
            rows.push(cells);
        }
    }
    rows
}

/// Keeps a spreadsheet from taking a text for a formula.
pub(super) fn guarded(text: String) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text,
    }
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Counted => "counted",
        Origin::Simulated => "simulated",
        Origin::Trial => "trial",
    }
}

/// What a number counts; among the other numbers two are of accounts.
fn measure(table: TableName, codes: &[String]) -> &'static str {
    match (table.measure(), codes.first().map(String::as_str)) {
        (Measure::Events, Some("card_opened" | "privacy_opened")) => "accounts",
        (Measure::Events, Some("overflow")) | (Measure::Questions, _) => "questions",
        (Measure::Accounts, _) => "accounts",
        (Measure::Starts, _) => "starts",
        (Measure::Events, _) => "events",
    }
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Shown => "shown",
        Status::Combined => "combined",
        Status::NotShown => "not_shown",
    }
}

const fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Full => "full",
        Coverage::Segmented => "segmented",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_looks_like_a_formula_is_shown_and_not_calculated() {
        for text in ["=1+1", "+7 700", "-x", "@sum", "\tx", "\rx"] {
            assert_eq!(guarded(text.to_owned()), format!("'{text}"));
        }
        assert_eq!(guarded("Школа = да".to_owned()), "Школа = да");
    }

    #[test]
    fn numbers_stand_in_the_columns_of_numbers() {
        assert_eq!(&COLUMNS[NUMBERS], ["value", "lower", "upper"]);
        assert_eq!(COLUMNS[11], "dim1");
        assert_eq!(COLUMNS[24], "coverage");
    }
}
