//! The week that is being counted: what an update adds to it, and when it gives way to the next.
//!
//! Each update is counted once: its number joins those of recent updates in the same step as what
//! it adds, so the two cannot disagree. Recent numbers are a set, not a high-water mark, because
//! Telegram numbers updates anew after a quiet week. The week is the one in which an update is
//! processed; a clock that goes back never reopens a week. Where the counts lie, and when they
//! are written to the store, is decided elsewhere; when that place is gone or full they go on in
//! ordinary memory, and back when it is there again: nobody waits for an answer because of it.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::accounts::{Circumstances, WeekKey};
use super::image::{Change, Head, HeapHome, Home, Image};
use super::vocabulary::Vocabulary;
use super::week::{Week, weekday};
use super::{AccountTag, CountError, Recorded, UpdateId};
use crate::conversation::Event;

/// How often a home that was lost is looked for.
const SEEK_SECONDS: i64 = 5;

/// The open week, and those before it that the store does not have whole yet.
pub(super) struct OpenCounts {
    image: Image,
    home: Box<dyn Home>,
    /// Whether the image lies in its home, and not in ordinary memory instead.
    is_home: bool,
    /// When the home was last looked for, while it is lost.
    sought: Option<Timestamp>,
    recent: HashSet<u64>,
    /// The store's generation that what is counted here comes after.
    generation: u64,
    /// See [`Circumstances::is_clamped`].
    is_clamped: bool,
}

impl OpenCounts {
    /// Begins to count, in a new image.
    pub fn begin(
        mut home: Box<dyn Home>,
        store: u64,
        week: Week,
        vocabulary: Vocabulary,
    ) -> Result<Self, CountError> {
        let identity = random_word()?;
        let key = draw_key()?;
        let head = || Head {
            store,
            identity,
            week,
            key: WeekKey::from_words(key.to_words()),
            vocabulary: vocabulary.clone(),
        };
        let (image, is_home) = made(&mut *home, |home| Image::create(home, head()))?;
        Ok(Self {
            is_home,
            ..Self::go_on(home, image, 0)
        })
    }

    /// Goes on with an image that an earlier process left.
    pub fn go_on(home: Box<dyn Home>, image: Image, generation: u64) -> Self {
        // The process before may have died between its commit and this.
        image.forget_closed(generation);
        Self {
            recent: image.recent().collect(),
            image,
            home,
            is_home: true,
            sought: None,
            generation,
            is_clamped: true,
        }
    }

    /// Counts every event, however many one account adds: for trials.
    pub fn without_clamps(self) -> Self {
        Self {
            is_clamped: false,
            ..self
        }
    }

    pub fn week(&self) -> Week {
        self.image.head().week
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.image.head().vocabulary
    }

    /// The account map: another number means that accounts may be counted a second time.
    pub fn identity(&self) -> u64 {
        self.image.head().identity
    }

    /// Joins a catalogue's names to those that were counted under so far.
    pub fn take_names(&mut self, current: &Vocabulary) -> Result<(), CountError> {
        let joined = self.vocabulary().joined_by(current);
        if joined == *self.vocabulary() {
            return Ok(());
        }
        let places = self.image.places();
        let made = made(&mut *self.home, |home| {
            self.image.rebuilt(home, &joined, places)
        })?;
        self.settle(made);
        Ok(())
    }

    /// Whether what is counted would be found after a crash.
    pub fn is_home(&self) -> bool {
        self.is_home
    }

    /// Looks whether the home still holds the counts, and moves them back into it if it can.
    pub fn seek_home(&mut self, now: Timestamp) {
        self.is_home = self.is_home && self.home.is_there();
        if self.is_home {
            self.sought = None;
            return;
        }
        let pause = SignedDuration::from_secs(SEEK_SECONDS);
        if self
            .sought
            .is_some_and(|sought| now.duration_since(sought).abs() < pause)
        {
            return;
        }
        self.sought = Some(now);
        let (vocabulary, places) = (self.vocabulary().clone(), self.image.places());
        if let Ok(image) = self.image.rebuilt(&mut *self.home, &vocabulary, places) {
            self.settle((image, true));
        }
    }

    /// Goes on with an image that was made in the home or, where that failed, beside it.
    fn settle(&mut self, (image, is_home): (Image, bool)) {
        self.is_home = is_home;
        self.replace(image);
    }

    fn replace(&mut self, image: Image) {
        std::mem::replace(&mut self.image, image).retire();
    }

    /// Moves to the week of `now`, if it is a later one.
    pub fn turn_to(&mut self, now: Timestamp) -> Result<(), CountError> {
        self.turn_to_week(Week::of(now))
    }

    /// Moves to a week, if it is a later one.
    pub fn turn_to_week(&mut self, week: Week) -> Result<(), CountError> {
        if week <= self.week() {
            return Ok(());
        }
        let key = draw_key()?;
        let (image, is_home) = made(&mut *self.home, |home| {
            let key = WeekKey::from_words(key.to_words());
            self.image.next_week(home, week, key, self.generation)
        })?;
        self.settle((image.ok_or(CountError::StoreBehind)?, is_home));
        Ok(())
    }

    /// Names an account under the key of the open week.
    pub fn tag(&mut self, account: i64, now: Timestamp) -> AccountTag {
        // A week that cannot be turned to is told by `record`, which may fail.
        let _ = self.turn_to(now);
        AccountTag {
            week: self.week().number(),
            bytes: self.image.head().key.tag(account),
        }
    }

    /// Counts an update's events, once.
    pub fn record(
        &mut self,
        update: UpdateId,
        account: AccountTag,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Recorded, CountError> {
        self.turn_to(now)?;
        let update = update.0.min(u64::MAX - 1);
        if self.recent.contains(&update) {
            return Ok(Recorded::Repeated);
        }
        if account.week != self.week().number() {
            return Ok(Recorded::StaleTag);
        }
        if !events.is_empty() && !self.image.has_account(account.bytes) {
            self.make_room()?;
        }
        let mut transaction = self.image.transaction();
        if !events.is_empty() {
            let under = Circumstances {
                vocabulary: &self.image.head().vocabulary,
                weekday: weekday(now),
                is_clamped: self.is_clamped,
            };
            let mut record = transaction.account(account.bytes);
            for event in starts_first(events) {
                record.count(event, &under, &mut |cell, amount| {
                    transaction.add(cell, amount);
                });
            }
            transaction.set_account(&record);
        }
        let forgotten = transaction.remember(update);
        transaction.commit();
        if let Some(forgotten) = forgotten {
            self.recent.remove(&forgotten);
        }
        self.recent.insert(update);
        Ok(Recorded::Counted)
    }

    /// Makes room for another account; when there is no memory for a larger map in the home, the
    /// last eighth of this one is filled before the counts leave it.
    fn make_room(&mut self) -> Result<(), CountError> {
        if !self.image.is_crowded() {
            return Ok(());
        }
        match self.image.grown(&mut *self.home) {
            Ok(image) => self.settle((image, true)),
            Err(_) if self.image.is_full() => {
                let made = made(&mut *self.home, |home| self.image.grown(home))?;
                self.settle(made);
            }
            Err(_) => {}
        }
        Ok(())
    }

    /// What each week counted since the store was last written.
    pub fn changes(&self) -> Vec<Change> {
        self.image.changes_since(self.generation)
    }

    /// Events since then: of the open week, and of closed ones.
    pub fn waiting(&self) -> Waiting {
        let mut waiting = Waiting::default();
        for (week, events) in self.image.events_since(self.generation) {
            if week == self.week() {
                waiting.open += events;
            } else {
                waiting.closed += events;
            }
        }
        waiting
    }

    /// Whether it holds events of a week that may be closed.
    pub fn has_closed_before(&self, now: Timestamp) -> bool {
        let mut weeks = self.image.events_since(self.generation);
        weeks.any(|(week, events)| week < self.week() && events > 0 && now >= week.closes_at())
    }

    /// Begins to write the store: notes what it will have, and returns what is new in it.
    pub fn begin_commit(&mut self, with_open: bool) -> Vec<Change> {
        let open = self.week();
        self.image.set_mark(self.generation, with_open);
        let mut changes = self.changes();
        changes.retain(|change| {
            (with_open || change.week != open) && change.cells.iter().any(|cell| *cell != 0)
        });
        changes
    }

    /// The store was written.
    pub fn finish_commit(&mut self) {
        self.generation += 1;
        self.image.forget_closed(self.generation);
    }

    pub fn generation(&self) -> u64 {
        self.generation
    }

    #[cfg(test)]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Puts things right after a panic in the middle of an update.
    pub fn recover(&mut self) {
        // Only a damaged record cannot be rolled back, and the record is this process's own.
        let _ = self.image.roll_back();
        self.recent = self.image.recent().collect();
    }
}

/// Events that the store does not have yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Waiting {
    pub open: u64,
    pub closed: u64,
}

/// A link may open a topic at once: what an account came by is known before it asks.
fn starts_first(events: &[Event]) -> impl Iterator<Item = &Event> {
    let is_start = |event: &&Event| matches!(event, Event::Start { .. });
    let rest = events.iter().filter(move |event| !is_start(event));
    events.iter().filter(is_start).chain(rest)
}

pub(super) fn storage(error: std::io::Error) -> CountError {
    CountError::Storage(error.kind())
}

/// Makes an image in its home, or else in ordinary memory; tells whether it is at home.
fn made<T>(
    home: &mut dyn Home,
    make: impl Fn(&mut dyn Home) -> std::io::Result<T>,
) -> Result<(T, bool), CountError> {
    if let Ok(image) = make(home) {
        return Ok((image, true));
    }
    let image = make(&mut HeapHome).map_err(storage)?;
    home.give_up();
    Ok((image, false))
}

/// A random number that is not 0.
pub(super) fn random_word() -> Result<u64, CountError> {
    getrandom::u64()
        .map(|word| word.max(1))
        .map_err(|_| CountError::Random)
}

fn draw_key() -> Result<WeekKey, CountError> {
    WeekKey::draw().map_err(|_| CountError::Random)
}
