//! A report as canonical JSON: names in order, no space, whole numbers only, so that one report
//! is one sequence of bytes.

use serde_json::{Value, json};

use super::{NumberRow, OutcomeRow, Report, ReportLanguage};
use crate::counts::{Outcomes, ZONE};

/// Raised when a field changes its meaning or goes.
const SCHEMA: u32 = 1;

/// Writes a report.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    write_canonical(&mut text, &value(report));
    text.push('\n');
    text
}

fn value(report: &Report) -> Value {
    json!({
        "schema_version": SCHEMA,
        // Exact numbers, nothing rounded, nothing hidden: not for publication.
        "protection": "none",
        "is_trial": report.is_trial,
        "is_over": report.is_over,
        "labels_in": match report.language {
            ReportLanguage::Russian => "ru",
            ReportLanguage::English => "en",
        },
        "period": {
            "iso_week": report.week.to_string(),
            "first_day": report.week.monday().to_string(),
            "last_day": report.week.sunday().to_string(),
            "time_zone": ZONE,
        },
        "accounts": {
            "fewest": report.accounts.fewest,
            "most": report.accounts.most,
            "asked": report.accounts.asked,
        },
        "questions": outcomes(&report.questions),
        "suggestions_accepted": report.suggestions_accepted,
        "unmet_total": report.unmet_total(),
        "questions_by_group": outcome_rows(&report.groups),
        "questions_by_language": outcome_rows(&report.languages),
        "questions_by_day": number_rows(&report.days),
        "questions_by_way": number_rows(&report.ways),
        "accounts_by_language": number_rows(&report.account_languages),
        "sources": report
            .sources
            .iter()
            .map(|row| json!({
                "code": row.code,
                "label": row.label,
                "accounts": row.accounts,
                "starts": row.starts,
            }))
            .collect::<Vec<_>>(),
        "unmet_by_group": number_rows(&report.unmet),
        "cards_opened": report.cards_opened,
        "privacy_opened": report.privacy_opened,
        "helpful": { "yes": report.helpful_yes, "no": report.helpful_no },
        "four_weeks": report.block.as_ref().map(|block| json!({
            "name": block.name,
            "first_day": block.first_day.to_string(),
            "last_day": block.last_day.to_string(),
            "questions_by_topic": outcome_rows(&block.topics),
            "questions_by_source": outcome_rows(&block.sources),
        })),
    })
}

fn outcomes(outcomes: &Outcomes) -> Value {
    json!({
        "total": outcomes.total(),
        "answered": outcomes.answered,
        "did_you_mean": outcomes.did_you_mean,
        "unanswered": outcomes.unanswered,
        "urgent": outcomes.urgent,
    })
}

fn outcome_rows(rows: &[OutcomeRow]) -> Value {
    rows.iter()
        .map(|row| {
            json!({
                "code": row.code,
                "label": row.label,
                "questions": outcomes(&row.outcomes),
            })
        })
        .collect()
}

fn number_rows(rows: &[NumberRow]) -> Value {
    rows.iter()
        .map(|row| json!({ "code": row.code, "label": row.label, "number": row.number }))
        .collect()
}

/// Writes a value with the names of every object in order, whatever order its map keeps.
fn write_canonical(text: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_canonical(text, item);
            }
            text.push(']');
        }
        Value::Object(map) => {
            let mut names: Vec<_> = map.keys().collect();
            names.sort_unstable();
            text.push('{');
            for (index, name) in names.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write_canonical(text, &map[name]);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
