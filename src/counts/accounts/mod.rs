//! The accounts of the open week, under a key that is drawn for it and destroyed after it.
//!
//! An account is known by eight bytes of a keyed hash of its chat; without the key nothing leads
//! back. Its record says what this week's statistics need of it and no more: what it first came
//! by, which topics, groups, days and languages it asked in, how often. Records live in memory
//! and in the mirror, never in the store. Which cells of the tally an event adds to is decided
//! beside it, in `count`, because some count once an account only, and because no account counts
//! for more than `policy` allows. How many accounts a row rests on is counted along: the first
//! time an account adds to a row, the row's twin goes up by one.

mod count;

use std::fmt;

pub(super) use count::Circumstances;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::tables::OUTCOMES;
use super::vocabulary::{GroupSlot, Remap, SourceSlot, TopicSlot};

/// The key of a week's account tags. Boxed: a key that is moved about leaves copies on the stack.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct WeekKey(Box<[u8; 32]>);

impl WeekKey {
    /// Draws a key.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut key = Self(Box::new([0; 32]));
        getrandom::fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    pub fn from_words(words: [u64; 4]) -> Self {
        let mut key = Self(Box::new([0; 32]));
        for (bytes, word) in key.0.chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        key
    }

    pub fn to_words(&self) -> [u64; 4] {
        std::array::from_fn(|index| {
            let bytes = &self.0[index * 8..index * 8 + 8];
            bytes.try_into().map_or(0, u64::from_le_bytes)
        })
    }

    /// Names an account: never 0, which marks an empty place.
    pub fn tag(&self, account: i64) -> [u8; 8] {
        let hash = blake3::keyed_hash(&self.0, &account.to_le_bytes());
        let mut tag = [0; 8];
        tag.copy_from_slice(&hash.as_bytes()[..8]);
        if tag == [0; 8] { [1; 8] } else { tag }
    }
}

/// Words of an account's record: its tag, then what [`Account`] holds.
pub(super) const RECORD_WORDS: usize = 11;

/// What is remembered of an account until its week is over.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Account {
    tag: u64,
    /// Of [`COUNTED`] and the flags after it.
    flags: u8,
    /// What it first came by.
    source: u8,
    /// The row of the language it first asked in, from 1; 0 before it asks.
    language: u8,
    /// Questions, up to 255.
    questions: u8,
    /// Suggestions offered and not accepted yet; questions not found and not yet given a group.
    suggestions_open: u8,
    unmet_open: u8,
    /// A bit a weekday it asked on.
    days: u8,
    /// A bit a way it asked by.
    ways: u8,
    /// A bit a topic it asked about, by outcome; topics without a place have the bits below.
    topics: [u64; OUTCOMES],
    other_topic: u8,
    /// Questions that had a suggestion and have no topic, up to 15.
    suggested: u8,
    /// A bit a topic it answered "do you know now" for.
    helpful: u64,
    /// A bit a source it started by.
    starts: u64,
    /// Questions a group, up to 15: four bits each.
    per_group: u64,
    /// A bit a group and outcome, a bit a language and outcome, a bit a group it found unmet.
    group_outcomes: u64,
    language_outcomes: u32,
    unmet_groups: u16,
}

/// Counted among the accounts: it started or asked.
const COUNTED: u8 = 1;
/// "Do you know now" was answered for a topic without a place.
const HELPFUL_OTHER: u8 = 2;
const OPENED_CARD: u8 = 4;
const OPENED_PRIVACY: u8 = 8;
const ACCEPTED: u8 = 16;
const HELPED: u8 = 32;
const NOT_HELPED: u8 = 64;
const OVERFLOWED: u8 = 128;

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Account(..)")
    }
}

const _: () = assert!(GroupSlot::COUNT <= 16 && GroupSlot::COUNT * OUTCOMES <= 64);
const _: () = assert!(SourceSlot::COUNT <= 64 && TopicSlot::NONE.index() <= 64);

/// Questions in one group that can be remembered of an account.
const PER_GROUP_MAX: u64 = 15;

impl Account {
    pub fn new(tag: [u8; 8]) -> Self {
        let mut words = [0; RECORD_WORDS];
        words[0] = u64::from_le_bytes(tag);
        Self::from_words(words)
    }

    /// Reads a record.
    pub fn from_words(words: [u64; RECORD_WORDS]) -> Self {
        let [
            tag,
            facts,
            helpful,
            starts,
            per_group,
            group_outcomes,
            more,
            topics @ ..,
        ] = words;
        let facts = facts.to_le_bytes();
        let more = more.to_le_bytes();
        Self {
            tag,
            flags: facts[0],
            source: facts[1],
            language: facts[2],
            questions: facts[3],
            suggestions_open: facts[4],
            unmet_open: facts[5],
            days: facts[6],
            ways: facts[7],
            topics,
            helpful,
            starts,
            per_group,
            group_outcomes,
            language_outcomes: u32::from_le_bytes([more[0], more[1], more[2], more[3]]),
            unmet_groups: u16::from_le_bytes([more[4], more[5]]),
            other_topic: more[6],
            suggested: more[7],
        }
    }

    /// Writes the record.
    pub fn to_words(&self) -> [u64; RECORD_WORDS] {
        let facts = [
            self.flags,
            self.source,
            self.language,
            self.questions,
            self.suggestions_open,
            self.unmet_open,
            self.days,
            self.ways,
        ];
        let more = u64::from(self.language_outcomes)
            | u64::from(self.unmet_groups) << 32
            | u64::from(self.other_topic) << 48
            | u64::from(self.suggested) << 56;
        let [answered, suggested, unanswered, urgent] = self.topics;
        [
            self.tag,
            u64::from_le_bytes(facts),
            self.helpful,
            self.starts,
            self.per_group,
            self.group_outcomes,
            more,
            answered,
            suggested,
            unanswered,
            urgent,
        ]
    }

    /// Moves what was remembered under one vocabulary to the places of another.
    pub fn remapped(&self, remap: &Remap) -> Self {
        let mut moved = self.clone();
        moved.source = remap.source(usize::from(self.source)) as u8;
        for (outcome, topics) in moved.topics.iter_mut().enumerate() {
            let has_other =
                bits(self.topics[outcome]).any(|row| remap.topic(row) == TopicSlot::OTHER.index());
            moved.other_topic |= u8::from(has_other) << outcome;
            *topics = moved_bits(self.topics[outcome], |row| remap.topic(row));
        }
        moved.helpful = moved_bits(self.helpful, |row| remap.topic(row));
        moved.starts = moved_bits(self.starts, |row| remap.source(row));
        let unmet = u64::from(self.unmet_groups);
        moved.unmet_groups = moved_bits(unmet, |row| remap.group(row)) as u16;
        moved.per_group = 0;
        moved.group_outcomes = 0;
        for row in 0..GroupSlot::COUNT {
            let to = remap.group(row);
            let sum = nibble(moved.per_group, to) + nibble(self.per_group, row);
            moved.per_group = with_nibble(moved.per_group, to, sum.min(PER_GROUP_MAX));
            let outcomes = nibble(self.group_outcomes, row);
            moved.group_outcomes |= outcomes << (to * OUTCOMES);
        }
        moved
    }
}

fn nibble(nibbles: u64, index: usize) -> u64 {
    nibbles >> (index * 4) & 0b1111
}

fn with_nibble(nibbles: u64, index: usize, value: u64) -> u64 {
    nibbles & !(0b1111 << (index * 4)) | value << (index * 4)
}

fn bits(bits: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |row| bits & 1 << row != 0)
}

/// Moves single bits; those that lose their place are dropped, as "other" has no bit of its own
/// beyond the 64th.
fn moved_bits(from: u64, to: impl Fn(usize) -> usize) -> u64 {
    bits(from)
        .map(to)
        .filter(|row| *row < 64)
        .fold(0, |moved, row| moved | 1 << row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Event, Outcome};
    use crate::counts::vocabulary::Vocabulary;
    use crate::intent::Way;
    use crate::language::Language;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(
            [
                ("one".parse().unwrap(), "school".parse().unwrap()),
                ("two".parse().unwrap(), "work".parse().unwrap()),
            ],
            ["school".parse().unwrap(), "work".parse().unwrap()],
            ["ABC".parse().unwrap()],
        )
    }

    #[test]
    fn a_record_reads_back_as_written() {
        let words = [
            1,
            0x1234_5678_0203_0403,
            7,
            9,
            5,
            0x123,
            0x0304_0089_1234_5678,
            21,
            22,
            23,
            24,
        ];
        assert_eq!(Account::from_words(words).to_words(), words);
    }

    #[test]
    fn a_tag_is_the_same_under_one_key_only() {
        let (one, other) = (WeekKey::draw().unwrap(), WeekKey::draw().unwrap());
        assert_eq!(one.tag(7_300_000_001), one.tag(7_300_000_001));
        assert_ne!(one.tag(7_300_000_001), one.tag(7_300_000_002));
        assert_ne!(one.tag(7_300_000_001), other.tag(7_300_000_001));
        let again = WeekKey::from_words(one.to_words());
        assert_eq!(again.tag(5), one.tag(5));
    }

    #[test]
    fn what_an_account_did_moves_with_its_vocabulary() {
        let old = vocabulary();
        let mut account = Account::new([1; 8]);
        let under = Circumstances {
            vocabulary: &old,
            weekday: 0,
            is_clamped: true,
        };
        let mut ignore = |_, _| {};
        for topic in ["one", "two"] {
            let question = Event::Question {
                language: Some(Language::Tajik),
                topic: Some(topic.parse().unwrap()),
                way: Way::Typed,
                outcome: Outcome::Answered,
            };
            account.count(&question, &under, &mut ignore);
        }
        let new = Vocabulary::new(
            [
                ("zero".parse().unwrap(), "work".parse().unwrap()),
                ("two".parse().unwrap(), "work".parse().unwrap()),
            ],
            ["work".parse().unwrap()],
            [],
        );
        let moved = account.remapped(&Remap::between(&old, &new));
        assert_eq!(
            moved.topics[0], 0b10,
            "topic two has the second place, one has none"
        );
        assert_eq!(moved.other_topic, 1, "what has none is among the others");
        assert_eq!(nibble(moved.per_group, 0), 1);
        assert_eq!(nibble(moved.per_group, GroupSlot::OTHER.index()), 1);
        assert_eq!(moved.source, SourceSlot::DIRECT.index() as u8);
        assert_eq!(moved.questions, 2);
    }
}
