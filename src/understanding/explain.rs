//! Why a text was understood as it was: for editors at `huquq match`, and for programs.

use std::fmt;

use serde::Serialize;

use super::danger::Heard;
use super::decide::Reason;
use super::reading::Typed;
use super::topics::PartWeight;
use crate::intent::{Decision, Smalltalk};

/// Everything that led to a decision. It holds the person's words: show it only to who typed them.
#[derive(Serialize)]
pub struct Explanation {
    /// The words as they are compared: the skeletons.
    pub fold: Vec<String>,
    pub(super) typed: Typed,
    /// Misspelt words, and what they were read as.
    pub mended: Vec<(String, String)>,
    /// Words of known meaning.
    pub concepts: Vec<(String, &'static str)>,
    /// The parts that spoke most strongly for the best topic.
    pub parts: Vec<PartWeight>,
    /// The best five topics.
    pub topics: Vec<TopicScore>,
    pub evidence: Figures,
    /// The share of each language, then of English.
    pub languages: Vec<(&'static str, f32)>,
    /// The language of the guess; none when there is nothing to go by.
    pub language: Option<&'static str>,
    pub is_clear: bool,
    pub is_kyrgyz: bool,
    pub danger: Heard,
    #[serde(serialize_with = "as_text")]
    pub decision: Decision,
    pub reason: Reason,
}

/// What the judges say of a topic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicScore {
    pub topic: String,
    /// The linear model's share.
    pub share: f32,
    /// BM25.
    pub words: f32,
    /// Likeness of the nearest phrasing.
    pub nearest: f32,
    /// All three, in standard deviations.
    pub total: f32,
}

/// The figures that confidence is made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// The linear model's share of "none of the topics".
    pub elsewhere: f32,
    /// How much of the text's weight is in words the best topic knows.
    pub coverage: f32,
    /// How far the best topic is ahead of the second.
    pub lead: f32,
    /// How many words tell topics apart.
    pub informative: usize,
    /// How sure: the best topic is right.
    pub answer: f32,
    /// How sure: the right one is among the best three.
    pub suggest: f32,
}

/// So many parts are told.
pub(super) const PARTS_MAX: usize = 8;
pub(super) const TOPICS_MAX: usize = 5;

fn as_text<S: serde::Serializer>(decision: &Decision, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&in_words(decision))
}

/// A decision as one line.
fn in_words(decision: &Decision) -> String {
    match decision {
        Decision::Answer(topic) => format!("answer {topic}"),
        Decision::Suggest(topics) => {
            let topics: Vec<&str> = topics.iter().map(crate::content::TopicId::as_str).collect();
            format!("suggest {}", topics.join(", "))
        }
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

/// A name of the machine-readable form, for people.
fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(|name| name.replace('-', " ")))
        .unwrap_or_default()
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "decision   {} ({})",
            in_words(&self.decision),
            name(&self.reason)
        )?;
        self.write_words(f)?;
        self.write_topics(f)?;
        self.write_language(f)?;
        write!(f, "danger     {:.2}", self.danger.share)?;
        if let Some(alarm) = &self.danger.alarm {
            write!(f, ", alarm «{alarm}»")?;
        }
        if let Some(calm) = &self.danger.calmed_by {
            write!(f, ", calmed: {}", name(calm))?;
        }
        writeln!(f)
    }
}

impl Explanation {
    fn write_words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fold       {}", self.fold.join(" "))?;
        if self.typed != Typed::AsMeant {
            write!(f, " (read as {})", name(&self.typed))?;
        }
        writeln!(f)?;
        for (typed, meant) in &self.mended {
            writeln!(f, "mended     {typed} -> {meant}")?;
        }
        let concepts: Vec<String> = self
            .concepts
            .iter()
            .map(|(word, concept)| format!("{word}={concept}"))
            .collect();
        writeln!(f, "concepts   {}", concepts.join(" "))?;
        let parts: Vec<String> = self
            .parts
            .iter()
            .map(|part| format!("{} {:+.2}", part.part, part.weight))
            .collect();
        writeln!(f, "parts      {}", parts.join("  "))
    }

    fn write_topics(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "topics     total  share  words  nearest")?;
        for score in &self.topics {
            writeln!(
                f,
                "           {:5.1}  {:5.2}  {:5.1}  {:7.2}  {}",
                score.total, score.share, score.words, score.nearest, score.topic
            )?;
        }
        let figures = &self.evidence;
        writeln!(
            f,
            "figures    elsewhere {:.2}, coverage {:.2}, lead {:.1}, informative words {}, \
             answer {:.2}, suggest {:.2}",
            figures.elsewhere,
            figures.coverage,
            figures.lead,
            figures.informative,
            figures.answer,
            figures.suggest
        )
    }

    fn write_language(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "language   {}", self.language.unwrap_or("none"))?;
        if self.is_clear {
            write!(f, ", clear")?;
        }
        if self.is_kyrgyz {
            write!(f, ", Kyrgyz")?;
        }
        let shares: Vec<String> = self
            .languages
            .iter()
            .map(|(tag, share)| format!("{tag} {share:.2}"))
            .collect();
        writeln!(f, " ({})", shares.join(", "))
    }
}
