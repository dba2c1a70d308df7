//! `huquq sheet`: the texts as a spreadsheet, its changes back into the YAML, and what a translator
//! notes about a translation.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::rewrite::{self, Rewritten};
use super::{Failure, content_of, refused, today};
use crate::config::Folders;
use crate::content::made_from::{self, Kept};
use crate::content::{Catalog, Fingerprint, Topic, TopicId};
use crate::language::{Language, Localized};
use crate::sheet::import::{self, Import};
use crate::sheet::lawyer::Outcome;
use crate::sheet::yaml_edit::{EditError, TopicYaml};
use crate::sheet::{export, workbook};

/// The texts as a spreadsheet for translators and lawyers, and back
#[derive(Debug, Subcommand)]
pub enum Sheet {
    /// Writes a spreadsheet: a sheet a language and one for the lawyer
    #[command(after_help = "Example: huquq sheet export --out huquq.xlsx")]
    Export(Export),
    /// Brings a returned spreadsheet's changes into the content, all or none
    #[command(after_help = "Example: huquq sheet import huquq.xlsx --dry-run")]
    Import(ImportSheet),
    /// Notes that translations say what the Russian texts say now
    #[command(after_help = "Example: huquq sheet stamp school-enrol --language kk")]
    Stamp(Stamp),
    /// Notes that a change of the Russian text changed no meaning
    #[command(after_help = "Example: huquq sheet same-meaning school-enrol")]
    SameMeaning(SameMeaning),
    /// Keeps the Russian texts that translations were made from, for the column of an export
    #[command(after_help = "Example: huquq sheet keep")]
    Keep,
}

#[derive(Debug, Args)]
pub struct Export {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct ImportSheet {
    /// The spreadsheet as it came back
    file: PathBuf,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Stamp {
    /// The topics whose translations were compared
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    topics: Vec<String>,
    /// Every topic
    #[arg(long)]
    all: bool,
    /// Which translations; without this, all three
    #[arg(long = "language", value_enum, value_name = "TAG")]
    languages: Vec<Translation>,
}

#[derive(Debug, Args)]
pub struct SameMeaning {
    /// The topics whose Russian text changed
    #[arg(required = true)]
    topics: Vec<String>,
}

/// A language that is translated from the Russian text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Translation {
    Kk,
    Tg,
    Uz,
}

impl Translation {
    fn language(self) -> Language {
        match self {
            Self::Kk => Language::Kazakh,
            Self::Tg => Language::Tajik,
            Self::Uz => Language::Uzbek,
        }
    }
}

impl Sheet {
    pub fn run(&self, folders: &Folders) -> Result<ExitCode, Failure> {
        let catalog = content_of(folders)?;
        let kept = kept_of(folders)?;
        match self {
            Self::Export(export) => export.run(folders, &catalog, &kept),
            Self::Import(import) => import.run(folders, &catalog, &kept),
            Self::Stamp(stamp) => stamp.run(folders, &catalog, &kept),
            Self::SameMeaning(same) => same.run(folders, &catalog),
            Self::Keep => keep(folders, &catalog, &kept),
        }
    }
}

impl Export {
    fn run(&self, folders: &Folders, catalog: &Catalog, kept: &Kept) -> Result<ExitCode, Failure> {
        let tables = export::tables(catalog, kept, today(folders));
        let out = self.out.display();
        let failure = |error: &dyn std::fmt::Display| Failure::Sentence(format!("{out}: {error}"));
        let bytes = workbook::write(&tables).map_err(|error| failure(&error))?;
        fs::write(&self.out, bytes).map_err(|error| failure(&error))?;
        let rows: Vec<String> = tables
            .iter()
            .map(|table| format!("{} {}", table.name, table.rows.len()))
            .collect();
        say!("{out}: rows {}", rows.join(", "));
        Ok(ExitCode::SUCCESS)
    }
}

impl ImportSheet {
    fn run(&self, folders: &Folders, catalog: &Catalog, kept: &Kept) -> Result<ExitCode, Failure> {
        let file = self.file.display();
        let bytes = fs::read(&self.file)
            .map_err(|error| Failure::Sentence(format!("{file}: {error}; nothing was changed")))?;
        let sheets = workbook::read(&bytes).map_err(|error| {
            Failure::Sentence(format!(
                "{file}: this is no XLSX workbook: {error}; save it as .xlsx and try again"
            ))
        })?;
        let import = match import::import(catalog, &sheets) {
            Ok(import) => import,
            Err(problems) => return Ok(refused(&self.file, &problems)),
        };
        let topics = import.topics(catalog);
        let mut files = rewritten(&topics, |topic, text| import.rewrite(&topic.id, text))?;
        files.extend(kept_files(folders, kept, &topics, |topic| {
            import.made_from(topic)
        })?);
        print_import(&import);
        if self.dry_run {
            let changed = files.iter().filter(|file| file.is_changed()).count();
            say!("{changed} files would change");
        } else {
            let count = rewrite::rewrite(&folders.content, files)?;
            say!("{count} files changed; now run `huquq check`");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print_import(import: &Import) {
    for change in &import.changes {
        say!(
            "{}/{} `{}`: {}",
            change.topic,
            change.place,
            change.language.tag(),
            change.words
        );
    }
    for review in &import.reviews {
        match &review.outcome {
            Outcome::Signed(signature) => say!(
                "{}: signed by {} on {}",
                review.topic,
                signature.who,
                signature.on
            ),
            Outcome::SignedBefore => say!("{}: signed before", review.topic),
            Outcome::NotSigned(reason) => say!("{}: not signed: {reason}", review.topic),
        }
        for remark in &review.remarks {
            say!("    {remark}");
        }
    }
}

impl Stamp {
    fn run(&self, folders: &Folders, catalog: &Catalog, kept: &Kept) -> Result<ExitCode, Failure> {
        let topics = if self.all {
            catalog.topics().iter().collect()
        } else {
            named(catalog, &self.topics)?
        };
        let languages: Vec<Language> = match self.languages.as_slice() {
            [] => Language::TRANSLATED.to_vec(),
            some => some.iter().map(|some| some.language()).collect(),
        };
        let mut files = rewritten(&topics, |topic, text| {
            let source = topic.fingerprint(Language::Russian);
            let mut yaml = TopicYaml::read(text)?;
            for language in &languages {
                yaml.set_made_from(*language, &source)?;
            }
            Ok(yaml.into_text())
        })?;
        let stamped = |topic: &Topic| {
            Localized::new(|language| match languages.contains(&language) {
                true => Some(topic.fingerprint(Language::Russian)),
                false => topic.made_from.get(language).clone(),
            })
        };
        files.extend(kept_files(folders, kept, &topics, stamped)?);
        let count = rewrite::rewrite(&folders.content, files)?;
        say!("{count} files changed");
        Ok(ExitCode::SUCCESS)
    }
}

impl SameMeaning {
    fn run(&self, folders: &Folders, catalog: &Catalog) -> Result<ExitCode, Failure> {
        let topics = named(catalog, &self.topics)?;
        let files = rewritten(&topics, |topic, text| {
            let source = topic.fingerprint(Language::Russian);
            let mut yaml = TopicYaml::read(text)?;
            let mut noted = Vec::new();
            for language in Language::WRITTEN {
                let made_from = topic.made_from.get(language).as_ref();
                let outdated = made_from.filter(|_| !topic.is_up_to_date(language));
                if let Some(from) = outdated.filter(|from| !noted.contains(from)) {
                    yaml.add_same_meaning(from, &source)?;
                    noted.push(from);
                }
            }
            Ok(yaml.into_text())
        })?;
        let count = rewrite::rewrite(&folders.content, files)?;
        say!("{count} files changed");
        Ok(ExitCode::SUCCESS)
    }
}

fn keep(folders: &Folders, catalog: &Catalog, kept: &Kept) -> Result<ExitCode, Failure> {
    let topics: Vec<&Topic> = catalog.topics().iter().collect();
    let files = kept_files(folders, kept, &topics, |topic| topic.made_from.clone())?;
    let count = rewrite::rewrite(&folders.content, files)?;
    say!("{count} files changed");
    Ok(ExitCode::SUCCESS)
}

/// Reads the kept Russian texts; damaged ones are mended by hand before anything builds on them.
fn kept_of(folders: &Folders) -> Result<Kept, Failure> {
    let mut kept = Kept::load(&folders.content);
    match std::mem::take(&mut kept.problems) {
        problems if problems.is_empty() => Ok(kept),
        problems => Err(Failure::Problems(problems)),
    }
}

/// The files of kept Russian texts, for topics whose translations will carry these fingerprints.
fn kept_files(
    folders: &Folders,
    kept: &Kept,
    topics: &[&Topic],
    made_from: impl Fn(&Topic) -> Localized<Option<Fingerprint>>,
) -> Result<Vec<Rewritten>, Failure> {
    let mut files = Vec::new();
    for topic in topics {
        let texts = kept.needed(topic, &made_from(topic));
        let path = made_from::file_of(&folders.content, &topic.id);
        let before = path.exists().then(|| rewrite::read(&path)).transpose()?;
        if before.is_some() || !texts.is_empty() {
            let after = made_from::to_json(&texts);
            files.push(Rewritten {
                path,
                before,
                after,
            });
        }
    }
    Ok(files)
}

fn named<'c>(catalog: &'c Catalog, ids: &[String]) -> Result<Vec<&'c Topic>, Failure> {
    ids.iter()
        .map(|id| {
            let known: Option<TopicId> = id.parse().ok();
            known
                .and_then(|id| catalog.topic(&id))
                .ok_or_else(|| Failure::Sentence(format!("there is no topic `{id}`")))
        })
        .collect()
}

fn rewritten(
    topics: &[&Topic],
    change: impl Fn(&Topic, &str) -> Result<String, EditError>,
) -> Result<Vec<Rewritten>, Failure> {
    topics
        .iter()
        .map(|topic| {
            let before = rewrite::read(&topic.file)?;
            let after = change(topic, &before)
                .map_err(|error| Failure::Sentence(format!("{}: {error}", topic.file.display())))?;
            Ok(Rewritten {
                path: topic.file.clone(),
                before: Some(before),
                after,
            })
        })
        .collect()
}
