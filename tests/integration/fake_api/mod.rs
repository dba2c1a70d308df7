//! A Bot API server of the tests' own, with the rules of the real one.
//!
//! It keeps updates until a higher offset is asked for and shows them again until then; it gives
//! one update instead of a hundred to someone who asks the same offset twice within half a
//! second; it lets one poll end another with a 409; it refuses what the real one refuses (markup,
//! lengths, buttons, edits that change nothing) and counts each refusal. Where a webhook is set it
//! brings updates there instead ([`webhook`]). Users are played by
//! [`User`]; trouble is made by [`Fault`].

mod html;
mod http;
mod methods;
mod upload;
pub mod webhook;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub use upload::Upload;

use http::{Request, Response, Server};

/// The token the server accepts.
pub const TOKEN: &str = "123456:AAfake-Token_for-tests";

/// The bot's own id and name.
pub const BOT_ID: i64 = 123_456;
pub const BOT_NAME: &str = "HuquqTestBot";

const FIRST_UPDATE: i64 = 700_000_001;

/// How long updates are kept.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub messages: Duration,
    pub queries: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            messages: Duration::from_secs(24 * 3600),
            queries: Duration::from_secs(150),
        }
    }
}

/// Trouble to be made.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The method in lower case; None for every one.
    pub method: Option<&'static str>,
    pub chat: Option<i64>,
    /// How many calls it meets.
    pub times: usize,
    pub trouble: Trouble,
}

#[derive(Debug, Clone)]
pub enum Trouble {
    /// An error as the Bot API words it.
    Error(u16, &'static str),
    /// The same after a while.
    SlowError(Duration, u16, &'static str),
    /// 429 with this many seconds to wait.
    TooMany(u64),
    /// A page of a proxy.
    BadGateway,
    /// The call is done after a while.
    Slow(Duration),
    /// The call is done when the faults are cleared.
    Held,
    /// The connection is dropped; nothing is done.
    Reset,
    /// The call is done and the connection is dropped in the middle of the answer.
    ResetAfter,
}

/// What happened in a chat, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The user did something that wants an answer.
    Asked,
    Sent(i32),
    Edited(i32),
    Deleted(i32),
}

#[derive(Debug, Clone)]
pub struct Message {
    pub is_from_bot: bool,
    pub text: String,
    pub tags: Vec<String>,
    /// Labels and callback data or addresses, by row.
    pub buttons: Vec<Vec<(String, String)>>,
    pub is_uneditable: bool,
}

/// A chat as the server knows it.
#[derive(Debug, Default)]
pub struct Chat {
    pub messages: BTreeMap<i32, Message>,
    pub happenings: Vec<Happening>,
    /// What the bot said, in order: messages and edits.
    pub said: Vec<String>,
    pub is_blocked: bool,
}

/// A button press.
#[derive(Debug)]
struct Query {
    born: Instant,
    answers: usize,
}

/// A call the bot made.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: String,
    pub status: u16,
    pub description: String,
    /// The error was made by a [`Fault`].
    pub is_made_up: bool,
}

struct Update {
    number: i64,
    body: Value,
    born: Instant,
    lives: Duration,
    delivery: webhook::Delivery,
    /// What is sent in its place, though it be no JSON.
    raw: Option<String>,
}

impl Update {
    fn text(&self) -> String {
        self.raw.clone().unwrap_or_else(|| self.body.to_string())
    }
}

/// Everything the server knows.
pub struct State {
    rules: Rules,
    updates: VecDeque<Update>,
    next_update: i64,
    /// Everything below this number was acknowledged.
    pub acknowledged: i64,
    pub chats: HashMap<i64, Chat>,
    queries: HashMap<String, Query>,
    faults: Vec<Fault>,
    pub calls: Vec<Call>,
    /// Files that came to chats, in order.
    pub uploads: Vec<Upload>,
    /// The texts of the profile, by method and language.
    pub profile: HashMap<(String, String), Value>,
    pub menu_button: Value,
    pub allowed_updates: Option<Vec<String>>,
    pub webhook: Option<webhook::Webhook>,
    /// Every attempt to bring an update to the webhook: its number and the status, 0 for none.
    pub deliveries: Vec<(i64, u16)>,
    is_over: bool,
    pub is_token_revoked: bool,
    /// The poll that is being waited in; another one ends it.
    poll: u64,
    last_poll: Option<(i64, Instant)>,
    first_message: i32,
    next_message: i32,
    next_query: i64,
}

impl State {
    /// Calls the server refused, without those a fault made up, and without polls that another
    /// poll ended: mostly nobody reads their answer any more.
    pub fn refused(&self) -> Vec<&Call> {
        self.calls
            .iter()
            .filter(|call| call.status >= 400 && call.status != 409 && !call.is_made_up)
            .collect()
    }

    /// How often the bot called a method successfully.
    pub fn count(&self, method: &str) -> usize {
        let is_such = |call: &&Call| call.method == method && call.status == 200;
        self.calls.iter().filter(is_such).count()
    }

    /// Updates that are not acknowledged.
    pub fn pending(&self) -> usize {
        self.updates.len()
    }

    /// How often each button press was answered.
    pub fn query_answers(&self) -> impl Iterator<Item = usize> {
        self.queries.values().map(|query| query.answers)
    }

    /// Forgets what is over (calls, presses answered once, what was said, old messages), so that a
    /// million interactions have room.
    pub fn forget(&mut self) {
        self.calls.clear();
        self.queries.retain(|_, query| query.answers != 1);
        for chat in self.chats.values_mut() {
            chat.happenings.clear();
            chat.said.clear();
            while chat.messages.len() > 20 {
                chat.messages.pop_first();
            }
        }
    }

    pub fn chat(&self, chat: i64) -> &Chat {
        &self.chats[&chat]
    }

    /// How much the bot said in a chat: messages and edits.
    pub fn answers(&self, chat: i64) -> usize {
        self.chats.get(&chat).map_or(0, |chat| chat.said.len())
    }

    /// The numbers of all updates there were.
    pub fn update_numbers(&self) -> std::ops::Range<i64> {
        FIRST_UPDATE..self.next_update
    }

    /// The numbers of all messages, those that were deleted too.
    pub fn message_numbers(&self) -> impl Iterator<Item = i64> + use<> {
        (self.first_message..self.next_message).map(i64::from)
    }

    fn push(&mut self, kind: &str, body: Value) {
        let is_wanted = self
            .allowed_updates
            .as_ref()
            .is_none_or(|allowed| allowed.iter().any(|name| name == kind));
        if !is_wanted {
            return;
        }
        let number = self.next_update;
        self.next_update += 1;
        let lives = match kind {
            "callback_query" => self.rules.queries,
            _ => self.rules.messages,
        };
        self.updates.push_back(Update {
            number,
            body: json!({"update_id": number, kind: body}),
            born: Instant::now(),
            lives,
            delivery: webhook::Delivery::default(),
            raw: None,
        });
    }
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server and its controls.
pub struct FakeApi {
    shared: Arc<Shared>,
    server: Server,
}

impl FakeApi {
    pub fn start() -> Self {
        Self::with_rules(Rules::default())
    }

    pub fn with_rules(rules: Rules) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                rules,
                updates: VecDeque::new(),
                next_update: FIRST_UPDATE,
                acknowledged: 0,
                chats: HashMap::new(),
                queries: HashMap::new(),
                faults: Vec::new(),
                calls: Vec::new(),
                uploads: Vec::new(),
                profile: HashMap::new(),
                menu_button: json!({"type": "default"}),
                allowed_updates: None,
                webhook: None,
                deliveries: Vec::new(),
                is_over: false,
                is_token_revoked: false,
                poll: 0,
                last_poll: None,
                first_message: 1,
                next_message: 1,
                next_query: 5_000_000_000_000_000_000,
            }),
            changed: Condvar::new(),
        });
        let served = Arc::clone(&shared);
        let server = Server::start(move |request| answer(&served, &request));
        let delivering = Arc::clone(&shared);
        std::thread::spawn(move || webhook::deliver(&delivering));
        Self { shared, server }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Looks at or changes what the server knows.
    pub fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let outcome = act(&mut self.shared.lock());
        self.shared.changed.notify_all();
        outcome
    }

    /// Waits until something holds; the time is generous, since machines are slow.
    #[track_caller]
    pub fn wait(&self, what: &str, holds: impl FnMut(&mut State) -> bool) {
        assert!(
            self.wait_up_to(Duration::from_secs(60), holds),
            "waited in vain: {what}"
        );
    }

    /// Waits for a while; says whether it came to hold.
    pub fn wait_up_to(&self, time: Duration, mut holds: impl FnMut(&mut State) -> bool) -> bool {
        let state = self.shared.lock();
        let (_state, outcome) = self
            .shared
            .changed
            .wait_timeout_while(state, time, |state| !holds(state))
            .unwrap_or_else(PoisonError::into_inner);
        !outcome.timed_out()
    }

    pub fn make(&self, fault: Fault) {
        self.with(|state| state.faults.push(fault));
    }

    pub fn clear_faults(&self) {
        self.with(|state| state.faults.clear());
    }

    /// Gives the next update a number that does not follow, as after a week of silence.
    pub fn restart_numbers(&self, number: i64) {
        self.with(|state| state.next_update = number);
    }

    /// A user in her private chat with the bot.
    pub fn user(&self, chat: i64) -> User<'_> {
        User {
            api: self,
            chat,
            language: None,
            name: "Name".to_owned(),
            username: "username".to_owned(),
        }
    }

    /// Gives messages numbers from here on, so that they can be told from other numbers.
    pub fn number_messages_from(&self, number: i32) {
        self.with(|state| {
            state.first_message = number;
            state.next_message = number;
        });
    }

    /// Puts something into the queue that begins like an update and is not even JSON.
    pub fn push_broken(&self) {
        self.with(|state| {
            state.push("message", Value::Null);
            let update = state.updates.back_mut().expect("it was pushed");
            let number = update.number;
            update.raw = Some(format!(
                r#"{{"update_id":{number},"message":{{"text":"\q"}}}}"#
            ));
        });
    }

    /// Puts an update of any kind into the queue.
    pub fn push(&self, kind: &str, body: Value) {
        self.with(|state| state.push(kind, body));
    }
}

impl Drop for FakeApi {
    fn drop(&mut self) {
        self.with(|state| state.is_over = true);
    }
}

/// A user who writes to the bot.
#[derive(Clone)]
pub struct User<'a> {
    api: &'a FakeApi,
    pub chat: i64,
    pub language: Option<&'static str>,
    pub name: String,
    pub username: String,
}

impl User<'_> {
    fn from(&self) -> Value {
        let mut from = json!({
            "id": self.chat, "is_bot": false, "first_name": self.name, "username": self.username,
        });
        if let Some(language) = self.language {
            from["language_code"] = language.into();
        }
        from
    }

    fn chat_json(&self) -> Value {
        json!({
            "id": self.chat, "type": "private", "first_name": self.name, "username": self.username,
        })
    }

    /// Types words or a command.
    pub fn say(&self, text: &str) {
        self.send(json!({ "text": text }));
    }

    /// Sends a message with these parts.
    pub fn send(&self, parts: Value) {
        self.api.with(|state| {
            let number = state.next_message;
            state.next_message += 1;
            let mut message = json!({
                "message_id": number, "date": 1_795_000_000,
                "chat": self.chat_json(), "from": self.from(),
            });
            let text = parts["text"].as_str().unwrap_or_default().to_owned();
            for (key, value) in parts.as_object().expect("an object") {
                message[key] = value.clone();
            }
            let chat = state.chats.entry(self.chat).or_default();
            chat.happenings.push(Happening::Asked);
            chat.messages.insert(
                number,
                Message {
                    is_from_bot: false,
                    text,
                    tags: vec![],
                    buttons: vec![],
                    is_uneditable: true,
                },
            );
            state.push("message", message);
        });
    }

    /// Presses a button of a message; gives the number of the query.
    pub fn press(&self, message: i32, data: &str) -> String {
        self.press_dated(message, data, 1_795_000_000)
    }

    pub fn press_dated(&self, message: i32, data: &str, date: i64) -> String {
        self.api.with(|state| {
            let id = state.next_query.to_string();
            state.next_query += 1;
            state.queries.insert(
                id.clone(),
                Query {
                    born: Instant::now(),
                    answers: 0,
                },
            );
            let query = json!({
                "id": id, "from": self.from(), "chat_instance": "777", "data": data,
                "message": {
                    "message_id": message, "date": date, "chat": self.chat_json(),
                    "from": {"id": BOT_ID, "is_bot": true, "first_name": "Bot"}, "text": "…",
                },
            });
            let chat = state.chats.entry(self.chat).or_default();
            chat.happenings.push(Happening::Asked);
            state.push("callback_query", query);
            id
        })
    }

    /// Presses the button with this label on the newest message that has one; says whether
    /// there was one.
    pub fn press_labelled(&self, label: &str) -> bool {
        let found = self.buttons().into_iter().find(|button| button.1 == label);
        if let Some((message, _, data)) = &found {
            self.press(*message, data);
        }
        found.is_some()
    }

    /// The buttons of the newest message of the bot that can be pressed: message, label, data.
    pub fn buttons(&self) -> Vec<(i32, String, String)> {
        self.api.with(|state| {
            let Some(chat) = state.chats.get(&self.chat) else {
                return vec![];
            };
            let newest = chat
                .messages
                .iter()
                .rev()
                .find(|(_, message)| message.is_from_bot);
            newest.map_or(vec![], |(number, message)| {
                message
                    .buttons
                    .iter()
                    .flatten()
                    .filter(|(_, data)| !data.starts_with("https://"))
                    .map(|(label, data)| (*number, label.clone(), data.clone()))
                    .collect()
            })
        })
    }

    /// What the bot said in this chat so far.
    pub fn said(&self) -> Vec<String> {
        self.api.with(|state| {
            let chat = state.chats.get(&self.chat);
            chat.map_or(vec![], |chat| chat.said.clone())
        })
    }

    /// Waits until the bot has said this much, and gives the latest.
    #[track_caller]
    pub fn wait_said(&self, count: usize) -> String {
        self.api
            .wait("an answer", |state| state.answers(self.chat) >= count);
        self.said()[count - 1].clone()
    }

    /// Says something and waits for the answer to it.
    #[track_caller]
    pub fn ask(&self, text: &str) -> String {
        let count = self.said().len();
        self.say(text);
        self.wait_said(count + 1)
    }

    /// Presses a button and waits for the answer to it.
    #[track_caller]
    pub fn push_button(&self, label: &str) -> String {
        let count = self.said().len();
        assert!(
            self.press_labelled(label),
            "there is no button `{label}` among {:?}",
            self.buttons()
        );
        self.wait_said(count + 1)
    }
}

fn answer(shared: &Shared, request: &Request) -> Response {
    let Some(method) = request.path.strip_prefix(&format!("/bot{TOKEN}/")) else {
        return methods::Outcome::error(404, "Not Found").response();
    };
    let method = method.to_lowercase();
    let is_form = request.body.starts_with(b"--");
    let uploaded = is_form.then(|| upload::read(&request.body)).flatten();
    let body: Value = if let Some((fields, _)) = &uploaded {
        fields.clone()
    } else if request.body.is_empty() {
        json!({})
    } else {
        match serde_json::from_slice(&request.body) {
            Ok(body) => body,
            Err(_) => return methods::Outcome::error(400, "Bad Request: not JSON").response(),
        }
    };
    let chat = body["chat_id"].as_i64();
    let fault = take_fault(shared, &method, chat);
    let log = |outcome: &methods::Outcome, is_made_up| {
        let mut state = shared.lock();
        state.calls.push(Call {
            method: method.clone(),
            status: outcome.status,
            description: outcome.description.clone(),
            is_made_up,
        });
        drop(state);
        shared.changed.notify_all();
    };
    let made_up = match fault {
        None | Some(Trouble::ResetAfter) => None,
        Some(Trouble::Slow(time)) => {
            std::thread::sleep(time);
            None
        }
        Some(Trouble::Held) => {
            let state = shared.lock();
            let held = shared
                .changed
                .wait_while(state, |state| !state.faults.is_empty());
            drop(held);
            None
        }
        Some(Trouble::Error(status, description)) => {
            Some(methods::Outcome::error(status, description))
        }
        Some(Trouble::SlowError(time, status, description)) => {
            std::thread::sleep(time);
            Some(methods::Outcome::error(status, description))
        }
        Some(Trouble::TooMany(seconds)) => Some(methods::Outcome::too_many(seconds)),
        Some(Trouble::BadGateway) => {
            log(&methods::Outcome::error(502, "Bad Gateway"), true);
            return Response::Html(502, "<html>Bad Gateway</html>".to_owned());
        }
        Some(Trouble::Reset) => {
            log(&methods::Outcome::error(500, "reset"), true);
            return Response::Drop;
        }
    };
    if let Some(outcome) = made_up {
        log(&outcome, true);
        return outcome.response();
    }
    let outcome = match method.as_str() {
        "getupdates" => methods::get_updates(shared, &body),
        _ => {
            let mut state = shared.lock();
            let outcome = methods::call(&mut state, &method, &body);
            if outcome.status == 200 {
                state.uploads.extend(uploaded.map(|(_, upload)| upload));
            }
            outcome
        }
    };
    log(&outcome, false);
    match fault {
        Some(Trouble::ResetAfter) => Response::DropHalfway,
        _ => outcome.response(),
    }
}

fn take_fault(shared: &Shared, method: &str, chat: Option<i64>) -> Option<Trouble> {
    let mut state = shared.lock();
    let fault = state.faults.iter_mut().find(|fault| {
        fault.times > 0
            && fault.method.is_none_or(|known| known == method)
            && (fault.chat.is_none() || fault.chat == chat)
    })?;
    fault.times -= 1;
    Some(fault.trouble.clone())
}
