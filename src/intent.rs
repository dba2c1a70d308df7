//! What a person wants, and the token that carries it through buttons, links and addresses.
//!
//! A pressed button, a deep link and a preview address already *are* an [`Intent`]; typed words
//! become one in `understanding`. What is said in return is decided in `conversation`.

use std::fmt;
use std::str::FromStr;

use crate::content::{CampaignCode, CategoryId, TopicId};
use crate::language::Language;

/// The longest token, in bytes: Telegram's limit for callback data and for `?start=` links.
pub const TOKEN_BYTES_MAX: usize = 64;

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
    /// The language screen; afterwards the topic is shown again, if there is one.
    Languages {
        topic: Option<TopicId>,
    },
    /// A language was chosen on that screen (the token's own language).
    Chosen {
        topic: Option<TopicId>,
    },
    Home,
    Danger,
    /// A category's topics, from the given page on (zero is the first).
    Category {
        category: CategoryId,
        page: u8,
    },
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

/// What a token carries.
///
/// The text form is `<language>_<screen>[_<argument>[_<page>]][__<campaign>]`, at most 64 bytes
/// of `A-Z a-z 0-9 _ -`; a printed link must still be understood years later, so its words are
/// never reused or renamed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// The language to answer in; a link without one leaves the choice to the person.
    pub language: Option<Language>,
    pub screen: Screen,
    /// The campaign a printed link belongs to. Buttons carry none.
    pub campaign: Option<CampaignCode>,
}

/// Why a token could not be read. It says nothing of the token's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownToken;

impl Token {
    /// A button: a screen in a language.
    pub fn button(language: Language, screen: Screen) -> Self {
        Self {
            language: Some(language),
            screen,
            campaign: None,
        }
    }
}

const LANGUAGES: [(Language, &str); 5] = [
    (Language::Kazakh, "kk"),
    (Language::Russian, "ru"),
    (Language::Tajik, "tg"),
    (Language::Uzbek, "uz"),
    (Language::UzbekCyrillic, "uzc"),
];
const ANY_LANGUAGE: &str = "any";

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = self.language.map_or(ANY_LANGUAGE, |wanted| {
            LANGUAGES
                .iter()
                .find_map(|(language, word)| (*language == wanted).then_some(*word))
                .unwrap_or(ANY_LANGUAGE)
        });
        f.write_str(language)?;
        match &self.screen {
            Screen::Languages { topic: None } => f.write_str("_lang")?,
            Screen::Languages { topic: Some(topic) } => write!(f, "_lang_{topic}")?,
            Screen::Chosen { topic: None } => f.write_str("_set")?,
            Screen::Chosen { topic: Some(topic) } => write!(f, "_set_{topic}")?,
            Screen::Home => f.write_str("_home")?,
            Screen::Danger => f.write_str("_now")?,
            Screen::Category { category, page: 0 } => write!(f, "_cat_{category}")?,
            Screen::Category { category, page } => write!(f, "_cat_{category}_{page}")?,
            Screen::Topic { topic, entry } => {
                let word = match entry {
                    Entry::Opened => "topic",
                    Entry::Again => "again",
                    Entry::Accepted => "pick",
                };
                write!(f, "_{word}_{topic}")?;
            }
            Screen::Card { topic } => write!(f, "_card_{topic}")?,
            Screen::Helpful { topic, yes: true } => write!(f, "_yes_{topic}")?,
            Screen::Helpful { topic, yes: false } => write!(f, "_no_{topic}")?,
            Screen::Contacts { page: 0 } => f.write_str("_who")?,
            Screen::Contacts { page } => write!(f, "_who_{page}")?,
            Screen::Privacy => f.write_str("_priv")?,
            Screen::Help => f.write_str("_help")?,
            Screen::About => f.write_str("_about")?,
            Screen::Forget => f.write_str("_forget")?,
            Screen::SomethingElse => f.write_str("_else")?,
            Screen::Unmet { category } => write!(f, "_unmet_{category}")?,
        }
        if let Some(campaign) = &self.campaign {
            write!(f, "__{campaign}")?;
        }
        Ok(())
    }
}

impl FromStr for Token {
    type Err = UnknownToken;

    /// Reads a token; anything else, however hostile, is an [`UnknownToken`].
    fn from_str(text: &str) -> Result<Self, UnknownToken> {
        if text.len() > TOKEN_BYTES_MAX {
            return Err(UnknownToken);
        }
        let (body, campaign) = match text.split_once("__") {
            Some((body, code)) => (body, Some(code.parse().map_err(|_| UnknownToken)?)),
            None => (text, None),
        };
        let mut parts = body.split('_');
        let language = match parts.next().ok_or(UnknownToken)? {
            ANY_LANGUAGE => None,
            word => Some(
                LANGUAGES
                    .iter()
                    .find_map(|(language, tag)| (*tag == word).then_some(*language))
                    .ok_or(UnknownToken)?,
            ),
        };
        let word = parts.next().ok_or(UnknownToken)?;
        let argument = parts.next();
        let page = parts.next();
        if parts.next().is_some() {
            return Err(UnknownToken);
        }
        let screen = read_screen(word, argument, page).ok_or(UnknownToken)?;
        Ok(Self {
            language,
            screen,
            campaign,
        })
    }
}

fn read_screen(word: &str, argument: Option<&str>, page: Option<&str>) -> Option<Screen> {
    let topic = || argument?.parse::<TopicId>().ok();
    let optional_topic = || match argument {
        None => Some(None),
        Some(text) => text.parse::<TopicId>().ok().map(Some),
    };
    let category = || argument?.parse::<CategoryId>().ok();
    let screen = match word {
        "lang" => Screen::Languages {
            topic: optional_topic()?,
        },
        "set" => Screen::Chosen {
            topic: optional_topic()?,
        },
        "cat" => {
            let page = read_page(page)?;
            return Some(Screen::Category {
                category: category()?,
                page,
            });
        }
        "topic" => Screen::Topic {
            topic: topic()?,
            entry: Entry::Opened,
        },
        "again" => Screen::Topic {
            topic: topic()?,
            entry: Entry::Again,
        },
        "pick" => Screen::Topic {
            topic: topic()?,
            entry: Entry::Accepted,
        },
        "card" => Screen::Card { topic: topic()? },
        "yes" => Screen::Helpful {
            topic: topic()?,
            yes: true,
        },
        "no" => Screen::Helpful {
            topic: topic()?,
            yes: false,
        },
        "unmet" => Screen::Unmet {
            category: category()?,
        },
        "who" => {
            return page.is_none().then_some(Screen::Contacts {
                page: read_page(argument)?,
            });
        }
        plain => {
            let screen = match plain {
                "home" => Screen::Home,
                "now" => Screen::Danger,
                "priv" => Screen::Privacy,
                "help" => Screen::Help,
                "about" => Screen::About,
                "forget" => Screen::Forget,
                "else" => Screen::SomethingElse,
                _ => return None,
            };
            return argument.is_none().then_some(screen);
        }
    };
    page.is_none().then_some(screen)
}

/// Reads a page number; only the form that is written is read, so a token has one spelling.
fn read_page(text: Option<&str>) -> Option<u8> {
    let Some(text) = text else { return Some(0) };
    let page: u8 = text.parse().ok()?;
    (page > 0 && page.to_string() == text).then_some(page)
}

/// Small talk that deserves a human sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Smalltalk {
    Greeting,
    Thanks,
    AreYouHuman,
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id() -> impl Strategy<Value = String> {
        "[a-z0-9]{1,17}(-[a-z0-9]{1,18})?"
    }

    fn topic() -> impl Strategy<Value = TopicId> {
        id().prop_map(|text| text.parse().unwrap())
    }

    fn category() -> impl Strategy<Value = CategoryId> {
        id().prop_map(|text| text.parse().unwrap())
    }

    fn screen() -> impl Strategy<Value = Screen> {
        let entry = prop_oneof![
            Just(Entry::Opened),
            Just(Entry::Again),
            Just(Entry::Accepted)
        ];
        prop_oneof![
            proptest::option::of(topic()).prop_map(|topic| Screen::Languages { topic }),
            proptest::option::of(topic()).prop_map(|topic| Screen::Chosen { topic }),
            (category(), any::<u8>())
                .prop_map(|(category, page)| Screen::Category { category, page }),
            (topic(), entry).prop_map(|(topic, entry)| Screen::Topic { topic, entry }),
            topic().prop_map(|topic| Screen::Card { topic }),
            (topic(), any::<bool>()).prop_map(|(topic, yes)| Screen::Helpful { topic, yes }),
            category().prop_map(|category| Screen::Unmet { category }),
            any::<u8>().prop_map(|page| Screen::Contacts { page }),
            prop_oneof![
                Just(Screen::Home),
                Just(Screen::Danger),
                Just(Screen::Privacy),
                Just(Screen::Help),
                Just(Screen::About),
                Just(Screen::Forget),
                Just(Screen::SomethingElse),
            ],
        ]
    }

    fn token() -> impl Strategy<Value = Token> {
        let language = proptest::option::of(proptest::sample::select(&Language::ALL[..]));
        let campaign =
            proptest::option::of("[A-Z0-9]{3,12}".prop_map(|code| code.parse().unwrap()));
        (language, screen(), campaign).prop_map(|(language, screen, campaign)| Token {
            language,
            screen,
            campaign,
        })
    }

    proptest! {
        #[test]
        fn a_token_is_short_plain_and_leads_back_to_what_was_meant(token in token()) {
            let text = token.to_string();
            prop_assert!(text.len() <= TOKEN_BYTES_MAX, "{} bytes", text.len());
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'));
            prop_assert_eq!(text.parse::<Token>(), Ok(token));
        }

        #[test]
        fn whatever_is_read_is_written_the_same_again(text in "[a-zA-Z0-9_-]{0,70}") {
            if let Ok(token) = text.parse::<Token>() {
                prop_assert_eq!(token.to_string(), text);
            }
        }

        #[test]
        fn a_hostile_token_is_only_unknown(text in any::<String>()) {
            let _ = text.parse::<Token>();
        }
    }

    /// These stand on paper: the list only grows.
    #[test]
    fn links_printed_once_are_understood_for_ever() {
        for printed in [
            "ru_topic_school-right",
            "kk_home",
            "uzc_topic_registration-arrival__ABC23",
            "any_home__KLINIKA7",
            "tg_now",
            "uz_cat_school",
            "kk_who_1",
        ] {
            let token: Token = printed.parse().unwrap();
            assert_eq!(token.to_string(), printed);
        }
    }

    #[test]
    fn a_token_of_another_spelling_is_unknown() {
        for text in [
            "",
            "ru",
            "ru_",
            "xx_home",
            "ru_home_more",
            "ru_cat_school_0",
            "ru_cat_school_01",
            "ru_cat_school_256",
            "ru_topic_School",
            "ru_topic_-",
            "ru_home__abc",
            "ru_home__",
        ] {
            assert_eq!(text.parse::<Token>(), Err(UnknownToken), "{text}");
        }
    }
}
