//! Small files that must be whole and durable.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

/// Replaces a file's content; only its owner can read it. Writes beside the file, makes that durable, renames it over the file, makes the rename durable.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// Overwrites what a file held that was replaced; its name is another file's by now.
pub fn wipe(file: &File) -> io::Result<()> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    let writable = OpenOptions::new().write(true).open(format!("/proc/self/fd/{}", file.as_raw_fd()));
    // Where the system does not let a file be opened again that has no name, replacing it has to do.
    let Ok(writable) = writable else { return Ok(()) };
    writable.write_all_at(&vec![0; length], 0)?;
    writable.sync_all()
}
