//! What is known of spelling: Hunspell's dictionaries where they are installed, and the words that
//! the texts use and no dictionary knows.
//!
//! Kazakh, Russian and Uzbek (in Cyrillic letters) have a dictionary, Tajik has none. A word list
//! under `content/words/` holds what was met and kept; it is no dictionary and nobody's approval,
//! it only makes a new spelling stand out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use spellbook::Dictionary;

use crate::language::{Language, Localized};

/// Where Debian puts the dictionaries.
pub const DICTIONARIES: &str = "/usr/share/hunspell";

/// The words of each hand-written language.
pub struct Spelling {
    words: Localized<Words>,
}

#[derive(Default)]
struct Words {
    dictionary: Option<Dictionary>,
    listed: BTreeSet<String>,
}

impl Spelling {
    /// Reads the dictionaries that are installed in a folder, and the word lists of the content.
    /// What cannot be read counts as not there: see [`Spelling::missing`].
    pub fn load(dictionaries: &Path, content: &Path) -> Self {
        Self {
            words: Localized::new(|language| match language {
                Language::UzbekCyrillic => Words::default(),
                _ => Words {
                    dictionary: dictionary_name(language)
                        .and_then(|name| read_dictionary(dictionaries, name)),
                    listed: read_list(
                        &content
                            .join("words")
                            .join(format!("{}.txt", language.tag())),
                    ),
                },
            }),
        }
    }

    /// The languages that have a dictionary which is not installed here.
    pub fn missing(&self) -> Vec<Language> {
        let missing = |language: &Language| {
            dictionary_name(*language).is_some() && self.words.get(*language).dictionary.is_none()
        };
        Language::WRITTEN.into_iter().filter(missing).collect()
    }

    /// Whether nothing can be said of a language's spelling here.
    pub(super) fn is_silent(&self, language: Language) -> bool {
        self.missing().contains(&language)
    }

    /// Whether a word is in the dictionary or on the list. Uzbek is given in Latin letters, with
    /// its Cyrillic form, which is what its dictionary holds.
    pub(super) fn knows(&self, language: Language, word: &str, in_dictionary: &str) -> bool {
        let words = self.words.get(language);
        words.listed.contains(&word.to_lowercase())
            || words
                .dictionary
                .as_ref()
                .is_some_and(|dictionary| dictionary.check(in_dictionary))
    }
}

fn dictionary_name(language: Language) -> Option<&'static str> {
    match language {
        Language::Kazakh => Some("kk_KZ"),
        Language::Russian => Some("ru_RU"),
        Language::Uzbek | Language::UzbekCyrillic => Some("uz_UZ"),
        Language::Tajik => None,
    }
}

fn read_dictionary(folder: &Path, name: &str) -> Option<Dictionary> {
    let read = |ending: &str| {
        let text = fs::read_to_string(folder.join(format!("{name}.{ending}"))).ok()?;
        // The Kazakh files begin with a byte mark.
        Some(text.trim_start_matches('\u{feff}').to_owned())
    };
    Dictionary::new(&read("aff")?, &read("dic")?).ok()
}

fn read_list(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_lowercase)
        .collect()
}
