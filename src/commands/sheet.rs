//! `huquq sheet`: what a translator notes about a translation.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::rewrite::{self, Rewritten};
use super::{Failure, content_of};
use crate::config::Folders;
use crate::content::{Catalog, Topic, TopicId};
use crate::language::Language;
use crate::sheet::yaml_edit::{EditError, TopicYaml};

/// What a translator notes about a translation
#[derive(Debug, Subcommand)]
pub enum Sheet {
    /// Notes that translations say what the Russian texts say now
    #[command(after_help = "Example: huquq sheet stamp school-enrol --language kk")]
    Stamp(Stamp),
    /// Notes that a change of the Russian text changed no meaning
    #[command(after_help = "Example: huquq sheet same-meaning school-enrol")]
    SameMeaning(SameMeaning),
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
        match self {
            Self::Stamp(stamp) => stamp.run(folders, &catalog),
            Self::SameMeaning(same) => same.run(folders, &catalog),
        }
    }
}

impl Stamp {
    fn run(&self, folders: &Folders, catalog: &Catalog) -> Result<ExitCode, Failure> {
        let topics = if self.all {
            catalog.topics().iter().collect()
        } else {
            named(catalog, &self.topics)?
        };
        let languages: Vec<Language> = match self.languages.as_slice() {
            [] => vec![Language::Kazakh, Language::Tajik, Language::Uzbek],
            some => some.iter().map(|some| some.language()).collect(),
        };
        let files = rewritten(&topics, |topic, text| {
            let source = topic.fingerprint(Language::Russian);
            let mut yaml = TopicYaml::read(text)?;
            for language in &languages {
                yaml.set_made_from(*language, &source)?;
            }
            Ok(yaml.into_text())
        })?;
        let count = rewrite::rewrite(&folders.content, files)?;
        println!("{count} files changed");
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
        println!("{count} files changed");
        Ok(ExitCode::SUCCESS)
    }
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
                before,
                after,
            })
        })
        .collect()
}
