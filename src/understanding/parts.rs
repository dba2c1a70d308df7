//! The parts of a text by which it is compared: stems, groups of letters, concepts.
//!
//! Each part is a hash with a weight, and knows where in the text it came from, so that an
//! explanation can name it. How telling a part is, is for `features` to say.

use std::hash::{BuildHasherDefault, Hasher};

use super::concepts::{Concept, Concepts};
use super::reading::{Reading, stem};

/// What a stem and a concept weigh beside a letter group: measured, from 1 to 4 the results move by
/// less than two points, with the most at two for stems and at three for concepts.
const WORD_WEIGHT: f32 = 2.0;
const CONCEPT_WEIGHT: f32 = 3.0;
const LETTER_GROUPS: std::ops::RangeInclusive<usize> = 3..=5;

/// A part of a text that may have been seen before.
pub(super) struct Part {
    pub(super) hash: u64,
    pub(super) weight: f32,
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
    fn new(source: Source, seed: u64, bytes: &[u8], weight: f32) -> Self {
        Self {
            hash: hash(seed, bytes),
            weight,
            source,
        }
    }

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
        let typed = Place {
            at,
            is_mended: false,
        };
        add_word(&mut parts, typed, word);
        if let Some(meant) = &reading.mended[at] {
            let mended = Place {
                at,
                is_mended: true,
            };
            add_word(&mut parts, mended, meant);
        }
    }
    for &(_, concept) in &reading.concepts {
        let source = Source::Concept(concept);
        parts.push(Part::new(source, 2, &concept.to_le_bytes(), CONCEPT_WEIGHT));
    }
    parts.sort_by_key(|part| part.hash);
    parts.dedup_by_key(|part| part.hash);
    parts
}

fn add_word(parts: &mut Vec<Part>, place: Place, word: &str) {
    parts.push(Part::new(
        Source::Stem(place),
        0,
        stem(word).as_bytes(),
        WORD_WEIGHT,
    ));
    let letters = padded(word);
    for length in LETTER_GROUPS {
        for (start, group) in letters.windows(length).enumerate() {
            let byte = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
            let source = Source::Letters {
                word: place,
                start: byte(start),
                end: byte(start + length),
            };
            parts.push(Part::new(source, 1, group, 1.0));
        }
    }
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
