//! Which updates are acknowledged, and when to ask for more. Pure: no clock, no network.
//!
//! Asking for updates from an offset tells the server that everything below it is done. So the
//! offset moves only to the first update that is not yet answered. Until then the server shows
//! the same updates again, at most the first hundred of them, and is slow to someone who asks the
//! same offset twice within half a second; [`Window::plan`] lives with both.

use std::collections::BTreeMap;
use std::time::Duration;

/// How many unacknowledged updates the server shows.
pub const WINDOW_MAX: usize = 100;

/// Asked again sooner, the server gives one update instead of a hundred.
const SAME_OFFSET_PAUSE: Duration = Duration::from_millis(510);

/// How long fresh updates may take before the next ones are asked for: mostly they are all
/// answered by then, and the next question is their acknowledgement.
const SETTLE: Duration = Duration::from_millis(25);

/// The updates the server has shown and still holds.
#[derive(Debug, Default)]
pub struct Window {
    /// By number; whether the update is done.
    shown: BTreeMap<u32, bool>,
    undone: usize,
    /// Everything below this is done; None before the first update.
    offset: Option<u32>,
    /// What was asked last, and when, as time since the start.
    asked: Option<(Option<u32>, Duration)>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Ask for updates from this offset; wait long for one only when nothing is being answered.
    Ask { offset: Option<u32>, is_long: bool },
    /// Wait for an answer to be accepted, but no longer than until then (time since the start).
    Wait { until: Option<Duration> },
}

impl Window {
    /// Takes in an update the server showed; says whether it is new.
    ///
    /// Numbers may start afresh below the offset after a week of silence, so "new" means "not
    /// among those shown", not "higher than before".
    pub fn show(&mut self, number: u32) -> bool {
        if self.shown.contains_key(&number) {
            return false;
        }
        self.shown.insert(number, false);
        self.undone += 1;
        true
    }

    /// An update is answered and counted, or needs neither.
    pub fn finish(&mut self, number: u32) {
        if let Some(is_done @ false) = self.shown.get_mut(&number) {
            *is_done = true;
            self.undone -= 1;
        }
        while let Some(first) = self.shown.first_entry()
            && *first.get()
        {
            self.offset = Some(first.key().saturating_add(1));
            first.remove();
        }
    }

    /// How many updates are not done.
    pub fn undone(&self) -> usize {
        self.undone
    }

    /// No further update can be seen until the first one is done.
    pub fn is_full(&self) -> bool {
        self.shown.len() >= WINDOW_MAX
    }

    /// Everything below this is done.
    pub fn offset(&self) -> Option<u32> {
        self.shown
            .first_key_value()
            .map_or(self.offset, |(first, _)| Some(*first))
    }

    /// Whether asking now would acknowledge something.
    pub fn has_news(&self) -> bool {
        self.asked.is_none_or(|(offset, _)| offset != self.offset())
    }

    /// Remembers what was asked, and that the answer came now.
    pub fn ask(&mut self, offset: Option<u32>, now: Duration) {
        self.asked = Some((offset, now));
    }

    /// Decides what to do next.
    pub fn plan(&self, now: Duration) -> Plan {
        let offset = self.offset();
        let ask = |is_long| Plan::Ask { offset, is_long };
        let Some((_, asked_at)) = self.asked else {
            // The first time tells at once whether the server is there.
            return ask(false);
        };
        if self.undone == 0 {
            return ask(true);
        }
        if self.is_full() {
            return Plan::Wait { until: None };
        }
        let pause = if self.has_news() {
            SETTLE
        } else {
            SAME_OFFSET_PAUSE
        };
        let until = asked_at + pause;
        if now < until {
            Plan::Wait { until: Some(until) }
        } else {
            ask(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn the_offset_waits_for_the_first_update_that_is_not_done() {
        let mut window = Window::default();
        for number in [10, 11, 12] {
            assert!(window.show(number));
        }
        window.finish(11);
        window.finish(12);
        assert_eq!(window.offset(), Some(10));
        window.finish(10);
        assert_eq!(window.offset(), Some(13));
        assert_eq!(window.undone(), 0);
    }

    #[test]
    fn an_update_shown_again_is_not_new_even_when_it_is_done() {
        let mut window = Window::default();
        window.show(10);
        window.show(11);
        window.finish(11);
        assert!(!window.show(10));
        assert!(!window.show(11));
        assert!(window.show(12));
    }

    #[test]
    fn numbers_may_start_afresh_below_the_offset() {
        let mut window = Window::default();
        window.show(1_000);
        window.finish(1_000);
        assert!(window.show(7));
        assert_eq!(window.offset(), Some(7));
        window.finish(7);
        assert_eq!(window.offset(), Some(8));
    }

    #[test]
    fn with_nothing_to_answer_it_asks_and_waits_long_except_the_first_time() {
        let mut window = Window::default();
        let ask = |offset, is_long| Plan::Ask { offset, is_long };
        let long = |offset| ask(offset, true);
        assert_eq!(window.plan(at(0)), ask(None, false));
        window.ask(None, at(0));
        assert_eq!(window.plan(at(1)), long(None));
        window.show(10);
        window.finish(10);
        assert_eq!(window.plan(at(2)), long(Some(11)));
    }

    #[test]
    fn fresh_updates_get_a_moment_then_what_is_done_is_acknowledged() {
        let mut window = Window::default();
        window.ask(None, at(0));
        window.show(10);
        window.show(11);
        window.finish(10);
        assert_eq!(
            window.plan(at(1)),
            Plan::Wait {
                until: Some(at(25))
            }
        );
        assert_eq!(
            window.plan(at(25)),
            Plan::Ask {
                offset: Some(11),
                is_long: false
            }
        );
    }

    #[test]
    fn the_same_offset_is_not_asked_twice_within_half_a_second() {
        let mut window = Window::default();
        window.show(10);
        window.ask(Some(10), at(0));
        assert_eq!(
            window.plan(at(500)),
            Plan::Wait {
                until: Some(at(510))
            }
        );
        assert_eq!(
            window.plan(at(510)),
            Plan::Ask {
                offset: Some(10),
                is_long: false
            }
        );
    }

    #[test]
    fn after_a_long_poll_what_it_brought_is_not_asked_for_again_at_once() {
        let mut window = Window::default();
        // Asked twenty seconds ago; the answer came now.
        window.ask(Some(10), at(20_000));
        window.show(10);
        assert_eq!(
            window.plan(at(20_001)),
            Plan::Wait {
                until: Some(at(20_510))
            }
        );
        window.finish(10);
        assert!(matches!(
            window.plan(at(20_002)),
            Plan::Ask { is_long: true, .. }
        ));
    }

    #[test]
    fn a_full_window_waits_for_an_answer() {
        let mut window = Window::default();
        window.ask(None, at(0));
        for number in 0..100 {
            window.show(number);
        }
        for number in 1..100 {
            window.finish(number);
        }
        assert_eq!(window.plan(at(9_000)), Plan::Wait { until: None });
        window.finish(0);
        assert_eq!(
            window.plan(at(9_000)),
            Plan::Ask {
                offset: Some(100),
                is_long: true
            }
        );
    }

    proptest! {
        /// A server that forgets what is below the offset, a bot that is killed now and then.
        #[test]
        fn nothing_is_forgotten_before_it_is_done(steps in prop::collection::vec(0..5_u8, 1..400), seed in any::<u64>()) {
            let mut queue: Vec<u32> = Vec::new();
            let mut next = 1;
            let mut done = std::collections::BTreeSet::new();
            let mut window = Window::default();
            let mut taken: Vec<u32> = Vec::new();
            let mut chance = seed | 1;
            for step in steps {
                chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                match step {
                    0 => { queue.push(next); next += 1 + (chance >> 60) as u32; }
                    1 | 2 => {
                        if let Some(offset) = window.offset() {
                            for forgotten in queue.iter().filter(|number| **number < offset) {
                                prop_assert!(done.contains(forgotten));
                            }
                            queue.retain(|number| *number >= offset);
                        }
                        for number in queue.iter().take(WINDOW_MAX) {
                            if window.show(*number) {
                                prop_assert!(!taken.contains(number));
                                taken.push(*number);
                            }
                        }
                    }
                    3 if !taken.is_empty() => {
                        let number = taken.swap_remove((chance >> 33) as usize % taken.len());
                        done.insert(number);
                        window.finish(number);
                    }
                    4 if chance >> 61 == 0 => { window = Window::default(); taken.clear(); }
                    _ => {}
                }
                prop_assert_eq!(window.undone(), taken.len());
            }
        }
    }
}
