//! Changes of many users at once: whom they would concern, and what undoing them needs to know.

use super::{DbError, Row, Tx, Value};
use sync_core::domain::{GroupId, UnixMs, UserId};
use uuid::Uuid;

/// How many users one query asks for.
const AT_ONCE: usize = 500;

/// What decides whether a change concerns a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// The id.
    pub id: UserId,
    /// First and last name.
    pub name: String,
    /// Whether active.
    pub active: bool,
    /// The user's own group.
    pub group: GroupId,
    /// Whether the user has the place that was asked about.
    pub has_place: bool,
}

/// Whether the users of a change have a place.
#[derive(Clone, Debug)]
pub enum Asked {
    /// No place.
    Nothing,
    /// A salepoint.
    Salepoint(Value),
    /// A store.
    Store(Value),
}

/// What there is to know of these users, in their order; who does not exist is left out.
///
/// # Errors
/// Those of the database.
pub fn candidates(tx: &mut Tx<'_>, users: &[UserId], asked: &Asked) -> Result<Vec<Candidate>, DbError> {
    let mut found = Vec::with_capacity(users.len());
    for users in users.chunks(AT_ONCE) {
        let mut values: Vec<Value> = users.iter().map(|user| (*user).into()).collect();
        let list = (1..=users.len()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
        let place = values.len() + 1;
        let has_place = match asked {
            Asked::Nothing => "0".to_owned(),
            Asked::Salepoint(id) => {
                values.push(id.clone());
                format!("(SELECT count(*) FROM user_salepoint g WHERE g.user_id = u.id AND g.salepoint_id = ?{place})")
            }
            Asked::Store(id) => {
                values.push(id.clone());
                format!("(SELECT count(*) FROM user_store g WHERE g.user_id = u.id AND g.store_id = ?{place})")
            }
        };
        let sql = format!(
            "SELECT u.id, u.first_name || ' ' || u.last_name, u.active, u.group_id, {has_place} FROM app_user u \
             WHERE u.id IN ({list}) ORDER BY u.first_name_key, u.last_name_key, u.id"
        );
        for mut row in tx.query(&sql, &values)? {
            found.push(Candidate {
                id: row.take(0)?,
                name: row.take(1)?,
                active: row.take(2)?,
                group: row.take(3)?,
                has_place: row.take(4)?,
            });
        }
    }
    Ok(found)
}

/// A change that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BulkChange {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: UnixMs,
    /// Who made it.
    pub by: UserId,
    /// What was done.
    pub action: String,
    /// With which salepoint, store or user group.
    pub target: Option<Uuid>,
    /// Its name then.
    pub target_name: Option<String>,
    /// Of how many users.
    pub users: u64,
    /// When and by whom it was undone.
    pub undone: Option<(UnixMs, UserId)>,
}

/// Notes a change.
///
/// # Errors
/// Those of the database.
pub fn create(tx: &mut Tx<'_>, change: &BulkChange) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO bulk_change (id, at, by_user_id, action, target_id, target_name, user_count) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            change.id.to_string().into(),
            change.at.into(),
            change.by.into(),
            (&change.action).into(),
            change.target.map(|target| target.to_string()).into(),
            change.target_name.as_deref().into(),
            change.users.into(),
        ],
    )?;
    Ok(())
}

/// Notes what undoing a change needs to know of one user.
///
/// # Errors
/// Those of the database.
pub fn add_user(tx: &mut Tx<'_>, change: Uuid, user: UserId, was: &str) -> Result<(), DbError> {
    let sql = "INSERT INTO bulk_change_user (change_id, user_id, was) VALUES (?1, ?2, ?3)";
    tx.execute(sql, &[change.to_string().into(), user.into(), was.into()])?;
    Ok(())
}

/// A user of a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concerned {
    /// Who.
    pub user: UserId,
    /// First and last name.
    pub name: String,
    /// What undoing needs to know.
    pub was: String,
    /// Why undoing left the user as is.
    pub kept_because: Option<String>,
}

/// The users of a change, by name.
///
/// # Errors
/// Those of the database.
pub fn users(tx: &mut Tx<'_>, change: Uuid) -> Result<Vec<Concerned>, DbError> {
    let rows = tx.query(
        "SELECT c.user_id, u.first_name || ' ' || u.last_name, c.was, c.kept_because FROM bulk_change_user c \
         JOIN app_user u ON u.id = c.user_id WHERE c.change_id = ?1 \
         ORDER BY u.first_name_key, u.last_name_key, u.id",
        &[change.to_string().into()],
    )?;
    let read = |mut row: Row| {
        Ok(Concerned { user: row.take(0)?, name: row.take(1)?, was: row.take(2)?, kept_because: row.take(3)? })
    };
    rows.into_iter().map(read).collect()
}

const SELECT: &str = "SELECT c.id, c.at, c.by_user_id, c.action, c.target_id, c.target_name, c.user_count, \
                      c.undone_at, c.undone_by FROM bulk_change c";

/// One change.
///
/// # Errors
/// Those of the database.
pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<BulkChange>, DbError> {
    tx.query_one(&format!("{SELECT} WHERE c.id = ?1"), &[id.to_string().into()])?.map(read).transpose()
}

/// The changes since then, the newest first.
///
/// # Errors
/// Those of the database.
pub fn since(tx: &mut Tx<'_>, at: UnixMs, at_most: u64) -> Result<Vec<BulkChange>, DbError> {
    let sql = format!("{SELECT} WHERE c.at >= ?1 ORDER BY c.at DESC, c.id DESC LIMIT ?2");
    tx.query(&sql, &[at.into(), at_most.into()])?.into_iter().map(read).collect()
}

/// Notes that a change was undone.
///
/// # Errors
/// Those of the database.
pub fn set_undone(tx: &mut Tx<'_>, id: Uuid, at: UnixMs, by: UserId) -> Result<(), DbError> {
    let sql = "UPDATE bulk_change SET undone_at = ?2, undone_by = ?3 WHERE id = ?1";
    tx.execute(sql, &[id.to_string().into(), at.into(), by.into()])?;
    Ok(())
}

/// Notes why undoing a change left a user as is.
///
/// # Errors
/// Those of the database.
pub fn set_kept(tx: &mut Tx<'_>, id: Uuid, user: UserId, because: &str) -> Result<(), DbError> {
    let sql = "UPDATE bulk_change_user SET kept_because = ?3 WHERE change_id = ?1 AND user_id = ?2";
    tx.execute(sql, &[id.to_string().into(), user.into(), because.into()])?;
    Ok(())
}

/// Forgets changes from before then, which nobody can undo any more.
///
/// # Errors
/// Those of the database.
pub fn forget_before(tx: &mut Tx<'_>, at: UnixMs) -> Result<(), DbError> {
    let old = "DELETE FROM bulk_change_user WHERE change_id IN (SELECT id FROM bulk_change WHERE at < ?1)";
    tx.execute(old, &[at.into()])?;
    tx.execute("DELETE FROM bulk_change WHERE at < ?1", &[at.into()])?;
    Ok(())
}

fn read(mut row: Row) -> Result<BulkChange, DbError> {
    let id = |text: String| Uuid::parse_str(&text).map_err(|_| DbError::Unreadable { column: 0, due: "an id" });
    let undone_at: Option<UnixMs> = row.take(7)?;
    let undone_by: Option<UserId> = row.take(8)?;
    Ok(BulkChange {
        id: id(row.take(0)?)?,
        at: row.take(1)?,
        by: row.take(2)?,
        action: row.take(3)?,
        target: row.take::<Option<String>>(4)?.map(id).transpose()?,
        target_name: row.take(5)?,
        users: row.take(6)?,
        undone: undone_at.zip(undone_by),
    })
}
