//! Tells whoever runs the bot what went wrong, in the log and in a chat of their own.
//!
//! The chat gets the log's own sentences, which have no room for anything of a person. A fault
//! that comes and goes within a minute is only logged.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use super::render::render_sentence;
use super::send::{Errand, Page, Sender, Step};
use super::weather::Signs;
use crate::health::{Change, Fault};
use crate::notice::Notice;

/// A fault shorter than this is not worth a message.
const WORTH_TELLING: Duration = Duration::from_secs(60);

/// Something else the operators should hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Changed texts are served from now on.
    ContentReloaded { topics: usize },
    /// Weeks were closed and published.
    WeekClosed { week: String },
    /// A week was closed and shows nothing, since no rounding protects it.
    WeekWithheld { week: String },
    /// So many texts are past the day they should be read again.
    TextsPastReview { topics: usize },
    /// So many numbers were not called for ninety days.
    NumbersNotCalled { contacts: usize },
}

impl Word {
    fn notice(self) -> Notice {
        match self {
            Self::ContentReloaded { topics } => Notice::ContentReloaded { topics },
            Self::WeekClosed { week } => Notice::WeekClosed { week },
            Self::WeekWithheld { week } => Notice::WeekWithheld { week },
            Self::TextsPastReview { topics } => Notice::TextsPastReview { topics },
            Self::NumbersNotCalled { contacts } => Notice::NumbersNotCalled { contacts },
        }
    }
}

/// Tells of everything that is heard, for as long as it is let.
pub async fn tell(
    sender: Arc<Sender>,
    chat: Option<i64>,
    mut changes: UnboundedReceiver<Change>,
    mut words: UnboundedReceiver<Word>,
) {
    let mut desk = Desk {
        sender,
        chat,
        young: HashMap::new(),
    };
    loop {
        let next = desk.next_due();
        tokio::select! {
            Some(change) = changes.recv() => desk.hear(change),
            Some(word) = words.recv() => {
                let notice = word.notice();
                notice.print();
                desk.send(&notice);
            }
            () = until(next) => desk.tell_due(),
            else => return,
        }
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

struct Desk {
    sender: Arc<Sender>,
    chat: Option<i64>,
    /// Faults that are not yet worth telling, with the moment from which they are.
    young: HashMap<Fault, Instant>,
}

impl Desk {
    fn hear(&mut self, change: Change) {
        let notice = change.notice();
        notice.print();
        if change.lasted.is_none() {
            self.young
                .insert(change.fault, Instant::now() + WORTH_TELLING);
            return;
        }
        let was_young = self.young.remove(&change.fault).is_some();
        if !was_young {
            self.send(&notice);
        }
    }

    fn next_due(&self) -> Option<Instant> {
        self.young.values().min().copied()
    }

    fn tell_due(&mut self) {
        let now = Instant::now();
        let due: Vec<Fault> = self
            .young
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(fault, _)| *fault)
            .collect();
        for fault in due {
            self.young.remove(&fault);
            self.send(
                &Change {
                    fault,
                    lasted: None,
                }
                .notice(),
            );
        }
    }

    /// Sends the notice, beside everything else; in an outage it waits for its end.
    fn send(&self, notice: &Notice) {
        let Some(chat) = self.chat else {
            return;
        };
        let html = render_sentence(&notice.to_string()).parts.remove(0);
        let page = Page {
            html,
            keyboard: None,
            thread: None,
            is_bare: false,
        };
        let errand = Errand {
            forgets: false,
            chat,
            steps: VecDeque::from([Step::Send { page }]),
            is_urgent: false,
        };
        let sender = Arc::clone(&self.sender);
        tokio::spawn(async move {
            let signs = Signs::default();
            let waiting = sender.deliver(errand, &signs);
            // Old news is no news.
            let sent = tokio::time::timeout(Duration::from_secs(24 * 3600), waiting).await;
            if sent.is_ok_and(|delivered| delivered.messages.is_empty()) {
                Notice::OperatorsUnreached.print();
            }
        });
    }
}
