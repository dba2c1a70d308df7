//! What one update costs without a network: read, understood, answered, counted, rendered.
//!
//! `cargo bench --bench turn`

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use huquq::conversation::Edition;
use huquq::counts::{MemoryCounts, Vocabulary};
use huquq::frontend::telegram::Rehearsal;
use huquq::service::Service;
use huquq::{content, localization};
use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};

static REHEARSAL: LazyLock<Rehearsal> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalog = content::load(&root.join("content")).expect("the content holds together");
    let catalog = Arc::new(catalog);
    let words = localization::load(&root.join("locales"), catalog.uzbek());
    let words = Arc::new(words.unwrap_or_else(|problems| panic!("{problems:?}")));
    let counts = MemoryCounts::new(Vocabulary::of(&catalog), Timestamp::now()).expect("counts");
    let counts = Arc::new(counts);
    let service = Service::new(catalog, words, counts, Edition::Pilot, None, None);
    Rehearsal::new(Arc::new(service.expect("a service")))
});

fn main() {
    LazyLock::force(&REHEARSAL);
    divan::main();
}

/// Updates that differ in number and chat, as they come.
fn updates(body: &'static str) -> impl Fn() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    move || {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let chat = number % 10_000 + 1;
        body.replace("NUMBER", &number.to_string())
            .replace("CHAT", &chat.to_string())
    }
}

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

#[divan::bench]
fn a_typed_question(bencher: Bencher) {
    play(
        bencher,
        r#"{"update_id":NUMBER,"message":{"message_id":5,"date":1,"chat":{"id":CHAT,"type":"private","first_name":"Name"},"from":{"id":CHAT,"is_bot":false,"first_name":"Name","language_code":"ru"},"text":"ребёнка не берут в школу без регистрации"}}"#,
    );
}

#[divan::bench]
fn a_topic_by_button(bencher: Bencher) {
    play(
        bencher,
        r#"{"update_id":NUMBER,"callback_query":{"id":"9","from":{"id":CHAT,"is_bot":false,"first_name":"Name"},"data":"ru_topic_school-right","message":{"message_id":5,"date":1,"chat":{"id":CHAT,"type":"private"}}}}"#,
    );
}

#[divan::bench]
fn the_menu_by_button(bencher: Bencher) {
    play(
        bencher,
        r#"{"update_id":NUMBER,"callback_query":{"id":"9","from":{"id":CHAT,"is_bot":false,"first_name":"Name"},"data":"tg_home","message":{"message_id":5,"date":1,"chat":{"id":CHAT,"type":"private"}}}}"#,
    );
}

fn play(bencher: Bencher, body: &'static str) {
    let runtime = runtime();
    bencher
        .with_inputs(updates(body))
        .bench_local_values(|update| {
            let sent = runtime.block_on(REHEARSAL.play(&update));
            assert!(!sent.is_empty());
            sent
        });
}
