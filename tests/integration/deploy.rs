//! What stands in `deploy/` is run: scripts are linted, the unit is verified and scored, and the
//! install guide is followed command by command on a copy of this machine's files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::fake_api::{FakeApi, TOKEN};
use crate::process::{copy, free_address, small_content};

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

/// Says that a test is skipped, or fails where nothing may be.
fn skip(reason: &str) {
    assert!(
        std::env::var_os("HUQUQ_REQUIRE_TOOLS").is_none(),
        "{reason}"
    );
    println!("skipped: {reason}");
}

fn is_there(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .is_ok_and(|output| output.status.success())
}

fn words(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn the_scripts_are_without_a_slip() {
    if !is_there("shellcheck") {
        return skip("shellcheck is not installed");
    }
    let scripts = ["package", "install", "huquq-admin"].map(|name| deploy().join(name));
    let output = Command::new("shellcheck")
        .args(scripts)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", words(&output));
}

#[test]
fn the_unit_gives_the_service_no_more_than_it_needs() {
    if !is_there("systemd-analyze") {
        return skip("systemd-analyze is not installed");
    }
    let unit = deploy().join("huquq.service");
    let output = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=15", "--no-pager"])
        .arg(&unit)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", words(&output));
}

/// The commands of the guide that are marked to be run, in order.
fn commands() -> Vec<String> {
    let guide = fs::read_to_string(deploy().join("INSTALL.md")).expect("the guide");
    let mut commands = Vec::new();
    let mut is_marked = false;
    for line in guide.lines() {
        match line {
            "```sh" => is_marked = true,
            "```" => is_marked = false,
            _ if is_marked => commands.push(line.to_owned()),
            _ => {}
        }
    }
    commands
}

/// A copy of this machine's files, in which changes are forgotten, entered with a process space
/// of its own. What systemd does with the unit a script does as root would by hand: this machine
/// may have no systemd running.
struct Server {
    folder: TempDir,
}

/// Reads the unit: runs its program as its user, with its variables and its credential.
const SYSTEMCTL: &str = r#"#!/usr/bin/env bash
set -euo pipefail
unit=/etc/systemd/system/huquq.service
value() { sed -n "s/^$1=//p" "$unit"; }
start() {
    user=$(value User)
    install -d -o "$user" -m "$(value StateDirectoryMode)" "/var/lib/$(value StateDirectory)"
    install -d -o "$user" -m "$(value RuntimeDirectoryMode)" "/run/$(value RuntimeDirectory)"
    credential=$(value LoadCredential)
    install -d -o "$user" -m 700 /run/credentials
    install -o "$user" -m 400 "${credential#*:}" "/run/credentials/${credential%%:*}"
    command=$(value ExecStart | sed 's,%d,/run/credentials,')
    mapfile -t variables < <(value Environment; grep -v '^#' "$(value EnvironmentFile)" | grep .)
    # shellcheck disable=SC2086
    setsid runuser -u "$user" -- env -i "${variables[@]}" $command >> /run/log 2>&1 &
    echo $! > /run/main.pid
}
stop() {
    pkill -TERM -P "$(cat /run/main.pid)" huquq 2>/dev/null || kill "$(cat /run/main.pid)"
    while kill -0 "$(cat /run/main.pid)" 2>/dev/null; do sleep 0.1; done
    rm /run/main.pid
}
case $1 in
    daemon-reload) ;;
    enable) start ;;
    restart) stop; start ;;
    stop) stop ;;
    start) start ;;
    is-active) [ -e /run/main.pid ] ;;
    *) echo "systemctl: $*" >&2; exit 1 ;;
esac
"#;

impl Server {
    /// None where this machine does not let us make one.
    fn new() -> Option<Self> {
        let folder = TempDir::new_in("/dev/shm").ok()?;
        for name in ["upper", "work", "root"] {
            fs::create_dir(folder.path().join(name)).ok()?;
        }
        let server = Self { folder };
        server.run("true", "").status.success().then_some(server)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file there before it is started.
    fn put(&self, path: &str, content: &[u8], mode: u32) {
        let path = self.path("upper").join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(&path, content).expect("it is written");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("its own");
    }

    /// Runs a script as root of the server.
    fn run(&self, script: &str, input: &str) -> Output {
        let folder = self.folder.path().display();
        let script_file = self.path("script");
        fs::write(&script_file, script).expect("it is written");
        let input_file = self.path("input");
        fs::write(&input_file, input).expect("it is written");
        let enter = format!(
            "mount -t overlay overlay -o lowerdir=/,upperdir={folder}/upper,workdir={folder}/work {folder}/root && \
             mount -t proc proc {folder}/root/proc && mount --rbind /dev {folder}/root/dev && \
             mount -t tmpfs -o mode=755 tmpfs {folder}/root/run && mount -t tmpfs tmpfs {folder}/root/tmp && \
             mkdir {folder}/root/tmp/home && cp {folder}/script {folder}/input {folder}/root/tmp/ && \
             exec chroot {folder}/root sh -c 'cd /root && exec bash /tmp/script < /tmp/input'"
        );
        Command::new("unshare")
            .args([
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                &enter,
            ])
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .output()
            .expect("unshare is there")
    }
}

#[test]
fn the_install_guide_leads_from_an_empty_server_to_a_bot_that_answers() {
    let Some(server) = Server::new() else {
        return skip("this machine lets nobody mount a copy of its files");
    };
    for program in ["curl", "runuser", "useradd", "setsid"] {
        if !is_there(program) {
            return skip(&format!("{program} is not installed"));
        }
    }
    let api = FakeApi::start();
    let health = free_address();
    // A release of two topics, which are learnt in a moment.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = TempDir::new().expect("a folder");
    for folder in ["locales", "deploy"] {
        copy(&root.join(folder), &source.path().join(folder));
    }
    copy(&small_content(), &source.path().join("content"));
    fs::copy(root.join("LICENSE"), source.path().join("LICENSE")).expect("a copy");
    let package = |version: &str, name: &str| {
        let archive = server.path(name);
        let output = Command::new(source.path().join("deploy/package"))
            .args([env!("CARGO_BIN_EXE_huquq"), version])
            .arg(&archive)
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{}", words(&output));
        server.put(
            &format!("/root/{name}"),
            &fs::read(archive).expect("it"),
            0o644,
        );
    };
    package("first", "huquq.tar.gz");
    package("second", "huquq-next.tar.gz");
    server.put("/usr/local/bin/systemctl", SYSTEMCTL.as_bytes(), 0o755);
    // What a person writes with an editor, and the only two differences: the server is ours, and
    // so is the port for health.
    let edit = format!(
        "sed -i 's,^HUQUQ_OPERATOR=.*,HUQUQ_OPERATOR=Our fund,; \
         s,^HUQUQ_HEALTH_LISTEN=.*,HUQUQ_HEALTH_LISTEN={health},; \
         s,^#TELOXIDE_API_URL=.*,TELOXIDE_API_URL={},' /etc/huquq/huquq.env",
        api.url()
    );
    let wait_ready = format!(
        "for _ in $(seq 600); do curl -fsS http://{health}/readyz >/dev/null 2>&1 && break; sleep 0.1; done"
    );
    let mut script = String::from("set -euxo pipefail\n");
    for command in commands() {
        let command = command.replace("127.0.0.1:9090", &health);
        if command.starts_with("huquq-admin doctor") {
            script += &format!("{edit}\n");
        }
        if command.starts_with("curl") {
            script += &format!("{wait_ready}\n");
        }
        if command.contains("report --list") {
            // Nothing is closed in the first week; the command says so and fails.
            script += &format!("({command} || true)\n");
            continue;
        }
        script += &format!("{command}\n");
        if command.starts_with("systemctl restart") {
            script += &format!("{wait_ready}\ntouch /tmp/upgraded\nreadlink /opt/huquq/current\n");
        }
    }
    // Back again, a copy of all of it, and that copy brought back.
    script += &format!(
        "huquq-admin switch first\nreadlink /opt/huquq/current\n\
         (! huquq-admin save /root/all.tar.gz)\nsystemctl stop huquq\n\
         huquq-admin save /root/all.tar.gz\nhuquq-admin restore /root/all.tar.gz\n\
         systemctl start huquq\n{wait_ready}\nhuquq-admin doctor\necho followed to its end\n"
    );
    // Somebody wrote before anything was there.
    api.user(1).say("/start");
    let output = words(&server.run(&script, &format!("{TOKEN}\n")));
    assert!(output.contains("followed to its end"), "{output}");
    assert_eq!(api.user(1).said().len(), 1, "{output}");
    assert!(output.contains("/opt/huquq/releases/second"), "{output}");
    assert!(!output.contains("\nill "), "{output}");
    let (_, secret) = TOKEN.split_once(':').expect("a token");
    assert!(!output.contains(secret), "the token was shown");
}
