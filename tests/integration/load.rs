//! Too much at once: people who flood, servers that fall over.

use std::thread;
use std::time::{Duration, Instant};

use huquq::language::Language;

use crate::bot::Chance;
use crate::fake_api::{FakeApi, Fault, Trouble};
use crate::process::{Bot, Home};
use crate::words::text;

fn is_long() -> bool {
    std::env::var_os("HUQUQ_LONG").is_some()
}

fn sending(chat: Option<i64>, times: usize, trouble: Trouble) -> Fault {
    Fault {
        method: Some("sendmessage"),
        chat,
        times,
        trouble,
    }
}

#[test]
fn who_floods_is_asked_to_wait_once_and_nobody_else_feels_it() {
    let api = FakeApi::start();
    let home = Home::small();
    let _bot = Bot::start(&api, &home).connected();
    let messages = if is_long() { 10_000 } else { 1_000 };
    let mut flood = api.user(1);
    flood.language = Some("tg");
    flood.ask("/start");
    let began = Instant::now();
    for _ in 0..messages {
        flood.say("/menu");
    }
    flood.say("маро шавҳарам мезанад");
    for chat in 2..40 {
        api.user(chat).ask("/start");
    }
    api.wait("all are acknowledged", |state| state.pending() == 0);
    let said = flood.said();
    let wish = text(Language::Tajik, "flooded");
    assert_eq!(said.iter().filter(|said| **said == wish).count(), 1);
    let seconds = usize::try_from(began.elapsed().as_secs()).expect("it fits");
    assert!(
        said.len() <= 20 + 1 + 1 + seconds + 1,
        "{} answers in {seconds} s",
        said.len()
    );
    assert!(
        said.iter().any(|said| said.contains("102")),
        "words of danger were not answered: {said:#?}"
    );
}

#[test]
fn a_storm_is_outlived_all_are_answered_and_in_order() {
    let api = FakeApi::start();
    let home = Home::small();
    let bot = Bot::start(&api, &home).connected();
    let (chats, seconds) = if is_long() { (100, 60) } else { (30, 6) };
    let mut chance = Chance(99);
    let commands = ["/menu", "/privacy", "/help", "/contacts", "/about"];
    let ids = [
        "home-invite",
        "privacy-title",
        "help-title",
        "contacts-title",
        "about-title",
    ];
    let mut users: Vec<_> = (1..=chats).map(|chat| api.user(chat)).collect();
    for user in &mut users {
        user.language = Some("ru");
        user.say("/start");
    }
    api.wait("they were met", |state| state.pending() == 0);
    let before = bot.memory_kilobytes();
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut asked = 0;
    while Instant::now() < until {
        for _ in 0..4 {
            let trouble = match chance.below(6) {
                0 => Trouble::TooMany(1),
                1 => Trouble::Error(500, "Internal Server Error"),
                2 => Trouble::BadGateway,
                3 => Trouble::Reset,
                4 => Trouble::Error(502, "Bad Gateway"),
                _ => Trouble::Slow(Duration::from_millis(if is_long() {
                    10_000
                } else {
                    1_500
                })),
            };
            let method = [Some("sendmessage"), Some("sendmessage"), Some("getupdates")];
            api.make(Fault {
                method: method[chance.below(3)],
                chat: None,
                times: 3,
                trouble,
            });
        }
        if asked < 15 {
            for user in &users {
                user.say(commands[asked % commands.len()]);
            }
            asked += 1;
        }
        thread::sleep(Duration::from_millis(250));
    }
    api.clear_faults();
    for user in &users {
        user.wait_said(1 + asked);
        for (turn, said) in user.said().iter().skip(1).enumerate() {
            let expected = text(Language::Russian, ids[turn % ids.len()]);
            assert!(said.contains(&expected), "{turn} in chat {}", user.chat);
        }
    }
    api.wait("all are acknowledged", |state| state.pending() == 0);
    let after = bot.memory_kilobytes();
    println!("{chats} chats, {asked} questions each; memory {before} KiB, then {after} KiB");
    assert!(after < before + 20_000, "{before} KiB, then {after} KiB");
}

#[test]
fn in_an_outage_the_server_is_left_in_peace_and_its_end_is_noticed_at_once() {
    let api = FakeApi::start();
    let home = Home::small();
    let _bot = Bot::start(&api, &home).connected();
    api.make(sending(
        None,
        usize::MAX,
        Trouble::Error(500, "Internal Server Error"),
    ));
    for chat in 1..=80 {
        api.user(chat).say("/start");
    }
    thread::sleep(Duration::from_secs(3));
    api.with(|state| state.calls.clear());
    thread::sleep(Duration::from_secs(4));
    let tries = api.with(|state| state.calls.iter().filter(|call| call.status == 500).count());
    assert!((1..=12).contains(&tries), "{tries} tries in four seconds");
    api.clear_faults();
    let ended = Instant::now();
    for chat in 1..=80 {
        api.user(chat).wait_said(1);
    }
    // The next try comes within ten seconds, and all others right behind it.
    assert!(
        ended.elapsed() < Duration::from_secs(15),
        "{:?}",
        ended.elapsed()
    );
}

#[test]
fn told_to_wait_as_a_whole_it_lets_go_of_nothing() {
    let api = FakeApi::start();
    let home = Home::small();
    let bot = Bot::start(&api, &home).connected();
    api.make(sending(None, usize::MAX, Trouble::TooMany(900)));
    for chat in 1..=5 {
        api.user(chat).say("/start");
    }
    // Longer than an answer may be held up by its own chat.
    thread::sleep(Duration::from_millis(4_500));
    assert_eq!(api.with(|state| state.pending()), 5);
    drop(bot);
    api.clear_faults();
    let _bot = Bot::start(&api, &home);
    for chat in 1..=5 {
        api.user(chat).wait_said(1);
    }
    api.wait("all are acknowledged", |state| state.pending() == 0);
}

#[test]
fn forget_takes_back_what_waits_to_be_said() {
    let api = FakeApi::start();
    let home = Home::small();
    let _bot = Bot::start(&api, &home).connected();
    let mut user = api.user(1);
    user.language = Some("ru");
    user.ask("/start");
    api.make(sending(Some(1), 1, Trouble::TooMany(6)));
    user.say("/contacts");
    api.wait("she has to wait", |state| {
        state.calls.iter().any(|call| call.status == 429)
    });
    // Somebody else is served, so the trouble is her chat's own.
    api.user(2).ask("/start");
    user.say("/privacy");
    user.say("/forget");
    user.wait_said(3);
    api.wait("all are acknowledged", |state| state.pending() == 0);
    let said = user.said();
    let farewell = text(Language::Russian, "forget-done");
    let privacy = text(Language::Russian, "privacy-title");
    assert!(said[2].contains(&farewell), "{said:#?}");
    assert!(
        !said.iter().any(|said| said.contains(&privacy)),
        "{said:#?}"
    );
    api.with(|state| {
        let left: Vec<_> = state.chat(1).messages.values().collect();
        assert!(
            matches!(left[..], [message] if message.text.contains(&farewell)),
            "{left:#?}"
        );
    });
}

#[test]
fn an_update_that_cannot_be_read_is_stepped_over_and_counted() {
    let api = FakeApi::start();
    let home = Home::small();
    let address = crate::process::free_address();
    let variables = [("HUQUQ_HEALTH_LISTEN", address.as_str())];
    let mut bot = Bot::start_with(&api, &home, &variables).connected();
    api.user(1).say("/start");
    api.push_broken();
    api.user(2).say("/start");
    api.push("message", serde_json::json!({"text": "no chat"}));
    api.push_broken();
    api.user(3).say("/start");
    for chat in 1..=3 {
        api.user(chat).wait_said(1);
    }
    api.wait("all are acknowledged", |state| state.pending() == 0);
    bot.wait_output("it cannot be read; it is stepped over");
    let (_, metrics) = crate::process::fetch(&address, "/metrics").expect("metrics");
    assert!(
        metrics.contains("huquq_updates_unreadable_total 3\n"),
        "{metrics}"
    );
}

#[test]
fn the_pace_of_all_answers_is_kept_and_danger_does_not_queue() {
    let api = FakeApi::start();
    let home = Home::small();
    let variables = [("HUQUQ_MESSAGES_PER_SECOND", "10")];
    let _bot = Bot::start_with(&api, &home, &variables).connected();
    let began = Instant::now();
    for chat in 1..=60 {
        api.user(chat).say("/start");
    }
    api.user(100).say("муж бьёт меня");
    api.user(100).wait_said(1);
    let others = api.with(|state| (1..=60).filter(|chat| state.answers(*chat) > 0).count());
    assert!(others < 40, "{others} were answered before her");
    for chat in 1..=60 {
        api.user(chat).wait_said(1);
    }
    // A second's worth at once, then ten a second.
    let took = began.elapsed().as_secs_f64();
    assert!((4.5..12.0).contains(&took), "{took} s");
}
