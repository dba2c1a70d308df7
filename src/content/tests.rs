//! Loading: what is wrong is named, all of it, with file and line.

use std::fs;
use std::path::Path;

use super::load;
use crate::problem::Problem;

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A copy of the content, for breaking.
struct Copy(tempfile::TempDir);

impl Copy {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("content"),
            folder.path(),
        );
        Self(folder)
    }

    /// Changes a file's text and returns the line (from one) of the first difference.
    fn edit(&self, file: &str, edit: impl FnOnce(&str) -> String) -> usize {
        let path = self.0.path().join(file);
        let old = fs::read_to_string(&path).unwrap();
        let new = edit(&old);
        assert_ne!(old, new, "the edit of {file} changed nothing");
        fs::write(&path, &new).unwrap();
        let same = old.lines().zip(new.lines()).take_while(|(a, b)| a == b);
        same.count() + 1
    }

    fn problems(&self) -> Vec<Problem> {
        load(self.0.path()).expect_err("broken content was loaded")
    }
}

fn has(problems: &[Problem], rule: &str, file: &str, line: usize) -> bool {
    problems
        .iter()
        .any(|p| p.rule == rule && p.file.ends_with(file) && p.line == line)
}

#[test]
fn a_misspelt_key_a_missing_language_a_dead_id_and_a_long_button_are_named_in_one_run() {
    let copy = Copy::new();
    let school = "topics/school/school-right.yaml";
    let misspelt = copy.edit(school, |text| text.replacen("  steps:", "  stepz:", 1));
    let dead = copy.edit(school, |text| {
        text.replacen("related: [", "related: [no-such-topic, ", 1)
    });
    let wages = "topics/work/work-unpaid-wages.yaml";
    copy.edit(wages, |text| {
        let start = text.find("\ntg:").unwrap();
        let end = text.find("\nuz:").unwrap();
        format!("{}{}", &text[..start], &text[end..])
    });
    let birth = "topics/documents/birth-registration.yaml";
    let long = copy.edit(birth, |text| {
        let title = text.find("\n  title: ").unwrap() + "\n  title: ".len();
        let end = title + text[title..].find('\n').unwrap();
        format!("{}{}{}", &text[..title], "Ж".repeat(35), &text[end..])
    });

    let problems = copy.problems();
    assert!(
        has(&problems, "unknown-key", school, misspelt),
        "{problems:?}"
    );
    assert!(has(&problems, "dead-id", school, dead), "{problems:?}");
    assert!(has(&problems, "missing-language", wages, 2), "{problems:?}");
    assert!(has(&problems, "long-button", birth, long), "{problems:?}");
    assert!(problems.iter().all(|problem| !problem.help.is_empty()));
}

#[test]
fn two_misspelt_keys_of_one_file_are_both_named() {
    let copy = Copy::new();
    let file = "topics/school/school-right.yaml";
    let first = copy.edit(file, |text| text.replacen("urgent:", "urgnet:", 1));
    let second = copy.edit(file, |text| text.replacen("  papers:", "  paper:", 1));
    let problems = copy.problems();
    assert!(has(&problems, "unknown-key", file, first), "{problems:?}");
    assert!(has(&problems, "unknown-key", file, second), "{problems:?}");
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let copy = Copy::new();
    let file = "topics/school/school-right.yaml";
    copy.edit(file, |text| format!("{text}\nurgent: true\n"));
    let problems = copy.problems();
    assert!(
        problems.iter().any(|p| p.rule == "duplicate-key"),
        "{problems:?}"
    );
}

#[test]
fn a_file_saved_by_notepad_with_its_byte_mark_is_read() {
    let copy = Copy::new();
    copy.edit("categories.yaml", |text| format!("\u{feff}{text}"));
    assert!(load(copy.0.path()).is_ok());
}

#[test]
fn an_unknown_parameter_and_a_bad_date_are_named() {
    let copy = Copy::new();
    let file = "topics/school/school-right.yaml";
    let date = copy.edit(file, |text| {
        text.replacen("review_by: 2027-05-23", "review_by: May 2027", 1)
    });
    let problems = copy.problems();
    assert!(has(&problems, "bad-value", file, date), "{problems:?}");

    let copy = Copy::new();
    copy.edit(file, |text| {
        text.replacen("answer: >-\n", "answer: >-\n    {no-such-sum} ", 1)
    });
    let problems = copy.problems();
    assert!(problems.iter().any(|p| p.rule == "dead-id"), "{problems:?}");
}

#[test]
fn a_folder_that_is_not_there_is_a_problem_and_not_a_panic() {
    let problems = load(Path::new("/nonexistent-content")).expect_err("nothing is there");
    let rules: Vec<&str> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, ["unreadable"]);
}

#[test]
fn a_category_shows_its_topics_in_the_order_of_the_menu() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken-content/base"),
        folder.path(),
    );
    let second = folder.path().join("topics/school/school-bus.yaml");
    let first = fs::read_to_string(folder.path().join("topics/school/school-right.yaml")).unwrap();
    fs::write(&second, first.replace("id: school-right", "id: school-bus")).unwrap();
    let menu = folder.path().join("categories.yaml");
    let written = fs::read_to_string(&menu).unwrap();
    let shown = |order: &str| -> Vec<String> {
        let changed = written.replacen("  emoji:", &format!("  topics: {order}\n  emoji:"), 1);
        fs::write(&menu, changed).unwrap();
        let catalog = load(folder.path()).unwrap();
        let school = "school".parse().unwrap();
        let ids = catalog.topics_of(&school).map(|topic| topic.id.to_string());
        ids.collect()
    };
    assert_eq!(shown("[school-right]"), ["school-right", "school-bus"]);
    assert_eq!(shown("[]"), ["school-bus", "school-right"]);
}
