//! A problem in something a person wrote: which rule, where, what is wrong and how to mend it.
//!
//! Loading and checking return lists of these; only `commands` prints them.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// How much a problem matters: an error stops a release, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file, as the path was given to the loader.
    pub file: PathBuf,
    /// The line, counted from one; zero when the whole file is meant.
    pub line: usize,
    pub severity: Severity,
    /// The rule's kebab-case id, for example `unknown-key`.
    pub rule: &'static str,
    /// What is wrong, in lower case, with the writer's own names.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    /// Describes an error.
    pub fn error(
        rule: &'static str,
        file: impl Into<PathBuf>,
        line: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            severity: Severity::Error,
            rule,
            message: message.into(),
            help: help.into(),
        }
    }

    /// Describes a warning.
    pub fn warning(
        rule: &'static str,
        file: impl Into<PathBuf>,
        line: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, file, line, message, help)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(f, "{kind}[{}]: {}", self.rule, self.message)?;
        if self.line == 0 {
            writeln!(f, "  --> {}", self.file.display())?;
        } else {
            writeln!(f, "  --> {}:{}", self.file.display(), self.line)?;
        }
        write!(f, "  help: {}", self.help)
    }
}
