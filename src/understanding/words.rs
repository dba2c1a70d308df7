//! The words of the topics: BM25 over stems and concepts, every topic one document.

use std::collections::HashMap;

use super::concepts::Concept;
use super::features::number_of;
use super::lexicon::Lexicon;
use super::parts::{Hashed, hash};
use super::reading::{Reading, stem_hash};
use super::topics::{Kind, Sample};

/// How fast BM25 tires of a word that a topic says again and again.
const BM25_K1: f32 = 1.2;
/// A word in fewer than about three tenths of the topics tells topics apart.
const INFORMATIVE_RARITY: f32 = 1.2;
/// Stems and concepts, each with the topics that use it: BM25, every topic one document.
pub(super) struct Words {
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

impl Entry {
    /// From all that was said with one key: the key and the class, in order of the classes.
    fn new(said: &[(u64, u32)], all: f32) -> Self {
        let saturated = |count: f32| count * (BM25_K1 + 1.0) / (count + BM25_K1);
        let classes: Vec<(u32, f32)> = said
            .chunk_by(|one, other| one.1 == other.1)
            .map(|of_class| (of_class[0].1, saturated(of_class.len() as f32)))
            .collect();
        let among = classes.len() as f32;
        Self {
            rarity: (1.0 + (all - among + 0.5) / (among + 0.5)).ln(),
            classes,
        }
    }
}

impl Words {
    pub(super) fn learn(topics: usize, lexicon: &Lexicon, samples: &[Sample]) -> Self {
        let stems: Vec<u64> = lexicon.words().iter().map(|word| stem_hash(word)).collect();
        let meant = samples.iter().filter(|sample| sample.kind != Kind::NotThis);
        let most = meant.clone().map(|sample| &sample.text);
        let most = most.map(|text| text.words.len() + text.concepts.len());
        let mut said: Vec<(u64, u32)> = Vec::with_capacity(most.sum());
        for sample in meant {
            let stems = sample.text.words.iter().map(|word| stems[*word as usize]);
            let concepts = sample.text.concepts.iter();
            let keys = stems.chain(concepts.map(|(_, concept)| concept_key(*concept)));
            let class = number_of(sample.class);
            said.extend(each_once(keys.collect()).map(|key| (key, class)));
        }
        said.sort_unstable();
        let all = topics as f32 + 1.0;
        let entries = said
            .chunk_by(|one, other| one.0 == other.0)
            .map(|of_key| (of_key[0].0, Entry::new(of_key, all)))
            .collect();
        Self {
            entries,
            classes: topics + 1,
            rarest: (1.0 + all / 1.5).ln(),
        }
    }

    pub(super) fn scores(&self, reading: &Reading) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        for entry in keys(reading).filter_map(|key| self.entries.get(&key)) {
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
    pub(super) fn informative(&self, reading: &Reading) -> usize {
        (0..reading.words.len())
            .filter(|&at| {
                self.known(reading, at)
                    .is_some_and(|entry| entry.rarity >= INFORMATIVE_RARITY)
            })
            .count()
    }

    /// How much of the words' weight is in words the topic uses; an unknown word weighs as the rarest.
    pub(super) fn coverage(&self, reading: &Reading, topic: usize) -> f32 {
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

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let entry = |entry: &Entry| entry.classes.len() * size_of::<(u32, f32)>();
        let own = self.entries.len() * (size_of::<(u64, Entry)>() + 1);
        own + self.entries.values().map(entry).sum::<usize>()
    }

    pub(super) fn spread(&self, reading: &Reading, topics: usize) -> Vec<f32> {
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
        .map(|(_, concept)| concept_key(*concept));
    std::iter::once(stem_hash(reading.stem(at))).chain(concepts)
}

fn concept_key(concept: Concept) -> u64 {
    hash(2, &concept.to_le_bytes())
}

/// The keys of all words, each once.
fn keys(reading: &Reading) -> impl Iterator<Item = u64> {
    let words = 0..reading.words.len();
    each_once(words.flat_map(|at| word_keys(reading, at)).collect())
}

fn each_once(mut keys: Vec<u64>) -> impl Iterator<Item = u64> {
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
}
