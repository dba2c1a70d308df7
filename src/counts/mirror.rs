//! The mirror: the open counts in a mapped file on a tmpfs, so that a killed process loses
//! nothing and a power cut leaves nothing.
//!
//! What is in the file and why it survives a kill at any instruction is told in `image`; here it
//! is found, made, and replaced. A larger image or a new week is written into a second file and
//! put in the first one's place by one rename; the old one is then overwritten. So is a mirror
//! nobody can go on with, since there is a key in it. A file that this program did not write is
//! never touched. Before each file is made the place is looked at anew: where a tmpfs was taken away
//! there is a disk under its name, and nothing is written to that.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use memmap2::MmapRaw;

use super::disk::{OpenError, io_error, make_private_directory, overwrite, write_zeros};
use super::image::{Home, Image, ImageError, Words};

/// Where the mirror lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorPlace {
    pub path: PathBuf,
    /// For tests and trials: a disk will do, though what is written there can be found later.
    pub may_be_disk: bool,
}

/// Images that live in a file.
pub(super) struct MirrorHome {
    place: MirrorPlace,
    /// The file that this program mapped there: only that one may be replaced.
    own: Option<FileId>,
    /// The file that is about to take its place.
    fresh: Option<FileId>,
}

/// Tells one file from another that has its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId {
    device: u64,
    number: u64,
}

impl FileId {
    fn of(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Self {
                device: metadata.dev(),
                number: metadata.ino(),
            }
        }
        // Elsewhere there is no tmpfs, and so no mirror but a trial's.
        #[cfg(not(unix))]
        {
            let _ = metadata;
            Self {
                device: 0,
                number: 0,
            }
        }
    }
}

impl MirrorHome {
    /// Finds the mirror that an earlier process left, if there is one.
    ///
    /// # Errors
    ///
    /// When there is no place for one, or a file that is none, or one that nobody can go on with: see
    /// [`discard`](Self::discard).
    pub fn open(place: &MirrorPlace) -> Result<(Self, Option<Image>), OpenError> {
        let mut home = Self::absent(place);
        let directory = home.directory()?;
        let misplaced = |error: io::Error| OpenError::MirrorPlace {
            path: directory.to_owned(),
            kind: error.kind(),
        };
        if !home.may_be_written().map_err(misplaced)? {
            return Err(OpenError::MirrorOnDisk {
                path: place.path.clone(),
            });
        }
        make_private_directory(directory).map_err(misplaced)?;
        let found = open_image(&place.path)?;
        home.own = found.as_ref().map(|(id, _)| *id);
        // A process killed while it replaced the mirror left a key there. It is not overwritten:
        // it may be the mirror itself under its first name.
        let fresh = home.fresh_path();
        remove_if_there(&fresh).map_err(io_error(&fresh))?;
        Ok((home, found.map(|(_, image)| image)))
    }

    /// Overwrites a mirror of this program that nobody can go on with, and removes it.
    pub fn discard(place: &MirrorPlace) -> Result<(), OpenError> {
        overwrite_and_remove(&place.path).map_err(io_error(&place.path))
    }

    /// A mirror whose place is not there yet, and may be one day.
    pub fn absent(place: &MirrorPlace) -> Self {
        Self {
            place: place.clone(),
            own: None,
            fresh: None,
        }
    }

    fn directory(&self) -> Result<&Path, OpenError> {
        match self.place.path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Ok(Path::new(".")),
            Some(parent) => Ok(parent),
            None => Err(OpenError::MirrorForeign {
                path: self.place.path.clone(),
            }),
        }
    }

    /// Whether what is written there now lies in memory, or may lie on a disk.
    fn may_be_written(&self) -> io::Result<bool> {
        let directory = self.directory().map_err(|_| io::ErrorKind::NotFound)?;
        if self.place.may_be_disk {
            return Ok(true);
        }
        let directory = std::path::absolute(directory)?;
        let existing = directory.ancestors().find(|above| above.exists());
        is_volatile(existing.unwrap_or(Path::new("/")))
    }

    fn is_own(&self) -> bool {
        let there = fs::metadata(&self.place.path).map(|there| FileId::of(&there));
        there.is_ok_and(|there| self.own == Some(there))
    }

    fn fresh_path(&self) -> PathBuf {
        let mut name = self.place.path.clone().into_os_string();
        name.push(".new");
        name.into()
    }

    fn write_blank(&self, count: usize) -> io::Result<(FileId, Words)> {
        let path = self.fresh_path();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        // Written, not only lengthened: the pages are there from now on. A page that a full tmpfs
        // cannot give when it is first touched would end the process.
        write_zeros(&mut file, count as u64 * 8)?;
        let id = FileId::of(&file.metadata()?);
        Ok((id, Words::Mapped(MmapRaw::map_raw(&file)?)))
    }
}

impl Home for MirrorHome {
    fn prepare(&mut self, count: usize) -> io::Result<Words> {
        if !self.may_be_written()? {
            return Err(io::ErrorKind::NotFound.into());
        }
        // A key is not written beside a file that would not give way to it.
        if self.place.path.exists() && !self.is_own() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if let Some(directory) = self.place.path.parent() {
            make_private_directory(directory)?;
        }
        let path = self.fresh_path();
        remove_if_there(&path)?;
        let (id, words) = self.write_blank(count).inspect_err(|_| {
            let _ = fs::remove_file(&path);
        })?;
        self.fresh = Some(id);
        Ok(words)
    }

    fn install(&mut self) -> io::Result<()> {
        let fresh = self.fresh_path();
        let installed = if self.is_own() {
            fs::rename(&fresh, &self.place.path)
        } else {
            // Fails if somebody made a file there since; a rename would take its place.
            fs::hard_link(&fresh, &self.place.path).and_then(|()| fs::remove_file(&fresh))
        };
        match installed {
            Ok(()) => self.own = self.fresh.take(),
            Err(_) => {
                let _ = overwrite_and_remove(&fresh);
            }
        }
        installed
    }

    fn is_there(&self) -> bool {
        self.is_own()
    }

    fn give_up(&mut self) {
        if self.is_own() {
            // Its counts go on elsewhere: whoever found it would count them a second time.
            let _ = fs::remove_file(&self.place.path);
        }
        self.own = None;
    }
}

fn overwrite_and_remove(path: &Path) -> io::Result<()> {
    overwrite(path)?;
    fs::remove_file(path)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn open_image(path: &Path) -> Result<Option<(FileId, Image)>, OpenError> {
    let Some(file) = open_private(path, OpenOptions::new().read(true).write(true))? else {
        return Ok(None);
    };
    let path = path.to_owned();
    let id = FileId::of(&file.metadata().map_err(io_error(&path))?);
    let words = MmapRaw::map_raw(&file).map_err(io_error(&path))?;
    let image = image_in(Words::Mapped(words), path)?;
    Ok(Some((id, image)))
}

fn image_in(words: Words, path: PathBuf) -> Result<Image, OpenError> {
    Image::open(words).map_err(|error| match error {
        ImageError::Foreign => OpenError::MirrorForeign { path },
        ImageError::Layout => OpenError::MirrorOtherVersion { path },
        ImageError::Damaged => OpenError::MirrorDamaged { path },
    })
}

/// Looks whether a file is a mirror this program could go on with; a process may be counting in it,
/// so a copy in memory is what is looked at.
///
/// # Errors
///
/// When it cannot be read, or is none. One that is not there is no error.
pub fn check_mirror(path: &Path) -> Result<(), OpenError> {
    let Some(mut file) = open_private(path, OpenOptions::new().read(true))? else {
        return Ok(());
    };
    let path = path.to_owned();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(io_error(&path))?;
    image_in(Words::copied(&bytes), path).map(drop)
}

/// Opens a file that only its owner can read, if there is one.
fn open_private(path: &Path, options: &OpenOptions) -> Result<Option<File>, OpenError> {
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(path)(error)),
    };
    if !is_private_file(&file).map_err(io_error(path))? {
        return Err(OpenError::MirrorForeign {
            path: path.to_owned(),
        });
    }
    Ok(Some(file))
}

/// Whether this is a file with something in it that only its owner can read. One that others can
/// read was not made here; a key written into it would be theirs as well.
fn is_private_file(file: &File) -> io::Result<bool> {
    let metadata = file.metadata()?;
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&metadata) & 0o077 != 0 {
        return Ok(false);
    }
    Ok(metadata.is_file() && metadata.len() > 0)
}

/// Whether a directory lies in memory.
fn is_volatile(directory: &Path) -> io::Result<bool> {
    if !cfg!(target_os = "linux") {
        return Ok(false);
    }
    let directory = directory.canonicalize()?;
    let mounts = fs::read_to_string("/proc/self/mountinfo")?;
    Ok(file_system_of(&directory, &mounts).is_some_and(|name| matches!(name, "tmpfs" | "ramfs")))
}

/// The type of the file system that a directory lies on: of the mounts above it the deepest, and
/// of those on one point the last.
fn file_system_of<'a>(directory: &Path, mounts: &'a str) -> Option<&'a str> {
    mounts
        .lines()
        .filter_map(|line| {
            let (mount, source) = line.split_once(" - ")?;
            let point = unescaped(mount.split(' ').nth(4)?);
            let name = source.split(' ').next()?;
            directory
                .starts_with(&point)
                .then(|| (point.components().count(), name))
        })
        .max_by_key(|(depth, _)| *depth)
        .map(|(_, name)| name)
}

/// A mount point as the kernel writes it: space, tab, line feed and backslash as octal numbers.
fn unescaped(point: &str) -> PathBuf {
    let mut path = point.to_owned();
    for (code, mark) in [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ] {
        path = path.replace(code, mark);
    }
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_mount_tells_whether_a_directory_lies_in_memory() {
        let mounts = "\
            22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
            23 22 0:21 / /dev rw - devtmpfs devtmpfs rw\n\
            24 23 0:22 / /dev/shm rw,nosuid master:2 shared:3 - tmpfs tmpfs rw\n\
            25 22 0:23 / /my\\040run rw - ext4 /dev/vdb rw\n\
            26 22 0:24 / /my\\040run rw - tmpfs tmpfs rw\n";
        let of = |path: &str| file_system_of(Path::new(path), mounts);
        assert_eq!(of("/dev/shm/huquq"), Some("tmpfs"));
        assert_eq!(of("/dev/shmx"), Some("devtmpfs"));
        assert_eq!(of("/var/lib"), Some("ext4"));
        assert_eq!(of("/my run/a"), Some("tmpfs"));
        assert_eq!(file_system_of(Path::new("/a"), ""), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_mirror_on_a_disk_is_refused() {
        let place = MirrorPlace {
            path: "/proc/self/mirror".into(),
            may_be_disk: false,
        };
        let error = MirrorHome::open(&place).err();
        assert!(matches!(error, Some(OpenError::MirrorOnDisk { .. })));
    }

    fn place(path: &Path) -> MirrorPlace {
        MirrorPlace {
            path: path.to_owned(),
            may_be_disk: true,
        }
    }

    fn open(path: &Path) -> Result<Option<Image>, OpenError> {
        MirrorHome::open(&place(path)).map(|(_, image)| image)
    }

    #[test]
    #[cfg(unix)]
    fn a_file_of_somebody_else_is_refused_and_left_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mirror");
        for (bytes, mode) in [
            (&b""[..], 0o600),
            (b"a letter home", 0o600),
            (&[0; 9000], 0o600),
        ] {
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = open(&path).err();
            assert!(matches!(error, Some(OpenError::MirrorForeign { .. })));
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        fs::write(&path, b"HUQUQMIR........").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            open(&path).err(),
            Some(OpenError::MirrorForeign { .. })
        ));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(
            open(&path).err(),
            Some(OpenError::MirrorOtherVersion { .. })
        ));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn where_a_tmpfs_was_a_disk_gets_nothing() {
        let directory = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let mut home = MirrorHome::absent(&MirrorPlace {
            path: directory.path().join("mirror"),
            may_be_disk: false,
        });
        assert!(home.prepare(64).is_err());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_replacement_that_was_never_put_in_place_is_removed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mirror");
        let mut home = MirrorHome::absent(&place(&path));
        home.prepare(64).unwrap();
        assert!(home.fresh_path().exists());
        assert!(open(&path).unwrap().is_none());
        assert!(!home.fresh_path().exists());
    }

    #[test]
    fn a_mirror_is_not_put_over_a_file_that_came_meanwhile() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mirror");
        let mut home = MirrorHome::absent(&place(&path));
        home.prepare(64).unwrap();
        fs::write(&path, b"a letter home").unwrap();
        assert!(home.install().is_err());
        assert_eq!(fs::read(&path).unwrap(), b"a letter home");
        assert!(!home.fresh_path().exists());
    }
}
