//! A release as a spreadsheet: what it is, its numbers, and what the columns mean.
//!
//! Its properties are fixed, so one release is always one file, byte for byte.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::labels::Labels;
use super::rows::{COLUMNS, NUMBERS, rows};
use super::{Head, head};
use crate::counts::release::Release;

/// What the columns mean, in the order of [`COLUMNS`]; `docs/data-dictionary.md` says more.
const MEANINGS: [&str; COLUMNS.len()] = [
    "period and revision",
    "version of these columns",
    "version of the protection; `open`: exact numbers",
    "counted: people's questions; simulated or trial: nobody's",
    "week, 4week or quarter",
    "ISO week, block of four weeks, or quarter",
    "first day, local",
    "last day, local, inclusive",
    "time zone of the days",
    "table, see docs/data-dictionary.md",
    "what is counted",
    "what code1 is a code of; empty: a total",
    "code",
    "its title",
    "what code2 is a code of; empty: a total over it",
    "code",
    "its title",
    "what code3 is a code of; empty: a total over it",
    "code",
    "its title",
    "the number, a multiple of 5; empty: not shown",
    "the least the counted number may be",
    "the most it may be",
    "shown, combined (several rows together) or not_shown (too little, or nothing)",
    "full, or segmented: accounts may be counted twice",
];

/// Writes a release.
///
/// # Errors
///
/// When the library cannot write the workbook.
pub fn render(release: &Release, labels: &Labels<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = release.last_day;
    let made = ExcelDateTime::from_ymd(
        day.year().unsigned_abs(),
        day.month().unsigned_abs(),
        day.day().unsigned_abs(),
    )?;
    let properties = DocProperties::new()
        .set_title(&release.release_id)
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let bold = Format::new().set_bold();

    let sheet = workbook.add_worksheet().set_name("Read me")?;
    let Head { lines, warnings } = head(release, labels);
    let text = warnings.into_iter().chain(lines);
    let hash = labels.word("hash", &[("hash", &release.hash())]);
    for (row, line) in (0..).zip(text.chain([super::method(labels), hash])) {
        sheet.write_string(row, 0, line)?;
    }
    sheet.set_column_width(0, 100)?;

    let sheet = workbook.add_worksheet().set_name("Data")?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    let mut last = 0;
    for (row, cells) in (1..).zip(rows(release, labels)) {
        for (column, cell) in (0..).zip(cells) {
            match cell.parse::<u32>() {
                Ok(number) if NUMBERS.contains(&usize::from(column)) => {
                    sheet.write_number(row, column, number)?
                }
                _ => sheet.write_string(row, column, cell)?,
            };
        }
        last = row;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?;

    let sheet = workbook.add_worksheet().set_name("Dictionary")?;
    for (row, (column, meaning)) in (0..).zip(COLUMNS.into_iter().zip(MEANINGS)) {
        sheet.write_string_with_format(row, 0, column, &bold)?;
        sheet.write_string(row, 1, meaning)?;
    }
    sheet.set_column_width(0, 20)?;
    sheet.set_column_width(1, 80)?;
    workbook.save_to_buffer()
}
