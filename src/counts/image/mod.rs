//! The open counts as one stretch of words of a fixed layout, changed only whole updates at a time.
//!
//! The words lie in ordinary memory or in the mirror's mapped file; everything else is the same,
//! so what the tests show of one holds for the other. A change is a [`transaction::Transaction`]:
//! it writes down the old values of the words it will touch, marks that record open, writes the
//! new values, closes the record and blanks it. A process killed between any two of these writes leaves
//! either no open record or one from which [`Image::roll_back`] restores every word. There is no
//! list of events anywhere: only totals, accounts, and the numbers of recent updates.
//!
//! Why order suffices: the pages belong to the file, not to the process, so a store that was made
//! stays made. Whoever reads next runs after the kernel has buried this process, and sees all its
//! stores; the processor cuts a killed thread at an instruction, so none before that is missing.
//! What is left is to keep the compiler from moving stores, which release stores and fences do.
//! A power cut takes the whole file along and is not this module's concern.

mod layout;
mod transaction;
mod words;

use std::io;
use std::sync::atomic::{Ordering, compiler_fence};

pub(super) use layout::{LAYOUT, MAGIC, RECENT_UPDATES};
#[cfg(test)]
pub(super) use words::kill;
pub(super) use words::{HeapHome, Home, Words};

use super::accounts::{Account, RECORD_WORDS, WeekKey};
use super::tables::{CELLS, Cell, remapped};
use super::vocabulary::{Remap, Vocabulary};
use super::week::Week;
use layout::{
    AT_ACCOUNTS, AT_ACCOUNTS_COUNT, AT_CHECK, AT_IDENTITY, AT_KEY, AT_LAYOUT, AT_MAGIC, AT_MARKS,
    AT_NAMES, AT_NAMES_BYTES, AT_PLACES, AT_RECENT, AT_RECENT_NEXT, AT_STORE, AT_WEEK, AT_WORDS,
    MARK_WORDS, PLACES_FIRST, WEEKS, at_week, words_for,
};

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
        image.forget_nameless();
        Ok(image)
    }

    pub fn head(&self) -> &Head {
        &self.head
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

    /// Overwrites the totals of weeks that are over and that the store has whole with a
    /// generation: it publishes something else. A week may have ended while the store was being
    /// written; what it counted meanwhile is not in it yet, so it stays.
    pub fn forget_closed(&self, generation: u64) {
        let is_whole = |index: usize| self.total(index) == self.mark(generation, index);
        let over = self.weeks().map(|(index, _)| index);
        let over: Vec<usize> = over.filter(|index| *index != self.open).collect();
        for index in over.into_iter().filter(|index| is_whole(*index)) {
            self.words.set(at_week(index), 0);
            self.blank_week(index);
        }
    }

    /// Overwrites the totals of a week and what is noted of them in both marks.
    fn blank_week(&self, index: usize) {
        let starts = [
            at_week(index) + 1,
            AT_MARKS + 1 + index * CELLS,
            AT_MARKS + MARK_WORDS + 1 + index * CELLS,
        ];
        for at in starts.into_iter().flat_map(|start| start..start + CELLS) {
            if self.words.get(at) != 0 {
                self.words.set(at, 0);
            }
        }
    }

    /// Overwrites what a process left that died while it forgot a week.
    fn forget_nameless(&self) {
        let named: Vec<usize> = self.weeks().map(|(index, _)| index).collect();
        for index in (0..WEEKS).filter(|index| !named.contains(index)) {
            self.blank_week(index);
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

    /// Overwrites an image that another one has replaced: its key is in it.
    pub fn retire(self) {
        self.words.wipe();
    }
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
