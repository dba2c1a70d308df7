//! A release as a spreadsheet: what it is, its first figures as formulas, its numbers, what was
//! planned where something was, and what the columns mean.
//!
//! Its properties are fixed, so one release is always one file, byte for byte.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, XlsxError};

use super::labels::Labels;
use super::plan::{self, PlannedLink};
use super::rows::{COLUMNS, MEANINGS, NUMBERS, guarded, rows};
use super::{Head, head, summary};
use crate::counts::release::Release;

/// Writes a release.
///
/// # Errors
///
/// When the library cannot write the workbook.
pub fn render(
    release: &Release,
    labels: &Labels<'_>,
    plan: &[PlannedLink],
) -> Result<Vec<u8>, XlsxError> {
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

    let rows = rows(release, labels);
    let sheet = workbook.add_worksheet().set_name("Summary")?;
    for (row, line) in (0..).zip(summary::lines(release, labels, rows.len())) {
        sheet.write_string(row, 0, guarded(line.title))?;
        let result = line
            .result
            .map_or(String::new(), |number| number.to_string());
        sheet.write_formula(row, 1, Formula::new(line.formula).set_result(result))?;
    }
    sheet.set_column_width(0, 60)?;

    let sheet = workbook.add_worksheet().set_name("Data")?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    let mut last = 0;
    for (row, cells) in (1..).zip(rows) {
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

    let lines = plan::lines(plan, release, labels);
    if !lines.is_empty() {
        let sheet = workbook.add_worksheet().set_name("Plan")?;
        let mut row = 0;
        for (title, lines) in lines {
            sheet.write_string_with_format(row, 0, title, &bold)?;
            for (column, id) in (1..).zip(plan::COLUMNS) {
                sheet.write_string_with_format(row, column, labels.word(id, &[]), &bold)?;
            }
            for line in lines {
                row += 1;
                sheet.write_string(row, 0, guarded(line.title.clone()))?;
                for (column, number) in (1..).zip(line.cells()) {
                    if let Some(number) = number {
                        sheet.write_number(row, column, number as f64)?;
                    }
                }
            }
            row += 2;
        }
        sheet.set_column_width(0, 30)?;
    }

    let sheet = workbook.add_worksheet().set_name("Dictionary")?;
    for (row, (column, meaning)) in (0..).zip(COLUMNS.into_iter().zip(MEANINGS)) {
        sheet.write_string_with_format(row, 0, column, &bold)?;
        sheet.write_string(row, 1, meaning)?;
    }
    sheet.set_column_width(0, 20)?;
    sheet.set_column_width(1, 80)?;
    workbook.save_to_buffer()
}
