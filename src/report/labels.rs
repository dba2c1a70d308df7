//! The titles of a release's codes: from the catalogue where it has one, else our own words.

use crate::content::{CampaignCode, CategoryId, TopicId};
use crate::counts::release::{COMBINED, DIRECT, NO_TOPIC, UNKNOWN_LINK, UNLISTED};
use crate::localization::ReportWords;

/// Something whose title the catalogue knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelled<'a> {
    Topic(&'a TopicId),
    Category(&'a CategoryId),
    Campaign(&'a CampaignCode),
}

/// Gives the title of something in the report's language; none if there is none.
pub type Label<'a> = dyn Fn(Labelled<'_>) -> Option<String> + 'a;

/// Finds the titles of codes.
pub struct Labels<'a> {
    pub words: &'a ReportWords,
    pub label: &'a Label<'a>,
}

impl Labels<'_> {
    /// Writes a message of the report.
    pub fn word(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        self.words.text(&format!("report-{id}"), arguments)
    }

    /// The title of a code in a dimension; the code itself if nobody knows one.
    pub fn title(&self, dimension: &str, code: &str) -> String {
        match (code, dimension) {
            (COMBINED, _) => self.word("combined", &[]),
            (UNLISTED, _) => self.word("unlisted", &[]),
            (DIRECT, _) => self.word("direct", &[]),
            (UNKNOWN_LINK, _) => self.word("unknown", &[]),
            (NO_TOPIC, "language") => self.word("none-language", &[]),
            (NO_TOPIC, _) => self.word("none-topic", &[]),
            (_, "topic_group" | "topic" | "source") => self
                .of_catalog(dimension, code)
                .unwrap_or_else(|| code.to_owned()),
            _ => self.word(&format!("{dimension}-{code}"), &[]),
        }
    }

    fn of_catalog(&self, dimension: &str, code: &str) -> Option<String> {
        match dimension {
            "topic_group" => (self.label)(Labelled::Category(&code.parse().ok()?)),
            "topic" => (self.label)(Labelled::Topic(&code.parse().ok()?)),
            _ => (self.label)(Labelled::Campaign(&code.parse().ok()?)),
        }
    }
}
