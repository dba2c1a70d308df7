//! The languages Huquq answers in, as the five ways of writing a person may choose.
//!
//! Four languages are written by hand; Uzbek in Cyrillic letters is derived from Uzbek in Latin
//! letters (see [`crate::uzbek`]). Which language a text is in is guessed in `understanding`.

use serde::{Deserialize, Serialize};

/// One way of writing in which a reply can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "kk")]
    Kazakh,
    #[serde(rename = "ru")]
    Russian,
    #[serde(rename = "tg")]
    Tajik,
    #[serde(rename = "uz")]
    Uzbek,
    #[serde(rename = "uz-Cyrl")]
    UzbekCyrillic,
}

impl Language {
    /// Every way of writing, in the order of the language screen.
    pub const ALL: [Self; 5] = [
        Self::Kazakh,
        Self::Russian,
        Self::Tajik,
        Self::Uzbek,
        Self::UzbekCyrillic,
    ];

    /// The languages written by hand in `content/` and `locales/`.
    pub const WRITTEN: [Self; 4] = [Self::Kazakh, Self::Russian, Self::Tajik, Self::Uzbek];

    /// The languages whose texts are translated from the Russian ones.
    pub const TRANSLATED: [Self; 3] = [Self::Kazakh, Self::Tajik, Self::Uzbek];

    /// Returns the BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Kazakh => "kk",
            Self::Russian => "ru",
            Self::Tajik => "tg",
            Self::Uzbek => "uz",
            Self::UzbekCyrillic => "uz-Cyrl",
        }
    }

    /// Returns the language's name in its own words.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Kazakh => "Қазақша",
            Self::Russian => "Русский",
            Self::Tajik => "Тоҷикӣ",
            Self::Uzbek => "Oʻzbekcha",
            Self::UzbekCyrillic => "Ўзбекча",
        }
    }

    /// Returns the hand-written language this one is shown from.
    pub const fn written(self) -> Self {
        match self {
            Self::UzbekCyrillic => Self::Uzbek,
            other => other,
        }
    }

    /// Finds a language by its BCP 47 tag, in any letter case.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(tag))
    }

    /// Reads the language a chat program reports for itself, such as `ru` or `uz-UZ`.
    ///
    /// Other languages give `None`: the person is then asked in four languages.
    pub fn from_client(code: &str) -> Option<Self> {
        Self::from_tag(code).or_else(|| Self::from_tag(code.split(['-', '_']).next()?))
    }
}

/// A text in every way of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Localized<T>([T; 5]);

impl<T> Localized<T> {
    /// Builds one value a language, in the order of [`Language::ALL`].
    pub fn new(build: impl FnMut(Language) -> T) -> Self {
        Self(Language::ALL.map(build))
    }

    pub fn get(&self, language: Language) -> &T {
        &self.0[language as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_tag_leads_back_to_its_language() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
    }

    #[test]
    fn a_client_with_a_region_is_understood_and_others_are_not_guessed() {
        assert_eq!(Language::from_client("ru-KZ"), Some(Language::Russian));
        assert_eq!(
            Language::from_client("uz-Cyrl"),
            Some(Language::UzbekCyrillic)
        );
        assert_eq!(Language::from_client("en"), None);
        assert_eq!(Language::from_client("ky"), None);
    }
}
