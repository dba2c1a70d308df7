//! A week's counts as a page to read. Renders what is stored and decides nothing.
//!
//! [`Report::gather`] takes a week out of a store, with the names a reader knows; [`text`] and
//! [`json`] write it down. Until weeks are closed and released, the numbers are exact and
//! unprotected, and every page says first that they are for whoever runs the bot alone.

pub mod json;
pub mod text;
mod words;

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::content::{CampaignCode, CategoryId, TopicId};
use crate::counts::{Name, Outcomes, Scalar, StoreKind, Stored, Week, WeekTally};
use crate::intent::Way;
use crate::language::Language;
use words::Words;

/// The languages a report is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportLanguage {
    Russian,
    English,
}

/// Something whose name the catalogue knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelled<'a> {
    Topic(&'a TopicId),
    Category(&'a CategoryId),
    Campaign(&'a CampaignCode),
}

/// Gives the title of something in the report's language; its id will do if there is none.
pub type Label<'a> = dyn Fn(Labelled<'_>) -> String + 'a;

/// A week, ready to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub language: ReportLanguage,
    pub week: Week,
    /// A trial's numbers are nobody's questions.
    pub is_trial: bool,
    /// The week has ended; until then its numbers grow.
    pub is_over: bool,
    pub accounts: Accounts,
    pub questions: Outcomes,
    pub suggestions_accepted: u32,
    /// Most asked first, then questions without a group.
    pub groups: Vec<OutcomeRow>,
    pub languages: Vec<OutcomeRow>,
    /// From Monday.
    pub days: Vec<NumberRow>,
    pub ways: Vec<NumberRow>,
    pub account_languages: Vec<NumberRow>,
    pub sources: Vec<SourceRow>,
    /// Questions that were not answered, by the group people named afterwards.
    pub unmet: Vec<NumberRow>,
    pub cards_opened: u32,
    pub privacy_opened: u32,
    pub helpful_yes: u32,
    pub helpful_no: u32,
    /// The four weeks that the week lies in.
    pub block: Option<BlockReport>,
}

/// How many accounts, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// The same as `most` unless the account map was lost during the week.
    pub fewest: u32,
    pub most: u32,
    /// Accounts that asked something; at most so many if the map was lost.
    pub asked: u32,
}

/// Four weeks: single topics, and links with what became of the questions they brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockReport {
    pub name: String,
    pub first_day: Date,
    pub last_day: Date,
    pub topics: Vec<OutcomeRow>,
    pub sources: Vec<OutcomeRow>,
}

/// A row of questions by outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRow {
    pub code: String,
    pub label: String,
    pub outcomes: Outcomes,
}

/// A row of one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    pub code: String,
    pub label: String,
    pub number: u32,
}

/// A link or another source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    pub code: String,
    pub label: String,
    /// Accounts it brought first this week.
    pub accounts: u32,
    /// Accounts that started by it this week.
    pub starts: u32,
}

/// The code of what has no name; ids have no such mark, so it is never one.
const NONE_CODE: &str = "~none";
/// The code of what is counted together.
const OTHER_CODE: &str = "~other";

impl Report {
    /// Takes a week out of a store; none if nothing was counted in it.
    ///
    /// `today` tells whether the week is over.
    pub fn gather(
        stored: &Stored,
        week: Week,
        today: Date,
        language: ReportLanguage,
        label: &Label<'_>,
    ) -> Option<Self> {
        let tally = stored.tallies.week(week)?;
        let names = Names {
            words: Words::of(language),
            label,
        };
        let (fewest, most) = tally.accounts();
        Some(Self {
            language,
            week,
            is_trial: stored.kind == StoreKind::Trial,
            is_over: today > week.sunday(),
            accounts: Accounts {
                fewest,
                most,
                asked: tally.scalar(Scalar::Asked),
            },
            questions: tally.outcomes(),
            suggestions_accepted: tally.scalar(Scalar::SuggestionsAccepted),
            groups: most_first(tally.groups().map(|(group, outcomes)| {
                let (code, label) = names.category(&group);
                OutcomeRow {
                    code,
                    label,
                    outcomes,
                }
            })),
            languages: names.languages(tally),
            days: names.days(tally),
            ways: names.ways(tally),
            account_languages: tally
                .account_languages()
                .map(|(language, number)| {
                    let (code, label) = names.language(language, names.words.asked_nothing);
                    NumberRow {
                        code,
                        label,
                        number,
                    }
                })
                .collect(),
            sources: names.sources(tally),
            unmet: tally
                .unmet()
                .filter(|(group, _)| *group != Name::None)
                .map(|(group, number)| {
                    let (code, label) = names.category(&group);
                    NumberRow {
                        code,
                        label,
                        number,
                    }
                })
                .collect(),
            cards_opened: tally.scalar(Scalar::CardsOpened),
            privacy_opened: tally.scalar(Scalar::PrivacyOpened),
            helpful_yes: tally.scalar(Scalar::HelpfulYes),
            helpful_no: tally.scalar(Scalar::HelpfulNo),
            block: names.block(stored, week),
        })
    }

    /// Questions that ended without an answer: not found, or suggested and not taken.
    pub fn unmet_total(&self) -> u64 {
        let suggested = u64::from(self.questions.did_you_mean);
        let taken = u64::from(self.suggestions_accepted);
        u64::from(self.questions.unanswered) + suggested.saturating_sub(taken)
    }
}

/// Rows with the most questions first; what has no name stays last.
fn most_first(rows: impl Iterator<Item = OutcomeRow>) -> Vec<OutcomeRow> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|row| (row.code.starts_with('~'), Reverse(row.outcomes.total())));
    rows
}

/// Finds the names of rows.
struct Names<'a> {
    words: &'static Words,
    label: &'a Label<'a>,
}

impl Names<'_> {
    fn named<T: std::fmt::Display>(
        &self,
        name: &Name<T>,
        label: impl Fn(&T) -> String,
        none: &str,
        other: &str,
    ) -> (String, String) {
        match name {
            Name::Known(id) => (id.to_string(), label(id)),
            Name::None => (NONE_CODE.to_owned(), none.to_owned()),
            Name::Other => (OTHER_CODE.to_owned(), other.to_owned()),
        }
    }

    fn category(&self, name: &Name<CategoryId>) -> (String, String) {
        let label = |id: &CategoryId| (self.label)(Labelled::Category(id));
        self.named(name, label, self.words.no_topic, self.words.other)
    }

    fn topic(&self, name: &Name<TopicId>) -> (String, String) {
        let label = |id: &TopicId| (self.label)(Labelled::Topic(id));
        self.named(name, label, self.words.no_topic, self.words.other)
    }

    fn source(&self, name: &Name<CampaignCode>) -> (String, String) {
        let label = |code: &CampaignCode| (self.label)(Labelled::Campaign(code));
        self.named(name, label, self.words.direct, self.words.unknown_link)
    }

    fn language(&self, language: Option<Language>, none: &str) -> (String, String) {
        match language {
            Some(language) => (
                language.tag().to_owned(),
                self.words.language(language).to_owned(),
            ),
            None => (NONE_CODE.to_owned(), none.to_owned()),
        }
    }

    fn languages(&self, tally: &WeekTally) -> Vec<OutcomeRow> {
        let rows = tally.languages().map(|(language, outcomes)| {
            let (code, label) = self.language(language, self.words.no_language);
            OutcomeRow {
                code,
                label,
                outcomes,
            }
        });
        rows.collect()
    }

    fn days(&self, tally: &WeekTally) -> Vec<NumberRow> {
        const CODES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let rows = CODES.iter().zip(self.words.days).zip(tally.days());
        rows.map(|((code, label), number)| NumberRow {
            code: (*code).to_owned(),
            label: label.to_owned(),
            number,
        })
        .collect()
    }

    fn ways(&self, tally: &WeekTally) -> Vec<NumberRow> {
        [
            (Way::Typed, "typed", self.words.typed),
            (Way::Button, "button", self.words.button),
            (Way::Link, "link", self.words.link),
        ]
        .map(|(way, code, label)| NumberRow {
            code: code.to_owned(),
            label: label.to_owned(),
            number: tally.way(way),
        })
        .to_vec()
    }

    fn sources(&self, tally: &WeekTally) -> Vec<SourceRow> {
        let rows = tally.sources().map(|(name, accounts, starts)| {
            let (code, label) = self.source(&name);
            SourceRow {
                code,
                label,
                accounts,
                starts,
            }
        });
        rows.collect()
    }

    fn block(&self, stored: &Stored, week: Week) -> Option<BlockReport> {
        let tally = stored.tallies.block(week.block())?;
        let topics = tally.topics().map(|(topic, _, outcomes)| {
            let (code, label) = self.topic(&topic);
            OutcomeRow {
                code,
                label,
                outcomes,
            }
        });
        let sources = tally.sources().map(|(source, outcomes)| {
            let (code, label) = self.source(&source);
            OutcomeRow {
                code,
                label,
                outcomes,
            }
        });
        Some(BlockReport {
            name: tally.block().to_string(),
            first_day: tally.block().first_week().monday(),
            last_day: tally.block().last_week().sunday(),
            topics: most_first(topics),
            sources: sources.collect(),
        })
    }
}

#[cfg(test)]
mod tests;
