//! The numbers of all weeks and blocks, as the store has them and a report reads them.

use std::collections::BTreeMap;

use super::image::Change;
use super::margins::{BlockTally, WeekTally};
use super::release::{self, Period, Releases};
use super::tables::Part;
use super::tally::Tally;
use super::vocabulary::Vocabulary;
use super::week::{Block, Week};

/// Weeks and blocks, newest last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tallies {
    pub weeks: Vec<WeekTally>,
    pub blocks: Vec<BlockTally>,
}

impl Tallies {
    pub fn week(&self, week: Week) -> Option<&WeekTally> {
        self.weeks.iter().find(|tally| tally.week() == week)
    }

    /// A trial's weeks as they are, each with the four weeks it lies in.
    pub(super) fn as_they_are(&self) -> Releases {
        let exact = |week: &WeekTally| {
            let block = self.block(week.week().block());
            (Period::Week(week.week()), release::exact(week, block))
        };
        self.weeks.iter().map(exact).collect()
    }

    pub fn block(&self, block: Block) -> Option<&BlockTally> {
        self.blocks.iter().find(|tally| tally.block() == block)
    }
}

/// Weeks and blocks, to add to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Periods {
    pub weeks: BTreeMap<Week, Tally>,
    pub blocks: BTreeMap<Block, Tally>,
}

impl Periods {
    /// Adds what an account map counted since it last did.
    pub fn add(&mut self, changes: &[Change], counted_by: u64, vocabulary: &Vocabulary) {
        let empty = || Tally::empty(vocabulary.clone());
        for Change { week, cells } in changes {
            if cells.iter().all(|cell| *cell == 0) {
                continue;
            }
            let tally = self.weeks.entry(*week).or_insert_with(empty);
            tally.add(Part::Week, counted_by, vocabulary, cells);
            let tally = self.blocks.entry(week.block()).or_insert_with(empty);
            // An account is known within a week only: each week is a stretch of its block.
            let stretch = counted_by ^ u64::from(week.number()) << 32;
            tally.add(Part::Block, stretch, vocabulary, cells);
        }
    }

    /// The newest week that has numbers.
    pub fn newest(&self) -> Option<Week> {
        self.weeks.keys().next_back().copied()
    }

    pub fn into_tallies(self) -> Tallies {
        let week = |(week, tally)| WeekTally::new(week, tally);
        let block = |(block, tally)| BlockTally::new(block, tally);
        Tallies {
            weeks: self.weeks.into_iter().map(week).collect(),
            blocks: self.blocks.into_iter().map(block).collect(),
        }
    }
}
