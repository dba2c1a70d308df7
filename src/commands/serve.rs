//! `huquq serve`, which is also `huquq` alone: with a token the Telegram bot, without one the
//! preview in a browser.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::counting::{self, with_committing};
use super::reload::Look;
use super::{Failure, edition, load, partners, reload, service, today};
use crate::config::{EditionName, Folders, Running, Serve, Token};
use crate::counts::StoreKind;
use crate::counts::release::{Period, Release, Shown};
use crate::frontend::{preview, telegram};
use crate::health::{self, Health};
use crate::notice::{self, Notice};
use crate::service::Service;

/// How often chats are looked over for those that were silent too long.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

impl Serve {
    pub(super) fn run(self, folders: &Folders) -> Result<ExitCode, Failure> {
        match self.token()? {
            Some(token) => self.serve_telegram(folders, token),
            None if self.telegram => Err(Failure::Sentence(format!(
                "there is no token: set {}, or name a file that holds it by --token-file",
                Token::VARIABLE
            ))),
            None => {
                Notice::Start(
                    "no token (TELOXIDE_TOKEN): this is the preview in a browser, a trial; \
                     nobody but this computer can reach it",
                )
                .print();
                self.serve_preview(folders)
            }
        }
    }

    pub(super) fn token(&self) -> Result<Option<Token>, Failure> {
        if let Some(file) = &self.token_file {
            let text = fs::read_to_string(file).map_err(|error| {
                Failure::Sentence(format!(
                    "the token's file {} cannot be read ({}): let this program read it",
                    file.display(),
                    error.kind()
                ))
            })?;
            return Ok(Some(Token::new(text)));
        }
        Ok(env::var(Token::VARIABLE)
            .ok()
            .filter(|text| !text.trim().is_empty())
            .map(Token::new))
    }

    fn serve_telegram(self, folders: &Folders, token: Token) -> Result<ExitCode, Failure> {
        let edition_name = self.edition.unwrap_or_else(|| {
            Notice::Start(
                "no edition named: serving the pilot edition, drafts that no lawyer has signed; \
                 name one by --edition",
            )
            .print();
            EditionName::Pilot
        });
        if self.running.log_json {
            notice::write_json();
        }
        if telegram::is_readable_on_the_way(&self.api_url) {
            Notice::Start(telegram::READABLE_ON_THE_WAY).print();
        }
        let webhook = webhook(&self.running, &self.api_url)?;
        let look = Look::of(folders);
        let (catalog, localization) = load(folders)?;
        let counts = counting::open(&self.storage, StoreKind::Campaign, &catalog)?;
        let service = service(
            folders,
            catalog,
            localization,
            counts.clone(),
            edition(edition_name),
            self.operator,
        )?;
        let mut options = telegram::Options {
            token,
            api: self.api_url,
            webhook,
            messages_per_second: self.running.messages_per_second,
            without_chat_limit: self.running.without_chat_limit,
            operators: self.running.operators_chat,
            reports: None,
        };
        let service = Arc::new(service);
        let ways = partners::Ways::prepare(self.partners, folders, &service, &counts)?;
        options.reports = ways.reports.clone();
        let (health, changes) = Health::new();
        let health = Arc::new(health);
        let (telling, words) = unbounded_channel();
        let watch = Watch {
            health: Arc::clone(&health),
            telling,
            folders: folders.clone(),
            look,
            listen: self.running.health_listen,
        };
        with_committing(counts, Some(Arc::clone(&health)), async move {
            let _watching = watch.begin(Arc::clone(&service)).await?;
            let beside = telegram::Beside {
                health,
                changes,
                words,
            };
            let serving = async {
                let served = telegram::serve(service, options, beside).await;
                served.map_err(|error| Failure::Sentence(error.to_string()))
            };
            ways.beside(serving).await
        })
    }

    pub(super) fn serve_preview(self, folders: &Folders) -> Result<ExitCode, Failure> {
        let (catalog, localization) = load(folders)?;
        let counts = counting::open(&self.storage, StoreKind::Trial, &catalog)?;
        let edition = edition(self.edition.unwrap_or(EditionName::Pilot));
        let service = service(
            folders,
            catalog,
            localization,
            counts.clone(),
            edition,
            self.operator,
        )?;
        let options = preview::Options {
            address: self.preview.listen,
            allow_remote: self.preview.allow_remote,
            names: self.preview.names,
        };
        let service = Arc::new(service);
        let sweeping = sweeping(service.clone());
        with_committing(counts, None, async move {
            let serving = preview::serve(service, options, asked_to_stop());
            beside(serving, SWEEP_EVERY, sweeping)
                .await
                .map_err(|error| Failure::Sentence(error.to_string()))
        })
    }
}

/// Where Telegram is to bring updates, if it is to bring them.
fn webhook(running: &Running, api_url: &str) -> Result<Option<telegram::Place>, Failure> {
    let Some(url) = running.webhook.clone() else {
        return Ok(None);
    };
    let is_telegram = api_url.contains("api.telegram.org");
    if url.scheme() != "https" && (is_telegram || url.scheme() != "http") {
        return Err(Failure::Sentence(format!(
            "the webhook {url} is not an https address: Telegram brings nothing to another; put a \
             proxy with a certificate before it, or leave --webhook out"
        )));
    }
    if url.path().contains(['{', '}', '*']) {
        return Err(Failure::Sentence(format!(
            "the webhook {url} has {{, }} or * in its path: choose a plain path, as in /hook"
        )));
    }
    Ok(Some(telegram::Place {
        url,
        listen: running.webhook_listen,
    }))
}

/// What runs beside the Telegram bot.
struct Watch {
    health: Arc<Health>,
    telling: UnboundedSender<telegram::Word>,
    folders: Folders,
    /// What they looked like before the texts were read.
    look: Look,
    listen: Option<SocketAddr>,
}

impl Watch {
    /// Starts all of it; it ends with what is returned.
    async fn begin(self, service: Arc<Service>) -> Result<JoinSet<()>, Failure> {
        let mut tasks = JoinSet::new();
        if let Some(address) = self.listen {
            let listener = health::server::bind(address).await.map_err(|error| {
                Failure::Sentence(format!(
                    "health cannot be shown on {address} ({}): stop the program that listens \
                     there, or choose another by --health-listen",
                    error.kind()
                ))
            })?;
            tasks.spawn(health::server::serve(listener, Arc::clone(&self.health)));
        }
        tasks.spawn(remind(
            self.folders.clone(),
            Arc::clone(&service),
            self.telling.clone(),
        ));
        tasks.spawn(reload::watch(
            self.folders,
            self.look,
            Arc::clone(&service),
            self.health,
            self.telling,
        ));
        let mut sweep = sweeping(service);
        tasks.spawn(async move {
            loop {
                tokio::time::sleep(SWEEP_EVERY).await;
                sweep();
            }
        });
        Ok(tasks)
    }
}

/// Tells the operators of weeks that were closed and, once a day, of what is overdue.
async fn remind(folders: Folders, service: Arc<Service>, telling: UnboundedSender<telegram::Word>) {
    let mut known: Option<BTreeMap<Period, bool>> = None;
    let mut reminded = None;
    loop {
        let today = today(&folders);
        if reminded != Some(today) {
            reminded = Some(today);
            for word in overdue(&service, today) {
                let _ = telling.send(word);
            }
        }
        if let Some(now) = published(&service).await {
            let is_new = |period| known.as_ref().is_some_and(|it| !it.contains_key(period));
            for (period, is_withheld) in now.iter().filter(|(period, _)| is_new(*period)) {
                let week = period.to_string();
                let _ = match (is_withheld, period) {
                    (true, _) => telling.send(telegram::Word::WeekWithheld { week }),
                    (false, Period::Week(_)) => telling.send(telegram::Word::WeekClosed { week }),
                    // Four weeks and quarters come with a week that is told of.
                    (false, _) => continue,
                };
            }
            known = Some(now);
        }
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

/// What was published, each with whether nothing of it is shown. The store may be waiting for its
/// disk, and nobody's answer waits with it.
async fn published(service: &Arc<Service>) -> Option<BTreeMap<Period, bool>> {
    let service = Arc::clone(service);
    let look = move || {
        let releases = service.counts().releases();
        let is_withheld = |release: &Release| release.shown == Shown::Withheld;
        let periods = releases.iter();
        let periods = periods.map(|(period, release)| (*period, is_withheld(release)));
        periods.collect()
    };
    tokio::task::spawn_blocking(look).await.ok()
}

fn overdue(service: &Service, today: Date) -> Vec<telegram::Word> {
    let catalog = service.catalog();
    let is_past = |topic: &&crate::content::Topic| topic.review_by < today;
    let topics = catalog.topics().iter().filter(is_past).count();
    let contacts = crate::sheet::calls::due(&catalog, today, 90).len();
    let mut words = Vec::new();
    if topics > 0 {
        words.push(telegram::Word::TextsPastReview { topics });
    }
    if contacts > 0 {
        words.push(telegram::Word::NumbersNotCalled { contacts });
    }
    words
}

/// Forgets who was silent too long, also when nobody speaks.
fn sweeping(service: Arc<Service>) -> impl FnMut() + Send + 'static {
    move || service.forget_silent(Timestamp::now())
}

/// Runs a front end to its end and does some work now and then meanwhile.
async fn beside<T>(
    front_end: impl Future<Output = T>,
    every: Duration,
    mut work: impl FnMut() + Send + 'static,
) -> T {
    let working = tokio::spawn(async move {
        loop {
            tokio::time::sleep(every).await;
            work();
        }
    });
    let ended = front_end.await;
    working.abort();
    ended
}

/// Returns when the supervisor or the keyboard asks to stop.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_again_and_again_while_the_front_end_waits() {
        let (done, mut is_done) = tokio::sync::mpsc::unbounded_channel();
        let front_end = async {
            for _ in 0..3 {
                is_done.recv().await;
            }
            "ended"
        };
        let work = move || {
            let _ = done.send(());
        };
        let ended = beside(front_end, Duration::from_millis(1), work).await;
        assert_eq!(ended, "ended");
    }
}
