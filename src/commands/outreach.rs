//! `huquq outreach`: codes and links for organisations, and everything they print.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

use super::rewrite::{self, Rewritten};
use super::{Failure, edition, load, service, today};
use crate::config::{EditionName, Folders};
use crate::content::{
    Campaign, CampaignCode, Catalog, CategoryId, Channel, Plan, TopicId, TypedCode, code,
};
use crate::conversation::Knowledge;
use crate::counts::{MemoryCounts, Vocabulary};
use crate::intent::{Intent, Screen};
use crate::language::Language;
use crate::localization::{self, Localization};
use crate::outreach::{self, BotName, Kit, Subject, register};
use crate::print::{self, About, Picture, PrintError};

/// Codes, links and everything an organisation prints and sends
#[derive(Debug, Subcommand)]
pub enum Outreach {
    /// Adds a campaign under the next free code
    #[command(
        after_help = "Example: huquq outreach new --organisation Rodnik --channel market --place Almaty \
                      --languages uz,tg --audience 400 --topic school-enrol"
    )]
    New(New),
    /// Makes a campaign's folder: codes, posters, leaflets, cards, strips, stickers, pictures,
    /// messages
    #[command(after_help = "Example: huquq outreach make R6T8U --bot HuquqBot --out rodnik")]
    Make(Make),
    /// Prints an answer itself, for people without data: a PDF for each language
    #[command(
        after_help = "Example: huquq outreach sheet --topic school-enrol --bot HuquqBot --out sheets"
    )]
    Sheet(Sheet),
    /// Says what a link or a code opens; counts nothing
    #[command(after_help = "Example: huquq outreach check R6T8U")]
    Check(Check),
}

#[derive(Debug, Args)]
pub struct New {
    /// Who hands it out
    #[arg(long, value_parser = words)]
    organisation: String,
    /// Where it meets people: school, clinic, consulate, diaspora-association, border-point,
    /// market, workplace, office, radio, social-media, messenger, other
    #[arg(long, value_parser = channel)]
    channel: Channel,
    /// Town or district, never a person
    #[arg(long, value_parser = words)]
    place: String,
    /// What is printed, such as uz,tg
    #[arg(long, value_delimiter = ',', required = true, value_parser = language)]
    languages: Vec<Language>,
    /// How many people it can reach: 50 or more
    #[arg(long, value_parser = clap::value_parser!(u32).range(50..))]
    audience: u32,
    /// The topic its link opens; without it, the menu
    #[arg(long, value_parser = topic_id)]
    topic: Option<TopicId>,
    /// The first day, as year-month-day; without it, today
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// The last day it is counted
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// What is to change for families
    #[arg(long)]
    goal: Option<String>,
    /// Whom it speaks to
    #[arg(long)]
    persona: Option<String>,
    /// What it says, in one sentence
    #[arg(long)]
    message: Option<String>,
    /// How many pieces of paper are handed out
    #[arg(long)]
    printed: Option<u32>,
    /// What it costs, in tenge
    #[arg(long)]
    cost_tenge: Option<u32>,
    /// How many starts would make it a success
    #[arg(long)]
    target_starts: Option<u32>,
}

#[derive(Debug, Args)]
pub struct Make {
    /// The campaign's code
    code: String,
    /// The folder to make
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    print: Print,
    /// The organisation's logo: PNG, JPEG or SVG
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Sheet {
    /// The topic to print
    #[arg(long, value_parser = topic_id, required_unless_present = "category")]
    topic: Option<TopicId>,
    /// The category to print, each topic in short
    #[arg(long, value_parser = category_id, conflicts_with = "topic")]
    category: Option<CategoryId>,
    /// The languages; without this, all five ways of writing
    #[arg(long, value_delimiter = ',', value_parser = language)]
    languages: Vec<Language>,
    /// The folder for the files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    print: Print,
}

/// What every print needs to know.
#[derive(Debug, Args)]
struct Print {
    /// The bot's name on Telegram
    #[arg(long, env = "HUQUQ_BOT", value_name = "NAME")]
    bot: BotName,
    /// Folder with words of your own: a copy of the folder `locales`
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Which texts are printed
    #[arg(long, env = "HUQUQ_EDITION", value_enum, default_value = "pilot")]
    edition: EditionName,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Codes, links or what stands after `start=`
    #[arg(required = true)]
    links: Vec<String>,
    /// Which texts are shown
    #[arg(long, env = "HUQUQ_EDITION", value_enum, default_value = "pilot")]
    edition: EditionName,
}

fn channel(word: &str) -> Result<Channel, String> {
    let words = Channel::WRITTEN.map(|(_, word)| word);
    let found = Channel::WRITTEN
        .into_iter()
        .find(|(_, known)| *known == word);
    found
        .map(|(channel, _)| channel)
        .ok_or_else(|| format!("write {}", words.join(", ")))
}

/// A text that is printed: not empty, and one line.
fn words(text: &str) -> Result<String, String> {
    match text.split_whitespace().collect::<Vec<_>>().join(" ") {
        words if words.is_empty() => Err("write at least one word".to_owned()),
        words => Ok(words),
    }
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "write kk, ru, tg, uz or uz-Cyrl".to_owned())
}

fn topic_id(text: &str) -> Result<TopicId, String> {
    text.parse::<TopicId>().map_err(|error| error.to_string())
}

fn category_id(text: &str) -> Result<CategoryId, String> {
    text.parse::<CategoryId>()
        .map_err(|error| error.to_string())
}

impl Outreach {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        match self {
            Self::New(command) => command.run(folders),
            Self::Make(command) => command.run(folders),
            Self::Sheet(command) => command.run(folders),
            Self::Check(command) => command.run(folders),
        }
    }
}

impl New {
    fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let catalog = super::content_of(folders)?;
        let published = catalog.published();
        let is_taken = |code: &CampaignCode| {
            catalog.campaign(code).is_some() || published.campaigns.contains(code)
        };
        let code = code::next_free(is_taken)
            .ok_or_else(|| Failure::Sentence("every code is taken".to_owned()))?;
        let mut languages: Vec<Language> = Vec::new();
        for language in self.languages {
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        let campaign = Campaign {
            code: code.clone(),
            organisation: self.organisation,
            channel: self.channel,
            place: self.place,
            languages,
            topic: self.topic,
            from: self.from.unwrap_or_else(|| today(folders)),
            until: self.until,
            audience: self.audience,
            plan: Plan {
                goal: self.goal,
                persona: self.persona,
                message: self.message,
                printed: self.printed,
                cost_tenge: self.cost_tenge,
                target_starts: self.target_starts,
                events: Vec::new(),
            },
            line: 0,
        };
        if !campaign.is_counted_on(campaign.from) {
            return Err(Failure::Sentence(
                "`--until` is before `--from`: nothing was changed".to_owned(),
            ));
        }
        let path = folders.content.join("campaigns.yaml");
        let before = rewrite::read(&path)?;
        let after = register::add_campaign(&before, &campaign);
        let mut files = vec![Rewritten {
            path,
            before: Some(before),
            after,
        }];
        files.extend(listed(folders, &code)?);
        rewrite::rewrite(&folders.content, files)?;
        say!(
            "{code}: added to campaigns.yaml and published.yaml. Next: huquq outreach make {code} --out {code}"
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// The list of published ids with a code in it.
fn listed(folders: &Folders, code: &CampaignCode) -> Result<Option<Rewritten>, Failure> {
    let path = folders.content.join("published.yaml");
    let before = rewrite::read(&path)?;
    let after = register::publish(&before, code).ok_or_else(|| {
        Failure::Sentence(format!(
            "{}: add `{code}` under `campaigns` by hand; nothing was changed",
            path.display()
        ))
    })?;
    Ok(Some(Rewritten {
        path,
        before: Some(before),
        after,
    }))
}

impl Make {
    fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, localization) = load(folders)?;
        let campaign = find(&catalog, &self.code)?;
        if !code::is_well_made(&campaign.code) {
            return Err(Failure::Sentence(format!(
                "`{}` is no code that can be printed: take one that `huquq outreach new` proposes",
                campaign.code
            )));
        }
        let logo = match &self.logo {
            None => None,
            Some(file) => Some(logo(file)?),
        };
        let words = self.print.words(&catalog, &localization)?;
        let kit = Kit {
            knowledge: self.print.knowledge(folders, &catalog, &localization),
            words: &words,
            campaign,
            bot: &self.print.bot,
            logo: logo.as_ref(),
        };
        let files = outreach::files(&kit).map_err(unprintable)?;
        for file in &files {
            write(&self.out.join(&file.path), &file.bytes)?;
        }
        say!(
            "{}: {} files; README.txt says what each is for",
            self.out.display(),
            files.len()
        );
        if !catalog.published().campaigns.contains(&campaign.code) {
            publish(folders, &campaign.code);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What is printed is published: the code is listed, so that it never goes to anybody else.
fn publish(folders: &Folders, code: &CampaignCode) {
    let done = listed(folders, code)
        .and_then(|file| rewrite::rewrite(&folders.content, file.into_iter().collect()));
    match done {
        Ok(_) => say!("{code} stands in published.yaml now: it is on paper"),
        Err(_) => say!("add `{code}` under `campaigns` in published.yaml: it is on paper now"),
    }
}

impl Sheet {
    fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, localization) = load(folders)?;
        let (subject, name) = self.subject(&catalog)?;
        let words = self.print.words(&catalog, &localization)?;
        let knowledge = self.print.knowledge(folders, &catalog, &localization);
        let languages = match self.languages.is_empty() {
            true => Language::ALL.to_vec(),
            false => self.languages,
        };
        for language in languages {
            let bot = &self.print.bot;
            let pages = outreach::household(&knowledge, &words, bot, subject, language)
                .map_err(unprintable)?;
            let about = About {
                title: &name,
                language: language.tag(),
            };
            let bytes = print::pdf(&pages, about).map_err(unprintable)?;
            let file = self.out.join(format!("{name}-{}.pdf", language.tag()));
            write(&file, &bytes)?;
            say!("{}: {} pages", file.display(), pages.len());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn subject<'a>(&self, catalog: &'a Catalog) -> Result<(Subject<'a>, String), Failure> {
        let topic = self.topic.as_ref();
        let category = self.category.as_ref();
        let found = topic
            .and_then(|id| Some((Subject::Topic(catalog.topic(id)?), id.to_string())))
            .or_else(|| {
                let id = category?;
                Some((Subject::Category(catalog.category(id)?), id.to_string()))
            });
        found.ok_or_else(|| {
            let ids: Vec<&str> = match topic {
                Some(_) => catalog
                    .topics()
                    .iter()
                    .map(|topic| topic.id.as_str())
                    .collect(),
                None => catalog
                    .categories()
                    .map(|category| category.id.as_str())
                    .collect(),
            };
            Failure::Sentence(format!("there is none of that name: {}", ids.join(", ")))
        })
    }
}

impl Print {
    /// The words of prints: an organisation's own if it has any.
    fn words(
        &self,
        catalog: &Catalog,
        localization: &Arc<Localization>,
    ) -> Result<Arc<Localization>, Failure> {
        match &self.templates {
            None => Ok(localization.clone()),
            Some(folder) => {
                let words = localization::load(folder, catalog.uzbek());
                words.map(Arc::new).map_err(Failure::Problems)
            }
        }
    }

    fn knowledge<'a>(
        &self,
        folders: &Folders,
        catalog: &'a Catalog,
        localization: &'a Localization,
    ) -> Knowledge<'a> {
        Knowledge {
            catalog,
            localization,
            edition: edition(self.edition),
            today: today(folders),
            counted: crate::counts::policy::COUNTED,
            operator: None,
        }
    }
}

impl Check {
    fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, localization) = load(folders)?;
        let mut is_good = true;
        let now = Timestamp::now();
        for link in &self.links {
            // A memory of its own each: nobody is known from the link before, nothing is counted.
            let counts = MemoryCounts::new(Vocabulary::of(&catalog), now)?;
            let service = service(
                folders,
                catalog.clone(),
                localization.clone(),
                Arc::new(counts),
                edition(self.edition),
                None,
            )?;
            let opened = outreach::probe(&service, link, now)?;
            let campaign = match &opened.campaign {
                Some(code) => format!("campaign {code}"),
                None => "no campaign".to_owned(),
            };
            let screen = screen(&opened.intent);
            is_good &= screen.is_some();
            say!(
                "{link}: {}, {}, counted for {campaign}: «{}»",
                screen.unwrap_or_else(|| "nothing it could name".to_owned()),
                opened
                    .language
                    .map_or("after a choice of language", Language::tag),
                opened.title
            );
        }
        Ok(match is_good {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }
}

/// What was opened, in a word; none if the link named nothing.
fn screen(intent: &Intent) -> Option<String> {
    match intent {
        Intent::Open { screen, .. } => Some(match screen {
            Screen::Home => "the menu".to_owned(),
            Screen::Topic { topic, .. } => format!("topic {topic}"),
            Screen::Category { category, .. } => format!("category {category}"),
            _ => "another screen".to_owned(),
        }),
        _ => None,
    }
}

pub(super) fn find<'a>(catalog: &'a Catalog, text: &str) -> Result<&'a Campaign, Failure> {
    let code = match TypedCode::read(text) {
        Some(TypedCode::Code(code)) => Some(code),
        _ => text.parse().ok(),
    };
    let campaign = code.and_then(|code| catalog.campaign(&code));
    campaign.ok_or_else(|| {
        let known: Vec<&str> = catalog
            .campaigns()
            .iter()
            .map(|c| c.code.as_str())
            .collect();
        Failure::Sentence(match known.is_empty() {
            true => "there is no campaign yet: add one with `huquq outreach new`".to_owned(),
            false => format!(
                "there is no campaign `{text}`; there are {}",
                known.join(", ")
            ),
        })
    })
}

fn logo(file: &Path) -> Result<Picture, Failure> {
    let bytes = fs::read(file).map_err(|error| at(file, &error))?;
    Picture::new(&bytes).map_err(|error| Failure::Sentence(format!("{}: {error}", file.display())))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::write(file, bytes))
        .map_err(|error| at(file, &error))
}

fn at(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Sentence(format!(
        "{} cannot be used ({}): name another place, or give access to it",
        file.display(),
        error.kind()
    ))
}

fn unprintable(error: PrintError) -> Failure {
    Failure::Sentence(error.to_string())
}
