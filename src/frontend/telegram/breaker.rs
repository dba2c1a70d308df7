//! Stops everybody from knocking at a server that is down, and lets all in when it is up again.
//!
//! When answers to three chats in a row meet trouble of server or network, the server is taken to
//! be down: from then on one answer at a time is tried, at growing distances, and the first that
//! gets through lets all others go at once. One chat alone never counts as an outage: it has
//! pauses of its own.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// So many different chats in trouble make an outage.
const CHATS: usize = 3;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Whether the server takes calls.
#[derive(Debug, Default)]
pub struct Breaker {
    state: Mutex<State>,
    closed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Chats in trouble since the last call that got through.
    troubled: Vec<i64>,
    outage: Option<Outage>,
}

#[derive(Debug, Clone, Copy)]
struct Outage {
    next_try: Instant,
    pause: Duration,
}

impl Breaker {
    /// Returns when a call may be tried.
    pub async fn pass(&self) {
        // Mostly there is no outage, and nothing to listen for.
        if self.try_pass(Instant::now()).is_none() {
            return;
        }
        loop {
            let closed = self.closed.notified();
            tokio::pin!(closed);
            closed.as_mut().enable();
            let Some(wait) = self.try_pass(Instant::now()) else {
                return;
            };
            tokio::select! {
                () = closed => {}
                () = sleep(wait) => {}
            }
        }
    }

    /// None when a call may be tried now, or how long to wait.
    fn try_pass(&self, now: Instant) -> Option<Duration> {
        let mut state = self.state();
        let outage = state.outage.as_mut()?;
        if now < outage.next_try {
            return Some(outage.next_try - now);
        }
        outage.next_try = now + outage.pause;
        outage.pause = (outage.pause * 2).min(LONGEST_PAUSE);
        None
    }

    /// A call got through: an outage is over.
    pub fn accept(&self) {
        let mut state = self.state();
        state.troubled.clear();
        if state.outage.take().is_some() {
            self.closed.notify_waiters();
        }
    }

    /// A call met trouble of server or network; says whether there is an outage.
    pub fn fail(&self, chat: i64) -> bool {
        let mut state = self.state();
        if state.outage.is_some() {
            return true;
        }
        if !state.troubled.contains(&chat) {
            state.troubled.push(chat);
        }
        let is_outage = state.troubled.len() >= CHATS;
        if is_outage {
            state.troubled = Vec::new();
            state.outage = Some(Outage {
                next_try: Instant::now() + FIRST_PAUSE,
                pause: FIRST_PAUSE * 2,
            });
        }
        is_outage
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::time::timeout;

    #[tokio::test]
    async fn one_chat_in_trouble_stops_nobody() {
        let breaker = Breaker::default();
        for _ in 0..10 {
            assert!(!breaker.fail(1));
        }
        timeout(Duration::from_millis(50), breaker.pass())
            .await
            .expect("nothing is in the way");
    }

    #[tokio::test]
    async fn an_outage_lets_one_try_at_a_time_and_its_end_lets_all_go() {
        let breaker = Arc::new(Breaker::default());
        assert!(!breaker.fail(1));
        assert!(!breaker.fail(2));
        assert!(breaker.fail(3));
        let passing: Vec<_> = (0..10)
            .map(|_| {
                let breaker = Arc::clone(&breaker);
                tokio::spawn(async move { breaker.pass().await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(700)).await;
        let tried = || passing.iter().filter(|task| task.is_finished()).count();
        assert_eq!(tried(), 1);
        breaker.accept();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(tried(), 10);
    }

    #[test]
    fn what_gets_through_in_between_is_no_outage() {
        let breaker = Breaker::default();
        for chat in 0..10 {
            assert!(!breaker.fail(chat));
            breaker.accept();
        }
    }
}
