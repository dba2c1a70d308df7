//! What is counted: each question once.

use super::*;

/// Opens the buttons of a reply that lead to topics.
fn topics_on(turn: &Turn) -> Vec<Screen> {
    tokens(&turn.reply)
        .into_iter()
        .map(|token| token.screen)
        .filter(|screen| matches!(screen, Screen::Topic { .. }))
        .collect()
}

#[test]
fn only_a_newly_opened_topic_is_a_question() {
    let books = Books::open();
    let topic = topic("school-right");
    let events = |entry| {
        books
            .say(
                Language::Kazakh,
                &open(Screen::Topic {
                    topic: topic.clone(),
                    entry,
                }),
            )
            .events
    };
    assert_eq!(events(Entry::Again), vec![]);
    assert_eq!(
        events(Entry::Accepted),
        vec![Event::SuggestionAccepted {
            topic: topic.clone()
        }]
    );
    assert_eq!(
        events(Entry::Opened),
        vec![Event::Question {
            language: Some(Language::Kazakh),
            topic: Some(topic.clone()),
            way: Way::Button,
            outcome: Outcome::Answered
        }]
    );
    for screen in [
        Screen::Home,
        Screen::Languages {
            place: Place::home(),
        },
        Screen::Danger { asked: false },
        Screen::Lost,
    ] {
        assert_eq!(books.say(Language::Kazakh, &open(screen)).events, vec![]);
    }
}

#[test]
fn a_general_word_is_a_question_and_the_topic_pressed_then_answers_it() {
    let books = Books::open();
    let asked = books.say(
        Language::Russian,
        &typed(Decision::Category("school".parse().unwrap())),
    );
    assert_eq!(
        asked.events,
        vec![Event::Question {
            language: Some(Language::Russian),
            topic: None,
            way: Way::Typed,
            outcome: Outcome::DidYouMean,
        }]
    );
    let screens = topics_on(&asked);
    assert!(!screens.is_empty());
    for screen in screens {
        let events = books.say(Language::Russian, &open(screen)).events;
        assert!(
            matches!(events[..], [Event::SuggestionAccepted { .. }]),
            "{events:?}"
        );
    }
}

#[test]
fn a_topic_pressed_on_danger_is_counted_once() {
    let books = Books::open();
    let count = |danger: &Intent| {
        let shown = books.say(Language::Kazakh, danger);
        let screens = topics_on(&shown);
        assert!(!screens.is_empty());
        screens
            .into_iter()
            .map(|screen| {
                shown.events.len() + books.say(Language::Kazakh, &open(screen)).events.len()
            })
            .collect::<BTreeSet<usize>>()
    };
    let once = BTreeSet::from([1]);
    assert_eq!(count(&open(Screen::Danger { asked: false })), once);
    assert_eq!(count(&typed(Decision::Urgent(None))), once);
}

#[test]
fn a_category_opened_by_a_button_is_no_question_and_its_topics_are() {
    let books = Books::open();
    let category = Screen::Category {
        category: "school".parse().unwrap(),
        page: 0,
        asked: false,
    };
    let shown = books.say(Language::Tajik, &open(category));
    assert_eq!(shown.events, vec![]);
    for screen in topics_on(&shown) {
        let events = books.say(Language::Tajik, &open(screen)).events;
        assert!(matches!(events[..], [Event::Question { .. }]));
    }
}
