//! Our own words (prompts, buttons), from `locales/` through Fluent.
//!
//! [`load()`] reads the folder or reports every problem; [`Localization::text`] then always has a
//! text, because a test and the loader hold all languages to the same messages and arguments.

mod load;
mod report;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};

pub use load::load;
pub use report::ReportWords;

use crate::language::{Language, Localized};

/// The messages of the interface in every way of writing.
pub struct Localization {
    bundles: Localized<FluentBundle<FluentResource>>,
    /// The variables each message takes.
    messages: BTreeMap<String, Vec<String>>,
    /// Where each message is written: file and line.
    origins: Localized<BTreeMap<String, (PathBuf, usize)>>,
}

impl Localization {
    /// Writes a message in a language.
    ///
    /// A message that is missing is shown by its id: the loader refuses such a folder, so only a
    /// misspelt id in the program can do this, and a test looks for those.
    pub fn text(&self, language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
        let bundle = self.bundles.get(language);
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut values = FluentArgs::new();
        for (name, value) in arguments {
            values.set(*name, FluentValue::String(Cow::Borrowed(value)));
        }
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "`{id}` lacks an argument");
        text
    }

    /// Where a message is written in a language: file and line, for the messages of `check`.
    pub fn origin(&self, language: Language, id: &str) -> Option<(&Path, usize)> {
        let (file, line) = self.origins.get(language).get(id)?;
        Some((file, *line))
    }

    /// The ids of all messages, with the variables each takes.
    pub fn messages(&self) -> &BTreeMap<String, Vec<String>> {
        &self.messages
    }
}

#[cfg(test)]
mod tests;
