//! Sees each update answered, whichever way it came: a task a chat.
//!
//! Answers of one chat are sent in its order, chats beside each other. Whoever takes updates in
//! (`polling`, `webhook`) hands them over and learns which of them may be acknowledged: those
//! whose answer was accepted and whose count stands. An answer that its own chat holds up for
//! more than three seconds leaves that window of unacknowledged updates and waits in memory:
//! bounded in number and time, and lost with the process. Trouble of the whole server leaves
//! nothing behind: then updates stay unacknowledged. A chat that floods is asked to wait, once
//! (`floods`).

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::desk::Desk;
use super::floods::{Admission, Floods};
use super::screens::Screens;
use super::send::{Errand, Sender, Step};
use super::stop::Stop;
use super::update::{self, Arrived, Deed, Me};
use super::weather::Signs;
use crate::health::{Figure, Health};
use crate::notice::Notice;
use crate::service::Service;
use crate::understanding::Input;

/// How long answers in flight are waited for at the end.
const STOPPING: Duration = Duration::from_secs(8);

/// An answer held up longer than this by its own chat leaves the window.
pub const HELD_UP: Duration = Duration::from_secs(3);

/// How many answers may wait outside the window, for all chats together.
const WAITING_MAX: usize = 1_000;

/// How many answers of one chat may wait behind the one being tried.
const WAITING_MAX_PER_CHAT: usize = 50;

/// How long an answer may wait outside the window.
const WAITING: Duration = Duration::from_secs(600);

/// How long it is tried at least, once it is its turn or the server's own waiting time is over.
const TRYING: Duration = Duration::from_secs(60);

/// With the window full of answers to so few chats, the trouble is taken to be theirs.
const CROWD: usize = 5;

/// What every chat's task needs.
pub struct Post {
    service: Arc<Service>,
    pub sender: Arc<Sender>,
    screens: Screens,
    me: Me,
    room: Arc<Semaphore>,
    pub health: Arc<Health>,
}

impl Post {
    fn desk(&self) -> Desk<'_> {
        Desk {
            service: &self.service,
            health: &self.health,
            screens: &self.screens,
            me: &self.me,
        }
    }
}

/// An update on its way to its chat's task.
struct Job {
    number: u32,
    arrived: Arrived,
    began: Instant,
}

/// What a chat's task tells.
pub enum Report {
    /// The update was answered.
    Answered { number: u32, chat: i64 },
    /// The answer left the window; the update may be acknowledged.
    LeftWindow { number: u32, chat: i64 },
    /// An answer outside the window was accepted or given up.
    Finished { chat: i64 },
    /// The task failed; what it had in hand is lost.
    Died { chat: i64 },
}

/// What became of an update that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It needs no answer, or gets none: it may be acknowledged.
    Done,
    /// It is being answered.
    InHand,
}

/// A chat with updates to answer.
struct Chat {
    jobs: UnboundedSender<Job>,
    /// Updates in its hands that are in the window.
    shown: Vec<u32>,
    /// Answers not yet accepted, in the window or outside.
    open: usize,
}

/// The chats that are being answered.
pub struct Chats {
    pub post: Arc<Post>,
    floods: Floods,
    began: Instant,
    chats: HashMap<i64, Chat>,
    tasks: JoinSet<()>,
    /// Boxed: a channel uses its places again and again without clearing them, and what was in a
    /// box is overwritten with it.
    reports: UnboundedReceiver<Box<Report>>,
    /// Given to each task.
    reporter: UnboundedSender<Box<Report>>,
}

impl Chats {
    pub fn new(
        service: Arc<Service>,
        sender: Arc<Sender>,
        me: Me,
        floods: Floods,
        health: Arc<Health>,
    ) -> Self {
        let (reporter, reports) = unbounded_channel();
        Self {
            post: Arc::new(Post {
                service,
                sender,
                screens: Screens::default(),
                me,
                room: Arc::new(Semaphore::new(WAITING_MAX)),
                health,
            }),
            floods,
            began: Instant::now(),
            chats: HashMap::new(),
            tasks: JoinSet::new(),
            reports,
            reporter,
        }
    }

    /// Takes an update in. With `query`, the press in it is left to the caller to answer.
    pub fn take(&mut self, number: u32, raw: &str, query: Option<&mut Option<String>>) -> Taken {
        let health = &self.post.health;
        health.count(Figure::Updates);
        let Ok(mut arrived) = update::read(raw, &self.post.me) else {
            health.count(Figure::UnreadableUpdates);
            return Taken::Done;
        };
        let (Some(chat), false) = (arrived.chat, arrived.is_nothing()) else {
            return Taken::Done;
        };
        if !self.admit(chat, &mut arrived) {
            self.post.health.count(Figure::FloodedUpdates);
            return Taken::Done;
        }
        if let Some(query) = query {
            *query = arrived.query.take();
        }
        let began = Instant::now();
        self.hand_over(
            chat,
            Job {
                number,
                arrived,
                began,
            },
        );
        Taken::InHand
    }

    /// Whether the update is answered; the first one too many is answered by a wish to wait.
    fn admit(&mut self, chat: i64, arrived: &mut Arrived) -> bool {
        let now = self.began.elapsed();
        match self.floods.admit(chat, now) {
            Admission::Answer => return true,
            Admission::AskToWait | Admission::Ignore if self.is_urgent(chat, arrived, now) => {
                return self.floods.admit_urgent(chat, now);
            }
            Admission::AskToWait => {}
            Admission::Ignore => return false,
        }
        match arrived.deed {
            Deed::Spoke(_) => {
                arrived.deed = Deed::Flooded;
                true
            }
            // A group that floods is left alone.
            _ => false,
        }
    }

    /// Whether somebody who floods tells of danger. Only so many texts are read for it; a fault in
    /// understanding one must not end the intake of all.
    fn is_urgent(&mut self, chat: i64, arrived: &Arrived, now: Duration) -> bool {
        let Deed::Spoke(input) = &arrived.deed else {
            return false;
        };
        if matches!(input, Input::Text(_)) && !self.floods.may_read(chat, now) {
            return false;
        }
        let service = &self.post.service;
        catch_unwind(AssertUnwindSafe(|| service.is_urgent(input))).unwrap_or(false)
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

    /// Waits for the next report. Cancelled, it loses none.
    pub async fn report(&mut self) -> Report {
        match self.reports.recv().await {
            Some(report) => *report,
            // We hold a sender ourselves, so the channel never closes.
            None => std::future::pending().await,
        }
    }

    /// The next report, if there is one.
    pub fn report_now(&mut self) -> Option<Report> {
        while self.tasks.try_join_next().is_some() {}
        self.reports.try_recv().ok().map(|report| *report)
    }

    /// Takes in answers in flight until there are none, the time for stopping is over, or it is asked
    /// to stop once more.
    pub async fn finish(&mut self, stop: &mut Stop, mut is_done: impl FnMut(u32)) {
        let deadline = Instant::now() + STOPPING;
        while !self.is_empty() {
            tokio::select! {
                biased;
                report = self.report() => self.take_report(report, &mut is_done),
                () = sleep_until(deadline) => break,
                () = stop.asked() => break,
            }
        }
    }

    /// Takes a report in and names the updates that may be acknowledged by it.
    pub fn take_report(&mut self, report: Report, mut is_done: impl FnMut(u32)) {
        match report {
            Report::Answered { number, chat } => {
                is_done(number);
                self.close(chat, Some(number));
            }
            Report::LeftWindow { number, chat } => {
                is_done(number);
                self.post.health.count(Figure::HeldUpAnswers);
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
                let lost = self.chats.remove(&chat);
                lost.into_iter()
                    .flat_map(|chat| chat.shown)
                    .for_each(is_done);
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

    /// Tells whether the window, when it is full, is full of the answers of a few chats.
    pub fn watch_crowd(&self, is_full: bool) {
        let chats_shown = || self.chats.values().filter(|chat| !chat.shown.is_empty());
        let is_crowded = is_full && chats_shown().count() <= CROWD;
        self.post.sender.weather.set_crowded(is_crowded);
    }

    /// Whether no answer is on its way any more.
    pub fn is_empty(&self) -> bool {
        self.chats.is_empty()
    }

    /// Lets the tasks go; what they had in hand comes again.
    pub fn abort(&mut self) {
        self.tasks.abort_all();
    }
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

/// Gives the messages that were sent.
type Sending = Pin<Box<dyn Future<Output = Vec<i32>> + Send>>;

/// An answer outside the window that is being tried.
struct Waiting {
    sending: Sending,
    signs: Arc<Signs>,
    until: Instant,
    /// Its place outside the window, free again when it is dropped.
    _place: OwnedSemaphorePermit,
}

impl Waiting {
    /// A later end, if the server told it to wait for longer than it may.
    fn later_end(&self) -> Option<Instant> {
        let end = self.signs.told_until()? + TRYING;
        (end > self.until).then_some(end)
    }
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
    let arrived_at = job.began;
    let query = answer_query(post, &mut job);
    let errand = post.desk().answer(job.number, &job.arrived).await;
    drop(job);
    let signs = Arc::new(Signs::default());
    let mut sending = send(Arc::clone(post), errand, Arc::clone(&signs));
    let place = tokio::select! {
        biased;
        _ = &mut sending => {
            post.health.answered(arrived_at.elapsed());
            None
        }
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
            signs,
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
        for message in &delivered.messages {
            post.service.remember_message(chat, *message, now);
        }
        delivered.messages
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
                let messages = match (outcome, current.later_end()) {
                    (Ok(messages), _) => messages,
                    (Err(_), Some(end)) => {
                        current.until = end;
                        continue;
                    }
                    (Err(_), None) => {
                        give_up(post);
                        Vec::new()
                    }
                };
                report(Report::Finished { chat });
                let Some(mut next) = queue.pop_front() else { return };
                if next.errand.forgets && !messages.is_empty() {
                    next.errand.steps.push_front(Step::Delete(messages));
                }
                let signs = Arc::new(Signs::default());
                current = Waiting {
                    sending: send(Arc::clone(post), next.errand, Arc::clone(&signs)),
                    signs,
                    until: next.until.max(Instant::now() + TRYING),
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
                let mut errand = post.desk().answer(number, &job.arrived).await;
                if errand.forgets {
                    let taken_back = take_back(&mut queue, &mut errand);
                    (0..taken_back).for_each(|_| report(Report::Finished { chat }));
                }
                let place = make_room(post, &mut queue, || report(Report::Finished { chat }));
                let Some(place) = place else {
                    // Somebody else took the last place meanwhile, and nobody of ours can go.
                    give_up(post);
                    report(Report::Answered { number, chat });
                    continue;
                };
                queue.push_back(Queued { errand, until: Instant::now() + WAITING, place });
                report(Report::LeftWindow { number, chat });
            }
        }
    }
}

/// What waits to be said is not said any more after `/forget`; what was to be deleted still is.
/// Gives how many answers that were.
fn take_back(queue: &mut VecDeque<Queued>, farewell: &mut Errand) -> usize {
    let taken_back = queue.len();
    let steps = queue.drain(..).flat_map(|queued| queued.errand.steps);
    for step in steps.filter(|step| matches!(step, Step::Delete(_))) {
        farewell.steps.push_front(step);
    }
    taken_back
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
    give_up(post);
    on_given_up();
    Some(oldest.place)
}

fn give_up(post: &Post) {
    post.health.count(Figure::GivenUpAnswers);
    Notice::UpdateFailed {
        kind: "a chat could not be written to for too long; its answer is given up",
    }
    .print();
}
