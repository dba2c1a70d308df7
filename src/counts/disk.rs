//! The store on disk: open margins by week and block, and nothing else, ever.
//!
//! sled is a log: what is written to it stays readable in its file after it was overwritten, so
//! a counter raised in place would be a record of who asked what when. Therefore every commit
//! writes the whole small store into a fresh directory, reads it back, makes `CURRENT` name it,
//! and removes the old one. What is due, and how much at a time, is decided in `stored`.
//!
//! ```text
//! LOCK              held by the one program that counts here
//! CURRENT           the name of the directory that holds the numbers
//! store-00000012/   a sled database: "meta", "open/2026-W31", "block/2026-B08"
//! ```
//!
//! What sled does not do is done here: its flush is no fsync, it may lose items without a word
//! when its file was damaged, and it may panic over one. So files are synced, the whole has a
//! checksum, and a panic is caught. Nobody keeps a database open between commits: a report can
//! read while the bot counts, and tries again when the store changes under it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::open::random_word;
use super::periods::{Periods, Tallies};
use super::tally::{BlobError, Part, Tally};
use super::week::{Block, Week};

const LOCK: &str = "LOCK";
const CURRENT: &str = "CURRENT";
const DIRECTORY_PREFIX: &str = "store-";
const META: &str = "meta";
const OPEN_PREFIX: &str = "open/";
const BLOCK_PREFIX: &str = "block/";

/// Enough for the whole store; sled would take a gigabyte.
const CACHE_BYTES: u64 = 4 << 20;
/// How often a reader tries again, and how long it waits between: two seconds in all.
const READ_TRIES: u32 = 80;
const READ_PAUSE: Duration = Duration::from_millis(25);

/// What a store is for. The two are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// Counts people's questions, written many at a time.
    Campaign,
    /// For trying things out: exact, written at once, and every page made of it says so.
    Trial,
}

/// Why a store could not be opened or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// There is none.
    NoStore { directory: PathBuf },
    /// Another program counts in it.
    InUse { directory: PathBuf },
    /// Other readers keep it busy.
    Busy { directory: PathBuf },
    /// Its numbers do not add up to what was written.
    Damaged { directory: PathBuf },
    /// Another version of this program wrote it.
    OtherVersion { directory: PathBuf },
    /// It is of the other kind.
    OtherKind {
        directory: PathBuf,
        found: StoreKind,
    },
    /// A file could not be read or written.
    Io { path: PathBuf, kind: io::ErrorKind },
    /// The mirror's file was not written by this program, or not for counts.
    MirrorForeign { path: PathBuf },
    /// Another version of this program wrote the mirror.
    MirrorOtherVersion { path: PathBuf },
    /// The mirror was cut short or altered.
    MirrorDamaged { path: PathBuf },
    /// The mirror belongs to another store, or to an older state of this one.
    MirrorOfOtherStore { path: PathBuf },
    /// The mirror would lie on a disk.
    MirrorOnDisk { path: PathBuf },
    /// The system gave no random numbers.
    Random,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LOST: &str = "the counts since the last commit and this week's accounts are lost";
        match self {
            Self::NoStore { directory } => write!(
                f,
                "no counts in `{}`: name the data directory of the bot, or let it count first",
                directory.display()
            ),
            Self::InUse { directory } => write!(
                f,
                "another huquq counts in `{}`: stop it, or choose another data directory",
                directory.display()
            ),
            Self::Busy { directory } => write!(
                f,
                "the counts in `{}` are being read by others: try again",
                directory.display()
            ),
            Self::Damaged { directory } => write!(
                f,
                "the counts in `{}` are damaged: move the directory away and put back a copy, or \
                 start without one",
                directory.display()
            ),
            Self::OtherVersion { directory } => write!(
                f,
                "the counts in `{}` were written by another version of huquq: use that one, or \
                 move the directory away",
                directory.display()
            ),
            Self::OtherKind { directory, found } => write!(
                f,
                "`{}` holds counts of {}: choose another data directory",
                directory.display(),
                match found {
                    StoreKind::Campaign => "a campaign, not of a trial",
                    StoreKind::Trial => "a trial, not of a campaign",
                }
            ),
            Self::Io { path, kind } => write!(
                f,
                "cannot use `{}` ({kind}): make room there, or give access to it",
                path.display()
            ),
            Self::MirrorForeign { path } => write!(
                f,
                "`{}` is not a mirror of counts: choose another file for the mirror",
                path.display()
            ),
            Self::MirrorOtherVersion { path } => write!(
                f,
                "the mirror `{}` was written by another version of huquq: start that one, or \
                 remove the file ({LOST})",
                path.display()
            ),
            Self::MirrorDamaged { path } => write!(
                f,
                "the mirror `{}` is damaged: remove the file ({LOST})",
                path.display()
            ),
            Self::MirrorOfOtherStore { path } => write!(
                f,
                "the mirror `{}` does not belong to these counts: choose another file for the \
                 mirror, put the right data directory in place, or remove the file ({LOST})",
                path.display()
            ),
            Self::MirrorOnDisk { path } => write!(
                f,
                "the mirror `{}` would lie on a disk, where traces of people stay: put it on a \
                 tmpfs, such as /run or /dev/shm",
                path.display()
            ),
            Self::Random => f.write_str("the system gave no random numbers: see getrandom(2)"),
        }
    }
}

impl std::error::Error for OpenError {}

/// What a store is, beside its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meta {
    pub kind: StoreKind,
    /// Drawn when the store is made; a mirror names the store it belongs to by it.
    pub store: u64,
    /// Mirrors that were committed, newest last, each with the generation the store has of it.
    mirrors: Vec<(u64, u64)>,
}

/// How many mirrors are remembered.
const MIRRORS_MAX: usize = 8;

impl Meta {
    /// The generation of a mirror's counts that the store has; 0 is none.
    pub fn generation(&self, mirror: u64) -> u64 {
        self.mirrors
            .iter()
            .find(|(known, _)| *known == mirror)
            .map_or(0, |(_, generation)| *generation)
    }

    pub fn set_generation(&mut self, mirror: u64, generation: u64) {
        self.mirrors.retain(|(known, _)| *known != mirror);
        self.mirrors.push((mirror, generation));
        let excess = self.mirrors.len().saturating_sub(MIRRORS_MAX);
        self.mirrors.drain(..excess);
    }

    /// Writes it, with a checksum over all that stands beside it.
    fn to_bytes(&self, entries: &Entries) -> Vec<u8> {
        let mut bytes = META_MAGIC.to_vec();
        bytes.extend_from_slice(&META_VERSION.to_le_bytes());
        bytes.extend_from_slice(&(self.kind as u32).to_le_bytes());
        bytes.extend_from_slice(&self.store.to_le_bytes());
        for index in 0..MIRRORS_MAX {
            let (mirror, generation) = self.mirrors.get(index).copied().unwrap_or((0, 0));
            bytes.extend_from_slice(&mirror.to_le_bytes());
            bytes.extend_from_slice(&generation.to_le_bytes());
        }
        let check = check_of(&bytes, entries);
        bytes.extend_from_slice(check.as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8], entries: &Entries) -> Result<Self, BlobError> {
        let (body, check) = bytes.split_last_chunk::<32>().ok_or(BlobError::Damaged)?;
        if !body.starts_with(META_MAGIC) || body.len() < META_BYTES {
            return Err(BlobError::Damaged);
        }
        let number = |at: usize| u32::from_le_bytes(body[at..at + 4].try_into().unwrap_or([0; 4]));
        let word = |at: usize| u64::from_le_bytes(body[at..at + 8].try_into().unwrap_or([0; 8]));
        if number(4) != META_VERSION {
            return Err(BlobError::Version);
        }
        if check_of(body, entries).as_bytes() != check {
            return Err(BlobError::Damaged);
        }
        Ok(Self {
            kind: match number(8) {
                0 => StoreKind::Campaign,
                1 => StoreKind::Trial,
                _ => return Err(BlobError::Damaged),
            },
            store: word(12),
            mirrors: (0..MIRRORS_MAX)
                .map(|index| (word(20 + index * 16), word(28 + index * 16)))
                .filter(|(mirror, _)| *mirror != 0)
                .collect(),
        })
    }
}

const META_MAGIC: &[u8; 4] = b"HQMT";
const META_VERSION: u32 = 1;
const META_BYTES: usize = 20 + MIRRORS_MAX * 16;

fn check_of(meta: &[u8], entries: &Entries) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(meta);
    for (key, value) in entries {
        hasher.update(&(key.len() as u64).to_le_bytes());
        hasher.update(key.as_bytes());
        hasher.update(&(value.len() as u64).to_le_bytes());
        hasher.update(value);
    }
    hasher.finalize()
}

type Entries = BTreeMap<String, Vec<u8>>;

/// All that a store holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    pub meta: Meta,
    pub periods: Periods,
    /// Entries of kinds that this module does not read, kept as they are.
    others: Entries,
}

impl Content {
    fn new(kind: StoreKind, store: u64) -> Self {
        Self {
            meta: Meta {
                kind,
                store,
                mirrors: Vec::new(),
            },
            periods: Periods::default(),
            others: Entries::new(),
        }
    }

    fn to_entries(&self) -> Entries {
        let mut entries = self.others.clone();
        for (week, tally) in &self.periods.weeks {
            let bytes = tally.to_bytes(Part::Week, week.number());
            entries.insert(format!("{OPEN_PREFIX}{week}"), bytes);
        }
        for (block, tally) in &self.periods.blocks {
            let bytes = tally.to_bytes(Part::Block, block.number());
            entries.insert(format!("{BLOCK_PREFIX}{block}"), bytes);
        }
        let meta = self.meta.to_bytes(&entries);
        entries.insert(META.to_owned(), meta);
        entries
    }

    fn from_entries(mut entries: Entries) -> Result<Self, BlobError> {
        let meta = entries.remove(META).ok_or(BlobError::Damaged)?;
        let meta = Meta::from_bytes(&meta, &entries)?;
        let mut content = Self::new(meta.kind, meta.store);
        content.meta = meta;
        for (key, bytes) in entries {
            if let Some(week) = key.strip_prefix(OPEN_PREFIX) {
                let week: Week = week.parse().map_err(|_| BlobError::Damaged)?;
                let tally = Tally::from_bytes(Part::Week, week.number(), &bytes)?;
                content.periods.weeks.insert(week, tally);
            } else if let Some(block) = key.strip_prefix(BLOCK_PREFIX) {
                let block: Block = block.parse().map_err(|_| BlobError::Damaged)?;
                let tally = Tally::from_bytes(Part::Block, block.number(), &bytes)?;
                content.periods.blocks.insert(block, tally);
            } else {
                content.others.insert(key, bytes);
            }
        }
        Ok(content)
    }
}

/// What a report reads of a store.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub kind: StoreKind,
    pub tallies: Tallies,
}

/// Reads a store, also while another program counts in it.
///
/// Events that wait for the next commit are not among the numbers.
///
/// # Errors
///
/// When there is no store, or it cannot be read.
pub fn read(directory: &Path) -> Result<Stored, OpenError> {
    let content = read_current(directory)?;
    Ok(Stored {
        kind: content.meta.kind,
        tallies: content.periods.into_tallies(),
    })
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

/// Why a database could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReadError {
    /// Another process has it open.
    Busy,
    Io(io::ErrorKind),
    Blob(BlobError),
}

impl ReadError {
    fn of(self, directory: &Path) -> OpenError {
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
fn read_when_free(path: &Path) -> Result<Content, ReadError> {
    for _ in 0..READ_TRIES {
        match read_database(path) {
            Err(ReadError::Busy) => std::thread::sleep(READ_PAUSE),
            read => return read,
        }
    }
    Err(ReadError::Busy)
}

fn read_database(path: &Path) -> Result<Content, ReadError> {
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

fn write_database(path: &Path, entries: &Entries) -> Result<(), ReadError> {
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
                if self.content.meta.kind == StoreKind::Campaign {
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
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(io_error(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
            directory: directory.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(io_error(&path)(error)),
    }
}

/// Makes a directory that only its owner may enter.
pub(super) fn make_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub(super) fn io_error(path: &Path) -> impl FnOnce(io::Error) -> OpenError + use<> {
    let path = path.to_owned();
    move |error| OpenError::Io {
        path,
        kind: error.kind(),
    }
}

/// Every file below a directory, and every directory, itself last.
fn tree(path: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let (more_files, more_directories) = tree(&entry.path())?;
            files.extend(more_files);
            directories.extend(more_directories);
        } else {
            files.push(entry.path());
        }
    }
    directories.push(path.to_owned());
    Ok((files, directories))
}

fn sync_tree(path: &Path) -> io::Result<()> {
    let (files, directories) = tree(path)?;
    for file in files {
        File::open(file)?.sync_all()?;
    }
    directories.iter().try_for_each(|path| sync_directory(path))
}

/// Makes names in a directory outlast a power cut.
fn sync_directory(path: &Path) -> io::Result<()> {
    // Elsewhere a directory cannot be opened as a file, and renames are synced by the system.
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}

fn overwrite_tree(path: &Path) -> io::Result<()> {
    static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
    for path in tree(path)?.0 {
        let mut file = OpenOptions::new().write(true).open(&path)?;
        let mut left = file.metadata()?.len();
        while left > 0 {
            let bytes = left.min(ZEROS.len() as u64);
            file.write_all(&ZEROS[..bytes as usize])?;
            left -= bytes;
        }
        file.sync_data()?;
    }
    Ok(())
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
        let release = ("release/2026-W30".to_owned(), b"{}".to_vec());
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
