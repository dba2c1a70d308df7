//! The conversation in Telegram.
//!
//! [`serve`] takes updates by long polling (`intake`), reads what a person did (`update`, of the
//! keys in `wire`), asks the service what to say (`desk`), renders it (`render`) and brings it to
//! the chat (`send`). `window` decides what is acknowledged, `api` makes the calls, `profile` keeps the bot's name,
//! descriptions and commands. What is said is decided elsewhere.

mod api;
mod desk;
mod intake;
mod profile;
mod render;
mod send;
mod stop;
mod update;
mod window;
mod wire;

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::config::Token;
use crate::service::Service;
use api::{Client, ClientError};
use send::Sender;
use stop::Stop;

/// How to reach Telegram.
#[derive(Debug, Clone)]
pub struct Options {
    pub token: Token,
    /// Where the Bot API is: Telegram's own, or a server of one's own.
    pub api: String,
}

/// Why the bot cannot go on.
#[derive(Debug)]
pub enum ServeError {
    /// What was given as a token cannot be one.
    Token,
    /// The Bot API's address is not an `http` or `https` address.
    Address,
    /// Encryption could not be set up.
    Encryption,
    /// SIGTERM and SIGINT cannot be heard.
    Signals(io::ErrorKind),
    /// Telegram does not accept the token.
    Unauthorized,
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token => f.write_str(
                "`TELOXIDE_TOKEN` does not look like a token; \
                 copy it whole from @BotFather, as in `123456:AbC-dEf`",
            ),
            Self::Address => f.write_str(
                "`TELOXIDE_API_URL` is not an http or https address; \
                 leave it out to use Telegram's own",
            ),
            Self::Encryption => f.write_str("encryption could not be set up"),
            Self::Signals(kind) => write!(f, "SIGTERM and SIGINT cannot be heard: {kind}"),
            Self::Unauthorized => f.write_str(
                "Telegram does not accept the token; \
                 take a valid one from @BotFather and put it into `TELOXIDE_TOKEN`",
            ),
        }
    }
}

impl std::error::Error for ServeError {}

/// Serves Telegram until SIGTERM or SIGINT, then finishes what is in flight.
///
/// # Errors
///
/// When it cannot start, or Telegram does not accept the token. Other trouble is waited out.
pub async fn serve(service: Arc<Service>, options: Options) -> Result<(), ServeError> {
    let stop = Stop::new().map_err(|error| ServeError::Signals(error.kind()))?;
    let client = Client::new(&options.token, &options.api).map_err(|error| match error {
        ClientError::Token => ServeError::Token,
        ClientError::Address => ServeError::Address,
        ClientError::Encryption => ServeError::Encryption,
    })?;
    drop(options);
    // Long polling needs no public address; a webhook would be picked here.
    intake::run(service, Sender::new(client), stop)
        .await
        .map_err(|intake::Unauthorized| ServeError::Unauthorized)
}
