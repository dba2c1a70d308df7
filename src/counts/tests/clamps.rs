//! Facts about how much one account counts for, and how many accounts a row rests on.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::counts::tables::Cell;
use crate::counts::vocabulary::{GroupSlot, SourceSlot, TopicSlot};

fn campaign() -> (tempfile::TempDir, StoredCounts) {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), StoreKind::Campaign, true);
    let counts = StoredCounts::open(&options, vocabulary(), noon()).unwrap();
    (directory, counts)
}

#[test]
fn an_account_counts_for_three_questions_a_group_and_ten_a_week() {
    let (_directory, counts) = campaign();
    let counts: &dyn Counts = &counts;
    let person = Person { counts, account: 7 };
    for update in 0..9 {
        person.does(update, &[answered("school-right")], noon());
    }
    let tally = this_week(counts);
    assert_eq!(tally.outcomes().total(), 3);
    assert_eq!(tally.scalar(Scalar::Overflow), 6);
    let other = Person { counts, account: 8 };
    for update in 20..50 {
        let topics = ["school-right", "work-unpaid-wages", "made-up"];
        let asked = match update % 4 {
            3 => question(Language::Tajik, None, Outcome::Unanswered),
            topic => answered(topics[topic as usize]),
        };
        other.does(update, &[asked], noon());
    }
    assert_eq!(this_week(counts).outcomes().total(), 3 + 10);
    let monday = later(noon(), 7 * 24);
    person.does(100, &[answered("school-right")], monday);
    let week = counts.tallies().week(Week::of(monday)).unwrap().clone();
    assert_eq!(week.outcomes().total(), 1, "a new week begins anew");
}

#[test]
fn a_suggestion_taken_in_a_group_that_is_full_leaves_its_question_without_a_topic() {
    let (_directory, counts) = campaign();
    let counts: &dyn Counts = &counts;
    let person = Person { counts, account: 7 };
    for update in 0..3 {
        person.does(update, &[answered("school-right")], noon());
    }
    person.does(
        3,
        &[question(Language::Tajik, None, Outcome::DidYouMean)],
        noon(),
    );
    let topic = "school-enrol".parse().unwrap();
    person.does(4, &[Event::SuggestionAccepted { topic }], noon());
    let tally = this_week(counts);
    assert_eq!(group(&tally, "school").total(), 3);
    assert_eq!(tally.outcomes().total(), 4);
    assert_eq!(tally.scalar(Scalar::SuggestionsAccepted), 1);
}

#[test]
fn a_trial_counts_whatever_is_tried() {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), StoreKind::Trial, false);
    let counts = StoredCounts::open(&options, vocabulary(), noon()).unwrap();
    let counts: &dyn Counts = &counts;
    for update in 0..30 {
        Person { counts, account: 7 }.does(update, &[answered("school-right")], noon());
    }
    assert_eq!(this_week(counts).outcomes().total(), 30);
}

#[derive(Debug, Clone)]
enum Step {
    Ask(Option<&'static str>, Outcome, Language),
    Accept(&'static str),
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let topic = prop::sample::select(vec!["school-right", "school-enrol", "work-unpaid-wages"]);
    let language = prop::sample::select(Language::WRITTEN.to_vec());
    let outcome = prop::sample::select(vec![
        Outcome::Answered,
        Outcome::DidYouMean,
        Outcome::Unanswered,
        Outcome::Urgent,
    ]);
    let ask = (topic.clone(), outcome, language).prop_map(|(topic, outcome, language)| {
        let has_topic = matches!(outcome, Outcome::Answered | Outcome::Urgent);
        Step::Ask(has_topic.then_some(topic), outcome, language)
    });
    let step = prop_oneof![3 => ask, 1 => topic.prop_map(Step::Accept)];
    prop::collection::vec((0..6_i64, step), 0..80)
}

/// What the tables should say, from a list that nobody but a test may keep.
#[derive(Default)]
struct Truth {
    questions: Vec<(i64, Option<&'static str>, Outcome, Language)>,
}

impl Truth {
    fn group_of(topic: Option<&str>) -> Option<&str> {
        topic.map(|topic| topic.split('-').next().unwrap_or_default())
    }

    fn of(steps: &[(i64, Step)]) -> Self {
        let mut truth = Self::default();
        let mut open: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (account, step) in steps {
            let in_group = |truth: &Self, group: Option<&str>| {
                let asked = truth.questions.iter();
                asked
                    .filter(|(by, topic, ..)| by == account && Self::group_of(*topic) == group)
                    .count()
            };
            match step {
                Step::Ask(topic, outcome, language) => {
                    let asked = truth.questions.iter().filter(|(by, ..)| by == account);
                    if asked.count() < 10 && in_group(&truth, Self::group_of(*topic)) < 3 {
                        if *outcome == Outcome::DidYouMean {
                            let open = open.entry(*account).or_default();
                            open.push(truth.questions.len());
                        }
                        truth
                            .questions
                            .push((*account, *topic, *outcome, *language));
                    }
                }
                Step::Accept(topic) => {
                    if let Some(asked) = open.entry(*account).or_default().pop()
                        && in_group(&truth, Self::group_of(Some(topic))) < 3
                    {
                        truth.questions[asked].1 = Some(topic);
                    }
                }
            }
        }
        truth
    }

    fn accounts(&self, is_in: impl Fn(Option<&'static str>, Outcome, Language) -> bool) -> u32 {
        let accounts: BTreeSet<i64> = self
            .questions
            .iter()
            .filter(|(_, topic, outcome, language)| is_in(*topic, *outcome, *language))
            .map(|(account, ..)| *account)
            .collect();
        accounts.len() as u32
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_row_knows_how_many_accounts_it_rests_on(steps in steps()) {
        let counts = super::super::open::OpenCounts::begin(
            Box::new(super::super::image::HeapHome),
            5,
            Week::of(noon()),
            vocabulary(),
        );
        let mut counts = counts.unwrap();
        for (update, (account, step)) in steps.iter().enumerate() {
            let event = match step {
                Step::Ask(topic, outcome, language) => question(*language, *topic, *outcome),
                Step::Accept(topic) => Event::SuggestionAccepted {
                    topic: topic.parse().unwrap(),
                },
            };
            let tag = counts.tag(*account, noon());
            counts.record(UpdateId(update as u64), tag, &[event], noon()).unwrap();
        }
        let cells = counts.changes().remove(0).cells;
        let found = |cell: Cell| cells[cell.index()] as u32;
        let truth = Truth::of(&steps);
        let vocabulary = vocabulary();
        let all = [Outcome::Answered, Outcome::DidYouMean, Outcome::Unanswered, Outcome::Urgent];
        for outcome in [None].into_iter().chain(all.map(Some)) {
            let is = |found: Outcome| outcome.is_none_or(|outcome| outcome == found);
            prop_assert_eq!(
                found(Cell::outcome_accounts(outcome)),
                truth.accounts(|_, found, _| is(found))
            );
            prop_assert_eq!(
                found(Cell::source_accounts(SourceSlot::DIRECT, outcome)),
                truth.accounts(|_, found, _| is(found))
            );
            for (slot, id) in [(Some("school"), "school"), (Some("work"), "work")] {
                let cell = Cell::group_accounts(vocabulary.group(&id.parse().unwrap()), outcome);
                let expected = truth
                    .accounts(|topic, found, _| is(found) && Truth::group_of(topic) == slot);
                prop_assert_eq!(found(cell), expected);
            }
            let none = truth.accounts(|topic, found, _| is(found) && topic.is_none());
            prop_assert_eq!(found(Cell::group_accounts(GroupSlot::NONE, outcome)), none);
            prop_assert_eq!(found(Cell::topic_accounts(TopicSlot::NONE, outcome)), none);
            for id in ["school-right", "school-enrol", "work-unpaid-wages"] {
                let cell = Cell::topic_accounts(vocabulary.topic(&id.parse().unwrap()), outcome);
                let expected = truth.accounts(|topic, found, _| is(found) && topic == Some(id));
                prop_assert_eq!(found(cell), expected);
            }
            for language in Language::WRITTEN {
                prop_assert_eq!(
                    found(Cell::language_accounts(Some(language), outcome)),
                    truth.accounts(|_, found, asked_in| is(found) && asked_in == language)
                );
            }
        }
    }
}

#[test]
fn a_row_of_several_weeks_rests_on_as_many_accounts_as_its_best_week() {
    let (_directory, counts) = campaign();
    let counts: &dyn Counts = &counts;
    for (week, accounts) in [(0, 3), (1, 5), (2, 2)] {
        let now = later("2026-07-15T07:00:00Z".parse().unwrap(), week * 7 * 24);
        for account in 0..accounts {
            let update = (week * 100 + account) as u64;
            Person { counts, account }.does(update, &[answered("school-right")], now);
        }
    }
    let tallies = counts.tallies();
    let block = tallies.block("2026-B08".parse().unwrap()).unwrap().tally();
    let topic = vocabulary().topic(&"school-right".parse().unwrap());
    assert_eq!(block.accounts(Cell::topic_accounts(topic, None)), 5);
    assert_eq!(block.cell(Cell::topic(topic, Outcome::Answered)), 10);
}
