//! `huquq contacts`: whom to call, what to ask, and what came of it back into `contacts.yaml`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::json;

use super::rewrite::{self, Rewritten};
use super::{Failure, content_of, refused, to_json, today};
use crate::config::Folders;
use crate::content::Catalog;
use crate::language::Language;
use crate::sheet::calls::{self, Call, CallResult};

/// Whom to call to keep the phone numbers right, and what came of it
#[derive(Debug, Subcommand)]
pub enum Contacts {
    /// A call sheet of all phones nobody called lately, with what to ask
    #[command(after_help = "Example: huquq contacts due --out calls.csv")]
    Due(Due),
    /// Notes one call
    #[command(after_help = "Example: huquq contacts called family-111 --on 2027-01-15 --result ok")]
    Called(Called),
    /// Notes all calls of a filled call sheet, or none of them
    #[command(after_help = "Example: huquq contacts import calls.csv")]
    Import(ImportCalls),
}

#[derive(Debug, Args)]
pub struct Due {
    /// Leave out who was called within so many days
    #[arg(long, default_value_t = 90, value_name = "DAYS")]
    days: i32,
    /// Write the sheet to this file: .md for paper, .csv for a spreadsheet
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the contacts as JSON
    #[arg(long, conflicts_with = "out")]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Called {
    /// The contact's id
    id: String,
    /// The day of the call
    #[arg(long, value_name = "DATE")]
    on: Date,
    /// ok: all is as we say; changed: say what by --note; no-answer: nobody was reached
    #[arg(long, value_parser = ["ok", "changed", "no-answer"])]
    result: String,
    /// What the editor has to know; written as a comment above the contact
    #[arg(long)]
    note: Option<String>,
}

#[derive(Debug, Args)]
pub struct ImportCalls {
    /// The call sheet, filled in
    file: PathBuf,
}

impl Contacts {
    pub fn run(&self, folders: &Folders) -> Result<ExitCode, Failure> {
        let catalog = content_of(folders)?;
        match self {
            Self::Due(due) => due.run(folders, &catalog),
            Self::Called(called) => called.run(folders, &catalog),
            Self::Import(import) => import.run(folders, &catalog),
        }
    }
}

impl Due {
    fn run(&self, folders: &Folders, catalog: &Catalog) -> Result<ExitCode, Failure> {
        let contacts = calls::due(catalog, today(folders), self.days);
        if self.json {
            let rows: Vec<_> = contacts
                .iter()
                .map(|contact| {
                    json!({
                        "id": contact.id.as_str(),
                        "phone": contact.phone,
                        "name": contact.name.get(Language::Russian),
                        "last_called": contact.last_called.map(|on| on.to_string()),
                    })
                })
                .collect();
            say!("{}", to_json(&rows)?);
            return Ok(ExitCode::SUCCESS);
        }
        let Some(out) = &self.out else {
            say!("{}", calls::markdown(&contacts).trim_end());
            return Ok(ExitCode::SUCCESS);
        };
        let extension = out.extension().and_then(|extension| extension.to_str());
        let text = match extension {
            Some("md") => calls::markdown(&contacts),
            Some("csv") => calls::table(&contacts),
            _ => {
                return Err(Failure::Sentence(format!(
                    "{}: name a file that ends in .md or .csv",
                    out.display()
                )));
            }
        };
        fs::write(out, text)
            .map_err(|error| Failure::Sentence(format!("{}: {error}", out.display())))?;
        say!("{} contacts to call: {}", contacts.len(), out.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Called {
    fn run(&self, folders: &Folders, catalog: &Catalog) -> Result<ExitCode, Failure> {
        let written = CallResult::WRITTEN.into_iter();
        let result = written.into_iter().find(|(word, _)| *word == self.result);
        let call = Call {
            contact: self.id.clone(),
            on: self.on,
            result: result.map_or(CallResult::NoAnswer, |(_, result)| result),
            note: self.note.clone(),
        };
        match call.fault(catalog, today(folders)) {
            Some(fault) => Err(Failure::Sentence(format!("{fault}; nothing was changed"))),
            None => note(folders, &[call]),
        }
    }
}

impl ImportCalls {
    fn run(&self, folders: &Folders, catalog: &Catalog) -> Result<ExitCode, Failure> {
        let text = rewrite::read(&self.file)?;
        match calls::read(catalog, today(folders), &text) {
            Ok(calls) => note(folders, &calls),
            Err(problems) => Ok(refused(&self.file, &problems)),
        }
    }
}

fn note(folders: &Folders, calls: &[Call]) -> Result<ExitCode, Failure> {
    let path = folders.content.join("contacts.yaml");
    let before = rewrite::read(&path)?;
    let after = calls::note(&before, calls)
        .map_err(|error| Failure::Sentence(format!("{}: {error}", path.display())))?;
    let file = Rewritten {
        path,
        before: Some(before),
        after,
    };
    rewrite::rewrite(&folders.content, vec![file])?;
    for call in calls {
        match (call.result, &call.note) {
            (CallResult::Changed, Some(note)) => say!(
                "{}: called on {}; now change its words in contacts.yaml: {note}",
                call.contact,
                call.on
            ),
            (CallResult::NoAnswer, _) => {
                say!("{}: no answer; it stays due", call.contact);
            }
            _ => say!("{}: called on {}", call.contact, call.on),
        }
    }
    Ok(ExitCode::SUCCESS)
}
