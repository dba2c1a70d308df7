//! One sled database, written whole and read whole; nobody keeps it open between the two.
//!
//! sled's flush is no fsync (see `files`), and it may panic over a damaged file: a panic is caught.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use super::content::{Content, Entries};
use super::error::OpenError;
use super::files::{copy_tree, overwrite_tree};
use crate::counts::tally::BlobError;

/// Enough for the whole store; sled would take a gigabyte.
const CACHE_BYTES: u64 = 4 << 20;
/// How often a reader tries again, and how long it waits between: two seconds in all.
pub(super) const READ_TRIES: u32 = 80;
const READ_PAUSE: Duration = Duration::from_millis(25);

/// Why a database could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadError {
    /// Another process has it open.
    Busy,
    Io(io::ErrorKind),
    Blob(BlobError),
}

impl ReadError {
    pub(super) fn of(self, directory: &Path) -> OpenError {
        let directory = directory.to_owned();
        match self {
            Self::Busy => OpenError::Busy { directory },
            Self::Io(kind) => OpenError::Io {
                path: directory,
                kind,
            },
            Self::Blob(BlobError::Damaged) => OpenError::Damaged { directory },
            Self::Blob(BlobError::Version) => OpenError::OtherVersion { directory },
        }
    }
}

impl From<sled::Error> for ReadError {
    fn from(error: sled::Error) -> Self {
        match error {
            // The only error of this kind that sled makes itself: the file's lock is taken.
            sled::Error::Io(error) if error.kind() == io::ErrorKind::Other => Self::Busy,
            sled::Error::Io(error) => Self::Io(error.kind()),
            _ => Self::Blob(BlobError::Damaged),
        }
    }
}

/// Reads a database as soon as nobody has it open. That may be this process itself: sled lets go
/// of its file a moment after it was dropped.
pub(super) fn read_when_free(path: &Path) -> Result<Content, ReadError> {
    for _ in 0..READ_TRIES {
        match read_database(path) {
            Err(ReadError::Busy) => std::thread::sleep(READ_PAUSE),
            read => return read,
        }
    }
    Err(ReadError::Busy)
}

/// Reads a database, or a copy of it: sled writes even when it only reads, and on a disk that is
/// full or may only be read it cannot.
fn read_database(path: &Path) -> Result<Content, ReadError> {
    match read_in_place(path) {
        Err(error @ ReadError::Io(_)) => read_copy(path).unwrap_or(Err(error)),
        read => read,
    }
}

/// None when no copy can be made.
fn read_copy(path: &Path) -> Option<Result<Content, ReadError>> {
    let memory = Path::new("/dev/shm");
    let name = format!("huquq-read-{:016x}", getrandom::u64().ok()?);
    for folder in [memory, &std::env::temp_dir()] {
        let copy = folder.join(&name);
        let read = copy_tree(path, &copy).map(|()| read_in_place(&copy));
        // Where it could not be made there is nothing to take away.
        let _ = overwrite_tree(&copy);
        let _ = std::fs::remove_dir_all(&copy);
        if let Ok(read) = read {
            return Some(read);
        }
    }
    None
}

fn read_in_place(path: &Path) -> Result<Content, ReadError> {
    // sled would make a database where there is none.
    if !path.join("db").is_file() {
        return Err(ReadError::Blob(BlobError::Damaged));
    }
    let entries = guarded(|| {
        let database = database_at(path).open()?;
        let mut entries = Entries::new();
        for entry in database.iter() {
            let (key, value) = entry?;
            let key =
                String::from_utf8(key.to_vec()).map_err(|_| ReadError::Blob(BlobError::Damaged))?;
            entries.insert(key, value.to_vec());
        }
        Ok(entries)
    })?;
    Content::from_entries(entries).map_err(ReadError::Blob)
}

pub(super) fn write_database(path: &Path, entries: &Entries) -> Result<(), ReadError> {
    guarded(|| {
        let database = database_at(path).open()?;
        let mut batch = sled::Batch::default();
        for (key, value) in entries {
            batch.insert(key.as_bytes(), value.as_slice());
        }
        database.apply_batch(batch)?;
        database.flush()?;
        Ok(())
    })
}

fn database_at(path: &Path) -> sled::Config {
    sled::Config::new()
        .path(path)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(CACHE_BYTES)
        .flush_every_ms(None)
        .use_compression(false)
}

/// sled panics over some damage; to the caller that is damage.
fn guarded<T>(work: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(ReadError::Blob(BlobError::Damaged)))
}
