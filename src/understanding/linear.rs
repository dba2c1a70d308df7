//! A small linear model: which of a few classes a set of weighted features speaks for.
//!
//! Softmax regression learnt by stochastic descent serves topics and languages; where there are two
//! classes, danger and none, it comes down to logistic regression with one weight a feature.
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
pub(super) struct Example<'a, T = Target> {
    pub(super) given: Given<'a>,
    pub(super) target: T,
    pub(super) weight: f32,
    /// A hash of what it was made from, which decides when its turn comes.
    pub(super) key: u64,
}

/// The features of an example. There are a million of them in all, so those of texts are kept in two
/// bytes each.
#[derive(Clone, Copy)]
pub(super) enum Given<'a> {
    Vector(&'a [(u32, f32)]),
    /// What a feature weighs is its strength, by its number, times `scale`.
    Strengths {
        features: &'a [u16],
        strengths: &'a [f32],
        scale: f32,
    },
}

impl<'a> Given<'a> {
    /// The features with their weights; `scratch` gives them room.
    pub(super) fn vector<'b>(&self, scratch: &'b mut Vector) -> &'b [(u32, f32)]
    where
        'a: 'b,
    {
        match *self {
            Self::Vector(vector) => vector,
            Self::Strengths {
                features,
                strengths,
                scale,
            } => {
                scratch.clear();
                let weighed = |&feature| (u32::from(feature), strengths[feature as usize] * scale);
                scratch.extend(features.iter().map(weighed));
                scratch
            }
        }
    }
}

/// How long and how boldly to learn.
pub(super) struct Pace {
    pub(super) rounds: usize,
    pub(super) rate: f32,
    /// An example whose share is wrong by less teaches nothing more.
    pub(super) error_min: f32,
}

/// What was learnt.
pub(super) struct Linear {
    classes: usize,
    /// Classes rounded up, so that a feature's weights fill whole vector registers.
    stride: usize,
    /// In units of `unit`: half the memory of floating numbers; what is rounded off changes no figure of
    /// the sets in tests/evaluation (docs/performance.md).
    weights: Vec<i16>,
    unit: f32,
    bias: Vec<f32>,
}

/// What is being learnt.
struct Pupil {
    classes: usize,
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
        let mut pupil = Pupil::new(features, classes);
        let mut errors = vec![0.0; pupil.stride];
        in_turn(examples, pace, |example, vector, rate| {
            pupil.correct(example, vector, rate, pace.error_min, &mut errors);
        });
        pupil.grown_up()
    }

    /// How strongly a vector speaks for each class.
    pub(super) fn sums(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for &(feature, value) in vector {
            let start = feature as usize * self.stride;
            let weights = &self.weights[start..start + self.stride];
            add_units(&mut sums, weights, value * self.unit);
        }
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
        f32::from(self.weights[feature as usize * self.stride + class]) * self.unit
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.weights.as_slice()) + size_of_val(self.bias.as_slice())
    }
}

/// What was learnt about two classes.
pub(super) struct Logistic {
    weights: Vec<f32>,
    bias: f32,
}

impl Logistic {
    /// Learns from examples whose features are below `features` what is so and what is not.
    pub(super) fn learn(features: usize, examples: &[Example<bool>], pace: &Pace) -> Self {
        let mut model = Self {
            weights: vec![0.0; features],
            bias: 0.0,
        };
        in_turn(examples, pace, |example, vector, rate| {
            let error = model.share(vector) - f32::from(u8::from(example.target));
            if error.abs() < pace.error_min {
                return;
            }
            // Each of the two classes would learn as much.
            let step = -2.0 * rate * example.weight * error;
            for &(feature, value) in vector {
                model.weights[feature as usize] += step * value;
            }
            model.bias += step * BIAS_SLOWNESS;
        });
        model
    }

    /// The share of what is so, from 0 to 1.
    pub(super) fn share(&self, vector: &[(u32, f32)]) -> f32 {
        let weighed = vector
            .iter()
            .map(|&(feature, value)| self.weights[feature as usize] * value);
        1.0 / (1.0 + (-self.bias - weighed.sum::<f32>()).exp())
    }
}

/// Shows each example once a round, its features and a rate that falls from step to step.
fn in_turn<T>(
    examples: &[Example<T>],
    pace: &Pace,
    mut show: impl FnMut(&Example<T>, &[(u32, f32)], f32),
) {
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let steps = (pace.rounds * examples.len()).max(1) as f32;
    let mut step = 0.0;
    let mut scratch = Vector::new();
    for round in 0..pace.rounds {
        order.sort_by_cached_key(|&index| turn(examples[index].key, round));
        for &index in &order {
            let rate = pace.rate * (1.0 - (1.0 - RATE_LEFT) * step / steps);
            step += 1.0;
            let example = &examples[index];
            show(example, example.given.vector(&mut scratch), rate);
        }
    }
}

impl Pupil {
    fn new(features: usize, classes: usize) -> Self {
        let stride = classes.next_multiple_of(LANES);
        Self {
            classes,
            stride,
            weights: vec![0.0; features * stride],
            bias: vec![0.0; stride],
        }
    }

    /// Moves the weights a little towards one example.
    fn correct(
        &mut self,
        example: &Example,
        vector: &[(u32, f32)],
        rate: f32,
        error_min: f32,
        errors: &mut [f32],
    ) {
        self.add_up(vector, errors);
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
        for &(feature, value) in vector {
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

    fn grown_up(self) -> Linear {
        let most = self.weights.iter().map(|weight| weight.abs());
        let unit = most.fold(f32::MIN_POSITIVE, f32::max) / f32::from(i16::MAX);
        let in_units = |weight: &f32| (weight / unit).round() as i16;
        Linear {
            classes: self.classes,
            stride: self.stride,
            weights: self.weights.iter().map(in_units).collect(),
            unit,
            bias: self.bias,
        }
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

/// The same for weights in units; `factor` has the unit in it.
#[inline(never)]
fn add_units(to: &mut [f32], from: &[i16], factor: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * f32::from(*from);
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
    use super::{Example, Given, Linear, Logistic, Pace, Target, Vector, to_unit};

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

    fn example<T>(vector: &Vector, target: T) -> Example<'_, T> {
        Example {
            given: Given::Vector(vector),
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
    fn of_two_classes_the_logistic_model_learns_what_the_other_does() {
        let vectors = [vector(&[0, 1]), vector(&[0, 2]), vector(&[1, 3])];
        let are_so = [true, false, true];
        let two = [0, 1, 2].map(|at| {
            let class = usize::from(are_so[at]);
            example(&vectors[at], Target::Is(class))
        });
        let one = [0, 1, 2].map(|at| example(&vectors[at], are_so[at]));
        let (two, one) = (
            Linear::learn(4, 2, &two, &PACE),
            Logistic::learn(4, &one, &PACE),
        );
        for feature in 0..4 {
            let vector = [(feature, 1.0)];
            let (two, one) = (two.shares(&vector)[1], one.share(&vector));
            assert!((two - one).abs() < 1e-3, "{feature}: {two} {one}");
        }
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
