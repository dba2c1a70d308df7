//! Folders and files of the store: private, synced, overwritten before they go.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Makes a directory that only its owner may enter.
pub(in crate::counts) fn make_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Every file below a directory, and every directory, itself last.
fn tree(path: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let (more_files, more_directories) = tree(&entry.path())?;
            files.extend(more_files);
            directories.extend(more_directories);
        } else {
            files.push(entry.path());
        }
    }
    directories.push(path.to_owned());
    Ok((files, directories))
}

/// Copies a directory with what is in it, for its owner only.
pub(super) fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    make_private_directory(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

/// How many bytes the files below a directory have.
pub(super) fn tree_bytes(path: &Path) -> io::Result<u64> {
    let sizes = tree(path)?.0.into_iter();
    sizes.map(|file| Ok(fs::metadata(file)?.len())).sum()
}

pub(super) fn sync_tree(path: &Path) -> io::Result<()> {
    let (files, directories) = tree(path)?;
    for file in files {
        File::open(file)?.sync_all()?;
    }
    directories.iter().try_for_each(|path| sync_directory(path))
}

/// Makes names in a directory outlast a power cut.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    // Elsewhere a directory cannot be opened as a file, and renames are synced by the system.
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}

pub(super) fn overwrite_tree(path: &Path) -> io::Result<()> {
    for path in tree(path)?.0 {
        overwrite(&path)?.sync_data()?;
    }
    Ok(())
}

/// Overwrites a file with zeros and gives it.
pub(in crate::counts) fn overwrite(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = file.metadata()?.len();
    write_zeros(&mut file, length)?;
    Ok(file)
}

pub(in crate::counts) fn write_zeros(file: &mut File, bytes: u64) -> io::Result<()> {
    static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
    let mut left = bytes;
    while left > 0 {
        let bytes = left.min(ZEROS.len() as u64);
        file.write_all(&ZEROS[..bytes as usize])?;
        left -= bytes;
    }
    Ok(())
}
