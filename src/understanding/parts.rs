//! The parts of a text by which it is compared: stems, groups of letters, concepts.
//!
//! Each part is put into a drawer by its hash: a table of fixed size instead of a dictionary, so
//! that learning needs no memory for names. A few parts share a drawer, which does no harm. A part
//! knows where in the text it came from, so that an explanation can name it. How telling a part is,
//! is for `features` to say.

use std::hash::{BuildHasherDefault, Hasher};

use super::concepts::{Concept, Concepts};
use super::reading::{Reading, stem, stem_hash};

/// What a stem and a concept weigh beside a letter group: measured, from 1 to 4 the results move by
/// less than two points, with the most at two for stems and at three for concepts.
const WORD_WEIGHT: f32 = 2.0;
const CONCEPT_WEIGHT: f32 = 3.0;
const LETTER_GROUPS: std::ops::RangeInclusive<usize> = 3..=4;

/// How many drawers there are for letter groups (with 55 topics one in eight shares its own), for
/// stems and for concepts. They stand in this order.
const LETTER_DRAWERS: u32 = 1 << 19;
const STEM_DRAWERS: u32 = 1 << 17;
const CONCEPT_DRAWERS: u32 = 1 << 10;
pub(super) const DRAWERS: usize = (LETTER_DRAWERS + STEM_DRAWERS + CONCEPT_DRAWERS) as usize;

/// What a part in a drawer weighs.
pub(super) fn weight_of(drawer: usize) -> f32 {
    if drawer < LETTER_DRAWERS as usize {
        1.0
    } else if drawer < (LETTER_DRAWERS + STEM_DRAWERS) as usize {
        WORD_WEIGHT
    } else {
        CONCEPT_WEIGHT
    }
}

/// A part of a text that may have been seen before.
pub(super) struct Part {
    /// The drawer it lies in, below `DRAWERS`.
    pub(super) drawer: u32,
    source: Source,
}

/// A word of a reading, as it was typed or as it was mended.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    is_mended: bool,
}

impl Place {
    fn word(self, reading: &Reading) -> &str {
        let mended = reading.mended[self.at].as_deref();
        mended
            .filter(|_| self.is_mended)
            .unwrap_or(&reading.words[self.at])
    }
}

/// Where a part comes from, to be named in an explanation.
#[derive(Clone, Copy)]
enum Source {
    Stem(Place),
    Letters { word: Place, start: u16, end: u16 },
    Concept(Concept),
}

impl Part {
    pub(super) fn label(&self, reading: &Reading, concepts: &Concepts) -> String {
        match self.source {
            Source::Stem(place) => format!("{}…", stem(place.word(reading))),
            Source::Letters { word, start, end } => {
                let padded = padded(word.word(reading));
                let letters = &padded[usize::from(start)..usize::from(end)];
                format!("·{}·", String::from_utf8_lossy(letters))
            }
            Source::Concept(concept) => format!("[{}]", concepts.name(concept)),
        }
    }
}

/// The parts of a reading, each once.
pub(super) fn parts(reading: &Reading) -> Vec<Part> {
    let mut parts = Vec::with_capacity(reading.words.len() * 20);
    for (at, word) in reading.words.iter().enumerate() {
        let place = |is_mended| Place { at, is_mended };
        parts.extend(word_parts(word, place(false)));
        if let Some(meant) = &reading.mended[at] {
            parts.extend(word_parts(meant, place(true)));
        }
    }
    parts.extend(reading.concepts.iter().map(|&(_, concept)| Part {
        drawer: concept_drawer(concept),
        source: Source::Concept(concept),
    }));
    parts.sort_by_key(|part| part.drawer);
    parts.dedup_by_key(|part| part.drawer);
    parts
}

/// The drawers of a word's parts.
pub(super) fn word_drawers(word: &str) -> Vec<u32> {
    let place = Place {
        at: 0,
        is_mended: false,
    };
    let mut drawers = Vec::with_capacity(word.len() * 2 + 2);
    drawers.extend(word_parts(word, place).map(|part| part.drawer));
    drawers
}

/// The drawer of a concept.
pub(super) fn concept_drawer(concept: Concept) -> u32 {
    LETTER_DRAWERS + STEM_DRAWERS + u32::from(concept) % CONCEPT_DRAWERS
}

/// The stem and the letter groups of a word.
fn word_parts(word: &str, place: Place) -> impl Iterator<Item = Part> {
    let stem = Part {
        drawer: LETTER_DRAWERS + mixed(stem_hash(word)) % STEM_DRAWERS,
        source: Source::Stem(place),
    };
    let letters = padded(word);
    let places = LETTER_GROUPS.flat_map({
        let letters = letters.len();
        move |length| (0..(letters + 1).saturating_sub(length)).map(move |start| (start, length))
    });
    let groups = places.map(move |(start, length)| {
        let byte = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        Part {
            drawer: mixed(hash(1, &letters[start..start + length])) % LETTER_DRAWERS,
            source: Source::Letters {
                word: place,
                start: byte(start),
                end: byte(start + length),
            },
        }
    });
    std::iter::once(stem).chain(groups)
}

/// The low bits of FNV are its best mixed ones; the high ones are added for good measure.
fn mixed(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

/// A word between spaces. Skeletons are nearly always ASCII, so bytes serve as letters.
fn padded(word: &str) -> Vec<u8> {
    let mut letters = Vec::with_capacity(word.len() + 2);
    letters.push(b' ');
    letters.extend_from_slice(word.as_bytes());
    letters.push(b' ');
    letters
}

/// FNV-1a, with a seed for the kind of part.
pub(super) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    hash_onwards(0xcbf2_9ce4_8422_2325 ^ seed, bytes)
}

/// The hash of what was hashed before with more bytes after it.
pub(super) fn hash_onwards(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Keys that are hashes already are not hashed again.
#[derive(Default, Clone, Copy)]
pub(super) struct AlreadyHashed(u64);

pub(super) type Hashed = BuildHasherDefault<AlreadyHashed>;

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        // The map looks at the top bits; FNV's best mixed ones are lower.
        self.0 ^ self.0.rotate_left(32)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(self.0, bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
