//! A store of weeks that are closed, made by the library in a moment: what reports are made of.

use std::path::Path;

use huquq::conversation::{Event, Outcome, Source};
use huquq::counts::{
    Counts, Releases, StoreKind, StoreOptions, StoredCounts, UpdateId, Vocabulary, Week, read,
};
use huquq::intent::Way;
use huquq::language::Language;
use jiff::{SignedDuration, Timestamp};

/// Counts invented weeks that end with the one before `now`, so many accounts each, and closes
/// them all.
pub fn weeks(directory: &Path, kind: StoreKind, accounts: &[i64], now: Timestamp) -> Releases {
    let options = StoreOptions {
        directory: directory.to_owned(),
        kind,
        mirror: None,
    };
    let before = SignedDuration::from_hours(7 * 24 * accounts.len() as i64);
    // A Tuesday noon.
    let first = Week::of(now - before).begins_at() + SignedDuration::from_hours(36);
    let counts = StoredCounts::open(&options, vocabulary(), first).expect("a store");
    for (place, accounts) in accounts.iter().enumerate() {
        let now = first + SignedDuration::from_hours(7 * 24 * place as i64);
        ask(&counts, *accounts, now);
        counts.commit_due(now).expect("it is written");
    }
    counts.commit_due(now).expect("all are closed");
    drop(counts);
    read(directory).expect("it is read").releases
}

fn vocabulary() -> Vocabulary {
    let topic = |id: &str, group: &str| (id.parse().expect("an id"), group.parse().expect("one"));
    Vocabulary::new(
        [
            topic("school-right", "school"),
            topic("safety-violence", "safety"),
        ],
        ["school", "safety"].map(|group| group.parse().expect("an id")),
        ["ABC", "XYZ1"].map(|code| code.parse().expect("a code")),
    )
}

fn ask(counts: &StoredCounts, accounts: i64, now: Timestamp) {
    for account in 0..accounts {
        let question = |topic: Option<&str>, outcome| Event::Question {
            language: Some(Language::WRITTEN[account as usize % 4]),
            topic: topic.map(|id| id.parse().expect("an id")),
            way: Way::Typed,
            outcome,
        };
        let topic = ["school-right", "school-right", "safety-violence"][account as usize % 3];
        let code = if account % 3 == 0 { "XYZ1" } else { "ABC" };
        let mut events = vec![
            Event::Start {
                source: Source::Campaign(code.parse().expect("a code")),
            },
            question(Some(topic), Outcome::Answered),
        ];
        if account % 4 == 0 {
            events.push(question(None, Outcome::Unanswered));
        }
        let update = UpdateId(now.as_second().unsigned_abs() + account.unsigned_abs());
        let tag = counts.tag(account, now);
        counts
            .record(update, tag, &events, now)
            .expect("it is counted");
    }
}
