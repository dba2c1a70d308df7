//! Learning from the content, once at start: what is needed in which order, and on two cores.

use std::collections::HashSet;

use super::danger::{self, Alarm, Danger};
use super::decide::{Decider, Known};
use super::guess::{Guesser, Sentence};
use super::linear::Vector;
use super::reading::Reader;
use super::smalltalk::Phrases;
use super::topics::{Kind, Sample, Topics, in_two};
use super::{Lesson, Understanding, fold, table};
use crate::content::Phrasings;
use crate::language::Language;
use crate::uzbek::Transliteration;

/// Learns everything. Languages are learnt beside the topics, for neither needs the other.
pub(super) fn learn(lessons: &[Lesson], uzbek: &Transliteration) -> Understanding {
    std::thread::scope(|scope| {
        let guesser = scope.spawn(|| Guesser::learn(sentences(lessons), uzbek));
        let learnt = learn_topics(lessons);
        let guesser = guesser
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Understanding {
            reader: learnt.reader,
            smalltalk: Phrases::new(),
            topics: learnt.topics,
            danger: learnt.danger,
            decider: learnt.decider,
            guesser,
        }
    })
}

/// What is learnt of topics.
struct Learnt {
    reader: Reader,
    topics: Topics,
    danger: Danger,
    decider: Decider,
}

fn learn_topics(lessons: &[Lesson]) -> Learnt {
    let known = known_topics(lessons);
    let elsewhere = known.len();
    let phrasings = phrasings(lessons, &known);
    let folded: Vec<&[String]> = phrasings
        .iter()
        .filter(|phrasing| phrasing.kind != PhrasingKind::Told)
        .map(|phrasing| phrasing.words.as_slice())
        .collect();
    let reader = Reader::learn(&folded);
    let samples: Vec<Sample> = phrasings
        .iter()
        .map(|phrasing| {
            (
                phrasing.topic,
                phrasing.kind.in_index(),
                phrasing.words.clone(),
            )
        })
        .chain(elsewhere_sentences().map(|(_, text)| (elsewhere, Kind::Phrasing, fold::fold(text))))
        .map(|(class, kind, words)| Sample {
            class,
            kind,
            reading: reader.read_known(words),
        })
        .collect();
    let (topics, vectors) = Topics::learn(elsewhere, &samples);
    let exact = phrasings
        .iter()
        .filter(|phrasing| phrasing.kind == PhrasingKind::Phrasing)
        .map(|phrasing| (phrasing.topic, phrasing.words.as_slice()));
    let danger = learn_danger(
        &known,
        &phrasings,
        &samples,
        &vectors,
        topics.feature_count(),
    );
    Learnt {
        danger,
        decider: Decider::new(known, exact),
        reader,
        topics,
    }
}

/// A folded phrasing of a topic.
struct Phrasing {
    topic: usize,
    kind: PhrasingKind,
    words: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PhrasingKind {
    Phrasing,
    Alarm,
    NotThis,
    Told,
}

impl PhrasingKind {
    fn in_index(self) -> Kind {
        match self {
            Self::Phrasing | Self::Alarm => Kind::Phrasing,
            Self::NotThis => Kind::NotThis,
            Self::Told => Kind::Told,
        }
    }
}

/// The topics of the lessons, each once, in their order.
fn known_topics(lessons: &[Lesson]) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    for lesson in lessons {
        if !known.iter().any(|topic| topic.id == lesson.topic) {
            known.push(Known {
                id: lesson.topic.clone(),
                category: lesson.category.clone(),
                urgent: lesson.urgent,
            });
        }
    }
    known
}

fn phrasings(lessons: &[Lesson], known: &[Known]) -> Vec<Phrasing> {
    let mut texts = Vec::new();
    for lesson in lessons {
        let Some(topic) = known.iter().position(|topic| topic.id == lesson.topic) else {
            continue;
        };
        let Phrasings {
            questions,
            keywords,
            not_this,
            alarms,
        } = &lesson.phrasings;
        let kinds = [
            (PhrasingKind::Phrasing, questions),
            (PhrasingKind::Phrasing, keywords),
            (PhrasingKind::Alarm, alarms),
            (PhrasingKind::NotThis, not_this),
            (PhrasingKind::Told, &lesson.told),
        ];
        texts.push((topic, PhrasingKind::Phrasing, &lesson.title));
        for (kind, listed) in kinds {
            texts.extend(listed.iter().map(|text| (topic, kind, text)));
        }
    }
    let mut all = in_two(&texts, |&(topic, kind, text)| Phrasing {
        topic,
        kind,
        words: fold::fold(text),
    });
    all.retain(|phrasing| !phrasing.words.is_empty());
    all
}

/// Sentences no topic is about, with their language; none stands for English.
fn elsewhere_sentences() -> impl Iterator<Item = (Option<Language>, &'static str)> {
    table::entries(include_str!("elsewhere.txt"))
        .map(|(section, text)| (Language::from_tag(section), text))
}

/// Sentences to learn languages from: off-topic ones, then one of each topic in turn.
fn sentences(lessons: &[Lesson]) -> impl Iterator<Item = Sentence<'_>> {
    let turns = lessons
        .iter()
        .map(|lesson| lesson.phrasings.questions.len())
        .max();
    let elsewhere = elsewhere_sentences().map(|(language, text)| Sentence { language, text });
    let questions = (0..turns.unwrap_or(0)).flat_map(move |turn| {
        lessons.iter().filter_map(move |lesson| {
            Some(Sentence {
                language: Some(lesson.language),
                text: lesson.phrasings.questions.get(turn)?,
            })
        })
    });
    let titles = lessons.iter().map(|lesson| Sentence {
        language: Some(lesson.language),
        text: &lesson.title,
    });
    elsewhere.chain(questions).chain(titles)
}

/// Alarms are danger; phrasings of topics that are not urgent, and sentences about something else,
/// are not. Other phrasings of urgent topics may be either, so nothing is learnt from them.
fn learn_danger(
    known: &[Known],
    phrasings: &[Phrasing],
    samples: &[Sample],
    vectors: &[Vector],
    features: usize,
) -> Danger {
    // One word alone may fold like a harmless one: oʻlmoqchiman (I want to die) and olmoqchiman.
    let calm_words: HashSet<&String> = phrasings
        .iter()
        .filter(|phrasing| !known[phrasing.topic].urgent)
        .flat_map(|phrasing| &phrasing.words)
        .collect();
    let is_alarm = |phrasing: &Phrasing| {
        phrasing.kind == PhrasingKind::Alarm
            && (phrasing.words.len() > 1 || !calm_words.contains(&phrasing.words[0]))
    };
    let alarms = phrasings
        .iter()
        .zip(samples)
        .filter(|(phrasing, _)| is_alarm(phrasing))
        .map(|(phrasing, sample)| Alarm {
            topic: phrasing.topic,
            reading: sample.reading.clone(),
        })
        .collect();
    let lessons = samples
        .iter()
        .zip(vectors)
        .enumerate()
        .filter(|(_, (sample, _))| sample.kind != Kind::Told)
        .filter_map(|(at, (_, features))| {
            let phrasing = phrasings.get(at);
            let is_danger = phrasing.is_some_and(|phrasing| phrasing.kind == PhrasingKind::Alarm);
            let is_urgent = phrasing.is_some_and(|phrasing| known[phrasing.topic].urgent);
            (is_danger || !is_urgent).then_some(danger::Lesson {
                features,
                is_danger,
            })
        })
        .collect();
    Danger::learn(alarms, features, lessons)
}
