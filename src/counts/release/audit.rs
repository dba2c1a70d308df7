//! What a careful reader could find out, asked before anything is published.
//!
//! Two examinations. [`is_true`] holds a rounded table against the numbers it was made of: every
//! row rests on enough, no row is off by as much as the rounding, parts sum to their whole.
//! [`Reader`] then forgets those numbers and narrows down, from what is published alone, what
//! each could be: sums within a table, totals shared by tables, and weeks that sum to their four
//! weeks. Every number, also one that is shown together with others, must remain one of at least
//! [`policy::ROUNDING`] possible ones. What fails is not published.

use super::tree::{COMBINED, Node};
use crate::counts::policy::{self, ROUNDING};

/// Why something must not be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// A row of too little, or one that is not what it should be rounded to.
    Row,
    /// Parts that do not sum to their whole.
    Sum,
    /// A reader could narrow a number down too far.
    Narrow,
}

/// Holds a rounded table against the folded one it was made of.
pub(super) fn is_true(folded: &Node, rounded: &Node) -> Result<(), Refused> {
    let is_near = rounded.value.abs_diff(folded.value) < ROUNDING;
    let is_multiple = rounded.value.is_multiple_of(ROUNDING);
    let is_exact = !folded.value.is_multiple_of(ROUNDING) || rounded.value == folded.value;
    if !folded.passes() || !is_near || !is_multiple || !is_exact {
        return Err(Refused::Row);
    }
    if folded.children.len() != rounded.children.len() {
        return Err(Refused::Sum);
    }
    for whole in [folded, rounded] {
        let parts: u64 = whole.children.iter().map(|part| part.value).sum();
        if !whole.children.is_empty() && parts != whole.value {
            return Err(Refused::Sum);
        }
    }
    for (folded, rounded) in folded.children.iter().zip(&rounded.children) {
        is_true(folded, rounded)?;
    }
    Ok(())
}

/// What a number may be, as far as a reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    low: u64,
    high: u64,
}

impl Range {
    /// A row that is shown: it passed, and is off by less than the rounding.
    fn shown(value: u64) -> Self {
        Self {
            low: policy::ROW_MIN.max((value + 1).saturating_sub(ROUNDING)),
            high: value + ROUNDING - 1,
        }
    }

    fn has_room(self) -> bool {
        self.high >= self.low && self.high - self.low + 1 >= ROUNDING
    }
}

/// Which of a reader's numbers a table's total is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(usize);

/// A reader with all that is published.
#[derive(Default)]
pub(super) struct Reader {
    ranges: Vec<Range>,
    sums: Vec<(usize, Vec<usize>)>,
}

impl Reader {
    /// A number that is shown.
    pub fn sees(&mut self, value: u64) -> Number {
        self.know(Range::shown(value))
    }

    /// A number of which only a bound is known.
    pub fn guesses(&mut self, high: u64) -> Number {
        self.know(Range { low: 0, high })
    }

    fn know(&mut self, range: Range) -> Number {
        self.ranges.push(range);
        Number(self.ranges.len() - 1)
    }

    /// Reads a table below a total that is known already. `raw` tells which names there are, not
    /// how large they were.
    pub fn reads(&mut self, total: Number, shown: &Node, raw: &Node) {
        if shown.children.is_empty() {
            return;
        }
        let mut parts = Vec::new();
        for child in &shown.children {
            let number = self.sees(child.value);
            parts.push(number.0);
            if child.code == COMBINED {
                let hidden = raw.children.iter();
                let hidden: Vec<usize> = hidden
                    .filter(|name| shown.children.iter().all(|child| child.code != name.code))
                    .map(|_| self.guesses(child.value + ROUNDING - 1).0)
                    .collect();
                self.sums.push((number.0, hidden));
            } else if let Some(raw) = raw.children.iter().find(|raw| raw.code == child.code) {
                self.reads(number, child, raw);
            }
        }
        self.sums.push((total.0, parts));
    }

    /// How many numbers it has.
    pub fn count(&self) -> usize {
        self.ranges.len()
    }

    /// The rows right below a total, of a table whose reading began after so many numbers.
    pub fn top_rows(&self, first: usize, shown: &Node) -> Vec<(String, Number)> {
        let tops = self.sums.iter().rev().find(|(_, parts)| {
            parts.len() == shown.children.len() && parts.first().is_some_and(|part| *part == first)
        });
        let parts = tops.map_or(&[][..], |(_, parts)| parts);
        let named = shown.children.iter().zip(parts);
        named
            .filter(|(child, _)| child.code != COMBINED)
            .map(|(child, part)| (child.code.clone(), Number(*part)))
            .collect()
    }

    /// Knows that numbers sum to another.
    pub fn adds(&mut self, whole: Number, parts: &[Number]) {
        let parts = parts.iter().map(|part| part.0).collect();
        self.sums.push((whole.0, parts));
    }

    /// Narrows every number down by every sum until nothing changes.
    pub fn narrows(mut self) -> Result<(), Refused> {
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for (whole, parts) in &self.sums {
                let low: u64 = parts.iter().map(|part| self.ranges[*part].low).sum();
                let high: u64 = parts.iter().map(|part| self.ranges[*part].high).sum();
                has_changed |= narrow(&mut self.ranges[*whole], low, high);
                let Range {
                    low: whole_low,
                    high: whole_high,
                } = self.ranges[*whole];
                for part in parts {
                    let Range {
                        low: own_low,
                        high: own_high,
                    } = self.ranges[*part];
                    let (others_low, others_high) = (low - own_low, high - own_high);
                    let least = whole_low.saturating_sub(others_high);
                    let most = whole_high.saturating_sub(others_low);
                    has_changed |= narrow(&mut self.ranges[*part], least, most);
                    if has_changed {
                        break;
                    }
                }
            }
        }
        match self.ranges.iter().all(|range| range.has_room()) {
            true => Ok(()),
            false => Err(Refused::Narrow),
        }
    }
}

fn narrow(range: &mut Range, low: u64, high: u64) -> bool {
    let before = *range;
    range.low = range.low.max(low);
    range.high = range.high.min(high);
    *range != before && range.high >= range.low
}
