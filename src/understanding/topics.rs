//! Which topic words point to: one index over all languages.
//!
//! Three simple judges look at a text and are heard together, as the study found best: a linear
//! model over stems, letter groups and concepts; BM25 over stems and concepts, each topic one
//! document; and the three nearest phrasings. What is done with their verdict is for `decide`.

use std::collections::HashMap;

use super::concepts::Concepts;
use super::features::{Encoded, Features};
use super::lexicon::KnownText;
use super::linear::{Example, Linear, Pace, Target, Vector};
use super::neighbours::Neighbours;
use super::parts::parts;
use super::reading::Reading;
use super::words::Words;

/// A phrasing to learn from.
pub(super) struct Sample {
    /// The topic's place, or the number of topics for what lies elsewhere.
    pub(super) class: usize,
    pub(super) kind: Kind,
    pub(super) text: KnownText,
    /// A hash of it as it was written.
    pub(super) key: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Phrasing,
    /// A phrasing that means danger now.
    Alarm,
    /// Looks like the topic and is not.
    NotThis,
}

/// What the judges say of one topic.
#[derive(Clone, Copy, Default)]
pub(super) struct Score {
    pub(super) topic: usize,
    /// The linear model's share: all topics and elsewhere make one.
    pub(super) share: f32,
    /// BM25 of its stems and concepts.
    pub(super) words: f32,
    /// Likeness of the nearest phrasing, from 0 to 1.
    pub(super) nearest: f32,
    /// All three, each in standard deviations from the mean topic.
    pub(super) total: f32,
}

/// What the judges say of a text.
pub(super) struct Verdict {
    /// All topics, best first.
    pub(super) ranking: Vec<Score>,
    /// The linear model's share of none of them.
    pub(super) elsewhere: f32,
    /// How much of the text's weight is in words the best topic knows, from 0 to 1.
    pub(super) coverage: f32,
    /// How many words tell topics apart.
    pub(super) informative: usize,
}

/// A part of a text and how strongly it spoke for a topic.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PartWeight {
    /// A stem (`mekte…`), a group of letters (`·mek·`) or a concept (`[school]`).
    pub part: String,
    pub weight: f32,
}

/// The learnt index.
pub(super) struct Topics {
    pub(super) topics: usize,
    pub(super) features: Features,
    pub(super) model: Linear,
    pub(super) neighbours: Neighbours,
    pub(super) words: Words,
}

/// Measured: 1 to 10 rounds, rates of 2 to 8 and errors up to 0.2 are within noise.
const PACE: Pace = Pace {
    rounds: 1,
    rate: 6.0,
    error_min: 0.2,
};

impl Topics {
    /// A reading as features that have weights in the linear models.
    pub(super) fn weighted_features(&self, reading: &Reading) -> Vector {
        let text = self.features.encode_parts(&parts(reading));
        self.features.weighted_vector(&text)
    }

    /// Asks the judges.
    pub(super) fn judge(&self, reading: &Reading) -> Verdict {
        let text = self.features.encode_parts(&parts(reading));
        let sums = self.model.sums(&self.features.weighted_vector(&text));
        let mut shares = sums.clone();
        super::linear::softmax(&mut shares);
        let words = self.words.scores(reading);
        let (near, nearest) = self.neighbours.likeness(&self.features, &text, self.topics);
        let judges = [&sums[..self.topics], &words[..self.topics], &near];
        let totals = standard_sums(self.topics, &judges);
        let mut ranking: Vec<Score> = (0..self.topics)
            .map(|topic| Score {
                topic,
                share: shares[topic],
                words: words[topic],
                nearest: nearest[topic],
                total: totals[topic],
            })
            .collect();
        ranking.sort_by(|one, other| other.total.total_cmp(&one.total));
        let best = ranking.first().map(|score| score.topic);
        Verdict {
            coverage: best.map_or(0.0, |topic| self.words.coverage(reading, topic)),
            informative: self.words.informative(reading),
            elsewhere: shares[self.topics],
            ranking,
        }
    }

    /// How many words tell topics apart.
    pub(super) fn informative(&self, reading: &Reading) -> usize {
        self.words.informative(reading)
    }

    /// In how many topics each class of the index uses one of the words, as shares that make one.
    pub(super) fn spread(&self, reading: &Reading) -> Vec<f32> {
        self.words.spread(reading, self.topics)
    }

    /// The parts of a reading that spoke most strongly for a topic, strongest first.
    pub(super) fn reasons(
        &self,
        reading: &Reading,
        concepts: &Concepts,
        topic: usize,
    ) -> Vec<PartWeight> {
        let parts = parts(reading);
        let text = self.features.encode_parts(&parts);
        let weights: HashMap<u32, f32> = self.features.weighted_vector(&text).into_iter().collect();
        let mut reasons: Vec<PartWeight> = parts
            .iter()
            .filter_map(|part| {
                let feature = self.features.weighted_number(part)?;
                Some(PartWeight {
                    part: part.label(reading, concepts),
                    weight: weights[&feature] * self.model.weight(feature, topic),
                })
            })
            .collect();
        reasons.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        reasons
    }

    /// Memory taken, in bytes, as far as it grows with the content.
    pub(super) fn bytes(&self) -> usize {
        self.features.bytes() + self.model.bytes() + self.neighbours.bytes() + self.words.bytes()
    }
}

/// The linear model of `topics` topics and of what lies elsewhere.
pub(super) fn learn_model(
    topics: usize,
    features: &Features,
    samples: &[Sample],
    encoded: &[Encoded],
) -> Linear {
    let examples: Vec<Example> = samples
        .iter()
        .zip(encoded)
        .map(|(sample, encoded)| Example {
            given: features.weighted(encoded),
            target: match sample.kind {
                Kind::Phrasing | Kind::Alarm => Target::Is(sample.class),
                Kind::NotThis => Target::IsNot(sample.class),
            },
            weight: 1.0,
            key: sample.key,
        })
        .collect();
    Linear::learn(features.weighted_count(), topics + 1, &examples, &PACE)
}

/// Each judge's scores in standard deviations from their mean, added up.
fn standard_sums(topics: usize, judges: &[&[f32]]) -> Vec<f32> {
    let mut totals = vec![0.0; topics];
    for scores in judges {
        let count = topics.max(1) as f32;
        let mean = scores.iter().sum::<f32>() / count;
        let variance = scores
            .iter()
            .map(|score| (score - mean).powi(2))
            .sum::<f32>()
            / count;
        let deviation = variance.sqrt().max(1e-6);
        for (total, score) in totals.iter_mut().zip(*scores) {
            *total += (score - mean) / deviation;
        }
    }
    totals
}
