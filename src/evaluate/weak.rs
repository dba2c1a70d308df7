//! The content's own weak spots: phrasings that lead to another topic, are too alike or too few.
//!
//! Each question of a topic is asked of an index that has not learnt it. One question of every
//! topic and language is left out at a time, so that as many rounds are needed as a topic has
//! questions.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::figures::Share;
use crate::content::TopicId;
use crate::language::Language;
use crate::understanding::{Lesson, Understanding, UserText, fold};
use crate::uzbek::Transliteration;

/// Where the phrasings are weak.
#[derive(Debug, Serialize)]
pub struct Weak {
    pub languages: Vec<LeftOut>,
    /// Pairs of topics mistaken for each other, the commonest first.
    pub confusions: Vec<Confusion>,
    pub alike: Vec<Alike>,
    pub few: Vec<Few>,
}

/// How many questions still found their topic when they were left out.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    pub language: &'static str,
    pub first: Share,
    pub first_three: Share,
}

/// Questions of one topic that led to another.
#[derive(Debug, Serialize)]
pub struct Confusion {
    #[serde(serialize_with = "as_text")]
    pub asked: TopicId,
    #[serde(serialize_with = "as_text")]
    pub found: TopicId,
    pub times: usize,
    /// One of the questions, with its language.
    pub example: (&'static str, String),
}

/// One phrasing in several places of a language.
#[derive(Debug, Serialize)]
pub struct Alike {
    pub language: &'static str,
    pub phrasing: String,
    #[serde(serialize_with = "as_texts")]
    pub topics: Vec<TopicId>,
}

/// A topic with few phrasings that differ from each other.
#[derive(Debug, Serialize)]
pub struct Few {
    #[serde(serialize_with = "as_text")]
    pub topic: TopicId,
    pub language: &'static str,
    pub phrasings: usize,
}

/// With fewer different phrasings a topic is hard to find: 12 questions and 10 keywords.
const PHRASINGS_MIN: usize = 22;

fn as_text<S: serde::Serializer>(id: &TopicId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(id.as_str())
}

fn as_texts<S: serde::Serializer>(ids: &[TopicId], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ids.iter().map(TopicId::as_str))
}

/// Finds the weak spots of what is to be learnt.
pub fn find(lessons: &[Lesson], uzbek: &Transliteration) -> Weak {
    let asked = leave_out(lessons, uzbek);
    Weak {
        languages: by_language(&asked),
        confusions: confusions(asked),
        alike: alike(lessons),
        few: few(lessons),
    }
}

/// A question that was left out, and what was found for it.
struct Asked {
    topic: TopicId,
    language: Language,
    text: String,
    found: Vec<TopicId>,
}

fn leave_out(lessons: &[Lesson], uzbek: &Transliteration) -> Vec<Asked> {
    let questions = lessons
        .iter()
        .map(|lesson| lesson.phrasings.questions.len());
    let rounds = questions.max().unwrap_or(0);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut asked = Vec::new();
        loop {
            let round = next.fetch_add(1, Ordering::Relaxed);
            if round >= rounds {
                return asked;
            }
            asked.extend(one_round(lessons, uzbek, round));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut asked = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|worker| worker.join());
        done.flat_map(Result::unwrap_or_default).collect::<Vec<_>>()
    });
    asked.sort_by(|one, other| {
        let key = |asked: &Asked| (asked.topic.clone(), asked.language, asked.text.clone());
        key(one).cmp(&key(other))
    });
    asked
}

/// Asks the question at one place of every list, of an index that learnt all others.
fn one_round(lessons: &[Lesson], uzbek: &Transliteration, round: usize) -> Vec<Asked> {
    let mut kept = lessons.to_vec();
    let left_out: Vec<(usize, String)> = kept
        .iter_mut()
        .enumerate()
        .filter(|(_, lesson)| round < lesson.phrasings.questions.len())
        .map(|(at, lesson)| (at, lesson.phrasings.questions.remove(round)))
        .collect();
    let understanding = Understanding::learn_lessons(&kept, uzbek);
    let ask = |(at, text): (usize, String)| Asked {
        topic: lessons[at].topic.clone(),
        language: lessons[at].language,
        found: understanding.examine(&UserText::new(text.clone())).topics,
        text,
    };
    left_out.into_iter().map(ask).collect()
}

fn by_language(asked: &[Asked]) -> Vec<LeftOut> {
    let of = |language: Language| {
        let of_language = asked.iter().filter(|asked| asked.language == language);
        let mut left_out = LeftOut {
            language: language.tag(),
            first: Share::default(),
            first_three: Share::default(),
        };
        for asked in of_language {
            let place = asked.found.iter().position(|topic| *topic == asked.topic);
            left_out.first.count(place == Some(0));
            left_out
                .first_three
                .count(place.is_some_and(|place| place < 3));
        }
        left_out
    };
    Language::WRITTEN.map(of).into()
}

fn confusions(asked: Vec<Asked>) -> Vec<Confusion> {
    let mut pairs: BTreeMap<(TopicId, TopicId), Confusion> = BTreeMap::new();
    for asked in asked {
        let Some(found) = asked.found.first().filter(|found| **found != asked.topic) else {
            continue;
        };
        pairs
            .entry((asked.topic.clone(), found.clone()))
            .or_insert_with(|| Confusion {
                asked: asked.topic,
                found: found.clone(),
                times: 0,
                example: (asked.language.tag(), asked.text),
            })
            .times += 1;
    }
    let mut confusions: Vec<Confusion> = pairs.into_values().collect();
    confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.times));
    confusions
}

/// The questions and keywords of a lesson, folded.
fn folded(lesson: &Lesson) -> impl Iterator<Item = (String, &String)> {
    let phrasings = &lesson.phrasings;
    phrasings
        .questions
        .iter()
        .chain(&phrasings.keywords)
        .map(|text| (fold::fold(text).join(" "), text))
}

fn alike(lessons: &[Lesson]) -> Vec<Alike> {
    let mut places: HashMap<(Language, String), Alike> = HashMap::new();
    for lesson in lessons {
        for (folded, text) in folded(lesson) {
            let place = places
                .entry((lesson.language, folded))
                .or_insert_with(|| Alike {
                    language: lesson.language.tag(),
                    phrasing: text.clone(),
                    topics: Vec::new(),
                });
            place.topics.push(lesson.topic.clone());
        }
    }
    let mut alike: Vec<Alike> = places.into_values().collect();
    alike.retain(|alike| alike.topics.len() > 1);
    alike.sort_by(|one, other| {
        (one.language, &one.topics, &one.phrasing).cmp(&(
            other.language,
            &other.topics,
            &other.phrasing,
        ))
    });
    alike
}

fn few(lessons: &[Lesson]) -> Vec<Few> {
    let few = lessons.iter().map(|lesson| {
        let different: std::collections::HashSet<String> =
            folded(lesson).map(|(folded, _)| folded).collect();
        Few {
            topic: lesson.topic.clone(),
            language: lesson.language.tag(),
            phrasings: different.len(),
        }
    });
    few.filter(|few| few.phrasings < PHRASINGS_MIN).collect()
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::content::Phrasings;
    use crate::language::Language;
    use crate::understanding::Lesson;
    use crate::uzbek::Transliteration;

    fn lesson(topic: &str, questions: &[&str]) -> Lesson {
        Lesson {
            topic: topic.parse().expect("an id"),
            category: "school".parse().expect("an id"),
            urgent: false,
            language: Language::Russian,
            title: topic.to_owned(),
            phrasings: Phrasings {
                questions: questions.iter().map(|text| (*text).to_owned()).collect(),
                ..Phrasings::default()
            },
        }
    }

    #[test]
    fn a_question_that_leads_elsewhere_and_a_phrasing_in_two_topics_are_named() {
        let lessons = [
            lesson(
                "textbooks",
                &[
                    "где взять учебники",
                    "учебники бесплатно?",
                    "сколько стоит обед в столовой",
                ],
            ),
            lesson(
                "meals",
                &[
                    "обед в столовой платный?",
                    "кормят ли в столовой",
                    "учебники бесплатно",
                ],
            ),
        ];
        let weak = find(&lessons, &Transliteration::default());
        let confused = weak.confusions.iter().any(|confusion| {
            confusion.asked.as_str() == "textbooks" && confusion.found.as_str() == "meals"
        });
        assert!(confused, "{:?}", weak.confusions);
        assert_eq!(weak.alike.len(), 1);
        assert_eq!(weak.few.len(), 2);
    }
}
