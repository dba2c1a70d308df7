//! How well typed questions are understood, measured on questions with a known answer.
//!
//! A set is a file of labelled questions in one language. [`predict`] asks the understanding,
//! [`figures`] counts what came out right, a language and kind at a time; [`weak`] finds where the
//! content's own phrasings are mistaken for another topic. Nothing here prints: see [`text`].

pub mod figures;
pub mod read;
pub mod text;
pub mod weak;

use std::fmt;

use serde::Serialize;

use crate::content::{Catalog, TopicId};
use crate::intent::Decision;
use crate::language::Language;
use crate::understanding::{Examined, Understanding, UserText};

/// What a question was written to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Ordinary words, well spelt.
    Plain,
    /// Misspelt, letters missing.
    Noisy,
    /// In another script or mixed with another language.
    Variant,
    /// Without the topic's obvious words.
    Indirect,
    /// An emergency.
    Urgent,
    /// About something no topic is about.
    Out,
    /// Greetings and the like.
    Smalltalk,
}

impl Kind {
    /// Every kind, in the order of the tables.
    pub const ALL: [Self; 7] = [
        Self::Plain,
        Self::Noisy,
        Self::Variant,
        Self::Indirect,
        Self::Urgent,
        Self::Out,
        Self::Smalltalk,
    ];

    /// Returns the word that stands in the files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Noisy => "noisy",
            Self::Variant => "variant",
            Self::Indirect => "indirect",
            Self::Urgent => "urgent",
            Self::Out => "out",
            Self::Smalltalk => "smalltalk",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A labelled question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The right topic; none for what no topic is about.
    pub topic: Option<TopicId>,
    /// Topics that are as right.
    pub also: Vec<TopicId>,
    pub kind: Kind,
    pub text: String,
}

impl Question {
    fn is_right(&self, topic: &TopicId) -> bool {
        self.topic.as_ref() == Some(topic) || self.also.contains(topic)
    }

    /// Texts too short to show their language are not asked for it.
    fn shows_its_language(&self) -> bool {
        let words = self.text.split_whitespace();
        words
            .filter(|word| word.contains(char::is_alphabetic))
            .count()
            >= LANGUAGE_WORDS_MIN
    }
}

/// Labelled questions in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    pub language: Language,
    pub questions: Vec<Question>,
}

/// From so many words on, a text's language must be known.
const LANGUAGE_WORDS_MIN: usize = 3;

/// A question and what was made of it.
pub struct Prediction<'a> {
    /// The language of the set.
    pub asked_in: Language,
    pub question: &'a Question,
    pub examined: Examined,
    /// Whether one of the right topics is urgent.
    is_urgent: bool,
}

impl Prediction<'_> {
    /// The decision's word in files and tables.
    pub fn decision(&self) -> &'static str {
        match self.examined.understood.decision {
            Decision::Answer(_) => "answer",
            Decision::Suggest(_) => "suggest",
            Decision::Category(_) => "category",
            Decision::Urgent(_) => "urgent",
            Decision::Smalltalk(_) => "smalltalk",
            Decision::Lost => "lost",
        }
    }
}

/// Asks the understanding every question.
pub fn predict<'a>(
    understanding: &Understanding,
    catalog: &Catalog,
    sets: &'a [Set],
) -> Vec<Prediction<'a>> {
    let is_urgent = |id: &TopicId| catalog.topic(id).is_some_and(|topic| topic.urgent);
    let questions = sets.iter().flat_map(|set| {
        set.questions
            .iter()
            .map(|question| (set.language, question))
    });
    questions
        .map(|(asked_in, question)| Prediction {
            asked_in,
            question,
            examined: understanding.examine(&UserText::new(question.text.clone())),
            is_urgent: question.topic.iter().chain(&question.also).any(is_urgent),
        })
        .collect()
}
