//! Whether the server takes messages at all: tells one chat's trouble from everybody's. What to do
//! in either is for `chats` and `send` to say.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How one errand fares, for the one who watches it.
#[derive(Debug, Default)]
pub struct Signs {
    /// Until when the server asked to wait with the present step, if it did.
    told_until: Mutex<Option<Instant>>,
    /// Since when the present step has been tried, in the weather's time; zero while it waits its
    /// turn, which is nobody's trouble.
    trying_since: AtomicU64,
}

impl Signs {
    /// A step waits its turn.
    pub fn wait(&self) {
        *self.told() = None;
        self.trying_since.store(0, Ordering::Relaxed);
    }

    /// The server asked to wait until then.
    pub fn tell_to_wait(&self, until: Instant) {
        *self.told() = Some(until);
    }

    /// Until when the server asked to wait with the present step.
    pub fn told_until(&self) -> Option<Instant> {
        *self.told()
    }

    /// Since when the present step has been tried; None while it waits its turn.
    fn trying_since(&self) -> Option<u64> {
        Some(self.trying_since.load(Ordering::Relaxed)).filter(|since| *since > 0)
    }

    fn told(&self) -> MutexGuard<'_, Option<Instant>> {
        self.told_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// When the server took a message last, and whether that can be seen.
#[derive(Debug)]
pub struct Weather {
    began: Instant,
    last_accepted: AtomicU64,
    is_crowded: AtomicBool,
}

impl Weather {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            last_accepted: AtomicU64::new(0),
            is_crowded: AtomicBool::new(false),
        }
    }

    fn now(&self) -> u64 {
        // One from the start, since zero means that nothing is being tried.
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX - 1) + 1
    }

    /// An errand's step is tried from now on.
    pub fn begin_try(&self, signs: &Signs) {
        signs.trying_since.store(self.now(), Ordering::Relaxed);
    }

    /// The server took a call.
    pub fn accept(&self) {
        self.last_accepted.store(self.now(), Ordering::Relaxed);
    }

    /// Says whether the whole window is taken up by a handful of chats, so that no other chat can
    /// show that the server is well.
    pub fn set_crowded(&self, is_crowded: bool) {
        self.is_crowded.store(is_crowded, Ordering::Relaxed);
    }

    /// Whether an errand waits for a reason of its own chat: the server took another chat's message
    /// since, or has no other chat to show. That the server said to wait tells nothing: it says so to
    /// the whole bot, too.
    pub fn is_own_trouble(&self, signs: &Signs) -> bool {
        self.is_crowded.load(Ordering::Relaxed)
            || signs
                .trying_since()
                .is_some_and(|since| self.has_accepted(since))
    }

    /// How long an errand's step has been tried while the server took nothing from anybody.
    pub fn silence(&self, signs: &Signs) -> Option<Duration> {
        let since = signs
            .trying_since()
            .filter(|since| !self.has_accepted(*since))?;
        Some(Duration::from_micros(self.now().saturating_sub(since)))
    }

    /// Whether the server took a call after a moment.
    fn has_accepted(&self, since: u64) -> bool {
        self.last_accepted.load(Ordering::Relaxed) > since
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn trouble_is_ones_own_when_another_chat_was_served_since() {
        let weather = Weather::new();
        let signs = Signs::default();
        weather.begin_try(&signs);
        assert!(!weather.is_own_trouble(&signs));
        std::thread::sleep(Duration::from_millis(1));
        weather.accept();
        assert!(weather.is_own_trouble(&signs));
    }

    #[test]
    fn trouble_is_ones_own_when_nobody_else_can_be_seen_and_not_when_the_server_says_wait() {
        let weather = Weather::new();
        let signs = Signs::default();
        weather.begin_try(&signs);
        signs.tell_to_wait(Instant::now() + Duration::from_secs(900));
        assert!(!weather.is_own_trouble(&signs), "all may have been told");
        weather.set_crowded(true);
        assert!(weather.is_own_trouble(&signs));
    }

    #[test]
    fn silence_is_what_nobody_is_served_in_while_something_is_tried() {
        let weather = Weather::new();
        let signs = Signs::default();
        assert_eq!(weather.silence(&signs), None);
        weather.begin_try(&signs);
        std::thread::sleep(Duration::from_millis(2));
        assert!(weather.silence(&signs) >= Some(Duration::from_millis(2)));
        weather.accept();
        assert_eq!(weather.silence(&signs), None);
    }
}
