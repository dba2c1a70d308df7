//! Tables to an XLSX file and back. The libraries for spreadsheets are known only here.

use std::fmt;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, ProtectionOptions, Workbook,
    XlsxError,
};

use super::export::{Access, Table};

/// Why a workbook cannot be written or read.
#[derive(Debug)]
pub struct WorkbookError(String);

impl fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WorkbookError {}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}

/// Writes tables as a workbook. The same tables give the same bytes, whatever the day.
///
/// # Errors
///
/// When a table is larger than a spreadsheet can be.
pub fn write(tables: &[Table]) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    // Cells are texts: a typed number stays as it was typed.
    let cell = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Hair);
    let read = cell.clone().set_background_color(0x00F2_F2F2);
    let edit = cell.clone().set_unlocked();
    let heading = cell.clone().set_bold().set_background_color(0x00D9_E2F3);
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&table.name)?;
        sheet.set_freeze_panes(1, 1)?;
        // Without a password: this guards against slips, and the import checks all the same.
        sheet.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            use_autofilter: true,
            ..ProtectionOptions::default()
        });
        for (index, column) in (0u16..).zip(&table.columns) {
            sheet.write_string_with_format(0, index, column.heading, &heading)?;
            match column.access {
                Access::Hidden => {
                    sheet.set_column_hidden(index)?;
                }
                Access::Read | Access::Edit => {
                    sheet.set_column_width(index, f64::from(column.width))?;
                }
            }
        }
        if let (Ok(rows), Ok(columns)) = (
            u32::try_from(table.rows.len()),
            u16::try_from(table.columns.len()),
        ) {
            sheet.autofilter(0, 0, rows, columns.saturating_sub(1))?;
        }
        for (line, row) in (1u32..).zip(&table.rows) {
            for ((index, column), words) in (0u16..).zip(&table.columns).zip(row) {
                let format = match column.access {
                    Access::Edit => &edit,
                    Access::Read | Access::Hidden => &read,
                };
                sheet.write_string_with_format(line, index, words, format)?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// A sheet as it came back; the first row holds the headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell as it came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A day, which spreadsheets make of what looks like one.
    Day(Date),
    /// A number, a truth value or an error instead of a text.
    NoText(String),
    Formula,
}

/// Reads a workbook.
///
/// # Errors
///
/// When the file is no XLSX workbook.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    let no_workbook = |error: calamine::XlsxError| WorkbookError(error.to_string());
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(no_workbook)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let values = workbook.worksheet_range(&name).map_err(no_workbook)?;
        let formulas = workbook.worksheet_formula(&name).map_err(no_workbook)?;
        sheets.push(Sheet {
            rows: rows(&values, &formulas),
            name,
        });
    }
    Ok(sheets)
}

fn rows(values: &Range<Data>, formulas: &Range<String>) -> Vec<Vec<Cell>> {
    let ends = [values.end(), formulas.end()];
    let (height, width) = ends
        .into_iter()
        .flatten()
        .fold((0, 0), |(h, w), end| (h.max(end.0 + 1), w.max(end.1 + 1)));
    (0..height)
        .map(|row| {
            (0..width)
                .map(|column| {
                    let formula = formulas.get_value((row, column));
                    if formula.is_some_and(|formula| !formula.is_empty()) {
                        return Cell::Formula;
                    }
                    values.get_value((row, column)).map_or(Cell::Empty, cell)
                })
                .collect()
        })
        .collect()
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) if text.trim().is_empty() => Cell::Empty,
        Data::String(text) => Cell::Text(text.trim().to_owned()),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let date = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
                (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
                _ => None,
            };
            date.map_or_else(|| Cell::NoText(data.to_string()), Cell::Day)
        }
        other => Cell::NoText(other.to_string()),
    }
}
