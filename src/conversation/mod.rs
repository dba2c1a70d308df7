//! What to say next: a state and an intent in; a state, a reply and events out. Pure.
//!
//! [`respond`] decides which screen answers an intent and what of it is counted; the screens
//! write the reply. Understanding typed words and rendering a reply are left to others.

mod amounts;
mod event;
mod reply;
mod screens;

use jiff::civil::Date;

pub use event::{Event, Outcome, Source};
pub use reply::{Action, Block, Button, ListStyle, Placement, Reply};

use crate::content::{Catalog, CategoryId, TopicId};
use crate::intent::{Decision, Entry, Intent, Screen, Way};
use crate::language::Language;
use crate::localization::Localization;
use screens::Stage;

/// Which texts may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edition {
    /// Only what a lawyer and a native reader signed.
    Signed,
    /// Drafts too, each with a warning.
    Pilot,
}

/// What is known, and the day it is asked on.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    pub catalog: &'a Catalog,
    pub localization: &'a Localization,
    pub edition: Edition,
    pub today: Date,
}

/// What is remembered of a chat between two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// The language to answer in; none at first contact without a hint.
    pub language: Option<Language>,
    /// The language the person chose herself.
    pub chosen: Option<Language>,
}

/// How many message ids of a chat are remembered, so that it can be deleted on wish.
pub const MESSAGES_MAX: usize = 30;

/// How long a chat's note is kept: Telegram lets a bot delete messages of the last 48 hours.
pub const NOTE_HOURS: i64 = 48;

/// One step of the conversation.
#[derive(Debug)]
pub struct Turn {
    pub reply: Reply,
    pub state: State,
    pub events: Vec<Event>,
    /// The chat's recent messages are to be deleted.
    pub forget: bool,
}

/// Answers an intent.
///
/// Every intent has an answer: a retired token leads home with a word, an unknown topic too.
pub fn respond(knowledge: &Knowledge<'_>, state: State, intent: &Intent) -> Turn {
    let Some(language) = state.language else {
        return respond_without_language(knowledge, state, intent);
    };
    let stage = Stage {
        knowledge,
        language,
        known_language: Some(language),
        chosen: state.chosen,
    };
    let (mut reply, events) = match intent {
        Intent::Open { screen, way } => open(&stage, screen, *way),
        Intent::Typed {
            decision,
            is_kyrgyz,
        } => {
            let (mut reply, events) = decided(&stage, decision);
            if *is_kyrgyz {
                let topic = match decision {
                    Decision::Answer(topic) | Decision::Urgent(Some(topic)) => Some(topic),
                    _ => None,
                };
                stage.add_kyrgyz_sentence(&mut reply, topic);
            }
            (reply, events)
        }
        Intent::Unreadable => (screens::unreadable(&stage), Vec::new()),
        Intent::Retired => (screens::retired(&stage), Vec::new()),
    };
    if !matches!(
        intent,
        Intent::Open {
            way: Way::Button,
            ..
        } | Intent::Retired
    ) {
        reply.placement = Placement::New;
    }
    let forget = matches!(
        intent,
        Intent::Open {
            screen: Screen::Forget,
            ..
        }
    );
    Turn {
        reply,
        state,
        events,
        forget,
    }
}

fn open(stage: &Stage<'_>, screen: &Screen, way: Way) -> (Reply, Vec<Event>) {
    let no_events = Vec::new;
    match screen {
        Screen::Languages { topic } => (screens::languages(stage, topic.as_ref()), no_events()),
        Screen::Chosen { topic: None } => (screens::welcome(stage), no_events()),
        Screen::Chosen { topic: Some(topic) } => (
            screens::with_promises(stage, screens::topic(stage, topic)),
            no_events(),
        ),
        Screen::Home if way == Way::Link => (screens::welcome(stage), no_events()),
        Screen::Home => (screens::home(stage), no_events()),
        Screen::Danger => (screens::danger(stage), no_events()),
        Screen::Category { category, page } => {
            (screens::category(stage, category, *page), no_events())
        }
        Screen::Topic { topic, entry } => {
            let reply = screens::topic(stage, topic);
            let reply = match way {
                Way::Link => screens::with_promises(stage, reply),
                Way::Button | Way::Typed => reply,
            };
            (reply, opened(stage, topic, *entry, way))
        }
        Screen::Card { topic } => match screens::card(stage, topic) {
            Some(card) => (card, vec![Event::CardOpened]),
            None => (screens::topic(stage, topic), no_events()),
        },
        Screen::Helpful { topic, yes } => (
            screens::helpful(stage, topic, *yes),
            known(stage, topic)
                .map(|topic| Event::Helpful { topic, yes: *yes })
                .into_iter()
                .collect(),
        ),
        Screen::Contacts { page } => (screens::contacts(stage, *page), no_events()),
        Screen::Privacy => (screens::privacy(stage), vec![Event::PrivacyOpened]),
        Screen::Help => (screens::help(stage), no_events()),
        Screen::About => (screens::about(stage), no_events()),
        Screen::Forget => (screens::forget(stage), no_events()),
        Screen::SomethingElse => (screens::something_else(stage), no_events()),
        Screen::Unmet { category } => (
            screens::category(stage, category, 0),
            known_category(stage, category)
                .map(|category| Event::Unmet { category })
                .into_iter()
                .collect(),
        ),
    }
}

/// What opening a topic counts as: a question once, not again when it is only shown again.
fn opened(stage: &Stage<'_>, topic: &TopicId, entry: Entry, way: Way) -> Vec<Event> {
    let Some(topic) = known(stage, topic) else {
        return Vec::new();
    };
    match entry {
        Entry::Again => Vec::new(),
        Entry::Accepted => vec![Event::SuggestionAccepted { topic }],
        Entry::Opened => vec![Event::Question {
            language: stage.known_language,
            outcome: screens::outcome_of(stage, &topic),
            topic: Some(topic),
            way,
        }],
    }
}

fn decided(stage: &Stage<'_>, decision: &Decision) -> (Reply, Vec<Event>) {
    let question = |topic: Option<TopicId>, outcome| {
        vec![Event::Question {
            language: stage.known_language,
            topic,
            way: Way::Typed,
            outcome,
        }]
    };
    match decision {
        Decision::Answer(topic) => {
            let topic = known(stage, topic);
            let outcome = topic.as_ref().map_or(Outcome::Unanswered, |topic| {
                screens::outcome_of(stage, topic)
            });
            let reply = match &topic {
                Some(topic) => screens::topic(stage, topic),
                None => screens::lost(stage),
            };
            (reply, question(topic, outcome))
        }
        Decision::Suggest(topics) => (
            screens::suggest(stage, topics),
            question(None, Outcome::DidYouMean),
        ),
        // One very general word is not yet a question: what is pressed next is.
        Decision::Category(category) => (screens::category(stage, category, 0), Vec::new()),
        Decision::Urgent(topic) => {
            let topic = topic.as_ref().and_then(|topic| known(stage, topic));
            let reply = match &topic {
                Some(topic) => screens::topic(stage, topic),
                None => screens::danger(stage),
            };
            (reply, question(topic, Outcome::Urgent))
        }
        Decision::Smalltalk(kind) => (screens::smalltalk(stage, *kind), Vec::new()),
        Decision::Lost => (screens::lost(stage), question(None, Outcome::Unanswered)),
    }
}

/// Nobody knows yet which language to speak: the language screen, in all of them.
fn respond_without_language(knowledge: &Knowledge<'_>, state: State, intent: &Intent) -> Turn {
    let stage = Stage {
        knowledge,
        language: Language::Russian,
        known_language: None,
        chosen: None,
    };
    let topic = match intent {
        Intent::Open {
            screen: Screen::Topic { topic, .. },
            ..
        }
        | Intent::Typed {
            decision: Decision::Answer(topic) | Decision::Urgent(Some(topic)),
            ..
        } => known(&stage, topic),
        _ => None,
    };
    let is_urgent = matches!(
        intent,
        Intent::Typed {
            decision: Decision::Urgent(_),
            ..
        } | Intent::Open {
            screen: Screen::Danger,
            ..
        }
    );
    let events = match intent {
        Intent::Open { screen, way } => open(&stage, screen, *way).1,
        Intent::Typed { decision, .. } => decided(&stage, decision).1,
        Intent::Unreadable | Intent::Retired => Vec::new(),
    };
    let mut reply = screens::first_contact(&stage, topic.as_ref(), is_urgent);
    reply.placement = Placement::New;
    Turn {
        reply,
        state,
        events,
        forget: matches!(
            intent,
            Intent::Open {
                screen: Screen::Forget,
                ..
            }
        ),
    }
}

fn known(stage: &Stage<'_>, topic: &TopicId) -> Option<TopicId> {
    let catalog = stage.knowledge.catalog;
    catalog.topic(topic).map(|topic| topic.id.clone())
}

fn known_category(stage: &Stage<'_>, category: &CategoryId) -> Option<CategoryId> {
    let catalog = stage.knowledge.catalog;
    catalog.category(category).map(|known| known.id.clone())
}

#[cfg(test)]
mod tests;
