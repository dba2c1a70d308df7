//! Facts about closing: when, what is published then, what is gone.

use super::stored::{ask, campaign, copy_tree, minutes, open};
use super::*;
use crate::counts::closing;
use crate::counts::disk::Store;
use crate::counts::release::{Coverage, Origin, Shown, Status, TableName};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A week of accounts that ask twice each, in several groups, languages and ways.
pub(super) fn crowd(
    counts: &dyn Counts,
    accounts: std::ops::Range<i64>,
    from: u64,
    now: Timestamp,
) {
    for account in accounts {
        let person = Person { counts, account };
        let topics = ["school-right", "school-enrol", "work-unpaid-wages"];
        let topic = topics[account as usize % 3];
        let language = Language::WRITTEN[account as usize % 2];
        let update = from + account as u64 * 2;
        let code = if account % 3 == 0 { "ABC" } else { "XYZ1" };
        let first = question(language, Some(topic), Outcome::Answered);
        person.does(update, &[start(code), first], now);
        let second = match account % 4 {
            0 => question(language, None, Outcome::Unanswered),
            _ => question(language, Some(topic), Outcome::Answered),
        };
        person.does(update + 1, &[second], now);
    }
}

fn release(counts: &dyn Counts, period: &str) -> Option<Release> {
    counts.releases().remove(&period.parse().unwrap())
}

#[test]
fn a_week_is_closed_ten_minutes_into_monday_and_no_earlier() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..120, 0, noon());
    for (now, is_closed) in [
        ("2026-08-02T18:59:59Z", false),
        ("2026-08-02T19:00:00Z", false),
        ("2026-08-02T19:09:59Z", false),
        ("2026-08-02T19:10:00Z", true),
    ] {
        counts.commit_due(time(now)).unwrap();
        assert_eq!(release(&counts, "2026-W31").is_some(), is_closed, "{now}");
    }
    assert!(
        counts.tallies().weeks.is_empty(),
        "the raw numbers are gone"
    );
}

#[test]
fn weeks_end_where_almaty_clocks_say() {
    for (closes, week) in [
        // The night of 29 February 2024 had 25 hours.
        ("2024-03-03T19:10:00Z", "2024-W09"),
        ("2025-12-28T19:10:00Z", "2025-W52"),
        ("2027-01-03T19:10:00Z", "2026-W53"),
    ] {
        let week: Week = week.parse().unwrap();
        assert_eq!(week.closes_at(), time(closes));
    }
}

#[test]
fn a_closing_that_was_missed_is_made_at_the_next_start() {
    let (_directory, options) = campaign(true);
    crowd(&open(&options, noon()), 0..120, 0, noon());
    let wednesday = time("2026-08-19T07:00:00Z");
    let counts = open(&options, wednesday);
    counts.commit_due(wednesday).unwrap();
    let shown = |week| release(&counts, week).unwrap().shown;
    assert_eq!(shown("2026-W31"), Shown::All);
    assert_eq!(
        shown("2026-W32"),
        Shown::TooFew,
        "the silent weeks are told"
    );
    assert_eq!(shown("2026-W33"), Shown::TooFew);
    assert_eq!(release(&counts, "2026-W34"), None);
    assert!(
        release(&counts, "2026-B08").is_some(),
        "its four weeks are over"
    );
}

#[test]
fn a_clock_that_jumps_by_years_publishes_no_row_of_silent_weeks() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..120, 0, noon());
    let far = time("2031-03-05T07:00:00Z");
    for minute in 0..3 {
        counts.commit_due(minutes(far, minute)).unwrap();
    }
    // The one week that was counted is by then old enough to be summed with its quarter.
    let periods: Vec<_> = counts.releases().into_keys().collect();
    assert_eq!(periods, ["2026-Q3".parse().unwrap()]);
}

#[test]
fn what_is_closed_stays_closed_whatever_the_clock_shows() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..120, 0, noon());
    let monday = time("2026-08-03T07:00:00Z");
    counts.commit_due(monday).unwrap();
    let before = counts.releases();
    // Two hours, then ten days back: events count in the open week.
    for (index, now) in [later(monday, -12), later(monday, -240)]
        .into_iter()
        .enumerate()
    {
        let from = 10_000 + 1_000 * index as u64;
        crowd(&counts, 0..30, from, now);
        counts.commit_due(now).unwrap();
    }
    assert_eq!(counts.releases(), before);
    let week = counts
        .tallies()
        .week("2026-W32".parse().unwrap())
        .unwrap()
        .clone();
    assert!(week.outcomes().total() >= 60);
    drop(counts);
    let counts = open(&options, later(monday, -240));
    counts.commit_due(later(monday, -239)).unwrap();
    assert_eq!(counts.releases(), before, "nor does a start make it anew");
    assert_eq!(
        counts.status().clock_behind,
        Some("2026-W32".parse().unwrap())
    );
}

#[test]
fn a_repeated_closing_changes_nothing() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..120, 0, noon());
    let monday = time("2026-08-03T07:00:00Z");
    counts.commit_due(monday).unwrap();
    let first = release(&counts, "2026-W31").unwrap().to_json();
    for minute in 1..60 {
        counts.commit_due(minutes(monday, minute)).unwrap();
    }
    drop(counts);
    let counts = open(&options, minutes(monday, 61));
    counts.commit_due(minutes(monday, 62)).unwrap();
    assert_eq!(release(&counts, "2026-W31").unwrap().to_json(), first);
}

#[test]
fn what_a_week_shows_depends_on_how_many_came() {
    for (accounts, shown, tables) in [
        (19, Shown::TooFew, 0),
        (20, Shown::Totals, 4),
        (99, Shown::Totals, 4),
        (100, Shown::All, 11),
    ] {
        let (_directory, options) = campaign(true);
        let counts = open(&options, noon());
        crowd(&counts, 0..accounts, 0, noon());
        counts.commit_due(time("2026-08-03T07:00:00Z")).unwrap();
        let release = release(&counts, "2026-W31").unwrap();
        assert_eq!(
            (release.shown, release.tables.len()),
            (shown, tables),
            "{accounts}"
        );
        assert_eq!(release.origin, Origin::Counted);
    }
}

#[test]
fn no_published_number_is_below_ten_and_tables_share_their_totals() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..150, 0, noon());
    counts.commit_due(time("2026-08-03T07:00:00Z")).unwrap();
    let release = release(&counts, "2026-W31").unwrap();
    let rows = || release.tables.iter().flat_map(|table| &table.rows);
    for row in rows() {
        assert_eq!(row.value.is_none(), row.status == Status::NotShown);
        assert!(
            row.value.is_none_or(|value| value >= 10 && value % 5 == 0),
            "{row:?}"
        );
    }
    let total = |name| release.table(name).unwrap().value(&[]);
    for name in [TableName::Q1, TableName::Q2, TableName::Q3, TableName::W1] {
        assert_eq!(total(name), total(TableName::Q0));
    }
    assert_eq!(total(TableName::A1), total(TableName::A2));
    for table in &release.tables {
        for row in table.rows.iter().filter(|row| row.value.is_some()) {
            let codes: Vec<&str> = row.codes.iter().map(String::as_str).collect();
            let below: Vec<_> = table.below(&codes).filter_map(|row| row.value).collect();
            assert!(below.is_empty() || Some(below.iter().sum()) == row.value);
        }
    }
    // A link that nobody used says the same as one that few used.
    let sources = release.table(TableName::A2).unwrap();
    let unknown = sources
        .rows
        .iter()
        .find(|row| row.codes == ["~unknown"])
        .unwrap();
    assert_eq!(unknown.status, Status::NotShown);
}

#[test]
fn small_weeks_show_their_groups_with_their_four_weeks() {
    let (_directory, options) = campaign(true);
    let first = time("2026-07-15T07:00:00Z");
    let counts = open(&options, first);
    for (week, accounts) in [50, 60, 130, 40].into_iter().enumerate() {
        let now = later(first, week as i64 * 7 * 24);
        crowd(&counts, 0..accounts, 10_000 * week as u64, now);
        counts.commit_due(now).unwrap();
    }
    counts.commit_due(time("2026-08-10T07:00:00Z")).unwrap();
    let block = release(&counts, "2026-B08").unwrap();
    assert_eq!(block.shown, Shown::All);
    let small: Vec<_> = block.parts.iter().map(ToString::to_string).collect();
    assert_eq!(small, ["2026-W29", "2026-W30", "2026-W32"]);
    let total = |name| block.table(name).unwrap().value(&[]).unwrap();
    assert!(total(TableName::T4).abs_diff(2 * 280) < 5);
    assert_eq!(total(TableName::T4), total(TableName::C4));
    assert!(total(TableName::Q1).abs_diff(2 * 150) < 5);
    assert!(total(TableName::A2).abs_diff(150) < 5);
    assert!(
        counts.tallies().blocks.is_empty(),
        "the raw numbers are gone"
    );
}

#[test]
fn a_campaign_too_small_for_a_month_says_so() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..15, 0, noon());
    counts.commit_due(time("2026-08-10T07:00:00Z")).unwrap();
    for period in ["2026-W31", "2026-W32", "2026-B08"] {
        let release = release(&counts, period).unwrap();
        assert_eq!(release.shown, Shown::TooFew);
        assert!(release.tables.is_empty());
    }
}

#[test]
fn a_closed_week_leaves_nothing_raw_in_the_store_or_the_mirror() {
    let (directory, options) = campaign(true);
    let counts = open(&options, noon());
    // A number that no rounding gives, in a cell of its own.
    for account in 0..211 {
        Person {
            counts: &counts,
            account,
        }
        .does(
            1_000_000 + account as u64,
            &[answered("school-right")],
            noon(),
        );
    }
    // The ring of recent updates has a place of its own, which is another number now.
    Person {
        counts: &counts,
        account: 0,
    }
    .does(5, &[], noon());
    let raw = 211_u64.to_le_bytes();
    let mirror = directory.path().join("mirror");
    let has = |path: &Path, wanted: &[u8]| {
        let bytes = std::fs::read(path).unwrap();
        bytes.chunks_exact(8).position(|word| word == wanted)
    };
    assert!(has(&mirror, &raw).is_some(), "before, it is there");
    counts.commit_due(time("2026-08-03T07:00:00Z")).unwrap();
    assert_eq!(has(&mirror, &raw), None);
    let keys = crate::counts::disk::entry_sizes(&options.directory);
    let keys: Vec<_> = keys.keys().map(String::as_str).collect();
    assert_eq!(keys, ["block/2026-B08", "meta", "release/2026-W31"]);
    counts.commit_due(time("2026-08-10T07:00:00Z")).unwrap();
    let keys = crate::counts::disk::entry_sizes(&options.directory);
    let keys: Vec<_> = keys.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "meta",
            "release/2026-B08",
            "release/2026-W31",
            "release/2026-W32"
        ]
    );
}

#[test]
fn an_account_map_that_was_lost_makes_an_interval() {
    let (_directory, options) = campaign(false);
    let counts = open(&options, noon());
    crowd(&counts, 0..110, 0, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    drop(counts);
    let counts = open(&options, minutes(noon(), 20));
    crowd(&counts, 0..60, 10_000, minutes(noon(), 21));
    counts.commit_due(time("2026-08-03T07:00:00Z")).unwrap();
    let release = release(&counts, "2026-W31").unwrap();
    assert_eq!(release.coverage, Coverage::Segmented);
    assert!(release.accounts_least.unwrap().abs_diff(110) < 5);
    let most = release.table(TableName::A2).unwrap().value(&[]).unwrap();
    assert!(most.abs_diff(170) < 5);
}

#[test]
fn content_that_changed_within_a_week_keeps_its_numbers_apart() {
    let (_directory, options) = campaign(true);
    crowd(&open(&options, noon()), 0..60, 0, noon());
    let topic = |id: &str, group: &str| (id.parse().unwrap(), group.parse().unwrap());
    let changed = Vocabulary::new(
        [topic("birth", "birth"), topic("school-right", "school")],
        ["birth", "school"].map(|group| group.parse().unwrap()),
        ["ABC".parse().unwrap()],
    );
    let counts = StoredCounts::open(&options, changed, minutes(noon(), 5)).unwrap();
    for account in 200..260 {
        let person = Person {
            counts: &counts,
            account,
        };
        person.does(account as u64, &[answered("birth")], minutes(noon(), 6));
    }
    counts.commit_due(time("2026-08-03T07:00:00Z")).unwrap();
    let release = release(&counts, "2026-W31").unwrap();
    let groups = release.table(TableName::Q1).unwrap();
    assert_eq!(groups.value(&["birth"]), Some(60));
    assert!(
        groups.value(&["work"]).unwrap().abs_diff(35) < 5,
        "retired and still told"
    );
}

#[test]
fn what_a_mirror_brings_for_a_closed_week_is_not_added() {
    let (directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..120, 0, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    ask(&counts, 5_000..5_010, minutes(noon(), 16));
    drop(counts);
    let kept = directory.path().join("kept");
    std::fs::copy(directory.path().join("mirror"), &kept).unwrap();
    let alone = StoreOptions {
        mirror: None,
        ..options.clone()
    };
    let monday = time("2026-08-03T07:00:00Z");
    let counts = open(&alone, monday);
    counts.commit_due(monday).unwrap();
    let before = counts.releases();
    drop(counts);
    std::fs::rename(&kept, directory.path().join("mirror")).unwrap();
    let counts = open(&options, minutes(monday, 20));
    counts.commit_due(minutes(monday, 40)).unwrap();
    assert_eq!(counts.releases(), before);
    assert!(counts.tallies().weeks.is_empty());
}

#[test]
fn a_closing_that_the_disk_refuses_is_tried_again() {
    let (_directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..120, 0, noon());
    let aside = options.directory.with_extension("aside");
    std::fs::rename(&options.directory, &aside).unwrap();
    std::fs::write(&options.directory, "in the way").unwrap();
    let monday = time("2026-08-03T07:00:00Z");
    assert!(counts.commit_due(monday).is_err());
    assert!(counts.releases().is_empty());
    std::fs::remove_file(&options.directory).unwrap();
    std::fs::rename(&aside, &options.directory).unwrap();
    counts.commit_due(minutes(monday, 2)).unwrap();
    let release = release(&counts, "2026-W31").unwrap();
    assert!(release.table(TableName::Q0).unwrap().value(&[]).unwrap() >= 200);
}

#[test]
fn a_store_copied_without_its_mirror_closes_with_what_it_has() {
    let (directory, options) = campaign(true);
    let counts = open(&options, noon());
    crowd(&counts, 0..120, 0, noon());
    counts.commit_due(minutes(noon(), 15)).unwrap();
    ask(&counts, 5_000..5_010, minutes(noon(), 16));
    let copy = directory.path().join("copy");
    copy_tree(&options.directory, &copy);
    let options = StoreOptions {
        directory: copy,
        mirror: None,
        ..options.clone()
    };
    let counts = open(&options, time("2026-08-03T07:00:00Z"));
    counts.commit_due(time("2026-08-03T07:00:01Z")).unwrap();
    let questions = release(&counts, "2026-W31").unwrap();
    assert_eq!(
        questions.table(TableName::Q0).unwrap().value(&[]),
        Some(240)
    );
}

#[test]
fn old_weeks_are_summed_by_quarter_after_two_years() {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), StoreKind::Campaign, false);
    let first = time("2026-01-07T07:00:00Z");
    let counts = open(&options, first);
    for week in 0..13 {
        let now = later(first, week * 7 * 24);
        crowd(&counts, 0..110, 10_000 * week as u64, now);
        counts.commit_due(now).unwrap();
    }
    counts.commit_due(time("2026-04-20T07:00:00Z")).unwrap();
    let weekly = counts.releases();
    drop(counts);
    let mut store = Store::open(&options.directory, StoreKind::Campaign).unwrap();
    let mut content = store.content().clone();
    closing::sum_old(&mut content, "2028-03-28".parse().unwrap());
    assert_eq!(content.releases, weekly, "kept for 24 months");
    closing::sum_old(&mut content, "2028-03-30".parse().unwrap());
    let quarter = &content.releases[&"2026-Q1".parse().unwrap()];
    assert!(!content.releases.contains_key(&"2026-W13".parse().unwrap()));
    assert!(content.releases.contains_key(&"2026-W14".parse().unwrap()));
    let sum: u64 = (2..=13)
        .filter_map(|week| weekly.get(&format!("2026-W{week:02}").parse().unwrap()))
        .map(|release| release.table(TableName::Q0).unwrap().value(&[]).unwrap())
        .sum();
    for name in [TableName::Q0, TableName::Q1, TableName::Q2] {
        let table = quarter.table(name).unwrap();
        assert_eq!(table.value(&[]), Some(sum));
        let below: u64 = table.below(&[]).filter_map(|row| row.value).sum();
        assert_eq!(below, sum);
    }
    assert!(quarter.parts.contains(&"2026-B03".parse().unwrap()));
    let frozen = quarter.clone();
    store.commit(content.clone()).unwrap();
    closing::sum_old(&mut content, "2029-01-01".parse().unwrap());
    assert_eq!(content.releases[&"2026-Q1".parse().unwrap()], frozen);
}

#[test]
fn two_years_of_weeks_and_eight_quarters_stay_small() {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), StoreKind::Campaign, false);
    let counts = open(&options, noon());
    crowd(&counts, 0..150, 0, noon());
    counts.commit_due(time("2026-08-10T07:00:00Z")).unwrap();
    let releases = counts.releases();
    drop(counts);
    let mut store = Store::open(&options.directory, StoreKind::Campaign).unwrap();
    let mut content = store.content().clone();
    let mut add = |of: &str, period: Period| {
        let release = Release {
            period,
            ..releases[&of.parse().unwrap()].clone()
        };
        content.releases.insert(period, release);
    };
    let mut week: Week = "2026-W31".parse().unwrap();
    for _ in 0..130 {
        add("2026-W31", Period::Week(week));
        add("2026-B08", Period::Block(week.block()));
        week = week.next();
    }
    for year in 2024..2026 {
        for quarter in 1..=4 {
            add("2026-W31", format!("{year}-Q{quarter}").parse().unwrap());
        }
    }
    store.commit(content).unwrap();
    drop(store);
    let begun = std::time::Instant::now();
    let read = read(&options.directory).unwrap();
    let milliseconds = begun.elapsed().as_millis();
    assert!(read.releases.len() > 170);
    let bytes = bytes_below(&options.directory);
    println!(
        "{} releases, {bytes} bytes, read in {milliseconds} ms",
        read.releases.len()
    );
    assert!(bytes < 20 << 20, "{bytes} bytes");
}

fn bytes_below(directory: &Path) -> u64 {
    let entries = std::fs::read_dir(directory).unwrap().flatten();
    entries
        .map(|entry| match entry.path().is_dir() {
            true => bytes_below(&entry.path()),
            false => entry.metadata().unwrap().len(),
        })
        .sum()
}
