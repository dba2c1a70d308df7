//! `huquq report`: what was published of a week, as a page or a table, while the bot goes on.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, content_of, counting};
use crate::config::{Folders, Storage};
use crate::content::Catalog;
use crate::counts::{self, OpenError, Period, Release, Releases, StoreKind, Stored, Week};
use crate::localization::ReportWords;
use crate::report::campaign::Published;
use crate::report::{self, Labels, Page, Tongue};

/// What was published of a week: the same for everybody, protected, never changed
#[derive(Debug, Args)]
#[command(after_help = "Example: huquq report --week 2026-W47 --format xlsx --out week.xlsx")]
pub struct Report {
    /// The week, such as 2026-W47, or four weeks (2026-B12), or an old quarter (2024-Q3); without
    /// it, the newest week that is closed
    #[arg(long, value_name = "WEEK")]
    week: Option<Period>,
    /// Add up weeks, from this one...
    #[arg(long, value_name = "WEEK", requires = "to", conflicts_with = "week")]
    from: Option<Week>,
    /// ...to this one, with what was planned for links beside what came of them
    #[arg(long, value_name = "WEEK", requires = "from")]
    to: Option<Week>,
    /// List what was published, and nothing else
    #[arg(long)]
    list: bool,
    /// A page (text, html, pdf) or the numbers (csv; hxl: the same with a row of HXL tags; xlsx; json;
    /// datapackage: what the csv holds)
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The report's language
    #[arg(
        long = "lang",
        env = "HUQUQ_REPORT_LANGUAGE",
        value_enum,
        default_value = "ru"
    )]
    language: Tongue,
    /// Only what was published of one campaign's link, four weeks first: text, html, csv or json
    #[arg(long, value_name = "CODE", conflicts_with_all = ["week", "from", "list", "note"])]
    campaign: Option<String>,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// File with a few sentences to put on the page
    #[arg(long, value_name = "FILE")]
    note: Option<PathBuf>,
    /// Read the preview's trial store, also when a campaign's is there
    #[arg(long)]
    trial: bool,
    /// Read what `huquq simulate` made
    #[arg(long, conflicts_with = "trial")]
    simulation: bool,
    #[command(flatten)]
    storage: Storage,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Html,
    Pdf,
    Csv,
    Hxl,
    Xlsx,
    Json,
    Datapackage,
}

impl Format {
    /// Whether a campaign's own numbers are written in it.
    const fn is_of_campaigns(self) -> bool {
        matches!(self, Self::Text | Self::Html | Self::Csv | Self::Json)
    }

    /// As it is written on the command line.
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl Report {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        if self.campaign.is_some() && !self.format.is_of_campaigns() {
            return Err(Failure::Sentence(format!(
                "a campaign's numbers are not written as {}: take `--format` text, html, csv or \
                 json, or leave out `--campaign` for all that was published of a week",
                self.format.name()
            )));
        }
        let stored = self.read()?;
        let bytes = if self.list {
            list(&stored.releases).into_bytes()
        } else {
            self.render(folders, &stored)?
        };
        match &self.out {
            None => io::stdout()
                .write_all(&bytes)
                .map_err(|error| sentence("standard output", &error)),
            Some(file) => fs::write(file, bytes)
                .map_err(|error| sentence(&file.display().to_string(), &error)),
        }?;
        Ok(ExitCode::SUCCESS)
    }

    /// Reads the campaign's store, or the trial's when there is no other or it is wanted.
    fn read(&self) -> Result<Stored, Failure> {
        let campaign = counting::directory(&self.storage, StoreKind::Campaign);
        let directory = if self.simulation {
            counting::directory(&self.storage, StoreKind::Simulation)
        } else if self.trial || !campaign.exists() {
            counting::directory(&self.storage, StoreKind::Trial)
        } else {
            campaign
        };
        counts::read(&directory).map_err(|error| {
            Failure::Sentence(match error {
                OpenError::NoStore { .. } if self.simulation => {
                    format!("{error}; a simulation is made by `huquq simulate`")
                }
                error => error.to_string(),
            })
        })
    }

    fn render(&self, folders: &Folders, stored: &Stored) -> Result<Vec<u8>, Failure> {
        let catalog = content_of(folders)?;
        let words = ReportWords::load(&folders.locales, self.language.tag())
            .map_err(|problem| Failure::Problems(vec![problem]))?;
        let labels = Labels {
            words: &words,
            label: &|labelled| self.language.title(&catalog, labelled),
        };
        let note = self.note()?;
        if let (Some(from), Some(to)) = (self.from, self.to) {
            let range = counts::range(&stored.releases, from, to)
                .map_err(|error| Failure::Sentence(error.to_string()))?;
            let plan = report::planned(&catalog);
            let page = Page::of_range(&stored.releases, &range, &plan, note.as_deref());
            return self.format_page(&page, &labels);
        }
        let period = self
            .week
            .or_else(|| report::newest(&stored.releases))
            .ok_or_else(|| {
                Failure::Sentence(
                    "no week is closed yet: a week is published on the Monday after it".to_owned(),
                )
            })?;
        if let Some(code) = &self.campaign {
            return self.of_campaign(stored, &catalog, code, &labels);
        }
        let page = Page::of(&stored.releases, period, note.as_deref()).ok_or_else(|| {
            let store = match (self.simulation, self.trial) {
                (true, _) => " --simulation",
                (_, true) => " --trial",
                _ => "",
            };
            Failure::Sentence(format!(
                "nothing was published of {period}; `huquq report --list{store}` names what was"
            ))
        })?;
        self.format_page(&page, &labels)
    }

    fn note(&self) -> Result<Option<String>, Failure> {
        let read = |file: &PathBuf| {
            let read = fs::read_to_string(file);
            read.map_err(|error| sentence(&file.display().to_string(), &error))
        };
        self.note.as_ref().map(read).transpose()
    }

    fn of_campaign(
        &self,
        stored: &Stored,
        catalog: &Catalog,
        code: &str,
        labels: &Labels<'_>,
    ) -> Result<Vec<u8>, Failure> {
        let campaign = super::outreach::find(catalog, code)?;
        let published = Published::of(&stored.releases, &campaign.code);
        let page = match self.format {
            Format::Html => published.html(labels, self.language.tag()),
            Format::Csv => published.csv(labels),
            Format::Json => published.json(),
            // Others were refused before anything was read.
            _ => published.text(labels),
        };
        Ok(page.into_bytes())
    }

    fn format_page(&self, page: &Page<'_>, labels: &Labels<'_>) -> Result<Vec<u8>, Failure> {
        Ok(match self.format {
            Format::Text => report::text::render(page, labels).into_bytes(),
            Format::Html => report::html::render(page, labels, self.language.tag()).into_bytes(),
            Format::Pdf => {
                report::pdf::render(page, labels, self.language.tag()).map_err(|error| {
                    Failure::Sentence(format!("the page could not be printed: {error}"))
                })?
            }
            Format::Csv => report::csv::render(page.release, labels).into_bytes(),
            Format::Hxl => report::csv::render_tagged(page.release, labels).into_bytes(),
            Format::Json => report::json::render(page.release).into_bytes(),
            Format::Datapackage => report::datapackage::render(page.release, labels).into_bytes(),
            Format::Xlsx => {
                report::xlsx::render(page.release, labels, page.plan).map_err(|error| {
                    Failure::Sentence(format!("the spreadsheet could not be made: {error}"))
                })?
            }
        })
    }
}

fn sentence(name: &str, error: &io::Error) -> Failure {
    Failure::Sentence(format!(
        "{name} cannot be used ({}): name another file, or give access to it",
        error.kind()
    ))
}

fn list(releases: &Releases) -> String {
    let line = |release: &Release| {
        format!(
            "{}  {} – {}  {}\n",
            release.period,
            release.first_day,
            release.last_day,
            release.hash()
        )
    };
    releases.values().map(line).collect()
}
