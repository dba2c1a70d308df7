//! The fingerprint of a text, so that a signature stands for exactly the words that were read.

use std::fmt;

use super::{Language, Topic};

/// The first 16 hexadecimal digits of a BLAKE3 hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
        let text = topic.texts.get(language);
        let mut parts: Vec<&str> = vec![&text.title, &text.answer];
        for list in [&text.steps, &text.papers, &text.refused] {
            parts.push("list");
            parts.extend(list.iter().map(String::as_str));
        }
        for differs in &text.differs {
            parts.extend([differs.who.as_str(), differs.text.as_str()]);
        }
        parts.push(text.exposure.as_deref().unwrap_or(""));
        if let Some(card) = &topic.card {
            parts.push(card.texts.get(language));
        }
        for source in &topic.sources {
            let article = source.article.as_deref().unwrap_or("");
            parts.extend([source.law.as_str(), article]);
        }
        Self::of_texts(parts)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
