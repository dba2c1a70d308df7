//! The least a bot can do: take updates and make the calls huquq makes, with words of that length.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use teloxide::prelude::*;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, ParseMode};

use crate::process::TOKEN;

/// As long as an answer mostly is.
static WORDS: LazyLock<String> = LazyLock::new(|| "<b>Право</b> на школу. ".repeat(70));

const LABELS: [&str; 8] = [
    "ru_home",
    "ru_lang",
    "ru_now",
    "ru_who",
    "ru_priv",
    "ru_help",
    "ru_about",
    "ru_cat_school",
];

/// Runs a floor until it is killed.
pub fn run(floor: &str, api: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    match floor {
        "loop" => runtime.block_on(bare_loop(api)),
        _ => runtime.block_on(bare_teloxide(api)),
    }
}

#[derive(Deserialize)]
struct Answer {
    result: Vec<Update>,
}

#[derive(Deserialize)]
struct Update {
    update_id: i64,
    message: Option<Message>,
    callback_query: Option<Query>,
}

#[derive(Deserialize)]
struct Message {
    chat: Chat,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    message: Message,
}

/// Acknowledges on receipt, keeps nothing, waits for nothing.
async fn bare_loop(api: &str) {
    let client = Client::builder()
        .tcp_nodelay(true)
        .no_proxy()
        .build()
        .expect("a client");
    let base: Arc<str> = format!("{api}/bot{TOKEN}").into();
    let mut offset = 0;
    loop {
        let ask = json!({"offset": offset, "limit": 100, "timeout": 50});
        let asked = client.post(format!("{base}/getUpdates")).json(&ask).send();
        let Ok(answer) = asked.await else { return };
        let Ok(Answer { result }) = answer.json().await else {
            return;
        };
        for update in result {
            offset = update.update_id + 1;
            let (client, base) = (client.clone(), Arc::clone(&base));
            tokio::spawn(async move {
                if let Some(query) = update.callback_query {
                    let press = json!({"callback_query_id": query.id});
                    let edit = page(query.message.chat.id, Some(5));
                    tokio::join!(
                        call(&client, &base, "answerCallbackQuery", &press),
                        call(&client, &base, "editMessageText", &edit),
                    );
                } else if let Some(message) = update.message {
                    call(&client, &base, "sendMessage", &page(message.chat.id, None)).await;
                }
            });
        }
    }
}

fn page(chat: i64, message: Option<i32>) -> Value {
    let buttons =
        LABELS.map(|data| json!([{"text": "Документы для школы", "callback_data": data}]));
    let mut page = json!({
        "chat_id": chat, "text": *WORDS, "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": true},
        "reply_markup": {"inline_keyboard": buttons},
    });
    if let Some(message) = message {
        page["message_id"] = message.into();
    }
    page
}

async fn call(client: &Client, base: &str, method: &str, body: &Value) {
    let sent = client.post(format!("{base}/{method}")).json(body).send();
    if let Ok(answer) = sent.await {
        // Read to its end, so that the connection is used again.
        let _ = answer.bytes().await;
    }
}

/// teloxide as its manual shows it, with its own dispatcher.
async fn bare_teloxide(api: &str) {
    let client = teloxide::net::default_reqwest_settings()
        .no_proxy()
        .timeout(Duration::from_secs(70))
        .build()
        .expect("a client");
    let bot = Bot::with_client(TOKEN, client).set_api_url(api.parse().expect("an address"));
    let handler = dptree::entry()
        .branch(teloxide::types::Update::filter_message().endpoint(send))
        .branch(teloxide::types::Update::filter_callback_query().endpoint(edit));
    Dispatcher::builder(bot, handler).build().dispatch().await;
}

fn keyboard() -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new(
        LABELS.map(|data| [InlineKeyboardButton::callback("Документы для школы", data)]),
    )
}

async fn send(bot: Bot, message: teloxide::types::Message) -> ResponseResult<()> {
    bot.send_message(message.chat.id, WORDS.as_str())
        .parse_mode(ParseMode::Html)
        .reply_markup(keyboard())
        .await?;
    Ok(())
}

async fn edit(bot: Bot, query: CallbackQuery) -> ResponseResult<()> {
    bot.answer_callback_query(query.id.clone()).await?;
    if let Some(message) = query.regular_message() {
        bot.edit_message_text(message.chat.id, message.id, WORDS.as_str())
            .parse_mode(ParseMode::Html)
            .reply_markup(keyboard())
            .await?;
    }
    Ok(())
}
