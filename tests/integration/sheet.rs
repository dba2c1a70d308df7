//! The content's way to translators, lawyers and Telegram: sheets, status and the call sheet through
//! the built binary on a copy of the content, and every topic through the running bot.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx, open_workbook};
use huquq::counts::Release;
use huquq::intent::{Entry, Screen};
use huquq::language::Language;
use rust_xlsxwriter::Workbook;

use crate::desk::Desk;
use crate::fake_api::{FakeApi, Happening};
use crate::process::{Bot, Home};
use crate::words::{WORDS, token};

type Cells = Vec<(String, Vec<Vec<String>>)>;

impl Desk {
    fn sheet(&self) -> PathBuf {
        self.path("huquq.xlsx")
    }

    /// Every file of the content, by name.
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        collect(&self.content(), &mut files);
        files
    }

    fn export(&self) {
        self.works(&["sheet", "export", "--out", "huquq.xlsx"]);
    }

    /// Rewrites the exported spreadsheet as another program would, with other words in its cells.
    fn edit(&self, edit: impl FnOnce(&mut Cells)) {
        let mut cells = cells(&self.sheet());
        edit(&mut cells);
        let mut workbook = Workbook::new();
        for (name, rows) in &cells {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).expect("a name");
            for (row, words) in (0..).zip(rows) {
                for (column, words) in (0..).zip(words) {
                    sheet.write_string(row, column, words).expect("a cell");
                }
            }
        }
        workbook.save(self.sheet()).expect("a workbook");
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let text = fs::read_to_string(&path).expect("a text");
            files.insert(path, text);
        }
    }
}

fn cells(path: &Path) -> Cells {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    let names = workbook.sheet_names();
    let sheet = |name: String| {
        let range = workbook.worksheet_range(&name).expect("a sheet");
        let row = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect();
        (name, range.rows().map(row).collect())
    };
    names.into_iter().map(sheet).collect()
}

const TEXT: usize = 3;

/// The row of a text in a language's sheet, counted from zero.
fn row(cells: &Cells, sheet: &str, id: &str) -> (usize, usize) {
    let sheet = cells.iter().position(|(name, _)| name == sheet);
    let sheet = sheet.expect("a sheet");
    let row = cells[sheet].1.iter().position(|row| row[0] == id);
    (sheet, row.expect("a row"))
}

fn add_words(cells: &mut Cells, sheet: &str, id: &str, words: &str) -> usize {
    let (sheet, row) = row(cells, sheet, id);
    cells[sheet].1[row][TEXT].push_str(words);
    row
}

/// The lines that differ, as they are now.
fn changed_lines(
    before: &BTreeMap<PathBuf, String>,
    after: &BTreeMap<PathBuf, String>,
) -> Vec<String> {
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    let mut changed = Vec::new();
    for (path, old) in before {
        let new = &after[path];
        assert_eq!(old.lines().count(), new.lines().count(), "{path:?}");
        let lines = old.lines().zip(new.lines());
        changed.extend(
            lines
                .filter(|(old, new)| old != new)
                .map(|(_, new)| new.to_owned()),
        );
    }
    changed
}

#[test]
fn an_export_without_edits_comes_back_without_a_difference() {
    let desk = Desk::new();
    let before = desk.files();
    desk.export();
    let first = fs::read(desk.sheet()).expect("a workbook");
    desk.works(&["sheet", "import", "huquq.xlsx"]);
    assert_eq!(desk.files(), before);
    // Saved by another program it is still the same.
    desk.edit(|_| {});
    desk.works(&["sheet", "import", "huquq.xlsx"]);
    assert_eq!(desk.files(), before);
    desk.export();
    assert_eq!(fs::read(desk.sheet()).expect("a workbook"), first);
}

/// The spreadsheets were exported from the small content of the broken examples. When that content
/// changes, make them again: export it; `soffice --headless --convert-to xlsx --outdir tests/spreadsheets
/// resaved-by-libreoffice.xlsx`; and add a word to `school-right/steps 1` in `kk` and `tg` of the export
/// by openpyxl.
#[test]
fn spreadsheets_saved_by_libreoffice_and_by_openpyxl_are_read() {
    let desk = Desk::with("tests/broken-content/base");
    let saved = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spreadsheets");
    let import = |name: &str| {
        let file = saved.join(name);
        desk.works(&["sheet", "import", &file.display().to_string()]);
    };
    let before = desk.files();
    import("resaved-by-libreoffice.xlsx");
    assert_eq!(desk.files(), before);
    import("edited-with-openpyxl.xlsx");
    let changed = changed_lines(&before, &desk.files());
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert!(changed[0].ends_with(" Рақмет.\"") && changed[1].ends_with(" Раҳмат.\""));
}

#[test]
fn one_forbidden_cell_refuses_the_workbook_whole_and_without_it_two_lines_change() {
    let desk = Desk::new();
    desk.works(&["sheet", "stamp", "--all"]);
    let before = desk.files();
    desk.export();
    let mut forbidden = 0;
    desk.edit(|cells| {
        add_words(cells, "kk", "school-enrol/steps 1", " Рақмет.");
        let (sheet, row) = row(cells, "uz", "school-right/answer");
        let words = &mut cells[sheet].1[row][TEXT];
        words.pop();
        words.push('!');
        forbidden = add_words(cells, "tg", "school-enrol/steps 3", " 5 рӯз.");
    });
    let errors = desk.is_refused(&["sheet", "import", "huquq.xlsx"]);
    assert!(
        errors.contains(&format!("tg!D{}", forbidden + 1)),
        "{errors}"
    );
    assert!(errors.contains("numbers"), "{errors}");
    assert!(
        errors.contains("1 problems; nothing was changed"),
        "{errors}"
    );
    assert_eq!(desk.files(), before, "something of it was taken");

    desk.edit(|cells| {
        let (sheet, row) = row(cells, "tg", "school-enrol/steps 3");
        let words = &mut cells[sheet].1[row][TEXT];
        *words = words.replace(" 5 рӯз.", "");
    });
    let said = desk.works(&["sheet", "import", "huquq.xlsx", "--dry-run"]);
    assert!(said.contains("school-enrol/steps 1 `kk`"), "{said}");
    assert_eq!(desk.files(), before, "a dry run changed something");

    desk.works(&["sheet", "import", "huquq.xlsx"]);
    let changed = changed_lines(&before, &desk.files());
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert!(changed.iter().any(|line| line.ends_with(" Рақмет.\"")));
    assert!(changed.iter().any(|line| line.ends_with('!')));
    // Once more changes nothing more.
    let after = desk.files();
    desk.works(&["sheet", "import", "huquq.xlsx"]);
    assert_eq!(desk.files(), after);
}

#[test]
fn a_changed_russian_text_makes_translations_outdated_until_it_is_noted_otherwise() {
    let desk = Desk::new();
    desk.works(&["sheet", "stamp", "--all"]);
    desk.export();
    desk.edit(|cells| {
        add_words(cells, "ru", "school-enrol/steps 1", " Спасибо.");
    });
    desk.works(&["sheet", "import", "huquq.xlsx"]);
    let row = |status: String| {
        let row = status.lines().find(|line| line.contains("school-enrol"));
        row.expect("the topic's row").to_owned()
    };
    let status = row(desk.works(&["check", "--status"]));
    assert_eq!(status.matches("outdated").count(), 3, "{status}");
    // A translation from the old Russian text is not taken.
    desk.edit(|cells| {
        add_words(cells, "kk", "school-enrol/steps 1", " Рақмет.");
    });
    let errors = desk.is_refused(&["sheet", "import", "huquq.xlsx"]);
    assert!(errors.contains("export again"), "{errors}");

    desk.works(&["sheet", "same-meaning", "school-enrol"]);
    let status = row(desk.works(&["check", "--status"]));
    assert!(!status.contains("outdated"), "{status}");
    desk.works(&["sheet", "stamp", "school-enrol", "--language", "kk"]);
    let json = desk.works(&["check", "--status", "--json"]);
    assert!(json.contains("\"outdated\": 0"), "{json}");
}

#[test]
fn a_translator_sees_the_russian_text_a_translation_was_made_from_where_it_differs() {
    const MADE_FROM: usize = 2;
    let desk = Desk::new();
    let step = "school-enrol/steps 1";
    let exported = || {
        desk.export();
        let cells = cells(&desk.sheet());
        move |language: &str, id: &str| {
            let (sheet, row) = row(&cells, language, id);
            cells[sheet].1[row][MADE_FROM].clone()
        }
    };
    // An editor changes the Russian text by hand, and knows no tool.
    let file = desk.content().join("topics/school/school-enrol.yaml");
    let kept = desk.content().join("made-from/school-enrol.json");
    let before = fs::read_to_string(&file).expect("a topic");
    let old = "Отдайте бумаги в канцелярию школы";
    let changed = before.replacen(old, "Отнесите бумаги в школу", 1);
    assert_ne!(before, changed);
    fs::write(&file, &changed).expect("a file");
    let made_from = exported();
    for language in ["kk", "tg", "uz"] {
        assert!(made_from(language, step).starts_with(old), "{language}");
        assert_eq!(made_from(language, "school-enrol/answer"), "тот же");
        assert_eq!(made_from(language, "school-right/answer"), "тот же");
    }
    assert_eq!(made_from("ru", step), "");

    // The old text is kept while a translation is made from it, and then forgotten.
    let count = || {
        let text = fs::read_to_string(&kept).expect("kept texts");
        let texts: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&text).expect("kept texts");
        texts.len()
    };
    assert_eq!(count(), 1);
    desk.edit(|cells| {
        add_words(cells, "kk", step, " Рақмет.");
    });
    desk.works(&["sheet", "import", "huquq.xlsx"]);
    assert_eq!(count(), 2);
    let made_from = exported();
    assert_eq!(made_from("kk", step), "тот же");
    assert!(made_from("tg", step).starts_with(old));
    desk.works(&["sheet", "stamp", "school-enrol"]);
    assert_eq!(count(), 1);

    // Words that nobody kept are said to be unknown.
    fs::remove_file(&kept).expect("kept texts");
    let stamped = fs::read_to_string(&file).expect("a topic");
    fs::write(
        &file,
        stamped.replacen("Отнесите бумаги", "Сдайте бумаги", 1),
    )
    .expect("a file");
    assert_eq!(exported()("tg", step), "неизвестно, русский менялся");
    // What was damaged is mended by hand first; nothing is built on it or written over it.
    fs::write(&kept, "<<<<<<< ours\n").expect("a file");
    for arguments in [
        &["sheet", "keep"][..],
        &["sheet", "export", "--out", "x.xlsx"],
    ] {
        let errors = desk.is_refused(arguments);
        assert!(errors.contains("error[made-from]"), "{errors}");
    }
    assert_eq!(fs::read_to_string(&kept).expect("a file"), "<<<<<<< ours\n");
}

#[test]
fn a_lawyers_ok_to_a_whole_topic_is_a_signature_and_to_a_part_is_none() {
    let desk = Desk::new();
    let before = desk.files();
    desk.export();
    desk.edit(|cells| {
        let (_, rows) = cells.last_mut().expect("the lawyer's sheet");
        let mut is_first = true;
        for row in rows {
            let is_whole = row[1] == "school-enrol";
            if is_whole || row[1] == "school-right" && is_first {
                is_first &= is_whole;
                row[8] = "ok".to_owned();
                row[9] = "Алия Ким".to_owned();
                row[10] = "15.01.2027".to_owned();
            }
        }
    });
    let said = desk.works(&["sheet", "import", "huquq.xlsx"]);
    assert!(said.contains("school-enrol: signed by Алия Ким"), "{said}");
    assert!(
        said.contains("school-right: not signed: no \"ok\""),
        "{said}"
    );
    let after = desk.files();
    let differing: Vec<&PathBuf> = before
        .keys()
        .filter(|path| before[*path] != after[*path])
        .collect();
    assert_eq!(differing.len(), 1);
    assert!(after[differing[0]].contains("signatures:\n  - {who: \"Алия Ким\", role: lawyer,"));
    let status = desk.works(&["check", "--status"]);
    assert!(
        status.contains("ru: lawyer Алия Ким, 2027-01-15"),
        "{status}"
    );
    let said = desk.works(&["sheet", "import", "huquq.xlsx"]);
    assert!(said.contains("signed before"), "{said}");
    assert_eq!(desk.files(), after, "one signature was written twice");
}

#[test]
fn the_status_begins_with_what_is_asked_most_by_published_numbers() {
    let desk = Desk::with("tests/broken-content/base");
    let row = |codes: &[&str]| {
        serde_json::json!({
            "codes": codes, "value": 40, "lower": 36, "upper": 44, "status": "shown",
        })
    };
    let release = serde_json::json!({
        "release_id": "2026-B12.1", "schema_version": 1, "policy_version": "v1",
        "origin": "counted", "period": "2026-B12", "first_day": "2026-11-02",
        "last_day": "2026-11-29", "time_zone": "Asia/Almaty", "coverage": "full", "shown": "all",
        "accounts_least": null, "parts": [],
        "tables": [{"table": "T4", "rows": [
            row(&[]), row(&["school"]), row(&["school", "school-right"]),
        ]}],
    });
    let release: Release = serde_json::from_value(release).expect("a release");
    let file = desk.path("release.json");
    fs::write(&file, release.to_json()).expect("a file");
    let status = desk.works(&["check", "--status", "--counts", "release.json"]);
    assert!(status.contains("published: 2026-B12\n"), "{status}");
    let row = status.lines().find(|line| line.contains("school-right"));
    assert!(row.expect("a row").contains("  40  draft"), "{status}");
    let status = desk.works(&["check", "--status"]);
    assert!(status.starts_with("urgent first, then as in the menu"));

    fs::write(&file, release.to_json().replace("40", "400")).expect("a file");
    let errors = desk.is_refused(&["check", "--status", "--counts", "release.json"]);
    assert!(errors.contains("was altered"), "{errors}");
    let errors = desk.is_refused(&["check", "--status", "--data", "no-such-folder"]);
    assert!(errors.contains("no-such-folder"), "{errors}");
}

/// Telegram's limit is kept by the server of these tests; a reply beyond it would come in parts.
#[test]
fn every_topic_in_every_language_is_one_telegram_message() {
    let api = FakeApi::start();
    let home = Home::new();
    let _bot = Bot::start(&api, &home).connected();
    // Nobody reads more than so many at once: a chat that hurries on is asked to wait.
    let parts = WORDS.catalog.topics().chunks(10);
    let read = Language::ALL
        .into_iter()
        .flat_map(|language| parts.clone().map(move |topics| (language, topics)));
    for (chat, (language, topics)) in (1..).zip(read) {
        let user = api.user(chat);
        user.ask("/start");
        user.push_button(language.own_name());
        let (message, ..) = user.buttons().first().expect("a button").clone();
        for topic in topics {
            let screen = Screen::Topic {
                topic: topic.id.clone(),
                entry: Entry::Opened,
            };
            let count = user.said().len();
            user.press(message, &token(language, screen));
            let shown = user.wait_said(count + 1);
            let text = topic.texts.get(language);
            let last = text.steps.last().expect("steps");
            assert!(shown.contains(&text.title), "{}: {shown}", topic.id);
            assert!(
                last.contains('{') || shown.contains(last),
                "{}: {shown}",
                topic.id
            );
        }
        api.with(|state| {
            let happened = &state.chat(chat).happenings;
            let is_sent = |it: &&Happening| matches!(it, Happening::Sent(_));
            assert_eq!(happened.iter().filter(is_sent).count(), 1, "{language:?}");
        });
    }
    api.with(|state| assert!(state.refused().is_empty(), "{:?}", state.refused()));
}

#[test]
fn calls_are_noted_one_by_one_or_a_sheet_at_once_and_comments_stay() {
    let desk = Desk::new();
    let before = desk.files();
    let contacts = desk.content().join("contacts.yaml");
    let due = desk.works(&["contacts", "due", "--json"]);
    assert!(due.contains("\"family-111\""), "{due}");
    let call = [
        "contacts",
        "called",
        "family-111",
        "--on",
        "2026-11-25",
        "--result",
        "ok",
    ];
    desk.works(&call);
    let changed = changed_lines(&before, &desk.files());
    assert_eq!(changed, ["  last_called: 2026-11-25"]);
    let due = desk.works(&["contacts", "due"]);
    assert!(!due.contains("family-111"), "{due}");
    assert!(due.contains("- [ ] "), "{due}");
    for (days, is_due) in [("0", true), ("1", false)] {
        let due = desk.works(&["contacts", "due", "--days", days]);
        assert_eq!(due.contains("family-111"), is_due, "{days} days: {due}");
    }

    desk.works(&["contacts", "due", "--out", "calls.csv"]);
    let sheet = desk.path("calls.csv");
    let filled = |result: &str, day: &str| {
        let text = fs::read_to_string(&sheet).expect("a call sheet");
        let lines = text
            .lines()
            .map(|line| match line.strip_suffix("\"\",\"\",\"\"") {
                Some(start) if line.contains("egov-1414") => {
                    format!("{start}\"{day}\",\"{result}\",\"отвечают с 8 до 20\"\r\n")
                }
                _ => format!("{line}\r\n"),
            });
        let text: String = lines.collect();
        fs::write(desk.path("filled.csv"), text).expect("a file");
    };
    let noted = desk.files();
    for (result, day) in [("maybe", "2026-11-26"), ("changed", "2027-11-26")] {
        filled(result, day);
        let errors = desk.is_refused(&["contacts", "import", "filled.csv"]);
        assert!(errors.contains("line "), "{errors}");
        assert_eq!(desk.files(), noted);
    }
    filled("changed", "26.11.2026");
    desk.works(&["contacts", "import", "filled.csv"]);
    let text = fs::read_to_string(&contacts).expect("the contacts");
    assert!(text.contains("# 2026-11-26 changed: отвечают с 8 до 20\n- id: egov-1414\n"));
    let comments = |text: &str| text.matches('#').count();
    assert_eq!(comments(&text), comments(&before[&contacts]) + 1);
}

#[test]
fn the_tools_have_help_with_an_example_and_name_what_they_do_not_know() {
    let desk = Desk::new();
    let commands: [&[&str]; 10] = [
        &["sheet"],
        &["sheet", "export"],
        &["sheet", "import"],
        &["sheet", "stamp"],
        &["sheet", "same-meaning"],
        &["sheet", "keep"],
        &["contacts"],
        &["contacts", "due"],
        &["contacts", "called"],
        &["contacts", "import"],
    ];
    for command in commands {
        let help = desk.works(&[command, &["--help"]].concat());
        assert!(help.contains("Example"), "{command:?} has no example");
    }
    let errors = desk.is_refused(&["sheet", "stamp", "no-such-topic"]);
    assert!(errors.contains("`no-such-topic`"), "{errors}");
    fs::write(desk.sheet(), "no workbook").expect("a file");
    let errors = desk.is_refused(&["sheet", "import", "huquq.xlsx"]);
    assert!(errors.contains("no XLSX workbook"), "{errors}");
}
