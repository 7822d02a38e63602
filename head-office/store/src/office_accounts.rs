//! Who may sign in to the office, and by what.

use super::{DbError, Tx};
use crate::domain::email::folded;
use crate::office_rights::Level;
use sync_core::domain::{UnixMs, UserId};

/// What is needed to judge a sign-in.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInFacts {
    /// Whose account it is.
    pub user: UserId,
    /// The office password's hash; `None`: none chosen yet.
    pub password_hash: Option<String>,
    /// Whether the user is active.
    pub active: bool,
}

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeAccount {
    /// The e-mail address, as typed.
    pub email: Option<String>,
    /// Whether an office password is chosen.
    pub has_password: bool,
}

/// Makes an account for a user who has none.
///
/// # Errors
/// Those of the database.
pub fn ensure(tx: &mut Tx<'_>, user: UserId, now: UnixMs) -> Result<(), DbError> {
    let sql = "INSERT INTO office_account (user_id, created_at) VALUES (?1, ?2) ON CONFLICT (user_id) DO NOTHING";
    tx.execute(sql, &[user.into(), now.into()])?;
    Ok(())
}

/// A user's account.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, user: UserId) -> Result<Option<OfficeAccount>, DbError> {
    let sql = "SELECT email, password_hash FROM office_account WHERE user_id = ?1";
    let row = tx.query_one(sql, &[user.into()])?;
    row.map(|mut row| Ok(OfficeAccount { email: row.take(0)?, has_password: row.take::<Option<String>>(1)?.is_some() }))
        .transpose()
}

/// A user's office password, as its hash.
///
/// # Errors
/// Those of the database.
pub fn password_hash(tx: &mut Tx<'_>, user: UserId) -> Result<Option<String>, DbError> {
    let row = tx.query_one("SELECT password_hash FROM office_account WHERE user_id = ?1", &[user.into()])?;
    row.map_or(Ok(None), |mut row| row.take(0))
}

/// The account with this folded e-mail address.
///
/// # Errors
/// Those of the database.
pub fn by_email(tx: &mut Tx<'_>, folded_email: &str) -> Result<Option<SignInFacts>, DbError> {
    let row = tx.query_one(
        "SELECT a.user_id, a.password_hash, u.active FROM office_account a JOIN app_user u ON u.id = a.user_id \
         WHERE a.folded_email = ?1",
        &[folded_email.into()],
    )?;
    row.map(|mut row| Ok(SignInFacts { user: row.take(0)?, password_hash: row.take(1)?, active: row.take(2)? }))
        .transpose()
}

/// Sets the address a user signs in by.
///
/// # Errors
/// Those of the database; also when another account has it.
pub fn set_email(tx: &mut Tx<'_>, user: UserId, email: &str, folded_email: &str) -> Result<(), DbError> {
    tx.execute(
        "UPDATE office_account SET email = ?2, folded_email = ?3 WHERE user_id = ?1",
        &[user.into(), email.into(), folded_email.into()],
    )?;
    Ok(())
}

/// Folds the addresses by today's rules. Where two would be one, both stay as they are.
///
/// # Errors
/// Those of the database.
pub fn fold_emails(tx: &mut Tx<'_>) -> Result<(), DbError> {
    for mut row in tx.query("SELECT user_id, email FROM office_account WHERE email IS NOT NULL", &[])? {
        let (user, email) = (row.take::<UserId>(0)?, row.take::<String>(1)?);
        let folded = folded(&email);
        tx.execute(
            "UPDATE office_account SET folded_email = ?2 WHERE user_id = ?1 AND NOT EXISTS \
             (SELECT 1 FROM office_account other WHERE other.folded_email = ?2 AND other.user_id <> ?1)",
            &[user.into(), folded.into()],
        )?;
    }
    Ok(())
}

/// Sets a user's office password, as its hash.
///
/// # Errors
/// Those of the database.
pub fn set_password_hash(tx: &mut Tx<'_>, user: UserId, hash: &str) -> Result<(), DbError> {
    tx.execute("UPDATE office_account SET password_hash = ?2 WHERE user_id = ?1", &[user.into(), hash.into()])?;
    Ok(())
}

/// Notes that a user signed in.
///
/// # Errors
/// Those of the database.
pub fn signed_in(tx: &mut Tx<'_>, user: UserId, now: UnixMs) -> Result<(), DbError> {
    tx.execute("UPDATE office_account SET last_sign_in_at = ?2 WHERE user_id = ?1", &[user.into(), now.into()])?;
    Ok(())
}

/// Takes a user's account away, with sessions and links.
///
/// # Errors
/// Those of the database.
pub fn delete(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    for table in ["office_session", "one_time_link", "failed_sign_in", "office_account"] {
        tx.execute(&format!("DELETE FROM {table} WHERE user_id = ?1"), &[user.into()])?;
    }
    Ok(())
}

/// Whether some active user but this one, with an account and perhaps with an office password, is in a group of their own
/// that has this level in so many areas. Who never signed in and waits for an address to be confirmed does not count: nobody may ever follow that link.
///
/// # Errors
/// Those of the database.
pub fn any_of_group_with(
    tx: &mut Tx<'_>,
    level: Level,
    areas: usize,
    needs_password: bool,
    but: Option<UserId>,
) -> Result<bool, DbError> {
    let row = tx.query_one(
        "SELECT 1 FROM office_account a JOIN app_user u ON u.id = a.user_id WHERE u.active = 1 AND \
         (?4 IS NULL OR u.id <> ?4) AND (SELECT count(*) FROM group_area g WHERE g.group_id = u.group_id AND g.level = ?1) = ?2 AND \
         (a.password_hash IS NOT NULL OR ?3 = 0) AND \
         (a.password_hash IS NOT NULL OR a.last_sign_in_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM one_time_link l WHERE l.user_id = a.user_id AND \
         l.purpose = 'confirm' AND l.used_at IS NULL AND l.voided_at IS NULL)) LIMIT 1",
        &[level.code().into(), areas.into(), needs_password.into(), but.into()],
    )?;
    Ok(row.is_some())
}
