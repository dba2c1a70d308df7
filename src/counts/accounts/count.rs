//! What an event adds: to which cells, once an account or each time, and up to which bound.

use super::{
    ACCEPTED, Account, COUNTED, HELPED, HELPFUL_OTHER, NOT_HELPED, OPENED_CARD, OPENED_PRIVACY,
    OVERFLOWED, PER_GROUP_MAX, nibble, with_nibble,
};
use crate::conversation::{Event, Outcome};
use crate::counts::policy;
use crate::counts::tables::{Cell, LANGUAGES, NO_LANGUAGE, OUTCOMES, Scalar, language_row};
use crate::counts::vocabulary::{GroupSlot, SourceSlot, TopicSlot, Vocabulary};
use crate::intent::Way;
use crate::language::Language;

/// What an event is counted under, beside its account.
pub(in crate::counts) struct Circumstances<'a> {
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
