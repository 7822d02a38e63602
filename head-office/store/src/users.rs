//! Users and what they are granted.

use super::{DbError, Row, Tx, many, name_keys, office_sessions};
pub use crate::domain::records::{SalepointGrant, User};
use crate::name_order::NameOrder;
use crate::names;
use sync_core::domain::{GroupId, SalepointId, StoreId, UserId, fold};

const SELECT: &str =
    "SELECT id, ref, first_name, last_name, language, active, group_id, default_store_id FROM app_user";

/// One user.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE id = ?1"), &[id.into()])?.map(read).transpose()
}

/// The user with this reference.
///
/// # Errors
/// Those of the database.
pub fn by_reference(tx: &mut Tx<'_>, reference: &str) -> Result<Option<User>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE ref = ?1"), &[reference.into()])?.map(read).transpose()
}

/// The users of this first and last name.
///
/// # Errors
/// Those of the database.
pub fn named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<User>, DbError> {
    let sql = format!("{SELECT} WHERE first_name || ' ' || last_name = ?1 ORDER BY ref");
    tx.query(&sql, &[name.into()])?.into_iter().map(read).collect()
}

/// The users whose first and last name people would take for this.
fn named_alike(tx: &mut Tx<'_>, name: &str) -> Result<Vec<User>, DbError> {
    let sql = format!("{SELECT} WHERE folded_first_name || ' ' || folded_last_name = ?1 ORDER BY ref");
    let mut found: Vec<User> = tx.query(&sql, &[fold(name).into()])?.into_iter().map(read).collect::<Result<_, _>>()?;
    found.retain(|user| names::are_alike(&format!("{} {}", user.first_name, user.last_name), name));
    Ok(found)
}

/// Why a name given at the command line means nobody.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotMeant {
    /// Nobody has it.
    #[error("no user has the reference, id or name “{0}”")]
    Nobody(String),
    /// Several have it; with what tells them apart.
    #[error("{} users are called “{name}”: {}; give the reference or the id", apart.len(), apart.join(", "))]
    Several {
        /// As they were named.
        name: String,
        /// The reference or id of each.
        apart: Vec<String>,
    },
}

/// The user with this id, reference, or first and last name.
///
/// # Errors
/// Those of the database.
pub fn meant(tx: &mut Tx<'_>, typed: &str) -> Result<Result<User, NotMeant>, DbError> {
    let composed = names::name(typed);
    let named_so = composed.as_deref().unwrap_or(typed);
    let by_id = match named_so.parse() {
        Ok(id) => find(tx, id)?,
        Err(_) => None,
    };
    let found = match by_id {
        Some(user) => Some(user),
        None => by_reference(tx, named_so)?,
    };
    let mut candidates = match found {
        Some(user) => vec![user],
        None => match named(tx, named_so)? {
            exactly if !exactly.is_empty() => exactly,
            _ => named_alike(tx, named_so)?,
        },
    };
    Ok(match candidates.len() {
        0 => Err(NotMeant::Nobody(named_so.to_owned())),
        1 => Ok(candidates.remove(0)),
        _ => {
            let apart = candidates.into_iter().map(|user| user.reference.unwrap_or_else(|| user.id.to_string()));
            Err(NotMeant::Several { name: named_so.to_owned(), apart: apart.collect() })
        }
    })
}

/// Whether anybody has this first and last name, whatever the case and accents.
///
/// # Errors
/// Those of the database.
pub fn any_named(tx: &mut Tx<'_>, first_name: &str, last_name: &str) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM app_user WHERE folded_first_name = ?1 AND folded_last_name = ?2 LIMIT 1";
    Ok(tx.query_one(sql, &[fold(first_name).into(), fold(last_name).into()])?.is_some())
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub fn count(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    tx.query_one("SELECT count(*) FROM app_user", &[])?.map_or(Ok(0), |mut row| row.take(0))
}

/// Adds a user.
///
/// # Errors
/// Those of the database.
pub fn create(tx: &mut Tx<'_>, user: &User) -> Result<(), DbError> {
    let values = values(user, name_keys::order(tx)?);
    tx.execute(
        "INSERT INTO app_user (id, ref, first_name, last_name, language, active, group_id, default_store_id, \
         folded_first_name, folded_last_name, first_name_key, last_name_key, search_text, verifier_revision) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0)",
        &values,
    )?;
    Ok(())
}

/// Changes a user's own record. Deactivated, the user is signed out of the office.
///
/// # Errors
/// Those of the database.
pub fn update(tx: &mut Tx<'_>, user: &User) -> Result<(), DbError> {
    let values = values(user, name_keys::order(tx)?);
    tx.execute(
        "UPDATE app_user SET ref = ?2, first_name = ?3, last_name = ?4, language = ?5, active = ?6, group_id = ?7, \
         default_store_id = ?8, folded_first_name = ?9, folded_last_name = ?10, first_name_key = ?11, \
         last_name_key = ?12, search_text = ?13 WHERE id = ?1",
        &values,
    )?;
    if !user.active {
        office_sessions::end_all_of(tx, user.id)?;
    }
    Ok(())
}

/// The salepoints a user has, by id.
///
/// # Errors
/// Those of the database.
pub fn salepoints(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<SalepointGrant>, DbError> {
    let sql = "SELECT salepoint_id, group_id FROM user_salepoint WHERE user_id = ?1 ORDER BY salepoint_id";
    let rows = tx.query(sql, &[user.into()])?;
    rows.into_iter().map(|mut row| Ok(SalepointGrant { salepoint: row.take(0)?, group: row.take(1)? })).collect()
}

/// Gives a user salepoints, or another group at those the user has.
///
/// # Errors
/// Those of the database.
pub fn grant_salepoints(
    tx: &mut Tx<'_>,
    user: UserId,
    grants: impl IntoIterator<Item = SalepointGrant>,
) -> Result<(), DbError> {
    many::insert(
        tx,
        "INSERT INTO user_salepoint (user_id, salepoint_id, group_id) VALUES {rows} \
         ON CONFLICT (user_id, salepoint_id) DO UPDATE SET group_id = excluded.group_id",
        ["?"; 3],
        grants.into_iter().map(|grant| [user.into(), grant.salepoint.into(), grant.group.into()]),
    )
}

/// Takes a salepoint from a user.
///
/// # Errors
/// Those of the database.
pub fn revoke_salepoint(tx: &mut Tx<'_>, user: UserId, salepoint: SalepointId) -> Result<(), DbError> {
    let sql = "DELETE FROM user_salepoint WHERE user_id = ?1 AND salepoint_id = ?2";
    tx.execute(sql, &[user.into(), salepoint.into()])?;
    Ok(())
}

/// The stores a user has, by id.
///
/// # Errors
/// Those of the database.
pub fn stores(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<StoreId>, DbError> {
    let rows = tx.query("SELECT store_id FROM user_store WHERE user_id = ?1 ORDER BY store_id", &[user.into()])?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Gives a user a store.
///
/// # Errors
/// Those of the database.
pub fn grant_store(tx: &mut Tx<'_>, user: UserId, store: StoreId) -> Result<(), DbError> {
    let sql = "INSERT INTO user_store (user_id, store_id) VALUES (?1, ?2) ON CONFLICT (user_id, store_id) DO NOTHING";
    tx.execute(sql, &[user.into(), store.into()])?;
    Ok(())
}

/// Takes a store from a user.
///
/// # Errors
/// Those of the database.
pub fn revoke_store(tx: &mut Tx<'_>, user: UserId, store: StoreId) -> Result<(), DbError> {
    tx.execute("DELETE FROM user_store WHERE user_id = ?1 AND store_id = ?2", &[user.into(), store.into()])?;
    Ok(())
}

/// Users granted a salepoint who can log in at a POS, with their group there; by id.
///
/// # Errors
/// Those of the database.
pub fn at_salepoint(tx: &mut Tx<'_>, salepoint: SalepointId) -> Result<Vec<(UserId, GroupId)>, DbError> {
    let rows = tx.query(
        "SELECT u.id, coalesce(g.group_id, u.group_id) FROM user_salepoint g \
         JOIN app_user u ON u.id = g.user_id JOIN pos_password p ON p.user_id = g.user_id \
         WHERE g.salepoint_id = ?1 ORDER BY u.id",
        &[salepoint.into()],
    )?;
    rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

/// Whether some user who can log in at this salepoint is in this group there.
///
/// # Errors
/// Those of the database.
pub fn group_in_use(tx: &mut Tx<'_>, salepoint: SalepointId, group: GroupId) -> Result<bool, DbError> {
    let row = tx.query_one(
        "SELECT 1 FROM user_salepoint g JOIN app_user u ON u.id = g.user_id \
         JOIN pos_password p ON p.user_id = g.user_id \
         WHERE g.salepoint_id = ?1 AND coalesce(g.group_id, u.group_id) = ?2 LIMIT 1",
        &[salepoint.into(), group.into()],
    )?;
    Ok(row.is_some())
}

/// Whether some user who can log in at this salepoint has this store.
///
/// # Errors
/// Those of the database.
pub fn store_in_use(tx: &mut Tx<'_>, salepoint: SalepointId, store: StoreId) -> Result<bool, DbError> {
    let row = tx.query_one(
        "SELECT 1 FROM user_salepoint g JOIN pos_password p ON p.user_id = g.user_id \
         JOIN user_store s ON s.user_id = g.user_id AND s.store_id = ?2 WHERE g.salepoint_id = ?1 LIMIT 1",
        &[salepoint.into(), store.into()],
    )?;
    Ok(row.is_some())
}

/// Whether there are users whose names an earlier version of this program wrote.
///
/// # Errors
/// Those of the database.
pub fn any_not_folded(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.query_one("SELECT 1 FROM app_user WHERE folded_first_name IS NULL LIMIT 1", &[])?.is_some())
}

/// Folds the names of those users.
///
/// # Errors
/// Those of the database.
pub fn fold_names(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let rows = tx.query("SELECT id, first_name, last_name, ref FROM app_user WHERE folded_first_name IS NULL", &[])?;
    for mut row in rows {
        let (id, first, last) = (row.take::<UserId>(0)?, row.take::<String>(1)?, row.take::<String>(2)?);
        let reference = row.take::<Option<String>>(3)?;
        let searched = search_text(&first, &last, reference.as_deref());
        let sql = "UPDATE app_user SET folded_first_name = ?2, folded_last_name = ?3, search_text = ?4 WHERE id = ?1";
        tx.execute(sql, &[id.into(), fold(&first).into(), fold(&last).into(), searched.into()])?;
    }
    Ok(())
}

/// What a user is searched by.
fn search_text(first_name: &str, last_name: &str, reference: Option<&str>) -> String {
    [first_name, last_name, reference.unwrap_or_default()].map(fold).join(" ")
}

fn read(mut row: Row) -> Result<User, DbError> {
    Ok(User {
        id: row.take(0)?,
        reference: row.take(1)?,
        first_name: row.take(2)?,
        last_name: row.take(3)?,
        language: row.take(4)?,
        active: row.take(5)?,
        group: row.take(6)?,
        default_store: row.take(7)?,
    })
}

fn values(user: &User, order: NameOrder) -> [super::Value; 13] {
    [
        user.id.into(),
        user.reference.as_deref().into(),
        (&user.first_name).into(),
        (&user.last_name).into(),
        user.language.into(),
        user.active.into(),
        user.group.into(),
        user.default_store.into(),
        fold(&user.first_name).into(),
        fold(&user.last_name).into(),
        order.key(&user.first_name).into(),
        order.key(&user.last_name).into(),
        search_text(&user.first_name, &user.last_name, user.reference.as_deref()).into(),
    ]
}
