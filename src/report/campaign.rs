//! What was published of one campaign: its own rows alone, four weeks first.

use super::labels::Labels;
use super::period;
use crate::content::CampaignCode;
use crate::counts::release::{Period, Release, Releases, TableName};

/// The tables that know links, in the order they are read in.
const TABLES: [TableName; 3] = [TableName::S2, TableName::A2, TableName::C4];

/// Writes a campaign's numbers as text, the newest four weeks first, then the weeks.
///
/// A row that was not published is named as too small to show: an absent line would look like
/// zero.
pub fn render(releases: &Releases, code: &CampaignCode, labels: &Labels<'_>) -> String {
    let order = |period: &Period| match period {
        Period::Block(_) => 0,
        Period::Week(_) => 1,
        Period::Quarter(_) => 2,
        // No store holds one.
        Period::Range { .. } => 3,
    };
    let mut newest: Vec<&Release> = releases.values().rev().collect();
    newest.sort_by_key(|release| order(&release.period));
    let mut text = format!("{}\n", labels.title("source", code.as_str()));
    for release in newest {
        text += &format!("\n{}\n", period(release, labels));
        let lines = TABLES.iter().filter_map(|name| {
            let table = release.table(*name)?;
            let title = labels.word(&format!("table-{name}"), &[]);
            let value = table.value(&[code.as_str()]);
            let value = value.map_or_else(|| too_few(labels), |number| number.to_string());
            Some(format!("  {title}: {value}\n"))
        });
        let lines: String = lines.collect();
        text += &match lines.is_empty() {
            true => format!("  {}\n", too_few(labels)),
            false => lines,
        };
    }
    text
}

fn too_few(labels: &Labels<'_>) -> String {
    labels.word("not-shown", &[])
}
