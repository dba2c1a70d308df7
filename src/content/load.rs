//! Reads the files under `content/` into a catalog, or into every problem met on the way.
//!
//! A file with a misspelt key is read on without it, so that one run names all its problems.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use super::source::{
    CampaignEntry, CategoryEntry, ContactEntry, FourTexts, LawEntry, OfficialEntry, ParameterEntry,
    Section, SignatureEntry, SpellingEntry, Text, TopicFile,
};
use super::{
    Campaign, Card, Catalog, Category, Contact, ContactKind, Differs, Fingerprint, IdError, Law,
    Parameter, ParameterValue, Phrasings, Role, SafeToShow, Signature, Source, Topic, TopicText,
    Unit,
};
use crate::language::{Language, Localized};
use crate::problem::Problem;
use crate::uzbek::Transliteration;

/// The longest title, in letters: it is a button.
pub const TITLE_CHARS_MAX: usize = 34;

/// How many misspelt keys of one file are named in one run.
const KEY_PROBLEMS_MAX: usize = 20;

/// Reads a folder of content.
///
/// # Errors
///
/// Every problem in every file: nothing is loaded in part.
pub fn load(folder: &Path) -> Result<Catalog, Vec<Problem>> {
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
        let categories = self.categories(&uzbek);
        let laws = self.laws(&uzbek);
        let contacts = self.contacts(&uzbek);
        let parameters = self.parameters();
        let campaigns = self.campaigns();
        let written = self.topic_files();
        let mut topics: Vec<Topic> = written
            .iter()
            .filter_map(|written| self.topic(written, &uzbek))
            .collect();
        let order = |topic: &Topic| {
            categories
                .iter()
                .position(|category| category.id == topic.category)
        };
        topics.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.file.cmp(&b.file)));
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
            uzbek,
            folder: self.folder.to_owned(),
            version: self.hasher.finalize().to_hex()[..8].to_owned(),
        };
        self.dead_ids(&catalog, &written);
        Some(catalog)
    }

    /// Reads a file of the folder; reports why when it cannot.
    fn read_file<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let file = self.folder.join(name);
        self.read_path(&file)
    }

    fn read_path<T: DeserializeOwned>(&mut self, file: &Path) -> Option<T> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                self.problems.push(Problem::error(
                    "unreadable",
                    file,
                    0,
                    format!("this file cannot be read: {error}"),
                    "put the file there, saved as UTF-8, or name another folder by --content",
                ));
                return None;
            }
        };
        self.hasher.update(text.as_bytes());
        parse(file, text, &mut self.problems)
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
        files
            .into_iter()
            .filter_map(|file| {
                let topic = self.read_path(&file)?;
                Some(Written { file, topic })
            })
            .collect()
    }

    fn categories(&mut self, uzbek: &Transliteration) -> Vec<Category> {
        let name = "categories.yaml";
        let file = self.folder.join(name);
        let entries: Vec<CategoryEntry> = self.read_file(name).unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|entry| {
                Some(Category {
                    id: self.id(&file, &entry.id)?,
                    emoji: entry.emoji.value,
                    title: localized(&entry.title, uzbek),
                    about: localized(&entry.about, uzbek),
                })
            })
            .collect()
    }

    fn laws(&mut self, uzbek: &Transliteration) -> Vec<Law> {
        let name = "laws.yaml";
        let file = self.folder.join(name);
        let entries: Vec<LawEntry> = self.read_file(name).unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|entry| {
                self.one_of(&file, &entry.status, &["in-force", "not-read"])?;
                let edition_read = match &entry.edition_read {
                    Some(date) => Some(self.date(&file, date)?),
                    None => None,
                };
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
        let name = "contacts.yaml";
        let file = self.folder.join(name);
        let entries: Vec<ContactEntry> = self.read_file(name).unwrap_or_default();
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

    fn parameters(&mut self) -> BTreeMap<super::ParameterId, Parameter> {
        let name = "parameters.yaml";
        let file = self.folder.join(name);
        let entries: Vec<ParameterEntry> = self.read_file(name).unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|entry| {
                let parameter = self.parameter(&file, entry)?;
                Some((parameter.id.clone(), parameter))
            })
            .collect()
    }

    fn parameter(&mut self, file: &Path, entry: ParameterEntry) -> Option<Parameter> {
        let unit = match self.one_of(file, &entry.unit, &["tenge", "mci"])? {
            0 => Unit::Tenge,
            _ => Unit::Mci,
        };
        let mut values = Vec::new();
        for value in entry.values {
            let until = match &value.until {
                Some(date) => Some(self.date(file, date)?),
                None => None,
            };
            let (law, article) = match value.source {
                Some(source) => (
                    Some(self.id(file, &source.law)?),
                    source.article.map(|article| article.value),
                ),
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

    fn campaigns(&mut self) -> Vec<Campaign> {
        let name = "campaigns.yaml";
        let file = self.folder.join(name);
        let entries: Vec<CampaignEntry> = self.read_file(name).unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|entry| {
                let until = match &entry.until {
                    Some(date) => Some(self.date(&file, date)?),
                    None => None,
                };
                Some(Campaign {
                    code: self.id(&file, &entry.code)?,
                    organisation: entry.organisation.value,
                    channel: entry.channel.value,
                    place: entry.place.value,
                    from: self.date(&file, &entry.from)?,
                    until,
                })
            })
            .collect()
    }

    fn topic(&mut self, written: &Written, uzbek: &Transliteration) -> Option<Topic> {
        let Written { file, topic } = written;
        let id: super::TopicId = self.id(file, &topic.id)?;
        let expected = file.file_stem().map(|stem| stem.to_string_lossy());
        if expected.as_deref() != Some(id.as_str()) {
            self.problems.push(Problem::error(
                "id-and-file",
                file,
                line(&topic.id),
                format!("topic `{id}` stands in a file of another name"),
                format!("name the file {id}.yaml; an id never changes once it was published"),
            ));
        }
        let sections = self.sections(file, topic);
        let [Some(kk), Some(ru), Some(tg), Some(uz)] = sections else {
            return None;
        };
        let section = |language: Language| match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::Tajik => tg,
            Language::Uzbek | Language::UzbekCyrillic => uz,
        };
        for language in Language::WRITTEN {
            self.title_length(file, &section(language).title);
        }
        let card = match &topic.official {
            Some(official) => Some(self.card(file, official, uzbek)?),
            None => None,
        };
        let signatures = topic
            .signatures
            .iter()
            .filter_map(|entry| self.signature(file, entry))
            .collect();
        let sources = topic
            .sources
            .iter()
            .filter_map(|entry| {
                Some(Source {
                    law: self.id(file, &entry.law)?,
                    article: entry.article.as_ref().map(|article| article.value.clone()),
                })
            })
            .collect();
        Some(Topic {
            category: self.id(file, &topic.category)?,
            urgent: topic.urgent,
            delete_chat: topic.delete_chat,
            related: self.ids(file, &topic.related),
            contacts: self.ids(file, &topic.contacts),
            sources,
            law_read_on: self.date(file, &topic.law_read_on)?,
            review_by: self.date(file, &topic.review_by)?,
            signatures,
            open_questions: values(&topic.open_questions),
            card,
            texts: Localized::new(|language| {
                let text = text_of(section(language));
                match language {
                    Language::UzbekCyrillic => in_cyrillic(&text, uzbek),
                    _ => text,
                }
            }),
            phrasings: Localized::new(|language| phrasings_of(section(language))),
            file: file.clone(),
            id,
        })
    }

    fn sections<'t>(&mut self, file: &Path, topic: &'t TopicFile) -> [Option<&'t Section>; 4] {
        let sections = [
            ("kk", topic.kk.as_ref()),
            ("ru", topic.ru.as_ref()),
            ("tg", topic.tg.as_ref()),
            ("uz", topic.uz.as_ref()),
        ];
        for (tag, section) in sections {
            if section.is_none() {
                self.problems.push(Problem::error(
                    "missing-language",
                    file,
                    line(&topic.id),
                    format!("topic `{}` has no `{tag}` section", topic.id.value),
                    format!("add `{tag}:` with title, answer and questions"),
                ));
            }
        }
        sections.map(|(_, section)| section)
    }

    fn title_length(&mut self, file: &Path, title: &Text) {
        let chars = title.value.chars().count();
        if chars > TITLE_CHARS_MAX {
            self.problems.push(Problem::error(
                "long-button",
                file,
                line(title),
                format!(
                    "the title «{}» has {chars} letters; a button holds {TITLE_CHARS_MAX}",
                    title.value
                ),
                "say it shorter",
            ));
        }
    }

    fn card(
        &mut self,
        file: &Path,
        official: &OfficialEntry,
        uzbek: &Transliteration,
    ) -> Option<Card> {
        let choices = ["yes", "ask-first", "never"];
        let safe_to_show = match self.one_of(file, &official.safe_to_show, &choices)? {
            0 => SafeToShow::Yes,
            1 => SafeToShow::AskFirst,
            _ => SafeToShow::Never,
        };
        Some(Card {
            safe_to_show,
            texts: Localized::new(|language| match language {
                Language::Kazakh => official.kk.value.clone(),
                Language::Russian => official.ru.value.clone(),
                Language::Tajik => official.tg.value.clone(),
                Language::Uzbek => official.uz.value.clone(),
                Language::UzbekCyrillic => uzbek.to_cyrillic(&official.uz.value),
            }),
        })
    }

    fn signature(&mut self, file: &Path, entry: &SignatureEntry) -> Option<Signature> {
        let role = match self.one_of(file, &entry.role, &["lawyer", "native-reader"])? {
            0 => Role::Lawyer,
            _ => Role::NativeReader,
        };
        let language = Language::from_tag(&entry.language.value);
        if language.is_none() {
            self.unknown(file, &entry.language, "language", "kk, ru, tg or uz");
        }
        let fingerprint = Fingerprint::from_written(&entry.text.value);
        if fingerprint.is_none() {
            self.unknown(
                file,
                &entry.text,
                "fingerprint",
                "16 digits and letters a-f",
            );
        }
        Some(Signature {
            who: entry.who.value.clone(),
            role,
            on: self.date(file, &entry.on)?,
            language: language?,
            fingerprint: fingerprint?,
        })
    }

    /// Reports ids that name nothing, and ids that are given twice.
    fn dead_ids(&mut self, catalog: &Catalog, written: &[Written]) {
        let mut seen = BTreeSet::new();
        // A topic whose own file cannot be read is named there; it is not dead.
        let unread: Vec<String> = self
            .problems
            .iter()
            .filter_map(|problem| Some(problem.file.file_stem()?.to_string_lossy().into_owned()))
            .collect();
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
        for Written { file, topic } in written {
            if !seen.insert(topic.id.value.clone()) {
                self.problems.push(Problem::error(
                    "duplicate-id",
                    file,
                    line(&topic.id),
                    format!("topic `{}` stands in two files", topic.id.value),
                    "give one of them another id, or merge them",
                ));
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
            for source in &topic.sources {
                self.dead(file, &source.law, "act", "laws.yaml", &laws);
            }
            self.dead_parameters(catalog, file, topic);
        }
    }

    fn dead_parameters(&mut self, catalog: &Catalog, file: &Path, topic: &TopicFile) {
        let known: BTreeSet<&str> = catalog.parameters.keys().map(|id| id.as_str()).collect();
        let sections = [&topic.kk, &topic.ru, &topic.tg, &topic.uz];
        for text in sections.into_iter().flatten().flat_map(shown_texts) {
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

    fn dead(&mut self, file: &Path, id: &Text, kind: &str, place: &str, known: &BTreeSet<&str>) {
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

/// Parses a file; a misspelt or repeated key is reported, taken out, and the rest read on.
fn parse<T: DeserializeOwned>(
    file: &Path,
    mut text: String,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    for _ in 0..KEY_PROBLEMS_MAX {
        let error = match serde_yaml::from_str(&text) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let line = error
            .location()
            .and_then(|location| usize::try_from(location.line()).ok())
            .unwrap_or(0);
        let (problem, can_go_on) = describe(file, line, &error);
        problems.push(problem);
        if !can_go_on || line == 0 {
            return None;
        }
        text = without_block(&text, line);
    }
    None
}

fn describe(file: &Path, line: usize, error: &serde_yaml::Error) -> (Problem, bool) {
    match error.without_snippet() {
        serde_yaml::Error::SerdeUnknownField {
            field, expected, ..
        } => (
            Problem::error(
                "unknown-key",
                file,
                line,
                format!("there is no key `{field}` here"),
                format!("write one of: {}", expected.join(", ")),
            ),
            true,
        ),
        serde_yaml::Error::DuplicateMappingKey { key, .. } => (
            Problem::error(
                "duplicate-key",
                file,
                line,
                format!(
                    "the key `{}` stands here twice",
                    key.as_deref().unwrap_or("?")
                ),
                "keep one of the two",
            ),
            true,
        ),
        serde_yaml::Error::SerdeMissingField { field, .. } => (
            Problem::error(
                "missing-key",
                file,
                line,
                format!("the key `{field}` is missing here"),
                format!("add `{field}:` to the block that begins here"),
            ),
            false,
        ),
        _ => (
            Problem::error(
                "yaml",
                file,
                line,
                format!("this cannot be read as YAML:\n{error}"),
                "look at the line above the mark: a quote, a colon or the spaces at the beginning",
            ),
            false,
        ),
    }
}

/// Empties a line and the deeper lines below it, so that line numbers stay as they are.
fn without_block(text: &str, line: usize) -> String {
    let depth = |text: &str| text.len() - text.trim_start_matches([' ', '-']).len();
    let mut kept = Vec::new();
    let mut block: Option<usize> = None;
    for (index, current) in text.lines().enumerate() {
        if index + 1 == line {
            block = Some(depth(current));
            kept.push("");
            continue;
        }
        match block {
            Some(start) if current.trim().is_empty() || depth(current) > start => kept.push(""),
            _ => {
                block = None;
                kept.push(current);
            }
        }
    }
    kept.join("\n")
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

/// The ids written as `{id}` in a text.
fn parameters_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(id, _)| id))
}

/// All texts of a section that a reader sees.
fn shown_texts(section: &Section) -> Vec<&Text> {
    let mut texts = vec![&section.title, &section.answer];
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

fn values(texts: &[Text]) -> Vec<String> {
    texts
        .iter()
        .map(|text| text.value.trim().to_owned())
        .collect()
}

fn text_of(section: &Section) -> TopicText {
    TopicText {
        title: section.title.value.trim().to_owned(),
        answer: section.answer.value.trim().to_owned(),
        steps: values(&section.steps),
        papers: values(&section.papers),
        refused: values(&section.refused),
        differs: section
            .differs
            .iter()
            .map(|entry| Differs {
                who: entry.who.value.trim().to_owned(),
                text: entry.text.value.trim().to_owned(),
            })
            .collect(),
        exposure: section
            .exposure
            .as_ref()
            .map(|exposure| exposure.value.trim().to_owned()),
    }
}

fn phrasings_of(section: &Section) -> Phrasings {
    Phrasings {
        questions: values(&section.questions),
        keywords: values(&section.keywords),
        not_this: values(&section.not_this),
        alarms: values(&section.alarms),
    }
}

fn in_cyrillic(text: &TopicText, uzbek: &Transliteration) -> TopicText {
    let write = |text: &String| uzbek.to_cyrillic(text);
    let write_all = |texts: &[String]| texts.iter().map(write).collect();
    TopicText {
        title: write(&text.title),
        answer: write(&text.answer),
        steps: write_all(&text.steps),
        papers: write_all(&text.papers),
        refused: write_all(&text.refused),
        differs: text
            .differs
            .iter()
            .map(|differs| Differs {
                who: write(&differs.who),
                text: write(&differs.text),
            })
            .collect(),
        exposure: text.exposure.as_ref().map(write),
    }
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
