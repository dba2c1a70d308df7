//! What is remembered of a chat for a while: its language and its recent message ids.
//!
//! Notes live in memory only, under a hash of the chat with a key of this process. Their number is
//! bounded: a new chat takes the place of the one that was silent longest. [`Sessions::sweep`]
//! forgets whoever was silent for two days; when that is due is for the caller to say. Nothing
//! here is written anywhere; a restart forgets it all.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::conversation::{MESSAGES_MAX, NOTE_HOURS, State};

/// How many chats are remembered.
const CHATS_MAX: usize = 100_000;

type ChatHash = [u8; 16];

/// The notes of all chats.
pub struct Sessions {
    key: Zeroizing<[u8; 32]>,
    notes: Mutex<Notes>,
    chats_max: usize,
}

#[derive(Default)]
struct Notes {
    by_chat: HashMap<ChatHash, Note>,
    /// The chats in the order in which they last spoke.
    by_use: BTreeMap<u64, ChatHash>,
    /// Counts the uses: unlike a clock it never goes back.
    uses: u64,
}

struct Note {
    state: State,
    messages: VecDeque<Message>,
    seen: Timestamp,
    /// Its place in the order of use.
    used: u64,
}

/// A message of a chat. There may be millions, so its time is kept in seconds.
#[derive(Clone, Copy)]
struct Message {
    id: i32,
    at: u32,
}

impl Message {
    fn new(id: i32, at: Timestamp) -> Self {
        let at = u32::try_from(at.as_second()).unwrap_or(0);
        Self { id, at }
    }

    fn is_old(self, now: Timestamp) -> bool {
        now.as_second() - i64::from(self.at) > NOTE_HOURS * 3600
    }
}

impl Sessions {
    /// Starts with no notes, under a fresh key.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers to give.
    pub fn new() -> Result<Self, getrandom::Error> {
        Self::bounded(CHATS_MAX)
    }

    fn bounded(chats_max: usize) -> Result<Self, getrandom::Error> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice())?;
        Ok(Self {
            key,
            notes: Mutex::default(),
            chats_max,
        })
    }

    /// Recalls the state of a chat; a new or forgotten chat has the default one.
    pub fn recall(&self, chat: i64, now: Timestamp) -> State {
        let hash = self.hash(chat);
        self.notes()
            .by_chat
            .get(&hash)
            .filter(|note| !is_old(note.seen, now))
            .map(|note| note.state)
            .unwrap_or_default()
    }

    /// Remembers the state of a chat.
    pub fn remember(&self, chat: i64, state: State, now: Timestamp) {
        self.change(chat, now, |note| note.state = state);
    }

    /// Remembers a message of a chat, sent or received, so that `/forget` can delete it.
    pub fn remember_message(&self, chat: i64, message: i32, now: Timestamp) {
        self.change(chat, now, |note| {
            if note.messages.iter().any(|known| known.id == message) {
                return;
            }
            if note.messages.len() == MESSAGES_MAX {
                note.messages.pop_front();
            }
            note.messages.push_back(Message::new(message, now));
        });
    }

    /// Takes the remembered messages of a chat, oldest first, and forgets the chat.
    pub fn forget(&self, chat: i64, now: Timestamp) -> Vec<i32> {
        let hash = self.hash(chat);
        let Some(note) = self.notes().remove(&hash) else {
            return Vec::new();
        };
        note.messages
            .into_iter()
            .filter(|message| !message.is_old(now))
            .map(|message| message.id)
            .collect()
    }

    /// Forgets every chat that was silent too long.
    pub fn sweep(&self, now: Timestamp) {
        let mut notes = self.notes();
        while let Some(hash) = notes.silent_longest()
            && is_old(notes.by_chat[&hash].seen, now)
        {
            notes.remove(&hash);
        }
        // What a busy week took is given back in a quiet one.
        if notes.by_chat.capacity() / 4 > notes.by_chat.len() {
            notes.by_chat.shrink_to_fit();
        }
    }

    /// How many chats are remembered.
    pub fn len(&self) -> usize {
        self.notes().by_chat.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, chat: i64, now: Timestamp, edit: impl FnOnce(&mut Note)) {
        let hash = self.hash(chat);
        let mut notes = self.notes();
        let mut note = notes
            .remove(&hash)
            .filter(|note| !is_old(note.seen, now))
            .unwrap_or_else(|| Note {
                state: State::default(),
                messages: VecDeque::new(),
                seen: now,
                used: 0,
            });
        note.seen = now;
        note.messages.retain(|message| !message.is_old(now));
        edit(&mut note);
        if notes.by_chat.len() == self.chats_max
            && let Some(silent) = notes.silent_longest()
        {
            notes.remove(&silent);
        }
        notes.insert(hash, note);
    }

    fn hash(&self, chat: i64) -> ChatHash {
        let hash = blake3::keyed_hash(&self.key, &chat.to_le_bytes());
        let mut short = ChatHash::default();
        short.copy_from_slice(&hash.as_bytes()[..16]);
        short
    }
}

impl Notes {
    fn insert(&mut self, hash: ChatHash, mut note: Note) {
        self.uses += 1;
        note.used = self.uses;
        self.by_use.insert(note.used, hash);
        self.by_chat.insert(hash, note);
    }

    fn remove(&mut self, hash: &ChatHash) -> Option<Note> {
        let note = self.by_chat.remove(hash)?;
        self.by_use.remove(&note.used);
        Some(note)
    }

    fn silent_longest(&self) -> Option<ChatHash> {
        self.by_use.first_key_value().map(|(_, hash)| *hash)
    }
}

fn is_old(seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen) > SignedDuration::from_hours(NOTE_HOURS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1_000 + hours)
    }

    fn state(language: Language) -> State {
        State {
            language: Some(language),
            chosen: Some(language),
            promised: None,
        }
    }

    #[test]
    fn a_chat_keeps_its_language_until_48_hours_pass() {
        let sessions = Sessions::new().unwrap();
        sessions.remember(7, state(Language::Tajik), at(0));
        assert_eq!(sessions.recall(7, at(47)), state(Language::Tajik));
        assert_eq!(sessions.recall(8, at(47)), State::default());
        assert_eq!(sessions.recall(7, at(49)), State::default());
    }

    #[test]
    fn forgetting_gives_the_last_messages_once_and_the_state_is_gone() {
        let sessions = Sessions::new().unwrap();
        sessions.remember(7, state(Language::Kazakh), at(0));
        for message in 0..40 {
            sessions.remember_message(7, message, at(1));
        }
        sessions.remember_message(7, 39, at(1));
        assert_eq!(sessions.forget(7, at(2)), (10..40).collect::<Vec<_>>());
        assert!(sessions.forget(7, at(2)).is_empty());
        assert_eq!(sessions.recall(7, at(2)), State::default());
    }

    #[test]
    fn old_messages_are_not_offered_for_deletion() {
        let sessions = Sessions::new().unwrap();
        sessions.remember_message(7, 1, at(0));
        sessions.remember_message(7, 2, at(30));
        assert_eq!(sessions.forget(7, at(60)), vec![2]);
    }

    #[test]
    fn when_there_are_too_many_the_one_silent_longest_is_forgotten() {
        let sessions = Sessions::bounded(3).unwrap();
        for chat in 1..=3 {
            sessions.remember(chat, state(Language::Tajik), at(0));
        }
        // The first to come speaks again; the second is the silent one now.
        sessions.remember_message(1, 10, at(1));
        sessions.remember(4, state(Language::Tajik), at(1));
        assert_eq!(sessions.len(), 3);
        assert_eq!(sessions.recall(2, at(1)), State::default());
        for chat in [1, 3, 4] {
            assert_eq!(sessions.recall(chat, at(1)), state(Language::Tajik));
        }
        // A known chat takes nobody's place.
        sessions.remember(3, state(Language::Kazakh), at(2));
        assert_eq!(sessions.recall(1, at(2)), state(Language::Tajik));
    }

    #[test]
    fn the_number_of_remembered_chats_is_bounded() {
        let sessions = Sessions::new().unwrap();
        for chat in 0..(CHATS_MAX as i64 + 500) {
            sessions.remember(chat, state(Language::Russian), at(0));
        }
        assert_eq!(sessions.len(), CHATS_MAX);
        let notes = sessions.notes();
        assert_eq!(notes.by_use.len(), CHATS_MAX, "each stands there once");
    }

    #[test]
    fn silent_chats_are_swept_though_nobody_speaks() {
        let sessions = Sessions::new().unwrap();
        sessions.remember(1, state(Language::Russian), at(0));
        sessions.remember(2, state(Language::Russian), at(0));
        sessions.remember_message(1, 10, at(30));
        sessions.sweep(at(48));
        assert_eq!(sessions.len(), 2);
        sessions.sweep(at(49));
        assert_eq!(sessions.len(), 1);
        assert_eq!(sessions.recall(1, at(49)), state(Language::Russian));
        sessions.sweep(at(79));
        assert!(sessions.is_empty());
        assert!(sessions.notes().by_use.is_empty());
    }

    #[test]
    fn a_forgotten_chat_begins_anew() {
        let sessions = Sessions::new().unwrap();
        sessions.remember_message(7, 1, at(0));
        sessions.forget(7, at(0));
        assert!(sessions.is_empty());
        sessions.remember_message(7, 2, at(1));
        assert_eq!(sessions.forget(7, at(1)), vec![2]);
    }
}
