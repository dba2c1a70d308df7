//! The fingerprint of a text, so that a signature stands for exactly the words that were read.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Language, Topic, TopicText};

/// The first 16 hexadecimal digits of a BLAKE3 hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Reads a fingerprint as it is written in a topic's file.
    pub fn from_written(text: &str) -> Option<Self> {
        let good = text.len() == 16
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        good.then(|| Self(text.to_owned()))
    }

    /// Hashes texts in order; where one ends and the next begins matters.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for text in texts {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        Self(hasher.finalize().to_hex()[..16].to_owned())
    }

    /// Hashes everything a reader sees of a topic in one language, and the articles it cites.
    pub(super) fn of_topic(topic: &Topic, language: Language) -> Self {
        let card = topic.card.as_ref();
        Self::of_wording(
            topic.texts.get(language),
            card.map(|card| {
                (
                    card.safe_to_show.as_written(),
                    card.texts.get(language).as_str(),
                )
            }),
            topic.sources.iter().map(|source| source.basis.as_pair()),
        )
    }

    /// Hashes a text with its card (whether it is safe to show, and its words) and its sources.
    pub(super) fn of_wording<'a>(
        text: &'a TopicText,
        card: Option<(&'a str, &'a str)>,
        sources: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut parts: Vec<&str> = vec![&text.title, &text.answer];
        for list in [&text.steps, &text.papers, &text.refused] {
            parts.push("list");
            parts.extend(list.iter().map(String::as_str));
        }
        parts.push("differs");
        for differs in &text.differs {
            parts.extend([differs.who.as_str(), differs.text.as_str()]);
        }
        parts.extend(["exposure", text.exposure.as_deref().unwrap_or("")]);
        if let Some((safe_to_show, words)) = card {
            parts.extend(["official", safe_to_show, words]);
        }
        parts.push("sources");
        for (act, article) in sources {
            parts.extend([act, article]);
        }
        Self::of_texts(parts)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_written(&text).ok_or("a fingerprint has 16 digits and letters a-f")
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
