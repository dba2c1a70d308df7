//! Runs the built binary as the Telegram bot.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use huquq::content::Catalog;
use huquq::counts::{MirrorPlace, StoreKind, StoreOptions, StoredCounts, Vocabulary};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::fake_api::{FakeApi, TOKEN};

/// A bot's own world: folders for the store, for whatever else it might write, and one in memory
/// for the mirror; all are removed at the end of the test.
pub struct Home {
    disk: TempDir,
    memory: TempDir,
    content: PathBuf,
}

impl Home {
    pub fn new() -> Self {
        let disk = TempDir::new().expect("a folder");
        std::fs::create_dir(disk.path().join("work")).expect("a folder in it");
        Self {
            disk,
            memory: TempDir::new_in("/dev/shm").expect("a folder in memory"),
            content: root().join("content"),
        }
    }

    /// With two topics instead of all: they are learnt in a moment.
    pub fn small() -> Self {
        Self::with(small_content())
    }

    /// With a content of the test's own.
    pub fn with(content: PathBuf) -> Self {
        Self {
            content,
            ..Self::new()
        }
    }

    /// Every folder it may write to.
    pub fn folders(&self) -> [&Path; 2] {
        [self.disk.path(), self.memory.path()]
    }

    pub fn data(&self) -> PathBuf {
        self.disk.path().join("data")
    }

    /// The mirror itself: one file.
    pub fn mirror(&self) -> PathBuf {
        self.memory.path().join("mirror")
    }

    /// Opens the store and the mirror the bot left.
    pub fn counts(&self, catalog: &Catalog) -> StoredCounts {
        let options = StoreOptions {
            directory: self.data().join("counts"),
            kind: StoreKind::Campaign,
            mirror: Some(MirrorPlace {
                path: self.mirror(),
                may_be_disk: false,
            }),
        };
        StoredCounts::open(&options, Vocabulary::of(catalog), Timestamp::now())
            .expect("the store opens")
    }

    /// The program in a clean environment, with its folders.
    pub fn command(&self) -> Command {
        let root = root();
        let work = self.disk.path().join("work");
        let mut command = Command::new(env!("CARGO_BIN_EXE_huquq"));
        command
            .env_clear()
            .env("HOME", &work)
            .env("TMPDIR", &work)
            .env("HUQUQ_CONTENT", &self.content)
            .env("HUQUQ_LOCALES", root.join("locales"))
            .env("HUQUQ_DATA", self.data())
            .env("HUQUQ_MIRROR", self.mirror())
            // The server is our own and takes all that comes.
            .env("HUQUQ_MESSAGES_PER_SECOND", "0")
            .current_dir(work)
            .stdin(Stdio::null());
        command
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A content of two topics: the right to school, and violence.
pub fn small_content() -> PathBuf {
    root().join("tests/broken-content/base")
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Where a bot takes updates by webhook.
pub struct Hook {
    pub listen: String,
    pub url: String,
}

impl Hook {
    /// A free port of this machine.
    pub fn free() -> Self {
        let listen = free_address();
        let url = format!("http://{listen}/hook");
        Self { listen, url }
    }

    pub fn variables(&self) -> [(&str, &str); 2] {
        [
            ("HUQUQ_WEBHOOK", self.url.as_str()),
            ("HUQUQ_WEBHOOK_LISTEN", self.listen.as_str()),
        ]
    }
}

/// An address of this machine on which nobody listens.
pub fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").to_string()
}

/// Fetches a page over plain HTTP; gives status and body, or None when nobody listens.
pub fn fetch(address: &str, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, body.to_owned()))
}

/// A running bot; killed when dropped.
pub struct Bot {
    child: Child,
    output: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Bot {
    /// Starts the bot against a server.
    pub fn start(api: &FakeApi, home: &Home) -> Self {
        Self::start_with(api, home, &[])
    }

    /// Starts the bot with more variables in its environment.
    pub fn start_with(api: &FakeApi, home: &Home, variables: &[(&str, &str)]) -> Self {
        let mut command = home.command();
        command
            .args(["serve", "--telegram", "--edition", "pilot"])
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", api.url())
            .envs(variables.iter().copied());
        Self::of(command)
    }

    /// Starts the program by a command of its own.
    pub fn of(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let output = Arc::new(Mutex::new(Vec::new()));
        let readers = vec![
            read_on(child.stdout.take().expect("its output"), &output),
            read_on(child.stderr.take().expect("its errors"), &output),
        ];
        Self {
            child,
            output,
            readers,
        }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything it printed so far.
    pub fn output(&self) -> String {
        let output = self.output.lock().expect("a reader failed");
        String::from_utf8_lossy(&output).into_owned()
    }

    /// Waits until it prints something.
    #[track_caller]
    pub fn wait_output(&mut self, part: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.output().contains(part) {
            let is_over = matches!(self.child.try_wait(), Ok(Some(_)));
            assert!(
                !is_over && Instant::now() < deadline,
                "`{part}` was not printed"
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until it has reached the server.
    #[track_caller]
    pub fn connected(mut self) -> Self {
        self.wait_output("connected to Telegram");
        self
    }

    /// Sends it a signal, by name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .expect("kill is there");
        assert!(status.success(), "it was not running: {}", self.output());
    }

    /// Its memory, in kilobytes, as the system counts it.
    pub fn memory_kilobytes(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let digits = line.expect("its memory").split_whitespace().nth(1);
        digits.expect("a number").parse().expect("a number")
    }

    /// Kills it as a power switch would.
    pub fn kill(mut self) -> String {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ends");
        self.ended()
    }

    /// Asks it to stop, as a supervisor does, and waits until it has.
    pub fn terminate(mut self) -> (ExitStatus, String) {
        self.signal("TERM");
        let status = self.child.wait().expect("it ends");
        (status, self.ended())
    }

    /// Waits until it ends by itself.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it ends");
        (status, self.ended())
    }

    fn ended(&mut self) -> String {
        for reader in self.readers.drain(..) {
            reader.join().expect("a reader failed");
        }
        self.output()
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // After `kill`, `terminate` and `wait` there is nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("the bot printed:\n{}", self.output());
        }
    }
}

fn read_on(from: impl Read + Send + 'static, output: &Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    let output = Arc::clone(output);
    thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let mut output = output.lock().expect("the other reader failed");
            output.extend(line);
            output.push(b'\n');
        }
    })
}
