//! The phrasings most like a text: the judge that remembers examples.

use super::features::number_of;
use super::linear::Vector;
use super::topics::{Kind, Sample};

/// A phrasing that is "not this" and so near speaks against its topic.
const NOT_THIS_LIKENESS: f32 = 0.6;
/// A feature of more than one in so many phrasings is passed over: it takes the most time and tells
/// the least.
const COMMON: usize = 16;
/// What the second and third nearest phrasing count beside the first.
const NEXT_NEAREST: [f32; 3] = [1.0, 0.5, 0.25];

/// The phrasings, to be found by the features they share with a text.
#[derive(Default)]
pub(super) struct Neighbours {
    /// Where each feature's entries begin; one more than there are features.
    starts: Vec<u32>,
    /// Phrasing and weight, by feature.
    entries: Vec<(u32, f32)>,
    /// The class and kind of each phrasing.
    phrasings: Vec<(u32, Kind)>,
}

impl Neighbours {
    pub(super) fn learn(features: usize, samples: &[Sample], vectors: &[Vector]) -> Self {
        let mut starts = vec![0u32; features + 1];
        let asked = |(sample, _): &(&Sample, &Vector)| sample.kind != Kind::Told;
        let vectors = samples
            .iter()
            .zip(vectors)
            .filter(asked)
            .map(|(_, vector)| vector);
        for (feature, _) in vectors.clone().flatten() {
            starts[*feature as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts.last().map_or(0, |end| *end as usize)];
        let samples = samples.iter().filter(|sample| sample.kind != Kind::Told);
        for (phrasing, vector) in vectors.enumerate() {
            for &(feature, weight) in vector {
                let place = &mut next[feature as usize];
                entries[*place as usize] = (number_of(phrasing), weight);
                *place += 1;
            }
        }
        let phrasings = samples
            .map(|sample| (number_of(sample.class), sample.kind))
            .collect();
        Self {
            starts,
            entries,
            phrasings,
        }
    }

    /// For each topic, the likeness of its three nearest phrasings together, and of the nearest.
    pub(super) fn likeness(&self, vector: &Vector, topics: usize) -> (Vec<f32>, Vec<f32>) {
        let mut likeness = vec![0.0f32; self.phrasings.len()];
        for &(feature, weight) in vector {
            let range = self.starts[feature as usize]..self.starts[feature as usize + 1];
            if range.len() > self.phrasings.len() / COMMON {
                continue;
            }
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

    pub(super) fn bytes(&self) -> usize {
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
