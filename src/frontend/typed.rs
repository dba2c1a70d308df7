//! A typed line into an input, for channels that have no commands of their own: the browser and
//! the terminal. What the words mean is left to `understanding`.

use crate::understanding::{Command, Input, UserText};

/// Reads a line as it was typed: words, or a command after a slash.
///
/// A command nobody knows leads to help, which says what to type.
pub fn read(line: &str) -> Input {
    let line = line.trim();
    let Some(command) = line.strip_prefix('/') else {
        return Input::Text(UserText::new(line.to_owned()));
    };
    let (name, argument) = command
        .split_once(char::is_whitespace)
        .unwrap_or((command, ""));
    match name.to_ascii_lowercase().as_str() {
        "start" => Input::Start(argument.trim().to_owned()),
        "menu" => Input::Command(Command::Menu),
        "language" => Input::Command(Command::Language),
        "contacts" => Input::Command(Command::Contacts),
        "privacy" => Input::Command(Command::Privacy),
        "about" => Input::Command(Command::About),
        "forget" => Input::Command(Command::Forget),
        _ => Input::Command(Command::Help),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_and_a_slash_makes_a_command() {
        assert!(matches!(read(" школа "), Input::Text(text) if text.as_str() == "школа"));
        assert!(matches!(read("/Privacy"), Input::Command(Command::Privacy)));
    }

    #[test]
    fn a_start_carries_the_payload_of_its_link() {
        assert!(matches!(read("/start"), Input::Start(payload) if payload.is_empty()));
        assert!(
            matches!(read("/start  tg_topic_school-right__ABC "), Input::Start(payload) if payload == "tg_topic_school-right__ABC")
        );
    }

    #[test]
    fn an_unknown_command_leads_to_help() {
        assert!(matches!(
            read("/settings now"),
            Input::Command(Command::Help)
        ));
    }
}
