//! Counts with a store: what is due when, and how mirror and store agree after a crash.
//!
//! The open counts know what they counted since they began; with every commit they note what the
//! store has of it, under a number that the store notes as well. After a crash the two numbers
//! tell which commit was the last that reached the disk, and what came after it is still to be
//! added: nothing twice, nothing missed, whichever of the two was written last.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::closing;
use super::disk::{self, Content, OpenError, Store, StoreKind};
use super::image::{HeapHome, Image};
use super::mirror::{MirrorHome, MirrorPlace};
use super::open::{OpenCounts, storage};
use super::{
    AccountTag, Announced, Committed, CountError, Counts, CountsStatus, Kept, Recorded, Releases,
    Tallies, Troubles, UpdateId, Vocabulary, Week,
};
use crate::conversation::Event;

/// A campaign's store is written at most this often.
const COMMIT_MINUTES: i64 = 15;
/// And with at least so many events of the open week: two states of the store, if somebody finds
/// both, differ by a crowd and not by a person. What a week has left when it is over is written
/// however little it is, as its release makes it known in full.
const COMMIT_EVENTS: u64 = 25;
/// A trial's store is written at most this often.
const TRIAL_SECONDS: i64 = 1;
/// After a failure the store is left alone for a while.
const RETRY_SECONDS: i64 = 60;

/// Where and how to keep counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreOptions {
    /// The store's own directory; it is made when it is missing.
    pub directory: PathBuf,
    pub kind: StoreKind,
    /// Without one, counts since the last commit are lost on a crash.
    pub mirror: Option<MirrorPlace>,
}

/// Counts in a store, and in a mirror if there is one.
pub struct StoredCounts {
    /// Held while the store is written. Whoever takes both takes this one first.
    store: Mutex<Written>,
    open: Mutex<OpenCounts>,
    kind: StoreKind,
    has_mirror: bool,
    fate: Fate,
    clock_behind: Option<Week>,
}

/// What became of the mirror an earlier process left.
#[derive(Debug, Clone, Copy, Default)]
struct Fate {
    /// It is not there, or nobody could go on with it.
    is_lost: bool,
    /// Another file lies in its place.
    is_refused: bool,
}

impl Fate {
    const LOST: Self = Self {
        is_lost: true,
        is_refused: false,
    };
    const REFUSED: Self = Self {
        is_lost: false,
        is_refused: true,
    };
}

struct Written {
    store: Store,
    /// Before this moment nothing is written.
    next: Timestamp,
    /// When `next` was set: a clock that goes back must not put commits off.
    since: Timestamp,
    /// Whether the last commit failed: then even a closing waits.
    has_failed: bool,
}

impl StoredCounts {
    /// Opens a store, or makes one, and goes on where the last process ended.
    ///
    /// # Errors
    ///
    /// When another process counts there, or the store cannot be used. A mirror that cannot be used is
    /// done without.
    pub fn open(
        options: &StoreOptions,
        vocabulary: Vocabulary,
        now: Timestamp,
    ) -> Result<Self, OpenError> {
        let store = Store::open(&options.directory, options.kind)?;
        let content = store.content();
        let newest = content.periods.newest();
        let after_closed = closing::last_closed(content).map(Week::next);
        let week = [newest, after_closed].into_iter().flatten().max();
        let week = week.map_or(Week::of(now), |week| week.max(Week::of(now)));
        let has_counted = newest == Some(week);
        let mut fate = Fate::default();
        let counts = match &options.mirror {
            None => {
                let home = Box::new(HeapHome);
                OpenCounts::begin(home, content.meta.store, week, vocabulary)
                    .map_err(begin_error(&options.directory))?
            }
            Some(place) => {
                let (home, image, its_fate) = find_mirror(place, content);
                fate = its_fate;
                fate.is_lost &= has_counted && content.meta.has_mirrors();
                begin_or_go_on(home, image, content, week, vocabulary)
                    .map_err(begin_error(&place.path))?
            }
        };
        let counts = match options.kind {
            StoreKind::Campaign | StoreKind::Simulation => counts,
            StoreKind::Trial => counts.without_clamps(),
        };
        let behind = counts.week().max(week);
        let written = Written {
            store,
            next: now + pause(options.kind),
            since: now,
            has_failed: false,
        };
        Ok(Self {
            fate,
            clock_behind: (behind > Week::of(now)).then_some(behind),
            store: Mutex::new(written),
            open: Mutex::new(counts),
            kind: options.kind,
            has_mirror: options.mirror.is_some(),
        })
    }

    fn open_counts(&self) -> MutexGuard<'_, OpenCounts> {
        self.open.lock().unwrap_or_else(|poisoned| {
            let mut open = poisoned.into_inner();
            open.recover();
            self.open.clear_poison();
            open
        })
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        // A commit that panicked has either replaced the store's content or left it alone.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a week may be closed now; asked every second, so it copies nothing.
    fn closes(&self, written: &Written, now: Timestamp) -> bool {
        let open = self.open_counts();
        self.kind != StoreKind::Trial
            && (!closing::due(written.store.content(), open.week(), now).is_empty()
                || open.has_closed_before(now))
    }

    /// Writes the store, if there is enough to write or a week to close.
    fn commit(
        &self,
        written: &mut Written,
        at_least: u64,
        now: Timestamp,
    ) -> Result<Committed, CountError> {
        let closes = self.closes(written, now);
        let (mut content, open_week) = {
            let mut open = self.open_counts();
            let waiting = open.waiting();
            let with_open = waiting.open >= at_least;
            if !with_open && waiting.closed == 0 && !closes {
                return Ok(Committed::NothingDue);
            }
            let mut changes = open.begin_commit(with_open);
            let mut content = written.store.content().clone();
            let closed = closing::last_closed(&content);
            changes.retain(|change| Some(change.week) > closed);
            content
                .periods
                .add(&changes, open.identity(), open.vocabulary());
            if self.has_mirror {
                let next = open.generation() + 1;
                content.meta.set_generation(open.identity(), next);
            }
            (content, open.week())
        };
        // While the disk works, counting goes on: `begin_commit` noted what is being written.
        if closes {
            closing::close(&mut content, open_week, now, self.kind.origin())
                .map_err(|_| CountError::Random)?;
        }
        written.store.commit(content).map_err(storage)?;
        self.open_counts().finish_commit();
        Ok(Committed::Written)
    }
}

fn pause(kind: StoreKind) -> SignedDuration {
    match kind {
        StoreKind::Campaign | StoreKind::Simulation => SignedDuration::from_mins(COMMIT_MINUTES),
        StoreKind::Trial => SignedDuration::from_secs(TRIAL_SECONDS),
    }
}

/// Events of the open week that make a commit worth while.
fn enough(kind: StoreKind) -> u64 {
    match kind {
        StoreKind::Campaign | StoreKind::Simulation => COMMIT_EVENTS,
        StoreKind::Trial => 1,
    }
}

/// Finds the mirror an earlier process left for this store.
///
/// People are answered whatever is found. A mirror nobody can go on with is overwritten, for the key
/// in it, and costs what a power cut costs. Where another file lies, or none can lie (as before a
/// tmpfs is mounted), there is no mirror until that is mended.
fn find_mirror(place: &MirrorPlace, content: &Content) -> (MirrorHome, Option<Image>, Fate) {
    let without = |fate| (MirrorHome::absent(place), None, fate);
    let is_new = !place.path.exists();
    match MirrorHome::open(place) {
        Ok((home, Some(image))) if belongs(&image, content) => (home, Some(image), Fate::default()),
        Ok((home, None)) if is_new => (home, None, Fate::LOST),
        Ok((home, None)) => (home, None, Fate::default()),
        // Of another store: it may be counting there.
        Ok((_, Some(image))) if image.head().store != content.meta.store => without(Fate::REFUSED),
        // Of this store before it was put back from a copy.
        Ok(_) | Err(OpenError::MirrorDamaged { .. } | OpenError::MirrorOtherVersion { .. }) => {
            match MirrorHome::discard(place).and_then(|()| MirrorHome::open(place)) {
                Ok((home, image)) => (home, image, Fate::LOST),
                Err(_) => without(Fate::REFUSED),
            }
        }
        Err(OpenError::MirrorOnDisk { .. } | OpenError::MirrorPlace { .. }) => {
            without(Fate::default())
        }
        Err(_) => without(Fate::REFUSED),
    }
}

fn begin_or_go_on(
    home: MirrorHome,
    image: Option<Image>,
    content: &Content,
    week: Week,
    vocabulary: Vocabulary,
) -> Result<OpenCounts, CountError> {
    let home = Box::new(home);
    let Some(image) = image else {
        return OpenCounts::begin(home, content.meta.store, week, vocabulary);
    };
    let generation = content.meta.generation(image.head().identity);
    let mut counts = OpenCounts::go_on(home, image, generation);
    counts.take_names(&vocabulary)?;
    // If the store is too far behind for another week, `record` says so.
    let _ = counts.turn_to_week(week);
    Ok(counts)
}

/// Whether a mirror goes on from what the store has.
fn belongs(image: &Image, content: &Content) -> bool {
    let generation = content.meta.generation(image.head().identity);
    image.head().store == content.meta.store && image.knows(generation)
}

fn begin_error(path: &std::path::Path) -> impl FnOnce(CountError) -> OpenError + use<> {
    let path = path.to_owned();
    move |error| match error {
        CountError::Storage(kind) => OpenError::Io { path, kind },
        CountError::Random | CountError::StoreBehind => OpenError::Random,
    }
}

impl Counts for StoredCounts {
    fn tag(&self, account: i64, now: Timestamp) -> AccountTag {
        self.open_counts().tag(account, now)
    }

    fn record(
        &self,
        update: UpdateId,
        account: AccountTag,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Recorded, CountError> {
        self.open_counts().record(update, account, events, now)
    }

    fn commit_due(&self, now: Timestamp) -> Result<Committed, CountError> {
        let mut written = self.written();
        let turned = {
            let mut open = self.open_counts();
            open.seek_home(now);
            open.turn_to(now)
        };
        let is_early = now < written.next && now >= written.since;
        if is_early && (written.has_failed || !self.closes(&written, now)) {
            return turned.map(|()| Committed::NothingDue);
        }
        // A week that is over is closed at once; the open one keeps its pace.
        let at_least = if is_early {
            u64::MAX
        } else {
            enough(self.kind)
        };
        let committed = self.commit(&mut written, at_least, now);
        written.has_failed = committed.is_err();
        if is_early && !written.has_failed {
            return committed;
        }
        written.since = now;
        match committed {
            Ok(Committed::Written) => written.next = now + pause(self.kind),
            Ok(Committed::NothingDue) => written.next = now,
            Err(_) => written.next = now + SignedDuration::from_secs(RETRY_SECONDS),
        }
        committed
    }

    fn shutdown(&self, now: Timestamp) -> Result<Committed, CountError> {
        let mut written = self.written();
        let (turned, is_home) = {
            let mut open = self.open_counts();
            (open.turn_to(now), open.is_home())
        };
        if self.has_mirror && is_home && self.kind != StoreKind::Trial {
            // The mirror has it all, and a stop is no reason to show when people wrote.
            return turned.map(|()| Committed::NothingDue);
        }
        self.commit(&mut written, enough(self.kind), now)
    }

    fn tallies(&self) -> Tallies {
        let written = self.written();
        let open = self.open_counts();
        let mut periods = written.store.content().periods.clone();
        periods.add(&open.changes(), open.identity(), open.vocabulary());
        periods.into_tallies()
    }

    fn releases(&self) -> Releases {
        disk::releases(self.written().store.content())
    }

    fn announced(&self) -> Option<Announced> {
        self.written().store.content().announced
    }

    fn announce(&self, announced: Announced) -> Result<(), CountError> {
        let mut written = self.written();
        let mut content = written.store.content().clone();
        content.announced = Some(announced);
        written.store.commit(content).map_err(storage)
    }

    fn take_names(&self, names: &Vocabulary) -> Result<(), CountError> {
        self.open_counts().take_names(names)
    }

    fn status(&self) -> CountsStatus {
        let open = self.open_counts();
        CountsStatus {
            kept: match (self.has_mirror, open.is_home()) {
                (false, _) => Kept::WithoutMirror,
                (true, true) => Kept::Mirror,
                (true, false) if self.fate.is_refused => Kept::MirrorRefused,
                (true, false) => Kept::MirrorMissing,
            },
            is_mirror_lost: self.fate.is_lost,
            names_without_place: open.vocabulary().without_place(),
            clock_behind: self.clock_behind,
        }
    }

    fn troubles(&self, now: Timestamp) -> Troubles {
        let is_store_shut = self.written().store.is_shut();
        let open = self.open_counts();
        Troubles {
            is_store_shut,
            is_mirror_missing: !open.is_home(),
            is_clock_off: open.week() > Week::of(now),
        }
    }
}
