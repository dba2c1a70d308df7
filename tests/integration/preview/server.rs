//! Runs the built binary as the preview, on a port the system chooses.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

use tempfile::TempDir;

/// The day the tests speak of, so that amounts do not change with the calendar.
const TODAY: &str = "2026-11-23";

/// A running preview; it is killed when dropped.
pub struct Server {
    child: Child,
    errors: Option<BufReader<ChildStderr>>,
    said: String,
    port: u16,
    _data: TempDir,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huquq"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .args(["preview", "--today", TODAY, "--mirror", "none"])
        .args(arguments)
        .stdin(Stdio::null());
    command
}

impl Server {
    /// Starts the preview and waits until it says where it can be opened.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more options.
    pub fn start_with(options: &[&str]) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let mut child = command(&["--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .args(options)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut errors = BufReader::new(child.stderr.take().expect("its errors"));
        let mut said = String::new();
        let port = loop {
            let mut line = String::new();
            let read = errors.read_line(&mut line).expect("a line");
            said.push_str(&line);
            assert!(read > 0, "it ended: {said}");
            if let Some((_, rest)) = line.split_once("preview at http://localhost:") {
                break rest.trim().trim_end_matches('/').parse().expect("a port");
            }
        };
        Self {
            child,
            errors: Some(errors),
            said,
            port,
            _data: data,
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a path; of the empty path, the origin.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Asks it to stop as a supervisor does, and gives everything it said.
    pub fn stop(mut self) -> String {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .expect("kill is there");
        assert!(asked.success());
        let mut errors = self.errors.take().expect("its errors");
        errors
            .read_to_string(&mut self.said)
            .expect("its last words");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}: {}", self.said);
        self.said.clone()
    }

    /// Runs the preview until it ends by itself: whether it succeeded, and all it said.
    pub fn run_to_end(arguments: &[&str]) -> (bool, String) {
        let data = tempfile::tempdir().expect("a folder");
        let output = command(arguments)
            .arg("--data")
            .arg(data.path())
            .output()
            .expect("the binary starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
