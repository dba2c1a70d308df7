//! Facts about counts whose process dies: at any single store into the mirror, and by kill -9.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::*;
use crate::counts::image::{Change, HeapHome, Image, ImageError, Words, kill};
use crate::counts::open::OpenCounts;
use crate::counts::periods::Periods;
use crate::counts::release::{Coverage, TableName};

fn open_counts() -> OpenCounts {
    OpenCounts::begin(Box::new(HeapHome), 5, Week::of(noon()), vocabulary()).unwrap()
}

/// Everything that must be as it was, or as it was to be: totals, accounts, recent updates.
fn state_of(image: &Image) -> (Vec<Change>, usize, Vec<u64>) {
    let mut recent: Vec<u64> = image.recent().collect();
    recent.sort_unstable();
    (image.changes_since(0), image.accounts(), recent)
}

fn copy_of(words: Words) -> OpenCounts {
    OpenCounts::go_on(Box::new(HeapHome), Image::open(words).unwrap(), 0)
}

fn record(counts: &mut OpenCounts, account: i64, update: u64, events: &[Event]) {
    let tag = counts.tag(account, noon());
    counts
        .record(UpdateId(update), tag, events, noon())
        .unwrap();
}

/// Updates of every kind, by accounts old and new.
fn updates() -> Vec<(i64, Vec<Event>)> {
    let accepted = Event::SuggestionAccepted {
        topic: "school-right".parse().unwrap(),
    };
    let unmet = Event::Unmet {
        category: "work".parse().unwrap(),
    };
    let helpful = Event::Helpful {
        topic: "school-right".parse().unwrap(),
        yes: true,
    };
    vec![
        (7, vec![start("ABC"), answered("school-right")]),
        (
            7,
            vec![question(Language::Tajik, None, Outcome::DidYouMean)],
        ),
        (7, vec![accepted]),
        (
            8,
            vec![question(Language::Russian, None, Outcome::Unanswered)],
        ),
        (8, vec![unmet, Event::CardOpened]),
        (8, vec![helpful, Event::PrivacyOpened]),
        (9, vec![]),
        (7, vec![answered("school-enrol"); 7]),
    ]
}

#[test]
fn an_update_cut_off_after_any_store_is_counted_wholly_or_not_at_all() {
    let mut counts = open_counts();
    for (update, (account, events)) in updates().into_iter().enumerate() {
        let update = update as u64;
        let before = state_of(counts.image());
        let mut whole = copy_of(counts.image().left_behind());
        record(&mut whole, account, update, &events);
        let after = state_of(whole.image());
        assert_ne!(before, after);

        let mut stores = 0;
        loop {
            let mut cut = copy_of(counts.image().left_behind());
            kill::after(Some(stores));
            record(&mut cut, account, update, &events);
            let survived = kill::survives();
            kill::after(None);
            let left = Image::open(cut.image().left_behind()).unwrap();
            let found = state_of(&left);
            assert!(
                found == before || found == after,
                "update {update} cut off after {stores} stores"
            );
            // What was restored goes on counting: delivered again, the update counts once.
            let mut again = copy_of(left.left_behind());
            record(&mut again, account, update, &events);
            assert_eq!(state_of(again.image()), after);
            stores += 1;
            if survived {
                break;
            }
        }
        assert!(stores > 8, "the cuts were real");
        record(&mut counts, account, update, &events);
    }
}

#[test]
fn a_restoration_that_is_cut_off_is_finished_by_the_next_one() {
    let counts = open_counts();
    let before = state_of(counts.image());
    let (account, events) = updates().remove(0);
    for stores in (20..120).step_by(9) {
        let mut cut = copy_of(counts.image().left_behind());
        kill::after(Some(stores));
        record(&mut cut, account, 1, &events);
        kill::after(None);
        for restoring in 0..90 {
            let left = cut.image().left_behind();
            kill::after(Some(restoring));
            let half = Image::open(left).unwrap();
            kill::after(None);
            let restored = Image::open(half.left_behind()).unwrap();
            let found = state_of(&restored);
            if found != before {
                assert_eq!(found.2, [1], "counted whole");
            }
        }
    }
}

#[test]
fn no_trace_of_an_update_is_left_in_its_undo_record() {
    let mut counts = open_counts();
    let blank: Vec<u64> = undo_words(&counts);
    for (update, (account, events)) in updates().into_iter().enumerate() {
        record(&mut counts, account, update as u64, &events);
        assert_eq!(undo_words(&counts), blank);
    }
    assert!(blank.iter().all(|word| *word == 0));
}

fn undo_words(counts: &OpenCounts) -> Vec<u64> {
    counts.image().undo_words()
}

#[test]
fn a_damaged_undo_record_is_told_and_not_applied() {
    let counts = open_counts();
    for (length, check, index) in [(1, 0, 0), (u64::MAX, 0, 0), (1, 7, 3)] {
        let words = counts.image().left_behind();
        Image::forge_undo(&words, length, check, index);
        assert_eq!(Image::open(words).err(), Some(ImageError::Damaged));
    }
}

/// The numbers of a store, as a commit makes them.
fn stored(periods: &Periods, changes: &[Change], counts: &OpenCounts) -> Periods {
    let mut periods = periods.clone();
    periods.add(changes, counts.identity(), counts.vocabulary());
    periods
}

#[test]
fn a_commit_cut_off_anywhere_leaves_mirror_and_store_in_agreement() {
    let mut counts = open_counts();
    let mut periods = Periods::default();
    for (update, (account, events)) in updates().into_iter().enumerate() {
        record(&mut counts, account, update as u64, &events);
        let generation = counts.generation();
        let truth = stored(&periods, &counts.changes(), &counts);
        for stores in (0..3_000).step_by(97).chain([usize::MAX]) {
            let image = Image::open(counts.image().left_behind()).unwrap();
            let mut cut = OpenCounts::go_on(Box::new(HeapHome), image, generation);
            kill::after(Some(stores));
            let changes = cut.begin_commit(true);
            let survived = kill::survives();
            kill::after(None);
            // The store is written after the mark was made, so a cut before that leaves it old.
            let mut outcomes = vec![(periods.clone(), generation)];
            if survived {
                let new = stored(&periods, &changes, &cut);
                outcomes.push((new, generation + 1));
            }
            for (on_disk, its_generation) in outcomes {
                let left = Image::open(cut.image().left_behind()).unwrap();
                assert!(left.knows(its_generation));
                let next = OpenCounts::go_on(Box::new(HeapHome), left, its_generation);
                assert_eq!(stored(&on_disk, &next.changes(), &next), truth);
            }
        }
        // Every other commit fails once and is made again with more in it.
        let changes = counts.begin_commit(true);
        if update % 2 == 0 {
            periods = stored(&periods, &changes, &counts);
            counts.finish_commit();
        }
    }
}

// The child of the kill -9 test: this test binary again, told by an environment variable to count
// updates until it is killed.

const CHILD_DIRECTORY: &str = "HUQUQ_TEST_KILL_DIRECTORY";
const CHILD_FIRST: &str = "HUQUQ_TEST_KILL_FIRST";
const KILLS: usize = 50;

/// When an update is processed: its number tells, so that counts can be foretold.
fn moment(update: u64) -> Timestamp {
    noon() + SignedDuration::from_secs(40 * update as i64)
}

/// Twenty thousand accounts, so that the map grows while being killed.
fn account(update: u64) -> i64 {
    7_300_000_000 + (update * 7_919 % 20_000) as i64 * 1_009
}

fn events(update: u64) -> Vec<Event> {
    let topics = ["school-right", "school-enrol", "work-unpaid-wages"];
    let mut events = vec![answered(topics[(update % 3) as usize])];
    if update.is_multiple_of(5) {
        events.insert(0, start("ABC"));
    }
    if update.is_multiple_of(7) {
        events.push(Event::CardOpened);
    }
    events
}

fn deliver(counts: &StoredCounts, update: u64) -> Recorded {
    let now = moment(update);
    let tag = counts.tag(account(update), now);
    let id = UpdateId(900_000 + update);
    loop {
        match counts.record(id, tag, &events(update), now) {
            // These weeks pass in a moment: on a busy machine the thread that commits lags behind.
            Err(CountError::StoreBehind) => std::thread::yield_now(),
            recorded => return recorded.unwrap(),
        }
    }
}

#[test]
#[ignore = "run by kill_nine_loses_and_doubles_nothing as a process of its own"]
fn the_process_that_is_killed() {
    let Ok(directory) = std::env::var(CHILD_DIRECTORY) else {
        return;
    };
    let first: u64 = std::env::var(CHILD_FIRST).unwrap().parse().unwrap();
    let options = options(Path::new(&directory), StoreKind::Campaign, true);
    let counts = StoredCounts::open(&options, vocabulary(), moment(first)).unwrap();
    let done = AtomicU64::new(first);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                counts
                    .commit_due(moment(done.load(Ordering::Relaxed)))
                    .unwrap();
                std::thread::yield_now();
            }
        });
        let mut acknowledge = std::io::stdout();
        for update in first.. {
            deliver(&counts, update);
            done.store(update + 1, Ordering::Relaxed);
            writeln!(acknowledge, "counted {update}").unwrap();
        }
    });
}

fn spawn(directory: &Path, first: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "counts::tests::crashes::the_process_that_is_killed",
            "--exact",
        ])
        .args(["--ignored", "--nocapture", "--test-threads=1"])
        .env(CHILD_DIRECTORY, directory)
        .env(CHILD_FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// When a child is killed.
#[derive(Clone, Copy)]
enum Kill {
    /// After so long, be it while it starts.
    After(Duration),
    /// After so many acknowledged updates, and a moment more.
    Counted(u64, Duration),
}

/// Lets the child count for a while and kills it; returns the last update it acknowledged.
fn run_and_kill(mut child: Child, kill: Kill) -> Option<u64> {
    let output = child.stdout.take().unwrap();
    let mut lines = BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("counted ")?.parse().ok());
    let mut last = None;
    match kill {
        Kill::After(time) => std::thread::sleep(time),
        Kill::Counted(updates, time) => {
            last = lines.by_ref().take(updates as usize).last();
            std::thread::sleep(time);
        }
    }
    child.kill().unwrap();
    last = lines.last().or(last);
    let status = child.wait().unwrap();
    let errors = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    assert!(!errors.contains("panicked"), "{status}: {errors}");
    last
}

/// What the tables must say when every update was counted once.
fn expected(updates: u64) -> BTreeMap<Week, (u32, u32, u32)> {
    let mut weeks: BTreeMap<Week, (u32, u32, HashSet<i64>)> = BTreeMap::new();
    for update in 0..updates {
        let week = weeks.entry(Week::of(moment(update))).or_default();
        week.0 += 1;
        week.1 += u32::from(update.is_multiple_of(7));
        week.2.insert(account(update));
    }
    let counted = |(questions, cards, accounts): (_, _, HashSet<_>)| {
        (questions, cards, accounts.len() as u32)
    };
    weeks
        .into_iter()
        .map(|(week, numbers)| (week, counted(numbers)))
        .collect()
}

#[test]
fn kill_nine_loses_and_doubles_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let random = |below: u64| getrandom::u64().unwrap() % below;
    let mut commits = HashSet::new();
    let mut next = 0;
    // A busy machine needs more kills until it has committed often enough between them.
    for round in 0..KILLS * 4 {
        if round >= KILLS && commits.len() > 3 {
            break;
        }
        // Telegram delivers again whatever was not acknowledged, and now and then more.
        let child = spawn(directory.path(), u64::saturating_sub(next, random(60)));
        let moment = Duration::from_micros(random(3_000));
        let kill = match round % 5 {
            0 => Kill::After(moment * 10),
            _ => Kill::Counted(1 + random(1_000), moment),
        };
        let acknowledged = run_and_kill(child, kill);
        next = acknowledged.map_or(next, |update| update + 1).max(next);
        commits.extend(std::fs::read_to_string(directory.path().join("store/CURRENT")).ok());
    }
    assert!(next > 5_000, "{next} updates");
    assert!(commits.len() > 3, "{} commits seen", commits.len());

    let options = options(directory.path(), StoreKind::Campaign, true);
    let counts = StoredCounts::open(&options, vocabulary(), moment(next)).unwrap();
    let updates = next + 20_000;
    for update in next.saturating_sub(60)..updates {
        deliver(&counts, update);
        if update.is_multiple_of(500) {
            counts.commit_due(moment(update)).unwrap();
        }
    }
    let found: BTreeMap<_, _> = counts
        .tallies()
        .weeks
        .iter()
        .map(|tally| {
            let (fewest, most) = tally.accounts();
            assert_eq!(fewest, most, "the account map was never lost");
            let cards = tally.scalar(Scalar::CardsOpened);
            let questions = tally.outcomes().answered;
            (tally.week(), (questions, cards, most))
        })
        .collect();
    let mut expected = expected(updates);
    for (week, numbers) in found {
        assert_eq!(expected.remove(&week), Some(numbers), "of the open week");
    }
    assert!(!expected.is_empty(), "weeks were closed under the kills");
    let releases = counts.releases();
    for (week, (questions, cards, accounts)) in expected {
        let release = &releases[&Period::Week(week)];
        assert_eq!(release.coverage, Coverage::Full);
        for (table, codes, exact) in [
            (TableName::Q0, &[][..], questions),
            (TableName::X, &["card_opened"], cards),
            (TableName::A2, &[], accounts),
        ] {
            let shown = release.table(table).unwrap().value(codes).unwrap();
            assert!(shown.abs_diff(exact.into()) < 5, "{week} {table}: {shown}");
        }
    }
}
