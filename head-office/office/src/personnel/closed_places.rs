//! What closing a place takes from users, and what undoing that gives back. Nobody asks here who has more rights than who
//! closes it: it is not about the users.

use super::authority::Editor;
use super::record::{load, write};
use crate::db::{DbError, Tx, groups};
use crate::derive::Touched;
use sync_core::domain::{GroupId, SalepointId, StoreId, UserId};

/// Takes a salepoint from a user. The group that was given with it; `None`: the user did not have it.
pub fn lose_salepoint(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    editor: &mut Editor,
    user: UserId,
    id: SalepointId,
) -> Result<Option<Option<GroupId>>, DbError> {
    let Some(had) = load(tx, user)? else { return Ok(None) };
    let mut has = had.clone();
    let group = has.salepoints.remove(&id);
    if group.is_some() {
        write(tx, touched, editor, Some(&had), &has)?;
    }
    Ok(group)
}

/// Takes a store from a user, also as the one that is selected at login. Whether it was; `None`: the user did not have it.
pub fn lose_store(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    editor: &mut Editor,
    user: UserId,
    id: StoreId,
) -> Result<Option<bool>, DbError> {
    let Some(had) = load(tx, user)?.filter(|had| had.stores.contains(&id)) else { return Ok(None) };
    let mut has = had.clone();
    has.stores.remove(&id);
    has.user.default_store = had.user.default_store.filter(|store| *store != id);
    write(tx, touched, editor, Some(&had), &has)?;
    Ok(Some(had.user.default_store == Some(id)))
}

/// Gives a salepoint back with the group that went with it. Whether that could be: the user may have it by now, and
/// the group may be gone.
pub fn regain_salepoint(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    editor: &mut Editor,
    user: UserId,
    (id, group): (SalepointId, Option<GroupId>),
) -> Result<bool, DbError> {
    let Some(had) = load(tx, user)?.filter(|had| !had.salepoints.contains_key(&id)) else { return Ok(false) };
    if let Some(group) = group
        && groups::find(tx, group)?.is_none()
    {
        return Ok(false);
    }
    let mut has = had.clone();
    has.salepoints.insert(id, group);
    write(tx, touched, editor, Some(&had), &has)?;
    Ok(true)
}

/// Gives a store back, as the one that is selected at login if it was and none is by now. Whether that could be.
pub fn regain_store(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    editor: &mut Editor,
    user: UserId,
    (id, was_default): (StoreId, bool),
) -> Result<bool, DbError> {
    let Some(had) = load(tx, user)?.filter(|had| !had.stores.contains(&id)) else { return Ok(false) };
    let mut has = had.clone();
    has.stores.insert(id);
    if was_default {
        has.user.default_store = had.user.default_store.or(Some(id));
    }
    write(tx, touched, editor, Some(&had), &has)?;
    Ok(true)
}
