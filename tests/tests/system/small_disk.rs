//! A disk of a few megabytes, to fill.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted tmpfs, gone with this value.
pub struct SmallDisk {
    pub path: PathBuf,
}

impl SmallDisk {
    /// Mounts one of so many mebibytes; `None` where that is not allowed.
    pub fn mount(path: PathBuf, mebibytes: u32) -> Option<Self> {
        std::fs::create_dir(&path).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={mebibytes}m,mode=0700"), "tmpfs"])
            .arg(&path)
            .output()
            .is_ok_and(|output| output.status.success());
        if !mounted {
            assert!(std::env::var_os("CI").is_none(), "needs the right to mount a tmpfs, which CI has");
            eprintln!("skipped: needs the right to mount a tmpfs");
            return None;
        }
        Some(Self { path })
    }

    /// Fills it but for so many bytes.
    pub fn fill(&self, but: u64) {
        let filler = self.filler();
        fill(&filler);
        let length = filler.metadata().unwrap().len();
        assert!(length > but, "there never were {but} bytes");
        OpenOptions::new().write(true).open(&filler).unwrap().set_len(length - but).unwrap();
    }

    /// Makes room again.
    pub fn clear(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.path.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A mount left behind is lazily let go of.
        let _ = Command::new("umount").arg("-l").arg(&self.path).output();
    }
}

/// Writes until nothing more fits.
fn fill(path: &Path) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    for size in [65_536, 4_096, 512] {
        while file.write_all(&vec![7; size]).is_ok() {}
    }
}
