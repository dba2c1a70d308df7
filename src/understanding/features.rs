//! Numbers for the parts of texts, and how telling each part is.
//!
//! A part is put into a drawer by its hash: a table of fixed size instead of a dictionary, so that
//! learning needs no memory for names. A few parts share a drawer, which does no harm.

use super::linear::{Vector, to_unit};
use super::parts::Part;

/// How many drawers there are: with 55 topics about one part in six shares its own.
const DRAWERS: usize = 1 << 19;
/// A part seen so often has weights in the linear model; a rarer one only finds neighbours.
const WEIGHTED_MIN: u32 = 2;
/// The number of a drawer in which nothing lies.
const UNKNOWN: u32 = u32::MAX;

/// Every part that was seen, numbered: the commonest first.
pub(super) struct Features {
    numbers: Vec<u32>,
    /// How rare each feature is.
    rarity: Vec<f32>,
    weighted: u32,
}

impl Features {
    pub(super) fn learn(samples: &[Vec<Part>]) -> Self {
        let mut counts = vec![0u32; DRAWERS];
        for part in samples.iter().flatten() {
            counts[drawer(part)] += 1;
        }
        let mut seen: Vec<u32> = (0..number_of(DRAWERS))
            .filter(|&drawer| counts[drawer as usize] > 0)
            .collect();
        let count_of = |drawer: &u32| counts[*drawer as usize];
        seen.sort_by_key(|drawer| std::cmp::Reverse(count_of(drawer)));
        let mut numbers = vec![UNKNOWN; DRAWERS];
        for (number, drawer) in seen.iter().enumerate() {
            numbers[*drawer as usize] = number_of(number);
        }
        let rarity = |drawer| (1.0 + samples.len() as f32 / count_of(drawer) as f32).ln();
        Self {
            numbers,
            rarity: seen.iter().map(rarity).collect(),
            weighted: number_of(seen.partition_point(|drawer| count_of(drawer) >= WEIGHTED_MIN)),
        }
    }

    /// How many features there are.
    pub(super) fn count(&self) -> usize {
        self.rarity.len()
    }

    /// How many of them have weights: those with the first numbers.
    pub(super) fn weighted_count(&self) -> usize {
        self.weighted as usize
    }

    /// The number of a part that was seen.
    pub(super) fn number(&self, part: &Part) -> Option<u32> {
        let number = self.numbers[drawer(part)];
        (number != UNKNOWN).then_some(number)
    }

    /// The number of a part that has weights.
    pub(super) fn weighted_number(&self, part: &Part) -> Option<u32> {
        self.number(part).filter(|number| *number < self.weighted)
    }

    /// Parts as a vector of length one; those never seen are left out.
    pub(super) fn vector(&self, parts: &[Part]) -> Vector {
        let mut vector: Vector = parts
            .iter()
            .filter_map(|part| {
                let feature = self.number(part)?;
                Some((feature, part.weight * self.rarity[feature as usize]))
            })
            .collect();
        to_unit(&mut vector);
        vector
    }

    /// What of a vector has weights.
    pub(super) fn weighted(&self, vector: &Vector) -> Vector {
        let weighted = vector
            .iter()
            .filter(|(feature, _)| *feature < self.weighted);
        weighted.copied().collect()
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.numbers.len() * size_of::<u32>() + self.rarity.len() * size_of::<f32>()
    }
}

fn drawer(part: &Part) -> usize {
    // The low bits of FNV are its best mixed ones; the high ones are added for good measure.
    (part.hash ^ (part.hash >> 32)) as usize & (DRAWERS - 1)
}

pub(super) fn number_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
