//! The words of the topics: BM25 over stems and concepts, every topic one document.

use std::collections::HashMap;

use super::features::number_of;
use super::parts::{Hashed, hash};
use super::reading::Reading;
use super::topics::{Kind, Sample};

/// How fast BM25 tires of a word that a topic says again and again.
const BM25_K1: f32 = 1.2;
/// A word in fewer than about three tenths of the topics tells topics apart.
const INFORMATIVE_RARITY: f32 = 1.2;
/// A sentence of the answer counts as so much of a phrasing: measured, from 0.1 to 0.5 it finds a
/// little more, and it does not help the other two judges.
const TOLD_WEIGHT: f32 = 0.3;

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

impl Words {
    pub(super) fn learn(topics: usize, samples: &[Sample]) -> Self {
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
                // Nearly every answer says "school" or "paper": only what is asked makes a word common.
                let asked = classes.values().filter(|count| **count >= 1.0).count();
                let among = asked.max(1) as f32;
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

    pub(super) fn scores(&self, reading: &Reading) -> Vec<f32> {
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
        .map(|(_, concept)| hash(2, &concept.to_le_bytes()));
    std::iter::once(hash(0, reading.stem(at).as_bytes())).chain(concepts)
}
