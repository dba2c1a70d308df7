//! The same conversation in a terminal: a reader and a writer, nothing else.
//!
//! A reply is plain text, its buttons are numbered. [`script`] plays conversation tests, which
//! editors write; they speak to the service as the terminal does.

pub mod script;

use std::fmt;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use jiff::Timestamp;

use crate::conversation::{Action, Block, Button, ListStyle, Reply};
use crate::counts::{CountError, UpdateId};
use crate::frontend::typed;
use crate::language::Language;
use crate::service::{Service, Speaker, Taken};
use crate::understanding::Input;

/// The width of a line, in letters; most terminals show eighty.
const WIDTH: usize = 78;

/// What is typed as it stands in every language, for the hint at the beginning.
const HINT_WORDS: [(&str, &str); 3] = [("enter", "Enter"), ("menu", "/menu"), ("quit", "/quit")];

/// Why a chat in the terminal ended early.
#[derive(Debug)]
pub enum ChatError {
    /// The terminal could not be read or written.
    Terminal(io::Error),
    /// A turn could not be counted.
    Count(CountError),
    /// The system has no random numbers to give.
    Random(getrandom::Error),
}

impl fmt::Display for ChatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Terminal(error) => write!(f, "the terminal cannot be used: {error}"),
            Self::Count(error) => error.fmt(f),
            Self::Random(error) => write!(f, "the system gave no random numbers: {error}"),
        }
    }
}

impl std::error::Error for ChatError {}

impl From<io::Error> for ChatError {
    fn from(error: io::Error) -> Self {
        Self::Terminal(error)
    }
}

/// A chat of one person with the service, under a number of its own.
pub struct Chat<'a> {
    service: &'a Service,
    speaker: Speaker,
    next_update: u64,
}

impl<'a> Chat<'a> {
    /// Begins a chat the service has never seen.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers to give.
    pub fn begin(
        service: &'a Service,
        client_language: Option<Language>,
    ) -> Result<Self, getrandom::Error> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let [chat, update] = [&random[..8], &random[8..]].map(|half| {
            half.iter()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
        });
        Ok(Self {
            service,
            speaker: Speaker {
                chat: chat.cast_signed(),
                client_language,
            },
            // Half the numbers are left to count up in.
            next_update: update >> 1,
        })
    }

    /// Takes a turn.
    ///
    /// # Errors
    ///
    /// When the turn could not be counted.
    pub fn take(&mut self, input: &Input) -> Result<Taken, CountError> {
        let now = Timestamp::now();
        let update = UpdateId(self.next_update);
        self.next_update += 1;
        let taken = self.service.turn(self.speaker, update, input, now)?;
        if taken.turn.forget {
            self.service.forget(self.speaker.chat, now);
        }
        Ok(taken)
    }
}

/// Talks until `/quit` or the end of the input.
///
/// # Errors
///
/// When the terminal cannot be used or a turn cannot be counted.
pub fn chat(
    service: &Service,
    client_language: Option<Language>,
    reader: impl BufRead,
    mut writer: impl Write,
) -> Result<(), ChatError> {
    let mut chat = Chat::begin(service, client_language).map_err(ChatError::Random)?;
    let hint = |language| {
        service
            .localization()
            .text(language, "preview-chat-hint", &HINT_WORDS)
    };
    let mut reply = take(&mut chat, &Input::Start(String::new()), &mut writer)?;
    writeln!(writer, "{}", wrapped(&hint(reply.language), ""))?;
    prompt(&mut writer)?;
    for line in reader.lines() {
        let line = line?;
        let line = line.trim();
        if line == "/quit" {
            break;
        }
        if !line.is_empty() {
            match pressed(&reply, line) {
                Some(Action::Share { link, text }) => show_share(&mut writer, link, text)?,
                Some(Action::Open(token)) => {
                    reply = take(&mut chat, &Input::Press(token.to_string()), &mut writer)?;
                }
                None => reply = take(&mut chat, &typed::read(line), &mut writer)?,
            }
        }
        prompt(&mut writer)?;
    }
    writeln!(writer)?;
    Ok(())
}

fn take(chat: &mut Chat<'_>, input: &Input, writer: &mut impl Write) -> Result<Reply, ChatError> {
    let taken = chat.take(input).map_err(ChatError::Count)?;
    write!(writer, "\n{}\n", plain(&taken.turn.reply))?;
    Ok(Arc::unwrap_or_clone(taken.turn.reply))
}

fn prompt(writer: &mut impl Write) -> io::Result<()> {
    write!(writer, "> ")?;
    writer.flush()
}

/// The button a number stands for. Other numbers are words: people type 111.
fn pressed<'a>(reply: &'a Reply, line: &str) -> Option<&'a Action> {
    let number: usize = line.parse().ok()?;
    let button = reply.buttons.iter().flatten().nth(number.checked_sub(1)?)?;
    Some(&button.action)
}

fn show_share(writer: &mut impl Write, link: &impl fmt::Display, text: &str) -> io::Result<()> {
    writeln!(writer, "\n{}\n/start {link}\n", wrapped(text, ""))
}

/// Renders a reply as plain text with numbered buttons.
pub fn plain(reply: &Reply) -> String {
    let mut text = words(reply, WIDTH);
    let mut number = 0;
    for row in &reply.buttons {
        let labels: Vec<String> = row
            .iter()
            .map(|button| {
                number += 1;
                format!("[{number}] {}", button.label)
            })
            .collect();
        text.push_str(&labels.join("   "));
        text.push('\n');
    }
    text
}

/// The words of a reply without its buttons, in lines of at most `width` letters.
fn words(reply: &Reply, width: usize) -> String {
    let mut text = String::new();
    for block in &reply.blocks {
        write_block(&mut text, block, width);
    }
    text
}

fn write_block(text: &mut String, block: &Block, width: usize) {
    let mut line = |line: &str, first: &str, rest: &str| {
        for paragraph in line.lines() {
            wrap(text, paragraph, first, rest, width);
        }
    };
    match block {
        Block::Title(title) => {
            line(title, "", "");
            line(&"─".repeat(title.chars().count().min(width)), "", "");
        }
        Block::Text(words) | Block::InLanguage { text: words, .. } => line(words, "", ""),
        Block::Warning(words) => line(words, "! ", "! "),
        Block::Note(words) => line(words, "  ", "  "),
        Block::List {
            heading,
            style,
            items,
            ..
        } => {
            line(&headed(heading), "", "");
            for (index, item) in items.iter().enumerate() {
                match style {
                    ListStyle::Numbered => line(item, &format!("{:>2}. ", index + 1), "    "),
                    ListStyle::Checklist => line(item, "[ ] ", "    "),
                    ListStyle::Points => line(item, "  - ", "    "),
                }
            }
        }
        Block::Quote { heading, text, .. } => {
            line(&headed(heading), "| ", "| ");
            line(text, "| ", "| ");
        }
        Block::Contact { phone, name, about } => {
            let (mark, number) = match phone {
                Some(phone) => ("☎ ", format!("{phone} — ")),
                None => ("- ", String::new()),
            };
            let end = if about.is_empty() { "" } else { ". " };
            line(&format!("{number}{name}{end}{about}"), mark, "  ");
        }
    }
    text.push('\n');
}

/// A heading and its colon; a question needs none.
fn headed(heading: &str) -> String {
    let end = if heading.ends_with('?') { "" } else { ":" };
    format!("{heading}{end}")
}

fn wrapped(words: &str, indent: &str) -> String {
    let mut text = String::new();
    wrap(&mut text, words, indent, indent, WIDTH);
    text
}

/// Breaks a paragraph between words; a word longer than a line keeps a line of its own.
/// A no-break space is no place to break: amounts stay whole.
fn wrap(text: &mut String, paragraph: &str, first: &str, rest: &str, width: usize) {
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        let wanted = line.chars().count() + 1 + word.chars().count();
        if !is_empty && wanted > width {
            text.push_str(line.trim_end());
            text.push('\n');
            line = rest.to_owned();
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// The labels of a reply's buttons, as people see them.
fn labels(reply: &Reply) -> impl Iterator<Item = &Button> {
    reply.buttons.iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Placement;
    use crate::intent::{Screen, Token};

    fn reply(blocks: Vec<Block>, labels: &[&str]) -> Reply {
        Reply {
            language: Language::Russian,
            placement: Placement::New,
            blocks,
            buttons: vec![
                labels
                    .iter()
                    .map(|label| Button {
                        label: (*label).to_owned(),
                        action: Action::Open(Token::button(Language::Russian, Screen::Home)),
                    })
                    .collect(),
            ],
        }
    }

    #[test]
    fn every_kind_of_block_is_written_as_plain_text() {
        let blocks = vec![
            Block::Title("School".to_owned()),
            Block::Text("Yes.".to_owned()),
            Block::Warning("Careful.".to_owned()),
            Block::List {
                heading: "To do".to_owned(),
                style: ListStyle::Numbered,
                items: vec!["Go.".to_owned(), "Ask.".to_owned()],
                folded: true,
            },
            Block::List {
                heading: "Papers".to_owned(),
                style: ListStyle::Checklist,
                items: vec!["Passport".to_owned()],
                folded: false,
            },
            Block::Quote {
                heading: "Русский".to_owned(),
                text: "Право".to_owned(),
                language: Language::Russian,
            },
            Block::Contact {
                phone: Some("111".to_owned()),
                name: "Help".to_owned(),
                about: "Free.".to_owned(),
            },
            Block::Contact {
                phone: None,
                name: "A fund, Almaty".to_owned(),
                about: String::new(),
            },
            Block::List {
                heading: "What happened?".to_owned(),
                style: ListStyle::Points,
                items: vec!["A fire".to_owned()],
                folded: false,
            },
            Block::Note("Law read.".to_owned()),
        ];
        let expected = "School\n──────\n\nYes.\n\n! Careful.\n\nTo do:\n 1. Go.\n 2. Ask.\n\n\
                        Papers:\n[ ] Passport\n\n| Русский:\n| Право\n\n☎ 111 — Help. Free.\n\n\
                        - A fund, Almaty\n\nWhat happened?\n  - A fire\n\n\
                        \u{20} Law read.\n\n[1] Home   [2] Back\n";
        assert_eq!(plain(&reply(blocks, &["Home", "Back"])), expected);
    }

    #[test]
    fn lines_break_between_words_and_never_inside_an_amount() {
        let mut text = String::new();
        wrap(
            &mut text,
            "one two 12\u{a0}500\u{a0}₸ three",
            "- ",
            "  ",
            12,
        );
        assert_eq!(text, "- one two\n  12\u{a0}500\u{a0}₸\n  three\n");
    }

    #[test]
    fn a_number_presses_a_button_and_other_numbers_are_words() {
        let reply = reply(Vec::new(), &["Home", "Back"]);
        assert!(pressed(&reply, "1").is_some());
        assert!(pressed(&reply, "2").is_some());
        for words in ["0", "3", "111", "one", "-1", ""] {
            assert!(pressed(&reply, words).is_none(), "{words}");
        }
    }
}
