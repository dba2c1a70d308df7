//! Learning from the content, once at start: what is needed in which order, and on two cores.

use std::thread::scope;

use super::concepts::Concepts;
use super::danger::{self, Alarm, Danger};
use super::decide::{Decider, Exact, Known};
use super::features::{Encoded, Features};
use super::guess::{Guesser, Sentence};
use super::lexicon::{self, Lexicon};
use super::neighbours::Neighbours;
use super::parts::hash;
use super::reading::Reader;
use super::smalltalk::Phrases;
use super::topics::{Kind, Sample, Topics, learn_model};
use super::words::Words;
use super::{Lesson, Understanding, table};
use crate::content::Phrasings;
use crate::in_two::joined;
use crate::language::Language;
use crate::uzbek::Transliteration;

/// Learns everything. What does not need one another is learnt at the same time.
pub(super) fn learn(lessons: &[Lesson], uzbek: &Transliteration) -> Understanding {
    scope(|scope| {
        let guesser = scope.spawn(|| Guesser::learn(sentences(lessons), uzbek));
        let smalltalk = scope.spawn(Phrases::new);
        let meaning = learn_meaning(lessons);
        Understanding {
            reader: meaning.reader,
            topics: meaning.topics,
            danger: meaning.danger,
            decider: meaning.decider,
            smalltalk: joined(smalltalk),
            guesser: joined(guesser),
        }
    })
}

/// What is learnt of what words mean.
struct Meaning {
    reader: Reader,
    topics: Topics,
    danger: Danger,
    decider: Decider,
}

fn learn_meaning(lessons: &[Lesson]) -> Meaning {
    let known = known_topics(lessons);
    let concepts = Concepts::new();
    let texts = read(lessons, &known, &concepts);
    let words = texts.words();
    let (reader, phrases, (topics, danger)) = scope(|scope| {
        let reader = scope.spawn(|| Reader::learn(concepts, &words));
        let phrases = scope.spawn(|| Exact::learn(known.len(), &texts.lexicon, &texts.asked));
        let learnt = learn_topics(&known, &texts, &words);
        (joined(reader), joined(phrases), learnt)
    });
    Meaning {
        reader,
        topics,
        danger,
        decider: Decider::new(known, phrases),
    }
}

fn learn_topics(known: &[Known], texts: &Texts, words: &[(&str, u32)]) -> (Topics, Danger) {
    let readings: Vec<&lexicon::KnownText> =
        texts.asked.iter().map(|sample| &sample.text).collect();
    let (features, encoded) = Features::learn(words, &readings);
    let (topics, asked) = (known.len(), &texts.asked);
    let (model, neighbours, words, danger) = scope(|scope| {
        let danger = scope.spawn(|| learn_danger(known, texts, &features, &encoded));
        let words = scope.spawn(|| Words::learn(topics, &texts.lexicon, asked));
        let neighbours = scope.spawn(|| Neighbours::learn(&features, asked, &encoded));
        let model = learn_model(topics, &features, asked, &encoded);
        (model, joined(neighbours), joined(words), joined(danger))
    });
    let topics = Topics {
        topics,
        features,
        model,
        neighbours,
        words,
    };
    (topics, danger)
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

/// All texts to learn topics from.
struct Texts {
    lexicon: Lexicon,
    asked: Vec<Sample>,
}

impl Texts {
    /// The words, and how often each is said.
    fn words(&self) -> Vec<(&str, u32)> {
        let mut counts = vec![0; self.lexicon.words().len()];
        for &word in self.asked.iter().flat_map(|sample| &sample.text.words) {
            counts[word as usize] += 1;
        }
        let words = self.lexicon.words().iter().map(String::as_str);
        words.zip(counts).collect()
    }
}

fn read(lessons: &[Lesson], known: &[Known], concepts: &Concepts) -> Texts {
    let mut texts: Vec<(usize, Kind, &str)> = Vec::new();
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
            (Kind::Phrasing, std::slice::from_ref(&lesson.title)),
            (Kind::Phrasing, questions),
            (Kind::Phrasing, keywords),
            (Kind::Alarm, alarms),
            (Kind::NotThis, not_this),
        ];
        for (kind, listed) in kinds {
            texts.extend(listed.iter().map(|text| (topic, kind, text.as_str())));
        }
    }
    let elsewhere = elsewhere_sentences().map(|(_, text)| (known.len(), Kind::Phrasing, text));
    texts.extend(elsewhere);
    let written: Vec<&str> = texts.iter().map(|(.., text)| *text).collect();
    let (lexicon, read) = lexicon::read(&written, concepts);
    let asked = texts
        .into_iter()
        .zip(read)
        .map(|((class, kind, written), text)| Sample {
            class,
            kind,
            text,
            key: hash(4, written.as_bytes()),
        })
        .filter(|sample| !sample.text.words.is_empty())
        .collect();
    Texts { lexicon, asked }
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
    texts: &Texts,
    features: &Features,
    encoded: &[Encoded],
) -> Danger {
    let is_urgent = |class: usize| known.get(class).is_some_and(|topic| topic.urgent);
    let is_calm = calm_words(texts, |class| class < known.len() && !is_urgent(class));
    // One word alone may fold like a harmless one: oʻlmoqchiman (I want to die) and olmoqchiman.
    let is_alarm = |sample: &&Sample| {
        let words = &sample.text.words;
        sample.kind == Kind::Alarm && (words.len() > 1 || !is_calm[words[0] as usize])
    };
    let alarms = texts
        .asked
        .iter()
        .filter(is_alarm)
        .map(|sample| Alarm {
            topic: sample.class,
            reading: texts.lexicon.reading(&sample.text),
        })
        .collect();
    let lessons = texts
        .asked
        .iter()
        .zip(encoded)
        .filter(|(sample, _)| sample.kind == Kind::Alarm || !is_urgent(sample.class))
        .map(|(sample, encoded)| danger::Lesson {
            features: features.weighted(encoded),
            is_danger: sample.kind == Kind::Alarm,
            key: sample.key,
        })
        .collect();
    Danger::learn(alarms, features.weighted_count(), lessons)
}

/// For each word of the lexicon, whether a calm topic uses it.
fn calm_words(texts: &Texts, is_calm: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut calm = vec![false; texts.lexicon.words().len()];
    for sample in texts.asked.iter().filter(|sample| is_calm(sample.class)) {
        for &word in &sample.text.words {
            calm[word as usize] = true;
        }
    }
    calm
}
