//! An answer as the conversation gives it, cut into the parts that a sheet has room for.

use std::sync::Arc;

use crate::content::{Topic, TopicId};
use crate::conversation::{self, Block, Knowledge, Reply, State};
use crate::intent::{Entry, Intent, Screen, Way};
use crate::language::Language;

/// A topic's answer in short.
pub(super) struct Asked {
    pub title: String,
    pub answer: String,
    /// Acts, articles and the day they were read; a draft says that it is one.
    pub notes: Vec<String>,
}

/// How many things stand on a leaflet.
pub(super) const THINGS: usize = 5;

/// The screen of a topic as a person sees it who has met the bot before.
pub(super) fn screen(knowledge: &Knowledge<'_>, language: Language, topic: &TopicId) -> Reply {
    let state = State {
        language: Some(language),
        chosen: None,
        promised: Some(language),
    };
    let intent = Intent::Open {
        screen: Screen::Topic {
            topic: topic.clone(),
            entry: Entry::Again,
        },
        way: Way::Button,
    };
    Arc::unwrap_or_clone(conversation::respond(knowledge, state, &intent).reply)
}

impl Asked {
    pub fn of(knowledge: &Knowledge<'_>, language: Language, topic: &Topic) -> Self {
        let mut asked = Self {
            title: topic.texts.get(language).title.clone(),
            answer: String::new(),
            notes: Vec::new(),
        };
        for block in screen(knowledge, language, &topic.id).blocks {
            match block {
                // The first paragraph is the answer; the last one asks about it.
                Block::Text(text) if asked.answer.is_empty() => asked.answer = text,
                Block::Note(text) => asked.notes.push(text),
                _ => {}
            }
        }
        asked
    }

    /// The answer's first sentences.
    pub fn sentences(&self, count: usize) -> &str {
        let mut seen = 0;
        for (place, letter) in self.answer.char_indices() {
            let is_end = matches!(letter, '.' | '!' | '?');
            let rest = &self.answer[place + letter.len_utf8()..];
            let mut next = rest.chars();
            let begins_anew =
                next.next() == Some(' ') && next.next().is_some_and(char::is_uppercase);
            if is_end && begins_anew {
                seen += 1;
                if seen == count {
                    return &self.answer[..place + letter.len_utf8()];
                }
            }
        }
        &self.answer
    }
}

/// The topics of a leaflet: a campaign's own first, then the most asked of its category; without
/// one the most asked of each category.
pub(super) fn most_asked<'a>(knowledge: &Knowledge<'a>, topic: Option<&TopicId>) -> Vec<&'a Topic> {
    let catalog = knowledge.catalog;
    let own = topic.and_then(|id| catalog.topic(id));
    let of_category = own
        .into_iter()
        .flat_map(|own| catalog.topics_of(&own.category));
    let first_of_each = catalog
        .categories()
        .filter_map(|category| catalog.topics_of(&category.id).next());
    let mut topics: Vec<&Topic> = Vec::new();
    for topic in own.into_iter().chain(of_category).chain(first_of_each) {
        if topics.len() < THINGS && topics.iter().all(|known| known.id != topic.id) {
            topics.push(topic);
        }
    }
    topics
}
