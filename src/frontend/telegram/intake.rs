//! Takes updates by long polling and sees each of them answered.
//!
//! An update is acknowledged only when its answer was accepted and its count stands, so a killed
//! process loses nothing: what was not acknowledged comes again. teloxide's dispatcher
//! acknowledges on receipt and lets one slow chat hold up all; this loop does neither. Answers of
//! one chat are sent in its order, chats beside each other. An answer that its own chat holds up
//! for more than three seconds leaves the window of unacknowledged updates and waits in memory:
//! bounded in number and time, and lost with the process. Trouble of the whole server leaves
//! nothing behind: then updates stay unacknowledged.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use teloxide::payloads::{DeleteWebhook, GetMe, GetUpdates, GetUpdatesSetters};
use teloxide::requests::Payload;
use teloxide::types::AllowedUpdate;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use super::api::{CallError, Conflict};
use super::desk;
use super::profile;
use super::send::{Backoff, Errand, Sender, Signs};
use super::stop::Stop;
use super::update::{self, Arrived, Me};
use super::window::{Plan, WINDOW_MAX, Window};
use crate::notice::Notice;
use crate::service::Service;

/// How long the server may hold a poll open (it allows no more).
const POLL_SECONDS: u32 = 50;

/// An answer held up longer than this by its own chat leaves the window.
const HELD_UP: Duration = Duration::from_secs(3);

/// How many answers may wait outside the window, for all chats together.
const WAITING_MAX: usize = 1_000;

/// How many answers of one chat may wait behind the one being tried.
const WAITING_MAX_PER_CHAT: usize = 50;

/// How long an answer may wait outside the window.
const WAITING: Duration = Duration::from_secs(600);

/// How long answers in flight are waited for at the end.
const STOPPING: Duration = Duration::from_secs(8);

/// With the window full of answers to so few chats, the trouble is taken to be theirs.
const CROWD: usize = 5;

/// The token was not accepted: there is no use in going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unauthorized;

/// What every chat's task needs.
struct Post {
    service: Arc<Service>,
    sender: Arc<Sender>,
    me: Me,
    room: Arc<Semaphore>,
}

/// An update on its way to its chat's task.
struct Job {
    number: u32,
    arrived: Arrived,
}

/// What a chat's task tells the loop.
enum Report {
    /// The update was answered.
    Answered { number: u32, chat: i64 },
    /// The answer left the window; the update may be acknowledged.
    LeftWindow { number: u32, chat: i64 },
    /// An answer outside the window was accepted or given up.
    Finished { chat: i64 },
    /// The task failed; what it had in hand is lost.
    Died { chat: i64 },
}

/// A chat with updates to answer.
struct Chat {
    jobs: UnboundedSender<Job>,
    /// Updates in its hands that are in the window.
    shown: Vec<u32>,
    /// Answers not yet accepted, in the window or outside.
    open: usize,
}

/// Takes and answers updates until told to stop.
pub async fn run(
    service: Arc<Service>,
    sender: Sender,
    mut stop: Stop,
) -> Result<(), Unauthorized> {
    let sender = Arc::new(sender);
    let Some(me) = introduce(&sender, &mut stop).await? else {
        return Ok(());
    };
    Notice::Connected {
        username: me.username.clone(),
    }
    .print();
    let mut intake = Intake::new(Post {
        service,
        sender,
        me,
        room: Arc::new(Semaphore::new(WAITING_MAX)),
    });
    let outcome = intake.take_until(&mut stop).await;
    if outcome.is_ok() {
        intake.finish(&mut stop).await;
    }
    outcome
}

/// Asks who we are, for as long as it takes; None when told to stop.
async fn introduce(sender: &Sender, stop: &mut Stop) -> Result<Option<Me>, Unauthorized> {
    let mut backoff = polling_backoff();
    let payload = GetMe::new();
    loop {
        let answer = tokio::select! {
            answer = sender.client.call::<_, Me>(&payload) => answer,
            () = stop.asked() => return Ok(None),
        };
        let pause = match answer {
            Ok(me) => return Ok(Some(me)),
            Err(CallError::Unauthorized) => return Err(Unauthorized),
            Err(CallError::TooMany(wait)) => wait,
            Err(_) => backoff.pause(),
        };
        if let Err(error) = answer {
            sender.log_failure(GetMe::NAME, error, Some(pause));
        }
        tokio::select! {
            () = sleep(pause) => {}
            () = stop.asked() => return Ok(None),
        }
    }
}

const fn polling_backoff() -> Backoff {
    Backoff::new(Duration::from_millis(500), Duration::from_secs(30))
}

struct Intake {
    post: Arc<Post>,
    window: Window,
    began: Instant,
    chats: HashMap<i64, Chat>,
    tasks: JoinSet<()>,
    /// Boxed: a channel uses its places again and again without clearing them, and what was in a
    /// box is overwritten with it.
    reports: UnboundedReceiver<Box<Report>>,
    /// Given to each task.
    reporter: UnboundedSender<Box<Report>>,
    backoff: Backoff,
    has_presented: bool,
}

impl Intake {
    fn new(post: Post) -> Self {
        let (reporter, reports) = unbounded_channel();
        Self {
            post: Arc::new(post),
            window: Window::default(),
            began: Instant::now(),
            chats: HashMap::new(),
            tasks: JoinSet::new(),
            reports,
            reporter,
            backoff: polling_backoff(),
            has_presented: false,
        }
    }

    async fn take_until(&mut self, stop: &mut Stop) -> Result<(), Unauthorized> {
        loop {
            while let Ok(report) = self.reports.try_recv() {
                self.take_report(*report);
            }
            while self.tasks.try_join_next().is_some() {}
            self.watch_crowd();
            match self.window.plan(self.began.elapsed()) {
                Plan::Wait { until } => {
                    let until = until.map(|until| self.began + until);
                    tokio::select! {
                        biased;
                        Some(report) = self.reports.recv() => self.take_report(*report),
                        () = until_instant(until) => {}
                        () = stop.asked() => return Ok(()),
                    }
                }
                Plan::Ask { offset, is_long } => {
                    let asked_at = self.began.elapsed();
                    let post = Arc::clone(&self.post);
                    let answer = tokio::select! {
                        answer = ask(&post.sender, offset, is_long) => answer,
                        () = stop.asked() => return Ok(()),
                    };
                    match answer {
                        Ok(updates) => {
                            self.window.ask(offset, asked_at);
                            self.take_updates(&updates);
                        }
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

    fn take_updates(&mut self, updates: &[Box<RawValue>]) {
        self.backoff = polling_backoff();
        if !self.has_presented {
            self.has_presented = true;
            let post = Arc::clone(&self.post);
            tokio::spawn(async move {
                profile::present(&post.sender, post.service.localization()).await;
            });
        }
        for raw in updates {
            let Some(number) = update::read_number(raw.get()) else {
                continue;
            };
            if !self.window.show(number) {
                continue;
            }
            let arrived = update::read(raw.get(), &self.post.me);
            match arrived.chat {
                Some(chat) if !arrived.is_nothing() => {
                    self.hand_over(chat, Job { number, arrived });
                }
                _ => self.window.finish(number),
            }
        }
    }

    /// Gives an update to its chat's task, after those before it.
    fn hand_over(&mut self, number: i64, job: Job) {
        let chat = self.chats.entry(number).or_insert_with(|| {
            let (jobs, arrivals) = unbounded_channel();
            self.tasks.spawn(serve_chat(
                Arc::clone(&self.post),
                number,
                arrivals,
                self.reporter.clone(),
            ));
            Chat {
                jobs,
                shown: Vec::new(),
                open: 0,
            }
        });
        chat.open += 1;
        chat.shown.push(job.number);
        // The task ends only when its sender is dropped, with the chat.
        let _ = chat.jobs.send(job);
    }

    fn take_report(&mut self, report: Report) {
        match report {
            Report::Answered { number, chat } => {
                self.window.finish(number);
                self.close(chat, Some(number));
            }
            Report::LeftWindow { number, chat } => {
                self.window.finish(number);
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.shown.retain(|shown| *shown != number);
                }
            }
            Report::Finished { chat } => self.close(chat, None),
            Report::Died { chat } => {
                Notice::UpdateFailed {
                    kind: "a fault in the program; it is given up",
                }
                .print();
                for number in self
                    .chats
                    .remove(&chat)
                    .into_iter()
                    .flat_map(|chat| chat.shown)
                {
                    self.window.finish(number);
                }
            }
        }
    }

    /// An answer was accepted; the chat is let go with its last one.
    fn close(&mut self, number: i64, update: Option<u32>) {
        if let Some(chat) = self.chats.get_mut(&number) {
            chat.open = chat.open.saturating_sub(1);
            chat.shown.retain(|shown| Some(*shown) != update);
            if chat.open == 0 {
                self.chats.remove(&number);
            }
            if self.chats.is_empty() {
                // A map keeps the bytes of what was removed from it until it goes itself.
                self.chats = HashMap::new();
            }
        }
    }

    /// Tells whether the window is full of the answers of a few chats.
    fn watch_crowd(&self) {
        let chats_shown = || self.chats.values().filter(|chat| !chat.shown.is_empty());
        let is_crowded = self.window.is_full() && chats_shown().count() <= CROWD;
        self.post.sender.weather.set_crowded(is_crowded);
    }

    /// Decides how long to wait after a poll that failed.
    async fn after_failure(&mut self, error: CallError) -> Result<Duration, Unauthorized> {
        let sender = &self.post.sender;
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
        Ok(pause)
    }

    /// Waits for answers in flight, then acknowledges what is done.
    async fn finish(mut self, stop: &mut Stop) {
        Notice::Stopping {
            in_flight: self.window.undone(),
        }
        .print();
        let deadline = Instant::now() + STOPPING;
        while !self.chats.is_empty() {
            tokio::select! {
                biased;
                Some(report) = self.reports.recv() => self.take_report(*report),
                () = sleep_until(deadline) => break,
                () = stop.asked() => break,
            }
        }
        if self.window.has_news() {
            let payload = GetUpdates::new()
                .offset(as_offset(self.window.offset()).unwrap_or_default())
                .limit(1)
                .timeout(0);
            let call = self.post.sender.client.call::<_, IgnoredAny>(&payload);
            // If it fails, what was answered will be answered again: nothing is lost.
            let _ = timeout(HELD_UP, call).await;
        }
        self.tasks.abort_all();
    }
}

async fn until_instant(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until).await,
        None => std::future::pending().await,
    }
}

async fn ask(
    sender: &Sender,
    offset: Option<u32>,
    is_long: bool,
) -> Result<Vec<Box<RawValue>>, CallError> {
    let mut payload = GetUpdates::new()
        .limit(WINDOW_MAX as u8)
        .timeout(if is_long { POLL_SECONDS } else { 0 })
        .allowed_updates([AllowedUpdate::Message, AllowedUpdate::CallbackQuery]);
    payload.offset = as_offset(offset);
    sender.client.call(&payload).await
}

fn as_offset(offset: Option<u32>) -> Option<i32> {
    offset.map(|offset| i32::try_from(offset).unwrap_or(i32::MAX))
}

/// Tells the loop when a chat's task ends by a panic.
struct Alarm {
    chat: i64,
    reporter: UnboundedSender<Box<Report>>,
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self
                .reporter
                .send(Box::new(Report::Died { chat: self.chat }));
        }
    }
}

/// Answers the updates of one chat, in order, for as long as there are any.
async fn serve_chat(
    post: Arc<Post>,
    chat: i64,
    mut jobs: UnboundedReceiver<Job>,
    reporter: UnboundedSender<Box<Report>>,
) {
    let _alarm = Alarm {
        chat,
        reporter: reporter.clone(),
    };
    let report = |report| {
        // The loop outlives its tasks, except at the very end.
        let _ = reporter.send(Box::new(report));
    };
    while let Some(job) = jobs.recv().await {
        let number = job.number;
        match answer_in_window(&post, job).await {
            None => report(Report::Answered { number, chat }),
            Some(waiting) => {
                report(Report::LeftWindow { number, chat });
                wait_outside(&post, chat, waiting, &mut jobs, &report).await;
            }
        }
    }
}

type Sending = Pin<Box<dyn Future<Output = ()> + Send>>;

/// An answer outside the window that is being tried.
struct Waiting {
    sending: Sending,
    until: Instant,
    /// Its place outside the window, free again when it is dropped.
    _place: OwnedSemaphorePermit,
}

/// An answer outside the window, behind others of its chat.
struct Queued {
    errand: Errand,
    until: Instant,
    place: OwnedSemaphorePermit,
}

/// Answers one update; gives the answer back when its chat holds it up for too long.
async fn answer_in_window(post: &Arc<Post>, mut job: Job) -> Option<Waiting> {
    let began = Instant::now();
    let query = answer_query(post, &mut job);
    let errand = desk::answer(&post.service, &post.me, job.number, &job.arrived).await;
    drop(job);
    let signs = Arc::new(Signs::default());
    let mut sending = send(Arc::clone(post), errand, Arc::clone(&signs));
    let place = tokio::select! {
        biased;
        () = &mut sending => None,
        place = held_up_by_own_chat(post, &signs, began) => Some(place),
    };
    match place {
        None => {
            if let Some(query) = query {
                // Courtesy has its limit: the press goes on being answered by itself.
                let _ = timeout_at(began + HELD_UP, query).await;
            }
            None
        }
        Some(place) => Some(Waiting {
            sending,
            until: Instant::now() + WAITING,
            _place: place,
        }),
    }
}

/// Answers the button press, beside everything else.
fn answer_query(post: &Arc<Post>, job: &mut Job) -> Option<tokio::task::JoinHandle<()>> {
    let query = job.arrived.query.take()?;
    let sender = Arc::clone(&post.sender);
    Some(tokio::spawn(
        async move { sender.answer_query(query).await },
    ))
}

fn send(post: Arc<Post>, errand: Errand, signs: Arc<Signs>) -> Sending {
    Box::pin(async move {
        let chat = errand.chat;
        let delivered = post.sender.deliver(errand, &signs).await;
        let now = jiff::Timestamp::now();
        for message in delivered.messages {
            post.service.remember_message(chat, message, now);
        }
    })
}

/// Returns once the answer is held up by its own chat, and there is room outside the window.
async fn held_up_by_own_chat(post: &Post, signs: &Signs, began: Instant) -> OwnedSemaphorePermit {
    sleep_until(began + HELD_UP).await;
    loop {
        if post.sender.weather.is_own_trouble(signs)
            && let Ok(permit) = Arc::clone(&post.room).try_acquire_owned()
        {
            return permit;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Tries an answer outside the window until it is accepted or its time is over; meanwhile the
/// chat's further updates are answered behind it, so that they do not fill the window.
async fn wait_outside(
    post: &Arc<Post>,
    chat: i64,
    first: Waiting,
    jobs: &mut UnboundedReceiver<Job>,
    report: &impl Fn(Report),
) {
    let mut queue: VecDeque<Queued> = VecDeque::new();
    let mut current = first;
    let mut is_open = true;
    loop {
        let has_room = !queue.is_empty() || post.room.available_permits() > 0;
        tokio::select! {
            biased;
            outcome = timeout_at(current.until, &mut current.sending) => {
                if outcome.is_err() {
                    give_up();
                }
                report(Report::Finished { chat });
                let Some(next) = queue.pop_front() else { return };
                current = Waiting {
                    sending: send(Arc::clone(post), next.errand, Arc::default()),
                    until: next.until,
                    _place: next.place,
                };
            }
            job = jobs.recv(), if is_open && has_room => {
                let Some(mut job) = job else {
                    is_open = false;
                    continue;
                };
                let number = job.number;
                drop(answer_query(post, &mut job));
                let errand = desk::answer(&post.service, &post.me, number, &job.arrived).await;
                let place = make_room(post, &mut queue, || report(Report::Finished { chat }));
                let Some(place) = place else {
                    // Somebody else took the last place meanwhile, and nobody of ours can go.
                    give_up();
                    report(Report::Answered { number, chat });
                    continue;
                };
                queue.push_back(Queued { errand, until: Instant::now() + WAITING, place });
                report(Report::LeftWindow { number, chat });
            }
        }
    }
}

/// Finds a place for one more answer; where there is none, the chat's oldest gives way.
fn make_room(
    post: &Post,
    queue: &mut VecDeque<Queued>,
    on_given_up: impl Fn(),
) -> Option<OwnedSemaphorePermit> {
    if queue.len() < WAITING_MAX_PER_CHAT
        && let Ok(permit) = Arc::clone(&post.room).try_acquire_owned()
    {
        return Some(permit);
    }
    let oldest = queue.pop_front()?;
    give_up();
    on_given_up();
    Some(oldest.place)
}

fn give_up() {
    Notice::UpdateFailed {
        kind: "a chat could not be written to for too long; its answer is given up",
    }
    .print();
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
