//! The places of a topic's text that a translator may change: one row of a table each.

use std::fmt;

use crate::content::made_from::Wording;
use crate::content::{Topic, TopicText};
use crate::language::Language;

/// A place in a topic's text, the same in every language. Items count from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Title,
    Answer,
    Step(usize),
    Paper(usize),
    Refused(usize),
    DiffersWho(usize),
    DiffersText(usize),
    Exposure,
    Official,
}

impl Place {
    /// The places a topic has in a language, in reading order.
    pub fn all_of(topic: &Topic, language: Language) -> Vec<Self> {
        let text = topic.texts.get(language);
        let mut places = vec![Self::Title, Self::Answer];
        places.extend((1..=text.steps.len()).map(Self::Step));
        places.extend((1..=text.papers.len()).map(Self::Paper));
        places.extend((1..=text.refused.len()).map(Self::Refused));
        for number in 1..=text.differs.len() {
            places.extend([Self::DiffersWho(number), Self::DiffersText(number)]);
        }
        places.extend(text.exposure.is_some().then_some(Self::Exposure));
        places.extend(topic.card.is_some().then_some(Self::Official));
        places
    }

    /// The words that stand there, if the topic has the place.
    pub fn words(self, topic: &Topic, language: Language) -> Option<&str> {
        let text = topic.texts.get(language);
        match self {
            Self::Official => {
                let card = topic.card.as_ref()?;
                Some(card.texts.get(language))
            }
            _ => self.of_text(text),
        }
    }

    /// The words that stand there in a text kept from former days.
    pub fn words_of(self, wording: &Wording) -> Option<&str> {
        match self {
            Self::Official => Some(&wording.official.as_ref()?.1),
            _ => self.of_text(&wording.text),
        }
    }

    /// The words of all places of the same list; none where the place is no item of a list.
    pub fn siblings(self, text: &TopicText) -> Vec<&str> {
        fn words(list: &[String]) -> Vec<&str> {
            list.iter().map(String::as_str).collect()
        }
        match self {
            Self::Step(_) => words(&text.steps),
            Self::Paper(_) => words(&text.papers),
            Self::Refused(_) => words(&text.refused),
            Self::DiffersWho(_) => text.differs.iter().map(|d| d.who.as_str()).collect(),
            Self::DiffersText(_) => text.differs.iter().map(|d| d.text.as_str()).collect(),
            Self::Title | Self::Answer | Self::Exposure | Self::Official => Vec::new(),
        }
    }

    fn of_text(self, text: &TopicText) -> Option<&str> {
        let differs = |number: usize| text.differs.get(number.checked_sub(1)?);
        match self {
            Self::Title => Some(&text.title),
            Self::Answer => Some(&text.answer),
            Self::Step(number) => item(&text.steps, number),
            Self::Paper(number) => item(&text.papers, number),
            Self::Refused(number) => item(&text.refused, number),
            Self::DiffersWho(number) => Some(&differs(number)?.who),
            Self::DiffersText(number) => Some(&differs(number)?.text),
            Self::Exposure => text.exposure.as_deref(),
            Self::Official => None,
        }
    }

    /// The place whose numbers are compared together with this one's: who and text of `differs` may
    /// share them in another way in each language.
    pub fn partner(self) -> Option<Self> {
        match self {
            Self::DiffersWho(number) => Some(Self::DiffersText(number)),
            Self::DiffersText(number) => Some(Self::DiffersWho(number)),
            _ => None,
        }
    }
}

fn item(list: &[String], number: usize) -> Option<&str> {
    list.get(number.checked_sub(1)?).map(String::as_str)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title"),
            Self::Answer => f.write_str("answer"),
            Self::Step(number) => write!(f, "steps {number}"),
            Self::Paper(number) => write!(f, "papers {number}"),
            Self::Refused(number) => write!(f, "refused {number}"),
            Self::DiffersWho(number) => write!(f, "differs {number} who"),
            Self::DiffersText(number) => write!(f, "differs {number} text"),
            Self::Exposure => f.write_str("exposure"),
            Self::Official => f.write_str("official"),
        }
    }
}
