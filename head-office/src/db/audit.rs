//! The audit trail: who changed which record when, from what to what. Never a secret.

use super::{DbError, Tx};
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// What was changed or done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuditKind {
    /// A user was added or changed.
    User,
    /// A one-time link that signs a user in was made.
    SignInLink,
    /// A user signed in by a link.
    SignedInByLink,
    /// A user chose e-mail address and office password.
    OfficeCredentials,
}

impl AuditKind {
    const ALL: [(Self, &str); 4] = [
        (Self::User, "user"),
        (Self::SignInLink, "sign_in_link"),
        (Self::SignedInByLink, "signed_in_by_link"),
        (Self::OfficeCredentials, "office_credentials"),
    ];

    fn code(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }
}

/// An entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    /// When.
    pub at: UnixMs,
    /// Who; `None`: whoever may run commands on head office's machine.
    pub by: Option<UserId>,
    /// What.
    pub kind: AuditKind,
    /// Which record, by its id.
    pub record_id: Uuid,
    /// What it was; `None`: it was not there.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// Adds an entry.
///
/// # Errors
/// Those of the database.
pub fn add(tx: &mut Tx<'_>, entry: &AuditEntry) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO audit_entry (id, at, by_user_id, kind, record_id, before, after) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            Uuid::now_v7().to_string().into(),
            entry.at.into(),
            entry.by.into(),
            entry.kind.code().into(),
            entry.record_id.to_string().into(),
            entry.before.as_deref().into(),
            entry.after.as_deref().into(),
        ],
    )?;
    Ok(())
}

/// What was done to a record, the newest first.
///
/// # Errors
/// Those of the database.
#[cfg(test)]
pub fn of_record(tx: &mut Tx<'_>, record_id: Uuid) -> Result<Vec<AuditEntry>, DbError> {
    let rows = tx.query(
        "SELECT at, by_user_id, kind, before, after FROM audit_entry WHERE record_id = ?1 ORDER BY at DESC, id DESC",
        &[record_id.to_string().into()],
    )?;
    let read = rows.into_iter().map(|mut row| {
        let code: String = row.take(2)?;
        let known = AuditKind::ALL.into_iter().find(|(_, known)| *known == code);
        let (kind, _) = known.ok_or(DbError::Unreadable { column: 2, due: "a kind of audit entry" })?;
        Ok(AuditEntry {
            at: row.take(0)?,
            by: row.take(1)?,
            kind,
            record_id,
            before: row.take(3)?,
            after: row.take(4)?,
        })
    });
    read.collect()
}
