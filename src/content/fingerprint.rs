//! The fingerprint of a text, so that a signature stands for exactly the words that were read.

use std::fmt;

use super::{Basis, Language, Topic};

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
        parts.push("differs");
        for differs in &text.differs {
            parts.extend([differs.who.as_str(), differs.text.as_str()]);
        }
        parts.extend(["exposure", text.exposure.as_deref().unwrap_or("")]);
        if let Some(card) = &topic.card {
            parts.extend([
                "official",
                card.safe_to_show.as_written(),
                card.texts.get(language),
            ]);
        }
        parts.push("sources");
        for source in &topic.sources {
            match &source.basis {
                Basis::Act { law, article } => {
                    parts.extend([law.as_str(), article.as_deref().unwrap_or("")]);
                }
                Basis::Page { address, .. } => parts.extend(["page", address]),
            }
        }
        Self::of_texts(parts)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
