//! `huquq check`: every rule of the content, with file, line and what to do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, counting, load, to_json, today};
use crate::check::status::Asked;
use crate::check::{self, Spelling};
use crate::config::{Folders, Storage};
use crate::content::Catalog;
use crate::content::made_from::Kept;
use crate::counts::{self, Period, Release, StoreKind};
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
    /// With --status: most asked topics first, by this release (`huquq report --format json`); may
    /// be given several times
    #[arg(long, value_name = "FILE", requires = "status")]
    counts: Vec<PathBuf>,
    /// With --status: most asked topics first, by the newest releases of the campaign counted here
    #[arg(
        long,
        value_name = "DIR",
        requires = "status",
        conflicts_with = "counts"
    )]
    data: Option<PathBuf>,
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
            let releases = self.releases()?;
            let status = check::status::status(&catalog, &Asked::of(&releases));
            if self.json {
                say!("{}", to_json(&status)?);
            } else {
                say!("{}", status.to_text().trim_end());
            }
            return Ok(ExitCode::SUCCESS);
        }
        let spelling = Spelling::load(&self.dictionaries, &folders.content);
        let problems = match load(folders) {
            Ok((catalog, localization)) => check::check(&check::Checked {
                catalog: &catalog,
                localization: &localization,
                spelling: &spelling,
                kept: &Kept::load(&folders.content),
                today: today(folders),
                for_release: self.release,
            }),
            Err(Failure::Problems(problems)) => problems,
            Err(failure) => return Err(failure),
        };
        if self.json {
            say!("{}", to_json(&problems)?);
        } else {
            print(&problems);
            for language in spelling.missing() {
                say!(
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

impl Check {
    /// The releases whose numbers order the topics.
    fn releases(&self) -> Result<Vec<Release>, Failure> {
        match &self.data {
            Some(data) => newest_of(data),
            None => self.counts.iter().map(|file| release_of(file)).collect(),
        }
    }
}

/// The newest four weeks of a campaign: each week, and the release of four that names topics.
fn newest_of(data: &Path) -> Result<Vec<Release>, Failure> {
    let storage = Storage {
        data: data.to_owned(),
        mirror: None,
        mirror_on_disk: false,
    };
    let directory = counting::directory(&storage, StoreKind::Campaign);
    let stored = counts::read(&directory).map_err(|error| Failure::Sentence(error.to_string()))?;
    let newest = |is_wanted: fn(&Period) -> bool, number: usize| {
        let releases = stored.releases.iter().rev();
        releases
            .filter(move |(period, _)| is_wanted(period))
            .take(number)
            .map(|(_, release)| release.clone())
    };
    let blocks = newest(|period| matches!(period, Period::Block(_)), 1);
    let weeks = newest(|period| matches!(period, Period::Week(_)), 4);
    Ok(blocks.chain(weeks).collect())
}

fn release_of(file: &Path) -> Result<Release, Failure> {
    let name = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Sentence(format!("{name}: {error}; name another file")))?;
    Release::from_json(text.trim_end()).ok_or_else(|| {
        Failure::Sentence(format!(
            "{name}: this is no release, or was altered; make one by `huquq report --format json`"
        ))
    })
}

fn print_fingerprints(catalog: &Catalog) {
    for topic in catalog.topics() {
        for language in Language::WRITTEN {
            let signed = if topic.is_signed(language) {
                " signed"
            } else {
                ""
            };
            say!(
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
        say!("{problem}\n");
    }
    say!(
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
