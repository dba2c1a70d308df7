//! The Russian texts that translations were made from, kept so that a translator sees what changed.
//!
//! A translation carries the fingerprint of its Russian text (`made_from`). The words behind that
//! fingerprint are lost as soon as an editor changes the topic, so they are kept beforehand: one
//! file a topic under `content/made-from/`, which the tools write and people leave alone. A text
//! stays there as long as a translation of the topic carries its fingerprint.
//!
//! The catalog knows nothing of these files: what people read does not depend on them. Whether a
//! text is missing is judged by `check`; writing files is left to `commands`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Fingerprint, Topic, TopicId, TopicText};
use crate::language::{Language, Localized};
use crate::problem::Problem;

/// The rule of `check` for these files.
pub const RULE_ID: &str = "made-from";

/// The folder inside the content.
const FOLDER: &str = "made-from";

/// A Russian text in full: everything its fingerprint stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub text: TopicText,
    /// The official's card: whether it is safe to show, and its words.
    pub official: Option<(String, String)>,
    /// Act and article, or `page` and its address.
    pub sources: Vec<(String, String)>,
}

impl Wording {
    /// The Russian text of a topic as it is today.
    pub fn of(topic: &Topic) -> Self {
        let owned = |(first, second): (&str, &str)| (first.to_owned(), second.to_owned());
        Self {
            text: topic.texts.get(Language::Russian).clone(),
            official: topic.card.as_ref().map(|card| {
                let words = card.texts.get(Language::Russian);
                owned((card.safe_to_show.as_written(), words))
            }),
            sources: topic
                .sources
                .iter()
                .map(|source| owned(source.basis.as_pair()))
                .collect(),
        }
    }

    /// The fingerprint these words have.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_wording(
            &self.text,
            self.official
                .as_ref()
                .map(|(safe, words)| (&**safe, &**words)),
            self.sources
                .iter()
                .map(|(act, article)| (&**act, &**article)),
        )
    }
}

/// The texts kept for one topic.
pub type KeptTexts = BTreeMap<Fingerprint, Wording>;

/// Every text that is kept.
#[derive(Debug, Default)]
pub struct Kept {
    topics: BTreeMap<TopicId, KeptTexts>,
    /// Files that are not what the tools wrote; nothing of them is used.
    pub problems: Vec<Problem>,
}

impl Kept {
    /// Reads what is kept beside the topics; no folder means that nothing is.
    pub fn load(content: &Path) -> Self {
        let mut kept = Self::default();
        let Ok(entries) = fs::read_dir(content.join(FOLDER)) else {
            return kept;
        };
        let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let is_json = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json");
        for path in paths.filter(is_json) {
            match read(&path) {
                Ok((id, texts)) => {
                    kept.topics.insert(id, texts);
                }
                Err(problem) => kept.problems.push(problem),
            }
        }
        kept.problems.sort();
        kept
    }

    /// The words behind a fingerprint of a topic.
    pub fn wording(&self, topic: &TopicId, fingerprint: &Fingerprint) -> Option<&Wording> {
        self.topics.get(topic)?.get(fingerprint)
    }

    /// The topics something is kept for.
    pub fn topics(&self) -> impl Iterator<Item = &TopicId> {
        self.topics.keys()
    }

    /// What is to be kept for a topic whose translations carry these fingerprints: of each the
    /// words, from the topic as it is today or from what was kept. Words that nobody has are left
    /// out.
    pub fn needed(&self, topic: &Topic, made_from: &Localized<Option<Fingerprint>>) -> KeptTexts {
        let today = topic.fingerprint(Language::Russian);
        let carried = Language::TRANSLATED.map(|language| made_from.get(language).as_ref());
        carried
            .into_iter()
            .flatten()
            .filter_map(|fingerprint| {
                let words = if *fingerprint == today {
                    Wording::of(topic)
                } else {
                    self.wording(&topic.id, fingerprint)?.clone()
                };
                Some((fingerprint.clone(), words))
            })
            .collect()
    }
}

/// The file of a topic's kept texts.
pub fn file_of(content: &Path, topic: &TopicId) -> PathBuf {
    content.join(FOLDER).join(format!("{topic}.json"))
}

/// Writes the texts kept for a topic, the same bytes for the same texts.
pub fn to_json(texts: &KeptTexts) -> String {
    // Plain data with text for names always becomes JSON.
    let mut json = serde_json::to_string_pretty(texts).unwrap_or_default();
    json.push('\n');
    json
}

fn read(path: &Path) -> Result<(TopicId, KeptTexts), Problem> {
    let problem = |line: usize, message: String, help: &str| {
        Problem::error(RULE_ID, path, line, message, help)
    };
    let name = path.file_stem().and_then(|stem| stem.to_str());
    let id = name.and_then(|name| name.parse().ok()).ok_or_else(|| {
        problem(
            0,
            "this file is not named for a topic".to_owned(),
            "take it away; `huquq sheet keep` writes the files of this folder",
        )
    })?;
    let text = fs::read_to_string(path).map_err(|error| {
        problem(
            0,
            format!("this file cannot be read: {error}"),
            "give access to it, or put back the file of the last version",
        )
    })?;
    let texts: KeptTexts = serde_json::from_str(&text).map_err(|error| {
        problem(
            error.line(),
            format!("this is not what the tools wrote: {error}"),
            "put back the file of the last version; if there is none, delete it and run `huquq \
             sheet keep`",
        )
    })?;
    for (fingerprint, wording) in &texts {
        let found = wording.fingerprint();
        if found != *fingerprint {
            let line = text
                .lines()
                .position(|line| line.contains(&fingerprint.to_string()));
            return Err(problem(
                line.map_or(0, |line| line + 1),
                format!("the words kept for {fingerprint} were changed: they are those of {found}"),
                "put back the file of the last version; if there is none, delete it and run \
                 `huquq sheet keep`",
            ));
        }
    }
    Ok((id, texts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content;

    #[test]
    fn the_words_of_every_topic_have_its_fingerprint_and_are_read_back() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let catalog = content::load(&folder).unwrap();
        for topic in catalog.topics() {
            let wording = Wording::of(topic);
            let fingerprint = topic.fingerprint(Language::Russian);
            assert_eq!(wording.fingerprint(), fingerprint, "{}", topic.id);
            let texts = KeptTexts::from([(fingerprint, wording)]);
            assert_eq!(
                serde_json::from_str::<KeptTexts>(&to_json(&texts)).unwrap(),
                texts
            );
        }
    }

    #[test]
    fn words_are_kept_while_a_translation_carries_their_fingerprint() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let catalog = content::load(&folder).unwrap();
        let topic = &catalog.topics()[0];
        let today = topic.fingerprint(Language::Russian);
        let mut old = Wording::of(topic);
        old.text.answer.push_str(" И так было.");
        let unknown = Fingerprint::of_texts(["unknown"]);
        let kept = Kept {
            topics: BTreeMap::from([(
                topic.id.clone(),
                KeptTexts::from([(old.fingerprint(), old.clone())]),
            )]),
            problems: Vec::new(),
        };
        let needed = |kk: &Fingerprint, tg: &Fingerprint| {
            let made_from = Localized::new(|language| match language {
                Language::Kazakh => Some(kk.clone()),
                Language::Tajik => Some(tg.clone()),
                _ => None,
            });
            let texts = kept.needed(topic, &made_from);
            texts.into_keys().collect::<Vec<_>>()
        };
        let mut both = vec![today.clone(), old.fingerprint()];
        both.sort();
        assert_eq!(needed(&today, &old.fingerprint()), both);
        assert_eq!(needed(&today, &today), needed(&unknown, &today));
        assert_eq!(needed(&unknown, &today), [today]);
    }
}
