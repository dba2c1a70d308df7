//! Facts about what is not in the files: who, and in which order.

use std::fs;
use std::path::PathBuf;

use super::*;

/// Accounts whose numbers are looked for.
fn account(index: u64) -> i64 {
    7_300_000_000 + 1_009 * index as i64
}

/// A week of people, ended by a commit; the directory holds the store and the mirror.
fn busy_week() -> (tempfile::TempDir, StoredCounts) {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), StoreKind::Campaign, true);
    let counts = StoredCounts::open(&options, vocabulary(), noon()).unwrap();
    for update in 0..3_000 {
        let now = noon() + SignedDuration::from_secs(update as i64 * 10);
        let person = Person {
            counts: &counts,
            account: account(update % 1_500),
        };
        person.does(
            update_id(update),
            &[start("ABC"), answered("school-right")],
            now,
        );
        counts.commit_due(now).unwrap();
    }
    (directory, counts)
}

/// Numbers of updates that can be told from everything else in a file.
fn update_id(update: u64) -> u64 {
    0x1234_5600_0000 + update * 257
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Every way in which a number might have been written.
fn spellings(number: i64) -> Vec<Vec<u8>> {
    let little = number.to_le_bytes();
    let big = number.to_be_bytes();
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let mut all = vec![
        number.to_string().into_bytes(),
        little.to_vec(),
        big.to_vec(),
        little[..5].to_vec(),
        big[3..].to_vec(),
        hex(&big[3..]).into_bytes(),
        hex(&big[3..]).to_uppercase().into_bytes(),
        hex(&little[..5]).into_bytes(),
    ];
    for written in [
        number.to_string().into_bytes(),
        little.to_vec(),
        big.to_vec(),
    ] {
        all.push(blake3::hash(&written).as_bytes()[..8].to_vec());
    }
    all
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn no_account_number_is_in_any_file_in_any_spelling() {
    let (directory, counts) = busy_week();
    let files = files(directory.path());
    assert!(files.iter().any(|path| path.ends_with("mirror")));
    assert!(files.iter().any(|path| path.ends_with("db")));
    for path in files {
        let bytes = fs::read(&path).unwrap();
        for index in (0..1_500).step_by(199) {
            for spelling in spellings(account(index)) {
                assert!(!contains(&bytes, &spelling), "{}", path.display());
            }
        }
    }
    drop(counts);
}

#[test]
fn neither_tags_nor_update_numbers_nor_the_key_are_in_the_store() {
    let (directory, counts) = busy_week();
    let mirror = fs::read(directory.path().join("mirror")).unwrap();
    let key = &mirror[64..96];
    assert!(key.iter().any(|byte| *byte != 0));
    let tags: Vec<_> = (0..1_500)
        .step_by(61)
        .map(|index| counts.tag(account(index), noon()).bytes)
        .collect();
    assert!(contains(&mirror, &tags[0]), "a tag is found where it is");
    for path in files(&directory.path().join("store")) {
        let bytes = fs::read(&path).unwrap();
        assert!(!contains(&bytes, key));
        assert!(tags.iter().all(|tag| !contains(&bytes, tag)));
        for update in (0..3_000).step_by(61) {
            let id = update_id(update).to_le_bytes();
            assert!(!contains(&bytes, &id[..6]));
        }
    }
}

#[test]
fn a_week_that_is_over_leaves_no_account_and_no_key_in_the_mirror() {
    let (directory, counts) = busy_week();
    let path = directory.path().join("mirror");
    let key = fs::read(&path).unwrap()[64..96].to_vec();
    let tags: Vec<_> = (0..1_500)
        .map(|index| counts.tag(account(index), noon()).bytes)
        .collect();
    counts.commit_due(later(noon(), 7 * 24)).unwrap();
    let mirror = fs::read(&path).unwrap();
    assert!(!contains(&mirror, &key));
    assert!(tags.iter().step_by(61).all(|tag| !contains(&mirror, tag)));
    let left: Vec<_> = files(directory.path())
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("mirror"))
        .collect();
    assert_eq!(left, [path]);
}

#[test]
fn the_store_tells_no_order_and_holds_no_second_state() {
    let directory = tempfile::tempdir().unwrap();
    // A trial commits most often, so an order would show there first.
    let options = options(directory.path(), StoreKind::Trial, true);
    let counts = StoredCounts::open(&options, vocabulary(), noon()).unwrap();
    let topics = ["school-right", "school-enrol", "work-unpaid-wages"];
    for update in 0..120 {
        let now = noon() + SignedDuration::from_secs(update as i64 * 5 + 5);
        let person = Person {
            counts: &counts,
            account: account(update),
        };
        let topic = topics[(getrandom::u64().unwrap() % 3) as usize];
        person.does(update, &[answered(topic)], now);
        assert_eq!(counts.commit_due(now), Ok(Committed::Written));
    }
    let (mut names, mut tables) = (0, 0);
    for path in files(&options.directory) {
        let bytes = fs::read(&path).unwrap();
        names += topics
            .iter()
            .map(|topic| occurrences(&bytes, topic.as_bytes()))
            .sum::<usize>();
        tables += occurrences(&bytes, b"HQTL");
    }
    assert_eq!(tables, 2, "one state of the week, one of the block");
    assert_eq!(
        names,
        topics.len() * tables,
        "names stand in the tables alone, in their order"
    );
}

fn occurrences(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes
        .windows(wanted.len())
        .filter(|window| *window == wanted)
        .count()
}

#[test]
fn the_file_that_a_new_week_or_a_larger_map_replaced_is_overwritten() {
    let (directory, counts) = busy_week();
    let kept = directory.path().join("kept");
    let replace_by = |change: &dyn Fn()| {
        fs::hard_link(directory.path().join("mirror"), &kept).unwrap();
        change();
        let old = fs::read(&kept).unwrap();
        assert!(old.len() > 9_000 && old.iter().all(|byte| *byte == 0));
        fs::remove_file(&kept).unwrap();
    };
    replace_by(&|| {
        for update in 0..3_000 {
            let person = Person {
                counts: &counts,
                account: account(5_000 + update),
            };
            person.does(update, &[answered("school-right")], noon());
        }
    });
    replace_by(&|| {
        counts.commit_due(later(noon(), 7 * 24)).unwrap();
    });
}
