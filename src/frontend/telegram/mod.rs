//! The conversation in Telegram.
//!
//! [`serve`] takes updates by long polling or by webhook (`polling`, `webhook`), sees each answered
//! (`chats`, with `floods` for who writes too much): reads what a person did (`update`, of the
//! keys in `wire`), asks the service what to say (`desk`), renders it (`render`) and brings it to
//! the chat (`send`, at a `pace`, stopped by a `breaker` in an outage; `weather` tells whose trouble it is). `window` decides what
//! polling acknowledges, `api` makes the calls, `profile` keeps the bot's name, descriptions and
//! commands, `operators` tells whoever runs the bot of faults, `inspect` looks at the account for
//! `huquq doctor`. What is said is decided elsewhere.

mod api;
mod breaker;
mod chats;
mod connections;
mod desk;
mod floods;
mod inspect;
mod operators;
mod pace;
mod polling;
mod profile;
mod rehearsal;
mod render;
mod reports;
mod screens;
mod send;
mod stop;
mod update;
mod weather;
mod webhook;
mod window;
mod wire;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use teloxide::payloads::GetMe;
use teloxide::requests::Payload;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

use crate::config::Token;
use crate::health::{Change, Fault, Health};
use crate::notice::Notice;
use crate::service::Service;
use api::{CallError, Client, ClientError};
use chats::Chats;
use floods::Floods;
use polling::polling_backoff;
use send::Sender;
use stop::Stop;
use update::Me;

pub use api::{READABLE_ON_THE_WAY, is_readable_on_the_way};
pub use inspect::{Account, InspectError, inspect};
pub use operators::Word;
pub use rehearsal::Rehearsal;
pub use reports::Reports;
pub use webhook::Place;

/// How to reach Telegram.
#[derive(Debug, Clone)]
pub struct Options {
    pub token: Token,
    /// Where the Bot API is: Telegram's own, or a server of one's own.
    pub api: String,
    /// Where Telegram brings updates; None for long polling.
    pub webhook: Option<Place>,
    /// How many messages may be sent in a second, to all chats together; zero for no limit.
    pub messages_per_second: u32,
    /// Answer each chat as often as it asks: for measurements on a server of one's own.
    pub without_chat_limit: bool,
    /// The chat that is told of faults.
    pub operators: Option<i64>,
    /// What partners' chats get.
    pub reports: Option<Arc<Reports>>,
}

/// What happens beside the conversation.
pub struct Beside {
    pub health: Arc<Health>,
    pub changes: UnboundedReceiver<Change>,
    /// What else the operators are told.
    pub words: UnboundedReceiver<Word>,
}

/// The token was not accepted: there is no use in going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unauthorized;

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
    /// The webhook's address cannot be listened on.
    Listen(SocketAddr, io::ErrorKind),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token => f.write_str(
                "what is in the token's file or `TELOXIDE_TOKEN` does not look like a token; \
                 copy it whole from @BotFather, as in `123456:AbC-dEf`",
            ),
            Self::Address => f.write_str(
                "`TELOXIDE_API_URL` is not an http or https address; \
                 leave it out to use Telegram's own",
            ),
            Self::Encryption => f.write_str("encryption could not be set up"),
            Self::Signals(kind) => write!(f, "SIGTERM and SIGINT cannot be heard: {kind}"),
            Self::Listen(address, kind) => write!(
                f,
                "the webhook cannot listen on {address} ({kind}): stop the program that listens \
                 there, or choose another by --webhook-listen"
            ),
            Self::Unauthorized => f.write_str(
                "Telegram does not accept the token; \
                 take a valid one from @BotFather and put it into the token's file or \
                 `TELOXIDE_TOKEN`",
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
pub async fn serve(
    service: Arc<Service>,
    options: Options,
    beside: Beside,
) -> Result<(), ServeError> {
    let mut stop = Stop::new().map_err(|error| ServeError::Signals(error.kind()))?;
    let client = Client::new(&options.token, &options.api)?;
    let door = match options.webhook {
        Some(place) => Some((listen(&place).await?, place)),
        None => None,
    };
    let health = beside.health;
    let mut sender = Sender::new(client, options.messages_per_second, Arc::clone(&health));
    sender.reports = options.reports;
    let sender = Arc::new(sender);
    let telling = tokio::spawn(operators::tell(
        Arc::clone(&sender),
        options.operators,
        beside.changes,
        beside.words,
    ));
    let Some(mut me) = introduce(&sender, &health, &mut stop)
        .await
        .map_err(|Unauthorized| ServeError::Unauthorized)?
    else {
        return Ok(());
    };
    Notice::Connected {
        username: me.username.clone(),
    }
    .print();
    let reporting = sender.reports.clone().map(|reports| {
        me.report_chats = reports.chats();
        tokio::spawn(reports::tell_weeks(Arc::clone(&sender), reports))
    });
    let presenting = tokio::spawn({
        let (sender, service) = (Arc::clone(&sender), Arc::clone(&service));
        async move { profile::present(&sender, &service.localization()).await }
    });
    let floods = if options.without_chat_limit {
        Floods::off()
    } else {
        Floods::default()
    };
    let chats = Chats::new(service, sender, me, floods, health);
    let outcome = match door {
        None => polling::run(chats, &mut stop).await,
        Some((listener, place)) => {
            webhook::run(chats, listener, place, &options.token, &mut stop).await
        }
    };
    presenting.abort();
    telling.abort();
    if let Some(reporting) = reporting {
        reporting.abort();
    }
    outcome.map_err(|Unauthorized| ServeError::Unauthorized)
}

async fn listen(place: &Place) -> Result<TcpListener, ServeError> {
    TcpListener::bind(place.listen)
        .await
        .map_err(|error| ServeError::Listen(place.listen, error.kind()))
}

/// Asks who we are, for as long as it takes; None when told to stop.
async fn introduce(
    sender: &Sender,
    health: &Health,
    stop: &mut Stop,
) -> Result<Option<Me>, Unauthorized> {
    let mut backoff = polling_backoff();
    let payload = GetMe::new();
    loop {
        let answer = tokio::select! {
            answer = sender.client.call::<_, Me>(&payload) => answer,
            () = stop.asked() => return Ok(None),
        };
        let error = match answer {
            Ok(me) => {
                health.mend(Fault::Polling);
                return Ok(Some(me));
            }
            Err(CallError::Unauthorized) => return Err(Unauthorized),
            Err(error) => error,
        };
        let pause = match error {
            CallError::TooMany(wait) => wait,
            _ => backoff.pause(),
        };
        health.break_down(Fault::Polling);
        sender.log_failure(GetMe::NAME, error, Some(pause));
        tokio::select! {
            () = sleep(pause) => {}
            () = stop.asked() => return Ok(None),
        }
    }
}

impl From<ClientError> for ServeError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Token => Self::Token,
            ClientError::Address => Self::Address,
            ClientError::Encryption => Self::Encryption,
        }
    }
}
