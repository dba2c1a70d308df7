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
