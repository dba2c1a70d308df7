//! Ids that name nothing, and ids that are given twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{CATEGORIES, Reader, Written, line};
use crate::content::Catalog;
use crate::content::source::{CategoryEntry, Section, Text, TopicFile};
use crate::problem::Problem;

impl Reader<'_> {
    /// Reports ids that name nothing, and ids that are given twice.
    pub(super) fn dead_ids(&mut self, catalog: &Catalog, written: &[Written]) {
        let unread = self.unread();
        let known: BTreeSet<&str> = written
            .iter()
            .map(|written| written.topic.id.value.as_str())
            .chain(unread.iter().map(String::as_str))
            .collect();
        let categories: BTreeSet<&str> = catalog
            .categories
            .iter()
            .map(|category| category.id.as_str())
            .collect();
        let contacts: BTreeSet<&str> = catalog
            .contacts
            .iter()
            .map(|contact| contact.id.as_str())
            .collect();
        let laws: BTreeSet<&str> = catalog.laws.iter().map(|law| law.id.as_str()).collect();
        let mut first_files: BTreeMap<&str, &Path> = BTreeMap::new();
        for Written { file, topic } in written {
            match first_files.get(topic.id.value.as_str()) {
                Some(first) => self.problems.push(Problem::error(
                    "duplicate-id",
                    file,
                    line(&topic.id),
                    format!(
                        "topic `{}` stands in {} already",
                        topic.id.value,
                        first.display()
                    ),
                    "give one of them another id, or merge them",
                )),
                None => {
                    first_files.insert(&topic.id.value, file);
                }
            }
            self.dead(
                file,
                &topic.category,
                "category",
                "categories.yaml",
                &categories,
            );
            for id in &topic.related {
                self.dead(file, id, "topic", "topics/", &known);
            }
            for id in &topic.contacts {
                self.dead(file, id, "contact", "contacts.yaml", &contacts);
            }
            for law in topic
                .sources
                .iter()
                .filter_map(|source| source.law.as_ref())
            {
                self.dead(file, law, "act", "laws.yaml", &laws);
            }
            self.dead_parameters(catalog, file, topic);
        }
    }

    /// The names of files with problems: a topic whose own file cannot be read is named there; it
    /// is not dead.
    pub(super) fn unread(&self) -> Vec<String> {
        let names = self.problems.iter();
        names
            .filter_map(|problem| Some(problem.file.file_stem()?.to_string_lossy().into_owned()))
            .collect()
    }

    /// Reports a menu that names a topic of another category, or none at all.
    pub(super) fn dead_menu(&mut self, catalog: &Catalog, entries: &[CategoryEntry]) {
        let file = self.folder.join(CATEGORIES);
        let unread = self.unread();
        for entry in entries {
            let known: BTreeSet<&str> = catalog
                .topics
                .iter()
                .filter(|topic| topic.category.as_str() == entry.id.value)
                .map(|topic| topic.id.as_str())
                .chain(unread.iter().map(String::as_str))
                .collect();
            let place = format!("topics/ with `category: {}`", entry.id.value);
            for id in &entry.topics {
                self.dead(&file, id, "topic", &place, &known);
            }
        }
    }

    fn dead_parameters(&mut self, catalog: &Catalog, file: &Path, topic: &TopicFile) {
        let known: BTreeSet<&str> = catalog.parameters.keys().map(|id| id.as_str()).collect();
        let sections = [&topic.kk, &topic.ru, &topic.tg, &topic.uz];
        for section in sections.into_iter().flatten() {
            if parameters_in(&section.title.value).next().is_some() {
                self.problems.push(Problem::error(
                    "parameter-in-title",
                    file,
                    line(&section.title),
                    "a title cannot hold a parameter: it is a button of a fixed length",
                    "name the amount in the answer",
                ));
            }
        }
        let card = topic
            .official
            .iter()
            .flat_map(|card| [&card.kk, &card.ru, &card.tg, &card.uz]);
        let texts = sections.into_iter().flatten().flat_map(shown_texts);
        for text in texts.chain(card) {
            for id in parameters_in(&text.value) {
                if !known.contains(id) {
                    self.problems.push(Problem::error(
                        "dead-id",
                        file,
                        line(text),
                        format!("there is no parameter `{id}`"),
                        "write an id that stands in parameters.yaml, or add it there",
                    ));
                }
            }
        }
    }

    /// Reports entries of one file that carry the same id.
    pub(super) fn given_twice<'t>(
        &mut self,
        file: &Path,
        kind: &str,
        ids: impl Iterator<Item = &'t Text>,
    ) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for id in ids {
            match seen.get(id.value.as_str()) {
                Some(first) => self.problems.push(Problem::error(
                    "duplicate-id",
                    file,
                    line(id),
                    format!("{kind} `{}` stands on line {first} already", id.value),
                    "give one of them another id, or merge them",
                )),
                None => {
                    seen.insert(&id.value, line(id));
                }
            }
        }
    }

    pub(super) fn dead(
        &mut self,
        file: &Path,
        id: &Text,
        kind: &str,
        place: &str,
        known: &BTreeSet<&str>,
    ) {
        if !known.contains(id.value.as_str()) {
            self.problems.push(Problem::error(
                "dead-id",
                file,
                line(id),
                format!("there is no {kind} `{}`", id.value),
                format!("write an id that stands in {place}, or add it there"),
            ));
        }
    }
}

/// The ids written as `{id}` in a text.
fn parameters_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(id, _)| id))
}

/// The texts of a section that may hold parameters: all that a reader sees but the title.
fn shown_texts(section: &Section) -> Vec<&Text> {
    let mut texts = vec![&section.answer];
    texts.extend(&section.steps);
    texts.extend(&section.papers);
    texts.extend(&section.refused);
    texts.extend(
        section
            .differs
            .iter()
            .flat_map(|entry| [&entry.who, &entry.text]),
    );
    texts.extend(&section.exposure);
    texts
}
