//! What came back in a workbook, compared with the catalog: changes, or every problem in it.
//!
//! A row is taken as edited when its words differ both from the exported ones and from today's, so
//! that an old workbook never undoes what somebody changed meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::export::{COLUMNS, Column, ID, RUSSIAN, SOURCE, WAS, WORDS, fingerprint_of, row_id};
use super::lawyer::{self, Outcome, Review};
use super::place::Place;
use super::workbook::{Cell, Sheet};
use super::yaml_edit::{EditError, TopicYaml};
use crate::check;
use crate::content::{Catalog, Fingerprint, TITLE_CHARS_MAX, Topic, TopicId};
use crate::language::{Language, Localized};

/// Something to mend in a returned workbook, with its sheet and cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// Such as `kk!D12`, or the sheet's name alone.
    pub place: String,
    pub message: String,
    pub help: String,
}

impl fmt::Display for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        writeln!(f, "  --> {}", self.place)?;
        write!(f, "  help: {}", self.help)
    }
}

/// Other words for one place of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub topic: TopicId,
    pub language: Language,
    pub place: Place,
    pub words: String,
    /// The Russian text the translator saw.
    pub made_from: Fingerprint,
}

/// What a workbook asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Import {
    pub changes: Vec<Change>,
    pub reviews: Vec<Review>,
}

impl Import {
    /// The topics whose files change.
    pub fn topics<'c>(&self, catalog: &'c Catalog) -> Vec<&'c Topic> {
        let is_signed = |review: &Review| matches!(review.outcome, Outcome::Signed(_));
        catalog
            .topics()
            .iter()
            .filter(|topic| {
                self.changes.iter().any(|change| change.topic == topic.id)
                    || self
                        .reviews
                        .iter()
                        .any(|review| review.topic == topic.id && is_signed(review))
            })
            .collect()
    }

    /// Which Russian text each translation of a topic will have been made from.
    pub fn made_from(&self, topic: &Topic) -> Localized<Option<Fingerprint>> {
        Localized::new(|language| {
            let change = self.retranslated(&topic.id, language);
            let edited = change.map(|change| change.made_from.clone());
            edited.or_else(|| topic.made_from.get(language).clone())
        })
    }

    /// The first change of a topic's translation into a language.
    fn retranslated(&self, topic: &TopicId, language: Language) -> Option<&Change> {
        let is_translation = Language::TRANSLATED.contains(&language);
        let mut changes = self.changes.iter().filter(|_| is_translation);
        changes.find(|change| change.topic == *topic && change.language == language)
    }

    /// A topic's file with its changes in it.
    ///
    /// # Errors
    ///
    /// When a place is written in a form that cannot be changed by a program.
    pub fn rewrite(&self, topic: &TopicId, text: &str) -> Result<String, EditError> {
        let mut yaml = TopicYaml::read(text)?;
        for change in self.changes.iter().filter(|change| change.topic == *topic) {
            yaml.replace(change.language, change.place, &change.words)?;
        }
        for language in Language::TRANSLATED {
            if let Some(change) = self.retranslated(topic, language) {
                yaml.set_made_from(language, &change.made_from)?;
            }
        }
        for review in self.reviews.iter().filter(|review| review.topic == *topic) {
            if let Outcome::Signed(signature) = &review.outcome {
                yaml.add_signature(signature)?;
            }
        }
        Ok(yaml.into_text())
    }
}

/// Compares a workbook with the catalog.
///
/// # Errors
///
/// Every problem in every sheet; then nothing of the workbook is to be used.
pub fn import(catalog: &Catalog, sheets: &[Sheet]) -> Result<Import, Vec<CellProblem>> {
    let mut problems = Vec::new();
    let mut import = Import::default();
    for sheet in sheets {
        let written = Language::WRITTEN;
        let language = written.into_iter().find(|l| l.tag() == sheet.name);
        match language {
            Some(language) => {
                import
                    .changes
                    .extend(changes(catalog, language, sheet, &mut problems));
            }
            None if sheet.name == lawyer::NAME => {
                import.reviews = lawyer::reviews(catalog, sheet, &mut problems);
            }
            None => problems.push(CellProblem {
                place: sheet.name.clone(),
                message: format!("there is no sheet `{}` in an export", sheet.name),
                help: format!("call it kk, ru, tg, uz or {}, or take it out", lawyer::NAME),
            }),
        }
    }
    unsign_changed(&mut import);
    if problems.is_empty() {
        Ok(import)
    } else {
        Err(problems)
    }
}

/// A signature is for the text that was read: one that the same workbook changes is not signed.
fn unsign_changed(import: &mut Import) {
    for review in &mut import.reviews {
        let is_changed = import
            .changes
            .iter()
            .any(|change| change.topic == review.topic && change.language == Language::Russian);
        if is_changed && matches!(review.outcome, Outcome::Signed(_)) {
            review.outcome = Outcome::NotSigned(
                "the sheet `ru` changes the text; import that, export again, sign then".to_owned(),
            );
        }
    }
}

fn changes(
    catalog: &Catalog,
    language: Language,
    sheet: &Sheet,
    problems: &mut Vec<CellProblem>,
) -> Vec<Change> {
    let Some(rows) = Rows::read(sheet, &COLUMNS, problems) else {
        return Vec::new();
    };
    let known: Vec<(String, &Topic, Place)> = catalog
        .topics()
        .iter()
        .flat_map(|topic| {
            Place::all_of(topic, language)
                .into_iter()
                .map(move |place| (row_id(topic, place), topic, place))
        })
        .collect();
    let by_id = rows.by_id(
        |row| rows.text(row, ID).map(str::to_owned),
        known.iter().map(|(id, ..)| id),
        problems,
    );
    let mut edited = Vec::new();
    for (id, topic, place) in &known {
        let Some(&row) = by_id.get(id) else {
            continue;
        };
        let entry = Entry {
            rows: &rows,
            row,
            id,
            topic,
            place: *place,
            language,
        };
        edited.extend(entry.edited(problems).map(|words| (entry, words)));
    }
    for (entry, words) in &edited {
        problems.extend(entry.faults(words, &edited));
    }
    edited
        .into_iter()
        .map(|(entry, words)| Change {
            topic: entry.topic.id.clone(),
            language,
            place: entry.place,
            words,
            made_from: entry.topic.fingerprint(Language::Russian),
        })
        .collect()
}

/// One row of a language's sheet, with what it stands for.
#[derive(Clone, Copy)]
struct Entry<'a> {
    rows: &'a Rows<'a>,
    row: usize,
    id: &'a str,
    topic: &'a Topic,
    place: Place,
    language: Language,
}

impl Entry<'_> {
    /// The new words, if the row was edited and may be.
    fn edited(&self, problems: &mut Vec<CellProblem>) -> Option<String> {
        let current = self.words_now(self.language);
        let is_of_today = self.rows.text(self.row, SOURCE)
            == Some(
                self.topic
                    .fingerprint(Language::Russian)
                    .to_string()
                    .as_str(),
            );
        let russian = self.rows.text(self.row, RUSSIAN).unwrap_or_default();
        let has_russian = self.place.words(self.topic, Language::Russian).is_some();
        if is_of_today && has_russian && russian != self.words_now(Language::Russian) {
            problems.push(self.problem(
                RUSSIAN,
                "the Russian text was changed in the column that is only for reading",
                "put it back; the Russian text is changed in the sheet `ru`, in the column for it",
            ));
        }
        if *self.rows.cell(self.row, WORDS) == Cell::Empty {
            problems.push(self.problem(
                WORDS,
                "the text was emptied",
                "write the text; a part is taken out in the YAML, in all languages at once",
            ));
            return None;
        }
        let words = self.rows.filled(self.row, WORDS, problems)?;
        let was = self.rows.text(self.row, WAS).unwrap_or_default();
        if words == current || fingerprint_of(&words) == was {
            return None;
        }
        if fingerprint_of(current) != was {
            problems.push(self.problem(
                WORDS,
                "this text was changed in the files after the export",
                "export again and put your change into the new workbook",
            ));
            return None;
        }
        if !is_of_today {
            problems.push(self.problem(
                RUSSIAN,
                "the Russian text of this topic changed after the export",
                "export again, read the new Russian text and put your change into the new workbook",
            ));
            return None;
        }
        Some(words)
    }

    fn words_now(&self, language: Language) -> &str {
        let words = self.place.words(self.topic, language);
        words.unwrap_or_default().trim()
    }

    /// What is wrong with new words, given all that were edited in the sheet.
    fn faults(&self, words: &str, edited: &[(Self, String)]) -> Vec<CellProblem> {
        let mut faults = Vec::new();
        let mut add = |message: &str, help: &str| faults.push(self.problem(WORDS, message, help));
        if let Some(letter) = words.chars().find(|c| is_invisible(*c)) {
            let message = format!(
                "the text holds a line break or an invisible sign (U+{:04X})",
                u32::from(letter)
            );
            add(&message, "type the text again on one line");
        }
        let chars = words.chars().count();
        if self.place == Place::Title && chars > TITLE_CHARS_MAX {
            let message =
                format!("the title has {chars} letters; a button holds {TITLE_CHARS_MAX}");
            add(&message, "say it shorter");
        }
        for (word, reason) in check::wrong_letters(self.language, words) {
            add(
                &format!("«{word}» {reason}"),
                "write the word with the letters of the language",
            );
        }
        if self.language == Language::Uzbek
            && let Some(word) = check::wrong_apostrophe(words)
        {
            add(
                &format!("«{word}» has a wrong apostrophe"),
                "write oʻ and gʻ with ʻ (U+02BB), and maʼlumot with ʼ (U+02BC)",
            );
        }
        let has_russian = self.place.words(self.topic, Language::Russian).is_some();
        let wanted = check::numbers(&self.with_partner(Language::Russian, |place| {
            place
                .words(self.topic, Language::Russian)
                .map(str::to_owned)
        }));
        let found = check::numbers(&self.with_partner(self.language, |place| {
            let is_here = |entry: &Self| entry.topic.id == self.topic.id && entry.place == place;
            let edited = edited.iter().find(|(entry, _)| is_here(entry));
            edited.map(|(_, words)| words.clone())
        }));
        if has_russian && found != wanted {
            let of = match self.language {
                Language::Russian => "it had",
                _ => "the Russian text has",
            };
            let message = format!(
                "the text has the numbers [{}] and {of} [{}]",
                found.join(" "),
                wanted.join(" ")
            );
            let help =
                "make them the same; a number is changed in the YAML, in all languages at once";
            add(&message, help);
        }
        faults
    }

    /// The words whose numbers count together, new ones where there are any.
    fn with_partner(&self, language: Language, new: impl Fn(Place) -> Option<String>) -> String {
        let places = [Some(self.place), self.place.partner()];
        let words = places.into_iter().flatten().map(|place| {
            new(place).unwrap_or_else(|| {
                let words = place.words(self.topic, language);
                words.unwrap_or_default().to_owned()
            })
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn problem(&self, column: usize, message: &str, help: &str) -> CellProblem {
        let message = format!("{}: {message}", self.id);
        self.rows.problem(self.row, column, message, help)
    }
}

/// Signs that nobody sees and that a paste from elsewhere brings along.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffd}'
        )
}

/// A sheet's rows below its headings.
pub(super) struct Rows<'s> {
    sheet: &'s Sheet,
}

impl<'s> Rows<'s> {
    /// Accepts a sheet whose headings are those of its export.
    pub(super) fn read(
        sheet: &'s Sheet,
        columns: &[Column],
        problems: &mut Vec<CellProblem>,
    ) -> Option<Self> {
        let rows = Self { sheet };
        let before = problems.len();
        for (index, column) in columns.iter().enumerate() {
            if rows.text(0, index) != Some(column.heading) {
                problems.push(rows.problem(
                    0,
                    index,
                    format!("the heading «{}» is not here", column.heading),
                    "put the column back where it was, or export again",
                ));
            }
        }
        (problems.len() == before).then_some(rows)
    }

    /// Finds the row of every id; unknown, repeated and missing ones are problems.
    pub(super) fn by_id<'i>(
        &self,
        id_of: impl Fn(usize) -> Option<String>,
        known: impl Iterator<Item = &'i String>,
        problems: &mut Vec<CellProblem>,
    ) -> HashMap<String, usize> {
        let mut wanted: BTreeMap<&String, bool> = known.map(|id| (id, false)).collect();
        let mut found: HashMap<String, usize> = HashMap::new();
        for row in 1..self.sheet.rows.len() {
            if self.sheet.rows[row].iter().all(|cell| *cell == Cell::Empty) {
                continue;
            }
            let Some(id) = id_of(row) else {
                problems.push(self.problem(
                    row,
                    0,
                    "this row has no id".to_owned(),
                    "put the id back; rows cannot be added here",
                ));
                continue;
            };
            match wanted.get_mut(&id) {
                None => problems.push(self.problem(
                    row,
                    0,
                    format!("there is no text `{id}`"),
                    "put the id back as it was; if the topic changed since, export again",
                )),
                Some(is_found) if *is_found => problems.push(self.problem(
                    row,
                    0,
                    format!("`{id}` stands here twice"),
                    "keep one of the two rows",
                )),
                Some(is_found) => {
                    *is_found = true;
                    found.insert(id, row);
                }
            }
        }
        for (id, _) in wanted.into_iter().filter(|(_, is_found)| !is_found) {
            problems.push(CellProblem {
                place: self.sheet.name.clone(),
                message: format!("the row of `{id}` is missing"),
                help: "put the row back, or export again".to_owned(),
            });
        }
        found
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> &'s Cell {
        let row = self.sheet.rows.get(row);
        row.and_then(|row| row.get(column)).unwrap_or(&Cell::Empty)
    }

    pub(super) fn text(&self, row: usize, column: usize) -> Option<&'s str> {
        match self.cell(row, column) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a cell that a person fills in; what is no text is a problem.
    pub(super) fn filled(
        &self,
        row: usize,
        column: usize,
        problems: &mut Vec<CellProblem>,
    ) -> Option<String> {
        let message = match self.cell(row, column) {
            Cell::Empty => return None,
            Cell::Text(text) => return Some(text.clone()),
            Cell::Day(day) => format!("the spreadsheet made the day {day} of this text"),
            Cell::NoText(value) => format!("this is not a text but the value {value}"),
            Cell::Formula => "this is a formula".to_owned(),
        };
        problems.push(self.problem(row, column, message, "write it as text"));
        None
    }

    pub(super) fn problem(
        &self,
        row: usize,
        column: usize,
        message: String,
        help: &str,
    ) -> CellProblem {
        CellProblem {
            place: format!("{}!{}{}", self.sheet.name, column_name(column), row + 1),
            message,
            help: help.to_owned(),
        }
    }
}

/// The letter of a column; an export has fewer than 26.
fn column_name(index: usize) -> char {
    u8::try_from(index)
        .ok()
        .and_then(|index| b'A'.checked_add(index))
        .map_or('?', char::from)
}
