//! `huquq serve`, which is also `huquq` alone: with a token the Telegram bot, without one the
//! preview in a browser.

use std::env;
use std::fs;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::counting::{self, with_committing};
use super::{Failure, edition, load, service};
use crate::config::{EditionName, Folders, Serve, Token};
use crate::counts::StoreKind;
use crate::frontend::{preview, telegram};
use crate::notice::Notice;
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

    fn token(&self) -> Result<Option<Token>, Failure> {
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
        let options = telegram::Options {
            token,
            api: self.api_url,
        };
        let service = Arc::new(service);
        let sweeping = sweeping(service.clone());
        with_committing(counts, async move {
            beside(telegram::serve(service, options), SWEEP_EVERY, sweeping)
                .await
                .map_err(|error| Failure::Sentence(error.to_string()))
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
        with_committing(counts, async move {
            let serving = preview::serve(service, options, asked_to_stop());
            beside(serving, SWEEP_EVERY, sweeping)
                .await
                .map_err(|error| Failure::Sentence(error.to_string()))
        })
    }
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
