//! A form that makes something makes it once, however often it is sent: pressed twice, sent again from the page before,
//! or by a browser that got no answer. The key is the opened form's id.

use crate::db::{DbError, Tx, opened_forms};
use std::fmt::Display;
use std::str::FromStr;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// Who sends which opened form, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sender {
    /// Who.
    pub by: UserId,
    /// The form.
    pub form: Uuid,
}

/// What a form has made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Made<I> {
    /// The record.
    pub id: I,
    /// Whether it had made it before.
    pub before: bool,
}

/// Makes the record of a form, unless the form has made it already. In the transaction that makes it.
///
/// # Errors
/// Those of the work and of the database.
pub fn once<I: Display + FromStr, E: From<DbError>>(
    tx: &mut Tx<'_>,
    sender: Sender,
    at: UnixMs,
    make: impl FnOnce(&mut Tx<'_>) -> Result<I, E>,
) -> Result<Made<I>, E> {
    let Sender { by, form } = sender;
    if let Some(id) = opened_forms::made(tx, by, form)?.and_then(|id| id.parse().ok()) {
        return Ok(Made { id, before: true });
    }
    let id = make(tx)?;
    opened_forms::note_made(tx, by, form, &id.to_string(), at)?;
    Ok(Made { id, before: false })
}
