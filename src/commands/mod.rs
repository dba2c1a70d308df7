//! The program's commands, one file each. Only here do errors become text for the operator.

/// Prints a line like `println!`, see [`say`].
macro_rules! say {
    ($($line:tt)*) => { $crate::commands::say(format_args!($($line)*)) };
}

mod chat;
mod check;
mod contacts;
mod counting;
mod doctor;
mod evaluate;
mod health;
mod matching;
mod outreach;
mod partners;
mod reload;
mod report;
mod rewrite;
mod serve;
mod sheet;
mod simulate;

use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::config::{EditionName, Folders, Serve};
use crate::content::{self, Catalog};
use crate::conversation::Edition;
use crate::counts::{CountError, Counts};
use crate::localization::{self, Localization};
use crate::notice;
use crate::problem::Problem;
use crate::service::Service;
use crate::sheet::import::CellProblem;

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
    #[command(flatten)]
    serve: Serve,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Prints a line. Whoever stops reading (`| head`) has read enough: the work goes on without.
///
/// # Panics
///
/// When the output cannot be written for another reason, as `println!` does.
fn say(line: fmt::Arguments<'_>) {
    match writeln!(io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => panic!("printing: {error}"),
        _ => {}
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The Telegram bot with a token, the preview in a browser without one
    #[command(after_help = "Example: TELOXIDE_TOKEN=... huquq serve --telegram --edition pilot")]
    Serve(Serve),
    /// The preview in a browser, whatever token there is
    #[command(after_help = "Example: huquq preview --listen 127.0.0.1:9000")]
    Preview(Serve),
    /// Looks at everything the Telegram bot needs here, and says what to do about what is missing
    #[command(after_help = "Example: TELOXIDE_TOKEN=... huquq doctor")]
    Doctor(doctor::Doctor),
    /// Is the bot that runs here ready? For a supervisor without curl
    #[command(after_help = "Example: huquq health --health-listen 127.0.0.1:9090")]
    Health(health::Health),
    /// The same conversation in a terminal
    Chat(chat::Chat),
    /// Is every text complete and up to date?
    Check(check::Check),
    /// What was published of a week: the same for everybody, protected, never changed
    Report(report::Report),
    /// Tokens for partners, and their page alone
    #[command(
        subcommand,
        after_help = "Example: huquq partners token ministry --tokens partners.tokens"
    )]
    Partners(partners::Partners),
    /// A synthetic campaign: invented questions, counted and published as real ones would be
    Simulate(simulate::Simulate),
    /// Which topics a text finds, and why
    Match(matching::Match),
    /// How well labelled questions are understood
    Evaluate(evaluate::Evaluate),
    /// The texts as a spreadsheet for translators and lawyers, and back
    #[command(
        subcommand,
        after_help = "Example: huquq sheet export --out huquq.xlsx"
    )]
    Sheet(sheet::Sheet),
    /// Whom to call to keep the phone numbers right, and what came of it
    #[command(subcommand, after_help = "Example: huquq contacts due --out calls.csv")]
    Contacts(contacts::Contacts),
    /// Codes, links and everything an organisation prints and sends
    #[command(
        subcommand,
        after_help = "Example: huquq outreach make R6T8U --bot HuquqBot --out rodnik"
    )]
    Outreach(outreach::Outreach),
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
                write!(f, "{} problems; nothing was done", problems.len())
            }
            Self::Sentence(sentence) => write!(f, "error: {sentence}"),
        }
    }
}

impl From<CountError> for Failure {
    fn from(error: CountError) -> Self {
        Self::Sentence(error.to_string())
    }
}

/// Reads the arguments, runs the command and gives the exit code: 0 done, 1 problems found or
/// failed, 2 arguments not understood.
pub fn run() -> ExitCode {
    // A panic's text may hold what somebody typed.
    notice::silence_panics();
    let matches = without_empty_variables(Arguments::command()).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let folders = &arguments.folders;
    let result = match arguments.command {
        Some(Command::Check(command)) => command.run(folders),
        Some(Command::Report(command)) => command.run(folders),
        Some(Command::Simulate(command)) => command.run(folders),
        Some(Command::Partners(command)) => command.run(folders),
        Some(Command::Match(command)) => command.run(folders),
        Some(Command::Evaluate(command)) => command.run(folders),
        Some(Command::Sheet(command)) => command.run(folders),
        Some(Command::Contacts(command)) => command.run(folders),
        Some(Command::Outreach(command)) => command.run(folders),
        Some(Command::Chat(command)) => command.run(folders),
        Some(Command::Serve(command)) => command.run(folders),
        Some(Command::Doctor(command)) => command.run(folders),
        Some(Command::Health(command)) => command.run(),
        Some(Command::Preview(command)) => command.serve_preview(folders),
        None => arguments.serve.run(folders),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            // It may be a full disk: the exit code tells all the same.
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

/// A variable that is set to nothing counts as not set: so files of variables leave a place for one.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |arg: &Arg| {
        let value = arg.get_env().and_then(std::env::var_os);
        value.is_some_and(|value| value.is_empty())
    };
    command
        .mut_args(|arg| if is_empty(&arg) { arg.env(None) } else { arg })
        .mut_subcommands(without_empty_variables)
}

/// Reads content and locales, or gives every problem in both.
fn load(folders: &Folders) -> Result<(Arc<Catalog>, Arc<Localization>), Failure> {
    let catalog = content::load(&folders.content).map_err(Failure::Problems)?;
    let localization =
        localization::load(&folders.locales, catalog.uzbek()).map_err(Failure::Problems)?;
    Ok((Arc::new(catalog), Arc::new(localization)))
}

/// Reads the content alone, or gives every problem in it.
fn content_of(folders: &Folders) -> Result<Catalog, Failure> {
    content::load(&folders.content).map_err(Failure::Problems)
}

/// Says why a table that came back was not used.
fn refused(file: &Path, problems: &[CellProblem]) -> ExitCode {
    for problem in problems {
        eprintln!("{problem}\n");
    }
    eprintln!(
        "{}: {} problems; nothing was changed",
        file.display(),
        problems.len()
    );
    ExitCode::FAILURE
}

fn to_json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| Failure::Sentence(error.to_string()))
}

/// Brings the parts of a conversation together.
fn service(
    folders: &Folders,
    catalog: Arc<Catalog>,
    localization: Arc<Localization>,
    counts: Arc<dyn Counts>,
    edition: Edition,
    operator: Option<String>,
) -> Result<Service, Failure> {
    // A variable that is set to nothing names nobody.
    let operator = operator.filter(|operator| !operator.is_empty());
    Service::new(
        catalog,
        localization,
        counts,
        edition,
        operator,
        folders.today,
    )
    .map_err(|_| Failure::from(CountError::Random))
}

fn edition(name: EditionName) -> Edition {
    match name {
        EditionName::Signed => Edition::Signed,
        EditionName::Pilot => Edition::Pilot,
    }
}

/// Today in Kazakhstan, unless the operator named a day.
fn today(folders: &Folders) -> Date {
    folders.today.unwrap_or_else(|| {
        let zone = TimeZone::get("Asia/Almaty").unwrap_or(TimeZone::UTC);
        Timestamp::now().to_zoned_datetime(zone).date()
    })
}
