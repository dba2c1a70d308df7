//! The conversation on the content of this repository: every screen, every language.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::content;
use crate::intent::{Smalltalk, Token, TopicMark};
use crate::localization;

mod counted;
mod meeting;
mod places;

struct Books {
    catalog: Catalog,
    localization: Localization,
}

impl Books {
    fn open() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = content::load(&root.join("content")).expect("content holds together");
        let localization = localization::load(&root.join("locales"), catalog.uzbek())
            .unwrap_or_else(|problems| panic!("{}", problems[0]));
        Self {
            catalog,
            localization,
        }
    }

    fn knowledge(&self, edition: Edition) -> Knowledge<'_> {
        Knowledge {
            catalog: &self.catalog,
            localization: &self.localization,
            edition,
            today: jiff::civil::date(2026, 11, 24),
            counted: crate::counts::policy::COUNTED,
            operator: None,
        }
    }

    /// An answer in a chat that goes on in a language.
    fn say(&self, language: Language, intent: &Intent) -> Turn {
        self.answer(going_on(language), intent)
    }

    fn answer(&self, state: State, intent: &Intent) -> Turn {
        respond(&self.knowledge(Edition::Pilot), state, intent)
    }

    fn text(&self, language: Language, id: &str) -> String {
        self.localization.text(language, id, &[])
    }

    /// Presses a button as the service does: its language is chosen, and answered in.
    fn press(&self, state: State, token: &Token) -> Turn {
        let language = token.language.or(state.language);
        let chosen = match token.screen {
            Screen::Chosen { .. } => token.language,
            _ => state.chosen,
        };
        let state = State {
            language,
            chosen,
            ..state
        };
        self.answer(state, &open(token.screen.clone()))
    }
}

fn going_on(language: Language) -> State {
    State {
        language: Some(language),
        chosen: Some(language),
        promised: Some(language),
    }
}

fn typed(decision: Decision) -> Intent {
    Intent::Typed {
        decision,
        is_kyrgyz: false,
    }
}

fn topic(id: &str) -> TopicId {
    id.parse().unwrap()
}

fn open(screen: Screen) -> Intent {
    Intent::Open {
        screen,
        way: Way::Button,
    }
}

fn tokens(reply: &Reply) -> Vec<Token> {
    reply
        .buttons
        .iter()
        .flatten()
        .filter_map(|button| match &button.action {
            Action::Open(token) => Some(token.clone()),
            Action::Share { .. } => None,
        })
        .collect()
}

fn words(reply: &Reply) -> String {
    format!("{:?} {:?}", reply.blocks, reply.buttons)
}

#[test]
fn every_screen_is_reached_from_home_in_every_language_and_none_is_a_dead_end() {
    let books = Books::open();
    for language in Language::ALL {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![Token::button(language, Screen::Home)];
        while let Some(token) = waiting.pop() {
            if token.language != Some(language) || !seen.insert(token.to_string()) {
                continue;
            }
            let turn = books.say(language, &open(token.screen.clone()));
            assert!(!turn.reply.blocks.is_empty(), "{token} says nothing");
            assert!(!turn.reply.buttons.is_empty(), "{token} is a dead end");
            for next in tokens(&turn.reply) {
                assert!(next.to_string().len() <= 64);
                waiting.push(next);
            }
        }
        for topic in books.catalog.topics() {
            let token = Token::button(
                language,
                Screen::Topic {
                    topic: topic.id.clone(),
                    entry: Entry::Opened,
                },
            );
            assert!(seen.contains(&token.to_string()), "{token} is not reached");
        }
    }
}

#[test]
fn no_reply_shows_a_message_id_an_unfilled_amount_or_an_invisible_mark() {
    let books = Books::open();
    let ids: BTreeSet<&str> = books
        .localization
        .messages()
        .keys()
        .map(String::as_str)
        .collect();
    for language in Language::ALL {
        let mut intents: Vec<Intent> = vec![
            open(Screen::Home),
            open(Screen::Danger { asked: false }),
            open(Screen::Lost),
            open(Screen::Privacy),
            open(Screen::Help),
            open(Screen::About),
            open(Screen::Forget),
            open(Screen::Contacts { page: 0 }),
            open(Screen::Languages {
                place: Place::home(),
            }),
            open(Screen::SomethingElse),
            open(Screen::Chosen {
                place: Place::home(),
                is_first: true,
            }),
            Intent::Unreadable,
            Intent::Retired,
            Intent::MistypedCode,
            Intent::Typed {
                decision: Decision::Lost,
                is_kyrgyz: true,
            },
        ];
        for kind in [
            Smalltalk::Greeting,
            Smalltalk::Thanks,
            Smalltalk::AreYouHuman,
            Smalltalk::Trust,
            Smalltalk::Goodbye,
        ] {
            intents.push(Intent::Typed {
                decision: Decision::Smalltalk(kind),
                is_kyrgyz: false,
            });
        }
        for topic in books.catalog.topics() {
            let topic = || topic.id.clone();
            intents.push(open(Screen::Topic {
                topic: topic(),
                entry: Entry::Opened,
            }));
            intents.push(open(Screen::Card { topic: topic() }));
            for yes in [true, false] {
                intents.push(open(Screen::Helpful {
                    topic: topic(),
                    yes,
                }));
            }
        }
        for intent in &intents {
            let said = words(&books.say(language, intent).reply);
            for word in said.split(|c: char| !(c.is_ascii_lowercase() || c == '-')) {
                assert!(
                    !word.contains('-') || !ids.contains(word),
                    "{intent:?} shows {word}"
                );
            }
            assert!(
                !said.contains("{mci") && !said.contains("{fine"),
                "{intent:?}"
            );
            assert!(
                !said.contains('\u{2068}') && !said.contains("{$"),
                "{intent:?}"
            );
        }
    }
}

#[test]
fn a_retired_topic_leads_home_with_a_word_and_is_not_counted() {
    let books = Books::open();
    let gone: TopicId = "no-such-topic".parse().unwrap();
    for screen in [
        Screen::Topic {
            topic: gone.clone(),
            entry: Entry::Opened,
        },
        Screen::Category {
            category: "no-such-category".parse().unwrap(),
            page: 7,
            asked: false,
        },
    ] {
        let turn = books.say(Language::Tajik, &open(screen));
        let word = books.localization.text(Language::Tajik, "retired", &[]);
        assert_eq!(turn.reply.blocks[0], Block::Text(word));
        assert_eq!(turn.events, vec![]);
    }
}

#[test]
fn the_signed_edition_shows_no_unsigned_answer() {
    let books = Books::open();
    let topic = &books.catalog.topics()[0];
    let state = State {
        language: Some(Language::Uzbek),
        ..State::default()
    };
    let intent = open(Screen::Topic {
        topic: topic.id.clone(),
        entry: Entry::Opened,
    });
    let turn = respond(&books.knowledge(Edition::Signed), state, &intent);
    let said = words(&turn.reply);
    let answer = &topic.texts.get(Language::Uzbek).answer;
    assert!(!said.contains(answer.as_str()));
    assert!(said.contains("111"));
    assert!(matches!(
        turn.events[..],
        [Event::Question {
            outcome: Outcome::Unanswered,
            ..
        }]
    ));
}

#[test]
fn an_amount_past_its_last_day_stays_with_its_year() {
    let books = Books::open();
    let mut knowledge = books.knowledge(Edition::Pilot);
    let text = |knowledge: &Knowledge<'_>| amounts::fill(knowledge, Language::Russian, "{mci}!");
    assert_eq!(text(&knowledge), "4\u{a0}325 ₸!");
    knowledge.today = jiff::civil::date(2028, 2, 29);
    assert!(text(&knowledge).contains("2026"), "{}", text(&knowledge));
    knowledge.today = jiff::civil::date(2025, 3, 1);
    assert_eq!(text(&knowledge), "3\u{a0}932 ₸!");
}

#[test]
fn whoever_runs_the_bot_is_named_and_otherwise_that_is_said() {
    let books = Books::open();
    for language in Language::ALL {
        let mut knowledge = books.knowledge(Edition::Pilot);
        let about = |knowledge: &Knowledge<'_>| {
            words(&respond(knowledge, going_on(language), &open(Screen::About)).reply)
        };
        let unnamed = books.text(language, "about-no-operator");
        assert!(about(&knowledge).contains(&unnamed));
        assert!(about(&knowledge).contains(books.catalog.version()));
        assert!(about(&knowledge).contains("23.11.2026"), "when it was read");
        let act = books.catalog.topics()[0].sources[0].law().unwrap();
        let act = books.catalog.law(act).unwrap().title.get(language);
        assert!(about(&knowledge).contains(act.as_str()), "no {act}");
        knowledge.operator = Some("Фонд «Мектеп», help@mektep.example");
        let named = about(&knowledge);
        assert!(named.contains("Фонд «Мектеп», help@mektep.example"));
        assert!(!named.contains(&unnamed));
    }
}

#[test]
fn contacts_are_hotlines_first_and_then_organisations_city_by_city() {
    let books = Books::open();
    // Eight a page: the pages past the last one begin again, so only as many as there are.
    let pages = books.catalog.contacts().len().div_ceil(8);
    let turns: Vec<_> = (0..pages)
        .map(|page| {
            let page = u8::try_from(page).unwrap();
            books.say(Language::Russian, &open(Screen::Contacts { page }))
        })
        .collect();
    let names: Vec<&str> = turns
        .iter()
        .flat_map(|turn| &turn.reply.blocks)
        .filter_map(|block| match block {
            Block::Contact { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names.len(), books.catalog.contacts().len());
    let hotlines: Vec<&str> = books
        .catalog
        .contacts()
        .iter()
        .filter(|contact| contact.kind == content::ContactKind::Hotline)
        .map(|contact| contact.name.get(Language::Russian).as_str())
        .collect();
    assert_eq!(names[..hotlines.len()], hotlines);
    let city_of = |shown: &&str| {
        let contacts = books.catalog.contacts().iter();
        let mut shown_so = contacts.filter_map(|contact| {
            let city = contact.city.as_ref()?.get(Language::Russian);
            let name = contact.name.get(Language::Russian);
            (*shown == format!("{name}, {city}")).then_some(city.as_str())
        });
        shown_so.next()
    };
    let organisations = names[hotlines.len()..].iter();
    let cities: Vec<&str> = organisations.filter_map(city_of).collect();
    assert!(!cities.is_empty());
    let mut runs = cities.clone();
    runs.dedup();
    let different: BTreeSet<&str> = cities.iter().copied().collect();
    assert_eq!(runs.len(), different.len(), "{cities:?}");
}
