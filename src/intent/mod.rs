//! What a person wants, and the token that carries it through buttons, links and addresses.
//!
//! A pressed button, a deep link and a preview address already *are* an [`Intent`]; typed words
//! become one in `understanding`. What is said in return is decided in `conversation`.

mod token;

pub use token::{TOKEN_BYTES_MAX, Token, TopicMark, UnknownToken};

use crate::content::{Campaign, CategoryId, TopicId};

/// How a topic was reached from a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
    /// From a category, a list of related topics or a link: a new question.
    Opened,
    /// The same topic shown again (back, another language): not a question.
    Again,
    /// Chosen among suggestions: the answer to a question already counted.
    Accepted,
}

/// A place in the conversation that a token can name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The language screen; afterwards this place is shown.
    Languages {
        place: Place,
    },
    /// A language was chosen (the token's own): the place is shown in it.
    Chosen {
        place: Place,
        /// Nobody knew the person's language before, so the place was not seen yet.
        is_first: bool,
    },
    Home,
    /// Danger now.
    Danger {
        /// Typed words led here: that question is counted, a topic pressed here is none.
        asked: bool,
    },
    /// A category's topics, from the given page on (zero is the first).
    Category {
        category: CategoryId,
        page: u8,
        /// One typed word led here: that question is counted, and a topic pressed here answers it.
        asked: bool,
    },
    /// Did you mean: the topics typed words may be about.
    Suggestions {
        topics: Vec<TopicMark>,
    },
    /// Nothing was found.
    Lost,
    Topic {
        topic: TopicId,
        entry: Entry,
    },
    /// "Show this to the official".
    Card {
        topic: TopicId,
    },
    /// "Do you know now what to do?"
    Helpful {
        topic: TopicId,
        yes: bool,
    },
    Contacts {
        page: u8,
    },
    Privacy,
    Help,
    About,
    /// Delete this chat's recent messages.
    Forget,
    /// "Something else" under suggestions.
    SomethingElse,
    /// A category pressed after nothing was found: says what the question was about.
    Unmet {
        category: CategoryId,
    },
}

impl Screen {
    /// What a campaign's link opens: its topic, or home.
    pub fn of_campaign(campaign: &Campaign) -> Self {
        match &campaign.topic {
            None => Self::Home,
            Some(topic) => Self::Topic {
                topic: topic.clone(),
                entry: Entry::Opened,
            },
        }
    }

    /// The screen that suggests topics; a token has room for three.
    pub fn suggestions(topics: &[TopicId]) -> Self {
        Self::Suggestions {
            topics: topics
                .iter()
                .take(SUGGESTIONS_MAX)
                .map(TopicMark::of)
                .collect(),
        }
    }
}

/// The most topics that are suggested at once.
const SUGGESTIONS_MAX: usize = 3;

/// A screen as it is shown again after a choice of language: nothing is asked, accepted or
/// deleted a second time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place(Box<Screen>);

impl Place {
    pub fn home() -> Self {
        Self(Box::new(Screen::Home))
    }

    /// Where a choice of language made on this screen leads.
    pub fn of(screen: &Screen) -> Self {
        Self(Box::new(match screen {
            Screen::Languages { place } | Screen::Chosen { place, .. } => return place.clone(),
            Screen::Topic { topic, .. } | Screen::Helpful { topic, .. } => Screen::Topic {
                topic: topic.clone(),
                entry: Entry::Again,
            },
            Screen::Unmet { category } => Screen::Category {
                category: category.clone(),
                page: 0,
                asked: false,
            },
            Screen::SomethingElse => Screen::Lost,
            Screen::Forget => Screen::Home,
            Screen::Home
            | Screen::Danger { .. }
            | Screen::Category { .. }
            | Screen::Suggestions { .. }
            | Screen::Lost
            | Screen::Card { .. }
            | Screen::Contacts { .. }
            | Screen::Privacy
            | Screen::Help
            | Screen::About => screen.clone(),
        }))
    }

    pub fn screen(&self) -> &Screen {
        &self.0
    }
}

/// Small talk that deserves a human sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Smalltalk {
    Greeting,
    Thanks,
    AreYouHuman,
    /// Who reads this, are you the police, will you tell: the first fear of many.
    Trust,
    Goodbye,
}

/// What typed words were found to mean.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Decision {
    /// One topic, clearly.
    Answer(TopicId),
    /// Two or three topics it may be, best first.
    Suggest(Vec<TopicId>),
    /// One very general word: the category it belongs to.
    Category(CategoryId),
    /// Danger now; the topic it is about, if that much is clear.
    Urgent(Option<TopicId>),
    Smalltalk(Smalltalk),
    /// Nothing found.
    Lost,
}

/// How an intent reached us: what is counted depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Typed,
    Button,
    Link,
}

/// What a person wants.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Intent {
    /// A screen named by a button, a link or a command.
    Open { screen: Screen, way: Way },
    /// Words that were typed.
    Typed {
        decision: Decision,
        /// The words are Kyrgyz: a Kyrgyz sentence and a way to Russian come with the answer.
        is_kyrgyz: bool,
    },
    /// A photo, a voice message, a sticker: something that cannot be read.
    Unreadable,
    /// A token of no known form, or one that names nothing any more.
    Retired,
    /// What was typed looks like the code of a poster, and there is no such code.
    MistypedCode,
}
