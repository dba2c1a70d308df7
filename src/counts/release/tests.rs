//! Facts about folding, rounding and auditing, and what they cost and bring.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::audit::{Reader, is_true};
use super::policy::{ROUNDING, ROW_ACCOUNTS_MIN, ROW_MIN};
use super::round::rounded;
use super::tree::{Crowd, Node};
use super::*;

/// A table of up to a dozen groups with outcomes, each cell with its accounts.
fn trees() -> impl Strategy<Value = Node> {
    let cell = (0..60_u64, 1..4_u64);
    let outcomes = prop::collection::vec(cell, 1..5);
    prop::collection::vec(outcomes, 1..12).prop_map(|groups| {
        let groups = groups.into_iter().enumerate().map(|(group, cells)| {
            let cells = cells.into_iter().enumerate().map(|(cell, (value, each))| {
                Node::leaf(format!("c{cell}"), value, value.div_ceil(each))
            });
            Node::sum(format!("g{group}"), cells.collect(), Crowd::Within(10))
        });
        Node::sum("", groups.collect(), Crowd::Within(10))
    })
}

fn all(node: &Node) -> Vec<&Node> {
    let below = node.children.iter().flat_map(all);
    std::iter::once(node).chain(below).collect()
}

proptest! {
    #[test]
    fn rounding_keeps_sums_and_multiples_and_is_off_by_less_than_its_base(
        tree in trees(),
        key in any::<u64>(),
    ) {
        let made = rounded(&tree, &RoundingKey::of(key), "r", "questions", "Q1");
        for (raw, out) in all(&tree).into_iter().zip(all(&made)) {
            prop_assert!(out.value.is_multiple_of(ROUNDING));
            prop_assert!(out.value.abs_diff(raw.value) < ROUNDING);
            if raw.value.is_multiple_of(ROUNDING) {
                prop_assert_eq!(out.value, raw.value);
            }
            if !out.children.is_empty() {
                let parts: u64 = out.children.iter().map(|child| child.value).sum();
                prop_assert_eq!(parts, out.value);
            }
        }
        let again = rounded(&tree, &RoundingKey::of(key), "r", "questions", "Q1");
        prop_assert_eq!(&made, &again, "one key gives one release");
        let flat = Node { children: Vec::new(), ..tree };
        let other = rounded(&flat, &RoundingKey::of(key), "r", "questions", "Q2");
        prop_assert_eq!(other.value, made.value, "tables share their total");
    }

    #[test]
    fn nothing_small_is_shown_and_nothing_hidden_stands_alone(tree in trees()) {
        prop_assume!(tree.passes());
        let folded = tree.folded(Crowd::Within(10));
        for node in all(&folded) {
            prop_assert!(node.value >= ROW_MIN && node.accounts >= ROW_ACCOUNTS_MIN);
        }
        let groups = std::iter::once((&tree, &folded)).chain(
            folded.children.iter().filter_map(|shown| {
                let raw = tree.children.iter().find(|raw| raw.code == shown.code)?;
                Some((raw, shown))
            }),
        );
        for (raw, shown) in groups {
            if shown.children.is_empty() {
                continue;
            }
            let is_named = |node: &&Node| shown.children.iter().any(|c| c.code == node.code);
            let hidden = raw.children.iter().filter(|node| node.value > 0 && !is_named(node));
            prop_assert_ne!(hidden.count(), 1, "it would be its combined row");
            let parts: u64 = shown.children.iter().map(|child| child.value).sum();
            prop_assert_eq!(parts, shown.value);
            let names: Vec<_> = shown.children.iter().map(|child| &child.code).collect();
            let named: Vec<_> = raw.children.iter().filter(is_named).map(|c| &c.code).collect();
            prop_assert_eq!(&names[..named.len()], &named[..], "in the order of the names");
        }
    }

    #[test]
    fn a_reader_of_a_table_narrows_no_number_below_five_values(
        tree in trees(),
        key in any::<u64>(),
    ) {
        prop_assume!(tree.passes());
        let folded = tree.folded(Crowd::Within(10));
        let made = rounded(&folded, &RoundingKey::of(key), "r", "questions", "Q1");
        prop_assert_eq!(is_true(&folded, &made), Ok(()));
        let mut reader = Reader::default();
        let total = reader.sees(made.value);
        reader.reads(total, &made, &tree);
        prop_assert_eq!(reader.narrows(), Ok(()));
    }
}

#[test]
fn rounding_is_right_on_average() {
    let tree = Node::sum(
        "",
        [11, 12, 13, 14, 17]
            .map(|value| Node::leaf(value.to_string(), value, value))
            .to_vec(),
        Crowd::Apart,
    );
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    const KEYS: u64 = 20_000;
    for key in 0..KEYS {
        let made = rounded(&tree, &RoundingKey::of(key), "r", "q", "Q1");
        for (raw, out) in all(&tree).into_iter().zip(all(&made)) {
            *sums.entry(raw.code.clone()).or_default() += out.value;
        }
    }
    // Four standard deviations of a mean whose values lie five apart.
    let most = 4.0 * 2.5 / (KEYS as f64).sqrt();
    for raw in all(&tree) {
        let mean = sums[&raw.code] as f64 / KEYS as f64;
        let off = (mean - raw.value as f64).abs();
        assert!(off < most, "{} is {mean} on average", raw.value);
    }
}

#[test]
fn who_knows_all_of_a_row_but_one_account_is_sure_of_it_in_one_case_of_twenty_at_most() {
    let (mut sure, mut cases) = (0_u32, 0_u32);
    for key in 0..10_000_u64 {
        let with = 20 + key % 50;
        let without = with - 1;
        let tree = Node::leaf("", with, with);
        let seen = rounded(&tree, &RoundingKey::of(key), "r", "q", "Q0").value;
        let lower = without - without % ROUNDING;
        let is_possible_without = match without % ROUNDING {
            0 => seen == lower,
            _ => seen == lower || seen == lower + ROUNDING,
        };
        sure += u32::from(!is_possible_without);
        cases += 1;
    }
    let share = f64::from(sure) / f64::from(cases);
    println!("sure in {:.1} % of {cases} keys", share * 100.0);
    assert!(share <= 0.05, "{share}");
}

#[test]
fn invented_accounts_that_lift_a_row_over_the_threshold_do_not_tell_whether_it_was_empty() {
    // Nine questions of invented accounts, beside nothing, one or two that are real.
    let outs = |real: u64| -> BTreeMap<Option<u64>, u32> {
        let mut seen = BTreeMap::new();
        for key in 0..2_000 {
            let row = Node::leaf("target", 9 + real, 9 + real);
            let other = Node::leaf("other", 80, 40);
            let tree = Node::sum("", vec![row, other], Crowd::Apart).folded(Crowd::Apart);
            let made = rounded(&tree, &RoundingKey::of(key), "r", "q", "A2");
            let shown = made.children.iter().find(|child| child.code == "target");
            *seen.entry(shown.map(|child| child.value)).or_default() += 1;
        }
        seen
    };
    assert_eq!(outs(0).keys().collect::<Vec<_>>(), [&None]);
    // One more shows the row, as it must once it passes; how many more stays open.
    let (one, two, four) = (outs(1), outs(2), outs(4));
    assert!(one.contains_key(&Some(10)));
    assert!(two.contains_key(&Some(10)) && two.contains_key(&Some(15)));
    assert!(four.contains_key(&Some(10)) && four.contains_key(&Some(15)));
}

#[test]
fn the_audit_refuses_what_must_not_be_published() {
    let row = |value, accounts| Node::leaf("a", value, accounts);
    assert!(is_true(&row(10, 5), &row(10, 5)).is_ok());
    for (folded, published) in [
        (row(3, 3), row(5, 3)),
        (row(9, 9), row(10, 9)),
        (row(12, 4), row(10, 4)),
        (row(12, 5), row(20, 5)),
        (row(12, 5), row(12, 5)),
        (row(15, 5), row(20, 5)),
    ] {
        assert!(
            is_true(&folded, &published).is_err(),
            "{folded:?} {published:?}"
        );
    }
    let whole = |parts: [u64; 2], total| Node {
        value: total,
        ..Node::sum(
            "",
            parts.map(|value| Node::leaf("a", value, 9)).to_vec(),
            Crowd::Apart,
        )
    };
    assert!(is_true(&whole([12, 18], 30), &whole([10, 20], 30)).is_ok());
    assert!(is_true(&whole([12, 18], 30), &whole([10, 15], 30)).is_err());
}

#[test]
fn a_reader_who_knows_a_total_from_elsewhere_is_found_out() {
    // Four weeks that were all rounded up, in a block that was rounded down: each is known.
    let mut reader = Reader::default();
    let whole = reader.sees(24);
    let weeks: Vec<_> = (0..4).map(|_| reader.sees(10)).collect();
    reader.adds(whole, &weeks);
    assert!(reader.narrows().is_err());
    let mut reader = Reader::default();
    let whole = reader.sees(100);
    let weeks: Vec<_> = (0..4).map(|_| reader.sees(25)).collect();
    reader.adds(whole, &weeks);
    assert!(reader.narrows().is_ok());
}

#[test]
fn a_release_reads_back_as_written_and_altered_ones_do_not() {
    let mut release = Release::empty(
        Period::Week("2026-W31".parse().unwrap()),
        Origin::Simulated,
        Shown::Totals,
    );
    release.tables.push(Table {
        table: TableName::Q0,
        rows: vec![Row {
            codes: vec!["answered".to_owned()],
            value: Some(35),
            lower: Some(31),
            upper: Some(39),
            status: Status::Shown,
        }],
    });
    let json = release.to_json();
    assert_eq!(Release::from_json(&json), Some(release.clone()));
    assert!(json.contains("\"period\":\"2026-W31\"") && json.contains("simulated"));
    for altered in [
        json.replace("35", "40"),
        json.replace("simulated", "counted"),
        json.replace("\"hash\"", "\"mash\""),
        json[1..].to_owned(),
        json.replace(':', ": "),
    ] {
        assert_eq!(Release::from_json(&altered), None);
    }
}

#[test]
fn a_period_is_read_as_it_is_written() {
    for text in ["2026-W53", "2026-B13", "2026-Q4"] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
    for text in ["2026-Q5", "2026-Q0", "2026-Q11", "2026-B14", "x", ""] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
    let quarter: Quarter = "2026-Q4".parse().unwrap();
    assert_eq!(quarter.first_week(), "2026-W40".parse().unwrap());
    assert_eq!(quarter.last_week(), "2026-W53".parse().unwrap());
    let week: Week = "2026-W53".parse().unwrap();
    assert_eq!(week.quarter(), quarter);
    assert_eq!(week.next(), "2027-W01".parse().unwrap());
}

/// Synthetic weeks: twelve groups of topics, four outcomes, four languages, links of very
/// different reach, and a few accounts that ask a great deal.
mod utility {
    use jiff::Timestamp;

    use crate::conversation::{Event, Outcome, Source};
    use crate::counts::image::HeapHome;
    use crate::counts::margins::WeekTally;
    use crate::counts::open::OpenCounts;
    use crate::counts::release::protect;
    use crate::counts::release::{Making, Origin, Release, RoundingKey, Row, Status, TableName};
    use crate::counts::tables::Part;
    use crate::counts::tally::Tally;
    use crate::counts::{UpdateId, Vocabulary, Week};
    use crate::intent::Way;
    use crate::language::Language;

    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: u64) -> u64 {
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

    fn vocabulary() -> Vocabulary {
        let group = |index: u64| format!("group-{}", index % 12).parse().unwrap();
        Vocabulary::new(
            (0..40).map(|topic| (format!("topic-{topic}").parse().unwrap(), group(topic))),
            (0..12).map(group),
            (0..24).map(|code| format!("C{code:03}").parse().unwrap()),
        )
    }

    /// A week of so many accounts, and the question it published.
    fn week(accounts: u64, seed: u64) -> (WeekTally, Release) {
        let now: Timestamp = "2026-07-29T07:00:00Z".parse().unwrap();
        let mut chance = Chance(seed << 32);
        let week = Week::of(now);
        let mut counts = OpenCounts::begin(Box::new(HeapHome), 5, week, vocabulary()).unwrap();
        let mut update = 0;
        for account in 0..accounts {
            let tag = counts.tag(account as i64, now);
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
            update += 1;
            counts.record(UpdateId(update), tag, &events, now).unwrap();
        }
        let change = counts.changes().remove(0);
        let mut tally = Tally::empty(vocabulary());
        tally.add(Part::Week, 7, counts.vocabulary(), &change.cells);
        let tally = WeekTally::new(week, tally);
        let mut making = Making {
            origin: Origin::Simulated,
            key: &mut || Ok(RoundingKey::of(seed)),
        };
        let release = protect::week(&tally, &mut making).unwrap();
        (tally, release)
    }

    #[test]
    fn at_a_hundred_accounts_totals_are_right_and_most_questions_have_a_group() {
        const WEEKS: u64 = 40;
        let (mut named, mut all, mut total_error) = (0, 0, 0.0);
        let (mut errors, mut rows, mut worst) = (0, 0, 0);
        for seed in 0..WEEKS {
            let (tally, release) = week(100, seed);
            let exact = protect::exact(&tally, None);
            let total = tally.outcomes().total();
            let shown = release.table(TableName::Q0).unwrap().value(&[]).unwrap();
            total_error += shown.abs_diff(total) as f64 / total as f64;
            let groups = release.table(TableName::Q1).unwrap();
            let is_named = |row: &&Row| row.status == Status::Shown;
            named += groups
                .below(&[])
                .filter(is_named)
                .filter_map(|row| row.value)
                .sum::<u64>();
            all += shown;
            for table in &release.tables {
                let of = exact.table(table.table).unwrap();
                for row in table.rows.iter().filter(is_named) {
                    let codes: Vec<&str> = row.codes.iter().map(String::as_str).collect();
                    let raw = of.value(&codes).unwrap();
                    let error = row.value.unwrap().abs_diff(raw);
                    errors += error;
                    rows += 1;
                    worst = worst.max(error);
                    assert!(row.lower.unwrap() <= raw && raw <= row.upper.unwrap());
                }
            }
        }
        let total_error = total_error / WEEKS as f64;
        let named = named as f64 / all as f64;
        let mean = errors as f64 / f64::from(rows);
        println!(
            "total off by {:.2} %, {:.0} % of questions in named groups, rows off by {mean:.2}",
            total_error * 100.0,
            named * 100.0
        );
        assert!(total_error <= 0.01, "{total_error}");
        assert!(named >= 0.85, "{named}");
        assert!(mean <= 1.8 && worst <= 4, "{mean} {worst}");
    }

    #[test]
    fn the_audit_seldom_has_to_ask_for_another_draw() {
        let mut draws = 0;
        const WEEKS: u64 = 60;
        for seed in 0..WEEKS {
            let (tally, _) = week(100 + seed * 5, 1_000 + seed);
            let mut making = Making {
                origin: Origin::Simulated,
                key: &mut || {
                    draws += 1;
                    Ok(RoundingKey::of(seed))
                },
            };
            protect::week(&tally, &mut making).unwrap();
        }
        assert_eq!(draws, WEEKS, "a week by itself is never refused");
    }
}
