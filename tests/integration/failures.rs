//! What happens to the counts when the machine fails: a clear word, and exactly the loss that
//! `docs/privacy.md` states. (Kills are played in `kill`.)

use std::fs;
use std::path::{Path, PathBuf};

use huquq::conversation::{Event, Outcome};
use huquq::counts::{
    Committed, CountError, Counts, Kept, MirrorPlace, StoreKind, StoreOptions, StoredCounts,
    UpdateId, Vocabulary,
};
use huquq::intent::Way;
use huquq::language::Language;
use jiff::{SignedDuration, Timestamp};

use crate::disk::SmallDisk;
use crate::fake_api::FakeApi;
use crate::process::{Bot, Home, copy};

fn noon() -> Timestamp {
    "2026-07-29T07:00:00Z".parse().expect("a moment")
}

fn minutes(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

fn open(options: &StoreOptions, now: Timestamp) -> StoredCounts {
    let topic = (
        "school-right".parse().expect("an id"),
        "school".parse().expect("an id"),
    );
    let vocabulary = Vocabulary::new([topic], ["school".parse().expect("an id")], []);
    StoredCounts::open(options, vocabulary, now).expect("it opens")
}

fn ask(counts: &StoredCounts, updates: std::ops::Range<u64>, now: Timestamp) {
    for update in updates {
        let asked = Event::Question {
            language: Some(Language::Kazakh),
            topic: Some("school-right".parse().expect("an id")),
            way: Way::Typed,
            outcome: Outcome::Answered,
        };
        let tag = counts.tag(update as i64, now);
        counts
            .record(UpdateId(update), tag, &[asked], now)
            .expect("it is counted");
    }
}

fn questions(counts: &StoredCounts) -> u64 {
    let tallies = counts.tallies();
    tallies
        .weeks
        .iter()
        .map(|week| week.outcomes().total())
        .sum()
}

fn options(directory: &Path, mirror: PathBuf) -> StoreOptions {
    StoreOptions {
        directory: directory.to_owned(),
        kind: StoreKind::Campaign,
        mirror: Some(MirrorPlace {
            path: mirror,
            may_be_disk: true,
        }),
    }
}

#[test]
fn a_power_cut_costs_what_came_since_the_last_commit_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = options(&folder.path().join("store"), folder.path().join("mirror"));
    let counts = open(&before, noon());
    ask(&counts, 0..40, noon());
    assert_eq!(counts.commit_due(minutes(15)), Ok(Committed::Written));
    ask(&counts, 40..64, minutes(16));
    assert_eq!(questions(&counts), 64);
    // The disk as the power cut leaves it: the store, and no mirror.
    let cut = folder.path().join("after");
    copy(&before.directory, &cut);
    let after = open(
        &options(&cut, folder.path().join("new mirror")),
        minutes(20),
    );
    assert_eq!(questions(&after), 40, "the last 24 are lost, and no more");
    let said = after.status().sentences().join("\n");
    assert!(
        said.contains("power cut") && said.contains("since the last commit"),
        "{said}"
    );
    // With its mirror nothing is lost, and nothing is said.
    drop(counts);
    let kept = open(&before, minutes(20));
    assert_eq!(questions(&kept), 64);
    assert_eq!(kept.status().sentences(), Vec::<&str>::new());
}

#[test]
fn a_full_disk_is_told_and_what_is_counted_waits_for_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("disk");
    let Some(disk) = SmallDisk::mount(&place, "8m") else {
        return;
    };
    let options = options(&place.join("store"), folder.path().join("mirror"));
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    disk.fill();
    let failed = counts.commit_due(minutes(15));
    let Err(error @ CountError::Storage(_)) = failed else {
        panic!("{failed:?}");
    };
    assert!(error.to_string().contains("make room"), "{error}");
    ask(&counts, 30..60, minutes(16));
    disk.empty();
    assert_eq!(counts.commit_due(minutes(17)), Ok(Committed::Written));
    assert_eq!(questions(&counts), 60);
    drop(counts);
    assert_eq!(
        questions(&open(&options, minutes(18))),
        60,
        "nothing was lost"
    );
    drop(disk);
}

#[test]
fn a_full_memory_disk_costs_no_count_and_the_mirror_comes_back_into_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("memory");
    let Some(memory) = SmallDisk::mount(&place, "24m") else {
        return;
    };
    let options = options(&folder.path().join("store"), place.join("mirror"));
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    let next_week = noon() + SignedDuration::from_hours(7 * 24);
    memory.fill();
    // A new week wants a new mirror beside the old one.
    ask(&counts, 30..60, next_week);
    assert_eq!(counts.status().kept, Kept::MirrorMissing);
    assert!(counts.troubles(next_week).is_mirror_missing);
    assert!(!place.join("mirror").exists(), "it would be counted twice");
    memory.empty();
    let later = next_week + SignedDuration::from_mins(1);
    counts.commit_due(later).expect("the store is well");
    assert_eq!(counts.status().kept, Kept::Mirror);
    ask(&counts, 60..70, later);
    let all = questions(&counts);
    drop(counts);
    assert_eq!(questions(&open(&options, later)), all, "nothing was lost");
    drop(memory);
}

#[test]
fn a_disk_without_any_room_is_told_at_the_start() {
    let home = Home::small();
    let Some(_disk) = SmallDisk::mount(&home.data(), "4k") else {
        return;
    };
    let api = FakeApi::start();
    let (status, said) = Bot::start(&api, &home).wait();
    assert!(!status.success());
    assert!(said.contains("make room there"), "{said}");
}

#[test]
fn a_damaged_store_is_told_refused_and_left_as_it_is() {
    let api = FakeApi::start();
    let home = Home::small();
    let (status, _) = Bot::start(&api, &home).connected().terminate();
    assert!(status.success());
    let directory = home.data().join("counts");
    let current = fs::read_to_string(directory.join("CURRENT")).expect("it is there");
    let database = directory.join(current.trim()).join("db");
    let mut bytes = fs::read(&database).expect("the database");
    let middle = bytes.len() / 3;
    bytes[..middle].fill(7);
    fs::write(&database, &bytes).expect("written");
    let (status, said) = Bot::start(&api, &home).wait();
    assert!(!status.success());
    assert!(
        said.contains("are damaged: move the directory away"),
        "{said}"
    );
    assert!(!said.contains("fault in the program"), "{said}");
    assert_eq!(fs::read(&database).expect("the database"), bytes);
    let report = home.command().arg("report").output().expect("it starts");
    assert!(!report.status.success());
    let said = String::from_utf8_lossy(&report.stderr);
    assert!(said.contains("are damaged"), "{said}");
}

#[test]
fn a_second_program_on_one_store_is_refused_and_reports_go_on() {
    let api = FakeApi::start();
    let home = Home::small();
    let first = Bot::start(&api, &home).connected();
    let (status, said) = Bot::start(&api, &home).wait();
    assert!(!status.success());
    assert!(said.contains("another huquq counts in"), "{said}");
    let report = home.command().args(["report", "--list"]).output();
    assert!(report.expect("it starts").status.success());
    let (status, said) = first.terminate();
    assert!(status.success(), "{said}");
}
