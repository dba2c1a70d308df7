//! The phrasings most like a text: the judge that remembers examples.

use super::features::{Encoded, Features, number_of};
use super::topics::{Kind, Sample};

/// A phrasing that is "not this" and so near speaks against its topic.
const NOT_THIS_LIKENESS: f32 = 0.6;
/// What the second and third nearest phrasing count beside the first.
const NEXT_NEAREST: [f32; 3] = [1.0, 0.5, 0.25];

/// So many phrasings are remembered: there are 18,000, and a number of two bytes for each place of
/// each takes half the memory of one of four.
const REMEMBERED_MAX: usize = 1 << 16;

/// The phrasings, to be found by the features they share with a text.
pub(super) struct Neighbours {
    /// Where each feature's phrasings begin; one more than there are features.
    starts: Vec<u32>,
    /// The phrasings that have a feature, by feature.
    by_feature: Vec<u16>,
    phrasings: Vec<Phrasing>,
}

struct Phrasing {
    class: u32,
    kind: Kind,
    /// What a feature's strength is multiplied by to be the feature's weight in it.
    scale: f32,
}

impl Neighbours {
    pub(super) fn learn(features: &Features, samples: &[Sample], encoded: &[Encoded]) -> Self {
        let (samples, encoded) = (first(samples), first(encoded));
        let mut counts = vec![0u32; features.len()];
        for &feature in encoded.iter().flat_map(|encoded| &encoded.features) {
            counts[usize::from(feature)] += 1;
        }
        let phrasings: Vec<Phrasing> = samples
            .iter()
            .zip(encoded)
            .map(|(sample, encoded)| Phrasing {
                class: number_of(sample.class),
                kind: sample.kind,
                scale: encoded.scale,
            })
            .collect();
        let starts: Vec<u32> = std::iter::once(0)
            .chain(counts.into_iter().scan(0, |end, count| {
                *end += count;
                Some(*end)
            }))
            .collect();
        let mut next = starts.clone();
        let mut by_feature = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (phrasing, encoded) in (0..=u16::MAX).zip(encoded) {
            for &feature in &encoded.features {
                let place = &mut next[usize::from(feature)];
                by_feature[*place as usize] = phrasing;
                *place += 1;
            }
        }
        Self {
            starts,
            by_feature,
            phrasings,
        }
    }

    /// For each topic, the likeness of its three nearest phrasings together, and of the nearest.
    pub(super) fn likeness(
        &self,
        features: &Features,
        text: &Encoded,
        topics: usize,
    ) -> (Vec<f32>, Vec<f32>) {
        let mut likeness = vec![0.0f32; self.phrasings.len()];
        for &feature in &text.features {
            let weight = features.strength(feature).powi(2) * text.scale;
            let place = usize::from(feature);
            let (start, end) = (self.starts[place], self.starts[place + 1]);
            for &phrasing in &self.by_feature[start as usize..end as usize] {
                likeness[phrasing as usize] += weight;
            }
        }
        let mut best = vec![[0.0f32; NEXT_NEAREST.len()]; topics];
        let mut against = vec![0.0f32; topics];
        for (phrasing, &likeness) in self.phrasings.iter().zip(&likeness) {
            let likeness = likeness * phrasing.scale;
            let Some(best) = best.get_mut(phrasing.class as usize) else {
                continue;
            };
            match phrasing.kind {
                Kind::Phrasing | Kind::Alarm => put_in_order(best, likeness),
                Kind::NotThis => {
                    let against = &mut against[phrasing.class as usize];
                    *against = against.max(likeness);
                }
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
        size_of_val(self.starts.as_slice())
            + size_of_val(self.by_feature.as_slice())
            + size_of_val(self.phrasings.as_slice())
    }
}

fn first<T>(all: &[T]) -> &[T] {
    &all[..all.len().min(REMEMBERED_MAX)]
}

/// Puts a value where it belongs among the greatest.
fn put_in_order(greatest: &mut [f32; NEXT_NEAREST.len()], mut value: f32) {
    // Most are not among them.
    if value <= greatest[NEXT_NEAREST.len() - 1] {
        return;
    }
    for place in greatest {
        if value > *place {
            std::mem::swap(place, &mut value);
        }
    }
}
