//! Tables of an older version brought up to this one's: a copy first, then everything in one transaction.

use super::{Db, connect, known_version, migrate, of_this_version};
use crate::{DbError, Tx, name_keys, office_accounts, salepoints, stores, users};
use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// So many of the newest copies stay.
const KEPT: usize = 2;
/// What comes before and after the version in the name of a copy.
const NAME: (&str, &str) = ("head-office.before-", ".db");

/// What an upgrade came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upgraded {
    /// The version of the tables before.
    pub from: i64,
    /// Their version now.
    pub to: i64,
    /// The database as it was.
    pub copy: PathBuf,
}

impl Db {
    /// Whether the tables of a file are those of an older version.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn is_older(path: &Path) -> Result<bool, DbError> {
        match of_this_version(&connect(path)?, path) {
            Err(DbError::Older { found, .. }) => Ok(found > 0),
            other => other.map(|()| false),
        }
    }

    /// Copies a file of an older version beside itself and brings its tables up to this version's.
    ///
    /// # Errors
    /// When there is no room for the copy or the tables cannot be changed; then they are as they were.
    pub fn upgrade(path: &Path) -> Result<Upgraded, DbError> {
        let writer = connect(path)?;
        let from = super::version(&writer)?;
        let to = known_version();
        let db = Self::with(writer, path, super::Access::Write);
        let copy = path.with_file_name(format!("{}{to}{}", NAME.0, NAME.1));
        let draft = path.with_file_name(format!("{}{to}.draft", NAME.0));
        let copied = copy_whole(&db, &draft).and_then(|()| fs::rename(&draft, &copy).map_err(no_access));
        if copied.is_err() {
            // Half a copy is of no use, and takes the room that is missing.
            let _ = fs::remove_file(&draft);
        }
        copied?;
        drop(db);
        drop(Self::migrated(path)?);
        forget_older_copies(path);
        Ok(Upgraded { from, to, copy })
    }

    /// Opens a file that is a copy of its own and brings its tables up to this version's.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn migrated(path: &Path) -> Result<Self, DbError> {
        let mut writer = connect(path)?;
        migrate(&mut writer, path)?;
        let db = Self::with(writer, path, super::Access::Write);
        db.write(|tx| {
            fold_names(tx)?;
            name_keys::fill(tx)
        })?;
        Ok(db)
    }
}

/// Fills in what no statement can compute: folded names and e-mail addresses.
fn fold_names(tx: &mut Tx<'_>) -> Result<(), DbError> {
    if users::any_not_folded(tx)? || salepoints::any_not_folded(tx)? || stores::any_not_folded(tx)? {
        users::fold_names(tx)?;
        salepoints::fold_names(tx)?;
        stores::fold_names(tx)?;
        office_accounts::fold_emails(tx)?;
    }
    Ok(())
}

fn copy_whole(db: &Db, draft: &Path) -> Result<(), DbError> {
    let file = fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(draft);
    let file = file.map_err(no_access)?;
    db.copy_to(draft, &|_, _| ())?;
    file.sync_all().map_err(no_access)
}

fn no_access(error: std::io::Error) -> DbError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => DbError::DiskFull,
        _ => DbError::NoAccess(Box::new(error)),
    }
}

/// Removes all copies but the newest.
fn forget_older_copies(path: &Path) {
    let folder = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let mut copies: Vec<(i64, PathBuf)> = folder
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?.parse().ok()?;
            Some((version, entry.path()))
        })
        .collect();
    copies.sort();
    for (_, copy) in copies.iter().rev().skip(KEPT) {
        // One that stays takes room and does no harm.
        let _ = fs::remove_file(copy);
    }
}
