//! Counts that live and end with the process: for tests and the terminal. Exact, like a trial's.

use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;

use super::image::HeapHome;
use super::open::OpenCounts;
use super::periods::Periods;
use super::{
    AccountTag, Committed, CountError, Counts, CountsStatus, Kept, Recorded, Releases, Tallies,
    UpdateId, Vocabulary, Week,
};
use crate::conversation::Event;

/// Counts in memory.
pub struct MemoryCounts {
    inner: Mutex<Inner>,
}

struct Inner {
    open: OpenCounts,
    /// Weeks that are over.
    periods: Periods,
}

impl MemoryCounts {
    /// Begins to count.
    ///
    /// # Errors
    ///
    /// When the system gives no random numbers.
    pub fn new(vocabulary: Vocabulary, now: Timestamp) -> Result<Self, CountError> {
        let open =
            OpenCounts::begin(Box::new(HeapHome), 0, Week::of(now), vocabulary)?.without_clamps();
        let periods = Periods::default();
        Ok(Self {
            inner: Mutex::new(Inner { open, periods }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(|poisoned| {
            let mut inner = poisoned.into_inner();
            inner.open.recover();
            self.inner.clear_poison();
            inner
        })
    }
}

impl Inner {
    /// Takes weeks that are over from the open counts, so that any number of weeks can follow.
    fn settle(&mut self) {
        if self.open.waiting().closed > 0 {
            let changes = self.open.begin_commit(false);
            self.take(&changes);
            self.open.finish_commit();
        }
    }

    fn take(&mut self, changes: &[super::image::Change]) {
        let (identity, vocabulary) = (self.open.identity(), self.open.vocabulary());
        self.periods.add(changes, identity, vocabulary);
    }
}

impl Counts for MemoryCounts {
    fn tag(&self, account: i64, now: Timestamp) -> AccountTag {
        let mut inner = self.lock();
        let tag = inner.open.tag(account, now);
        inner.settle();
        tag
    }

    fn record(
        &self,
        update: UpdateId,
        account: AccountTag,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Recorded, CountError> {
        let mut inner = self.lock();
        let recorded = inner.open.record(update, account, events, now)?;
        inner.settle();
        Ok(recorded)
    }

    fn commit_due(&self, now: Timestamp) -> Result<Committed, CountError> {
        let mut inner = self.lock();
        inner.open.turn_to(now)?;
        inner.settle();
        Ok(Committed::NothingDue)
    }

    fn shutdown(&self, _now: Timestamp) -> Result<Committed, CountError> {
        Ok(Committed::NothingDue)
    }

    fn tallies(&self) -> Tallies {
        let inner = self.lock();
        let mut periods = inner.periods.clone();
        periods.add(
            &inner.open.changes(),
            inner.open.identity(),
            inner.open.vocabulary(),
        );
        periods.into_tallies()
    }

    fn releases(&self) -> Releases {
        self.tallies().as_they_are()
    }

    fn take_names(&self, names: &Vocabulary) -> Result<(), CountError> {
        self.lock().open.take_names(names)
    }

    fn status(&self) -> CountsStatus {
        CountsStatus {
            kept: Kept::Process,
            is_mirror_lost: false,
            names_without_place: self.lock().open.vocabulary().without_place(),
            clock_behind: None,
        }
    }
}
