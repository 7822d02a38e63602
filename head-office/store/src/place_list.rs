//! The lists of salepoints and of stores: searched, filtered, sorted and paged here; what stands beside a place is
//! counted for the rows that are shown only.

pub use super::grants::Kind;
use super::grants::{Sees, StoreName, Viewer};
use super::user_list::escaped;
use super::{DbError, Tx, Value, stores};
use sync_core::domain::{Language, SalepointId, StoreId};

/// Which places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    /// For whom.
    pub viewer: Viewer,
    /// Words that the name contains, folded.
    pub words: Vec<String>,
    /// Only the open, or only the closed ones.
    pub open: Option<bool>,
}

/// A part of the list, which is sorted by name, then by id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// From the end.
    pub descending: bool,
    /// How many to pass over.
    pub skip: u64,
    /// How many at most.
    pub take: u64,
}

/// How many places there are, without regard to [`Filter::open`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Open ones.
    pub open: u64,
    /// Closed ones.
    pub closed: u64,
}

impl Counts {
    /// Of how many a part is a part.
    pub fn of(self, open: Option<bool>) -> u64 {
        match open {
            Some(true) => self.open,
            Some(false) => self.closed,
            None => self.open + self.closed,
        }
    }
}

/// A salepoint of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedSalepoint {
    /// The id.
    pub id: SalepointId,
    /// The name.
    pub name: String,
    /// The language of its terminals.
    pub language: Language,
    /// The store it sells from.
    pub store: StoreName,
    /// Whether it is open.
    pub is_open: bool,
    /// How many active users have it.
    pub users: u64,
    /// How many terminals in service stand there.
    pub terminals: u64,
}

/// A store of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedStore {
    /// The id.
    pub id: StoreId,
    /// The name.
    pub name: String,
    /// Whether it is open.
    pub is_open: bool,
    /// How many active users have it.
    pub users: u64,
    /// How many of the viewer's salepoints sell from it.
    pub salepoints: u64,
}

/// How many places match.
///
/// # Errors
/// Those of the database.
pub fn counts(tx: &mut Tx<'_>, kind: Kind, filter: &Filter) -> Result<Counts, DbError> {
    let (conditions, values) = conditions(kind, &Filter { open: None, ..filter.clone() });
    // count() leaves out what is NULL.
    let sql = format!("SELECT count(*) - count(p.closed_at), count(p.closed_at) FROM {} p {conditions}", kind.table());
    let row = tx.query_one(&sql, &values)?;
    row.map_or(Ok(Counts::default()), |mut row| Ok(Counts { open: row.take(0)?, closed: row.take(1)? }))
}

/// A part of the list of salepoints.
///
/// # Errors
/// Those of the database.
pub fn salepoints(tx: &mut Tx<'_>, filter: &Filter, part: Part) -> Result<Vec<ListedSalepoint>, DbError> {
    let (sql, values) = part_query(Kind::Salepoints, filter, part);
    let ids = tx.query(&sql, &values)?;
    ids.into_iter().map(|mut row| salepoint(tx, filter.viewer, row.take(0)?)).collect()
}

/// A part of the list of stores.
///
/// # Errors
/// Those of the database.
pub fn stores(tx: &mut Tx<'_>, filter: &Filter, part: Part) -> Result<Vec<ListedStore>, DbError> {
    let (sql, values) = part_query(Kind::Stores, filter, part);
    let ids = tx.query(&sql, &values)?;
    ids.into_iter().map(|mut row| store(tx, filter.viewer, row.take(0)?)).collect()
}

/// Open places that no active user has, by name: how many, and the ids and names of some.
///
/// # Errors
/// Those of the database.
pub fn nobodys(
    tx: &mut Tx<'_>,
    kind: Kind,
    viewer: Viewer,
    take: u64,
) -> Result<(u64, Vec<(String, String)>), DbError> {
    let (conditions, mut values) = conditions(kind, &Filter { viewer, words: Vec::new(), open: Some(true) });
    let (table, grants, id) = (kind.table(), kind.grants(), kind.id());
    let of = format!(
        "FROM {table} p {conditions} AND NOT EXISTS (SELECT 1 FROM {grants} g JOIN app_user u ON u.id = g.user_id \
         WHERE g.{id} = p.id AND u.active = 1)"
    );
    let row = tx.query_one(&format!("SELECT count(*) {of}"), &values)?;
    let count = row.map_or(Ok(0), |mut row| row.take(0))?;
    values.push(take.into());
    let sql = format!("SELECT p.id, p.name {of} ORDER BY p.folded_name, p.id LIMIT ?{}", values.len());
    let rows = tx.query(&sql, &values)?;
    let places = rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect::<Result<_, DbError>>()?;
    Ok((count, places))
}

/// Only ids, which the index holds together with all that is searched and sorted by.
fn part_query(kind: Kind, filter: &Filter, part: Part) -> (String, Vec<Value>) {
    let (conditions, mut values) = conditions(kind, filter);
    let direction = if part.descending { " DESC" } else { "" };
    let next = values.len() + 1;
    values.extend([part.take.into(), part.skip.into()]);
    let sql = format!(
        "SELECT p.id FROM {} p {conditions} ORDER BY p.name_key{direction}, p.id{direction} LIMIT ?{next} OFFSET ?{}",
        kind.table(),
        next + 1
    );
    (sql, values)
}

fn conditions(kind: Kind, filter: &Filter) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let mut conditions = vec![filter.viewer.sees(kind, "p", &mut values)];
    for word in &filter.words {
        values.push(format!("%{}%", escaped(word)).into());
        conditions.push(format!("p.folded_name LIKE ?{} ESCAPE '\\'", values.len()));
    }
    match filter.open {
        Some(true) => conditions.push("p.closed_at IS NULL".into()),
        Some(false) => conditions.push("p.closed_at IS NOT NULL".into()),
        None => {}
    }
    (format!("WHERE {}", conditions.join(" AND ")), values)
}

fn salepoint(tx: &mut Tx<'_>, viewer: Viewer, id: SalepointId) -> Result<ListedSalepoint, DbError> {
    let row = tx.query_one(
        "SELECT p.name, p.language, p.store_id, p.closed_at IS NULL, \
         (SELECT count(*) FROM user_salepoint g JOIN app_user u ON u.id = g.user_id \
          WHERE g.salepoint_id = p.id AND u.active = 1), \
         (SELECT count(*) FROM terminal t WHERE t.salepoint_id = p.id AND t.removal IS NULL) \
         FROM salepoint p WHERE p.id = ?1",
        &[id.into()],
    )?;
    let mut row = row.ok_or(DbError::Unreadable { column: 0, due: "a salepoint" })?;
    Ok(ListedSalepoint {
        id,
        name: row.take(0)?,
        language: row.take(1)?,
        store: stores::name_for(tx, viewer, row.take(2)?)?,
        is_open: row.take(3)?,
        users: row.take(4)?,
        terminals: row.take(5)?,
    })
}

fn store(tx: &mut Tx<'_>, viewer: Viewer, id: StoreId) -> Result<ListedStore, DbError> {
    let mut values = vec![id.into()];
    let sees = viewer.sees(Kind::Salepoints, "p", &mut values);
    let sql = format!(
        "SELECT s.name, s.closed_at IS NULL, \
         (SELECT count(*) FROM user_store g JOIN app_user u ON u.id = g.user_id \
          WHERE g.store_id = s.id AND u.active = 1), \
         (SELECT count(*) FROM salepoint p WHERE p.store_id = s.id AND {sees}) FROM store s WHERE s.id = ?1"
    );
    let mut row = tx.query_one(&sql, &values)?.ok_or(DbError::Unreadable { column: 0, due: "a store" })?;
    Ok(ListedStore { id, name: row.take(0)?, is_open: row.take(1)?, users: row.take(2)?, salepoints: row.take(3)? })
}

/// How SQLite finds a part of the list.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub fn plan(tx: &mut Tx<'_>, kind: Kind, filter: &Filter, part: Part) -> Result<Vec<String>, DbError> {
    let (sql, values) = part_query(kind, filter, part);
    let rows = tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), &values)?;
    rows.into_iter().map(|mut row| row.take(3)).collect()
}
