//! The open counts as one stretch of words of a fixed layout, changed only whole updates at a time.
//!
//! The words lie in ordinary memory or in the mirror's mapped file; everything else is the same,
//! so what the tests show of one holds for the other. A change is a [`Transaction`]: it writes
//! down the old values of the words it will touch, marks that record open, writes the new values,
//! closes the record and blanks it. A process killed between any two of these writes leaves
//! either no open record or one from which [`Image::roll_back`] restores every word. There is no
//! list of events anywhere: only totals, accounts, and the numbers of recent updates.
//!
//! Why order suffices: the pages belong to the file, not to the process, so a store that was made
//! stays made. Whoever reads next runs after the kernel has buried this process, and sees all its
//! stores; the processor cuts a killed thread at an instruction, so none before that is missing.
//! What is left is to keep the compiler from moving stores, which release stores and fences do.
//! A power cut takes the whole file along and is not this module's concern.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering, compiler_fence};

use memmap2::MmapRaw;

use super::accounts::{Account, RECORD_WORDS, WeekKey};
use super::tally::{CELLS, Cell, remapped};
use super::vocabulary::{Remap, TEXT_BYTES_MAX, Vocabulary};
use super::week::Week;

/// Numbers of updates that are remembered.
pub(super) const RECENT_UPDATES: usize = 8192;
/// Weeks that may wait for the store, the open one included.
const WEEKS: usize = 3;
/// Places for accounts in a new image.
const PLACES_FIRST: usize = 1024;

/// "HUQUQMIR", as the first eight bytes of a file.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"HUQUQMIR");
pub(super) const LAYOUT: u64 = 1;

/// The most words one update can change: every cell of a week, a record, the bookkeeping.
const UNDO_ENTRIES: usize = CELLS + RECORD_WORDS + 8;

const AT_MAGIC: usize = 0;
const AT_LAYOUT: usize = 1;
const AT_WORDS: usize = 2;
const AT_PLACES: usize = 3;
const AT_STORE: usize = 4;
const AT_IDENTITY: usize = 5;
const AT_WEEK: usize = 6;
const AT_NAMES_BYTES: usize = 7;
const AT_KEY: usize = 8;
const AT_NAMES: usize = 16;
const AT_CHECK: usize = AT_NAMES + TEXT_BYTES_MAX / 8;
/// Words before this never change once an image is complete.
const FIXED: usize = AT_CHECK + 1;

const AT_UNDO_OPEN: usize = FIXED;
const AT_UNDO_LENGTH: usize = AT_UNDO_OPEN + 1;
const AT_UNDO_CHECK: usize = AT_UNDO_LENGTH + 1;
const AT_UNDO: usize = AT_UNDO_CHECK + 1;
/// Words that a transaction may change begin here.
const AT_ACCOUNTS_COUNT: usize = AT_UNDO + UNDO_ENTRIES * 2;
const AT_RECENT_NEXT: usize = AT_ACCOUNTS_COUNT + 1;
const AT_RECENT: usize = AT_RECENT_NEXT + 1;
const AT_TOTALS: usize = AT_RECENT + RECENT_UPDATES;
const WEEK_WORDS: usize = 1 + CELLS;
const AT_MARKS: usize = AT_TOTALS + WEEKS * WEEK_WORDS;
const MARK_WORDS: usize = 1 + WEEKS * CELLS;
const AT_ACCOUNTS: usize = AT_MARKS + 2 * MARK_WORDS;

/// Words of an image with room for so many accounts.
const fn words_for(places: usize) -> usize {
    AT_ACCOUNTS + places * RECORD_WORDS
}

/// Memory that the words of an image lie in.
pub(super) enum Words {
    /// Ordinary memory, wiped when it is let go.
    Heap(Box<[AtomicU64]>),
    /// A mapped file, which stays when this is let go.
    Mapped(MmapRaw),
}

impl Words {
    /// Blank words in ordinary memory.
    pub fn heap(count: usize) -> Self {
        Self::Heap((0..count).map(|_| AtomicU64::new(0)).collect())
    }

    fn all(&self) -> &[AtomicU64] {
        match self {
            Self::Heap(words) => words,
            // SAFETY: the mapping is page-aligned, lives as long as `self`, is readable and
            // writable, and every bit pattern is a valid u64; other processes that map the file
            // are held off by the store's lock, and even their writes would be atomic words.
            Self::Mapped(map) => unsafe {
                std::slice::from_raw_parts(map.as_mut_ptr() as *const AtomicU64, map.len() / 8)
            },
        }
    }

    pub fn count(&self) -> usize {
        self.all().len()
    }

    pub fn get(&self, at: usize) -> u64 {
        self.all()[at].load(Ordering::Acquire)
    }

    pub fn set(&self, at: usize, value: u64) {
        #[cfg(test)]
        if !kill::survives() {
            return;
        }
        self.all()[at].store(value, Ordering::Release);
    }

    /// Overwrites everything, before a file or memory with a key in it is given up.
    pub fn wipe(&self) {
        for at in 0..self.count() {
            self.set(at, 0);
        }
        compiler_fence(Ordering::SeqCst);
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        if let Self::Heap(_) = self {
            self.wipe();
        }
    }
}

/// Where images live: it makes room for a new one and puts it in the place of the old.
pub(super) trait Home: Send {
    /// Blank words that nobody sees yet.
    fn prepare(&mut self, count: usize) -> io::Result<Words>;
    /// Makes complete words the ones that are found after a crash, at once.
    fn install(&mut self) -> io::Result<()>;
}

/// Ordinary memory: nothing is found after a crash.
pub(super) struct HeapHome;

impl Home for HeapHome {
    fn prepare(&mut self, count: usize) -> io::Result<Words> {
        Ok(Words::heap(count))
    }

    fn install(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What an image is of; it does not change while the image lives.
pub(super) struct Head {
    /// The store its counts belong to.
    pub store: u64,
    /// This account map; survives moving to a larger image and to a new week.
    pub identity: u64,
    pub week: Week,
    pub key: WeekKey,
    pub vocabulary: Vocabulary,
}

/// Why words are not an image that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImageError {
    /// Not written by this program.
    Foreign,
    /// Written by another version of it.
    Layout,
    /// Cut short or altered.
    Damaged,
}

/// Totals of a week that may have to be written to the store yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub week: Week,
    pub cells: Vec<i64>,
}

/// The open counts.
pub(super) struct Image {
    words: Words,
    head: Head,
    places: usize,
    /// The place of the open week among the totals.
    open: usize,
}

impl Image {
    /// A new image without counts.
    pub fn create(home: &mut dyn Home, head: Head) -> io::Result<Self> {
        let image = Self::begin(home, head, PLACES_FIRST)?;
        image.set_week(0, image.head.week);
        image.complete(home)
    }

    fn begin(home: &mut dyn Home, head: Head, places: usize) -> io::Result<Self> {
        let words = home.prepare(words_for(places))?;
        let names = head.vocabulary.to_text();
        words.set(AT_MAGIC, MAGIC);
        words.set(AT_LAYOUT, LAYOUT);
        words.set(AT_WORDS, words.count() as u64);
        words.set(AT_PLACES, places as u64);
        words.set(AT_STORE, head.store);
        words.set(AT_IDENTITY, head.identity);
        words.set(AT_WEEK, u64::from(head.week.number()));
        words.set(AT_NAMES_BYTES, names.len() as u64);
        for (index, word) in head.key.to_words().into_iter().enumerate() {
            words.set(AT_KEY + index, word);
        }
        for (index, bytes) in names.as_bytes().chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            words.set(AT_NAMES + index, u64::from_le_bytes(word));
        }
        Ok(Self {
            words,
            head,
            places,
            open: 0,
        })
    }

    fn complete(self, home: &mut dyn Home) -> io::Result<Self> {
        self.words.set(AT_CHECK, self.fixed_check());
        compiler_fence(Ordering::SeqCst);
        home.install()?;
        Ok(self)
    }

    fn fixed_check(&self) -> u64 {
        check_of((0..AT_CHECK).map(|at| self.words.get(at)))
    }

    /// Reads words that a process left behind, however it ended.
    pub fn open(words: Words) -> Result<Self, ImageError> {
        if words.count() <= AT_LAYOUT || words.get(AT_MAGIC) != MAGIC {
            return Err(ImageError::Foreign);
        }
        if words.get(AT_LAYOUT) != LAYOUT {
            return Err(ImageError::Layout);
        }
        let places = match words.count().checked_sub(AT_ACCOUNTS) {
            Some(room) if room > 0 && room % RECORD_WORDS == 0 => room / RECORD_WORDS,
            _ => return Err(ImageError::Damaged),
        };
        if words.get(AT_WORDS) != words.count() as u64
            || words.get(AT_PLACES) != places as u64
            || !places.is_power_of_two()
        {
            return Err(ImageError::Damaged);
        }
        let head = read_head(&words).ok_or(ImageError::Damaged)?;
        let mut image = Self {
            words,
            head,
            places,
            open: 0,
        };
        if image.words.get(AT_CHECK) != image.fixed_check() {
            return Err(ImageError::Damaged);
        }
        let mut weeks = image.weeks();
        let open = weeks.find_map(|(index, week)| (week == image.head.week).then_some(index));
        drop(weeks);
        image.open = open.ok_or(ImageError::Damaged)?;
        image.roll_back()?;
        Ok(image)
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Restores what an update had begun to change when its process ended.
    pub fn roll_back(&self) -> Result<(), ImageError> {
        if self.words.get(AT_UNDO_OPEN) != 0 {
            let length = usize::try_from(self.words.get(AT_UNDO_LENGTH)).unwrap_or(usize::MAX);
            if length > UNDO_ENTRIES || self.words.get(AT_UNDO_CHECK) != self.undo_check(length) {
                return Err(ImageError::Damaged);
            }
            for entry in (0..length).rev() {
                let (at, old) = self.undo_entry(entry);
                let changeable = AT_ACCOUNTS_COUNT as u64..self.words.count() as u64;
                if !changeable.contains(&at) {
                    return Err(ImageError::Damaged);
                }
                self.words.set(at as usize, old);
            }
            compiler_fence(Ordering::SeqCst);
            self.words.set(AT_UNDO_OPEN, 0);
        }
        compiler_fence(Ordering::SeqCst);
        for at in AT_UNDO_LENGTH..AT_ACCOUNTS_COUNT {
            if self.words.get(at) != 0 {
                self.words.set(at, 0);
            }
        }
        Ok(())
    }

    fn undo_entry(&self, entry: usize) -> (u64, u64) {
        let at = AT_UNDO + entry * 2;
        (self.words.get(at), self.words.get(at + 1))
    }

    fn undo_check(&self, length: usize) -> u64 {
        check_of((AT_UNDO..AT_UNDO + length * 2).map(|at| self.words.get(at)))
    }

    /// Begins an update.
    pub fn transaction(&self) -> Transaction<'_> {
        Transaction {
            image: self,
            writes: Vec::with_capacity(32),
        }
    }

    /// The recent updates' numbers.
    pub fn recent(&self) -> impl Iterator<Item = u64> {
        (AT_RECENT..AT_RECENT + RECENT_UPDATES).filter_map(|at| self.words.get(at).checked_sub(1))
    }

    /// Places for accounts.
    pub fn places(&self) -> usize {
        self.places
    }

    pub fn accounts(&self) -> usize {
        self.words.get(AT_ACCOUNTS_COUNT) as usize
    }

    /// Whether another account should move to a larger image first.
    pub fn is_crowded(&self) -> bool {
        self.accounts() + 1 > self.places / 8 * 7
    }

    /// Whether there is no place for another account.
    pub fn is_full(&self) -> bool {
        self.accounts() + 1 > self.places / 64 * 63
    }

    /// The place of an account, or the empty one it would get.
    fn place(&self, tag: u64) -> usize {
        let mut place = tag as usize & (self.places - 1);
        loop {
            let at = AT_ACCOUNTS + place * RECORD_WORDS;
            let found = self.words.get(at);
            if found == tag || found == 0 {
                return at;
            }
            place = (place + 1) & (self.places - 1);
        }
    }

    pub fn has_account(&self, tag: [u8; 8]) -> bool {
        let tag = u64::from_le_bytes(tag);
        self.words.get(self.place(tag)) == tag
    }

    /// Weeks with their place, the open one among them.
    fn weeks(&self) -> impl Iterator<Item = (usize, Week)> {
        (0..WEEKS).filter_map(|index| {
            let number = u32::try_from(self.words.get(at_week(index))).ok()?;
            Some((index, Week::from_number(number)?))
        })
    }

    fn set_week(&self, index: usize, week: Week) {
        self.words.set(at_week(index), u64::from(week.number()));
    }

    fn total(&self, index: usize) -> Vec<u64> {
        let start = at_week(index) + 1;
        (start..start + CELLS)
            .map(|at| self.words.get(at))
            .collect()
    }

    /// What was counted when the store had the given generation.
    fn mark(&self, generation: u64, index: usize) -> Vec<u64> {
        match at_mark(&self.words, generation) {
            Some(at) => {
                let start = at + 1 + index * CELLS;
                (start..start + CELLS)
                    .map(|at| self.words.get(at))
                    .collect()
            }
            None => vec![0; CELLS],
        }
    }

    /// Whether the totals of a generation are known here, so that what came after it is.
    pub fn knows(&self, generation: u64) -> bool {
        generation == 0 || at_mark(&self.words, generation).is_some()
    }

    /// What each week counted since the given generation.
    pub fn changes_since(&self, generation: u64) -> Vec<Change> {
        self.weeks()
            .map(|(index, week)| {
                let mark = self.mark(generation, index);
                let cells = self
                    .total(index)
                    .into_iter()
                    .zip(mark)
                    .map(|(total, mark)| total.cast_signed().wrapping_sub(mark.cast_signed()))
                    .collect();
                Change { week, cells }
            })
            .collect()
    }

    /// How many events each week counted since the given generation.
    pub fn events_since(&self, generation: u64) -> impl Iterator<Item = (Week, u64)> {
        let mark = at_mark(&self.words, generation);
        self.weeks().map(move |(index, week)| {
            let cell = Cell::EVENTS.index();
            let total = self.words.get(at_week(index) + 1 + cell);
            let marked = mark.map_or(0, |at| self.words.get(at + 1 + index * CELLS + cell));
            (week, total.saturating_sub(marked))
        })
    }

    /// Notes the totals that the store will have with the next generation: all of them, or those
    /// of closed weeks alone, the open one then keeping what it has in the store.
    pub fn set_mark(&self, generation: u64, with_open: bool) {
        let next = generation + 1;
        let at = AT_MARKS + (next % 2) as usize * MARK_WORDS;
        let values: Vec<Vec<u64>> = (0..WEEKS)
            .map(|index| {
                if index == self.open && !with_open {
                    self.mark(generation, index)
                } else {
                    self.total(index)
                }
            })
            .collect();
        // A mark without a number is none; it has one again only when it is whole.
        self.words.set(at, 0);
        compiler_fence(Ordering::SeqCst);
        for (offset, value) in values.into_iter().flatten().enumerate() {
            self.words.set(at + 1 + offset, value);
        }
        compiler_fence(Ordering::SeqCst);
        self.words.set(at, next);
    }

    /// The same counts in a larger image, or under another vocabulary.
    pub fn rebuilt(
        &self,
        home: &mut dyn Home,
        vocabulary: &Vocabulary,
        places: usize,
    ) -> io::Result<Self> {
        let head = Head {
            store: self.head.store,
            identity: self.head.identity,
            week: self.head.week,
            key: WeekKey::from_words(self.head.key.to_words()),
            vocabulary: vocabulary.clone(),
        };
        let mut image = Self::begin(home, head, places)?;
        image.open = self.open;
        let remap = Remap::between(&self.head.vocabulary, vocabulary);
        for (index, week) in self.weeks() {
            image.take_week(index, self, index, week, &remap);
        }
        image.take_recent(self);
        for place in 0..self.places {
            let at = AT_ACCOUNTS + place * RECORD_WORDS;
            let words: [u64; RECORD_WORDS] =
                std::array::from_fn(|offset| self.words.get(at + offset));
            if words[0] != 0 {
                let moved = Account::from_words(words).remapped(&remap).to_words();
                let to = image.place(words[0]);
                for (offset, word) in moved.into_iter().enumerate() {
                    image.words.set(to + offset, word);
                }
            }
        }
        image.words.set(AT_ACCOUNTS_COUNT, self.accounts() as u64);
        image.complete(home)
    }

    /// As much room again for accounts.
    pub fn grown(&self, home: &mut dyn Home) -> io::Result<Self> {
        self.rebuilt(home, &self.head.vocabulary, self.places * 2)
    }

    /// An image of a new week under a new key: of the old weeks only what the store does not
    /// have yet goes along, of the accounts nothing. None when too many weeks are waiting.
    pub fn next_week(
        &self,
        home: &mut dyn Home,
        week: Week,
        key: WeekKey,
        generation: u64,
    ) -> io::Result<Option<Self>> {
        let changed = self.changes_since(generation);
        let waiting: Vec<_> = self
            .weeks()
            .zip(changed)
            .filter(|(_, change)| change.cells.iter().any(|cell| *cell != 0))
            .map(|(week, _)| week)
            .collect();
        if waiting.len() >= WEEKS {
            return Ok(None);
        }
        let head = Head {
            store: self.head.store,
            identity: self.head.identity,
            week,
            key,
            vocabulary: self.head.vocabulary.clone(),
        };
        let same = Remap::between(&head.vocabulary, &head.vocabulary);
        let mut image = Self::begin(home, head, PLACES_FIRST)?;
        image.open = waiting.len();
        for (to, (from, old_week)) in waiting.iter().enumerate() {
            image.take_week(to, self, *from, *old_week, &same);
        }
        image.copy_mark_numbers(self);
        image.set_week(image.open, week);
        image.take_recent(self);
        image.complete(home).map(Some)
    }

    fn take_week(&self, to: usize, old: &Self, from: usize, week: Week, remap: &Remap) {
        self.set_week(to, week);
        for (offset, value) in remapped(&old.total(from), remap).into_iter().enumerate() {
            self.words.set(at_week(to) + 1 + offset, value);
        }
        for mark in [AT_MARKS, AT_MARKS + MARK_WORDS] {
            let generation = old.words.get(mark);
            for (offset, value) in remapped(&old.mark(generation, from), remap)
                .into_iter()
                .enumerate()
            {
                self.words.set(mark + 1 + to * CELLS + offset, value);
            }
        }
        self.copy_mark_numbers(old);
    }

    fn copy_mark_numbers(&self, old: &Self) {
        for mark in [AT_MARKS, AT_MARKS + MARK_WORDS] {
            self.words.set(mark, old.words.get(mark));
        }
    }

    fn take_recent(&self, old: &Self) {
        for at in AT_RECENT_NEXT..AT_RECENT + RECENT_UPDATES {
            self.words.set(at, old.words.get(at));
        }
    }

    /// What a process that died now would leave.
    #[cfg(test)]
    pub fn left_behind(&self) -> Words {
        let words = Words::heap(self.words.count());
        for at in 0..self.words.count() {
            words.set(at, self.words.get(at));
        }
        words
    }

    #[cfg(test)]
    pub fn undo_words(&self) -> Vec<u64> {
        (AT_UNDO_OPEN..AT_ACCOUNTS_COUNT)
            .map(|at| self.words.get(at))
            .collect()
    }

    #[cfg(test)]
    pub fn forge_undo(words: &Words, length: u64, check: u64, index: u64) {
        words.set(AT_UNDO_OPEN, 1);
        words.set(AT_UNDO_LENGTH, length);
        words.set(AT_UNDO, index);
        words.set(AT_UNDO_CHECK, check);
    }

    /// Overwrites an image that another one has replaced: its key is in it.
    pub fn retire(self) {
        self.words.wipe();
    }
}

const fn at_week(index: usize) -> usize {
    AT_TOTALS + index * WEEK_WORDS
}

fn at_mark(words: &Words, generation: u64) -> Option<usize> {
    [AT_MARKS, AT_MARKS + MARK_WORDS]
        .into_iter()
        .find(|at| generation != 0 && words.get(*at) == generation)
}

fn read_head(words: &Words) -> Option<Head> {
    let names_bytes = usize::try_from(words.get(AT_NAMES_BYTES)).ok()?;
    let names: Vec<u8> = (AT_NAMES..AT_CHECK)
        .flat_map(|at| words.get(at).to_le_bytes())
        .take(names_bytes)
        .collect();
    Some(Head {
        store: words.get(AT_STORE),
        identity: words.get(AT_IDENTITY),
        week: Week::from_number(u32::try_from(words.get(AT_WEEK)).ok()?)?,
        key: WeekKey::from_words(std::array::from_fn(|index| words.get(AT_KEY + index))),
        vocabulary: Vocabulary::from_text(std::str::from_utf8(&names).ok()?)?,
    })
}

/// A sum that differs when a word does, or when words change places (FNV-1a over words).
fn check_of(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0xcbf2_9ce4_8422_2325, |sum: u64, word| {
        (sum ^ word)
            .wrapping_mul(0x0000_0100_0000_01b3)
            .rotate_left(23)
    })
}

/// The changes of one update, made all or none.
pub(super) struct Transaction<'a> {
    image: &'a Image,
    writes: Vec<(usize, u64)>,
}

impl Transaction<'_> {
    fn get(&self, at: usize) -> u64 {
        self.writes
            .iter()
            .find(|(written, _)| *written == at)
            .map_or_else(|| self.image.words.get(at), |(_, value)| *value)
    }

    fn set(&mut self, at: usize, value: u64) {
        match self.writes.iter_mut().find(|(written, _)| *written == at) {
            Some((_, written)) => *written = value,
            None => self.writes.push((at, value)),
        }
    }

    /// Adds to a cell of the open week.
    pub fn add(&mut self, cell: Cell, amount: i64) {
        let at = at_week(self.image.open) + 1 + cell.index();
        self.set(at, self.get(at).saturating_add_signed(amount));
    }

    /// The record of an account, blank if it has none yet.
    pub fn account(&self, tag: [u8; 8]) -> Account {
        let at = self.image.place(u64::from_le_bytes(tag));
        match self.get(at) {
            0 => Account::new(tag),
            _ => Account::from_words(std::array::from_fn(|offset| self.get(at + offset))),
        }
    }

    /// Keeps an account's record.
    pub fn set_account(&mut self, account: &Account) {
        let words = account.to_words();
        let at = self.image.place(words[0]);
        if self.get(at) == 0 {
            self.set(AT_ACCOUNTS_COUNT, self.get(AT_ACCOUNTS_COUNT) + 1);
        }
        for (offset, word) in words.into_iter().enumerate() {
            if self.get(at + offset) != word {
                self.set(at + offset, word);
            }
        }
    }

    /// Remembers an update's number; returns the one that is forgotten for it.
    pub fn remember(&mut self, update: u64) -> Option<u64> {
        let next = self.get(AT_RECENT_NEXT) as usize % RECENT_UPDATES;
        let at = AT_RECENT + next;
        let forgotten = self.get(at).checked_sub(1);
        self.set(at, update + 1);
        self.set(AT_RECENT_NEXT, ((next + 1) % RECENT_UPDATES) as u64);
        forgotten
    }

    /// Makes the changes.
    pub fn commit(self) {
        let words = &self.image.words;
        debug_assert!(self.writes.len() <= UNDO_ENTRIES);
        for (entry, (at, _)) in self.writes.iter().enumerate() {
            words.set(AT_UNDO + entry * 2, *at as u64);
            words.set(AT_UNDO + entry * 2 + 1, words.get(*at));
        }
        words.set(AT_UNDO_LENGTH, self.writes.len() as u64);
        words.set(AT_UNDO_CHECK, self.image.undo_check(self.writes.len()));
        compiler_fence(Ordering::SeqCst);
        words.set(AT_UNDO_OPEN, 1);
        compiler_fence(Ordering::SeqCst);
        for (at, value) in &self.writes {
            words.set(*at, *value);
        }
        compiler_fence(Ordering::SeqCst);
        words.set(AT_UNDO_OPEN, 0);
        compiler_fence(Ordering::SeqCst);
        for at in AT_UNDO_LENGTH..AT_UNDO + self.writes.len() * 2 {
            words.set(at, 0);
        }
    }
}

/// A process that is killed after a number of stores, for the tests: later stores do not happen.
#[cfg(test)]
pub(super) mod kill {
    use std::cell::Cell;

    thread_local! {
        static STORES_LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    pub fn after(stores: Option<usize>) {
        STORES_LEFT.set(stores);
    }

    pub fn survives() -> bool {
        match STORES_LEFT.get() {
            None => true,
            Some(0) => false,
            Some(left) => {
                STORES_LEFT.set(Some(left - 1));
                true
            }
        }
    }
}
