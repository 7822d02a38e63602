//! How far terminals have come with one user's rows.

use super::grants::{Kind, Sees, Viewer};
use super::terminals::cursor;
use super::{DbError, Tx};
use sync_core::domain::{Collection, Cursor, Revision, RowKey, TerminalId, UnixMs, UserId};

/// A terminal in service that gets a user's profile, or was told that it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receiver {
    /// Its id.
    pub terminal: TerminalId,
    /// The name of its salepoint.
    pub salepoint: String,
    /// Its own name.
    pub name: String,
    /// What it has applied.
    pub applied: Option<Cursor>,
    /// When it was heard to have applied that.
    pub applied_at: Option<UnixMs>,
    /// When it was last heard of.
    pub last_seen_at: Option<UnixMs>,
    /// As of which revision the profile there is as it is, or gone.
    pub revision: Revision,
    /// Whether it is gone.
    pub is_gone: bool,
}

/// The viewer's terminals that a user's profile is or was for, by salepoint and name.
///
/// # Errors
/// Those of the database.
pub fn receivers(tx: &mut Tx<'_>, viewer: Viewer, user: UserId) -> Result<Vec<Receiver>, DbError> {
    let mut values = vec![(&RowKey::Profile(user)).into()];
    let has = viewer.has(Kind::Salepoints, "s.id", &mut values);
    // A collection of a salepoint is called after it: salepoint/ID.
    let sql = format!(
        "SELECT t.id, s.name, t.name, t.applied_epoch, t.applied_revision, t.applied_at, t.last_seen_at, r.revision, \
         CASE WHEN r.body IS NULL THEN 1 ELSE 0 END FROM replica_row r JOIN collection c ON c.id = r.collection_id \
         JOIN salepoint s ON s.id = substr(c.name, 11) \
         JOIN terminal t ON t.salepoint_id = s.id AND t.removal IS NULL WHERE r.row_key = ?1 AND {has} \
         ORDER BY s.name_key, s.id, t.name_key, t.id"
    );
    let read = tx.query(&sql, &values)?.into_iter().map(|mut row| {
        Ok(Receiver {
            terminal: row.take(0)?,
            salepoint: row.take(1)?,
            name: row.take(2)?,
            applied: cursor(&mut row, 3)?,
            applied_at: row.take(5)?,
            last_seen_at: row.take(6)?,
            revision: Revision(row.take(7)?),
            is_gone: row.take(8)?,
        })
    });
    read.collect()
}

/// As of which revision a user's credential is as it is, or gone; `None`: there never was one.
///
/// # Errors
/// Those of the database.
pub fn credential_revision(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Revision>, DbError> {
    let row = tx.query_one(
        "SELECT r.revision FROM collection c JOIN replica_row r ON r.collection_id = c.id \
         WHERE c.name = ?1 AND r.row_key = ?2",
        &[Collection::Directory.to_string().into(), (&RowKey::Credential(user)).into()],
    )?;
    row.map(|mut row| Ok(Revision(row.take(0)?))).transpose()
}
