//! Every rule finds the breach it is for, and the content of this repository has no error.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};

use super::{Checked, RULES, check};
use crate::content;
use crate::content::tests::copy_folder;
use crate::localization;
use crate::problem::{Problem, Severity};

const TODAY: Date = date(2026, 11, 24);
const SCHOOL: &str = "topics/school/school-right.yaml";
const VIOLENCE: &str = "topics/safety/safety-violence.yaml";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn problems_of(folder: &Path, today: Date, for_release: bool) -> Vec<Problem> {
    let catalog = content::load(folder).unwrap_or_else(|problems| panic!("{}", problems[0]));
    let localization = localization::load(&root().join("locales"), catalog.uzbek())
        .unwrap_or_else(|problems| panic!("{}", problems[0]));
    check(&Checked {
        catalog: &catalog,
        localization: &localization,
        today,
        for_release,
    })
}

/// The problems of a copy of the content in which one file was edited.
fn broken(file: &str, edit: impl FnOnce(&str) -> String) -> Vec<Problem> {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&root().join("content"), folder.path());
    let path = folder.path().join(file);
    let old = fs::read_to_string(&path).unwrap();
    let new = edit(&old);
    assert_ne!(old, new, "the edit of {file} changed nothing");
    fs::write(&path, new).unwrap();
    problems_of(folder.path(), TODAY, false)
}

fn assert_found(problems: &[Problem], rule: &str, file: &str) {
    assert!(
        problems
            .iter()
            .any(|p| p.rule == rule && p.file.ends_with(file) && p.line > 0),
        "{rule} not found in {problems:?}"
    );
}

/// Removes a block of a section: the key's line and the deeper lines below it.
fn without(text: &str, language: &str, key: &str) -> String {
    let section = text.find(&format!("\n{language}:")).unwrap() + 1;
    let start = section + text[section..].find(&format!("\n  {key}:")).unwrap() + 1;
    let length: usize = text[start..]
        .split_inclusive('\n')
        .enumerate()
        .take_while(|(index, line)| {
            *index == 0 || line.starts_with("   ") || line.trim().is_empty()
        })
        .map(|(_, line)| line.len())
        .sum();
    format!("{}{}", &text[..start], &text[start + length..])
}

/// Puts words at the beginning of a section's answer.
fn answer_with(text: &str, language: &str, words: &str) -> String {
    let section = text.find(&format!("\n{language}:")).unwrap();
    let answer = section + text[section..].find("answer: >-\n").unwrap() + "answer: >-\n".len();
    format!("{}    {words}\n{}", &text[..answer], &text[answer..])
}

#[test]
fn the_content_of_this_repository_has_no_error() {
    let errors: Vec<String> = problems_of(&root().join("content"), TODAY, false)
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.to_string())
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
}

#[test]
fn rules_have_different_ids_and_explain_themselves() {
    let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    assert!(RULES.iter().all(|rule| !rule.explains.is_empty()));
}

#[test]
fn a_list_that_lost_an_item_in_translation_is_found() {
    let problems = broken(SCHOOL, |text| without(text, "tg", "steps"));
    assert_found(&problems, "list-lengths", SCHOOL);
}

#[test]
fn a_number_that_differs_between_languages_is_found() {
    let problems = broken(SCHOOL, |text| answer_with(text, "uz", "7 kun."));
    assert_found(&problems, "numbers", SCHOOL);
}

#[test]
fn a_letter_of_another_language_is_found() {
    let problems = broken(SCHOOL, |text| answer_with(text, "tg", "Школы."));
    assert_found(&problems, "wrong-letter", SCHOOL);
    let problems = broken(SCHOOL, |text| answer_with(text, "ru", "Прaво."));
    assert_found(&problems, "wrong-letter", SCHOOL);
}

#[test]
fn a_wrong_uzbek_apostrophe_is_found() {
    let problems = broken(SCHOOL, |text| answer_with(text, "uz", "O'g'il."));
    assert_found(&problems, "uzbek-apostrophe", SCHOOL);
}

#[test]
fn a_step_to_an_office_without_a_warning_is_found() {
    let problems = broken(VIOLENCE, |text| {
        let mut text = text.to_owned();
        for language in ["kk", "ru", "tg", "uz"] {
            text = without(&text, language, "exposure");
        }
        text
    });
    assert_found(&problems, "missing-exposure", VIOLENCE);
}

#[test]
fn too_few_phrasings_are_found() {
    let problems = broken(VIOLENCE, |text| without(text, "kk", "alarms"));
    assert_found(&problems, "few-phrasings", VIOLENCE);
}

#[test]
fn a_screen_that_does_not_fit_one_message_is_found() {
    let long = "Сөз. ".repeat(700);
    let problems = broken(SCHOOL, |text| answer_with(text, "kk", long.trim()));
    assert_found(&problems, "long-screen", SCHOOL);
}

#[test]
fn a_review_date_that_passed_is_a_warning_and_stops_a_release() {
    let late = date(2027, 5, 24);
    let severity = |for_release| {
        problems_of(&root().join("content"), late, for_release)
            .into_iter()
            .find(|problem| problem.rule == "review-passed")
            .map(|problem| problem.severity)
    };
    assert_eq!(severity(false), Some(Severity::Warning));
    assert_eq!(severity(true), Some(Severity::Error));
    let on_the_day = problems_of(&root().join("content"), date(2027, 5, 23), true);
    assert!(
        on_the_day
            .iter()
            .all(|problem| problem.rule != "review-passed")
    );
}

#[test]
fn an_amount_that_ends_soon_is_a_warning_sixty_days_ahead() {
    let rules = |today| -> Vec<&'static str> {
        problems_of(&root().join("content"), today, false)
            .iter()
            .map(|problem| problem.rule)
            .collect()
    };
    assert!(!rules(date(2026, 10, 1)).contains(&"old-parameter"));
    assert!(rules(date(2026, 11, 24)).contains(&"old-parameter"));
}

#[test]
fn an_edition_older_than_two_years_is_a_warning() {
    let problems = problems_of(&root().join("content"), TODAY, true);
    let old: Vec<_> = problems
        .iter()
        .filter(|p| p.rule == "old-edition")
        .collect();
    assert!(!old.is_empty());
    assert!(old.iter().all(|p| p.severity == Severity::Warning));
}
