//! The YAML as written: serde types that mirror the files and refuse unknown keys.
//!
//! What the files say is turned into what the program uses in `load`. Every text carries its
//! place, so that a problem can name the line.

use serde::Deserialize;
use serde_yaml::Spanned;

/// A text with its place in the file.
pub type Text = Spanned<String>;

/// A file of `topics/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicFile {
    pub id: Text,
    pub category: Text,
    pub urgent: bool,
    #[serde(default)]
    pub delete_chat: bool,
    pub related: Vec<Text>,
    pub contacts: Vec<Text>,
    pub sources: Vec<SourceEntry>,
    #[serde(default)]
    pub advice: Vec<Text>,
    pub law_read_on: Text,
    pub review_by: Text,
    pub signatures: Vec<SignatureEntry>,
    #[serde(default)]
    pub same_meaning: Vec<SameMeaningEntry>,
    #[serde(default)]
    pub open_questions: Vec<Text>,
    pub official: Option<OfficialEntry>,
    pub kk: Option<Section>,
    pub ru: Option<Section>,
    pub tg: Option<Section>,
    pub uz: Option<Section>,
}

/// What the words rest on: an act, or a page where no act says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    pub law: Option<Text>,
    /// Left out when the act as a whole is meant.
    pub article: Option<Text>,
    /// An address without `https://`.
    pub page: Option<Text>,
    pub read_on: Option<Text>,
    #[serde(default)]
    pub backs: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureEntry {
    pub who: Text,
    /// `lawyer` or `native-reader`.
    pub role: Text,
    pub on: Text,
    pub language: Text,
    /// What `huquq check --fingerprints` printed for the text that was read.
    pub text: Text,
}

/// A change of the Russian text that changed no meaning, so that translations stay up to date.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SameMeaningEntry {
    pub from: Text,
    pub to: Text,
}

/// The official's card.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialEntry {
    /// `"yes"`, `"ask-first"` or `"never"`.
    pub safe_to_show: Text,
    pub kk: Text,
    pub ru: Text,
    pub tg: Text,
    pub uz: Text,
}

/// A topic's section in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The fingerprint of the Russian text this translation was made from.
    pub made_from: Option<Text>,
    pub title: Text,
    pub answer: Text,
    #[serde(default)]
    pub steps: Vec<Text>,
    #[serde(default)]
    pub papers: Vec<Text>,
    #[serde(default)]
    pub refused: Vec<Text>,
    #[serde(default)]
    pub differs: Vec<DiffersEntry>,
    pub exposure: Option<Text>,
    #[serde(default)]
    pub questions: Vec<Text>,
    #[serde(default)]
    pub keywords: Vec<Text>,
    #[serde(default)]
    pub not_this: Vec<Text>,
    #[serde(default)]
    pub alarms: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffersEntry {
    pub who: Text,
    pub text: Text,
}

/// A text in the four written languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FourTexts {
    pub kk: Text,
    pub ru: Text,
    pub tg: Text,
    pub uz: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryEntry {
    pub id: Text,
    pub emoji: Text,
    pub title: FourTexts,
    pub about: FourTexts,
    /// Its topics in the order of the menu, the most asked first; others follow by file name.
    #[serde(default)]
    pub topics: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawEntry {
    pub id: Text,
    /// Left out when it is not known.
    pub number: Option<Text>,
    pub date: Text,
    pub title: FourTexts,
    pub edition_read: Option<Text>,
    /// `in-force` or `not-read`.
    pub status: Text,
    pub address: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactEntry {
    pub id: Text,
    /// `hotline` or `organisation`.
    pub kind: Text,
    pub phone: Option<Text>,
    pub name: FourTexts,
    pub about: FourTexts,
    pub hours: Option<FourTexts>,
    #[serde(default)]
    pub languages: Vec<Text>,
    pub free: Option<bool>,
    pub city: Option<FourTexts>,
    pub confirmed: bool,
    /// A date, or `never`.
    pub last_called: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterEntry {
    pub id: Text,
    /// `tenge` or `mci`.
    pub unit: Text,
    pub values: Vec<ValueEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueEntry {
    pub from: Text,
    pub until: Option<Text>,
    pub value: u32,
    pub source: Option<ValueSource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueSource {
    pub law: Text,
    pub article: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignEntry {
    pub code: Text,
    pub organisation: Text,
    pub channel: Text,
    pub place: Text,
    pub languages: Vec<Text>,
    pub topic: Option<Text>,
    pub from: Text,
    pub until: Option<Text>,
    pub audience: u32,
    pub goal: Option<Text>,
    pub persona: Option<Text>,
    pub message: Option<Text>,
    pub printed: Option<u32>,
    pub cost_tenge: Option<u32>,
    pub target_starts: Option<u32>,
    #[serde(default)]
    pub events: Vec<EventEntry>,
}

/// Something that happened on a day of a campaign.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventEntry {
    pub on: Text,
    pub what: Text,
}

/// A legal term: one agreed word in each language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermEntry {
    pub id: Text,
    pub kk: TermWords,
    pub ru: TermWords,
    pub tg: TermWords,
    pub uz: TermWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermWords {
    pub term: Text,
    pub plain: Text,
    #[serde(default)]
    pub avoid: Vec<Text>,
    #[serde(default)]
    pub forms: Vec<Text>,
}

/// Ids that may stand on paper or in a chat, so they never vanish.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFile {
    pub topics: Vec<Text>,
    pub retired_topics: Vec<Text>,
    pub campaigns: Vec<Text>,
}

/// An exception of the Uzbek alphabet: a stem in Latin and in Cyrillic letters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpellingEntry {
    pub latin: String,
    pub cyrillic: String,
}
