//! Any text is folded and understood, twice the same.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use huquq::content;
use huquq::understanding::{Understanding, UserText, fold};
use libfuzzer_sys::fuzz_target;

static UNDERSTANDING: LazyLock<Understanding> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/broken-content/base");
    Understanding::learn(&content::load(&root).expect("the content holds together"))
});

fuzz_target!(|text: &str| {
    fold::fold(text);
    fold::fold_digit_slang(text);
    fold::other_layout(text);
    let text = UserText::new(text.to_owned());
    let understood = UNDERSTANDING.understand(&text);
    assert_eq!(understood, UNDERSTANDING.understand(&text));
    UNDERSTANDING.explain(&text);
});
