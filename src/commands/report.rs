//! `huquq report`: a week's counts, as text or JSON, while the bot goes on.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, counting, load, today};
use crate::config::{Folders, Storage};
use crate::content::Catalog;
use crate::counts::{self, StoreKind, Stored, Week, WeekTally};
use crate::language::Language;
use crate::report::{self, Labelled, ReportLanguage};

/// A week's counts, not yet protected: for whoever runs the bot
#[derive(Debug, Args)]
#[command(after_help = "Example: huquq report --week 2026-W47 --json")]
pub struct Report {
    /// The week, such as 2026-W47; without it, the newest that was counted
    #[arg(long, value_name = "WEEK")]
    week: Option<Week>,
    /// List the weeks that were counted, and nothing else
    #[arg(long)]
    list: bool,
    /// Print canonical JSON
    #[arg(long)]
    json: bool,
    /// The report's language
    #[arg(
        long = "lang",
        env = "HUQUQ_REPORT_LANGUAGE",
        value_enum,
        default_value = "ru"
    )]
    language: Tongue,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Read the preview's trial store, also when a campaign's is there
    #[arg(long)]
    trial: bool,
    #[command(flatten)]
    storage: Storage,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    Ru,
    En,
}

impl Report {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let stored = self.read()?;
        let page = if self.list {
            weeks(&stored)
        } else {
            let (catalog, _) = load(folders)?;
            self.page(folders, &catalog, &stored)?
        };
        match &self.out {
            None => print!("{page}"),
            Some(file) => fs::write(file, page).map_err(|error| {
                Failure::Sentence(format!(
                    "{} cannot be written ({}): name another file",
                    file.display(),
                    error.kind()
                ))
            })?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Reads the campaign's store, or the trial's when there is no other or it is wanted.
    fn read(&self) -> Result<Stored, Failure> {
        let campaign = counting::directory(&self.storage, StoreKind::Campaign);
        let directory = if self.trial || !campaign.exists() {
            counting::directory(&self.storage, StoreKind::Trial)
        } else {
            campaign
        };
        counts::read(&directory).map_err(|error| Failure::Sentence(error.to_string()))
    }

    fn page(
        &self,
        folders: &Folders,
        catalog: &Catalog,
        stored: &Stored,
    ) -> Result<String, Failure> {
        let week = self
            .week
            .or_else(|| stored.tallies.weeks.last().map(WeekTally::week))
            .ok_or_else(|| {
                Failure::Sentence("nothing was counted yet: talk to the bot first".to_owned())
            })?;
        let language = match self.language {
            Tongue::Ru => ReportLanguage::Russian,
            Tongue::En => ReportLanguage::English,
        };
        let label = |labelled: Labelled<'_>| label(catalog, language, labelled);
        let gathered = report::Report::gather(stored, week, today(folders), language, &label)
            .ok_or_else(|| {
                Failure::Sentence(format!(
                    "nothing was counted in {week}; `huquq report --list` names the weeks there are"
                ))
            })?;
        Ok(if self.json {
            report::json::render(&gathered)
        } else {
            report::text::render(&gathered)
        })
    }
}

fn weeks(stored: &Stored) -> String {
    stored
        .tallies
        .weeks
        .iter()
        .map(|tally| format!("{}\n", tally.week()))
        .collect()
}

/// Titles as the bot shows them; there are none in English, so the ids stand there.
fn label(catalog: &Catalog, language: ReportLanguage, labelled: Labelled<'_>) -> String {
    let is_russian = language == ReportLanguage::Russian;
    let title = match labelled {
        Labelled::Topic(id) => catalog
            .topic(id)
            .map(|topic| topic.texts.get(Language::Russian).title.clone()),
        Labelled::Category(id) => catalog
            .category(id)
            .map(|category| category.title.get(Language::Russian).clone()),
        Labelled::Campaign(code) => catalog
            .campaign(code)
            .map(|campaign| format!("{} {}", campaign.organisation, campaign.place)),
    };
    let id = match labelled {
        Labelled::Topic(id) => id.to_string(),
        Labelled::Category(id) => id.to_string(),
        Labelled::Campaign(code) => code.to_string(),
    };
    title.filter(|_| is_russian).unwrap_or(id)
}
