//! Typed words in, language and intent out. Pure: no network, disk, clock or chance.

pub mod fold;

use std::fmt;

use zeroize::Zeroizing;

use crate::content::Catalog;
use crate::intent::Decision;
use crate::language::Language;

/// What a person typed. It can be read here, but not printed: its `Debug` says nothing.
pub struct UserText(Zeroizing<String>);

impl UserText {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserText(..)")
    }
}

/// A command that was typed or chosen from the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Menu,
    Language,
    Contacts,
    Privacy,
    Help,
    About,
    Forget,
}

/// What reaches us from a person, whatever the channel.
#[derive(Debug)]
pub enum Input {
    Text(UserText),
    /// A button's token, as it came back.
    Press(String),
    /// `/start`, with the payload of the link it came by; empty without one.
    Start(String),
    Command(Command),
    /// A photo, a voice message, a sticker: something that cannot be read.
    Unreadable,
}

/// Which language a text seems to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// With the script: Uzbek in Cyrillic letters is `UzbekCyrillic`.
    pub language: Language,
    /// Clear enough to decide the language of the reply: three words or more, and sure.
    pub is_clear: bool,
    /// The text is Kyrgyz: answered in Kazakh, with a Kyrgyz sentence and a way to Russian.
    pub is_kyrgyz: bool,
}

/// What typed words were found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// None when there are no words to go by.
    pub guess: Option<Guess>,
    pub decision: Decision,
}

/// Everything learnt from the content, ready to understand texts.
pub struct Understanding;

impl Understanding {
    /// Learns from the phrasings of every topic.
    pub fn learn(_catalog: &Catalog) -> Self {
        Self
    }

    /// Finds language and meaning of a text.
    pub fn understand(&self, _text: &UserText) -> Understood {
        Understood {
            guess: None,
            decision: Decision::Lost,
        }
    }
}
