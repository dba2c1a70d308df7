//! Any text is a token or is not; one that was read is written back within Telegram's limit.
#![no_main]

use huquq::intent::Token;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(token) = text.parse::<Token>() else {
        return;
    };
    let written = token.to_string();
    assert!(written.len() <= 64, "{written}");
    let again: Token = written.parse().expect("it was written by us");
    assert_eq!(again.to_string(), written);
});
