//! POS passwords, that is what is kept instead of them: an encrypted verifier and a keyed mark that tells whether two
//! are the same.

use super::{DbError, Row, Tx};
use sync_core::domain::{Bytes32, KdfName, UnixMs, UserId};

/// What is kept of a user's POS password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PosPassword {
    /// Whose.
    pub user: UserId,
    /// Under which KDF the verifier was made.
    pub kdf: KdfName,
    /// The verifier, encrypted.
    pub sealed_verifier: Vec<u8>,
    /// Equal for equal verifiers, and says nothing without head office's key.
    pub uniqueness: Bytes32,
    /// How many POS passwords were ever set for the user.
    pub verifier_revision: u64,
}

const SELECT: &str = "SELECT p.user_id, p.kdf, p.verifier, p.uniqueness, u.verifier_revision FROM pos_password p \
                      JOIN app_user u ON u.id = p.user_id";

/// A user's POS password.
///
/// # Errors
/// Those of the database.
pub fn of_user(tx: &mut Tx<'_>, user: UserId) -> Result<Option<PosPassword>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE p.user_id = ?1"), &[user.into()])?.map(read).transpose()
}

/// All POS passwords, by user id.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<PosPassword>, DbError> {
    tx.query(&format!("{SELECT} ORDER BY p.user_id"), &[])?.into_iter().map(read).collect()
}

/// Whether anybody but this user has it, or had it not long enough ago.
///
/// # Errors
/// Those of the database.
pub fn taken_by_other(tx: &mut Tx<'_>, user: UserId, mark: Bytes32, now: UnixMs) -> Result<bool, DbError> {
    let row = tx.query_one(
        "SELECT 1 FROM pos_password WHERE uniqueness = ?1 AND user_id <> ?2 UNION ALL \
         SELECT 1 FROM released_password WHERE uniqueness = ?1 AND user_id <> ?2 AND taken_until > ?3",
        &[mark.into(), user.into(), now.into()],
    )?;
    Ok(row.is_some())
}

/// Sets or replaces a user's POS password; the revision given with it is not used but counted up. The replaced one
/// stays taken until `released_until`.
///
/// # Errors
/// Those of the database.
pub fn set(tx: &mut Tx<'_>, password: &PosPassword, released_until: UnixMs) -> Result<(), DbError> {
    release(tx, password.user, released_until)?;
    tx.execute(
        "INSERT INTO pos_password (user_id, kdf, verifier, uniqueness) VALUES (?1, ?2, ?3, ?4)",
        &[
            password.user.into(),
            (&password.kdf).into(),
            password.sealed_verifier.as_slice().into(),
            password.uniqueness.into(),
        ],
    )?;
    let sql = "UPDATE app_user SET verifier_revision = verifier_revision + 1 WHERE id = ?1";
    tx.execute(sql, &[password.user.into()])?;
    Ok(())
}

/// Takes a user's POS password away; it stays taken until `released_until`.
///
/// # Errors
/// Those of the database.
pub fn release(tx: &mut Tx<'_>, user: UserId, released_until: UnixMs) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO released_password (uniqueness, user_id, taken_until) \
         SELECT uniqueness, user_id, ?2 FROM pos_password WHERE user_id = ?1 \
         ON CONFLICT (uniqueness) DO UPDATE SET user_id = excluded.user_id, taken_until = excluded.taken_until",
        &[user.into(), released_until.into()],
    )?;
    tx.execute("DELETE FROM pos_password WHERE user_id = ?1", &[user.into()])?;
    Ok(())
}

fn read(mut row: Row) -> Result<PosPassword, DbError> {
    Ok(PosPassword {
        user: row.take(0)?,
        kdf: row.take(1)?,
        sealed_verifier: row.take(2)?,
        uniqueness: row.take(3)?,
        verifier_revision: row.take(4)?,
    })
}
