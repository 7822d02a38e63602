//! What head office prescribes to every terminal: a row for each setting, so that a new setting needs no new column.

use super::{DbError, Tx, company};
pub use crate::domain::policy::settings;
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{Policy, UnixMs};

/// The policy; a setting that was never stored has its default.
///
/// # Errors
/// Those of the database.
pub fn load(tx: &mut Tx<'_>) -> Result<Policy, DbError> {
    let mut stored = BTreeMap::new();
    for mut row in tx.query("SELECT name, value FROM policy", &[])? {
        stored.insert(row.take::<String>(0)?, row.take::<u32>(1)?);
    }
    let mut policy = Policy::default();
    for (name, setting) in settings(&mut policy) {
        *setting = stored.get(name).copied().unwrap_or(*setting);
    }
    Ok(policy)
}

/// The settings that were never stored, or are not there any more.
///
/// # Errors
/// Those of the database.
pub fn missing(tx: &mut Tx<'_>) -> Result<Vec<&'static str>, DbError> {
    let mut stored = BTreeSet::new();
    for mut row in tx.query("SELECT name FROM policy", &[])? {
        stored.insert(row.take::<String>(0)?);
    }
    let names = settings(&mut Policy::default()).map(|(name, _)| name);
    Ok(names.into_iter().filter(|name| !stored.contains(*name)).collect())
}

/// The fact that says until when a policy that was replaced may still be gone by.
const OFFLINE_UNTIL: &str = "offline_until";

/// Until when a terminal that is out of reach may still go by a policy that was replaced; `None`: none was.
///
/// # Errors
/// Those of the database.
pub fn offline_until(tx: &mut Tx<'_>) -> Result<Option<UnixMs>, DbError> {
    Ok(company::fact(tx, OFFLINE_UNTIL)?.and_then(|until| until.parse().ok()).map(UnixMs))
}

/// Stores the whole policy in place of the one that was in force until `at`: a terminal may have got that one a moment ago,
/// and goes by it for as long as it allows.
///
/// # Errors
/// Those of the database.
pub fn replace(tx: &mut Tx<'_>, before: &Policy, policy: &Policy, at: UnixMs) -> Result<(), DbError> {
    let until = at.plus_ms(i64::from(before.valid_for_s) * 1_000);
    if offline_until(tx)?.is_none_or(|known| known < until) {
        company::set_fact(tx, OFFLINE_UNTIL, &until.0.to_string())?;
    }
    store(tx, policy)
}

/// Stores the whole policy.
///
/// # Errors
/// Those of the database.
pub fn store(tx: &mut Tx<'_>, policy: &Policy) -> Result<(), DbError> {
    for (name, value) in settings(&mut policy.clone()) {
        tx.execute(
            "INSERT INTO policy (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &[name.into(), (*value).into()],
        )?;
    }
    Ok(())
}
