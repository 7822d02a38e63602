//! How far a company has come with setting up its head office: what there is of each, whosoever it is.

use super::{DbError, Tx};

/// What there is of what a head office needs before anybody can log in at a till.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Beginnings {
    /// An open store.
    pub store: bool,
    /// An open salepoint.
    pub salepoint: bool,
    /// Somebody who can log in at a terminal: active, with a POS password and a salepoint.
    pub cashier: bool,
    /// A terminal in service.
    pub terminal: bool,
}

/// As of now.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>) -> Result<Beginnings, DbError> {
    Ok(Beginnings {
        store: is_any(tx, "store WHERE closed_at IS NULL")?,
        salepoint: is_any(tx, "salepoint WHERE closed_at IS NULL")?,
        cashier: is_any(
            tx,
            "app_user u WHERE u.active = 1 AND EXISTS (SELECT 1 FROM pos_password p WHERE p.user_id = u.id) \
             AND EXISTS (SELECT 1 FROM user_salepoint g WHERE g.user_id = u.id)",
        )?,
        terminal: is_any(tx, "terminal WHERE removal IS NULL")?,
    })
}

fn is_any(tx: &mut Tx<'_>, what: &str) -> Result<bool, DbError> {
    Ok(tx.query_one(&format!("SELECT 1 AS is_any FROM {what} LIMIT 1"), &[])?.is_some())
}
