//! What a CSV file holds, for programs: a Frictionless data package (its table schema, version 1)
//! with the file's size and hash, so that a reader can check the columns and the bytes.

use serde_json::{Value, json};

use super::csv;
use super::labels::Labels;
use super::rows::{COLUMNS, MEANINGS, NUMBERS};
use crate::counts::release::Release;

/// The name under which the package expects the CSV file beside it.
pub const CSV_NAME: &str = "counts.csv";

/// The only values of some columns.
const CHOICES: [(&str, &[&str]); 6] = [
    ("origin", &["counted", "simulated", "trial"]),
    ("period_type", &["week", "4week", "quarter", "range"]),
    (
        "table",
        &[
            "Q0", "Q1", "Q2", "Q3", "W1", "U1", "A0", "A1", "A2", "S2", "X", "T4", "C4",
        ],
    ),
    ("measure", &["questions", "accounts", "starts", "events"]),
    ("status", &["shown", "combined", "not_shown"]),
    ("coverage", &["full", "segmented"]),
];

/// Writes the package of a release's CSV file.
pub fn render(release: &Release, labels: &Labels<'_>) -> String {
    let csv = csv::render(release, labels);
    let fields: Vec<Value> = (COLUMNS.into_iter().zip(MEANINGS).enumerate())
        .map(|(place, (name, meaning))| field(place, name, meaning))
        .collect();
    let package = json!({
        "profile": "tabular-data-package",
        "name": format!("huquq-{}", release.period.to_string().to_lowercase()),
        "title": labels.word("title", &[]),
        "id": release.hash(),
        "resources": [{
            "profile": "tabular-data-resource",
            "name": "counts",
            "path": CSV_NAME,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": csv.len(),
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": true},
            "schema": {"fields": fields, "missingValues": [""]},
        }],
    });
    format!("{package:#}\n")
}

fn field(place: usize, name: &str, meaning: &str) -> Value {
    let mut field = json!({"name": name, "type": "string", "description": meaning});
    if NUMBERS.contains(&place) || name == "schema_version" {
        field["type"] = "integer".into();
        field["constraints"] = json!({"minimum": 0});
    }
    if name.ends_with("_start") || name.ends_with("_end") {
        field["type"] = "date".into();
    }
    if let Some((_, choices)) = CHOICES.iter().find(|(column, _)| *column == name) {
        field["constraints"] = json!({"required": true, "enum": choices});
    }
    field
}
