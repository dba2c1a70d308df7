//! A release in a few lines, for a chat. At most [`CHARS_MAX`] characters, plain text.

use crate::counts::policy;
use crate::counts::release::{Release, Row, Status, TableName};
use crate::report::{Labels, Page};

/// The longest digest.
pub const CHARS_MAX: usize = 800;
/// The longest title of a group or a link in it.
const TITLE_CHARS_MAX: usize = 40;
/// How many of a kind are named.
const NAMED: usize = 3;
/// Digits of the hash: enough to tell releases apart.
const HASH_DIGITS: usize = 8;

/// Writes a digest.
pub fn render(page: &Page<'_>, labels: &Labels<'_>) -> String {
    let release = page.release;
    let head = page.head_lines(labels);
    let mut middle = page.figure_lines(labels);
    middle.extend(top(release, labels, TableName::Q1, "digest-topics"));
    middle.extend(languages(release, labels));
    middle.extend(top(release, labels, TableName::A2, "digest-links"));
    middle.extend(gap(release, labels));
    let hash = release.hash();
    let foot = labels.word(
        "digest-foot",
        &[
            ("rounding", &policy::ROUNDING.to_string()),
            ("hash", &hash[..HASH_DIGITS]),
        ],
    );
    // The last lines say least: they give way first.
    loop {
        let lines: Vec<&str> = (head.iter().chain(&middle).map(String::as_str))
            .chain([foot.as_str()])
            .collect();
        let text = lines.join("\n");
        if text.chars().count() <= CHARS_MAX || middle.pop().is_none() {
            return text;
        }
    }
}

/// Rows that have a name of their own, with their numbers, the largest first.
fn named(release: &Release, table: TableName) -> Vec<(&str, u64)> {
    let Some(table) = release.table(table) else {
        return Vec::new();
    };
    let is_named = |row: &&Row| row.status == Status::Shown && !row.codes[0].starts_with('~');
    let rows = table.below(&[]).filter(is_named);
    let mut rows: Vec<_> = rows
        .filter_map(|row| Some((row.codes[0].as_str(), row.value?)))
        .collect();
    // Equal numbers stay in the order of the catalogue.
    rows.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
    rows
}

fn top(release: &Release, labels: &Labels<'_>, table: TableName, message: &str) -> Option<String> {
    let dimension = table.dimensions()[0];
    let rows = named(release, table).into_iter().take(NAMED);
    let list: Vec<String> = rows
        .map(|(code, value)| format!("{} {value}", short(&labels.title(dimension, code))))
        .collect();
    (!list.is_empty()).then(|| labels.word(message, &[("list", &list.join(", "))]))
}

fn short(title: &str) -> String {
    match title.char_indices().nth(TITLE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

fn languages(release: &Release, labels: &Labels<'_>) -> Option<String> {
    let whole = release.table(TableName::A1)?.value(&[])?;
    if whole < policy::SHARES_FROM {
        return None;
    }
    let list: Vec<String> = named(release, TableName::A1)
        .into_iter()
        .map(|(code, value)| {
            let percent = (value * 100 + whole / 2) / whole;
            format!("{} {percent} %", labels.title("language", code))
        })
        .collect();
    (!list.is_empty()).then(|| labels.word("digest-languages", &[("list", &list.join(", "))]))
}

/// The language whose questions are answered least, if that is more than chance.
fn gap(release: &Release, labels: &Labels<'_>) -> Option<String> {
    let outcomes = release.table(TableName::Q0)?;
    let all = (outcomes.value(&["answered"])?, outcomes.value(&[])?);
    let table = release.table(TableName::Q2)?;
    let shares = named(release, TableName::Q2).into_iter();
    let shares = shares.filter_map(|(code, whole)| {
        let answered = table.value(&[code, "answered"])?;
        let is_worse = crate::report::is_less((answered, whole), all);
        is_worse.then_some((answered * 100 / whole.max(1), code))
    });
    let (percent, code) = shares.min()?;
    Some(labels.word(
        "digest-gap",
        &[
            ("language", &labels.title("language", code)),
            ("percent", &percent.to_string()),
            ("all", &(all.0 * 100 / all.1.max(1)).to_string()),
        ],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_between_letters() {
        assert_eq!(short("Школа"), "Школа");
        let long = short(&"я".repeat(60));
        assert_eq!(long.chars().count(), TITLE_CHARS_MAX + 1);
    }
}
