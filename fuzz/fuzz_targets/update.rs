//! Any update is read or stepped over; what would be sent is HTML whose tags close in order.
#![no_main]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use huquq::content;
use huquq::conversation::Edition;
use huquq::counts::{MemoryCounts, Vocabulary};
use huquq::frontend::telegram::Rehearsal;
use huquq::localization;
use huquq::service::Service;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

static STAGE: LazyLock<(Rehearsal, Runtime)> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let content = root.join("tests/broken-content/base");
    let catalog = Arc::new(content::load(&content).expect("the content holds together"));
    let words = localization::load(&root.join("locales"), catalog.uzbek()).expect("the words");
    let counts = MemoryCounts::new(Vocabulary::of(&catalog), Timestamp::now()).expect("counts");
    let counts = Arc::new(counts);
    let words = Arc::new(words);
    let service = Service::new(catalog, words, counts, Edition::Pilot, None, None);
    let rehearsal = Rehearsal::new(Arc::new(service.expect("a service")));
    let runtime = Builder::new_current_thread().enable_all().build();
    (rehearsal, runtime.expect("a runtime"))
});

fuzz_target!(|raw: &str| {
    let (rehearsal, runtime) = &*STAGE;
    for html in runtime.block_on(rehearsal.play(raw)) {
        assert_closed(&html);
    }
});

/// Every `<` opens or closes a tag, and tags close in the order they opened.
fn assert_closed(html: &str) {
    let mut open = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None => open.push(tag.split(' ').next().unwrap_or_default()),
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
}
