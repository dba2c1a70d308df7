//! `huquq chat`: the conversation in a terminal, or an editor's conversation tests.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;

use super::{Failure, edition, load, service};
use crate::config::{EditionName, Folders};
use crate::counts::{MemoryCounts, Vocabulary};
use crate::frontend::terminal::{self, script};
use crate::language::Language;

/// The same conversation in a terminal; nothing is stored
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  huquq chat --language tg\n  huquq chat --script tests/conversations"
)]
pub struct Chat {
    /// The language the chat program reports: kk, ru, tg, uz or uz-Cyrl
    #[arg(long, env = "HUQUQ_LANGUAGE", value_parser = language)]
    language: Option<Language>,
    /// Play a conversation test, or all of a folder, instead of talking
    #[arg(long, value_name = "FILE|DIR")]
    script: Option<PathBuf>,
    /// Which texts to show
    #[arg(long, env = "HUQUQ_EDITION", value_enum, default_value = "pilot")]
    edition: EditionName,
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "write kk, ru, tg, uz or uz-Cyrl".to_owned())
}

impl Chat {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, localization) = load(folders)?;
        let counts = MemoryCounts::new(Vocabulary::of(&catalog), Timestamp::now())?;
        let service = service(
            folders,
            catalog,
            localization,
            Arc::new(counts),
            edition(self.edition),
            None,
        )?;
        if let Some(path) = self.script {
            let report = script::play_all(&service, &path);
            for problem in &report.problems {
                say!("{problem}\n");
            }
            say!(
                "{} conversations, {} expectations, {} not met",
                report.scripts,
                report.expectations,
                report.problems.len()
            );
            return Ok(if report.problems.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        let talk = terminal::chat(
            &service,
            self.language,
            io::stdin().lock(),
            io::stdout().lock(),
        );
        match talk {
            // Whoever reads the talk may stop reading: `huquq chat | head`.
            Err(terminal::ChatError::Terminal(error))
                if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => return Err(Failure::Sentence(error.to_string())),
            Ok(()) => {}
        }
        Ok(ExitCode::SUCCESS)
    }
}
