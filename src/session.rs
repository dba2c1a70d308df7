//! What is remembered of a chat for a while: its language and its recent message ids.
//!
//! Notes live in memory only, under a hash of the chat with a key of this process. Their number is
//! bounded: a new chat takes the place of the one that was silent longest. [`Sessions::sweep`]
//! forgets whoever was silent for two days; when that is due is for the caller to say. Nothing
//! here is written anywhere; a restart forgets it all.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::conversation::{MESSAGES_MAX, NOTE_HOURS, State};

/// How many chats are remembered.
const CHATS_MAX: usize = 100_000;

/// Eight bytes are enough for the chats that may be remembered: that two of a hundred thousand have
/// the same hash is likely once in four billion keys.
type ChatHash = u64;

/// The notes of all chats.
pub struct Sessions {
    key: Zeroizing<[u8; 32]>,
    notes: Mutex<Notes>,
    chats_max: usize,
}

/// The notes, each linked to those of the chats that spoke before and after it.
struct Notes {
    places: HashMap<ChatHash, u32>,
    notes: Vec<Note>,
    /// The chat that was silent longest, and the one that spoke last; [`NONE`] without any.
    first: u32,
    last: u32,
}

/// There is no note at that place.
const NONE: u32 = u32::MAX;

/// What is kept of a chat. There may be a hundred thousand.
struct Note {
    chat: ChatHash,
    messages: Box<[Message]>,
    /// The chats that spoke before and after it.
    before: u32,
    after: u32,
    seen: Second,
    state: State,
}

/// A moment to the second, in few bytes.
#[derive(Clone, Copy)]
struct Second(u32);

impl Second {
    fn of(time: Timestamp) -> Self {
        Self(u32::try_from(time.as_second()).unwrap_or(0))
    }

    fn is_old(self, now: Timestamp) -> bool {
        now.as_second() - i64::from(self.0) > NOTE_HOURS * 3600
    }
}

/// A message of a chat.
#[derive(Clone, Copy)]
struct Message {
    id: i32,
    at: Second,
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
            .find(&hash)
            .filter(|note| !note.seen.is_old(now))
            .map(|note| note.state)
            .unwrap_or_default()
    }

    /// Remembers the state of a chat.
    pub fn remember(&self, chat: i64, state: State, now: Timestamp) {
        self.change(chat, now, |note| note.state = state);
    }

    /// Remembers a message of a chat, sent or received, so that `/forget` can delete it.
    pub fn remember_message(&self, chat: i64, message: i32, now: Timestamp) {
        self.change(chat, now, |note| note.add_message(message, now));
    }

    /// Takes the remembered messages of a chat, oldest first, and forgets the chat.
    pub fn forget(&self, chat: i64, now: Timestamp) -> Vec<i32> {
        let hash = self.hash(chat);
        let Some(note) = self.notes().remove(&hash) else {
            return Vec::new();
        };
        note.messages
            .iter()
            .filter(|message| !message.at.is_old(now))
            .map(|message| message.id)
            .collect()
    }

    /// Forgets every chat that was silent too long.
    pub fn sweep(&self, now: Timestamp) {
        let mut notes = self.notes();
        while let Some(note) = notes.silent_longest()
            && note.seen.is_old(now)
        {
            let hash = note.chat;
            notes.remove(&hash);
        }
        // What a busy week took is given back in a quiet one.
        if notes.notes.capacity() / 4 > notes.notes.len() {
            notes.notes.shrink_to_fit();
            notes.places.shrink_to_fit();
        }
    }

    /// How many chats are remembered.
    pub fn len(&self) -> usize {
        self.notes().notes.len()
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
        if notes.notes.len() == self.chats_max
            && notes.find(&hash).is_none()
            && let Some(silent) = notes.silent_longest()
        {
            let silent = silent.chat;
            notes.remove(&silent);
        }
        let note = notes.use_note(hash);
        if note.seen.is_old(now) {
            (note.state, note.messages) = Default::default();
        }
        note.seen = Second::of(now);
        note.drop_old_messages(now);
        edit(note);
    }

    fn hash(&self, chat: i64) -> ChatHash {
        let hash = blake3::keyed_hash(&self.key, &chat.to_le_bytes());
        let (short, _) = hash.as_bytes().split_at(size_of::<ChatHash>());
        ChatHash::from_le_bytes(short.try_into().expect("eight bytes"))
    }
}

impl Default for Notes {
    fn default() -> Self {
        Self {
            places: HashMap::new(),
            notes: Vec::new(),
            first: NONE,
            last: NONE,
        }
    }
}

impl Notes {
    fn find(&self, chat: &ChatHash) -> Option<&Note> {
        self.places
            .get(chat)
            .map(|place| &self.notes[*place as usize])
    }

    fn silent_longest(&self) -> Option<&Note> {
        self.notes.get(self.first as usize)
    }

    /// The note of a chat that speaks now; a blank one if there is none.
    fn use_note(&mut self, chat: ChatHash) -> &mut Note {
        let next = u32::try_from(self.notes.len()).expect("fewer than chats may be");
        let place = *self.places.entry(chat).or_insert(next);
        if place == next {
            self.notes.push(Note {
                chat,
                messages: Box::default(),
                before: NONE,
                after: NONE,
                seen: Second(0),
                state: State::default(),
            });
        } else {
            self.unlink(place);
        }
        self.link_last(place);
        &mut self.notes[place as usize]
    }

    fn remove(&mut self, chat: &ChatHash) -> Option<Note> {
        let place = self.places.remove(chat)?;
        self.unlink(place);
        let note = self.notes.swap_remove(place as usize);
        // The note that stood at the end stands in its place now.
        if let Some(moved) = self.notes.get(place as usize) {
            let (before, after) = (moved.before, moved.after);
            self.places.insert(moved.chat, place);
            *self.after(before) = place;
            *self.before(after) = place;
        }
        Some(note)
    }

    fn link_last(&mut self, place: u32) {
        let last = self.last;
        let note = &mut self.notes[place as usize];
        (note.before, note.after) = (last, NONE);
        *self.after(last) = place;
        self.last = place;
    }

    fn unlink(&mut self, place: u32) {
        let Note { before, after, .. } = self.notes[place as usize];
        *self.after(before) = after;
        *self.before(after) = before;
    }

    /// Where it stands which chat spoke after the one at a place.
    fn after(&mut self, place: u32) -> &mut u32 {
        match self.notes.get_mut(place as usize) {
            Some(note) => &mut note.after,
            None => &mut self.first,
        }
    }

    /// Where it stands which chat spoke before the one at a place.
    fn before(&mut self, place: u32) -> &mut u32 {
        match self.notes.get_mut(place as usize) {
            Some(note) => &mut note.before,
            None => &mut self.last,
        }
    }
}

impl Note {
    fn drop_old_messages(&mut self, now: Timestamp) {
        if self.messages.iter().any(|message| message.at.is_old(now)) {
            let fresh = self.messages.iter().filter(|known| !known.at.is_old(now));
            self.messages = fresh.copied().collect();
        }
    }

    /// Adds a message; where there are too many, the oldest makes room.
    fn add_message(&mut self, id: i32, now: Timestamp) {
        if self.messages.iter().any(|known| known.id == id) {
            return;
        }
        let at = Second::of(now);
        let kept = self.messages.len().min(MESSAGES_MAX - 1);
        let kept = &self.messages[self.messages.len() - kept..];
        self.messages = kept.iter().copied().chain([Message { id, at }]).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use jiff::SignedDuration;

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
        assert_eq!(notes.places.len(), CHATS_MAX, "each stands there once");
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
        assert!(sessions.notes().places.is_empty());
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

    #[test]
    fn the_order_of_speaking_holds_through_any_coming_and_going() {
        let sessions = Sessions::bounded(20).unwrap();
        let mut order: Vec<i64> = Vec::new();
        let mut chance = 7_u64;
        for _ in 0..5_000 {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let chat = (chance >> 40) as i64 % 30;
            order.retain(|known| *known != chat);
            if chance >> 60 < 4 {
                sessions.forget(chat, at(0));
            } else {
                sessions.remember(chat, state(Language::Tajik), at(0));
                order.push(chat);
                if order.len() > 20 {
                    order.remove(0);
                }
            }
            let notes = sessions.notes();
            let mut place = notes.first;
            let mut met = Vec::new();
            while let Some(note) = notes.notes.get(place as usize) {
                met.push(note.chat);
                place = note.after;
            }
            let expected: Vec<_> = order.iter().map(|chat| sessions.hash(*chat)).collect();
            assert_eq!(met, expected);
            assert_eq!(notes.places.len(), met.len());
        }
    }
}
