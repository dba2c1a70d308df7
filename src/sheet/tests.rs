//! What comes back in a workbook is taken whole or refused whole, with every reason.

use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::{Date, date};

use super::export::{ID, RUSSIAN, SOURCE, Table, WORDS, tables};
use super::import::{CellProblem, Import, import};
use super::lawyer::{NAME, Outcome};
use super::workbook::{self, Cell, Sheet};
use crate::content::made_from::Kept;
use crate::content::{self, Catalog};
use crate::language::Language;

const TODAY: Date = date(2026, 11, 26);

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    CATALOG.get_or_init(|| content::load(&folder).unwrap())
}

fn kept() -> Kept {
    Kept::load(catalog().folder())
}

fn exported() -> &'static [Table] {
    static TABLES: OnceLock<Vec<Table>> = OnceLock::new();
    TABLES.get_or_init(|| tables(catalog(), &kept(), TODAY))
}

/// The sheets of an export as they come back when nobody touched them.
fn returned() -> Vec<Sheet> {
    let cell = |words: &String| match words.trim() {
        "" => Cell::Empty,
        words => Cell::Text(words.to_owned()),
    };
    let sheet = |table: &Table| {
        let headings = table.columns.iter().map(|column| column.heading.to_owned());
        let headings: Vec<String> = headings.collect();
        let rows = [&headings].into_iter().chain(&table.rows);
        Sheet {
            name: table.name.clone(),
            rows: rows.map(|row| row.iter().map(cell).collect()).collect(),
        }
    };
    exported().iter().map(sheet).collect()
}

fn row_of(sheet: &Sheet, id: &str) -> usize {
    let wanted = Cell::Text(id.to_owned());
    let is_wanted = |row: &Vec<Cell>| row[ID] == wanted;
    sheet.rows.iter().position(is_wanted).expect(id)
}

fn words_of(sheet: &Sheet, row: usize) -> String {
    match &sheet.rows[row][WORDS] {
        Cell::Text(words) => words.clone(),
        other => panic!("{other:?}"),
    }
}

/// What an import of one edited row says.
fn edit(
    tag: &str,
    id: &str,
    change: impl Fn(String) -> Cell,
) -> (usize, Result<Import, Vec<CellProblem>>) {
    let catalog = catalog();
    let mut sheets = returned();
    let sheet = sheets.iter_mut().find(|sheet| sheet.name == tag).unwrap();
    let row = row_of(sheet, id);
    let words = words_of(sheet, row);
    sheet.rows[row][WORDS] = change(words);
    (row, import(catalog, &sheets))
}

fn assert_refused(tag: &str, id: &str, change: impl Fn(String) -> Cell, reason: &str) {
    let (row, result) = edit(tag, id, change);
    let problems = result.expect_err(reason);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].place, format!("{tag}!D{}", row + 1));
    assert!(problems[0].message.contains(reason), "{problems:?}");
    assert!(!problems[0].help.is_empty());
}

#[test]
fn an_export_without_edits_asks_for_nothing() {
    let catalog = catalog();
    assert_eq!(import(catalog, &returned()), Ok(Import::default()));
}

#[test]
fn a_workbook_is_read_as_it_was_written_and_has_the_same_bytes_every_time() {
    let tables = exported();
    let bytes = workbook::write(tables).unwrap();
    assert_eq!(bytes, workbook::write(tables).unwrap());
    assert_eq!(workbook::read(&bytes).unwrap(), returned());
    assert!(workbook::read(b"no workbook").is_err());
}

#[test]
fn an_edited_row_is_one_change_with_the_source_that_was_seen() {
    let (_, result) = edit("kk", "school-enrol/steps 1", |words| {
        Cell::Text(words + " Рақмет.")
    });
    let import = result.unwrap();
    let catalog = catalog();
    let topic = import.topics(catalog)[0];
    assert_eq!(import.changes.len(), 1);
    assert_eq!(
        import.changes[0].made_from,
        topic.fingerprint(Language::Russian)
    );
}

#[test]
fn each_forbidden_edit_is_refused_with_its_cell() {
    let step = "school-enrol/steps 1";
    let refuse = |change: fn(String) -> Cell, reason: &str| {
        assert_refused("kk", step, change, reason);
    };
    refuse(|words| Cell::Text(words + " 7"), "numbers");
    refuse(|words| Cell::Text(words + " {mci}"), "numbers");
    refuse(|_| Cell::Empty, "emptied");
    refuse(|words| Cell::Text(words + "\nжаңа"), "line break");
    refuse(|words| Cell::Text(words + "\u{200b}"), "invisible");
    refuse(|words| Cell::Text(words + " aаб"), "two alphabets");
    refuse(|_| Cell::Formula, "formula");
    refuse(|_| Cell::NoText("12".to_owned()), "not a text");
    refuse(|_| Cell::Day(TODAY), "the day");
    assert_refused(
        "tg",
        "school-enrol/title",
        |words| Cell::Text(words + " ва боз чизи дигаре барои дарозӣ"),
        "34",
    );
    assert_refused(
        "uz",
        step,
        |words| Cell::Text(words + " bo'ladi"),
        "apostrophe",
    );
    assert_refused("ru", step, |words| Cell::Text(words + " 7"), "it had");
}

#[test]
fn every_problem_of_every_sheet_is_named() {
    let catalog = catalog();
    let mut sheets = returned();
    let rows = &mut sheets[0].rows;
    let repeated = rows[1].clone();
    rows[2] = repeated;
    rows[3][ID] = Cell::Text("no-such-topic/answer".to_owned());
    rows[5][ID] = Cell::Empty;
    rows[6][RUSSIAN] = Cell::Text("иначе".to_owned());
    sheets[1].rows[0].remove(2);
    sheets.push(Sheet {
        name: "Лист1".to_owned(),
        rows: Vec::new(),
    });
    let problems = import(catalog, &sheets).unwrap_err();
    let has = |place: &str, words: &str| {
        let found = problems
            .iter()
            .any(|p| p.place == place && p.message.contains(words));
        assert!(found, "{place} {words}: {problems:#?}");
    };
    has("kk!A3", "twice");
    has("kk!A4", "no text `no-such-topic/answer`");
    has("kk!A6", "no id");
    has("kk!B7", "only for reading");
    has("kk", "is missing");
    has("ru!C1", "heading");
    has("Лист1", "no sheet");
}

#[test]
fn a_text_that_changed_after_the_export_is_never_overwritten() {
    let catalog = catalog();
    let mut sheets = returned();
    let row = row_of(&sheets[0], "school-enrol/steps 1");
    // As if the export had been made before today's words: untouched, it changes nothing.
    let old = super::export::fingerprint_of("Ескі сөз");
    sheets[0].rows[row][WORDS] = Cell::Text("Ескі сөз".to_owned());
    sheets[0].rows[row][super::export::WAS] = Cell::Text(old);
    assert_eq!(import(catalog, &sheets), Ok(Import::default()));

    sheets[0].rows[row][WORDS] = Cell::Text("Жаңа сөз".to_owned());
    let problems = import(catalog, &sheets).unwrap_err();
    assert!(
        problems[0].message.contains("after the export"),
        "{problems:?}"
    );
}

#[test]
fn an_edit_made_from_an_old_russian_text_is_refused() {
    let catalog = catalog();
    let mut sheets = returned();
    let row = row_of(&sheets[0], "school-enrol/steps 1");
    let words = words_of(&sheets[0], row);
    sheets[0].rows[row][WORDS] = Cell::Text(words + " Рақмет.");
    sheets[0].rows[row][SOURCE] = Cell::Text("0000000000000000".to_owned());
    let problems = import(catalog, &sheets).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0]
            .message
            .contains("Russian text of this topic changed")
    );
    assert!(problems[0].help.contains("export again"));
}

/// Fills in the lawyer's cells of a topic and gives what it came to.
fn reviewed(fill: impl Fn(usize, &mut Vec<Cell>)) -> Outcome {
    let catalog = catalog();
    let mut sheets = returned();
    let sheet = sheets.iter_mut().find(|sheet| sheet.name == NAME).unwrap();
    let topic = Cell::Text("school-enrol".to_owned());
    let claims = sheet.rows.iter_mut().filter(|row| row[1] == topic);
    for (index, row) in claims.enumerate() {
        row[8] = Cell::Text("ok".to_owned());
        row[9] = Cell::Text("Алия Ким".to_owned());
        row[10] = Cell::Text("15.01.2027".to_owned());
        fill(index, row);
    }
    let import = import(catalog, &sheets).unwrap();
    assert_eq!(import.reviews.len(), 1);
    import.reviews[0].outcome.clone()
}

#[test]
fn a_topic_is_signed_only_when_one_lawyer_says_ok_to_every_claim() {
    let Outcome::Signed(signature) = reviewed(|_, _| {}) else {
        panic!("not signed");
    };
    assert_eq!(signature.who, "Алия Ким");
    assert_eq!(signature.on, date(2027, 1, 15));
    let is_refused = |outcome: Outcome, reason: &str| {
        let Outcome::NotSigned(said) = outcome else {
            panic!("signed although: {reason}");
        };
        assert!(said.contains(reason), "{said}");
    };
    let at_first = |column: usize, cell: Cell| {
        reviewed(move |index, row| {
            if index == 0 {
                row[column] = cell.clone();
            }
        })
    };
    let text = |words: &str| Cell::Text(words.to_owned());
    is_refused(at_first(8, text("статья другая")), "no \"ok\"");
    is_refused(at_first(8, Cell::Empty), "no \"ok\"");
    is_refused(at_first(9, Cell::Empty), "no name");
    is_refused(at_first(9, text("Другой")), "more than one name");
    is_refused(at_first(10, Cell::Empty), "no date");
    is_refused(at_first(11, text("0000000000000000")), "export again");
}

#[test]
fn urgent_topics_come_first_to_the_lawyer_and_a_batch_has_ten() {
    let catalog = catalog();
    let tables = exported();
    let table = tables.iter().find(|table| table.name == NAME).unwrap();
    let is_urgent = |row: &Vec<String>| {
        let id = row[1].parse().unwrap();
        catalog.topic(&id).unwrap().urgent
    };
    assert!(is_urgent(&table.rows[0]));
    let first_calm = table.rows.iter().position(|row| !is_urgent(row)).unwrap();
    assert!(!table.rows[first_calm..].iter().any(is_urgent));
    let mut topics: Vec<(&str, &str)> = Vec::new();
    for row in &table.rows {
        if !topics.contains(&(&row[0], &row[1])) {
            topics.push((&row[0], &row[1]));
        }
    }
    for (index, (batch, _)) in topics.iter().enumerate() {
        assert_eq!(*batch, (index / 10 + 1).to_string());
    }
}
