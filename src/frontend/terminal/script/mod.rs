//! Conversation tests: what a person does and what must come, written by editors as plain text.
//!
//! [`parse`] reads a script or lists every problem in it; [`play()`] plays it in a fresh chat and
//! lists what came otherwise than expected. `tests/conversations/README.md` teaches the form.

mod play;

use std::path::{Path, PathBuf};

pub use play::{Played, Report, play, play_all};

use crate::frontend::insight::{KINDS, SCREENS};
use crate::language::Language;
use crate::problem::Problem;

/// The rule every problem of a script is filed under.
const RULE: &str = "conversation";

/// A conversation test.
#[derive(Debug)]
pub struct Script {
    file: PathBuf,
    /// The language the person's chat program reports.
    pub client_language: Option<Language>,
    steps: Vec<(usize, Step)>,
}

/// One line of a script.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// `> words`: types them.
    Say(String),
    /// `/start …`, `/menu`: a command or a link.
    Command(String),
    /// `* label`: presses the button of the newest reply.
    Press(String),
    /// `* #token`: presses a button from an old message or a screenshot.
    PressOld(String),
    /// `~ photo`: sends something that has no words.
    Send,
    /// `< words`: the newest reply says so.
    Says(String),
    /// `! words`: neither the newest reply nor its buttons say so.
    SaysNot(String),
    /// `[label]`: the newest reply has such a button.
    HasButton(String),
    /// `= fact`: see [`Insight::facts`].
    Is(String),
}

impl Step {
    fn is_expectation(&self) -> bool {
        matches!(
            self,
            Self::Says(_) | Self::SaysNot(_) | Self::HasButton(_) | Self::Is(_)
        )
    }
}

/// Reads a script.
///
/// # Errors
///
/// Every line that has no known form, and a script that expects nothing.
pub fn parse(file: &Path, text: &str) -> Result<Script, Vec<Problem>> {
    let mut script = Script {
        file: file.to_owned(),
        client_language: None,
        steps: Vec::new(),
    };
    let mut problems = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        let (line, number) = (line.trim(), index + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Err((message, help)) = script.read_line(line, number) {
            problems.push(Problem::error(RULE, file, number, message, help));
        }
    }
    if problems.is_empty() && !script.steps.iter().any(|(_, step)| step.is_expectation()) {
        problems.push(Problem::error(
            RULE,
            file,
            0,
            "this conversation expects nothing, so it can never fail",
            "after a line that says or presses something, add a line `< words that must appear`",
        ));
    }
    if problems.is_empty() {
        Ok(script)
    } else {
        Err(problems)
    }
}

/// What is wrong with a line, and what to do.
type Fault = (String, String);

fn fault(message: impl Into<String>, help: impl Into<String>) -> Fault {
    (message.into(), help.into())
}

impl Script {
    fn read_line(&mut self, line: &str, number: usize) -> Result<(), Fault> {
        if let Some(tag) = line.strip_prefix("language:") {
            return self.read_language(tag.trim());
        }
        let step = read_step(line)?;
        if step.is_expectation() && self.steps.is_empty() {
            return Err(fault(
                "nothing was said yet, so there is no reply to look at",
                "begin with `/start`, `> typed words` or a link `/start <token>`",
            ));
        }
        self.steps.push((number, step));
        Ok(())
    }

    fn read_language(&mut self, tag: &str) -> Result<(), Fault> {
        if !self.steps.is_empty() {
            return Err(fault(
                "the language of the phone stands after the conversation has begun",
                "move this line to the top; to change it in the talk, press a button",
            ));
        }
        if tag == "none" {
            self.client_language = None;
            return Ok(());
        }
        let language = Language::from_tag(tag).ok_or_else(|| {
            fault(
                format!("`{tag}` is not one of our languages"),
                format!("write {} or none", tags()),
            )
        })?;
        self.client_language = Some(language);
        Ok(())
    }
}

fn tags() -> String {
    Language::ALL.map(Language::tag).join(", ")
}

fn read_step(line: &str) -> Result<Step, Fault> {
    let after = |mark: char| line.strip_prefix(mark).map(|rest| rest.trim().to_owned());
    let filled = |text: String, what: &str| {
        if text.is_empty() {
            Err(fault(
                format!("nothing stands after the first sign; it needs {what}"),
                format!("write {what}, or delete the line"),
            ))
        } else {
            Ok(text)
        }
    };
    if let Some(text) = after('>') {
        return Ok(Step::Say(filled(text, "the words a person types")?));
    }
    if let Some(text) = after('*') {
        let label = filled(text, "the label of a button")?;
        return Ok(match label.strip_prefix('#') {
            Some(token) => Step::PressOld(token.trim().to_owned()),
            None => Step::Press(label),
        });
    }
    if let Some(text) = after('<') {
        return Ok(Step::Says(filled(text, "words that must appear")?));
    }
    if let Some(text) = after('!') {
        return Ok(Step::SaysNot(filled(text, "words that must not appear")?));
    }
    if let Some(text) = after('=') {
        let fact = filled(text, "a fact, such as `screen home`")?;
        check_fact(&fact)?;
        return Ok(Step::Is(fact));
    }
    if line.starts_with('~') {
        return Ok(Step::Send);
    }
    if line.starts_with('/') {
        return Ok(Step::Command(line.to_owned()));
    }
    if let Some(label) = line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return Ok(Step::HasButton(filled(
            label.trim().to_owned(),
            "the label of a button",
        )?));
    }
    Err(fault(
        "this line begins with no sign we know",
        "begin it with > (types), * (presses), < (must appear), ! (must not appear), = (fact), \
         [label] (has a button), ~ (sends a photo), / (command) or # (remark)",
    ))
}

fn check_fact(fact: &str) -> Result<(), Fault> {
    let mut words = fact.split_whitespace();
    let kind = words.next().unwrap_or_default();
    let value = words.next();
    if !KINDS.contains(&kind) {
        return Err(fault(
            format!("`{kind}` is not a kind of fact"),
            format!("write one of {}", KINDS.join(", ")),
        ));
    }
    if value.is_none() && kind != "forgotten" {
        return Err(fault(
            format!("`{kind}` says nothing yet"),
            format!("write what it must be, such as `= {}`", example(kind)),
        ));
    }
    match (kind, value) {
        ("screen", Some(screen)) if !SCREENS.contains(&screen) => Err(fault(
            format!("there is no screen `{screen}`"),
            format!("write one of {}", SCREENS.join(", ")),
        )),
        ("language", Some(tag)) if Language::from_tag(tag).is_none() => Err(fault(
            format!("`{tag}` is not one of our languages"),
            format!("write {}", tags()),
        )),
        _ => Ok(()),
    }
}

fn example(kind: &str) -> &'static str {
    match kind {
        "language" => "language ru",
        "screen" => "screen topic school-right",
        "message" => "message new",
        "guess" => "guess ru clear",
        "understood" => "understood answer school-right",
        _ => "counted question answered school-right",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Action, Block, Button, Placement, Reply};
    use crate::counts::CountError;
    use crate::frontend::insight::Insight;
    use crate::intent::{Screen, Token};
    use crate::understanding::Input;

    fn read(text: &str) -> Result<Script, Vec<Problem>> {
        parse(Path::new("talk.txt"), text)
    }

    fn problems(text: &str) -> Vec<(usize, String)> {
        match read(text) {
            Ok(_) => Vec::new(),
            Err(problems) => problems
                .into_iter()
                .map(|problem| (problem.line, problem.message))
                .collect(),
        }
    }

    fn button(label: &str, screen: Screen) -> Button {
        Button {
            label: label.to_owned(),
            action: Action::Open(Token::button(Language::Russian, screen)),
        }
    }

    /// Echoes what was done, with two buttons.
    fn echo(input: &Input) -> Result<(Reply, Insight), CountError> {
        let words = match input {
            Input::Text(text) => format!("typed {}", text.as_str()),
            Input::Press(token) => format!("pressed {token}"),
            Input::Start(payload) => format!("started  {payload}"),
            Input::Command(command) => format!("command {command:?}"),
            Input::Unreadable => "unreadable".to_owned(),
        };
        let reply = Reply {
            language: Language::Russian,
            placement: Placement::New,
            blocks: vec![Block::Text(words), Block::Text("12\u{a0}500".to_owned())],
            buttons: vec![vec![
                button("🏠 Меню", Screen::Home),
                button("🔒 Что мы храним", Screen::Privacy),
            ]],
        };
        let insight = Insight {
            language: Language::Russian,
            screen: "home".to_owned(),
            placement: Placement::New,
            understood: None,
            events: Vec::new(),
            is_forgotten: false,
        };
        Ok((reply, insight))
    }

    fn played(text: &str) -> Played {
        play(&read(text).unwrap(), echo)
    }

    #[test]
    fn a_script_says_presses_and_expects() {
        let played = played(
            "# A remark.\nlanguage: ru\n\n/start ru_home__ABC\n< started ru_home__ABC\n\
             [Меню]\n= screen home\n= counted nothing\n! pressed\n* меню\n< pressed ru_home\n\
             * #uz_topic_gone\n< pressed uz_topic_gone\n> 12 500\n< typed 12 500\n< 12 500\n\
             ~ photo\n< unreadable\n/privacy\n< command Privacy\n",
        );
        assert!(played.problems.is_empty(), "{:?}", played.problems);
        assert_eq!(played.expectations, 11);
    }

    #[test]
    fn the_language_of_the_phone_is_read() {
        let language = |text: &str| read(text).unwrap().client_language;
        assert_eq!(
            language("language: uz-Cyrl\n/start\n< a"),
            Some(Language::UzbekCyrillic)
        );
        assert_eq!(language("language: none\n/start\n< a"), None);
        assert_eq!(language("/start\n< a"), None);
    }

    #[test]
    fn every_bad_line_is_named_in_one_run() {
        let found = problems(
            "< too early\n/start\nhello\n>\n= \n= colour red\n= screen hom\n= language en\n\
             = understood\nlanguage: ru\n[]\n",
        );
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, vec![1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        assert!(found[5].1.contains("there is no screen `hom`"));
    }

    #[test]
    fn an_unknown_language_of_the_phone_is_named() {
        assert_eq!(
            problems("language: en\n/start\n< a"),
            vec![(1, "`en` is not one of our languages".to_owned())]
        );
    }

    #[test]
    fn a_script_that_expects_nothing_is_refused() {
        assert_eq!(problems("/start\n> school\n").len(), 1);
        assert_eq!(problems("").len(), 1);
    }

    #[test]
    fn every_failed_expectation_is_named_with_its_line_and_what_came() {
        let played = played(
            "/start\n< nothing like it\n! started\n! храним\n[Danger]\n= screen lost\n= screen home\n",
        );
        let found: Vec<(usize, &str)> = played
            .problems
            .iter()
            .map(|problem| (problem.line, problem.message.as_str()))
            .collect();
        assert_eq!(
            found.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            vec![2, 3, 4, 5, 6]
        );
        assert!(found[0].1.contains("came: started"));
        assert!(found[4].1.contains("came: screen home"));
        assert!(played.problems[3].help.contains("«🏠 Меню»"));
    }

    #[test]
    fn a_missing_button_ends_the_script() {
        let played = played("/start\n* Danger\n< never looked at\n");
        assert_eq!(played.problems.len(), 1);
        assert_eq!(played.problems[0].line, 2);
        assert_eq!(played.expectations, 0);
    }

    #[test]
    fn a_press_before_any_reply_is_a_problem_and_no_panic() {
        let played = played("* Menu\n< a\n");
        assert_eq!(played.problems.len(), 1);
    }
}
