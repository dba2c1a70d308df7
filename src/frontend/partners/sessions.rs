//! Who is signed in: in memory, bounded, gone with the process; and how often one may try.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use blake3::Hash;
use tokio::time::Instant;

use crate::frontend::browser::Key;

/// How many sessions are kept; the one not seen for longest goes first.
const SESSIONS_MAX: usize = 200;
/// How long an untouched session is kept.
const IDLE: Duration = Duration::from_secs(8 * 3_600);
/// Tokens that may be wrong in a minute, for all together: a token cannot be guessed, and behind
/// a proxy everybody has one address.
const WRONG_A_MINUTE: u32 = 20;
/// Pages and files of one session in a minute.
const VISITS_A_MINUTE: u32 = 120;
/// The stretch in which is counted.
pub const MINUTE: Duration = Duration::from_secs(60);

/// So many of something within a minute.
#[derive(Clone, Copy)]
struct Meter {
    since: Instant,
    count: u32,
}

impl Meter {
    const fn new(now: Instant) -> Self {
        Self {
            since: now,
            count: 0,
        }
    }

    fn of_now(self, now: Instant) -> Self {
        match now.duration_since(self.since) < MINUTE {
            true => self,
            false => Self::new(now),
        }
    }
}

struct Session {
    partner: Hash,
    seen: Instant,
    visits: Meter,
}

/// What a visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Of a partner, by the hash of the token.
    Known(Hash),
    /// Of a partner who asks too often.
    TooMany,
    Unknown,
}

/// All sessions.
#[derive(Default)]
pub struct Sessions {
    open: Mutex<HashMap<Key, Session>>,
    wrong: Mutex<Option<Meter>>,
}

impl Sessions {
    fn open(&self) -> MutexGuard<'_, HashMap<Key, Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wrong(&self, now: Instant) -> (MutexGuard<'_, Option<Meter>>, Meter) {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let meter = wrong.map_or(Meter::new(now), |meter| meter.of_now(now));
        (wrong, meter)
    }

    /// Whether a token may be tried now.
    pub fn may_try(&self, now: Instant) -> bool {
        self.wrong(now).1.count < WRONG_A_MINUTE
    }

    /// Notes that a token was wrong.
    pub fn fail(&self, now: Instant) {
        let (mut wrong, mut meter) = self.wrong(now);
        meter.count += 1;
        *wrong = Some(meter);
    }

    /// Begins a session of a partner.
    pub fn begin(&self, partner: Hash, now: Instant) -> Result<Key, getrandom::Error> {
        let key = Key::random()?;
        let mut open = self.open();
        open.retain(|_, session| now.duration_since(session.seen) < IDLE);
        if open.len() >= SESSIONS_MAX {
            let oldest = open.iter().min_by_key(|(_, session)| session.seen);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                open.remove(&oldest);
            }
        }
        let session = Session {
            partner,
            seen: now,
            visits: Meter::new(now),
        };
        open.insert(key, session);
        Ok(key)
    }

    /// Notes a visit under a key.
    pub fn visit(&self, key: Key, now: Instant) -> Attempt {
        let mut open = self.open();
        let Some(session) = open.get_mut(&key) else {
            return Attempt::Unknown;
        };
        if now.duration_since(session.seen) >= IDLE {
            open.remove(&key);
            return Attempt::Unknown;
        }
        session.seen = now;
        session.visits = session.visits.of_now(now);
        if session.visits.count >= VISITS_A_MINUTE {
            return Attempt::TooMany;
        }
        session.visits.count += 1;
        Attempt::Known(session.partner)
    }

    /// Ends a session.
    pub fn end(&self, key: Key) {
        self.open().remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> Hash {
        blake3::hash(b"a token")
    }

    #[test]
    fn a_session_lasts_while_it_is_used_and_ends_when_it_is_ended() {
        let sessions = Sessions::default();
        let now = Instant::now();
        let key = sessions.begin(hash(), now).unwrap();
        assert_eq!(key.to_string().parse(), Ok(key));
        for hours in [7, 14, 21] {
            let later = now + Duration::from_secs(hours * 3_600);
            assert_eq!(sessions.visit(key, later), Attempt::Known(hash()));
        }
        let idle = now + Duration::from_secs(29 * 3_600);
        assert_eq!(sessions.visit(key, idle), Attempt::Unknown);
        let key = sessions.begin(hash(), idle).unwrap();
        sessions.end(key);
        assert_eq!(sessions.visit(key, idle), Attempt::Unknown);
        assert_eq!(
            "0".repeat(32).parse().map(|key| sessions.visit(key, idle)),
            Ok(Attempt::Unknown)
        );
    }

    #[test]
    fn too_many_wrong_tokens_and_visits_wait_for_the_next_minute() {
        let sessions = Sessions::default();
        let now = Instant::now();
        for _ in 0..WRONG_A_MINUTE {
            assert!(sessions.may_try(now));
            sessions.fail(now);
        }
        assert!(!sessions.may_try(now));
        assert!(sessions.may_try(now + MINUTE));
        let key = sessions.begin(hash(), now).unwrap();
        for _ in 0..VISITS_A_MINUTE {
            assert_eq!(sessions.visit(key, now), Attempt::Known(hash()));
        }
        assert_eq!(sessions.visit(key, now), Attempt::TooMany);
        assert_eq!(sessions.visit(key, now + MINUTE), Attempt::Known(hash()));
    }

    #[test]
    fn the_number_of_sessions_is_bounded() {
        let sessions = Sessions::default();
        let now = Instant::now();
        let first = sessions.begin(hash(), now).unwrap();
        for second in 0..SESSIONS_MAX as u64 {
            let later = now + Duration::from_millis(second + 1);
            sessions.begin(hash(), later).unwrap();
        }
        assert_eq!(sessions.open().len(), SESSIONS_MAX);
        assert_eq!(sessions.visit(first, now), Attempt::Unknown);
    }
}
