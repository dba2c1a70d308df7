//! What is remembered of a chat for a while: its language and its recent message ids.
//!
//! Notes live in memory only, under a hash of the chat with a key of this process, and are
//! bounded in number. Nothing here is written anywhere; a restart forgets it all.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::conversation::{MESSAGES_MAX, NOTE_HOURS, State};

/// How many chats are remembered; when there are more, the one looked at longest ago is forgotten.
const CHATS_MAX: usize = 100_000;

type ChatHash = [u8; 16];

/// The notes of all chats.
pub struct Sessions {
    key: Zeroizing<[u8; 32]>,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    by_chat: HashMap<ChatHash, Note>,
    /// Chats in the order they were last looked over; a chat stands here once.
    order: VecDeque<ChatHash>,
}

struct Note {
    state: State,
    messages: VecDeque<(i32, Timestamp)>,
    seen: Timestamp,
}

impl Sessions {
    /// Starts with no notes, under a fresh key.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers to give.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice())?;
        Ok(Self {
            key,
            notes: Mutex::default(),
        })
    }

    /// Recalls the state of a chat; a new or forgotten chat has the default one.
    pub fn recall(&self, chat: i64, now: Timestamp) -> State {
        let hash = self.hash(chat);
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes
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
            if note.messages.iter().any(|(known, _)| *known == message) {
                return;
            }
            if note.messages.len() == MESSAGES_MAX {
                note.messages.pop_front();
            }
            note.messages.push_back((message, now));
        });
    }

    /// Takes the remembered messages of a chat, oldest first, and forgets the chat.
    pub fn forget(&self, chat: i64, now: Timestamp) -> Vec<i32> {
        let hash = self.hash(chat);
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(note) = notes.by_chat.get_mut(&hash) else {
            return Vec::new();
        };
        // The place in the order stays, so that a chat stands there once.
        note.state = State::default();
        std::mem::take(&mut note.messages)
            .into_iter()
            .filter(|(_, at)| !is_old(*at, now))
            .map(|(message, _)| message)
            .collect()
    }

    /// How many chats are remembered.
    pub fn len(&self) -> usize {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.by_chat.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn change(&self, chat: i64, now: Timestamp, edit: impl FnOnce(&mut Note)) {
        let hash = self.hash(chat);
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.make_room(now);
        if !notes.by_chat.contains_key(&hash) {
            notes.order.push_back(hash);
        }
        let note = notes.by_chat.entry(hash).or_insert_with(|| Note {
            state: State::default(),
            messages: VecDeque::new(),
            seen: now,
        });
        if is_old(note.seen, now) {
            note.state = State::default();
            note.messages.clear();
        }
        note.seen = now;
        note.messages.retain(|(_, at)| !is_old(*at, now));
        edit(note);
    }

    fn hash(&self, chat: i64) -> ChatHash {
        let hash = blake3::keyed_hash(&self.key, &chat.to_le_bytes());
        let mut short = ChatHash::default();
        short.copy_from_slice(&hash.as_bytes()[..16]);
        short
    }
}

impl Notes {
    /// Looks at the two chats looked at longest ago: forgets old ones, and one more when full.
    fn make_room(&mut self, now: Timestamp) {
        for _ in 0..2 {
            let Some(hash) = self.order.pop_front() else {
                return;
            };
            let is_full = self.by_chat.len() >= CHATS_MAX;
            match self.by_chat.get(&hash) {
                Some(note) if is_full || is_old(note.seen, now) => {
                    self.by_chat.remove(&hash);
                }
                Some(_) => self.order.push_back(hash),
                None => {}
            }
        }
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
    fn the_number_of_remembered_chats_is_bounded() {
        let sessions = Sessions::new().unwrap();
        for chat in 0..(CHATS_MAX as i64 + 500) {
            sessions.remember(chat, state(Language::Russian), at(0));
        }
        assert!(sessions.len() <= CHATS_MAX + 1);
    }
}
