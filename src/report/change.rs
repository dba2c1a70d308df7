//! Whether a number changed: rounding and chance move every number a little, and a page that draws
//! an arrow for each says nothing.
//!
//! The rule: two counts n and m differ if they differ by ten or more and by two standard
//! deviations or more, where the variance is n + m (Poisson) and twice that of the rounding. Shares
//! differ by two standard deviations of a pooled proportion.

use crate::counts::policy;

/// Less is no news, whatever its deviation.
const LEAST: u64 = 10;
/// Standard deviations.
const DEVIATIONS: f64 = 2.0;
/// Variance of rounding to multiples of [`policy::ROUNDING`], at most.
const ROUNDING_VARIANCE: f64 = ((policy::ROUNDING * policy::ROUNDING - 1) / 6) as f64;

/// A change that is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    More,
    Less,
}

impl Change {
    /// Whether a count is another than the one before.
    pub fn of_counts(now: u64, before: u64) -> Option<Self> {
        let variance = (now + before) as f64 + 2.0 * ROUNDING_VARIANCE;
        let difference = now as f64 - before as f64;
        let is_one = now.abs_diff(before) >= LEAST && is_far(difference, variance);
        is_one.then(|| Self::towards(difference))
    }

    /// Whether a share is another than the one before; each is a number of a whole.
    pub fn of_shares(now: (u64, u64), before: (u64, u64)) -> Option<Self> {
        let whole = |(_, whole): (u64, u64)| whole as f64;
        if now.1 < policy::SHARES_FROM || before.1 < policy::SHARES_FROM {
            return None;
        }
        let share = |(number, whole): (u64, u64)| number as f64 / whole as f64;
        let pooled = (now.0 + before.0) as f64 / (now.1 + before.1) as f64;
        let variance = pooled * (1.0 - pooled) * (1.0 / whole(now) + 1.0 / whole(before));
        let difference = share(now) - share(before);
        is_far(difference, variance).then(|| Self::towards(difference))
    }

    fn towards(difference: f64) -> Self {
        if difference > 0.0 {
            Self::More
        } else {
            Self::Less
        }
    }

    /// The sign that stands before the number.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::More => "▲",
            Self::Less => "▼",
        }
    }
}

fn is_far(difference: f64, variance: f64) -> bool {
    difference.abs() > 0.0 && difference.abs() >= DEVIATIONS * variance.max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_changes_by_ten_and_two_deviations() {
        assert_eq!(ROUNDING_VARIANCE, 4.0);
        for (now, before, change) in [
            (20, 10, None),
            (30, 10, Some(Change::More)),
            (10, 30, Some(Change::Less)),
            (200, 165, None),
            (210, 165, Some(Change::More)),
            (1_000, 1_080, None),
            (1_000, 1_095, Some(Change::Less)),
            (50, 50, None),
        ] {
            assert_eq!(Change::of_counts(now, before), change, "{before} to {now}");
        }
    }

    #[test]
    fn a_share_changes_by_two_deviations_and_only_of_fifty() {
        assert_eq!(Change::of_shares((80, 100), (60, 100)), Some(Change::More));
        assert_eq!(Change::of_shares((66, 100), (60, 100)), None);
        assert_eq!(Change::of_shares((30, 45), (10, 100)), None);
        assert_eq!(Change::of_shares((100, 100), (100, 100)), None);
        assert_eq!(Change::of_shares((0, 100), (90, 100)), Some(Change::Less));
    }
}
