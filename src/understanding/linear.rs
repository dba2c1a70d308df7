//! A small linear model: which of a few classes a set of weighted features speaks for.
//!
//! Softmax regression learnt by stochastic descent. It serves topics, danger and languages alike.
//! The order of the lessons follows from each lesson alone, so the same content always gives the
//! same model, and a phrasing more or less leaves the others in their order. What the features are
//! is for the caller to say.

/// Weighted features, each at most once.
pub(super) type Vector = Vec<(u32, f32)>;

/// What a lesson says.
#[derive(Clone, Copy)]
pub(super) enum Target {
    Is(usize),
    /// It may be anything but this.
    IsNot(usize),
}

/// One example to learn from.
pub(super) struct Example<'a> {
    pub(super) vector: &'a [(u32, f32)],
    pub(super) target: Target,
    pub(super) weight: f32,
    /// A hash of what it was made from, which decides when its turn comes.
    pub(super) key: u64,
}

/// How long and how boldly to learn.
pub(super) struct Pace {
    pub(super) rounds: usize,
    pub(super) rate: f32,
    /// An example whose share is wrong by less teaches nothing more.
    pub(super) error_min: f32,
}

/// The learnt weights.
pub(super) struct Linear {
    classes: usize,
    /// Classes rounded up, so that a feature's weights fill whole vector registers.
    stride: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

const LANES: usize = 8;
/// The bias sees every example and must move more slowly than a feature that sees a few.
const BIAS_SLOWNESS: f32 = 0.05;
/// What is left of the rate at the end.
const RATE_LEFT: f32 = 0.1;

impl Linear {
    /// Learns from examples whose features are below `features` and classes below `classes`.
    pub(super) fn learn(
        features: usize,
        classes: usize,
        examples: &[Example],
        pace: &Pace,
    ) -> Self {
        let stride = classes.next_multiple_of(LANES);
        let mut model = Self {
            classes,
            stride,
            weights: vec![0.0; features * stride],
            bias: vec![0.0; stride],
        };
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let steps = (pace.rounds * examples.len()).max(1) as f32;
        let mut step = 0.0;
        let mut errors = vec![0.0; stride];
        for round in 0..pace.rounds {
            order.sort_by_cached_key(|&index| turn(examples[index].key, round));
            for &index in &order {
                let rate = pace.rate * (1.0 - (1.0 - RATE_LEFT) * step / steps);
                step += 1.0;
                model.correct(&examples[index], rate, pace.error_min, &mut errors);
            }
        }
        model
    }

    /// Moves the weights a little towards one example.
    fn correct(&mut self, example: &Example, rate: f32, error_min: f32, errors: &mut [f32]) {
        self.add_up(example.vector, errors);
        softmax(&mut errors[..self.classes]);
        match example.target {
            Target::Is(class) => errors[class] -= 1.0,
            Target::IsNot(class) => {
                let share = errors[class];
                errors.fill(0.0);
                errors[class] = share;
            }
        }
        if let Target::Is(class) = example.target
            && -errors[class] < error_min
        {
            return;
        }
        let rate = rate * example.weight;
        for &(feature, value) in example.vector {
            let start = feature as usize * self.stride;
            let weights = &mut self.weights[start..start + self.stride];
            add_scaled(weights, errors, -rate * value);
        }
        add_scaled(&mut self.bias, errors, -rate * BIAS_SLOWNESS);
    }

    fn add_up(&self, vector: &[(u32, f32)], sums: &mut [f32]) {
        sums.copy_from_slice(&self.bias);
        for &(feature, value) in vector {
            let start = feature as usize * self.stride;
            add_scaled(sums, &self.weights[start..start + self.stride], value);
        }
    }

    /// How strongly a vector speaks for each class.
    pub(super) fn sums(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = vec![0.0; self.stride];
        self.add_up(vector, &mut sums);
        sums.truncate(self.classes);
        sums
    }

    /// The share of each class: together they make one.
    pub(super) fn shares(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = self.sums(vector);
        softmax(&mut sums);
        sums
    }

    /// How strongly one feature speaks for a class.
    pub(super) fn weight(&self, feature: u32, class: usize) -> f32 {
        self.weights[feature as usize * self.stride + class]
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        (self.weights.len() + self.bias.len()) * size_of::<f32>()
    }
}

/// Adds a multiple. Kept out of its callers: only at a call does the compiler know that the two do
/// not overlap, and uses vector registers. Measured (`--bench understanding`, best of 20): all is
/// learnt in 184 ms with it, in 222 ms without.
#[inline(never)]
fn add_scaled(to: &mut [f32], from: &[f32], factor: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

/// Turns sums into shares that make one.
pub(super) fn softmax(sums: &mut [f32]) {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let mut all = 0.0;
    for sum in sums.iter_mut() {
        *sum = (*sum - most).exp();
        all += *sum;
    }
    for sum in sums.iter_mut() {
        *sum /= all;
    }
}

/// When the turn of a lesson comes in a round: a number that looks like chance (the finishing steps
/// of Steele, Lea and Flood's SplitMix64, 2014).
fn turn(key: u64, round: usize) -> u64 {
    let mut mixed = key.wrapping_add((round as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Scales a vector to length one, so that long and short texts weigh the same.
pub(super) fn to_unit(vector: &mut Vector) {
    let length = vector.iter().map(|(_, value)| value * value).sum::<f32>();
    let length = length.sqrt().max(f32::EPSILON);
    for (_, value) in vector {
        *value /= length;
    }
}

#[cfg(test)]
mod tests {
    use super::{Example, Linear, Pace, Target, Vector, to_unit};

    const PACE: Pace = Pace {
        rounds: 20,
        rate: 2.0,
        error_min: 0.0,
    };

    fn vector(features: &[u32]) -> Vector {
        let mut vector = features.iter().map(|feature| (*feature, 1.0)).collect();
        to_unit(&mut vector);
        vector
    }

    fn example(vector: &Vector, target: Target) -> Example<'_> {
        Example {
            vector,
            target,
            weight: 1.0,
            key: vector.iter().map(|(feature, _)| u64::from(*feature)).sum(),
        }
    }

    #[test]
    fn a_feature_speaks_for_the_class_it_was_seen_with() {
        let vectors = [vector(&[0, 1]), vector(&[0, 2]), vector(&[0, 3])];
        let examples = [
            example(&vectors[0], Target::Is(0)),
            example(&vectors[1], Target::Is(1)),
            example(&vectors[2], Target::Is(2)),
        ];
        let model = Linear::learn(4, 3, &examples, &PACE);
        for (class, feature) in [(0, 1), (1, 2), (2, 3)] {
            let shares = model.shares(&[(feature, 1.0)]);
            assert!(shares[class] > 0.6, "{shares:?}");
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn what_a_class_is_not_lowers_that_class_alone() {
        let vectors = [vector(&[0]), vector(&[0, 1]), vector(&[2])];
        let examples = [
            example(&vectors[0], Target::Is(0)),
            example(&vectors[1], Target::IsNot(0)),
            example(&vectors[2], Target::Is(1)),
        ];
        let model = Linear::learn(3, 2, &examples, &PACE);
        let with = model.shares(&[(0, 0.7), (1, 0.7)])[0];
        let without = model.shares(&[(0, 1.0)])[0];
        assert!(with < without, "{with} {without}");
    }

    #[test]
    fn the_order_in_which_examples_are_listed_does_not_matter() {
        let (first, second) = (vector(&[0]), vector(&[1]));
        let mut examples = [
            example(&first, Target::Is(0)),
            example(&second, Target::Is(1)),
        ];
        let one = Linear::learn(2, 2, &examples, &PACE);
        examples.reverse();
        let other = Linear::learn(2, 2, &examples, &PACE);
        assert_eq!(one.weights, other.weights);
    }
}
