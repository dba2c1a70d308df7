//! What may be counted: a closed list without a field that a person's words or number fit in.

use crate::content::{CampaignCode, CategoryId, TopicId};
use crate::intent::Way;
use crate::language::Language;

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    Answered,
    DidYouMean,
    Unanswered,
    Urgent,
}

/// Through what a person first came this week.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    Campaign(CampaignCode),
    Direct,
    /// A link whose campaign is not in the catalogue.
    Unknown,
}

/// One thing that is counted. The account's source is kept by `counts`, from its first `Start`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    Question {
        /// None at first contact, when nobody knows yet which language to speak.
        language: Option<Language>,
        /// None when unanswered and, until one is accepted, for a "did you mean".
        topic: Option<TopicId>,
        way: Way,
        outcome: Outcome,
    },
    /// A suggestion was accepted: never a second question.
    SuggestionAccepted {
        topic: TopicId,
    },
    /// The group an unmet question belongs to, as the person said afterwards.
    Unmet {
        category: CategoryId,
    },
    Start {
        source: Source,
    },
    CardOpened,
    PrivacyOpened,
    Helpful {
        topic: TopicId,
        yes: bool,
    },
}
