//! What brings families to the bot: links, codes, sheets to print, pictures and messages.
//!
//! A [`Kit`] is a campaign with the words it is printed in; [`files`] makes everything of it, in
//! memory. Layout is `print`'s, the answers on leaflets and household sheets are the
//! conversation's own, and what is counted of a link is decided in `service`.

mod asked;
mod files;
mod guide;
mod household;
mod link;
mod messages;
mod panel;
mod probe;
pub mod register;
mod sheets;
pub mod sms;
mod stack;

use crate::content::{Campaign, CampaignCode};
use crate::conversation::{ADVICE_PHONE, Knowledge};
use crate::intent::Token;
use crate::language::Language;
use crate::localization::Localization;
use crate::print::{Picture, PrintError, QrCode};

pub use files::{File, files};
pub use household::{Subject, household};
pub use link::{BotName, BotNameError, address, payload_in, share_address, token_of};
pub use messages::messages;
pub use probe::{Opened, probe};

/// Who we are not and what is not kept: on everything that is printed, word for word as in the
/// chat.
pub const PROMISES: [&str; 3] = [
    "promise-not-police",
    "promise-not-known",
    "promise-only-totals",
];

/// A campaign and all it is printed with.
pub struct Kit<'a> {
    pub knowledge: Knowledge<'a>,
    /// The words of sheets and messages: our own or an organisation's.
    pub words: &'a Localization,
    pub campaign: &'a Campaign,
    pub bot: &'a BotName,
    pub logo: Option<&'a Picture>,
}

impl Kit<'_> {
    fn word(&self, language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
        self.words.text(language, id, arguments)
    }

    /// The link in a language, or in the reader's own.
    fn token(&self, language: Option<Language>) -> Token {
        token_of(self.campaign, language)
    }

    fn code(&self, language: Option<Language>) -> Result<QrCode, PrintError> {
        QrCode::new(&address(self.bot, &self.token(language)))
    }

    fn campaign_code(&self) -> &CampaignCode {
        &self.campaign.code
    }

    fn promises(&self, language: Language) -> [String; 3] {
        PROMISES.map(|id| self.knowledge.localization.text(language, id, &[]))
    }

    /// What the campaign is about, large: its topic's title, or all there is.
    fn headline(&self, language: Language) -> String {
        match self.topic_title(language) {
            Some(title) => title,
            None => self.word(language, "outreach-headline", &[]),
        }
    }

    /// The sentence under it.
    fn about(&self, language: Language) -> String {
        let id = match self.topic_title(language) {
            Some(_) => "outreach-topic-about",
            None => "outreach-about",
        };
        self.word(language, id, &[])
    }

    fn topic_title(&self, language: Language) -> Option<String> {
        let topic = self.campaign.topic.as_ref()?;
        let topic = self.knowledge.catalog.topic(topic)?;
        Some(topic.texts.get(language).title.clone())
    }

    /// The sentence that goes with a link that is passed on.
    fn sentence(&self, language: Language) -> String {
        match self.topic_title(language) {
            Some(title) => {
                let localization = self.knowledge.localization;
                localization.text(language, "share-text", &[("title", &title)])
            }
            None => self.word(language, "outreach-share", &[]),
        }
    }

    fn call(&self, language: Language) -> String {
        self.word(language, "outreach-call", &[("phone", ADVICE_PHONE)])
    }
}
