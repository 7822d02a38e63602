//! User groups: what they allow at the POS and in the office.

use super::{DbError, Tx, name_keys};
pub use crate::domain::records::Group;
use crate::office_rights::{Level, OfficeArea};
use std::collections::BTreeMap;
use sync_core::domain::{GroupId, PosAction, PosRights, UserId};

/// All groups, by name.
///
/// # Errors
/// Those of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Group>, DbError> {
    let rows = tx.query("SELECT id, name FROM user_group ORDER BY name_key, id", &[])?;
    rows.into_iter().map(|mut row| with_rights(tx, row.take(0)?, row.take(1)?)).collect()
}

/// The names of all groups.
///
/// # Errors
/// Those of the database.
pub fn names(tx: &mut Tx<'_>) -> Result<Vec<(GroupId, String)>, DbError> {
    let rows = tx.query("SELECT id, name FROM user_group", &[])?;
    rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

/// One group.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: GroupId) -> Result<Option<Group>, DbError> {
    let row = tx.query_one("SELECT id, name FROM user_group WHERE id = ?1", &[id.into()])?;
    row.map(|mut row| with_rights(tx, row.take(0)?, row.take(1)?)).transpose()
}

/// The group of this name.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub fn named(tx: &mut Tx<'_>, name: &str) -> Result<Option<Group>, DbError> {
    let row = tx.query_one("SELECT id, name FROM user_group WHERE name = ?1", &[name.into()])?;
    row.map(|mut row| with_rights(tx, row.take(0)?, row.take(1)?)).transpose()
}

/// How many users are in a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct GroupUse {
    /// Users whose own group it is.
    pub own: u64,
    /// Users who are in it at some salepoint only.
    pub at_salepoints: u64,
}

impl GroupUse {
    /// How many in all.
    pub fn all(self) -> u64 {
        self.own + self.at_salepoints
    }
}

/// How many users are in a group.
///
/// # Errors
/// Those of the database.
pub fn in_use(tx: &mut Tx<'_>, id: GroupId) -> Result<GroupUse, DbError> {
    let row = tx.query_one(
        "SELECT (SELECT count(*) FROM app_user WHERE group_id = ?1), \
         (SELECT count(DISTINCT s.user_id) FROM user_salepoint s JOIN app_user u ON u.id = s.user_id \
          WHERE s.group_id = ?1 AND u.group_id <> ?1)",
        &[id.into()],
    )?;
    row.map_or(Ok(GroupUse::default()), |mut row| Ok(GroupUse { own: row.take(0)?, at_salepoints: row.take(1)? }))
}

/// Some of the users who are in a group, their own or at some salepoint.
///
/// # Errors
/// Those of the database.
pub fn users(tx: &mut Tx<'_>, id: GroupId, at_most: u64) -> Result<Vec<UserId>, DbError> {
    let rows = tx.query(
        "SELECT id FROM app_user WHERE group_id = ?1 UNION SELECT user_id FROM user_salepoint WHERE group_id = ?1 LIMIT ?2",
        &[id.into(), at_most.into()],
    )?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Removes a group that nobody is in.
///
/// # Errors
/// Those of the database, also when somebody is in it.
pub fn delete(tx: &mut Tx<'_>, id: GroupId) -> Result<(), DbError> {
    tx.execute("DELETE FROM group_action WHERE group_id = ?1", &[id.into()])?;
    tx.execute("DELETE FROM group_area WHERE group_id = ?1", &[id.into()])?;
    tx.execute("DELETE FROM user_group WHERE id = ?1", &[id.into()])?;
    Ok(())
}

/// Adds a group, or changes the one with this id.
///
/// # Errors
/// Those of the database.
pub fn save(tx: &mut Tx<'_>, group: &Group) -> Result<(), DbError> {
    let key = name_keys::key(tx, &group.name)?;
    tx.execute(
        "INSERT INTO user_group (id, name, name_key) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET \
         name = excluded.name, name_key = excluded.name_key",
        &[group.id.into(), (&group.name).into(), key.into()],
    )?;
    tx.execute("DELETE FROM group_action WHERE group_id = ?1", &[group.id.into()])?;
    for action in &group.pos.0 {
        let sql = "INSERT INTO group_action (group_id, action) VALUES (?1, ?2)";
        tx.execute(sql, &[group.id.into(), action.code().into()])?;
    }
    tx.execute("DELETE FROM group_area WHERE group_id = ?1", &[group.id.into()])?;
    for (area, level) in &group.office {
        let sql = "INSERT INTO group_area (group_id, area, level) VALUES (?1, ?2, ?3)";
        tx.execute(sql, &[group.id.into(), area.code().into(), level.code().into()])?;
    }
    Ok(())
}

fn with_rights(tx: &mut Tx<'_>, id: GroupId, name: String) -> Result<Group, DbError> {
    let mut pos = PosRights::default();
    for mut row in tx.query("SELECT action FROM group_action WHERE group_id = ?1", &[id.into()])? {
        let action: Result<PosAction, _> = row.take::<String>(0)?.parse();
        pos.0.insert(action.map_err(|_| DbError::Unreadable { column: 0, due: "a POS action" })?);
    }
    let mut office = BTreeMap::new();
    for mut row in tx.query("SELECT area, level FROM group_area WHERE group_id = ?1", &[id.into()])? {
        let area = OfficeArea::from_code(&row.take::<String>(0)?);
        let level = Level::from_code(&row.take::<String>(1)?);
        let unreadable = DbError::Unreadable { column: 0, due: "an office right" };
        let (area, level) = area.zip(level).ok_or(unreadable)?;
        office.insert(area, level);
    }
    Ok(Group { id, name, pos, office })
}
