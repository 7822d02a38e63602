//! Rows as they travel: beside a credential its verifier.

use crate::db::replica_rows::KeyedBody;
use crate::db::{Tx, pos_passwords};
use crate::errors::OfficeError;
use crate::keys::VerifierKeys;
use std::collections::HashMap;
use sync_core::domain::{RowKey, UserId, Verifier};
use sync_core::sync::Row;

/// Above this many credentials the verifiers are read all at once.
const ONE_BY_ONE: usize = 500;

/// Puts verifiers beside the credentials among these rows.
pub fn with_verifiers(tx: &mut Tx<'_>, keys: &VerifierKeys, rows: Vec<KeyedBody>) -> Result<Vec<Row>, OfficeError> {
    let mut verifiers = verifiers(tx, keys, &rows)?;
    let rows = rows.into_iter().map(|(key, body)| {
        let verifier = credential(&key, body.as_ref()).and_then(|user| verifiers.remove(&user));
        Row { key, body, verifier }
    });
    Ok(rows.collect())
}

fn verifiers(
    tx: &mut Tx<'_>,
    keys: &VerifierKeys,
    rows: &[KeyedBody],
) -> Result<HashMap<UserId, Verifier>, OfficeError> {
    let users: Vec<_> = rows.iter().filter_map(|(key, body)| credential(key, body.as_ref())).collect();
    let passwords = if users.len() > ONE_BY_ONE {
        pos_passwords::all(tx)?
    } else {
        let mut passwords = Vec::new();
        for user in users {
            passwords.extend(pos_passwords::of_user(tx, user)?);
        }
        passwords
    };
    let open = |password: pos_passwords::PosPassword| {
        Ok((password.user, keys.open(&password.sealed_verifier, password.user, &password.kdf)?))
    };
    passwords.into_iter().map(open).collect()
}

fn credential(key: &str, body: Option<&Vec<u8>>) -> Option<UserId> {
    body?;
    match key.parse() {
        Ok(RowKey::Credential(user)) => Some(user),
        _ => None,
    }
}
