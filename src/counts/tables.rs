//! The closed list of what may be counted.
//!
//! A tally is a row of numbers, one for each cell of each table below; there is no field into
//! which a person's words or number would fit. Tables are small and never crossed further: a new
//! one needs a written reason, since each makes it easier to find someone. Which event adds to
//! which cell is decided in `accounts`, because some count once an account only.
//!
//! Each table of questions has a twin that counts the accounts its rows rest on, since a row of
//! few accounts is not published. Accounts cannot be told across weeks or after the account map
//! was lost, so a twin counts a stretch only; see `tally` for what is kept of earlier ones.

use super::vocabulary::{GroupSlot, Remap, SourceSlot, TopicSlot};
use crate::conversation::Outcome;
use crate::intent::Way;
use crate::language::Language;

/// What the rows of a table stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    One,
    Groups,
    Languages,
    Days,
    Sources,
    Topics,
    Ways,
    Scalars,
}

impl Rows {
    const fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Groups => GroupSlot::COUNT,
            Self::Languages => LANGUAGES,
            Self::Days => 7,
            Self::Sources => SourceSlot::COUNT,
            Self::Topics => TopicSlot::COUNT,
            Self::Ways => 3,
            Self::Scalars => SCALARS_MAX,
        }
    }

    fn remapped(self, row: usize, remap: &Remap) -> usize {
        match self {
            Self::Groups => remap.group(row),
            Self::Sources => remap.source(row),
            Self::Topics => remap.topic(row),
            _ => row,
        }
    }
}

/// Where a table is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// By week.
    Week,
    /// Over four weeks: finer, and so only shown of more questions.
    Block,
    /// In memory only.
    Memory,
}

/// The four written languages, and a last row for what has none yet.
pub(super) const LANGUAGES: usize = Language::WRITTEN.len() + 1;
pub(super) const NO_LANGUAGE: usize = Language::WRITTEN.len();
pub(super) const OUTCOMES: usize = 4;
/// A twin counts the accounts of each outcome, and those of any.
const TWIN: usize = OUTCOMES + 1;
/// Room for single numbers; see [`Scalar`].
const SCALARS_MAX: usize = 16;

/// Every table: its name in the study, what its rows are, its columns, where it is kept.
const TABLES: [(Table, Rows, usize, Part); 22] = [
    (Table::Outcomes, Rows::One, OUTCOMES, Part::Week),
    (Table::Groups, Rows::Groups, OUTCOMES, Part::Week),
    (Table::Languages, Rows::Languages, OUTCOMES, Part::Week),
    (Table::Days, Rows::Days, 1, Part::Week),
    (Table::AccountLanguages, Rows::Languages, 1, Part::Week),
    (Table::AccountSources, Rows::Sources, 1, Part::Week),
    (Table::Starts, Rows::Sources, 1, Part::Week),
    (Table::Ways, Rows::Ways, 1, Part::Week),
    (Table::Unmet, Rows::Groups, 1, Part::Week),
    (Table::Scalars, Rows::Scalars, 1, Part::Week),
    (Table::OutcomesTwin, Rows::One, TWIN, Part::Week),
    (Table::GroupsTwin, Rows::Groups, TWIN, Part::Week),
    (Table::LanguagesTwin, Rows::Languages, TWIN, Part::Week),
    (Table::DaysTwin, Rows::Days, 1, Part::Week),
    (Table::WaysTwin, Rows::Ways, 1, Part::Week),
    (Table::UnmetTwin, Rows::Groups, 1, Part::Week),
    (Table::ScalarsTwin, Rows::Scalars, 1, Part::Week),
    (Table::Topics, Rows::Topics, OUTCOMES, Part::Block),
    (Table::Sources, Rows::Sources, OUTCOMES, Part::Block),
    (Table::TopicsTwin, Rows::Topics, TWIN, Part::Block),
    (Table::SourcesTwin, Rows::Sources, TWIN, Part::Block),
    (Table::Events, Rows::One, 1, Part::Memory),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    /// Q0: questions by outcome.
    Outcomes,
    /// Q1: questions by topic group and outcome.
    Groups,
    /// Q2: questions by language and outcome.
    Languages,
    /// Q3: questions by day of the week.
    Days,
    /// A1: accounts by the language of their first question this week.
    AccountLanguages,
    /// A2: accounts by what brought them first this week.
    AccountSources,
    /// A2: starts by source, once an account and source.
    Starts,
    /// Questions by way: typed, button, link.
    Ways,
    /// Questions without an answer, by the group the person named afterwards.
    Unmet,
    /// X: single numbers.
    Scalars,
    /// The accounts that the rows above rest on.
    OutcomesTwin,
    GroupsTwin,
    LanguagesTwin,
    DaysTwin,
    WaysTwin,
    UnmetTwin,
    ScalarsTwin,
    /// T4: questions by topic and outcome.
    Topics,
    /// C4: questions by their account's source and outcome.
    Sources,
    TopicsTwin,
    SourcesTwin,
    /// How much was counted: decides when the store is written, and is not written itself.
    Events,
}

const fn offset(table: usize) -> usize {
    let mut offset = 0;
    let mut index = 0;
    while index < table {
        offset += TABLES[index].1.count() * TABLES[index].2;
        index += 1;
    }
    offset
}

/// Cells of all tables.
pub(super) const CELLS: usize = offset(TABLES.len());
pub(super) const WEEK_CELLS: usize = offset(Table::Topics as usize);
pub(super) const BLOCK_CELLS: usize = offset(Table::Events as usize) - WEEK_CELLS;

impl Part {
    /// The cells kept in this part.
    pub const fn cells(self) -> std::ops::Range<usize> {
        match self {
            Self::Week => 0..WEEK_CELLS,
            Self::Block => WEEK_CELLS..WEEK_CELLS + BLOCK_CELLS,
            Self::Memory => WEEK_CELLS + BLOCK_CELLS..CELLS,
        }
    }

    /// Those of them that count the accounts a row rests on.
    pub const fn twins(self) -> std::ops::Range<usize> {
        let from = match self {
            Self::Week => offset(Table::OutcomesTwin as usize),
            Self::Block => offset(Table::TopicsTwin as usize),
            Self::Memory => CELLS,
        };
        from..self.cells().end
    }
}

/// Single numbers of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Accounts with at least one question.
    Asked,
    /// Questions beyond what one account may add (see `policy`).
    Overflow,
    /// A suggestion was accepted, once a question.
    SuggestionsAccepted,
    /// Accounts that opened a card, and the page about privacy.
    CardsOpened,
    PrivacyOpened,
    /// "Do you know now what to do?", once an account and topic.
    HelpfulYes,
    HelpfulNo,
    /// Stretches of the week between losses of the account map; one when it was never lost.
    Segments,
    /// Accounts of the running stretch.
    SegmentAccounts,
    /// Accounts of the largest finished stretch.
    SegmentAccountsLargest,
    /// Of a block: the accounts of its weeks in sum.
    AccountWeeks,
}

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell(usize);

impl Cell {
    const fn at(table: Table, row: usize, column: usize) -> Self {
        let table = table as usize;
        debug_assert!(row < TABLES[table].1.count() && column < TABLES[table].2);
        Self(offset(table) + row * TABLES[table].2 + column)
    }

    pub const fn index(self) -> usize {
        self.0
    }

    pub const fn outcome(outcome: Outcome) -> Self {
        Self::at(Table::Outcomes, 0, outcome as usize)
    }

    pub const fn group(group: GroupSlot, outcome: Outcome) -> Self {
        Self::at(Table::Groups, group.index(), outcome as usize)
    }

    pub fn language(language: Option<Language>, outcome: Outcome) -> Self {
        Self::at(Table::Languages, language_row(language), outcome as usize)
    }

    pub const fn day(weekday: usize) -> Self {
        Self::at(Table::Days, weekday, 0)
    }

    pub fn account_language(language: Option<Language>) -> Self {
        Self::at(Table::AccountLanguages, language_row(language), 0)
    }

    pub const fn account_source(source: SourceSlot) -> Self {
        Self::at(Table::AccountSources, source.index(), 0)
    }

    pub const fn start(source: SourceSlot) -> Self {
        Self::at(Table::Starts, source.index(), 0)
    }

    pub const fn way(way: Way) -> Self {
        Self::at(Table::Ways, way as usize, 0)
    }

    pub const fn unmet(group: GroupSlot) -> Self {
        Self::at(Table::Unmet, group.index(), 0)
    }

    pub const fn scalar(scalar: Scalar) -> Self {
        Self::at(Table::Scalars, scalar as usize, 0)
    }

    pub const fn topic(topic: TopicSlot, outcome: Outcome) -> Self {
        Self::at(Table::Topics, topic.index(), outcome as usize)
    }

    pub const fn source(source: SourceSlot, outcome: Outcome) -> Self {
        Self::at(Table::Sources, source.index(), outcome as usize)
    }

    /// A row of a twin counts the accounts of one outcome, or of any.
    const fn twin(table: Table, row: usize, outcome: Option<Outcome>) -> Self {
        let column = match outcome {
            Some(outcome) => outcome as usize,
            None => OUTCOMES,
        };
        Self::at(table, row, column)
    }

    pub const fn outcome_accounts(outcome: Option<Outcome>) -> Self {
        Self::twin(Table::OutcomesTwin, 0, outcome)
    }

    pub const fn group_accounts(group: GroupSlot, outcome: Option<Outcome>) -> Self {
        Self::twin(Table::GroupsTwin, group.index(), outcome)
    }

    pub fn language_accounts(language: Option<Language>, outcome: Option<Outcome>) -> Self {
        Self::twin(Table::LanguagesTwin, language_row(language), outcome)
    }

    pub const fn day_accounts(weekday: usize) -> Self {
        Self::at(Table::DaysTwin, weekday, 0)
    }

    pub const fn way_accounts(way: Way) -> Self {
        Self::at(Table::WaysTwin, way as usize, 0)
    }

    pub const fn unmet_accounts(group: GroupSlot) -> Self {
        Self::at(Table::UnmetTwin, group.index(), 0)
    }

    pub const fn scalar_accounts(scalar: Scalar) -> Self {
        Self::at(Table::ScalarsTwin, scalar as usize, 0)
    }

    pub const fn topic_accounts(topic: TopicSlot, outcome: Option<Outcome>) -> Self {
        Self::twin(Table::TopicsTwin, topic.index(), outcome)
    }

    pub const fn source_accounts(source: SourceSlot, outcome: Option<Outcome>) -> Self {
        Self::twin(Table::SourcesTwin, source.index(), outcome)
    }

    pub const EVENTS: Self = Self::at(Table::Events, 0, 0);
}

/// The row of a language: Uzbek in both scripts is one language.
pub(super) fn language_row(language: Option<Language>) -> usize {
    Language::WRITTEN
        .iter()
        .position(|written| language.map(Language::written) == Some(*written))
        .unwrap_or(NO_LANGUAGE)
}

/// Every row of a table by language.
pub(super) fn languages() -> impl Iterator<Item = Option<Language>> {
    Language::WRITTEN.into_iter().map(Some).chain([None])
}

/// Moves the cells of one vocabulary to where another has them.
pub(super) fn remapped<T: Copy + Default + std::ops::AddAssign>(
    cells: &[T],
    remap: &Remap,
) -> Vec<T> {
    let mut moved = vec![T::default(); cells.len()];
    for (index, (_, rows, columns, _)) in TABLES.iter().enumerate() {
        let start = offset(index);
        for row in 0..rows.count() {
            for column in 0..*columns {
                let to = start + rows.remapped(row, remap) * columns + column;
                moved[to] += cells[start + row * columns + column];
            }
        }
    }
    moved
}
