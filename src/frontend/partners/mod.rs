//! The page of partners in a browser: past weeks, charts, files. Reads, and changes nothing.
//!
//! It is off by default. A partner signs in with a token; what is then shown does not depend on
//! which partner it is. A page works without JavaScript and loads nothing but its own style. No
//! line is written about a visit. TLS is left to a proxy in front.

mod page;
mod sessions;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Extension, Form, Path, Query, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::counts::{Period, Week};
use crate::frontend::browser::{self, Key, refuse, see_other};
use crate::frontend::guard::{self, TurnedAway};
use crate::notice::Notice;
use crate::partners::tokens::{Tokens, TokensError};
use crate::partners::{FileKind, Shelf, ShelfError};
use crate::report::{Tongue, html};
use sessions::{Attempt, Sessions};

const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
const COOKIE_NAME: &str = "huquq-partners";
/// A token in a form, twice.
const BODY_BYTES_MAX: usize = 1024;

/// How the page is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 lets the system choose.
    pub address: SocketAddr,
    /// The file of partners' tokens.
    pub tokens: PathBuf,
    /// Listen on an address other computers reach, too: a proxy with TLS stands in front.
    pub allow_remote: bool,
    /// Host names, besides `localhost`, under which the page is opened.
    pub names: Vec<String>,
}

/// Why the page cannot be served.
#[derive(Debug)]
pub enum PartnersError {
    /// The address can be reached from other computers, and nobody said that is wanted.
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// The tokens cannot be read.
    Tokens(TokensError),
    /// Serving ended with an error.
    Serve(io::Error),
}

impl fmt::Display for PartnersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                f,
                "{address} can be reached from other computers without encryption: listen on \
                 127.0.0.1 behind a proxy with TLS, or allow it by --partners-remote"
            ),
            Self::Listen(address, error) => write!(
                f,
                "the partners' page cannot listen on {address} ({error}): stop what listens \
                 there, or choose another address"
            ),
            Self::Tokens(error) => error.fmt(f),
            Self::Serve(error) => write!(f, "the partners' page stopped ({error}): start it again"),
        }
    }
}

impl std::error::Error for PartnersError {}

/// Serves the page until it is dropped.
///
/// # Errors
///
/// When the address or the tokens cannot be used.
pub async fn serve(shelf: Arc<Shelf>, options: Options) -> Result<(), PartnersError> {
    let address = options.address;
    if !address.ip().is_loopback() && !options.allow_remote {
        return Err(PartnersError::NotLoopback(address));
    }
    let tokens = Tokens::read(&options.tokens).map_err(PartnersError::Tokens)?;
    if tokens.is_empty() {
        Notice::Start("the partners' page has no partner yet: `huquq partners token NAME`").print();
    }
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| PartnersError::Listen(address, error))?;
    let address = listener.local_addr().map_err(PartnersError::Serve)?;
    Notice::PartnersAt {
        address: format!("http://{address}/"),
    }
    .print();
    axum::serve(listener, router(shelf, options))
        .await
        .map_err(PartnersError::Serve)
}

/// The routes, without a listener.
pub fn router(shelf: Arc<Shelf>, options: Options) -> Router {
    let app = Arc::new(App {
        shelf,
        sessions: Sessions::default(),
        options,
    });
    let inside = Router::new()
        .route("/", get(all_weeks))
        .route("/add", get(add_up))
        .route("/of/{period}", get(show))
        .route("/file/{name}", get(file))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), known_only));
    Router::new()
        .merge(inside)
        .route("/in", post(sign_in))
        .route("/out", post(sign_out))
        .route("/style.css", get(style))
        .fallback(no_page)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), check))
        .with_state(app)
}

struct App {
    shelf: Arc<Shelf>,
    sessions: Sessions,
    options: Options,
}

/// Whether the page is opened under a name that encryption belongs to.
#[derive(Clone, Copy)]
struct IsEncrypted(bool);

/// Keeps other sites' pages out.
async fn check(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let names = &app.options.names;
    let mut response = match guard::admit(request.method(), request.headers(), names) {
        Ok(host) => {
            let is_named = names.iter().any(|name| host.starts_with(name));
            request.extensions_mut().insert(IsEncrypted(is_named));
            next.run(request).await
        }
        Err(TurnedAway::ForeignName) => refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "the page does not answer under this name: see --partners-name\n",
        ),
        Err(TurnedAway::ForeignPage) => refuse(
            StatusCode::FORBIDDEN,
            "another page asked for this: open the page itself\n",
        ),
    };
    guard::protect(response.headers_mut(), POLICY);
    response
}

/// Lets in who signed in and is still a partner; shows the others where to sign in.
async fn known_only(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let tongue = tongue_of(request.headers(), None);
    let attempt = Key::in_cookie(request.headers(), COOKIE_NAME).map_or(Attempt::Unknown, |key| {
        app.sessions.visit(key, Instant::now())
    });
    match attempt {
        Attempt::Known(hash) => match app.tokens().await {
            Ok(tokens) if tokens.has(hash) => next.run(request).await,
            Ok(_) => app.entrance(StatusCode::UNAUTHORIZED, tongue, None),
            Err(response) => response,
        },
        Attempt::TooMany => app.wait(tongue),
        Attempt::Unknown => app.entrance(StatusCode::UNAUTHORIZED, tongue, None),
    }
}

#[derive(Deserialize)]
struct Entered {
    token: String,
}

async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(encrypted): Extension<IsEncrypted>,
    headers: HeaderMap,
    Form(Entered { token }): Form<Entered>,
) -> Response {
    let tongue = tongue_of(&headers, None);
    let token = zeroize::Zeroizing::new(token);
    if !app.sessions.may_try(Instant::now()) {
        return app.wait(tongue);
    }
    let tokens = match app.tokens().await {
        Ok(tokens) => tokens,
        Err(response) => return response,
    };
    let Some(hash) = tokens.find(&token) else {
        app.sessions.fail(Instant::now());
        return app.entrance(StatusCode::UNAUTHORIZED, tongue, Some("page-wrong"));
    };
    let Ok(key) = app.sessions.begin(hash, Instant::now()) else {
        return app.trouble(tongue);
    };
    browser::with_key(see_other("/"), COOKIE_NAME, key, encrypted.0)
}

async fn sign_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if let Some(key) = Key::in_cookie(&headers, COOKIE_NAME) {
        app.sessions.end(key);
    }
    browser::without_key(see_other("/"), COOKIE_NAME)
}

#[derive(Deserialize)]
struct Wanted {
    lang: Option<String>,
}

impl Wanted {
    fn tongue(&self, headers: &HeaderMap) -> Tongue {
        tongue_of(headers, self.lang.as_deref())
    }
}

async fn all_weeks(
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let tongue = wanted.tongue(&headers);
    app.made(tongue, move |shelf| {
        let releases = shelf.releases()?;
        Ok(page::all_weeks(shelf, &releases, tongue))
    })
    .await
}

#[derive(Deserialize)]
struct Range {
    from: String,
    to: String,
    lang: Option<String>,
}

/// Sends the form's weeks to the page of their sum.
async fn add_up(Query(range): Query<Range>, headers: HeaderMap) -> Response {
    let tongue = tongue_of(&headers, range.lang.as_deref());
    let (Ok(from), Ok(to)) = (range.from.parse::<Week>(), range.to.parse::<Week>()) else {
        return refuse(StatusCode::BAD_REQUEST, "a week is written as 2026-W47\n");
    };
    see_other(&format!("/of/{from}..{to}?lang={tongue}"))
}

async fn show(
    State(app): State<Arc<App>>,
    Path(period): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let tongue = wanted.tongue(&headers);
    app.made(tongue, move |shelf| {
        let period: Period = period.parse().map_err(|_| ShelfError::NoRelease)?;
        let releases = shelf.releases()?;
        let above = page::above(shelf, &releases, Some(period), tongue);
        let frame = html::Frame {
            style: Some(page::STYLE_ADDRESS),
            above: &above,
        };
        shelf.page(&releases, period, tongue, frame)
    })
    .await
}

async fn file(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let tongue = wanted.tongue(&headers);
    let Some((period, kind)) = file_named(&name) else {
        return app.missing(tongue);
    };
    let shelf = Arc::clone(&app.shelf);
    let made = tokio::task::spawn_blocking(move || {
        let releases = shelf.releases()?;
        shelf.file(&releases, period, tongue, kind)
    });
    match made.await {
        Ok(Ok(bytes)) => {
            // Of a name only what was parsed comes back.
            let attachment = format!(
                "attachment; filename=\"huquq-{period}.{}\"",
                kind.extension()
            );
            (
                [
                    (CONTENT_TYPE, kind.media_type()),
                    (CONTENT_DISPOSITION, attachment.as_str()),
                ],
                Body::from(bytes),
            )
                .into_response()
        }
        Ok(Err(error)) => app.failed(tongue, &error),
        Err(_) => app.trouble(tongue),
    }
}

/// The period and kind of a file's name, such as `2026-W47.csv`.
fn file_named(name: &str) -> Option<(Period, FileKind)> {
    // A range has dots of its own.
    let kinds = FileKind::ALL.into_iter();
    let mut kinds = kinds.filter_map(|kind| {
        let period = name.strip_suffix(kind.extension())?.strip_suffix('.')?;
        Some((period.parse().ok()?, kind))
    });
    kinds.next()
}

async fn style() -> Response {
    (
        [
            (CONTENT_TYPE, "text/css; charset=utf-8"),
            (CACHE_CONTROL, "no-cache"),
        ],
        [html::STYLE, include_str!("style.css")].concat(),
    )
        .into_response()
}

async fn no_page(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    app.missing(tongue_of(&headers, None))
}

impl App {
    /// The partners there are now: the file is read anew, so that a line taken out counts at once.
    async fn tokens(&self) -> Result<Tokens, Response> {
        let path = self.options.tokens.clone();
        let read = tokio::task::spawn_blocking(move || Tokens::read(&path)).await;
        match read {
            Ok(Ok(tokens)) => Ok(tokens),
            _ => {
                Notice::Start("the file of partners' tokens cannot be read: nobody can sign in")
                    .print();
                Err(self.trouble(Tongue::Ru))
            }
        }
    }

    /// Makes a page beside the network's threads, for a store may be read.
    async fn made(
        &self,
        tongue: Tongue,
        make: impl FnOnce(&Shelf) -> Result<String, ShelfError> + Send + 'static,
    ) -> Response {
        let shelf = Arc::clone(&self.shelf);
        match tokio::task::spawn_blocking(move || make(&shelf)).await {
            Ok(Ok(html)) => browser::html(StatusCode::OK, html),
            Ok(Err(error)) => self.failed(tongue, &error),
            Err(_) => self.trouble(tongue),
        }
    }

    fn failed(&self, tongue: Tongue, error: &ShelfError) -> Response {
        match error {
            ShelfError::NoRelease => self.missing(tongue),
            ShelfError::Range(_) => {
                self.sentence(StatusCode::NOT_FOUND, tongue, "page-range-wrong")
            }
            ShelfError::Store(_) | ShelfError::File => self.trouble(tongue),
        }
    }

    fn missing(&self, tongue: Tongue) -> Response {
        self.sentence(StatusCode::NOT_FOUND, tongue, "page-missing")
    }

    fn trouble(&self, tongue: Tongue) -> Response {
        self.sentence(StatusCode::SERVICE_UNAVAILABLE, tongue, "page-trouble")
    }

    fn wait(&self, tongue: Tongue) -> Response {
        let mut response = self.sentence(StatusCode::TOO_MANY_REQUESTS, tongue, "page-wait");
        let seconds = HeaderValue::from(sessions::MINUTE.as_secs());
        response.headers_mut().insert(RETRY_AFTER, seconds);
        response
    }

    fn sentence(&self, status: StatusCode, tongue: Tongue, id: &str) -> Response {
        browser::html(status, page::sentence(&self.shelf, tongue, id))
    }

    fn entrance(&self, status: StatusCode, tongue: Tongue, problem: Option<&str>) -> Response {
        browser::html(status, page::entrance(&self.shelf, tongue, problem))
    }
}

/// The language that was asked for, else the browser's first one that reports have.
fn tongue_of(headers: &HeaderMap, wanted: Option<&str>) -> Tongue {
    let wanted = wanted.and_then(|tag| tag.parse().ok());
    let of_browser = || {
        let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        let tags = header.split(',').filter_map(|part| {
            let tag = part.split([';', '-']).next()?;
            tag.trim().parse().ok()
        });
        tags.into_iter().next()
    };
    wanted.or_else(of_browser).unwrap_or(Tongue::Ru)
}
