//! Reads the files under `content/` into a catalog, or into every problem met on the way.
//!
//! Here stand the folder and its small files; a topic is made in `topic`, outreach links in
//! `campaigns`, ids are compared in `ids`, and `yaml` reads one file.

mod campaigns;
mod ids;
mod topic;
mod yaml;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::civil::Date;
use serde::de::DeserializeOwned;

pub use self::topic::TITLE_CHARS_MAX;

use super::source::{
    self, CategoryEntry, ContactEntry, FourTexts, LawEntry, ParameterEntry, PublishedFile,
    SpellingEntry, TermEntry, Text, TopicFile,
};
use super::{
    Catalog, Category, Contact, ContactKind, IdError, Law, Parameter, ParameterValue, Published,
    Term, TermWords, Topic, Unit,
};
use crate::in_two::in_two;
use crate::language::{Language, Localized};
use crate::problem::Problem;
use crate::uzbek::Transliteration;

/// The ids of what is found while loading, so that a catalog exists only if all of it holds.
pub const LOADING_RULES: [&str; 15] = [
    "bad-source",
    "bad-value",
    "dead-id",
    "duplicate-id",
    "duplicate-key",
    "id-and-file",
    "long-button",
    "missing-key",
    "missing-language",
    "no-topics",
    "parameter-in-title",
    "parameter-without-value",
    "unknown-key",
    "unreadable",
    "yaml",
];

/// The menu.
const CATEGORIES: &str = "categories.yaml";

/// Reads a folder of content.
///
/// # Errors
///
/// Every problem in every file: nothing is loaded in part.
pub fn load(folder: &Path) -> Result<Catalog, Vec<Problem>> {
    if !folder.is_dir() {
        return Err(vec![Problem::error(
            "unreadable",
            folder,
            0,
            "there is no such folder",
            "start where the folder of content is, or name it by --content",
        )]);
    }
    let mut reader = Reader {
        folder,
        problems: Vec::new(),
        hasher: blake3::Hasher::new(),
    };
    let catalog = reader.read();
    match catalog {
        Some(catalog) if reader.problems.is_empty() => Ok(catalog),
        _ => {
            reader.problems.sort();
            reader.problems.dedup();
            Err(reader.problems)
        }
    }
}

struct Reader<'a> {
    folder: &'a Path,
    problems: Vec<Problem>,
    hasher: blake3::Hasher,
}

/// A topic as it was written, with its file.
struct Written {
    file: PathBuf,
    topic: TopicFile,
}

impl Reader<'_> {
    fn read(&mut self) -> Option<Catalog> {
        let spellings: Option<Vec<SpellingEntry>> = self.read_file("uzbek-cyrillic.yaml");
        let uzbek = Transliteration::new(
            spellings
                .unwrap_or_default()
                .into_iter()
                .map(|entry| (entry.latin, entry.cyrillic))
                .collect(),
        );
        let category_entries = self.category_entries();
        let categories = self.categories(&category_entries, &uzbek);
        let laws = self.laws(&uzbek);
        let contacts = self.contacts(&uzbek);
        let parameters = self.parameters(&laws);
        let campaigns = self.campaigns();
        let glossary = self.glossary(&uzbek);
        let published = self.published();
        let written = self.topic_files();
        let mut topics: Vec<Topic> = written
            .iter()
            .filter_map(|written| self.topic(written, &uzbek))
            .collect();
        topics.sort_by_cached_key(|topic| {
            let category = categories
                .iter()
                .position(|category| category.id == topic.category);
            let place = category.and_then(|category| {
                let order = &categories[category].order;
                order.iter().position(|id| *id == topic.id)
            });
            (category, place.unwrap_or(usize::MAX), topic.file.clone())
        });
        let by_id: HashMap<_, _> = topics
            .iter()
            .enumerate()
            .map(|(index, topic)| (topic.id.clone(), index))
            .collect();
        let catalog = Catalog {
            topics,
            by_id,
            categories,
            contacts,
            laws,
            parameters,
            campaigns,
            glossary,
            published,
            uzbek,
            folder: self.folder.to_owned(),
            version: self.hasher.finalize().to_hex()[..8].to_owned(),
        };
        self.dead_ids(&catalog, &written);
        self.dead_menu(&catalog, &category_entries);
        self.dead_campaign_topics(&catalog);
        Some(catalog)
    }

    /// Reads a file of the folder; reports why when it cannot.
    fn read_file<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let file = self.folder.join(name);
        self.read_path(&file)
    }

    fn read_path<T: DeserializeOwned>(&mut self, file: &Path) -> Option<T> {
        let text = self.read_text(file)?;
        yaml::parse(file, &text, &mut self.problems)
    }

    fn read_text(&mut self, file: &Path) -> Option<String> {
        match fs::read_to_string(file) {
            Ok(text) => {
                self.hasher.update(text.as_bytes());
                Some(text)
            }
            Err(error) => {
                self.problems.push(Problem::error(
                    "unreadable",
                    file,
                    0,
                    format!("this file cannot be read: {error}"),
                    "put the file there, saved as UTF-8, or name another folder by --content",
                ));
                None
            }
        }
    }

    /// Reads a file that is one list; none of its entries may carry another's id.
    fn read_list<T: DeserializeOwned>(
        &mut self,
        name: &str,
        kind: &str,
        id: impl Fn(&T) -> &Text,
    ) -> (PathBuf, Vec<T>) {
        let file = self.folder.join(name);
        let entries: Vec<T> = self.read_path(&file).unwrap_or_default();
        self.given_twice(&file, kind, entries.iter().map(id));
        (file, entries)
    }

    fn topic_files(&mut self) -> Vec<Written> {
        let mut files = Vec::new();
        collect_yaml(&self.folder.join("topics"), &mut files);
        files.sort();
        if files.is_empty() {
            self.problems.push(Problem::error(
                "no-topics",
                self.folder.join("topics"),
                0,
                "there is no topic in this folder",
                "write one as topics/<category>/<id>.yaml",
            ));
        }
        let texts: Vec<(PathBuf, String)> = files
            .into_iter()
            .filter_map(|file| {
                let text = self.read_text(&file)?;
                Some((file, text))
            })
            .collect();
        // Topics are nearly all there is to parse, so it is done on two cores.
        let parsed = in_two(&texts, |(file, text)| {
            let mut problems = Vec::new();
            let topic = yaml::parse(file, text, &mut problems);
            (topic, problems)
        });
        let mut written = Vec::new();
        for ((file, _), (topic, problems)) in texts.into_iter().zip(parsed) {
            self.problems.extend(problems);
            written.extend(topic.map(|topic| Written { file, topic }));
        }
        written
    }

    fn category_entries(&mut self) -> Vec<CategoryEntry> {
        let (_, entries) =
            self.read_list(CATEGORIES, "category", |entry: &CategoryEntry| &entry.id);
        entries
    }

    fn categories(&mut self, entries: &[CategoryEntry], uzbek: &Transliteration) -> Vec<Category> {
        let file = self.folder.join(CATEGORIES);
        entries
            .iter()
            .filter_map(|entry| {
                Some(Category {
                    id: self.id(&file, &entry.id)?,
                    emoji: entry.emoji.value.clone(),
                    title: localized(&entry.title, uzbek),
                    about: localized(&entry.about, uzbek),
                    order: self.ids(&file, &entry.topics),
                })
            })
            .collect()
    }

    fn laws(&mut self, uzbek: &Transliteration) -> Vec<Law> {
        let (file, entries) = self.read_list("laws.yaml", "act", |entry: &LawEntry| &entry.id);
        entries
            .into_iter()
            .filter_map(|entry| {
                self.one_of(&file, &entry.status, &["in-force", "not-read"])?;
                let edition_read = self.optional_date(&file, entry.edition_read.as_ref())?;
                Some(Law {
                    line: line(&entry.id),
                    id: self.id(&file, &entry.id)?,
                    number: entry.number.map(|number| number.value),
                    date: self.date(&file, &entry.date)?,
                    title: localized(&entry.title, uzbek),
                    edition_read,
                    address: entry.address.map(|address| address.value),
                    file: file.clone(),
                })
            })
            .collect()
    }

    fn contacts(&mut self, uzbek: &Transliteration) -> Vec<Contact> {
        let (file, entries) =
            self.read_list("contacts.yaml", "contact", |entry: &ContactEntry| &entry.id);
        entries
            .into_iter()
            .filter_map(|entry| self.contact(&file, entry, uzbek))
            .collect()
    }

    fn contact(
        &mut self,
        file: &Path,
        entry: ContactEntry,
        uzbek: &Transliteration,
    ) -> Option<Contact> {
        let kind = match self.one_of(file, &entry.kind, &["hotline", "organisation"])? {
            0 => ContactKind::Hotline,
            _ => ContactKind::Organisation,
        };
        let last_called = match entry.last_called.value.as_str() {
            "never" => None,
            _ => Some(self.date(file, &entry.last_called)?),
        };
        let mut languages = Vec::new();
        for tag in &entry.languages {
            match Language::from_tag(&tag.value) {
                Some(language) => languages.push(language),
                None => self.unknown(file, tag, "language", "kk, ru, tg, uz or uz-Cyrl"),
            }
        }
        Some(Contact {
            id: self.id(file, &entry.id)?,
            kind,
            phone: entry.phone.map(|phone| phone.value),
            name: localized(&entry.name, uzbek),
            about: localized(&entry.about, uzbek),
            hours: entry.hours.as_ref().map(|hours| localized(hours, uzbek)),
            languages,
            free: entry.free,
            city: entry.city.as_ref().map(|city| localized(city, uzbek)),
            confirmed: entry.confirmed,
            last_called,
        })
    }

    fn parameters(&mut self, laws: &[Law]) -> BTreeMap<super::ParameterId, Parameter> {
        let acts: BTreeSet<&str> = laws.iter().map(|law| law.id.as_str()).collect();
        let (file, entries) =
            self.read_list("parameters.yaml", "parameter", |entry: &ParameterEntry| {
                &entry.id
            });
        entries
            .into_iter()
            .filter_map(|entry| {
                let parameter = self.parameter(&file, entry, &acts)?;
                Some((parameter.id.clone(), parameter))
            })
            .collect()
    }

    fn parameter(
        &mut self,
        file: &Path,
        entry: ParameterEntry,
        acts: &BTreeSet<&str>,
    ) -> Option<Parameter> {
        let unit = match self.one_of(file, &entry.unit, &["tenge", "mci"])? {
            0 => Unit::Tenge,
            _ => Unit::Mci,
        };
        let mut values = Vec::new();
        for value in entry.values {
            let until = self.optional_date(file, value.until.as_ref())?;
            let (law, article) = match value.source {
                Some(source) => {
                    self.dead(file, &source.law, "act", "laws.yaml", acts);
                    (
                        Some(self.id(file, &source.law)?),
                        source.article.map(|article| article.value),
                    )
                }
                None => (None, None),
            };
            values.push(ParameterValue {
                from: self.date(file, &value.from)?,
                until,
                value: value.value,
                law,
                article,
            });
        }
        values.sort_by_key(|value| value.from);
        if values.is_empty() {
            self.problems.push(Problem::error(
                "parameter-without-value",
                file,
                line(&entry.id),
                format!("parameter `{}` has no value", entry.id.value),
                "add `{from: 2026-01-01, value: …}` under `values`",
            ));
        }
        Some(Parameter {
            line: line(&entry.id),
            id: self.id(file, &entry.id)?,
            unit,
            values,
        })
    }

    fn glossary(&mut self, uzbek: &Transliteration) -> Vec<Term> {
        let (file, entries) =
            self.read_list("glossary.yaml", "term", |entry: &TermEntry| &entry.id);
        entries
            .into_iter()
            .filter_map(|entry| {
                let words = |language: Language| match language {
                    Language::Kazakh => &entry.kk,
                    Language::Russian => &entry.ru,
                    Language::Tajik => &entry.tg,
                    Language::Uzbek | Language::UzbekCyrillic => &entry.uz,
                };
                Some(Term {
                    id: self.id(&file, &entry.id)?,
                    words: Localized::new(|language| term_words(words(language), language, uzbek)),
                })
            })
            .collect()
    }

    fn published(&mut self) -> Published {
        let name = "published.yaml";
        let file = self.folder.join(name);
        let written: PublishedFile = self.read_file(name).unwrap_or_default();
        let topics = written.topics.iter().chain(&written.retired_topics);
        self.given_twice(&file, "topic", topics);
        self.given_twice(&file, "campaign", written.campaigns.iter());
        Published {
            topics: self.ids(&file, &written.topics),
            retired_topics: self.ids(&file, &written.retired_topics),
            campaigns: self.ids(&file, &written.campaigns),
        }
    }

    fn id<T: FromStr<Err = IdError>>(&mut self, file: &Path, text: &Text) -> Option<T> {
        match text.value.parse() {
            Ok(id) => Some(id),
            Err(_) => {
                self.unknown(
                    file,
                    text,
                    "id",
                    "small letters a-z, digits and single hyphens, at most 36; a campaign code \
                     3 to 12 capital letters and digits",
                );
                None
            }
        }
    }

    fn ids<T: FromStr<Err = IdError>>(&mut self, file: &Path, texts: &[Text]) -> Vec<T> {
        texts
            .iter()
            .filter_map(|text| self.id(file, text))
            .collect()
    }

    fn date(&mut self, file: &Path, text: &Text) -> Option<Date> {
        let date = text.value.parse().ok();
        if date.is_none() {
            self.unknown(file, text, "date", "year-month-day, such as 2026-09-01");
        }
        date
    }

    /// A date that may be left out; the outer none stands for one that cannot be read.
    fn optional_date(&mut self, file: &Path, text: Option<&Text>) -> Option<Option<Date>> {
        match text {
            Some(text) => self.date(file, text).map(Some),
            None => Some(None),
        }
    }

    /// Finds which of the allowed words was written.
    fn one_of(&mut self, file: &Path, text: &Text, words: &[&str]) -> Option<usize> {
        let found = words.iter().position(|word| *word == text.value);
        if found.is_none() {
            self.unknown(file, text, "word", &words.join(", "));
        }
        found
    }

    fn unknown(&mut self, file: &Path, text: &Text, kind: &str, wanted: &str) {
        self.problems.push(Problem::error(
            "bad-value",
            file,
            line(text),
            format!("`{}` is no {kind} we know", text.value),
            format!("write {wanted}"),
        ));
    }
}

fn collect_yaml(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            collect_yaml(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            files.push(path);
        }
    }
}

/// The line a text stands on.
fn line(text: &Text) -> usize {
    usize::try_from(text.defined.line()).unwrap_or(0)
}

fn localized(texts: &FourTexts, uzbek: &Transliteration) -> Localized<String> {
    Localized::new(|language| match language {
        Language::Kazakh => texts.kk.value.clone(),
        Language::Russian => texts.ru.value.clone(),
        Language::Tajik => texts.tg.value.clone(),
        Language::Uzbek => texts.uz.value.clone(),
        Language::UzbekCyrillic => uzbek.to_cyrillic(&texts.uz.value),
    })
}

fn term_words(
    written: &source::TermWords,
    language: Language,
    uzbek: &Transliteration,
) -> TermWords {
    let write = |text: &Text| match language {
        Language::UzbekCyrillic => uzbek.to_cyrillic(&text.value),
        _ => text.value.clone(),
    };
    let write_all = |texts: &[Text]| texts.iter().map(write).collect();
    TermWords {
        term: write(&written.term),
        plain: write(&written.plain),
        avoid: write_all(&written.avoid),
        forms: write_all(&written.forms),
    }
}
