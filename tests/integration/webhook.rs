//! The bot behind a webhook: what is promised of polling holds there too.

use std::thread;
use std::time::Duration;

use huquq::language::Language;
use serde_json::json;

use crate::fake_api::webhook::request;
use crate::fake_api::{FakeApi, Fault, Trouble};
use crate::process::{Bot, Home, Hook};
use crate::words::text;

fn started() -> (FakeApi, Home, Hook, Bot) {
    let (api, home, hook) = (FakeApi::start(), Home::small(), Hook::free());
    let bot = start(&api, &home, &hook);
    (api, home, hook, bot)
}

fn start(api: &FakeApi, home: &Home, hook: &Hook) -> Bot {
    let bot = Bot::start_with(api, home, &hook.variables()).connected();
    api.wait("the webhook is set", |state| {
        state
            .webhook
            .as_ref()
            .is_some_and(|webhook| webhook.url == hook.url)
    });
    bot
}

fn secret(api: &FakeApi) -> String {
    api.with(|state| {
        let webhook = state.webhook.clone().expect("it is set");
        webhook.secret.expect("it has a secret")
    })
}

fn fail_sending(trouble: Trouble) -> Fault {
    Fault {
        method: Some("sendmessage"),
        chat: None,
        times: usize::MAX,
        trouble,
    }
}

#[test]
fn a_conversation_is_brought_and_a_press_is_answered_in_the_response() {
    let (api, _home, _hook, _bot) = started();
    let user = api.user(1);
    user.ask("/start ru_home");
    let (message, ..) = user.buttons().swap_remove(0);
    for (count, data) in (2..).zip(["ru_priv", "ru_help", "ru_now"]) {
        user.press(message, data);
        user.wait_said(count);
    }
    api.wait("all are taken and all presses answered", |state| {
        state.pending() == 0 && state.query_answers().all(|answers| answers == 1)
    });
    api.with(|state| {
        assert!(state.refused().is_empty(), "{:?}", state.refused());
        assert_eq!(state.count("getupdates"), 0);
        let allowed = state.allowed_updates.clone().expect("it was named");
        assert_eq!(allowed, ["message", "callback_query"]);
        assert!(state.deliveries.iter().all(|(_, status)| *status == 200));
    });
}

#[test]
fn who_does_not_show_the_secret_is_turned_away() {
    let (api, _home, hook, _bot) = started();
    let update = json!({"update_id": 5, "message": {
        "message_id": 1, "date": 1, "text": "/start",
        "chat": {"id": 77, "type": "private"}, "from": {"id": 77, "is_bot": false},
    }});
    let update = update.to_string();
    let secret = secret(&api);
    for wrong in [None, Some("wrong"), Some(&secret[1..])] {
        let (status, ..) = request(&hook.url, wrong, update.as_bytes()).expect("an answer");
        assert_eq!(status, 401);
    }
    let elsewhere = format!("http://{}/other", hook.listen);
    let (status, ..) = request(&elsewhere, Some(&secret), update.as_bytes()).expect("an answer");
    assert_eq!(status, 404);
    let large = vec![b' '; 2 * 1024 * 1024];
    // The bot may hang up before all of it was sent.
    if let Ok((status, ..)) = request(&hook.url, Some(&secret), &large) {
        assert_eq!(status, 413);
    }
    for nonsense in ["", "nonsense", "{}", r#"{"update_id":6,"message":5}"#] {
        let (status, ..) =
            request(&hook.url, Some(&secret), nonsense.as_bytes()).expect("an answer");
        assert_eq!(status, 200, "`{nonsense}` would be brought again and again");
    }
    api.with(|state| assert_eq!(state.count("sendmessage"), 0));
    api.user(1).ask("/start");
}

#[test]
fn an_update_brought_twice_is_answered_once() {
    let (api, _home, hook, _bot) = started();
    // The chat is known to the server once somebody spoke in it.
    api.user(77).ask("/start");
    api.make(Fault {
        chat: Some(77),
        ..fail_sending(Trouble::Slow(Duration::from_millis(500)))
    });
    let secret = secret(&api);
    let update = json!({"update_id": 42, "message": {
        "message_id": 9_000, "date": 1, "text": "/help",
        "chat": {"id": 77, "type": "private"}, "from": {"id": 77, "is_bot": false},
    }});
    let update = update.to_string();
    thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| {
                let (status, ..) =
                    request(&hook.url, Some(&secret), update.as_bytes()).expect("an answer");
                assert_eq!(status, 200);
            });
        }
    });
    let (status, ..) = request(&hook.url, Some(&secret), update.as_bytes()).expect("an answer");
    assert_eq!(status, 200);
    assert_eq!(api.user(77).said().len(), 2);
}

#[test]
fn in_an_outage_nothing_is_taken_off_the_servers_hands() {
    let (api, home, hook, bot) = started();
    api.make(fail_sending(Trouble::Error(500, "Internal Server Error")));
    for chat in 1..=20 {
        api.user(chat).say("/start");
    }
    let is_taken = api.wait_up_to(Duration::from_secs(5), |state| state.pending() < 20);
    assert!(!is_taken);
    bot.kill();
    api.clear_faults();
    let _bot = start(&api, &home, &hook);
    for chat in 1..=20 {
        api.user(chat).wait_said(1);
    }
    api.wait("all are taken", |state| state.pending() == 0);
}

#[test]
fn from_polling_to_a_webhook_and_back_no_update_is_lost() {
    let (api, home, hook) = (FakeApi::start(), Home::small(), Hook::free());
    let ask = |chats: std::ops::Range<i64>| {
        for chat in chats {
            api.user(chat).say("/start");
        }
    };
    let bot = Bot::start(&api, &home).connected();
    api.user(1).ask("/start");
    bot.terminate();
    ask(2..10);
    let bot = start(&api, &home, &hook);
    ask(10..20);
    bot.terminate();
    ask(20..30);
    assert!(api.with(|state| state.webhook.is_some()), "it stays set");
    let bot = Bot::start(&api, &home);
    ask(30..40);
    for chat in 1..40 {
        api.user(chat).wait_said(1);
    }
    api.wait("all are taken", |state| state.pending() == 0);
    assert!(api.with(|state| state.webhook.is_none()));
    // At a stop the press of a switch does not answer anybody twice.
    bot.terminate();
    for chat in 1..40 {
        assert_eq!(api.user(chat).said().len(), 1, "chat {chat}");
    }
}

#[test]
fn asked_to_stop_it_finishes_what_is_in_flight() {
    let (api, _home, _hook, bot) = started();
    api.make(fail_sending(Trouble::Slow(Duration::from_millis(800))));
    for chat in 1..=30 {
        api.user(chat).say("/start");
    }
    thread::sleep(Duration::from_millis(400));
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
    assert!(output.contains("stopping; "), "{output}");
    let answered = (1..=30).filter(|chat| api.with(|state| state.answers(*chat) == 1));
    let answered = answered.count();
    assert!(answered > 0, "nothing was in flight");
    api.wait("they are taken", |state| state.pending() == 30 - answered);
}

#[test]
fn what_cannot_be_read_is_stepped_over() {
    let (api, _home, _hook, _bot) = started();
    api.push_broken();
    api.push("message", json!({"nonsense": true}));
    let mut user = api.user(1);
    user.language = Some("ru");
    assert!(
        user.ask("/menu")
            .contains(&text(Language::Russian, "home-invite"))
    );
    api.wait("all are taken", |state| state.pending() == 0);
}

#[test]
fn a_webhook_without_encryption_is_refused_at_telegram_itself() {
    let home = Home::small();
    let output = home
        .command()
        .args(["serve", "--telegram", "--edition", "pilot"])
        .args(["--webhook", "http://example.org/hook"])
        .env("TELOXIDE_TOKEN", crate::fake_api::TOKEN)
        .output()
        .expect("the binary starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(errors.contains("is not an https address"), "{errors}");
}
