//! How the program itself is: figures for a monitoring system and faults for its operators.
//!
//! Both are closed lists. A figure is a total without any label; a fault is a kind of trouble and
//! the moment it began. Neither has room for a chat, a topic, a language or a word, so nothing
//! here can tell who asked what. [`server`] shows them on a port of this machine; front ends and
//! commands report what they see.

mod figures;
pub mod server;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub use figures::Figure;
use figures::Figures;

use crate::notice::{Notice, in_words};

/// What can be wrong with the program and goes away again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Nothing was asked of Telegram yet.
    Starting,
    /// Telegram gives no updates.
    Polling,
    /// The webhook is not set, or Telegram does not reach it.
    Webhook,
    /// Telegram takes no answers.
    Sending,
    /// The counts cannot be kept: people are answered, and not counted.
    Counting,
    /// The counts cannot be written to the disk; they wait in memory.
    Store,
    /// The mirror of the counts is gone; they lie in this process alone.
    Mirror,
    /// The clock leapt, or shows a week that is over.
    Clock,
    /// Changed texts do not hold together; the old ones are served.
    Content,
}

impl Fault {
    /// Names the fault in a metric and for a program.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Polling => "polling",
            Self::Webhook => "webhook",
            Self::Sending => "sending",
            Self::Counting => "counting",
            Self::Store => "store",
            Self::Mirror => "mirror",
            Self::Clock => "clock",
            Self::Content => "content",
        }
    }

    /// What is wrong and what to do.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Starting => "it is starting and has not reached Telegram yet",
            Self::Polling => {
                "Telegram gives no updates: see the log, and `huquq doctor` for the network"
            }
            Self::Webhook => {
                "Telegram does not reach the webhook: see `huquq doctor` for the address and its \
                 certificate"
            }
            Self::Sending => "Telegram takes no answers; people are answered when it does again",
            Self::Counting => {
                "counts cannot be kept: people are answered, and not counted; make the disk of \
                 the counts writable"
            }
            Self::Store => {
                "counts cannot be written to the disk: make room there or give access; they wait"
            }
            Self::Mirror => {
                "the mirror of the counts cannot lie where it was named, on a tmpfs: mount it, make \
                 room there, or take away the other file that lies there; until then a crash costs the counts since the last commit"
            }
            Self::Clock => {
                "the clock leapt, or shows a week that is over: set it right, see `timedatectl`; \
                 counting goes on in the week it was in, and follows the clock after an hour"
            }
            Self::Content => {
                "changed texts have problems and are not used: run `huquq check`; the old ones \
                 are served"
            }
        }
    }

    /// People get no answers, or get them late, while it lasts.
    pub const fn is_felt(self) -> bool {
        match self {
            Self::Starting | Self::Polling | Self::Webhook | Self::Sending => true,
            Self::Counting | Self::Store | Self::Mirror | Self::Clock | Self::Content => false,
        }
    }
}

/// A fault that came or went, for the operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub fault: Fault,
    /// How long it lasted; None when it has just begun.
    pub lasted: Option<Duration>,
}

/// How the program is. Shared by all parts of it.
#[derive(Debug)]
pub struct Health {
    began: Instant,
    figures: Figures,
    faults: Mutex<BTreeMap<Fault, Instant>>,
    changes: UnboundedSender<Change>,
}

impl Health {
    /// Starts with the fault of not having started, and gives where changes are to be heard.
    pub fn new() -> (Self, UnboundedReceiver<Change>) {
        let (changes, heard) = unbounded_channel();
        let began = Instant::now();
        let health = Self {
            began,
            figures: Figures::default(),
            faults: Mutex::new(BTreeMap::from([(Fault::Starting, began)])),
            changes,
        };
        (health, heard)
    }

    /// Adds one to a total.
    pub fn count(&self, figure: Figure) {
        self.figures.count(figure);
    }

    /// An update was answered this long after it came.
    pub fn answered(&self, after: Duration) {
        self.figures.answered(after);
    }

    /// A fault is there. Said again while it lasts, it changes nothing.
    pub fn break_down(&self, fault: Fault) {
        let mut faults = self.faults();
        if let std::collections::btree_map::Entry::Vacant(place) = faults.entry(fault) {
            place.insert(Instant::now());
            self.tell(Change {
                fault,
                lasted: None,
            });
        }
    }

    /// A fault is gone, if it was there.
    pub fn mend(&self, fault: Fault) {
        let mut faults = self.faults();
        if let Some(since) = faults.remove(&fault)
            && fault != Fault::Starting
        {
            self.tell(Change {
                fault,
                lasted: Some(since.elapsed()),
            });
        }
    }

    /// Whether a fault is there, as somebody who looks often sees it.
    pub fn set(&self, fault: Fault, is_there: bool) {
        if is_there {
            self.break_down(fault);
        } else {
            self.mend(fault);
        }
    }

    /// How long a fault has lasted, if it is there.
    pub fn lasts(&self, fault: Fault) -> Option<Duration> {
        self.faults().get(&fault).map(Instant::elapsed)
    }

    /// The faults there are, with how long they have lasted.
    pub fn present(&self) -> Vec<(Fault, Duration)> {
        let faults = self.faults();
        faults
            .iter()
            .map(|(fault, since)| (*fault, since.elapsed()))
            .collect()
    }

    /// How long the program has run.
    pub fn uptime(&self) -> Duration {
        self.began.elapsed()
    }

    /// The figures in Prometheus' text format.
    pub fn exposition(&self) -> String {
        self.figures.exposition(self.uptime(), &self.present())
    }

    fn tell(&self, change: Change) {
        // Whoever listened may be gone at the end.
        let _ = self.changes.send(change);
    }

    fn faults(&self) -> MutexGuard<'_, BTreeMap<Fault, Instant>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Change {
    /// The line for the log and for the operators.
    pub fn notice(self) -> Notice {
        match self.lasted {
            None => Notice::Faulty {
                id: self.fault.id(),
                sentence: self.fault.sentence(),
            },
            Some(lasted) => Notice::Mended {
                id: self.fault.id(),
                lasted,
            },
        }
    }
}

/// The faults in words, a line each; nothing when there are none.
fn in_lines(faults: &[(Fault, Duration)]) -> String {
    faults
        .iter()
        .map(|(fault, lasted)| {
            let (id, sentence) = (fault.id(), fault.sentence());
            format!("{id}: for {}: {sentence}\n", in_words(*lasted))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_of_once_when_it_comes_and_once_when_it_goes() {
        let (health, mut heard) = Health::new();
        health.mend(Fault::Starting);
        health.break_down(Fault::Sending);
        health.break_down(Fault::Sending);
        health.mend(Fault::Sending);
        health.mend(Fault::Sending);
        let first = heard.try_recv().expect("it came");
        assert_eq!((first.fault, first.lasted), (Fault::Sending, None));
        let second = heard.try_recv().expect("it went");
        assert!(second.lasted.is_some());
        assert!(heard.try_recv().is_err());
        assert!(health.present().is_empty());
    }
}
