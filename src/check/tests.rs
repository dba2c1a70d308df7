//! Every rule finds the breach it is for, and the content of this repository has no error.
//!
//! `tests/broken-content/base` is a small content without a problem. Each file beside it breaks
//! one rule by an edit of that content and quotes what must be said; with `HUQUQ_BLESS=1` the
//! quotes are written anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::{Checked, RULES, Rule, Spelling, check};
use crate::content::made_from::Kept;
use crate::content::tests::copy_folder;
use crate::content::{self, LOADING_RULES};
use crate::localization;
use crate::problem::{Problem, Severity};

const TODAY: Date = date(2026, 11, 24);

/// A broken example as an editor may write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    rule: String,
    about: String,
    #[serde(default)]
    today: Option<Date>,
    #[serde(default)]
    for_release: bool,
    edits: Vec<Edit>,
    #[serde(default)]
    expected: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    /// The first place of these words is changed; empty words stand for the end of the file.
    #[serde(default)]
    find: String,
    /// Left out when the file is taken away.
    replace: Option<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn examples_folder() -> PathBuf {
    root().join("tests/broken-content")
}

fn examples() -> Vec<(PathBuf, Example)> {
    let mut files: Vec<PathBuf> = fs::read_dir(examples_folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let example = serde_yaml::from_str(&fs::read_to_string(&file).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            (file, example)
        })
        .collect()
}

/// What is said of a folder: by one rule, or by the loader when nothing can be loaded.
fn said(folder: &Path, rule: Option<&Rule>, today: Date, for_release: bool) -> Vec<Problem> {
    let catalog = match content::load(folder) {
        Ok(catalog) => catalog,
        Err(problems) => return problems,
    };
    let localization = localization::load(&root().join("locales"), catalog.uzbek())
        .unwrap_or_else(|problems| panic!("{}", problems[0]));
    let checked = Checked {
        catalog: &catalog,
        localization: &localization,
        // Without dictionaries the examples say the same on every machine.
        spelling: &Spelling::load(Path::new("no-such-folder"), folder),
        kept: &Kept::load(folder),
        today,
        for_release,
    };
    match rule {
        Some(rule) => {
            let mut problems = (rule.find)(&checked);
            problems.sort();
            problems
        }
        None => check(&checked),
    }
}

fn said_of(example: &Example) -> String {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&examples_folder().join("base"), folder.path());
    for edit in &example.edits {
        let path = folder.path().join(&edit.file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let old = fs::read_to_string(&path).unwrap_or_default();
        let Some(replace) = &edit.replace else {
            fs::remove_file(&path).unwrap();
            continue;
        };
        let new = if edit.find.is_empty() {
            format!("{old}{replace}")
        } else {
            assert!(
                old.contains(&edit.find),
                "{} has no «{}»",
                edit.file,
                edit.find
            );
            old.replacen(&edit.find, replace, 1)
        };
        fs::write(&path, new).unwrap();
    }
    let rule = RULES.iter().find(|rule| rule.id == example.rule);
    let today = example.today.unwrap_or(TODAY);
    let problems: Vec<String> = said(folder.path(), rule, today, example.for_release)
        .iter()
        .map(ToString::to_string)
        .collect();
    problems
        .join("\n\n")
        .replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn every_broken_example_is_named_in_exactly_these_words() {
    let bless = std::env::var_os("HUQUQ_BLESS").is_some();
    for (file, example) in examples() {
        let said = said_of(&example);
        assert!(
            said.contains(&format!("[{}]", example.rule)),
            "{} ({}) does not break its rule:\n{said}",
            file.display(),
            example.about
        );
        if bless {
            rewrite(&file, &said);
        } else {
            assert_eq!(said.trim(), example.expected.trim(), "{}", file.display());
        }
    }
}

/// Puts what was said in the place of what an example expected.
fn rewrite(file: &Path, said: &str) {
    let text = fs::read_to_string(file).unwrap();
    let kept = text.split("expected: |").next().unwrap_or_default();
    let lines: String = said
        .lines()
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("  {line}\n")
            }
        })
        .collect();
    fs::write(file, format!("{}\nexpected: |\n{lines}", kept.trim_end())).unwrap();
}

#[test]
fn every_rule_has_a_broken_example() {
    let shown: BTreeSet<String> = examples()
        .into_iter()
        .map(|(_, example)| example.rule)
        .collect();
    let rules: BTreeSet<String> = RULES
        .iter()
        .map(|rule| rule.id)
        .chain(LOADING_RULES)
        .map(str::to_owned)
        .collect();
    assert_eq!(shown, rules);
}

#[test]
fn the_base_of_the_examples_has_no_problem() {
    let problems = said(&examples_folder().join("base"), None, TODAY, true);
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn the_content_of_this_repository_has_no_error() {
    let errors: Vec<String> = said(&root().join("content"), None, TODAY, false)
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.to_string())
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
}

#[test]
fn rules_have_different_ids_and_explain_themselves() {
    let ids: BTreeSet<_> = RULES
        .iter()
        .map(|rule| rule.id)
        .chain(LOADING_RULES)
        .collect();
    assert_eq!(ids.len(), RULES.len() + LOADING_RULES.len());
    assert!(RULES.iter().all(|rule| !rule.explains.is_empty()));
}

#[test]
fn a_review_date_binds_from_the_day_after_and_an_amount_warns_sixty_days_ahead() {
    let rules = |folder: PathBuf, today| -> Vec<&'static str> {
        let problems = said(&folder, None, today, true);
        problems.iter().map(|problem| problem.rule).collect()
    };
    let base = || examples_folder().join("base");
    assert!(!rules(base(), date(2027, 5, 23)).contains(&"review-passed"));
    assert!(rules(base(), date(2027, 5, 24)).contains(&"review-passed"));
    let content = || root().join("content");
    assert!(!rules(content(), date(2026, 10, 1)).contains(&"old-parameter"));
    assert!(rules(content(), date(2026, 11, 24)).contains(&"old-parameter"));
}
