//! What the README and the help promise is run.

use std::path::Path;
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn huquq(arguments: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huquq"))
        .args(arguments)
        .current_dir(root())
        .env("HUQUQ_DATA", data)
        .env_remove("TELOXIDE_TOKEN")
        .output()
        .expect("the program starts")
}

/// The arguments of every `cargo run --release -- ...` line of a document.
fn commands(document: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(root().join(document)).expect("the document is there");
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("$ cargo run --release -- "))
        .map(|line| {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = Vec::new();
            for (index, part) in line.split('"').enumerate() {
                if index % 2 == 1 {
                    words.push(part.to_owned());
                } else {
                    words.extend(part.split_whitespace().map(str::to_owned));
                }
            }
            words
        })
        .collect()
}

#[test]
fn every_command_of_the_readme_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let commands = commands("README.md");
    assert!(commands.len() >= 4, "{commands:?}");
    for words in commands {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = huquq(&words, folder.path());
        let errors = String::from_utf8_lossy(&output.stderr);
        // A report needs something counted; on a fresh machine it says so.
        let is_fresh = words[0] == "report" && errors.contains("let it count first");
        assert!(output.status.success() || is_fresh, "{words:?}: {errors}");
    }
}

#[test]
fn every_command_has_help_with_an_example_and_no_secret_by_flag() {
    let folder = tempfile::tempdir().expect("a folder");
    for command in [
        "serve", "preview", "chat", "check", "match", "evaluate", "report",
    ] {
        let output = huquq(&[command, "--help"], folder.path());
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success());
        assert!(help.contains("Example"), "{command} has no example");
        assert!(
            !help.contains("--token "),
            "{command} takes a secret by flag"
        );
    }
}

#[test]
fn telegram_is_refused_without_a_token() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = huquq(&["serve", "--telegram"], folder.path());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("TELOXIDE_TOKEN"), "{errors}");
    assert!(
        !folder.path().join("counts").exists(),
        "something was written"
    );
}

#[test]
fn the_content_passes_its_rules_and_the_conversations_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = huquq(&["check", "--today", "2026-11-24"], folder.path());
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
    let arguments = [
        "chat",
        "--today",
        "2026-11-24",
        "--script",
        "tests/conversations",
    ];
    let played = huquq(&arguments, folder.path());
    assert!(
        played.status.success(),
        "{}",
        String::from_utf8_lossy(&played.stdout)
    );
}

#[test]
fn an_argument_that_is_not_understood_gives_exit_code_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = huquq(&["no-such-command"], folder.path());
    assert_eq!(output.status.code(), Some(2));
}
