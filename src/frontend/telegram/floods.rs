//! Who floods, and what is done about it. Pure: no clock, no network.
//!
//! Telegram lets a bot write to a chat about once a second, with short bursts, and to a group
//! twenty times a minute. So much is answered at once; whoever asks for more is asked to wait, one
//! time a flood, and is answered again as time passes. Words of danger have an allowance of their
//! own. Nothing else of the chat is kept than a moment, for as long as the flood is remembered.

use std::collections::HashMap;
use std::time::Duration;

/// How often a chat may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Allowance {
    /// So many at once.
    burst: u32,
    /// Then one in this time.
    pause: Duration,
}

const IN_PRIVATE: Allowance = Allowance {
    burst: 20,
    pause: Duration::from_secs(1),
};
const IN_GROUP: Allowance = Allowance {
    burst: 5,
    pause: Duration::from_secs(3),
};
const URGENT: Allowance = Allowance {
    burst: 3,
    pause: Duration::from_secs(20),
};

/// How many texts too many of one chat are read for words of danger: reading them is what a flood
/// would cost everybody else.
const READ: Allowance = Allowance {
    burst: 20,
    pause: Duration::from_secs(1),
};

/// How many chats are remembered. More are served without a limit of their own rather than not.
const CHATS_MAX: usize = 100_000;

/// How often chats that are calm again are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(20);

/// What to do with an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Answer,
    /// The first too many: say so.
    AskToWait,
    Ignore,
}

/// The chats that were answered lately.
#[derive(Debug, Default)]
pub struct Floods {
    is_off: bool,
    chats: HashMap<i64, Recent>,
    swept: Duration,
}

/// What a chat took lately: the moments from which on it may have all its allowance again.
#[derive(Debug, Default)]
struct Recent {
    calm_at: Duration,
    urgent_calm_at: Duration,
    read_calm_at: Duration,
    was_told: bool,
}

impl Floods {
    /// No limit for a chat: for measurements against a server of one's own.
    pub fn off() -> Self {
        Self {
            is_off: true,
            ..Self::default()
        }
    }

    /// Decides about an update of a chat; `now` is the time since some beginning.
    pub fn admit(&mut self, chat: i64, now: Duration) -> Admission {
        if self.is_off {
            return Admission::Answer;
        }
        self.sweep(now);
        if self.chats.len() >= CHATS_MAX && !self.chats.contains_key(&chat) {
            return Admission::Answer;
        }
        let allowance = if chat < 0 { IN_GROUP } else { IN_PRIVATE };
        let recent = self.chats.entry(chat).or_default();
        if recent.calm_at <= now {
            recent.was_told = false;
        }
        if allowance.take(&mut recent.calm_at, now) {
            Admission::Answer
        } else if recent.was_told {
            Admission::Ignore
        } else {
            recent.was_told = true;
            Admission::AskToWait
        }
    }

    /// Whether one more text of a chat that floods is read for words of danger.
    pub fn may_read(&mut self, chat: i64, now: Duration) -> bool {
        let recent = self.chats.entry(chat).or_default();
        READ.take(&mut recent.read_calm_at, now)
    }

    /// Decides about words of danger from a chat that floods.
    pub fn admit_urgent(&mut self, chat: i64, now: Duration) -> bool {
        let recent = self.chats.entry(chat).or_default();
        URGENT.take(&mut recent.urgent_calm_at, now)
    }

    /// Forgets who is calm again.
    fn sweep(&mut self, now: Duration) {
        if now < self.swept + SWEEP_EVERY {
            return;
        }
        self.swept = now;
        self.chats
            .retain(|_, recent| recent.calm_at.max(recent.urgent_calm_at) > now);
        self.chats.shrink_to(self.chats.len() * 2);
    }
}

impl Allowance {
    /// Takes one, if there is one left.
    fn take(self, calm_at: &mut Duration, now: Duration) -> bool {
        let after = (*calm_at).max(now) + self.pause;
        let is_left = after <= now + self.pause * self.burst;
        if is_left {
            *calm_at = after;
        }
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_flood_is_answered_within_its_allowance_and_asked_to_wait_once() {
        let mut floods = Floods::default();
        let mut answers = 0;
        let mut wishes = 0;
        // Ten thousand messages in a hundred seconds.
        for step in 0..10_000 {
            match floods.admit(7, at(step * 10)) {
                Admission::Answer => answers += 1,
                Admission::AskToWait => wishes += 1,
                Admission::Ignore => {}
            }
        }
        assert_eq!((answers, wishes), (119, 1));
        assert_eq!(floods.admit(8, at(50_000)), Admission::Answer);
    }

    #[test]
    fn who_was_calm_meanwhile_is_told_again_in_the_next_flood() {
        let mut floods = Floods::default();
        for begin in [0, 100_000] {
            assert!((0..20).all(|_| floods.admit(7, at(begin)) == Admission::Answer));
            assert_eq!(floods.admit(7, at(begin)), Admission::AskToWait);
            assert_eq!(floods.admit(7, at(begin)), Admission::Ignore);
            // Within the same flood one is answered now and then, and no wish repeated.
            assert_eq!(floods.admit(7, at(begin + 1_000)), Admission::Answer);
            assert_eq!(floods.admit(7, at(begin + 1_000)), Admission::Ignore);
        }
    }

    #[test]
    fn a_tap_a_second_is_never_a_flood() {
        let mut floods = Floods::default();
        assert!((0..3_600).all(|step| floods.admit(7, at(step * 1_000)) == Admission::Answer));
    }

    #[test]
    fn danger_has_an_allowance_of_its_own() {
        let mut floods = Floods::default();
        for _ in 0..30 {
            floods.admit(7, at(0));
        }
        let urgent: Vec<bool> = (0..5).map(|_| floods.admit_urgent(7, at(0))).collect();
        assert_eq!(urgent, [true, true, true, false, false]);
        assert!(floods.admit_urgent(7, at(20_000)));
    }

    #[test]
    fn of_a_flood_so_many_texts_are_read_for_danger() {
        let mut floods = Floods::default();
        let read = (0..10_000).filter(|step| floods.may_read(7, at(step * 10)));
        assert_eq!(read.count(), 119);
        assert!(floods.may_read(8, at(50_000)));
    }

    #[test]
    fn a_group_has_a_smaller_allowance() {
        let mut floods = Floods::default();
        let answers = (0..100).filter(|_| floods.admit(-7, at(0)) == Admission::Answer);
        assert_eq!(answers.count(), 5);
    }

    #[test]
    fn what_is_remembered_is_bounded_and_forgotten() {
        let mut floods = Floods::default();
        for chat in 0..CHATS_MAX as i64 + 1_000 {
            assert_eq!(floods.admit(chat, at(1)), Admission::Answer);
        }
        assert_eq!(floods.chats.len(), CHATS_MAX);
        floods.admit(1, at(60_000));
        assert_eq!(floods.chats.len(), 1);
    }
}
