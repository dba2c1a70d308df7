//! Facts about counting that hold wherever the counts are kept.

mod attacks;
mod clamps;
mod closing;
mod crashes;
mod stored;
mod synthetic;
mod traces;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::conversation::{Outcome, Source};
use crate::intent::Way;
use crate::language::Language;

/// A Wednesday noon in 2026-W31.
pub(super) fn noon() -> Timestamp {
    "2026-07-29T07:00:00Z".parse().unwrap()
}

pub(super) fn later(now: Timestamp, hours: i64) -> Timestamp {
    now + SignedDuration::from_hours(hours)
}

pub(super) fn vocabulary() -> Vocabulary {
    let topic = |id: &str, group: &str| (id.parse().unwrap(), group.parse().unwrap());
    Vocabulary::new(
        [
            topic("school-right", "school"),
            topic("school-enrol", "school"),
            topic("work-unpaid-wages", "work"),
        ],
        ["school".parse().unwrap(), "work".parse().unwrap()],
        ["ABC".parse().unwrap(), "XYZ1".parse().unwrap()],
    )
}

pub(super) fn question(
    language: impl Into<Option<Language>>,
    topic: Option<&str>,
    outcome: Outcome,
) -> Event {
    Event::Question {
        language: language.into(),
        topic: topic.map(|topic| topic.parse().unwrap()),
        way: Way::Typed,
        outcome,
    }
}

pub(super) fn answered(topic: &str) -> Event {
    question(Language::Kazakh, Some(topic), Outcome::Answered)
}

pub(super) fn start(code: &str) -> Event {
    Event::Start {
        source: Source::Campaign(code.parse().unwrap()),
    }
}

/// Numbers updates and counts them, as a front end would.
pub(super) struct Person<'a> {
    pub counts: &'a dyn Counts,
    pub account: i64,
}

impl Person<'_> {
    pub fn does(&self, update: u64, events: &[Event], now: Timestamp) -> Recorded {
        let tag = self.counts.tag(self.account, now);
        self.counts
            .record(UpdateId(update), tag, events, now)
            .unwrap()
    }
}

/// A store in a directory of its own, with the mirror beside it.
pub(super) fn options(directory: &Path, kind: StoreKind, has_mirror: bool) -> StoreOptions {
    StoreOptions {
        directory: directory.join("store"),
        kind,
        mirror: has_mirror.then(|| MirrorPlace {
            path: directory.join("mirror"),
            may_be_disk: true,
        }),
    }
}

/// Runs a test over every way to keep counts.
fn each(test: impl Fn(&dyn Counts)) {
    test(&MemoryCounts::new(vocabulary(), noon()).unwrap());
    for kind in [StoreKind::Campaign, StoreKind::Trial] {
        for has_mirror in [true, false] {
            let directory = tempfile::tempdir().unwrap();
            let options = options(directory.path(), kind, has_mirror);
            test(&StoredCounts::open(&options, vocabulary(), noon()).unwrap());
        }
    }
}

fn this_week(counts: &dyn Counts) -> WeekTally {
    counts.tallies().week(Week::of(noon())).unwrap().clone()
}

fn group(tally: &WeekTally, id: &str) -> Outcomes {
    let name = Name::Known(id.parse().unwrap());
    tally.groups().find(|(group, _)| *group == name).unwrap().1
}

#[test]
fn a_question_is_in_every_table_once() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        let asked = question(
            Language::UzbekCyrillic,
            Some("school-right"),
            Outcome::Urgent,
        );
        person.does(1, &[start("ABC"), asked], noon());
        let tally = this_week(counts);
        let urgent = Outcomes {
            urgent: 1,
            ..Outcomes::default()
        };
        assert_eq!(tally.outcomes(), urgent);
        assert_eq!(group(&tally, "school"), urgent);
        assert_eq!(tally.groups().filter(|(_, o)| o.total() > 0).count(), 1);
        let languages: Vec<_> = tally.languages().filter(|(_, o)| o.total() > 0).collect();
        assert_eq!(languages, [(Some(Language::Uzbek), urgent)]);
        assert_eq!(tally.days(), [0, 0, 1, 0, 0, 0, 0]);
        assert_eq!(tally.way(Way::Typed), 1);
        assert_eq!(tally.way(Way::Button) + tally.way(Way::Link), 0);
        let sources: Vec<_> = tally.sources().filter(|(_, a, s)| a + s > 0).collect();
        assert_eq!(sources, [(Name::Known("ABC".parse().unwrap()), 1, 1)]);
        assert_eq!(tally.accounts(), (1, 1));
        assert_eq!(tally.scalar(Scalar::Asked), 1);
        let tallies = counts.tallies();
        let block = tallies.block(Week::of(noon()).block()).unwrap();
        let topics: Vec<_> = block.topics().filter(|(.., o)| o.total() > 0).collect();
        let names = (
            Name::Known("school-right".parse().unwrap()),
            Name::Known("school".parse().unwrap()),
            urgent,
        );
        assert_eq!(topics, [names]);
        let sources: Vec<_> = block.sources().filter(|(_, o)| o.total() > 0).collect();
        assert_eq!(sources, [(Name::Known("ABC".parse().unwrap()), urgent)]);
    });
}

#[test]
fn an_update_delivered_again_changes_nothing() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        assert_eq!(
            person.does(900, &[answered("school-right")], noon()),
            Recorded::Counted
        );
        // Telegram may go on with lower numbers after a quiet week.
        assert_eq!(
            person.does(12, &[answered("school-right")], noon()),
            Recorded::Counted
        );
        let before = counts.tallies();
        for update in [900, 12] {
            assert_eq!(
                person.does(update, &[answered("school-right")], noon()),
                Recorded::Repeated
            );
        }
        assert_eq!(counts.tallies(), before);
        assert_eq!(this_week(counts).outcomes().answered, 2);
    });
}

#[test]
fn an_update_delivered_again_after_its_week_is_not_counted_in_the_next() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        person.does(1, &[answered("school-right")], noon());
        let next = later(noon(), 7 * 24);
        assert_eq!(
            person.does(1, &[answered("school-right")], next),
            Recorded::Repeated
        );
        person.does(2, &[], next);
        let total: u64 = counts
            .tallies()
            .weeks
            .iter()
            .map(|week| week.outcomes().total())
            .sum();
        assert_eq!(total, 1);
    });
}

#[test]
fn an_account_comes_from_what_brought_it_first_this_week() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        person.does(1, &[start("ABC")], noon());
        person.does(2, &[start("XYZ1"), answered("school-right")], noon());
        person.does(3, &[start("XYZ1")], noon());
        let other = Person { counts, account: 8 };
        other.does(4, &[answered("work-unpaid-wages"), start("XYZ1")], noon());
        let third = Person { counts, account: 9 };
        third.does(5, &[answered("work-unpaid-wages")], noon());
        third.does(
            6,
            &[Event::Start {
                source: Source::Unknown,
            }],
            noon(),
        );
        let tally = this_week(counts);
        let sources: Vec<_> = tally.sources().filter(|(_, a, s)| a + s > 0).collect();
        assert_eq!(
            sources,
            [
                (Name::Known("ABC".parse().unwrap()), 1, 1),
                (Name::Known("XYZ1".parse().unwrap()), 1, 2),
                (Name::None, 1, 0),
                (Name::Other, 0, 1),
            ]
        );
        assert_eq!(tally.accounts(), (3, 3));
        let languages: u32 = tally
            .account_languages()
            .map(|(_, accounts)| accounts)
            .sum();
        assert_eq!(languages, 3, "accounts by language and by source agree");
    });
}

#[test]
fn an_account_has_no_language_until_it_asks() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        person.does(1, &[start("ABC")], noon());
        let of = |tally: &WeekTally, language| {
            let mut all = tally.account_languages();
            all.find(|(found, _)| *found == language).unwrap().1
        };
        assert_eq!(of(&this_week(counts), None), 1);
        let unknown = question(None, None, Outcome::Unanswered);
        person.does(4, &[unknown], noon());
        assert_eq!(of(&this_week(counts), None), 1);
        assert_eq!(this_week(counts).scalar(Scalar::Asked), 1);
        person.does(2, &[answered("school-right")], noon());
        let russian = question(Language::Russian, Some("school-right"), Outcome::Answered);
        person.does(3, &[russian], noon());
        assert_eq!(of(&this_week(counts), None), 0);
        assert_eq!(of(&this_week(counts), Some(Language::Kazakh)), 1);
        assert_eq!(of(&this_week(counts), Some(Language::Russian)), 0);
    });
}

#[test]
fn an_accepted_suggestion_gives_its_question_a_topic_once() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        let accepted = Event::SuggestionAccepted {
            topic: "work-unpaid-wages".parse().unwrap(),
        };
        person.does(
            1,
            &[question(Language::Tajik, None, Outcome::DidYouMean)],
            noon(),
        );
        assert_eq!(group(&this_week(counts), "work"), Outcomes::default());
        person.does(2, std::slice::from_ref(&accepted), noon());
        person.does(3, &[accepted], noon());
        let tally = this_week(counts);
        assert_eq!(tally.scalar(Scalar::SuggestionsAccepted), 1);
        assert_eq!(tally.outcomes().total(), 1, "accepting is not a question");
        assert_eq!(group(&tally, "work").did_you_mean, 1);
        let groups: u64 = tally.groups().map(|(_, outcomes)| outcomes.total()).sum();
        assert_eq!(groups, 1, "the question moved and was not doubled");
    });
}

#[test]
fn an_unmet_question_is_given_one_group() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        let unmet = |group: &str| Event::Unmet {
            category: group.parse().unwrap(),
        };
        let of = |id: &str| {
            let name = Name::Known(id.parse().unwrap());
            let tally = this_week(counts);
            tally.unmet().find(|(group, _)| *group == name).unwrap().1
        };
        person.does(
            1,
            &[question(Language::Tajik, None, Outcome::Unanswered)],
            noon(),
        );
        person.does(2, &[unmet("work")], noon());
        person.does(3, &[unmet("school")], noon());
        assert_eq!(
            (of("work"), of("school")),
            (1, 0),
            "only the first press counts"
        );
        person.does(
            4,
            &[question(Language::Tajik, None, Outcome::DidYouMean)],
            noon(),
        );
        person.does(5, &[unmet("school")], noon());
        let accepted = Event::SuggestionAccepted {
            topic: "work-unpaid-wages".parse().unwrap(),
        };
        person.does(6, &[accepted], noon());
        assert_eq!((of("work"), of("school")), (1, 1));
        assert_eq!(
            this_week(counts).scalar(Scalar::SuggestionsAccepted),
            0,
            "what was turned down is not accepted as well"
        );
    });
}

#[test]
fn whether_it_helped_counts_once_an_account_and_topic() {
    each(|counts| {
        let judge = |account, update, topic: &str, yes| {
            let helpful = Event::Helpful {
                topic: topic.parse().unwrap(),
                yes,
            };
            Person { counts, account }.does(update, &[helpful], noon());
        };
        judge(7, 1, "school-right", true);
        judge(7, 2, "school-right", false);
        judge(7, 3, "school-enrol", false);
        judge(8, 4, "school-right", true);
        judge(8, 5, "no-such-topic", true);
        judge(8, 6, "nor-this-one", true);
        let tally = this_week(counts);
        assert_eq!(tally.scalar(Scalar::HelpfulYes), 3);
        assert_eq!(tally.scalar(Scalar::HelpfulNo), 1);
        assert_eq!(tally.accounts(), (0, 0), "a press alone is not a visit");
    });
}

#[test]
fn cards_and_the_privacy_page_are_counted_once_an_account_and_are_no_questions() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        person.does(1, &[Event::CardOpened, Event::PrivacyOpened], noon());
        person.does(2, &[Event::CardOpened, Event::PrivacyOpened], noon());
        let other = Person { counts, account: 8 };
        other.does(3, &[Event::CardOpened], noon());
        let tally = this_week(counts);
        assert_eq!(tally.scalar(Scalar::CardsOpened), 2);
        assert_eq!(tally.scalar(Scalar::PrivacyOpened), 1);
        assert_eq!(tally.outcomes().total(), 0);
    });
}

#[test]
fn a_new_week_has_a_new_key_and_new_accounts() {
    each(|counts| {
        let sunday = "2026-08-02T18:59:59Z".parse().unwrap();
        let monday = "2026-08-02T19:00:00Z".parse().unwrap();
        let person = Person { counts, account: 7 };
        person.does(1, &[start("ABC"), answered("school-right")], sunday);
        let stale = counts.tag(7, sunday);
        let fresh = counts.tag(7, monday);
        assert_ne!(stale.bytes, fresh.bytes);
        let asked = [answered("school-right")];
        assert_eq!(
            counts.record(UpdateId(2), stale, &asked, monday),
            Ok(Recorded::StaleTag)
        );
        assert_eq!(
            counts.record(UpdateId(2), fresh, &asked, monday),
            Ok(Recorded::Counted)
        );
        let tallies = counts.tallies();
        let week = |text: &str| tallies.week(text.parse().unwrap()).unwrap();
        assert_eq!(week("2026-W31").days(), [0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(week("2026-W32").days(), [1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(week("2026-W32").accounts(), (1, 1));
        let block = tallies.block("2026-B08".parse().unwrap()).unwrap();
        let questions: u64 = block.topics().map(|(.., outcomes)| outcomes.total()).sum();
        assert_eq!(questions, 2, "both weeks lie in one block");
    });
}

#[test]
fn a_clock_that_goes_back_never_reopens_a_week() {
    each(|counts| {
        let monday: Timestamp = "2026-08-02T19:00:00Z".parse().unwrap();
        let person = Person { counts, account: 7 };
        person.does(1, &[answered("school-right")], monday);
        person.does(2, &[answered("school-right")], later(monday, -2));
        let tallies = counts.tallies();
        assert_eq!(tallies.week("2026-W31".parse().unwrap()), None);
        let week = tallies.week("2026-W32".parse().unwrap()).unwrap();
        assert_eq!(week.outcomes().answered, 2);
        assert_eq!(week.accounts(), (1, 1), "the key did not change");
    });
}

#[test]
fn months_can_pass_between_two_messages() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        for week in 0..30 {
            let now = later(noon(), week * 7 * 24);
            person.does(week as u64, &[answered("school-right")], now);
            counts.commit_due(now).unwrap();
        }
        let tallies = counts.tallies();
        let releases = counts.releases();
        let weeks = releases
            .keys()
            .filter(|period| matches!(period, Period::Week(_)));
        // A trial's weeks stay as they are; of a campaign's only the last is open.
        match tallies.weeks.len() {
            1 => assert_eq!(weeks.count(), 29),
            open => assert_eq!((open, weeks.count()), (30, 30)),
        }
        assert!(
            tallies
                .weeks
                .iter()
                .all(|week| week.outcomes().answered == 1)
        );
    });
}

#[test]
fn more_accounts_than_there_was_room_for_at_first_are_counted_exactly() {
    each(|counts| {
        for update in 0..6_000 {
            let account = 7_300_000_000 + update as i64 % 3_000 * 1009;
            let person = Person { counts, account };
            person.does(update, &[start("ABC"), answered("school-right")], noon());
        }
        let tally = this_week(counts);
        assert_eq!(tally.accounts(), (3_000, 3_000));
        assert_eq!(tally.outcomes().answered, 6_000);
        let starts: u32 = tally.sources().map(|(_, _, starts)| starts).sum();
        assert_eq!(starts, 3_000);
    });
}

#[test]
fn names_outside_the_catalogue_add_to_other_and_make_no_new_rows() {
    each(|counts| {
        let person = Person { counts, account: 7 };
        person.does(0, &[answered("school-right")], noon());
        let rows = |tallies: &Tallies| {
            let block = &tallies.blocks[0];
            (block.topics().count(), tallies.weeks[0].sources().count())
        };
        let before = rows(&counts.tallies());
        for update in 1..200 {
            let account = 7 + update as i64;
            let person = Person { counts, account };
            let events = [
                start(&format!("ZZ{update}")),
                answered(&format!("made-up-{update}")),
                Event::Unmet {
                    category: format!("made-up-{update}").parse().unwrap(),
                },
            ];
            person.does(update, &events, noon());
        }
        assert_eq!(rows(&counts.tallies()), before);
        let tallies = counts.tallies();
        let (_, _, other) = tallies.blocks[0]
            .topics()
            .find(|(name, ..)| *name == Name::Other)
            .unwrap();
        assert_eq!(other.answered, 199);
    });
}
