//! Any bytes in the place of a store's files give a store or an error.
//!
//! The first byte chooses the file. sled may panic over a damaged file, and the store catches
//! that; so here a panic is a finding only where it reaches us.
#![no_main]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use huquq::counts::{self, StoreKind, StoreOptions, StoredCounts, Vocabulary};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

fuzz_target!(
    init: {
        // libFuzzer's own hook ends the process at every panic, also one that is caught.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |bytes: &[u8]| {
        let outcome = catch_unwind(|| open_damaged(bytes));
        if outcome.is_err() {
            std::process::abort();
        }
    }
);

fn open_damaged(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    let folder = TempDir::new_in("/dev/shm").expect("a folder in memory");
    let options = StoreOptions {
        directory: folder.path().join("counts"),
        kind: StoreKind::Campaign,
        mirror: None,
    };
    let open = || StoredCounts::open(&options, Vocabulary::default(), Timestamp::now());
    drop(open().expect("a new store"));
    let mut files = files(&options.directory);
    files.sort();
    fs::write(&files[usize::from(*choice) % files.len()], bytes).expect("memory");
    // An error must say something; a store must have numbers.
    match open() {
        Ok(store) => drop(store),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let _ = counts::read(&options.directory);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            files.extend(self::files(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files
}
