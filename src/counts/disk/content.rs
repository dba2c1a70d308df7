//! What a store holds, as named entries and back: the numbers, and what the store is beside them.
//!
//! The whole has a checksum, since sled may lose items without a word when its file was damaged.

use std::collections::BTreeMap;

use super::StoreKind;
use crate::counts::Announced;
use crate::counts::periods::Periods;
use crate::counts::release::{Period, Release, Releases};
use crate::counts::tables::Part;
use crate::counts::tally::{BlobError, Tally};
use crate::counts::week::{Block, Week};
use crate::in_two::in_two;

const META: &str = "meta";
const OPEN_PREFIX: &str = "open/";
const BLOCK_PREFIX: &str = "block/";
const RELEASE_PREFIX: &str = "release/";
const ANNOUNCED: &str = "announced";

/// What a store is, beside its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::counts) struct Meta {
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

    /// Whether it was ever committed beside a mirror.
    pub fn has_mirrors(&self) -> bool {
        !self.mirrors.is_empty()
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
                2 => StoreKind::Simulation,
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

pub(super) type Entries = BTreeMap<String, Vec<u8>>;

/// All that a store holds.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::counts) struct Content {
    pub meta: Meta,
    pub periods: Periods,
    pub releases: Releases,
    /// The release that was told last, and to how many chats.
    pub announced: Option<Announced>,
    /// Entries of kinds that this module does not read, kept as they are.
    pub(super) others: Entries,
}

impl Content {
    pub(super) fn new(kind: StoreKind, store: u64) -> Self {
        Self {
            meta: Meta {
                kind,
                store,
                mirrors: Vec::new(),
            },
            periods: Periods::default(),
            releases: Releases::new(),
            announced: None,
            others: Entries::new(),
        }
    }

    pub(super) fn to_entries(&self) -> Entries {
        let mut entries = self.others.clone();
        for (week, tally) in &self.periods.weeks {
            let bytes = tally.to_bytes(Part::Week, week.number());
            entries.insert(format!("{OPEN_PREFIX}{week}"), bytes);
        }
        for (block, tally) in &self.periods.blocks {
            let bytes = tally.to_bytes(Part::Block, block.number());
            entries.insert(format!("{BLOCK_PREFIX}{block}"), bytes);
        }
        for (period, release) in &self.releases {
            let bytes = release.to_json().into_bytes();
            entries.insert(format!("{RELEASE_PREFIX}{period}"), bytes);
        }
        if let Some(Announced { period, chats }) = self.announced {
            entries.insert(
                ANNOUNCED.to_owned(),
                format!("{period} {chats}").into_bytes(),
            );
        }
        let meta = self.meta.to_bytes(&entries);
        entries.insert(META.to_owned(), meta);
        entries
    }

    pub(super) fn from_entries(mut entries: Entries) -> Result<Self, BlobError> {
        let meta = entries.remove(META).ok_or(BlobError::Damaged)?;
        let meta = Meta::from_bytes(&meta, &entries)?;
        let mut content = Self::new(meta.kind, meta.store);
        content.meta = meta;
        let mut releases: Vec<(Period, Vec<u8>)> = Vec::new();
        for (key, bytes) in entries {
            if let Some(week) = key.strip_prefix(OPEN_PREFIX) {
                let week: Week = week.parse().map_err(|_| BlobError::Damaged)?;
                let tally = Tally::from_bytes(Part::Week, week.number(), &bytes)?;
                content.periods.weeks.insert(week, tally);
            } else if let Some(block) = key.strip_prefix(BLOCK_PREFIX) {
                let block: Block = block.parse().map_err(|_| BlobError::Damaged)?;
                let tally = Tally::from_bytes(Part::Block, block.number(), &bytes)?;
                content.periods.blocks.insert(block, tally);
            } else if let Some(period) = key.strip_prefix(RELEASE_PREFIX) {
                let period: Period = period.parse().map_err(|_| BlobError::Damaged)?;
                releases.push((period, bytes));
            } else if key == ANNOUNCED {
                content.announced = Some(announced(&bytes).ok_or(BlobError::Version)?);
            } else {
                content.others.insert(key, bytes);
            }
        }
        // Two years of weeks are nearly all there is to read, so it is done on two cores.
        let read = in_two(&releases, |(period, bytes)| {
            let release = std::str::from_utf8(bytes).ok();
            let release = release.and_then(Release::from_json);
            release.filter(|release| release.period == *period)
        });
        for ((period, _), release) in releases.into_iter().zip(read) {
            // The whole has a checksum: what is intact and unreadable is of another version.
            let release = release.ok_or(BlobError::Version)?;
            content.releases.insert(period, release);
        }
        Ok(content)
    }
}

fn announced(bytes: &[u8]) -> Option<Announced> {
    let (period, chats) = std::str::from_utf8(bytes).ok()?.split_once(' ')?;
    Some(Announced {
        period: period.parse().ok()?,
        chats: chats.parse().ok()?,
    })
}
