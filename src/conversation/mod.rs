//! What to say next: a state and an intent in; a state, a reply and events out. Pure.

mod event;
mod reply;

pub use event::{Event, Outcome, Source};
pub use reply::{Action, Block, Button, ListStyle, Placement, Reply};

use crate::language::Language;

/// What is remembered of a chat between two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// The language of the last reply; none at first contact without a hint.
    pub language: Option<Language>,
    /// The language the person chose herself.
    pub chosen: Option<Language>,
}

/// One step of the conversation.
#[derive(Debug)]
pub struct Turn {
    pub reply: Reply,
    pub state: State,
    pub events: Vec<Event>,
    /// The chat's recent messages are to be deleted.
    pub forget: bool,
}
