//! The ways by which partners get the counts: their chats in Telegram, and their page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use huquq::counts::{Period, Releases, StoreKind};
use jiff::Timestamp;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::json;

use crate::fake_api::{FakeApi, Fault, Trouble};
use crate::preview::browser::Window;
use crate::process::{Bot, Home};
use crate::published;

/// A group of partners, and a private chat of one.
const GROUP: i64 = -1_007_213_558_902;
const PARTNER: i64 = 7_213_558_903;
/// How often the bot looks for a closed week, and more.
const A_LOOK: Duration = Duration::from_secs(8);

/// A world with weeks that are closed, and a bot that tells them to two chats.
fn home() -> (FakeApi, Home, Releases) {
    let api = FakeApi::start();
    api.with(|state| {
        state.chats.entry(GROUP).or_default();
        state.chats.entry(PARTNER).or_default();
    });
    let home = Home::small();
    let now = Timestamp::now();
    let directory = home.data().join("counts");
    fs::create_dir_all(home.data()).expect("a folder");
    let releases = published::weeks(&directory, StoreKind::Campaign, &[120, 130, 180], now);
    (api, home, releases)
}

fn start(api: &FakeApi, home: &Home) -> Bot {
    let chats = format!("{GROUP}:ru,{PARTNER}:en");
    Bot::start_with(api, home, &[("HUQUQ_REPORT_CHATS", &chats)]).connected()
}

fn newest(releases: &Releases) -> Period {
    let is_week = |period: &&Period| matches!(period, Period::Week(_));
    *releases.keys().rfind(is_week).expect("a week")
}

#[test]
fn a_closed_week_is_told_to_each_partners_chat_once_also_across_a_kill() {
    let (api, home, releases) = home();
    let week = newest(&releases).to_string();
    let bot = start(&api, &home);
    for (chat, word) in [(GROUP, "Неделя"), (PARTNER, "Week")] {
        let said = api.user(chat).wait_said(1);
        assert!(said.contains(word) && said.contains(&week), "{said}");
        assert!(said.chars().count() <= 900, "{said}");
    }
    bot.kill();
    let bot = start(&api, &home);
    std::thread::sleep(A_LOOK);
    for chat in [GROUP, PARTNER] {
        assert_eq!(api.user(chat).said().len(), 1);
    }
    drop(bot);
}

#[test]
fn a_digest_is_tried_again_when_it_surely_did_not_arrive_and_else_never() {
    let (api, home, _) = home();
    let fault = |chat, trouble| Fault {
        method: Some("sendmessage"),
        chat: Some(chat),
        times: 1,
        trouble,
    };
    api.make(fault(GROUP, Trouble::TooMany(1)));
    api.make(fault(PARTNER, Trouble::ResetAfter));
    let mut bot = start(&api, &home);
    api.user(GROUP).wait_said(1);
    api.user(PARTNER).wait_said(1);
    bot.wait_output("nobody knows whether a week's digest arrived");
    bot.kill();
    let bot = start(&api, &home);
    std::thread::sleep(A_LOOK);
    for chat in [GROUP, PARTNER] {
        assert_eq!(api.user(chat).said().len(), 1, "no more than once");
    }
    drop(bot);
}

#[test]
fn report_is_answered_in_partners_chats_and_nowhere_else() {
    let (api, home, releases) = home();
    let bot = start(&api, &home);
    api.user(GROUP).wait_said(1);
    api.user(PARTNER).wait_said(1);
    let week = newest(&releases);
    let group = |text: &str| {
        let chat = json!({"id": GROUP, "type": "supergroup", "title": "Partners"});
        api.user(GROUP).send(json!({"text": text, "chat": chat}));
    };
    group("/report@HuquqTestBot");
    let said = api.user(GROUP).wait_said(2);
    assert!(said.contains(&week.to_string()), "{said}");
    api.wait("two files", |state| state.uploads.len() == 2);
    let uploads = api.with(|state| state.uploads.clone());
    assert!(uploads.iter().all(|upload| upload.chat == GROUP));
    let names: Vec<&str> = uploads.iter().map(|it| it.name.as_str()).collect();
    let expected = [format!("huquq-{week}.pdf"), format!("huquq-{week}.csv")];
    assert_eq!(names, expected);
    let sheet = huquq_report(&home, &["--week", &week.to_string(), "--format", "pdf"]);
    assert!(
        sheet.starts_with(b"%PDF") && uploads[0].bytes == sheet,
        "the same as by the command"
    );
    let csv = huquq_report(&home, &["--week", &week.to_string(), "--format", "csv"]);
    assert_eq!(uploads[1].bytes, csv, "the same as by the command");

    api.user(PARTNER).say("/report 1999-W01");
    let said = api.user(PARTNER).wait_said(2);
    assert!(said.contains("no such page"), "{said}");
    let other = api.user(55);
    let said = other.ask("/report");
    assert!(!said.contains(&week.to_string()), "{said}");
    let stranger = json!({"id": -77_i64, "type": "supergroup", "title": "Others"});
    api.with(|state| {
        state.chats.entry(-77).or_default();
    });
    api.user(-77)
        .send(json!({"text": "/report", "chat": stranger}));
    api.wait("all is acknowledged", |state| state.pending() == 0);
    api.with(|state| {
        assert_eq!(state.answers(-77), 0);
        assert_eq!(state.uploads.len(), 2);
        assert!(state.refused().is_empty(), "{:?}", state.refused());
    });
    let (status, output) = bot.terminate();
    assert!(status.success(), "{output}");
}

/// What the command gives.
fn huquq_report(home: &Home, arguments: &[&str]) -> Vec<u8> {
    let output = home.command().arg("report").args(arguments).output();
    let output = output.expect("it starts");
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// The page on a port of its own, over simulated weeks.
struct Page {
    home: Home,
    tokens: PathBuf,
    token: String,
    address: String,
    bot: Bot,
}

impl Page {
    fn start() -> Self {
        let home = Home::small();
        fs::create_dir_all(home.data()).expect("a folder");
        let now = "2026-11-24T07:00:00Z".parse().expect("a moment");
        let accounts = [40, 110, 15, 130, 150, 170, 160, 190, 210, 90, 230, 250];
        let directory = home.data().join("simulation");
        published::weeks(&directory, StoreKind::Simulation, &accounts, now);
        let tokens = home.data().join("tokens");
        let token = make_token(&home, &tokens, "ministry");
        let mut command = home.command();
        command
            .args([
                "partners",
                "page",
                "--simulation",
                "--listen",
                "127.0.0.1:0",
            ])
            .args(["--partners-name", "counts.example"])
            .arg("--tokens")
            .arg(&tokens);
        let mut bot = Bot::of(command);
        bot.wait_output("partners' page at ");
        let output = bot.output();
        let address = output
            .split("page at ")
            .nth(1)
            .and_then(|rest| rest.lines().next());
        let address = address
            .expect("an address")
            .trim_end_matches('/')
            .to_owned();
        Self {
            home,
            tokens,
            token,
            address,
            bot,
        }
    }

    async fn get(&self, client: &Client, path: &str) -> Response {
        let request = client.get(format!("{}{path}", self.address));
        request.send().await.expect("it answers")
    }

    async fn enter(&self, client: &Client, token: &str) -> Response {
        client
            .post(format!("{}/in", self.address))
            .header("origin", &self.address)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("token={token}"))
            .send()
            .await
            .expect("it answers")
    }

    /// A client that is signed in: the cookie goes with each request.
    async fn signed_in(&self, token: &str) -> Client {
        let answer = self.enter(&client(None), token).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let cookie = answer.headers()["set-cookie"].to_str().expect("text");
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        client(cookie.split(';').next())
    }
}

fn client(cookie: Option<&str>) -> Client {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("accept-language", "en".parse().expect("a header"));
    if let Some(cookie) = cookie {
        headers.insert("cookie", cookie.parse().expect("a header"));
    }
    let builder = Client::builder().no_proxy().redirect(Policy::none());
    builder.default_headers(headers).build().expect("a client")
}

fn make_token(home: &Home, tokens: &Path, name: &str) -> String {
    let output = home
        .command()
        .args(["partners", "token", name, "--tokens"])
        .arg(tokens)
        .output()
        .expect("it starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

#[tokio::test]
async fn the_page_opens_with_a_token_and_says_the_same_to_every_partner() {
    let page = Page::start();
    let second = make_token(&page.home, &page.tokens, "ombudsman");
    let nobody = client(None);
    for path in [
        "/",
        "/of/2026-W47",
        "/file/2026-W47.csv",
        "/add?from=2026-W40&to=2026-W47",
    ] {
        let answer = page.get(&nobody, path).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        let text = answer.text().await.expect("text");
        assert!(text.contains("type=\"password\"") && !text.contains("2026-W47"));
    }
    let one = page.signed_in(&page.token).await;
    let other = page.signed_in(&second).await;
    for path in [
        "/",
        "/of/2026-W47?lang=kk",
        "/of/2026-W38..2026-W47?lang=ru",
        "/of/2026-B11",
        "/file/2026-W47.csv",
        "/file/2026-W47.xlsx",
        "/file/2026-W47.json",
        "/file/2026-W47.html",
        "/file/2026-W47.pdf",
        "/file/2026-W47.datapackage.json",
        "/file/2026-W38..2026-W47.csv",
    ] {
        let answer = page.get(&one, path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .expect("text");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"));
        assert!(!policy.contains("unsafe") && !policy.contains("script"));
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let bytes = answer.bytes().await.expect("a body");
        let again = page.get(&other, path).await.bytes().await.expect("a body");
        assert!(bytes == again, "{path}");
        if path.starts_with("/of") {
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains(" style=") && !text.contains("<style"),
                "{path}"
            );
            assert!(text.contains("SIMULATED") || text.contains("МОД"), "{path}");
        }
    }
    let arguments = [
        "--simulation",
        "--week",
        "2026-W47",
        "--format",
        "csv",
        "--lang",
        "en",
    ];
    let csv = huquq_report(&page.home, &arguments);
    let shown = page.get(&one, "/file/2026-W47.csv?lang=en").await;
    assert_eq!(shown.bytes().await.expect("a body"), csv);

    for (path, status) in [
        ("/of/2031-W01", StatusCode::NOT_FOUND),
        ("/of/2020-W01..2020-W03", StatusCode::NOT_FOUND),
        ("/of/..%2f..%2fetc%2fpasswd", StatusCode::NOT_FOUND),
        ("/file/2026-W47.exe", StatusCode::NOT_FOUND),
        ("/file/%0d%0aSet-Cookie:x.csv", StatusCode::NOT_FOUND),
        ("/nowhere", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(page.get(&one, path).await.status(), status, "{path}");
    }
    // Who leaves is out; who is taken out of the file is out at once.
    let left = one
        .post(format!("{}/out", page.address))
        .header("origin", &page.address)
        .send()
        .await;
    assert_eq!(left.expect("it answers").status(), StatusCode::SEE_OTHER);
    assert_eq!(page.get(&one, "/").await.status(), StatusCode::UNAUTHORIZED);
    fs::write(&page.tokens, "# nobody\n").expect("written");
    assert_eq!(
        page.get(&other, "/").await.status(),
        StatusCode::UNAUTHORIZED
    );
    let said = page.bot.terminate().1;
    assert!(
        !said.contains(&page.token) && !said.contains("2026-W47"),
        "{said}"
    );
}

#[tokio::test]
async fn wrong_tokens_other_sites_and_other_names_are_kept_out() {
    let page = Page::start();
    let nobody = client(None);
    // A form of another site, and a name that is not ours.
    let foreign = nobody
        .post(format!("{}/in", page.address))
        .header("origin", "http://evil.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={}", page.token))
        .send()
        .await
        .expect("it answers");
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let renamed = nobody
        .get(format!("{}/", page.address))
        .header("host", "evil.example");
    let renamed = renamed.send().await.expect("it answers");
    assert_eq!(renamed.status(), StatusCode::MISDIRECTED_REQUEST);
    // Under its own name, behind TLS, the cookie is for TLS only.
    let named = nobody
        .post(format!("{}/in", page.address))
        .header("host", "counts.example")
        .header("origin", "https://counts.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={}", page.token))
        .send()
        .await
        .expect("it answers");
    let cookie = named.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let mut answers = Vec::new();
    for _ in 0..22 {
        answers.push(page.enter(&nobody, "huquq-00").await.status().as_u16());
    }
    assert_eq!(answers[..20], [401; 20]);
    assert_eq!(answers[20..], [429; 2], "{answers:?}");
    // Who is in stays in.
    let inside = client(cookie.split(';').next());
    assert_eq!(page.get(&inside, "/").await.status(), StatusCode::OK);
}

#[test]
fn the_page_is_off_by_default_and_refuses_to_be_open_to_all() {
    let (api, home, _) = home();
    let bot = start(&api, &home);
    assert!(!bot.output().contains("partners' page"));
    drop(bot);
    let tokens = home.data().join("tokens");
    let refused = |variables: &[(&str, &str)]| {
        let (status, output) = Bot::start_with(&api, &home, variables).wait();
        assert!(!status.success());
        output
    };
    let file = tokens.to_string_lossy().into_owned();
    let said = refused(&[("HUQUQ_PARTNERS", "127.0.0.1:0")]);
    assert!(said.contains("partners-tokens"), "{said}");
    let with = |address| {
        [
            ("HUQUQ_PARTNERS", address),
            ("HUQUQ_PARTNERS_TOKENS", file.as_str()),
        ]
    };
    let said = refused(&with("127.0.0.1:0"));
    assert!(said.contains("huquq partners token NAME"), "{said}");
    make_token(&home, &tokens, "a");
    let said = refused(&with("0.0.0.0:0"));
    assert!(said.contains("without encryption"), "{said}");
    let mut bot = Bot::start_with(&api, &home, &with("127.0.0.1:0"));
    bot.wait_output("partners' page at http://127.0.0.1:");
    bot.connected();
}

#[tokio::test]
async fn in_a_browser_one_signs_in_looks_at_weeks_and_adds_them_up() {
    for (width, height) in [(360, 740), (1280, 900)] {
        let Some(window) = Window::open(width, height).await else {
            return;
        };
        let page = Page::start();
        let address = page.address.replace("127.0.0.1", "localhost");
        window.visit(&format!("{address}/")).await;
        window.type_keys("huquq-wrong\u{e004}\u{e007}").await;
        window
            .wait("return !!document.querySelector('.warning')")
            .await;
        look(&window, &format!("partners-entrance-{width}")).await;
        window.tab_to("#token").await;
        window.type_keys(&page.token).await;
        window.type_keys("\u{e007}").await;
        window
            .wait("return !!document.querySelector('main svg')")
            .await;
        check_page(&window, &format!("partners-weeks-{width}")).await;
        window
            .run("document.querySelector('td a[href^=\"/of/2026-W47\"]').click()")
            .await;
        window
            .wait("return location.pathname === '/of/2026-W47'")
            .await;
        window
            .wait("return document.querySelectorAll('.tile').length >= 4")
            .await;
        check_page(&window, &format!("partners-week-{width}")).await;
        window.visit(&format!("{address}/?lang=kk")).await;
        window
            .run("document.querySelector('.range').submit()")
            .await;
        window
            .wait("return location.pathname.startsWith('/of/2026-W36..')")
            .await;
        window
            .wait("return document.documentElement.lang === 'kk'")
            .await;
        check_page(&window, &format!("partners-range-{width}")).await;
        window.close().await;
    }
}

/// A page that is not wider than the window, styled, and that the browser does not complain of.
async fn check_page(window: &Window, name: &str) {
    look(window, name).await;
    // A page that is wider than a phone would be shown smaller, and the window be wider for it.
    let width: u64 = name
        .rsplit('-')
        .next()
        .and_then(|end| end.parse().ok())
        .expect("a width");
    assert_eq!(
        window.run("return window.innerWidth").await,
        json!(width),
        "{name}"
    );
    let is_wide = "return document.documentElement.scrollWidth > window.innerWidth";
    assert_eq!(window.run(is_wide).await, json!(false), "{name}");
    let bars = "return [...document.querySelectorAll('.bar .outcome0')].every(it => \
                getComputedStyle(it).fill === 'rgb(85, 85, 85)')";
    assert_eq!(
        window.run(bars).await,
        json!(true),
        "the style was loaded: {name}"
    );
    let mut complaints = window.complaints().await;
    // The wrong token of before.
    complaints.retain(|line| !line.contains("401"));
    assert_eq!(complaints, Vec::<String>::new(), "{name}");
}

/// Keeps a picture of the page where HUQUQ_SCREENSHOTS names a folder.
async fn look(window: &Window, name: &str) {
    let Some(folder) = std::env::var_os("HUQUQ_SCREENSHOTS") else {
        return;
    };
    let picture = window
        .ask(reqwest::Method::GET, "/screenshot", serde_json::Value::Null)
        .await;
    let path = PathBuf::from(folder).join(format!("{name}.base64"));
    fs::write(path, picture.as_str().unwrap_or_default()).expect("written");
}

/// How long a report takes when two years of weeks and eight quarters are kept: a figure for the
/// long run, not a limit.
#[test]
fn a_report_of_two_years_and_eight_quarters_is_timed() {
    if std::env::var_os("HUQUQ_LONG").is_none() {
        println!("skipped: only the long run makes four years of weeks");
        return;
    }
    let home = Home::new();
    fs::create_dir_all(home.data()).expect("a folder");
    let directory = home.data().join("simulation");
    let now = "2026-11-24T07:00:00Z".parse().expect("a moment");
    let releases = published::weeks(&directory, StoreKind::Simulation, &[150; 210], now);
    let of = |kind: &str| releases.keys().filter(|it| it.kind() == kind).count();
    assert!(
        of("week") >= 104 && of("quarter") >= 7,
        "{} {}",
        of("week"),
        of("quarter")
    );
    for format in ["text", "html", "csv", "json", "xlsx"] {
        let mut times: Vec<Duration> = (0..7)
            .map(|_| {
                let began = std::time::Instant::now();
                huquq_report(&home, &["--simulation", "--format", format]);
                began.elapsed()
            })
            .collect();
        times.sort();
        println!("{format}: {:.1} ms", times[3].as_secs_f64() * 1_000.0);
    }
    let size = Command::new("du").arg("-sb").arg(&directory).output();
    println!(
        "{}",
        String::from_utf8_lossy(&size.expect("du is there").stdout)
    );
}
