//! The screens, one file each: what stands on them, in the person's language, as plain data.

mod card;
mod category;
mod contacts;
mod danger;
mod home;
mod languages;
mod lost;
mod pages;
mod suggest;
mod topic;

pub(super) use card::card;
pub(super) use category::category;
pub(super) use contacts::contacts;
pub(super) use danger::danger;
pub(super) use home::{add_promises, home, welcome};
pub(super) use languages::{first_contact, languages};
pub(super) use lost::{lost, something_else};
pub(super) use pages::{
    about, forget, help, helpful, mistyped_code, privacy, retired, smalltalk, unreadable,
};
pub(super) use suggest::suggest;
pub(super) use topic::{outcome_of, topic};

use crate::content::{Contact, TopicId};
use crate::intent::{Entry, Place, Screen, Token};
use crate::language::Language;

use super::reply::{Action, Block, Button, Placement, Reply};
use super::{Knowledge, amounts};

/// The free line for families, day and night.
pub const ADVICE_PHONE: &str = "111";

/// Kyrgyz has no screens: it is answered in Kazakh, with one sentence of its own.
const KYRGYZ: &str = "ky";

/// What a screen needs to know.
pub(super) struct Stage<'a> {
    pub knowledge: &'a Knowledge<'a>,
    /// The language of the reply.
    pub language: Language,
    /// The same, unless nobody knows it yet.
    pub known_language: Option<Language>,
    /// The language the person chose herself.
    pub chosen: Option<Language>,
    /// Where a choice of language made on this screen leads.
    pub place: &'a Place,
    /// The person is told who we are not and what we do not keep.
    pub is_meeting: bool,
}

impl Stage<'_> {
    /// A message of the interface.
    fn text(&self, id: &str) -> String {
        self.text_with(id, &[])
    }

    fn text_with(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        self.knowledge
            .localization
            .text(self.language, id, arguments)
    }

    /// A text of the content, with its amounts filled in.
    fn filled(&self, text: &str) -> String {
        amounts::fill(self.knowledge, self.language, text)
    }

    /// A button with a label of the interface.
    fn button(&self, label: &str, screen: Screen) -> Button {
        self.labelled(self.text(label), screen)
    }

    fn labelled(&self, label: String, screen: Screen) -> Button {
        Button {
            label,
            action: Action::Open(Token::button(self.language, screen)),
        }
    }

    /// A button that opens a topic under its title.
    fn topic_button(&self, id: &TopicId, entry: Entry) -> Option<Button> {
        let topic = self.knowledge.catalog.topic(id)?;
        let title = topic.texts.get(self.language).title.clone();
        Some(self.labelled(
            title,
            Screen::Topic {
                topic: id.clone(),
                entry,
            },
        ))
    }

    fn reply(&self, blocks: Vec<Block>, buttons: Vec<Vec<Button>>) -> Reply {
        Reply {
            language: self.language,
            placement: Placement::InPlace,
            blocks,
            buttons,
        }
    }

    fn home_row(&self) -> Vec<Button> {
        vec![
            self.button("button-home", Screen::Home),
            self.language_button(),
        ]
    }

    fn danger_button(&self) -> Button {
        self.button("button-danger", Screen::Danger { asked: false })
    }

    /// The way to the language screen and back here.
    fn language_button(&self) -> Button {
        let place = self.place.clone();
        self.button("button-language", Screen::Languages { place })
    }

    /// One button a category, two a row.
    fn category_rows(
        &self,
        screen: impl Fn(&crate::content::CategoryId) -> Screen,
    ) -> Vec<Vec<Button>> {
        let buttons: Vec<Button> = self
            .knowledge
            .catalog
            .categories()
            .map(|category| {
                let title = category.title.get(self.language);
                self.labelled(format!("{} {title}", category.emoji), screen(&category.id))
            })
            .collect();
        buttons.chunks(2).map(<[Button]>::to_vec).collect()
    }

    /// A line of a contact: its phone, its name, what it is for.
    fn contact(&self, contact: &Contact) -> Block {
        let mut about = contact.about.get(self.language).clone();
        if let Some(hours) = &contact.hours {
            let hours = hours.get(self.language);
            about = format!(
                "{about} {}",
                self.text_with("contact-hours", &[("hours", hours)])
            );
        }
        if !contact.languages.is_empty() {
            let names: Vec<&str> = contact
                .languages
                .iter()
                .map(|language| language.own_name())
                .collect();
            about = format!(
                "{about} {}",
                self.text_with("contact-languages", &[("languages", &names.join(", "))])
            );
        }
        if let Some(warning) = self.warning_of(contact) {
            about = format!("{about} {warning}");
        }
        Block::Contact {
            phone: contact.phone.clone(),
            name: self.name_and_city(contact),
            about,
        }
    }

    /// Without a phone the city is what leads there.
    fn name_and_city(&self, contact: &Contact) -> String {
        let name = contact.name.get(self.language);
        match &contact.city {
            Some(city) => format!("{name}, {}", city.get(self.language)),
            None => name.clone(),
        }
    }

    /// What is said of a number that nobody of us has called.
    fn warning_of(&self, contact: &Contact) -> Option<String> {
        let is_tried = contact.confirmed || contact.last_called.is_some();
        (contact.phone.is_some() && !is_tried).then(|| self.text("contact-not-called"))
    }

    /// The state numbers that stand on danger and lost screens.
    fn emergency_contacts(&self) -> Vec<Block> {
        self.knowledge
            .catalog
            .contacts()
            .iter()
            .filter(|contact| contact.confirmed)
            .map(|contact| self.short_contact(contact))
            .collect()
    }

    /// The same in a few words, for screens that say more than whom to call.
    fn short_contact(&self, contact: &Contact) -> Block {
        Block::Contact {
            phone: contact.phone.clone(),
            name: self.name_and_city(contact),
            about: self.warning_of(contact).unwrap_or_default(),
        }
    }

    /// Adds the sentence for people who write Kyrgyz, and their way to Russian.
    ///
    /// In danger the numbers come first, so the sentence stands after the first warning.
    pub(super) fn add_kyrgyz_sentence(&self, reply: &mut Reply) {
        let after_warning = reply
            .blocks
            .iter()
            .position(|block| matches!(block, Block::Warning(_)))
            .filter(|place| *place <= 1)
            .map_or(0, |place| place + 1);
        let sentence = Block::InLanguage {
            tag: KYRGYZ,
            text: self.text("kyrgyz-sentence"),
        };
        reply.blocks.insert(after_warning, sentence);
        self.offer(reply, Language::Russian);
    }

    /// The same stage in Russian, which the signed edition falls back to.
    fn in_russian(&self) -> Self {
        Self {
            language: Language::Russian,
            ..*self
        }
    }

    /// The number to ask for advice: it is not the police.
    fn advice_contact(&self) -> Option<Block> {
        let contact = self
            .knowledge
            .catalog
            .contacts()
            .iter()
            .find(|contact| contact.phone.as_deref() == Some(ADVICE_PHONE))?;
        Some(self.short_contact(contact))
    }

    /// A button that shows the same place in another language.
    fn in_language(&self, language: Language) -> Button {
        Button {
            label: language.own_name().to_owned(),
            action: Action::Open(Token::button(
                language,
                Screen::Chosen {
                    place: self.place.clone(),
                    is_first: self.known_language.is_none(),
                },
            )),
        }
    }

    /// Adds the same answer in another language as a button, unless it is there already.
    pub(super) fn offer(&self, reply: &mut Reply, language: Language) {
        let button = self.in_language(language);
        let is_there = reply.buttons.iter().flatten().any(|known| *known == button);
        if language != self.language && !is_there {
            reply.buttons.push(vec![button]);
        }
    }
}
