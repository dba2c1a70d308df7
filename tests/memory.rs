//! What is left of a week's key and of its accounts in memory once the week is over (T19).
//!
//! A program of its own, since it searches all of its own memory, with the allocator of the real
//! one. What is searched for is kept in another form, so that the search does not find itself.

#[path = "integration/maps.rs"]
mod maps;

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use huquq::conversation::{Event, Outcome};
use huquq::counts::{
    Counts, MirrorPlace, StoreKind, StoreOptions, StoredCounts, UpdateId, Vocabulary,
};
use huquq::intent::Way;
use huquq::language::Language;
use huquq::memory::Memory;
use jiff::{SignedDuration, Timestamp};

#[global_allocator]
static MEMORY: Memory = Memory;

const ACCOUNTS: i64 = 3_000;
/// The key's place in the mirror, in bytes.
const KEY: std::ops::Range<usize> = 64..96;

/// Bytes to search for, each turned over.
fn hidden(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| !byte).collect()
}

/// How often what is hidden stands in what this process can write to.
fn occurrences(wanted: &[u8]) -> usize {
    let memory = File::open("/proc/self/mem").expect("the memory");
    let mut found = 0;
    // One buffer for all, so that no copy of memory is searched as memory.
    let mut page = vec![0; 1 << 20];
    let buffer = page.as_ptr() as u64..page.as_ptr() as u64 + page.len() as u64;
    for (_, range) in maps::writable(std::process::id()) {
        let (mut at, to) = (range.start, range.end);
        while at < to {
            let length = usize::try_from((to - at).min(page.len() as u64)).expect("a length");
            let read = memory.read_at(&mut page[..length], at).unwrap_or(0);
            let own = buffer.contains(&at) || buffer.contains(&(at + length as u64 - 1));
            if !own {
                let is_it = |window: &&[u8]| {
                    window[0] == !wanted[0] && window.iter().zip(wanted).all(|(a, b)| *a == !b)
                };
                found += page[..read].windows(wanted.len()).filter(is_it).count();
            }
            // Overlapping, so that nothing is missed between two reads.
            at += (length as u64).saturating_sub(64).max(1);
            if length < page.len() {
                break;
            }
        }
    }
    page.fill(0);
    found
}

fn ask(counts: &StoredCounts, account: i64, update: u64, now: Timestamp) {
    let tag = counts.tag(account, now);
    let asked = Event::Question {
        language: Some(Language::Tajik),
        topic: Some("school-right".parse().expect("an id")),
        way: Way::Typed,
        outcome: Outcome::Answered,
    };
    counts
        .record(UpdateId(update), tag, &[asked], now)
        .expect("it is counted");
}

#[test]
fn when_a_week_is_over_its_key_is_nowhere_in_memory_nor_in_any_file() {
    let directory = tempfile::tempdir().expect("a folder");
    let volatile = tempfile::tempdir_in("/dev/shm").expect("a folder in memory");
    let mirror = volatile.path().join("mirror");
    let options = StoreOptions {
        directory: directory.path().join("store"),
        kind: StoreKind::Campaign,
        mirror: Some(MirrorPlace {
            path: mirror.clone(),
            may_be_disk: false,
        }),
    };
    let topic = (
        "school-right".parse().expect("an id"),
        "school".parse().expect("an id"),
    );
    let vocabulary = Vocabulary::new([topic], ["school".parse().expect("an id")], []);
    let noon: Timestamp = "2026-07-29T07:00:00Z".parse().expect("a moment");
    let counts = StoredCounts::open(&options, vocabulary, noon).expect("a store");
    for account in 0..ACCOUNTS {
        ask(
            &counts,
            7_300_000_000 + account,
            account.unsigned_abs(),
            noon,
        );
    }
    let key = hidden(&fs::read(&mirror).expect("the mirror")[KEY]);
    assert!(occurrences(&key) > 0, "while the week runs it is there");
    let monday = noon + SignedDuration::from_hours(7 * 24);
    counts.commit_due(monday).expect("the week is closed");
    assert!(
        counts
            .releases()
            .contains_key(&"2026-W31".parse().expect("a week")),
        "it was published"
    );
    // The next message is counted under the new key, on the stack where the old one was used.
    ask(&counts, 7_300_000_000, 1_000_000, monday);
    assert_eq!(occurrences(&key), 0, "in memory");
    for folder in [directory.path(), volatile.path()] {
        assert!(!is_in_a_file(folder, &key), "in {}", folder.display());
    }
    // The new week has another.
    let next = hidden(&fs::read(&mirror).expect("the mirror")[KEY]);
    assert_ne!(next, key);
}

fn is_in_a_file(folder: &Path, hidden: &[u8]) -> bool {
    let entries = fs::read_dir(folder)
        .expect("a folder")
        .map_while(Result::ok);
    entries.into_iter().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return is_in_a_file(&path, hidden);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes
            .windows(hidden.len())
            .any(|window| window.iter().zip(hidden).all(|(a, b)| *a == !b))
    })
}
