//! Synthetic weeks: twelve groups of topics, four outcomes, four languages, links of very
//! different reach, and a few accounts that ask a great deal.

use jiff::Timestamp;

use crate::conversation::{Event, Outcome, Source};
use crate::counts::image::HeapHome;
use crate::counts::margins::{BlockTally, WeekTally};
use crate::counts::open::OpenCounts;
use crate::counts::release::{self, Making, Origin, Period, Release, Releases, RoundingKey, Shown};
use crate::counts::tables::Part;
use crate::counts::tally::Tally;
use crate::counts::{UpdateId, Vocabulary, Week};
use crate::intent::Way;
use crate::language::Language;

/// Chance that is the same in every run.
pub(super) struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(1);
        let hash = blake3::hash(&self.0.to_le_bytes());
        u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap()) % end
    }

    /// One of so many, the first ones more often (Zipf).
    fn zipf(&mut self, of: u64) -> u64 {
        let weight = |place: u64| 1_000_000 / (place + 1);
        let mut drawn = self.below((0..of).map(weight).sum());
        (0..of)
            .find(|place| {
                let is_it = drawn < weight(*place);
                drawn = drawn.saturating_sub(weight(*place));
                is_it
            })
            .unwrap_or(0)
    }
}

pub(super) fn vocabulary() -> Vocabulary {
    let group = |index: u64| format!("group-{}", index % 12).parse().unwrap();
    Vocabulary::new(
        (0..40).map(|topic| (format!("topic-{topic}").parse().unwrap(), group(topic))),
        (0..12).map(group),
        (0..24).map(|code| format!("C{code:03}").parse().unwrap()),
    )
}

/// What each account does in a week.
pub(super) fn deeds(accounts: u64, seed: u64) -> Vec<Vec<Event>> {
    let mut chance = Chance(seed << 32);
    (0..accounts).map(|_| deeds_of_one(&mut chance)).collect()
}

fn deeds_of_one(chance: &mut Chance) -> Vec<Event> {
    let mut events = Vec::new();
    if chance.below(100) < 60 {
        let code = format!("C{:03}", chance.zipf(24)).parse().unwrap();
        events.push(Event::Start {
            source: Source::Campaign(code),
        });
    }
    let language = match chance.below(100) {
        0..=49 => Language::Russian,
        50..=63 => Language::Kazakh,
        64..=94 => Language::Uzbek,
        _ => Language::Tajik,
    };
    let questions = match chance.below(100) {
        0 => 35,
        _ => 1 + (0..8).take_while(|_| chance.below(100) < 53).count(),
    };
    for _ in 0..questions {
        let outcome = match chance.below(100) {
            0..=61 => Outcome::Answered,
            62..=77 => Outcome::DidYouMean,
            78..=91 => Outcome::Unanswered,
            _ => Outcome::Urgent,
        };
        events.push(Event::Question {
            language: Some(language),
            topic: Some(format!("topic-{}", chance.zipf(40)).parse().unwrap()),
            way: Way::Typed,
            outcome,
        });
    }
    events
}

/// The week in which the deeds of [`tally`] are done.
pub(super) fn now() -> Timestamp {
    "2026-07-29T07:00:00Z".parse().unwrap()
}

/// The numbers of a week in which accounts did this, the one at `without` left out.
pub(super) fn tally(deeds: &[Vec<Event>], without: Option<usize>) -> WeekTally {
    let mut tally = Tally::empty(vocabulary());
    add(&mut tally, Part::Week, deeds, without, now());
    WeekTally::new(Week::of(now()), tally)
}

fn add(
    tally: &mut Tally,
    part: Part,
    deeds: &[Vec<Event>],
    without: Option<usize>,
    now: Timestamp,
) {
    let week = Week::of(now);
    let mut counts = OpenCounts::begin(Box::new(HeapHome), 5, week, vocabulary()).unwrap();
    for (account, events) in deeds.iter().enumerate() {
        if Some(account) != without {
            let tag = counts.tag(account as i64, now);
            let update = UpdateId(account as u64 + 1);
            counts.record(update, tag, events, now).unwrap();
        }
    }
    for change in counts.changes() {
        let stretch = u64::from(week.number());
        tally.add(part, stretch, counts.vocabulary(), &change.cells);
    }
}

/// What is published of a week's numbers under a key.
pub(super) fn published(tally: &WeekTally, key: u64) -> Release {
    let mut making = Making {
        origin: Origin::Simulated,
        key: &mut || Ok(RoundingKey::of(key)),
    };
    release::week(tally, &mut making).unwrap()
}

/// A week of so many accounts, and what is published of it.
pub(super) fn week(accounts: u64, seed: u64) -> (WeekTally, Release) {
    let tally = tally(&deeds(accounts, seed), None);
    let release = published(&tally, seed);
    (tally, release)
}

/// Four weeks of so many accounts each, and their block: all that is published of them.
pub(super) fn four_weeks(accounts: [u64; 4], seed: u64) -> Releases {
    let mut releases = Releases::new();
    let mut keys = seed << 8;
    let mut draw = || {
        keys += 1;
        Ok(RoundingKey::of(keys))
    };
    let mut making = Making {
        origin: Origin::Simulated,
        key: &mut draw,
    };
    let first: Timestamp = "2026-07-15T07:00:00Z".parse().unwrap();
    let block = Week::of(first).block();
    let mut of_block = Tally::empty(vocabulary());
    for (place, accounts) in accounts.into_iter().enumerate() {
        let now = super::later(first, place as i64 * 7 * 24);
        let deeds = deeds(accounts, seed * 4 + place as u64);
        let mut tally = Tally::empty(vocabulary());
        add(&mut tally, Part::Week, &deeds, None, now);
        add(&mut of_block, Part::Block, &deeds, None, now);
        let tally = WeekTally::new(Week::of(now), tally);
        let release = release::week(&tally, &mut making).unwrap();
        of_block.add_accounts(tally.accounts().0);
        if release.shown != Shown::All {
            of_block.add_week(tally.tally());
        }
        releases.insert(Period::Week(tally.week()), release);
    }
    let of_block = BlockTally::new(block, of_block);
    let release = release::block(&of_block, &releases, &mut making).unwrap();
    releases.insert(Period::Block(block), release);
    releases
}
