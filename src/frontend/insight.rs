//! What a turn shows to its makers: language, screen, what was understood, what was counted.
//!
//! The preview's panel and the conversation tests say it in the same words, so that an editor can
//! copy a line from one into the other. Nothing here reaches the person, a log or a disk.

use crate::content::{Catalog, SafeToShow, TopicId};
use crate::conversation::{Event, Outcome, Placement, Source};
use crate::intent::{Decision, Intent, Screen, Smalltalk, TopicMark, Way};
use crate::language::Language;
use crate::service::Taken;
use crate::understanding::Understood;

/// The first words a fact may have.
pub const KINDS: [&str; 7] = [
    "language",
    "screen",
    "message",
    "guess",
    "understood",
    "counted",
    "forgotten",
];

/// The names a screen may have in a fact.
pub const SCREENS: [&str; 17] = [
    "languages",
    "home",
    "danger",
    "category",
    "topic",
    "card",
    "helpful",
    "contacts",
    "privacy",
    "help",
    "about",
    "forget",
    "suggest",
    "lost",
    "smalltalk",
    "unreadable",
    "retired",
];

/// What is worth knowing about a turn.
pub struct Insight {
    /// The language of the reply.
    pub language: Language,
    /// The screen that was shown, such as `topic school-right`.
    pub screen: String,
    pub placement: Placement,
    /// None for buttons, links and commands.
    pub understood: Option<Understood>,
    pub events: Vec<Event>,
    /// The chat's messages were deleted.
    pub is_forgotten: bool,
}

impl Insight {
    /// Looks at a turn.
    pub fn of(taken: &Taken, catalog: &Catalog) -> Self {
        Self {
            language: taken.turn.reply.language,
            screen: screen_shown(taken, catalog),
            placement: taken.turn.reply.placement,
            understood: taken.understood.clone(),
            events: taken.turn.events.clone(),
            is_forgotten: taken.turn.forget,
        }
    }

    /// Everything about the turn, a line each, as conversation tests write it after `=`.
    pub fn facts(&self) -> Vec<String> {
        let mut facts = vec![
            format!("language {}", self.language.tag()),
            format!("screen {}", self.screen),
            match self.placement {
                Placement::InPlace => "message in-place".to_owned(),
                Placement::New => "message new".to_owned(),
            },
        ];
        if let Some(understood) = &self.understood {
            facts.push(guess_fact(understood));
            facts.push(format!("understood {}", decision(&understood.decision)));
        }
        if self.events.is_empty() {
            facts.push("counted nothing".to_owned());
        }
        facts.extend(
            self.events
                .iter()
                .map(|one| format!("counted {}", event(one))),
        );
        if self.is_forgotten {
            facts.push("forgotten".to_owned());
        }
        facts
    }

    /// Whether a fact holds: one of the facts has its first word and contains all the others.
    pub fn holds(&self, expected: &str) -> bool {
        let mut words = expected.split_whitespace();
        let kind = words.next();
        let rest: Vec<&str> = words.collect();
        self.facts().iter().any(|fact| {
            let mut found = fact.split(' ');
            found.next() == kind && {
                let found: Vec<&str> = found.collect();
                rest.iter().all(|word| found.contains(word))
            }
        })
    }
}

fn guess_fact(understood: &Understood) -> String {
    match understood.guess {
        None => "guess none".to_owned(),
        Some(guess) => {
            let clear = if guess.is_clear { "clear" } else { "unsure" };
            let kyrgyz = if guess.is_kyrgyz { " kyrgyz" } else { "" };
            format!("guess {} {clear}{kyrgyz}", guess.language.tag())
        }
    }
}

/// A decision about typed words, such as `answer school-right`.
pub fn decision(decision: &Decision) -> String {
    match decision {
        Decision::Answer(topic) => format!("answer {topic}"),
        Decision::Suggest(topics) => format!("suggest {}", joined(topics)),
        Decision::Category(category) => format!("category {category}"),
        Decision::Urgent(Some(topic)) => format!("urgent {topic}"),
        Decision::Urgent(None) => "urgent".to_owned(),
        Decision::Smalltalk(kind) => format!(
            "smalltalk {}",
            match kind {
                Smalltalk::Greeting => "greeting",
                Smalltalk::Thanks => "thanks",
                Smalltalk::AreYouHuman => "are-you-human",
                Smalltalk::Trust => "trust",
                Smalltalk::Goodbye => "goodbye",
            }
        ),
        Decision::Lost => "lost".to_owned(),
    }
}

/// An event, such as `question answered school-right typed ru`.
pub fn event(event: &Event) -> String {
    match event {
        Event::Question {
            language,
            topic,
            way,
            outcome,
        } => {
            let outcome = match outcome {
                Outcome::Answered => "answered",
                Outcome::DidYouMean => "did-you-mean",
                Outcome::Unanswered => "unanswered",
                Outcome::Urgent => "urgent",
            };
            let topic = topic.as_ref().map_or("no-topic", TopicId::as_str);
            let way = match way {
                Way::Typed => "typed",
                Way::Button => "button",
                Way::Link => "link",
            };
            let language = language.map_or("no-language", Language::tag);
            format!("question {outcome} {topic} {way} {language}")
        }
        Event::SuggestionAccepted { topic } => format!("suggestion-accepted {topic}"),
        Event::Unmet { category } => format!("unmet {category}"),
        Event::Start { source } => match source {
            Source::Campaign(code) => format!("start campaign {code}"),
            Source::Direct => "start direct".to_owned(),
            Source::Unknown => "start unknown".to_owned(),
        },
        Event::CardOpened => "card-opened".to_owned(),
        Event::PrivacyOpened => "privacy-opened".to_owned(),
        Event::Helpful { topic, yes } => {
            format!("helpful {topic} {}", if *yes { "yes" } else { "no" })
        }
    }
}

/// The screen a turn shows. It follows from the intent, as `conversation` answers it.
fn screen_shown(taken: &Taken, catalog: &Catalog) -> String {
    if taken.turn.state.language.is_none() {
        return "languages".to_owned();
    }
    match &taken.intent {
        Intent::Open { screen, .. } => opened(screen, catalog),
        Intent::Typed { decision, .. } => decided(decision, catalog),
        Intent::Unreadable => "unreadable".to_owned(),
        Intent::Retired => "retired".to_owned(),
        Intent::MistypedCode => "mistyped code".to_owned(),
    }
}

fn opened(screen: &Screen, catalog: &Catalog) -> String {
    match screen {
        Screen::Languages { .. } => "languages".to_owned(),
        Screen::Chosen { place, .. } => opened(place.screen(), catalog),
        Screen::Home => "home".to_owned(),
        Screen::Topic { topic, .. } => topic_or(topic, catalog, "retired"),
        Screen::Danger { .. } => "danger".to_owned(),
        Screen::Suggestions { topics } => suggested(topics, catalog),
        Screen::Category { category, .. } | Screen::Unmet { category } => {
            match catalog.category(category) {
                Some(category) => format!("category {}", category.id),
                None => "retired".to_owned(),
            }
        }
        Screen::Card { topic } => {
            let card = catalog.topic(topic).and_then(|found| found.card.as_ref());
            match card {
                Some(card) if card.safe_to_show != SafeToShow::Never => format!("card {topic}"),
                _ => topic_or(topic, catalog, "retired"),
            }
        }
        Screen::Helpful { topic, yes } => {
            format!("helpful {topic} {}", if *yes { "yes" } else { "no" })
        }
        Screen::Contacts { .. } => "contacts".to_owned(),
        Screen::Privacy => "privacy".to_owned(),
        Screen::Help => "help".to_owned(),
        Screen::About => "about".to_owned(),
        Screen::Forget => "forget".to_owned(),
        Screen::Lost | Screen::SomethingElse => "lost".to_owned(),
    }
}

fn decided(decision: &Decision, catalog: &Catalog) -> String {
    match decision {
        Decision::Answer(topic) => topic_or(topic, catalog, "lost"),
        Decision::Suggest(topics) => format!("suggest {}", joined(topics)),
        Decision::Category(category) => format!("category {category}"),
        Decision::Urgent(topic) => {
            let urgent = topic.as_ref().and_then(|topic| catalog.topic(topic));
            match urgent.filter(|topic| topic.urgent) {
                Some(topic) => format!("topic {}", topic.id),
                None => "danger".to_owned(),
            }
        }
        Decision::Smalltalk(_) => "smalltalk".to_owned(),
        Decision::Lost => "lost".to_owned(),
    }
}

fn suggested(marks: &[TopicMark], catalog: &Catalog) -> String {
    let ids: Vec<TopicId> = marks
        .iter()
        .filter_map(|mark| mark.topic(catalog))
        .map(|topic| topic.id.clone())
        .collect();
    if ids.is_empty() {
        return "lost".to_owned();
    }
    format!("suggest {}", joined(&ids))
}

fn topic_or(topic: &TopicId, catalog: &Catalog, otherwise: &str) -> String {
    match catalog.topic(topic) {
        Some(_) => format!("topic {topic}"),
        None => otherwise.to_owned(),
    }
}

fn joined(topics: &[TopicId]) -> String {
    let ids: Vec<&str> = topics.iter().map(TopicId::as_str).collect();
    ids.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insight(events: Vec<Event>) -> Insight {
        Insight {
            language: Language::UzbekCyrillic,
            screen: "topic school-right".to_owned(),
            placement: Placement::New,
            understood: None,
            events,
            is_forgotten: false,
        }
    }

    fn question() -> Event {
        Event::Question {
            language: Some(Language::Russian),
            topic: "school-right".parse().ok(),
            way: Way::Typed,
            outcome: Outcome::Answered,
        }
    }

    #[test]
    fn a_fact_holds_with_some_of_its_words_in_any_order() {
        let insight = insight(vec![question()]);
        assert!(insight.holds("counted question answered school-right"));
        assert!(insight.holds("counted question ru typed"));
        assert!(!insight.holds("counted question unanswered"));
        assert!(!insight.holds("counted nothing"));
    }

    #[test]
    fn a_word_is_compared_whole() {
        let insight = insight(Vec::new());
        assert!(insight.holds("language uz-Cyrl"));
        assert!(!insight.holds("language uz"));
        assert!(insight.holds("counted nothing"));
    }

    #[test]
    fn every_fact_begins_with_a_known_word() {
        let mut insight = insight(vec![question()]);
        insight.is_forgotten = true;
        insight.understood = Some(Understood {
            guess: None,
            decision: Decision::Lost,
        });
        let facts = insight.facts();
        for kind in KINDS {
            assert!(
                facts
                    .iter()
                    .any(|fact| fact.split(' ').next() == Some(kind))
            );
        }
        assert_eq!(facts.len(), KINDS.len());
    }
}
