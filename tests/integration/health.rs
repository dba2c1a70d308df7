//! What a monitoring system and an operator see.

use std::time::{Duration, Instant};

use crate::fake_api::{FakeApi, Fault, TOKEN, Trouble};
use crate::process::{Bot, Home, fetch, free_address};

#[track_caller]
fn wait_ready(address: &str, wanted: u16) -> String {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some((status, body)) = fetch(address, "/readyz")
            && status == wanted
        {
            return body;
        }
        assert!(Instant::now() < deadline, "it never was {wanted}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Starts a bot that shows how it is, and waits until that is well; gives where it shows it.
fn ready(api: &FakeApi, home: &Home) -> (Bot, String) {
    let address = free_address();
    let variables = [("HUQUQ_HEALTH_LISTEN", address.as_str())];
    let bot = Bot::start_with(api, home, &variables).connected();
    wait_ready(&address, 200);
    (bot, address)
}

#[test]
fn it_is_alive_ready_and_counts_its_work_without_a_word_of_anybody() {
    let api = FakeApi::start();
    let home = Home::small();
    let (_bot, address) = ready(&api, &home);
    assert_eq!(fetch(&address, "/healthz").expect("it is alive").0, 200);
    let chat = 7_213_558_901;
    api.user(chat).ask("/start ru_topic_school-right");
    api.user(chat).ask("ребёнка не берут в школу");
    api.wait("all are acknowledged", |state| state.pending() == 0);
    let (_, metrics) = fetch(&address, "/metrics").expect("metrics");
    assert!(metrics.contains("huquq_updates_total 2\n"), "{metrics}");
    assert!(
        metrics.contains("huquq_answer_seconds_count 2\n"),
        "{metrics}"
    );
    for word in ["7213558901", "school", "ru_", "topic", "language"] {
        assert!(!metrics.contains(word), "{word}");
    }
    // Every label there is: the class of an answering time and the kind of a fault.
    for label in metrics.lines().filter_map(|line| line.split_once('{')) {
        let (name, rest) = label;
        let is_known = name == "huquq_answer_seconds_bucket" && rest.starts_with("le=")
            || name == "huquq_fault_seconds" && rest.starts_with("fault=");
        assert!(is_known, "{name}{{{rest}");
    }
}

#[test]
fn an_outage_is_seen_and_its_end_too() {
    let api = FakeApi::start();
    let home = Home::small();
    let (mut bot, address) = ready(&api, &home);
    api.make(Fault {
        method: Some("sendmessage"),
        chat: None,
        times: usize::MAX,
        trouble: Trouble::Reset,
    });
    for chat in 1..=10 {
        api.user(chat).say("/start");
    }
    let body = wait_ready(&address, 503);
    assert!(body.contains("sending: for "), "{body}");
    assert_eq!(fetch(&address, "/healthz").expect("it is alive").0, 200);
    api.clear_faults();
    wait_ready(&address, 200);
    bot.wait_output("fault sending is over");
}

#[test]
fn a_silence_is_seen_however_few_are_waiting() {
    let api = FakeApi::start();
    let home = Home::small();
    let (_bot, address) = ready(&api, &home);
    api.make(Fault {
        method: Some("sendmessage"),
        chat: None,
        times: 1,
        trouble: Trouble::TooMany(90),
    });
    api.user(1).say("/start");
    let body = wait_ready(&address, 503);
    assert!(body.contains("sending: for "), "{body}");
    api.user(2).ask("/start");
    wait_ready(&address, 200);
}

#[test]
fn a_supervisor_without_curl_asks_the_program_itself() {
    let api = FakeApi::start();
    let home = Home::small();
    let address = free_address();
    let ask = || {
        let mut command = home.command();
        command
            .arg("health")
            .env("HUQUQ_HEALTH_LISTEN", &address)
            .output()
            .expect("the binary starts")
    };
    let nobody = ask();
    assert!(!nobody.status.success());
    let words = String::from_utf8_lossy(&nobody.stderr);
    assert!(words.contains("nobody there"), "{words}");
    let variables = [("HUQUQ_HEALTH_LISTEN", address.as_str())];
    let _bot = Bot::start_with(&api, &home, &variables).connected();
    wait_ready(&address, 200);
    let ready = ask();
    assert!(ready.status.success());
    assert_eq!(String::from_utf8_lossy(&ready.stdout), "ok\n");
    api.make(Fault {
        method: Some("getupdates"),
        chat: None,
        times: usize::MAX,
        trouble: Trouble::Error(500, "Internal Server Error"),
    });
    api.user(1).say("/start");
    wait_ready(&address, 503);
    let ill = ask();
    assert!(!ill.status.success());
    let words = String::from_utf8_lossy(&ill.stdout);
    assert!(words.contains("polling: for "), "{words}");
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let api = FakeApi::start();
    let home = Home::small();
    let variables = [
        "HUQUQ_OPERATORS_CHAT",
        "HUQUQ_OPERATOR",
        "HUQUQ_WEBHOOK",
        "HUQUQ_WEBHOOK_LISTEN",
        "HUQUQ_HEALTH_LISTEN",
        "HUQUQ_MESSAGES_PER_SECOND",
        "HUQUQ_EDITION",
        "HUQUQ_TOKEN_FILE",
    ]
    .map(|name| (name, ""));
    let _bot = Bot::start_with(&api, &home, &variables).connected();
    api.user(1).ask("/start");
}

#[test]
fn an_operators_chat_that_takes_nothing_is_a_line_in_the_log() {
    let api = FakeApi::start();
    let home = Home::small();
    let variables = [
        ("HUQUQ_OPERATORS_CHAT", "-100777"),
        ("HUQUQ_TODAY", "2036-01-01"),
    ];
    let mut bot = Bot::start_with(&api, &home, &variables).connected();
    bot.wait_output("the operators' chat takes no messages");
}

#[test]
fn the_operators_are_told_in_their_chat_what_is_overdue() {
    let api = FakeApi::start();
    let home = Home::small();
    let operators = -100_777;
    let variables = [
        ("HUQUQ_OPERATORS_CHAT", "-100777"),
        ("HUQUQ_TODAY", "2036-01-01"),
    ];
    // The chat is known to the server once somebody spoke in it.
    api.with(|state| {
        state.chats.entry(operators).or_default();
    });
    let _bot = Bot::start_with(&api, &home, &variables).connected();
    let group = api.user(operators);
    group.wait_said(2);
    let said = group.said().join("\n");
    assert!(said.contains("past the day to read them again"), "{said}");
    assert!(said.contains("were not called for 90 days"), "{said}");
}

#[test]
fn the_log_can_be_json() {
    let api = FakeApi::start();
    let home = Home::small();
    let bot = Bot::start_with(&api, &home, &[("HUQUQ_LOG_JSON", "true")]).connected();
    let (_, output) = bot.terminate();
    let lines: Vec<serde_json::Value> = output
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let kinds: Vec<_> = lines
        .iter()
        .filter_map(|line| line["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"connected"), "{output}");
    assert!(kinds.contains(&"stopped"), "{output}");
}

#[test]
fn the_doctor_finds_what_is_well_and_what_is_not() {
    let api = FakeApi::start();
    let home = Home::small();
    let examine = |change: &dyn Fn(&mut std::process::Command)| {
        let mut command = home.command();
        command
            .args(["doctor", "--json"])
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", api.url());
        change(&mut command);
        let output = command.output().expect("the binary starts");
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let state = |what: &str| {
            let found = found.as_array().expect("a list").iter();
            let states = found.filter(|found| found["what"] == what);
            let mut states = states.filter_map(|found| found["state"].as_str());
            states.next_back().unwrap_or("not looked at").to_owned()
        };
        let states = [
            "texts",
            "data folder",
            "counts",
            "mirror of the counts",
            "token",
            "updates",
        ];
        (output.status.success(), states.map(state), found)
    };
    let (is_well, states, found) = examine(&|_| {});
    assert!(is_well, "{found:#}");
    assert_eq!(states, ["well"; 6], "{found:#}");
    let (is_well, states, found) = examine(&|command| {
        command
            .env("HUQUQ_CONTENT", "/nonexistent")
            .env("HUQUQ_DATA", "/proc/nowhere")
            .env("HUQUQ_MIRROR", home.data().join("mirror"))
            .env("TELOXIDE_API_URL", "http://127.0.0.1:9");
    });
    assert!(!is_well);
    assert_eq!(&states[..2], ["ill", "ill"], "{found:#}");
    assert_eq!(states[3], "ill", "{found:#}");
    let words = found.to_string();
    assert!(words.contains("cannot be reached"), "{words}");
    let (_, secret) = TOKEN.split_once(':').expect("a token");
    assert!(!words.contains(secret));
    std::fs::write(home.mirror(), "none of ours").expect("it is written");
    api.with(|state| state.is_token_revoked = true);
    let (is_well, states, found) = examine(&|_| {});
    assert!(!is_well);
    assert_eq!(states[3..5], ["ill", "ill"], "{found:#}");
    let words = found.to_string();
    assert!(
        words.contains("take a valid one from @BotFather"),
        "{words}"
    );
    assert!(words.contains("is not a mirror of counts"), "{words}");
}
