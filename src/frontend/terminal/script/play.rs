//! Plays conversation tests: does what a script says and compares what comes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Fault, RULE, Script, Step, fault, parse};
use crate::conversation::{Action, Button, Reply};
use crate::counts::CountError;
use crate::frontend::insight::Insight;
use crate::frontend::terminal::{Chat, WIDTH, labels, words};
use crate::frontend::typed;
use crate::problem::Problem;
use crate::service::Service;
use crate::understanding::{Input, UserText};

/// How much of a reply is quoted in a problem, in lines.
const QUOTED_LINES_MAX: usize = 12;

/// How a conversation went.
#[derive(Debug, Default)]
pub struct Played {
    /// How many expectations were looked at.
    pub expectations: usize,
    pub problems: Vec<Problem>,
}

/// Plays a script; `turn` answers each input in one and the same chat.
///
/// A button that is not there ends the script, for nothing after it can be trusted; an
/// expectation that fails does not.
pub fn play(
    script: &Script,
    mut turn: impl FnMut(&Input) -> Result<(Reply, Insight), CountError>,
) -> Played {
    let mut played = Played::default();
    let mut newest: Option<(Reply, Insight)> = None;
    for (line, step) in &script.steps {
        let reply = newest.as_ref().map(|(reply, _)| reply);
        let input = match input_of(step, reply) {
            Ok(input) => input,
            Err(fault) => {
                played.problems.push(script.problem(*line, fault));
                return played;
            }
        };
        match (input, &newest) {
            (Some(input), _) => match turn(&input) {
                Ok(taken) => newest = Some(taken),
                Err(_) => {
                    let fault = fault(
                        "the turn could not be counted",
                        "make the data folder writable and play the script again",
                    );
                    played.problems.push(script.problem(*line, fault));
                    return played;
                }
            },
            (None, Some((reply, insight))) => {
                played.expectations += 1;
                if let Err(fault) = compare(step, reply, insight) {
                    played.problems.push(script.problem(*line, fault));
                }
            }
            (None, None) => {}
        }
    }
    played
}

impl Script {
    fn problem(&self, line: usize, (message, help): Fault) -> Problem {
        Problem::error(RULE, &self.file, line, message, help)
    }
}

/// What a step does; none if it only expects.
fn input_of(step: &Step, newest: Option<&Reply>) -> Result<Option<Input>, Fault> {
    Ok(match step {
        Step::Say(words) => Some(Input::Text(UserText::new(words.clone()))),
        Step::Command(line) => Some(typed::read(line)),
        Step::PressOld(token) => Some(Input::Press(token.clone())),
        Step::Press(label) => Some(Input::Press(token_under(label, newest)?)),
        Step::Send => Some(Input::Unreadable),
        Step::Says(_) | Step::SaysNot(_) | Step::HasButton(_) | Step::Is(_) => None,
    })
}

fn token_under(label: &str, newest: Option<&Reply>) -> Result<String, Fault> {
    let Some(reply) = newest else {
        return Err(fault(
            "there is no reply yet, so there is no button to press",
            "begin with `/start` or `> typed words`",
        ));
    };
    match find_button(label, reply) {
        Some(Button {
            action: Action::Open(token),
            ..
        }) => Ok(token.to_string()),
        Some(_) => Err(fault(
            format!("the button «{label}» opens a list of chats, not a screen"),
            format!("write `[{label}]` to expect it without pressing"),
        )),
        None => Err(fault(
            format!("the newest reply has no button «{label}»"),
            buttons_help(reply),
        )),
    }
}

fn buttons_help(reply: &Reply) -> String {
    let known: Vec<String> = labels(reply)
        .map(|button| format!("«{}»", button.label))
        .collect();
    if known.is_empty() {
        "the newest reply has no buttons at all; say or press something else before".to_owned()
    } else {
        format!("it has {}; copy one of them", known.join(", "))
    }
}

/// A button by its label; the emoji before it and the size of letters do not matter.
fn find_button<'a>(label: &str, reply: &'a Reply) -> Option<&'a Button> {
    labels(reply)
        .find(|button| spaced(&button.label) == spaced(label))
        .or_else(|| labels(reply).find(|button| bare(&button.label) == bare(label)))
}

fn bare(label: &str) -> String {
    let letters = label.trim_matches(|letter: char| !letter.is_alphanumeric());
    spaced(letters).to_lowercase()
}

/// One plain space between words, whatever stood there.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn compare(step: &Step, reply: &Reply, insight: &Insight) -> Result<(), Fault> {
    let said = || spaced(&words(reply, usize::MAX));
    match step {
        Step::Says(expected) if !said().contains(&spaced(expected)) => Err(fault(
            format!("the reply does not say «{expected}»\n{}", quoted(reply)),
            "copy the words from the reply if the content is right, or mend the content",
        )),
        Step::SaysNot(unwanted) if said().contains(&spaced(unwanted)) => Err(fault(
            format!("the reply says «{unwanted}»\n{}", quoted(reply)),
            "take these words out of the content, or delete this line if they are right",
        )),
        Step::SaysNot(unwanted)
            if labels(reply).any(|button| spaced(&button.label).contains(&spaced(unwanted))) =>
        {
            Err(fault(
                format!("a button says «{unwanted}»"),
                buttons_help(reply),
            ))
        }
        Step::HasButton(label) if find_button(label, reply).is_none() => Err(fault(
            format!("the reply has no button «{label}»"),
            buttons_help(reply),
        )),
        Step::Is(fact) if !insight.holds(fact) => Err(fault(
            format!("`{fact}` does not hold\n{}", facts_of_kind(fact, insight)),
            "write what came if it is right, or mend what was said before this line",
        )),
        _ => Ok(()),
    }
}

fn quoted(reply: &Reply) -> String {
    let text = words(reply, WIDTH);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let mut quoted: Vec<String> = lines
        .iter()
        .take(QUOTED_LINES_MAX)
        .map(|line| format!("  came: {line}"))
        .collect();
    if lines.len() > QUOTED_LINES_MAX {
        quoted.push(format!(
            "  came: … and {} lines more",
            lines.len() - QUOTED_LINES_MAX
        ));
    }
    quoted.join("\n")
}

fn facts_of_kind(fact: &str, insight: &Insight) -> String {
    let kind = fact.split_whitespace().next().unwrap_or_default();
    let came: Vec<String> = insight
        .facts()
        .into_iter()
        .filter(|fact| fact.split(' ').next() == Some(kind))
        .map(|fact| format!("  came: {fact}"))
        .collect();
    if came.is_empty() {
        format!("  came: nothing was {kind}")
    } else {
        came.join("\n")
    }
}

/// How many conversations were played, and what came otherwise than expected.
#[derive(Debug, Default)]
pub struct Report {
    pub scripts: usize,
    pub expectations: usize,
    pub problems: Vec<Problem>,
}

/// Plays a file, or every `.txt` file in a folder and below, each in a fresh chat.
pub fn play_all(service: &Service, path: &Path) -> Report {
    let mut report = Report::default();
    let mut files = Vec::new();
    if let Err(problem) = find_scripts(path, &mut files) {
        report.problems.push(problem);
    }
    if files.is_empty() && report.problems.is_empty() {
        report.problems.push(Problem::error(
            RULE,
            path,
            0,
            "there is no conversation in this folder",
            "name a .txt file, or a folder with some",
        ));
    }
    files.sort();
    for file in files {
        match play_file(service, &file) {
            Ok(played) => {
                report.scripts += 1;
                report.expectations += played.expectations;
                report.problems.extend(played.problems);
            }
            Err(problems) => report.problems.extend(problems),
        }
    }
    report
}

fn play_file(service: &Service, file: &Path) -> Result<Played, Vec<Problem>> {
    let text = fs::read_to_string(file).map_err(|error| vec![unreadable(file, &error)])?;
    let script = parse(file, &text)?;
    let mut chat = Chat::begin(service, script.client_language).map_err(|error| {
        vec![Problem::error(
            RULE,
            file,
            0,
            format!("the system gave no random numbers: {error}"),
            "run it where getrandom works",
        )]
    })?;
    Ok(play(&script, |input| {
        let taken = chat.take(input)?;
        let insight = Insight::of(&taken, &service.catalog());
        Ok((Arc::unwrap_or_clone(taken.turn.reply), insight))
    }))
}

fn find_scripts(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Problem> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(path, &error))?.path();
        if entry.is_dir() {
            find_scripts(&entry, files)?;
        } else if entry
            .extension()
            .is_some_and(|extension| extension == "txt")
        {
            files.push(entry);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::error(
        RULE,
        path,
        0,
        format!("this cannot be read: {error}"),
        "check the name; save the file as UTF-8 text",
    )
}
