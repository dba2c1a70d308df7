//! Finds the line of a text in its file: a catalog keeps texts, not places.

use std::fs;
use std::path::{Path, PathBuf};

use crate::content::{Catalog, Topic, TopicText};
use crate::language::Language;

/// How many words of a text are looked for.
const WORDS: usize = 3;

/// The line on which a text begins, or that of its language's section; zero if neither is found.
pub(super) fn line(file: &Path, language: Language, text: &str) -> usize {
    let Ok(content) = fs::read_to_string(file) else {
        return 0;
    };
    let heading = format!("{}:", language.written().tag());
    let section = content
        .lines()
        .position(|line| line.trim_end() == heading || line.starts_with(&format!("{heading} ")))
        .unwrap_or(0);
    let beginning: Vec<&str> = text.split_whitespace().take(WORDS).collect();
    let beginning = beginning.join(" ");
    let find = |holds: &dyn Fn(&str) -> bool| {
        let mut lines = content.lines().enumerate().skip(section);
        lines.find(|(_, line)| holds(line)).map(|(index, _)| index)
    };
    // A list's item begins its line; short keywords stand inside many other texts.
    let is_item = |line: &str| {
        let item = line.trim_start().trim_start_matches("- ");
        item.trim_matches(['"', '\'']) == text
    };
    find(&is_item)
        .or_else(|| find(&|line: &str| line.contains(&beginning)))
        .unwrap_or(section)
        + 1
}

/// Everything a reader sees of a topic in one language, part by part.
pub(super) fn shown(text: &TopicText) -> Vec<&str> {
    let mut parts = vec![text.title.as_str(), text.answer.as_str()];
    for list in [&text.steps, &text.papers, &text.refused] {
        parts.extend(list.iter().map(String::as_str));
    }
    for differs in &text.differs {
        parts.extend([differs.who.as_str(), differs.text.as_str()]);
    }
    parts.extend(text.exposure.as_deref());
    parts
}

/// The parts of a topic that must agree between languages, by name.
pub(super) fn named(topic: &Topic, language: Language) -> Vec<(String, String, &str)> {
    let text = topic.texts.get(language);
    let mut parts = vec![
        ("title".to_owned(), text.title.clone(), text.title.as_str()),
        (
            "answer".to_owned(),
            text.answer.clone(),
            text.answer.as_str(),
        ),
    ];
    let lists = [
        ("steps", &text.steps),
        ("papers", &text.papers),
        ("refused", &text.refused),
    ];
    for (name, list) in lists {
        for (index, item) in list.iter().enumerate() {
            parts.push((format!("{name} {}", index + 1), item.clone(), item.as_str()));
        }
    }
    for (index, differs) in text.differs.iter().enumerate() {
        let both = format!("{} {}", differs.who, differs.text);
        parts.push((format!("differs {}", index + 1), both, differs.who.as_str()));
    }
    if let Some(exposure) = &text.exposure {
        parts.push(("exposure".to_owned(), exposure.clone(), exposure.as_str()));
    }
    if let Some(card) = &topic.card {
        let text = card.texts.get(language);
        parts.push(("official".to_owned(), text.clone(), text.as_str()));
    }
    parts
}

/// A text a reader sees, with where it stands.
pub(super) struct Shown<'a> {
    pub(super) file: PathBuf,
    /// A hand-written language.
    pub(super) language: Language,
    pub(super) words: &'a str,
}

impl Shown<'_> {
    /// The line it begins on.
    pub(super) fn line(&self) -> usize {
        line(&self.file, self.language, self.words)
    }
}

/// Every hand-written text a reader sees: topics and cards, categories, acts, contacts, terms.
pub(super) fn everything_shown<'a>(catalog: &'a Catalog) -> Vec<Shown<'a>> {
    let mut all = Vec::new();
    for language in Language::WRITTEN {
        let mut add = |file: &Path, words: &'a str| {
            all.push(Shown {
                file: file.to_owned(),
                language,
                words,
            });
        };
        for topic in catalog.topics() {
            for words in shown(topic.texts.get(language)) {
                add(&topic.file, words);
            }
            if let Some(card) = &topic.card {
                add(&topic.file, card.texts.get(language));
            }
        }
        let file = catalog.folder().join("categories.yaml");
        for category in catalog.categories() {
            add(&file, category.title.get(language));
            add(&file, category.about.get(language));
        }
        for law in catalog.laws() {
            add(&law.file, law.title.get(language));
        }
        let file = catalog.folder().join("contacts.yaml");
        for contact in catalog.contacts() {
            let texts = [
                Some(&contact.name),
                Some(&contact.about),
                contact.hours.as_ref(),
                contact.city.as_ref(),
            ];
            for text in texts.into_iter().flatten() {
                add(&file, text.get(language));
            }
        }
        let file = catalog.folder().join("glossary.yaml");
        for term in catalog.glossary() {
            add(&file, &term.words.get(language).term);
            add(&file, &term.words.get(language).plain);
        }
    }
    all
}

/// The first line that holds a text; zero when there is none.
pub(super) fn line_with(file: &Path, text: &str) -> usize {
    fs::read_to_string(file)
        .ok()
        .and_then(|content| content.lines().position(|line| line.contains(text)))
        .map_or(0, |index| index + 1)
}

/// The line that begins with a key; zero when there is none.
pub(super) fn line_of_key(file: &Path, key: &str) -> usize {
    fs::read_to_string(file)
        .ok()
        .and_then(|content| content.lines().position(|line| line.starts_with(key)))
        .map_or(0, |index| index + 1)
}
