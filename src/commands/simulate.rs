//! `huquq simulate`: a synthetic campaign, counted, closed and published week by week.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::{Failure, counting, load, service};
use crate::config::{Folders, Storage};
use crate::conversation::Edition;
use crate::counts::{self, Counts, OpenError, Period, StoreKind, Week};
use crate::simulate::{self, Plan};

/// A synthetic campaign: invented questions, counted and published as real ones would be
#[derive(Debug, Args)]
#[command(
    after_help = "Example: huquq simulate --weeks 12 --accounts 300 --seed 1, then huquq report --simulation"
)]
pub struct Simulate {
    /// How many weeks to play
    #[arg(long, default_value = "12", value_parser = clap::value_parser!(u32).range(1..=260))]
    weeks: u32,
    /// How many accounts come in a usual week
    #[arg(long, default_value = "300", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    accounts: u32,
    /// The same number plays the same campaign
    #[arg(long, default_value = "1")]
    seed: u64,
    /// The first week
    #[arg(long, value_name = "WEEK", default_value = "2026-W05")]
    first: Week,
    #[command(flatten)]
    storage: Storage,
}

impl Simulate {
    pub fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, localization) = load(folders)?;
        self.remove_last()?;
        let begin = self.first.begins_at();
        let counts = counting::open_at(&self.storage, StoreKind::Simulation, &catalog, begin)?;
        let service = service(
            folders,
            catalog,
            localization,
            counts.clone(),
            Edition::Pilot,
            None,
        )?;
        let plan = Plan {
            weeks: self.weeks,
            accounts: self.accounts,
            seed: self.seed,
            first: self.first,
        };
        let played = simulate::play(&plan, &service)?;
        say!(
            "SIMULATED: {} updates played, {} weeks published in {}; see `huquq report --simulation`",
            played.updates,
            weeks(&counts),
            counting::directory(&self.storage, StoreKind::Simulation).display()
        );
        Ok(ExitCode::SUCCESS)
    }

    /// A campaign is played from its beginning; what the last one left is of another.
    fn remove_last(&self) -> Result<(), Failure> {
        let directory = counting::directory(&self.storage, StoreKind::Simulation);
        match counts::read(&directory) {
            Err(OpenError::NoStore { .. }) => Ok(()),
            Ok(stored) if stored.kind == StoreKind::Simulation => fs::remove_dir_all(&directory)
                .map_err(|error| {
                    Failure::Sentence(format!(
                        "{} cannot be removed ({}): give access to it",
                        directory.display(),
                        error.kind()
                    ))
                }),
            _ => Err(Failure::Sentence(format!(
                "{} holds something else than a simulation: move it away",
                directory.display()
            ))),
        }
    }
}

fn weeks(counts: &Arc<dyn Counts>) -> usize {
    let releases = counts.releases();
    let is_week = |period: &&Period| matches!(period, Period::Week(_));
    releases.keys().filter(is_week).count()
}
