//! Where in an image what stands: places are counted in words of eight bytes.

use crate::counts::accounts::RECORD_WORDS;
use crate::counts::tables::CELLS;
use crate::counts::vocabulary::TEXT_BYTES_MAX;

/// Numbers of updates that are remembered.
pub(in crate::counts) const RECENT_UPDATES: usize = 8192;
/// Weeks that may wait for the store, the open one included.
pub(super) const WEEKS: usize = 3;
/// Places for accounts in a new image; few in tests, which copy images by the thousand.
pub(super) const PLACES_FIRST: usize = if cfg!(test) { 64 } else { 1024 };

/// "HUQUQMIR", as the first eight bytes of a file.
pub(in crate::counts) const MAGIC: u64 = u64::from_le_bytes(*b"HUQUQMIR");
pub(in crate::counts) const LAYOUT: u64 = 2;

/// The most words one update can change: every cell of a week, a record, the bookkeeping.
pub(super) const UNDO_ENTRIES: usize = CELLS + RECORD_WORDS + 8;

pub(super) const AT_MAGIC: usize = 0;
pub(super) const AT_LAYOUT: usize = 1;
pub(super) const AT_WORDS: usize = 2;
pub(super) const AT_PLACES: usize = 3;
pub(super) const AT_STORE: usize = 4;
pub(super) const AT_IDENTITY: usize = 5;
pub(super) const AT_WEEK: usize = 6;
pub(super) const AT_NAMES_BYTES: usize = 7;
pub(super) const AT_KEY: usize = 8;
pub(super) const AT_NAMES: usize = 16;
pub(super) const AT_CHECK: usize = AT_NAMES + TEXT_BYTES_MAX / 8;
/// Words before this never change once an image is complete.
pub(super) const FIXED: usize = AT_CHECK + 1;

pub(super) const AT_UNDO_OPEN: usize = FIXED;
pub(super) const AT_UNDO_LENGTH: usize = AT_UNDO_OPEN + 1;
pub(super) const AT_UNDO_CHECK: usize = AT_UNDO_LENGTH + 1;
pub(super) const AT_UNDO: usize = AT_UNDO_CHECK + 1;
/// Words that a transaction may change begin here.
pub(super) const AT_ACCOUNTS_COUNT: usize = AT_UNDO + UNDO_ENTRIES * 2;
pub(super) const AT_RECENT_NEXT: usize = AT_ACCOUNTS_COUNT + 1;
pub(super) const AT_RECENT: usize = AT_RECENT_NEXT + 1;
pub(super) const AT_TOTALS: usize = AT_RECENT + RECENT_UPDATES;
pub(super) const WEEK_WORDS: usize = 1 + CELLS;
pub(super) const AT_MARKS: usize = AT_TOTALS + WEEKS * WEEK_WORDS;
pub(super) const MARK_WORDS: usize = 1 + WEEKS * CELLS;
pub(super) const AT_ACCOUNTS: usize = AT_MARKS + 2 * MARK_WORDS;

/// Words of an image with room for so many accounts.
pub(super) const fn words_for(places: usize) -> usize {
    AT_ACCOUNTS + places * RECORD_WORDS
}

/// The totals of a week, by its place among them.
pub(super) const fn at_week(index: usize) -> usize {
    AT_TOTALS + index * WEEK_WORDS
}
