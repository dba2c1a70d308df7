//! What the bot knows: topics, acts, contacts, amounts. Loaded once and never changed.
//!
//! [`load()`] turns the files under `content/` into a [`Catalog`], or into every
//! [`Problem`](crate::problem::Problem) it met on the way. Nothing else in the library reads
//! these files. Whether a topic is still up to date is decided by the rules in `check`.

pub mod code;
mod fingerprint;
mod ids;
mod load;
pub mod made_from;
mod parameters;
mod part;
pub mod source;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use code::TypedCode;
pub use fingerprint::Fingerprint;
pub use ids::{CampaignCode, CategoryId, ContactId, IdError, LawId, ParameterId, TermId, TopicId};
pub use load::{LOADING_RULES, TITLE_CHARS_MAX, load};
pub use parameters::{Amount, Parameter, ParameterValue, Unit};
pub use part::Part;

use crate::language::{Language, Localized};
use crate::uzbek::Transliteration;

/// Everything the bot knows. It exists only if all of it holds together.
#[derive(Debug)]
pub struct Catalog {
    topics: Vec<Topic>,
    by_id: HashMap<TopicId, usize>,
    categories: Vec<Category>,
    contacts: Vec<Contact>,
    laws: Vec<Law>,
    parameters: BTreeMap<ParameterId, Parameter>,
    campaigns: Vec<Campaign>,
    glossary: Vec<Term>,
    published: Published,
    uzbek: Transliteration,
    version: String,
    folder: PathBuf,
}

impl Catalog {
    /// Topics in the order of the menu: by category, there in the category's order.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.by_id.get(id).map(|&index| &self.topics[index])
    }

    /// Categories that have at least one topic, in the order of the menu.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories
            .iter()
            .filter(|category| self.topics_of(&category.id).next().is_some())
    }

    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *id)
    }

    /// The topics of a category, in the order of the menu.
    pub fn topics_of<'a>(&'a self, category: &'a CategoryId) -> impl Iterator<Item = &'a Topic> {
        self.topics
            .iter()
            .filter(move |topic| topic.category == *category)
    }

    /// Contacts in the order of the file: hotlines first, then organisations.
    pub fn contacts(&self) -> &[Contact] {
        &self.contacts
    }

    pub fn contact(&self, id: &ContactId) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.id == *id)
    }

    pub fn laws(&self) -> &[Law] {
        &self.laws
    }

    pub fn law(&self, id: &LawId) -> Option<&Law> {
        self.laws.iter().find(|law| law.id == *id)
    }

    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.values()
    }

    /// The amount of a parameter on a day, with the year it is from when none is set for that day.
    pub fn amount(&self, id: &ParameterId, today: Date) -> Option<Amount> {
        parameters::amount(&self.parameters, id, today)
    }

    pub fn campaigns(&self) -> &[Campaign] {
        &self.campaigns
    }

    pub fn campaign(&self, code: &CampaignCode) -> Option<&Campaign> {
        self.campaigns
            .iter()
            .find(|campaign| campaign.code == *code)
    }

    /// The legal terms, in the order of the file.
    pub fn glossary(&self) -> &[Term] {
        &self.glossary
    }

    /// The ids that were published, so that none vanishes.
    pub fn published(&self) -> &Published {
        &self.published
    }

    /// How Uzbek in Latin letters is written in Cyrillic ones.
    pub fn uzbek(&self) -> &Transliteration {
        &self.uzbek
    }

    /// The folder it was read from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A short fingerprint of all the files, so that people can say which edition they saw.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// One topic: facts about it, then its text in each language.
#[derive(Debug)]
pub struct Topic {
    pub id: TopicId,
    pub category: CategoryId,
    /// Danger to life or freedom: emergency numbers come first.
    pub urgent: bool,
    /// Offers "Delete this chat".
    pub delete_chat: bool,
    pub related: Vec<TopicId>,
    pub contacts: Vec<ContactId>,
    pub sources: Vec<Source>,
    /// What is plain counsel: it states no law and no fact, so nothing has to back it.
    pub advice: Vec<Part>,
    pub law_read_on: Date,
    pub review_by: Date,
    pub signatures: Vec<Signature>,
    /// Changes of the Russian text that changed no meaning: from one fingerprint to another.
    pub same_meaning: Vec<(Fingerprint, Fingerprint)>,
    pub open_questions: Vec<String>,
    /// The card for an official, where the content has one.
    pub card: Option<Card>,
    /// The Russian text each hand-written language was made from, where that was noted.
    pub made_from: Localized<Option<Fingerprint>>,
    /// The text to show, with parameters still as `{id}`.
    pub texts: Localized<TopicText>,
    /// What the matcher learns from; hand-written languages only, so the Cyrillic Uzbek one
    /// stands for its Latin source.
    pub phrasings: Localized<Phrasings>,
    /// The file, for the messages of `check`.
    pub file: PathBuf,
}

impl Topic {
    /// Whether the text in a language was signed as it stands, by a lawyer and by a native reader.
    pub fn is_signed(&self, language: Language) -> bool {
        self.signature(language, Role::Lawyer).is_some()
            && self.signature(language, Role::NativeReader).is_some()
    }

    /// The newest signature that stands for the text in a language as it is now.
    pub fn signature(&self, language: Language, role: Role) -> Option<&Signature> {
        let language = language.written();
        let fingerprint = self.fingerprint(language);
        self.signatures
            .iter()
            .filter(|signature| {
                signature.role == role
                    && signature.language == language
                    && signature.fingerprint == fingerprint
            })
            .max_by_key(|signature| signature.on)
    }

    /// Whether the text in a language still says what the Russian one says: it was made from the
    /// Russian text of today, or from one that differs in no meaning.
    pub fn is_up_to_date(&self, language: Language) -> bool {
        let language = language.written();
        if language == Language::Russian {
            return true;
        }
        let Some(made_from) = self.made_from.get(language) else {
            return false;
        };
        let source = self.fingerprint(Language::Russian);
        let mut reached = vec![made_from];
        let mut next = 0;
        while let Some(known) = reached.get(next).copied() {
            if *known == source {
                return true;
            }
            let same = self.same_meaning.iter().filter(|(from, _)| from == known);
            for (_, to) in same {
                if !reached.contains(&to) {
                    reached.push(to);
                }
            }
            next += 1;
        }
        false
    }

    /// The fingerprint of the text in a hand-written language, as signatures quote it.
    pub fn fingerprint(&self, language: Language) -> Fingerprint {
        Fingerprint::of_topic(self, language.written())
    }
}

/// A topic's text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicText {
    /// At most 34 characters: it is a button.
    pub title: String,
    pub answer: String,
    pub steps: Vec<String>,
    pub papers: Vec<String>,
    pub refused: Vec<String>,
    pub differs: Vec<Differs>,
    /// What can happen when a step leads to the police, an inspectorate or the migration service.
    pub exposure: Option<String>,
}

impl TopicText {
    /// The same text with each of its parts written anew.
    fn map(&self, write: impl Fn(&str) -> String) -> Self {
        let write_all = |texts: &[String]| texts.iter().map(|text| write(text)).collect();
        Self {
            title: write(&self.title),
            answer: write(&self.answer),
            steps: write_all(&self.steps),
            papers: write_all(&self.papers),
            refused: write_all(&self.refused),
            differs: self
                .differs
                .iter()
                .map(|differs| Differs {
                    who: write(&differs.who),
                    text: write(&differs.text),
                })
                .collect(),
            exposure: self.exposure.as_deref().map(&write),
        }
    }
}

/// What is different for some people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differs {
    pub who: String,
    pub text: String,
}

/// What people type when they mean a topic.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrasings {
    pub questions: Vec<String>,
    pub keywords: Vec<String>,
    /// Phrases that look alike and mean something else.
    pub not_this: Vec<String>,
    /// Short phrases that mean danger now; only in urgent topics.
    pub alarms: Vec<String>,
}

/// The card a parent may show to an official.
#[derive(Debug)]
pub struct Card {
    pub safe_to_show: SafeToShow,
    pub texts: Localized<String>,
}

/// Whether showing the card is safe for a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SafeToShow {
    Yes,
    /// A warning comes first.
    AskFirst,
    /// There is no button for it.
    Never,
}

impl SafeToShow {
    /// The word for it in a topic's file.
    pub fn as_written(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::AskFirst => "ask-first",
            Self::Never => "never",
        }
    }
}

/// What a topic rests on, and which of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub basis: Basis,
    pub backs: Vec<Part>,
}

impl Source {
    /// The act, where it is one.
    pub fn law(&self) -> Option<&LawId> {
        match &self.basis {
            Basis::Act { law, .. } => Some(law),
            Basis::Page { .. } => None,
        }
    }
}

/// An act, or a page that was read where no act says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    Act {
        law: LawId,
        /// None when the act as a whole is meant.
        article: Option<String>,
    },
    Page {
        /// Without `https://`.
        address: String,
        read_on: Date,
    },
}

impl Basis {
    /// What a fingerprint covers of it: act and article, or `page` and address.
    fn as_pair(&self) -> (&str, &str) {
        match self {
            Self::Act { law, article } => (law.as_str(), article.as_deref().unwrap_or("")),
            Self::Page { address, .. } => ("page", address),
        }
    }
}

/// Who signed which text, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub who: String,
    pub role: Role,
    pub on: Date,
    pub language: Language,
    pub fingerprint: Fingerprint,
}

/// What a signature stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Lawyer,
    NativeReader,
}

impl Role {
    /// The word for it in a topic's file.
    pub fn as_written(self) -> &'static str {
        match self {
            Self::Lawyer => "lawyer",
            Self::NativeReader => "native-reader",
        }
    }
}

/// A group of topics in the menu.
#[derive(Debug)]
pub struct Category {
    pub id: CategoryId,
    pub emoji: String,
    pub title: Localized<String>,
    pub about: Localized<String>,
    /// Its topics, the most asked first; a topic that is not named follows these.
    pub order: Vec<TopicId>,
}

/// An act.
#[derive(Debug)]
pub struct Law {
    pub id: LawId,
    pub number: Option<String>,
    pub date: Date,
    pub title: Localized<String>,
    /// The date of the edition that was read; none when nobody has read the act.
    pub edition_read: Option<Date>,
    pub address: Option<String>,
    pub file: PathBuf,
    pub line: usize,
}

/// A hotline or an organisation.
#[derive(Debug)]
pub struct Contact {
    pub id: ContactId,
    pub kind: ContactKind,
    /// A short number, or a full one as E.164.
    pub phone: Option<String>,
    pub name: Localized<String>,
    pub about: Localized<String>,
    pub hours: Option<Localized<String>>,
    pub languages: Vec<Language>,
    pub free: Option<bool>,
    pub city: Option<Localized<String>>,
    /// Found in a source that was read; only such numbers stand on danger and lost screens.
    pub confirmed: bool,
    /// When somebody of this project last called it.
    pub last_called: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactKind {
    Hotline,
    Organisation,
}

/// An outreach link that was handed out.
#[derive(Debug, Clone)]
pub struct Campaign {
    pub code: CampaignCode,
    /// Who hands it out.
    pub organisation: String,
    pub channel: Channel,
    /// Town or district, never a person.
    pub place: String,
    /// The languages it is printed in; at least one.
    pub languages: Vec<Language>,
    /// The topic its link opens; home without one.
    pub topic: Option<TopicId>,
    pub from: Date,
    /// The last day it is counted; its links are answered for ever.
    pub until: Option<Date>,
    /// How many people it can reach.
    pub audience: u32,
    pub plan: Plan,
    pub line: usize,
}

impl Campaign {
    /// Whether what comes through it on a day is counted for it.
    pub fn is_counted_on(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

/// Where a campaign meets people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    School,
    Clinic,
    Consulate,
    DiasporaAssociation,
    BorderPoint,
    Market,
    Workplace,
    Office,
    Radio,
    SocialMedia,
    Messenger,
    Other,
}

impl Channel {
    /// Every channel as it is written in `campaigns.yaml`.
    pub const WRITTEN: [(Self, &'static str); 12] = [
        (Self::School, "school"),
        (Self::Clinic, "clinic"),
        (Self::Consulate, "consulate"),
        (Self::DiasporaAssociation, "diaspora-association"),
        (Self::BorderPoint, "border-point"),
        (Self::Market, "market"),
        (Self::Workplace, "workplace"),
        (Self::Office, "office"),
        (Self::Radio, "radio"),
        (Self::SocialMedia, "social-media"),
        (Self::Messenger, "messenger"),
        (Self::Other, "other"),
    ];

    pub fn as_written(self) -> &'static str {
        let known = Self::WRITTEN.iter().find(|(channel, _)| *channel == self);
        known.map_or("other", |(_, word)| word)
    }
}

/// What an evaluation compares a campaign's numbers with. All of it may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What is to change for families.
    pub goal: Option<String>,
    /// Whom it speaks to.
    pub persona: Option<String>,
    /// What it says, in one sentence.
    pub message: Option<String>,
    /// Pieces of paper that are handed out.
    pub printed: Option<u32>,
    pub cost_tenge: Option<u32>,
    /// Starts that would make it a success.
    pub target_starts: Option<u32>,
    /// What happened when: a school meeting, a broadcast.
    pub events: Vec<(Date, String)>,
}

/// A legal term, with one agreed word in each hand-written language.
#[derive(Debug)]
pub struct Term {
    pub id: TermId,
    /// The Cyrillic Uzbek words are derived from the Latin ones.
    pub words: Localized<TermWords>,
}

/// A term in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermWords {
    /// The agreed word.
    pub term: String,
    /// What it means, in everyday words.
    pub plain: String,
    /// Words that must not stand in a text.
    pub avoid: Vec<String>,
    /// Beginnings by which the term is recognised in a text.
    pub forms: Vec<String>,
}

/// Ids that may stand on paper or in a chat. They are never given to anything else.
#[derive(Debug, Default)]
pub struct Published {
    pub topics: Vec<TopicId>,
    /// Topics that were taken out; their links are still answered.
    pub retired_topics: Vec<TopicId>,
    pub campaigns: Vec<CampaignCode>,
}

#[cfg(test)]
pub(crate) mod tests;
