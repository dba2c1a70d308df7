//! A new campaign's lines in `campaigns.yaml` and `published.yaml`; all other lines stay as they
//! are, comments with them.

use std::fmt::Write as _;

use crate::content::{Campaign, CampaignCode};

/// Adds a campaign at the end of the list.
pub fn add_campaign(text: &str, campaign: &Campaign) -> String {
    let mut lines: String = text
        .lines()
        // An empty list is written so; an entry takes its place.
        .filter(|line| line.trim() != "[]")
        .map(|line| format!("{line}\n"))
        .collect();
    lines += &entry(campaign);
    lines
}

fn entry(campaign: &Campaign) -> String {
    let mut text = format!("- code: {}\n", campaign.code);
    let mut key = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {name}: {value}");
    };
    let quoted = |words: &str| serde_json::Value::from(words).to_string();
    key("organisation", &quoted(&campaign.organisation));
    key("channel", campaign.channel.as_written());
    key("place", &quoted(&campaign.place));
    let tags: Vec<&str> = campaign.languages.iter().map(|l| l.tag()).collect();
    key("languages", &format!("[{}]", tags.join(", ")));
    if let Some(topic) = &campaign.topic {
        key("topic", topic.as_str());
    }
    key("from", &campaign.from.to_string());
    if let Some(until) = campaign.until {
        key("until", &until.to_string());
    }
    key("audience", &campaign.audience.to_string());
    let plan = &campaign.plan;
    for (name, words) in [
        ("goal", &plan.goal),
        ("persona", &plan.persona),
        ("message", &plan.message),
    ] {
        if let Some(words) = words {
            key(name, &quoted(words));
        }
    }
    for (name, number) in [
        ("printed", plan.printed),
        ("cost_tenge", plan.cost_tenge),
        ("target_starts", plan.target_starts),
    ] {
        if let Some(number) = number {
            key(name, &number.to_string());
        }
    }
    text
}

/// Lists a code among those that may stand on paper. None when the file is written in a form not
/// known here.
pub fn publish(text: &str, code: &CampaignCode) -> Option<String> {
    const KEY: &str = "campaigns:";
    let start = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .find_map(|(start, line)| line.starts_with(KEY).then_some(start))?;
    let (head, rest) = text.split_at(start);
    let line_end = rest.find('\n').unwrap_or(rest.len());
    let (line, after) = rest.split_at(line_end);
    let value = line[KEY.len()..].trim();
    if value == "[]" || value.is_empty() {
        // What follows the key and is indented, a list item or blank belongs to it.
        let items: usize = after
            .split_inclusive('\n')
            .take_while(|line| {
                line.trim().is_empty() || line.starts_with([' ', '-']) || line.starts_with("\n")
            })
            .map(str::len)
            .sum();
        let (items, tail) = after.split_at(items);
        let end = if items.ends_with('\n') { "" } else { "\n" };
        return Some(format!("{head}{KEY}{items}{end}  - {code}\n{tail}"));
    }
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    Some(format!("{head}{KEY} [{inner}, {code}]{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_listed_and_every_other_line_stays() {
        let code: CampaignCode = "R6T8U".parse().unwrap();
        for (before, after) in [
            (
                "topics: [a]\ncampaigns: []\n",
                "topics: [a]\ncampaigns:\n  - R6T8U\n",
            ),
            ("campaigns: []", "campaigns:\n  - R6T8U\n"),
            (
                "# kept\ncampaigns:\n  - A2D3A\nretired_topics: []\n",
                "# kept\ncampaigns:\n  - A2D3A\n  - R6T8U\nretired_topics: []\n",
            ),
            ("campaigns: [A2D3A]\n", "campaigns: [A2D3A, R6T8U]\n"),
        ] {
            assert_eq!(publish(before, &code).as_deref(), Some(after));
        }
        assert_eq!(publish("topics: []\n", &code), None);
    }
}
