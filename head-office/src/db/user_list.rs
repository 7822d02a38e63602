//! The list of users as the office shows it: searched, filtered, sorted and paged here, so that a page of 100,000 users
//! costs no more than an index can help.

use super::{DbError, Row, Tx, Value};
use sync_core::domain::{Language, SalepointId, UnixMs, UserId};

/// Which users.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Words that first or last name contain, folded.
    pub words: Vec<String>,
    /// Only those who have this salepoint.
    pub salepoint: Option<SalepointId>,
    /// Only the active, or only the deactivated ones.
    pub active: Option<bool>,
}

/// What the list is sorted by; ties by the other name, then by id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortBy {
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The user group's name.
    Group,
}

/// A part of the sorted list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// By what.
    pub sort: SortBy,
    /// From the end.
    pub descending: bool,
    /// How many to pass over.
    pub skip: u64,
    /// How many at most.
    pub take: u64,
}

/// How many users there are, without regard to [`Filter::active`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Active ones.
    pub active: u64,
    /// Deactivated ones.
    pub deactivated: u64,
}

/// One user of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The id.
    pub id: UserId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Whether active.
    pub active: bool,
    /// Language.
    pub language: Language,
    /// The name of the user's own group.
    pub group: String,
    /// The default store's name.
    pub default_store: Option<String>,
}

/// How many users match.
///
/// # Errors
/// Those of the database.
pub fn counts(tx: &mut Tx<'_>, filter: &Filter) -> Result<Counts, DbError> {
    let (conditions, values) = conditions(&Filter { active: None, ..filter.clone() });
    let sql = format!("SELECT u.active, count(*) FROM app_user u {conditions} GROUP BY u.active");
    let mut counts = Counts::default();
    for mut row in tx.query(&sql, &values)? {
        match row.take(0)? {
            true => counts.active = row.take(1)?,
            false => counts.deactivated = row.take(1)?,
        }
    }
    Ok(counts)
}

/// A part of the list.
///
/// # Errors
/// Those of the database.
pub fn part(tx: &mut Tx<'_>, filter: &Filter, part: &Part) -> Result<Vec<Listed>, DbError> {
    let (sql, values) = part_query(filter, part);
    let ids = tx.query(&sql, &values)?;
    ids.into_iter().map(|mut row| listed(tx, row.take(0)?)).collect()
}

/// Only ids, which the indexes hold together with all that is searched and sorted by.
fn part_query(filter: &Filter, part: &Part) -> (String, Vec<Value>) {
    let (conditions, mut values) = conditions(filter);
    let (from, order) = match part.sort {
        SortBy::FirstName => ("app_user u", ["u.folded_first_name", "u.folded_last_name", "u.id", ""]),
        SortBy::LastName => ("app_user u", ["u.folded_last_name", "u.folded_first_name", "u.id", ""]),
        SortBy::Group => (
            "user_group g CROSS JOIN app_user u ON u.group_id = g.id",
            ["g.name", "u.folded_first_name", "u.folded_last_name", "u.id"],
        ),
    };
    let direction = if part.descending { " DESC" } else { "" };
    let order = order.iter().filter(|column| !column.is_empty()).map(|column| format!("{column}{direction}"));
    let order = order.collect::<Vec<_>>().join(", ");
    let next = values.len() + 1;
    values.extend([part.take.into(), part.skip.into()]);
    (format!("SELECT u.id FROM {from} {conditions} ORDER BY {order} LIMIT ?{next} OFFSET ?{}", next + 1), values)
}

fn conditions(filter: &Filter) -> (String, Vec<Value>) {
    let (mut conditions, mut values) = (Vec::new(), Vec::<Value>::new());
    for word in &filter.words {
        values.push(format!("%{}%", escaped(word)).into());
        let place = values.len();
        conditions.push(format!("(u.folded_first_name || ' ' || u.folded_last_name) LIKE ?{place} ESCAPE '\\'"));
    }
    if let Some(salepoint) = filter.salepoint {
        values.push(salepoint.into());
        let place = values.len();
        conditions.push(format!("u.id IN (SELECT user_id FROM user_salepoint WHERE salepoint_id = ?{place})"));
    }
    if let Some(active) = filter.active {
        values.push(active.into());
        conditions.push(format!("u.active = ?{}", values.len()));
    }
    let clause = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    (clause, values)
}

/// A text that stands for itself in LIKE.
fn escaped(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for character in word.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn listed(tx: &mut Tx<'_>, id: UserId) -> Result<Listed, DbError> {
    let row = tx.query_one(
        "SELECT u.first_name, u.last_name, u.active, u.language, g.name, s.name FROM app_user u \
         JOIN user_group g ON g.id = u.group_id LEFT JOIN store s ON s.id = u.default_store_id WHERE u.id = ?1",
        &[id.into()],
    )?;
    let mut row: Row = row.ok_or(DbError::Unreadable { column: 0, due: "a user" })?;
    Ok(Listed {
        id,
        first_name: row.take(0)?,
        last_name: row.take(1)?,
        active: row.take(2)?,
        language: row.take(3)?,
        group: row.take(4)?,
        default_store: row.take(5)?,
    })
}

/// Names and how many there are of them in all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Places {
    /// The first by name, each with what stands beside it.
    pub first: Vec<(String, Option<String>)>,
    /// How many.
    pub count: u64,
}

/// The salepoints a user has, with the group there.
///
/// # Errors
/// Those of the database.
pub fn salepoints(tx: &mut Tx<'_>, user: UserId, at_most: u64) -> Result<Places, DbError> {
    let rows = tx.query(
        "SELECT p.name, g.name FROM user_salepoint s JOIN salepoint p ON p.id = s.salepoint_id \
         JOIN app_user u ON u.id = s.user_id JOIN user_group g ON g.id = coalesce(s.group_id, u.group_id) \
         WHERE s.user_id = ?1 ORDER BY p.name LIMIT ?2",
        &[user.into(), at_most.into()],
    )?;
    places(tx, rows, "SELECT count(*) FROM user_salepoint WHERE user_id = ?1", user)
}

/// The stores a user has.
///
/// # Errors
/// Those of the database.
pub fn stores(tx: &mut Tx<'_>, user: UserId, at_most: u64) -> Result<Places, DbError> {
    let rows = tx.query(
        "SELECT s.name, NULL FROM user_store g JOIN store s ON s.id = g.store_id WHERE g.user_id = ?1 \
         ORDER BY s.name LIMIT ?2",
        &[user.into(), at_most.into()],
    )?;
    places(tx, rows, "SELECT count(*) FROM user_store WHERE user_id = ?1", user)
}

fn places(tx: &mut Tx<'_>, rows: Vec<Row>, count: &str, user: UserId) -> Result<Places, DbError> {
    let first = rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?)));
    let first = first.collect::<Result<Vec<_>, DbError>>()?;
    let count = tx.query_one(count, &[user.into()])?.map_or(Ok(0), |mut row| row.take(0))?;
    Ok(Places { first, count })
}

/// When a user last logged in at a terminal, as far as terminals have told.
///
/// # Errors
/// Those of the database.
pub fn last_pos_login_at(tx: &mut Tx<'_>, user: UserId) -> Result<Option<UnixMs>, DbError> {
    let row = tx.query_one(
        "SELECT max(happened_at) FROM journal_entry WHERE user_id = ?1 AND kind = 'login' AND outcome = 'granted'",
        &[user.into()],
    )?;
    row.map_or(Ok(None), |mut row| row.take(0))
}

/// How SQLite finds a part of the list.
///
/// # Errors
/// Those of the database.
#[cfg(test)]
pub fn plan(tx: &mut Tx<'_>, filter: &Filter, part: &Part) -> Result<Vec<String>, DbError> {
    let (sql, values) = part_query(filter, part);
    let rows = tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), &values)?;
    rows.into_iter().map(|mut row| row.take(3)).collect()
}
