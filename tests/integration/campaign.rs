//! A campaign from the line in the file to the number in the report: the kit is made, rasterised
//! and read by a program that is not ours, what it reads is sent to the running bot, and the week
//! is closed.

use std::collections::BTreeMap;
use std::fs;

use huquq::counts::{Counts, Name, Tallies};
use huquq::language::Language;
use huquq::outreach::payload_in;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::desk::Desk;
use crate::fake_api::{FakeApi, User};
use crate::paper::{codes_of, has_tools};
use crate::process::{Bot, Home};
use crate::words::{text, topic};

const TOPIC: &str = "school-enrol";
/// So many come by a link that a week shows rows: see `huquq::counts::policy`.
const COMING: i64 = 110;
/// What other programs, or people who try things, put behind `start=`: at most 64 characters, as
/// Telegram passes them on.
const HOSTILE: [&str; 10] = [
    "x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_x9-_",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "ref_8471623",
    "utm_source-instagram",
    "YWxhZGRpbjpvcGVuc2VzYW1l",
    "-1",
    "__",
    "uz_topic",
    "uz_home__ABC__DEF",
    "uz_home__toolongforacode-toolongforacode",
];

/// Accounts that a source brought, and starts by it.
type Brought = BTreeMap<String, (u32, u32)>;
/// Its name where the link is no campaign's, or not any more.
const UNKNOWN: &str = "unknown";

/// Several campaigns of one topic, of which one hands out a kit.
struct World {
    desk: Desk,
    /// Handed out.
    ours: String,
    /// Another one, with the same topic in the same languages.
    neighbour: String,
    /// Its last day is long past.
    over: String,
    /// Its line was taken out of the file after it had been printed.
    gone: String,
}

impl World {
    fn new() -> Self {
        let desk = Desk::new();
        let file = desk.path("content/campaigns.yaml");
        let before = fs::read_to_string(&file).expect("campaigns");
        let gone = desk.add("tg", Some(TOPIC));
        fs::write(&file, before).expect("written");
        let past = ["--from", "2020-01-01", "--until", "2020-12-31"];
        Self {
            ours: desk.add("uz,tg", Some(TOPIC)),
            neighbour: desk.add("uz,tg", Some(TOPIC)),
            over: desk.add_with("tg", Some(TOPIC), &past),
            gone,
            desk,
        }
    }

    /// Makes the kit and gives what stands behind `start=` in the codes of its sheets, with the
    /// language it must open in; none is the reader's own.
    fn payloads_on_paper(&self) -> Vec<(String, Option<Language>)> {
        let arguments = ["outreach", "make", &self.ours, "--out", "kit"];
        self.desk.works(&arguments);
        let scratch = tempfile::tempdir().expect("a folder");
        let (tajik, uzbek) = (Some(Language::Tajik), Some(Language::Uzbek));
        let mut payloads = Vec::new();
        for (file, languages) in [
            ("uz/poster-a4.pdf", vec![uzbek]),
            ("tg/card-a6.pdf", vec![tajik]),
            ("together/poster-a4.pdf", vec![uzbek, tajik]),
            ("together/qr.svg", vec![None]),
        ] {
            let links = codes_of(&self.desk.path("kit").join(file), scratch.path());
            assert_eq!(links.len(), languages.len(), "{file}: {links:?}");
            for language in languages {
                // A reader of codes gives them in any order.
                let of_language = |link: &&String| match language {
                    Some(language) => payload_in(link).starts_with(language.tag()),
                    None => true,
                };
                let link = links.iter().find(of_language);
                let link = link.unwrap_or_else(|| panic!("{file}: {language:?} of {links:?}"));
                payloads.push((payload_in(link), language));
            }
        }
        payloads
    }
}

#[track_caller]
fn assert_opens(user: &User<'_>, said: &str, language: Language) {
    let answer = user.ask(said);
    let title = &topic(TOPIC).texts.get(language).title;
    assert!(answer.contains(title), "{said}: no «{title}» in {answer}");
}

/// Codes with a slip: a wrong character, and two that changed places.
fn slips(code: &str) -> [String; 2] {
    let letters: Vec<char> = code.chars().collect();
    let mut wrong = letters.clone();
    wrong[2] = if wrong[2] == 'K' { 'M' } else { 'K' };
    let mut swapped = letters;
    swapped.swap(0, 2);
    if swapped[0] == swapped[2] {
        swapped.swap(0, 1);
    }
    [wrong, swapped].map(|letters| letters.into_iter().collect())
}

#[test]
fn what_is_read_from_paper_opens_its_topic_in_the_running_bot_and_is_counted_for_its_campaign() {
    if !has_tools() {
        return;
    }
    let world = World::new();
    let payloads = world.payloads_on_paper();
    let api = FakeApi::start();
    let home = Home::with(world.desk.content());
    let bot = Bot::start(&api, &home).connected();

    for (chat, (payload, language)) in (1..=COMING).zip(payloads.iter().cycle()) {
        let mut user = api.user(chat);
        user.language = Some("ru");
        let expected = language.unwrap_or(Language::Russian);
        assert_opens(&user, &format!("/start {payload}"), expected);
    }
    let expected_unknown = answer_the_rest(&api, &world);
    api.wait("all are acknowledged", |state| state.pending() == 0);
    api.with(|state| assert!(state.refused().is_empty(), "{:?}", state.refused()));
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");

    let counts = home.counts(&world.desk.catalog());
    let tallies = counts.tallies();
    // Whoever mistyped the code typed it again.
    let ours = COMING as u32 + 2;
    let expected: Brought = [
        (world.ours.clone(), (ours, ours)),
        (UNKNOWN.to_owned(), (expected_unknown, expected_unknown)),
    ]
    .into();
    assert_eq!(brought(&tallies), expected, "and nothing for any other");
    if tallies.weeks.len() > 1 {
        println!("the week turned meanwhile: its report is not looked at");
        return;
    }
    let next_week = Timestamp::now() + SignedDuration::from_hours(8 * 24);
    counts.commit_due(next_week).expect("the week is closed");
    drop(counts);
    assert_reported(&home, &world, ours);
}

/// Plays everybody whose code or link is not right any more; gives how many of them are counted as
/// brought by an unknown link.
fn answer_the_rest(api: &FakeApi, world: &World) -> u32 {
    let mut chats = COMING + 1..;
    let mut newcomer = || {
        let mut user = api.user(chats.next().expect("no end"));
        user.language = Some("ru");
        user
    };
    for slip in slips(&world.ours) {
        let user = newcomer();
        let answer = user.ask(&slip);
        let kind = text(Language::Russian, "code-mistyped");
        assert!(answer.contains(&kind), "{slip}: {answer}");
        // Whoever looks again is counted for the campaign, as if nothing had been.
        assert_opens(&user, &world.ours, Language::Russian);
    }
    for payload in HOSTILE {
        let answer = newcomer().ask(&format!("/start {payload}"));
        let word = text(Language::Russian, "retired");
        let home = text(Language::Russian, "home-invite");
        assert!(
            answer.contains(&word) && answer.contains(&home),
            "{payload}: {answer}"
        );
    }
    let link = |code: &str| format!("/start tg_topic_{TOPIC}__{code}");
    assert_opens(&newcomer(), &link(&world.over), Language::Tajik);
    assert_opens(&newcomer(), &world.over, Language::Tajik);
    assert_opens(&newcomer(), &link(&world.gone), Language::Tajik);
    let answer = newcomer().ask(&world.gone);
    assert!(answer.contains(&text(Language::Russian, "code-mistyped")));
    HOSTILE.len() as u32 + 3
}

/// Every source that brought anybody.
fn brought(tallies: &Tallies) -> Brought {
    let mut brought = Brought::new();
    // A test that runs over midnight of Sunday has two weeks.
    for (name, accounts, starts) in tallies.weeks.iter().flat_map(|week| week.sources()) {
        if accounts + starts > 0 {
            let name = match name {
                Name::Known(code) => code.to_string(),
                Name::None => "direct".to_owned(),
                Name::Other => UNKNOWN.to_owned(),
            };
            let sum = brought.entry(name).or_default();
            *sum = (sum.0 + accounts, sum.1 + starts);
        }
    }
    brought
}

/// The campaign's own report shows its number, rounded, in every format; the neighbour's none.
fn assert_reported(home: &Home, world: &World, starts: u32) {
    let report = |code: &str, format: &str| {
        let mut command = home.command();
        command.args(["report", "--campaign", code, "--format", format]);
        let output = command.output().expect("the program starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).expect("text")
    };
    let rows = |code: &str| -> Vec<Value> {
        let json: Value = serde_json::from_str(&report(code, "json")).expect("JSON");
        let releases = json["releases"].as_array().expect("releases").iter();
        // Its four weeks may have been closed with it.
        let is_week =
            |release: &&Value| release["period"].as_str().is_some_and(|p| p.contains("-W"));
        let mut weeks = releases.map(|part| &part["release"]).filter(is_week);
        let release = weeks.next().expect("a week");
        assert_eq!(release["shown"], "all", "{release}");
        let tables = release["tables"].as_array().expect("tables").iter();
        let rows = tables.map(|table| table["rows"].as_array().expect("rows").clone());
        rows.flatten().collect()
    };
    let ours = rows(&world.ours);
    assert_eq!(ours.len(), 2, "starts and accounts: {ours:?}");
    for row in &ours {
        let value = row["value"].as_u64().expect("a number");
        assert!(value.abs_diff(starts.into()) < 5 && value % 5 == 0, "{row}");
        for format in ["text", "html", "csv"] {
            let page = report(&world.ours, format);
            assert!(page.contains(&value.to_string()), "{format}: {page}");
        }
    }
    let neighbour = rows(&world.neighbour);
    assert!(
        neighbour.iter().all(|row| row["status"] == "not_shown"),
        "{neighbour:?}"
    );
}

#[test]
fn a_format_that_a_campaigns_numbers_have_not_is_refused_with_those_there_are() {
    let desk = Desk::with("tests/broken-content/base");
    for format in ["pdf", "xlsx", "datapackage"] {
        let arguments = ["report", "--campaign", "R6T8U", "--format", format];
        let said = desk.is_refused(&arguments);
        assert!(
            said.contains(&format!("not written as {format}")) && said.contains("csv or json"),
            "{said}"
        );
    }
    let both = [
        "report",
        "--campaign",
        "R6T8U",
        "--from",
        "2026-W01",
        "--to",
        "2026-W02",
    ];
    assert_eq!(desk.huquq(&both).status.code(), Some(2), "one or the other");
}
