//! The machine fails while people ask: all are answered, health and log say what is wrong, and
//! once the machine is well the bot is too, with every question counted once.
//!
//! The clock is moved by libfaketime, between the program and the system, since the program has no
//! other clock. What counts alone do on such a machine is in `failures`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use huquq::content::{self, Catalog, TopicId};
use huquq::counts::{
    self, Counts, MirrorPlace, OpenError, Period, Releases, StoreKind, StoreOptions, StoredCounts,
    Vocabulary, Week,
};
use huquq::intent::{Entry, Screen};
use huquq::language::Language;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::disk::SmallDisk;
use crate::fake_api::{FakeApi, TOKEN};
use crate::process::{Bot, Home, fetch, free_address, small_content};
use crate::words::token;

const OPERATORS: i64 = -100_777;

/// The texts that the bot of these tests serves.
static SMALL: LazyLock<Catalog> =
    LazyLock::new(|| content::load(&small_content()).expect("the content holds together"));

/// A clock that a test moves.
struct Clock {
    file: PathBuf,
    library: PathBuf,
}

impl Clock {
    /// None where there is no libfaketime, or nothing can stand between program and system.
    fn new(folder: &Path) -> Option<Self> {
        if cfg!(target_env = "musl") {
            println!("skipped: the clock of a static program cannot be moved");
            return None;
        }
        let folders = fs::read_dir("/usr/lib").expect("a system").flatten();
        let library = folders
            .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
            .find(|library| library.exists());
        let Some(library) = library else {
            let is_required = std::env::var_os("HUQUQ_REQUIRE_TOOLS").is_some();
            assert!(!is_required, "there is no libfaketime: install faketime");
            println!("skipped: there is no libfaketime");
            return None;
        };
        let clock = Self {
            file: folder.join("clock"),
            library,
        };
        clock.set(0);
        Some(clock)
    }

    /// Lets the clock be this many seconds before or behind the machine's.
    fn set(&self, seconds: i64) {
        let fresh = self.file.with_extension("new");
        fs::write(&fresh, format!("{seconds:+}\n")).expect("it is written");
        fs::rename(&fresh, &self.file).expect("it is there");
    }
}

/// A machine that can fail, with a bot on it.
struct Machine {
    api: FakeApi,
    home: Home,
    health: String,
    clock: Clock,
    data: PathBuf,
    mirror: PathBuf,
}

impl Machine {
    /// With the counts and the mirror in folders of the test's own.
    fn new(data: PathBuf, mirror: Option<PathBuf>, folder: &Path) -> Option<Self> {
        let home = Home::small();
        let api = FakeApi::start();
        // The chat is known to the server once somebody spoke in it.
        api.with(|state| {
            state.chats.entry(OPERATORS).or_default();
        });
        Some(Self {
            clock: Clock::new(folder)?,
            api,
            health: free_address(),
            data,
            mirror: mirror.unwrap_or_else(|| home.mirror()),
            home,
        })
    }

    /// With the counts on a small disk that can fail.
    fn on_small_disk(folder: &Path) -> Option<(SmallDisk, Self)> {
        let data = folder.join("disk");
        let disk = SmallDisk::mount(&data, "16m")?;
        Some((disk, Self::new(data, None, folder)?))
    }

    fn command(&self) -> Command {
        let mut command = self.home.command();
        command
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", self.api.url())
            .env("HUQUQ_DATA", &self.data)
            .env("HUQUQ_MIRROR", &self.mirror)
            .env("HUQUQ_HEALTH_LISTEN", &self.health)
            .env("HUQUQ_OPERATORS_CHAT", OPERATORS.to_string())
            .env("LD_PRELOAD", &self.clock.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.clock.file)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("DONT_FAKE_MONOTONIC", "1");
        command
    }

    #[track_caller]
    fn start(&self) -> Bot {
        let mut command = self.command();
        command.args(["serve", "--telegram", "--edition", "pilot"]);
        let bot = Bot::of(command).connected();
        self.wait_well();
        bot
    }

    /// Waits until /readyz names a fault, or no fault at all.
    #[track_caller]
    fn wait_health(&self, what: &str, holds: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let shown = fetch(&self.health, "/readyz");
            if shown.as_ref().is_some_and(|(_, body)| holds(body)) {
                return;
            }
            assert!(Instant::now() < deadline, "{what}: {shown:?}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    #[track_caller]
    fn wait_fault(&self, fault: &str) {
        self.wait_health(fault, |body| body.contains(&format!("{fault}: for ")));
        let (status, _) = fetch(&self.health, "/readyz").expect("it is alive");
        assert_eq!(status, 200, "people are answered");
        let (_, metrics) = fetch(&self.health, "/metrics").expect("metrics");
        let figure = format!("huquq_fault_seconds{{fault=\"{fault}\"}} ");
        let line = metrics.lines().find_map(|line| line.strip_prefix(&figure));
        assert!(line.is_some(), "{metrics}");
    }

    /// Waits until Telegram is reached and nothing else is wrong but what a test has broken.
    #[track_caller]
    fn wait_well(&self) {
        self.wait_health("it starts", |body| !body.contains("starting: for "));
    }

    #[track_caller]
    fn wait_no_fault(&self) {
        self.wait_health("all is well", |body| body == "ok\n");
    }

    /// Each of these people asks a question and is answered.
    #[track_caller]
    fn ask(&self, people: std::ops::Range<i64>) {
        let right: TopicId = "school-right".parse().expect("an id");
        let title = &SMALL.topic(&right).expect("a topic").texts;
        let title = &title.get(Language::Tajik).title;
        let screen = Screen::Topic {
            topic: right.clone(),
            entry: Entry::Opened,
        };
        let link = token(Language::Tajik, screen);
        for chat in people {
            let said = self.api.user(chat).ask(&format!("/start {link}"));
            assert!(said.contains(title), "{said}");
        }
    }

    fn options(&self) -> StoreOptions {
        StoreOptions {
            directory: self.data.join("counts"),
            kind: StoreKind::Campaign,
            mirror: Some(MirrorPlace {
                path: self.mirror.clone(),
                may_be_disk: false,
            }),
        }
    }

    /// The questions of each week that the store and the mirror hold; the bot is gone.
    fn weeks(&self, now: Timestamp) -> Vec<(Week, u64)> {
        weeks_of(&self.options(), now).expect("the store opens")
    }

    /// Waits until so many questions lie on the disk, without the mirror.
    #[track_caller]
    fn wait_written(&self, questions: u64, folder: &Path) {
        let directory = folder.join("copy");
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let copied = Command::new("cp")
                .arg("-r")
                .args([&self.options().directory, &directory])
                .output()
                .expect("cp is there");
            let options = StoreOptions {
                directory: directory.clone(),
                mirror: None,
                ..self.options()
            };
            // A commit may have come in the middle of the copying.
            let found = copied
                .status
                .success()
                .then(|| weeks_of(&options, Timestamp::now()));
            let _ = fs::remove_dir_all(&directory);
            if found
                .as_ref()
                .is_some_and(|weeks| weeks.as_ref().is_ok_and(|weeks| total(weeks) == questions))
            {
                return;
            }
            assert!(Instant::now() < deadline, "{questions}: {found:?}");
            thread::sleep(Duration::from_millis(300));
        }
    }

    /// The weeks that were published, each for ever as it was.
    fn closed(&self) -> Releases {
        let stored = counts::read(&self.options().directory).expect("the store can be read");
        let mut releases = stored.releases;
        releases.retain(|period, _| matches!(period, Period::Week(_)));
        releases
    }
}

fn weeks_of(options: &StoreOptions, now: Timestamp) -> Result<Vec<(Week, u64)>, OpenError> {
    let counts = StoredCounts::open(options, Vocabulary::of(&SMALL), now)?;
    let tallies = counts.tallies();
    let weeks = tallies.weeks.iter();
    let weeks = weeks.map(|week| (week.week(), week.outcomes().total()));
    Ok(weeks.filter(|(_, questions)| *questions > 0).collect())
}

fn total(weeks: &[(Week, u64)]) -> u64 {
    weeks.iter().map(|(_, questions)| questions).sum()
}

const MINUTE: i64 = 60;

#[test]
fn a_full_disk_costs_nobody_an_answer_and_its_operators_hear_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some((disk, machine)) = Machine::on_small_disk(folder.path()) else {
        return;
    };
    let mut bot = machine.start();
    machine.wait_no_fault();
    machine.ask(0..30);
    disk.fill();
    machine.wait_fault("store");
    // By now the counts would have been written.
    machine.clock.set(16 * MINUTE);
    bot.wait_output("counts could not be written: make room");
    machine.ask(30..40);
    bot.kill();
    let mut bot = machine.start();
    machine.wait_fault("store");
    machine.ask(40..60);
    let operators = machine.api.user(OPERATORS);
    let told = |part: &str| {
        machine.api.wait_up_to(Duration::from_secs(90), |state| {
            let said = &state.chat(OPERATORS).said;
            said.iter().any(|said| said.contains(part))
        })
    };
    assert!(told("fault store: "), "{:?}", operators.said());
    machine.ask(60..70);
    disk.empty();
    bot.wait_output("fault store is over");
    machine.wait_no_fault();
    machine.clock.set(33 * MINUTE);
    machine.wait_written(70, folder.path());
    assert!(told("fault store is over"), "{:?}", operators.said());
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
    assert_eq!(total(&machine.weeks(Timestamp::now())), 70);
}

#[test]
fn a_log_that_cannot_be_written_costs_nobody_an_answer() {
    let api = FakeApi::start();
    let home = Home::small();
    let mut command = home.command();
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    command
        .args(["serve", "--telegram"])
        .env("TELOXIDE_TOKEN", TOKEN)
        .env("TELOXIDE_API_URL", api.url())
        .stdout(Stdio::null())
        .stderr(full.expect("this is Linux"));
    let mut bot = command.spawn().expect("the binary starts");
    api.user(1).ask("/start");
    assert!(bot.try_wait().expect("its state").is_none());
    bot.kill().expect("it is there");
    bot.wait().expect("it ends");
}

#[test]
fn a_disk_that_may_only_be_read_costs_nobody_an_answer_not_even_after_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some((disk, machine)) = Machine::on_small_disk(folder.path()) else {
        return;
    };
    let mut bot = machine.start();
    machine.ask(0..30);
    disk.remount("ro");
    machine.wait_fault("store");
    machine.clock.set(16 * MINUTE);
    bot.wait_output("counts could not be written: make room");
    machine.ask(30..40);
    bot.kill();
    let mut bot = machine.start();
    machine.wait_fault("store");
    machine.ask(40..50);
    machine.clock.set(32 * MINUTE);
    bot.wait_output("counts could not be written: make room");
    disk.remount("rw");
    // A disk that failed is left alone for a minute.
    machine.clock.set(34 * MINUTE);
    bot.wait_output("fault store is over");
    machine.wait_no_fault();
    machine.wait_written(50, folder.path());
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
    assert_eq!(total(&machine.weeks(Timestamp::now())), 50);
}

#[test]
fn a_clock_that_goes_forwards_and_back_closes_no_week_twice_and_loses_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let Some(machine) = Machine::new(data, None, folder.path()) else {
        return;
    };
    // Ten minutes before a week is over.
    let now = Timestamp::now();
    let week = Week::of(now);
    let sunday = (week.next().begins_at().as_second() - now.as_second()) - 10 * MINUTE;
    machine.clock.set(sunday);
    let mut bot = machine.start();
    machine.wait_no_fault();
    machine.ask(0..30);

    // Twenty minutes into the next one: the week is closed, once.
    machine.clock.set(sunday + 30 * MINUTE);
    let deadline = Instant::now() + Duration::from_secs(30);
    while machine.closed().is_empty() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(50));
    }
    let closed = machine.closed();
    assert_eq!(closed.len(), 1, "{:?}", closed.keys());
    machine.ask(30..40);

    // And back into the week that is closed.
    machine.clock.set(sunday);
    machine.wait_fault("clock");
    machine.ask(40..50);
    machine.clock.set(sunday + 30 * MINUTE);
    bot.wait_output("fault clock is over");
    machine.wait_no_fault();
    assert_eq!(machine.closed(), closed);

    // A leap of weeks is not believed, so it closes nothing.
    for leap in [22 * 24 * 60 * MINUTE, -22 * 24 * 60 * MINUTE] {
        machine.clock.set(sunday + leap);
        machine.wait_fault("clock");
        machine.ask(50..55);
        thread::sleep(Duration::from_secs(3));
        assert_eq!(machine.closed(), closed);
        machine.clock.set(sunday + 31 * MINUTE);
        machine.wait_no_fault();
    }
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
    let later = week.next().begins_at() + jiff::SignedDuration::from_hours(1);
    assert_eq!(machine.weeks(later), [(week.next(), 30)]);
    assert_eq!(machine.closed(), closed);
}

/// A folder that surely lies on a disk.
fn on_disk() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

#[test]
fn a_mirror_whose_memory_is_missing_or_vanishes_costs_nobody_an_answer_and_comes_back() {
    let folder = on_disk();
    let memory = folder.path().join("memory");
    fs::create_dir(&memory).expect("a folder");
    // Only to see whether mounting is allowed.
    let Some(disk) = SmallDisk::mount(&memory, "64m") else {
        return;
    };
    drop(disk);
    let (data, mirror) = (folder.path().join("data"), memory.join("mirror"));
    let Some(machine) = Machine::new(data, Some(mirror.clone()), folder.path()) else {
        return;
    };
    let on_disk = |what: &str| {
        let found: Vec<_> = fs::read_dir(&memory).expect("a folder").collect();
        assert!(found.is_empty(), "{what}: {found:?}");
    };

    // Missing at the start.
    let mut bot = machine.start();
    assert!(bot.output().contains("the mirror of the counts cannot lie"));
    machine.wait_fault("mirror");
    machine.ask(0..10);
    on_disk("missing");
    let disk = SmallDisk::mount(&memory, "64m").expect("as before");
    bot.wait_output("fault mirror is over");
    machine.wait_no_fault();
    assert!(mirror.exists());
    machine.ask(10..20);
    bot.kill();

    // Nothing was lost by the kill; it vanishes while people are served.
    let mut bot = machine.start();
    machine.wait_no_fault();
    machine.ask(20..30);
    drop(disk);
    machine.wait_fault("mirror");
    machine.ask(30..40);
    on_disk("vanished");
    let _disk = SmallDisk::mount(&memory, "64m").expect("as before");
    bot.wait_output("fault mirror is over");
    machine.wait_no_fault();
    machine.ask(40..50);
    bot.kill();
    assert_eq!(total(&machine.weeks(Timestamp::now())), 50);
}
