//! Requests to the Bot API's server over connections that are kept and used again.
//!
//! A connection carries one request at a time and is driven by whoever waits for the answer: no
//! task of its own has to be woken for each, which is what a common HTTP client spends most of its
//! time on. HTTP is hyper's, encryption rustls'; here is only which connection is used, how long it
//! is kept, and how long a request may take. What is asked and answered is for `api` to say.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HOST, HeaderValue};
use axum::http::uri::PathAndQuery;
use axum::http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tower_service::Service;

use super::api::{CONNECT_TIME, CallError, IDLE_TIME};

/// Takes requests to one server.
pub struct Connections {
    connector: HttpsConnector<HttpConnector>,
    /// Where to connect to, without a path.
    server: Uri,
    host: HeaderValue,
    idle: Arc<Mutex<Idle>>,
    /// How long a connection is kept that nobody uses.
    idle_time: Duration,
}

/// Connections nobody uses, the one used last at the end.
#[derive(Default)]
struct Idle {
    connections: Vec<(Connection, Instant)>,
    /// Somebody closes those that are idle for too long.
    is_watched: bool,
}

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// A connection to the server, which moves only while somebody polls it.
struct Connection {
    requests: SendRequest<Full<Bytes>>,
    /// None once it has ended: what it had in hand is given back when it is dropped.
    driver: Option<http1::Connection<Stream, Full<Bytes>>>,
}

/// What came of a request.
enum Outcome {
    Answered(u16, Bytes),
    /// The server had closed the connection before anything was written: nothing was asked yet.
    Unsent(Box<Request<Full<Bytes>>>),
}

impl Connections {
    /// Prepares requests to the server of an address; None for one that is reached through a proxy
    /// which the environment names, as `HTTPS_PROXY` does.
    pub fn to(server: &Uri, is_loopback: bool) -> Option<Self> {
        if !is_loopback && Matcher::from_system().intercept(server).is_some() {
            return None;
        }
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_TIME));
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        Some(Self {
            connector,
            server: server.clone(),
            host: HeaderValue::from_str(server.authority()?.as_str()).ok()?,
            idle: Arc::default(),
            idle_time: IDLE_TIME,
        })
    }

    /// Posts JSON and gives the answer's status and body.
    ///
    /// # Errors
    ///
    /// [`CallError::Unreachable`], [`CallError::TimedOut`] or [`CallError::Broken`].
    pub async fn post(
        &self,
        path: PathAndQuery,
        body: Vec<u8>,
        time: Duration,
    ) -> Result<(u16, Bytes), CallError> {
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from(path);
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        timeout(time, self.exchange(request))
            .await
            .unwrap_or(Err(CallError::TimedOut))
    }

    async fn exchange(&self, mut request: Request<Full<Bytes>>) -> Result<(u16, Bytes), CallError> {
        while let Some(mut connection) = self.take_idle() {
            match connection.exchange(request).await? {
                Outcome::Answered(status, body) => {
                    self.keep(connection);
                    return Ok((status, body));
                }
                Outcome::Unsent(unsent) => request = *unsent,
            }
        }
        let mut connection = self.connect().await?;
        match connection.exchange(request).await? {
            Outcome::Answered(status, body) => {
                self.keep(connection);
                Ok((status, body))
            }
            Outcome::Unsent(_) => Err(CallError::Broken),
        }
    }

    fn take_idle(&self) -> Option<Connection> {
        lock(&self.idle).connections.pop().map(|(idle, _)| idle)
    }

    async fn connect(&self) -> Result<Connection, CallError> {
        let mut connector = self.connector.clone();
        let connecting = async {
            poll_fn(|context| connector.poll_ready(context)).await?;
            connector.call(self.server.clone()).await
        };
        let stream = timeout(CONNECT_TIME, connecting).await;
        let stream = stream.map_err(|_| CallError::Unreachable)?;
        let stream = stream.map_err(|_| CallError::Unreachable)?;
        let (requests, driver) = http1::handshake(stream)
            .await
            .map_err(|_| CallError::Unreachable)?;
        Ok(Connection {
            requests,
            driver: Some(driver),
        })
    }

    /// Keeps a connection for the next request, unless it is at its end.
    fn keep(&self, connection: Connection) {
        if !connection.requests.is_ready() {
            return;
        }
        let mut idle = lock(&self.idle);
        idle.connections.push((connection, Instant::now()));
        if !idle.is_watched {
            idle.is_watched = true;
            tokio::spawn(close_idle(Arc::clone(&self.idle), self.idle_time));
        }
    }
}

/// Closes connections nobody used for a while, for as long as there are any.
async fn close_idle(idle: Arc<Mutex<Idle>>, idle_time: Duration) {
    loop {
        sleep(idle_time / 10).await;
        let mut idle = lock(&idle);
        // They are closed after the others may go on.
        let used_of_late = |(_, since): &(Connection, Instant)| since.elapsed() < idle_time;
        let count = idle.connections.iter().take_while(|one| !used_of_late(one));
        let count = count.count();
        let closed: Vec<_> = idle.connections.drain(..count).collect();
        idle.is_watched = !idle.connections.is_empty();
        let is_watched = idle.is_watched;
        drop(idle);
        drop(closed);
        if !is_watched {
            return;
        }
    }
}

fn lock(idle: &Mutex<Idle>) -> MutexGuard<'_, Idle> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Connection {
    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<Outcome, CallError> {
        let Self { requests, driver } = self;
        let asking = async {
            let response = match requests.try_send_request(request).await {
                Ok(response) => response,
                Err(mut error) => {
                    return match error.take_message() {
                        Some(unsent) => Ok(Outcome::Unsent(Box::new(unsent))),
                        None => Err(CallError::Broken),
                    };
                }
            };
            let status = response.status().as_u16();
            let body = response.into_body().collect().await;
            let body = body.map_err(|_| CallError::Broken)?.to_bytes();
            // Resolves once the connection can take another request, or never will.
            let _ = requests.ready().await;
            Ok(Outcome::Answered(status, body))
        };
        driven(driver, asking).await
    }
}

/// Waits for what is asked over a connection while moving it.
async fn driven<T>(
    driver: &mut Option<http1::Connection<Stream, Full<Bytes>>>,
    asking: impl Future<Output = T>,
) -> T {
    let mut asking = pin!(asking);
    poll_fn(|context| {
        // The first time it hands the request to the connection, which may have the answer at once.
        if let Poll::Ready(outcome) = asking.as_mut().poll(context) {
            return Poll::Ready(outcome);
        }
        // Why it ended is told to whoever asked.
        if let Some(connection) = driver
            && Pin::new(connection).poll(context).is_ready()
        {
            *driver = None;
        }
        asking.as_mut().poll(context)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

    /// How a server deals with each connection.
    #[derive(Clone, Copy)]
    enum Manner {
        /// Answers so many requests and closes then.
        Answer(usize),
        /// Takes the request and closes.
        Break,
        /// Closes at once.
        Close,
        /// Never answers.
        Stall,
    }

    /// What a server saw of its connections.
    #[derive(Debug, PartialEq, Eq)]
    enum Seen {
        Opened,
        Asked(String),
        Closed,
    }

    async fn server(manner: Manner) -> (Connections, UnboundedReceiver<Seen>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, seen) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = tell.send(Seen::Opened);
                tokio::spawn(deal(stream, manner, tell.clone()));
            }
        });
        let uri = format!("http://{address}").parse().expect("an address");
        let connections = Connections::to(&uri, true).expect("no proxy");
        (connections, seen)
    }

    async fn deal(mut stream: TcpStream, manner: Manner, tell: UnboundedSender<Seen>) {
        let most = match manner {
            Manner::Answer(most) => most,
            Manner::Close => 0,
            Manner::Break | Manner::Stall => 1,
        };
        for _ in 0..most {
            let mut request = Vec::new();
            while !request.ends_with(b"}") {
                if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                    let _ = tell.send(Seen::Closed);
                    return;
                }
            }
            let request = String::from_utf8(request).expect("text");
            let _ = tell.send(Seen::Asked(request));
            match manner {
                Manner::Answer(_) => {}
                Manner::Stall => std::future::pending().await,
                Manner::Break | Manner::Close => return,
            }
            // In pieces, as a slow network brings it.
            for piece in ["HTTP/1.1 200 OK\r\ncontent-le", "ngth: 4\r\n\r\ntr", "ue"] {
                let _ = stream.write_all(piece.as_bytes()).await;
                sleep(Duration::from_millis(1)).await;
            }
        }
    }

    async fn ask(connections: &Connections) -> Result<(u16, Bytes), CallError> {
        let path = PathAndQuery::from_static("/bot1:a/getMe");
        connections
            .post(path, b"{}".to_vec(), Duration::from_secs(5))
            .await
    }

    fn answered() -> Result<(u16, Bytes), CallError> {
        Ok((200, Bytes::from_static(b"true")))
    }

    #[tokio::test]
    async fn one_connection_serves_one_request_after_another() {
        let (connections, mut seen) = server(Manner::Answer(9)).await;
        for _ in 0..3 {
            assert_eq!(ask(&connections).await, answered());
        }
        assert_eq!(seen.recv().await, Some(Seen::Opened));
        for _ in 0..3 {
            let Some(Seen::Asked(request)) = seen.recv().await else {
                panic!("it asked on another connection");
            };
            assert!(request.starts_with("POST /bot1:a/getMe HTTP/1.1\r\n"));
            assert!(request.contains("\r\nhost: 127.0.0.1:"));
            assert!(request.contains("\r\ncontent-type: application/json\r\n"));
            assert!(request.ends_with("\r\n\r\n{}"));
        }
    }

    #[tokio::test]
    async fn a_connection_the_server_closed_meanwhile_costs_no_request() {
        let (connections, mut seen) = server(Manner::Answer(1)).await;
        for _ in 0..3 {
            assert_eq!(ask(&connections).await, answered());
            sleep(Duration::from_millis(20)).await;
            assert_eq!(seen.recv().await, Some(Seen::Opened));
            assert!(matches!(seen.recv().await, Some(Seen::Asked(_))));
        }
    }

    #[tokio::test]
    async fn trouble_is_told_apart_and_never_asked_again_in_a_hurry() {
        for (manner, error) in [
            (Manner::Close, CallError::Broken),
            (Manner::Break, CallError::Broken),
        ] {
            let (connections, mut seen) = server(manner).await;
            assert_eq!(ask(&connections).await, Err(error));
            assert_eq!(seen.recv().await, Some(Seen::Opened));
            sleep(Duration::from_millis(20)).await;
            while let Ok(seen) = seen.try_recv() {
                assert_ne!(seen, Seen::Opened);
            }
        }
        let nobody = "http://127.0.0.1:9".parse().expect("an address");
        let connections = Connections::to(&nobody, true).expect("no proxy");
        assert_eq!(ask(&connections).await, Err(CallError::Unreachable));
    }

    #[tokio::test]
    async fn no_answer_in_time_closes_the_connection() {
        let (connections, _seen) = server(Manner::Stall).await;
        let path = PathAndQuery::from_static("/");
        let time = Duration::from_millis(50);
        let asked = connections.post(path, b"{}".to_vec(), time).await;
        assert_eq!(asked, Err(CallError::TimedOut));
        assert!(lock(&connections.idle).connections.is_empty());
    }

    #[tokio::test]
    async fn an_idle_connection_is_closed() {
        let (mut connections, mut seen) = server(Manner::Answer(9)).await;
        connections.idle_time = Duration::from_millis(50);
        for _ in 0..2 {
            assert_eq!(ask(&connections).await, answered());
            assert_eq!(seen.recv().await, Some(Seen::Opened));
            assert!(matches!(seen.recv().await, Some(Seen::Asked(_))));
            assert_eq!(seen.recv().await, Some(Seen::Closed));
        }
    }
}
