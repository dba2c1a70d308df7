//! How often, never who.

use jiff::Timestamp;

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

/// What became of the events of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    Counted,
    /// The update was counted before; nothing changed.
    Repeated,
    /// The tag is of another week's key: make a new one and record again.
    StaleTag,
}

/// Why counting failed. No variant has room for anything of a person.
#[derive(Debug)]
pub enum CountError {
    /// The mirror or the store could not be written.
    Storage(std::io::ErrorKind),
}

/// Counts events, each update once.
pub trait Counts: Send + Sync {
    /// Names an account under the key of the week that `now` lies in.
    fn tag(&self, account: i64, now: Timestamp) -> AccountTag;

    /// Counts the events of an update, unless it was counted before.
    ///
    /// # Errors
    ///
    /// When the counts cannot be kept; the update must then not be acknowledged.
    fn record(
        &self,
        update: UpdateId,
        account: AccountTag,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Recorded, CountError>;
}
