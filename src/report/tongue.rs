//! The languages a report is written in, and the titles the catalogue has in them.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;

use super::labels::Labelled;
use crate::content::Catalog;
use crate::language::Language;

/// A language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Tongue {
    Ru,
    Kk,
    En,
}

impl Tongue {
    pub const ALL: [Self; 3] = [Self::Ru, Self::Kk, Self::En];

    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::Kk => "kk",
            Self::En => "en",
        }
    }

    /// Its name in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ru => "Русский",
            Self::Kk => "Қазақша",
            Self::En => "English",
        }
    }

    /// A title as the bot shows it; English has none, there the codes stand.
    pub fn title(self, catalog: &Catalog, labelled: Labelled<'_>) -> Option<String> {
        let language = match self {
            Self::Ru => Language::Russian,
            Self::Kk => Language::Kazakh,
            Self::En => return None,
        };
        match labelled {
            Labelled::Topic(id) => catalog
                .topic(id)
                .map(|topic| topic.texts.get(language).title.clone()),
            Labelled::Category(id) => catalog
                .category(id)
                .map(|category| category.title.get(language).clone()),
            Labelled::Campaign(code) => catalog
                .campaign(code)
                .map(|campaign| format!("{} {}", campaign.organisation, campaign.place)),
        }
    }
}

impl fmt::Display for Tongue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// It is none of the languages of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TongueError;

impl FromStr for Tongue {
    type Err = TongueError;

    fn from_str(tag: &str) -> Result<Self, TongueError> {
        let known = Self::ALL.into_iter().find(|tongue| tongue.tag() == tag);
        known.ok_or(TongueError)
    }
}
