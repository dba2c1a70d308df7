//! What to do with what was found: answer, suggest, open a category, or say that it is lost.
//!
//! A confident wrong answer is the worst the bot can do, so a direct answer needs an exact phrase,
//! or two informative words and a high confidence. Confidence is a logistic sum of five figures
//! anybody can read in an explanation; its weights were fitted on questions and off-topic texts
//! that the index had not seen by logistic regression (see [`ANSWER`]).

use std::collections::HashMap;

use super::danger::Heard;
use super::fold::fold;
use super::lexicon::Lexicon;
use super::parts::{hash, hash_onwards};
use super::reading::Reading;
use super::table;
use super::topics::{Kind, Sample, Verdict};
use crate::content::{CategoryId, TopicId};
use crate::intent::{Decision, Smalltalk};

/// A topic as deciding needs it.
pub(super) struct Known {
    pub(super) id: TopicId,
    pub(super) category: CategoryId,
    pub(super) urgent: bool,
}

/// All that is known of a text when the decision is made.
pub(super) struct Evidence<'a> {
    pub(super) reading: &'a Reading,
    pub(super) verdict: &'a Verdict,
    /// How a lone word is spread over the topics, as shares that make one; empty for more words.
    pub(super) spread: &'a [f32],
    pub(super) smalltalk: Option<Smalltalk>,
    pub(super) heard: &'a Heard,
}

/// Why a decision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// An alarm phrase stands in the text, and no rule calms it.
    Alarm,
    /// It is a call for help and nothing else.
    BareCry,
    /// The text sounds like danger, and an urgent topic is the likeliest.
    SoundsLikeDanger,
    Smalltalk,
    NoWords,
    /// It is one of the very general words.
    GeneralWord,
    /// It is a phrasing or a keyword of one topic, word for word.
    ExactPhrase,
    /// It is a phrasing or a keyword of several topics.
    SharedPhrase,
    Confident,
    /// Not sure enough to answer, sure enough to offer.
    LikelyAmongFew,
    /// One informative word, used in few topics.
    OneWord,
    /// One informative word, used all over a category.
    OneWordOfCategory,
    Unclear,
}

/// The phrasings, to be found word for word.
pub(super) struct Exact {
    /// The hash of each phrasing with its topic, in order.
    phrases: Vec<(u64, usize)>,
}

impl Exact {
    pub(super) fn learn(topics: usize, lexicon: &Lexicon, samples: &[Sample]) -> Self {
        let phrasings = samples
            .iter()
            .filter(|sample| sample.kind == Kind::Phrasing && sample.class < topics);
        let mut phrases: Vec<(u64, usize)> = phrasings
            .map(|phrasing| {
                let words = phrasing.text.words.iter();
                let words = words.map(|&word| lexicon.word(word));
                (phrase_hash(words), phrasing.class)
            })
            .collect();
        phrases.sort_unstable();
        phrases.dedup();
        Self { phrases }
    }

    /// The topics that have a phrasing, each beside its hash.
    fn find(&self, words: &[String]) -> &[(u64, usize)] {
        let phrase = phrase_hash(words.iter().map(String::as_str));
        let from = self.phrases.partition_point(|(hash, _)| *hash < phrase);
        let rest = &self.phrases[from..];
        &rest[..rest.partition_point(|(hash, _)| *hash == phrase)]
    }
}

/// One number for the words of a phrase.
fn phrase_hash<'a>(words: impl Iterator<Item = &'a str>) -> u64 {
    words.fold(hash(3, &[]), |key, word| {
        hash_onwards(hash_onwards(key, word.as_bytes()), b" ")
    })
}

/// What the decisions are made by, learnt from the content and the lists.
pub(super) struct Decider {
    pub(super) topics: Vec<Known>,
    phrases: Exact,
    /// Categories by folded general word.
    general: HashMap<String, CategoryId>,
}

/// The weights of a logistic sum.
struct Weights {
    constant: f32,
    share: f32,
    elsewhere: f32,
    nearest: f32,
    coverage: f32,
    lead: f32,
}

/// Whether the best topic is the right one. Fitted by logistic regression on 1,100 questions of the
/// content that were left out while learning, on tests/evaluation and on off-topic texts.
const ANSWER: Weights = Weights {
    constant: -2.9,
    share: 1.3,
    elsewhere: -2.4,
    nearest: 1.95,
    coverage: 1.75,
    lead: 0.16,
};
/// Whether the right topic is among the best three.
const SUGGEST: Weights = Weights {
    constant: -1.7,
    share: 1.0,
    elsewhere: -3.4,
    nearest: 2.2,
    coverage: 1.75,
    lead: 0.05,
};
const ANSWER_MIN: f32 = 0.64;
/// Two things asked at once lie so near each other.
const LEAD_MIN: f32 = 1.0;
const SUGGEST_MIN: f32 = 0.35;
const INFORMATIVE_MIN: usize = 2;
const SUGGESTED_MAX: usize = 3;
/// The third suggestion is left out when it lies so far behind the second.
const THIRD_BEHIND_MAX: f32 = 2.5;
/// From this share on the small model's word for danger is taken.
const DANGER_SHARE_MIN: f32 = 0.6;
/// If the text does not ask for rules, so much is enough, or that an urgent topic is sure: set on
/// the three sets of tests/evaluation, where 99 of 100 dangers are heard so.
const DANGER_SHARE_URGENT_MIN: f32 = 0.55;
const URGENT_SURE_MIN: f32 = 0.35;
/// Of a sure topic the linear model must see at least so much: three judges together may put
/// forced labour first where it sees almost nothing but unpaid wages.
const URGENT_SHARE_MIN: f32 = 0.1;
/// A word belongs to a topic that has so much of it, and to a category that has so much.
const TOPIC_SPREAD_MIN: f32 = 0.1;
const CATEGORY_SPREAD_MIN: f32 = 0.6;

impl Decider {
    pub(super) fn new(topics: Vec<Known>, phrases: Exact) -> Self {
        let general = table::entries(include_str!("general.txt"))
            .filter_map(|(section, line)| {
                let topic = topics
                    .iter()
                    .find(|topic| topic.category.as_str() == section)?;
                Some((fold(line).join(" "), topic.category.clone()))
            })
            .collect();
        Self {
            topics,
            phrases,
            general,
        }
    }

    /// Decides. Danger comes before everything but mere small talk, which holds none.
    pub(super) fn decide(&self, evidence: &Evidence) -> (Decision, Reason) {
        let smalltalk = evidence
            .smalltalk
            .filter(|_| evidence.heard.topic.is_none() && !evidence.heard.is_bare_cry);
        smalltalk
            .map(|kind| (Decision::Smalltalk(kind), Reason::Smalltalk))
            .or_else(|| self.danger(evidence))
            .or_else(|| self.general(evidence))
            .or_else(|| self.exact(evidence))
            .unwrap_or_else(|| self.by_confidence(evidence))
    }

    fn danger(&self, evidence: &Evidence) -> Option<(Decision, Reason)> {
        let heard = evidence.heard;
        if heard.calmed_by.is_some() {
            return None;
        }
        if heard.is_bare_cry {
            return Some((Decision::Urgent(None), Reason::BareCry));
        }
        let best = evidence.verdict.ranking.first().map(|score| score.topic);
        let best_urgent = best.filter(|&topic| self.topics[topic].urgent);
        let is_sure_of_another = best_urgent.is_none()
            && heard.share < DANGER_SHARE_URGENT_MIN
            && confidence(evidence.verdict, &ANSWER) >= ANSWER_MIN;
        if let Some(alarmed) = heard.topic.filter(|_| !is_sure_of_another) {
            let topic = best_urgent.unwrap_or(alarmed);
            let id = self.topics[topic].id.clone();
            return Some((Decision::Urgent(Some(id)), Reason::Alarm));
        }
        let likely = evidence.verdict.ranking.iter().take(SUGGESTED_MAX);
        let cried_for = || {
            let mut urgent = likely.map(|score| score.topic);
            urgent.find(|&topic| heard.is_cry && self.topics[topic].urgent)
        };
        let topic = best_urgent.or_else(cried_for)?;
        let confidence = |weights| confidence(evidence.verdict, weights);
        let is_sure = || {
            let mut ranking = evidence.verdict.ranking.iter();
            ranking.any(|score| score.topic == topic && score.share >= URGENT_SHARE_MIN)
                && confidence(&ANSWER) >= URGENT_SURE_MIN
        };
        let sounds = heard.is_cry
            || heard.share >= DANGER_SHARE_MIN
            || (!heard.asks_for_rules && (heard.share >= DANGER_SHARE_URGENT_MIN || is_sure()));
        if !sounds {
            return None;
        }
        let is_answer = confidence(&SUGGEST) >= SUGGEST_MIN;
        let id = is_answer.then(|| self.topics[topic].id.clone());
        Some((Decision::Urgent(id), Reason::SoundsLikeDanger))
    }

    fn general(&self, evidence: &Evidence) -> Option<(Decision, Reason)> {
        let category = self.general.get(&evidence.reading.words.join(" "))?;
        Some((Decision::Category(category.clone()), Reason::GeneralWord))
    }

    fn exact(&self, evidence: &Evidence) -> Option<(Decision, Reason)> {
        let topics = self.phrases.find(&evidence.reading.words);
        let ranked = || evidence.verdict.ranking.iter().map(|score| score.topic);
        match topics {
            [] => None,
            &[(_, only)] if evidence.reading.words.len() > 1 => {
                let id = self.topics[only].id.clone();
                Some((Decision::Answer(id), Reason::ExactPhrase))
            }
            // One word is too little to be sure by, even if only one topic has it.
            &[(_, only)] => {
                let others = ranked().filter(|topic| *topic != only);
                let ids = self.ids(std::iter::once(only).chain(others));
                Some((Decision::Suggest(ids), Reason::OneWord))
            }
            _ => {
                let has_it = |topic: &usize| topics.iter().any(|(_, has)| has == topic);
                let ids = self.ids(ranked().filter(has_it));
                Some((Decision::Suggest(ids), Reason::SharedPhrase))
            }
        }
    }

    fn by_confidence(&self, evidence: &Evidence) -> (Decision, Reason) {
        let verdict = evidence.verdict;
        let Some(best) = verdict.ranking.first() else {
            return (Decision::Lost, Reason::NoWords);
        };
        if evidence.reading.words.is_empty() {
            return (Decision::Lost, Reason::NoWords);
        }
        let is_sure = confidence(verdict, &ANSWER) >= ANSWER_MIN && lead(verdict) >= LEAD_MIN;
        if verdict.informative >= INFORMATIVE_MIN && is_sure {
            let id = self.topics[best.topic].id.clone();
            return (Decision::Answer(id), Reason::Confident);
        }
        if verdict.informative == 1 && evidence.reading.words.len() == 1 {
            return self.one_word(evidence);
        }
        // Each word of «баламды мектепке алмай жатыр» is used all over; together they say much.
        let says_something = verdict.informative > 0 || evidence.reading.words.len() > 1;
        if says_something && confidence(verdict, &SUGGEST) >= SUGGEST_MIN {
            return (self.suggestion(verdict), Reason::LikelyAmongFew);
        }
        (Decision::Lost, Reason::Unclear)
    }

    /// One word: the few topics that use it, or the category that uses it all over.
    fn one_word(&self, evidence: &Evidence) -> (Decision, Reason) {
        let users = evidence
            .spread
            .iter()
            .filter(|share| **share >= TOPIC_SPREAD_MIN)
            .count();
        if (1..=SUGGESTED_MAX).contains(&users) {
            return (self.suggestion(evidence.verdict), Reason::OneWord);
        }
        let mut categories: Vec<(&CategoryId, f32)> = Vec::new();
        for (topic, share) in self.topics.iter().zip(evidence.spread) {
            match categories.iter_mut().find(|(id, _)| **id == topic.category) {
                Some((_, sum)) => *sum += share,
                None => categories.push((&topic.category, *share)),
            }
        }
        let most = categories
            .into_iter()
            .max_by(|one, other| one.1.total_cmp(&other.1));
        match most {
            Some((category, share)) if share >= CATEGORY_SPREAD_MIN => (
                Decision::Category(category.clone()),
                Reason::OneWordOfCategory,
            ),
            _ => (self.suggestion(evidence.verdict), Reason::OneWord),
        }
    }

    /// The best two or three topics.
    fn suggestion(&self, verdict: &Verdict) -> Decision {
        let ranking = &verdict.ranking;
        let is_close = |one: usize, other: usize| {
            ranking
                .get(other)
                .is_some_and(|score| ranking[one].total - score.total <= THIRD_BEHIND_MAX)
        };
        let count = if is_close(1, 2) { SUGGESTED_MAX } else { 2 };
        Decision::Suggest(self.ids(ranking.iter().take(count).map(|score| score.topic)))
    }

    fn ids(&self, topics: impl Iterator<Item = usize>) -> Vec<TopicId> {
        topics
            .take(SUGGESTED_MAX)
            .map(|topic| self.topics[topic].id.clone())
            .collect()
    }
}

/// How sure the index is, from 0 to 1: that the best topic is right, and that it is among three.
pub(super) fn confidences(verdict: &Verdict) -> (f32, f32) {
    (confidence(verdict, &ANSWER), confidence(verdict, &SUGGEST))
}

fn confidence(verdict: &Verdict, weights: &Weights) -> f32 {
    let Some(best) = verdict.ranking.first() else {
        return 0.0;
    };
    let sum = weights.constant
        + weights.share * best.share
        + weights.elsewhere * verdict.elsewhere
        + weights.nearest * best.nearest
        + weights.coverage * verdict.coverage
        + weights.lead * lead(verdict);
    1.0 / (1.0 + (-sum).exp())
}

/// How far the best topic is ahead of the second, in standard deviations of three judges.
pub(super) fn lead(verdict: &Verdict) -> f32 {
    match &verdict.ranking[..] {
        [best, second, ..] => best.total - second.total,
        _ => 0.0,
    }
}
