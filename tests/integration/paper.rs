//! What programs that are not ours make of our prints: zbar reads every code, poppler rasterises
//! and copies the text, rsvg draws the vectors.
//!
//! Without them a test prints one line and passes, unless `HUQUQ_REQUIRE_TOOLS` is set.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether the programs are there that judge our files.
pub fn has_tools() -> bool {
    for tool in ["zbarimg", "pdftoppm", "pdftotext", "rsvg-convert"] {
        if Command::new(tool).arg("--version").output().is_err() {
            let is_required = std::env::var_os("HUQUQ_REQUIRE_TOOLS").is_some();
            assert!(!is_required, "there is no {tool}");
            println!(
                "skipped: there is no {tool}; install poppler-utils, zbar-tools, librsvg2-bin"
            );
            return false;
        }
    }
    true
}

pub fn output_of(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

/// Every code in a picture, as zbar reads it.
fn codes_in(picture: &Path) -> Vec<String> {
    /// What zbarimg ends with when it finds none.
    const NONE: i32 = 4;
    let only_qr = [
        "--quiet",
        "--raw",
        "--set",
        "*.enable=0",
        "--set",
        "qr.enable=1",
    ];
    let mut command = Command::new("zbarimg");
    let output = command
        .args(only_qr)
        .arg(picture)
        .output()
        .expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() || output.status.code() == Some(NONE),
        "{errors}"
    );
    let read = String::from_utf8(output.stdout).expect("text");
    read.lines().map(str::to_owned).collect()
}

/// Every code of a file, from paper as it comes out of an office printer: 150 dots an inch.
pub fn codes_of(file: &Path, scratch: &Path) -> Vec<String> {
    let stem = scratch.join("page");
    for old in fs::read_dir(scratch).expect("a folder") {
        fs::remove_file(old.expect("an entry").path()).expect("removed");
    }
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("pdf") => {
            output_of(
                Command::new("pdftoppm")
                    .args(["-r", "150", "-gray", "-png"])
                    .arg(file)
                    .arg(&stem),
            );
        }
        Some("svg") => {
            output_of(
                Command::new("rsvg-convert")
                    .args(["-w", "600", "-o"])
                    .arg(scratch.join("page.png"))
                    .arg(file),
            );
        }
        _ => return codes_in(file),
    }
    let mut pages: Vec<PathBuf> = fs::read_dir(scratch)
        .expect("a folder")
        .map(|page| page.expect("an entry").path())
        .collect();
    pages.sort();
    pages.iter().flat_map(|page| codes_in(page)).collect()
}

/// The files of a folder and of the folders in it, in order.
pub fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(files_under(&path)),
            false => files.push(path),
        }
    }
    files.sort();
    files
}
