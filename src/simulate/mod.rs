//! A synthetic campaign, played through the real conversation and the real counting on a clock of
//! its own: data for demonstrations, screenshots and tests. Nobody asked any of it, and the store
//! it goes to says so on every page.
//!
//! Accounts come by links or without one, type phrasings of the topics or words that mean
//! nothing here, and press buttons they are shown. The same seed plays the same campaign; the
//! rounding of its releases is drawn as always, so published numbers differ a little between runs.

use jiff::{SignedDuration, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::conversation::{Action, Button};
use crate::counts::{CountError, UpdateId, Week};
use crate::intent::{Entry, Screen, Token};
use crate::language::Language;
use crate::service::{Service, Speaker};
use crate::understanding::{Command, Input, UserText};

/// What is played.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub weeks: u32,
    /// Accounts that come in a usual week; in the first weeks fewer do.
    pub accounts: u32,
    pub seed: u64,
    /// The first week.
    pub first: Week,
}

/// What was played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Played {
    pub updates: u64,
    /// The moment after the last week, when all is closed.
    pub end: Option<Timestamp>,
}

/// Weeks in which a campaign becomes known.
const GROWING_WEEKS: u64 = 6;
/// Of a hundred accounts known to the campaign, how many come in a usual week.
const COMING_PERCENT: u64 = 60;
/// Invented chats, in a range that Telegram does not use.
const FIRST_CHAT: i64 = 1 << 52;

/// Something an account does, at a moment.
struct Step {
    at: Timestamp,
    account: u64,
    deed: Deed,
}

#[derive(Clone, Copy)]
enum Deed {
    Arrive,
    Ask,
    AskNonsense,
    Press,
    ReadPrivacy,
}

/// Plays a campaign and closes its weeks.
///
/// # Errors
///
/// When the counts cannot be kept.
pub fn play(plan: &Plan, service: &Service) -> Result<Played, CountError> {
    let mut player = Player {
        service,
        chance: Chance(ChaCha20Rng::seed_from_u64(plan.seed)),
        shown: Default::default(),
        played: Played::default(),
    };
    let mut week = plan.first;
    for number in 0..u64::from(plan.weeks) {
        player.shown.clear();
        for step in player.week(plan, week, number) {
            player.take(&step)?;
            service.counts().commit_due(step.at)?;
        }
        week = week.next();
    }
    // The last week is closed some minutes after it, and a second commit finds nothing left.
    let end = week.begins_at() + SignedDuration::from_hours(1);
    service.counts().commit_due(end)?;
    player.played.end = Some(end);
    Ok(player.played)
}

struct Player<'a> {
    service: &'a Service,
    chance: Chance,
    /// The buttons an account was shown last.
    shown: std::collections::HashMap<u64, Vec<String>>,
    played: Played,
}

impl Player<'_> {
    /// What happens in a week, in its order.
    fn week(&mut self, plan: &Plan, week: Week, number: u64) -> Vec<Step> {
        let pool = u64::from(plan.accounts) * 100 / COMING_PERCENT;
        let grown = (number + 1).min(GROWING_WEEKS);
        let percent = COMING_PERCENT * grown / GROWING_WEEKS;
        let mut steps = Vec::new();
        for account in 0..pool {
            if !self.chance.happens(percent, 100) {
                continue;
            }
            let mut at = week.begins_at() + SignedDuration::from_secs(self.moment());
            if self.chance.happens(60, 100) {
                steps.push(Step {
                    at,
                    account,
                    deed: Deed::Arrive,
                });
            }
            loop {
                at += SignedDuration::from_secs(20 + self.chance.below(200) as i64);
                let deed = match self.chance.below(100) {
                    0..=57 => Deed::Ask,
                    58..=67 => Deed::AskNonsense,
                    68..=97 => Deed::Press,
                    _ => Deed::ReadPrivacy,
                };
                steps.push(Step { at, account, deed });
                if self.chance.happens(45, 100) {
                    break;
                }
            }
        }
        let end = week.next().begins_at();
        steps.retain(|step| step.at < end);
        steps.sort_by_key(|step| (step.at, step.account));
        steps
    }

    /// A second of a week: on workdays more than at weekends, by day and in the evening.
    fn moment(&mut self) -> i64 {
        let day = match self.chance.below(13) {
            workday @ 0..=9 => workday / 2,
            10 | 11 => 5,
            _ => 6,
        };
        let hour = 8 + self.chance.below(8) + self.chance.below(8);
        (day * 86_400 + hour * 3_600 + self.chance.below(3_600)) as i64
    }

    fn take(&mut self, step: &Step) -> Result<(), CountError> {
        let language = language_of(step.account);
        let input = match step.deed {
            Deed::Arrive => Input::Start(self.payload(language)),
            Deed::Ask => Input::Text(UserText::new(self.phrasing(language))),
            Deed::AskNonsense => Input::Text(UserText::new(self.nonsense())),
            Deed::Press => match self.button(step.account) {
                Some(token) => Input::Press(token),
                None => Input::Command(Command::Menu),
            },
            Deed::ReadPrivacy => Input::Command(Command::Privacy),
        };
        self.played.updates += 1;
        let speaker = Speaker {
            chat: FIRST_CHAT + step.account as i64,
            client_language: Some(language),
        };
        let update = UpdateId(self.played.updates);
        let taken = self.service.turn(speaker, update, &input, step.at)?;
        let buttons = taken.turn.reply.buttons.iter().flatten();
        self.shown
            .insert(step.account, buttons.filter_map(token_of).collect());
        Ok(())
    }

    /// A link: a campaign's where the catalogue has any, to the menu or to a topic.
    fn payload(&mut self, language: Language) -> String {
        let catalog = self.service.catalog();
        let campaign = self.chance.few(catalog.campaigns().len());
        let topics = catalog.topics();
        let screen = match self.chance.few(topics.len()) {
            Some(topic) if self.chance.happens(40, 100) => Screen::Topic {
                topic: topics[topic].id.clone(),
                entry: Entry::Opened,
            },
            _ => Screen::Home,
        };
        Token {
            language: Some(language),
            screen,
            campaign: campaign.map(|place| catalog.campaigns()[place].code.clone()),
        }
        .to_string()
    }

    /// A question somebody might ask: of few topics often, of the others now and then.
    fn phrasing(&mut self, language: Language) -> String {
        let catalog = self.service.catalog();
        let topics = catalog.topics();
        let Some(topic) = self.chance.few(topics.len()) else {
            return self.nonsense();
        };
        let questions = &topics[topic].phrasings.get(language).questions;
        match self.chance.few(questions.len()) {
            Some(question) => questions[question].clone(),
            None => self.nonsense(),
        }
    }

    /// Words that no language has.
    fn nonsense(&mut self) -> String {
        const SYLLABLES: [&str; 8] = ["кво", "жум", "три", "блэ", "фып", "щук", "йод", "зяр"];
        let words = (0..3).map(|_| {
            let syllables = (0..3).map(|_| SYLLABLES[self.chance.below(8) as usize]);
            syllables.collect::<String>()
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn button(&mut self, account: u64) -> Option<String> {
        let shown = self.shown.get(&account)?;
        let place = self.chance.below(shown.len() as u64) as usize;
        shown.get(place).cloned()
    }
}

fn token_of(button: &Button) -> Option<String> {
    match &button.action {
        Action::Open(token) => Some(token.to_string()),
        Action::Share { .. } => None,
    }
}

/// The language of an account, always the same.
const fn language_of(account: u64) -> Language {
    match account % 20 {
        0..=8 => Language::Russian,
        9..=14 => Language::Uzbek,
        15..=17 => Language::Tajik,
        _ => Language::Kazakh,
    }
}

struct Chance(ChaCha20Rng);

impl Chance {
    /// A number below `end`; 0 if that is 0.
    fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end.max(1)
    }

    fn happens(&mut self, cases: u64, of: u64) -> bool {
        self.below(of) < cases
    }

    /// A place among so many, the first ones more often; none if there are none.
    fn few(&mut self, of: usize) -> Option<usize> {
        let of = of as u64;
        let drawn = self.below(of).min(self.below(of));
        (of > 0).then_some(drawn as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::content;
    use crate::conversation::Edition;
    use crate::counts::{Counts, MemoryCounts, Vocabulary};
    use crate::localization;

    #[test]
    fn a_seed_plays_one_campaign_and_another_seed_another() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = Arc::new(content::load(&root.join("content")).unwrap());
        let localization = localization::load(&root.join("locales"), catalog.uzbek()).unwrap();
        let localization = Arc::new(localization);
        let first: Week = "2026-W05".parse().unwrap();
        let tallies = |seed| {
            let vocabulary = Vocabulary::of(&catalog);
            let counts = MemoryCounts::new(vocabulary, first.begins_at()).unwrap();
            let counts: Arc<dyn Counts> = Arc::new(counts);
            let edition = Edition::Pilot;
            let (catalog, localization) = (catalog.clone(), localization.clone());
            let service =
                Service::new(catalog, localization, counts.clone(), edition, None, None).unwrap();
            let plan = Plan {
                weeks: 2,
                accounts: 30,
                seed,
                first,
            };
            let played = play(&plan, &service).unwrap();
            assert!(played.updates > 30);
            counts.releases()
        };
        let one = tallies(1);
        assert_eq!(one.len(), 2);
        assert!(one == tallies(1));
        assert!(one != tallies(2));
    }
}
