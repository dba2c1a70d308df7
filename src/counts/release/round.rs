//! Random rounding that keeps sums.
//!
//! A number becomes the multiple of [`policy::ROUNDING`] below or above it, the nearer the more
//! likely, so that it is right on average; a multiple stays what it is; the parts of a number
//! still sum to it. The draw of a total depends on the key and the total's name alone, so every
//! table with that total shows the same. Whoever could predict the draws could undo them:
//! therefore ChaCha20, keyed by a random key that is destroyed with the raw numbers.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::tree::Node;
use crate::counts::policy::ROUNDING;

/// The key of one release's draws.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(in crate::counts) struct RoundingKey([u8; 32]);

impl RoundingKey {
    /// Draws a key.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut key = Self([0; 32]);
        getrandom::fill(&mut key.0)?;
        Ok(key)
    }

    #[cfg(test)]
    pub fn of(number: u64) -> Self {
        Self(*blake3::hash(&number.to_le_bytes()).as_bytes())
    }

    /// The draws for one purpose in one release.
    fn chance(&self, release: &str, purpose: &str) -> Chance {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(release.as_bytes());
        hasher.update(&[0]);
        hasher.update(purpose.as_bytes());
        Chance(ChaCha20Rng::from_seed(*hasher.finalize().as_bytes()))
    }
}

struct Chance(ChaCha20Rng);

impl Chance {
    /// A number below `end`, each as likely as the other.
    fn below(&mut self, end: u64) -> u64 {
        let end = end.max(1);
        let fair = u64::MAX - u64::MAX % end;
        loop {
            let drawn = self.0.next_u64();
            if drawn < fair {
                return drawn % end;
            }
        }
    }

    /// True in so many of so many cases.
    fn happens(&mut self, cases: u64, of: u64) -> bool {
        self.below(of) < cases
    }

    fn shuffle(&mut self, places: &mut [usize]) {
        for last in (1..places.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            places.swap(last, other);
        }
    }
}

const fn floor(value: u64) -> u64 {
    value - value % ROUNDING
}

/// Rounds a table.
///
/// `total` names what its root is the total of: the same name and number are rounded alike in
/// every table. `table` names the table.
pub(super) fn rounded(
    tree: &Node,
    key: &RoundingKey,
    release: &str,
    total: &str,
    table: &str,
) -> Node {
    let mut chance = key.chance(release, &format!("root:{total}"));
    let is_up = chance.happens(tree.value % ROUNDING, ROUNDING);
    let out = floor(tree.value) + if is_up { ROUNDING } else { 0 };
    split(tree, out, key, release, &format!("split:{table}"))
}

/// Rounds the parts of a number whose own rounding is settled.
fn split(node: &Node, out: u64, key: &RoundingKey, release: &str, path: &str) -> Node {
    let mut chance = key.chance(release, path);
    let mut rest: Vec<u64> = node
        .children
        .iter()
        .map(|child| child.value % ROUNDING)
        .collect();
    let mut is_up = vec![false; rest.len()];
    let mut order: Vec<usize> = (0..rest.len()).filter(|place| rest[*place] > 0).collect();
    chance.shuffle(&mut order);
    // Two rests meet: the one or the other takes the whole, or goes up and leaves what is over,
    // with such chances that each goes up as often as its rest demands.
    let mut waiting: Option<usize> = None;
    for place in order {
        let Some(other) = waiting else {
            waiting = Some(place);
            continue;
        };
        let (x, y) = (rest[other], rest[place]);
        let sum = x + y;
        if sum < ROUNDING {
            let (keeper, giver) = match chance.happens(x, sum) {
                true => (other, place),
                false => (place, other),
            };
            rest[keeper] = sum;
            rest[giver] = 0;
            waiting = Some(keeper);
        } else if sum == ROUNDING {
            let raised = if chance.happens(x, ROUNDING) {
                other
            } else {
                place
            };
            is_up[raised] = true;
            waiting = None;
        } else {
            let (raised, keeper) = match chance.happens(ROUNDING - y, 2 * ROUNDING - sum) {
                true => (other, place),
                false => (place, other),
            };
            is_up[raised] = true;
            rest[keeper] = sum - ROUNDING;
            waiting = Some(keeper);
        }
    }
    // What is left over is the rest of the sum itself, whose rounding is settled.
    if let Some(last) = waiting
        && out > floor(node.value)
    {
        is_up[last] = true;
    }
    let children = node.children.iter().zip(is_up).map(|(child, is_up)| {
        let out = floor(child.value) + if is_up { ROUNDING } else { 0 };
        split(child, out, key, release, &format!("{path}/{}", child.code))
    });
    Node {
        value: out,
        children: children.collect(),
        ..node.clone()
    }
}
