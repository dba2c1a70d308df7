//! A release as a page to read or a table to calculate with. Renders and decides nothing.
//!
//! Renderers see releases alone: no raw number, no key, no chance, so a report made a thousand
//! times is a thousand times the same. [`Page`] puts a release beside what a reader compares it
//! with; [`text`], [`html`] and [`mod@pdf`] write the page, [`csv`], [`xlsx`] and [`json`] the release.

pub mod campaign;
mod change;
mod chart;
pub mod csv;
pub mod datapackage;
pub mod html;
pub mod json;
mod labels;
pub mod pdf;
mod plan;
mod rows;
mod summary;
mod tables;
pub mod text;
mod tongue;
pub mod xlsx;

pub use labels::{Label, Labelled, Labels};
pub use plan::{PlannedLink, planned};
pub use tongue::{Tongue, TongueError};

use change::Change;
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
    /// What was planned for links; for weeks in a row only.
    pub plan: &'a [PlannedLink],
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
                    Period::Quarter(_) | Period::Range { .. } => {}
                }
            }
            weeks.drain(..weeks.len().saturating_sub(TREND_WEEKS));
        }
        Some(Self {
            release,
            weeks,
            block,
            plan: &[],
            note,
        })
    }

    /// A page of weeks in a row, added up in `release`, beside what was planned for them.
    pub fn of_range(
        releases: &'a Releases,
        release: &'a Release,
        plan: &'a [PlannedLink],
        note: Option<&'a str>,
    ) -> Self {
        let is_in = |week: &&Release| {
            week.first_day >= release.first_day && week.last_day <= release.last_day
        };
        let weeks = releases
            .iter()
            .filter(|(period, _)| matches!(period, Period::Week(_)));
        Self {
            release,
            weeks: weeks.map(|(_, week)| week).filter(is_in).collect(),
            block: None,
            plan,
            note,
        }
    }

    /// What it is of, and what must be read before any number; one line each.
    pub fn head_lines(&self, labels: &Labels<'_>) -> Vec<String> {
        let Head { lines, warnings } = head(self.release, labels);
        warnings.into_iter().chain(lines).collect()
    }

    /// What must be read before anything else, such as that all is simulated.
    pub fn warnings(&self, labels: &Labels<'_>) -> Vec<String> {
        head(self.release, labels).warnings
    }

    /// First and last day.
    pub fn days(&self) -> String {
        format!(
            "{} – {}",
            day(self.release.first_day),
            day(self.release.last_day)
        )
    }

    /// Accounts and questions, as far as they are shown.
    pub fn accounts_and_questions(&self) -> (Option<u64>, Option<u64>) {
        let figures = Figures::of(self.release);
        (figures.accounts, figures.questions)
    }

    /// Draws accounts and questions of the newest weeks, as SVG; none where nothing can be drawn.
    pub fn drawn(&self, releases: &Releases, weeks: usize, labels: &Labels<'_>) -> Option<String> {
        let all = releases
            .values()
            .filter(|it| matches!(it.period, Period::Week(_)));
        let all: Vec<&Release> = all.collect();
        chart::of_weeks(&all[all.len().saturating_sub(weeks)..], labels)
    }

    /// The figures that stand first, one line each.
    pub fn figure_lines(&self, labels: &Labels<'_>) -> Vec<String> {
        let line = |tile: &Tile| {
            let line = format!("{}: {}", labels.word(tile.title, &[]), tile.value);
            match tile.comparison(labels) {
                Some(before) => format!("{line} ({before})"),
                None => line,
            }
        };
        self.tiles().iter().map(line).collect()
    }

    /// The week before.
    fn week_before(&self) -> Option<&'a Release> {
        match self.release.period {
            Period::Week(_) => self.weeks.iter().rev().nth(1).copied(),
            _ => None,
        }
    }

    /// The figures of the week before, as far as it shows them.
    fn before(&self) -> Option<Figures> {
        self.week_before().map(Figures::of)
    }

    /// Topic groups asked for more, or less, than the week before: those whose change is one.
    fn movers(&self, labels: &Labels<'_>) -> Vec<(Change, String)> {
        let of = |release: &'a Release| release.table(TableName::Q1);
        let (Some(now), Some(before)) = (of(self.release), self.week_before().and_then(of)) else {
            return Vec::new();
        };
        let rows = now.below(&[]).filter(|row| row.codes[0] != COMBINED);
        rows.filter_map(|row| {
            let code = row.codes[0].as_str();
            let change = Change::of_counts(row.value?, before.value(&[code])?)?;
            let (value, before) = (row.value?, before.value(&[code])?);
            let title = labels.title("topic_group", code);
            Some((change, format!("{title}: {value} ({before})")))
        })
        .collect()
    }

    /// The figures that stand first, each with the week before and whether it changed.
    fn tiles(&self) -> Vec<Tile> {
        let now = Figures::of(self.release);
        let before = self.before().unwrap_or_default();
        let counts = |now: Option<u64>, before: Option<u64>| Change::of_counts(now?, before?);
        let shares = |number: fn(&Figures) -> Option<u64>| {
            let of = |figures: &Figures| Some((number(figures)?, figures.questions?));
            Change::of_shares(of(&now)?, of(&before)?)
        };
        let tiles = [
            (
                "accounts",
                now.accounts,
                before.accounts,
                "",
                counts(now.accounts, before.accounts),
            ),
            ("asked", now.asked, None, "", None),
            (
                "questions",
                now.questions,
                before.questions,
                "",
                counts(now.questions, before.questions),
            ),
            (
                "answer-rate",
                now.answered,
                before.answered,
                " %",
                shares(|f| f.answered_number),
            ),
            (
                "unmet-rate",
                now.unmet,
                before.unmet,
                " %",
                shares(|f| f.unmet_number),
            ),
        ];
        let tiles = tiles
            .into_iter()
            .filter_map(|(title, value, before, unit, change)| {
                Some(Tile {
                    title,
                    value: format!("{}{unit}", value?),
                    before: before.map(|before| format!("{before}{unit}")),
                    change,
                })
            });
        tiles.collect()
    }
}

/// A figure that stands first.
struct Tile {
    /// The message that names it.
    title: &'static str,
    value: String,
    before: Option<String>,
    change: Option<Change>,
}

impl Tile {
    /// The week before, in brackets or small print; with an arrow where the change is one.
    fn comparison(&self, labels: &Labels<'_>) -> Option<String> {
        let before = labels.word("before", &[("value", self.before.as_ref()?)]);
        Some(match self.change {
            Some(change) => format!("{} {before}", change.sign()),
            None => before,
        })
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
    answered_number: Option<u64>,
    unmet_number: Option<u64>,
    /// In per cent of the questions.
    answered: Option<u64>,
    unmet: Option<u64>,
}

impl Figures {
    fn of(release: &Release) -> Self {
        let value = |table, codes: &[&str]| release.table(table).and_then(|t| t.value(codes));
        // Where nothing is shown together, an outcome that is not shown did not occur.
        let is_whole = value(TableName::Q0, &[COMBINED]).is_none();
        let questions = value(TableName::Q0, &[]);
        let outcome = |code| {
            questions?;
            value(TableName::Q0, &[code]).or(is_whole.then_some(0))
        };
        let accepted = value(TableName::X, &["suggestion_accepted"]).unwrap_or(0);
        let share = |number: Option<u64>| {
            let questions = questions.filter(|number| *number >= policy::SHARES_FROM)?;
            Some(percent(number?.min(questions), questions))
        };
        let answered = outcome("answered").map(|answered| answered + accepted);
        let left = outcome("did_you_mean").map(|suggested| suggested.saturating_sub(accepted));
        let unmet = outcome("unanswered")
            .zip(left)
            .map(|(unmet, left)| unmet + left);
        Self {
            accounts: value(TableName::A2, &[]),
            asked: value(TableName::A0, &["asked"]),
            questions,
            answered_number: answered,
            unmet_number: unmet,
            answered: share(answered),
            unmet: share(unmet),
        }
    }
}

/// Whether a share is less than another by more than chance; each is a number of a whole.
pub fn is_less(share: (u64, u64), than: (u64, u64)) -> bool {
    Change::of_shares(share, than) == Some(Change::Less)
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
    lines.extend(weeks_together(release, labels));
    if matches!(release.period, Period::Quarter(_) | Period::Range { .. }) {
        let is_week = |part: &&Period| matches!(part, Period::Week(_));
        let weeks = release.parts.iter().filter(is_week).count();
        lines.push(labels.word("summed", &[("weeks", &weeks.to_string())]));
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

/// Of four weeks: those whose groups, languages and links stand here because they were too small to
/// show their own.
fn weeks_together(release: &Release, labels: &Labels<'_>) -> Option<String> {
    let is_block = matches!(release.period, Period::Block(_));
    let mut theirs = [TableName::Q1, TableName::S2].into_iter();
    if !is_block || theirs.all(|table| release.table(table).is_none()) {
        return None;
    }
    let weeks: Vec<String> = release.parts.iter().map(Period::to_string).collect();
    Some(labels.word("small-weeks", &[("weeks", &weeks.join(", "))]))
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
