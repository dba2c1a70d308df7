//! A Bot API server that costs as little as it can: it keeps updates until they are acknowledged,
//! and notes when an answer came.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What a person does.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Types a question.
    Ask,
    /// Presses a button.
    Press,
    /// Types the same question, again and again.
    Flood,
}

impl Act {
    /// Two presses to a question, as people do.
    pub const fn nth(step: usize) -> Self {
        if step.is_multiple_of(3) {
            Self::Ask
        } else {
            Self::Press
        }
    }
}

const QUESTIONS: [&str; 4] = [
    "ребёнка не берут в школу без регистрации что делать",
    "балани мактабга кандай бериш мумкин",
    "кӯдакамро ба мактаб қабул намекунанд",
    "жұмыс беруші жалақы төлемейді не істеу керек",
];

const PRESSES: [&str; 4] = [
    "ru_topic_school-right",
    "uz_topic_work-unpaid-wages",
    "tg_home",
    "kk_cat_school",
];

#[derive(Default)]
struct Queue {
    updates: VecDeque<(i64, String)>,
    next: i64,
    /// When a chat's update was put there.
    pushed: HashMap<i64, Instant>,
    waits: Vec<Duration>,
}

struct Shared {
    began: Instant,
    queue: Mutex<Queue>,
    is_new: Notify,
    polled: Mutex<Option<Duration>>,
    sent: AtomicUsize,
}

/// The server; it ends with the runtime.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            began: Instant::now(),
            queue: Mutex::default(),
            is_new: Notify::new(),
            polled: Mutex::default(),
            sent: AtomicUsize::new(0),
        });
        let router = Router::new()
            .route("/{bot}/{method}", post(answer))
            .with_state(Arc::clone(&shared));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for the first poll; gives the time since the server was started, which is a moment
    /// before the program was.
    pub async fn wait_polled(&self) -> Duration {
        loop {
            if let Some(at) = *self.shared.polled.lock().expect("no panic") {
                return at;
            }
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
    }

    /// Waits until so many answers came since the start.
    pub async fn wait_sent(&self, count: usize) {
        while self.shared.sent.load(Ordering::Relaxed) < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub fn push_all(&self, acts: impl Iterator<Item = (i64, Act)>) {
        self.push_each(acts, None);
    }

    fn push_each(&self, acts: impl Iterator<Item = (i64, Act)>, at: Option<Instant>) {
        let mut queue = self.shared.queue.lock().expect("no panic");
        for (chat, act) in acts {
            push(&mut queue, chat, act, at);
        }
        drop(queue);
        self.shared.is_new.notify_waiters();
    }

    /// Pushes at a rate for a while, a chat of its own for each; gives how long answers took.
    pub async fn push_at(&self, rate: f64, time: Duration, first_chat: i64) -> Vec<Duration> {
        let count = (rate * time.as_secs_f64()) as usize;
        let began = Instant::now();
        let mut pushed = 0;
        while pushed < count {
            let due = ((began.elapsed().as_secs_f64() * rate) as usize + 1).min(count);
            let at = Some(Instant::now());
            self.push_each(
                (pushed..due).map(|step| (first_chat + step as i64, Act::nth(step))),
                at,
            );
            pushed = due;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let mut queue = self.shared.queue.lock().expect("no panic");
            if queue.pushed.is_empty() {
                let mut waits = std::mem::take(&mut queue.waits);
                waits.sort_unstable();
                return waits;
            }
        }
    }
}

fn push(queue: &mut Queue, chat: i64, act: Act, at: Option<Instant>) {
    queue.next += 1;
    let number = queue.next;
    let person = format!(
        r#"{{"id":{chat},"is_bot":false,"first_name":"Name","username":"username","language_code":"ru"}}"#
    );
    let place = format!(r#"{{"id":{chat},"type":"private","first_name":"Name"}}"#);
    let pick = usize::try_from(number).unwrap_or_default() / 3 % 4;
    let (kind, body) = match act {
        Act::Press => (
            "callback_query",
            format!(
                r#"{{"id":"{number}","from":{person},"chat_instance":"7","data":"{}","message":{{"message_id":5,"date":1795000000,"chat":{place},"text":"…"}}}}"#,
                PRESSES[pick]
            ),
        ),
        Act::Ask | Act::Flood => {
            let text = match act {
                Act::Flood => QUESTIONS[0],
                _ => QUESTIONS[pick],
            };
            (
                "message",
                format!(
                    r#"{{"message_id":{number},"date":1795000000,"chat":{place},"from":{person},"text":"{text}"}}"#
                ),
            )
        }
    };
    let update = format!(r#"{{"update_id":{number},"{kind}":{body}}}"#);
    queue.updates.push_back((number, update));
    if let Some(at) = at {
        queue.pushed.insert(chat, at);
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    Path((_, method)): Path<(String, String)>,
    body: Bytes,
) -> impl IntoResponse {
    let result = match method.to_ascii_lowercase().as_str() {
        "getupdates" => updates(&shared, &body).await,
        "sendmessage" | "editmessagetext" => {
            note(&shared, &body);
            r#"{"message_id":5,"date":1795000000,"chat":{"id":7,"type":"private","first_name":"Name"},"text":"…"}"#.to_owned()
        }
        "getme" => r#"{"id":123456,"is_bot":true,"first_name":"Huquq","username":"HuquqBot","can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}"#.to_owned(),
        "getmycommands" => "[]".to_owned(),
        "getchatmenubutton" => r#"{"type":"default"}"#.to_owned(),
        "getwebhookinfo" => r#"{"url":"","has_custom_certificate":false,"pending_update_count":0}"#.to_owned(),
        method if method.starts_with("getmy") => {
            r#"{"name":"","description":"","short_description":""}"#.to_owned()
        }
        _ => "true".to_owned(),
    };
    let body = format!(r#"{{"ok":true,"result":{result}}}"#);
    ([(CONTENT_TYPE, "application/json")], body)
}

/// Notes that an answer came.
fn note(shared: &Shared, body: &[u8]) {
    #[derive(Deserialize)]
    struct To {
        chat_id: i64,
    }
    shared.sent.fetch_add(1, Ordering::Relaxed);
    if let Ok(To { chat_id }) = serde_json::from_slice(body) {
        let mut queue = shared.queue.lock().expect("no panic");
        if let Some(at) = queue.pushed.remove(&chat_id) {
            queue.waits.push(at.elapsed());
        }
    }
}

async fn updates(shared: &Shared, body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Ask {
        offset: Option<i64>,
        timeout: Option<u64>,
    }
    let ask: Ask = serde_json::from_slice(body).expect("a question");
    shared
        .polled
        .lock()
        .expect("no panic")
        .get_or_insert_with(|| shared.began.elapsed());
    let until = Instant::now() + Duration::from_secs(ask.timeout.unwrap_or(0));
    loop {
        let is_new = shared.is_new.notified();
        {
            let mut queue = shared.queue.lock().expect("no panic");
            let offset = ask.offset.unwrap_or(0);
            while queue
                .updates
                .front()
                .is_some_and(|(number, _)| *number < offset)
            {
                queue.updates.pop_front();
            }
            if !queue.updates.is_empty() || Instant::now() >= until {
                let shown = queue.updates.iter().take(100);
                let shown: Vec<&str> = shown.map(|(_, update)| update.as_str()).collect();
                return format!("[{}]", shown.join(","));
            }
        }
        let left = until.saturating_duration_since(Instant::now());
        let _ = tokio::time::timeout(left, is_new).await;
    }
}
