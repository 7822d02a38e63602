//! The list of users as the office shows it: searched, filtered, sorted and paged here, so that a page of 100,000 users
//! costs no more than an index can help.

use super::{DbError, Tx, Value};
use sync_core::domain::{GroupId, SalepointId, UserId};

/// So many users at a salepoint are many, and so many passed over.
const MANY: u64 = 5_000;

/// Which users.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Words that first name, last name or reference contain, folded.
    pub words: Vec<String>,
    /// Only those who have this salepoint.
    pub salepoint: Option<SalepointId>,
    /// Only those whose own group this is.
    pub group: Option<GroupId>,
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

/// How many users match.
///
/// # Errors
/// Those of the database.
pub fn counts(tx: &mut Tx<'_>, filter: &Filter) -> Result<Counts, DbError> {
    let having = having(tx, filter, 0)?;
    let only_there = Filter { salepoint: filter.salepoint, active: filter.active, ..Filter::default() };
    if let (Having::Many, Some(salepoint), true) = (having, filter.salepoint, *filter == only_there) {
        return counts_of_many(tx, salepoint);
    }
    let (conditions, values) = conditions(&Filter { active: None, ..filter.clone() }, having);
    let count = |active: u8| format!("count(*) FILTER (WHERE u.active = {active})");
    let sql = format!("SELECT {}, {} FROM app_user u {conditions}", count(1), count(0));
    let row = tx.query_one(&sql, &values)?;
    row.map_or(Ok(Counts::default()), |mut row| Ok(Counts { active: row.take(0)?, deactivated: row.take(1)? }))
}

/// Of so many users at a salepoint few are deactivated, and who is not needs no look at each.
fn counts_of_many(tx: &mut Tx<'_>, salepoint: SalepointId) -> Result<Counts, DbError> {
    let sql = "SELECT (SELECT count(*) FROM user_salepoint WHERE salepoint_id = ?1), \
               (SELECT count(*) FROM app_user u WHERE u.active = 0 AND EXISTS \
                (SELECT 1 FROM user_salepoint s WHERE s.user_id = u.id AND s.salepoint_id = ?1))";
    let Some(mut row) = tx.query_one(sql, &[salepoint.into()])? else { return Ok(Counts::default()) };
    let (all, deactivated): (u64, u64) = (row.take(0)?, row.take(1)?);
    Ok(Counts { active: all.saturating_sub(deactivated), deactivated })
}

/// How those who have the salepoint are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Having {
    /// They are few: all of them are looked up, and sorted.
    Few,
    /// They are many: whoever comes next in the list is looked up.
    Many,
}

fn having(tx: &mut Tx<'_>, filter: &Filter, skip: u64) -> Result<Having, DbError> {
    let Some(salepoint) = filter.salepoint.filter(|_| skip < MANY) else { return Ok(Having::Few) };
    let sql = "SELECT count(*) FROM (SELECT 1 FROM user_salepoint WHERE salepoint_id = ?1 LIMIT ?2) some";
    let found: u64 = tx.query_one(sql, &[salepoint.into(), MANY.into()])?.map_or(Ok(0), |mut row| row.take(0))?;
    Ok(if found < MANY { Having::Few } else { Having::Many })
}

/// A part of the list, in its order; what else there is to say of each user, [`super::user_details`] finds.
///
/// # Errors
/// Those of the database.
pub fn part(tx: &mut Tx<'_>, filter: &Filter, part: &Part) -> Result<Vec<UserId>, DbError> {
    if part.take == 0 {
        return Ok(Vec::new());
    }
    let having = having(tx, filter, part.skip)?;
    let (sql, values) = part_query(filter, part, having);
    let ids = tx.query(&sql, &values)?;
    ids.into_iter().map(|mut row| row.take(0)).collect()
}

/// Only ids, which the indexes hold together with all that is searched and sorted by.
fn part_query(filter: &Filter, part: &Part, having: Having) -> (String, Vec<Value>) {
    let (conditions, mut values) = conditions(filter, having);
    let (from, order) = match part.sort {
        SortBy::FirstName => ("app_user u", ["u.first_name_key", "u.last_name_key", "u.id", "", ""]),
        SortBy::LastName => ("app_user u", ["u.last_name_key", "u.first_name_key", "u.id", "", ""]),
        // Said so that no index finds a group by it: the groups come first, in their order, and then the users of each.
        SortBy::Group => (
            "user_group g JOIN app_user u ON u.group_id = g.id || ''",
            ["g.name_key", "g.id", "u.first_name_key", "u.last_name_key", "u.id"],
        ),
    };
    let direction = if part.descending { " DESC" } else { "" };
    let order = order.iter().filter(|column| !column.is_empty()).map(|column| format!("{column}{direction}"));
    let order = order.collect::<Vec<_>>().join(", ");
    let next = values.len() + 1;
    values.extend([part.take.into(), part.skip.into()]);
    (format!("SELECT u.id FROM {from} {conditions} ORDER BY {order} LIMIT ?{next} OFFSET ?{}", next + 1), values)
}

fn conditions(filter: &Filter, having: Having) -> (String, Vec<Value>) {
    let (mut conditions, mut values) = (Vec::new(), Vec::<Value>::new());
    for word in &filter.words {
        values.push(format!("%{}%", escaped(word)).into());
        let place = values.len();
        conditions.push(format!("u.search_text LIKE ?{place} ESCAPE '\\'"));
    }
    if let Some(salepoint) = filter.salepoint {
        values.push(salepoint.into());
        let place = values.len();
        conditions.push(match having {
            Having::Few => format!("u.id IN (SELECT user_id FROM user_salepoint WHERE salepoint_id = ?{place})"),
            // Counted, because EXISTS may become a join that begins with them.
            Having::Many => format!(
                "(SELECT count(*) FROM user_salepoint s WHERE s.user_id = u.id AND s.salepoint_id = ?{place}) = 1"
            ),
        });
    }
    if let Some(group) = filter.group {
        values.push(group.into());
        conditions.push(format!("u.group_id = ?{}", values.len()));
    }
    if let Some(active) = filter.active {
        values.push(active.into());
        conditions.push(format!("u.active = ?{}", values.len()));
    }
    let clause = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    (clause, values)
}

/// A text that stands for itself in LIKE.
pub(super) fn escaped(word: &str) -> String {
    let mut escaped = String::with_capacity(word.len());
    for character in word.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// How SQLite finds a part of the list.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub fn plan(tx: &mut Tx<'_>, filter: &Filter, part: &Part) -> Result<Vec<String>, DbError> {
    let having = having(tx, filter, part.skip)?;
    let (sql, values) = part_query(filter, part, having);
    let rows = tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), &values)?;
    rows.into_iter().map(|mut row| row.take(3)).collect()
}
