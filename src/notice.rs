//! The lines that may be logged: a closed list without a field a person's words or number fit in.
//!
//! Everything the program says on standard error while it runs is a [`Notice`]; there is no
//! other way to log, so a leak would have to be written here first. A line is a sentence, or a
//! JSON object with the sentence, the kind of notice and how serious it is.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

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
    /// Something is wrong with the program until it is told to be over.
    Faulty {
        id: &'static str,
        sentence: &'static str,
    },
    /// The operators' chat takes no messages.
    OperatorsUnreached,
    /// A fault is over.
    Mended {
        id: &'static str,
        lasted: Duration,
    },
    /// Changed texts are served.
    ContentReloaded {
        topics: usize,
    },
    /// Changed texts have problems; the old ones are served. The problems are the editors' own
    /// words, from the files.
    ContentRefused {
        problems: String,
        count: usize,
    },
    /// A week was published.
    WeekClosed {
        week: String,
    },
    /// A week was closed, and nothing of it is shown.
    WeekWithheld {
        week: String,
    },
    TextsPastReview {
        topics: usize,
    },
    NumbersNotCalled {
        contacts: usize,
    },
    /// The webhook takes updates from this address.
    WebhookAt {
        listen: String,
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
            Self::Faulty { id, sentence } => write!(f, "fault {id}: {sentence}"),
            Self::Mended { id, lasted } => {
                write!(f, "fault {id} is over; it lasted {}", in_words(*lasted))
            }
            Self::OperatorsUnreached => f.write_str(
                "the operators' chat takes no messages: write /start to the bot there, or name \
                 another by --operators-chat; a group that grew has a new number",
            ),
            Self::ContentReloaded { topics } => {
                write!(f, "changed texts are served from now on: {topics} topics")
            }
            Self::ContentRefused { problems, count } => write!(
                f,
                "changed texts have {count} problems and are not used; the old ones are served:\n\
                 {problems}"
            ),
            Self::WeekClosed { week } => {
                write!(f, "the week {week} is closed: see it by `huquq report`")
            }
            Self::WeekWithheld { week } => write!(
                f,
                "the week {week} is closed and shows nothing: no rounding was found that protects \
                 its numbers; its raw ones are gone, as always. Please report this line"
            ),
            Self::TextsPastReview { topics } => write!(
                f,
                "{topics} topics are past the day to read them again: see them by `huquq check`"
            ),
            Self::NumbersNotCalled { contacts } => write!(
                f,
                "{contacts} phone numbers were not called for 90 days: list them by \
                 `huquq contacts due`"
            ),
            Self::WebhookAt { listen } => write!(f, "the webhook listens on {listen}"),
            Self::Stopping { in_flight } => write!(f, "stopping; {in_flight} updates in flight"),
            Self::Stopped => f.write_str("stopped"),
            Self::Fault { file, line } => write!(
                f,
                "a fault in the program at {file}:{line}; please report this line"
            ),
        }
    }
}

/// Whether lines are JSON objects.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Writes every line from here on as a JSON object, for programs that read logs.
pub fn write_json() {
    IS_JSON.store(true, Ordering::Relaxed);
}

/// How serious a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Information,
    Warning,
    Error,
}

impl Notice {
    /// Prints the line on standard error. Where that cannot be written (a full disk, a reader that
    /// is gone) the line is lost: people are answered all the same.
    pub fn print(&self) {
        let line = if IS_JSON.load(Ordering::Relaxed) {
            format!("{}\n", self.to_json())
        } else {
            format!("huquq: {self}\n")
        };
        let _ = io::stderr().write_all(line.as_bytes());
    }

    fn to_json(&self) -> serde_json::Value {
        let (kind, level) = self.kind();
        let level = match level {
            Level::Information => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        json!({"level": level, "kind": kind, "text": self.to_string()})
    }

    /// Names the notice for a program.
    const fn kind(&self) -> (&'static str, Level) {
        match self {
            Self::Connected { .. } => ("connected", Level::Information),
            Self::PartnersAt { .. } => ("partners-at", Level::Information),
            Self::PreviewAt { .. } => ("preview-at", Level::Information),
            Self::Counts(_) => ("counts", Level::Warning),
            Self::CountsFailed(_) => ("counts-failed", Level::Error),
            Self::Start(_) => ("start", Level::Information),
            Self::CallFailed { .. } => ("call-failed", Level::Warning),
            Self::UpdateFailed { .. } => ("update-failed", Level::Error),
            Self::Faulty { .. } => ("faulty", Level::Error),
            Self::OperatorsUnreached => ("operators-unreached", Level::Error),
            Self::Mended { .. } => ("mended", Level::Information),
            Self::ContentReloaded { .. } => ("content-reloaded", Level::Information),
            Self::ContentRefused { .. } => ("content-refused", Level::Error),
            Self::WeekClosed { .. } => ("week-closed", Level::Information),
            Self::WeekWithheld { .. } => ("week-withheld", Level::Error),
            Self::TextsPastReview { .. } => ("texts-past-review", Level::Warning),
            Self::NumbersNotCalled { .. } => ("numbers-not-called", Level::Warning),
            Self::WebhookAt { .. } => ("webhook-at", Level::Information),
            Self::Stopping { .. } => ("stopping", Level::Information),
            Self::Stopped => ("stopped", Level::Information),
            Self::Fault { .. } => ("fault", Level::Error),
        }
    }
}

/// A length of time for people: `50 s`, `12 min`, `3 h 20 min`.
pub fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3_600, seconds / 60 % 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_sentence_or_an_object_with_it() {
        let notice = Notice::Mended {
            id: "sending",
            lasted: Duration::from_secs(3 * 3_600 + 20 * 60 + 5),
        };
        let sentence = "fault sending is over; it lasted 3 h 20 min";
        assert_eq!(notice.to_string(), sentence);
        assert_eq!(
            notice.to_json(),
            json!({"level": "info", "kind": "mended", "text": sentence})
        );
    }

    const CHILD: &str = "HUQUQ_TEST_PANIC";

    /// The child of the next test: panics with words that somebody might have typed.
    #[test]
    fn a_panic_of_a_child() {
        if std::env::var_os(CHILD).is_some() {
            silence_panics();
            panic!("меня зовут Canarkovqz");
        }
    }

    /// T15.
    #[test]
    fn a_panic_says_where_it_happened_and_nothing_of_what() {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "notice::tests::a_panic_of_a_child",
                "--nocapture",
            ])
            .env(CHILD, "1")
            .env("RUST_BACKTRACE", "full")
            .output()
            .unwrap();
        assert!(!child.status.success());
        let said = [child.stdout, child.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(
            said.contains("a fault in the program at src/notice.rs:"),
            "{said}"
        );
        assert!(
            !said.contains("anarkovqz") && !said.contains("зовут"),
            "{said}"
        );
    }
}
