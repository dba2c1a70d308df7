//! Any topic's file gives a catalogue, or problems.
#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huquq::content;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
    file: PathBuf,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/broken-content/base");
    let folder = TempDir::new_in("/dev/shm").expect("a folder in memory");
    copy(&base, folder.path());
    let file = folder.path().join("topics/school/school-right.yaml");
    Desk { folder, file }
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    fs::write(&DESK.file, bytes).expect("memory");
    if let Err(problems) = content::load(DESK.folder.path()) {
        assert!(!problems.is_empty());
        for problem in problems {
            assert!(!problem.to_string().is_empty());
        }
    }
});
