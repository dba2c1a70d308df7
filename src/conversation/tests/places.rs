//! A choice of language shows the same place again.

use super::*;

fn every_place() -> Vec<Intent> {
    let category = |asked| Screen::Category {
        category: "school".parse().unwrap(),
        page: 0,
        asked,
    };
    vec![
        open(Screen::Home),
        open(Screen::Danger { asked: false }),
        open(category(false)),
        open(Screen::Contacts { page: 1 }),
        open(Screen::Privacy),
        open(Screen::Help),
        open(Screen::About),
        open(Screen::Card {
            topic: topic("school-right"),
        }),
        open(Screen::Topic {
            topic: topic("school-right"),
            entry: Entry::Opened,
        }),
        typed(Decision::Category("school".parse().unwrap())),
        typed(Decision::Urgent(None)),
        typed(Decision::Lost),
        typed(Decision::Suggest(vec![
            topic("school-right"),
            topic("registration-arrival"),
            topic("stay-overstay"),
        ])),
    ]
}

#[test]
fn the_button_back_to_the_chosen_language_shows_the_same_screen_and_counts_nothing() {
    let books = Books::open();
    let state = State {
        language: Some(Language::Russian),
        chosen: Some(Language::Tajik),
        promised: Some(Language::Tajik),
    };
    for intent in every_place() {
        let shown = books.answer(state, &intent);
        let back: Vec<Token> = tokens(&shown.reply)
            .into_iter()
            .filter(|token| token.language == Some(Language::Tajik))
            .collect();
        assert_eq!(back.len(), 1, "{intent:?}");
        let again = books.press(shown.state, &back[0]);
        assert_eq!(again.events, vec![], "{intent:?}");
        let directly = books.say(Language::Tajik, &intent).reply;
        assert_eq!(again.reply.blocks, directly.blocks, "{intent:?}");
        let labels = |reply: &Reply| -> Vec<String> {
            let buttons = reply.buttons.iter().flatten();
            buttons.map(|button| button.label.clone()).collect()
        };
        assert_eq!(labels(&again.reply), labels(&directly), "{intent:?}");
    }
}

#[test]
fn the_language_screen_leads_back_to_where_it_was_opened() {
    let books = Books::open();
    for intent in every_place() {
        let shown = books.say(Language::Russian, &intent);
        let Some(token) = tokens(&shown.reply)
            .into_iter()
            .find(|token| matches!(token.screen, Screen::Languages { .. }))
        else {
            continue;
        };
        let languages = books.say(Language::Russian, &open(token.screen));
        let russian = tokens(&languages.reply)
            .into_iter()
            .find(|token| token.language == Some(Language::Russian))
            .unwrap();
        let again = books.press(languages.state, &russian);
        assert_eq!(again.reply.blocks, shown.reply.blocks, "{intent:?}");
    }
}

#[test]
fn no_two_topics_have_the_same_mark() {
    let books = Books::open();
    let marks: BTreeSet<String> = books
        .catalog
        .topics()
        .iter()
        .map(|topic| TopicMark::of(&topic.id).to_string())
        .collect();
    assert_eq!(marks.len(), books.catalog.topics().len());
}

#[test]
fn suggestions_of_topics_that_are_gone_become_a_question_what_it_is_about() {
    let books = Books::open();
    let screen = Screen::suggestions(&[topic("gone-for-good")]);
    let reply = books.say(Language::Kazakh, &open(screen)).reply;
    let lost = Block::Text(books.text(Language::Kazakh, "lost-title"));
    assert_eq!(reply.blocks[0], lost);
}
