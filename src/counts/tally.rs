//! The closed list of what may be counted.
//!
//! A tally is a row of numbers, one for each cell of each table below; there is no field into
//! which a person's words or number would fit. Tables are small and never crossed further: a new
//! one needs a written reason, since each makes it easier to find someone. Which event adds to
//! which cell is decided in `accounts`, because some count once an account only.

use std::fmt;

use super::vocabulary::{
    GroupSlot, Name, Remap, SourceSlot, TEXT_BYTES_MAX, TopicSlot, Vocabulary,
};
use super::week::{Block, Week};
use crate::content::{CampaignCode, CategoryId, TopicId};
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
const LANGUAGES: usize = Language::WRITTEN.len() + 1;
pub(super) const NO_LANGUAGE: usize = Language::WRITTEN.len();
pub(super) const OUTCOMES: usize = 4;
/// Room for single numbers; see [`Scalar`].
const SCALARS_MAX: usize = 16;

/// Every table: its name in the study, what its rows are, its columns, where it is kept.
const TABLES: [(Table, Rows, usize, Part); 13] = [
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
    (Table::Topics, Rows::Topics, OUTCOMES, Part::Block),
    (Table::Sources, Rows::Sources, OUTCOMES, Part::Block),
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
    /// T4: questions by topic and outcome.
    Topics,
    /// C4: questions by their account's source and outcome.
    Sources,
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
const WEEK_CELLS: usize = offset(Table::Topics as usize);
const BLOCK_CELLS: usize = offset(Table::Events as usize) - WEEK_CELLS;

impl Part {
    const fn cells(self) -> std::ops::Range<usize> {
        match self {
            Self::Week => 0..WEEK_CELLS,
            Self::Block => WEEK_CELLS..WEEK_CELLS + BLOCK_CELLS,
            Self::Memory => WEEK_CELLS + BLOCK_CELLS..CELLS,
        }
    }
}

/// Single numbers of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Accounts with at least one question.
    Asked,
    /// Questions beyond what one account may add.
    Overflow,
    /// A suggestion was accepted, once a question.
    SuggestionsAccepted,
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
fn languages() -> impl Iterator<Item = Option<Language>> {
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

/// The numbers of a period under the names of its time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tally {
    vocabulary: Vocabulary,
    cells: Vec<u32>,
    /// The account map that counted last; another one begins a new stretch of the week.
    counted_by: u64,
}

impl Tally {
    pub fn empty(vocabulary: Vocabulary) -> Self {
        Self {
            vocabulary,
            cells: vec![0; CELLS],
            counted_by: 0,
        }
    }

    fn cell(&self, cell: Cell) -> u32 {
        self.cells[cell.index()]
    }

    /// Adds what an account map counted since it last did, in the cells of one part.
    pub fn add(&mut self, part: Part, counted_by: u64, vocabulary: &Vocabulary, change: &[i64]) {
        let joined = self.vocabulary.joined_by(vocabulary);
        self.cells = remapped(&self.cells, &Remap::between(&self.vocabulary, &joined));
        let change = remapped(change, &Remap::between(vocabulary, &joined));
        self.vocabulary = joined;
        if part == Part::Week && self.counted_by != counted_by {
            self.begin_stretch();
        }
        self.counted_by = counted_by;
        for index in part.cells() {
            let sum = i64::from(self.cells[index]) + change[index];
            self.cells[index] = u32::try_from(sum.max(0)).unwrap_or(u32::MAX);
        }
    }

    fn begin_stretch(&mut self) {
        let running = Cell::scalar(Scalar::SegmentAccounts).index();
        let largest = Cell::scalar(Scalar::SegmentAccountsLargest).index();
        self.cells[largest] = self.cells[largest].max(self.cells[running]);
        self.cells[running] = 0;
        self.cells[Cell::scalar(Scalar::Segments).index()] += 1;
    }

    /// Writes one part: always the same number of bytes, whatever was counted.
    pub fn to_bytes(&self, part: Part, period: u32) -> Vec<u8> {
        let cells = &self.cells[part.cells()];
        let names = self.vocabulary.to_text();
        let mut bytes = Vec::with_capacity(BLOB_BYTES);
        bytes.extend_from_slice(BLOB_MAGIC);
        for number in [BLOB_VERSION, part as u32, period, names.len() as u32] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.counted_by.to_le_bytes());
        bytes.extend_from_slice(names.as_bytes());
        bytes.resize(BLOB_HEAD + TEXT_BYTES_MAX, 0);
        for cell in cells {
            bytes.extend_from_slice(&cell.to_le_bytes());
        }
        bytes.resize(BLOB_BYTES - CHECK_BYTES, 0);
        let check = blake3::hash(&bytes);
        bytes.extend_from_slice(&check.as_bytes()[..CHECK_BYTES]);
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn from_bytes(part: Part, period: u32, bytes: &[u8]) -> Result<Self, BlobError> {
        let (body, check) = bytes
            .split_last_chunk::<CHECK_BYTES>()
            .ok_or(BlobError::Damaged)?;
        if !bytes.starts_with(BLOB_MAGIC) || bytes.len() < BLOB_HEAD {
            return Err(BlobError::Damaged);
        }
        if number_at(bytes, 4) != BLOB_VERSION {
            return Err(BlobError::Version);
        }
        let intact = blake3::hash(body).as_bytes()[..CHECK_BYTES] == check[..]
            && bytes.len() == BLOB_BYTES
            && number_at(bytes, 8) == part as u32
            && number_at(bytes, 12) == period;
        if !intact {
            return Err(BlobError::Damaged);
        }
        let names = BLOB_HEAD..BLOB_HEAD + number_at(bytes, 16) as usize;
        let vocabulary = bytes
            .get(names)
            .and_then(|names| std::str::from_utf8(names).ok())
            .and_then(Vocabulary::from_text)
            .ok_or(BlobError::Damaged)?;
        let mut tally = Self::empty(vocabulary);
        tally.counted_by = u64::from(number_at(bytes, 20)) | u64::from(number_at(bytes, 24)) << 32;
        for (place, index) in part.cells().enumerate() {
            tally.cells[index] = number_at(bytes, BLOB_HEAD + TEXT_BYTES_MAX + place * 4);
        }
        Ok(tally)
    }
}

const BLOB_MAGIC: &[u8; 4] = b"HQTL";
const BLOB_VERSION: u32 = 1;
const BLOB_HEAD: usize = 28;
const BLOB_BYTES: usize = 12 * 1024;
const CHECK_BYTES: usize = 8;
const _: () = assert!(BLOB_HEAD + TEXT_BYTES_MAX + WEEK_CELLS * 4 + CHECK_BYTES <= BLOB_BYTES);
const _: () = assert!(BLOB_HEAD + TEXT_BYTES_MAX + BLOCK_CELLS * 4 + CHECK_BYTES <= BLOB_BYTES);

/// The number at a place that is known to exist.
fn number_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].try_into().map_or(0, u32::from_le_bytes)
}

/// Why stored numbers could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlobError {
    Damaged,
    /// Written by another version of this program.
    Version,
}

/// Questions by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    pub answered: u32,
    pub did_you_mean: u32,
    pub unanswered: u32,
    pub urgent: u32,
}

impl Outcomes {
    /// All of them.
    pub fn total(&self) -> u64 {
        [
            self.answered,
            self.did_you_mean,
            self.unanswered,
            self.urgent,
        ]
        .into_iter()
        .map(u64::from)
        .sum()
    }

    fn from_cells(mut cell: impl FnMut(Outcome) -> u32) -> Self {
        Self {
            answered: cell(Outcome::Answered),
            did_you_mean: cell(Outcome::DidYouMean),
            unanswered: cell(Outcome::Unanswered),
            urgent: cell(Outcome::Urgent),
        }
    }
}

/// The numbers of a week: exact, unprotected, for whoever runs the bot.
#[derive(Clone, PartialEq)]
pub struct WeekTally {
    week: Week,
    tally: Tally,
}

impl fmt::Debug for WeekTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WeekTally({})", self.week)
    }
}

impl WeekTally {
    pub(super) fn new(week: Week, tally: Tally) -> Self {
        Self { week, tally }
    }

    pub fn week(&self) -> Week {
        self.week
    }

    /// Q0.
    pub fn outcomes(&self) -> Outcomes {
        Outcomes::from_cells(|outcome| self.tally.cell(Cell::outcome(outcome)))
    }

    /// Q1, in the order of the menu; "none" holds questions without a topic.
    pub fn groups(&self) -> impl Iterator<Item = (Name<CategoryId>, Outcomes)> {
        self.tally.vocabulary.group_names().map(|(slot, name)| {
            let cells = |outcome| self.tally.cell(Cell::group(slot, outcome));
            (name, Outcomes::from_cells(cells))
        })
    }

    /// Q2; without a language are questions from before anybody knew one.
    pub fn languages(&self) -> impl Iterator<Item = (Option<Language>, Outcomes)> {
        languages().map(|language| {
            let cells = |outcome| self.tally.cell(Cell::language(language, outcome));
            (language, Outcomes::from_cells(cells))
        })
    }

    /// Q3, from Monday.
    pub fn days(&self) -> [u32; 7] {
        std::array::from_fn(|day| self.tally.cell(Cell::day(day)))
    }

    /// A1; without a language are accounts that asked nothing, or not yet in a known one.
    pub fn account_languages(&self) -> impl Iterator<Item = (Option<Language>, u32)> {
        languages().map(|language| (language, self.tally.cell(Cell::account_language(language))))
    }

    /// A2: accounts first brought by a source this week, and starts by it, once an account.
    pub fn sources(&self) -> impl Iterator<Item = (Name<CampaignCode>, u32, u32)> {
        self.tally.vocabulary.source_names().map(|(slot, name)| {
            let accounts = self.tally.cell(Cell::account_source(slot));
            (name, accounts, self.tally.cell(Cell::start(slot)))
        })
    }

    pub fn way(&self, way: Way) -> u32 {
        self.tally.cell(Cell::way(way))
    }

    /// Questions without an answer, by the group named afterwards.
    pub fn unmet(&self) -> impl Iterator<Item = (Name<CategoryId>, u32)> {
        self.tally
            .vocabulary
            .group_names()
            .map(|(slot, name)| (name, self.tally.cell(Cell::unmet(slot))))
    }

    pub fn scalar(&self, scalar: Scalar) -> u32 {
        self.tally.cell(Cell::scalar(scalar))
    }

    /// The fewest and the most distinct accounts: one number unless the account map was lost.
    pub fn accounts(&self) -> (u32, u32) {
        let most = self
            .sources()
            .fold(0, |sum: u32, (_, accounts, _)| sum.saturating_add(accounts));
        let fewest = self
            .scalar(Scalar::SegmentAccounts)
            .max(self.scalar(Scalar::SegmentAccountsLargest));
        (fewest, most)
    }
}

/// The numbers of four weeks: exact, unprotected, for whoever runs the bot.
#[derive(Clone, PartialEq)]
pub struct BlockTally {
    block: Block,
    tally: Tally,
}

impl fmt::Debug for BlockTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockTally({})", self.block)
    }
}

impl BlockTally {
    pub(super) fn new(block: Block, tally: Tally) -> Self {
        Self { block, tally }
    }

    pub fn block(&self) -> Block {
        self.block
    }

    /// T4: topics with their groups.
    pub fn topics(&self) -> impl Iterator<Item = (Name<TopicId>, Name<CategoryId>, Outcomes)> {
        self.tally
            .vocabulary
            .topic_names()
            .map(|(slot, name, group)| {
                let cells = |outcome| self.tally.cell(Cell::topic(slot, outcome));
                (name, group, Outcomes::from_cells(cells))
            })
    }

    /// C4: questions by what brought their accounts first that week.
    pub fn sources(&self) -> impl Iterator<Item = (Name<CampaignCode>, Outcomes)> {
        self.tally.vocabulary.source_names().map(|(slot, name)| {
            let cells = |outcome| self.tally.cell(Cell::source(slot, outcome));
            (name, Outcomes::from_cells(cells))
        })
    }
}
