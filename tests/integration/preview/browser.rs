//! The preview in a real browser, Chromium, driven over the WebDriver protocol by plain requests.
//!
//! Without a browser these tests print one line and pass, unless HUQUQ_REQUIRE_TOOLS=1.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::server::Server;

/// The keys of the WebDriver protocol.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// How long an answer may take to appear.
const PATIENCE: Duration = Duration::from_secs(10);

/// A browser window; driver and browser end with it.
pub struct Window {
    driver: Child,
    client: Client,
    session: String,
    _profile: TempDir,
}

impl Window {
    /// Opens a window of the size of a phone or a desktop; none without a browser.
    pub async fn open(width: u32, height: u32) -> Option<Self> {
        let mut driver = match start_driver() {
            Ok(driver) => driver,
            Err(reason) => {
                let is_required = std::env::var_os("HUQUQ_REQUIRE_TOOLS").is_some();
                assert!(!is_required, "{reason}");
                println!("skipped: {reason}; install chromium and chromium-driver");
                return None;
            }
        };
        let base = format!("http://127.0.0.1:{}", driver_port(&mut driver));
        let profile = tempfile::tempdir().expect("a folder");
        let mut window = Self {
            driver,
            client: Client::builder().no_proxy().build().expect("a client"),
            session: base,
            _profile: profile,
        };
        let capabilities = capabilities(window._profile.path(), width, height);
        let value = window.ask(Method::POST, "/session", capabilities).await;
        let id = value["sessionId"].as_str().expect("a session");
        window.session = format!("{}/session/{id}", window.session);
        let metrics = json!({
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        });
        window.ask(Method::POST, "/goog/cdp/execute", metrics).await;
        Some(window)
    }

    pub async fn ask(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.session));
        let request = if method == Method::POST {
            request
                .header("content-type", "application/json")
                .body(body.to_string())
        } else {
            request
        };
        let response = request.send().await.expect("the driver answers");
        let is_good = response.status().is_success();
        let text = response.text().await.expect("its answer");
        let mut value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(is_good, "{path}: {text:.500}");
        value["value"].take()
    }

    pub async fn visit(&self, address: &str) {
        self.ask(Method::POST, "/url", json!({"url": address}))
            .await;
    }

    /// Presses keys, wherever the focus is.
    pub async fn type_keys(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                let key = key.to_string();
                [
                    json!({"type": "keyDown", "value": key}),
                    json!({"type": "keyUp", "value": key}),
                ]
            })
            .collect();
        let body = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        self.ask(Method::POST, "/actions", body).await;
    }

    pub async fn run(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.ask(Method::POST, "/execute/sync", body).await
    }

    pub async fn text_of(&self, script: &str) -> String {
        let value = self.run(script).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a script gives true.
    pub async fn wait(&self, script: &str) {
        let start = Instant::now();
        while self.run(script).await != json!(true) {
            assert!(start.elapsed() < PATIENCE, "never came true: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Moves the focus with the Tab key until it is on an element, as people without a mouse do.
    pub async fn tab_to(&self, selector: &str) {
        let is_there = format!("return document.activeElement.matches('{selector}')");
        for _ in 0..60 {
            if self.run(&is_there).await == json!(true) {
                return;
            }
            self.type_keys(TAB).await;
        }
        panic!("the Tab key never came to {selector}");
    }

    /// The words of the message that has the focus.
    pub async fn focused_message(&self) -> String {
        self.text_of(
            "const here = document.activeElement; \
             return here.matches('article.ours') ? here.innerText : 'no message has the focus'",
        )
        .await
    }

    /// What the browser complained about: blocked scripts and styles, failed requests.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self
            .ask(Method::POST, "/se/log", json!({"type": "browser"}))
            .await;
        let entries = log.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    pub async fn close(self) {
        self.ask(Method::DELETE, "", Value::Null).await;
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The driver leads a group of its own with the browser in it.
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.driver.wait();
    }
}

fn start_driver() -> Result<Child, String> {
    let browser = Command::new("chromium")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !browser.is_ok_and(|status| status.success()) {
        return Err("chromium is not here".to_owned());
    }
    Command::new("chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|error| format!("chromedriver does not start ({error})"))
}

fn driver_port(driver: &mut Child) -> u16 {
    let mut output = BufReader::new(driver.stdout.take().expect("its output"));
    loop {
        let mut line = String::new();
        let read = output.read_line(&mut line).expect("a line");
        assert!(read > 0, "chromedriver ended before it listened");
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return port.trim().trim_end_matches('.').parse().expect("a port");
        }
    }
}

fn capabilities(profile: &std::path::Path, width: u32, height: u32) -> Value {
    let profile = format!("--user-data-dir={}", profile.display());
    let size = format!("--window-size={width},{height}");
    json!({"capabilities": {"alwaysMatch": {
        "browserName": "chrome",
        "goog:loggingPrefs": {"browser": "ALL"},
        "goog:chromeOptions": {"args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--lang=ru", "--accept-lang=ru", size, profile,
        ]},
    }}})
}

#[tokio::test]
async fn a_question_is_typed_and_a_button_pressed_with_the_keyboard_alone() {
    let Some(window) = Window::open(1280, 900).await else {
        return;
    };
    let server = Server::start();
    window.visit(&server.url("/")).await;
    // The first stop is the way past everything, to the line one types in.
    window.type_keys(TAB).await;
    assert_eq!(
        window
            .text_of("return document.activeElement.className")
            .await,
        "skip"
    );
    window.type_keys(ENTER).await;
    window.tab_to("#words").await;
    window.type_keys("ребенка не берут в школу").await;
    window.type_keys(ENTER).await;
    window
        .wait("return document.querySelectorAll('article').length === 3")
        .await;
    let answer = window.focused_message().await;
    assert!(answer.contains("школ"), "{answer}");
    let typed = "return document.querySelector('article.theirs').innerText";
    assert!(
        window
            .text_of(typed)
            .await
            .contains("ребенка не берут в школу")
    );

    window.visit(&server.url("/?start=ru_home")).await;
    window.tab_to("button[value=ru_cat_school]").await;
    window.type_keys(ENTER).await;
    window
        .wait("return !!document.querySelector('button[value=\"ru_topic_school-right\"]')")
        .await;
    window
        .tab_to("button[value=\"ru_topic_school-right\"]")
        .await;
    window.type_keys(ENTER).await;
    window
        .wait(
            "const here = document.activeElement; \
             return here.matches('article') && here.innerText.startsWith('Право ребёнка на школу')",
        )
        .await;
    let answer = window.focused_message().await;
    assert!(answer.contains("111"), "{answer}");
    let outline = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(window.text_of(outline).await, "solid");
    assert_eq!(window.complaints().await, Vec::<String>::new());
    window.close().await;
}

#[tokio::test]
async fn the_words_around_the_talk_follow_its_language() {
    let Some(window) = Window::open(1280, 900).await else {
        return;
    };
    let server = Server::start();
    window.visit(&server.url("/?start=ru_lang")).await;
    window.tab_to("button[value=uzc_set]").await;
    window.type_keys(ENTER).await;
    window
        .wait("return document.documentElement.lang === 'uz-Cyrl'")
        .await;
    let placeholder = "return document.getElementById('words').placeholder";
    assert_eq!(window.text_of(placeholder).await, "Саволингизни ёзинг");
    assert_eq!(window.complaints().await, Vec::<String>::new());
    window.close().await;
}

#[tokio::test]
async fn a_small_phone_shows_every_screen_without_scrolling_sideways() {
    let Some(window) = Window::open(360, 740).await else {
        return;
    };
    let server = Server::start();
    for screen in [
        "kk_home",
        "tg_now",
        "uz_topic_safety-violence",
        "uzc_card_birth-registration",
        "ru_topic_stay-overstay",
        "tg_who",
        "kk_priv",
    ] {
        window
            .visit(&server.url(&format!("/?start={screen}")))
            .await;
        let is_wide = "return document.documentElement.scrollWidth > window.innerWidth";
        assert_eq!(window.run(is_wide).await, json!(false), "{screen}");
        let too_small = "return [...document.querySelectorAll('button, summary, a.phone, #words')]\
             .filter(it => it.getClientRects().length && it.getBoundingClientRect().height < 44)\
             .map(it => it.outerHTML).join()";
        assert_eq!(window.text_of(too_small).await, "", "{screen}");
    }
    assert_eq!(window.complaints().await, Vec::<String>::new());
    window.close().await;
}
