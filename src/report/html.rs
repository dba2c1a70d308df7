//! A page as one HTML file: nothing is fetched, nothing runs, and it prints in greys on A4. No
//! element carries a style of its own, so that it can be shown under a strict policy.

use super::labels::Labels;
use super::tables::{Line, Lines};
use super::{Figures, Head, Page, chart, head, in_order, method, period, plan};
use crate::counts::release::Release;

/// The page's style; it stands in the file, or beside it as [`Frame::style`] says.
pub const STYLE: &str = "\
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
.bar{display:block}.bar rect,.key rect{stroke:#111;stroke-width:.5}\
.outcome0{fill:#555}.outcome1{fill:#999}.outcome2{fill:#fff}.outcome3{fill:#111}.rest{fill:#ddd}\
td.deep1{padding-left:1.5em}td.deep2{padding-left:2.5em}.wide{overflow-x:auto}\
.week{white-space:nowrap}\
svg{max-width:100%}\
.wide>svg{max-width:none}\
.share{width:25%}.total{font-weight:700}\
.small{color:#444;font-size:.85em}p{overflow-wrap:anywhere}";

/// What stands around a page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frame<'a> {
    /// The address of [`STYLE`], where the page is not a file of its own.
    pub style: Option<&'a str>,
    /// HTML above the page.
    pub above: &'a str,
}

/// Writes a page in a language, named by its tag, as a file of its own.
pub fn render(page: &Page<'_>, labels: &Labels<'_>, tag: &str) -> String {
    render_in(page, labels, tag, Frame::default())
}

/// Writes a page into a frame.
pub fn render_in(page: &Page<'_>, labels: &Labels<'_>, tag: &str, frame: Frame<'_>) -> String {
    let Head { lines, warnings } = head(page.release, labels);
    let mut lines = lines.into_iter();
    let title = lines.next().unwrap_or_default();
    let named = format!("{title} {}", page.release.period);
    let mut html = opening(&named, tag, frame);
    for warning in warnings {
        html += &format!("<p class=\"warning\">{}</p>\n", escaped(&warning));
    }
    html += &format!("<h1>{}</h1>\n", escaped(&title));
    for line in lines {
        html += &format!("<p>{}</p>\n", escaped(&line));
    }
    html += &tiles(page, labels);
    html += &plan(page, labels);
    html += &trend(page, labels);
    html += &movers(page, labels);
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

/// Everything before a page's first element, and the frame's above it.
pub(super) fn opening(title: &str, tag: &str, frame: Frame<'_>) -> String {
    let style = match frame.style {
        Some(address) => format!("<link rel=\"stylesheet\" href=\"{}\">", escaped(address)),
        None => format!("<style>{STYLE}</style>"),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         {style}\n</head>\n<body>\n{}",
        escaped(title),
        frame.above,
    )
}

fn tiles(page: &Page<'_>, labels: &Labels<'_>) -> String {
    let mut html = String::new();
    for tile in page.tiles() {
        let before = tile.comparison(labels).map_or(String::new(), |before| {
            format!("<span class=\"small\">{}</span>", escaped(&before))
        });
        html += &format!(
            "<div class=\"tile\">{}<b>{}</b>{before}</div>\n",
            escaped(&labels.word(tile.title, &[])),
            tile.value
        );
    }
    match html.is_empty() {
        true => html,
        false => format!("<div class=\"tiles\">\n{html}</div>\n"),
    }
}

fn movers(page: &Page<'_>, labels: &Labels<'_>) -> String {
    let movers = page.movers(labels);
    if movers.is_empty() {
        return String::new();
    }
    let items: String = movers
        .into_iter()
        .map(|(change, group)| format!("<li>{} {}</li>\n", change.sign(), escaped(&group)))
        .collect();
    let title = escaped(&labels.word("movers", &[]));
    format!("<h2>{title}</h2>\n<ul>\n{items}</ul>\n")
}

fn plan(page: &Page<'_>, labels: &Labels<'_>) -> String {
    let heads: String = plan::COLUMNS
        .iter()
        .map(|id| format!("<th>{}</th>", escaped(&labels.word(id, &[]))))
        .collect();
    let mut html = String::new();
    for (title, lines) in plan::lines(page.plan, page.release, labels) {
        html += &format!(
            "<h2>{}</h2>\n<div class=\"wide\"><table>\n<thead><tr><th></th>{heads}</tr></thead>\n",
            escaped(&title)
        );
        for line in lines {
            let cells = line.cells().map(|number| match number {
                Some(number) => format!("<td>{number}</td>"),
                None => "<td>·</td>".to_owned(),
            });
            html += &format!(
                "<tr><td>{}</td>{}</tr>\n",
                escaped(&line.title),
                cells.concat()
            );
        }
        html += "</table></div>\n";
    }
    html
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
        "<h2>{}</h2>\n<div class=\"wide\">{}</div>\n<table><thead><tr><th></th><th>{}</th><th>{}</th></tr>\
         </thead>\n",
        escaped(&labels.word("trend", &[])),
        chart::of_weeks(&page.weeks, labels).unwrap_or_default(),
        escaped(&labels.word("accounts", &[])),
        escaped(&labels.word("questions", &[])),
    );
    for week in &page.weeks {
        let figures = Figures::of(week);
        html += &format!(
            "<tr><td class=\"week\">{}</td><td>{}</td><td>{}</td></tr>\n",
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
    let mut html = format!(
        "<h2>{}</h2>\n<div class=\"wide\"><table>\n",
        escaped(&table.title)
    );
    if !table.outcomes.is_empty() {
        let outcomes: String = (table.outcomes.iter().enumerate())
            .map(|(place, title)| format!("<th>{}{}</th>", key(place), escaped(title)))
            .collect();
        let total = escaped(&labels.word("total", &[]));
        html += &format!("<thead><tr><th></th><th></th><th>{total}</th>{outcomes}</tr></thead>\n");
    }
    let whole = table.lines.first().map_or(1, |line| line.value);
    let has_total = table.lines.first().is_some_and(|line| line.depth == 0);
    for line in &table.lines {
        let bar = match has_total && line.depth > 0 {
            true => bar(line, whole),
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
            "<tr{class}><td class=\"deep{}\">{}</td><td class=\"share\">{bar}</td>\
             <td>{}</td>{outcomes}</tr>\n",
            line.depth.saturating_sub(1),
            escaped(&line.title),
            line.value
        );
    }
    html += "</table></div>\n";
    if table.not_shown > 0 {
        html += &format!(
            "<p class=\"small\">{}: {}</p>\n",
            escaped(&labels.word("not-shown", &[])),
            table.not_shown
        );
    }
    html
}

/// A row as a bar, in parts by outcome where it shows any; what it shows of none stands last.
fn bar(line: &Line, whole: u64) -> String {
    let width = |value: u64| value.min(whole) as f64 * 100.0 / whole.max(1) as f64;
    let mut parts = String::new();
    let mut from = 0;
    for (outcome, value) in line.parts() {
        let class = outcome.map_or("rest".to_owned(), |place| format!("outcome{place}"));
        parts += &format!(
            "<rect class=\"{class}\" x=\"{:.1}%\" width=\"{:.1}%\" height=\"9\"/>",
            width(from),
            width(value)
        );
        from += value;
    }
    format!("<svg class=\"bar\" width=\"100%\" height=\"9\" aria-hidden=\"true\">{parts}</svg>")
}

/// The square that tells which part of a bar is which outcome.
fn key(outcome: usize) -> String {
    format!(
        "<svg class=\"key\" width=\"10\" height=\"10\" aria-hidden=\"true\">\
         <rect class=\"outcome{outcome}\" width=\"10\" height=\"10\"/></svg> "
    )
}

/// Writes a text so that it is one in HTML, also in an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
