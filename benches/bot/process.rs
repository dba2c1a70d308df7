//! The programs that are measured, each as a process of its own.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A token the server takes, as it takes any.
pub const TOKEN: &str = "123456:AAfake-Token_for-measuring";

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Loop,
    Teloxide,
    Huquq,
}

/// The figures of one program.
pub struct Measured {
    pub start_up: Duration,
    pub per_second: f64,
    /// User and system time of one interaction.
    pub processor: Duration,
    pub p50: Duration,
    pub p99: Duration,
    pub memory_kib: u64,
}

impl Program {
    pub const ALL: [Self; 3] = [Self::Loop, Self::Teloxide, Self::Huquq];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Loop => "bare HTTP loop",
            Self::Teloxide => "bare teloxide",
            Self::Huquq => "huquq, counting",
        }
    }

    /// Starts it without limits of its own.
    pub fn start(self, api: &str, variables: &[(&str, &str)]) -> Running {
        let unlimited = [
            ("HUQUQ_MESSAGES_PER_SECOND", "0"),
            ("HUQUQ_WITHOUT_CHAT_LIMIT", "true"),
        ];
        self.start_as_served(api, &[&unlimited, variables].concat())
    }

    /// Starts it as it is served, but for the variables.
    pub fn start_as_served(self, api: &str, variables: &[(&str, &str)]) -> Running {
        let disk = TempDir::new().expect("a folder");
        let memory = TempDir::new_in("/dev/shm").expect("a folder in memory");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut command = match self {
            Self::Huquq => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_huquq"));
                command.args(["serve", "--telegram", "--edition", "pilot"]);
                command
            }
            Self::Loop | Self::Teloxide => {
                let own = std::env::current_exe().expect("this program");
                let mut command = Command::new(own);
                let floor = if self == Self::Loop {
                    "loop"
                } else {
                    "teloxide"
                };
                command.args(["--floor", floor, "--api", api]);
                command
            }
        };
        let child = command
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", api)
            .env("HUQUQ_CONTENT", root.join("content"))
            .env("HUQUQ_LOCALES", root.join("locales"))
            .env("HUQUQ_DATA", disk.path())
            .env("HUQUQ_MIRROR", memory.path().join("mirror"))
            // For the floors; huquq has an allocator of its own.
            .env("MALLOC_ARENA_MAX", "1")
            .env("MALLOC_MMAP_THRESHOLD_", "65536")
            .env("MALLOC_TRIM_THRESHOLD_", "65536")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        Running {
            child,
            _folders: [disk, memory],
        }
    }
}

/// A running program; killed when dropped.
pub struct Running {
    child: Child,
    _folders: [TempDir; 2],
}

impl Running {
    /// User and system time so far.
    pub fn processor(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it runs");
        // The name in brackets may hold blanks; the times are the 14th and 15th field.
        let (_, rest) = stat.rsplit_once(')').expect("a name in brackets");
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks: u64 = [11, 12]
            .iter()
            .map(|place| fields[*place].parse::<u64>().expect("a number"))
            .sum();
        // A hundred ticks a second on every Linux that Rust runs on.
        Duration::from_millis(ticks * 10)
    }

    /// The most memory it ever had.
    pub fn memory_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(path).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let digits = line.expect("its memory").split_whitespace().nth(1);
        digits.expect("a number").parse().expect("a number")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It runs until it is killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
