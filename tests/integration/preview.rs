//! The preview from outside: the built binary, asked over HTTP as a browser without scripts asks,
//! and through a real browser (see [`browser`]).

pub mod browser;
mod server;

use reqwest::header::{
    ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderMap, LOCATION, ORIGIN, SET_COOKIE,
};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};

use server::Server;

/// A browser that runs no scripts: it keeps its cookie and follows what it is told.
struct Visitor<'a> {
    server: &'a Server,
    client: Client,
    language: &'static str,
    cookie: Option<String>,
}

impl<'a> Visitor<'a> {
    fn new(server: &'a Server, language: &'static str) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Self {
            server,
            client,
            language,
            cookie: None,
        }
    }

    async fn send(&mut self, request: RequestBuilder) -> Response {
        let mut request = request.header(ACCEPT_LANGUAGE, self.language);
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let response = request.send().await.expect("the preview answers");
        if let Some(cookie) = response.headers().get(SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie");
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        response
    }

    async fn get(&mut self, path: &str) -> Response {
        let request = self.client.get(self.server.url(path));
        self.send(request).await
    }

    async fn page(&mut self) -> String {
        let response = self.get("/").await;
        assert_eq!(response.status(), StatusCode::OK);
        response.text().await.expect("a page")
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self
            .client
            .post(self.server.url(path))
            .header(ORIGIN, self.server.url(""))
            .form(form);
        self.send(request).await
    }

    /// Sends a form and follows the answer to the page.
    async fn act(&mut self, path: &str, form: &[(&str, &str)]) -> String {
        let response = self.post(path, form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let place = header(response.headers(), LOCATION.as_str());
        assert!(place.starts_with("/#m"), "it leads to {place}");
        self.page().await
    }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).unwrap_or_else(|| panic!("no {name}"));
    value.to_str().expect("plain text").to_owned()
}

fn count(page: &str, part: &str) -> usize {
    page.matches(part).count()
}

#[tokio::test]
async fn a_browsers_language_is_spoken_and_marked_for_screen_readers() {
    let server = Server::start();
    let page = Visitor::new(&server, "en;q=0.9,tg,ru;q=0.5").page().await;
    assert!(page.contains("<html lang=\"tg\">"));
    assert!(page.contains("<h2 id=\"t1\">Салом!"));
    let page = Visitor::new(&server, "en").page().await;
    assert!(page.contains("<p lang=\"kk\">🇰🇿"));
    assert!(page.contains("<p lang=\"uz\">🇺🇿"));
    assert!(page.contains(" lang=\"uz-Cyrl\">Ўзбекча</button>"));
}

#[tokio::test]
async fn a_kyrgyz_sentence_is_marked_as_kyrgyz_for_screen_readers() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "kk");
    visitor.page().await;
    let words = "баламды мектепке албай жатышат эмне кылам";
    let page = visitor.act("/say", &[("words", words)]).await;
    assert!(page.contains("<p lang=\"ky\">Кечиресиз"), "{page}");
}

#[tokio::test]
async fn whoever_runs_it_is_named_on_the_page_about_it() {
    let operator = "Фонд «Мектеп», help@mektep.example";
    let server = Server::start_with(&["--operator", operator]);
    let mut visitor = Visitor::new(&server, "tg");
    visitor.page().await;
    let page = visitor.act("/say", &[("words", "/about")]).await;
    assert!(page.contains(operator), "{page}");
}

#[tokio::test]
async fn a_button_changes_its_message_and_a_reload_repeats_nothing() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    let first = visitor.page().await;
    assert_eq!(count(&first, "<article"), 1);
    let press = [("token", "ru_cat_school"), ("message", "1")];
    let page = visitor.act("/press", &press).await;
    assert_eq!(count(&page, "<article"), 1);
    let press = [("token", "ru_topic_school-right"), ("message", "1")];
    let page = visitor.act("/press", &press).await;
    assert!(page.contains("<h2 id=\"t1\">Право ребёнка на школу</h2>"));
    assert!(page.contains("href=\"tel:111\""));
    assert!(page.contains("<details><summary>Если отказывают</summary>"));
    assert_eq!(visitor.page().await, page);
    let press = [("token", "ru_card_school-right"), ("message", "1")];
    let page = visitor.act("/press", &press).await;
    assert_eq!(count(&page, "<article"), 2);
    assert!(page.contains("<figure class=\"card\" lang=\"kk\">"));
}

#[tokio::test]
async fn beside_the_talk_stands_what_was_counted_as_a_test_writes_it() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    visitor.page().await;
    let press = [("token", "ru_topic_school-right"), ("message", "1")];
    let page = visitor.act("/press", &press).await;
    assert!(page.contains("= counted start direct\n"));
    assert!(page.contains("= counted question answered school-right button ru\n"));
    assert!(page.contains("Вопрос: есть ответ, выбран кнопкой, «Право ребёнка на школу»"));
}

#[tokio::test]
async fn typed_words_are_shown_as_words_and_appear_in_no_output() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "uz");
    visitor.page().await;
    let page = visitor
        .act(
            "/say",
            &[("words", "<script>alert('marker-4711')</script> &amp;")],
        )
        .await;
    assert!(page.contains("&lt;script&gt;alert(&#39;marker-4711&#39;)&lt;/script&gt; &amp;amp;"));
    assert!(!page.contains("<script>alert"));
    let output = server.stop();
    assert!(!output.contains("marker-4711"), "{output}");
}

#[tokio::test]
async fn commands_can_be_typed_and_forget_empties_the_page() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "kk");
    visitor.page().await;
    let page = visitor.act("/say", &[("words", "/privacy")]).await;
    assert!(page.contains(">Біз не сақтаймыз</h2>"));
    assert_eq!(count(&page, "<article"), 3);
    let page = visitor.act("/say", &[("words", "/forget")]).await;
    assert_eq!(count(&page, "<article"), 1);
    assert!(!page.contains("privacy-opened"));
}

#[tokio::test]
async fn talks_of_two_browsers_are_strangers() {
    let server = Server::start();
    let mut one = Visitor::new(&server, "ru");
    let mut other = Visitor::new(&server, "ru");
    one.page().await;
    other.page().await;
    assert_ne!(one.cookie, other.cookie);
    one.act("/say", &[("words", "слово-метка")]).await;
    assert!(!other.page().await.contains("слово-метка"));
    let again = one.post("/again", &[]).await;
    assert_eq!(again.status(), StatusCode::SEE_OTHER);
    assert!(!one.page().await.contains("слово-метка"));
}

#[tokio::test]
async fn a_link_opens_its_topic_in_its_language_and_leaves_a_clean_address() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    let response = visitor.get("/?start=uzc_topic_birth-registration").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(response.headers(), "location"), "/#m1");
    let page = visitor.page().await;
    assert!(page.contains("<html lang=\"uz-Cyrl\">"));
    assert!(page.contains("question answered birth-registration link uz-Cyrl"));
}

#[tokio::test]
async fn another_sites_link_is_opened_by_our_own_page_so_that_the_talk_goes_on() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    let request = visitor
        .client
        .get(server.url("/?start=ru_home%22%3E"))
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-dest", "document");
    let response = visitor.send(request).await;
    assert!(response.headers().get(SET_COOKIE).is_none());
    let page = response.text().await.expect("a page");
    assert!(page.contains("content=\"0; url=/?start=ru_home%22%3E\""));
}

#[tokio::test]
async fn other_sites_can_neither_send_forms_nor_embed_nor_name_the_preview() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    visitor.page().await;
    let form = [("words", "x")];
    for origin in ["http://evil.example", "null", "http://localhost:1"] {
        let request = visitor.client.post(server.url("/say")).form(&form);
        let response = visitor.send(request.header(ORIGIN, origin)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin}");
    }
    let request = visitor.client.post(server.url("/say")).form(&form);
    let response = visitor.send(request).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let request = visitor
        .client
        .get(server.url("/"))
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-dest", "image");
    let response = visitor.send(request).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let request = visitor.client.get(server.url("/"));
    let response = visitor.send(request.header(HOST, "rebound.example")).await;
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(count(&visitor.page().await, "<article"), 1);
}

#[tokio::test]
async fn a_form_without_a_cookie_and_one_too_long_are_refused_with_a_word() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    let response = visitor.post("/say", &[("words", "x")]).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let page = response.text().await.expect("a page");
    assert!(page.contains("Браузер не принял"));
    visitor.page().await;
    let long = "x".repeat(70_000);
    let response = visitor.post("/say", &[("words", &long)]).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let response = visitor.get("/no-such-page").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_of_an_earlier_process_goes_on_with_its_buttons() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    visitor.cookie = Some(format!("huquq-preview={}", "0".repeat(32)));
    let press = [("token", "tg_topic_work-unpaid-wages"), ("message", "7")];
    let page = visitor.act("/press", &press).await;
    assert!(page.contains("<html lang=\"tg\">"));
    assert_ne!(
        visitor.cookie,
        Some(format!("huquq-preview={}", "0".repeat(32)))
    );
}

#[tokio::test]
async fn the_page_keeps_to_itself() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    let response = visitor.get("/").await;
    let headers = response.headers().clone();
    let policy = header(&headers, CONTENT_SECURITY_POLICY.as_str());
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"));
    assert!(policy.contains("form-action 'self'"));
    assert!(policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe"));
    assert_eq!(header(&headers, "cache-control"), "no-store");
    let cookie = header(&headers, "set-cookie");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"));
    let press = [("token", "ru_topic_safety-violence"), ("message", "1")];
    let page = visitor.act("/press", &press).await;
    for (name, places) in [("src", &["/"][..]), ("href", &["/", "#", "tel:"])] {
        for place in page.split(&format!(" {name}=\"")).skip(1) {
            assert!(
                places.iter().any(|start| place.starts_with(start)),
                "{place:.60}"
            );
        }
    }
    assert!(!page.contains(" style=") && !page.contains(" onclick=") && !page.contains("<style"));
}

#[test]
fn an_address_that_others_can_reach_is_refused_unless_allowed() {
    let (succeeded, output) = Server::run_to_end(&["--listen", "0.0.0.0:0"]);
    assert!(!succeeded);
    assert!(output.contains("no sign-in"), "{output}");
}

#[test]
fn a_second_preview_on_the_same_address_says_so() {
    let server = Server::start();
    let address = format!("127.0.0.1:{}", server.port());
    let (succeeded, output) = Server::run_to_end(&["--listen", &address]);
    assert!(!succeeded);
    assert!(output.contains("is in use"), "{output}");
}

#[tokio::test]
async fn the_signal_to_stop_ends_it_well_even_with_a_connection_open() {
    let server = Server::start();
    let mut visitor = Visitor::new(&server, "ru");
    visitor.page().await;
    let output = server.stop();
    assert!(output.contains("stopped"), "{output}");
}
