//! Writes changed content files: all of them, or none.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::content;

/// A file with its text before and after a change.
pub struct Rewritten {
    pub path: PathBuf,
    /// None when the file is not there yet.
    pub before: Option<String>,
    pub after: String,
}

impl Rewritten {
    pub fn is_changed(&self) -> bool {
        self.before.as_ref() != Some(&self.after)
    }
}

/// Writes every file that changed, then loads the content; whatever fails, the old texts are put
/// back. Gives the number of files that changed.
pub fn rewrite(content: &Path, files: Vec<Rewritten>) -> Result<usize, Failure> {
    let files: Vec<Rewritten> = files.into_iter().filter(Rewritten::is_changed).collect();
    // All new texts lie beside the old ones before the first is put in its place.
    let prepared = files
        .iter()
        .try_for_each(|file| prepare(&file.path, &file.after));
    let mut placed = 0;
    let written = prepared.and_then(|()| {
        files.iter().try_for_each(|file| {
            fs::rename(beside(&file.path), &file.path).map_err(|error| at(&file.path, &error))?;
            placed += 1;
            Ok(())
        })
    });
    let loaded = written.and_then(|()| {
        let catalog = content::load(content);
        catalog.map(|_| files.len()).map_err(Failure::Problems)
    });
    if loaded.is_err() {
        for file in &files[placed..] {
            // One that was never written is not there.
            let _ = fs::remove_file(beside(&file.path));
        }
        put_back(&files[..placed])?;
    }
    loaded
}

/// Puts every old text back, also when one of them cannot be.
fn put_back(files: &[Rewritten]) -> Result<(), Failure> {
    let mut lost = Vec::new();
    for file in files {
        let back = match &file.before {
            Some(before) => {
                prepare(&file.path, before).is_ok()
                    && fs::rename(beside(&file.path), &file.path).is_ok()
            }
            None => fs::remove_file(&file.path).is_ok(),
        };
        if !back {
            lost.push(file.path.display().to_string());
        }
    }
    if lost.is_empty() {
        return Ok(());
    }
    Err(Failure::Sentence(format!(
        "these files could not be put back as they were; take them from git: {}",
        lost.join(", ")
    )))
}

/// Reads a file that is to be changed.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| at(path, &error))
}

fn at(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Sentence(format!("{}: {error}; nothing was changed", path.display()))
}

fn prepare(path: &Path, text: &str) -> Result<(), Failure> {
    let write = || {
        let new = beside(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::File::create(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        match fs::metadata(path) {
            Ok(old) => fs::set_permissions(&new, old.permissions()),
            Err(_) => Ok(()),
        }
    };
    write().map_err(|error| at(path, &error))
}

/// No content file ends in `.new`, so a load passes over one that was left behind.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tests::copy_folder;

    #[test]
    fn content_that_would_not_load_is_put_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        copy_folder(&content, folder.path());
        let path = folder.path().join("laws.yaml");
        let other = folder.path().join("campaigns.yaml");
        let before = fs::read_to_string(&path).unwrap();
        let campaigns = fs::read_to_string(&other).unwrap();
        let files = vec![
            Rewritten {
                path: other.clone(),
                before: Some(campaigns.clone()),
                after: format!("# a comment\n{campaigns}"),
            },
            Rewritten {
                path: folder.path().join("made-from/new.json"),
                before: None,
                after: "{}\n".to_owned(),
            },
            Rewritten {
                path: path.clone(),
                before: Some(before.clone()),
                after: "- {id: no law}\n".to_owned(),
            },
        ];
        assert!(rewrite(folder.path(), files).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        assert_eq!(fs::read_to_string(&other).unwrap(), campaigns);
        assert!(!folder.path().join("made-from/new.json").exists());
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), fs::read_dir(&content).unwrap().count());
    }
}
