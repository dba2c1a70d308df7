//! One update's changes to an image, all or none, and how a cut-off one is taken back.

use std::sync::atomic::{Ordering, compiler_fence};

#[cfg(test)]
use super::Words;
use super::layout::{
    AT_ACCOUNTS_COUNT, AT_RECENT, AT_RECENT_NEXT, AT_UNDO, AT_UNDO_CHECK, AT_UNDO_LENGTH,
    AT_UNDO_OPEN, RECENT_UPDATES, UNDO_ENTRIES, at_week,
};
use super::{Image, ImageError, check_of};
use crate::counts::accounts::Account;
use crate::counts::tables::Cell;

impl Image {
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
}

/// The changes of one update, made all or none.
pub(in crate::counts) struct Transaction<'a> {
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
