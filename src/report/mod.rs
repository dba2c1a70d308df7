//! A release as a page to read or a table to calculate with. Renders and decides nothing.
//!
//! Renderers see releases alone: no raw number, no key, no chance, so a report made a thousand
//! times is a thousand times the same. [`Page`] puts a release beside what a reader compares it
//! with; [`text`], [`html`] and [`mod@pdf`] write the page, [`csv`], [`xlsx`] and [`json`] the release.

pub mod campaign;
mod chart;
pub mod csv;
pub mod html;
pub mod json;
mod labels;
pub mod pdf;
mod rows;
mod tables;
pub mod text;
pub mod xlsx;

pub use labels::{Label, Labelled, Labels};

use jiff::civil::Date;

use crate::counts::policy;
use crate::counts::release::{
    COMBINED, Coverage, Origin, Period, Release, Releases, Shown, Table, TableName,
};

/// Weeks of the trend.
const TREND_WEEKS: usize = 12;

/// A release beside what a reader compares it with.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    pub release: &'a Release,
    /// The newest twelve weeks up to it, oldest first; for a week only.
    pub weeks: Vec<&'a Release>,
    /// The four weeks that ended last by then; for a week only.
    pub block: Option<&'a Release>,
    /// What a person says about it, one paragraph a line.
    pub note: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// Finds a period's release; none if there is none.
    pub fn of(releases: &'a Releases, period: Period, note: Option<&'a str>) -> Option<Self> {
        let release = releases.get(&period)?;
        let (mut weeks, mut block) = (Vec::new(), None);
        if let Period::Week(_) = period {
            let until = release.last_day;
            for (period, other) in releases.iter().filter(|(_, other)| other.last_day <= until) {
                match period {
                    Period::Week(_) => weeks.push(other),
                    Period::Block(_) => block = Some(other),
                    Period::Quarter(_) => {}
                }
            }
            weeks.drain(..weeks.len().saturating_sub(TREND_WEEKS));
        }
        Some(Self {
            release,
            weeks,
            block,
            note,
        })
    }

    /// The week before, if it shows its numbers.
    fn before(&self) -> Option<Figures> {
        let before = self.weeks.iter().rev().nth(1)?;
        Some(Figures::of(before))
    }
}

/// The newest week there is, else the newest release of any kind.
pub fn newest(releases: &Releases) -> Option<Period> {
    let is_week = |period: &&Period| matches!(period, Period::Week(_));
    let newest = releases.keys().rfind(is_week);
    newest.or_else(|| releases.keys().next_back()).copied()
}

/// The figures of a release that stand first; none where too little is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Figures {
    accounts: Option<u64>,
    asked: Option<u64>,
    questions: Option<u64>,
    /// In per cent of the questions.
    answered: Option<u64>,
    unmet: Option<u64>,
}

impl Figures {
    fn of(release: &Release) -> Self {
        let value = |table, codes: &[&str]| release.table(table).and_then(|t| t.value(codes));
        // Where nothing is shown together, an outcome that is not shown did not occur.
        let is_whole = value(TableName::Q0, &[COMBINED]).is_none();
        let outcome = |code| value(TableName::Q0, &[code]).or(is_whole.then_some(0));
        let questions = value(TableName::Q0, &[]);
        let accepted = value(TableName::X, &["suggestion_accepted"]).unwrap_or(0);
        let share = |number: Option<u64>| {
            let questions = questions.filter(|number| *number >= policy::SHARES_FROM)?;
            Some(percent(number?.min(questions), questions))
        };
        let unmet = || {
            let left = outcome("did_you_mean")?.saturating_sub(accepted);
            Some(outcome("unanswered")? + left)
        };
        Self {
            accounts: value(TableName::A2, &[]),
            asked: value(TableName::A0, &["asked"]),
            questions,
            answered: share(outcome("answered").map(|answered| answered + accepted)),
            unmet: share(unmet()),
        }
    }
}

/// A share in whole per cent.
fn percent(number: u64, of: u64) -> u64 {
    (number * 100 + of / 2) / of.max(1)
}

/// What must be read before any number.
struct Head {
    lines: Vec<String>,
    warnings: Vec<String>,
}

fn head(release: &Release, labels: &Labels<'_>) -> Head {
    let mut warnings = Vec::new();
    match release.origin {
        Origin::Counted => {}
        Origin::Simulated => warnings.push(labels.word("simulated", &[])),
        Origin::Trial => warnings.push(labels.word("trial", &[])),
    }
    let mut lines = vec![labels.word("title", &[]), period(release, labels)];
    let accounts = |number: u64| number.to_string();
    match (release.shown, release.period) {
        (Shown::All, _) => {}
        (Shown::TooFew, Period::Week(_)) => {
            lines.push(labels.word("too-few", &[("accounts", &accounts(policy::ACCOUNTS_MIN))]))
        }
        (Shown::TooFew, _) => lines.push(labels.word("too-few-block", &[])),
        (Shown::Totals, _) => lines.push(labels.word(
            "totals-only",
            &[("accounts", &accounts(policy::ACCOUNTS_FOR_ROWS))],
        )),
        (Shown::Withheld, _) => lines.push(labels.word("withheld", &[])),
    }
    if release.coverage == Coverage::Segmented {
        let most = Figures::of(release).accounts;
        let shown = |number: Option<u64>| number.map_or("?".to_owned(), |n| n.to_string());
        lines.push(labels.word(
            "segmented",
            &[
                ("least", &shown(release.accounts_least)),
                ("most", &shown(most)),
            ],
        ));
    }
    Head { lines, warnings }
}

fn period(release: &Release, labels: &Labels<'_>) -> String {
    labels.word(
        release.period.kind(),
        &[
            ("period", &release.period.to_string()),
            ("first", &day(release.first_day)),
            ("last", &day(release.last_day)),
        ],
    )
}

fn day(date: Date) -> String {
    date.strftime("%d.%m.%Y").to_string()
}

/// How the numbers were made, with the numbers of the protection.
fn method(labels: &Labels<'_>) -> String {
    labels.word(
        "method",
        &[
            ("group", &policy::QUESTIONS_PER_GROUP.to_string()),
            ("week", &policy::QUESTIONS_PER_WEEK.to_string()),
            ("rounding", &policy::ROUNDING.to_string()),
            ("row", &policy::ROW_MIN.to_string()),
            ("few", &policy::ROW_ACCOUNTS_MIN.to_string()),
        ],
    )
}

/// The tables of a page in the order they are read in.
fn in_order(release: &Release) -> impl Iterator<Item = &Table> {
    [
        TableName::Q0,
        TableName::Q1,
        TableName::U1,
        TableName::Q2,
        TableName::A1,
        TableName::A2,
        TableName::S2,
        TableName::W1,
        TableName::Q3,
        TableName::X,
        TableName::T4,
        TableName::C4,
    ]
    .into_iter()
    .filter_map(|name| release.table(name))
}

#[cfg(test)]
mod tests;
