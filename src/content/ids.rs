//! Ids: kebab-case words that never change once a link with them may be on paper.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 1 to 36 small letters a-z, digits and single hyphens between them")
    }
}

impl std::error::Error for IdError {}

/// Longest id, in bytes; with language, screen and campaign a token stays within 64.
const ID_BYTES_MAX: usize = 36;

fn is_kebab(text: &str) -> bool {
    (1..=ID_BYTES_MAX).contains(&text.len())
        && text.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

macro_rules! kebab_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                is_kebab(text).then(|| Self(text.into())).ok_or(IdError)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

kebab_id!(
    /// A topic: the contract between content, buttons, printed links and counts.
    TopicId
);
kebab_id!(
    /// A category of the menu.
    CategoryId
);
kebab_id!(
    /// An act in `laws.yaml`.
    LawId
);
kebab_id!(
    /// A hotline or organisation in `contacts.yaml`.
    ContactId
);
kebab_id!(
    /// An amount in `parameters.yaml`, written `{id}` in texts.
    ParameterId
);

kebab_id!(
    /// A legal term in `glossary.yaml`.
    TermId
);

/// A campaign's code: 3 to 12 capital letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CampaignCode(Arc<str>);

impl CampaignCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CampaignCode {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let good = (3..=12).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        good.then(|| Self(text.into())).ok_or(IdError)
    }
}

impl fmt::Display for CampaignCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
