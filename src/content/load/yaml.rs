//! Reads one YAML file; a misspelt or repeated key is reported and the rest read on.

use std::borrow::Cow;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// How many misspelt keys of one file are named in one run.
const KEY_PROBLEMS_MAX: usize = 20;

/// Parses a file; a misspelt or repeated key is reported, taken out, and the rest read on.
pub(super) fn parse<T: DeserializeOwned>(
    file: &Path,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..KEY_PROBLEMS_MAX {
        let error = match serde_yaml::from_str(&text) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let line = error
            .location()
            .and_then(|location| usize::try_from(location.line()).ok())
            .unwrap_or(0);
        let (problem, can_go_on) = describe(file, line, &error);
        problems.push(problem);
        if !can_go_on || line == 0 {
            return None;
        }
        text = Cow::Owned(without_block(&text, line));
    }
    None
}

fn describe(file: &Path, line: usize, error: &serde_yaml::Error) -> (Problem, bool) {
    match error.without_snippet() {
        serde_yaml::Error::SerdeUnknownField {
            field, expected, ..
        } => (
            Problem::error(
                "unknown-key",
                file,
                line,
                format!("there is no key `{field}` here"),
                format!("write one of: {}", expected.join(", ")),
            ),
            true,
        ),
        serde_yaml::Error::DuplicateMappingKey { key, .. } => (
            Problem::error(
                "duplicate-key",
                file,
                line,
                format!(
                    "the key `{}` stands here twice",
                    key.as_deref().unwrap_or("?")
                ),
                "keep one of the two",
            ),
            true,
        ),
        serde_yaml::Error::SerdeMissingField { field, .. } => (
            Problem::error(
                "missing-key",
                file,
                line,
                format!("the key `{field}` is missing here"),
                format!("add `{field}:` to the block this line belongs to"),
            ),
            false,
        ),
        _ => (
            Problem::error(
                "yaml",
                file,
                line,
                format!("this cannot be read as YAML:\n{error}"),
                "look at the line above the mark: a quote, a colon or the spaces at the beginning",
            ),
            false,
        ),
    }
}

/// Empties a line and the deeper lines below it, so that line numbers stay as they are.
fn without_block(text: &str, line: usize) -> String {
    let depth = |text: &str| text.len() - text.trim_start_matches([' ', '-']).len();
    let mut kept = Vec::new();
    let mut block: Option<usize> = None;
    for (index, current) in text.lines().enumerate() {
        if index + 1 == line {
            block = Some(depth(current));
            kept.push("");
            continue;
        }
        match block {
            Some(start) if current.trim().is_empty() || depth(current) > start => kept.push(""),
            _ => {
                block = None;
                kept.push(current);
            }
        }
    }
    kept.join("\n")
}
