//! What is published of a period: made once, frozen, and the same for everybody.
//!
//! `protect` makes a release of raw numbers: it folds small rows together, rounds at random and
//! has the result audited. A [`Release`] holds codes and numbers, no titles: reports look those
//! up. It is kept as canonical JSON with its hash; raw numbers and the rounding key are destroyed
//! when it is made, so nobody can make a second one. When that happens is decided in `closing`.

mod audit;
mod canonical;
mod protect;
mod round;
mod sum;
mod tree;
mod trees;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use canonical::canonical;
pub(super) use protect::{Making, block, exact, week};
pub(super) use round::RoundingKey;
pub(super) use sum::summed;
pub use sum::{RangeError, range};
pub use tree::COMBINED;
pub use trees::{DIRECT, NO_TOPIC, UNKNOWN_LINK, UNLISTED};

use super::policy;
use super::week::{Block, PeriodError, Quarter, Week};

/// Raised when a field of a release changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// What a release is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    Week(Week),
    Block(Block),
    Quarter(Quarter),
    /// Weeks from one to another, added up for a reader; no store holds one.
    Range {
        from: Week,
        to: Week,
    },
}

impl Period {
    pub fn first_day(self) -> Date {
        match self {
            Self::Week(week) => week.monday(),
            Self::Block(block) => block.first_week().monday(),
            Self::Quarter(quarter) => quarter.first_week().monday(),
            Self::Range { from, .. } => from.monday(),
        }
    }

    pub fn last_day(self) -> Date {
        match self {
            Self::Week(week) => week.sunday(),
            Self::Block(block) => block.last_week().sunday(),
            Self::Quarter(quarter) => quarter.last_week().sunday(),
            Self::Range { to, .. } => to.sunday(),
        }
    }

    /// The word for its length.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Week(_) => "week",
            Self::Block(_) => "4week",
            Self::Quarter(_) => "quarter",
            Self::Range { .. } => "range",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Week(week) => week.fmt(f),
            Self::Block(block) => block.fmt(f),
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Range { from, to } => write!(f, "{from}..{to}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        if let Some((from, to)) = text.split_once("..") {
            return Ok(Self::Range {
                from: from.parse()?,
                to: to.parse()?,
            });
        }
        let week = text.parse().map(Self::Week);
        let block = || text.parse().map(Self::Block);
        let quarter = |_| text.parse().map(Self::Quarter);
        week.or_else(|_| block()).or_else(quarter)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

/// Whose numbers these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// People's questions.
    Counted,
    /// An invented campaign's: nobody asked anything.
    Simulated,
    /// Trials': exact, and nobody's.
    Trial,
}

/// Whether the account map lasted the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Coverage {
    Full,
    /// It was lost: accounts may be counted twice, see [`Release::accounts_least`].
    Segmented,
}

/// How much there was to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// Every table of the period.
    All,
    /// Totals alone; the rest is published with the four weeks.
    Totals,
    /// Too few accounts to show anything.
    TooFew,
    /// The audit refused every draw: nothing is shown.
    Withheld,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    Questions,
    Accounts,
    Starts,
    Events,
}

/// The tables, by their names in `docs/data-dictionary.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TableName {
    Q0,
    Q1,
    Q2,
    Q3,
    W1,
    U1,
    A0,
    A1,
    A2,
    S2,
    X,
    T4,
    C4,
}

impl TableName {
    pub const ALL: [Self; 13] = [
        Self::Q0,
        Self::Q1,
        Self::Q2,
        Self::Q3,
        Self::W1,
        Self::U1,
        Self::A0,
        Self::A1,
        Self::A2,
        Self::S2,
        Self::X,
        Self::T4,
        Self::C4,
    ];

    /// What it counts.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Q0 | Self::Q1 | Self::Q2 | Self::Q3 | Self::W1 | Self::U1 => Measure::Questions,
            Self::T4 | Self::C4 => Measure::Questions,
            Self::A0 | Self::A1 | Self::A2 => Measure::Accounts,
            Self::S2 => Measure::Starts,
            Self::X => Measure::Events,
        }
    }

    /// What the codes of its rows stand for, from the total down.
    pub const fn dimensions(self) -> &'static [&'static str] {
        match self {
            Self::Q0 => &["outcome"],
            Self::Q1 => &["topic_group", "outcome"],
            Self::Q2 => &["language", "outcome"],
            Self::Q3 => &["day"],
            Self::W1 => &["way"],
            Self::U1 => &["topic_group"],
            Self::A0 => &["asked"],
            Self::A1 => &["language"],
            Self::A2 | Self::S2 => &["source"],
            Self::X => &["event"],
            Self::T4 => &["topic_group", "topic", "outcome"],
            Self::C4 => &["source", "outcome"],
        }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Whether a row has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Shown,
    /// Several rows together.
    Combined,
    /// Too little to show, which may be nothing.
    NotShown,
}

/// One number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// One code a dimension; fewer for a total over the rest, none for the table's total.
    pub codes: Vec<String>,
    /// None with [`Status::NotShown`] only.
    pub value: Option<u64>,
    /// The smallest and the largest that the counted number may be.
    pub lower: Option<u64>,
    pub upper: Option<u64>,
    pub status: Status,
}

/// A table: a total, and what it is the sum of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub table: TableName,
    /// From the total down, in the order of the names.
    pub rows: Vec<Row>,
}

impl Table {
    /// The number of a row, if it is shown.
    pub fn value(&self, codes: &[&str]) -> Option<u64> {
        self.rows.iter().find(|row| row.codes == codes)?.value
    }

    /// The rows one level below a row, in their order.
    pub fn below<'a>(&'a self, codes: &'a [&str]) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| {
            row.codes.len() == codes.len() + 1 && row.codes.iter().zip(codes).all(|(a, b)| a == b)
        })
    }
}

/// What is published of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The period and a revision; there is no second one yet.
    pub release_id: String,
    pub schema_version: u32,
    /// The version of `policy`, or `open`: exact numbers, nothing hidden.
    pub policy_version: String,
    pub origin: Origin,
    pub period: Period,
    pub first_day: Date,
    pub last_day: Date,
    pub time_zone: String,
    pub coverage: Coverage,
    pub shown: Shown,
    /// When accounts may be counted twice: how many there were at least.
    pub accounts_least: Option<u64>,
    /// Of four weeks: those whose groups, languages and links are in the tables Q1 to S2, because
    /// they were too small to show their own. Of a quarter: the releases it sums.
    pub parts: Vec<Period>,
    pub tables: Vec<Table>,
}

/// The name of the policy that shows everything.
pub const OPEN_POLICY: &str = "open";

impl Release {
    fn empty(period: Period, origin: Origin, shown: Shown) -> Self {
        Self {
            release_id: format!("{period}.1"),
            schema_version: SCHEMA,
            policy_version: policy::VERSION.to_owned(),
            origin,
            period,
            first_day: period.first_day(),
            last_day: period.last_day(),
            time_zone: super::ZONE.to_owned(),
            coverage: Coverage::Full,
            shown,
            accounts_least: None,
            parts: Vec::new(),
            tables: Vec::new(),
        }
    }

    pub fn table(&self, name: TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.table == name)
    }

    /// Whether its numbers are exact, and so for nobody but whoever runs the bot.
    pub fn is_open(&self) -> bool {
        self.policy_version == OPEN_POLICY
    }

    fn canonical(&self) -> String {
        // A release is plain data with text for names: it always becomes JSON.
        canonical(&serde_json::to_value(self).unwrap_or_default())
    }

    /// The BLAKE3 hash of its canonical JSON: who holds the same hash holds the same numbers.
    pub fn hash(&self) -> String {
        blake3::hash(self.canonical().as_bytes())
            .to_hex()
            .to_string()
    }

    /// Writes it as canonical JSON beside its hash: this is what is kept and handed out.
    pub fn to_json(&self) -> String {
        let hash = self.hash();
        format!("{{\"hash\":\"{hash}\",\"release\":{}}}", self.canonical())
    }

    /// Reads what [`Self::to_json`] wrote; none if it was altered or is of another version.
    pub fn from_json(text: &str) -> Option<Self> {
        let (hash, rest) = text
            .strip_prefix("{\"hash\":\"")?
            .split_once("\",\"release\":")?;
        let written = rest.strip_suffix('}')?;
        if blake3::hash(written.as_bytes()).to_hex().as_str() != hash {
            return None;
        }
        let release: Self = serde_json::from_str(written).ok()?;
        (release.schema_version == SCHEMA).then_some(release)
    }
}

/// Releases by period: weeks, then blocks, then quarters, each oldest first.
pub type Releases = BTreeMap<Period, Release>;
