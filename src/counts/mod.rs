//! How often, never who.
//!
//! [`Counts`] takes the events of an update and adds them to a closed list of tables, each update
//! once. [`StoredCounts`] keeps them, [`MemoryCounts`] ends with the process; [`read`] hands a
//! store's numbers to a report, also while another process counts.
//!
//! Three places hold the numbers: the open week and its accounts lie in memory; the mirror, a file
//! in memory that outlives the process, holds the same; the store on disk holds totals only, many
//! events at a time. When a week is over, [`release`] makes of its numbers what others may see,
//! and the numbers go. How a release is shown is not decided here.

mod accounts;
mod closing;
mod disk;
mod image;
mod margins;
mod memory;
mod mirror;
mod open;
mod periods;
pub mod policy;
pub mod release;
mod steady;
mod stored;
mod tables;
mod tally;
mod vocabulary;
mod week;

#[cfg(test)]
mod tests;

use std::fmt;

use jiff::Timestamp;

pub use disk::{OpenError, StoreKind, Stored, read};
pub use margins::{BlockTally, Outcomes, WeekTally};
pub use memory::MemoryCounts;
pub use mirror::{MirrorPlace, check_mirror};
pub use periods::Tallies;
pub use release::{Period, RangeError, Release, Releases, range};
pub use steady::SteadyCounts;
pub use stored::{StoreOptions, StoredCounts};
pub use tables::Scalar;
pub use vocabulary::{CAMPAIGNS_MAX, GROUPS_MAX, Name, TOPICS_MAX, Vocabulary};
pub use week::{Block, PeriodError, Quarter, Week, ZONE};

use crate::conversation::Event;

/// The number of an update; the same update delivered again has the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdateId(pub u64);

/// An account under the key of the open week: it means nothing once that key is gone.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountTag {
    pub(crate) week: u32,
    pub(crate) bytes: [u8; 8],
}

impl fmt::Debug for AccountTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountTag(..)")
    }
}

/// What became of the events of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    Counted,
    /// The update was counted before; nothing changed.
    Repeated,
    /// The tag is of another week's key: make a new one and record again.
    StaleTag,
}

/// Whether a commit was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// The store has all that was due.
    Written,
    /// Too little or too soon, or there is no store.
    NothingDue,
}

/// Why counting failed. No variant has room for anything of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountError {
    /// The mirror or the store could not be written.
    Storage(std::io::ErrorKind),
    /// The store could not be written for so long that there is no room for another week.
    StoreBehind,
    /// The system gave no random numbers.
    Random,
}

impl CountError {
    /// What is wrong and what to do.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Storage(_) => {
                "counts could not be written: make room in the data directory and where the \
                 mirror lies, or give access to them"
            }
            Self::StoreBehind => {
                "counts of three weeks wait for the store: make it writable, then they are \
                 written by themselves"
            }
            Self::Random => "the system gave no random numbers for a key: see getrandom(2)",
        }
    }
}

impl fmt::Display for CountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())?;
        match self {
            Self::Storage(kind) => write!(f, " ({kind})"),
            Self::StoreBehind | Self::Random => Ok(()),
        }
    }
}

impl std::error::Error for CountError {}

/// Which release was told to partners' chats last: a period and a number, no chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    pub period: Period,
    /// To so many of the chats, in the order in which they are listed, it was or may have been
    /// sent.
    pub chats: u32,
}

/// Where the open counts are kept, and so what a crash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In this process alone; there is no store.
    Process,
    /// In the mirror: a killed process loses nothing.
    Mirror,
    /// In memory between commits to the store.
    WithoutMirror,
    /// The same, until the place of the mirror is there again.
    MirrorMissing,
    /// The same, until the file that lies there and cannot be used is taken away.
    MirrorRefused,
}

/// What keeps the counts from being as safe as they should be, at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Troubles {
    /// The store's disk is full, or may only be read.
    pub is_store_shut: bool,
    /// There should be a mirror, and its place is gone or full.
    pub is_mirror_missing: bool,
    /// The clock was set by more than an hour, or shows a week before the one that is counted.
    pub is_clock_off: bool,
}

/// What whoever runs the bot should know when it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountsStatus {
    pub kept: Kept,
    /// The store was written beside a mirror that is not there any more.
    pub is_mirror_lost: bool,
    /// Topics, groups and campaigns for which the tables have no room.
    pub names_without_place: usize,
    /// The newest week that was counted, when the clock shows an earlier one.
    pub clock_behind: Option<Week>,
}

impl CountsStatus {
    /// Sentences to print, one a line; none when all is as it should be.
    pub fn sentences(&self) -> Vec<&'static str> {
        let mut sentences = Vec::new();
        match self.kept {
            Kept::Mirror => {}
            Kept::Process => sentences.push("counts end with this process"),
            Kept::WithoutMirror => sentences.push(
                "counts have no mirror: those since the last commit are lost on a crash, and up \
                 to 24 of them at a stop",
            ),
            Kept::MirrorMissing => sentences.push(
                "the mirror of the counts cannot lie where it was named, on a tmpfs: until it can, \
                 those since the last commit are lost on a crash; see `huquq doctor`",
            ),
            Kept::MirrorRefused => sentences.push(
                "where the mirror of the counts was named lies another file, or that of other counts: \
                 it is left alone, and until it is removed or another is named by --mirror, those \
                 since the last commit are lost on a crash",
            ),
        }
        if self.is_mirror_lost {
            sentences.push(
                "the last mirror is gone, as after a power cut, or was of no use any more: what was \
                 counted since the last commit is lost (a quarter of an hour and 24 events at most), and this week's \
                 accounts are counted anew, so their number will be an interval",
            );
        }
        if self.names_without_place > 0 {
            sentences.push(
                "the tables of the counts have no room for some topics, categories or campaigns: \
                 these are counted together as \"other\"",
            );
        }
        if self.clock_behind.is_some() {
            sentences.push(
                "the clock is behind the counts: all is counted in the newest week until the \
                 clock reaches it; set the clock",
            );
        }
        sentences
    }
}

/// Counts events, each update once.
///
/// Counting ([`tag`](Self::tag), [`record`](Self::record), [`take_names`](Self::take_names),
/// [`status`](Self::status)) waits for no disk. All else may wait until one has been written.
pub trait Counts: Send + Sync {
    /// Names an account under the key of the week that `now` lies in.
    fn tag(&self, account: i64, now: Timestamp) -> AccountTag;

    /// Counts the events of an update, unless it was counted before.
    ///
    /// # Errors
    ///
    /// When the counts cannot be kept; the update is then not counted, and may be delivered again.
    fn record(
        &self,
        update: UpdateId,
        account: AccountTag,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Recorded, CountError>;

    /// Writes the store if it is time to, and turns to a new week. To be called about once a
    /// second, from a thread that may wait for a disk.
    ///
    /// # Errors
    ///
    /// When the store cannot be written. Nothing is lost by it: the counts wait, and the next
    /// call tries again.
    fn commit_due(&self, now: Timestamp) -> Result<Committed, CountError>;

    /// Ends counting: what a stop would lose is written, as far as the rules for the store allow.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    fn shutdown(&self, now: Timestamp) -> Result<Committed, CountError>;

    /// All numbers, those that the store does not have yet included.
    fn tallies(&self) -> Tallies;

    /// What was published: the only numbers that are for others. Where nothing is closed there
    /// are none.
    fn releases(&self) -> Releases {
        Releases::new()
    }

    /// Which release was told to partners' chats last. Where nothing is closed nothing is told.
    fn announced(&self) -> Option<Announced> {
        None
    }

    /// Notes that a release is told, before it is: what was sent is never sent twice. Waits for a
    /// disk. What is counted and not written yet waits on, as for any commit.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; the release must then not be told yet.
    fn announce(&self, _announced: Announced) -> Result<(), CountError> {
        Ok(())
    }

    /// Joins the names of changed texts to those that are counted under.
    ///
    /// # Errors
    ///
    /// When the tables cannot be kept; then nothing is changed.
    fn take_names(&self, names: &Vocabulary) -> Result<(), CountError>;

    /// What whoever runs the bot should know.
    fn status(&self) -> CountsStatus;

    /// What is wrong at this moment and goes away by itself once the machine is well again. Where
    /// nothing outlives the process nothing is.
    fn troubles(&self, _now: Timestamp) -> Troubles {
        Troubles::default()
    }
}
