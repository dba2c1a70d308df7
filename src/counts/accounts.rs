//! The accounts of the open week, under a key that is drawn for it and destroyed after it.
//!
//! An account is known by eight bytes of a keyed hash of its chat; without the key nothing leads
//! back. Its record says what this week's statistics need of it and no more: what it first came
//! by, which topics, groups, days and languages it asked in, how often. Records live in memory
//! and in the mirror, never in the store. Which cells of the tally an event adds to is decided
//! here, because some count once an account only; the clamps of a release will stand in
//! [`Account::count`] as well.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::tally::{Cell, NO_LANGUAGE, OUTCOMES, Scalar, language_row};
use super::vocabulary::{GroupSlot, Remap, SourceSlot, TopicSlot, Vocabulary};
use crate::conversation::{Event, Outcome};
use crate::language::Language;

/// The key of a week's account tags.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct WeekKey([u8; 32]);

impl WeekKey {
    /// Draws a key.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut key = Self([0; 32]);
        getrandom::fill(&mut key.0)?;
        Ok(key)
    }

    pub fn from_words(words: [u64; 4]) -> Self {
        let mut key = Self([0; 32]);
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
pub(super) const RECORD_WORDS: usize = 8;

/// What is remembered of an account until its week is over.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Account {
    tag: u64,
    /// Counted among the accounts: it started or asked.
    is_counted: bool,
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
    /// "Do you know now" was answered for a topic without a place.
    helpful_other: bool,
    /// A bit a topic it asked about.
    topics: u64,
    /// A bit a topic it answered "do you know now" for.
    helpful: u64,
    /// A bit a source it started by.
    starts: u64,
    /// Questions a group, up to 15: four bits each.
    per_group: u64,
    /// A bit a group and outcome, a bit a language and outcome, a bit a group it found unmet, a
    /// bit a way: how many accounts a row rests on.
    group_outcomes: u64,
    language_outcomes: u32,
    unmet_groups: u16,
    ways: u8,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Account(..)")
    }
}

const _: () = assert!(GroupSlot::COUNT <= 16 && GroupSlot::COUNT * OUTCOMES <= 64);
const _: () = assert!(SourceSlot::COUNT <= 64 && TopicSlot::NONE.index() <= 64);

/// Questions in one group that can be remembered of an account.
const PER_GROUP_MAX: u64 = 15;

/// What an event is counted under, beside its account.
pub(super) struct Circumstances<'a> {
    pub vocabulary: &'a Vocabulary,
    /// The day of the week, Monday being 0.
    pub weekday: usize,
}

impl Account {
    pub fn new(tag: [u8; 8]) -> Self {
        Self::from_words([u64::from_le_bytes(tag), 0, 0, 0, 0, 0, 0, 0])
    }

    /// Reads a record.
    pub fn from_words(words: [u64; RECORD_WORDS]) -> Self {
        let [
            tag,
            facts,
            topics,
            helpful,
            starts,
            per_group,
            group_outcomes,
            more,
        ] = words;
        let facts = facts.to_le_bytes();
        let more = more.to_le_bytes();
        Self {
            tag,
            is_counted: facts[0] & 1 != 0,
            helpful_other: facts[0] & 2 != 0,
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
        }
    }

    /// Writes the record.
    pub fn to_words(&self) -> [u64; RECORD_WORDS] {
        let flags = u8::from(self.is_counted) | u8::from(self.helpful_other) << 1;
        let facts = [
            flags,
            self.source,
            self.language,
            self.questions,
            self.suggestions_open,
            self.unmet_open,
            self.days,
            self.ways,
        ];
        [
            self.tag,
            u64::from_le_bytes(facts),
            self.topics,
            self.helpful,
            self.starts,
            self.per_group,
            self.group_outcomes,
            u64::from(self.language_outcomes) | u64::from(self.unmet_groups) << 32,
        ]
    }

    /// Moves what was remembered under one vocabulary to the places of another.
    pub fn remapped(&self, remap: &Remap) -> Self {
        let mut moved = self.clone();
        moved.source = remap.source(usize::from(self.source)) as u8;
        moved.topics = moved_bits(self.topics, 64, |row| remap.topic(row));
        moved.helpful = moved_bits(self.helpful, 64, |row| remap.topic(row));
        moved.starts = moved_bits(self.starts, SourceSlot::COUNT, |row| remap.source(row));
        moved.unmet_groups = moved_bits(u64::from(self.unmet_groups), GroupSlot::COUNT, |row| {
            remap.group(row)
        }) as u16;
        moved.per_group = 0;
        moved.group_outcomes = 0;
        for row in 0..GroupSlot::COUNT {
            let to = remap.group(row);
            let sum = nibble(moved.per_group, to) + nibble(self.per_group, row);
            moved.per_group = with_nibble(moved.per_group, to, sum.min(PER_GROUP_MAX));
            let outcomes = self.group_outcomes >> (row * OUTCOMES) & 0b1111;
            moved.group_outcomes |= outcomes << (to * OUTCOMES);
        }
        moved
    }

    /// Adds an event to the account, and hands out each cell that changes and by how much.
    pub fn count(
        &mut self,
        event: &Event,
        under: &Circumstances<'_>,
        change: &mut impl FnMut(Cell, i64),
    ) {
        let mut add = |cell| change(cell, 1);
        add(Cell::EVENTS);
        match event {
            Event::Start { source } => self.start(under.vocabulary.source(source), &mut add),
            Event::Question {
                language,
                topic,
                way,
                outcome,
            } => {
                let topic = topic
                    .as_ref()
                    .map_or(TopicSlot::NONE, |topic| under.vocabulary.topic(topic));
                let group = under.vocabulary.group_of(topic);
                self.arrive(SourceSlot::DIRECT, &mut add);
                self.ask_in(*language, change);
                self.remember_question(topic, group, *language, *outcome, under.weekday);
                self.ways |= 1 << *way as u8;
                for cell in [
                    Cell::outcome(*outcome),
                    Cell::group(group, *outcome),
                    Cell::language(*language, *outcome),
                    Cell::day(under.weekday),
                    Cell::way(*way),
                    Cell::topic(topic, *outcome),
                    Cell::source(SourceSlot::from_index(usize::from(self.source)), *outcome),
                ] {
                    change(cell, 1);
                }
            }
            Event::SuggestionAccepted { topic } => {
                let topic = under.vocabulary.topic(topic);
                self.accept(topic, under.vocabulary.group_of(topic), change);
            }
            Event::Unmet { category } => self.name_unmet(under.vocabulary.group(category), change),
            Event::CardOpened => add(Cell::scalar(Scalar::CardsOpened)),
            Event::PrivacyOpened => add(Cell::scalar(Scalar::PrivacyOpened)),
            Event::Helpful { topic, yes } => {
                if self.judges_first(under.vocabulary.topic(topic)) {
                    add(Cell::scalar(match yes {
                        true => Scalar::HelpfulYes,
                        false => Scalar::HelpfulNo,
                    }));
                }
            }
        }
    }

    /// A start counts once an account and source; the first thing an account does decides what
    /// it came by.
    fn start(&mut self, source: SourceSlot, add: &mut impl FnMut(Cell)) {
        self.arrive(source, add);
        let bit = 1 << source.index();
        if self.starts & bit == 0 {
            self.starts |= bit;
            add(Cell::start(source));
        }
    }

    fn arrive(&mut self, source: SourceSlot, add: &mut impl FnMut(Cell)) {
        if self.is_counted {
            return;
        }
        self.is_counted = true;
        self.source = source.index() as u8;
        add(Cell::account_source(source));
        add(Cell::account_language(None));
        add(Cell::scalar(Scalar::SegmentAccounts));
    }

    /// The first question makes it an account that asked; the first in a known language gives it
    /// that language.
    fn ask_in(&mut self, language: Option<Language>, change: &mut impl FnMut(Cell, i64)) {
        if self.questions == 0 {
            change(Cell::scalar(Scalar::Asked), 1);
        }
        let row = language_row(language);
        if self.language == 0 && row != NO_LANGUAGE {
            self.language = row as u8 + 1;
            change(Cell::account_language(None), -1);
            change(Cell::account_language(language), 1);
        }
    }

    fn remember_question(
        &mut self,
        topic: TopicSlot,
        group: GroupSlot,
        language: Option<Language>,
        outcome: Outcome,
        weekday: usize,
    ) {
        self.questions = self.questions.saturating_add(1);
        self.days |= 1 << weekday;
        self.language_outcomes |= 1 << (language_row(language) * OUTCOMES + outcome as usize);
        self.remember_topic(topic, group, outcome);
        match outcome {
            Outcome::DidYouMean => {
                self.suggestions_open = self.suggestions_open.saturating_add(1);
            }
            Outcome::Unanswered => self.unmet_open = self.unmet_open.saturating_add(1),
            Outcome::Answered | Outcome::Urgent => {}
        }
    }

    fn remember_topic(&mut self, topic: TopicSlot, group: GroupSlot, outcome: Outcome) {
        let asked = nibble(self.per_group, group.index()) + 1;
        self.per_group = with_nibble(self.per_group, group.index(), asked.min(PER_GROUP_MAX));
        self.group_outcomes |= 1 << (group.index() * OUTCOMES + outcome as usize);
        if topic.index() < 64 {
            self.topics |= 1 << topic.index();
        }
    }

    /// Gives the account's last "did you mean" its topic, once: a suggestion pressed again, or
    /// one of a week that is over, changes nothing, so no more are accepted than were offered.
    fn accept(&mut self, topic: TopicSlot, group: GroupSlot, change: &mut impl FnMut(Cell, i64)) {
        if self.suggestions_open == 0 {
            return;
        }
        self.suggestions_open -= 1;
        let without = nibble(self.per_group, GroupSlot::NONE.index()).saturating_sub(1);
        self.per_group = with_nibble(self.per_group, GroupSlot::NONE.index(), without);
        self.remember_topic(topic, group, Outcome::DidYouMean);
        change(Cell::scalar(Scalar::SuggestionsAccepted), 1);
        change(Cell::group(GroupSlot::NONE, Outcome::DidYouMean), -1);
        change(Cell::group(group, Outcome::DidYouMean), 1);
        change(Cell::topic(TopicSlot::NONE, Outcome::DidYouMean), -1);
        change(Cell::topic(topic, Outcome::DidYouMean), 1);
    }

    /// Gives an unmet question its group, once: first one that was not found, then a "did you
    /// mean" that was turned down.
    fn name_unmet(&mut self, group: GroupSlot, change: &mut impl FnMut(Cell, i64)) {
        let open = match self.unmet_open {
            0 => &mut self.suggestions_open,
            _ => &mut self.unmet_open,
        };
        if *open == 0 {
            return;
        }
        *open -= 1;
        self.unmet_groups |= 1 << group.index();
        change(Cell::unmet(group), 1);
    }

    fn judges_first(&mut self, topic: TopicSlot) -> bool {
        let is_first = if topic.index() < 64 {
            self.helpful & 1 << topic.index() == 0
        } else {
            !self.helpful_other
        };
        if topic.index() < 64 {
            self.helpful |= 1 << topic.index();
        } else {
            self.helpful_other = true;
        }
        is_first
    }
}

fn nibble(nibbles: u64, index: usize) -> u64 {
    nibbles >> (index * 4) & 0b1111
}

fn with_nibble(nibbles: u64, index: usize, value: u64) -> u64 {
    nibbles & !(0b1111 << (index * 4)) | value << (index * 4)
}

/// Moves single bits; those that lose their place are dropped, as "other" has no bit of its own
/// beyond the 64th.
fn moved_bits(bits: u64, count: usize, to: impl Fn(usize) -> usize) -> u64 {
    (0..count)
        .filter(|row| bits & 1 << row != 0)
        .map(to)
        .filter(|row| *row < 64)
        .fold(0, |moved, row| moved | 1 << row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::Way;

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
            0x456,
            0x0089_1234_5678,
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
            moved.topics, 0b10,
            "topic two has the second place, one has none"
        );
        assert_eq!(nibble(moved.per_group, 0), 1);
        assert_eq!(nibble(moved.per_group, GroupSlot::OTHER.index()), 1);
        assert_eq!(moved.source, SourceSlot::DIRECT.index() as u8);
        assert_eq!(moved.questions, 2);
    }
}
