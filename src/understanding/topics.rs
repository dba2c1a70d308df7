//! Which topic words point to: one index over all languages.
//!
//! Three simple judges look at a text and are heard together, as the study found best: a linear
//! model over stems, letter groups and concepts; BM25 over stems and concepts, each topic one
//! document; and the three nearest phrasings. What is done with their verdict is for `decide`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::concepts::{Concept, Concepts};
use super::linear::{Example, Linear, Pace, Target, Vector, to_unit};
use super::reading::{Reading, stem};

/// A phrasing to learn from.
pub(super) struct Sample {
    /// The topic's place, or the number of topics for what lies elsewhere.
    pub(super) class: usize,
    pub(super) kind: Kind,
    pub(super) reading: Reading,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Phrasing,
    /// Looks like the topic and is not.
    NotThis,
    /// A sentence of the topic's answer: its words are near the topic, but nobody asks so.
    Told,
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
    topics: usize,
    features: HashMap<u64, u32, Hashed>,
    /// How rare each feature is.
    rarity: Vec<f32>,
    /// Features below this number have weights in the model; rarer ones only find neighbours.
    weighted: u32,
    model: Linear,
    neighbours: Neighbours,
    words: Words,
}

/// What a stem and a concept weigh beside a letter group: measured, from 1 to 4 the results move by
/// less than two points, with the most at two for stems and at three for concepts.
const WORD_WEIGHT: f32 = 2.0;
const CONCEPT_WEIGHT: f32 = 3.0;
/// A sentence of the answer counts as so much of a phrasing in the word index: measured, from 0.1
/// to 0.5 it finds a little more, and it does not help the other two judges.
const TOLD_WEIGHT: f32 = 0.3;
const LETTER_GROUPS: std::ops::RangeInclusive<usize> = 3..=5;
/// Rounds and rate: measured, 2 to 10 rounds and rates of 2 to 8 are within noise.
const PACE: Pace = Pace {
    rounds: 2,
    rate: 5.0,
};
/// How fast BM25 tires of a word that a topic says again and again.
const BM25_K1: f32 = 1.2;
/// A word in fewer than about three tenths of the topics tells topics apart.
const INFORMATIVE_RARITY: f32 = 1.2;
/// A phrasing that is "not this" and so near speaks against its topic.
const NOT_THIS_LIKENESS: f32 = 0.6;
/// What the second and third nearest phrasing count beside the first.
const NEXT_NEAREST: [f32; 3] = [1.0, 0.5, 0.25];

impl Topics {
    /// Learns from phrasings of `topics` topics and of what lies elsewhere.
    pub(super) fn learn(topics: usize, samples: &[Sample]) -> Self {
        let parts: Vec<Vec<Part>> = samples
            .iter()
            .map(|sample| parts(&sample.reading))
            .collect();
        let (features, rarity, weighted) = number_features(&parts);
        let mut index = Self {
            topics,
            features,
            rarity,
            weighted,
            model: Linear::learn(0, topics + 1, &[], &PACE),
            neighbours: Neighbours::default(),
            words: Words::learn(topics, samples),
        };
        let vectors: Vec<Vector> = parts.iter().map(|parts| index.vector(parts)).collect();
        index.neighbours = Neighbours::learn(index.rarity.len(), samples, &vectors);
        index.model = index.learn_model(samples, &vectors);
        index
    }

    fn learn_model(&self, samples: &[Sample], vectors: &[Vector]) -> Linear {
        let examples: Vec<Example> = samples
            .iter()
            .zip(vectors)
            .filter(|(sample, _)| sample.kind != Kind::Told)
            .map(|(sample, vector)| Example {
                vector: self.weighted_part(vector),
                target: match sample.kind {
                    Kind::Phrasing | Kind::Told => Target::Is(sample.class),
                    Kind::NotThis => Target::IsNot(sample.class),
                },
                weight: 1.0,
            })
            .collect();
        Linear::learn(self.weighted as usize, self.topics + 1, &examples, &PACE)
    }

    /// A reading as features of length one; parts never seen are left out.
    pub(super) fn features(&self, reading: &Reading) -> Vector {
        self.weighted_part(&self.vector(&parts(reading)))
    }

    /// How many features have weights.
    pub(super) fn feature_count(&self) -> usize {
        self.weighted as usize
    }

    fn weighted_part(&self, vector: &Vector) -> Vector {
        let known = vector
            .iter()
            .filter(|(feature, _)| *feature < self.weighted);
        known.copied().collect()
    }

    fn vector(&self, parts: &[Part]) -> Vector {
        let mut vector: Vector = parts
            .iter()
            .filter_map(|part| {
                let feature = *self.features.get(&part.hash)?;
                Some((feature, part.weight * self.rarity[feature as usize]))
            })
            .collect();
        to_unit(&mut vector);
        vector
    }

    /// Asks the judges.
    pub(super) fn judge(&self, reading: &Reading) -> Verdict {
        let vector = self.vector(&parts(reading));
        let sums = self.model.sums(&self.weighted_part(&vector));
        let mut shares = sums.clone();
        super::linear::softmax(&mut shares);
        let words = self.words.scores(reading);
        let (near, nearest) = self.neighbours.likeness(&vector, self.topics);
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
        let mut parts = parts(reading);
        let vector: HashMap<u32, f32> = self.vector(&parts).into_iter().collect();
        parts.retain(|part| self.features.contains_key(&part.hash));
        let mut reasons: Vec<PartWeight> = parts
            .iter()
            .filter_map(|part| {
                let feature = self.features.get(&part.hash)?;
                (*feature < self.weighted).then(|| PartWeight {
                    part: part.label(reading, concepts),
                    weight: vector[feature] * self.model.weight(*feature, topic),
                })
            })
            .collect();
        reasons.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        reasons
    }

    /// Memory taken, in bytes, as far as it grows with the content.
    pub(super) fn bytes(&self) -> usize {
        let feature = size_of::<(u64, u32)>() * 2 + size_of::<f32>();
        self.features.len() * feature + self.model.bytes() + self.neighbours.bytes()
    }
}

/// A part of a text that may have been seen before.
struct Part {
    hash: u64,
    weight: f32,
    source: Source,
}

/// A word of a reading, as it was typed or as it was mended.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    is_mended: bool,
}

impl Place {
    fn word(self, reading: &Reading) -> &str {
        let mended = reading.mended[self.at].as_deref();
        mended
            .filter(|_| self.is_mended)
            .unwrap_or(&reading.words[self.at])
    }
}

/// Where a part comes from, to be named in an explanation.
#[derive(Clone, Copy)]
enum Source {
    Stem(Place),
    Letters { word: Place, start: u16, end: u16 },
    Concept(Concept),
}

impl Part {
    fn new(source: Source, seed: u64, bytes: &[u8], weight: f32) -> Self {
        Self {
            hash: hash(seed, bytes),
            weight,
            source,
        }
    }

    fn label(&self, reading: &Reading, concepts: &Concepts) -> String {
        match self.source {
            Source::Stem(place) => format!("{}…", stem(place.word(reading))),
            Source::Letters { word, start, end } => {
                let padded = padded(word.word(reading));
                let letters = &padded[usize::from(start)..usize::from(end)];
                format!("·{}·", String::from_utf8_lossy(letters))
            }
            Source::Concept(concept) => format!("[{}]", concepts.name(concept)),
        }
    }
}

/// The parts of a reading, each once.
fn parts(reading: &Reading) -> Vec<Part> {
    let mut parts = Vec::with_capacity(reading.words.len() * 20);
    for (at, word) in reading.words.iter().enumerate() {
        let typed = Place {
            at,
            is_mended: false,
        };
        add_word(&mut parts, typed, word);
        if let Some(meant) = &reading.mended[at] {
            let mended = Place {
                at,
                is_mended: true,
            };
            add_word(&mut parts, mended, meant);
        }
    }
    for &(_, concept) in &reading.concepts {
        let source = Source::Concept(concept);
        parts.push(Part::new(source, 2, &concept.to_le_bytes(), CONCEPT_WEIGHT));
    }
    parts.sort_by_key(|part| part.hash);
    parts.dedup_by_key(|part| part.hash);
    parts
}

fn add_word(parts: &mut Vec<Part>, place: Place, word: &str) {
    parts.push(Part::new(
        Source::Stem(place),
        0,
        stem(word).as_bytes(),
        WORD_WEIGHT,
    ));
    let letters = padded(word);
    for length in LETTER_GROUPS {
        for (start, group) in letters.windows(length).enumerate() {
            let byte = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
            let source = Source::Letters {
                word: place,
                start: byte(start),
                end: byte(start + length),
            };
            parts.push(Part::new(source, 1, group, 1.0));
        }
    }
}

/// A word between spaces. Skeletons are nearly always ASCII, so bytes serve as letters.
fn padded(word: &str) -> Vec<u8> {
    let mut letters = Vec::with_capacity(word.len() + 2);
    letters.push(b' ');
    letters.extend_from_slice(word.as_bytes());
    letters.push(b' ');
    letters
}

/// FNV-1a, with a seed for the kind of part.
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

/// Keys that are hashes already are not hashed again.
#[derive(Default, Clone, Copy)]
pub(super) struct AlreadyHashed(u64);

pub(super) type Hashed = BuildHasherDefault<AlreadyHashed>;

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        // The map looks at the top bits; FNV's best mixed ones are lower.
        self.0 ^ self.0.rotate_left(32)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(self.0, bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Numbers the features, those seen at least twice first; returns the rarity of each and how many
/// those are. A part seen once teaches the model nothing that its neighbours do not.
fn number_features(samples: &[Vec<Part>]) -> (HashMap<u64, u32, Hashed>, Vec<f32>, u32) {
    let mut counts: HashMap<u64, u32, Hashed> = HashMap::default();
    for part in samples.iter().flatten() {
        *counts.entry(part.hash).or_default() += 1;
    }
    let mut ordered: Vec<(u64, u32)> = counts.iter().map(|(hash, count)| (*hash, *count)).collect();
    ordered.sort_unstable_by_key(|(hash, count)| (*count < 2, *hash));
    let weighted = ordered.partition_point(|(_, count)| *count >= 2);
    let rarity = ordered
        .iter()
        .map(|(_, count)| (1.0 + samples.len() as f32 / *count as f32).ln())
        .collect();
    for (number, (hash, _)) in ordered.iter().enumerate() {
        counts.insert(*hash, number_of(number));
    }
    (counts, rarity, number_of(weighted))
}

fn number_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
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

/// The phrasings, to be found by the features they share with a text.
#[derive(Default)]
struct Neighbours {
    /// Where each feature's entries begin; one more than there are features.
    starts: Vec<u32>,
    /// Phrasing and weight, by feature.
    entries: Vec<(u32, f32)>,
    /// The class and kind of each phrasing.
    phrasings: Vec<(u32, Kind)>,
}

impl Neighbours {
    fn learn(features: usize, samples: &[Sample], vectors: &[Vector]) -> Self {
        let mut starts = vec![0u32; features + 1];
        for (feature, _) in vectors.iter().flatten() {
            starts[*feature as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts.last().map_or(0, |end| *end as usize)];
        for (phrasing, vector) in vectors.iter().enumerate() {
            for &(feature, weight) in vector {
                let place = &mut next[feature as usize];
                entries[*place as usize] = (number_of(phrasing), weight);
                *place += 1;
            }
        }
        let phrasings = samples
            .iter()
            .map(|sample| (number_of(sample.class), sample.kind))
            .collect();
        Self {
            starts,
            entries,
            phrasings,
        }
    }

    /// For each topic, the likeness of its three nearest phrasings together, and of the nearest.
    fn likeness(&self, vector: &Vector, topics: usize) -> (Vec<f32>, Vec<f32>) {
        let mut likeness = vec![0.0f32; self.phrasings.len()];
        for &(feature, weight) in vector {
            let range = self.starts[feature as usize]..self.starts[feature as usize + 1];
            for &(phrasing, other) in &self.entries[range.start as usize..range.end as usize] {
                likeness[phrasing as usize] += weight * other;
            }
        }
        let mut best = vec![[0.0f32; NEXT_NEAREST.len()]; topics];
        let mut against = vec![0.0f32; topics];
        for (&(class, kind), &likeness) in self.phrasings.iter().zip(&likeness) {
            let Some(best) = best.get_mut(class as usize) else {
                continue;
            };
            match kind {
                Kind::Phrasing => put_in_order(best, likeness),
                Kind::NotThis => {
                    let against = &mut against[class as usize];
                    *against = against.max(likeness);
                }
                Kind::Told => {}
            }
        }
        let together = best.iter().zip(&against).map(|(best, against)| {
            let sum: f32 = best
                .iter()
                .zip(NEXT_NEAREST)
                .map(|(near, share)| near * share)
                .sum();
            if *against > NOT_THIS_LIKENESS && *against > best[0] {
                sum - against
            } else {
                sum
            }
        });
        (
            together.collect(),
            best.iter().map(|best| best[0]).collect(),
        )
    }

    fn bytes(&self) -> usize {
        self.entries.len() * size_of::<(u32, f32)>()
            + self.starts.len() * size_of::<u32>()
            + self.phrasings.len() * size_of::<(u32, Kind)>()
    }
}

/// Puts a value where it belongs among the greatest.
fn put_in_order(greatest: &mut [f32; NEXT_NEAREST.len()], mut value: f32) {
    for place in greatest {
        if value > *place {
            std::mem::swap(place, &mut value);
        }
    }
}

/// Stems and concepts, each with the topics that use it: BM25, every topic one document.
struct Words {
    entries: HashMap<u64, Entry, Hashed>,
    /// Topics, and elsewhere.
    classes: usize,
    rarest: f32,
}

struct Entry {
    rarity: f32,
    /// Class and saturated frequency.
    classes: Vec<(u32, f32)>,
}

impl Words {
    fn learn(topics: usize, samples: &[Sample]) -> Self {
        let mut counts: HashMap<u64, HashMap<u32, f32>, Hashed> = HashMap::default();
        for sample in samples.iter().filter(|sample| sample.kind != Kind::NotThis) {
            let weight = match sample.kind {
                Kind::Told => TOLD_WEIGHT,
                _ => 1.0,
            };
            let mut keys: Vec<u64> = (0..sample.reading.words.len())
                .flat_map(|at| word_keys(&sample.reading, at))
                .collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let classes = counts.entry(key).or_default();
                *classes.entry(number_of(sample.class)).or_default() += weight;
            }
        }
        let all = topics as f32 + 1.0;
        let entries = counts
            .into_iter()
            .map(|(key, classes)| {
                let among = classes.len() as f32;
                let mut classes: Vec<(u32, f32)> = classes
                    .into_iter()
                    .map(|(class, count)| (class, count * (BM25_K1 + 1.0) / (count + BM25_K1)))
                    .collect();
                classes.sort_unstable_by_key(|(class, _)| *class);
                let rarity = (1.0 + (all - among + 0.5) / (among + 0.5)).ln();
                (key, Entry { rarity, classes })
            })
            .collect();
        Self {
            entries,
            classes: topics + 1,
            rarest: (1.0 + all / 1.5).ln(),
        }
    }

    fn scores(&self, reading: &Reading) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        let mut keys: Vec<u64> = (0..reading.words.len())
            .flat_map(|at| word_keys(reading, at))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for entry in keys.iter().filter_map(|key| self.entries.get(key)) {
            for &(class, frequency) in &entry.classes {
                scores[class as usize] += frequency * entry.rarity;
            }
        }
        scores
    }

    /// The rarest known key of a word.
    fn known(&self, reading: &Reading, at: usize) -> Option<&Entry> {
        word_keys(reading, at)
            .filter_map(|key| self.entries.get(&key))
            .max_by(|one, other| one.rarity.total_cmp(&other.rarity))
    }

    /// How many words tell topics apart.
    fn informative(&self, reading: &Reading) -> usize {
        (0..reading.words.len())
            .filter(|&at| {
                self.known(reading, at)
                    .is_some_and(|entry| entry.rarity >= INFORMATIVE_RARITY)
            })
            .count()
    }

    /// How much of the words' weight is in words the topic uses; an unknown word weighs as the rarest.
    fn coverage(&self, reading: &Reading, topic: usize) -> f32 {
        let topic = number_of(topic);
        let (mut all, mut covered) = (0.0, 0.0);
        for at in 0..reading.words.len() {
            let weight = self
                .known(reading, at)
                .map_or(self.rarest, |entry| entry.rarity);
            all += weight;
            let is_covered = word_keys(reading, at)
                .filter_map(|key| self.entries.get(&key))
                .any(|entry| entry.classes.iter().any(|(class, _)| *class == topic));
            if is_covered {
                covered += weight;
            }
        }
        if all > 0.0 { covered / all } else { 0.0 }
    }

    fn spread(&self, reading: &Reading, topics: usize) -> Vec<f32> {
        let mut spread = self.scores(reading);
        spread.truncate(topics);
        let all = spread.iter().sum::<f32>().max(f32::EPSILON);
        for share in &mut spread {
            *share /= all;
        }
        spread
    }
}

/// The keys of a word in the word index: its stem and its concepts.
fn word_keys(reading: &Reading, at: usize) -> impl Iterator<Item = u64> {
    let concepts = reading
        .concepts
        .iter()
        .filter(move |(place, _)| *place == at)
        .map(|(_, concept)| hash(2, &concept.to_le_bytes()));
    std::iter::once(hash(0, reading.stem(at).as_bytes())).chain(concepts)
}
