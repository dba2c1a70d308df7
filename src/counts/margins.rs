//! A week's and a block's numbers as they were counted: exact, unprotected, never published.

use std::fmt;

use super::tables::{Cell, Scalar, languages};
use super::tally::Tally;
use super::vocabulary::Name;
use super::week::{Block, Week};
use crate::content::{CampaignCode, CategoryId, TopicId};
use crate::conversation::Outcome;
use crate::intent::Way;
use crate::language::Language;

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

    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Q0.
    pub fn outcomes(&self) -> Outcomes {
        Outcomes::from_cells(|outcome| self.tally.cell(Cell::outcome(outcome)))
    }

    /// Q1, in the order of the menu; "none" holds questions without a topic.
    pub fn groups(&self) -> impl Iterator<Item = (Name<CategoryId>, Outcomes)> {
        self.tally.vocabulary().group_names().map(|(slot, name)| {
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
        self.tally.vocabulary().source_names().map(|(slot, name)| {
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
            .vocabulary()
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

    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// T4: topics with their groups.
    pub fn topics(&self) -> impl Iterator<Item = (Name<TopicId>, Name<CategoryId>, Outcomes)> {
        self.tally
            .vocabulary()
            .topic_names()
            .map(|(slot, name, group)| {
                let cells = |outcome| self.tally.cell(Cell::topic(slot, outcome));
                (name, group, Outcomes::from_cells(cells))
            })
    }

    /// C4: questions by what brought their accounts first that week.
    pub fn sources(&self) -> impl Iterator<Item = (Name<CampaignCode>, Outcomes)> {
        self.tally.vocabulary().source_names().map(|(slot, name)| {
            let cells = |outcome| self.tally.cell(Cell::source(slot, outcome));
            (name, Outcomes::from_cells(cells))
        })
    }
}
