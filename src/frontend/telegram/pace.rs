//! Keeps within what Telegram takes of one bot: about thirty messages a second.
//!
//! A burst of a second's worth goes at once; beyond it messages queue, first come, first served.
//! Urgent answers take their share without waiting for it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// When the next message may go.
#[derive(Debug)]
pub struct Pace {
    /// Between two messages; None for no limit.
    interval: Option<Duration>,
    /// Everything up to here is given away.
    taken_until: Mutex<Instant>,
}

impl Pace {
    /// So many messages a second; none at all means no limit.
    pub fn new(messages_per_second: u32) -> Self {
        Self {
            interval: Duration::from_secs(1).checked_div(messages_per_second),
            taken_until: Mutex::new(Instant::now()),
        }
    }

    /// Waits until a message may go.
    pub async fn wait(&self, is_urgent: bool) {
        let Some(interval) = self.interval else {
            return;
        };
        let at = self.take(interval, Instant::now());
        if let Some(at) = at
            && !is_urgent
        {
            sleep_until(at).await;
        }
    }

    /// Takes the next place; None when that is now.
    fn take(&self, interval: Duration, now: Instant) -> Option<Instant> {
        let mut taken_until = self
            .taken_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let place = (*taken_until).max(now);
        *taken_until = place + interval;
        // A second's worth may go at once.
        (place > now + Duration::from_secs(1)).then(|| place - Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seconds_worth_goes_at_once_and_the_rest_at_the_pace() {
        let pace = Pace::new(30);
        let interval = pace.interval.expect("a limit");
        let now = Instant::now() + Duration::from_secs(5);
        let places: Vec<_> = (0..100).map(|_| pace.take(interval, now)).collect();
        let at_once = places.iter().filter(|place| place.is_none()).count();
        assert!((30..=31).contains(&at_once), "{at_once}");
        let last = places[99].expect("it waits") - now;
        assert!((2.2..2.4).contains(&last.as_secs_f64()), "{last:?}");
        // After a calm while a second's worth may go at once again.
        let later = now + Duration::from_secs(60);
        let at_once = (0..100).filter(|_| pace.take(interval, later).is_none());
        assert!((30..=31).contains(&at_once.count()));
    }

    #[tokio::test]
    async fn urgent_answers_do_not_wait() {
        let pace = Pace::new(1);
        let began = Instant::now();
        for _ in 0..20 {
            pace.wait(true).await;
        }
        assert!(began.elapsed() < Duration::from_millis(500));
    }

    #[tokio::test]
    async fn without_a_limit_nothing_waits() {
        let pace = Pace::new(0);
        let began = Instant::now();
        for _ in 0..1_000 {
            pace.wait(false).await;
        }
        assert!(began.elapsed() < Duration::from_millis(500));
    }
}
