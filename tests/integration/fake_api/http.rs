//! The little of HTTP/1.1 a Bot API server needs, on plain threads: a test may then answer late,
//! answer nonsense, or drop the connection at any point.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What was asked.
pub struct Request {
    pub path: String,
    pub body: Vec<u8>,
}

/// What is answered.
pub enum Response {
    Json(u16, String),
    Html(u16, String),
    /// The connection is dropped without a word.
    Drop,
    /// The connection is dropped in the middle of the answer.
    DropHalfway,
}

/// A server; it stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    is_stopped: Arc<AtomicBool>,
}

impl Server {
    /// Answers on a free port of this machine.
    pub fn start(answer: impl Fn(Request) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let is_stopped = Arc::new(AtomicBool::new(false));
        let answer = Arc::new(answer);
        let is_over = Arc::clone(&is_stopped);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                let answer = Arc::clone(&answer);
                thread::spawn(move || {
                    // A client that goes away is no failure of the server.
                    let _ = serve(&stream, &*answer);
                });
            }
        });
        Self {
            address,
            is_stopped,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        // Wakes the listener, so that its port is free again.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: &TcpStream, answer: &dyn Fn(Request) -> Response) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = read(&mut reader)? {
        let (status, kind, body) = match answer(request) {
            Response::Json(status, body) => (status, "application/json", body),
            Response::Html(status, body) => (status, "text/html", body),
            Response::Drop => return Ok(()),
            Response::DropHalfway => {
                return writer.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":");
            }
        };
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        writer.write_all(answer.as_bytes())?;
    }
    Ok(())
}

/// Reads a request; None when the client is done.
fn read(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request { path, body }))
}
