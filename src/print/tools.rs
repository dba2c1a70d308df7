//! For tests: what independent programs make of our files.
//!
//! Without them these give none after one printed line, unless `HUQUQ_REQUIRE_TOOLS` is set.

use std::path::Path;
use std::process::Command;

/// What a program of poppler-utils prints of a PDF file.
pub(crate) fn poppler(program: &str, options: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    std::fs::write(&file, pdf).unwrap();
    let to_output: &[&str] = match program {
        "pdftotext" | "pdftocairo" => &["-"],
        _ => &[],
    };
    run(program, options, &file, to_output)
}

fn run(program: &str, options: &[&str], file: &Path, last: &[&str]) -> Option<String> {
    match Command::new(program)
        .args(options)
        .arg(file)
        .args(last)
        .output()
    {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            let is_required = std::env::var_os("HUQUQ_REQUIRE_TOOLS").is_some();
            assert!(!is_required, "{program}: {error}");
            println!("skipped: there is no {program} here");
            None
        }
    }
}
