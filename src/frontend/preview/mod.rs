//! The same conversation in a browser, for makers who want to see it without Telegram.
//!
//! A page works without JavaScript: every button is a form, every answer a redirect to the page.
//! What was understood and counted stands beside the talk. The service answers; `talks` keeps
//! what is on a page; `page` and `panel` write HTML; the front ends' `guard` keeps
//! other sites out.

mod page;
mod panel;
mod talks;

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, Form, Query, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::counts::{CountError, UpdateId};
use crate::frontend::browser::{self, Key, refuse, see_other};
use crate::frontend::guard::{self, TurnedAway};
use crate::frontend::typed;
use crate::language::Language;
use crate::notice::Notice;
use crate::service::Service;
use crate::understanding::{Input, UserText};
use page::View;
use talks::{Act, Talk, Talks};

/// The port the preview has when none is named.
pub const DEFAULT_PORT: u16 = 8080;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const COOKIE_NAME: &str = "huquq-preview";
/// Telegram's own limit for a message.
const TYPED_CHARS_MAX: usize = 4096;
/// A message of that length in percent-encoded Cyrillic, twice.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// How long open connections may take to end after the signal to stop.
const STOP_SECONDS_MAX: u64 = 5;

/// How the preview is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 lets the system choose.
    pub address: SocketAddr,
    /// Listen on an address other computers reach, too. There is no sign-in.
    pub allow_remote: bool,
    /// Host names, besides `localhost`, under which the page is opened.
    pub names: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), DEFAULT_PORT),
            allow_remote: false,
            names: Vec::new(),
        }
    }
}

/// Why the preview cannot be served.
#[derive(Debug)]
pub enum PreviewError {
    /// The address can be reached from other computers, and nobody said that is wanted.
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// Serving ended with an error.
    Serve(io::Error),
}

impl fmt::Display for PreviewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                f,
                "{address} can be reached from other computers, and the preview has no sign-in: \
                 listen on 127.0.0.1, or allow it by --allow-remote"
            ),
            Self::Listen(address, error) if error.kind() == io::ErrorKind::AddrInUse => write!(
                f,
                "{address} is in use: stop the program that listens there, or choose another port"
            ),
            Self::Listen(address, error) => {
                write!(f, "cannot listen on {address} ({error}): choose another")
            }
            Self::Serve(error) => write!(f, "the preview stopped ({error}): start it again"),
        }
    }
}

impl std::error::Error for PreviewError {}

/// Serves the preview until `shutdown` is done, then lets open requests end.
///
/// # Errors
///
/// When the address is not this computer's own (and that was not allowed) or is in use.
pub async fn serve(
    service: Arc<Service>,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), PreviewError> {
    let listener = listen(&options).await?;
    let address = listener.local_addr().map_err(PreviewError::Serve)?;
    let router = router(service, &options);
    if !address.ip().is_loopback() {
        Notice::Start("other computers can reach the preview, and it has no sign-in").print();
    }
    Notice::PreviewAt {
        address: format!("http://{}/", name_of(address)),
    }
    .print();
    let (stopping, mut stopped) = watch::channel(false);
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        shutdown.await;
        // Nobody listens any more when the server is gone: then there is nothing to stop.
        let _ = stopping.send(true);
    });
    let overdue = async move {
        let _ = stopped.wait_for(|is_stopping| *is_stopping).await;
        tokio::time::sleep(Duration::from_secs(STOP_SECONDS_MAX)).await;
    };
    tokio::select! {
        ended = server => ended.map_err(PreviewError::Serve),
        () = overdue => Ok(()),
    }
}

async fn listen(options: &Options) -> Result<TcpListener, PreviewError> {
    let address = options.address;
    if !address.ip().is_loopback() && !options.allow_remote {
        return Err(PreviewError::NotLoopback(address));
    }
    TcpListener::bind(address)
        .await
        .map_err(|error| PreviewError::Listen(address, error))
}

/// The address as people type it.
fn name_of(address: SocketAddr) -> String {
    if address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    }
}

/// The routes, without a listener.
pub fn router(service: Arc<Service>, options: &Options) -> Router {
    let app = Arc::new(App {
        service,
        talks: Talks::default(),
        names: options.names.clone(),
        // Later processes count on from later numbers, so a number is never used twice.
        next_update: AtomicU64::new(u64::try_from(Timestamp::now().as_microsecond()).unwrap_or(0)),
    });
    Router::new()
        .route("/", get(open))
        .route("/say", post(say))
        .route("/press", post(press))
        .route("/again", post(again))
        .route("/style.css", get(style))
        .route("/talk.js", get(script))
        .route("/icon.svg", get(icon))
        .fallback(no_page)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), check))
        .with_state(app)
}

struct App {
    service: Arc<Service>,
    talks: Talks,
    names: Vec<String>,
    next_update: AtomicU64,
}

/// The host name of a request, once it is known to be ours.
#[derive(Clone)]
struct OwnHost(String);

async fn check(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let mut response = match guard::admit(request.method(), request.headers(), &app.names) {
        Ok(host) => {
            let host = OwnHost(host.to_owned());
            request.extensions_mut().insert(host);
            next.run(request).await
        }
        Err(TurnedAway::ForeignName) => refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "the preview does not answer under this name: open it as localhost\n",
        ),
        Err(TurnedAway::ForeignPage) => refuse(
            StatusCode::FORBIDDEN,
            "another page asked for this: open the preview itself\n",
        ),
    };
    guard::protect(response.headers_mut(), POLICY);
    response
}

#[derive(Deserialize)]
struct Link {
    start: Option<String>,
}

#[derive(Deserialize)]
struct Said {
    words: String,
}

#[derive(Deserialize)]
struct Pressed {
    message: Option<u32>,
    token: String,
}

/// The page; with `?start=` it first takes the turn of a link, then shows the page without it.
async fn open(
    State(app): State<Arc<App>>,
    Extension(host): Extension<OwnHost>,
    Query(link): Query<Link>,
    headers: HeaderMap,
) -> Response {
    let now = Timestamp::now();
    let cookie = Key::in_cookie(&headers, COOKIE_NAME);
    if cookie.is_none() && guard::is_from_another_site(&headers) {
        // A strict cookie is not sent with another site's link. Our own page opens it again.
        return app.bounce(link.start.as_deref(), &headers);
    }
    let known = cookie.and_then(|key| app.talks.find(key, now));
    match (known, link.start) {
        (Some(talk), None) => app.page(&talk, &host, None),
        (Some(talk), Some(payload)) => {
            let taken = app.take(talk, started(payload)).await;
            app.redirect(taken, &headers, None)
        }
        (None, payload) => {
            let Ok((key, talk)) = app.talks.begin(client_language(&headers), now) else {
                return app.failed(&headers);
            };
            let is_link = payload.is_some();
            let taken = app
                .take(Arc::clone(&talk), started(payload.unwrap_or_default()))
                .await;
            if is_link || taken.is_err() {
                return app.redirect(taken, &headers, Some(key));
            }
            app.page(&talk, &host, Some(key))
        }
    }
}

fn started(payload: String) -> Act {
    Act {
        input: Input::Start(payload),
        typed: None,
        pressed: None,
    }
}

async fn say(State(app): State<Arc<App>>, headers: HeaderMap, Form(said): Form<Said>) -> Response {
    let words: String = said.words.trim().chars().take(TYPED_CHARS_MAX).collect();
    if words.is_empty() {
        return see_other("/#words");
    }
    let act = Act {
        input: typed::read(&words),
        typed: Some(UserText::new(words)),
        pressed: None,
    };
    app.act(&headers, act).await
}

async fn press(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Response {
    let act = Act {
        input: Input::Press(pressed.token),
        typed: None,
        pressed: pressed.message,
    };
    app.act(&headers, act).await
}

/// Forgets this browser's talk and begins another.
async fn again(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if let Some(key) = Key::in_cookie(&headers, COOKIE_NAME) {
        app.talks.end(key);
    }
    see_other("/")
}

async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("style.css"))
}

async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("talk.js"))
}

async fn icon() -> Response {
    asset("image/svg+xml", include_str!("icon.svg"))
}

async fn no_page(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    app.sentence(StatusCode::NOT_FOUND, "preview-no-page", &headers)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    (
        // A new version of the program brings new ones: they are asked for each time.
        [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")],
        text,
    )
        .into_response()
}

impl App {
    /// Takes a turn in the browser's talk and sends the browser to its newest message.
    async fn act(&self, headers: &HeaderMap, act: Act) -> Response {
        let Some(cookie) = Key::in_cookie(headers, COOKIE_NAME) else {
            return self.sentence(StatusCode::BAD_REQUEST, "preview-cookies", headers);
        };
        let now = Timestamp::now();
        if let Some(talk) = self.talks.find(cookie, now) {
            let taken = self.take(talk, act).await;
            return self.redirect(taken, headers, None);
        }
        // The program was started again since: the page is old, its buttons still hold.
        let Ok((key, talk)) = self.talks.begin(client_language(headers), now) else {
            return self.failed(headers);
        };
        let taken = self.take(talk, act).await;
        self.redirect(taken, headers, Some(key))
    }

    /// Takes a turn beside the network's threads, for counting may write to a disk.
    async fn take(&self, talk: Arc<Mutex<Talk>>, act: Act) -> Result<u32, CountError> {
        let service = Arc::clone(&self.service);
        let update = UpdateId(self.next_update.fetch_add(1, Ordering::Relaxed));
        let turn = move || {
            let mut talk = talk.lock().unwrap_or_else(PoisonError::into_inner);
            talk.take(&service, update, act, Timestamp::now())?;
            Ok(talk.newest)
        };
        tokio::task::spawn_blocking(turn)
            .await
            .unwrap_or(Err(CountError::Storage(io::ErrorKind::Other)))
    }

    fn page(&self, talk: &Mutex<Talk>, host: &OwnHost, key: Option<Key>) -> Response {
        let talk = talk.lock().unwrap_or_else(PoisonError::into_inner);
        let html = page::talk(&View {
            localization: &self.service.localization(),
            catalog: &self.service.catalog(),
            talk: &talk,
            host: &host.0,
        });
        with_cookie(browser::html(StatusCode::OK, html), key)
    }

    fn redirect(
        &self,
        taken: Result<u32, CountError>,
        headers: &HeaderMap,
        key: Option<Key>,
    ) -> Response {
        match taken {
            Ok(newest) => with_cookie(see_other(&format!("/#m{newest}")), key),
            Err(_) => with_cookie(self.failed(headers), key),
        }
    }

    fn failed(&self, headers: &HeaderMap) -> Response {
        self.sentence(StatusCode::SERVICE_UNAVAILABLE, "preview-error", headers)
    }

    /// A page that opens the preview, or a link into it, by itself.
    fn bounce(&self, payload: Option<&str>, headers: &HeaderMap) -> Response {
        let language = client_language(headers).unwrap_or(Language::Russian);
        let html = page::bounce(&self.service.localization(), language, payload);
        browser::html(StatusCode::OK, html)
    }

    /// A page with one sentence and the way back.
    fn sentence(&self, status: StatusCode, id: &str, headers: &HeaderMap) -> Response {
        let language = client_language(headers).unwrap_or(Language::Russian);
        let html = page::sentence(&self.service.localization(), language, id);
        browser::html(status, html)
    }
}

fn with_cookie(response: Response, key: Option<Key>) -> Response {
    match key {
        Some(key) => browser::with_key(response, COOKIE_NAME, key, false),
        None => response,
    }
}

/// The first of the browser's languages that is one of ours.
fn client_language(headers: &HeaderMap) -> Option<Language> {
    let wanted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    wanted
        .split(',')
        .filter_map(|part| Language::from_client(part.split(';').next()?.trim()))
        .next()
}
