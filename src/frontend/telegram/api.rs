//! Calls to the Bot API: teloxide's request types over our own HTTP client.
//!
//! teloxide describes the methods; sending is done here because its client sleeps ten seconds on
//! a 5xx, keeps the text of answers in its errors and reads whole messages with their names. We
//! read of an answer only what is needed, and an error has no room for a word of it. When to try
//! again is decided in `send` and `polling`.

use std::time::Duration;

use axum::body::Bytes;
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderValue};
use reqwest::multipart::{Form, Part};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use teloxide::payloads::{GetMe, GetUpdates, SendDocument};
use teloxide::requests::Payload;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::connections::Connections;
use crate::config::Token;

/// How long one call may take.
const CALL_TIME: Duration = Duration::from_secs(20);

/// How long a connection is kept that nobody uses: its buffer holds what came over it last, such as
/// a message, until it is closed.
pub const IDLE_TIME: Duration = Duration::from_secs(10);

/// How long a connection may take to come about.
pub const CONNECT_TIME: Duration = Duration::from_secs(5);

/// What the server holds against a request; trying the same again would not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// An edit that changes nothing: as good as done.
    NotModified,
    /// The message to edit is gone or cannot be edited any more.
    MessageGone,
    /// Blocked by the person, deactivated, not found, no right to write: nobody to answer.
    ChatGone,
    /// The button press is too old to be answered, or was answered before.
    QueryGone,
    /// The text or its buttons were not accepted: a fault of ours.
    Markup,
    Other,
}

/// Who else takes our updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Another program polls with the same token.
    SecondInstance,
    /// A webhook is set, so there is nothing to poll.
    Webhook,
}

/// Why a call failed. No variant has room for a word of the answer or of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallError {
    /// The token is not, or no longer, valid.
    Unauthorized,
    Conflict(Conflict),
    /// Too many requests; the server names the time to wait.
    TooMany(Duration),
    Refused(Refusal),
    /// The server is in trouble (5xx).
    Server,
    /// No connection came about: the request did not arrive.
    Unreachable,
    /// No answer in time: the request may have arrived.
    TimedOut,
    /// The connection broke: the request may have arrived.
    Broken,
    /// An answer that is not the Bot API's.
    Garbled,
}

impl CallError {
    /// Names the error for the log, in words of a fixed list.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Unauthorized => "the token is not accepted",
            Self::Conflict(Conflict::SecondInstance) => {
                "a second instance takes updates with the same token; stop one of the two"
            }
            Self::Conflict(Conflict::Webhook) => "a webhook is set for this bot",
            Self::TooMany(_) => "too many requests",
            Self::Refused(Refusal::NotModified) => "nothing to change",
            Self::Refused(Refusal::MessageGone) => "the message cannot be edited",
            Self::Refused(Refusal::ChatGone) => "the chat cannot be written to",
            Self::Refused(Refusal::QueryGone) => "the press is too old",
            Self::Refused(Refusal::Markup) => "text or buttons were not accepted",
            Self::Refused(Refusal::Other) => "the request was not accepted",
            Self::Server => "the server has an error",
            Self::Unreachable => "the server cannot be reached",
            Self::TimedOut => "no answer in time",
            Self::Broken => "the connection broke",
            Self::Garbled => "an answer that is not the Bot API's",
        }
    }
}

/// A message that was accepted: all we read of it.
#[derive(Debug, Deserialize)]
pub struct Sent {
    pub message_id: i32,
}

/// A file for a chat.
pub struct Document {
    pub chat: i64,
    pub thread: Option<i32>,
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// The Bot API, as one bot sees it.
pub struct Client {
    /// For all but files; None where a proxy stands between.
    connections: Option<Connections>,
    http: reqwest::Client,
    /// Ends in `/bot<token>/`, so it must not be printed.
    methods: Url,
}

/// Why no client can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientError {
    /// The token is not digits, a colon and letters: it would change the address.
    Token,
    /// The address of the Bot API is not one.
    Address,
    /// Encryption could not be set up.
    Encryption,
}

impl Client {
    /// Prepares calls with a token; connections are kept and used again.
    ///
    /// # Errors
    ///
    /// When the token cannot be one, `api` is not an `http` or `https` address, or encryption
    /// cannot be set up.
    pub fn new(token: &Token, api: &str) -> Result<Self, ClientError> {
        if !is_token(token.reveal()) {
            return Err(ClientError::Token);
        }
        let api = Url::parse(api.trim()).map_err(|_| ClientError::Address)?;
        if !matches!(api.scheme(), "http" | "https") {
            return Err(ClientError::Address);
        }
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIME)
            .pool_idle_timeout(IDLE_TIME)
            .timeout(CALL_TIME)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true);
        if is_loopback(&api) {
            // A proxy named in the environment is for the world outside.
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|_| ClientError::Encryption)?;
        let base = api.as_str().trim_end_matches('/');
        let methods = Zeroizing::new(format!("{base}/bot{}/", token.reveal()));
        let methods = Url::parse(&methods).map_err(|_| ClientError::Address)?;
        let server = methods[..url::Position::BeforePath].parse();
        let server = server.map_err(|_| ClientError::Address)?;
        Ok(Self {
            connections: Connections::to(&server, is_loopback(&api)),
            http,
            methods,
        })
    }

    /// Calls a method and reads its result as `T`, which may be less than the method gives.
    ///
    /// # Errors
    ///
    /// As [`CallError`] says.
    pub async fn call<P, T>(&self, payload: &P) -> Result<T, CallError>
    where
        P: Payload + Serialize,
        T: DeserializeOwned,
    {
        let (status, body) = self.exchange(payload).await?;
        read_answer(status, &body)
    }

    /// Sends a file to a chat.
    ///
    /// # Errors
    ///
    /// As [`CallError`] says.
    pub async fn send_document(&self, document: Document) -> Result<Sent, CallError> {
        let address = self.methods.join(SendDocument::NAME);
        let address = address.map_err(|_| CallError::Unreachable)?;
        let part = Part::bytes(document.bytes).file_name(document.name);
        let part = part.mime_str(document.media_type);
        let mut form = Form::new()
            .text("chat_id", document.chat.to_string())
            .part("document", part.map_err(|_| CallError::Garbled)?);
        if let Some(thread) = document.thread {
            form = form.text("message_thread_id", thread.to_string());
        }
        let sending = self.http.post(address).multipart(form).send();
        let response = sending.await.map_err(|error| transport(&error))?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|error| transport(&error))?;
        read_answer(status, &body)
    }

    /// Asks for updates; one that is not even JSON does not hide those before it.
    ///
    /// # Errors
    ///
    /// As [`CallError`] says.
    pub async fn updates(&self, payload: &GetUpdates) -> Result<Updates, CallError> {
        let (status, body) = self.exchange(payload).await?;
        match read_answer(status, &body) {
            Ok(whole) => Ok(Updates {
                whole,
                broken: None,
            }),
            Err(CallError::Garbled) => salvage(&body).ok_or(CallError::Garbled),
            Err(error) => Err(error),
        }
    }

    /// Asks for the server's clock, to the second; None when it does not say.
    pub async fn server_time(&self) -> Option<Timestamp> {
        let address = self.methods.join(GetMe::NAME).ok()?;
        let response = self.http.get(address).send().await.ok()?;
        let date = response.headers().get(DATE)?.to_str().ok()?;
        let parsed = jiff::fmt::rfc2822::parse(date).ok()?;
        Some(parsed.timestamp())
    }

    /// Sends a request and gives the answer's status and body.
    async fn exchange<P>(&self, payload: &P) -> Result<(u16, Bytes), CallError>
    where
        P: Payload + Serialize,
    {
        let body = serde_json::to_vec(payload).map_err(|_| CallError::Garbled)?;
        let time = CALL_TIME + payload.timeout_hint().unwrap_or_default();
        match &self.connections {
            Some(connections) => {
                let path = format!("{}{}", self.methods.path(), P::NAME);
                let path = path.try_into().map_err(|_| CallError::Unreachable)?;
                connections.post(path, body, time).await
            }
            None => self.post(P::NAME, body, time).await,
        }
    }

    /// The same by the client that knows proxies.
    async fn post(
        &self,
        method: &str,
        body: Vec<u8>,
        time: Duration,
    ) -> Result<(u16, Bytes), CallError> {
        let address = self.methods.join(method);
        let address = address.map_err(|_| CallError::Unreachable)?;
        let request = self
            .http
            .post(address)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body)
            .timeout(time);
        let response = request.send().await.map_err(|error| transport(&error))?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|error| transport(&error))?;
        Ok((status, body))
    }
}

fn is_token(text: &str) -> bool {
    let is_secret = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    text.split_once(':').is_some_and(|(number, secret)| {
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !secret.is_empty()
            && secret.bytes().all(is_secret)
    })
}

fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// What is told where [`is_readable_on_the_way`].
pub const READABLE_ON_THE_WAY: &str = "the address of the Bot API server begins with http: the \
     token and what people write can be read on the way there; use https, or a tunnel that encrypts";

/// Whether calls to this address go unencrypted to another machine.
pub fn is_readable_on_the_way(api: &str) -> bool {
    Url::parse(api.trim()).is_ok_and(|url| url.scheme() == "http" && !is_loopback(&url))
}

/// Keeps of a transport error only its kind: the rest holds the address, and with it the token.
fn transport(error: &reqwest::Error) -> CallError {
    if error.is_connect() {
        CallError::Unreachable
    } else if error.is_timeout() {
        CallError::TimedOut
    } else {
        CallError::Broken
    }
}

/// Updates as they came.
#[derive(Debug)]
pub struct Updates {
    pub whole: Vec<Box<RawValue>>,
    /// The number of one that is not JSON; what stood behind it will be shown again.
    pub broken: Option<u32>,
}

/// Reads what is whole of an answer that is not JSON as a whole; None when that helps nobody on.
fn salvage(body: &[u8]) -> Option<Updates> {
    let body = String::from_utf8_lossy(body);
    let mut rest = body.strip_prefix(r#"{"ok":true,"result":["#)?;
    let mut whole = Vec::new();
    loop {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Box<RawValue>>();
        let Some(Ok(update)) = values.next() else {
            break;
        };
        let end = values.byte_offset();
        whole.push(update);
        rest = rest[end..].trim_start().trim_start_matches(',');
    }
    let digits = rest.trim_start().strip_prefix(r#"{"update_id":"#)?;
    let end = digits.find(|letter: char| !letter.is_ascii_digit())?;
    let broken = digits[..end].parse().ok()?;
    Some(Updates {
        whole,
        broken: Some(broken),
    })
}

#[derive(Deserialize)]
struct Answer<T> {
    ok: bool,
    result: Option<T>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

fn read_answer<T: DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, CallError> {
    let answer: Answer<T> = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        // A proxy between us and the server answers in HTML.
        Err(_) if status >= 500 => return Err(CallError::Server),
        Err(_) => return Err(CallError::Garbled),
    };
    if answer.ok {
        return answer.result.ok_or(CallError::Garbled);
    }
    let description = answer.description.unwrap_or_default().to_lowercase();
    let wait = answer.parameters.and_then(|known| known.retry_after);
    Err(match answer.error_code.unwrap_or(status) {
        // A token of the right form that nobody has is "not found".
        401 | 404 => CallError::Unauthorized,
        409 if description.contains("webhook") => CallError::Conflict(Conflict::Webhook),
        409 => CallError::Conflict(Conflict::SecondInstance),
        429 => CallError::TooMany(Duration::from_secs(wait.unwrap_or(1))),
        403 => CallError::Refused(Refusal::ChatGone),
        500.. => CallError::Server,
        _ => CallError::Refused(refusal(&description)),
    })
}

/// Reads what the server says in words; there is no code for it.
fn refusal(description: &str) -> Refusal {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| description.contains(phrase));
    if says(&["message is not modified"]) {
        Refusal::NotModified
    } else if says(&[
        "query is too old",
        "query id is invalid",
        "query_id_invalid",
    ]) {
        Refusal::QueryGone
    } else if says(&[
        "message to edit not found",
        "message can't be edited",
        "message_id_invalid",
        "message identifier is not specified",
    ]) {
        Refusal::MessageGone
    } else if says(&[
        "chat not found",
        "user not found",
        "peer_id_invalid",
        "deactivated",
        "blocked",
        "kicked",
        "upgraded to a supergroup",
        "not enough rights",
        "no rights to send",
        "chat_write_forbidden",
    ]) {
        Refusal::ChatGone
    } else if says(&[
        "can't parse",
        "too long",
        "too_long",
        "text is empty",
        "text must be",
        "button",
        "keyboard",
        "reply markup",
        "entit",
    ]) {
        Refusal::Markup
    } else {
        Refusal::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::IgnoredAny;

    fn error(status: u16, body: &str) -> CallError {
        read_answer::<IgnoredAny>(status, body.as_bytes())
            .map(|_| ())
            .unwrap_err()
    }

    fn refused(description: &str) -> CallError {
        error(
            400,
            &format!(
                r#"{{"ok":false,"error_code":400,"description":"Bad Request: {description}"}}"#
            ),
        )
    }

    #[test]
    fn a_token_must_not_change_the_address() {
        assert!(is_token("123456:AAfake-Token_1"));
        for wrong in [
            "", "123456", "abc:def", "1:", ":a", "1:a/../b", "1:a b", "1:a\n",
        ] {
            assert!(!is_token(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_address_keeps_its_prefix_and_must_be_http() {
        let token = Token::new("1:a".to_owned());
        let methods = |api| Client::new(&token, api).map(|client| client.methods.to_string());
        assert_eq!(
            methods("http://127.0.0.1:8081/api/").as_deref(),
            Ok("http://127.0.0.1:8081/api/bot1:a/")
        );
        assert_eq!(
            methods("https://api.telegram.org").as_deref(),
            Ok("https://api.telegram.org/bot1:a/")
        );
        assert_eq!(methods("ftp://x"), Err(ClientError::Address));
        assert_eq!(methods("nonsense"), Err(ClientError::Address));
    }

    #[test]
    fn only_the_message_id_is_read_of_a_sent_message() {
        let body = r#"{"ok":true,"result":{"message_id":7,"chat":{"id":5,"first_name":"X"}}}"#;
        let sent: Sent = read_answer(200, body.as_bytes()).unwrap();
        assert_eq!(sent.message_id, 7);
    }

    #[test]
    fn a_broken_update_is_named_and_hides_nothing_before_it() {
        let body = br#"{"ok":true,"result":[{"update_id":7,"message":{"text":"]},"}}, {"update_id":8,"message":{"text":"\xff\q"}},{"update_id":9}]}"#;
        let updates = salvage(body).unwrap();
        assert_eq!(updates.whole.len(), 1);
        assert_eq!(updates.broken, Some(8));
        for hopeless in [
            "<html>hello</html>",
            r#"{"ok":true,"result":["#,
            r#"{"ok":true,"result":[{"update_id":"x""#,
            r#"{"ok":false,"error_code":500"#,
        ] {
            assert!(salvage(hopeless.as_bytes()).is_none(), "{hopeless}");
        }
    }

    #[test]
    fn the_servers_own_waiting_time_is_kept() {
        let body = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 17","parameters":{"retry_after":17}}"#;
        assert_eq!(
            error(429, body),
            CallError::TooMany(Duration::from_secs(17))
        );
    }

    #[test]
    fn a_page_of_a_proxy_counts_as_a_server_error() {
        assert_eq!(error(502, "<html>Bad Gateway</html>"), CallError::Server);
        assert_eq!(error(200, "<html>hello</html>"), CallError::Garbled);
        assert_eq!(error(200, r#"{"ok":true}"#), CallError::Garbled);
    }

    #[test]
    fn refusals_are_told_apart_by_the_servers_words() {
        let cases = [
            (
                "message is not modified: specified new message content",
                Refusal::NotModified,
            ),
            ("message to edit not found", Refusal::MessageGone),
            ("message can't be edited", Refusal::MessageGone),
            ("chat not found", Refusal::ChatGone),
            (
                "query is too old and response timeout expired or query ID is invalid",
                Refusal::QueryGone,
            ),
            (
                "can't parse entities: unsupported start tag",
                Refusal::Markup,
            ),
            ("message is too long", Refusal::Markup),
            ("BUTTON_DATA_INVALID", Refusal::Markup),
            ("something new", Refusal::Other),
        ];
        for (words, expected) in cases {
            assert_eq!(refused(words), CallError::Refused(expected), "{words}");
        }
        assert_eq!(
            error(
                403,
                r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#
            ),
            CallError::Refused(Refusal::ChatGone)
        );
    }

    #[test]
    fn a_dead_token_a_second_instance_and_a_webhook_are_told_apart() {
        assert_eq!(
            error(
                401,
                r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#
            ),
            CallError::Unauthorized
        );
        assert_eq!(
            error(
                409,
                r#"{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}"#
            ),
            CallError::Conflict(Conflict::SecondInstance)
        );
        assert_eq!(
            error(
                409,
                r#"{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}"#
            ),
            CallError::Conflict(Conflict::Webhook)
        );
    }
}
