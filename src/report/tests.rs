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

/// When the four weeks of [`stored`] are closed.
const AFTERWARDS: &str = "2026-08-10T07:00:00Z";

/// What was published of four weeks of an invented campaign.
fn releases() -> Releases {
    let (_directory, options) = stored();
    crate::counts::read(&options.directory).unwrap().releases
}

fn words(tag: &str) -> ReportWords {
    ReportWords::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales"), tag).unwrap()
}

fn labels(words: &ReportWords) -> Labels<'_> {
    Labels {
        words,
        label: &title,
    }
}

fn title(of: Labelled<'_>) -> Option<String> {
    match of {
        Labelled::Category(id) if id.as_str() == "school" => Some("=Школа, <право>".to_owned()),
        _ => None,
    }
}

fn page(releases: &Releases, period: &str) -> String {
    let words = words("en");
    let labels = labels(&words);
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
    let labels = labels(&words);
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

        let bytes = xlsx::render(release, &labels, &[]).unwrap();
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

/// A store of its own with four closed weeks; opened again it reads the same.
fn stored() -> (tempfile::TempDir, StoreOptions) {
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
    counts.commit_due(AFTERWARDS.parse().unwrap()).unwrap();
    (directory, options)
}

/// Attack T9: who asks often hopes for other draws, and averages them.
#[test]
fn a_thousand_exports_with_restarts_between_are_the_same_byte_for_byte() {
    let (_directory, options) = stored();
    let words = words("kk");
    let labels = labels(&words);
    let period: Period = "2026-W32".parse().unwrap();
    let hash = |bytes: &[u8]| blake3::hash(bytes);
    let mut first = None;
    for round in 0..200 {
        if round % 20 == 0 {
            // A restart reads the store, closes what is due and writes it again.
            let again = StoredCounts::open(&options, vocabulary(), AFTERWARDS.parse().unwrap());
            again
                .unwrap()
                .commit_due(AFTERWARDS.parse().unwrap())
                .unwrap();
        }
        let releases = crate::counts::read(&options.directory).unwrap().releases;
        let page = Page::of(&releases, period, None).unwrap();
        let made = [
            hash(text::render(&page, &labels).as_bytes()),
            hash(html::render(&page, &labels, "kk").as_bytes()),
            hash(csv::render(page.release, &labels).as_bytes()),
            hash(json::render(page.release).as_bytes()),
            hash(&xlsx::render(page.release, &labels, &[]).unwrap()),
        ];
        assert_eq!(*first.get_or_insert(made), made, "round {round}");
    }
}

#[test]
fn a_simulation_is_called_one_on_every_page() {
    let releases = releases();
    for tag in ["ru", "kk", "en"] {
        let words = words(tag);
        let labels = labels(&words);
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
    let labels = labels(&words);
    let page = Page {
        release,
        weeks: vec![release],
        block: None,
        plan: &[],
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

#[test]
fn weeks_in_a_row_are_added_up_and_held_against_what_was_planned() {
    let releases = releases();
    let week = |text: &str| text.parse().unwrap();
    let sum = crate::counts::range(&releases, week("2026-W29"), week("2026-W32")).unwrap();
    assert_eq!(sum.period.to_string(), "2026-W29..2026-W32");
    let of = |release: &Release, table, codes: &[&str]| {
        release.table(table).and_then(|table| table.value(codes))
    };
    let weeks = releases
        .values()
        .filter(|it| matches!(it.period, Period::Week(_)));
    let total = |table, codes: &[&str]| -> u64 {
        weeks
            .clone()
            .filter_map(|week| of(week, table, codes))
            .sum()
    };
    assert_eq!(
        of(&sum, TableName::Q0, &[]),
        Some(total(TableName::Q0, &[]))
    );
    let starts = total(TableName::S2, &["ABC"]);
    assert_eq!(of(&sum, TableName::S2, &["ABC"]), Some(starts));
    assert!(sum.table(TableName::T4).is_some(), "the block lies in it");
    let half = crate::counts::range(&releases, week("2026-W29"), week("2026-W30")).unwrap();
    assert!(half.table(TableName::T4).is_none(), "the block does not");

    let plan = [PlannedLink {
        code: "ABC".parse().unwrap(),
        channel: "=poster".to_owned(),
        persona: None,
        target_starts: Some(starts * 2),
        printed: Some(1_000),
        cost: None,
    }];
    let words = words("en");
    let labels = labels(&words);
    let page = Page::of_range(&releases, &sum, &plan, None);
    assert_eq!(page.weeks.len(), 4);
    for made in [
        text::render(&page, &labels),
        html::render(&page, &labels, "en"),
    ] {
        assert!(made.contains("Plan and result by channel"), "{made}");
        assert!(made.contains("The sum of 4 weeks"));
        assert!(made.contains("50"), "half of what was hoped for");
        assert!(!made.contains("report-"), "every message is there");
    }
    for tag in ["ru", "kk", "en"] {
        let words = self::words(tag);
        let labels = self::labels(&words);
        let bytes = pdf::render(&page, &labels, tag).unwrap();
        let Some(printed) = poppler("pdftotext", &["-layout"], &bytes) else {
            break;
        };
        let title = labels.word("plan-by-channel", &[]);
        assert!(printed.contains(&title), "{printed}");
        let line = printed.lines().find(|line| line.contains("=poster"));
        let numbers: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
        let of_plan = starts.to_string();
        assert!(numbers.contains(&of_plan.as_str()) && numbers.contains(&"50"));
    }
    let bytes = xlsx::render(&sum, &labels, &plan).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = workbook.worksheet_range("Plan").unwrap();
    assert_eq!(sheet[(1, 0)].to_string(), "'=poster");
    assert_eq!(sheet[(1, 5)], Data::Float(starts as f64));

    use crate::counts::RangeError;
    for (from, to, error) in [
        ("2026-W32", "2026-W29", RangeError::Backwards),
        ("2025-W01", "2025-W09", RangeError::Nothing),
        (
            "2026-W30",
            "2026-W33",
            RangeError::Missing(week("2026-W33")),
        ),
    ] {
        let refused = crate::counts::range(&releases, week(from), week(to));
        assert_eq!(refused, Err(error));
    }
}

/// Adds up a sheet as a spreadsheet would: `SUMIFS` over its data, criterion by criterion.
fn sum_of(formula: &str, data: &calamine::Range<Data>) -> f64 {
    let inside = formula
        .strip_prefix("SUMIFS(")
        .and_then(|rest| rest.strip_suffix(')'));
    let parts: Vec<&str> = inside.expect("a sum").split(',').collect();
    let column = |range: &str| usize::from(range.as_bytes()["Data!$".len()] - b'A');
    let mut sum = 0.0;
    for row in data.rows().skip(1) {
        let holds = parts[1..].chunks(2).all(|pair| {
            let wanted = pair[1].trim_matches('"').replace("~~", "~");
            let found = row[column(pair[0])].to_string();
            found == wanted || wanted == "=" && found.is_empty()
        });
        if let (true, Data::Float(number)) = (holds, &row[column(parts[0])]) {
            sum += number;
        }
    }
    sum
}

#[test]
fn the_spreadsheets_first_figures_are_formulas_that_give_what_they_show() {
    let releases = releases();
    let words = words("en");
    let labels = labels(&words);
    let mut sums = 0;
    for release in releases.values() {
        let bytes = xlsx::render(release, &labels, &[]).unwrap();
        let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let data = workbook.worksheet_range("Data").unwrap();
        let formulas = workbook.worksheet_formula("Summary").unwrap();
        let shown = workbook.worksheet_range("Summary").unwrap();
        let figures = Figures::of(release);
        let at = |row: u32| shown.get_value((row, 1)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(2), Data::Float(figures.questions.unwrap_or(0) as f64));
        if let Some(answered) = figures.answered {
            assert_eq!(at(3), Data::Float(answered as f64));
        }
        for (row, _, formula) in formulas.used_cells() {
            if formula.starts_with("SUMIFS") {
                sums += 1;
                let row = row as u32 + formulas.start().unwrap().0;
                assert_eq!(Data::Float(sum_of(formula, &data)), at(row), "{formula}");
            }
        }
    }
    assert!(sums > 20, "{sums}");
}

#[test]
fn a_data_package_describes_every_column_of_the_csv_as_it_is() {
    let releases = releases();
    let words = words("ru");
    let labels = labels(&words);
    for release in releases.values() {
        let csv = csv::render(release, &labels);
        let package: serde_json::Value =
            serde_json::from_str(&datapackage::render(release, &labels)).unwrap();
        let resource = &package["resources"][0];
        assert_eq!(resource["bytes"], csv.len());
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let mut lines = csv.trim_start_matches('\u{feff}').split_terminator("\r\n");
        let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
        let names: Vec<&str> = fields
            .iter()
            .map(|it| it["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, heads);
        for row in rows::rows(release, &labels) {
            for (field, cell) in fields.iter().zip(&row) {
                let is_right = match field["type"].as_str().unwrap() {
                    "integer" => cell.is_empty() || cell.parse::<u64>().is_ok(),
                    "date" => cell.parse::<Date>().is_ok(),
                    _ => field["constraints"]["enum"]
                        .as_array()
                        .is_none_or(|choices| choices.iter().any(|it| it == cell)),
                };
                assert!(is_right, "{cell} is no {field}");
            }
        }
    }
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
        let labels = labels(&words);
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
        for row in tables
            .iter()
            .flat_map(|table| table["rows"].as_array().unwrap())
        {
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

/// The triangles of a drawing: how many point up, and how many down.
fn triangles(svg: &str) -> (usize, usize) {
    let (mut up, mut down) = (0, 0);
    for path in svg.split(" d=\"").skip(1) {
        let path = path.split('"').next().unwrap_or_default();
        let steps: Vec<&str> = path.split_whitespace().collect();
        let ["M", _, first, "L", _, second, "L", _, third, "Z", ..] = steps[..] else {
            continue;
        };
        let [point, base, end] = [first, second, third].map(|y| y.parse::<f64>().unwrap());
        if base == end && point < base {
            up += 1;
        } else if base == end && point > base {
            down += 1;
        }
    }
    (up, down)
}

#[test]
fn the_printed_page_has_the_arrows_of_the_html_page() {
    let releases = releases();
    let words = words("ru");
    let labels = labels(&words);
    let mut arrows = 0;
    for period in ["2026-W30", "2026-W32"] {
        let page = Page::of(&releases, period.parse().unwrap(), None).unwrap();
        let bytes = pdf::render(&page, &labels, "ru").unwrap();
        let Some(drawn) = poppler("pdftocairo", &["-svg"], &bytes) else {
            return;
        };
        let html = html::render(&page, &labels, "ru");
        let expected = (html.matches('▲').count(), html.matches('▼').count());
        assert_eq!(triangles(&drawn), expected, "{period}");
        arrows += expected.0 + expected.1;
    }
    assert!(arrows > 0, "no week of these changed");
}

#[test]
fn the_table_with_hxl_tags_is_the_csv_with_one_row_more() {
    let releases = releases();
    let words = words("kk");
    let labels = labels(&words);
    for release in releases.values() {
        let tagged = csv::render_tagged(release, &labels);
        let mut lines: Vec<&str> = tagged.split_inclusive("\r\n").collect();
        let tags = lines.remove(1).trim_end();
        assert_eq!(lines.concat(), csv::render(release, &labels));
        let heads = lines[0].trim_start_matches('\u{feff}').trim_end();
        assert_eq!(heads.split(',').count(), tags.split(',').count());
        let is_name = |name: &str| {
            let mut letters = name.chars();
            letters
                .next()
                .is_some_and(|first| first.is_ascii_lowercase())
                && letters.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
        };
        for (head, tag) in heads.split(',').zip(tags.split(',')) {
            let parts = tag.strip_prefix('#').expect("a hashtag").split('+');
            assert!(parts.clone().all(is_name), "{tag}");
            assert_eq!(head == "value", tag == "#indicator+value+num", "{head}");
        }
    }
}

/// What was published of a campaign's link.
fn of_campaign(releases: &Releases, code: &str) -> campaign::Published {
    campaign::Published::of(releases, &code.parse().unwrap())
}

#[test]
fn a_campaign_sees_its_own_rows_alone_and_never_an_empty_place() {
    let releases = releases();
    let words = words("en");
    let labels = labels(&words);
    let shown = of_campaign(&releases, "ABC").text(&labels);
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
    let none = of_campaign(&releases, "XYZ").text(&labels);
    assert!(
        !none.contains(": 0") && none.contains(": too few to show"),
        "{none}"
    );
}

#[test]
fn a_campaigns_formats_agree_in_every_number_and_hold_nothing_that_was_not_released() {
    let releases = releases();
    let words = words("en");
    let labels = labels(&words);
    for code in ["ABC", "XYZ"] {
        let published = of_campaign(&releases, code);
        let json = published.json();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["campaign"], code);
        let mut expected = Vec::new();
        for part in json["releases"].as_array().unwrap() {
            let cut: Release = serde_json::from_value(part["release"].clone()).unwrap();
            let whole = &releases[&cut.period];
            assert_eq!(part["cut_from"], whole.hash());
            assert_eq!(cut.accounts_least, None);
            for table in &cut.tables {
                for row in &table.rows {
                    assert_eq!(row.codes[0], code, "its own rows alone");
                    let released = whole.table(table.table);
                    let released = released
                        .and_then(|all| all.rows.iter().find(|known| known.codes == row.codes));
                    match released {
                        Some(released) => assert_eq!(row, released),
                        None => assert_eq!((row.value, row.status), (None, Status::NotShown)),
                    }
                    expected.push(row.value.map(|number| number.to_string()));
                }
            }
        }
        assert_eq!(json["releases"].as_array().unwrap().len(), releases.len());
        assert_eq!(expected.iter().any(Option::is_some), code == "ABC");

        let csv = published.csv(&labels);
        // No cell of a campaign's rows holds a comma.
        let cells = csv.lines().skip(1).map(|line| line.split(',').nth(20));
        let in_csv: Vec<Option<String>> = cells
            .map(|cell| cell.filter(|cell| !cell.is_empty()).map(str::to_owned))
            .collect();
        assert_eq!(in_csv, expected);

        let as_shown = |number: &Option<String>| match number {
            Some(number) => number.clone(),
            None => "too few to show".to_owned(),
        };
        let expected: Vec<String> = expected.iter().map(as_shown).collect();
        let text = published.text(&labels);
        let lines = text.lines().filter(|line| line.starts_with("  "));
        let in_text: Vec<&str> = lines.filter_map(|line| line.rsplit(": ").next()).collect();
        assert_eq!(in_text, expected);
        let html = published.html(&labels, "en");
        let cells = html.split("</td><td>").skip(1);
        let in_html: Vec<&str> = cells.filter_map(|cell| cell.split('<').next()).collect();
        assert_eq!(in_html, expected);
        assert!(html.ends_with("</body>\n</html>\n"));
    }
}

#[test]
fn a_campaigns_numbers_say_first_that_they_are_a_trial_s() {
    let words = words("en");
    let labels = labels(&words);
    let mut releases = releases();
    for release in releases.values_mut() {
        release.origin = Origin::Trial;
    }
    let published = of_campaign(&releases, "ABC");
    let warning = labels.word("trial", &[]);
    assert!(
        published
            .text(&labels)
            .starts_with(&format!("! {warning}\n"))
    );
    assert_eq!(published.html(&labels, "en").matches(&warning).count(), 1);
    assert!(published.csv(&labels).contains(",trial,"));
}
