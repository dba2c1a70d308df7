//! An intent as a short plain word, for buttons, links and addresses, and back.

use std::fmt;
use std::str::FromStr;

use super::{Entry, Place, SUGGESTIONS_MAX, Screen};
use crate::content::{CampaignCode, Catalog, CategoryId, Topic, TopicId};
use crate::language::Language;

/// The longest token, in bytes: Telegram's limit for callback data and for `?start=` links.
pub const TOKEN_BYTES_MAX: usize = 64;

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
        write!(f, "{language}_")?;
        write_screen(f, &self.screen)?;
        if let Some(campaign) = &self.campaign {
            write!(f, "__{campaign}")?;
        }
        Ok(())
    }
}

fn write_screen(f: &mut fmt::Formatter<'_>, screen: &Screen) -> fmt::Result {
    match screen {
        Screen::Languages { place } => write_choice(f, LANGUAGES_WORD, place),
        Screen::Chosen { place, is_first } => {
            let word = if *is_first { FIRST_WORD } else { CHOSEN_WORD };
            write_choice(f, word, place)
        }
        Screen::Home => f.write_str("home"),
        Screen::Danger { asked: false } => f.write_str("now"),
        Screen::Danger { asked: true } => f.write_str("urgent"),
        Screen::Category {
            category,
            page,
            asked,
        } => {
            let word = if *asked { "word" } else { "cat" };
            write!(f, "{word}_{category}")?;
            match page {
                0 => Ok(()),
                page => write!(f, "_{page}"),
            }
        }
        Screen::Suggestions { topics } => {
            let marks: Vec<String> = topics.iter().map(TopicMark::to_string).collect();
            write!(f, "dym_{}", marks.join("-"))
        }
        Screen::Lost => f.write_str("lost"),
        Screen::Topic { topic, entry } => {
            let word = match entry {
                Entry::Opened => "topic",
                Entry::Again => "again",
                Entry::Accepted => "pick",
            };
            write!(f, "{word}_{topic}")
        }
        Screen::Card { topic } => write!(f, "card_{topic}"),
        Screen::Helpful { topic, yes: true } => write!(f, "yes_{topic}"),
        Screen::Helpful { topic, yes: false } => write!(f, "no_{topic}"),
        Screen::Contacts { page: 0 } => f.write_str("who"),
        Screen::Contacts { page } => write!(f, "who_{page}"),
        Screen::Privacy => f.write_str("priv"),
        Screen::Help => f.write_str("help"),
        Screen::About => f.write_str("about"),
        Screen::Forget => f.write_str("forget"),
        Screen::SomethingElse => f.write_str("else"),
        Screen::Unmet { category } => write!(f, "unmet_{category}"),
    }
}

const LANGUAGES_WORD: &str = "lang";
const CHOSEN_WORD: &str = "set";
const FIRST_WORD: &str = "go";

/// Home is the word alone and a topic follows it, as in the first tokens there were; any other
/// place is joined to the word by a hyphen: `set-cat_school`.
fn write_choice(f: &mut fmt::Formatter<'_>, word: &str, place: &Place) -> fmt::Result {
    match place.screen() {
        Screen::Home => f.write_str(word),
        Screen::Topic { topic, .. } => write!(f, "{word}_{topic}"),
        screen => {
            write!(f, "{word}-")?;
            write_screen(f, screen)
        }
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
    let choice = |word: &str| read_choice(word, argument, page);
    if let Some(rest) = word.strip_prefix(LANGUAGES_WORD) {
        return choice(rest).map(|place| Screen::Languages { place });
    }
    for (prefix, is_first) in [(CHOSEN_WORD, false), (FIRST_WORD, true)] {
        if let Some(rest) = word.strip_prefix(prefix) {
            return choice(rest).map(|place| Screen::Chosen { place, is_first });
        }
    }
    let topic = || argument?.parse::<TopicId>().ok();
    let category = || argument?.parse::<CategoryId>().ok();
    let screen = match word {
        "cat" | "word" => {
            return Some(Screen::Category {
                category: category()?,
                page: read_page(page)?,
                asked: word == "word",
            });
        }
        "dym" => Screen::Suggestions {
            topics: read_marks(argument?)?,
        },
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
                "now" => Screen::Danger { asked: false },
                "urgent" => Screen::Danger { asked: true },
                "lost" => Screen::Lost,
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

/// Reads the place of a choice of language from what follows its word.
fn read_choice(rest: &str, argument: Option<&str>, page: Option<&str>) -> Option<Place> {
    let screen = match (rest, argument, page) {
        ("", None, None) => return Some(Place::home()),
        ("", Some(topic), None) => Screen::Topic {
            topic: topic.parse().ok()?,
            entry: Entry::Again,
        },
        _ => {
            let screen = read_screen(rest.strip_prefix('-')?, argument, page)?;
            // These two have a spelling of their own, and a token has one.
            if matches!(screen, Screen::Home | Screen::Topic { .. }) {
                return None;
            }
            screen
        }
    };
    let place = Place::of(&screen);
    (*place.screen() == screen).then_some(place)
}

fn read_marks(text: &str) -> Option<Vec<TopicMark>> {
    let marks: Vec<TopicMark> = text
        .split('-')
        .map(|mark| mark.parse().ok())
        .collect::<Option<_>>()?;
    (marks.len() <= SUGGESTIONS_MAX).then_some(marks)
}

/// Reads a page number; only the form that is written is read, so a token has one spelling.
fn read_page(text: Option<&str>) -> Option<u8> {
    let Some(text) = text else { return Some(0) };
    let page: u8 = text.parse().ok()?;
    (page > 0 && page.to_string() == text).then_some(page)
}

/// A topic's id in eight letters, for tokens that name several: three ids would be too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TopicMark(u32);

impl TopicMark {
    pub fn of(topic: &TopicId) -> Self {
        let hash = blake3::hash(topic.as_str().as_bytes());
        let [a, b, c, d, ..] = *hash.as_bytes();
        Self(u32::from_be_bytes([a, b, c, d]))
    }

    /// Finds the topic; none when it is gone.
    pub fn topic(self, catalog: &Catalog) -> Option<&Topic> {
        catalog
            .topics()
            .iter()
            .find(|topic| Self::of(&topic.id) == self)
    }
}

impl fmt::Display for TopicMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for TopicMark {
    type Err = UnknownToken;

    /// Reads the one form that is written: eight digits, small letters.
    fn from_str(text: &str) -> Result<Self, UnknownToken> {
        u32::from_str_radix(text, 16)
            .map(Self)
            .ok()
            .filter(|mark| mark.to_string() == text)
            .ok_or(UnknownToken)
    }
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
        let choice = (plain_screen(), any::<bool>(), any::<bool>()).prop_map(
            |(screen, is_language_screen, is_first)| {
                let place = Place::of(&screen);
                if is_language_screen {
                    Screen::Languages { place }
                } else {
                    Screen::Chosen { place, is_first }
                }
            },
        );
        prop_oneof![3 => plain_screen(), 1 => choice]
    }

    fn plain_screen() -> impl Strategy<Value = Screen> {
        let entry = prop_oneof![
            Just(Entry::Opened),
            Just(Entry::Again),
            Just(Entry::Accepted)
        ];
        prop_oneof![
            (category(), any::<u8>(), any::<bool>()).prop_map(|(category, page, asked)| {
                Screen::Category {
                    category,
                    page,
                    asked,
                }
            }),
            proptest::collection::vec(topic(), 1..5).prop_map(|ids| Screen::suggestions(&ids)),
            any::<bool>().prop_map(|asked| Screen::Danger { asked }),
            (topic(), entry).prop_map(|(topic, entry)| Screen::Topic { topic, entry }),
            topic().prop_map(|topic| Screen::Card { topic }),
            (topic(), any::<bool>()).prop_map(|(topic, yes)| Screen::Helpful { topic, yes }),
            category().prop_map(|category| Screen::Unmet { category }),
            any::<u8>().prop_map(|page| Screen::Contacts { page }),
            prop_oneof![
                Just(Screen::Home),
                Just(Screen::Lost),
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
        // Buttons carry no campaign, and only buttons lead to a choice of language.
        (language, screen(), campaign).prop_map(|(language, screen, campaign)| Token {
            language,
            campaign: campaign
                .filter(|_| !matches!(screen, Screen::Languages { .. } | Screen::Chosen { .. })),
            screen,
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
            "ru_set",
            "ru_set_school-right",
            "tg_lang_school-right",
        ] {
            let token: Token = printed.parse().unwrap();
            assert_eq!(token.to_string(), printed);
        }
    }

    #[test]
    fn a_choice_of_language_leads_to_the_same_place_and_asks_nothing_twice() {
        let token = |text: &str| text.parse::<Token>().unwrap();
        for (screen, choice) in [
            ("ru_topic_school-right", "ru_set_school-right"),
            ("ru_pick_school-right", "ru_set_school-right"),
            ("ru_no_school-right", "ru_set_school-right"),
            ("ru_cat_school_2", "ru_set-cat_school_2"),
            ("ru_unmet_school", "ru_set-cat_school"),
            ("ru_word_school", "ru_set-word_school"),
            ("ru_else", "ru_set-lost"),
            ("ru_forget", "ru_set"),
            ("ru_urgent", "ru_set-urgent"),
            ("ru_dym_00c0ffee-1234abcd", "ru_set-dym_00c0ffee-1234abcd"),
            ("ru_lang-who_1", "ru_set-who_1"),
        ] {
            let place = Place::of(&token(screen).screen);
            let chosen = Screen::Chosen {
                place,
                is_first: false,
            };
            assert_eq!(
                Token::button(Language::Russian, chosen).to_string(),
                choice,
                "{screen}"
            );
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
            "ru_set-home",
            "ru_set-again_school-right",
            "ru_set-topic_school-right",
            "ru_set-set-now",
            "ru_set-forget",
            "ru_go-pick_school-right",
            "ru_settings",
            "ru_dym",
            "ru_dym_1234567",
            "ru_dym_1234567A",
            "ru_dym_+1234567",
            "ru_dym_00000001-00000002-00000003-00000004",
        ] {
            assert_eq!(text.parse::<Token>(), Err(UnknownToken), "{text}");
        }
    }
}
