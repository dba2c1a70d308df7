//! `huquq check`: every rule of the content, with file, line and what to do.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, load, to_json, today};
use crate::check::{self, Spelling};
use crate::config::Folders;
use crate::content::Catalog;
use crate::language::Language;
use crate::problem::{Problem, Severity};

/// Is every text complete and up to date?
#[derive(Debug, Args)]
#[command(after_help = "Example: huquq check --release")]
pub struct Check {
    /// Also refuse what must not be released, such as texts whose review date has passed
    #[arg(long, env = "HUQUQ_RELEASE")]
    release: bool,
    /// Print the fingerprint of every text, for signatures, and nothing else
    #[arg(long)]
    fingerprints: bool,
    /// Print how far every topic is in every language, and nothing else
    #[arg(long, conflicts_with = "fingerprints")]
    status: bool,
    /// Folder with Hunspell's dictionaries for Kazakh, Russian and Uzbek
    #[arg(
        long,
        env = "HUQUQ_DICTIONARIES",
        default_value = check::DICTIONARIES,
        value_name = "DIR"
    )]
    dictionaries: PathBuf,
    /// Print the problems, or the status, as JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub fn run(&self, folders: &Folders) -> Result<ExitCode, Failure> {
        if self.fingerprints {
            let (catalog, _) = load(folders)?;
            print_fingerprints(&catalog);
            return Ok(ExitCode::SUCCESS);
        }
        if self.status {
            let (catalog, _) = load(folders)?;
            let status = check::status::status(&catalog);
            if self.json {
                println!("{}", to_json(&status)?);
            } else {
                print!("{}", status.to_text());
            }
            return Ok(ExitCode::SUCCESS);
        }
        let spelling = Spelling::load(&self.dictionaries, &folders.content);
        let problems = match load(folders) {
            Ok((catalog, localization)) => check::check(&check::Checked {
                catalog: &catalog,
                localization: &localization,
                spelling: &spelling,
                today: today(folders),
                for_release: self.release,
            }),
            Err(Failure::Problems(problems)) => problems,
            Err(failure) => return Err(failure),
        };
        if self.json {
            println!("{}", to_json(&problems)?);
        } else {
            print(&problems);
            for language in spelling.missing() {
                println!(
                    "note: the spelling of `{}` was not checked: no dictionary in {}; on Debian \
                     install hunspell-{}",
                    language.tag(),
                    self.dictionaries.display(),
                    language.tag()
                );
            }
        }
        let has_errors = count(&problems, Severity::Error) > 0;
        Ok(if has_errors {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}

fn print_fingerprints(catalog: &Catalog) {
    for topic in catalog.topics() {
        for language in Language::WRITTEN {
            let signed = if topic.is_signed(language) {
                " signed"
            } else {
                ""
            };
            println!(
                "{} {} {}{signed}",
                topic.id,
                language.tag(),
                topic.fingerprint(language)
            );
        }
    }
}

fn print(problems: &[Problem]) {
    for problem in problems {
        println!("{problem}\n");
    }
    println!(
        "{} errors, {} warnings",
        count(problems, Severity::Error),
        count(problems, Severity::Warning)
    );
}

fn count(problems: &[Problem], severity: Severity) -> usize {
    problems
        .iter()
        .filter(|problem| problem.severity == severity)
        .count()
}
