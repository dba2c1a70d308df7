//! The first meeting: nobody knows the person's language, and she does not know us.

use super::*;

const PROMISES: [&str; 3] = [
    "promise-not-police",
    "promise-not-known",
    "promise-only-totals",
];

impl Books {
    fn says_promises(&self, language: Language, reply: &Reply) -> bool {
        let said = words(reply);
        PROMISES
            .iter()
            .all(|id| said.contains(&self.text(language, id)))
    }

    /// What somebody meets of whom nothing is known.
    fn meet(&self, intent: &Intent) -> Turn {
        self.answer(State::default(), intent)
    }

    /// The place shown once Tajik was chosen on the four-language screen.
    fn after_choosing(&self, intent: &Intent) -> Turn {
        let first = self.meet(intent);
        let tajik = tokens(&first.reply)
            .into_iter()
            .find(|token| token.language == Some(Language::Tajik))
            .unwrap();
        self.press(first.state, &tajik)
    }
}

fn link(screen: Screen) -> Intent {
    Intent::Open {
        screen,
        way: Way::Link,
    }
}

#[test]
fn the_first_greeting_says_who_we_are_not_and_what_is_not_kept() {
    let books = Books::open();
    for language in Language::ALL {
        let welcome = books.say(language, &link(Screen::Home));
        for id in PROMISES {
            let line = books.text(language, id);
            assert!(
                welcome.reply.blocks.contains(&Block::Text(line)),
                "{id} in {language:?}"
            );
        }
    }
}

#[test]
fn a_first_typed_question_brings_the_promises_once_whatever_it_is() {
    let books = Books::open();
    for language in Language::ALL {
        for decision in [
            Decision::Answer(topic("school-right")),
            Decision::Suggest(vec![topic("school-right"), topic("school-enrol")]),
            Decision::Category("school".parse().unwrap()),
            Decision::Urgent(None),
            Decision::Urgent(Some(topic("safety-violence"))),
            Decision::Smalltalk(Smalltalk::Greeting),
            Decision::Lost,
        ] {
            let state = State {
                language: Some(language),
                ..State::default()
            };
            let intent = typed(decision);
            let first = books.answer(state, &intent);
            assert!(books.says_promises(language, &first.reply), "{intent:?}");
            let second = books.answer(first.state, &intent);
            assert!(!books.says_promises(language, &second.reply), "{intent:?}");
        }
    }
}

#[test]
fn in_danger_the_numbers_stand_before_the_promises() {
    let books = Books::open();
    let state = State {
        language: Some(Language::Uzbek),
        ..State::default()
    };
    let reply = books.answer(state, &typed(Decision::Urgent(None))).reply;
    let said = words(&reply);
    let promise = books.text(Language::Uzbek, "promise-not-police");
    assert!(said.find("112").unwrap() < said.find(&promise).unwrap());
}

#[test]
fn in_danger_the_numbers_stand_in_the_order_of_the_sentence_above_them() {
    let books = Books::open();
    for language in Language::ALL {
        let state = State {
            language: Some(language),
            ..State::default()
        };
        let reply = books.answer(state, &typed(Decision::Urgent(None))).reply;
        let sentence = books.text(language, "danger-call-now");
        let phone = |block: &Block| match block {
            Block::Contact { phone, .. } => phone.clone(),
            _ => None,
        };
        let phones: Vec<String> = reply.blocks.iter().filter_map(phone).collect();
        let places = phones.iter().map(|phone| sentence.find(phone));
        assert_eq!(phones.len(), 4);
        assert!(places.is_sorted() && phones[0] == "112", "{phones:?}");
    }
}

#[test]
fn a_poster_brings_the_promises_and_a_button_does_not() {
    let books = Books::open();
    for screen in [
        Screen::Topic {
            topic: topic("school-right"),
            entry: Entry::Opened,
        },
        Screen::Danger { asked: false },
        Screen::Contacts { page: 0 },
        Screen::Category {
            category: "school".parse().unwrap(),
            page: 0,
            asked: false,
        },
    ] {
        let by_link = books.say(Language::Tajik, &link(screen.clone()));
        assert!(books.says_promises(Language::Tajik, &by_link.reply));
        let by_button = books.say(Language::Tajik, &open(screen));
        assert!(!books.says_promises(Language::Tajik, &by_button.reply));
    }
}

#[test]
fn a_language_chosen_for_the_first_time_says_the_promises_in_it() {
    let books = Books::open();
    let state = going_on(Language::Russian);
    let screen = books.answer(
        state,
        &open(Screen::Languages {
            place: Place::of(&Screen::Help),
        }),
    );
    let uzbek = tokens(&screen.reply)
        .into_iter()
        .find(|token| token.language == Some(Language::Uzbek))
        .unwrap();
    let chosen = books.press(state, &uzbek);
    assert!(books.says_promises(Language::Uzbek, &chosen.reply));
    assert!(words(&chosen.reply).contains(&books.text(Language::Uzbek, "help-title")));
    let again = books.press(chosen.state, &uzbek);
    assert!(!books.says_promises(Language::Uzbek, &again.reply));
}

#[test]
fn without_a_language_the_answer_comes_in_four_and_danger_numbers_first() {
    let books = Books::open();
    for intent in [
        typed(Decision::Urgent(None)),
        typed(Decision::Urgent(Some(topic("safety-violence")))),
        // Danger heard in words that are mostly about something else.
        typed(Decision::Urgent(Some(topic("work-unpaid-wages")))),
        link(Screen::Danger { asked: false }),
        link(Screen::Topic {
            topic: topic("health-emergency"),
            entry: Entry::Opened,
        }),
    ] {
        let turn = books.meet(&intent);
        assert_eq!(turn.reply.buttons.iter().flatten().count(), 5);
        assert!(words(&turn.reply).contains(&books.text(Language::Tajik, "greeting-line")));
        for block in &turn.reply.blocks[..4] {
            assert!(format!("{block:?}").contains("112"), "{intent:?}");
        }
        assert_eq!(turn.state, State::default());
        let begins = &books.after_choosing(&intent).reply.blocks;
        let numbers = Block::Warning(books.text(Language::Tajik, "danger-call-now"));
        assert_eq!(begins[1], numbers, "{intent:?}");
    }
}

#[test]
fn what_was_asked_for_is_shown_once_a_language_is_chosen() {
    let books = Books::open();
    let tajik = Language::Tajik;
    let title = |id: &str| {
        let topic = books.catalog.topic(&topic(id)).unwrap();
        topic.texts.get(tajik).title.clone()
    };
    let category = Screen::Category {
        category: "school".parse().unwrap(),
        page: 0,
        asked: false,
    };
    for (intent, shown) in [
        (link(category), title("school-enrol")),
        (
            link(Screen::Contacts { page: 1 }),
            books.text(tajik, "contacts-title"),
        ),
        (open(Screen::Privacy), books.text(tajik, "privacy-telegram")),
        (open(Screen::Help), books.text(tajik, "help-how")),
        (typed(Decision::Lost), books.text(tajik, "lost-title")),
        (
            typed(Decision::Category("school".parse().unwrap())),
            title("school-enrol"),
        ),
        (
            typed(Decision::Suggest(vec![
                topic("stay-overstay"),
                topic("work-unpaid-wages"),
            ])),
            title("work-unpaid-wages"),
        ),
        (
            typed(Decision::Answer(topic("birth-registration"))),
            title("birth-registration"),
        ),
        (
            link(Screen::Card {
                topic: topic("school-right"),
            }),
            "№ 319-III".to_owned(),
        ),
        (Intent::Unreadable, books.text(tajik, "home-title")),
    ] {
        let turn = books.after_choosing(&intent);
        assert_eq!(turn.reply.language, tajik);
        assert!(words(&turn.reply).contains(&shown), "{intent:?}: {shown}");
        assert!(books.says_promises(tajik, &turn.reply), "{intent:?}");
    }
}

#[test]
fn what_stood_behind_the_choice_of_language_is_counted_when_it_is_seen() {
    let books = Books::open();
    let card = link(Screen::Card {
        topic: topic("school-right"),
    });
    for (intent, event) in [
        (open(Screen::Privacy), Event::PrivacyOpened),
        (card, Event::CardOpened),
    ] {
        assert_eq!(books.meet(&intent).events, vec![], "{intent:?}");
        assert_eq!(books.after_choosing(&intent).events, vec![event]);
    }
    let accepted = link(Screen::Topic {
        topic: topic("school-right"),
        entry: Entry::Accepted,
    });
    assert_eq!(books.meet(&accepted).events, vec![]);
}

#[test]
fn a_question_without_a_language_is_counted_once_and_at_once() {
    let books = Books::open();
    for (intent, outcome) in [
        (typed(Decision::Urgent(None)), Outcome::Urgent),
        (typed(Decision::Lost), Outcome::Unanswered),
        (
            typed(Decision::Answer(topic("school-right"))),
            Outcome::Answered,
        ),
    ] {
        let events = books.meet(&intent).events;
        assert!(
            matches!(&events[..], [Event::Question { language: None, outcome: counted, .. }]
                if *counted == outcome),
            "{events:?}"
        );
        assert_eq!(books.after_choosing(&intent).events, vec![], "{intent:?}");
    }
}

#[test]
fn kyrgyz_words_get_a_sentence_marked_as_kyrgyz_and_a_way_to_russian() {
    let books = Books::open();
    let intent = Intent::Typed {
        decision: Decision::Urgent(None),
        is_kyrgyz: true,
    };
    let turn = books.say(Language::Kazakh, &intent);
    let sentence = Block::InLanguage {
        tag: "ky",
        text: books.text(Language::Kazakh, "kyrgyz-sentence"),
    };
    assert_eq!(turn.reply.blocks[2], sentence, "after the numbers");
    let russian = tokens(&turn.reply)
        .into_iter()
        .find(|token| token.language == Some(Language::Russian))
        .unwrap();
    assert_eq!(russian.to_string(), "ru_set-urgent");
}

#[test]
fn the_question_whether_it_helped_stays_beside_its_buttons() {
    let books = Books::open();
    let screen = Screen::Topic {
        topic: topic("school-right"),
        entry: Entry::Opened,
    };
    let reply = books.say(Language::Russian, &link(screen)).reply;
    assert!(books.says_promises(Language::Russian, &reply));
    let asked = Block::Text(books.text(Language::Russian, "topic-helpful"));
    assert_eq!(reply.blocks.last(), Some(&asked));
}
