//! Who may use a data folder: what both programs do before they open anything in theirs.
//!
//! Everything in a data folder belongs to the account that the service runs under. A command that root starts becomes
//! that account first, or what it makes there could not be opened by the service afterwards. A command that a third
//! account starts is refused. Files that whoever typed the command named are opened before, by who typed it.
//!
//! Nothing that the programs make is readable by others: [`make_private`] says so to the system, once, for all files.

mod accounts;

use accounts::{groups_of, name_of, primary_group};
use rustix::fs::Mode;
use rustix::process::{Gid, Uid, getegid, geteuid, getgroups};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Why this process may not use a data folder.
#[derive(Debug, thiserror::Error)]
pub enum OwnerError {
    /// Another account's folder.
    #[error(
        "{} belongs to {owner}, and this command was started as {me}. Run it as {owner} (sudo -u {owner} …) or as root; \
         nothing was changed", folder.display()
    )]
    Stranger {
        /// Which folder.
        folder: PathBuf,
        /// Whose it is.
        owner: String,
        /// Who wanted to use it.
        me: String,
    },
    /// The folder cannot be looked at.
    #[error("{}: {source}", path.display())]
    Unseen {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system does not let this process become the owner.
    #[error("this command cannot become {owner}, who owns {}: {source}; run it as {owner}", folder.display())]
    System {
        /// Which folder.
        folder: PathBuf,
        /// Whose it is.
        owner: String,
        /// What the system says.
        source: io::Error,
    },
}

/// Keeps others from reading any file or folder that this process makes from now on.
pub fn make_private() {
    rustix::process::umask(Mode::from_raw_mode(0o077));
}

/// Takes the files of a folder, and of `inner` in it, away from everybody but their owner. Files that are not this
/// process's, or that cannot be changed, stay as they are.
pub fn take_from_others(folder: &Path, inner: &[&str]) {
    let folders = std::iter::once(folder.to_owned()).chain(inner.iter().map(|name| folder.join(name)));
    for entry in folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        let Ok(found) = entry.metadata() else { continue };
        if found.is_file() && found.mode() & 0o077 != 0 {
            // Whoever may not change it may be able to use it all the same.
            let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(found.mode() & 0o700));
        }
    }
}

/// Who a data folder belongs to: who owns it, or, in a folder of root's, who owns the file `marker` in it.
///
/// # Errors
/// When the folder cannot be looked at. A folder that is not there is no error.
fn owner(folder: &Path, marker: &str) -> Result<Option<(Uid, Gid)>, OwnerError> {
    let look = |path: &Path| match fs::metadata(path) {
        Ok(found) => Ok(Some((Uid::from_raw(found.uid()), Gid::from_raw(found.gid())))),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => Ok(None),
        Err(source) => Err(OwnerError::Unseen { path: path.to_owned(), source }),
    };
    match look(folder)? {
        Some((uid, _)) if uid.is_root() => Ok(look(&folder.join(marker))?.or(look(folder)?)),
        other => Ok(other),
    }
}

/// Becomes the owner of a data folder for good: groups, then group, then user. Nothing happens where this process is
/// the owner already, or where there is no folder yet.
///
/// `marker` is the file by which a data folder is known. To be called before any thread is started.
///
/// # Errors
/// When the folder is another account's and this process is not root's.
pub fn become_owner(folder: &Path, marker: &str) -> Result<(), OwnerError> {
    let Some(account) = Account::to_become(folder, marker)? else { return Ok(()) };
    let (uid, gid) = (account.uid, account.gid);
    let done = set_thread_groups(&account.groups)
        .and_then(|()| set_thread_res_gid(gid, gid, gid))
        .and_then(|()| set_thread_res_uid(uid, uid, uid));
    done.map_err(|error| account.failed(folder, error))
}

/// As [`become_owner`], until what is returned is dropped; for a command that puts files where root told it to.
/// `None`: this process is the owner already.
///
/// # Errors
/// As [`become_owner`].
pub fn become_owner_for_now(folder: &Path, marker: &str) -> Result<Option<ForNow>, OwnerError> {
    let Some(account) = Account::to_become(folder, marker)? else { return Ok(None) };
    let groups = getgroups().map_err(|error| account.failed(folder, error))?;
    let for_now = ForNow { uid: geteuid(), gid: getegid(), groups };
    let done = set_thread_groups(&account.groups)
        .and_then(|()| set_thread_res_gid(None, account.gid, None))
        .and_then(|()| set_thread_res_uid(None, account.uid, None));
    match done {
        Ok(()) => Ok(Some(for_now)),
        Err(error) => Err(account.failed(folder, error)),
    }
}

/// See [`become_owner_for_now`].
#[derive(Debug)]
pub struct ForNow {
    uid: Uid,
    gid: Gid,
    groups: Vec<Gid>,
}

impl Drop for ForNow {
    fn drop(&mut self) {
        // The system lets a process go back to who it was; if it does not, what follows fails and says so.
        let _ = set_thread_res_uid(None, self.uid, None)
            .and_then(|()| set_thread_res_gid(None, self.gid, None))
            .and_then(|()| set_thread_groups(&self.groups));
    }
}

/// The account that a root process is to become.
struct Account {
    uid: Uid,
    gid: Gid,
    /// The groups the account is in, and no others.
    groups: Vec<Gid>,
    name: String,
}

impl Account {
    fn to_become(folder: &Path, marker: &str) -> Result<Option<Self>, OwnerError> {
        let Some((uid, gid)) = owner(folder, marker)? else { return Ok(None) };
        let me = geteuid();
        if me == uid {
            return Ok(None);
        }
        let (gid, name) = (primary_group(uid).unwrap_or(gid), name_of(uid));
        let account = Self { uid, gid, groups: groups_of(&name, gid), name };
        if me.is_root() {
            return Ok(Some(account));
        }
        // A folder for everybody, such as a mounted volume, in which this account's files are.
        let is_mine = fs::metadata(folder.join(marker)).map_or(true, |found| found.uid() == me.as_raw());
        if uid.is_root() && is_mine {
            return Ok(None);
        }
        Err(OwnerError::Stranger { folder: folder.to_owned(), owner: account.name, me: name_of(me) })
    }

    fn failed(&self, folder: &Path, error: rustix::io::Errno) -> OwnerError {
        OwnerError::System { folder: folder.to_owned(), owner: self.name.clone(), source: error.into() }
    }
}

/// Who this process is, where it is root: whose what it makes in a new folder will be.
pub fn root_made_it() -> Option<String> {
    let me = geteuid();
    me.is_root().then(|| name_of(me))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_can_read_is_taken_from_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("logs")).unwrap();
        for (name, mode) in [("a.db", 0o644), ("logs/today", 0o640), ("own", 0o600)] {
            fs::write(path(name), "x").unwrap();
            fs::set_permissions(path(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        take_from_others(folder.path(), &["logs", "not there"]);
        for name in ["a.db", "logs/today", "own"] {
            assert_eq!(fs::metadata(path(name)).unwrap().mode() & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_folder_of_ones_own_and_one_that_is_not_there_need_nothing() {
        let folder = tempfile::tempdir().unwrap();
        become_owner(folder.path(), "marker").unwrap();
        become_owner(&folder.path().join("not there"), "marker").unwrap();
        assert!(become_owner_for_now(folder.path(), "marker").unwrap().is_none());
    }
}
