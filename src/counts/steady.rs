//! Counts by a clock that is not moved by accident.
//!
//! A week that is closed stays closed, and a week that is turned to is never left backwards. So a
//! clock that is set wrong for ten minutes, by a time server gone mad or a machine whose battery
//! is empty, would close weeks before they are over, and everything after it would be counted in
//! the wrong one. Here the clock is held against the one that only runs: if it leaps by more than
//! an hour, counting goes on by the other one for an hour. Whoever runs the bot is told, and can
//! set it right; if the clock stands by its word for that hour, it is believed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{
    AccountTag, Announced, Committed, CountError, Counts, CountsStatus, Recorded, Releases,
    Tallies, Troubles, UpdateId, Vocabulary,
};
use crate::conversation::Event;

/// A smaller leap is followed at once: it moves the end of a week by less than this.
const LEAP_MAX: SignedDuration = SignedDuration::from_hours(1);

/// For so long a clock that leapt has to stand by its word.
const HELD: Duration = Duration::from_secs(3600);

/// Two clocks held against each other.
#[derive(Debug)]
struct SteadyClock {
    /// The last moment that was believed, and what the running clock showed then.
    believed: (Timestamp, Duration),
    /// When the running clock saw the other one leap.
    leapt: Option<Duration>,
}

impl SteadyClock {
    fn new(wall: Timestamp, running: Duration) -> Self {
        Self {
            believed: (wall, running),
            leapt: None,
        }
    }

    /// What time it is, when one clock shows `wall` and the other has run for `running`.
    fn read(&mut self, wall: Timestamp, running: Duration) -> Timestamp {
        let (believed, then) = self.believed;
        let since = SignedDuration::try_from(running.saturating_sub(then));
        let expected = believed.saturating_add(since.unwrap_or(SignedDuration::MAX));
        let expected = expected.unwrap_or(wall);
        if wall.duration_since(expected).abs() > LEAP_MAX {
            let leapt = *self.leapt.get_or_insert(running);
            if running.saturating_sub(leapt) < HELD {
                return expected;
            }
        }
        self.leapt = None;
        self.believed = (wall, running);
        wall
    }
}

/// Counts that are told the time by a steady clock.
pub struct SteadyCounts {
    counts: Arc<dyn Counts>,
    clock: Mutex<SteadyClock>,
}

impl SteadyCounts {
    /// Believes the clock as it stands now.
    pub fn new(counts: Arc<dyn Counts>, now: Timestamp) -> Self {
        Self {
            counts,
            clock: Mutex::new(SteadyClock::new(now, running())),
        }
    }

    fn clock(&self) -> MutexGuard<'_, SteadyClock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn steady(&self, now: Timestamp) -> Timestamp {
        self.clock().read(now, running())
    }
}

/// How long the machine has run, its sleep included: nobody can set this clock.
fn running() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::try_from(time).unwrap_or_default()
}

impl Counts for SteadyCounts {
    fn tag(&self, account: i64, now: Timestamp) -> AccountTag {
        self.counts.tag(account, self.steady(now))
    }

    fn record(
        &self,
        update: UpdateId,
        account: AccountTag,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Recorded, CountError> {
        let now = self.steady(now);
        self.counts.record(update, account, events, now)
    }

    fn commit_due(&self, now: Timestamp) -> Result<Committed, CountError> {
        self.counts.commit_due(self.steady(now))
    }

    fn shutdown(&self, now: Timestamp) -> Result<Committed, CountError> {
        self.counts.shutdown(self.steady(now))
    }

    fn tallies(&self) -> Tallies {
        self.counts.tallies()
    }

    fn releases(&self) -> Releases {
        self.counts.releases()
    }

    fn announced(&self) -> Option<Announced> {
        self.counts.announced()
    }

    fn announce(&self, announced: Announced) -> Result<(), CountError> {
        self.counts.announce(announced)
    }

    fn take_names(&self, names: &Vocabulary) -> Result<(), CountError> {
        self.counts.take_names(names)
    }

    fn status(&self) -> CountsStatus {
        self.counts.status()
    }

    fn troubles(&self, now: Timestamp) -> Troubles {
        let now = self.steady(now);
        let mut troubles = self.counts.troubles(now);
        troubles.is_clock_off |= self.clock().leapt.is_some();
        troubles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-07-29T07:00:00Z".parse().unwrap()
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_clock_that_runs_or_is_put_right_a_little_is_believed() {
        let mut clock = SteadyClock::new(noon(), MINUTE);
        for (minutes, running) in [(1, 2), (50, 3), (2, 4), (70 * 24 * 60, 70 * 24 * 60 + 1)] {
            let wall = noon() + SignedDuration::from_mins(minutes);
            assert_eq!(clock.read(wall, running * MINUTE), wall);
            assert_eq!(clock.leapt, None);
        }
    }

    #[test]
    fn a_clock_that_leaps_is_not_believed_until_it_is_back() {
        for weeks in [3, -3] {
            let mut clock = SteadyClock::new(noon(), MINUTE);
            let leap = SignedDuration::from_hours(weeks * 7 * 24);
            for minutes in 1..=59 {
                let right = noon() + SignedDuration::from_mins(minutes);
                let running = MINUTE + u32::try_from(minutes).unwrap() * MINUTE;
                assert_eq!(clock.read(right + leap, running), right);
                assert!(clock.leapt.is_some());
            }
            let back = noon() + SignedDuration::from_mins(60);
            assert_eq!(clock.read(back, 61 * MINUTE), back);
            assert_eq!(clock.leapt, None);
        }
    }

    #[test]
    fn a_clock_that_stands_by_its_word_for_an_hour_is_believed() {
        for weeks in [3, -3] {
            let mut clock = SteadyClock::new(noon(), MINUTE);
            let leap = SignedDuration::from_hours(weeks * 7 * 24);
            let at = |minutes| noon() + SignedDuration::from_mins(minutes);
            assert_eq!(clock.read(at(1) + leap, 2 * MINUTE), at(1));
            assert_eq!(clock.read(at(61) + leap, 62 * MINUTE), at(61) + leap);
            assert_eq!(clock.leapt, None);
            assert_eq!(clock.read(at(62) + leap, 63 * MINUTE), at(62) + leap);
        }
    }
}
