//! Looks at the bot's account and its webhook, for `huquq doctor`: nothing is changed.

use jiff::Timestamp;
use teloxide::payloads::{GetMe, GetWebhookInfo};

use super::ServeError;
use super::api::{CallError, Client};
use super::update::Me;
use super::webhook::Info;
use crate::config::Token;

/// What Telegram says of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The bot's own name.
    pub username: String,
    /// The address updates are brought to; empty for long polling.
    pub webhook: String,
    /// Updates that wait to be taken.
    pub pending: u32,
    /// When Telegram last failed to reach the webhook.
    pub last_error: Option<Timestamp>,
    /// What the server's clock shows, to the second, if it says so.
    pub server_time: Option<Timestamp>,
}

/// Why Telegram says nothing.
#[derive(Debug)]
pub enum InspectError {
    Setup(ServeError),
    /// Telegram does not accept the token.
    Token,
    /// In words of a fixed list.
    Call(&'static str),
}

/// Asks Telegram about the bot.
///
/// # Errors
///
/// When no call can be made, or one fails.
pub async fn inspect(token: &Token, api: &str) -> Result<Account, InspectError> {
    let failed = |error: CallError| match error {
        CallError::Unauthorized => InspectError::Token,
        error => InspectError::Call(error.kind()),
    };
    let client = Client::new(token, api).map_err(|error| InspectError::Setup(error.into()))?;
    let me: Me = client.call(&GetMe::new()).await.map_err(failed)?;
    let info: Info = client.call(&GetWebhookInfo::new()).await.map_err(failed)?;
    let at = |second| Timestamp::from_second(second).ok();
    Ok(Account {
        username: me.username,
        webhook: info.url,
        pending: info.pending_update_count,
        last_error: info.last_error_date.and_then(at),
        server_time: client.server_time().await,
    })
}
