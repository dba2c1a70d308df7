//! The bot in Telegram, against a server with Telegram's rules.

use std::time::Duration;

use huquq::intent::{Entry, Screen};
use huquq::language::Language;
use serde_json::{Value, json};

use crate::fake_api::webhook::Webhook;
use crate::fake_api::{BOT_ID, BOT_NAME, FakeApi, Fault, Happening, Rules, State, Trouble, User};
use crate::process::{Bot, Home};
use crate::words::{WORDS, question, text, token, topic};

/// The commands whose answers can be told apart, with the message that shows which it is.
const COMMANDS: [(&str, &str); 6] = [
    ("/menu", "home-invite"),
    ("/language", "languages-title"),
    ("/contacts", "contacts-title"),
    ("/privacy", "privacy-title"),
    ("/help", "help-title"),
    ("/about", "about-title"),
];

fn started() -> (FakeApi, Home, Bot) {
    let api = FakeApi::start();
    let home = Home::new();
    let bot = Bot::start(&api, &home).connected();
    (api, home, bot)
}

#[track_caller]
fn assert_nothing_refused(api: &FakeApi) {
    api.with(|state| assert!(state.refused().is_empty(), "{:?}", state.refused()));
}

/// Presses the button of the newest message that opens a screen, and gives the answer.
#[track_caller]
fn open(user: &User<'_>, language: Language, screen: Screen) -> String {
    let data = token(language, screen);
    let buttons = user.buttons();
    let button = buttons.iter().find(|(_, _, known)| *known == data);
    let (message, _, data) = button.unwrap_or_else(|| panic!("no `{data}` among {buttons:?}"));
    let count = user.said().len();
    user.press(*message, data);
    user.wait_said(count + 1)
}

fn fault(method: &'static str, chat: i64, times: usize, trouble: Trouble) -> Fault {
    Fault {
        method: Some(method),
        chat: Some(chat),
        times,
        trouble,
    }
}

#[test]
fn a_newcomer_finds_language_category_and_topic_in_each_way_of_writing() {
    let (api, _home, _bot) = started();
    for (chat, language) in (1..).zip(Language::ALL) {
        let user = api.user(chat);
        let greeting = user.ask("/start");
        for written in Language::WRITTEN {
            assert!(greeting.contains(&text(written, "greeting-line")));
        }
        let welcome = user.push_button(language.own_name());
        assert!(welcome.contains(&text(language, "promise-not-known")));
        let right = topic("school-right");
        let category = right.category.clone();
        let shown = open(
            &user,
            language,
            Screen::Category {
                category: category.clone(),
                page: 0,
                asked: false,
            },
        );
        let category = WORDS.catalog.category(&category).expect("a category");
        assert!(shown.contains(category.title.get(language)), "{shown}");
        let entry = Entry::Opened;
        let shown = open(
            &user,
            language,
            Screen::Topic {
                topic: right.id.clone(),
                entry,
            },
        );
        let title = &right.texts.get(language).title;
        assert!(shown.contains(title), "no `{title}` in: {shown}");
        // All of it in one message, edited in place.
        api.with(|state| {
            let happened = &state.chat(chat).happenings;
            let sent = happened
                .iter()
                .filter(|it| matches!(it, Happening::Sent(_)));
            assert_eq!(sent.count(), 1);
        });
    }
    assert_nothing_refused(&api);
}

#[test]
fn a_typed_question_is_answered_in_its_language_and_letters() {
    let (api, _home, _bot) = started();
    for (chat, language) in (1..).zip(Language::ALL) {
        let user = api.user(chat);
        let wages = topic("work-unpaid-wages");
        let answer = user.ask(&question(wages, language));
        let title = &wages.texts.get(language).title;
        assert!(answer.contains(title), "no `{title}` in: {answer}");
    }
    assert_nothing_refused(&api);
}

#[test]
fn the_language_of_the_client_decides_at_first_contact() {
    let (api, _home, _bot) = started();
    let mut user = api.user(1);
    user.language = Some("tg");
    assert!(
        user.ask("/start")
            .contains(&text(Language::Tajik, "home-title"))
    );
    let mut other = api.user(2);
    other.language = Some("de");
    assert!(
        other
            .ask("/start")
            .contains(&text(Language::Kazakh, "greeting-line"))
    );
}

#[test]
fn a_poster_leads_straight_to_its_topic_in_its_language() {
    let (api, _home, _bot) = started();
    let right = topic("school-right");
    let screen = Screen::Topic {
        topic: right.id.clone(),
        entry: Entry::Opened,
    };
    let payload = token(Language::Tajik, screen);
    let answer = api.user(1).ask(&format!("/start {payload}"));
    assert!(answer.contains(&right.texts.get(Language::Tajik).title));
    let retired = api.user(2).ask("/start tg_topic_no-such-topic");
    assert!(!retired.is_empty());
    let hostile = api.user(3).ask("/start <b>&%00../../etc/passwd");
    assert!(!hostile.is_empty());
    assert_nothing_refused(&api);
}

#[test]
fn every_command_is_answered_in_any_case_and_with_the_bots_name() {
    let (api, _home, _bot) = started();
    let mut user = api.user(1);
    user.language = Some("ru");
    for (command, id) in COMMANDS {
        let expected = text(Language::Russian, id);
        let shouted = format!("{}@{}", command.to_uppercase(), BOT_NAME.to_lowercase());
        for form in [
            command.to_owned(),
            shouted,
            format!("{command}\nплюс слова"),
        ] {
            assert!(user.ask(&form).contains(&expected), "{form}");
        }
    }
    assert!(
        user.ask("/settings")
            .contains(&text(Language::Russian, "languages-title"))
    );
    assert!(
        user.ask("/nosuch")
            .contains(&text(Language::Russian, "help-title"))
    );
}

#[test]
fn what_cannot_be_read_gets_a_kind_sentence() {
    let (api, _home, _bot) = started();
    let mut user = api.user(1);
    user.language = Some("uz");
    for part in [
        json!({"photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]}),
        json!({"voice": {"file_id": "x", "duration": 3}}),
        json!({"sticker": {"file_id": "x", "emoji": "🙂"}}),
        json!({"location": {"latitude": 43.2, "longitude": 76.9}}),
        json!({"document": {"file_id": "x", "file_name": "паспорт.pdf"}}),
        json!({"contact": {"phone_number": "+77010000000", "first_name": "A"}}),
        json!({"video_note": {"file_id": "x"}}),
        json!({"something_new_of_2031": {"file_id": "x"}}),
    ] {
        let count = user.said().len();
        user.send(part);
        assert!(
            user.wait_said(count + 1)
                .contains(&text(Language::Uzbek, "unreadable"))
        );
    }
}

#[test]
fn edits_channels_members_and_unknown_updates_are_acknowledged_in_silence() {
    let (api, _home, bot) = started();
    api.wait("a poll", |state| state.allowed_updates.is_some());
    // Some arrive although nobody asked for them: from before, or from a bolder server.
    api.with(|state| state.allowed_updates = None);
    let chat = json!({"id": 5, "type": "private", "first_name": "Secretname"});
    let message = json!({"message_id": 9, "date": 1, "chat": chat, "text": "secretword"});
    api.push("edited_message", message.clone());
    let member =
        json!({"chat": chat, "from": {"id": 5}, "old_chat_member": {}, "new_chat_member": {}});
    api.push("my_chat_member", member);
    api.push("guest_message", message.clone());
    api.push("channel_post", message);
    api.push("message", json!({"secretword": ["not", "a", "message"]}));
    let pinned = json!({"message_id": 10, "date": 1, "chat": chat, "from": {"id": 5, "is_bot": false}, "pinned_message": {}});
    api.push("message", pinned);
    api.wait("all are acknowledged", |state| state.pending() == 0);
    api.with(|state| assert_eq!(state.count("sendmessage"), 0));
    assert!(!bot.output().contains("secret"), "{}", bot.output());
}

#[test]
fn a_group_is_pointed_to_the_private_chat_only_when_it_addresses_the_bot() {
    let (api, _home, _bot) = started();
    let group = api.user(-100_500);
    let in_group = |text: &str, parts: Value| {
        let mut all = json!({
            "text": text,
            "chat": {"id": -100_500, "type": "supergroup", "title": "Secret group"},
            "from": {"id": 5, "is_bot": false, "first_name": "A", "language_code": "ru"},
        });
        for (key, value) in parts.as_object().expect("an object") {
            all[key] = value.clone();
        }
        group.send(all);
    };
    in_group("ребёнка не берут в школу", json!({}));
    in_group("/start@SomeOtherBot", json!({}));
    in_group(
        "да",
        json!({"reply_to_message": {"message_id": 1, "from": {"id": 77, "is_bot": false}}}),
    );
    in_group(&format!("/start@{BOT_NAME}"), json!({}));
    in_group(&format!("спроси у @{BOT_NAME}"), json!({}));
    in_group(
        "да",
        json!({"reply_to_message": {"message_id": 1, "from": {"id": BOT_ID, "is_bot": true}}}),
    );
    let topic = json!({"message_thread_id": 33, "is_topic_message": true});
    in_group("/help", topic);
    api.wait("all are acknowledged", |state| state.pending() == 0);
    let said = group.said();
    assert_eq!(said, vec![text(Language::Russian, "group-pointer"); 4]);
    api.with(|state| {
        let messages = state.chat(-100_500).messages.values();
        let buttons: Vec<_> = messages
            .flat_map(|message| message.buttons.concat())
            .collect();
        assert!(
            buttons
                .iter()
                .all(|(_, url)| *url == format!("https://t.me/{BOT_NAME}"))
        );
        assert_eq!(buttons.len(), 4);
    });
    assert_nothing_refused(&api);
}

#[test]
fn answers_of_a_chat_come_in_its_order() {
    let (api, _home, _bot) = started();
    let mut users: Vec<User<'_>> = (1..=20).map(|chat| api.user(chat)).collect();
    for user in &mut users {
        user.language = Some("kk");
    }
    let order = |chat: usize, turn: usize| COMMANDS[(chat * 7 + turn * 5 + turn / 3) % 6];
    for turn in 0..12 {
        for (chat, user) in users.iter().enumerate() {
            user.say(order(chat, turn).0);
        }
    }
    for (chat, user) in users.iter().enumerate() {
        user.wait_said(12);
        for (turn, said) in user.said().iter().enumerate() {
            assert!(said.contains(&text(Language::Kazakh, order(chat, turn).1)));
        }
    }
    assert_nothing_refused(&api);
}

#[test]
fn a_chat_that_is_told_to_wait_delays_nobody_and_is_answered_in_order_afterwards() {
    let (api, _home, _bot) = started();
    let mut stuck = api.user(1);
    stuck.language = Some("ru");
    api.make(fault("sendmessage", 1, usize::MAX, Trouble::TooMany(2)));
    for (command, _) in COMMANDS {
        stuck.say(command);
    }
    api.wait("the first refusal", |state| {
        state.calls.iter().any(|call| call.status == 429)
    });
    // Far more than the hundred updates the server shows at once.
    for round in 0..3 {
        for chat in 100..200 {
            api.user(chat).say("/start");
        }
        api.wait("the others are answered", |state| {
            (100..200).all(|chat| state.answers(chat) > round)
        });
    }
    assert!(stuck.said().is_empty());
    // Its updates left the window, so they are acknowledged before they are answered.
    api.wait("all are acknowledged", |state| state.pending() == 0);
    api.clear_faults();
    stuck.wait_said(COMMANDS.len());
    for ((_, id), said) in COMMANDS.iter().zip(stuck.said()) {
        assert!(said.contains(&text(Language::Russian, id)));
    }
    assert_nothing_refused(&api);
}

#[test]
fn a_chat_whose_connections_break_delays_nobody_even_with_a_hundred_messages() {
    let (api, _home, _bot) = started();
    api.make(fault("sendmessage", 1, usize::MAX, Trouble::Reset));
    for _ in 0..120 {
        api.user(1).say("/menu");
    }
    api.wait("the first trouble", |state| {
        state.calls.iter().any(|call| call.status == 500)
    });
    for chat in 100..110 {
        api.user(chat).say("/start");
    }
    api.wait("the others are answered", |state| {
        (100..110).all(|chat| state.answers(chat) == 1)
    });
    api.clear_faults();
    api.user(1).wait_said(1);
}

#[test]
fn a_slow_chat_delays_nobody() {
    let (api, _home, _bot) = started();
    api.make(fault("sendmessage", 1, 1, Trouble::Held));
    api.user(1).say("/start");
    for chat in 100..300 {
        api.user(chat).say("/start");
    }
    api.wait("the others are answered", |state| {
        (100..300).all(|chat| state.answers(chat) == 1)
    });
    assert!(api.user(1).said().is_empty());
    api.wait("all are acknowledged", |state| state.pending() == 0);
    api.clear_faults();
    api.user(1).wait_said(1);
}

#[test]
fn trouble_of_every_kind_is_waited_out_and_nobody_is_forgotten() {
    let (api, _home, _bot) = started();
    for (chat, trouble) in (1..).zip([
        Trouble::TooMany(1),
        Trouble::Error(500, "Internal Server Error"),
        Trouble::BadGateway,
        Trouble::Reset,
        Trouble::ResetAfter,
        Trouble::Slow(Duration::from_secs(2)),
    ]) {
        api.make(fault("sendmessage", chat, 2, trouble));
        api.user(chat).say("/start");
    }
    for chat in 1..=6 {
        api.user(chat).wait_said(1);
    }
    api.wait("all are acknowledged", |state| state.pending() == 0);
    assert_nothing_refused(&api);
}

#[test]
fn polling_survives_trouble_of_every_kind() {
    let (api, _home, _bot) = started();
    api.user(1).ask("/start");
    for (count, trouble) in (2..).zip([
        Trouble::TooMany(1),
        Trouble::Error(500, "Internal Server Error"),
        Trouble::BadGateway,
        Trouble::Reset,
        Trouble::ResetAfter,
    ]) {
        api.make(Fault {
            method: Some("getupdates"),
            chat: None,
            times: 1,
            trouble,
        });
        api.user(1).say("/menu");
        api.user(1).wait_said(count);
    }
}

#[test]
fn an_outage_of_the_server_acknowledges_nothing() {
    let (api, home, bot) = started();
    api.wait("a poll", |state| state.allowed_updates.is_some());
    api.make(Fault {
        method: Some("sendmessage"),
        chat: None,
        times: usize::MAX,
        // All twenty are on their way before the first three failures stop the others.
        trouble: Trouble::SlowError(Duration::from_secs(1), 500, "Internal Server Error"),
    });
    for chat in 1..=20 {
        api.user(chat).say("/start");
    }
    api.wait("some trouble", |state| {
        state.calls.iter().filter(|call| call.status == 500).count() >= 20
    });
    // Longer than one chat's own trouble would be held in the window.
    let is_acknowledged = api.wait_up_to(Duration::from_secs(5), |state| state.pending() < 20);
    assert!(!is_acknowledged);
    bot.kill();
    api.clear_faults();
    let _bot = Bot::start(&api, &home);
    for chat in 1..=20 {
        api.user(chat).wait_said(1);
    }
}

#[test]
fn somebody_who_blocked_the_bot_is_given_up_without_a_word() {
    let (api, _home, bot) = started();
    api.user(1).ask("/start");
    api.with(|state| state.chats.get_mut(&1).expect("a chat").is_blocked = true);
    api.user(1).say("/menu");
    api.wait("it is acknowledged", |state| state.pending() == 0);
    api.user(2).ask("/start");
    assert_eq!(api.user(1).said().len(), 1);
    api.with(|state| assert_eq!(state.refused().len(), 1));
    assert!(!bot.output().contains("sendMessage"), "{}", bot.output());
}

#[test]
fn a_press_that_changes_nothing_is_answered_and_forgotten() {
    let (api, _home, _bot) = started();
    let mut user = api.user(1);
    user.language = Some("ru");
    user.ask("/privacy");
    let (message, _, home) = user
        .buttons()
        .into_iter()
        .find(|button| button.2 == "ru_home")
        .expect("home");
    user.press(message, &home);
    user.wait_said(2);
    user.press(message, &home);
    api.wait("both presses are answered", |state| {
        state.pending() == 0 && state.query_answers().sum::<usize>() == 2
    });
    assert_eq!(user.said().len(), 2);
    api.with(|state| assert_eq!(state.count("sendmessage"), 1));
}

#[test]
fn a_message_that_cannot_be_edited_is_followed_by_a_new_one() {
    let (api, _home, _bot) = started();
    let user = api.user(1);
    user.ask("/start ru_home");
    // Deleted by the person, or never there.
    user.press(4_000, "ru_priv");
    assert!(
        user.wait_said(2)
            .contains(&text(Language::Russian, "privacy-title"))
    );
    // Too old to be reached: there is no use in trying.
    user.press_dated(4_001, "ru_help", 0);
    assert!(
        user.wait_said(3)
            .contains(&text(Language::Russian, "help-title"))
    );
    api.with(|state| {
        let edits = state
            .calls
            .iter()
            .filter(|call| call.method == "editmessagetext");
        assert_eq!(edits.count(), 1);
        assert_eq!(state.count("sendmessage"), 3);
    });
}

#[test]
fn a_press_answered_too_late_is_no_trouble() {
    let api = FakeApi::with_rules(Rules {
        queries: Duration::from_secs(2),
        ..Rules::default()
    });
    let home = Home::new();
    let _bot = Bot::start(&api, &home);
    let user = api.user(1);
    user.ask("/start ru_home");
    let slow = Trouble::Slow(Duration::from_secs(3));
    api.make(Fault {
        method: Some("answercallbackquery"),
        chat: None,
        times: 1,
        trouble: slow,
    });
    let (message, ..) = user.buttons().swap_remove(0);
    user.press(message, "ru_priv");
    user.wait_said(2);
    api.wait("the late answer is refused", |state| {
        state.refused().len() == 1
    });
    user.press(message, "ru_help");
    user.wait_said(3);
    api.wait("all are acknowledged", |state| state.pending() == 0);
    api.with(|state| assert_eq!(state.refused().len(), 1));
}

#[test]
fn every_press_is_answered_exactly_once() {
    let (api, _home, _bot) = started();
    let user = api.user(1);
    user.ask("/start ru_home");
    let (message, ..) = user.buttons().swap_remove(0);
    api.make(Fault {
        method: Some("answercallbackquery"),
        chat: None,
        times: 2,
        trouble: Trouble::Error(500, "Internal Server Error"),
    });
    for (count, data) in (2..).zip([
        "ru_priv", "ru_help", "ru_about", "ru_who", "ru_now", "ru_lang", "nonsense",
    ]) {
        user.press(message, data);
        user.wait_said(count);
    }
    api.wait("all presses are answered", |state| {
        state.query_answers().all(|answers| answers == 1)
    });
    assert_nothing_refused(&api);
}

#[test]
fn forgetting_deletes_what_was_said_and_then_says_so() {
    let (api, _home, _bot) = started();
    let mut user = api.user(1);
    user.language = Some("tg");
    user.ask("/start");
    user.ask("/menu");
    let done = user.ask("/forget");
    assert!(done.contains(&text(Language::Tajik, "forget-done")));
    api.with(|state| {
        let chat = state.chat(1);
        // Both questions, both answers and the wish itself are gone; the last word is left.
        assert_eq!(chat.messages.len(), 1, "{:?}", chat.happenings);
        let last_two = &chat.happenings[chat.happenings.len() - 2..];
        assert!(matches!(
            last_two,
            [Happening::Deleted(_), Happening::Sent(_)]
        ));
    });
    assert_nothing_refused(&api);
}

#[test]
fn the_profile_is_set_once_in_every_language() {
    let (api, home, bot) = started();
    let languages = ["", "kk", "ru", "tg", "uz"];
    let is_complete = |state: &mut crate::fake_api::State| {
        ["commands", "name", "description", "shortdescription"]
            .iter()
            .all(|what| {
                languages.iter().all(|language| {
                    state
                        .profile
                        .contains_key(&((*what).to_owned(), (*language).to_owned()))
                })
            })
    };
    api.wait("the profile is complete", is_complete);
    api.with(|state| {
        let name =
            |language: &str| state.profile[&("name".to_owned(), language.to_owned())].clone();
        assert_eq!(name("tg"), text(Language::Tajik, "profile-name"));
        assert_eq!(name(""), text(Language::Russian, "profile-name"));
        let commands = &state.profile[&("commands".to_owned(), "uz".to_owned())];
        assert_eq!(commands.as_array().expect("a list").len(), 8);
        state.calls.clear();
    });
    bot.terminate();
    let _bot = Bot::start(&api, &home);
    api.wait("it is compared", |state| {
        state.count("getmyshortdescription") == 5
    });
    api.user(1).ask("/start");
    api.with(|state| {
        assert!(
            state
                .calls
                .iter()
                .all(|call| !call.method.starts_with("setmy"))
        );
    });
    assert_nothing_refused(&api);
}

#[test]
fn a_button_that_leads_elsewhere_is_taken_away() {
    let api = FakeApi::start();
    let home = Home::small();
    api.with(|state| {
        state.menu_button = json!({
            "type": "web_app", "text": "Помощь", "web_app": {"url": "https://example.org"},
        });
    });
    let _bot = Bot::start(&api, &home);
    api.wait("it is the menu again", |state| {
        state.menu_button["type"] == "commands"
    });
}

#[test]
fn a_profile_that_cannot_be_set_is_a_line_in_the_log() {
    let api = FakeApi::start();
    let home = Home::new();
    api.make(Fault {
        method: Some("setmyname"),
        chat: None,
        times: 1,
        trouble: Trouble::TooMany(80_000),
    });
    let mut bot = Bot::start(&api, &home);
    bot.wait_output("SetMyName: too many requests");
    api.user(1).ask("/start");
}

#[test]
fn asked_to_stop_it_finishes_what_is_in_flight_and_acknowledges_it() {
    let (api, _home, bot) = started();
    api.wait("a poll", |state| state.allowed_updates.is_some());
    let slow = Trouble::Slow(Duration::from_millis(800));
    api.make(Fault {
        method: Some("sendmessage"),
        chat: None,
        times: usize::MAX,
        trouble: slow,
    });
    for chat in 1..=30 {
        api.user(chat).say("/start");
    }
    api.wait("they are in flight", |state| {
        state.allowed_updates.is_some() && state.pending() == 30
    });
    std::thread::sleep(Duration::from_millis(400));
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
    assert!(output.contains("stopping"), "{output}");
    api.with(|state| {
        let answered = (1..=30).filter(|chat| state.answers(*chat) == 1).count();
        assert!(answered > 0, "nothing was in flight");
        assert_eq!(state.pending(), 30 - answered);
    });
}

#[test]
fn asked_to_stop_while_the_server_is_down_it_stops_and_keeps_the_updates_for_the_next() {
    let (api, home, bot) = started();
    api.wait("a poll", |state| state.allowed_updates.is_some());
    api.make(Fault {
        method: Some("sendmessage"),
        chat: None,
        times: usize::MAX,
        trouble: Trouble::Reset,
    });
    api.user(1).say("/start");
    api.wait("some trouble", |state| {
        state.calls.iter().any(|call| call.status == 500)
    });
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
    api.clear_faults();
    let _bot = Bot::start(&api, &home);
    api.user(1).wait_said(1);
}

#[test]
fn numbers_that_start_afresh_after_a_week_of_silence_are_answered() {
    let (api, _home, _bot) = started();
    api.user(1).ask("/start");
    api.wait("it is acknowledged", |state| state.pending() == 0);
    api.restart_numbers(4_242);
    api.user(1).ask("/menu");
    api.user(1).ask("/help");
    api.wait("all are acknowledged", |state| state.pending() == 0);
}

#[test]
fn a_dead_token_ends_the_program_with_a_word_and_without_the_token() {
    let api = FakeApi::start();
    let home = Home::new();
    api.with(|state| state.is_token_revoked = true);
    let (status, output) = Bot::start(&api, &home).wait();
    assert!(!status.success());
    assert!(output.contains("does not accept the token"), "{output}");
    let (_, secret) = crate::fake_api::TOKEN.split_once(':').expect("a token");
    assert!(!output.contains(secret));
}

#[test]
fn a_second_instance_is_told_of_and_a_webhook_is_removed() {
    let (api, _home, mut bot) = started();
    api.user(1).ask("/start");
    let second_home = Home::new();
    let second = Bot::start(&api, &second_home);
    bot.wait_output("a second instance");
    second.kill();
    let webhook_api = FakeApi::start();
    webhook_api.with(|state| {
        state.webhook = Some(Webhook {
            url: "http://127.0.0.1:9/hook".to_owned(),
            secret: None,
            connections: 1,
            last_error: None,
        });
    });
    let home = Home::new();
    let mut bot = Bot::start(&webhook_api, &home);
    bot.wait_output("a webhook is set");
    webhook_api.user(1).ask("/start");
}

#[test]
fn a_server_that_comes_up_late_is_waited_for() {
    let api = FakeApi::start();
    let home = Home::new();
    api.make(Fault {
        method: Some("getme"),
        chat: None,
        times: 2,
        trouble: Trouble::Reset,
    });
    let bot = Bot::start(&api, &home);
    api.user(1).ask("/start");
    assert!(
        bot.output().contains(&format!("@{BOT_NAME}")),
        "{}",
        bot.output()
    );
}

#[test]
fn asked_for_only_what_is_needed() {
    let (api, _home, _bot) = started();
    api.wait("a poll", |state| state.allowed_updates.is_some());
    api.with(|state| {
        let allowed = state.allowed_updates.clone().expect("a poll");
        assert_eq!(allowed, ["message", "callback_query"]);
    });
}

/// A walk over all screens by many people at once; `HUQUQ_LONG=1` makes it a million steps.
#[test]
fn no_call_is_refused_in_thousands_of_interactions() {
    let api = FakeApi::start();
    let home = Home::new();
    let _bot = Bot::start_with(&api, &home, &[("HUQUQ_WITHOUT_CHAT_LIMIT", "true")]);
    let (chats, rounds) = if std::env::var_os("HUQUQ_LONG").is_some() {
        (400, 2_500)
    } else {
        (40, 50)
    };
    let mut chance = Chance(42);
    let questions: Vec<String> = WORDS
        .catalog
        .topics()
        .iter()
        .flat_map(|topic| Language::ALL.map(|language| question(topic, language)))
        .collect();
    let (mut calls, mut changed_nothing) = (0, 0);
    for step in 0..rounds {
        for chat in 1..=chats {
            let user = api.user(chat);
            act(&user, step, &mut chance, &questions);
        }
        api.wait("all are answered", |state| state.pending() == 0);
        api.with(|state| {
            calls += state.calls.len();
            changed_nothing += edits_that_changed_nothing(state);
            state.forget();
        });
    }
    api.wait("all presses are answered", |state| {
        state.query_answers().all(|answers| answers == 1)
    });
    api.with(|state| {
        calls += state.calls.len();
        changed_nothing += edits_that_changed_nothing(state);
    });
    println!(
        "{} interactions, {calls} calls, {changed_nothing} edits that changed nothing, 0 refused",
        rounds * chats
    );
}

/// An edit that changes nothing is no fault: the person pressed where she already was. Any other
/// refusal is one.
fn edits_that_changed_nothing(state: &State) -> usize {
    let refused = state.refused();
    for call in &refused {
        let description = &call.description;
        assert!(description.contains("message is not modified"), "{call:?}");
    }
    refused.len()
}

fn act(user: &User<'_>, step: i64, chance: &mut Chance, questions: &[String]) {
    let buttons = user.buttons();
    match chance.below(10) {
        _ if step == 0 => user.say("/start"),
        0 => user.say(COMMANDS[chance.below(COMMANDS.len())].0),
        1 | 2 => user.say(&questions[chance.below(questions.len())]),
        3 => user.say("<b>«&amp;» <script>alert(1)</script> 😀</b>"),
        4 => user.send(json!({"voice": {"file_id": "x"}})),
        _ if buttons.is_empty() => user.say("/menu"),
        _ => {
            let (message, _, data) = &buttons[chance.below(buttons.len())];
            user.press(*message, data);
        }
    }
}

/// Repeatable chance.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default() % bound
    }
}
