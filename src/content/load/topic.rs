//! One topic: from what its file says to what the program uses.

use std::path::Path;

use super::{Reader, Written, line};
use crate::content::source::{
    OfficialEntry, Section, SignatureEntry, SourceEntry, Text, TopicFile,
};
use crate::content::{
    Basis, Card, Differs, Fingerprint, Part, Phrasings, Role, SafeToShow, Signature, Source, Topic,
    TopicId, TopicText,
};
use crate::language::{Language, Localized};
use crate::problem::Problem;
use crate::uzbek::Transliteration;

/// The longest title, in letters: it is a button.
pub const TITLE_CHARS_MAX: usize = 34;

impl Reader<'_> {
    pub(super) fn topic(&mut self, written: &Written, uzbek: &Transliteration) -> Option<Topic> {
        let Written { file, topic } = written;
        let id: TopicId = self.id(file, &topic.id)?;
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
            .filter_map(|entry| self.source(file, entry))
            .collect();
        Some(Topic {
            category: self.id(file, &topic.category)?,
            urgent: topic.urgent,
            delete_chat: topic.delete_chat,
            related: self.ids(file, &topic.related),
            contacts: self.ids(file, &topic.contacts),
            sources,
            advice: self.parts(file, &topic.advice),
            law_read_on: self.date(file, &topic.law_read_on)?,
            review_by: self.date(file, &topic.review_by)?,
            signatures,
            same_meaning: self.same_meaning(file, topic),
            open_questions: values(&topic.open_questions),
            card,
            made_from: self.made_from(file, section),
            texts: Localized::new(|language| {
                let text = text_of(section(language));
                match language {
                    Language::UzbekCyrillic => text.map(|part| uzbek.to_cyrillic(part)),
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

    fn made_from<'t>(
        &mut self,
        file: &Path,
        section: impl Fn(Language) -> &'t Section,
    ) -> Localized<Option<Fingerprint>> {
        Localized::new(|language| {
            let written = section(language).made_from.as_ref()?;
            self.fingerprint(file, written)
        })
    }

    fn same_meaning(&mut self, file: &Path, topic: &TopicFile) -> Vec<(Fingerprint, Fingerprint)> {
        topic
            .same_meaning
            .iter()
            .filter_map(|entry| {
                let from = self.fingerprint(file, &entry.from);
                let to = self.fingerprint(file, &entry.to);
                Some((from?, to?))
            })
            .collect()
    }

    fn fingerprint(&mut self, file: &Path, text: &Text) -> Option<Fingerprint> {
        let fingerprint = Fingerprint::from_written(&text.value);
        if fingerprint.is_none() {
            self.unknown(file, text, "fingerprint", "16 digits and letters a-f");
        }
        fingerprint
    }

    fn source(&mut self, file: &Path, entry: &SourceEntry) -> Option<Source> {
        let article = entry.article.as_ref().map(|article| article.value.clone());
        let basis = match (&entry.law, &entry.page, &entry.read_on) {
            (Some(law), None, None) => Basis::Act {
                law: self.id(file, law)?,
                article,
            },
            (None, Some(page), Some(read_on)) if article.is_none() => Basis::Page {
                address: page.value.clone(),
                read_on: self.date(file, read_on)?,
            },
            _ => {
                let place = entry.law.as_ref().or(entry.page.as_ref());
                self.problems.push(Problem::error(
                    "bad-source",
                    file,
                    place.map_or(0, line),
                    "a source is an act or a page, not both and not neither",
                    "write `law` with its `article`, or `page` with the day in `read_on`",
                ));
                return None;
            }
        };
        Some(Source {
            basis,
            backs: self.parts(file, &entry.backs),
        })
    }

    fn parts(&mut self, file: &Path, texts: &[Text]) -> Vec<Part> {
        let mut parts = Vec::new();
        for text in texts {
            match Part::from_written(&text.value) {
                Some(part) => parts.push(part),
                None => self.unknown(
                    file,
                    text,
                    "part of a topic",
                    "answer, papers, exposure, official, or steps, refused, differs with a number",
                ),
            }
        }
        parts
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
        let fingerprint = self.fingerprint(file, &entry.text);
        Some(Signature {
            who: entry.who.value.clone(),
            role,
            on: self.date(file, &entry.on)?,
            language: language?,
            fingerprint: fingerprint?,
        })
    }
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
