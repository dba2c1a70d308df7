//! The totals, and how they are written for Prometheus.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::Fault;

/// What is counted of the program's own work. None of these says who asked, or what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    Updates,
    UnreadableUpdates,
    FloodedUpdates,
    UncountedUpdates,
    HeldUpAnswers,
    GivenUpAnswers,
    Calls,
    FailedCalls,
    ThrottledCalls,
    RefusedCalls,
    WebhookRefused,
}

impl Figure {
    const ALL: [Self; 11] = [
        Self::Updates,
        Self::UnreadableUpdates,
        Self::FloodedUpdates,
        Self::UncountedUpdates,
        Self::HeldUpAnswers,
        Self::GivenUpAnswers,
        Self::Calls,
        Self::FailedCalls,
        Self::ThrottledCalls,
        Self::RefusedCalls,
        Self::WebhookRefused,
    ];

    const fn name_and_help(self) -> (&'static str, &'static str) {
        match self {
            Self::Updates => ("updates", "Updates taken in"),
            Self::UnreadableUpdates => ("updates_unreadable", "Updates stepped over, unreadable"),
            Self::FloodedUpdates => ("updates_flooded", "Updates beyond what a chat is answered"),
            Self::UncountedUpdates => (
                "updates_uncounted",
                "Updates answered while counts could not be kept",
            ),
            Self::HeldUpAnswers => ("answers_held_up", "Answers held up by their own chat"),
            Self::GivenUpAnswers => ("answers_given_up", "Answers that could not be brought"),
            Self::Calls => ("calls", "Calls to the Bot API"),
            Self::FailedCalls => (
                "calls_failed",
                "Calls that met trouble of server or network",
            ),
            Self::ThrottledCalls => ("calls_throttled", "Calls that were told to wait"),
            Self::RefusedCalls => ("calls_refused", "Calls that were refused"),
            Self::WebhookRefused => ("webhook_refused", "Webhook requests that were turned away"),
        }
    }
}

/// Upper bounds of the classes of answering time, in milliseconds.
const CLASSES_MS: [u64; 12] = [
    5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 15_000, 60_000,
];

/// The totals since the program started.
#[derive(Debug, Default)]
pub(super) struct Figures {
    totals: [AtomicU64; Figure::ALL.len()],
    classes: [AtomicU64; CLASSES_MS.len()],
    answers: AtomicU64,
    answering_us: AtomicU64,
}

impl Figures {
    pub fn count(&self, figure: Figure) {
        self.totals[figure as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub fn answered(&self, after: Duration) {
        let class = CLASSES_MS
            .iter()
            .position(|bound| after <= Duration::from_millis(*bound));
        if let Some(class) = class {
            self.classes[class].fetch_add(1, Ordering::Relaxed);
        }
        self.answers.fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(after.as_micros()).unwrap_or(u64::MAX);
        self.answering_us.fetch_add(micros, Ordering::Relaxed);
    }

    /// All of it in Prometheus' text format, version 0.0.4.
    pub fn exposition(&self, uptime: Duration, faults: &[(Fault, Duration)]) -> String {
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, rows: &[(String, String)]| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "# HELP huquq_{name} {help}.");
            let _ = writeln!(text, "# TYPE huquq_{name} {kind}");
            for (rest, value) in rows {
                let _ = writeln!(text, "huquq_{name}{rest} {value}");
            }
        };
        let plain = |value: String| [(String::new(), value)];
        let read = |total: &AtomicU64| total.load(Ordering::Relaxed);
        for figure in Figure::ALL {
            let (name, help) = figure.name_and_help();
            let total = read(&self.totals[figure as usize]).to_string();
            family(&format!("{name}_total"), "counter", help, &plain(total));
        }
        let answers = read(&self.answers);
        let mut below = 0;
        let mut rows: Vec<(String, String)> = CLASSES_MS
            .iter()
            .zip(&self.classes)
            .map(|(bound, class)| {
                below += read(class);
                let bound = Duration::from_millis(*bound).as_secs_f64();
                (format!("_bucket{{le=\"{bound}\"}}"), below.to_string())
            })
            .collect();
        let seconds = Duration::from_micros(read(&self.answering_us)).as_secs_f64();
        rows.push((
            "_bucket{le=\"+Inf\"}".to_owned(),
            answers.max(below).to_string(),
        ));
        rows.push(("_sum".to_owned(), seconds.to_string()));
        rows.push(("_count".to_owned(), answers.max(below).to_string()));
        let help = "From an update's arrival to its answer's acceptance";
        family("answer_seconds", "histogram", help, &rows);
        let help = "Since the program started";
        family(
            "uptime_seconds",
            "gauge",
            help,
            &plain(uptime.as_secs().to_string()),
        );
        let rows: Vec<(String, String)> = faults
            .iter()
            .map(|(fault, lasted)| {
                let row = format!("{{fault=\"{}\"}}", fault.id());
                (row, lasted.as_secs().to_string())
            })
            .collect();
        family(
            "fault_seconds",
            "gauge",
            "How long a fault has lasted",
            &rows,
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_own_place_and_name() {
        let figures = Figures::default();
        for (index, figure) in Figure::ALL.into_iter().enumerate() {
            assert_eq!(figure as usize, index);
            for _ in 0..=index {
                figures.count(figure);
            }
        }
        let text = figures.exposition(Duration::from_secs(5), &[]);
        for (index, figure) in Figure::ALL.into_iter().enumerate() {
            let line = format!("huquq_{}_total {}\n", figure.name_and_help().0, index + 1);
            assert_eq!(text.matches(&line).count(), 1, "{line} in {text}");
        }
    }

    #[test]
    fn answering_times_add_up_from_class_to_class() {
        let figures = Figures::default();
        for milliseconds in [1, 5, 6, 300, 100_000] {
            figures.answered(Duration::from_millis(milliseconds));
        }
        let text = figures.exposition(Duration::ZERO, &[(Fault::Store, Duration::from_secs(9))]);
        for line in [
            "huquq_answer_seconds_bucket{le=\"0.005\"} 2",
            "huquq_answer_seconds_bucket{le=\"0.01\"} 3",
            "huquq_answer_seconds_bucket{le=\"0.5\"} 4",
            "huquq_answer_seconds_bucket{le=\"+Inf\"} 5",
            "huquq_answer_seconds_count 5",
            "huquq_fault_seconds{fault=\"store\"} 9",
        ] {
            assert!(text.lines().any(|written| written == line), "{line}");
        }
    }
}
