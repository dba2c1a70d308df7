//! Killed again and again under load: nothing unanswered, nothing counted twice or lost.

use std::thread;
use std::time::Duration;

use huquq::counts::{Counts, Name, Outcomes};
use huquq::intent::{Entry, Screen, Way};
use huquq::language::Language;

use crate::bot::Chance;
use crate::fake_api::{FakeApi, Fault, Trouble};
use crate::process::{Bot, Home, Hook};
use crate::words::{WORDS, question, text, token, topic};

/// Chats that come new in each round, so that no account asks more than is counted of one.
const TYPING: i64 = 20;
const PRESSING: i64 = 10;

/// What a chat must have been told, in this order; each may have been said twice.
struct Expected {
    chat: i64,
    answers: Vec<String>,
}

#[test]
fn killed_again_and_again_it_answers_everybody_and_counts_everything_once() {
    kill_again_and_again(&[]);
}

#[test]
fn killed_again_and_again_behind_a_webhook_it_answers_everybody_and_counts_everything_once() {
    kill_again_and_again(&Hook::free().variables());
}

/// Four in the suite, a thousand the long way, or as many as `HUQUQ_KILLS` says.
fn kills() -> i64 {
    let long = || std::env::var_os("HUQUQ_LONG").map(|_| 1_000);
    match std::env::var("HUQUQ_KILLS") {
        Ok(kills) => kills.parse().expect("HUQUQ_KILLS is a number"),
        Err(_) => long().unwrap_or(4),
    }
}

fn kill_again_and_again(variables: &[(&str, &str)]) {
    let kills = kills();
    let api = FakeApi::start();
    let home = Home::new();
    let mut chance = Chance(7);
    let mut expected = Vec::new();
    // As slow as the real one, so that a kill finds many answers on their way.
    api.make(Fault {
        method: Some("sendmessage"),
        chat: None,
        times: usize::MAX,
        trouble: Trouble::Slow(Duration::from_millis(40)),
    });
    let mut repeated = 0;
    for round in 0..kills {
        let bot = Bot::start_with(&api, &home, variables).connected();
        let first = 1_000 * (round + 1);
        let pressing: Vec<i64> = (first..first + PRESSING).collect();
        for chat in &pressing {
            api.user(*chat).say("/start ru_home");
        }
        api.wait("they can press", |state| {
            pressing.iter().all(|chat| state.answers(*chat) > 0)
        });
        for chat in pressing {
            expected.push(press(&api, chat));
        }
        for chat in first + PRESSING..first + PRESSING + TYPING {
            expected.push(write(&api, chat));
        }
        thread::sleep(Duration::from_millis(chance.below(300) as u64));
        repeated += api.with(|state| state.pending());
        let output = bot.kill();
        assert!(!output.contains("fault in the program"), "{output}");
    }
    let bot = Bot::start_with(&api, &home, variables).connected();
    api.wait("all are acknowledged", |state| state.pending() == 0);
    for Expected { chat, answers } in &expected {
        let said = api.user(*chat).said();
        assert_in_order(&said, answers);
    }
    api.with(|state| assert!(state.query_answers().all(|answers| answers == 1)));
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
    assert_counted(&home, kills);
    let answers: usize = expected.iter().map(|chat| chat.answers.len()).sum();
    println!("{kills} kills, {answers} answers, {repeated} updates not acknowledged when killed");
    assert!(repeated > 0, "every kill came when nothing was on its way");
}

/// Presses two buttons of the message the bot sent.
fn press(api: &FakeApi, chat: i64) -> Expected {
    let user = api.user(chat);
    let (message, ..) = user.buttons().swap_remove(0);
    let mut answers = vec![text(Language::Russian, "home-title")];
    for id in ["school-right", "registration-arrival"] {
        let topic = topic(id);
        let screen = Screen::Topic {
            topic: topic.id.clone(),
            entry: Entry::Opened,
        };
        user.press(message, &token(Language::Russian, screen));
        answers.push(topic.texts.get(Language::Russian).title.clone());
    }
    Expected { chat, answers }
}

/// Types a question, comes by a link, types a command.
fn write(api: &FakeApi, chat: i64) -> Expected {
    let mut user = api.user(chat);
    let language = Language::Tajik;
    // What was remembered of the chat dies with the process; its Telegram still tells.
    user.language = Some(language.tag());
    let (wages, right) = (topic("work-unpaid-wages"), topic("school-right"));
    let screen = Screen::Topic {
        topic: right.id.clone(),
        entry: Entry::Opened,
    };
    user.say(&question(wages, language));
    user.say(&format!("/start {}", token(language, screen)));
    user.say("/privacy");
    Expected {
        chat,
        answers: vec![
            wages.texts.get(language).title.clone(),
            right.texts.get(language).title.clone(),
            text(language, "privacy-title"),
        ],
    }
}

#[track_caller]
fn assert_in_order(said: &[String], answers: &[String]) {
    let mut said_so_far = said.iter();
    for answer in answers {
        assert!(
            said_so_far.any(|said| said.contains(answer)),
            "`{answer}` is missing, or not in its place, among {said:#?}"
        );
    }
}

fn assert_counted(home: &Home, rounds: i64) {
    let tallies = home.counts(&WORDS.catalog).tallies();
    // A test that runs over midnight of Sunday has two weeks, and maybe two blocks.
    let sum = |count: &dyn Fn(&huquq::counts::WeekTally) -> u64| -> u64 {
        tallies.weeks.iter().map(count).sum()
    };
    let rounds = u64::try_from(rounds).expect("not negative");
    let (typing, pressing) = (
        TYPING.unsigned_abs() * rounds,
        PRESSING.unsigned_abs() * rounds,
    );
    assert_eq!(
        sum(&|week| week.outcomes().total()),
        2 * typing + 2 * pressing
    );
    assert_eq!(sum(&|week| week.way(Way::Typed).into()), typing);
    assert_eq!(sum(&|week| week.way(Way::Link).into()), typing);
    assert_eq!(sum(&|week| week.way(Way::Button).into()), 2 * pressing);
    let topic_total = |id: &str| -> u64 {
        let of_topic = tallies.blocks.iter().flat_map(|block| block.topics());
        of_topic
            .filter(|(name, ..)| *name == Name::Known(topic(id).id.clone()))
            .map(|(_, _, outcomes): (_, _, Outcomes)| outcomes.total())
            .sum()
    };
    assert_eq!(topic_total("work-unpaid-wages"), typing);
    assert_eq!(topic_total("school-right"), typing + pressing);
    assert_eq!(topic_total("registration-arrival"), pressing);
}
