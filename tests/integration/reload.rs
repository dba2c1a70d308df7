//! Texts that change while the bot runs.

use std::fs;

use huquq::intent::{Entry, Screen};
use huquq::language::Language;

use crate::fake_api::FakeApi;
use crate::process::{Bot, Home, copy, fetch, free_address, small_content};
use crate::words::{token, topic};

/// The Russian title of a topic as it is written.
fn title_of(written: &str) -> String {
    let russian = written.split("\nru:").nth(1).expect("Russian");
    let title = russian.split("title:").nth(1).expect("a title");
    let line = title.lines().next().expect("a line").trim();
    line.trim_matches(['"', '\'']).to_owned()
}

#[test]
fn changed_texts_are_served_broken_ones_are_not_and_old_buttons_work() {
    let api = FakeApi::start();
    let home = Home::small();
    let folder = tempfile::tempdir().expect("a folder");
    copy(&small_content(), folder.path());
    let content = folder.path().to_str().expect("a name").to_owned();
    let health = free_address();
    let variables = [
        ("HUQUQ_CONTENT", content.as_str()),
        ("HUQUQ_HEALTH_LISTEN", health.as_str()),
    ];
    let mut bot = Bot::start_with(&api, &home, &variables).connected();
    let user = api.user(1);
    let right = topic("school-right");
    let file = folder.path().join("topics/school/school-right.yaml");
    let written = fs::read_to_string(&file).expect("the topic");
    let title = title_of(&written);
    let screen = Screen::Topic {
        topic: right.id.clone(),
        entry: Entry::Opened,
    };
    let link = token(Language::Russian, screen);
    assert!(user.ask(&format!("/start {link}")).contains(&title));

    let changed = written.replace(&title, "Школа всем");
    assert_ne!(changed, written);
    fs::write(&file, &changed).expect("it is written");
    // Nobody has to say so: the change is seen.
    bot.wait_output("changed texts are served from now on");
    assert!(user.ask(&format!("/start {link}")).contains("Школа всем"));

    fs::write(&file, changed.replace("category:", "kategory:")).expect("it is written");
    bot.signal("HUP");
    bot.wait_output("are not used; the old ones are served");
    assert!(
        bot.output().contains("school-right.yaml"),
        "{}",
        bot.output()
    );
    let (status, body) = fetch(&health, "/readyz").expect("it is alive");
    assert!(status == 200 && body.contains("content: for "), "{body}");
    let (message, ..) = user.buttons().swap_remove(0);
    user.press(message, "ru_priv");
    user.press(message, &link);
    api.wait("both are answered", |state| state.pending() == 0);
    assert!(
        user.said()
            .last()
            .expect("an answer")
            .contains("Школа всем")
    );
    assert!(user.ask(&format!("/start {link}")).contains("Школа всем"));

    fs::write(&file, &written).expect("it is written");
    bot.signal("HUP");
    bot.wait_output("fault content is over");
    assert_eq!(fetch(&health, "/readyz"), Some((200, "ok\n".to_owned())));
    assert!(user.ask(&format!("/start {link}")).contains(&title));
}
