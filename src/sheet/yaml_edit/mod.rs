//! Changes a topic's or the contacts' YAML in place: only the lines of what changes are touched.
//!
//! Comments, order, quoting and every other line stay byte for byte, so that a change by spreadsheet
//! reads in git like one by hand. `scalar` replaces the words of one scalar; here stand the keys that
//! tools write. Every change is read back before it counts.

mod scalar;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::civil::Date;

use super::place::Place;
use crate::content::source::{ContactEntry, Section, Text, TopicFile};
use crate::content::{Fingerprint, Signature};
use crate::language::Language;

/// A file is written in a form that these functions do not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditError {
    what: String,
}

impl EditError {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is written in a form that cannot be changed here; change it by hand",
            self.what
        )
    }
}

impl std::error::Error for EditError {}

/// Notepad's mark at the beginning of a file, which is no part of the YAML.
const BYTE_MARK: char = '\u{feff}';

fn split_mark(text: &str) -> (&str, &str) {
    match text.strip_prefix(BYTE_MARK) {
        Some(rest) => text.split_at(text.len() - rest.len()),
        None => ("", text),
    }
}

/// A topic's file, for changing words in it.
#[derive(Debug)]
pub struct TopicYaml {
    mark: String,
    text: String,
    file: TopicFile,
}

impl TopicYaml {
    /// Reads a topic's file.
    ///
    /// # Errors
    ///
    /// When it is no topic; loading the content says why.
    pub fn read(text: &str) -> Result<Self, EditError> {
        let (mark, text) = split_mark(text);
        let file = parse(text).ok_or_else(|| EditError::new("topic"))?;
        Ok(Self {
            mark: mark.to_owned(),
            text: text.to_owned(),
            file,
        })
    }

    /// The file as it is now.
    pub fn into_text(self) -> String {
        self.mark + &self.text
    }

    /// The words at a place, as YAML reads them.
    pub fn words(&self, language: Language, place: Place) -> Option<&str> {
        Some(&written(&self.file, language, place)?.value)
    }

    /// Puts other words at a place, in the style the old ones were written in.
    ///
    /// # Errors
    ///
    /// When there is no such place, or its form is not known here.
    pub fn replace(
        &mut self,
        language: Language,
        place: Place,
        words: &str,
    ) -> Result<(), EditError> {
        let unknown = || EditError::new(format!("{} {place}", language.tag()));
        let old = written(&self.file, language, place).ok_or_else(unknown)?;
        let changed = scalar::replace(&self.text, old, words, |text| {
            let file = parse(text)?;
            Some(written(&file, language, place)?.value.clone())
        });
        self.accept(changed.ok_or_else(unknown)?)
    }

    /// Notes which Russian text a translation was made from, first in its section.
    ///
    /// # Errors
    ///
    /// When the section is written in a form not known here.
    pub fn set_made_from(
        &mut self,
        language: Language,
        from: &Fingerprint,
    ) -> Result<(), EditError> {
        let key = language.written().tag();
        let unknown = || EditError::new(format!("{key} made_from"));
        let section = section(&self.file, language).ok_or_else(unknown)?;
        let from = from.to_string();
        let changed = match &section.made_from {
            Some(old) => scalar::replace(&self.text, old, &from, |text| {
                let file = parse(text)?;
                let section = self::section(&file, language)?;
                Some(section.made_from.as_ref()?.value.clone())
            }),
            None => first_in_section(&self.text, key, &format!("made_from: {from}")),
        };
        self.accept(changed.ok_or_else(unknown)?)
    }

    /// Adds a signature after those that are there.
    ///
    /// # Errors
    ///
    /// When the list is written in a form not known here.
    pub fn add_signature(&mut self, signature: &Signature) -> Result<(), EditError> {
        let item = format!(
            "{{who: {}, role: {}, on: {}, language: {}, text: {}}}",
            scalar::double_quoted(&signature.who),
            signature.role.as_written(),
            signature.on,
            signature.language.tag(),
            signature.fingerprint
        );
        let unknown = || EditError::new("signatures");
        let changed = append(&self.text, "signatures", &item).ok_or_else(unknown)?;
        let count = self.file.signatures.len() + 1;
        self.accept(changed)?;
        (self.file.signatures.len() == count)
            .then_some(())
            .ok_or_else(unknown)
    }

    /// Notes a change of the Russian text as one that changed no meaning.
    ///
    /// # Errors
    ///
    /// When the list is written in a form not known here.
    pub fn add_same_meaning(
        &mut self,
        from: &Fingerprint,
        to: &Fingerprint,
    ) -> Result<(), EditError> {
        let unknown = || EditError::new("same_meaning");
        let item = format!("{{from: {from}, to: {to}}}");
        let changed = append(&self.text, "same_meaning", &item)
            .or_else(|| new_list(&self.text, "signatures", "same_meaning", &item));
        self.accept(changed.ok_or_else(unknown)?)
    }

    fn accept(&mut self, changed: String) -> Result<(), EditError> {
        if changed == self.text {
            return Ok(());
        }
        self.file = parse(&changed).ok_or_else(|| EditError::new("topic"))?;
        self.text = changed;
        Ok(())
    }
}

fn parse(text: &str) -> Option<TopicFile> {
    serde_yaml::from_str(text).ok()
}

fn section(file: &TopicFile, language: Language) -> Option<&Section> {
    match language {
        Language::Kazakh => file.kk.as_ref(),
        Language::Russian => file.ru.as_ref(),
        Language::Tajik => file.tg.as_ref(),
        Language::Uzbek | Language::UzbekCyrillic => file.uz.as_ref(),
    }
}

fn written(file: &TopicFile, language: Language, place: Place) -> Option<&Text> {
    let section = section(file, language)?;
    let differs = |number: usize| section.differs.get(number.checked_sub(1)?);
    match place {
        Place::Title => Some(&section.title),
        Place::Answer => Some(&section.answer),
        Place::Step(number) => section.steps.get(number.checked_sub(1)?),
        Place::Paper(number) => section.papers.get(number.checked_sub(1)?),
        Place::Refused(number) => section.refused.get(number.checked_sub(1)?),
        Place::DiffersWho(number) => Some(&differs(number)?.who),
        Place::DiffersText(number) => Some(&differs(number)?.text),
        Place::Exposure => section.exposure.as_ref(),
        Place::Official => {
            let official = file.official.as_ref()?;
            Some(match language {
                Language::Kazakh => &official.kk,
                Language::Russian => &official.ru,
                Language::Tajik => &official.tg,
                Language::Uzbek | Language::UzbekCyrillic => &official.uz,
            })
        }
    }
}

/// `contacts.yaml`, for noting calls in it.
#[derive(Debug)]
pub struct ContactsYaml {
    mark: String,
    text: String,
    entries: Vec<ContactEntry>,
}

impl ContactsYaml {
    /// Reads the contacts' file.
    ///
    /// # Errors
    ///
    /// When it is no list of contacts; loading the content says why.
    pub fn read(text: &str) -> Result<Self, EditError> {
        let (mark, text) = split_mark(text);
        let entries = serde_yaml::from_str(text).map_err(|_| EditError::new("contacts"))?;
        Ok(Self {
            mark: mark.to_owned(),
            text: text.to_owned(),
            entries,
        })
    }

    /// The file as it is now.
    pub fn into_text(self) -> String {
        self.mark + &self.text
    }

    /// Notes the day a contact was called.
    ///
    /// # Errors
    ///
    /// When there is no such contact, or its form is not known here.
    pub fn set_last_called(&mut self, id: &str, on: Date) -> Result<(), EditError> {
        let unknown = || EditError::new(format!("{id} last_called"));
        let old = self.entry(id).ok_or_else(unknown)?;
        let changed = scalar::replace(&self.text, &old.last_called, &on.to_string(), |text| {
            let entries: Vec<ContactEntry> = serde_yaml::from_str(text).ok()?;
            let entry = entries.into_iter().find(|entry| entry.id.value == id)?;
            Some(entry.last_called.value)
        });
        self.accept(changed.ok_or_else(unknown)?)
    }

    /// Writes a comment above a contact, for the editor who will change its words.
    ///
    /// # Errors
    ///
    /// When there is no such contact, or its form is not known here.
    pub fn add_comment(&mut self, id: &str, comment: &str) -> Result<(), EditError> {
        let unknown = || EditError::new(id);
        let entry = self.entry(id).ok_or_else(unknown)?;
        let line = usize::try_from(entry.id.defined.line()).map_err(|_| unknown())?;
        let mut lines: Vec<&str> = self.text.split_inclusive('\n').collect();
        let start = lines
            .iter()
            .take(line)
            .rposition(|line| line.starts_with('-'))
            .ok_or_else(unknown)?;
        let added = format!("# {comment}{}", line_end(&self.text));
        lines.insert(start, &added);
        self.accept(lines.concat())
    }

    fn entry(&self, id: &str) -> Option<&ContactEntry> {
        self.entries.iter().find(|entry| entry.id.value == id)
    }

    fn accept(&mut self, changed: String) -> Result<(), EditError> {
        let entries: Option<Vec<ContactEntry>> = serde_yaml::from_str(&changed).ok();
        self.entries = entries.ok_or_else(|| EditError::new("contacts"))?;
        self.text = changed;
        Ok(())
    }
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches(' ').len()]
}

fn is_blank_or_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Puts a key before all others of a top-level section.
fn first_in_section(text: &str, section: &str, key: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let header = lines.iter().position(|line| {
        line.strip_prefix(section)
            .and_then(|rest| rest.strip_prefix(':'))
            .is_some_and(is_blank_or_comment)
    })?;
    let first = lines[header + 1..]
        .iter()
        .find(|line| !is_blank_or_comment(line))?;
    let added = format!("{}{key}{}", indent(first), line_end(text));
    lines.insert(header + 1, &added);
    Some(lines.concat())
}

/// The lines of a top-level list: where its key stands, and where the next item would.
fn list_lines(lines: &[&str], key: &str) -> Option<(usize, usize)> {
    let start = lines.iter().position(|line| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with(':'))
    })?;
    let mut end = start + 1;
    for (index, line) in lines.iter().enumerate().skip(start + 1) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if !line.starts_with([' ', '-']) {
            break;
        }
        end = index + 1;
    }
    Some((start, end))
}

/// Adds an item to a top-level list.
fn append(text: &str, key: &str, item: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (start, end) = list_lines(&lines, key)?;
    let value = lines[start][key.len() + 1..].trim_start();
    let depth = lines[start + 1..end]
        .iter()
        .find(|line| line.trim_start().starts_with("- "))
        .map_or("  ", |line| indent(line));
    let added = format!("{depth}- {item}{}", line_end(text));
    let emptied;
    if let Some(rest) = value.strip_prefix("[]") {
        emptied = format!("{key}:{rest}");
        lines[start] = &emptied;
    } else if !is_blank_or_comment(value) {
        return None;
    }
    lines.insert(end, &added);
    Some(lines.concat())
}

/// Begins a top-level list after another one.
fn new_list(text: &str, after: &str, key: &str, item: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (_, end) = list_lines(&lines, after)?;
    let line_end = line_end(text);
    let added = format!("{key}:{line_end}  - {item}{line_end}");
    lines.insert(end, &added);
    Some(lines.concat())
}
