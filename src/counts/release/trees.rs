//! The tables of a period as trees, under the names of its time.

use std::fmt::Display;

use super::TableName;
use super::tree::{Crowd, Node};
use crate::content::{CampaignCode, CategoryId};
use crate::conversation::Outcome;
use crate::counts::policy;
use crate::counts::tables::{Cell, Scalar, languages};
use crate::counts::tally::Tally;
use crate::counts::vocabulary::{Name, SourceSlot};
use crate::intent::Way;

/// The codes of rows that no id names; ids have no such mark.
pub const NO_TOPIC: &str = "~none";
pub const UNLISTED: &str = "~unlisted";
pub const DIRECT: &str = "~direct";
pub const UNKNOWN_LINK: &str = "~unknown";

pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
pub const OUTCOMES: [(Outcome, &str); 4] = [
    (Outcome::Answered, "answered"),
    (Outcome::DidYouMean, "did_you_mean"),
    (Outcome::Unanswered, "unanswered"),
    (Outcome::Urgent, "urgent"),
];
pub const WAYS: [(Way, &str); 3] = [
    (Way::Typed, "typed"),
    (Way::Button, "button"),
    (Way::Link, "link"),
];
pub const SCALARS: [(Scalar, &str); 6] = [
    (Scalar::SuggestionsAccepted, "suggestion_accepted"),
    (Scalar::HelpfulYes, "helpful_yes"),
    (Scalar::HelpfulNo, "helpful_no"),
    (Scalar::CardsOpened, "card_opened"),
    (Scalar::PrivacyOpened, "privacy_opened"),
    (Scalar::Overflow, "overflow"),
];

/// A table before anything is hidden.
pub(super) struct Raw {
    pub name: TableName,
    /// What its root is the total of; the same name is rounded alike in every table.
    pub total: &'static str,
    pub tree: Node,
    pub crowd: Crowd,
}

/// The tables of a week's numbers, or of the small weeks of a block.
pub(super) struct Trees<'a> {
    pub tally: &'a Tally,
    /// How much one account may have added to a total.
    pub crowd: Crowd,
}

impl<'a> Trees<'a> {
    /// A week's tables. Where the account map was lost, an account counts anew in each stretch.
    pub fn of_week(tally: &'a Tally) -> Self {
        let most = u64::from(policy::QUESTIONS_PER_WEEK) * stretches(tally);
        let crowd = match stretches(tally) {
            1 => Crowd::Within(most),
            _ => Crowd::Unknown,
        };
        Self { tally, crowd }
    }

    pub fn of_block(tally: &'a Tally) -> Self {
        let crowd = Crowd::Unknown;
        Self { tally, crowd }
    }

    fn number(&self, cell: Cell) -> u64 {
        self.tally.cell(cell).into()
    }

    fn row(&self, code: impl Display, cell: Cell, accounts: Cell) -> Node {
        let accounts = self.tally.accounts(accounts).into();
        Node::leaf(code.to_string(), self.number(cell), accounts)
    }

    /// A row of accounts: how many there are at least depends on how often one may be in it.
    fn accounts_row(&self, code: impl Display, cell: Cell) -> Node {
        let value = self.number(cell);
        let accounts = value.div_ceil(stretches(self.tally));
        Node::leaf(code.to_string(), value, accounts)
    }

    /// A row of questions with its outcomes.
    fn with_outcomes(
        &self,
        code: impl Display,
        cell: impl Fn(Outcome) -> Cell,
        accounts: impl Fn(Option<Outcome>) -> Cell,
    ) -> Node {
        let outcomes =
            OUTCOMES.map(|(outcome, code)| self.row(code, cell(outcome), accounts(Some(outcome))));
        Node {
            accounts: self.tally.accounts(accounts(None)).into(),
            ..Node::sum(code.to_string(), outcomes.to_vec(), self.crowd)
        }
    }

    fn questions(&self, name: TableName, rows: Vec<Node>) -> Raw {
        let asked: u64 = self.tally.accounts(Cell::outcome_accounts(None)).into();
        let sum = Node::sum("", rows, self.crowd);
        Raw {
            name,
            total: "questions",
            tree: Node {
                accounts: sum.accounts.max(asked),
                ..sum
            },
            crowd: self.crowd,
        }
    }

    pub fn outcomes(&self) -> Raw {
        let tree = self.with_outcomes("", Cell::outcome, Cell::outcome_accounts);
        self.questions(TableName::Q0, tree.children)
    }

    pub fn groups(&self) -> Raw {
        let rows = self.tally.vocabulary().group_names().map(|(slot, name)| {
            self.with_outcomes(
                category(&name),
                |outcome| Cell::group(slot, outcome),
                |outcome| Cell::group_accounts(slot, outcome),
            )
        });
        self.questions(TableName::Q1, rows.collect())
    }

    pub fn languages(&self) -> Raw {
        let rows = languages().map(|language| {
            self.with_outcomes(
                language.map_or(NO_TOPIC, |language| language.tag()),
                |outcome| Cell::language(language, outcome),
                |outcome| Cell::language_accounts(language, outcome),
            )
        });
        self.questions(TableName::Q2, rows.collect())
    }

    pub fn days(&self) -> Raw {
        let rows = (0..7).map(|day| self.row(DAYS[day], Cell::day(day), Cell::day_accounts(day)));
        self.questions(TableName::Q3, rows.collect())
    }

    pub fn ways(&self) -> Raw {
        let rows = WAYS.map(|(way, code)| self.row(code, Cell::way(way), Cell::way_accounts(way)));
        self.questions(TableName::W1, rows.to_vec())
    }

    pub fn unmet(&self) -> Raw {
        let rows = self.tally.vocabulary().group_names().map(|(slot, name)| {
            self.row(
                category(&name),
                Cell::unmet(slot),
                Cell::unmet_accounts(slot),
            )
        });
        Raw {
            name: TableName::U1,
            total: "unmet",
            tree: Node::sum("", rows.collect(), self.crowd),
            crowd: self.crowd,
        }
    }

    pub fn account_languages(&self) -> Raw {
        let rows = languages().map(|language| {
            let code = language.map_or(NO_TOPIC, |language| language.tag());
            self.accounts_row(code, Cell::account_language(language))
        });
        self.accounts(TableName::A1, rows.collect())
    }

    pub fn account_sources(&self) -> Raw {
        let rows = self.source_rows(Cell::account_source);
        self.accounts(TableName::A2, rows)
    }

    fn accounts(&self, name: TableName, rows: Vec<Node>) -> Raw {
        Raw {
            name,
            total: "accounts",
            tree: Node::sum("", rows, Crowd::Apart),
            crowd: Crowd::Apart,
        }
    }

    fn source_rows(&self, cell: impl Fn(SourceSlot) -> Cell) -> Vec<Node> {
        let sources = self.tally.vocabulary().source_names();
        sources
            .map(|(slot, name)| self.accounts_row(source(&name), cell(slot)))
            .collect()
    }

    pub fn starts(&self) -> Raw {
        Raw {
            name: TableName::S2,
            total: "starts",
            tree: Node::sum("", self.source_rows(Cell::start), self.crowd_of_starts()),
            crowd: self.crowd_of_starts(),
        }
    }

    /// An account may start by every link there is.
    fn crowd_of_starts(&self) -> Crowd {
        match self.crowd {
            Crowd::Within(_) => Crowd::Within(SourceSlot::COUNT as u64),
            other => other,
        }
    }

    /// Accounts that asked.
    pub fn asked(&self) -> Raw {
        Raw {
            name: TableName::A0,
            total: "asked",
            tree: self.accounts_row("asked", Cell::scalar(Scalar::Asked)),
            crowd: Crowd::Apart,
        }
    }

    /// Single numbers, each a table of one row.
    pub fn scalars(&self) -> impl Iterator<Item = Raw> {
        SCALARS.into_iter().map(|(scalar, code)| {
            let cell = Cell::scalar(scalar);
            let tree = match scalar {
                // Counted once an account.
                Scalar::CardsOpened | Scalar::PrivacyOpened => self.accounts_row(code, cell),
                scalar => self.row(code, cell, Cell::scalar_accounts(scalar)),
            };
            Raw {
                name: TableName::X,
                total: code,
                tree,
                crowd: self.crowd,
            }
        })
    }

    pub fn topics(&self) -> Raw {
        let vocabulary = self.tally.vocabulary();
        let groups = vocabulary.group_names().map(|(_, group)| {
            let topics = vocabulary.topic_names();
            let topics = topics
                .filter(|(.., of)| *of == group)
                .map(|(slot, name, _)| {
                    let code = match &name {
                        Name::Known(id) => id.to_string(),
                        Name::None => NO_TOPIC.to_owned(),
                        Name::Other => UNLISTED.to_owned(),
                    };
                    self.with_outcomes(
                        code,
                        |outcome| Cell::topic(slot, outcome),
                        |outcome| Cell::topic_accounts(slot, outcome),
                    )
                });
            Node::sum(category(&group), topics.collect(), self.crowd)
        });
        Raw {
            name: TableName::T4,
            total: "four-weeks",
            tree: Node::sum("", groups.collect(), self.crowd),
            crowd: self.crowd,
        }
    }

    pub fn sources(&self) -> Raw {
        let sources = self.tally.vocabulary().source_names();
        let rows = sources.map(|(slot, name)| {
            self.with_outcomes(
                source(&name),
                |outcome| Cell::source(slot, outcome),
                |outcome| Cell::source_accounts(slot, outcome),
            )
        });
        Raw {
            name: TableName::C4,
            total: "four-weeks",
            tree: Node::sum("", rows.collect(), self.crowd),
            crowd: self.crowd,
        }
    }
}

/// Stretches of a week, or of the weeks added up here, in each of which an account counts anew.
fn stretches(tally: &Tally) -> u64 {
    u64::from(tally.cell(Cell::scalar(Scalar::Segments))).max(1)
}

fn category(name: &Name<CategoryId>) -> String {
    match name {
        Name::Known(id) => id.to_string(),
        Name::None => NO_TOPIC.to_owned(),
        Name::Other => UNLISTED.to_owned(),
    }
}

fn source(name: &Name<CampaignCode>) -> String {
    match name {
        Name::Known(code) => code.to_string(),
        Name::None => DIRECT.to_owned(),
        Name::Other => UNKNOWN_LINK.to_owned(),
    }
}
