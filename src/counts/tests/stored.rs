//! Facts about stores and mirrors: when they are written, and what each restores.

use super::*;
use crate::counts::disk::Store;

pub(super) fn open(options: &StoreOptions, now: Timestamp) -> StoredCounts {
    StoredCounts::open(options, vocabulary(), now).unwrap()
}

/// Each account asks three times, as often as it counts.
pub(super) fn ask(counts: &dyn Counts, updates: std::ops::Range<u64>, now: Timestamp) {
    for update in updates {
        let account = 100 + update as i64 / 3;
        Person { counts, account }.does(update, &[answered("school-right")], now);
    }
}

pub(super) fn minutes(now: Timestamp, minutes: i64) -> Timestamp {
    now + SignedDuration::from_mins(minutes)
}

/// A minute into 2026-W32, when the week before it is over and not closed yet.
fn midnight() -> Timestamp {
    "2026-08-02T19:01:00Z".parse().unwrap()
}

/// Questions that the store on disk has, by week.
fn on_disk(options: &StoreOptions) -> Vec<(String, u64)> {
    let stored = read(&options.directory).unwrap();
    let weeks = stored.tallies.weeks.iter();
    weeks
        .map(|week| (week.week().to_string(), week.outcomes().total()))
        .collect()
}

fn questions(counts: &dyn Counts) -> u64 {
    let tallies = counts.tallies();
    tallies
        .weeks
        .iter()
        .map(|week| week.outcomes().total())
        .sum()
}

pub(super) fn campaign(has_mirror: bool) -> (tempfile::TempDir, StoreOptions) {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), StoreKind::Campaign, has_mirror);
    (directory, options)
}

#[test]
fn a_campaigns_store_is_written_every_quarter_of_an_hour_and_by_25_events() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    ask(&counts, 0..24, noon());
    assert_eq!(
        counts.commit_due(minutes(noon(), 60)),
        Ok(Committed::NothingDue)
    );
    assert_eq!(on_disk(&options), []);
    ask(&counts, 24..25, minutes(noon(), 61));
    assert_eq!(
        counts.commit_due(minutes(noon(), 61)),
        Ok(Committed::Written)
    );
    assert_eq!(on_disk(&options), [("2026-W31".to_owned(), 25)]);
    ask(&counts, 25..125, minutes(noon(), 62));
    assert_eq!(
        counts.commit_due(minutes(noon(), 75)),
        Ok(Committed::NothingDue)
    );
    assert_eq!(
        counts.commit_due(minutes(noon(), 76)),
        Ok(Committed::Written)
    );
    assert_eq!(on_disk(&options), [("2026-W31".to_owned(), 125)]);
}

#[test]
fn a_clock_that_goes_back_does_not_put_commits_off() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    let yesterday = later(noon(), -24);
    assert_eq!(counts.commit_due(yesterday), Ok(Committed::Written));
}

#[test]
fn a_trials_store_has_each_event_within_a_second() {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), StoreKind::Trial, false);
    let counts = open(&options, noon());
    let second = |seconds| noon() + SignedDuration::from_secs(seconds);
    ask(&counts, 0..1, second(2));
    assert_eq!(counts.commit_due(second(2)), Ok(Committed::Written));
    ask(&counts, 1..3, second(2));
    assert_eq!(counts.commit_due(second(2)), Ok(Committed::NothingDue));
    assert_eq!(counts.commit_due(second(3)), Ok(Committed::Written));
    assert_eq!(on_disk(&options), [("2026-W31".to_owned(), 3)]);
    assert_eq!(read(&options.directory).unwrap().kind, StoreKind::Trial);
}

#[test]
fn a_week_that_is_over_is_written_to_its_last_event_and_the_new_one_waits() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    ask(&counts, 30..33, minutes(noon(), 16));
    let monday = midnight();
    ask(&counts, 33..37, monday);
    assert_eq!(counts.commit_due(monday), Ok(Committed::Written));
    assert_eq!(on_disk(&options), [("2026-W31".to_owned(), 33)]);
    let block: u64 = read(&options.directory).unwrap().tallies.blocks[0]
        .topics()
        .map(|(.., outcomes)| outcomes.total())
        .sum();
    assert_eq!(block, 33, "the block waits for the new week too");
    assert_eq!(questions(&counts), 37);
    assert_eq!(
        counts.commit_due(minutes(monday, 8)),
        Ok(Committed::NothingDue)
    );
}

#[test]
fn a_week_turns_by_the_clock_though_nobody_writes() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    let old = counts.tag(7, noon());
    counts.commit_due(later(noon(), 7 * 24)).unwrap();
    // The old key is gone: the same account has another tag, even by a clock that went back.
    assert_ne!(counts.tag(7, noon()).bytes, old.bytes);
}

#[test]
fn a_mirror_restores_what_the_store_does_not_have() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    ask(&counts, 30..40, minutes(noon(), 16));
    let (before, tag) = (counts.tallies(), counts.tag(7, noon()));
    drop(counts);
    let counts = open(&options, minutes(noon(), 17));
    assert_eq!(counts.tallies(), before);
    assert_eq!(counts.tag(7, noon()), tag, "accounts are known as before");
    let person = Person {
        counts: &counts,
        account: 109,
    };
    for update in [0, 29, 30, 39] {
        let again = person.does(update, &[answered("school-right")], minutes(noon(), 18));
        assert_eq!(again, Recorded::Repeated);
    }
    assert_eq!(before.weeks[0].accounts(), (14, 14));
    assert_eq!(counts.status().sentences(), Vec::<&str>::new());
}

#[test]
fn a_mirror_of_last_week_gives_its_rest_to_last_week() {
    let (_directory, options) = campaign(true);
    ask(&open(&options, noon()), 0..10, noon());
    let monday = midnight();
    let counts = open(&options, monday);
    ask(&counts, 10..14, monday);
    counts.commit_due(minutes(monday, 15)).unwrap();
    assert!(counts.releases().contains_key(&"2026-W31".parse().unwrap()));
    assert_eq!(questions(&counts), 4);
    drop(counts);
    let counts = open(&options, minutes(monday, 16));
    ask(&counts, 0..14, minutes(monday, 17));
    assert_eq!(
        questions(&counts),
        4,
        "updates of both weeks are known as counted"
    );
}

#[test]
fn a_hundred_thousand_accounts_take_twelve_megabytes() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    for update in 0..100_000 {
        let account = 7_300_000_000 + update as i64;
        let counts: &dyn Counts = &counts;
        Person { counts, account }.does(update, &[answered("school-right")], noon());
    }
    let tally = this_week(&counts);
    assert_eq!(tally.accounts(), (100_000, 100_000));
    let mirror = std::fs::metadata(&options.mirror.unwrap().path).unwrap();
    assert!(mirror.len() < 12 << 20, "{} bytes", mirror.len());
}

#[test]
#[cfg(target_os = "linux")]
fn a_mirror_in_shared_memory_is_accepted() {
    let Ok(directory) = tempfile::tempdir_in("/dev/shm") else {
        return;
    };
    let (_store, mut options) = campaign(true);
    options.mirror = Some(MirrorPlace {
        path: directory.path().join("mirror"),
        may_be_disk: false,
    });
    ask(&open(&options, noon()), 0..10, noon());
    assert_eq!(questions(&open(&options, noon())), 10);
}

#[test]
fn without_a_mirror_a_crash_costs_the_rest_and_accounts_become_an_interval() {
    let (_directory, options) = campaign(false);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    ask(&counts, 30..40, minutes(noon(), 16));
    assert!(counts.status().sentences()[0].contains("lost on a crash"));
    drop(counts);
    let counts = open(&options, minutes(noon(), 17));
    assert_eq!(questions(&counts), 30);
    ask(&counts, 40..45, minutes(noon(), 18));
    let tallies = counts.tallies();
    assert_eq!(tallies.weeks[0].scalar(Scalar::Segments), 2);
    assert_eq!(tallies.weeks[0].accounts(), (10, 12));
}

#[test]
fn a_stop_without_a_mirror_writes_a_crowd_but_not_a_few() {
    let (_directory, options) = campaign(false);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    assert_eq!(counts.shutdown(noon()), Ok(Committed::Written));
    ask(&counts, 30..40, noon());
    assert_eq!(counts.shutdown(noon()), Ok(Committed::NothingDue));
    assert_eq!(on_disk(&options), [("2026-W31".to_owned(), 30)]);
}

#[test]
fn a_stop_with_a_mirror_writes_nothing_to_the_store() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    assert_eq!(counts.shutdown(noon()), Ok(Committed::NothingDue));
    drop(counts);
    assert_eq!(on_disk(&options), []);
    assert_eq!(questions(&open(&options, noon())), 30);
}

#[test]
fn a_store_that_went_on_without_its_mirror_takes_the_mirrors_rest_once() {
    let (_directory, mirrored) = campaign(true);
    let alone = StoreOptions {
        mirror: None,
        ..mirrored.clone()
    };
    let counts = open(&mirrored, noon());
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    ask(&counts, 30..35, minutes(noon(), 16));
    drop(counts);
    let counts = open(&alone, minutes(noon(), 20));
    ask(&counts, 100..130, minutes(noon(), 20));
    counts.commit_due(minutes(noon(), 40)).unwrap();
    drop(counts);
    let counts = open(&mirrored, minutes(noon(), 45));
    assert_eq!(questions(&counts), 65);
    ask(&counts, 200..230, minutes(noon(), 45));
    counts.commit_due(minutes(noon(), 70)).unwrap();
    drop(counts);
    assert_eq!(questions(&open(&mirrored, minutes(noon(), 71))), 95);
    assert_eq!(on_disk(&mirrored), [("2026-W31".to_owned(), 95)]);
}

#[test]
fn a_mirror_of_another_store_is_left_alone_and_done_without() {
    let (directory, first) = campaign(true);
    drop(open(&first, noon()));
    let second = StoreOptions {
        directory: directory.path().join("another"),
        ..first
    };
    let mirror = &second.mirror.as_ref().unwrap().path;
    let before = std::fs::read(mirror).unwrap();
    let counts = open(&second, noon());
    assert_eq!(counts.status().kept, Kept::MirrorRefused);
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 16)).unwrap();
    assert_eq!(questions(&counts), 30);
    assert_eq!(std::fs::read(mirror).unwrap(), before);
}

#[test]
fn a_store_put_back_from_a_copy_is_not_joined_to_a_newer_mirror() {
    let (directory, options) = campaign(true);
    let counts = open(&options, noon());
    let commit = |round: i64| {
        let now = minutes(noon(), 20 * round);
        ask(&counts, 100 * round as u64..100 * round as u64 + 30, now);
        assert_eq!(counts.commit_due(now), Ok(Committed::Written));
    };
    commit(1);
    let copy = directory.path().join("copy");
    copy_tree(&options.directory, &copy);
    for round in 2..5 {
        commit(round);
    }
    drop(counts);
    std::fs::remove_dir_all(&options.directory).unwrap();
    copy_tree(&copy, &options.directory);
    let counts = open(&options, minutes(noon(), 100));
    assert_eq!(counts.status().kept, Kept::Mirror);
    assert!(counts.status().is_mirror_lost);
    assert_eq!(questions(&counts), 30, "what the copy has, and no more");
}

pub(super) fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_tree(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_mirror_that_was_cut_short_or_altered_is_overwritten_and_counting_goes_on() {
    let (_directory, options) = campaign(true);
    drop(open(&options, noon()));
    let path = &options.mirror.as_ref().unwrap().path;
    let bytes = std::fs::read(path).unwrap();
    let mut altered = bytes.clone();
    altered[70] ^= 1;
    let cut = [16, 80, 4096, bytes.len() - 64, bytes.len() - 1].map(|length| &bytes[..length]);
    for (round, damaged) in cut.into_iter().chain([&altered[..]]).enumerate() {
        std::fs::write(path, damaged).unwrap();
        // Another name for the file shows what becomes of its bytes.
        let witness = path.with_extension("witness");
        std::fs::hard_link(path, &witness).unwrap();
        let error = crate::counts::check_mirror(path).err();
        let is_seen = matches!(error, Some(OpenError::MirrorDamaged { .. }));
        assert!(is_seen, "{round}: {error:?}");
        let counts = open(&options, noon());
        assert_eq!(counts.status().kept, Kept::Mirror, "{round}");
        ask(&counts, 0..3, noon());
        drop(counts);
        let overwritten = std::fs::read(&witness).unwrap();
        assert!(overwritten.iter().all(|byte| *byte == 0), "{round}");
        std::fs::remove_file(witness).unwrap();
        assert_eq!(questions(&open(&options, noon())), 3, "{round}");
    }
}

#[test]
fn a_file_in_the_mirrors_place_gets_no_key_beside_it_and_gives_way_when_it_is_removed() {
    let (_directory, options) = campaign(true);
    let path = &options.mirror.as_ref().unwrap().path;
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, "a letter home").unwrap();
    let counts = open(&options, noon());
    assert_eq!(counts.status().kept, Kept::MirrorRefused);
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 1)).unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"a letter home");
    assert!(!path.with_extension("new").exists());
    std::fs::remove_file(path).unwrap();
    counts.commit_due(minutes(noon(), 2)).unwrap();
    assert_eq!(counts.status().kept, Kept::Mirror);
    drop(counts);
    assert_eq!(questions(&open(&options, minutes(noon(), 3))), 30);
}

#[test]
fn a_failed_commit_loses_nothing_and_is_tried_again() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    let aside = options.directory.with_extension("aside");
    std::fs::rename(&options.directory, &aside).unwrap();
    std::fs::write(&options.directory, "in the way").unwrap();
    let failed = counts.commit_due(minutes(noon(), 15));
    assert!(matches!(failed, Err(CountError::Storage(_))), "{failed:?}");
    // A bot whose disk is broken goes on counting, in memory and in the mirror.
    let monday = midnight();
    ask(&counts, 30..40, monday);
    std::fs::remove_file(&options.directory).unwrap();
    std::fs::rename(&aside, &options.directory).unwrap();
    assert_eq!(counts.commit_due(monday), Ok(Committed::Written));
    assert_eq!(on_disk(&options), [("2026-W31".to_owned(), 30)]);
    assert_eq!(questions(&counts), 40);
}

#[test]
fn a_disk_broken_for_three_weeks_stops_counting_with_a_clear_error() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    let mut told = None;
    for week in 0..4 {
        let now = later(noon(), week * 7 * 24);
        let tag = counts.tag(7, now);
        let asked = [answered("school-right")];
        if let Err(error) = counts.record(UpdateId(week as u64), tag, &asked, now) {
            told = Some((week, error));
        }
    }
    assert_eq!(told, Some((3, CountError::StoreBehind)));
    let now = later(noon(), 3 * 7 * 24);
    counts.commit_due(now).ok();
    ask(&counts, 3..4, now);
    assert_eq!(questions(&counts), 2);
    let closed: Vec<_> = counts.releases().into_keys().collect();
    let periods = ["2026-W31", "2026-W32", "2026-B08"].map(|period| period.parse().unwrap());
    assert_eq!(closed, periods);
}

#[test]
fn content_that_changed_moves_no_number_to_another_name() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    let person = Person {
        counts: &counts,
        account: 100,
    };
    person.does(50, &[answered("work-unpaid-wages"), start("XYZ1")], noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    person.does(51, &[answered("work-unpaid-wages")], noon());
    drop(counts);
    // A topic before all others, a retired one, a new group and link in front.
    let topic = |id: &str, group: &str| (id.parse().unwrap(), group.parse().unwrap());
    let changed = Vocabulary::new(
        [
            topic("birth-registration", "birth"),
            topic("work-unpaid-wages", "work"),
            topic("school-right", "school"),
        ],
        ["birth", "work", "school"].map(|group| group.parse().unwrap()),
        ["NEW".parse().unwrap(), "XYZ1".parse().unwrap()],
    );
    let counts = StoredCounts::open(&options, changed, minutes(noon(), 20)).unwrap();
    let person = Person {
        counts: &counts,
        account: 100,
    };
    person.does(52, &[answered("birth-registration"), start("NEW")], noon());
    // The account started by this link before the change: it does not start by it again.
    person.does(53, &[start("XYZ1")], noon());
    let tallies = counts.tallies();
    let topics: Vec<_> = tallies.blocks[0]
        .topics()
        .filter(|(.., outcomes)| outcomes.total() > 0)
        .map(|(name, group, outcomes)| match (name, group) {
            (Name::Known(topic), Name::Known(group)) => {
                (topic.to_string(), group.to_string(), outcomes.answered)
            }
            _ => panic!("every topic has a name"),
        })
        .collect();
    let expected = [
        ("school-right", "school", 30),
        ("work-unpaid-wages", "work", 2),
        ("birth-registration", "birth", 1),
    ];
    let expected = expected.map(|(topic, group, n)| (topic.to_owned(), group.to_owned(), n));
    assert_eq!(topics, expected);
    let starts: Vec<_> = tallies.weeks[0]
        .sources()
        .filter(|(.., starts)| *starts > 0)
        .collect();
    let code = |code: &str| Name::Known(code.parse().unwrap());
    assert_eq!(starts, [(code("XYZ1"), 0, 1), (code("NEW"), 0, 1)]);
    assert_eq!(tallies.weeks[0].accounts(), (10, 10));
}

#[test]
fn the_store_has_one_size_whatever_people_ask() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    let sizes = || {
        let store = options.directory.clone();
        let content = crate::counts::disk::entry_sizes(&store);
        content.into_iter().collect::<Vec<_>>()
    };
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    let before = sizes();
    // A million in the long run.
    let is_long = std::env::var_os("HUQUQ_LONG").is_some();
    let questions = if is_long { 1_000_000 } else { 5_000 };
    for update in 1_000..1_000 + questions {
        let events = [
            start(&format!("ZZ{}", update % 400)),
            answered(&format!("made-up-{update}")),
            question(None, None, Outcome::Unanswered),
        ];
        let account = update as i64 % 100_000;
        let counts: &dyn Counts = &counts;
        Person { counts, account }.does(update, &events, minutes(noon(), 16));
    }
    counts.commit_due(minutes(noon(), 31)).unwrap();
    let after = sizes();
    let on_disk = bytes_below(&options.directory);
    let mirror = options.mirror.as_ref().unwrap();
    println!(
        "{questions} questions: {after:?}, {on_disk} bytes on disk, {} in the mirror",
        std::fs::metadata(&mirror.path).unwrap().len()
    );
    assert_eq!(after, before);
    assert_eq!(after.len(), 3, "the week, the block, and what the store is");
    assert!(on_disk < 20 << 20, "{on_disk} bytes");
}

/// How many bytes the files below a directory have.
fn bytes_below(directory: &Path) -> u64 {
    let entries = std::fs::read_dir(directory).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let bytes = |path: std::path::PathBuf| match path.is_dir() {
        true => bytes_below(&path),
        false => std::fs::metadata(&path).unwrap().len(),
    };
    paths.map(bytes).sum()
}

#[test]
fn numbers_are_read_while_another_process_counts() {
    let (_directory, options) = campaign(false);
    let counts = open(&options, noon());
    ask(&counts, 0..30, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    assert!(matches!(
        Store::open(&options.directory, StoreKind::Campaign),
        Err(OpenError::InUse { .. })
    ));
    let stored = read(&options.directory).unwrap();
    assert_eq!(stored.tallies, counts.tallies());
}

#[test]
fn a_clock_behind_the_counts_is_told_at_the_start() {
    let (_directory, options) = campaign(true);
    ask(&open(&options, noon()), 0..1, noon());
    let counts = open(&options, later(noon(), -14 * 24));
    assert_eq!(counts.status().clock_behind, Some(Week::of(noon())));
    assert!(counts.status().sentences()[0].contains("clock"));
}
