//! Takes updates by webhook: Telegram, or a proxy before us, brings each by a request.
//!
//! The promise is that of polling: the 2xx that takes an update off Telegram's hands goes out only
//! when its answer was accepted and its count stands. Until then Telegram brings it again, and an
//! update that is still being answered, or was answered a moment ago, is not answered twice. A
//! button press is answered in the response itself, which saves a call; an answer never is, since
//! nobody would see whether it was accepted.
//!
//! Telegram never forgets the address by itself, so it is not taken back at a stop: what comes
//! meanwhile waits for the next start. Whoever polls instead takes it back (`polling`).

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use teloxide::payloads::{GetWebhookInfo, SetWebhook, SetWebhookSetters};
use teloxide::requests::Payload;
use teloxide::types::AllowedUpdate;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};
use url::Url;

use super::Unauthorized;
use super::api::CallError;
use super::chats::{Chats, Report, Taken};
use super::polling::polling_backoff;
use super::send::Sender;
use super::stop::Stop;
use super::update;
use crate::config::Token;
use crate::health::{Fault, Figure};
use crate::notice::Notice;

/// How many updates Telegram may bring at the same time (it allows no more).
const CONNECTIONS: u8 = 100;

/// How many requests wait to be taken in; more are told to come again.
const QUEUE: usize = 200;

/// The longest update there can be, with room: a message has 4,096 letters and quotes another.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How long an update's bytes may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Telegram waits about a minute for a response; before that it is told to come again.
const RESPONSE_TIME: Duration = Duration::from_secs(45);

/// How many answered updates are remembered, so that one brought again is not answered again.
const RECENT: usize = 1_000;

/// How often it is looked whether the webhook is still ours and reached.
const LOOK_EVERY: Duration = Duration::from_secs(120);

/// The header Telegram puts the secret into.
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// Where Telegram finds the bot.
#[derive(Debug, Clone)]
pub struct Place {
    /// The address Telegram is given.
    pub url: Url,
    /// Where we listen: behind a proxy that speaks HTTPS, mostly.
    pub listen: SocketAddr,
}

/// What shows that a request comes from Telegram. Made of the token by a one-way function: there
/// is nothing more to keep, and a new token makes a new one. It is never printed.
#[derive(Clone)]
struct Secret(blake3::Hash);

impl Secret {
    fn of(token: &Token) -> Self {
        let key = blake3::derive_key("huquq webhook secret 1", token.reveal().as_bytes());
        Self(blake3::Hash::from_bytes(key))
    }

    /// The secret as Telegram takes it: letters and digits.
    fn reveal(&self) -> String {
        self.0.to_hex().to_string()
    }

    /// Whether a request shows it. Takes the same time whatever it shows: hashes are compared,
    /// and `blake3::Hash` compares in constant time.
    fn is_shown(&self, headers: &HeaderMap) -> bool {
        let shown = headers
            .get(SECRET_HEADER)
            .map_or(b"".as_slice(), |value| value.as_bytes());
        blake3::hash(shown) == blake3::hash(self.reveal().as_bytes())
    }
}

/// What becomes of a request.
enum Verdict {
    /// The update is off Telegram's hands; the press in it, if it has one, is answered with it.
    Done { query: Option<String> },
    /// It is to come again.
    Later,
}

/// An update that was brought.
struct Brought {
    body: Bytes,
    verdict: oneshot::Sender<Verdict>,
}

/// What the requests share.
#[derive(Clone)]
struct Door {
    secret: Secret,
    brought: mpsc::Sender<Brought>,
    health: Arc<crate::health::Health>,
}

/// Takes and answers updates until told to stop.
pub async fn run(
    chats: Chats,
    listener: TcpListener,
    place: Place,
    token: &Token,
    stop: &mut Stop,
) -> Result<(), Unauthorized> {
    let secret = Secret::of(token);
    let (brought, arrivals) = mpsc::channel(QUEUE);
    let door = Door {
        secret: secret.clone(),
        brought,
        health: Arc::clone(&chats.post.health),
    };
    let path = place.url.path().to_owned();
    let router = Router::new().route(&path, post(receive)).with_state(door);
    let (close, closed) = oneshot::channel::<()>();
    let server = tokio::spawn(
        axum::serve(listener, router)
            .with_graceful_shutdown(async {
                let _ = closed.await;
            })
            .into_future(),
    );
    let sender = Arc::clone(&chats.post.sender);
    let health = Arc::clone(&chats.post.health);
    let watching = watch(&sender, &health, &place, &secret);
    let mut intake = Intake::new(chats, arrivals);
    let outcome = tokio::select! {
        Err(unauthorized) = watching => Err(unauthorized),
        () = intake.take_until(stop) => Ok(()),
    };
    // From here on nobody new is let in.
    let _ = close.send(());
    intake.finish(stop).await;
    drop(intake);
    let _ = timeout(Duration::from_secs(1), server).await;
    outcome
}

/// Sets the webhook, and again whenever it turns out not to be ours any more.
async fn watch(
    sender: &Sender,
    health: &crate::health::Health,
    place: &Place,
    secret: &Secret,
) -> Result<std::convert::Infallible, Unauthorized> {
    let mut backoff = polling_backoff();
    loop {
        match set(sender, place, secret).await {
            Ok(()) => {
                backoff = polling_backoff();
                health.mend(Fault::Starting);
                health.mend(Fault::Webhook);
                stay_set(sender, health, place).await;
                Notice::Start("the webhook was changed by somebody else: it is set again").print();
            }
            Err(CallError::Unauthorized) => return Err(Unauthorized),
            Err(error) => {
                let pause = match error {
                    CallError::TooMany(wait) => wait,
                    _ => backoff.pause(),
                };
                health.break_down(Fault::Webhook);
                sender.log_failure(SetWebhook::NAME, error, Some(pause));
                sleep(pause).await;
            }
        }
    }
}

async fn set(sender: &Sender, place: &Place, secret: &Secret) -> Result<(), CallError> {
    let payload = SetWebhook::new(place.url.clone())
        .max_connections(CONNECTIONS)
        .allowed_updates([AllowedUpdate::Message, AllowedUpdate::CallbackQuery])
        .secret_token(secret.reveal());
    sender.client.call::<_, IgnoredAny>(&payload).await?;
    Ok(())
}

/// What is read of the webhook's state.
#[derive(Debug, Deserialize)]
pub struct Info {
    pub url: String,
    #[serde(default)]
    pub pending_update_count: u32,
    /// When Telegram last failed to reach it, in Unix time.
    pub last_error_date: Option<i64>,
}

/// Returns when the webhook is not ours any more.
async fn stay_set(sender: &Sender, health: &crate::health::Health, place: &Place) {
    let mut reach = Reach::default();
    loop {
        sleep(LOOK_EVERY).await;
        let info: Info = match sender.client.call(&GetWebhookInfo::new()).await {
            Ok(info) => info,
            Err(error) => {
                sender.log_failure(GetWebhookInfo::NAME, error, None);
                health.break_down(Fault::Webhook);
                continue;
            }
        };
        if info.url != place.url.as_str() {
            return;
        }
        health.set(Fault::Webhook, reach.is_lost(&info));
    }
}

/// Whether Telegram reaches the webhook, from one look to the next. Its errors have dates of its own
/// clock, so they are compared with each other, never with ours.
#[derive(Default)]
struct Reach {
    /// The date of the newest error at the last look; None before the first.
    newest_error: Option<Option<i64>>,
    /// Looks since the last new error.
    quiet: u32,
    is_lost: bool,
}

impl Reach {
    /// Telegram tries again within two minutes, so one quiet look alone is no end of the trouble.
    const QUIET: u32 = 2;

    fn is_lost(&mut self, info: &Info) -> bool {
        let date = info.last_error_date;
        let is_new = self.newest_error.is_some_and(|newest| newest != date);
        self.newest_error = Some(date);
        self.quiet = if is_new { 0 } else { self.quiet + 1 };
        let goes_on = self.is_lost && self.quiet < Self::QUIET;
        self.is_lost = info.pending_update_count > 0 && (is_new || goes_on);
        self.is_lost
    }
}

/// Answers one request.
async fn receive(State(door): State<Door>, request: Request<Body>) -> Response {
    let refuse = |status: StatusCode| {
        door.health.count(Figure::WebhookRefused);
        status.into_response()
    };
    if !door.secret.is_shown(request.headers()) {
        return refuse(StatusCode::UNAUTHORIZED);
    }
    let body = timeout(BODY_TIME, to_bytes(request.into_body(), BODY_BYTES_MAX)).await;
    let body = match body {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return refuse(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return refuse(StatusCode::REQUEST_TIMEOUT),
    };
    let (verdict, given) = oneshot::channel();
    if door.brought.try_send(Brought { body, verdict }).is_err() {
        return later(1);
    }
    match timeout(RESPONSE_TIME, given).await {
        Ok(Ok(Verdict::Done { query: None })) => StatusCode::OK.into_response(),
        Ok(Ok(Verdict::Done { query: Some(query) })) => answer_press(&query),
        Ok(Ok(Verdict::Later)) => later(1),
        // It goes on being answered; brought again, it joins the one in hand.
        Ok(Err(_)) | Err(_) => later(5),
    }
}

fn later(seconds: u32) -> Response {
    let wait = [(header::RETRY_AFTER, seconds.to_string())];
    (StatusCode::SERVICE_UNAVAILABLE, wait).into_response()
}

fn answer_press(query: &str) -> Response {
    axum::Json(json!({"method": "answerCallbackQuery", "callback_query_id": query})).into_response()
}

/// An update being answered, and the requests that wait for it.
#[derive(Default)]
struct InHand {
    query: Option<String>,
    verdicts: Vec<oneshot::Sender<Verdict>>,
}

/// The updates that were brought and may be brought again.
#[derive(Default)]
struct Updates {
    in_hand: HashMap<u32, InHand>,
    recent: Recent,
}

impl Updates {
    /// An update is off Telegram's hands: whoever waits for it is told. Gives the press in it back
    /// if nobody waits any more who could answer it.
    fn finish(&mut self, number: u32) -> Option<String> {
        self.recent.add(number);
        let InHand {
            mut query,
            verdicts,
        } = self.in_hand.remove(&number).unwrap_or_default();
        for verdict in verdicts {
            // The request may be gone: then it is brought again, and is among the recent.
            let told = verdict.send(Verdict::Done {
                query: query.take(),
            });
            if let Err(Verdict::Done { query: untold }) = told {
                query = untold;
            }
        }
        query
    }
}

struct Intake {
    chats: Chats,
    arrivals: mpsc::Receiver<Brought>,
    updates: Updates,
}

impl Intake {
    fn new(chats: Chats, arrivals: mpsc::Receiver<Brought>) -> Self {
        Self {
            chats,
            arrivals,
            updates: Updates::default(),
        }
    }

    async fn take_until(&mut self, stop: &mut Stop) {
        loop {
            while let Some(report) = self.chats.report_now() {
                self.take_report(report);
            }
            self.chats
                .watch_crowd(self.updates.in_hand.len() >= usize::from(CONNECTIONS));
            tokio::select! {
                biased;
                report = self.chats.report() => self.take_report(report),
                Some(brought) = self.arrivals.recv() => self.take(brought),
                () = stop.asked() => return,
            }
        }
    }

    fn take_report(&mut self, report: Report) {
        let sender = Arc::clone(&self.chats.post.sender);
        self.chats.take_report(report, |number| {
            finish(&mut self.updates, number, &sender);
        });
    }

    fn take(&mut self, brought: Brought) {
        let Brought { body, verdict } = brought;
        let text = String::from_utf8_lossy(&body);
        let done = |verdict: oneshot::Sender<Verdict>| {
            let _ = verdict.send(Verdict::Done { query: None });
        };
        let Some(number) = update::read_number(&text) else {
            // Kept, it would be brought again for a day.
            self.chats.post.health.count(Figure::UnreadableUpdates);
            return done(verdict);
        };
        if let Some(in_hand) = self.updates.in_hand.get_mut(&number) {
            in_hand.verdicts.push(verdict);
            return;
        }
        if self.updates.recent.has(number) {
            return done(verdict);
        }
        if self.updates.in_hand.len() >= usize::from(CONNECTIONS) {
            let _ = verdict.send(Verdict::Later);
            return;
        }
        let mut in_hand = InHand::default();
        match self.chats.take(number, &text, Some(&mut in_hand.query)) {
            Taken::Done => done(verdict),
            Taken::InHand => {
                in_hand.verdicts.push(verdict);
                self.updates.in_hand.insert(number, in_hand);
            }
        }
    }

    /// Waits for answers in flight; what is not answered by then comes again.
    async fn finish(&mut self, stop: &mut Stop) {
        self.arrivals.close();
        while let Ok(brought) = self.arrivals.try_recv() {
            let _ = brought.verdict.send(Verdict::Later);
        }
        Notice::Stopping {
            in_flight: self.updates.in_hand.len(),
        }
        .print();
        let sender = Arc::clone(&self.chats.post.sender);
        let done = |number| finish(&mut self.updates, number, &sender);
        self.chats.finish(stop, done).await;
        self.chats.abort();
    }
}

/// Tells whoever waits for an update; a press whose request is gone is answered by a call.
fn finish(updates: &mut Updates, number: u32, sender: &Arc<Sender>) {
    if let Some(query) = updates.finish(number) {
        let sender = Arc::clone(sender);
        tokio::spawn(async move { sender.answer_query(query).await });
    }
}

/// The updates that were answered last.
#[derive(Default)]
struct Recent {
    order: VecDeque<u32>,
    numbers: HashSet<u32>,
}

impl Recent {
    fn add(&mut self, number: u32) {
        if !self.numbers.insert(number) {
            return;
        }
        self.order.push_back(number);
        if self.order.len() > RECENT
            && let Some(oldest) = self.order.pop_front()
        {
            self.numbers.remove(&oldest);
        }
    }

    fn has(&self, number: u32) -> bool {
        self.numbers.contains(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(secret: &Secret, value: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        if let Some(value) = value {
            headers.insert(SECRET_HEADER, value.parse().unwrap());
        }
        secret.is_shown(&headers)
    }

    #[test]
    fn the_secret_is_telegrams_form_follows_from_the_token_and_must_be_shown_whole() {
        let secret = Secret::of(&Token::new("1:a".to_owned()));
        let text = secret.reveal();
        assert!(text.len() <= 256 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(text, Secret::of(&Token::new("1:a".to_owned())).reveal());
        assert_ne!(text, Secret::of(&Token::new("1:b".to_owned())).reveal());
        assert!(shown(&secret, Some(&text)));
        for wrong in [None, Some(""), Some(&text[1..]), Some("1:a")] {
            assert!(!shown(&secret, wrong), "{wrong:?}");
        }
    }

    #[test]
    fn errors_count_by_telegrams_own_dates_and_end_after_a_quiet_while() {
        let mut reach = Reach::default();
        let mut look = |pending_update_count, last_error_date| {
            reach.is_lost(&Info {
                url: String::new(),
                pending_update_count,
                last_error_date,
            })
        };
        assert!(!look(3, Some(100)), "an old error, for all we know");
        assert!(look(3, Some(130)));
        assert!(look(3, Some(130)), "it may be about to try again");
        assert!(!look(3, Some(130)));
        assert!(look(3, Some(500)));
        assert!(!look(0, Some(500)), "all came");
        assert!(!look(1, Some(500)));
    }

    #[test]
    fn a_press_whose_request_is_gone_is_given_back_and_one_that_is_waited_for_is_not() {
        let mut updates = Updates::default();
        let (gone, there) = (oneshot::channel(), oneshot::channel());
        drop(gone.1);
        let in_hand = InHand {
            query: Some("7".to_owned()),
            verdicts: vec![gone.0, there.0],
        };
        updates.in_hand.insert(1, in_hand);
        assert_eq!(updates.finish(1), None);
        let mut waiting = there.1;
        let told = waiting.try_recv().unwrap();
        assert!(matches!(told, Verdict::Done { query: Some(query) } if query == "7"));
        let (gone, receiver) = oneshot::channel();
        drop(receiver);
        let in_hand = InHand {
            query: Some("8".to_owned()),
            verdicts: vec![gone],
        };
        updates.in_hand.insert(2, in_hand);
        assert_eq!(updates.finish(2), Some("8".to_owned()));
    }

    #[test]
    fn the_recent_are_so_many_and_no_more() {
        let mut recent = Recent::default();
        for number in 0..RECENT as u32 + 10 {
            recent.add(number);
            recent.add(number);
        }
        assert_eq!(recent.numbers.len(), RECENT);
        assert!(!recent.has(9));
        assert!(recent.has(10));
    }
}
