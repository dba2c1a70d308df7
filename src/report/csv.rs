//! A release as comma-separated values: UTF-8 with a byte mark, so that spreadsheets read it, and
//! quotes where needed (RFC 4180).

use super::labels::Labels;
use super::rows::{COLUMNS, HXL_TAGS, rows};
use crate::counts::release::Release;

/// Writes a release.
pub fn render(release: &Release, labels: &Labels<'_>) -> String {
    table(&[COLUMNS], rows(release, labels))
}

/// The same with a row of HXL tags below the columns' names, by which tools for humanitarian data
/// know the columns. A file of its own: to other readers the tags would be a row of data.
pub fn render_tagged(release: &Release, labels: &Labels<'_>) -> String {
    table(&[COLUMNS, HXL_TAGS], rows(release, labels))
}

/// Writes rows of releases below their heads: the columns' names, and tags if there are.
pub(super) fn table(
    heads: &[[&str; COLUMNS.len()]],
    rows: impl IntoIterator<Item = [String; COLUMNS.len()]>,
) -> String {
    let mut text = String::from("\u{feff}");
    for head in heads {
        line(&mut text, head.iter().copied());
    }
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
