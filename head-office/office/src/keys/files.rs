//! Key files: readable by their owner only, written whole or not at all, never overwritten.

use super::KeyError;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use zeroize::Zeroizing;

const OWNER_ONLY_FOLDER: u32 = 0o700;
const OWNER_ONLY_FILE: u32 = 0o600;

/// Makes the folder of the keys, unless it is there.
pub fn create_folder(folder: &Path) -> Result<(), KeyError> {
    let at = |source| KeyError::File { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(at)?;
    fs::set_permissions(folder, Permissions::from_mode(OWNER_ONLY_FOLDER)).map_err(at)
}

/// Writes a file that is not there yet. If it is there, it stays as it is.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), KeyError> {
    let at = |source| KeyError::File { path: path.to_owned(), source };
    let draft = write_draft(path, content).map_err(at)?;
    // A hard link fails where a rename would replace.
    let linked = match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    fs::remove_file(&draft).map_err(at)?;
    linked.map_err(at)?;
    sync_folder(path).map_err(at)
}

/// Writes a file that can be made anew at any time, over the one that was there.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), KeyError> {
    let at = |source| KeyError::File { path: path.to_owned(), source };
    let draft = write_draft(path, content).map_err(at)?;
    put_over(&draft, path)
}

/// Reads a file as text.
pub fn read(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(KeyError::Missing(path.to_owned())),
        Err(source) => Err(KeyError::File { path: path.to_owned(), source }),
    }
}

/// Reads a file as bytes; `None` when it is not there.
pub fn read_bytes(path: &Path) -> Result<Option<Vec<u8>>, KeyError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeyError::File { path: path.to_owned(), source }),
    }
}

/// Puts a written file in the place of another, at once.
pub fn put_over(from: &Path, to: &Path) -> Result<(), KeyError> {
    let at = |source| KeyError::File { path: to.to_owned(), source };
    fs::rename(from, to).map_err(at)?;
    sync_folder(to).map_err(at)
}

/// Removes a file, unless it is not there.
pub fn remove(path: &Path) -> Result<(), KeyError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(KeyError::File { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Whether anybody but the owner may do anything with a file or folder.
pub fn open_to_others(path: &Path) -> Result<bool, KeyError> {
    let metadata = fs::metadata(path).map_err(|source| KeyError::File { path: path.to_owned(), source })?;
    Ok(metadata.permissions().mode() & 0o077 != 0)
}

fn write_draft(path: &Path, content: &[u8]) -> io::Result<std::path::PathBuf> {
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    if draft.exists() {
        fs::remove_file(&draft)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY_FILE).open(&draft)?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(draft)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}
