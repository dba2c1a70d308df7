//! A release as comma-separated values: UTF-8 with a byte mark, so that spreadsheets read it, and
//! quotes where needed (RFC 4180).

use super::labels::Labels;
use super::rows::{COLUMNS, rows};
use crate::counts::release::Release;

/// Writes a release.
pub fn render(release: &Release, labels: &Labels<'_>) -> String {
    table(rows(release, labels))
}

/// Writes rows of releases below the names of their columns.
pub(super) fn table(rows: impl IntoIterator<Item = [String; COLUMNS.len()]>) -> String {
    let mut text = String::from("\u{feff}");
    line(&mut text, COLUMNS);
    for row in rows {
        line(&mut text, row.iter().map(String::as_str));
    }
    text
}

fn line<'a>(text: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}
