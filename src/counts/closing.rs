//! When a period is over: its release is made, its raw numbers go.
//!
//! A week is closed some minutes into the Monday after it, or at the next start; its account map
//! and key went when the next week began. What is closed stays closed: a clock that goes back
//! reopens nothing, and what a mirror still brings for a closed week is not added. Weeks without
//! any event between others get a release too, so that nobody has to guess what is missing. Four
//! weeks are closed with their last one; old releases are summed by quarter. All this changes a
//! [`Content`] in memory; the commit that follows writes it whole or not at all.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::disk::Content;
use super::margins::{BlockTally, WeekTally};
use super::policy;
use super::release::{self, Making, Origin, Period, Release, RoundingKey, Shown};
use super::tally::Tally;
use super::vocabulary::Vocabulary;
use super::week::{Block, Quarter, Week};

/// A longer silence than this is a wrong clock or another campaign; its weeks get no release.
const SILENT_WEEKS_MAX: usize = 60;

/// The newest week that is closed.
pub(super) fn last_closed(content: &Content) -> Option<Week> {
    content
        .releases
        .keys()
        .filter_map(|period| match period {
            Period::Week(week) => Some(*week),
            Period::Quarter(quarter) => Some(quarter.last_week()),
            Period::Block(_) | Period::Range { .. } => None,
        })
        .max()
}

/// Weeks that may be closed now, oldest first. `open` is the week being counted.
pub(super) fn due(content: &Content, open: Week, now: Timestamp) -> Vec<Week> {
    let first = match last_closed(content) {
        Some(closed) => Some(closed.next()),
        None => content.periods.weeks.keys().next().copied(),
    };
    let is_due = |week: &Week| *week < open && now >= week.closes_at();
    let mut weeks: Vec<Week> = std::iter::successors(first, |week| Some(week.next()))
        .take_while(is_due)
        .take(SILENT_WEEKS_MAX + 1)
        .collect();
    if weeks.len() > SILENT_WEEKS_MAX {
        weeks.clear();
    }
    let counted = content.periods.weeks.keys().copied();
    weeks.extend(counted.filter(|week| is_due(week)));
    weeks.sort_unstable();
    weeks.dedup();
    weeks
}

/// Closes the weeks that are due, and the blocks and quarters that end with them.
pub(super) fn close(
    content: &mut Content,
    open: Week,
    now: Timestamp,
    origin: Origin,
) -> Result<(), getrandom::Error> {
    let mut making = Making {
        origin,
        key: &mut RoundingKey::draw,
    };
    for week in due(content, open, now) {
        close_week(content, week, &mut making)?;
    }
    let closed = last_closed(content);
    let blocks: Vec<Block> = content.periods.blocks.keys().copied().collect();
    for block in blocks {
        if closed.is_some_and(|closed| block.last_week() <= closed)
            && let Some(tally) = content.periods.blocks.remove(&block)
        {
            let tally = BlockTally::new(block, tally);
            let release = release::block(&tally, &content.releases, &mut making)?;
            content.releases.insert(Period::Block(block), release);
        }
    }
    sum_old(content, Week::of(now).monday());
    Ok(())
}

fn close_week(
    content: &mut Content,
    week: Week,
    making: &mut Making<'_>,
) -> Result<(), getrandom::Error> {
    let empty = || Tally::empty(Vocabulary::default());
    let tally = content.periods.weeks.remove(&week).unwrap_or_else(empty);
    let tally = WeekTally::new(week, tally);
    let release = release::week(&tally, making)?;
    if let Some(block) = content.periods.blocks.get_mut(&week.block()) {
        block.add_accounts(tally.accounts().0);
        if release.shown != Shown::All {
            block.add_week(tally.tally());
        }
    }
    content.releases.insert(Period::Week(week), release);
    Ok(())
}

/// Sums the quarters that ended too long ago, and lets their weeks and blocks go.
pub(super) fn sum_old(content: &mut Content, today: Date) {
    let is_old = |quarter: Quarter| {
        let end = quarter.last_week().sunday();
        let kept = end.checked_add(policy::WEEKS_KEPT_MONTHS.months());
        kept.is_ok_and(|kept| kept < today)
    };
    let quarter_of = |period: &Period| match period {
        Period::Week(week) => Some(week.quarter()),
        Period::Block(block) => Some(block.last_week().quarter()),
        Period::Quarter(_) | Period::Range { .. } => None,
    };
    let mut quarters: Vec<Quarter> = content
        .releases
        .keys()
        .filter_map(quarter_of)
        .filter(|quarter| is_old(*quarter))
        .collect();
    quarters.sort_unstable();
    quarters.dedup();
    for quarter in quarters {
        let is_in = |period: &Period| quarter_of(period) == Some(quarter);
        let parts: Vec<&Release> = content
            .releases
            .iter()
            .filter(|(period, _)| is_in(period))
            .map(|(_, release)| release)
            .collect();
        // A quarter that is there already was summed before its last block could be closed.
        let period = Period::Quarter(quarter);
        if let Some(sum) = release::summed(period, &parts) {
            content.releases.entry(period).or_insert(sum);
        }
        content.releases.retain(|period, _| !is_in(period));
    }
}
