//! Takes updates by long polling.
//!
//! An update is acknowledged only when its answer was accepted and its count stands, so a killed
//! process loses nothing: what was not acknowledged comes again. teloxide's dispatcher
//! acknowledges on receipt and lets one slow chat hold up all; this loop does neither. What may
//! be acknowledged is decided in `window`, how updates are answered in `chats`.

use std::time::Duration;

use serde::de::IgnoredAny;
use teloxide::payloads::{DeleteWebhook, GetUpdates, GetUpdatesSetters};
use teloxide::requests::Payload;
use teloxide::types::AllowedUpdate;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::Unauthorized;
use super::api::{CallError, Conflict, Updates};
use super::chats::{Chats, HELD_UP, Taken};
use super::send::{Backoff, Sender};
use super::stop::Stop;
use super::update;
use super::window::{Plan, WINDOW_MAX, Window};
use crate::health::{Fault, Figure};
use crate::notice::Notice;

/// How long the server may hold a poll open (it allows no more).
const POLL_SECONDS: u32 = 50;

/// Takes and answers updates until told to stop.
pub async fn run(chats: Chats, stop: &mut Stop) -> Result<(), Unauthorized> {
    let mut intake = Intake {
        chats,
        window: Window::default(),
        began: Instant::now(),
        backoff: polling_backoff(),
    };
    let outcome = intake.take_until(stop).await;
    if outcome.is_ok() {
        intake.finish(stop).await;
    }
    outcome
}

/// Pauses between polls that fail.
pub const fn polling_backoff() -> Backoff {
    Backoff::new(Duration::from_millis(500), Duration::from_secs(30))
}

struct Intake {
    chats: Chats,
    window: Window,
    began: Instant,
    backoff: Backoff,
}

impl Intake {
    async fn take_until(&mut self, stop: &mut Stop) -> Result<(), Unauthorized> {
        loop {
            while let Some(report) = self.chats.report_now() {
                self.chats
                    .take_report(report, |number| self.window.finish(number));
            }
            self.chats.watch_crowd(self.window.is_full());
            match self.window.plan(self.began.elapsed()) {
                Plan::Wait { until } => {
                    let until = until.map(|until| self.began + until);
                    tokio::select! {
                        biased;
                        report = self.chats.report() => {
                            self.chats.take_report(report, |number| self.window.finish(number));
                        }
                        () = until_instant(until) => {}
                        () = stop.asked() => return Ok(()),
                    }
                }
                Plan::Ask { offset, is_long } => {
                    let sender = std::sync::Arc::clone(&self.chats.post.sender);
                    let answer = tokio::select! {
                        answer = ask(&sender, offset, is_long) => answer,
                        () = stop.asked() => return Ok(()),
                    };
                    let taken = answer.and_then(|updates| {
                        // A long poll may have taken a while: the next is not due for that.
                        self.window.ask(offset, self.began.elapsed());
                        self.take_updates(&updates)
                    });
                    match taken {
                        Ok(()) => {}
                        Err(error) => {
                            let pause = self.after_failure(error).await?;
                            tokio::select! {
                                () = sleep(pause) => {}
                                () = stop.asked() => return Ok(()),
                            }
                        }
                    }
                }
            }
        }
    }

    /// Hands new updates over; those that cannot be read are stepped over.
    fn take_updates(&mut self, updates: &Updates) -> Result<(), CallError> {
        let health = &self.chats.post.health;
        health.mend(Fault::Starting);
        health.mend(Fault::Polling);
        let mut has_numbers = updates.whole.is_empty() && updates.broken.is_none();
        for raw in &updates.whole {
            let Some(number) = update::read_number(raw.get()) else {
                self.chats.post.health.count(Figure::UnreadableUpdates);
                continue;
            };
            has_numbers = true;
            if self.window.show(number) && self.chats.take(number, raw.get(), None) == Taken::Done {
                self.window.finish(number);
            }
        }
        if let Some(number) = updates.broken {
            has_numbers = true;
            self.chats.post.health.count(Figure::UnreadableUpdates);
            Notice::UpdateFailed {
                kind: "it cannot be read; it is stepped over",
            }
            .print();
            self.window.show(number);
            self.window.finish(number);
        }
        // Without a number nothing can be acknowledged: the same would be shown again at once.
        if has_numbers {
            self.backoff = polling_backoff();
            Ok(())
        } else {
            Err(CallError::Garbled)
        }
    }

    /// Decides how long to wait after a poll that failed.
    async fn after_failure(&mut self, error: CallError) -> Result<Duration, Unauthorized> {
        let sender = &self.chats.post.sender;
        let pause = match error {
            CallError::Unauthorized => return Err(Unauthorized),
            CallError::TooMany(wait) => wait,
            CallError::Conflict(Conflict::SecondInstance) => Duration::from_secs(5),
            CallError::Conflict(Conflict::Webhook) => {
                // Whoever starts polling wants polling; nothing that waits there is dropped.
                if let Err(error) = sender
                    .client
                    .call::<_, IgnoredAny>(&DeleteWebhook::new())
                    .await
                {
                    sender.log_failure(DeleteWebhook::NAME, error, None);
                }
                self.backoff.pause()
            }
            _ => self.backoff.pause(),
        };
        sender.log_failure(GetUpdates::NAME, error, Some(pause));
        self.chats.post.health.break_down(Fault::Polling);
        Ok(pause)
    }

    /// Waits for answers in flight, then acknowledges what is done.
    async fn finish(mut self, stop: &mut Stop) {
        Notice::Stopping {
            in_flight: self.window.undone(),
        }
        .print();
        self.chats
            .finish(stop, |number| self.window.finish(number))
            .await;
        if self.window.has_news() {
            let payload = GetUpdates::new()
                .offset(as_offset(self.window.offset()).unwrap_or_default())
                .limit(1)
                .timeout(0);
            let call = self
                .chats
                .post
                .sender
                .client
                .call::<_, IgnoredAny>(&payload);
            // If it fails, what was answered will be answered again: nothing is lost.
            let _ = timeout(HELD_UP, call).await;
        }
        self.chats.abort();
    }
}

async fn until_instant(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until).await,
        None => std::future::pending().await,
    }
}

async fn ask(sender: &Sender, offset: Option<u32>, is_long: bool) -> Result<Updates, CallError> {
    let mut payload = GetUpdates::new()
        .limit(WINDOW_MAX as u8)
        .timeout(if is_long { POLL_SECONDS } else { 0 })
        .allowed_updates([AllowedUpdate::Message, AllowedUpdate::CallbackQuery]);
    payload.offset = as_offset(offset);
    sender.client.updates(&payload).await
}

fn as_offset(offset: Option<u32>) -> Option<i32> {
    offset.map(|offset| i32::try_from(offset).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_beyond_the_servers_numbers_stays_within_them() {
        assert_eq!(as_offset(None), None);
        assert_eq!(as_offset(Some(5)), Some(5));
        assert_eq!(as_offset(Some(u32::MAX)), Some(i32::MAX));
    }
}
