//! A page as one HTML file: nothing is fetched, nothing runs, and it prints in greys on A4.

use super::labels::Labels;
use super::tables::Lines;
use super::{Figures, Head, Page, chart, head, in_order, method, percent, period};
use crate::counts::release::Release;

const STYLE: &str = "\
@page{size:A4;margin:14mm}\
body{font:14px/1.4 'Noto Sans','DejaVu Sans',Arial,sans-serif;color:#111;background:#fff;\
max-width:48rem;margin:1rem auto;padding:0 1rem}\
h1{font-size:1.4em;margin:0}h2{font-size:1.05em;margin:1.2em 0 .2em}\
.warning{border:3px solid #111;padding:.4em .6em;font-weight:700}\
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin:.8rem 0}\
.tile{border:1px solid #555;padding:.4em .7em;min-width:8rem}\
.tile b{display:block;font-size:1.7em;line-height:1.1}\
table{border-collapse:collapse;width:100%;break-inside:avoid}\
th,td{padding:.1em .5em;text-align:right;border-bottom:1px solid #ccc;font-weight:400}\
th:first-child,td:first-child{text-align:left}\
thead th{border-bottom:1px solid #111}\
.bar{display:block;height:.45em;background:#666}\
svg{max-width:100%;height:auto}\
.share{width:25%}.total{font-weight:700}\
.small{color:#444;font-size:.85em}";

/// Writes a page in a language, named by its tag.
pub fn render(page: &Page<'_>, labels: &Labels<'_>, tag: &str) -> String {
    let Head { lines, warnings } = head(page.release, labels);
    let mut lines = lines.into_iter();
    let title = lines.next().unwrap_or_default();
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{0} {1}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n",
        escaped(&title),
        page.release.period,
    );
    for warning in warnings {
        html += &format!("<p class=\"warning\">{}</p>\n", escaped(&warning));
    }
    html += &format!("<h1>{}</h1>\n", escaped(&title));
    for line in lines {
        html += &format!("<p>{}</p>\n", escaped(&line));
    }
    html += &tiles(page, labels);
    html += &trend(page, labels);
    html += &tables(page.release, labels);
    if let Some(block) = page.block {
        html += &format!("<h1>{}</h1>\n", escaped(&period(block, labels)));
        for line in head(block, labels).lines.iter().skip(2) {
            html += &format!("<p>{}</p>\n", escaped(line));
        }
        html += &tables(block, labels);
    }
    if let Some(note) = page.note {
        html += &format!("<h2>{}</h2>\n", escaped(&labels.word("note", &[])));
        for line in note.lines().filter(|line| !line.trim().is_empty()) {
            html += &format!("<p>{}</p>\n", escaped(line));
        }
    }
    let hash = labels.word("hash", &[("hash", &page.release.hash())]);
    html += &format!(
        "<p class=\"small\">{}</p>\n<p class=\"small\">{}</p>\n</body>\n</html>\n",
        escaped(&method(labels)),
        escaped(&hash)
    );
    html
}

fn tiles(page: &Page<'_>, labels: &Labels<'_>) -> String {
    let figures = Figures::of(page.release);
    let before = page.before().unwrap_or_default();
    let mut html = String::new();
    for (title, value, before, unit) in [
        ("accounts", figures.accounts, before.accounts, ""),
        ("questions", figures.questions, before.questions, ""),
        ("answer-rate", figures.answered, before.answered, " %"),
        ("unmet-rate", figures.unmet, before.unmet, " %"),
    ] {
        let Some(value) = value else { continue };
        let before = before.map_or(String::new(), |before| {
            let before = labels.word("before", &[("value", &format!("{before}{unit}"))]);
            format!("<span class=\"small\">{}</span>", escaped(&before))
        });
        html += &format!(
            "<div class=\"tile\">{}<b>{value}{unit}</b>{before}</div>\n",
            escaped(&labels.word(title, &[]))
        );
    }
    match html.is_empty() {
        true => html,
        false => format!("<div class=\"tiles\">\n{html}</div>\n"),
    }
}

fn trend(page: &Page<'_>, labels: &Labels<'_>) -> String {
    if page.weeks.len() < 2 {
        return String::new();
    }
    let number = |number: Option<u64>| match number {
        Some(number) => number.to_string(),
        None => escaped(&labels.word("not-shown", &[])),
    };
    let mut html = format!(
        "<h2>{}</h2>\n{}<table><thead><tr><th></th><th>{}</th><th>{}</th></tr></thead>\n",
        escaped(&labels.word("trend", &[])),
        chart::of_weeks(page, labels).unwrap_or_default(),
        escaped(&labels.word("accounts", &[])),
        escaped(&labels.word("questions", &[])),
    );
    for week in &page.weeks {
        let figures = Figures::of(week);
        html += &format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            week.period,
            number(figures.accounts),
            number(figures.questions)
        );
    }
    html + "</table>\n"
}

fn tables(release: &Release, labels: &Labels<'_>) -> String {
    in_order(release)
        .map(|table| table_of(&Lines::of(table, labels), labels))
        .collect()
}

fn table_of(table: &Lines, labels: &Labels<'_>) -> String {
    let mut html = format!("<h2>{}</h2>\n<table>\n", escaped(&table.title));
    if !table.outcomes.is_empty() {
        let outcomes: String = table
            .outcomes
            .iter()
            .map(|title| format!("<th>{}</th>", escaped(title)))
            .collect();
        let total = escaped(&labels.word("total", &[]));
        html += &format!("<thead><tr><th></th><th></th><th>{total}</th>{outcomes}</tr></thead>\n");
    }
    let whole = table.lines.first().map_or(1, |line| line.value);
    let has_total = table.lines.first().is_some_and(|line| line.depth == 0);
    for line in &table.lines {
        let bar = match has_total && line.depth > 0 {
            true => format!(
                "<span class=\"bar\" style=\"width:{}%\"></span>",
                percent(line.value, whole).min(100)
            ),
            false => String::new(),
        };
        let outcomes: String = line
            .outcomes
            .iter()
            .map(|number| match number {
                Some(number) => format!("<td>{number}</td>"),
                None => "<td>·</td>".to_owned(),
            })
            .collect();
        let class = if line.depth == 0 {
            " class=\"total\""
        } else {
            ""
        };
        html += &format!(
            "<tr{class}><td style=\"padding-left:{}em\">{}</td><td class=\"share\">{bar}</td>\
             <td>{}</td>{outcomes}</tr>\n",
            line.depth.saturating_sub(1),
            escaped(&line.title),
            line.value
        );
    }
    html += "</table>\n";
    if table.not_shown > 0 {
        html += &format!(
            "<p class=\"small\">{}: {}</p>\n",
            escaped(&labels.word("not-shown", &[])),
            table.not_shown
        );
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
