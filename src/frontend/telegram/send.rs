//! Bringing an answer to its chat: again and again where that helps, and not where it does not.
//!
//! One chat's trouble is waited out for that chat alone, with the server's own waiting time where
//! it names one. A message whose sending timed out or broke off is sent again, so a person may
//! see it twice: better than never. Whether an update may be acknowledged meanwhile is decided in
//! `chats`, for which [`Weather`] tells one chat's trouble from everybody's.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{AnswerCallbackQuery, DeleteMessages, EditMessageText, SendMessage};
use teloxide::requests::Payload;
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode,
};
use tokio::time::{Instant, sleep};

use super::api::{CallError, Client, Refusal, Sent};
use super::breaker::Breaker;
use super::pace::Pace;
use super::reports::{self, Reports};
use super::weather::{Signs, Weather};
use crate::health::{Fault, Figure, Health};
use crate::notice::Notice;

/// The longest pause between two tries, unless the server names a longer one.
const PAUSE_MAX: Duration = Duration::from_secs(15);

/// After this long a button press cannot be answered any more.
const QUERY_SECONDS: u64 = 150;

/// When nothing was taken for so long, though something was tried, the operators are told.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// The same failure is logged at most this often: a line for each would be a diary of chats.
const FAILURE_LINE_PAUSE: Duration = Duration::from_secs(60);

/// One step of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Delete messages, as far as Telegram lets a bot.
    Delete(Vec<i32>),
    /// Replace a message.
    Edit { message: i32, page: Page },
    /// Send a message.
    Send { page: Page },
    /// Write and send a part of a report for partners.
    Report(reports::Part),
}

/// A message's text and buttons.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub html: Arc<str>,
    pub keyboard: Option<Arc<InlineKeyboardMarkup>>,
    /// The thread of a group's forum.
    pub thread: Option<i32>,
    /// The server refused the markup once: words alone are sent.
    pub is_bare: bool,
}

/// An answer on its way to a chat.
pub struct Errand {
    pub chat: i64,
    pub steps: VecDeque<Step>,
    /// Numbers for somebody in danger: they do not queue behind others.
    pub is_urgent: bool,
    /// The answer to `/forget`: what waits to be said before it is not to be said any more.
    pub forgets: bool,
}

/// What became of an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The messages that were sent, for `/forget`.
    pub messages: Vec<i32>,
}

/// Pauses between tries: longer each time, never quite the same.
#[derive(Debug)]
pub struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self {
            next: first,
            longest,
        }
    }

    /// Gives the next pause, up to a quarter more or less than planned.
    pub fn pause(&mut self) -> Duration {
        let planned = self.next;
        self.next = (planned * 2).min(self.longest);
        let chance = getrandom::u32().unwrap_or(u32::MAX / 2);
        planned.mul_f64(0.75 + 0.5 * f64::from(chance) / f64::from(u32::MAX))
    }
}

const fn sending_backoff() -> Backoff {
    Backoff::new(Duration::from_millis(250), PAUSE_MAX)
}

/// Sends answers of all chats.
pub struct Sender {
    pub client: Client,
    pub weather: Weather,
    breaker: Breaker,
    pace: Pace,
    health: Arc<Health>,
    failures: Mutex<HashMap<(&'static str, &'static str), Instant>>,
    /// What partners' chats get; None where no chat is listed.
    pub reports: Option<Arc<Reports>>,
}

/// What to do about a step that failed.
#[derive(Debug, PartialEq, Eq)]
enum Advice {
    /// It is as good as done.
    Skip,
    /// The message to edit is out of reach: send a new one.
    SendInstead,
    /// The markup was refused: send the words alone.
    Undress,
    /// Delete one message at a time.
    DeleteSingly,
    /// Nobody can be answered.
    GiveUp,
    /// Try again after this, or after a pause of our own.
    TryAgain(Option<Duration>),
}

impl Sender {
    /// Sends at most so many messages a second; zero means no limit.
    pub fn new(client: Client, messages_per_second: u32, health: Arc<Health>) -> Self {
        Self {
            client,
            weather: Weather::new(),
            breaker: Breaker::default(),
            pace: Pace::new(messages_per_second),
            health,
            failures: Mutex::default(),
            reports: None,
        }
    }

    /// Brings an answer to its chat; returns when it was accepted or can never be.
    pub async fn deliver(&self, mut errand: Errand, signs: &Signs) -> Delivered {
        let mut messages = Vec::new();
        let mut backoff = sending_backoff();
        self.begin_step(signs, errand.is_urgent).await;
        while let Some(step) = errand.steps.front_mut() {
            let error = match self.try_step(errand.chat, step).await {
                Ok(message) => {
                    messages.extend(message);
                    self.accept();
                    errand.steps.pop_front();
                    backoff = sending_backoff();
                    if !errand.steps.is_empty() {
                        self.begin_step(signs, errand.is_urgent).await;
                    }
                    continue;
                }
                Err(error) => error,
            };
            if let CallError::TooMany(wait) = error {
                signs.tell_to_wait(Instant::now() + wait);
            }
            match advise(error, step) {
                Advice::Skip => {
                    errand.steps.pop_front();
                }
                Advice::SendInstead => send_instead(step),
                Advice::Undress => {
                    self.log_failure(step.method(), error, None);
                    undress(step);
                }
                Advice::DeleteSingly => delete_singly(&mut errand.steps),
                Advice::GiveUp => {
                    // That somebody blocked the bot is nobody's business.
                    if error != CallError::Refused(Refusal::ChatGone) {
                        self.log_failure(step.method(), error, None);
                    }
                    self.accept();
                    break;
                }
                Advice::TryAgain(wait) => {
                    let pause = wait.unwrap_or_else(|| backoff.pause());
                    self.log_failure(step.method(), error, Some(pause));
                    let is_outage = wait.is_none() && self.breaker.fail(errand.chat);
                    self.wait_out(signs, is_outage, pause).await;
                    continue;
                }
            }
            // A refusal is an answer: the server is well.
            self.accept();
            if !errand.steps.is_empty() {
                self.begin_step(signs, errand.is_urgent).await;
            }
        }
        Delivered { messages }
    }

    /// Waits after a try that failed: for the chat, or for the server to be up again.
    async fn wait_out(&self, signs: &Signs, is_outage: bool, pause: Duration) {
        let silence = self.weather.silence(signs);
        if is_outage || silence.is_some_and(|silence| silence + pause > SILENCE_MAX) {
            self.health.break_down(Fault::Sending);
        }
        if is_outage {
            self.breaker.pass().await;
        } else {
            sleep(pause).await;
        }
    }

    /// The server took a call.
    fn accept(&self) {
        self.weather.accept();
        self.breaker.accept();
        self.health.mend(Fault::Sending);
    }

    /// Answers a button press, so that the button stops spinning.
    pub async fn answer_query(&self, query: String) {
        let deadline = Instant::now() + Duration::from_secs(QUERY_SECONDS);
        let payload = AnswerCallbackQuery::new(CallbackQueryId(query));
        let mut backoff = sending_backoff();
        loop {
            let error = match self.client.call::<_, IgnoredAny>(&payload).await {
                Ok(_) | Err(CallError::Refused(_)) => return,
                Err(error) => error,
            };
            let pause = match error {
                CallError::TooMany(wait) => wait,
                _ => backoff.pause(),
            };
            self.log_failure(AnswerCallbackQuery::NAME, error, Some(pause));
            if Instant::now() + pause > deadline {
                return;
            }
            sleep(pause).await;
        }
    }

    /// Logs a failure of a call, the same one at most once a minute.
    pub fn log_failure(&self, method: &'static str, error: CallError, wait: Option<Duration>) {
        self.health.count(match error {
            CallError::TooMany(_) => Figure::ThrottledCalls,
            CallError::Refused(_) => Figure::RefusedCalls,
            _ => Figure::FailedCalls,
        });
        let kind = error.kind();
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_recent = failures
            .get(&(method, kind))
            .is_some_and(|last| now.duration_since(*last) < FAILURE_LINE_PAUSE);
        if !is_recent {
            failures.insert((method, kind), now);
            Notice::CallFailed { method, kind, wait }.print();
        }
    }

    /// Waits for the step's turn.
    async fn begin_step(&self, signs: &Signs, is_urgent: bool) {
        signs.wait();
        self.breaker.pass().await;
        self.pace.wait(is_urgent).await;
        self.weather.begin_try(signs);
    }

    async fn try_step(&self, chat: i64, step: &Step) -> Result<Option<i32>, CallError> {
        self.health.count(Figure::Calls);
        match step {
            Step::Delete(messages) => {
                let messages = messages.iter().copied().map(MessageId);
                let payload = DeleteMessages::new(ChatId(chat), messages);
                self.client.call::<_, IgnoredAny>(&payload).await?;
                Ok(None)
            }
            Step::Edit { message, page } => {
                let payload = edit_payload(chat, *message, page);
                // An edited message is one we know already.
                self.client.call::<_, IgnoredAny>(&payload).await?;
                Ok(None)
            }
            Step::Send { page } => {
                let payload = send_payload(chat, page);
                let sent: Sent = self.client.call(&payload).await?;
                Ok(Some(sent.message_id))
            }
            Step::Report(part) => match &self.reports {
                Some(reports) => reports.send(&self.client, chat, *part).await,
                None => Ok(None),
            },
        }
    }
}

impl Step {
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Delete(_) => DeleteMessages::NAME,
            Self::Edit { .. } => EditMessageText::NAME,
            Self::Send { .. } => SendMessage::NAME,
            Self::Report(part) => part.method(),
        }
    }
}

fn advise(error: CallError, step: &Step) -> Advice {
    match (error, step) {
        (CallError::TooMany(wait), _) => Advice::TryAgain(Some(wait)),
        (CallError::Refused(Refusal::ChatGone), _) => Advice::GiveUp,
        (CallError::Refused(_), Step::Delete(messages)) if messages.len() > 1 => {
            Advice::DeleteSingly
        }
        (CallError::Refused(_), Step::Delete(_)) => Advice::Skip,
        (CallError::Refused(Refusal::NotModified), _) => Advice::Skip,
        (CallError::Refused(Refusal::Markup), Step::Edit { page, .. } | Step::Send { page })
            if !page.is_bare =>
        {
            Advice::Undress
        }
        (CallError::Refused(_), Step::Edit { .. }) => Advice::SendInstead,
        (CallError::Refused(_), Step::Send { .. } | Step::Report(_)) => Advice::GiveUp,
        (_, _) => Advice::TryAgain(None),
    }
}

fn send_instead(step: &mut Step) {
    if let Step::Edit { page, .. } = step {
        *step = Step::Send { page: page.clone() };
    }
}

fn undress(step: &mut Step) {
    if let Step::Edit { page, .. } | Step::Send { page } = step {
        page.html = words_of(&page.html).into();
        page.keyboard = None;
        page.is_bare = true;
    }
}

fn delete_singly(steps: &mut VecDeque<Step>) {
    if let Some(Step::Delete(messages)) = steps.pop_front() {
        for message in messages.into_iter().rev() {
            steps.push_front(Step::Delete(vec![message]));
        }
    }
}

/// Takes the tags out of HTML made by `render`, in which a bare `<` is always one.
fn words_of(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if !is_tag => words.push(letter),
            _ => {}
        }
    }
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

pub const NO_PREVIEW: LinkPreviewOptions = LinkPreviewOptions {
    is_disabled: true,
    url: None,
    prefer_small_media: false,
    prefer_large_media: false,
    show_above_text: false,
};

/// What a page has of a [`SendMessage`]: teloxide's own would be a copy of all its text.
#[derive(Serialize)]
struct Sending<'a> {
    chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i32>,
    #[serde(flatten)]
    words: Words<'a>,
}

/// What a page has of an [`EditMessageText`].
#[derive(Serialize)]
struct Editing<'a> {
    chat_id: i64,
    message_id: i32,
    #[serde(flatten)]
    words: Words<'a>,
}

#[derive(Serialize)]
struct Words<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parse_mode: Option<ParseMode>,
    link_preview_options: LinkPreviewOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<&'a InlineKeyboardMarkup>,
}

impl<'a> Words<'a> {
    fn of(page: &'a Page) -> Self {
        Self {
            text: &page.html,
            parse_mode: (!page.is_bare).then_some(ParseMode::Html),
            link_preview_options: NO_PREVIEW,
            reply_markup: page.keyboard.as_deref(),
        }
    }
}

impl Payload for Sending<'_> {
    type Output = <SendMessage as Payload>::Output;
    const NAME: &'static str = SendMessage::NAME;
}

impl Payload for Editing<'_> {
    type Output = <EditMessageText as Payload>::Output;
    const NAME: &'static str = EditMessageText::NAME;
}

fn send_payload(chat: i64, page: &Page) -> Sending<'_> {
    Sending {
        chat_id: chat,
        message_thread_id: page.thread,
        words: Words::of(page),
    }
}

fn edit_payload(chat: i64, message: i32, page: &Page) -> Editing<'_> {
    Editing {
        chat_id: chat,
        message_id: message,
        words: Words::of(page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::telegram::api::Conflict;

    fn page() -> Page {
        Page {
            html: "<b>а</b> &amp; б".into(),
            keyboard: None,
            thread: None,
            is_bare: false,
        }
    }

    fn send() -> Step {
        Step::Send { page: page() }
    }

    fn edit() -> Step {
        Step::Edit {
            message: 5,
            page: page(),
        }
    }

    #[test]
    fn the_servers_own_waiting_time_is_kept_and_other_trouble_is_waited_out() {
        let wait = Duration::from_secs(17);
        assert_eq!(
            advise(CallError::TooMany(wait), &send()),
            Advice::TryAgain(Some(wait))
        );
        for error in [
            CallError::Server,
            CallError::TimedOut,
            CallError::Broken,
            CallError::Unreachable,
            CallError::Garbled,
            CallError::Conflict(Conflict::SecondInstance),
        ] {
            assert_eq!(advise(error, &edit()), Advice::TryAgain(None));
        }
    }

    #[test]
    fn a_blocked_bot_gives_up_whatever_it_was_about_to_do() {
        for step in [send(), edit(), Step::Delete(vec![1, 2])] {
            assert_eq!(
                advise(CallError::Refused(Refusal::ChatGone), &step),
                Advice::GiveUp
            );
        }
    }

    #[test]
    fn an_edit_that_changes_nothing_is_done_and_an_impossible_one_becomes_a_message() {
        let advice = |refusal| advise(CallError::Refused(refusal), &edit());
        assert_eq!(advice(Refusal::NotModified), Advice::Skip);
        assert_eq!(advice(Refusal::MessageGone), Advice::SendInstead);
        assert_eq!(advice(Refusal::Other), Advice::SendInstead);
        let mut step = edit();
        send_instead(&mut step);
        assert_eq!(step, send());
    }

    #[test]
    fn refused_markup_is_taken_off_once() {
        let mut step = send();
        let refused = CallError::Refused(Refusal::Markup);
        assert_eq!(advise(refused, &step), Advice::Undress);
        undress(&mut step);
        let Step::Send { page } = &step else {
            panic!("not a message");
        };
        assert_eq!(*page.html, *"а & б");
        assert_eq!(advise(refused, &step), Advice::GiveUp);
    }

    #[test]
    fn messages_that_cannot_be_deleted_together_are_deleted_singly() {
        let refused = CallError::Refused(Refusal::Other);
        let mut steps = VecDeque::from([Step::Delete(vec![1, 2]), send()]);
        assert_eq!(advise(refused, &steps[0]), Advice::DeleteSingly);
        delete_singly(&mut steps);
        assert_eq!(
            steps,
            [Step::Delete(vec![1]), Step::Delete(vec![2]), send()]
        );
        assert_eq!(advise(refused, &steps[0]), Advice::Skip);
    }

    #[test]
    fn pauses_grow_to_a_bound() {
        let mut backoff = sending_backoff();
        let pauses: Vec<_> = (0..12).map(|_| backoff.pause()).collect();
        assert!(pauses[0] <= Duration::from_millis(320));
        assert!(pauses.iter().all(|pause| *pause <= PAUSE_MAX * 5 / 4));
        assert!(pauses[11] >= PAUSE_MAX * 3 / 4);
    }

    #[test]
    fn messages_ask_for_html_without_link_previews() {
        let sent = serde_json::to_value(send_payload(7, &page())).unwrap();
        assert_eq!(
            sent,
            serde_json::json!({
                "chat_id": 7, "text": "<b>а</b> &amp; б", "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": true},
            })
        );
        let edited = serde_json::to_value(edit_payload(7, 5, &page())).unwrap();
        assert_eq!(edited["message_id"], 5);
    }
}
