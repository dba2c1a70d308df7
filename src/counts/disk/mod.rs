//! The store on disk: open margins by week and block, frozen releases, and nothing else, ever.
//!
//! sled is a log: what is written to it stays readable in its file after it was overwritten, so
//! a counter raised in place would be a record of who asked what when. Therefore every commit
//! writes the whole small store into a fresh directory, reads it back, makes `CURRENT` name it,
//! and removes the old one. What is due, and how much at a time, is decided in `stored`.
//!
//! ```text
//! LOCK              held by the one program that counts here
//! CURRENT           the name of the directory that holds the numbers
//! store-00000012/   a sled database: "meta", "open/2026-W31", "block/2026-B08",
//!                   "release/2026-W30"
//! ```
//!
//! What sled does not do is done here: its flush is no fsync, it may lose items without a word
//! when its file was damaged, and it may panic over one. So files are synced, the whole has a
//! checksum, and a panic is caught. Nobody keeps a database open between commits: a report can
//! read while the bot counts, and tries again when the store changes under it.

mod content;
mod database;
mod error;
mod files;

#[cfg(test)]
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) use content::Content;
pub use error::OpenError;
pub(super) use error::io_error;
pub(super) use files::{make_private_directory, overwrite, write_zeros};

use super::open::random_word;
#[cfg(test)]
use super::periods::Tallies;
use super::release::{Origin, Releases};
use database::{READ_TRIES, ReadError, read_when_free, write_database};
use files::{overwrite_tree, sync_directory, sync_tree, tree_bytes};

const LOCK: &str = "LOCK";
/// How often the lock is tried, and how long to wait between: half a second in all. A process that
/// is being started holds for a moment all that was open where it was started, this lock too.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(25);
const CURRENT: &str = "CURRENT";
const DIRECTORY_PREFIX: &str = "store-";

/// A commit needs this much room beside what the store has.
const ROOM_BYTES: u64 = 1 << 20;
/// And so many files and directories.
const FILES_OF_COMMIT: u64 = 8;

/// What a store is for. The two are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// Counts people's questions, written many at a time.
    Campaign,
    /// For trying things out: exact, written at once, and every page made of it says so.
    Trial,
    /// Counts an invented campaign the way a real one is counted; every page says so.
    Simulation,
}

impl StoreKind {
    /// Whose numbers its releases hold.
    pub(super) const fn origin(self) -> Origin {
        match self {
            Self::Campaign => Origin::Counted,
            Self::Trial => Origin::Trial,
            Self::Simulation => Origin::Simulated,
        }
    }
}

/// What a report reads of a store.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub kind: StoreKind,
    /// What was published; of a trial, all it counted as it was counted.
    pub releases: Releases,
    #[cfg(test)]
    pub(super) tallies: Tallies,
}

/// Reads a store, also while another program counts in it.
///
/// Events that wait for the next commit are not among the numbers.
///
/// # Errors
///
/// When there is no store, or it cannot be read.
pub fn read(directory: &Path) -> Result<Stored, OpenError> {
    let mut content = read_current(directory)?;
    let releases = match content.meta.kind {
        // Two years of them are not copied.
        StoreKind::Campaign | StoreKind::Simulation => std::mem::take(&mut content.releases),
        StoreKind::Trial => releases(&content),
    };
    Ok(Stored {
        kind: content.meta.kind,
        releases,
        #[cfg(test)]
        tallies: content.periods.into_tallies(),
    })
}

/// What others may see of a store's numbers.
pub(super) fn releases(content: &Content) -> Releases {
    match content.meta.kind {
        StoreKind::Campaign | StoreKind::Simulation => content.releases.clone(),
        StoreKind::Trial => content.periods.clone().into_tallies().as_they_are(),
    }
}

/// Reads what `CURRENT` names; tries again when that changes meanwhile or others read it too.
fn read_current(directory: &Path) -> Result<Content, OpenError> {
    let mut tries = 0;
    loop {
        let name = current_name(directory)?.ok_or_else(|| OpenError::NoStore {
            directory: directory.to_owned(),
        })?;
        let error = match read_when_free(&directory.join(&name)) {
            Ok(content) => return Ok(content),
            Err(error) => error,
        };
        tries += 1;
        let has_changed = current_name(directory)?.as_ref() != Some(&name);
        if !has_changed || tries >= READ_TRIES {
            return Err(error.of(directory));
        }
    }
}

/// The directory that `CURRENT` names; none before the first commit.
fn current_name(directory: &Path) -> Result<Option<String>, OpenError> {
    let path = directory.join(CURRENT);
    match fs::read_to_string(&path) {
        Ok(text) => match number_of(text.trim_end()) {
            Some(_) => Ok(Some(text.trim_end().to_owned())),
            None => Err(OpenError::Damaged {
                directory: directory.to_owned(),
            }),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(&path)(error)),
    }
}

/// The number in the name of a database's directory.
fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(DIRECTORY_PREFIX)?;
    let is_number = digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

/// The store of the program that counts.
pub(super) struct Store {
    directory: PathBuf,
    content: Content,
    number: u64,
    _lock: File,
}

impl Store {
    /// Opens a store, or makes an empty one.
    pub fn open(directory: &Path, kind: StoreKind) -> Result<Self, OpenError> {
        make_private_directory(directory).map_err(io_error(directory))?;
        let lock = take_lock(directory)?;
        let Some(name) = current_name(directory)? else {
            return Self::make(directory, kind, lock);
        };
        let content = read_current(directory)?;
        if content.meta.kind != kind {
            return Err(OpenError::OtherKind {
                directory: directory.to_owned(),
                found: content.meta.kind,
            });
        }
        let store = Self {
            directory: directory.to_owned(),
            content,
            number: number_of(&name).unwrap_or(0),
            _lock: lock,
        };
        store.remove_others();
        Ok(store)
    }

    fn make(directory: &Path, kind: StoreKind, lock: File) -> Result<Self, OpenError> {
        // A crash before the first `CURRENT` leaves the first database at most.
        if databases(directory).any(|(number, _)| number > 1) {
            return Err(OpenError::Damaged {
                directory: directory.to_owned(),
            });
        }
        let store = random_word().map_err(|_| OpenError::Random)?;
        let mut made = Self {
            directory: directory.to_owned(),
            content: Content::new(kind, store),
            number: 0,
            _lock: lock,
        };
        made.commit(made.content.clone())
            .map_err(io_error(directory))?;
        Ok(made)
    }

    pub fn content(&self) -> &Content {
        &self.content
    }

    /// Whether the next commit would find its disk full, or one that may only be read. Nothing is
    /// written to find out: that would tell when somebody looked.
    pub fn is_shut(&self) -> bool {
        let Ok(disk) = rustix::fs::statvfs(&self.directory) else {
            return true;
        };
        let current = self
            .directory
            .join(format!("{DIRECTORY_PREFIX}{:08}", self.number));
        let needed = ROOM_BYTES + tree_bytes(&current).unwrap_or(0);
        let is_full = disk.f_bavail.saturating_mul(disk.f_frsize) < needed;
        // Some file systems have no limit of files, and say zero.
        let has_no_name = disk.f_files > 0 && disk.f_favail < FILES_OF_COMMIT;
        is_full || has_no_name || disk.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY)
    }

    /// Replaces everything: a fresh directory, then `CURRENT`, then the old one goes.
    ///
    /// On an error the store is what it was.
    pub fn commit(&mut self, content: Content) -> io::Result<()> {
        let number = self.number + 1;
        let name = format!("{DIRECTORY_PREFIX}{number:08}");
        let path = self.directory.join(&name);
        let written = self
            .write(&path, &content)
            .and_then(|()| self.switch_to(&name));
        if let Err(error) = written {
            let _ = fs::remove_dir_all(&path);
            return Err(error);
        }
        self.number = number;
        self.content = content;
        // From here on the new numbers stand. If the directory cannot be synced, a power cut may
        // bring the old `CURRENT` back, so what it names must stay too, until the next commit.
        if sync_directory(&self.directory).is_ok() {
            self.remove_others();
        }
        Ok(())
    }

    fn write(&self, path: &Path, content: &Content) -> io::Result<()> {
        if path.exists() {
            fs::remove_dir_all(path)?;
        }
        make_private_directory(path)?;
        let failed = |error| match error {
            ReadError::Io(kind) => io::Error::from(kind),
            _ => io::Error::other("the database could not be written whole"),
        };
        write_database(path, &content.to_entries()).map_err(failed)?;
        // Reading it back proves that it is whole, and has sled finish what it would otherwise do
        // under a reader's hands.
        if read_when_free(path).map_err(failed)? != *content {
            return Err(io::Error::other("the database reads back otherwise"));
        }
        sync_tree(path)?;
        // The name must be there before `CURRENT` speaks of it.
        sync_directory(&self.directory)
    }

    fn switch_to(&self, name: &str) -> io::Result<()> {
        let fresh = self.directory.join("CURRENT.new");
        let mut file = File::create(&fresh)?;
        file.write_all(name.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&fresh, self.directory.join(CURRENT))
    }

    /// Overwrites and removes every database but the current one. What cannot be removed now is
    /// tried again with the next commit.
    fn remove_others(&self) {
        for (number, path) in databases(&self.directory) {
            if number != self.number {
                if self.content.meta.kind != StoreKind::Trial {
                    let _ = overwrite_tree(&path);
                }
                let _ = fs::remove_dir_all(&path);
            }
        }
    }
}

/// The directories of databases, with their numbers.
fn databases(directory: &Path) -> impl Iterator<Item = (u64, PathBuf)> + use<> {
    fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let number = number_of(entry.file_name().to_str()?)?;
            Some((number, entry.path()))
        })
}

fn take_lock(directory: &Path) -> Result<File, OpenError> {
    let path = directory.join(LOCK);
    // Held open for reading only: nobody is kept from remounting the disk because of it, and on a
    // disk that may only be read people are answered all the same; counts wait in memory.
    let file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut options = OpenOptions::new();
            let made = options.create(true).truncate(false).write(true).open(&path);
            made.and_then(|_| File::open(&path))
        }
        opened => opened,
    }
    .map_err(io_error(&path))?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) => return Err(io_error(&path)(error)),
        }
    }
    Err(OpenError::InUse {
        directory: directory.to_owned(),
    })
}

/// The keys of a store and the sizes of their values.
#[cfg(test)]
pub(super) fn entry_sizes(directory: &Path) -> BTreeMap<String, usize> {
    let entries = read_current(directory).map(|content| content.to_entries());
    let sizes = |(key, value): (String, Vec<u8>)| (key, value.len());
    entries.unwrap().into_iter().map(sizes).collect()
}

#[cfg(test)]
mod tests {
    use super::content::Entries;
    use super::*;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_second_program_is_refused_until_the_first_lets_go() {
        let directory = directory();
        let first = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        let refused = Store::open(directory.path(), StoreKind::Campaign).err();
        assert!(matches!(refused, Some(OpenError::InUse { .. })));
        assert!(read(directory.path()).is_ok(), "a reader is not refused");
        drop(first);
        assert!(Store::open(directory.path(), StoreKind::Campaign).is_ok());
    }

    #[test]
    fn a_lock_that_is_held_a_moment_longer_is_waited_for() {
        let directory = directory();
        let first = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        // What a process that is being started does with all that is open here.
        let held = first._lock.try_clone().unwrap();
        drop(first);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(LOCK_PAUSE * 4);
                drop(held);
            });
            assert!(Store::open(directory.path(), StoreKind::Campaign).is_ok());
        });
    }

    #[test]
    fn a_trial_is_never_counted_into_a_campaign() {
        let directory = directory();
        drop(Store::open(directory.path(), StoreKind::Trial).unwrap());
        let refused = Store::open(directory.path(), StoreKind::Campaign).err();
        assert!(matches!(
            refused,
            Some(OpenError::OtherKind {
                found: StoreKind::Trial,
                ..
            })
        ));
        assert_eq!(read(directory.path()).unwrap().kind, StoreKind::Trial);
    }

    #[test]
    fn reading_makes_no_store_where_there_is_none() {
        let directory = directory();
        let missing = directory.path().join("nothing");
        let error = read(&missing).err();
        assert!(matches!(error, Some(OpenError::NoStore { .. })));
        assert!(!missing.exists());
    }

    #[test]
    fn one_database_is_left_after_any_number_of_commits() {
        let directory = directory();
        let mut store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        for generation in 1..5 {
            let mut content = store.content().clone();
            content.meta.set_generation(7, generation);
            store.commit(content).unwrap();
        }
        assert_eq!(databases(directory.path()).count(), 1);
        drop(store);
        let store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        assert_eq!(store.content().meta.generation(7), 4);
        assert_eq!(store.content().meta.generation(8), 0);
    }

    #[test]
    fn a_commit_that_was_cut_off_leaves_the_numbers_before_it() {
        let directory = directory();
        drop(Store::open(directory.path(), StoreKind::Campaign).unwrap());
        let half = directory.path().join("store-00000002");
        fs::create_dir(&half).unwrap();
        fs::write(half.join("db"), b"half").unwrap();
        fs::write(directory.path().join("CURRENT.new"), "store-000").unwrap();
        let mut store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        assert!(!half.exists());
        let content = store.content().clone();
        store.commit(content).unwrap();
    }

    #[test]
    fn entries_of_another_kind_are_kept_as_they_are() {
        let directory = directory();
        let mut store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        let mut content = store.content().clone();
        let release = ("later/2026-W30".to_owned(), b"{}".to_vec());
        content.others.extend([release.clone()]);
        store.commit(content).unwrap();
        drop(store);
        let store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        assert_eq!(store.content().others, Entries::from([release]));
    }

    #[test]
    fn damage_is_told_and_never_read_as_numbers() {
        fn flip(bytes: &mut [u8], from: usize) {
            let there = bytes.iter_mut().skip(from).take(4);
            there.for_each(|byte| *byte ^= 0x5a);
        }
        let damages: [fn(&mut Vec<u8>); 4] = [
            |bytes| flip(bytes, 0),
            |bytes| flip(bytes, 40),
            |bytes| flip(bytes, 600),
            |bytes| bytes.truncate(bytes.len() / 2),
        ];
        for (index, damage) in damages.into_iter().enumerate() {
            let directory = directory();
            let mut store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
            let mut content = store.content().clone();
            content.meta.set_generation(7, 1);
            store.commit(content).unwrap();
            let before = store.content().clone();
            drop(store);
            let name = current_name(directory.path()).unwrap().unwrap();
            let path = directory.path().join(name).join("db");
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            fs::write(&path, bytes).unwrap();
            match Store::open(directory.path(), StoreKind::Campaign) {
                Err(OpenError::Damaged { .. }) => {}
                // Some bytes of the file mean nothing.
                Ok(store) => assert_eq!(*store.content(), before, "damage {index}"),
                Err(error) => panic!("damage {index}: {error}"),
            }
        }
    }

    #[test]
    fn a_lost_current_is_told_instead_of_starting_from_nothing() {
        let directory = directory();
        let mut store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        let content = store.content().clone();
        store.commit(content).unwrap();
        drop(store);
        fs::remove_file(directory.path().join(CURRENT)).unwrap();
        let error = Store::open(directory.path(), StoreKind::Campaign).err();
        assert!(matches!(error, Some(OpenError::Damaged { .. })));
        fs::write(directory.path().join(CURRENT), "../elsewhere\n").unwrap();
        let error = Store::open(directory.path(), StoreKind::Campaign).err();
        assert!(matches!(error, Some(OpenError::Damaged { .. })));
    }

    #[test]
    fn a_reader_gets_whole_numbers_while_the_store_changes_under_it() {
        let directory = directory();
        let mut store = Store::open(directory.path(), StoreKind::Campaign).unwrap();
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                (0..30)
                    .map(|_| read_current(directory.path()).unwrap().meta.generation(7))
                    .collect::<Vec<_>>()
            });
            let mut generation = 0;
            while !reader.is_finished() {
                generation += 1;
                let mut content = store.content().clone();
                content.meta.set_generation(7, generation);
                store.commit(content).unwrap();
            }
            let seen = reader.join().unwrap();
            assert!(seen.is_sorted(), "numbers never go back: {seen:?}");
        });
    }
}
