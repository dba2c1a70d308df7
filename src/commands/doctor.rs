//! `huquq doctor`: is everything there that the Telegram bot needs, and what to do if not.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::counting::{directory, mirror};
use super::{Failure, load, to_json};
use crate::config::{Folders, Serve, Token};
use crate::counts::{self, StoreKind};
use crate::frontend::telegram::{self, Account, InspectError};

/// The clock may differ from Telegram's by so much before it matters.
const CLOCK_SECONDS_MAX: i64 = 60;

/// So much room the data folder should have: several times what a store can grow to.
const ROOM_BYTES: usize = 16 * 1024 * 1024;

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    serve: Serve,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Well,
    /// It serves, but not as it should.
    Warning,
    /// It does not serve, or counts may be lost.
    Ill,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    /// What was seen and, unless all is well, what to do.
    words: String,
}

impl Finding {
    fn well(what: &'static str, words: impl Into<String>) -> Self {
        Self::new(what, State::Well, words)
    }

    fn warning(what: &'static str, words: impl Into<String>) -> Self {
        Self::new(what, State::Warning, words)
    }

    fn ill(what: &'static str, words: impl Into<String>) -> Self {
        Self::new(what, State::Ill, words)
    }

    fn new(what: &'static str, state: State, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { what, state, words }
    }
}

impl Doctor {
    pub fn run(&self, folders: &Folders) -> Result<ExitCode, Failure> {
        let mut findings = vec![texts(folders), data(&self.serve), store(&self.serve)];
        findings.extend(memory(&self.serve));
        findings.push(swap());
        findings.extend(telegram(&self.serve));
        if self.json {
            say!("{}", to_json(&findings)?);
        } else {
            print(&findings);
        }
        let is_ill = findings.iter().any(|found| found.state == State::Ill);
        Ok(if is_ill {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}

fn print(findings: &[Finding]) {
    for Finding { what, state, words } in findings {
        let mark = match state {
            State::Well => "well   ",
            State::Warning => "warning",
            State::Ill => "ill    ",
        };
        say!("{mark} {what}: {words}");
    }
}

fn texts(folders: &Folders) -> Finding {
    let what = "texts";
    match load(folders) {
        Ok((catalog, _)) => Finding::well(
            what,
            format!("{} topics hold together", catalog.topics().len()),
        ),
        Err(Failure::Problems(problems)) => Finding::ill(
            what,
            format!(
                "{} problems: see them by `huquq check` and mend them, or go back to the edition \
                 before",
                problems.len()
            ),
        ),
        Err(Failure::Sentence(sentence)) => Finding::ill(what, sentence),
    }
}

/// Writes a file as large as a store gets, and takes it away.
fn data(serve: &Serve) -> Finding {
    let what = "data folder";
    let folder = &serve.storage.data;
    let shown = folder.display();
    match try_write(folder, ROOM_BYTES) {
        Ok(()) => Finding::well(what, format!("{shown} can be written")),
        Err(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => Finding::ill(
            what,
            format!("{shown} has no room for {ROOM_BYTES} bytes: make room on that disk"),
        ),
        Err(ErrorKind::ReadOnlyFilesystem) => Finding::ill(
            what,
            format!(
                "{shown} may only be read: see in `dmesg` why, check that disk, then \
                 `mount -o remount,rw`"
            ),
        ),
        Err(kind) => Finding::ill(
            what,
            format!("{shown} cannot be written ({kind}): make it this user's own by chown"),
        ),
    }
}

fn try_write(folder: &Path, bytes: usize) -> Result<(), ErrorKind> {
    let path = folder.join(format!(".doctor-{}", std::process::id()));
    let write = || {
        fs::create_dir_all(folder)?;
        let mut file = fs::File::create_new(&path)?;
        file.write_all(&vec![0; bytes])?;
        file.sync_all()
    };
    let outcome = write().map_err(|error| error.kind());
    // Where it could not be made there is nothing to take away.
    let _ = fs::remove_file(&path);
    outcome
}

/// Reads the store; that works while it is served, too.
fn store(serve: &Serve) -> Finding {
    let what = "counts";
    let folder = directory(&serve.storage, StoreKind::Campaign);
    if !folder.exists() {
        return Finding::well(what, "nothing is counted yet");
    }
    match counts::read(&folder) {
        Ok(stored) => Finding::well(
            what,
            format!("{} periods are published", stored.releases.len()),
        ),
        Err(error) => Finding::ill(what, error.to_string()),
    }
}

/// Whether the mirror lies in memory, where a power cut takes it.
fn memory(serve: &Serve) -> Vec<Finding> {
    let what = "mirror of the counts";
    let Some(place) = mirror(&serve.storage) else {
        let words = "there is none: counts since the last commit are lost on a crash; name a file \
                     on a tmpfs by --mirror";
        return vec![Finding::warning(what, words)];
    };
    let folder = place.path.parent().unwrap_or(Path::new("/"));
    let shown = folder.display();
    let mut findings = vec![match kind_of_files(folder) {
        Some(kind) if kind == "tmpfs" || kind == "ramfs" => {
            Finding::well(what, format!("{shown} is in memory ({kind})"))
        }
        Some(kind) if place.may_be_disk => Finding::warning(
            what,
            format!("{shown} is on a disk ({kind}): what it held may be found later"),
        ),
        Some(kind) => Finding::ill(
            what,
            format!("{shown} is on a disk ({kind}): name a file on a tmpfs by --mirror"),
        ),
        None => Finding::warning(what, format!("nobody knows what {shown} is")),
    }];
    if let Err(error) = counts::check_mirror(&place.path) {
        findings.push(Finding::ill(what, error.to_string()));
    }
    if let Err(kind) = try_write(folder, 4096) {
        findings.push(Finding::ill(
            what,
            format!("{shown} cannot be written ({kind}): make it this user's own by chown"),
        ));
    }
    findings
}

/// The kind of file system a folder, or the nearest one above it that exists, lies on.
fn kind_of_files(folder: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).ok()?;
    let existing = folder.ancestors().find(|above| above.exists())?;
    let real = existing.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    kind_among(&mounts, &real)
}

fn kind_among(mounts: &str, folder: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            // A blank in a name is written as \040.
            let place = PathBuf::from(fields.next()?.replace("\\040", " "));
            let kind = fields.next()?;
            folder
                .starts_with(&place)
                .then(|| (place.components().count(), kind.to_owned()))
        })
        // Of several mounts at one place the last is on top.
        .max_by_key(|(depth, _)| *depth)
        .map(|(_, kind)| kind)
}

fn swap() -> Finding {
    let what = "swap";
    let is_on = fs::read_to_string("/proc/swaps").is_ok_and(|swaps| swaps.lines().count() > 1);
    if is_on {
        Finding::warning(
            what,
            "it is on, so what lies in memory may reach a disk: `swapoff -a`, and take it out of \
             /etc/fstab",
        )
    } else {
        Finding::well(what, "it is off")
    }
}

fn telegram(serve: &Serve) -> Vec<Finding> {
    let what = "token";
    let token = match serve.token() {
        Ok(Some(token)) => token,
        Ok(None) => {
            let words = format!(
                "there is none: set {}, or name a file that holds it by --token-file",
                Token::VARIABLE
            );
            return vec![Finding::ill(what, words)];
        }
        Err(Failure::Sentence(sentence)) => return vec![Finding::ill(what, sentence)],
        Err(Failure::Problems(_)) => return Vec::new(),
    };
    let mut findings: Vec<Finding> = serve
        .token_file
        .as_deref()
        .and_then(secrecy)
        .into_iter()
        .collect();
    if telegram::is_readable_on_the_way(&serve.api_url) {
        findings.push(Finding::warning(
            "Bot API server",
            telegram::READABLE_ON_THE_WAY,
        ));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return findings;
    };
    match runtime.block_on(telegram::inspect(&token, &serve.api_url)) {
        Ok(account) => {
            findings.push(Finding::well(
                what,
                format!("it is @{}'s", account.username),
            ));
            findings.extend(clock(&account, Timestamp::now()));
            findings.push(delivery(serve, &account));
        }
        Err(InspectError::Setup(error)) => findings.push(Finding::ill(what, error.to_string())),
        Err(InspectError::Token) => findings.push(Finding::ill(
            what,
            "Telegram does not accept it: it was revoked or copied wrongly; take a valid one from \
             @BotFather and put it in its place",
        )),
        Err(InspectError::Call(kind)) => findings.push(Finding::ill(
            "Telegram",
            format!(
                "{kind}: try `curl -sS {}`; behind a wall, name another server by TELOXIDE_API_URL \
                 or a proxy by HTTPS_PROXY",
                serve.api_url
            ),
        )),
    }
    findings
}

/// Whether others on this machine can read the token.
fn secrecy(file: &Path) -> Option<Finding> {
    let mode = fs::metadata(file).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| {
        Finding::warning(
            "token file",
            format!("others can read it: `chmod 600 {}`", file.display()),
        )
    })
}

fn clock(account: &Account, now: Timestamp) -> Option<Finding> {
    let difference = now.duration_since(account.server_time?).as_secs();
    Some(if difference.abs() <= CLOCK_SECONDS_MAX {
        Finding::well("clock", "it agrees with Telegram's")
    } else {
        Finding::warning(
            "clock",
            format!(
                "it differs from Telegram's by {difference} seconds, so weeks are closed at the \
                 wrong time: `timedatectl set-ntp true`"
            ),
        )
    })
}

fn delivery(serve: &Serve, account: &Account) -> Finding {
    let what = "updates";
    let pending = account.pending;
    let wanted = serve.running.webhook.as_ref().map(url::Url::as_str);
    match (wanted, account.webhook.as_str()) {
        (None, "") => Finding::well(what, format!("long polling; {pending} wait")),
        (None, set) => Finding::warning(
            what,
            format!("a webhook is set, {set}; `serve` without --webhook takes it back"),
        ),
        (Some(wanted), "") => Finding::warning(
            what,
            format!("the webhook {wanted} is not set yet; `serve` sets it"),
        ),
        (Some(wanted), set) if wanted != set => Finding::warning(
            what,
            format!("the webhook is {set} instead of {wanted}; `serve` sets it"),
        ),
        (Some(wanted), _) => match account.last_error {
            Some(at) if pending > 0 => Finding::ill(
                what,
                format!(
                    "Telegram did not reach {wanted} at {at:.0}, {pending} updates wait: look at \
                     the proxy, its certificate and the firewall"
                ),
            ),
            _ => Finding::well(what, format!("webhook; {pending} wait")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_mount_tells_what_a_folder_lies_on() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /dev/shm tmpfs rw 0 0\n\
                      /dev/vdb /dev/shm/a\\040b xfs rw 0 0\n";
        let kind = |folder: &str| kind_among(mounts, Path::new(folder));
        assert_eq!(kind("/var/lib").as_deref(), Some("ext4"));
        assert_eq!(kind("/dev/shm/huquq").as_deref(), Some("tmpfs"));
        assert_eq!(kind("/dev/shmoo").as_deref(), Some("ext4"));
        assert_eq!(kind("/dev/shm/a b/c").as_deref(), Some("xfs"));
    }

    #[test]
    fn a_clock_that_is_off_is_told_of() {
        let account = |second| Account {
            username: "HuquqBot".to_owned(),
            webhook: String::new(),
            pending: 0,
            last_error: None,
            server_time: Timestamp::from_second(second).ok(),
        };
        let state = |second| {
            let now = Timestamp::from_second(1_000).expect("a time");
            clock(&account(second), now).expect("a finding").state
        };
        assert_eq!(state(1_030), State::Well);
        assert_eq!(state(1_100), State::Warning);
        assert_eq!(state(-86_400), State::Warning);
    }
}
