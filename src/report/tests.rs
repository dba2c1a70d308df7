//! Facts about reports, from a release to every format.

use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::conversation::{Event, Outcome, Source};
use crate::counts::release::Status;
use crate::counts::{
    Counts, MemoryCounts, StoreKind, StoreOptions, StoredCounts, UpdateId, Vocabulary,
};
use crate::intent::Way;
use crate::language::Language;
use crate::localization::ReportWords;
use crate::print::tools::poppler;

fn noon() -> Timestamp {
    "2026-07-29T07:00:00Z".parse().unwrap()
}

fn vocabulary() -> Vocabulary {
    let topic = |id: &str, group: &str| (id.parse().unwrap(), group.parse().unwrap());
    Vocabulary::new(
        [topic("school-right", "school"), topic("work-pay", "work")],
        ["school".parse().unwrap(), "work".parse().unwrap()],
        ["ABC".parse().unwrap(), "XYZ".parse().unwrap()],
    )
}

fn ask(counts: &dyn Counts, accounts: i64, now: Timestamp) {
    for account in 0..accounts {
        let question = |topic: Option<&str>, outcome| Event::Question {
            language: Some(Language::WRITTEN[account as usize % 3]),
            topic: topic.map(|id| id.parse().unwrap()),
            way: Way::Typed,
            outcome,
        };
        let topic = if account % 4 == 0 {
            "work-pay"
        } else {
            "school-right"
        };
        let start = Event::Start {
            source: Source::Campaign("ABC".parse().unwrap()),
        };
        let mut events = vec![question(Some(topic), Outcome::Answered)];
        if account % 2 == 0 {
            events.push(start);
        }
        if account % 5 == 0 {
            events.push(question(None, Outcome::Unanswered));
        }
        let update = now.as_second() as u64 + account as u64;
        let tag = counts.tag(account, now);
        counts.record(UpdateId(update), tag, &events, now).unwrap();
    }
}

/// Four weeks of an invented campaign and what was published of them.
fn releases() -> Releases {
    let directory = tempfile::tempdir().unwrap();
    let options = StoreOptions {
        directory: directory.path().join("store"),
        kind: StoreKind::Simulation,
        mirror: None,
    };
    let first: Timestamp = "2026-07-15T07:00:00Z".parse().unwrap();
    let counts = StoredCounts::open(&options, vocabulary(), first).unwrap();
    for (week, accounts) in [150, 60, 12, 140].into_iter().enumerate() {
        let now = first + SignedDuration::from_hours(week as i64 * 7 * 24);
        ask(&counts, accounts, now);
        counts.commit_due(now).unwrap();
    }
    counts
        .commit_due("2026-08-10T07:00:00Z".parse().unwrap())
        .unwrap();
    counts.releases()
}

fn words(tag: &str) -> ReportWords {
    ReportWords::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales"), tag).unwrap()
}

fn title(of: Labelled<'_>) -> Option<String> {
    match of {
        Labelled::Category(id) if id.as_str() == "school" => Some("=Школа, <право>".to_owned()),
        _ => None,
    }
}

fn page(releases: &Releases, period: &str) -> String {
    let words = words("en");
    let labels = Labels {
        words: &words,
        label: &title,
    };
    let page = Page::of(
        releases,
        period.parse().unwrap(),
        Some("One sentence.\nAnother."),
    )
    .unwrap();
    text::render(&page, &labels)
}

#[test]
fn csv_spreadsheet_and_json_agree_in_every_number() {
    let releases = releases();
    let words = words("ru");
    let labels = Labels {
        words: &words,
        label: &title,
    };
    for release in releases
        .values()
        .filter(|release| !release.tables.is_empty())
    {
        let expected: Vec<(String, Vec<String>, Option<u64>)> = release
            .tables
            .iter()
            .flat_map(|table| {
                let name = table.table.to_string();
                let rows = table.rows.iter();
                rows.map(move |row| (name.clone(), row.codes.clone(), row.value))
            })
            .collect();

        let csv = csv::render(release, &labels);
        let lines: Vec<_> = csv
            .trim_start_matches('\u{feff}')
            .split_terminator("\r\n")
            .collect();
        assert_eq!(lines.len(), expected.len() + 1);
        if release.shown == Shown::All {
            assert!(csv.contains("\"'=Школа, <право>\""), "guarded and quoted");
        }

        let bytes = xlsx::render(release, &labels).unwrap();
        let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = workbook.worksheet_range("Data").unwrap();
        let rows: Vec<_> = sheet.rows().skip(1).collect();
        assert_eq!(rows.len(), expected.len());
        for ((row, line), (table, codes, value)) in rows.iter().zip(&lines[1..]).zip(&expected) {
            assert_eq!(row[9].to_string(), *table);
            let found: Vec<String> = [12, 15, 18]
                .map(|place| row[place].to_string())
                .into_iter()
                .filter(|code| !code.is_empty())
                .collect();
            assert_eq!(found, *codes);
            match value {
                Some(value) => {
                    assert_eq!(row[20], Data::Float(*value as f64));
                    let [lower, upper] = [21, 22].map(|place| match row[place] {
                        Data::Float(number) => number as u64,
                        _ => panic!("a number"),
                    });
                    assert!(lower <= *value && *value <= upper);
                    assert!(
                        line.contains(&format!(",{value},{lower},{upper},")),
                        "{line}"
                    );
                }
                None => assert!(line.contains(",,,,not_shown,"), "{line}"),
            }
        }
        let value: serde_json::Value = serde_json::from_str(&json::render(release)).unwrap();
        let of_json: usize = value["release"]["tables"]
            .as_array()
            .unwrap()
            .iter()
            .map(|table| table["rows"].as_array().unwrap().len())
            .sum();
        assert_eq!(of_json, expected.len());
        assert_eq!(value["hash"], release.hash());
    }
}

#[test]
fn a_report_made_again_is_the_same_byte_for_byte() {
    let releases = releases();
    let words = words("kk");
    let labels = Labels {
        words: &words,
        label: &title,
    };
    let period = "2026-W32".parse().unwrap();
    let page = Page::of(&releases, period, None).unwrap();
    let all = || {
        (
            text::render(&page, &labels),
            html::render(&page, &labels, "kk"),
            csv::render(page.release, &labels),
            json::render(page.release),
            xlsx::render(page.release, &labels).unwrap(),
        )
    };
    let first = all();
    for _ in 0..20 {
        assert!(all() == first);
    }
}

#[test]
fn a_simulation_is_called_one_on_every_page() {
    let releases = releases();
    for tag in ["ru", "kk", "en"] {
        let words = words(tag);
        let labels = Labels {
            words: &words,
            label: &title,
        };
        let marked = labels.word("simulated", &[]);
        for release in releases.values() {
            let page = Page::of(&releases, release.period, None).unwrap();
            let text = text::render(&page, &labels);
            assert!(text.starts_with(&format!("! {marked}")), "{text}");
            assert!(html::render(&page, &labels, tag).contains(&marked));
            assert!(json::render(release).contains("\"origin\":\"simulated\""));
            for row in rows::rows(release, &labels) {
                assert_eq!(row[3], "simulated");
            }
        }
    }
}

#[test]
fn weeks_of_every_size_say_what_they_show() {
    let releases = releases();
    let whole = page(&releases, "2026-W32");
    for part in [
        "Accounts: ",
        "Questions by topic group",
        "'=",
        "Four weeks 2026-B08",
    ] {
        let is_there = whole.contains(part);
        assert_eq!(is_there, part != "'=", "{part} in {whole}");
    }
    assert!(whole.contains("One sentence.\nAnother."));
    let small = page(&releases, "2026-W30");
    assert!(small.contains("Fewer than 100 accounts") && !small.contains("topic group\n  "));
    let few = page(&releases, "2026-W31");
    assert!(few.contains("Too few to show: fewer than 20 accounts"));
    assert!(!few.contains("Questions: "));
}

#[test]
fn no_page_shows_a_number_that_the_release_does_not() {
    let releases = releases();
    let release = &releases[&"2026-W32".parse().unwrap()];
    let words = words("en");
    let labels = Labels {
        words: &words,
        label: &title,
    };
    let page = Page {
        release,
        weeks: vec![release],
        block: None,
        note: None,
    };
    let shown: Vec<u64> = release
        .tables
        .iter()
        .flat_map(|table| &table.rows)
        .filter_map(|row| row.value)
        .collect();
    let html = html::render(&page, &labels, "en");
    let cells = html.split("<td>").skip(1);
    let numbers = cells.filter_map(|cell| cell.split('<').next()?.parse::<u64>().ok());
    let numbers: Vec<u64> = numbers.collect();
    assert!(numbers.len() > 10);
    assert!(numbers.iter().all(|number| shown.contains(number)));
    assert!(html.contains("=Школа, &lt;право&gt;"));
    assert!(!html.contains("<script") && !html.contains("http"));
}

#[test]
fn a_trial_is_exact_and_says_first_that_it_is_one() {
    let counts = MemoryCounts::new(vocabulary(), noon()).unwrap();
    ask(&counts, 7, noon());
    let releases = counts.releases();
    let text = page(&releases, "2026-W31");
    assert!(text.starts_with("! TRIAL DATA"), "{text}");
    assert!(text.contains("Questions: 9"), "{text}");
    let release = &releases[&"2026-W31".parse().unwrap()];
    assert!(release.is_open());
    let rows = release.tables.iter().flat_map(|table| &table.rows);
    assert!(rows.into_iter().all(|row| row.status == Status::Shown));
}

#[test]
fn shares_are_left_out_of_few_and_add_up_of_many() {
    let releases = releases();
    let of = |period: &str| Figures::of(&releases[&period.parse().unwrap()]);
    let figures = of("2026-W32");
    assert!(figures.answered.unwrap() + figures.unmet.unwrap() <= 101);
    assert_eq!(of("2026-W31"), Figures::default());
    assert_eq!(newest(&releases), Some("2026-W32".parse().unwrap()));
}

/// The words of a text, and how often each stands in it.
fn tokens(text: &str) -> std::collections::BTreeMap<&str, usize> {
    let mut tokens = std::collections::BTreeMap::new();
    for token in text.split_whitespace() {
        *tokens.entry(token).or_default() += 1;
    }
    tokens
}

#[test]
fn the_printed_page_is_one_sheet_with_every_number_of_the_release() {
    let releases = releases();
    for tag in ["ru", "kk", "en"] {
        let words = words(tag);
        let labels = Labels {
            words: &words,
            label: &title,
        };
        let page = Page::of(
            &releases,
            "2026-W32".parse().unwrap(),
            Some("In our words."),
        )
        .unwrap();
        let bytes = pdf::render(&page, &labels, tag).unwrap();
        assert_eq!(bytes, pdf::render(&page, &labels, tag).unwrap());
        let (Some(text), Some(facts)) = (
            poppler("pdftotext", &["-layout"], &bytes),
            poppler("pdfinfo", &[], &bytes),
        ) else {
            return;
        };
        let has = |line: &str| {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            words(&facts).contains(&words(line))
        };
        assert!(has("Pages: 1") && has("(A4)"), "{facts}");
        assert!(text.contains(&page.release.hash()) && text.contains("In our words."));
        let printed = tokens(&text);
        let release: serde_json::Value = serde_json::from_str(&json::render(page.release)).unwrap();
        let tables = release["release"]["tables"].as_array().unwrap();
        let mut numbers = String::new();
        // A0 stands in no table of the page.
        let tables = tables.iter().filter(|table| table["table"] != "A0");
        for row in tables.flat_map(|table| table["rows"].as_array().unwrap()) {
            if let Some(number) = row["value"].as_u64() {
                numbers += &format!("{number} ");
            }
        }
        let expected = tokens(&numbers);
        assert!(expected.len() > 5, "{numbers}");
        let missing = expected
            .iter()
            .filter(|(number, times)| printed.get(*number).copied().unwrap_or(0) < **times);
        assert_eq!(missing.count(), 0, "{expected:?} in {printed:?}");
    }
}

#[test]
fn a_campaign_sees_its_own_rows_alone_and_never_an_empty_place() {
    let releases = releases();
    let words = words("en");
    let labels = Labels {
        words: &words,
        label: &title,
    };
    let shown = campaign::render(&releases, &"ABC".parse().unwrap(), &labels);
    assert!(
        shown.find("Four weeks") < shown.find("Week 2026"),
        "{shown}"
    );
    let numbers: Vec<&str> = shown
        .lines()
        .filter(|line| line.starts_with("  "))
        .collect();
    assert!(
        numbers
            .iter()
            .any(|line| line.ends_with(|end: char| end.is_ascii_digit()))
    );
    assert!(numbers.iter().any(|line| line.ends_with("too few to show")));
    assert!(!shown.contains("XYZ"));
    let none = campaign::render(&releases, &"XYZ".parse().unwrap(), &labels);
    assert!(
        !none.contains(": 0") && none.contains(": too few to show"),
        "{none}"
    );
}
