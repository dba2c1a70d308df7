//! Editors' conversation tests, played by the built binary as an editor plays them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The day the tests speak of, so that amounts do not change with the calendar.
const TODAY: &str = "2026-11-23";

fn play(path: &Path) -> (bool, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_huquq"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .args(["chat", "--today", TODAY, "--script"])
        .arg(path)
        .output()
        .expect("the binary starts");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    (output.status.success(), said)
}

fn played(text: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("talk.txt");
    fs::write(&file, text).expect("a file");
    play(&file)
}

#[test]
fn every_conversation_goes_as_its_editor_expects() {
    let (succeeded, said) = play(Path::new("tests/conversations"));
    assert!(succeeded, "{said}");
}

#[test]
fn every_language_has_a_conversation_about_every_topic_and_screen() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wanted: Vec<String> = vec!["screens".to_owned(), "typed".to_owned()];
    for category in fs::read_dir(root.join("content/topics")).expect("topics") {
        for topic in fs::read_dir(category.expect("a category").path()).expect("topics") {
            let path = topic.expect("a topic").path();
            wanted.push(
                path.file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    let screens = [
        "languages",
        "home",
        "danger",
        "category",
        "topic",
        "card",
        "helpful",
        "contacts",
        "privacy",
        "help",
        "about",
        "forget",
        "suggest",
        "lost",
        "smalltalk",
        "unreadable",
        "retired",
    ];
    for language in ["kk", "ru", "tg", "uz", "uz-Cyrl"] {
        let folder = root.join("tests/conversations").join(language);
        for name in &wanted {
            let file = folder.join(format!("{name}.txt"));
            assert!(file.exists(), "no {}", file.display());
        }
        let all: String = fs::read_dir(&folder)
            .expect("conversations")
            .map(|file| fs::read_to_string(file.expect("a file").path()).expect("UTF-8"))
            .collect();
        for screen in screens {
            assert!(
                all.contains(&format!("\n= screen {screen}")),
                "{language} never sees the screen {screen}"
            );
        }
    }
}

#[test]
fn the_example_of_the_readme_can_be_played() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("tests/conversations/README.md")).expect("UTF-8");
    let (_, rest) = readme.split_once("```text\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let (succeeded, said) = played(example);
    assert!(succeeded, "{said}");
}

#[test]
fn what_came_otherwise_is_told_with_its_line_and_what_to_do() {
    let (succeeded, said) = played("/start\n= screen lost\n* no such button\n");
    assert!(!succeeded);
    for part in [
        "talk.txt:2",
        "came: screen languages",
        "talk.txt:3",
        "«Қазақша»",
        "2 not met",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
}

#[test]
fn a_talk_in_the_terminal_takes_numbers_words_and_commands() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huquq"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .args(["chat", "--today", TODAY, "--language", "ru"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("its input");
    write!(
        input,
        "1\n/privacy\nмне не платят за работу\n/quit\nnever read\n"
    )
    .expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let mut rest = said.as_str();
    for part in [
        "[1] 🆘 Опасность сейчас",
        "☎ 112 — Служба спасения",
        "Что мы храним\n─",
        "Мне не платят за работу\n─",
        "Что делать:\n 1. ",
    ] {
        let (_, after) = rest
            .split_once(part)
            .unwrap_or_else(|| panic!("no {part} in {said}"));
        rest = after;
    }
}
