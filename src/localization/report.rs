//! The words of the page that partners read, from `locales/report/<language>.ftl`.
//!
//! It has an English file, which the bot itself has not, and no Tajik or Uzbek one.

use std::fs;
use std::path::Path;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::problem::Problem;

/// The words of one language.
pub struct ReportWords {
    bundle: FluentBundle<FluentResource>,
}

impl ReportWords {
    /// Reads the words of a language, named by its tag.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is not Fluent's.
    pub fn load(locales: &Path, tag: &str) -> Result<Self, Problem> {
        let file = locales.join("report").join(format!("{tag}.ftl"));
        let text = fs::read_to_string(&file).map_err(|error| {
            Problem::error(
                "locale-unreadable",
                &file,
                0,
                format!("this file cannot be read: {error}"),
                "save it as UTF-8 text and let the program read it",
            )
        })?;
        let resource = FluentResource::try_new(text).map_err(|(_, errors)| {
            let kind = errors.first().map(|error| error.kind.to_string());
            Problem::error(
                "locale-syntax",
                &file,
                0,
                format!(
                    "not every message is Fluent's: {}",
                    kind.unwrap_or_default()
                ),
                "write `message-id = text`; indent the lines that follow",
            )
        })?;
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Ok(Self { bundle })
    }

    /// Writes a message; one that is missing is shown by its id, and a test looks for those.
    pub fn text(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        let message = self.bundle.get_message(id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut values = FluentArgs::new();
        for (name, value) in arguments {
            values.set(*name, FluentValue::from(*value));
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "`{id}` lacks an argument");
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_of_the_report_has_the_same_messages_and_arguments() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/report");
        let messages = |tag: &str| -> BTreeSet<(String, BTreeSet<String>)> {
            let text = fs::read_to_string(folder.join(format!("{tag}.ftl"))).unwrap();
            let lines = text.lines().filter(|line| line.starts_with("report-"));
            lines
                .map(|line| {
                    let (id, text) = line.split_once(" = ").unwrap();
                    let arguments = text.split("{ $").skip(1);
                    let arguments = arguments.filter_map(|rest| rest.split(' ').next());
                    (id.to_owned(), arguments.map(str::to_owned).collect())
                })
                .collect()
        };
        let english = messages("en");
        assert!(english.len() > 60);
        for tag in ["ru", "kk"] {
            assert_eq!(messages(tag), english, "{tag}");
            assert!(ReportWords::load(folder.parent().unwrap(), tag).is_ok());
        }
    }
}
