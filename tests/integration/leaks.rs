//! What is left in memory and who can look into it: the built binary while it runs.
//!
//! Reading the memory of a process that forbids it needs root, and so do these tests; elsewhere
//! they print one line and pass, unless HUQUQ_REQUIRE_TOOLS=1.

use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::fake_api::{FakeApi, TOKEN};
use crate::maps;
use crate::process::{Bot, Home};

/// Planted in every message, followed by its number.
const CANARY: &str = "canarkovqz";
/// The first chat's number; longer than four bytes.
const CHAT: i64 = 7_213_558_000_000;
/// A user and group that own nothing.
const NOBODY: u32 = 65_534;

/// Whether this is root; says so once if not.
fn is_root() -> bool {
    let is_root = fs::metadata("/proc/self/mem").is_ok() && run("id", &["-u"]).trim() == "0";
    if !is_root {
        let is_required = std::env::var_os("HUQUQ_REQUIRE_TOOLS").is_some();
        assert!(!is_required, "these tests must run as root");
        println!("skipped: only root can look into the memory of another process");
    }
    is_root
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    String::from_utf8_lossy(&output.expect("it starts").stdout).into_owned()
}

/// Every byte of memory that a process can write to.
fn writable_memory(process: u32) -> Vec<(String, Vec<u8>)> {
    let memory = File::open(format!("/proc/{process}/mem")).expect("its memory");
    let read = |(line, range): (String, Range<u64>)| {
        let mut bytes = vec![0; usize::try_from(range.end - range.start).expect("a length")];
        let read = memory.read_at(&mut bytes, range.start).unwrap_or(0);
        bytes.truncate(read);
        (line, bytes)
    };
    maps::writable(process).into_iter().map(read).collect()
}

fn occurrences(bytes: &[u8], wanted: &[u8]) -> usize {
    let first = wanted[0];
    bytes
        .windows(wanted.len())
        .filter(|window| window[0] == first && *window == wanted)
        .count()
}

/// The places in a process's memory where planted words are, how many, and how much was searched.
fn words_left(process: u32) -> (Vec<(String, usize)>, usize) {
    let utf16: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let memory = writable_memory(process);
    let bytes = memory.iter().map(|(_, memory)| memory.len()).sum();
    let words =
        |memory: &[u8]| occurrences(memory, CANARY.as_bytes()) + occurrences(memory, &utf16);
    let found = memory
        .into_iter()
        .map(|(map, memory)| (map, words(&memory)));
    (found.filter(|(_, words)| *words > 0).collect(), bytes)
}

#[test]
fn what_people_wrote_is_gone_from_memory_once_it_is_answered() {
    if !is_root() {
        return;
    }
    let is_long = std::env::var_os("HUQUQ_LONG").is_some();
    let messages = if is_long { 2_000 } else { 120 };
    let api = FakeApi::start();
    let home = Home::small();
    let bot = Bot::start(&api, &home).connected();
    for message in 0..messages {
        let mut user = api.user(CHAT + message % 100);
        user.name = format!("{CANARY}name");
        user.say(&format!("{CANARY}{message} зарплата {CANARY}"));
    }
    api.wait("all are answered", |state| state.pending() == 0);
    // The connections have buffers that are used again and again: they are filled with what
    // nobody minds. Then the last long poll is waited for.
    for message in 0..400 {
        let padding = "x".repeat(3_000);
        let sticker = serde_json::json!({"sticker": {"file_id": padding}});
        api.user(1_000 + message % 10).send(sticker);
    }
    api.wait("the quiet ones too", |state| state.pending() == 0);
    // A connection that nobody uses keeps what came over it for ten to twenty seconds: so often the
    // pool looks for idle ones. A busy machine takes longer.
    let until = Instant::now() + Duration::from_secs(60);
    let (mut left, mut bytes) = words_left(bot.id());
    while !left.is_empty() && Instant::now() < until {
        std::thread::sleep(Duration::from_secs(3));
        (left, bytes) = words_left(bot.id());
    }
    let token = TOKEN.split_once(':').expect("a token").1;
    let is_seen = writable_memory(bot.id())
        .iter()
        .any(|(_, memory)| occurrences(memory, token.as_bytes()) > 0);
    assert!(is_seen, "the search finds what is there: the token");
    println!("{messages} messages, {bytes} bytes of memory, left: {left:?}");
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn no_core_is_dumped_and_no_process_of_the_same_user_looks_into_it() {
    if !is_root() {
        return;
    }
    let home = Home::small();
    let [disk, memory] = home.folders();
    for folder in [disk, memory] {
        run("chown", &["-R", "65534:65534", &folder.to_string_lossy()]);
    }
    let mut command = home.command();
    command
        .args(["preview", "--listen", "127.0.0.1:0"])
        .env("TELOXIDE_TOKEN", TOKEN)
        .uid(NOBODY)
        .gid(NOBODY);
    let mut bot = Bot::of(command);
    bot.wait_output("preview at");
    let limits = fs::read_to_string(format!("/proc/{}/limits", bot.id())).expect("its limits");
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file"));
    let numbers: Vec<_> = core.expect("a line").split_whitespace().skip(4).collect();
    assert_eq!(numbers[..2], ["0", "0"]);
    for file in ["mem", "environ", "maps"] {
        let path = format!("/proc/{}/{file}", bot.id());
        let output = Command::new("head")
            .args(["-c", "1", &path])
            .uid(NOBODY)
            .gid(NOBODY)
            .output()
            .expect("head is there");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("ermission denied"), "{file}: {said}");
        // The same may look into a process that has nothing to hide.
        let sleeping = Command::new("sleep")
            .arg("60")
            .uid(NOBODY)
            .gid(NOBODY)
            .spawn();
        let mut sleeping = sleeping.expect("sleep is there");
        std::thread::sleep(Duration::from_millis(50));
        let path = format!("/proc/{}/environ", sleeping.id());
        let seen = Command::new("head")
            .args(["-c", "1", &path])
            .uid(NOBODY)
            .gid(NOBODY)
            .output();
        sleeping.kill().expect("it ran");
        sleeping.wait().expect("it ends");
        assert!(seen.is_ok_and(|output| output.status.success()));
    }
}
