//! Small disks that can be full, read-only and gone; only root may mount them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small disk in memory; it is taken away when dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where disks may not be mounted.
    pub fn mount(path: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(path).expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(path)
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path.to_owned()));
        }
        let is_required = std::env::var_os("HUQUQ_REQUIRE_TOOLS").is_some();
        assert!(!is_required, "a small tmpfs cannot be mounted: be root");
        println!("skipped: only root may mount a small tmpfs");
        None
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// Leaves not a byte.
    pub fn fill(&self) {
        let full = Command::new("dd")
            .args(["if=/dev/zero", "bs=4096"])
            .arg(format!("of={}", self.filler().display()))
            .output()
            .expect("dd is there");
        assert!(!full.status.success(), "the disk is full now");
    }

    /// Takes away what filled it.
    pub fn empty(&self) {
        fs::remove_file(self.filler()).expect("it goes");
    }

    /// Lets it be written, or only read.
    pub fn remount(&self, how: &str) {
        let status = Command::new("mount")
            .args(["-o", &format!("remount,{how}")])
            .arg(&self.0)
            .status();
        assert!(status.expect("mount is there").success(), "{how}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
