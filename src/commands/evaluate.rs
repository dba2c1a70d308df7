//! `huquq evaluate FILE.tsv...`: how well labelled questions are understood.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{Failure, load};
use crate::config::Folders;
use crate::content::Catalog;
use crate::evaluate::figures::{self, Line};
use crate::evaluate::weak::{self, Weak};
use crate::evaluate::{Set, predict, read, text};
use crate::understanding::{self, Understanding};

/// How well labelled questions are understood, and where the content's phrasings are weak
///
/// A file is named for its language (kk, ru, tg, uz) and has the columns topic, also, kind and
/// text, with a tab between. Without a file only the content's own phrasings are looked at.
#[derive(Debug, Args)]
#[command(after_help = "Example: huquq evaluate tests/evaluation/ru.tsv")]
pub struct Evaluate {
    /// Files of labelled questions
    files: Vec<PathBuf>,
    /// Leave out the content's weak spots, which take a few seconds to find
    #[arg(long)]
    quick: bool,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Write what was made of each question, one row each
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
}

#[derive(Serialize)]
struct Found {
    lines: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weak: Option<Weak>,
}

impl Evaluate {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, _) = load(folders)?;
        let sets = self.sets()?;
        let weak = (!self.quick).then(|| {
            let lessons = understanding::lessons(&catalog);
            weak::find(&lessons, catalog.uzbek())
        });
        let lines = self.measure(&catalog, &sets)?;
        print(&Found { lines, weak }, self.json)?;
        Ok(ExitCode::SUCCESS)
    }

    fn sets(&self) -> Result<Vec<Set>, Failure> {
        let mut problems = Vec::new();
        let mut sets = Vec::new();
        for file in &self.files {
            match read::read(file) {
                Ok(set) => sets.push(set),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(sets)
        } else {
            Err(Failure::Problems(problems))
        }
    }

    fn measure(&self, catalog: &Catalog, sets: &[Set]) -> Result<Vec<Line>, Failure> {
        let understanding = Understanding::learn(catalog);
        let predictions = predict(&understanding, catalog, sets);
        if let Some(file) = &self.predictions {
            let mut rows = String::new();
            text::write_predictions(&predictions, &mut rows).map_err(sentence)?;
            std::fs::write(file, rows).map_err(|error| {
                Failure::Sentence(format!(
                    "{} cannot be written: {error}; name another file",
                    file.display()
                ))
            })?;
        }
        Ok(figures::lines(&predictions))
    }
}

fn print(found: &Found, as_json: bool) -> Result<(), Failure> {
    let mut printed = String::new();
    if as_json {
        printed = serde_json::to_string_pretty(found).map_err(sentence)?;
        printed.push('\n');
    } else {
        text::write_table(&found.lines, &mut printed).map_err(sentence)?;
        if let Some(weak) = &found.weak {
            text::write_weak(weak, &mut printed).map_err(sentence)?;
        }
    }
    say!("{}", printed.trim_end_matches('\n'));
    Ok(())
}

fn sentence(error: impl std::fmt::Display) -> Failure {
    Failure::Sentence(error.to_string())
}
