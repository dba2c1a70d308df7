//! Counts for partners in their own chats: `/report` there, and each week once it is closed.
//!
//! Chats are on a list that whoever runs the bot keeps; elsewhere `/report` is a word like others.
//! A week is told once: that it is being told is noted before it is sent, so what was sent is
//! never sent twice, also after a crash. Where nobody can know whether a message arrived (the
//! connection broke), it is not repeated; a line of the log says so, and `/report` is there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use teloxide::payloads::{SendMessage, SendMessageSetters};
use teloxide::types::{ChatId, MessageId, ThreadId};
use tokio::time::sleep;

use super::api::{CallError, Client, Document, Sent};
use super::send::{Backoff, NO_PREVIEW, Sender, Step};
use super::update::{Me, split_command};
use super::wire::Message;
use crate::config::ReportChat;
use crate::counts::{Announced, Counts, Period, Releases};
use crate::notice::Notice;
use crate::partners::{FileKind, Shelf, ShelfError};
use crate::report::Tongue;

/// How often is looked whether a week was closed.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The files that `/report` brings.
const FILES: [FileKind; 2] = [FileKind::Sheet, FileKind::Csv];

/// What partners' chats get, and which these are.
pub struct Reports {
    shelf: Arc<Shelf>,
    counts: Arc<dyn Counts>,
    chats: Vec<(i64, Tongue)>,
}

impl fmt::Debug for Reports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reports(..)")
    }
}

/// Somebody in a partners' chat asked for a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// None for the newest week.
    period: Option<Period>,
    thread: Option<i32>,
}

/// One message of a report; it is written when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    asked: Asked,
    /// None is the digest.
    file: Option<FileKind>,
}

/// Whether a message is `/report` in a partners' chat.
pub(super) fn asked(message: &Message, me: &Me) -> Option<Asked> {
    if !me.report_chats.contains(&message.chat.id) {
        return None;
    }
    let (name, bot, rest) = split_command(message.words.as_deref()?)?;
    let is_ours = bot.is_none_or(|bot| bot.eq_ignore_ascii_case(&me.username));
    (is_ours && name.eq_ignore_ascii_case("report")).then(|| Asked {
        period: rest.parse().ok(),
        thread: message.thread.filter(|_| message.is_in_topic),
    })
}

impl Asked {
    /// The steps of the answer: the digest, then files.
    pub fn steps(self) -> impl Iterator<Item = Step> {
        let part = move |file| Step::Report(Part { asked: self, file });
        std::iter::once(None).chain(FILES.map(Some)).map(part)
    }
}

impl Part {
    pub const fn method(self) -> &'static str {
        match self.file {
            None => "SendMessage",
            Some(_) => "SendDocument",
        }
    }
}

impl Reports {
    pub fn new(shelf: Arc<Shelf>, counts: Arc<dyn Counts>, chats: &[ReportChat]) -> Self {
        let tongue = |chat: &ReportChat| chat.language.parse().unwrap_or(Tongue::Ru);
        Self {
            shelf,
            counts,
            chats: chats.iter().map(|chat| (chat.chat, tongue(chat))).collect(),
        }
    }

    /// The chats on the list.
    pub fn chats(&self) -> Arc<[i64]> {
        self.chats.iter().map(|(chat, _)| *chat).collect()
    }

    /// Writes and sends one message of a report.
    pub async fn send(
        self: &Arc<Self>,
        client: &Client,
        chat: i64,
        part: Part,
    ) -> Result<Option<i32>, CallError> {
        let known = self.chats.iter().find(|(known, _)| *known == chat);
        let tongue = known.map_or(Tongue::Ru, |(_, tongue)| *tongue);
        let written = self
            .blocking(move |reports| reports.write(part, tongue))
            .await;
        match written {
            Some(Written::Text(text)) => send_text(client, chat, part.asked.thread, &text, false)
                .await
                .map(Some),
            Some(Written::File { name, kind, bytes }) => {
                let document = Document {
                    chat,
                    thread: part.asked.thread,
                    name,
                    media_type: kind.media_type(),
                    bytes,
                };
                client
                    .send_document(document)
                    .await
                    .map(|sent| Some(sent.message_id))
            }
            None => Ok(None),
        }
    }

    /// Runs work that may wait for a disk beside the network's threads.
    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let reports = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&reports)).await;
        done.ok().flatten()
    }

    fn write(&self, part: Part, tongue: Tongue) -> Option<Written> {
        let word = |id: &str| {
            self.shelf
                .with_labels(tongue, |labels| labels.word(id, &[]))
        };
        let sentence = |id: &str| part.file.is_none().then(|| Written::Text(word(id)));
        let Ok(releases) = self.shelf.releases() else {
            return sentence("page-trouble");
        };
        let Some(period) = part.asked.period.or_else(|| newest_week(&releases)) else {
            return sentence("digest-none");
        };
        let Some(kind) = part.file else {
            let digest = self.shelf.digest(&releases, period, tongue);
            return digest
                .map(Written::Text)
                .or_else(|| sentence("page-missing"));
        };
        match self.shelf.file(&releases, period, tongue, kind) {
            Ok(bytes) => Some(Written::File {
                name: format!("huquq-{period}.{}", kind.extension()),
                kind,
                bytes,
            }),
            // The digest said so already.
            Err(
                ShelfError::NoRelease
                | ShelfError::Range(_)
                | ShelfError::Store(_)
                | ShelfError::File,
            ) => None,
        }
    }

    /// The newest week and the number of chats it may have reached.
    fn due(&self) -> Option<(Releases, Period, usize)> {
        let releases = self.shelf.releases().ok()?;
        let newest = newest_week(&releases)?;
        let told = match self.counts.announced() {
            Some(announced) if announced.period == newest => announced.chats as usize,
            _ => 0,
        };
        (told < self.chats.len()).then_some((releases, newest, told))
    }

    async fn note(self: &Arc<Self>, period: Period, chats: usize) -> bool {
        let announced = Announced {
            period,
            chats: u32::try_from(chats).unwrap_or(u32::MAX),
        };
        let noted = self.blocking(move |reports| reports.counts.announce(announced).ok());
        noted.await.is_some()
    }

    /// Tells the newest week to every chat that it may not have reached yet.
    async fn tell(self: &Arc<Self>, sender: &Sender) -> Result<(), Untold> {
        let Some((releases, period, told)) = self.blocking(Self::due).await else {
            return Ok(());
        };
        for (place, (chat, tongue)) in self.chats.iter().enumerate().skip(told) {
            let Some(digest) = self.shelf.digest(&releases, period, *tongue) else {
                return Ok(());
            };
            let hint = self
                .shelf
                .with_labels(*tongue, |labels| labels.word("digest-files", &[]));
            if !self.note(period, place + 1).await {
                return Err(Untold);
            }
            let text = format!("{digest}\n{hint}");
            // It may be night: nobody's telephone has to ring.
            let Err(error) = send_text(&sender.client, *chat, None, &text, true).await else {
                continue;
            };
            sender.log_failure("SendMessage", error, None);
            match error {
                CallError::Refused(_) => {}
                CallError::TimedOut | CallError::Broken | CallError::Garbled => Notice::Start(
                    "nobody knows whether a week's digest arrived in a partners' chat; it is not \
                     sent again: /report shows it there",
                )
                .print(),
                _ => {
                    self.note(period, place).await;
                    return Err(Untold);
                }
            }
        }
        Ok(())
    }
}

/// A chat could not be told yet.
struct Untold;

/// Tells each week once it is closed, for as long as it is let.
pub async fn tell_weeks(sender: Arc<Sender>, reports: Arc<Reports>) {
    let retrying = || Backoff::new(LOOK_EVERY, Duration::from_secs(600));
    let mut backoff = retrying();
    loop {
        let pause = match reports.tell(&sender).await {
            Ok(()) => {
                backoff = retrying();
                LOOK_EVERY
            }
            Err(Untold) => backoff.pause(),
        };
        sleep(pause).await;
    }
}

/// A message that is ready to be sent.
enum Written {
    Text(String),
    File {
        name: String,
        kind: FileKind,
        bytes: Vec<u8>,
    },
}

fn newest_week(releases: &Releases) -> Option<Period> {
    let is_week = |period: &&Period| matches!(period, Period::Week(_));
    releases.keys().rfind(is_week).copied()
}

async fn send_text(
    client: &Client,
    chat: i64,
    thread: Option<i32>,
    text: &str,
    is_silent: bool,
) -> Result<i32, CallError> {
    let mut payload = SendMessage::new(ChatId(chat), text)
        .link_preview_options(NO_PREVIEW)
        .disable_notification(is_silent);
    if let Some(thread) = thread {
        payload = payload.message_thread_id(ThreadId(MessageId(thread)));
    }
    let sent: Sent = client.call(&payload).await?;
    Ok(sent.message_id)
}
