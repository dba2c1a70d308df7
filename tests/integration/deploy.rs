//! What stands in `deploy/` is run: scripts are linted, units are scored, the compose file is read,
//! Caddy stands before a webhook, and the install guide is followed command by command on a copy
//! of this machine's files.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use huquq::counts::{StoreKind, Week};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fake_api::webhook::request;
use crate::fake_api::{FakeApi, TOKEN};
use crate::process::{Bot, Home, Hook, copy, fetch, free_address, small_content};
use crate::published;

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
fn the_units_give_the_services_no_more_than_they_need() {
    if !is_there("systemd-analyze") {
        return skip("systemd-analyze is not installed");
    }
    for unit in ["huquq.service", "huquq-backup.service"] {
        let output = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--threshold=15", "--no-pager"])
            .arg(deploy().join(unit))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{unit}: {}", words(&output));
    }
}

/// A file of `deploy/`.
fn read(name: &str) -> String {
    fs::read_to_string(deploy().join(name)).expect("it is there")
}

fn compose() -> Value {
    serde_yaml::from_str(&read("compose.yaml")).expect("YAML")
}

#[test]
fn the_containers_may_do_no_more_than_they_need() {
    let compose = compose();
    for name in ["bot", "proxy"] {
        let service = &compose["services"][name];
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(service["cap_drop"], json!(["ALL"]), "{name}");
        let privileges = json!(["no-new-privileges:true"]);
        assert_eq!(service["security_opt"], privileges, "{name}");
        assert_eq!(service["restart"], "always", "{name}");
        for dangerous in ["privileged", "network_mode", "pid", "ipc", "devices"] {
            assert!(service[dangerous].is_null(), "{name} has {dangerous}");
        }
    }
    let bot = &compose["services"]["bot"];
    assert_eq!(bot["user"], "65532:65532");
    assert!(bot["cap_add"].is_null() && bot["ports"].is_null());
    // No swap: what lies in memory stays there.
    assert_eq!(bot["mem_limit"], bot["memswap_limit"]);
    assert_eq!(bot["secrets"], json!(["token"]));
    assert_eq!(
        bot["healthcheck"]["test"],
        json!(["CMD", "/huquq", "health"])
    );
    let folders = json!(["/srv/huquq/data:/data", "/run/huquq:/run/huquq"]);
    assert_eq!(bot["volumes"], folders);
    let proxy = &compose["services"]["proxy"];
    assert_eq!(proxy["cap_add"], json!(["NET_BIND_SERVICE"]));

    // The image that is built is the one that is run, with the folders the compose file gives it.
    let dockerfile = read("Dockerfile");
    for line in [
        "FROM gcr.io/distroless/cc-debian12:nonroot",
        "HUQUQ_DATA=/data",
        "HUQUQ_MIRROR=/run/huquq/mirror",
        "ENTRYPOINT [\"/huquq\"]",
        "\"/run/secrets/token\"",
    ] {
        assert!(dockerfile.contains(line), "no `{line}`");
    }
    assert_eq!(bot["build"]["dockerfile"], "deploy/Dockerfile");
    // What an operator wrote does not get into an image.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ignored = fs::read_to_string(root.join(".dockerignore")).expect("it is there");
    assert!(ignored.lines().any(|line| line == "deploy/.env"));
}

/// The names before `=`, of lines that are switched off too.
fn names_set_in(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter_map(|line| {
            let line = line.trim_start_matches('#');
            let line = line.strip_prefix("Environment=").unwrap_or(line);
            Some(line.split_once('=')?.0)
        })
        .filter(|name| {
            let is_of_name = |letter: char| letter.is_ascii_uppercase() || letter == '_';
            name.len() > 1 && name.chars().all(is_of_name)
        })
        .collect()
}

#[test]
fn every_variable_that_is_set_is_one_the_program_knows() {
    let output = Command::new(env!("CARGO_BIN_EXE_huquq"))
        .args(["serve", "--help"])
        .output()
        .expect("it runs");
    let help = words(&output);
    let is_known = |name: &str| {
        // Read by what the program stands on, for its connections.
        name == "HTTPS_PROXY" || help.contains(&format!("[env: {name}="))
    };
    let compose = compose();
    let environment = compose["services"]["bot"]["environment"].as_object();
    let of_compose: BTreeSet<&str> = environment
        .expect("variables")
        .keys()
        .map(String::as_str)
        .collect();
    let dockerfile = read("Dockerfile");
    let of_image = dockerfile
        .split([' ', '\n'])
        .filter(|word| word.starts_with("HUQUQ_"))
        .map(|word| word.split('=').next().expect("a name"))
        .collect();
    let (options, unit) = (read("huquq.env"), read("huquq.service"));
    for (file, names) in [
        ("compose.yaml", of_compose),
        ("Dockerfile", of_image),
        ("huquq.env", names_set_in(&options)),
        ("huquq.service", names_set_in(&unit)),
    ] {
        assert!(names.len() >= 4, "{file}: {names:?}");
        for name in names {
            assert!(is_known(name), "{file} sets {name}");
        }
    }
}

#[test]
fn the_example_names_what_the_compose_file_asks_for_and_nothing_else() {
    let (written, example) = (read("compose.yaml"), read("compose.env.example"));
    let compose = compose();
    let mut asked: BTreeSet<&str> = written
        .split("${")
        .skip(1)
        .map(|rest| rest.split([':', '}']).next().expect("a name"))
        .collect();
    // Passed on without a value of their own.
    let environment = compose["services"]["bot"]["environment"].as_object();
    for (name, value) in environment.expect("variables") {
        if value.is_null() {
            asked.insert(name);
        }
    }
    assert_eq!(asked, names_set_in(&example));
}

/// What the guide shows as Caddy's file: from its first brace to the next line that is no code.
fn caddyfile_of_the_guide() -> String {
    let guide = read("INSTALL.md");
    let begin = guide.find("\n    {\n").expect("the snippet") + 1;
    guide[begin..]
        .lines()
        .map_while(|line| line.strip_prefix("    "))
        .fold(String::new(), |text, line| text + line + "\n")
}

/// Runs Caddy by a file, with a bot behind it that takes its updates by webhook.
fn stand_behind(caddyfile: &str, address: &str, hook: &Hook) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("Caddyfile");
    fs::write(&file, caddyfile).expect("it is written");
    let mut command = Command::new("caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(&file)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.path())
        .env("XDG_DATA_HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("HUQUQ_DOMAIN", format!("http://{address}"))
        .env("HUQUQ_UPSTREAM", &hook.listen);
    let mut caddy = Bot::of(command);
    caddy.wait_output("serving initial configuration");

    let (api, home) = (FakeApi::start(), Home::small());
    let bot = Bot::start_with(&api, &home, &hook.variables()).connected();
    let user = api.user(1);
    user.ask("/start ru_home");
    let (message, ..) = user.buttons().swap_remove(0);
    user.press(message, "ru_priv");
    user.wait_said(2);
    api.wait("all are taken and the press is answered", |state| {
        state.pending() == 0 && state.query_answers().all(|answers| answers == 1)
    });
    let secret = api.with(|state| {
        assert_eq!(state.count("getupdates"), 0);
        let webhook = state.webhook.clone().expect("it is set");
        assert_eq!(webhook.url, hook.url);
        webhook.secret.expect("it has a secret")
    });
    let update = br#"{"update_id":5}"#;
    for wrong in [None, Some("wrong")] {
        let (status, ..) = request(&hook.url, wrong, update).expect("an answer");
        assert_eq!(status, 401);
    }
    for path in ["/", "/metrics", "/hook/more"] {
        let (status, _) = fetch(address, path).expect("an answer");
        assert_eq!(status, 404, "{path}");
        let elsewhere = format!("http://{address}{path}");
        let (status, ..) = request(&elsewhere, Some(&secret), update).expect("an answer");
        assert_eq!(status, 404, "{path}");
    }
    bot.kill();
    let (status, ..) = request(&hook.url, Some(&secret), update).expect("an answer");
    assert_eq!(status, 502, "Telegram brings it again");
    let (_, log) = caddy.terminate();
    assert!(!log.contains(&secret), "the secret is in the log: {log}");
    assert!(
        !log.contains("remote_ip"),
        "an address is in the log: {log}"
    );
}

#[test]
fn caddy_brings_the_webhooks_updates_and_nothing_else() {
    if !is_there("caddy") {
        return skip("caddy is not installed");
    }
    let behind = |address: &str| Hook {
        listen: free_address(),
        url: format!("http://{address}/hook"),
    };
    let address = free_address();
    stand_behind(&read("Caddyfile"), &address, &behind(&address));

    // The guide's own differs by its addresses, and may be changed while it runs.
    let address = free_address();
    let hook = behind(&address);
    let shown = caddyfile_of_the_guide();
    for part in ["your.domain {", "reverse_proxy 127.0.0.1:8443"] {
        assert!(shown.contains(part), "no `{part}` in: {shown}");
    }
    let written = shown
        .replacen("{\n", "{\n    admin off\n", 1)
        .replace("your.domain", &format!("http://{address}"))
        .replace("127.0.0.1:8443", &hook.listen);
    stand_behind(&written, &address, &hook);
}

/// The commands of the guide that are marked to be run, in order.
fn commands() -> Vec<String> {
    let guide = read("INSTALL.md");
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
# A unit that runs once: as its user, who has no token.
run_once() {
    unit=/etc/systemd/system/$1.service
    # shellcheck disable=SC2046
    runuser -u "$(value User)" -- env -i "PATH=$PATH" $(value ExecStart)
}
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
case $* in
    daemon-reload) echo "$*" >> /run/reloads ;;
    "enable --now huquq") start ;;
    "enable --now huquq-backup.timer") grep -q '^OnCalendar=' /etc/systemd/system/huquq-backup.timer ;;
    "start huquq-backup") run_once huquq-backup ;;
    "restart huquq") stop; start ;;
    "stop huquq") stop ;;
    "start huquq") start ;;
    "is-active --quiet huquq") [ -e /run/main.pid ] ;;
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
    let unit = source.path().join("deploy/huquq.service");
    let written = fs::read_to_string(&unit).expect("the unit");
    fs::write(&unit, written + "# Of the second.\n").expect("it is written");
    package("second", "huquq-next.tar.gz");
    server.put("/usr/local/bin/systemctl", SYSTEMCTL.as_bytes(), 0o755);
    // A bot that has counted for two months: blocks of four weeks are among what it published.
    let counted = TempDir::new().expect("a folder");
    let counts = counted.path().join("counts");
    let releases = published::weeks(&counts, StoreKind::Campaign, &[120; 8], Timestamp::now());
    assert!(releases.keys().any(|it| it.to_string().contains("-B")));
    copy(&counts, &server.path("upper/root/counts"));
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
    let text = "content/topics/school/school-right.yaml";
    let mut script = String::from("set -euxo pipefail\n");
    for command in commands() {
        let command = command.replace("127.0.0.1:9090", &health);
        if command.starts_with("huquq-admin doctor") {
            script += &format!("{edit}\n");
        }
        if command.starts_with("curl") {
            script += &format!("{wait_ready}\n");
        }
        if command.contains("huquq-next") {
            // A text was corrected meanwhile.
            script += &format!("echo '# corrected' >> /opt/huquq/current/{text}\n");
            script += &format!("{command} 2>&1 | tee /root/installed\n");
            continue;
        }
        script += &format!("{command}\n");
        if command == "./install huquq.tar.gz" {
            script += "cp -R /root/counts /var/lib/huquq/\nchown -R huquq: /var/lib/huquq\n\
                       test -s /run/reloads\n(! ls /opt/huquq/edited-*)\n";
        }
        if command == "systemctl start huquq" {
            script += &format!("{wait_ready}\n");
        }
        if command.starts_with("systemctl restart") {
            script += &format!("{wait_ready}\ntouch /tmp/upgraded\nreadlink /opt/huquq/current\n");
        }
    }
    // Each thing published has its file, and the edited text its copy.
    script += &format!(
        "test \"$(huquq report --list | wc -l)\" = {count}\n\
         test \"$(find /var/backups/huquq -name '*.json' -size +0 | wc -l)\" = {count}\n\
         grep -q '{text}' /root/installed\n\
         test \"$(tar -tzf /opt/huquq/edited-first.tar.gz)\" = '{text}'\n\
         grep -q 'Of the second' /etc/systemd/system/huquq.service\n\
         huquq-admin call getMe | grep -q HuquqTestBot\n",
        count = releases.len()
    );
    // Back again, a copy of all of it, and that copy brought back.
    script += &format!(
        "rm /run/reloads\nhuquq-admin switch first\nreadlink /opt/huquq/current\ntest -s /run/reloads\n\
         (! grep 'Of the second' /etc/systemd/system/huquq.service)\n\
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

/// Stands where the program is installed: lists one week, and fails while a file says so.
const PROGRAM: &str = r#"#!/bin/sh
case $* in
    "report --list")
        echo "2026-W47  2026-11-16 - 2026-11-22  0123"
        [ ! -e /tmp/list-fails ] ;;
    *) [ ! -e /tmp/report-fails ] && echo '{}' ;;
esac
"#;

/// A server on which only the script of the operator is there, and its first commands.
fn server_of_the_script() -> Option<(Server, String)> {
    let server = Server::new()?;
    server.put("/usr/local/bin/systemctl", SYSTEMCTL.as_bytes(), 0o755);
    let script = read("huquq-admin");
    server.put("/usr/local/bin/huquq-admin", script.as_bytes(), 0o755);
    server.put("/opt/huquq/current/huquq", PROGRAM.as_bytes(), 0o755);
    server.put("/etc/huquq/huquq.env", b"HUQUQ_EDITION=pilot\n", 0o644);
    let begin = "set -euxo pipefail\nuseradd --system --user-group huquq\n";
    Some((server, begin.to_owned()))
}

#[track_caller]
fn assert_runs_to_its_end(server: &Server, script: &str) {
    let script = format!("{script}echo followed to its end\n");
    let output = words(&server.run(&script, ""));
    // Not the line that shows the command.
    let is_over = output.lines().any(|line| line == "followed to its end");
    assert!(is_over, "{output}");
}

#[test]
fn a_copy_from_before_a_week_was_closed_is_not_brought_back_by_mistake() {
    let Some((server, mut script)) = server_of_the_script() else {
        return skip("this machine lets nobody mount a copy of its files");
    };
    let ten_minutes = SignedDuration::from_mins(10);
    let closed = Week::of(Timestamp::now() - ten_minutes).begins_at() + ten_minutes;
    let closed = closed.as_second();
    // `older` was written to a second before the week was closed, `newer` at that moment.
    script += &format!(
        "install -d -o huquq -g huquq -m 700 /var/lib/huquq/counts\n\
         current=/var/lib/huquq/counts/CURRENT\n\
         keep() {{ echo \"$1\" > $current; touch -d \"@$2\" $current; huquq-admin save \"/root/$1.tar.gz\"; }}\n\
         keep older {}\nkeep newer {closed}\n",
        closed - 1
    );
    script += r#"test "$(stat -c %a /root/older.tar.gz)" = 600
touch /root/older.tar.gz
(! huquq-admin restore /root/older.tar.gz 2> /root/refusal)
grep -q -- '--although-older' /root/refusal
grep -q newer $current
(! huquq-admin restore /root/older.tar.gz --other)
tar -czf /root/nothing.tar.gz -C /root refusal
(! huquq-admin restore /root/nothing.tar.gz)
(! ls -d /var/lib/huquq.*)
huquq-admin restore /root/newer.tar.gz 2> /root/words
test ! -s /root/words
huquq-admin restore /root/older.tar.gz --although-older 2> /root/words > /root/told
grep -q older $current
grep -q 'later release of that week is void' /root/words
grep -q 'rm -rf /var/lib/huquq.before-' /root/told
test "$(stat -c '%U %a' /var/lib/huquq)" = 'huquq 700'
(! ls -d /var/lib/huquq.restored*)
"#;
    assert_runs_to_its_end(&server, &script);
}

#[test]
fn a_backup_that_cannot_be_made_says_so() {
    let Some((server, mut script)) = server_of_the_script() else {
        return skip("this machine lets nobody mount a copy of its files");
    };
    script += r"touch /tmp/list-fails
(! huquq-admin backup /root/copies)
rm /tmp/list-fails
touch /tmp/report-fails
(! huquq-admin backup /root/copies)
(! ls /root/copies/*.json)
rm /tmp/report-fails
huquq-admin backup /root/copies
test -s /root/copies/2026-W47.json
";
    assert_runs_to_its_end(&server, &script);
}
