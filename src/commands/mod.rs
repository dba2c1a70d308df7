//! The program's commands, one file each. Only here do errors become text for the operator.

mod check;
mod matching;

use std::fmt;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::config::Folders;
use crate::content::{self, Catalog};
use crate::localization::{self, Localization};
use crate::problem::Problem;

/// Tells migrant families with children in Kazakhstan their rights, on Telegram, in a browser
/// and in a terminal. Keeps nothing about who asked.
#[derive(Debug, Parser)]
#[command(
    name = "huquq",
    version,
    after_help = "Example: huquq chat --language ru"
)]
struct Arguments {
    #[command(flatten)]
    folders: Folders,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Is every text complete and up to date?
    Check(check::Check),
    /// Which topics a text finds, and why
    Match(matching::Match),
}

/// Why a command failed, for the operator.
#[derive(Debug)]
pub enum Failure {
    /// Problems in the texts.
    Problems(Vec<Problem>),
    /// A sentence that says what is wrong and what to do.
    Sentence(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => {
                for problem in problems {
                    writeln!(f, "{problem}\n")?;
                }
                write!(f, "{} problems; nothing was started", problems.len())
            }
            Self::Sentence(sentence) => write!(f, "error: {sentence}"),
        }
    }
}

/// Reads the arguments, runs the command and gives the exit code: 0 done, 1 problems found or
/// failed, 2 arguments not understood.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let folders = &arguments.folders;
    let result = match arguments.command {
        Some(Command::Check(command)) => command.run(folders),
        Some(Command::Match(command)) => command.run(folders),
        None => Err(Failure::Sentence("not yet".to_owned())),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Reads content and locales, or gives every problem in both.
fn load(folders: &Folders) -> Result<(Arc<Catalog>, Arc<Localization>), Failure> {
    let catalog = content::load(&folders.content).map_err(Failure::Problems)?;
    let localization =
        localization::load(&folders.locales, catalog.uzbek()).map_err(Failure::Problems)?;
    Ok((Arc::new(catalog), Arc::new(localization)))
}

/// Today in Kazakhstan, unless the operator named a day.
fn today(folders: &Folders) -> Date {
    folders.today.unwrap_or_else(|| {
        let zone = TimeZone::get("Asia/Almaty").unwrap_or(TimeZone::UTC);
        Timestamp::now().to_zoned_datetime(zone).date()
    })
}
