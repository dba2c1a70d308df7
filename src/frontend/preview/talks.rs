//! The talks of the browsers that are open: in memory only, bounded, gone with the process.
//!
//! A talk is found by a random key in a cookie. It holds what stands on the page: the messages
//! still shown and, for the panel beside them, what the last turns counted.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::conversation::{Placement, Reply};
use crate::counts::{CountError, Recorded, UpdateId};
use crate::frontend::browser::Key;
use crate::frontend::insight::Insight;
use crate::language::Language;
use crate::service::{Service, Speaker};
use crate::understanding::{Input, UserText};

/// How many talks are kept; the one not seen for longest goes first.
pub const TALKS_MAX: usize = 100;
/// How many messages of a talk are kept; the oldest goes first.
pub const MESSAGES_MAX: usize = 40;
/// How many turns the panel can look back.
const STEPS_MAX: usize = 20;
/// How long an untouched talk is kept.
const IDLE_HOURS: i64 = 12;

/// One message on the page.
pub enum Message {
    /// Typed by the person; the language is the one it was answered in.
    Theirs {
        text: UserText,
        language: Language,
    },
    Ours(Reply),
}

/// A message with its number and the turn that last changed it.
pub struct Shown {
    pub number: u32,
    pub version: u32,
    pub message: Message,
}

/// One turn, for the panel and for writing the talk down as a conversation test.
pub struct Step {
    /// What the person did, as a line of a conversation test.
    pub line: UserText,
    pub insight: Insight,
    pub recorded: Recorded,
}

/// One browser's talk.
pub struct Talk {
    chat: i64,
    pub client_language: Option<Language>,
    next_number: u32,
    version: u32,
    pub messages: VecDeque<Shown>,
    pub steps: VecDeque<Step>,
    /// The number of the newest reply.
    pub newest: u32,
    pub language: Language,
}

/// What a person did.
pub struct Act {
    pub input: Input,
    /// What is shown as typed, if anything was.
    pub typed: Option<UserText>,
    /// The message whose button was pressed.
    pub pressed: Option<u32>,
}

impl Talk {
    fn new(client_language: Option<Language>) -> Result<Self, getrandom::Error> {
        let mut chat = [0; 8];
        getrandom::fill(&mut chat)?;
        // A page of an earlier process must not take new messages for its own old ones.
        let mut version = [0; 4];
        getrandom::fill(&mut version)?;
        Ok(Self {
            chat: i64::from_le_bytes(chat),
            client_language,
            next_number: 1,
            version: u32::from_le_bytes(version) >> 1,
            messages: VecDeque::new(),
            steps: VecDeque::new(),
            newest: 0,
            language: client_language.unwrap_or(Language::Russian),
        })
    }

    /// Takes a turn and puts what was said on the page.
    ///
    /// # Errors
    ///
    /// When the turn could not be counted; the page then stays as it was.
    pub fn take(
        &mut self,
        service: &Service,
        update: UpdateId,
        act: Act,
        now: Timestamp,
    ) -> Result<(), CountError> {
        let speaker = Speaker {
            chat: self.chat,
            client_language: self.client_language,
        };
        let line = self.line_of(&act);
        let taken = service.turn(speaker, update, &act.input, now)?;
        self.version += 1;
        self.remember(Step {
            line,
            insight: Insight::of(&taken, &service.catalog()),
            recorded: taken.recorded,
        });
        let reply = Arc::unwrap_or_clone(taken.turn.reply);
        self.language = reply.language;
        if let Some(text) = act.typed {
            let language = taken
                .understood
                .and_then(|understood| understood.guess)
                .map_or(reply.language, |guess| guess.language);
            self.push(Message::Theirs { text, language });
        }
        if taken.turn.forget {
            service.forget(self.chat, now);
            self.messages.clear();
            self.steps.clear();
        }
        self.place(reply, act.pressed);
        Ok(())
    }

    fn place(&mut self, reply: Reply, pressed: Option<u32>) {
        let version = self.version;
        let under_button = (reply.placement == Placement::InPlace)
            .then_some(pressed)
            .flatten();
        let edited = under_button.and_then(|number| {
            self.messages
                .iter_mut()
                .find(|shown| shown.number == number && matches!(shown.message, Message::Ours(_)))
        });
        match edited {
            Some(shown) => {
                shown.message = Message::Ours(reply);
                shown.version = version;
                self.newest = shown.number;
            }
            None => self.newest = self.push(Message::Ours(reply)),
        }
    }

    fn push(&mut self, message: Message) -> u32 {
        if self.messages.len() == MESSAGES_MAX {
            self.messages.pop_front();
        }
        let number = self.next_number;
        self.next_number += 1;
        self.messages.push_back(Shown {
            number,
            version: self.version,
            message,
        });
        number
    }

    fn remember(&mut self, step: Step) {
        if self.steps.len() == STEPS_MAX {
            self.steps.pop_front();
        }
        self.steps.push_back(step);
    }

    /// What the person did, as a conversation test writes it.
    fn line_of(&self, act: &Act) -> UserText {
        let line = match (&act.input, &act.typed) {
            (Input::Press(token), _) => match self.label_of(token) {
                Some(label) => format!("* {label}"),
                None => format!("* #{token}"),
            },
            (Input::Text(text), _) => format!("> {}", text.as_str()),
            (_, Some(typed)) => typed.as_str().to_owned(),
            (Input::Start(payload), None) => format!("/start {payload}").trim_end().to_owned(),
            (Input::Command(_) | Input::Unreadable, None) => String::new(),
        };
        UserText::new(line)
    }

    fn label_of(&self, token: &str) -> Option<&str> {
        self.messages.iter().rev().find_map(|shown| {
            let Message::Ours(reply) = &shown.message else {
                return None;
            };
            let button = reply.buttons.iter().flatten().find(|button| {
                matches!(&button.action, crate::conversation::Action::Open(open)
                    if open.to_string() == token)
            })?;
            Some(button.label.as_str())
        })
    }
}

struct Kept {
    talk: Arc<Mutex<Talk>>,
    seen: Timestamp,
}

/// All talks.
#[derive(Default)]
pub struct Talks(Mutex<HashMap<Key, Kept>>);

impl Talks {
    /// Finds a talk that is still kept.
    pub fn find(&self, key: Key, now: Timestamp) -> Option<Arc<Mutex<Talk>>> {
        let mut talks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        talks.retain(|_, kept| !is_idle(kept.seen, now));
        let kept = talks.get_mut(&key)?;
        kept.seen = now;
        Some(Arc::clone(&kept.talk))
    }

    /// Begins a talk under a new key.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers to give.
    pub fn begin(
        &self,
        client_language: Option<Language>,
        now: Timestamp,
    ) -> Result<(Key, Arc<Mutex<Talk>>), getrandom::Error> {
        let key = Key::random()?;
        let talk = Arc::new(Mutex::new(Talk::new(client_language)?));
        let mut talks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        talks.retain(|_, kept| !is_idle(kept.seen, now));
        while talks.len() >= TALKS_MAX {
            let Some(oldest) = talks
                .iter()
                .min_by_key(|(_, kept)| kept.seen)
                .map(|(key, _)| *key)
            else {
                break;
            };
            talks.remove(&oldest);
        }
        talks.insert(
            key,
            Kept {
                talk: Arc::clone(&talk),
                seen: now,
            },
        );
        Ok((key, talk))
    }

    /// Ends a talk; nothing of it stays.
    pub fn end(&self, key: Key) {
        let mut talks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        talks.remove(&key);
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn is_idle(seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen) > SignedDuration::from_hours(IDLE_HOURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(1_000 + minutes)
    }

    fn reply(text: &str, placement: Placement) -> Reply {
        Reply {
            language: Language::Russian,
            placement,
            blocks: vec![crate::conversation::Block::Text(text.to_owned())],
            buttons: Vec::new(),
        }
    }

    #[test]
    fn the_number_of_talks_is_bounded_and_the_one_unseen_longest_goes() {
        let talks = Talks::default();
        let (first, _) = talks.begin(None, at(0)).unwrap();
        let (second, _) = talks.begin(None, at(1)).unwrap();
        talks.find(first, at(2)).unwrap();
        for _ in 2..=TALKS_MAX {
            talks.begin(None, at(3)).unwrap();
        }
        assert_eq!(talks.len(), TALKS_MAX);
        assert!(talks.find(second, at(4)).is_none());
        assert!(talks.find(first, at(4)).is_some());
    }

    #[test]
    fn an_idle_talk_is_forgotten() {
        let talks = Talks::default();
        let (key, _) = talks.begin(None, at(0)).unwrap();
        assert!(talks.find(key, at(IDLE_HOURS * 60 + 1)).is_none());
        assert_eq!(talks.len(), 0);
    }

    #[test]
    fn a_reply_in_place_replaces_the_message_whose_button_was_pressed() {
        let mut talk = Talk::new(None).unwrap();
        talk.place(reply("one", Placement::New), None);
        talk.place(reply("two", Placement::New), None);
        talk.place(reply("three", Placement::InPlace), Some(1));
        assert_eq!((talk.messages.len(), talk.newest), (2, 1));
        talk.place(reply("four", Placement::New), Some(1));
        assert_eq!((talk.messages.len(), talk.newest), (3, 3));
        talk.place(reply("five", Placement::InPlace), Some(99));
        assert_eq!((talk.messages.len(), talk.newest), (4, 4));
    }

    #[test]
    fn typed_words_are_never_replaced() {
        let mut talk = Talk::new(None).unwrap();
        talk.push(Message::Theirs {
            text: UserText::new("words".to_owned()),
            language: Language::Russian,
        });
        talk.place(reply("answer", Placement::InPlace), Some(1));
        assert_eq!(talk.messages.len(), 2);
    }

    #[test]
    fn a_talk_keeps_a_bounded_number_of_messages() {
        let mut talk = Talk::new(None).unwrap();
        for _ in 0..MESSAGES_MAX + 5 {
            talk.place(reply("again", Placement::New), None);
        }
        assert_eq!(talk.messages.len(), MESSAGES_MAX);
        assert_eq!(talk.messages.front().unwrap().number, 6);
    }
}
