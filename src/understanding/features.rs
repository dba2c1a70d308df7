//! Numbers for the parts of texts, and how telling each part is.
//!
//! Features are numbered by how many texts have them, the commonest first, so that those worth a
//! weight of their own in a model are the first ones.

use super::lexicon::KnownText;
use super::linear::{Given, Vector};
use super::parts::{DRAWERS, Part, concept_drawer, weight_of, word_drawers};
use crate::in_two::in_two;

/// A part said so often has weights in the linear models; a rarer one only finds neighbours.
/// Measured: from 2 to 10 the results move by less than half a point, the time to learn by half.
const WEIGHTED_MIN: u32 = 10;
/// A part said in more than one of so many texts is left out: it takes the most time and tells the
/// least.
const COMMON: usize = 16;
/// The number of a drawer in which nothing lies. There are 38,000 features; where there would be
/// more than numbers below it, the rarest are left out.
const UNKNOWN: u16 = u16::MAX;

/// Every part that was seen, numbered.
pub(super) struct Features {
    /// The number of what lies in a drawer.
    numbers: Vec<u16>,
    /// What each feature weighs: its kind's weight, times how rare it is.
    strengths: Vec<f32>,
    weighted: u32,
}

/// A text as features, each once. What one weighs in it is its strength times `scale`, which makes
/// the text as long as any other.
pub(super) struct Encoded {
    /// Those with weights come first.
    pub(super) features: Vec<u16>,
    weighted: usize,
    pub(super) scale: f32,
}

impl Features {
    /// Learns what parts there are in known texts, and gives the texts as features. With each word
    /// of the lexicon goes how often it is said.
    pub(super) fn learn(words: &[(&str, u32)], texts: &[&KnownText]) -> (Self, Vec<Encoded>) {
        let drawers = in_two(words, |(word, _)| word_drawers(word));
        let features = Self::count(words, &drawers, texts);
        let of_words = in_two(&drawers, |drawers| {
            features.numbers(drawers.iter().copied())
        });
        drop(drawers);
        let encoded = in_two(texts, |text| {
            let words = text.words.iter().map(|word| &of_words[*word as usize]);
            let concepts = text.concepts.iter();
            let concepts = concepts.map(|(_, concept)| concept_drawer(*concept));
            let mut numbers = Vec::with_capacity(text.words.len() * 16);
            words.for_each(|of_word| numbers.extend_from_slice(of_word));
            numbers.extend(features.numbers(concepts));
            features.encode(numbers)
        });
        (features, encoded)
    }

    fn count(words: &[(&str, u32)], of_words: &[Vec<u32>], texts: &[&KnownText]) -> Self {
        let mut counts = vec![0u32; DRAWERS];
        for ((_, count), drawers) in words.iter().zip(of_words) {
            for &drawer in drawers {
                counts[drawer as usize] += count;
            }
        }
        for (_, concept) in texts.iter().flat_map(|text| &text.concepts) {
            counts[concept_drawer(*concept) as usize] += 1;
        }
        let count_of = |drawer: &u32| counts[*drawer as usize];
        let common = number_of(texts.len() / COMMON).max(WEIGHTED_MIN);
        let mut seen: Vec<u32> = (0..number_of(DRAWERS))
            .filter(|drawer| (1..=common).contains(&count_of(drawer)))
            .collect();
        seen.sort_by_key(|drawer| std::cmp::Reverse(count_of(drawer)));
        seen.truncate(usize::from(UNKNOWN));
        let mut numbers = vec![UNKNOWN; DRAWERS];
        for (number, drawer) in (0..UNKNOWN).zip(&seen) {
            numbers[*drawer as usize] = number;
        }
        let strength = |drawer: &u32| {
            let rarity = (1.0 + texts.len() as f32 / count_of(drawer) as f32).ln();
            weight_of(*drawer as usize) * rarity
        };
        Self {
            numbers,
            strengths: seen.iter().map(strength).collect(),
            weighted: number_of(seen.partition_point(|drawer| count_of(drawer) >= WEIGHTED_MIN)),
        }
    }

    /// How many features there are.
    pub(super) fn len(&self) -> usize {
        self.strengths.len()
    }

    /// How many of them have weights: those with the first numbers.
    pub(super) fn weighted_count(&self) -> usize {
        self.weighted as usize
    }

    /// What a feature weighs in a text, before the text is brought to length one.
    pub(super) fn strength(&self, feature: u16) -> f32 {
        self.strengths[feature as usize]
    }

    /// The number of a part that has weights.
    pub(super) fn weighted_number(&self, part: &Part) -> Option<u32> {
        let number = self.number(part.drawer).map(u32::from)?;
        (number < self.weighted).then_some(number)
    }

    /// Parts as features; those never seen are left out.
    pub(super) fn encode_parts(&self, parts: &[Part]) -> Encoded {
        self.encode(self.numbers(parts.iter().map(|part| part.drawer)))
    }

    fn encode(&self, mut numbers: Vec<u16>) -> Encoded {
        numbers.sort_unstable();
        numbers.dedup();
        let strengths = numbers.iter().map(|number| self.strength(*number));
        let length = strengths.map(|strength| strength * strength).sum::<f32>();
        Encoded {
            weighted: numbers.partition_point(|number| u32::from(*number) < self.weighted),
            scale: 1.0 / length.sqrt().max(f32::EPSILON),
            // What was left out took room, too.
            features: numbers.as_slice().to_vec(),
        }
    }

    /// What has weights in the linear models, to learn from.
    pub(super) fn weighted<'a>(&'a self, text: &'a Encoded) -> Given<'a> {
        Given::Strengths {
            features: &text.features[..text.weighted],
            strengths: &self.strengths,
            scale: text.scale,
        }
    }

    /// What has weights in the linear models, with what it weighs.
    pub(super) fn weighted_vector(&self, text: &Encoded) -> Vector {
        let mut vector = Vector::new();
        self.weighted(text).vector(&mut vector);
        vector
    }

    /// The numbers of what lies in drawers.
    fn numbers(&self, drawers: impl Iterator<Item = u32>) -> Vec<u16> {
        drawers.filter_map(|drawer| self.number(drawer)).collect()
    }

    fn number(&self, drawer: u32) -> Option<u16> {
        let number = self.numbers[drawer as usize];
        (number != UNKNOWN).then_some(number)
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.numbers.as_slice()) + size_of_val(self.strengths.as_slice())
    }
}

pub(super) fn number_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
