//! The lines that may be logged: a closed list without a field a person's words or number fit in.
//!
//! Everything the program says on standard error while it runs is a [`Notice`]; there is no
//! other way to log, so a leak would have to be written here first.

use std::fmt;
use std::time::Duration;

use crate::counts::CountError;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The bot is connected; `username` is the bot's own.
    Connected {
        username: String,
    },
    /// The preview can be opened at this address.
    PreviewAt {
        address: String,
    },
    /// The partners' page can be opened at this address.
    PartnersAt {
        address: String,
    },
    /// A remark about the counts, from a fixed set of sentences.
    Counts(&'static str),
    /// The counts could not be written; they wait.
    CountsFailed(CountError),
    /// A remark about how the program was started, from a fixed set of sentences.
    Start(&'static str),
    /// A Bot API method failed in a way of a fixed list.
    CallFailed {
        method: &'static str,
        kind: &'static str,
        wait: Option<Duration>,
    },
    /// An update could not be handled.
    UpdateFailed {
        kind: &'static str,
    },
    /// Shutting down; this many updates are still being answered.
    Stopping {
        in_flight: usize,
    },
    Stopped,
    /// A fault in the program, at this place in its source.
    Fault {
        file: String,
        line: u32,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected { username } => write!(f, "connected to Telegram as @{username}"),
            Self::PartnersAt { address } => write!(f, "partners' page at {address}"),
            Self::PreviewAt { address } => write!(f, "preview at {address}"),
            Self::CountsFailed(error) => write!(f, "{error}"),
            Self::Counts(sentence) | Self::Start(sentence) => f.write_str(sentence),
            Self::CallFailed {
                method,
                kind,
                wait: Some(wait),
            } => {
                write!(
                    f,
                    "{method}: {kind}; trying again in {:.1} s",
                    wait.as_secs_f32()
                )
            }
            Self::CallFailed {
                method,
                kind,
                wait: None,
            } => write!(f, "{method}: {kind}"),
            Self::UpdateFailed { kind } => write!(f, "an update could not be handled: {kind}"),
            Self::Stopping { in_flight } => write!(f, "stopping; {in_flight} updates in flight"),
            Self::Stopped => f.write_str("stopped"),
            Self::Fault { file, line } => write!(
                f,
                "a fault in the program at {file}:{line}; please report this line"
            ),
        }
    }
}

impl Notice {
    /// Prints the line on standard error.
    pub fn print(&self) {
        eprintln!("huquq: {self}");
    }
}

/// Lets a panic say only where it happened: its message may quote what a person wrote.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or((String::new(), 0), |place| {
            (place.file().to_owned(), place.line())
        });
        Notice::Fault { file, line }.print();
    }));
}
