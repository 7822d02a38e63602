//! How many licences of the web office the company has, and who holds them: each account uses one.

use super::mail::MailState;
use super::{DbError, Row, Tx};
use sync_core::domain::{UnixMs, UserId};

/// Licences, counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Licences {
    /// Those the company has.
    pub bought: u64,
    /// Those linked to a user.
    pub used: u64,
}

impl Licences {
    /// Those that can still be linked.
    pub fn free(self) -> u64 {
        self.bought.saturating_sub(self.used)
    }
}

/// Counts them.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>) -> Result<Licences, DbError> {
    let row = tx.query_one("SELECT bought, (SELECT count(*) FROM office_account) FROM licence", &[])?;
    let mut row = row.ok_or(DbError::Unreadable { column: 0, due: "the number of licences" })?;
    Ok(Licences { bought: row.take(0)?, used: row.take(1)? })
}

/// Counts them, and lets nobody else link one until this transaction has ended.
///
/// # Errors
/// Those of the database.
pub fn lock(tx: &mut Tx<'_>) -> Result<Licences, DbError> {
    tx.execute("UPDATE licence SET bought = bought", &[])?;
    count(tx)
}

/// Sets how many the company has.
///
/// # Errors
/// Those of the database.
pub fn set_bought(tx: &mut Tx<'_>, bought: u64) -> Result<(), DbError> {
    tx.execute("UPDATE licence SET bought = ?1", &[bought.into()])?;
    Ok(())
}

/// Who holds a licence, and how far that has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    /// The user.
    pub user: UserId,
    /// First and last name.
    pub name: String,
    /// Whether the user is active.
    pub active: bool,
    /// The address the user signs in by; `None`: none is confirmed yet.
    pub email: Option<String>,
    /// Whether an office password is chosen.
    pub has_password: bool,
    /// When the user last signed in.
    pub last_sign_in_at: Option<UnixMs>,
    /// An address that waits to be confirmed.
    pub pending: Option<PendingEmail>,
}

/// An address that waits to be confirmed, and how the mail to it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingEmail {
    /// As typed.
    pub email: String,
    /// From when on the link cannot be used.
    pub expires_at: UnixMs,
    /// What became of the mail.
    pub mail: MailState,
    /// When it is handed over next.
    pub next_at: Option<UnixMs>,
    /// When it was settled what becomes of it.
    pub settled_at: Option<UnixMs>,
    /// What the mail server, or whatever stood in the way, said last.
    pub answer: Option<String>,
}

const HOLDERS: &str = "SELECT u.id, u.first_name || ' ' || u.last_name, u.active, a.email, a.password_hash, \
     a.last_sign_in_at, l.email, l.expires_at, m.state, m.next_at, m.settled_at, m.answer FROM office_account a \
     JOIN app_user u ON u.id = a.user_id LEFT JOIN one_time_link l ON l.user_id = a.user_id AND \
     l.purpose = 'confirm' AND l.used_at IS NULL AND l.voided_at IS NULL LEFT JOIN mail m ON m.id = l.mail_id";

/// Holders by name, some of them.
///
/// # Errors
/// Those of the database.
pub fn holders(tx: &mut Tx<'_>, skip: u64, take: u64) -> Result<Vec<Holder>, DbError> {
    let sql = format!("{HOLDERS} ORDER BY u.first_name_key, u.last_name_key, u.id LIMIT ?1 OFFSET ?2");
    tx.query(&sql, &[take.into(), skip.into()])?.into_iter().map(read).collect()
}

/// A user, if there is a licence.
///
/// # Errors
/// Those of the database.
pub fn holder(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Holder>, DbError> {
    tx.query_one(&format!("{HOLDERS} WHERE a.user_id = ?1"), &[user.into()])?.map(read).transpose()
}

/// Those who are invited and have not followed the link yet, the longest first: how many, and some of them.
///
/// # Errors
/// Those of the database.
pub fn invited(tx: &mut Tx<'_>, take: u64) -> Result<(u64, Vec<Holder>), DbError> {
    const INVITED: &str = "WHERE a.email IS NULL AND l.email IS NOT NULL";
    let row = tx.query_one(
        &format!(
            "SELECT count(*) FROM office_account a JOIN one_time_link l ON l.user_id = a.user_id AND \
             l.purpose = 'confirm' AND l.used_at IS NULL AND l.voided_at IS NULL {INVITED}"
        ),
        &[],
    )?;
    let count = row.map_or(Ok(0), |mut row| row.take(0))?;
    let sql = format!("{HOLDERS} {INVITED} ORDER BY l.expires_at, u.id LIMIT ?1");
    Ok((count, tx.query(&sql, &[take.into()])?.into_iter().map(read).collect::<Result<_, _>>()?))
}

fn read(mut row: Row) -> Result<Holder, DbError> {
    let pending = match row.take::<Option<String>>(6)? {
        None => None,
        Some(email) => {
            let state: Option<String> = row.take(8)?;
            let mail = MailState::from_code(&state.unwrap_or_default());
            Some(PendingEmail {
                email,
                expires_at: row.take(7)?,
                mail: mail.ok_or(DbError::Unreadable { column: 8, due: "the state of a mail" })?,
                next_at: row.take(9)?,
                settled_at: row.take(10)?,
                answer: row.take(11)?,
            })
        }
    };
    Ok(Holder {
        user: row.take(0)?,
        name: row.take(1)?,
        active: row.take(2)?,
        email: row.take(3)?,
        has_password: row.take::<Option<String>>(4)?.is_some(),
        last_sign_in_at: row.take(5)?,
        pending,
    })
}
