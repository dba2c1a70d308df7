//! The words the bot is expected to say: the same content and locales the binary loads.

use std::path::Path;
use std::sync::LazyLock;

use huquq::content::{self, Catalog, Topic, TopicId};
use huquq::intent::{Screen, Token};
use huquq::language::Language;
use huquq::localization::{self, Localization};

pub struct Words {
    pub catalog: Catalog,
    pub localization: Localization,
}

pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalog = content::load(&root.join("content")).expect("the content holds together");
    let localization = localization::load(&root.join("locales"), catalog.uzbek())
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    Words {
        catalog,
        localization,
    }
});

/// A message of the interface.
pub fn text(language: Language, id: &str) -> String {
    WORDS.localization.text(language, id, &[])
}

/// The callback data of a button that opens a screen.
pub fn token(language: Language, screen: Screen) -> String {
    Token::button(language, screen).to_string()
}

pub fn topic(id: &str) -> &'static Topic {
    let id: TopicId = id.parse().expect("a topic id");
    WORDS.catalog.topic(&id).expect("a topic of the content")
}

/// A question a parent would type for a topic, in each way of writing.
pub fn question(topic: &Topic, language: Language) -> String {
    let written = &topic.phrasings.get(language.written()).questions;
    // The longest is the least ambiguous about its language.
    let longest = written.iter().max_by_key(|question| question.len());
    let question = longest.expect("a topic has questions").clone();
    match language {
        Language::UzbekCyrillic => WORDS.catalog.uzbek().to_cyrillic(&question),
        _ => question,
    }
}
