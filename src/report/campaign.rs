//! What was published of one campaign, for whoever hands out its link: its own rows alone, four
//! weeks first; as text, as HTML, as CSV and as JSON, with the same numbers in each.
//!
//! A row that was not published stands there as too small to show: an absent one would look like
//! zero. What may be published was decided in `counts`.

use serde_json::json;

use super::html::{self, Frame, escaped};
use super::labels::Labels;
use super::rows::{COLUMNS, rows};
use super::{csv, head, method, period};
use crate::content::CampaignCode;
use crate::counts::release::{Period, Release, Releases, Row, Status, Table, TableName, canonical};

/// The tables that know links, in the order they are read in.
const TABLES: [TableName; 3] = [TableName::S2, TableName::A2, TableName::C4];

/// A campaign's rows of every release, the newest four weeks first, then the weeks.
pub struct Published {
    code: CampaignCode,
    parts: Vec<Part>,
}

/// A release with a campaign's rows alone.
struct Part {
    cut: Release,
    /// The hash of the whole release, by which it can be found.
    hash: String,
}

/// A number as pages show it.
struct Line {
    title: String,
    /// How deep it stands below the campaign's own number.
    depth: usize,
    value: String,
}

impl Published {
    /// Takes a campaign's rows out of releases.
    pub fn of(releases: &Releases, code: &CampaignCode) -> Self {
        let order = |release: &&Release| match release.period {
            Period::Block(_) => 0,
            Period::Week(_) => 1,
            Period::Quarter(_) => 2,
            // No store holds one.
            Period::Range { .. } => 3,
        };
        let mut newest: Vec<&Release> = releases.values().rev().collect();
        newest.sort_by_key(order);
        let part = |release: &Release| Part {
            cut: cut(release, code),
            hash: release.hash(),
        };
        Self {
            code: code.clone(),
            parts: newest.into_iter().map(part).collect(),
        }
    }

    /// Writes it for a terminal or a chat.
    pub fn text(&self, labels: &Labels<'_>) -> String {
        let mut text = String::new();
        for warning in self.warnings(labels) {
            text += &format!("! {warning}\n");
        }
        text += &format!("{}\n", self.title(labels));
        for part in &self.parts {
            text += &format!("\n{}\n", period(&part.cut, labels));
            if let Some(weeks) = weeks_together(&part.cut, labels) {
                text += &format!("{weeks}\n");
            }
            for line in lines(&part.cut, labels) {
                let indent = "  ".repeat(line.depth + 1);
                text += &format!("{indent}{}: {}\n", line.title, line.value);
            }
        }
        text + &format!("\n{}\n", method(labels))
    }

    /// Writes it as one HTML file in a language, named by its tag.
    pub fn html(&self, labels: &Labels<'_>, tag: &str) -> String {
        let title = self.title(labels);
        let mut html = html::opening(&title, tag, Frame::default());
        for warning in self.warnings(labels) {
            html += &format!("<p class=\"warning\">{}</p>\n", escaped(&warning));
        }
        html += &format!("<h1>{}</h1>\n", escaped(&title));
        for part in &self.parts {
            let name = escaped(&period(&part.cut, labels));
            html += &format!("<h2>{name}</h2>\n");
            if let Some(weeks) = weeks_together(&part.cut, labels) {
                html += &format!("<p>{}</p>\n", escaped(&weeks));
            }
            html += "<table>\n";
            for line in lines(&part.cut, labels) {
                html += &format!(
                    "<tr><td class=\"deep{}\">{}</td><td>{}</td></tr>\n",
                    line.depth,
                    escaped(&line.title),
                    escaped(&line.value)
                );
            }
            let hash = labels.word("hash", &[("hash", &part.hash)]);
            html += &format!("</table>\n<p class=\"small\">{}</p>\n", escaped(&hash));
        }
        let method = escaped(&method(labels));
        html + &format!("<p class=\"small\">{method}</p>\n</body>\n</html>\n")
    }

    /// Writes it with the columns of a release's own CSV.
    pub fn csv(&self, labels: &Labels<'_>) -> String {
        csv::table(
            &[COLUMNS],
            self.parts.iter().flat_map(|part| rows(&part.cut, labels)),
        )
    }

    /// Writes it with codes and without titles, in every language the same.
    pub fn json(&self) -> String {
        let part = |part: &Part| json!({"cut_from": part.hash, "release": part.cut});
        let parts: Vec<_> = self.parts.iter().map(part).collect();
        let all = json!({"campaign": self.code.as_str(), "releases": parts});
        canonical(&all) + "\n"
    }

    /// Its title beside its code.
    fn title(&self, labels: &Labels<'_>) -> String {
        let code = self.code.as_str();
        match labels.title("source", code) {
            title if title == code => title,
            title => format!("{code}: {title}"),
        }
    }

    /// What must be read before any number, once each.
    fn warnings(&self, labels: &Labels<'_>) -> Vec<String> {
        let all = self.parts.iter();
        let mut all: Vec<String> = all
            .flat_map(|part| head(&part.cut, labels).warnings)
            .collect();
        all.dedup();
        all
    }
}

/// A release with a campaign's rows alone, and with nothing about all accounts together.
fn cut(release: &Release, code: &CampaignCode) -> Release {
    let tables = TABLES.into_iter().filter_map(|name| {
        let table = release.table(name);
        if table.is_none() && !is_awaited(name, release.period) {
            return None;
        }
        let all = table.map_or(&[][..], |table| &table.rows);
        let is_own = |row: &&Row| row.codes.first().is_some_and(|own| own == code.as_str());
        let mut rows: Vec<Row> = all.iter().filter(is_own).cloned().collect();
        if rows.is_empty() {
            rows.push(not_shown(code));
        }
        Some(Table { table: name, rows })
    });
    Release {
        tables: tables.collect(),
        accounts_least: None,
        ..release.clone()
    }
}

/// Whether a reader expects a table of a period. Four weeks hold those of weeks only where the
/// weeks were too small to show them.
fn is_awaited(table: TableName, period: Period) -> bool {
    matches!(period, Period::Block(_)) == (table == TableName::C4)
}

fn not_shown(code: &CampaignCode) -> Row {
    Row {
        codes: vec![code.to_string()],
        value: None,
        lower: None,
        upper: None,
        status: Status::NotShown,
    }
}

/// Of four weeks: those whose links stand here because they were too small to show their own.
fn weeks_together(cut: &Release, labels: &Labels<'_>) -> Option<String> {
    let is_block = matches!(cut.period, Period::Block(_));
    if !is_block || cut.table(TableName::S2).is_none() {
        return None;
    }
    let weeks: Vec<String> = cut.parts.iter().map(Period::to_string).collect();
    Some(labels.word("small-weeks", &[("weeks", &weeks.join(", "))]))
}

/// Every row of a release that was cut, those without a number too.
fn lines(cut: &Release, labels: &Labels<'_>) -> Vec<Line> {
    let of_table = |table: &Table| -> Vec<Line> {
        let line = |row: &Row| {
            let depth = row.codes.len() - 1;
            let title = match depth {
                0 => labels.word(&format!("table-{}", table.table), &[]),
                _ => labels.title(table.table.dimensions()[depth], &row.codes[depth]),
            };
            let value = row.value.map(|number| number.to_string());
            Line {
                title,
                depth,
                value: value.unwrap_or_else(|| labels.word("not-shown", &[])),
            }
        };
        table.rows.iter().map(line).collect()
    };
    cut.tables.iter().flat_map(of_table).collect()
}
