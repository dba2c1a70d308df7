//! How far every topic is in every language: draft, outdated or signed, by whom, and what is missing.
//!
//! Nothing of this is stored: it follows from the texts, what they were made from, and the
//! signatures that stand for exactly these texts. How often a topic was asked about comes from
//! published, protected numbers; reading those is left to `commands`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::{Catalog, Role, Topic};
use crate::counts::release::{Origin, Release, TableName};
use crate::language::Language;

/// How far a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not signed as it stands.
    Draft,
    /// The Russian text changed since this translation was made.
    Outdated,
    /// A lawyer and a native reader signed exactly this text.
    Signed,
}

impl State {
    /// The state of a topic's text in a language.
    pub fn of(topic: &Topic, language: Language) -> Self {
        let is_noted = topic.made_from.get(language.written()).is_some();
        if is_noted && !topic.is_up_to_date(language) {
            Self::Outdated
        } else if topic.is_signed(language) {
            Self::Signed
        } else {
            Self::Draft
        }
    }

    pub fn as_word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Outdated => "outdated",
            Self::Signed => "signed",
        }
    }
}

/// A signature that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    pub role: &'static str,
    pub who: String,
    pub on: String,
}

/// A topic's text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextStatus {
    pub language: &'static str,
    pub state: State,
    pub signatures: Vec<Signed>,
    /// What the signed edition still waits for.
    pub missing: Vec<&'static str>,
}

/// A topic in every hand-written language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopicStatus {
    pub topic: String,
    pub urgent: bool,
    /// How often it was asked about, where that was published.
    pub asked: Option<u64>,
    pub texts: Vec<TextStatus>,
}

/// All topics, with totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// What the topics are ordered by, in a sentence.
    pub order: String,
    pub topics: Vec<TopicStatus>,
    pub languages: usize,
    pub draft: usize,
    pub outdated: usize,
    pub signed: usize,
}

/// How often topics and their groups were asked about, as it was published.
#[derive(Debug, Default)]
pub struct Asked {
    /// The releases, each with what makes its numbers no people's.
    periods: Vec<String>,
    topics: BTreeMap<String, u64>,
    groups: BTreeMap<String, u64>,
}

impl Asked {
    /// Sums releases. Topics are published for four weeks, groups also for a week; what is published
    /// only together with others counts for none.
    pub fn of<'r>(releases: impl IntoIterator<Item = &'r Release>) -> Self {
        let mut asked = Self::default();
        for release in releases {
            asked.periods.push(match release.origin {
                Origin::Counted => release.period.to_string(),
                Origin::Simulated => format!("{} (simulated)", release.period),
                Origin::Trial => format!("{} (trial)", release.period),
            });
            asked.add(release);
        }
        asked
    }

    fn add(&mut self, release: &Release) {
        let tables = [TableName::T4, TableName::Q1].map(|name| release.table(name));
        for table in tables.into_iter().flatten() {
            for row in &table.rows {
                let Some(value) = row.value else { continue };
                match (table.table, row.codes.as_slice()) {
                    (TableName::T4, [_, topic]) => {
                        *self.topics.entry(topic.clone()).or_default() += value;
                    }
                    (TableName::Q1, [group]) => {
                        *self.groups.entry(group.clone()).or_default() += value;
                    }
                    _ => {}
                }
            }
        }
    }

    fn topic(&self, topic: &Topic) -> Option<u64> {
        self.topics.get(topic.id.as_str()).copied()
    }

    fn group(&self, topic: &Topic) -> u64 {
        let asked = self.groups.get(topic.category.as_str()).copied();
        asked.unwrap_or(0)
    }

    fn order(&self) -> String {
        if self.periods.is_empty() {
            return "urgent first, then as in the menu; most asked first with --counts or --data"
                .to_owned();
        }
        let kinds = match (self.topics.is_empty(), self.groups.is_empty()) {
            (false, _) => "most asked first, topics without a number by their group",
            (true, false) => "by the most asked group: no topic has a published number",
            (true, true) => "as in the menu: neither topics nor groups have a published number",
        };
        format!(
            "urgent first, then {kinds}; published: {}",
            self.periods.join(", ")
        )
    }
}

/// Looks at every topic: urgent ones first, in each half the most asked ones, then in the order of
/// the menu.
pub fn status(catalog: &Catalog, asked: &Asked) -> Status {
    let mut ordered: Vec<&Topic> = catalog.topics().iter().collect();
    ordered.sort_by_key(|topic| {
        let (by_topic, by_group) = (asked.topic(topic), asked.group(topic));
        (!topic.urgent, Reverse(by_topic), Reverse(by_group))
    });
    let topics: Vec<TopicStatus> = ordered
        .into_iter()
        .map(|topic| topic_status(topic, asked))
        .collect();
    let count = |state: State| {
        let texts = topics.iter().flat_map(|topic| &topic.texts);
        texts.filter(|text| text.state == state).count()
    };
    Status {
        order: asked.order(),
        languages: Language::WRITTEN.len(),
        draft: count(State::Draft),
        outdated: count(State::Outdated),
        signed: count(State::Signed),
        topics,
    }
}

fn topic_status(topic: &Topic, asked: &Asked) -> TopicStatus {
    TopicStatus {
        topic: topic.id.to_string(),
        urgent: topic.urgent,
        asked: asked.topic(topic),
        texts: Language::WRITTEN
            .into_iter()
            .map(|language| text_status(topic, language))
            .collect(),
    }
}

fn text_status(topic: &Topic, language: Language) -> TextStatus {
    let mut missing = Vec::new();
    if !topic.is_up_to_date(language) {
        missing.push(match topic.made_from.get(language) {
            Some(_) => "today's Russian text",
            None => "made_from",
        });
    }
    let mut signatures = Vec::new();
    for role in [Role::Lawyer, Role::NativeReader] {
        match topic.signature(language, role) {
            Some(signature) => signatures.push(Signed {
                role: role.as_written(),
                who: signature.who.clone(),
                on: signature.on.to_string(),
            }),
            None => missing.push(role.as_written()),
        }
    }
    TextStatus {
        language: language.tag(),
        state: State::of(topic, language),
        signatures,
        missing,
    }
}

impl Status {
    /// The table for a terminal.
    pub fn to_text(&self) -> String {
        let width = self.topics.iter().map(|topic| topic.topic.len() + 2).max();
        let width = width.unwrap_or(0).max("topic".len());
        let has_asked = self.topics.iter().any(|topic| topic.asked.is_some());
        let asked = |words: &str| match has_asked {
            true => format!("  {words:>6}"),
            false => String::new(),
        };
        let mut text = format!("{}\n\n{:width$}{}", self.order, "topic", asked("asked"));
        for language in Language::WRITTEN {
            text.push_str(&format!("  {:8}", language.tag()));
        }
        text.push_str("  missing for the signed edition\n");
        for topic in &self.topics {
            let mark = if topic.urgent { "! " } else { "  " };
            text.push_str(&format!("{:width$}", format!("{mark}{}", topic.topic)));
            let number = topic.asked.map(|number| number.to_string());
            text.push_str(&asked(number.as_deref().unwrap_or("-")));
            for state in &topic.texts {
                text.push_str(&format!("  {:8}", state.state.as_word()));
            }
            text.push_str(&format!("  {}\n", topic.missing()));
            for line in topic.signed() {
                text.push_str(&format!("      {line}\n"));
            }
        }
        text.push_str(&format!(
            "\npresent {} x {}: {} draft, {} outdated, {} signed (! urgent)\n",
            self.topics.len(),
            self.languages,
            self.draft,
            self.outdated,
            self.signed
        ));
        text
    }
}

impl TopicStatus {
    /// What is missing, each with its languages.
    fn missing(&self) -> String {
        let mut kinds: Vec<&str> = Vec::new();
        for kind in self.texts.iter().flat_map(|text| &text.missing) {
            if !kinds.contains(kind) {
                kinds.push(kind);
            }
        }
        let groups: Vec<String> = kinds
            .into_iter()
            .map(|kind| {
                let lacking = self.texts.iter().filter(|t| t.missing.contains(&kind));
                let languages: Vec<&str> = lacking.map(|text| text.language).collect();
                format!("{kind} ({})", languages.join(" "))
            })
            .collect();
        if groups.is_empty() {
            "nothing".to_owned()
        } else {
            groups.join(", ")
        }
    }

    fn signed(&self) -> impl Iterator<Item = String> {
        self.texts.iter().flat_map(|text| {
            text.signatures.iter().map(|signature| {
                format!(
                    "{}: {} {}, {}",
                    text.language, signature.role, signature.who, signature.on
                )
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Asked, State, Status, status};
    use crate::content::{self, Catalog};
    use crate::counts::release::Release;

    fn catalog() -> Catalog {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        content::load(&folder).unwrap()
    }

    fn position(status: &Status, id: &str) -> usize {
        let found = status.topics.iter().position(|topic| topic.topic == id);
        found.expect(id)
    }

    /// A release of four weeks that shows two topics and a group.
    fn release() -> Release {
        let row = |codes: &[&str], value: Option<u64>| {
            serde_json::json!({
                "codes": codes, "value": value, "lower": value, "upper": value,
                "status": if value.is_some() { "shown" } else { "not_shown" },
            })
        };
        let release = serde_json::json!({
            "release_id": "2026-B12.1", "schema_version": 1, "policy_version": "1",
            "origin": "simulated", "period": "2026-B12", "first_day": "2026-11-02",
            "last_day": "2026-11-29", "time_zone": "Asia/Almaty", "coverage": "full",
            "shown": "all", "accounts_least": null, "parts": [],
            "tables": [
                {"table": "Q1", "rows": [row(&[], Some(90)), row(&["work"], Some(90))]},
                {"table": "T4", "rows": [
                    row(&[], Some(90)),
                    row(&["help"], Some(40)),
                    row(&["help", "help-embassy"], Some(40)),
                    row(&["help", "help-embassy", "answered"], Some(15)),
                    row(&["safety"], Some(50)),
                    row(&["safety", "safety-police"], Some(50)),
                    row(&["safety", "safety-violence"], None),
                ]},
            ],
        });
        serde_json::from_value(release).unwrap()
    }

    #[test]
    fn every_topic_has_a_state_that_fits_its_signatures_and_urgent_topics_come_first() {
        let catalog = catalog();
        let status = status(&catalog, &Asked::default());
        assert_eq!(status.topics.len(), catalog.topics().len());
        let texts = status.draft + status.outdated + status.signed;
        assert_eq!(texts, status.topics.len() * status.languages);
        for topic in &status.topics {
            for text in &topic.texts {
                if text.state == State::Signed {
                    assert_eq!(text.signatures.len(), 2, "{}", topic.topic);
                }
                if text.missing.is_empty() {
                    assert_eq!(text.state, State::Signed, "{}", topic.topic);
                }
            }
        }
        assert!(status.topics.is_sorted_by_key(|topic| !topic.urgent));
        let table = status.to_text();
        assert!(table.starts_with("urgent first, then as in the menu; "));
        assert_eq!(
            table.lines().filter(|line| line.starts_with('!')).count(),
            {
                let topics = catalog.topics().iter();
                topics.filter(|topic| topic.urgent).count()
            }
        );
    }

    #[test]
    fn published_numbers_bring_the_most_asked_topics_to_the_front_of_their_half() {
        let catalog = catalog();
        let status = status(&catalog, &Asked::of([&release()]));
        assert!(status.topics.is_sorted_by_key(|topic| !topic.urgent));
        assert_eq!(position(&status, "safety-police"), 0, "urgent, asked 50");
        let calm = status.topics.iter().filter(|topic| !topic.urgent);
        let calm: Vec<&str> = calm.map(|topic| topic.topic.as_str()).collect();
        assert_eq!(calm[0], "help-embassy");
        assert!(
            calm[1].starts_with("work-"),
            "the most asked group: {calm:?}"
        );
        let asked = |id| status.topics[position(&status, id)].asked;
        assert_eq!(asked("help-embassy"), Some(40), "outcomes were added to it");
        assert_eq!(asked("safety-violence"), None);
        let table = status.to_text();
        assert!(table.contains("2026-B12 (simulated)"), "{table}");
    }
}
