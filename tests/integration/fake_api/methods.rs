//! What each method does and what it refuses.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::html::{Parsed, parse, units};
use super::http::Response;
use super::webhook::Webhook;
use super::{BOT_ID, BOT_NAME, Happening, Message, Shared, State};

/// The outcome of a call.
pub struct Outcome {
    pub status: u16,
    pub description: String,
    body: String,
}

impl Outcome {
    pub fn ok(result: Value) -> Self {
        Self {
            status: 200,
            description: String::new(),
            body: json!({"ok": true, "result": result}).to_string(),
        }
    }

    pub fn error(status: u16, description: &str) -> Self {
        Self::failed(status, description, &Value::Null)
    }

    pub fn too_many(seconds: u64) -> Self {
        let description = format!("Too Many Requests: retry after {seconds}");
        Self::failed(429, &description, &json!({"retry_after": seconds}))
    }

    fn failed(status: u16, description: &str, parameters: &Value) -> Self {
        let mut body = json!({"ok": false, "error_code": status, "description": description});
        if !parameters.is_null() {
            body["parameters"] = parameters.clone();
        }
        Self {
            status,
            description: description.to_owned(),
            body: body.to_string(),
        }
    }

    pub fn response(self) -> Response {
        Response::Json(self.status, self.body)
    }
}

fn bad(description: impl Into<String>) -> Outcome {
    Outcome::error(400, &format!("Bad Request: {}", description.into()))
}

/// Shows updates, as described in the module's front page.
pub fn get_updates(shared: &Shared, body: &Value) -> Outcome {
    let mut state = shared.lock();
    if state.is_token_revoked {
        return Outcome::error(401, "Unauthorized");
    }
    if state.webhook.is_some() {
        return Outcome::error(
            409,
            "Conflict: can't use getUpdates method while webhook is active; \
             use deleteWebhook to delete the webhook first",
        );
    }
    let offset = body["offset"].as_i64().unwrap_or(0);
    let mut limit = body["limit"].as_u64().unwrap_or(100).clamp(1, 100);
    let mut timeout = body["timeout"].as_u64().unwrap_or(0).min(50);
    if let Some(allowed) = body["allowed_updates"].as_array() {
        let names = allowed.iter().filter_map(Value::as_str);
        state.allowed_updates = Some(names.map(str::to_owned).collect());
    }
    let now = Instant::now();
    if let Some((last, at)) = state.last_poll
        && last == offset
    {
        let passed = now.duration_since(at);
        if passed < Duration::from_secs(3) && timeout < 3 {
            timeout = 3;
        }
        if passed < Duration::from_millis(500) {
            limit = 1;
        }
    }
    state.last_poll = Some((offset, now));
    state.poll += 1;
    let own = state.poll;
    shared.changed.notify_all();
    let until = now + Duration::from_secs(timeout);
    loop {
        forget(&mut state, offset);
        if state.poll != own {
            return Outcome::error(
                409,
                "Conflict: terminated by other getUpdates request; \
                 make sure that only one bot instance is running",
            );
        }
        let shown: Vec<String> = state
            .updates
            .iter()
            .take(usize::try_from(limit).unwrap_or(100))
            .map(super::Update::text)
            .collect();
        let left = until.saturating_duration_since(Instant::now());
        if !shown.is_empty() || left.is_zero() {
            return Outcome {
                status: 200,
                description: String::new(),
                body: format!(r#"{{"ok":true,"result":[{}]}}"#, shown.join(",")),
            };
        }
        state = shared
            .changed
            .wait_timeout(state, left)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
    }
}

/// Forgets what an offset acknowledges, and what is too old.
fn forget(state: &mut State, offset: i64) {
    state
        .updates
        .retain(|update| update.born.elapsed() < update.lives);
    // An offset from the future, or from before the numbers started afresh, counts as none.
    let is_known = offset > 0 && offset <= state.next_update + 10;
    if is_known {
        state.updates.retain(|update| update.number >= offset);
        state.acknowledged = state.acknowledged.max(offset);
    }
}

/// Every other method.
pub fn call(state: &mut State, method: &str, body: &Value) -> Outcome {
    if state.is_token_revoked {
        return Outcome::error(401, "Unauthorized");
    }
    let outcome = match method {
        "getme" => Ok(json!({
            "id": BOT_ID, "is_bot": true, "first_name": "Huquq", "username": BOT_NAME,
            "can_join_groups": true, "can_read_all_group_messages": false,
            "supports_inline_queries": false,
        })),
        "deletewebhook" => {
            state.webhook = None;
            if body["drop_pending_updates"] == true {
                state.updates.clear();
            }
            Ok(json!(true))
        }
        "setwebhook" => set_webhook(state, body),
        "getwebhookinfo" => Ok(webhook_info(state)),
        "getchatmenubutton" => Ok(state.menu_button.clone()),
        "setchatmenubutton" => {
            state.menu_button = body["menu_button"].clone();
            Ok(json!(true))
        }
        "sendmessage" => send_message(state, body),
        "senddocument" => send_document(state, body),
        "editmessagetext" => edit_message(state, body),
        "deletemessages" => delete_messages(state, body),
        "answercallbackquery" => answer_query(state, body),
        _ => match method.strip_prefix("getmy") {
            Some(what) => get_profile(state, what, body),
            None => match method.strip_prefix("setmy") {
                Some(what) => set_profile(state, what, body),
                None => Err(Outcome::error(404, "Not Found: method not found")),
            },
        },
    };
    match outcome {
        Ok(result) => Outcome::ok(result),
        Err(outcome) => outcome,
    }
}

type Result<T> = std::result::Result<T, Outcome>;

fn refuse_unknown(body: &Value, known: &[&str]) -> Result<()> {
    let unknown = body
        .as_object()
        .and_then(|body| body.keys().find(|key| !known.contains(&key.as_str())));
    match unknown {
        Some(key) => Err(bad(format!("the tests do not expect the parameter {key}"))),
        None => Ok(()),
    }
}

fn writable_chat(state: &State, body: &Value) -> Result<i64> {
    let id = body["chat_id"]
        .as_i64()
        .ok_or_else(|| bad("chat_id is empty"))?;
    let chat = state.chats.get(&id).ok_or_else(|| bad("chat not found"))?;
    if chat.is_blocked {
        return Err(Outcome::error(
            403,
            "Forbidden: bot was blocked by the user",
        ));
    }
    Ok(id)
}

fn set_webhook(state: &mut State, body: &Value) -> Result<Value> {
    refuse_unknown(
        body,
        &["url", "max_connections", "allowed_updates", "secret_token"],
    )?;
    let url = body["url"].as_str().unwrap_or_default().to_owned();
    let secret = body["secret_token"].as_str().map(str::to_owned);
    let is_secret = |secret: &String| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        (1..=256).contains(&secret.len()) && secret.bytes().all(is_letter)
    };
    if secret.as_ref().is_some_and(|secret| !is_secret(secret)) {
        return Err(bad("secret token contains unallowed characters"));
    }
    if let Some(allowed) = body["allowed_updates"].as_array() {
        let names = allowed.iter().filter_map(Value::as_str);
        state.allowed_updates = Some(names.map(str::to_owned).collect());
    }
    let connections = body["max_connections"].as_u64().unwrap_or(40).clamp(1, 100);
    state.webhook = (!url.is_empty()).then(|| Webhook {
        url,
        secret,
        connections: usize::try_from(connections).unwrap_or(40),
        last_error: None,
    });
    // Who polls now is told so.
    state.poll += 1;
    Ok(json!(true))
}

fn webhook_info(state: &State) -> Value {
    let mut info = json!({
        "url": "", "has_custom_certificate": false, "pending_update_count": state.pending(),
    });
    if let Some(webhook) = &state.webhook {
        info["url"] = webhook.url.as_str().into();
        if let Some(at) = webhook.last_error {
            info["last_error_date"] = at.into();
            info["last_error_message"] = "Connection refused".into();
        }
    }
    info
}

fn send_message(state: &mut State, body: &Value) -> Result<Value> {
    refuse_unknown(
        body,
        &[
            "chat_id",
            "text",
            "parse_mode",
            "link_preview_options",
            "reply_markup",
            "message_thread_id",
            "disable_notification",
        ],
    )?;
    let id = writable_chat(state, body)?;
    let message = read_message(body)?;
    let number = state.next_message;
    state.next_message += 1;
    let chat = state.chats.entry(id).or_default();
    chat.happenings.push(Happening::Sent(number));
    chat.said.push(message.text.clone());
    let answer = json!({
        "message_id": number, "date": 1_795_000_000, "text": message.text,
        "chat": {"id": id, "type": "private", "first_name": "Name"},
        "from": {"id": BOT_ID, "is_bot": true, "first_name": "Huquq"},
    });
    chat.messages.insert(number, message);
    Ok(answer)
}

fn send_document(state: &mut State, body: &Value) -> Result<Value> {
    refuse_unknown(body, &["chat_id", "message_thread_id"])?;
    let id = writable_chat(state, body)?;
    let number = state.next_message;
    state.next_message += 1;
    let chat = state.chats.entry(id).or_default();
    chat.happenings.push(Happening::Sent(number));
    Ok(json!({"message_id": number, "date": 1_795_000_000, "chat": {"id": id}}))
}

fn edit_message(state: &mut State, body: &Value) -> Result<Value> {
    refuse_unknown(
        body,
        &[
            "chat_id",
            "message_id",
            "text",
            "parse_mode",
            "link_preview_options",
            "reply_markup",
        ],
    )?;
    let id = writable_chat(state, body)?;
    let number = body["message_id"]
        .as_i64()
        .and_then(|number| i32::try_from(number).ok())
        .ok_or_else(|| bad("message identifier is not specified"))?;
    let edited = read_message(body)?;
    let chat = state.chats.entry(id).or_default();
    let message = chat
        .messages
        .get_mut(&number)
        .ok_or_else(|| bad("message to edit not found"))?;
    if message.is_uneditable {
        return Err(bad("message can't be edited"));
    }
    let is_same = message.text == edited.text
        && message.tags == edited.tags
        && message.buttons == edited.buttons;
    if is_same {
        return Err(bad(
            "message is not modified: specified new message content and reply markup are exactly \
             the same as a current content and reply markup of the message",
        ));
    }
    *message = edited;
    chat.said.push(message.text.clone());
    chat.happenings.push(Happening::Edited(number));
    Ok(json!({"message_id": number, "date": 1, "chat": {"id": id, "type": "private"}}))
}

fn read_message(body: &Value) -> Result<Message> {
    let text = body["text"]
        .as_str()
        .ok_or_else(|| bad("message text is empty"))?;
    let parsed = match body["parse_mode"].as_str() {
        Some("HTML") => {
            parse(text).map_err(|reason| bad(format!("can't parse entities: {reason}")))?
        }
        None => Parsed {
            text: text.to_owned(),
            tags: vec![],
        },
        Some(_) => return Err(bad("unsupported parse_mode")),
    };
    if body["link_preview_options"]["is_disabled"] != true {
        return Err(bad("the tests want links without previews"));
    }
    match units(&parsed.text) {
        0 => return Err(bad("message text is empty")),
        1..=4096 => {}
        _ => return Err(bad("message is too long")),
    }
    Ok(Message {
        is_from_bot: true,
        text: parsed.text,
        tags: parsed.tags,
        buttons: read_buttons(&body["reply_markup"])?,
        is_uneditable: false,
    })
}

fn read_buttons(markup: &Value) -> Result<Vec<Vec<(String, String)>>> {
    if markup.is_null() {
        return Ok(vec![]);
    }
    let rows = markup["inline_keyboard"]
        .as_array()
        .ok_or_else(|| bad("object expected as reply markup"))?;
    let mut count = 0;
    let mut buttons = Vec::new();
    for row in rows {
        let row = row
            .as_array()
            .ok_or_else(|| bad("field \"inline_keyboard\" must be an Array of Arrays"))?;
        if row.is_empty() || row.len() > 8 {
            return Err(bad("BUTTON_ROW_INVALID"));
        }
        count += row.len();
        buttons.push(row.iter().map(read_button).collect::<Result<Vec<_>>>()?);
    }
    if count > 100 {
        return Err(bad("reply markup is too long"));
    }
    Ok(buttons)
}

fn read_button(button: &Value) -> Result<(String, String)> {
    let label = button["text"].as_str().unwrap_or_default();
    if label.trim().is_empty() {
        return Err(bad("inline keyboard button text must be non-empty"));
    }
    let action = match (button["callback_data"].as_str(), button["url"].as_str()) {
        (Some(data), None) if (1..=64).contains(&data.len()) => data,
        (Some(_), None) => return Err(bad("BUTTON_DATA_INVALID")),
        (None, Some(url)) if url.starts_with("https://") && url.len() <= 2048 => url,
        _ => return Err(bad("BUTTON_URL_INVALID")),
    };
    Ok((label.to_owned(), action.to_owned()))
}

fn delete_messages(state: &mut State, body: &Value) -> Result<Value> {
    refuse_unknown(body, &["chat_id", "message_ids"])?;
    let id = writable_chat(state, body)?;
    let numbers = body["message_ids"]
        .as_array()
        .filter(|numbers| (1..=100).contains(&numbers.len()))
        .ok_or_else(|| bad("message identifiers are not specified"))?;
    let chat = state.chats.entry(id).or_default();
    for number in numbers {
        let number = number
            .as_i64()
            .and_then(|number| i32::try_from(number).ok());
        // Messages that are not there are skipped.
        if let Some(number) = number
            && chat.messages.remove(&number).is_some()
        {
            chat.happenings.push(Happening::Deleted(number));
        }
    }
    Ok(json!(true))
}

fn answer_query(state: &mut State, body: &Value) -> Result<Value> {
    refuse_unknown(body, &["callback_query_id"])?;
    let lives = state.rules.queries;
    let query = body["callback_query_id"]
        .as_str()
        .and_then(|id| state.queries.get_mut(id))
        .filter(|query| query.answers == 0 && query.born.elapsed() < lives)
        .ok_or_else(|| {
            bad("query is too old and response timeout expired or query ID is invalid")
        })?;
    query.answers += 1;
    Ok(json!(true))
}

fn profile_key(what: &str, body: &Value) -> (String, String) {
    let language = body["language_code"].as_str().unwrap_or_default();
    (what.to_owned(), language.to_owned())
}

/// The result's key and the limit of a text of the profile.
fn profile_field(what: &str) -> Result<(&'static str, usize)> {
    match what {
        "commands" => Ok(("commands", 0)),
        "name" => Ok(("name", 64)),
        "description" => Ok(("description", 512)),
        "shortdescription" => Ok(("short_description", 120)),
        _ => Err(Outcome::error(404, "Not Found: method not found")),
    }
}

fn get_profile(state: &State, what: &str, body: &Value) -> Result<Value> {
    let (field, _) = profile_field(what)?;
    let known = state.profile.get(&profile_key(what, body)).cloned();
    Ok(match field {
        "commands" => known.unwrap_or_else(|| json!([])),
        _ => json!({ field: known.unwrap_or_else(|| json!("")) }),
    })
}

fn set_profile(state: &mut State, what: &str, body: &Value) -> Result<Value> {
    let (field, units_max) = profile_field(what)?;
    refuse_unknown(body, &[field, "language_code"])?;
    if body["language_code"].as_str().unwrap_or_default().len() > 2 {
        return Err(bad("invalid language code specified"));
    }
    let value = &body[field];
    if field == "commands" {
        check_commands(value)?;
    } else if value.as_str().is_none_or(|text| units(text) > units_max) {
        return Err(bad(format!("{field} is too long")));
    }
    state.profile.insert(profile_key(what, body), value.clone());
    Ok(json!(true))
}

fn check_commands(commands: &Value) -> Result<()> {
    let commands = commands
        .as_array()
        .filter(|commands| commands.len() <= 100)
        .ok_or_else(|| bad("BOT_COMMANDS_TOO_MUCH"))?;
    for command in commands {
        let name = command["command"].as_str().unwrap_or_default();
        let is_name = (1..=32).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name {
            return Err(bad("BOT_COMMAND_INVALID"));
        }
        let length = units(command["description"].as_str().unwrap_or_default());
        if !(1..=256).contains(&length) {
            return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    Ok(())
}
