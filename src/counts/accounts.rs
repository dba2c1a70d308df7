//! The accounts of the open week, under a key that is drawn for it and destroyed after it.
//!
//! An account is known by eight bytes of a keyed hash of its chat; without the key nothing leads
//! back. Its record says what this week's statistics need of it and no more: what it first came
//! by, which topics, groups, days and languages it asked in, how often. Records live in memory
//! and in the mirror, never in the store. Which cells of the tally an event adds to is decided
//! here, because some count once an account only, and because no account counts for more than
//! `policy` allows. How many accounts a row rests on is counted along: the first time an account
//! adds to a row, the row's twin goes up by one.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::policy;
use super::tables::{Cell, LANGUAGES, NO_LANGUAGE, OUTCOMES, Scalar, language_row};
use super::vocabulary::{GroupSlot, Remap, SourceSlot, TopicSlot, Vocabulary};
use crate::conversation::{Event, Outcome};
use crate::intent::Way;
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

/// What an event is counted under, beside its account.
pub(super) struct Circumstances<'a> {
    pub vocabulary: &'a Vocabulary,
    /// The day of the week, Monday being 0.
    pub weekday: usize,
    /// Whether an account counts for as much as `policy` allows and no more; a trial's numbers
    /// are exact.
    pub is_clamped: bool,
}

/// A question as the tables know it.
struct Asked {
    language: Option<Language>,
    topic: TopicSlot,
    group: GroupSlot,
    way: Way,
    outcome: Outcome,
}

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

    /// Adds an event to the account, and hands out each cell that changes and by how much.
    pub fn count(
        &mut self,
        event: &Event,
        under: &Circumstances<'_>,
        change: &mut impl FnMut(Cell, i64),
    ) {
        change(Cell::EVENTS, 1);
        let mut add = |cell| change(cell, 1);
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
                let asked = Asked {
                    language: *language,
                    topic,
                    group: under.vocabulary.group_of(topic),
                    way: *way,
                    outcome: *outcome,
                };
                self.arrive(SourceSlot::DIRECT, &mut add);
                if under.is_clamped && self.has_asked_enough(asked.group) {
                    add(Cell::scalar(Scalar::Overflow));
                    let accounts = Cell::scalar_accounts(Scalar::Overflow);
                    self.count_once(OVERFLOWED, accounts, &mut add);
                } else {
                    self.ask(&asked, under.weekday, change);
                }
            }
            Event::SuggestionAccepted { topic } => {
                let topic = under.vocabulary.topic(topic);
                let group = under.vocabulary.group_of(topic);
                let has_room = !under.is_clamped || !self.has_filled(group);
                self.accept(has_room.then_some((topic, group)), change);
            }
            Event::Unmet { category } => {
                self.name_unmet(under.vocabulary.group(category), &mut add);
            }
            Event::CardOpened => {
                self.count_once(OPENED_CARD, Cell::scalar(Scalar::CardsOpened), &mut add);
            }
            Event::PrivacyOpened => {
                self.count_once(
                    OPENED_PRIVACY,
                    Cell::scalar(Scalar::PrivacyOpened),
                    &mut add,
                );
            }
            Event::Helpful { topic, yes } => {
                self.judge(under.vocabulary.topic(topic), *yes, under, &mut add);
            }
        }
    }

    /// Adds to a cell the first time only.
    fn count_once(&mut self, flag: u8, cell: Cell, add: &mut impl FnMut(Cell)) {
        if self.flags & flag == 0 {
            self.flags |= flag;
            add(cell);
        }
    }

    fn has_asked_enough(&self, group: GroupSlot) -> bool {
        self.questions >= policy::QUESTIONS_PER_WEEK || self.has_filled(group)
    }

    fn has_filled(&self, group: GroupSlot) -> bool {
        nibble(self.per_group, group.index()) >= u64::from(policy::QUESTIONS_PER_GROUP)
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
        if self.flags & COUNTED != 0 {
            return;
        }
        self.flags |= COUNTED;
        self.source = source.index() as u8;
        add(Cell::account_source(source));
        add(Cell::account_language(None));
        add(Cell::scalar(Scalar::SegmentAccounts));
    }

    /// Adds a question to every table, and the account to the twins of rows it is new in.
    fn ask(&mut self, asked: &Asked, weekday: usize, change: &mut impl FnMut(Cell, i64)) {
        let Asked {
            language,
            topic,
            group,
            way,
            outcome,
        } = *asked;
        self.take_language(language, change);
        let mut add = |cell| change(cell, 1);
        let source = SourceSlot::from_index(usize::from(self.source));
        for cell in [
            Cell::outcome(outcome),
            Cell::group(group, outcome),
            Cell::language(language, outcome),
            Cell::day(weekday),
            Cell::way(way),
            Cell::topic(topic, outcome),
            Cell::source(source, outcome),
        ] {
            add(cell);
        }
        if self.questions == 0 {
            add(Cell::scalar(Scalar::Asked));
            add(Cell::outcome_accounts(None));
            add(Cell::source_accounts(source, None));
        }
        if (0..LANGUAGES).all(|row| self.language_outcomes & bit(row, outcome) == 0) {
            add(Cell::outcome_accounts(Some(outcome)));
            add(Cell::source_accounts(source, Some(outcome)));
        }
        let row = language_row(language);
        if self.language_outcomes >> (row * OUTCOMES) & 0b1111 == 0 {
            add(Cell::language_accounts(language, None));
        }
        if self.language_outcomes & bit(row, outcome) == 0 {
            add(Cell::language_accounts(language, Some(outcome)));
        }
        if self.days & 1 << weekday == 0 {
            add(Cell::day_accounts(weekday));
        }
        if self.ways & 1 << way as u8 == 0 {
            add(Cell::way_accounts(way));
        }
        self.questions = self.questions.saturating_add(1);
        self.language_outcomes |= bit(row, outcome);
        self.days |= 1 << weekday;
        self.ways |= 1 << way as u8;
        self.take_topic(topic, group, outcome, &mut add);
        match outcome {
            Outcome::DidYouMean => {
                self.suggestions_open = self.suggestions_open.saturating_add(1);
                self.suggested = self.suggested.saturating_add(1);
            }
            Outcome::Unanswered => self.unmet_open = self.unmet_open.saturating_add(1),
            Outcome::Answered | Outcome::Urgent => {}
        }
    }

    /// The first question in a known language gives the account that language.
    fn take_language(&mut self, language: Option<Language>, change: &mut impl FnMut(Cell, i64)) {
        let row = language_row(language);
        if self.language == 0 && row != NO_LANGUAGE {
            self.language = row as u8 + 1;
            change(Cell::account_language(None), -1);
            change(Cell::account_language(language), 1);
        }
    }

    fn take_topic(
        &mut self,
        topic: TopicSlot,
        group: GroupSlot,
        outcome: Outcome,
        add: &mut impl FnMut(Cell),
    ) {
        if nibble(self.group_outcomes, group.index()) == 0 {
            add(Cell::group_accounts(group, None));
        }
        let group_bit = 1 << (group.index() * OUTCOMES + outcome as usize);
        if self.group_outcomes & group_bit == 0 {
            add(Cell::group_accounts(group, Some(outcome)));
        }
        let topic_outcomes = self.topic_outcomes(topic);
        if topic_outcomes == 0 {
            add(Cell::topic_accounts(topic, None));
        }
        if topic_outcomes & 1 << outcome as usize == 0 {
            add(Cell::topic_accounts(topic, Some(outcome)));
        }
        self.group_outcomes |= group_bit;
        match topic {
            // A question without a topic is one without a group, which has its bits already.
            TopicSlot::NONE => {}
            TopicSlot::OTHER => self.other_topic |= 1 << outcome as usize,
            topic => self.topics[outcome as usize] |= 1 << topic.index(),
        }
        let asked = nibble(self.per_group, group.index()) + 1;
        self.per_group = with_nibble(self.per_group, group.index(), asked.min(PER_GROUP_MAX));
    }

    /// The outcomes a topic had for this account, a bit each.
    fn topic_outcomes(&self, topic: TopicSlot) -> u64 {
        match topic {
            TopicSlot::NONE => nibble(self.group_outcomes, GroupSlot::NONE.index()),
            TopicSlot::OTHER => u64::from(self.other_topic),
            topic => (0..OUTCOMES)
                .map(|outcome| (self.topics[outcome] >> topic.index() & 1) << outcome)
                .sum(),
        }
    }

    /// Gives the account's last "did you mean" its topic, once: a suggestion pressed again, or
    /// one of a week that is over, changes nothing, so no more are accepted than were offered.
    /// Where the account has asked enough in that group, the question stays without a topic.
    fn accept(
        &mut self,
        topic: Option<(TopicSlot, GroupSlot)>,
        change: &mut impl FnMut(Cell, i64),
    ) {
        if self.suggestions_open == 0 {
            return;
        }
        self.suggestions_open -= 1;
        change(Cell::scalar(Scalar::SuggestionsAccepted), 1);
        let accounts = Cell::scalar_accounts(Scalar::SuggestionsAccepted);
        self.count_once(ACCEPTED, accounts, &mut |cell| change(cell, 1));
        if let Some((topic, group)) = topic {
            self.leave_none(change);
            change(Cell::group(group, Outcome::DidYouMean), 1);
            change(Cell::topic(topic, Outcome::DidYouMean), 1);
            self.take_topic(topic, group, Outcome::DidYouMean, &mut |cell| {
                change(cell, 1);
            });
        }
    }

    /// Takes a suggested question from those without a topic.
    fn leave_none(&mut self, change: &mut impl FnMut(Cell, i64)) {
        const SUGGESTED: Option<Outcome> = Some(Outcome::DidYouMean);
        let (topic, group) = (TopicSlot::NONE, GroupSlot::NONE);
        change(Cell::group(group, Outcome::DidYouMean), -1);
        change(Cell::topic(topic, Outcome::DidYouMean), -1);
        let left = nibble(self.per_group, group.index()).saturating_sub(1);
        self.per_group = with_nibble(self.per_group, group.index(), left);
        self.suggested = self.suggested.saturating_sub(1);
        if self.suggested > 0 {
            return;
        }
        let suggested_bit = 1 << (group.index() * OUTCOMES + Outcome::DidYouMean as usize);
        self.group_outcomes &= !suggested_bit;
        change(Cell::group_accounts(group, SUGGESTED), -1);
        change(Cell::topic_accounts(topic, SUGGESTED), -1);
        if nibble(self.group_outcomes, group.index()) == 0 {
            change(Cell::group_accounts(group, None), -1);
            change(Cell::topic_accounts(topic, None), -1);
        }
    }

    /// Gives an unmet question its group, once: first one that was not found, then a "did you
    /// mean" that was turned down.
    fn name_unmet(&mut self, group: GroupSlot, add: &mut impl FnMut(Cell)) {
        let open = match self.unmet_open {
            0 => &mut self.suggestions_open,
            _ => &mut self.unmet_open,
        };
        if *open == 0 {
            return;
        }
        *open -= 1;
        add(Cell::unmet(group));
        if self.unmet_groups & 1 << group.index() == 0 {
            self.unmet_groups |= 1 << group.index();
            add(Cell::unmet_accounts(group));
        }
    }

    /// Counts whether it helped, once an account and topic.
    fn judge(
        &mut self,
        topic: TopicSlot,
        yes: bool,
        under: &Circumstances<'_>,
        add: &mut impl FnMut(Cell),
    ) {
        let is_enough = self.helpful.count_ones() >= policy::JUDGEMENTS_PER_WEEK;
        if under.is_clamped && is_enough || !self.judges_first(topic) {
            return;
        }
        let (scalar, flag) = match yes {
            true => (Scalar::HelpfulYes, HELPED),
            false => (Scalar::HelpfulNo, NOT_HELPED),
        };
        add(Cell::scalar(scalar));
        self.count_once(flag, Cell::scalar_accounts(scalar), add);
    }

    fn judges_first(&mut self, topic: TopicSlot) -> bool {
        if topic.index() < 64 {
            let is_first = self.helpful & 1 << topic.index() == 0;
            self.helpful |= 1 << topic.index();
            is_first
        } else {
            let is_first = self.flags & HELPFUL_OTHER == 0;
            self.flags |= HELPFUL_OTHER;
            is_first
        }
    }
}

/// The bit of a language and outcome.
const fn bit(row: usize, outcome: Outcome) -> u32 {
    1 << (row * OUTCOMES + outcome as usize)
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
