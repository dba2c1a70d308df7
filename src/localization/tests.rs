//! The locales of this repository, and what is wrong with broken ones.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Localization, load};
use crate::content::tests::copy_folder;
use crate::language::Language;
use crate::problem::Problem;
use crate::uzbek::Transliteration;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn loaded() -> Localization {
    load(&root().join("locales"), &Transliteration::default())
        .unwrap_or_else(|problems| panic!("{}", problems[0]))
}

fn source_texts(folder: &Path, texts: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_texts(&path, texts);
        } else {
            texts.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_message_is_used_by_the_program() {
    let mut program = String::new();
    source_texts(&root().join("src"), &mut program);
    for id in loaded().messages().keys() {
        assert!(
            program.contains(&format!("\"{id}\"")),
            "{id} is used nowhere"
        );
    }
}

#[test]
fn every_message_has_a_text_without_errors_or_invisible_marks_in_every_language() {
    let localization = loaded();
    for language in Language::ALL {
        for (id, variables) in localization.messages() {
            let arguments: Vec<(&str, &str)> =
                variables.iter().map(|name| (name.as_str(), "7")).collect();
            let text = localization.text(language, id, &arguments);
            assert_ne!(text, *id);
            assert!(!text.trim().is_empty(), "{id} in {language:?}");
            assert!(!text.contains("{$"), "{id} in {language:?}: {text}");
            let marks = '\u{2066}'..='\u{2069}';
            assert!(!text.chars().any(|c| marks.contains(&c)), "{id}");
        }
    }
}

#[test]
fn what_telegram_limits_stays_within_its_limits() {
    let localization = loaded();
    let limits = [
        ("button-", 34),
        ("command-", 256),
        ("profile-name", 64),
        ("profile-short", 120),
        ("profile-description", 512),
    ];
    for language in Language::ALL {
        for id in localization.messages().keys() {
            for (prefix, max) in limits {
                if id.starts_with(prefix) {
                    let units = localization.text(language, id, &[]).encode_utf16().count();
                    assert!(units <= max, "{id} in {language:?} has {units}");
                }
            }
        }
    }
}

#[test]
fn phone_numbers_are_the_same_in_every_language() {
    let localization = loaded();
    let numbers = |language, id: &str| -> BTreeSet<String> {
        let variables = &localization.messages()[id];
        let arguments: Vec<(&str, &str)> =
            variables.iter().map(|name| (name.as_str(), "7")).collect();
        localization
            .text(language, id, &arguments)
            .split(|c: char| !c.is_ascii_digit())
            .filter(|number| number.len() == 3)
            .map(str::to_owned)
            .collect()
    };
    for id in localization.messages().keys() {
        let russian = numbers(Language::Russian, id);
        for language in Language::ALL {
            assert_eq!(numbers(language, id), russian, "{id} in {language:?}");
        }
    }
}

fn broken(file: &str, edit: impl FnOnce(&str) -> String) -> Vec<Problem> {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&root().join("locales"), folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, edit(&text)).unwrap();
    match load(folder.path(), &Transliteration::default()) {
        Ok(_) => panic!("a broken {file} was loaded"),
        Err(problems) => problems,
    }
}

#[test]
fn a_missing_an_extra_a_repeated_and_a_broken_message_are_named() {
    let rule_of = |problems: Vec<Problem>| problems[0].rule;
    let without = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with("button-home"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let file = "tg/interface.ftl";
    assert_eq!(rule_of(broken(file, without)), "locale-missing");
    let extra = |text: &str| format!("{text}\nextra-one = Як\n");
    assert_eq!(rule_of(broken(file, extra)), "locale-extra");
    let twice = |text: &str| format!("{text}\nbutton-home = Як\n");
    assert_eq!(rule_of(broken(file, twice)), "locale-duplicate");
    let renamed = |text: &str| text.replace("{ $year }", "{ $sol }");
    assert_eq!(rule_of(broken(file, renamed)), "locale-variables");
    let syntax = |text: &str| text.replace("{ $year }", "{ $year ");
    let problems = broken(file, syntax);
    assert!(
        problems
            .iter()
            .any(|p| p.rule == "locale-syntax" && p.line > 1)
    );
}
