//! What to say next: a state and an intent in; a state, a reply and events out. Pure.
//!
//! [`respond`] decides which screen answers an intent and what of it is counted; the screens
//! write the reply. Understanding typed words and rendering a reply are left to others.

mod amounts;
mod event;
mod reply;
mod screens;

use std::sync::Arc;

use jiff::civil::Date;

pub use event::{Event, Outcome, Source};
pub use reply::{Action, Block, Button, ListStyle, Placement, Reply};
pub use screens::ADVICE_PHONE;

use crate::content::{Catalog, CategoryId, TopicId};
use crate::intent::{Decision, Entry, Intent, Place, Screen, Smalltalk, Way};
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
    /// Who runs this bot and how to reach them, as they call themselves.
    pub operator: Option<&'a str>,
    /// What the page about privacy says of counting.
    pub counted: Counted,
}

/// The numbers by which counting protects people, for the page about privacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Questions of one account that count, in a topic group and in a week.
    pub per_group: u64,
    pub per_week: u64,
    /// A row of fewer questions, or of fewer accounts, is not shown by its name.
    pub row_questions: u64,
    pub row_accounts: u64,
    /// Numbers are multiples of this.
    pub rounding: u64,
}

/// What is remembered of a chat between two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct State {
    /// The language to answer in; none at first contact without a hint.
    pub language: Option<Language>,
    /// The language the person chose herself.
    pub chosen: Option<Language>,
    /// The language in which she was last told who we are not and what we do not keep.
    pub promised: Option<Language>,
}

/// How many message ids of a chat are remembered, so that it can be deleted on wish.
pub const MESSAGES_MAX: usize = 30;

/// How long a chat's note is kept: Telegram lets a bot delete messages of the last 48 hours.
pub const NOTE_HOURS: i64 = 48;

/// One step of the conversation.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Shared: the same is said to many.
    pub reply: Arc<Reply>,
    pub state: State,
    pub events: Vec<Event>,
    /// The chat's recent messages are to be deleted.
    pub forget: bool,
}

/// Answers an intent.
///
/// Every intent has an answer: a retired token leads home with a word, an unknown topic too.
pub fn respond(knowledge: &Knowledge<'_>, state: State, intent: &Intent) -> Turn {
    let place = place_of(knowledge.catalog, intent);
    let stage = Stage {
        knowledge,
        language: state.language.unwrap_or(Language::Russian),
        known_language: state.language,
        chosen: state.chosen,
        place: &place,
        is_meeting: state.language.is_some() && is_meeting(state, intent),
    };
    let mut events = counted(&stage, intent);
    let mut reply = if state.language.is_some() {
        answer(&stage, intent)
    } else {
        // The place behind the choice of language was not seen yet; a question was asked all the
        // same.
        events.retain(|event| matches!(event, Event::Question { .. }));
        screens::first_contact(&stage, intent)
    };
    let is_pressed = matches!(
        intent,
        Intent::Open {
            way: Way::Button,
            ..
        } | Intent::Retired
    );
    if !is_pressed || state.language.is_none() {
        reply.placement = Placement::New;
    }
    Turn {
        reply: Arc::new(reply),
        state: State {
            promised: if stage.is_meeting {
                state.language
            } else {
                state.promised
            },
            ..state
        },
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

/// Where a choice of language under the answer leads: to the same answer.
fn place_of(catalog: &Catalog, intent: &Intent) -> Place {
    // An urgent topic's own screen begins with the numbers; others would bury them.
    let begins_with_numbers =
        |topic: &TopicId| catalog.topic(topic).is_some_and(|topic| topic.urgent);
    match intent {
        Intent::Open { screen, .. } => Place::of(screen),
        Intent::Typed { decision, .. } => Place::of(&match decision {
            Decision::Urgent(Some(topic)) if !begins_with_numbers(topic) => {
                Screen::Danger { asked: true }
            }
            Decision::Urgent(None) => Screen::Danger { asked: true },
            Decision::Answer(topic) | Decision::Urgent(Some(topic)) => Screen::Topic {
                topic: topic.clone(),
                entry: Entry::Again,
            },
            Decision::Suggest(topics) => Screen::suggestions(topics),
            Decision::Category(category) => Screen::Category {
                category: category.clone(),
                page: 0,
                asked: true,
            },
            Decision::Smalltalk(Smalltalk::Trust) => Screen::Privacy,
            Decision::Smalltalk(_) => Screen::Home,
            Decision::Lost => Screen::Lost,
        }),
        Intent::Unreadable | Intent::Retired | Intent::MistypedCode => Place::home(),
    }
}

/// Whether the promises come with the answer: at the first meeting, with every link, since its
/// reader picked up a poster, and with a language in which they were not said yet.
fn is_meeting(state: State, intent: &Intent) -> bool {
    match intent {
        Intent::Open { way: Way::Link, .. } => true,
        Intent::Open {
            screen: Screen::Chosen { is_first, .. },
            ..
        } => *is_first || state.promised != state.language,
        // Buttons come from a message of ours, which was not the first one.
        Intent::Open { .. } => false,
        Intent::Typed { .. } | Intent::Unreadable | Intent::Retired | Intent::MistypedCode => {
            state.promised.is_none()
        }
    }
}

fn answer(stage: &Stage<'_>, intent: &Intent) -> Reply {
    let mut reply = match intent {
        Intent::Open { screen, .. } => show(stage, screen),
        Intent::Typed {
            decision: Decision::Smalltalk(kind),
            ..
        } => screens::smalltalk(stage, *kind),
        Intent::Typed { .. } => show(stage, stage.place.screen()),
        Intent::Unreadable => screens::unreadable(stage),
        Intent::Retired => screens::retired(stage),
        Intent::MistypedCode => screens::mistyped_code(stage),
    };
    if stage.is_meeting {
        screens::add_promises(stage, &mut reply);
    }
    if let Some(chosen) = stage.chosen {
        stage.offer(&mut reply, chosen);
    }
    if let Intent::Typed {
        is_kyrgyz: true, ..
    } = intent
    {
        stage.add_kyrgyz_sentence(&mut reply);
    }
    reply
}

fn show(stage: &Stage<'_>, screen: &Screen) -> Reply {
    match screen {
        Screen::Languages { .. } => screens::languages(stage),
        Screen::Chosen { place, .. } => show(stage, place.screen()),
        Screen::Home if stage.is_meeting => screens::welcome(stage),
        Screen::Home => screens::home(stage),
        Screen::Danger { asked } => screens::danger(stage, *asked),
        Screen::Category {
            category,
            page,
            asked,
        } => screens::category(stage, category, *page, *asked),
        Screen::Unmet { category } => screens::category(stage, category, 0, false),
        Screen::Suggestions { topics } => screens::suggest(stage, topics),
        Screen::Lost => screens::lost(stage),
        Screen::SomethingElse => screens::something_else(stage),
        Screen::Topic { topic, .. } => screens::topic(stage, topic),
        Screen::Card { topic } => {
            screens::card(stage, topic).unwrap_or_else(|| screens::topic(stage, topic))
        }
        Screen::Helpful { topic, yes } => screens::helpful(stage, topic, *yes),
        Screen::Contacts { page } => screens::contacts(stage, *page),
        Screen::Privacy => screens::privacy(stage),
        Screen::Help => screens::help(stage),
        Screen::About => screens::about(stage),
        Screen::Forget => screens::forget(stage),
    }
}

/// What an intent counts as.
fn counted(stage: &Stage<'_>, intent: &Intent) -> Vec<Event> {
    let event = match intent {
        Intent::Open { screen, way } => opened(stage, screen, *way),
        Intent::Typed { decision, .. } => asked(stage, decision),
        Intent::Unreadable | Intent::Retired | Intent::MistypedCode => None,
    };
    event.into_iter().collect()
}

fn opened(stage: &Stage<'_>, screen: &Screen, way: Way) -> Option<Event> {
    match screen {
        // A switch of language is no new look at anything; the first choice shows it at last.
        Screen::Chosen { place, is_first } => is_first
            .then(|| opened(stage, place.screen(), way))
            .flatten(),
        Screen::Topic { topic, entry } => {
            let topic = known(stage, topic)?;
            match entry {
                Entry::Again => None,
                Entry::Accepted => Some(Event::SuggestionAccepted { topic }),
                Entry::Opened => Some(Event::Question {
                    language: stage.known_language,
                    outcome: screens::outcome_of(stage, &topic),
                    topic: Some(topic),
                    way,
                }),
            }
        }
        Screen::Card { topic } => screens::card(stage, topic).map(|_| Event::CardOpened),
        Screen::Helpful { topic, yes } => {
            known(stage, topic).map(|topic| Event::Helpful { topic, yes: *yes })
        }
        Screen::Privacy => Some(Event::PrivacyOpened),
        Screen::Unmet { category } => {
            known_category(stage, category).map(|category| Event::Unmet { category })
        }
        Screen::Languages { .. }
        | Screen::Home
        | Screen::Danger { .. }
        | Screen::Category { .. }
        | Screen::Suggestions { .. }
        | Screen::Lost
        | Screen::SomethingElse
        | Screen::Contacts { .. }
        | Screen::Help
        | Screen::About
        | Screen::Forget => None,
    }
}

/// What typed words count as: one question, whatever comes of them; courtesy is none.
fn asked(stage: &Stage<'_>, decision: &Decision) -> Option<Event> {
    let (topic, outcome) = match decision {
        Decision::Answer(topic) => {
            let topic = known(stage, topic);
            let outcome = topic.as_ref().map_or(Outcome::Unanswered, |topic| {
                screens::outcome_of(stage, topic)
            });
            (topic, outcome)
        }
        // A category's topics are suggestions too: which one was meant is not known yet.
        Decision::Suggest(_) | Decision::Category(_) => (None, Outcome::DidYouMean),
        Decision::Urgent(topic) => {
            let topic = topic.as_ref().and_then(|topic| known(stage, topic));
            (topic, Outcome::Urgent)
        }
        Decision::Lost => (None, Outcome::Unanswered),
        Decision::Smalltalk(_) => return None,
    };
    Some(Event::Question {
        language: stage.known_language,
        topic,
        way: Way::Typed,
        outcome,
    })
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
