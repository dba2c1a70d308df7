//! Brings updates to a webhook as the real server does: each chat's in order, chats beside each
//! other, again until a 2xx takes them; the method in a response is called, its result is not told.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Call, Shared, State, Update, methods};

/// A webhook that is set.
#[derive(Debug, Clone)]
pub struct Webhook {
    pub url: String,
    pub secret: Option<String>,
    pub connections: usize,
    /// When it was last not reached, in Unix time.
    pub last_error: Option<i64>,
}

/// How far the delivery of an update is.
#[derive(Debug, Default)]
pub struct Delivery {
    is_under_way: bool,
    failures: u32,
    next_try: Option<Instant>,
}

/// Whose updates are brought in order.
fn queue(update: &Update) -> Option<(bool, i64)> {
    let query = &update.body["callback_query"];
    match query["from"]["id"].as_i64() {
        Some(person) => Some((true, person)),
        None => update.body["message"]["chat"]["id"]
            .as_i64()
            .map(|chat| (false, chat)),
    }
}

/// Brings updates for as long as the server is there.
pub(super) fn deliver(shared: &Arc<Shared>) {
    let mut state = shared.lock();
    while !state.is_over {
        if let Some((number, body, webhook)) = next(&mut state) {
            let shared = Arc::clone(shared);
            thread::spawn(move || {
                let outcome = post(&webhook, &body);
                finish(&shared, number, outcome);
            });
            continue;
        }
        state = shared
            .changed
            .wait_timeout(state, Duration::from_millis(20))
            .unwrap_or_else(PoisonError::into_inner)
            .0;
    }
}

/// Takes the next update that may be brought.
fn next(state: &mut State) -> Option<(i64, String, Webhook)> {
    let webhook = state.webhook.clone()?;
    state
        .updates
        .retain(|update| update.born.elapsed() < update.lives);
    let under_way = |update: &&Update| update.delivery.is_under_way;
    if state.updates.iter().filter(under_way).count() >= webhook.connections {
        return None;
    }
    let mut seen = Vec::new();
    let now = Instant::now();
    let place = state.updates.iter().position(|update| {
        let queue = queue(update);
        let is_first = queue.is_none() || !seen.contains(&queue);
        seen.push(queue);
        is_first
            && !update.delivery.is_under_way
            && update.delivery.next_try.is_none_or(|at| at <= now)
    })?;
    let update = &mut state.updates[place];
    update.delivery.is_under_way = true;
    Some((update.number, update.text(), webhook))
}

/// Takes the update off, or plans the next try.
fn finish(shared: &Shared, number: i64, outcome: io::Result<Answer>) {
    let mut state = shared.lock();
    let status = outcome.as_ref().map_or(0, |answer| answer.status);
    state.deliveries.push((number, status));
    let place = state
        .updates
        .iter()
        .position(|update| update.number == number);
    match (outcome, place) {
        (Ok(answer), Some(place)) if (200..300).contains(&answer.status) => {
            state.updates.remove(place);
            if let Some(method) = answer.reply["method"].as_str() {
                call(&mut state, &method.to_lowercase(), &answer.reply);
            }
        }
        (outcome, Some(place)) => {
            let wait = outcome.ok().and_then(|answer| answer.retry_after);
            let delivery = &mut state.updates[place].delivery;
            // At once, then at growing distances, as the real one, only faster.
            let own = Duration::from_millis(100) * delivery.failures.min(10);
            delivery.failures += 1;
            delivery.is_under_way = false;
            delivery.next_try = Some(Instant::now() + wait.unwrap_or(own));
            if let Some(webhook) = &mut state.webhook {
                webhook.last_error = Some(1_795_000_000);
            }
        }
        (_, None) => {}
    }
    drop(state);
    shared.changed.notify_all();
}

fn call(state: &mut State, method: &str, reply: &Value) {
    let mut body = reply.clone();
    if let Some(parts) = body.as_object_mut() {
        parts.remove("method");
    }
    let outcome = methods::call(state, method, &body);
    state.calls.push(Call {
        method: method.to_owned(),
        status: outcome.status,
        description: outcome.description,
        is_made_up: false,
    });
}

/// What the webhook answered.
struct Answer {
    status: u16,
    retry_after: Option<Duration>,
    reply: Value,
}

fn post(webhook: &Webhook, body: &str) -> io::Result<Answer> {
    let secret = webhook.secret.as_deref();
    let (status, head, reply) = request(&webhook.url, secret, body.as_bytes())?;
    let retry_after = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .map(Duration::from_secs);
    Ok(Answer {
        status,
        retry_after,
        reply: serde_json::from_slice(&reply).unwrap_or(Value::Null),
    })
}

/// Posts a body to a plain HTTP address; gives status, head and body of the answer.
pub fn request(url: &str, secret: Option<&str>, body: &[u8]) -> io::Result<(u16, String, Vec<u8>)> {
    let rest = url.strip_prefix("http://").expect("a plain address");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let secret = secret.map_or(String::new(), |secret| {
        format!("X-Telegram-Bot-Api-Secret-Token: {secret}\r\n")
    });
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{secret}\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat())?;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    let body = answer[end + 4..].to_vec();
    // Whoever answers before it has read all of a request may reset the connection behind a whole
    // answer.
    if let Err(error) = read
        && length_in(&head) != Some(body.len())
    {
        return Err(error);
    }
    Ok((status.ok_or_else(broken)?, head, body))
}

fn length_in(head: &str) -> Option<usize> {
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok())?
    })
}
