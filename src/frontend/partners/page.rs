//! The HTML around reports: where to sign in, all weeks, and what stands above a page.

use crate::counts::{Period, Releases};
use crate::partners::{FileKind, Shelf};
use crate::report::html::escaped;
use crate::report::{Labels, Page, Tongue};

/// Where the style is.
pub const STYLE_ADDRESS: &str = "/style.css";

/// The files that stand in the list of all weeks; the others stand on the week's own page.
const LISTED: [FileKind; 3] = [FileKind::Sheet, FileKind::Csv, FileKind::Xlsx];

/// Weeks in the picture of all weeks.
const WEEKS_DRAWN: usize = 52;

fn document(labels: &Labels<'_>, tongue: Tongue, body: &str) -> String {
    let title = escaped(&labels.word("page-title", &[]));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tongue}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE_ADDRESS}\">\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// A page with one sentence and the way back.
pub fn sentence(shelf: &Shelf, tongue: Tongue, id: &str) -> String {
    shelf.with_labels(tongue, |labels| {
        let word = |id: &str| escaped(&labels.word(id, &[]));
        let body = format!(
            "<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"/\">{}</a></p>\n",
            word("page-title"),
            word(id),
            word("page-all")
        );
        document(labels, tongue, &body)
    })
}

/// The page where one signs in.
pub fn entrance(shelf: &Shelf, tongue: Tongue, problem: Option<&str>) -> String {
    shelf.with_labels(tongue, |labels| {
        let word = |id: &str| escaped(&labels.word(id, &[]));
        let problem = problem.map_or(String::new(), |id| {
            format!("<p class=\"warning\" role=\"alert\">{}</p>\n", word(id))
        });
        let body = format!(
            "<main class=\"entrance\">\n<h1>{}</h1>\n{problem}\
             <form method=\"post\" action=\"/in\">\n<label for=\"token\">{}</label>\n\
             <input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" \
             required maxlength=\"100\" autofocus>\n<button>{}</button>\n</form>\n</main>\n",
            word("page-title"),
            word("page-token"),
            word("page-enter"),
        );
        document(labels, tongue, &body)
    })
}

/// What stands above a page: the ways to other pages, languages, files, and out.
pub fn above(shelf: &Shelf, releases: &Releases, period: Option<Period>, tongue: Tongue) -> String {
    shelf.with_labels(tongue, |labels| {
        let word = |id: &str| escaped(&labels.word(id, &[]));
        let mut links = format!("<a href=\"/?lang={tongue}\">{}</a>\n", word("page-all"));
        let mut here = String::new();
        if let Some(period) = period {
            here = format!("of/{period}");
            let before = releases.range(..period).next_back();
            let after = releases
                .range(period..)
                .find(|(other, _)| **other != period);
            for (neighbour, arrow) in [(before, "←"), (after, "→")] {
                let is_like = |other: &Period| other.kind() == period.kind();
                if let Some((other, _)) = neighbour.filter(|(other, _)| is_like(other)) {
                    links +=
                        &format!("<a href=\"/of/{other}?lang={tongue}\">{arrow} {other}</a>\n");
                }
            }
        }
        let languages: String = Tongue::ALL
            .into_iter()
            .filter(|other| *other != tongue)
            .map(|other| {
                let name = other.own_name();
                format!("<a href=\"/{here}?lang={other}\" lang=\"{other}\">{name}</a>\n")
            })
            .collect();
        let files = period.map_or(String::new(), |period| {
            format!(
                "<p>{}: {}</p>\n",
                word("page-files"),
                file_links(period, &FileKind::ALL, tongue)
            )
        });
        format!(
            "<nav class=\"above\">\n{links}{languages}<form method=\"post\" action=\"/out\">\
             <button>{}</button></form>\n{files}</nav>\n",
            word("page-leave")
        )
    })
}

fn file_links(period: Period, kinds: &[FileKind], tongue: Tongue) -> String {
    let links = kinds.iter().map(|kind| {
        let extension = kind.extension();
        format!("<a href=\"/file/{period}.{extension}?lang={tongue}\">{extension}</a>")
    });
    links.collect::<Vec<_>>().join(" ")
}

/// The page of all weeks: a picture, a table of weeks, four weeks and quarters, and sums of weeks.
pub fn all_weeks(shelf: &Shelf, releases: &Releases, tongue: Tongue) -> String {
    let above = above(shelf, releases, None, tongue);
    shelf.with_labels(tongue, |labels| {
        let word = |id: &str| escaped(&labels.word(id, &[]));
        let mut body = format!("{above}<main>\n<h1>{}</h1>\n", word("page-title"));
        let weeks: Vec<Period> = of_kind(releases, "week");
        let newest = weeks.last().copied();
        match newest.and_then(|newest| Page::of(releases, newest, None)) {
            None => body += &format!("<p>{}</p>\n", word("digest-none")),
            Some(page) => {
                // Whose numbers these are stands first, also here.
                for warning in page.warnings(labels) {
                    body += &format!("<p class=\"warning\">{}</p>\n", escaped(&warning));
                }
                body += &page
                    .drawn(releases, WEEKS_DRAWN, labels)
                    .unwrap_or_default();
            }
        }
        for (title, kind) in [
            ("page-weeks", "week"),
            ("page-blocks", "4week"),
            ("page-quarters", "quarter"),
        ] {
            body += &table(releases, kind, &word(title), labels, tongue);
        }
        body += &range_form(&weeks, labels, tongue);
        body += &format!("<p class=\"small\">{}</p>\n</main>\n", word("page-same"));
        document(labels, tongue, &body)
    })
}

fn of_kind(releases: &Releases, kind: &str) -> Vec<Period> {
    let periods = releases.keys().copied();
    periods.filter(|period| period.kind() == kind).collect()
}

/// Periods of a kind with their first figures, the newest first.
fn table(
    releases: &Releases,
    kind: &str,
    title: &str,
    labels: &Labels<'_>,
    tongue: Tongue,
) -> String {
    let periods = of_kind(releases, kind);
    if periods.is_empty() {
        return String::new();
    }
    let word = |id: &str| escaped(&labels.word(id, &[]));
    let mut html = format!(
        "<h2>{title}</h2>\n<div class=\"wide\"><table>\n<thead><tr><th></th><th>{}</th>\
         <th>{}</th><th>{}</th></tr></thead>\n",
        word("accounts"),
        word("questions"),
        word("page-files")
    );
    for period in periods.into_iter().rev() {
        let Some(page) = Page::of(releases, period, None) else {
            continue;
        };
        let (accounts, questions) = page.accounts_and_questions();
        let number = |number: Option<u64>| {
            number.map_or_else(|| word("not-shown"), |number| number.to_string())
        };
        html += &format!(
            "<tr><td><a class=\"week\" href=\"/of/{period}?lang={tongue}\">{period}</a> \
             <span class=\"small\">{}</span></td><td>{}</td><td>{}</td><td class=\"files\">{}</td></tr>\n",
            escaped(&page.days()),
            number(accounts),
            number(questions),
            file_links(period, &LISTED, tongue)
        );
    }
    html + "</table></div>\n"
}

fn range_form(weeks: &[Period], labels: &Labels<'_>, tongue: Tongue) -> String {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else {
        return String::new();
    };
    let word = |id: &str| escaped(&labels.word(id, &[]));
    let choices = |chosen: &Period| -> String {
        let choice = |week: &Period| {
            let is_chosen = if week == chosen { " selected" } else { "" };
            format!("<option{is_chosen}>{week}</option>")
        };
        weeks.iter().map(choice).collect()
    };
    format!(
        "<h2>{}</h2>\n<form class=\"range\" action=\"/add\">\n\
         <input type=\"hidden\" name=\"lang\" value=\"{tongue}\">\n\
         <label>{} <select name=\"from\">{}</select></label>\n\
         <label>{} <select name=\"to\">{}</select></label>\n<button>{}</button>\n</form>\n",
        word("page-range"),
        word("page-from"),
        choices(first),
        word("page-to"),
        choices(last),
        word("page-show")
    )
}
