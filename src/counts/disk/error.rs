//! Why a store or its mirror cannot be used, in words for whoever runs the bot.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::StoreKind;

/// Why a store could not be opened or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// There is none.
    NoStore { directory: PathBuf },
    /// Another program counts in it.
    InUse { directory: PathBuf },
    /// Other readers keep it busy.
    Busy { directory: PathBuf },
    /// Its numbers do not add up to what was written.
    Damaged { directory: PathBuf },
    /// Another version of this program wrote it.
    OtherVersion { directory: PathBuf },
    /// It is of the other kind.
    OtherKind {
        directory: PathBuf,
        found: StoreKind,
    },
    /// A file could not be read or written.
    Io { path: PathBuf, kind: io::ErrorKind },
    /// The mirror's file was not written by this program, or not for counts.
    MirrorForeign { path: PathBuf },
    /// Another version of this program wrote the mirror.
    MirrorOtherVersion { path: PathBuf },
    /// The mirror was cut short or altered.
    MirrorDamaged { path: PathBuf },
    /// The folder of the mirror cannot be made or looked at.
    MirrorPlace { path: PathBuf, kind: io::ErrorKind },
    /// The mirror would lie on a disk.
    MirrorOnDisk { path: PathBuf },
    /// The system gave no random numbers.
    Random,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LOST: &str = "the counts since the last commit and this week's accounts are lost";
        match self {
            Self::NoStore { directory } => write!(
                f,
                "no counts in `{}`: name the data directory of the bot, or let it count first",
                directory.display()
            ),
            Self::InUse { directory } => write!(
                f,
                "another huquq counts in `{}`: stop it, or choose another data directory",
                directory.display()
            ),
            Self::Busy { directory } => write!(
                f,
                "the counts in `{}` are being read by others: try again",
                directory.display()
            ),
            Self::Damaged { directory } => write!(
                f,
                "the counts in `{}` are damaged: move the directory away and put back a copy, or \
                 start without one",
                directory.display()
            ),
            Self::OtherVersion { directory } => write!(
                f,
                "the counts in `{}` were written by another version of huquq: use that one, or \
                 move the directory away",
                directory.display()
            ),
            Self::OtherKind { directory, found } => write!(
                f,
                "`{}` already holds counts of {}: choose another data directory",
                directory.display(),
                match found {
                    StoreKind::Campaign => "a campaign",
                    StoreKind::Trial => "a trial",
                    StoreKind::Simulation => "a simulation",
                }
            ),
            Self::Io { path, kind } => write!(
                f,
                "cannot use `{}` ({kind}): make room there, or give access to it",
                path.display()
            ),
            Self::MirrorForeign { path } => write!(
                f,
                "`{}` is not a mirror of counts: choose another file for the mirror",
                path.display()
            ),
            Self::MirrorOtherVersion { path } => write!(
                f,
                "the mirror `{}` was written by another version of huquq: start that one, or it is \
                 overwritten at the next start ({LOST})",
                path.display()
            ),
            Self::MirrorDamaged { path } => write!(
                f,
                "the mirror `{}` is damaged: it is overwritten at the next start ({LOST})",
                path.display()
            ),
            Self::MirrorPlace { path, kind } => write!(
                f,
                "the mirror's folder `{}` cannot be made ({kind}): mount a tmpfs there, or choose \
                 another file for the mirror",
                path.display()
            ),
            Self::MirrorOnDisk { path } => write!(
                f,
                "the mirror `{}` would lie on a disk, where traces of people stay: put it on a \
                 tmpfs, such as /run or /dev/shm",
                path.display()
            ),
            Self::Random => f.write_str("the system gave no random numbers: see getrandom(2)"),
        }
    }
}

impl std::error::Error for OpenError {}

/// Files an error of the system under the path it was met at.
pub(in crate::counts) fn io_error(path: &Path) -> impl FnOnce(io::Error) -> OpenError + use<> {
    let path = path.to_owned();
    move |error| OpenError::Io {
        path,
        kind: error.kind(),
    }
}
