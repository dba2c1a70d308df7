//! A page as plain text, for a terminal.

use super::labels::Labels;
use super::tables::Lines;
use super::{Head, Page, head, in_order, method, period, plan};
use crate::counts::release::Release;

/// Writes a page.
pub fn render(page: &Page<'_>, labels: &Labels<'_>) -> String {
    let mut lines = Text::default();
    let Head {
        lines: first,
        warnings,
    } = head(page.release, labels);
    for warning in &warnings {
        lines.line(&format!("! {warning}"));
    }
    for line in first {
        lines.line(&line);
    }
    figures(&mut lines, page, labels);
    plan(&mut lines, page, labels);
    tables(&mut lines, page.release, labels);
    if let Some(block) = page.block {
        lines.blank();
        lines.line(&period(block, labels));
        for line in head(block, labels).lines.iter().skip(2) {
            lines.line(line);
        }
        tables(&mut lines, block, labels);
    }
    if let Some(note) = page.note {
        lines.blank();
        lines.line(&labels.word("note", &[]));
        note.lines().for_each(|line| lines.line(line));
    }
    lines.blank();
    lines.line(&method(labels));
    lines.line(&labels.word("hash", &[("hash", &page.release.hash())]));
    lines.0
}

fn figures(text: &mut Text, page: &Page<'_>, labels: &Labels<'_>) {
    for line in page.figure_lines(labels) {
        text.line(&line);
    }
    let movers = page.movers(labels);
    if !movers.is_empty() {
        text.line(&labels.word("movers", &[]));
    }
    for (change, group) in movers {
        text.line(&format!("  {} {group}", change.sign()));
    }
}

fn plan(text: &mut Text, page: &Page<'_>, labels: &Labels<'_>) {
    for (title, lines) in plan::lines(page.plan, page.release, labels) {
        text.blank();
        text.line(&title);
        let heads = plan::COLUMNS.map(|id| labels.word(id, &[]));
        let mut rows = vec![[String::new()].into_iter().chain(heads).collect()];
        for line in lines {
            let number = |number: Option<u64>| number.map_or("·".to_owned(), |n| n.to_string());
            let cells = line.cells().map(number);
            rows.push([line.title].into_iter().chain(cells).collect());
        }
        text.table(&rows);
    }
}

fn tables(text: &mut Text, release: &Release, labels: &Labels<'_>) {
    for table in in_order(release) {
        let Lines {
            title,
            outcomes,
            lines,
            not_shown,
        } = Lines::of(table, labels);
        text.blank();
        text.line(&title);
        let mut rows: Vec<Vec<String>> = Vec::new();
        if !outcomes.is_empty() && !lines.is_empty() {
            let first = [String::new(), labels.word("total", &[])];
            rows.push(first.into_iter().chain(outcomes).collect());
        }
        for line in lines {
            let name = format!(
                "{}{}",
                "  ".repeat(line.depth.saturating_sub(1)),
                line.title
            );
            let number = |number: Option<u64>| number.map_or("·".to_owned(), |n| n.to_string());
            let outcomes = line.outcomes.into_iter().map(number);
            rows.push(
                [name, line.value.to_string()]
                    .into_iter()
                    .chain(outcomes)
                    .collect(),
            );
        }
        text.table(&rows);
        if not_shown > 0 {
            text.line(&format!("  {}: {not_shown}", labels.word("not-shown", &[])));
        }
    }
}

/// The lines written so far.
#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Rows with the first column to the left and numbers to the right.
    fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in rows {
            let mut line = String::from(" ");
            for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line += &match place {
                    0 => format!(" {cell:<width$}"),
                    _ => format!("  {cell:>width$}"),
                };
            }
            self.line(&line);
        }
    }
}
