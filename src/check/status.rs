//! How far every topic is in every language: draft, outdated or signed, by whom, and what is missing.
//!
//! Nothing of this is stored: it follows from the texts, what they were made from, and the
//! signatures that stand for exactly these texts.

use serde::Serialize;

use crate::content::{Catalog, Role, Topic};
use crate::language::Language;

/// How far a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not signed as it stands.
    Draft,
    /// The Russian text changed since this translation was made.
    Outdated,
    /// A lawyer and a native reader signed exactly this text.
    Signed,
}

impl State {
    /// The state of a topic's text in a language.
    pub fn of(topic: &Topic, language: Language) -> Self {
        let is_noted = topic.made_from.get(language.written()).is_some();
        if is_noted && !topic.is_up_to_date(language) {
            Self::Outdated
        } else if topic.is_signed(language) {
            Self::Signed
        } else {
            Self::Draft
        }
    }

    pub fn as_word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Outdated => "outdated",
            Self::Signed => "signed",
        }
    }
}

/// A signature that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    pub role: &'static str,
    pub who: String,
    pub on: String,
}

/// A topic's text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextStatus {
    pub language: &'static str,
    pub state: State,
    pub signatures: Vec<Signed>,
    /// What the signed edition still waits for.
    pub missing: Vec<&'static str>,
}

/// A topic in every hand-written language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopicStatus {
    pub topic: String,
    pub urgent: bool,
    pub texts: Vec<TextStatus>,
}

/// All topics, with totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    pub topics: Vec<TopicStatus>,
    pub languages: usize,
    pub draft: usize,
    pub outdated: usize,
    pub signed: usize,
}

/// Looks at every topic: urgent ones first, then in the order of the menu, which begins with what
/// is asked most.
pub fn status(catalog: &Catalog) -> Status {
    let mut topics: Vec<TopicStatus> = catalog.topics().iter().map(topic_status).collect();
    topics.sort_by_key(|topic| !topic.urgent);
    let count = |state: State| {
        let texts = topics.iter().flat_map(|topic| &topic.texts);
        texts.filter(|text| text.state == state).count()
    };
    Status {
        languages: Language::WRITTEN.len(),
        draft: count(State::Draft),
        outdated: count(State::Outdated),
        signed: count(State::Signed),
        topics,
    }
}

fn topic_status(topic: &Topic) -> TopicStatus {
    TopicStatus {
        topic: topic.id.to_string(),
        urgent: topic.urgent,
        texts: Language::WRITTEN
            .into_iter()
            .map(|language| text_status(topic, language))
            .collect(),
    }
}

fn text_status(topic: &Topic, language: Language) -> TextStatus {
    let mut missing = Vec::new();
    if !topic.is_up_to_date(language) {
        missing.push(match topic.made_from.get(language) {
            Some(_) => "today's Russian text",
            None => "made_from",
        });
    }
    let mut signatures = Vec::new();
    for role in [Role::Lawyer, Role::NativeReader] {
        match topic.signature(language, role) {
            Some(signature) => signatures.push(Signed {
                role: role.as_written(),
                who: signature.who.clone(),
                on: signature.on.to_string(),
            }),
            None => missing.push(role.as_written()),
        }
    }
    TextStatus {
        language: language.tag(),
        state: State::of(topic, language),
        signatures,
        missing,
    }
}

impl Status {
    /// The table for a terminal.
    pub fn to_text(&self) -> String {
        let width = self.topics.iter().map(|topic| topic.topic.len() + 2).max();
        let width = width.unwrap_or(0).max("topic".len());
        let mut text = format!("{:width$}", "topic");
        for language in Language::WRITTEN {
            text.push_str(&format!("  {:8}", language.tag()));
        }
        text.push_str("  missing for the signed edition\n");
        for topic in &self.topics {
            let mark = if topic.urgent { "! " } else { "  " };
            text.push_str(&format!("{:width$}", format!("{mark}{}", topic.topic)));
            for state in &topic.texts {
                text.push_str(&format!("  {:8}", state.state.as_word()));
            }
            text.push_str(&format!("  {}\n", topic.missing()));
            for line in topic.signed() {
                text.push_str(&format!("      {line}\n"));
            }
        }
        text.push_str(&format!(
            "\npresent {} x {}: {} draft, {} outdated, {} signed (! urgent)\n",
            self.topics.len(),
            self.languages,
            self.draft,
            self.outdated,
            self.signed
        ));
        text
    }
}

impl TopicStatus {
    /// What is missing, each with its languages.
    fn missing(&self) -> String {
        let mut kinds: Vec<&str> = Vec::new();
        for kind in self.texts.iter().flat_map(|text| &text.missing) {
            if !kinds.contains(kind) {
                kinds.push(kind);
            }
        }
        let groups: Vec<String> = kinds
            .into_iter()
            .map(|kind| {
                let lacking = self.texts.iter().filter(|t| t.missing.contains(&kind));
                let languages: Vec<&str> = lacking.map(|text| text.language).collect();
                format!("{kind} ({})", languages.join(" "))
            })
            .collect();
        if groups.is_empty() {
            "nothing".to_owned()
        } else {
            groups.join(", ")
        }
    }

    fn signed(&self) -> impl Iterator<Item = String> {
        self.texts.iter().flat_map(|text| {
            text.signatures.iter().map(|signature| {
                format!(
                    "{}: {} {}, {}",
                    text.language, signature.role, signature.who, signature.on
                )
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{State, status};
    use crate::content;

    #[test]
    fn every_topic_has_a_state_that_fits_its_signatures_and_urgent_topics_come_first() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let catalog = content::load(&folder).unwrap();
        let status = status(&catalog);
        assert_eq!(status.topics.len(), catalog.topics().len());
        let texts = status.draft + status.outdated + status.signed;
        assert_eq!(texts, status.topics.len() * status.languages);
        for topic in &status.topics {
            for text in &topic.texts {
                if text.state == State::Signed {
                    assert_eq!(text.signatures.len(), 2, "{}", topic.topic);
                }
                if text.missing.is_empty() {
                    assert_eq!(text.state, State::Signed, "{}", topic.topic);
                }
            }
        }
        assert!(status.topics.is_sorted_by_key(|topic| !topic.urgent));
        let table = status.to_text();
        assert_eq!(
            table.lines().filter(|line| line.starts_with('!')).count(),
            {
                let topics = catalog.topics().iter();
                topics.filter(|topic| topic.urgent).count()
            }
        );
    }
}
