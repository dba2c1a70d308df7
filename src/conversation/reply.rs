//! What is said, as plain data: paragraphs, lists and buttons in one language, without markup.
//!
//! Front ends render it; they decide nothing about its words. Escaping is theirs.

use crate::intent::Token;
use crate::language::Language;

/// Where a reply goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// It replaces the message whose button was pressed, where that is possible.
    InPlace,
    /// It is a message of its own, which stays readable without data.
    New,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStyle {
    Numbered,
    /// Boxes to tick: papers to take.
    Checklist,
    Points,
}

/// One part of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The screen's title.
    Title(String),
    /// A paragraph.
    Text(String),
    /// A paragraph in its own language, named by its BCP 47 tag: a line of the greeting when nobody
    /// knows which to speak, or a sentence in a language no screen is in.
    InLanguage { tag: &'static str, text: String },
    /// A paragraph that must not be overlooked.
    Warning(String),
    /// A list under a heading. A folded list may be shown collapsed, for people to open.
    List {
        heading: String,
        style: ListStyle,
        items: Vec<String>,
        folded: bool,
    },
    /// A quoted text under a heading, such as the official's card.
    Quote {
        heading: String,
        text: String,
        language: Language,
    },
    /// A number to call: the phone, whose it is and what for.
    Contact {
        phone: Option<String>,
        name: String,
        about: String,
    },
    /// Small print: sources, date, edition.
    Note(String),
}

/// What happens when a button is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Opens a screen.
    Open(Token),
    /// Offers to send a link (to the place `link` names) with a prepared sentence to somebody.
    Share { link: Token, text: String },
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    pub label: String,
    pub action: Action,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The language of the reply; on the four-language screens, the first of them.
    pub language: Language,
    pub placement: Placement,
    pub blocks: Vec<Block>,
    /// Rows of buttons, top to bottom.
    pub buttons: Vec<Vec<Button>>,
}
