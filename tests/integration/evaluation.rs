//! `huquq evaluate`, seen from outside.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn evaluate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huquq"))
        .arg("evaluate")
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("the program starts")
}

#[test]
fn a_file_of_labelled_questions_gives_figures_and_a_row_a_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ru.tsv");
    let rows = "topic\talso\tkind\ttext\n\
                school-enrol\tschool-right\tplain\tкак записать ребёнка в первый класс\n\
                none\t\tsmalltalk\tздравствуйте\n";
    std::fs::write(&file, rows).expect("a file");
    let predictions = folder.path().join("out.tsv");
    let path = |path: &Path| path.to_str().expect("a plain path").to_owned();
    let output = evaluate(&[
        "--quick",
        "--json",
        "--predictions",
        &path(&predictions),
        &path(&file),
    ]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}");
    let figures: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let plain = &figures["lines"][0];
    assert_eq!(plain["kind"], "plain");
    assert_eq!(plain["figures"]["first"]["hits"], 1);
    let rows = std::fs::read_to_string(&predictions).expect("the predictions");
    let rows: Vec<Vec<&str>> = rows.lines().map(|row| row.split('\t').collect()).collect();
    assert_eq!(
        rows[0].join(" "),
        "topic also kind text language decision topics score"
    );
    assert_eq!(rows[1][4], "ru");
    assert!(rows[1][6].starts_with("school-enrol"), "{:?}", rows[1]);
    assert_eq!(rows[2][5], "smalltalk");
}

#[test]
fn a_bad_file_is_named_with_line_and_mend() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ru.tsv");
    std::fs::write(&file, "topic\talso\tkind\ttext\nschool-enrol\tplain\n").expect("a file");
    let output = evaluate(&["--quick", file.to_str().expect("a plain path")]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(errors.contains("ru.tsv:2"), "{errors}");
    assert!(errors.contains("help:"), "{errors}");
}

#[test]
fn who_stops_reading_makes_no_fault() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_huquq"))
        .args(["match", "ребёнка не берут в школу"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // As `| head` does when it has read enough.
    drop(program.stdout.take());
    let output = program.wait_with_output().expect("the program ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(errors, "");
}
