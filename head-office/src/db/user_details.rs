//! What a list says of users beside their order: a few queries for many users, however many places each has.

use super::{DbError, Row, Tx, Value};
use std::collections::BTreeMap;
use sync_core::domain::{Language, UnixMs, UserId};

/// How many users one query asks for.
const AT_ONCE: usize = 500;
/// Of who has more places than this, the first are found by walking the places by name.
const FEW: u64 = 200;

/// One user of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserDetails {
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
    /// Whether the user may sign in to the office, and by which e-mail address.
    pub office: Option<Option<String>>,
    /// When the user last logged in at a terminal, as far as terminals have told.
    pub last_pos_login_at: Option<UnixMs>,
    /// The salepoints the user has, with the group there.
    pub salepoints: Places,
    /// The stores the user has.
    pub stores: Places,
}

/// Names and how many there are of them in all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Places {
    /// The first by name, each with what stands beside it.
    pub first: Vec<(String, Option<String>)>,
    /// How many.
    pub count: u64,
}

/// What there is to say of these users, in their order; of each one's places at most so many are named.
///
/// # Errors
/// Those of the database.
pub fn of(tx: &mut Tx<'_>, users: &[UserId], named: u64) -> Result<Vec<UserDetails>, DbError> {
    let mut found = BTreeMap::new();
    for users in users.chunks(AT_ONCE) {
        let (list, values) = list(users);
        let rows = tx.query(
            &format!(
                "SELECT u.id, u.first_name, u.last_name, u.active, u.language, g.name, s.name, a.user_id, a.email, \
                 (SELECT max(j.happened_at) FROM journal_entry j \
                  WHERE j.user_id = u.id AND j.kind = 'login' AND j.outcome = 'granted') \
                 FROM app_user u JOIN user_group g ON g.id = u.group_id LEFT JOIN store s ON s.id = u.default_store_id \
                 LEFT JOIN office_account a ON a.user_id = u.id WHERE u.id IN ({list})"
            ),
            &values,
        )?;
        let mut salepoints = places(tx, users, named, &SALEPOINTS)?;
        let mut stores = places(tx, users, named, &STORES)?;
        for mut row in rows {
            let id: UserId = row.take(0)?;
            let account: Option<UserId> = row.take(7)?;
            let email: Option<String> = row.take(8)?;
            let details = UserDetails {
                id,
                first_name: row.take(1)?,
                last_name: row.take(2)?,
                active: row.take(3)?,
                language: row.take(4)?,
                group: row.take(5)?,
                default_store: row.take(6)?,
                office: account.map(|_| email),
                last_pos_login_at: row.take(9)?,
                salepoints: salepoints.remove(&id).unwrap_or_default(),
                stores: stores.remove(&id).unwrap_or_default(),
            };
            found.insert(id, details);
        }
    }
    Ok(users.iter().filter_map(|id| found.remove(id)).collect())
}

/// How a kind of places is asked for.
struct Kind {
    /// The table of grants.
    grants: &'static str,
    /// User, name, what stands beside: of some users, by name.
    of_some: &'static str,
    /// Name, what stands beside: the first of one user, by name.
    of_one: &'static str,
}

const SALEPOINTS: Kind = Kind {
    grants: "user_salepoint",
    of_some: "SELECT s.user_id, p.name, g.name FROM user_salepoint s JOIN salepoint p ON p.id = s.salepoint_id \
              JOIN app_user u ON u.id = s.user_id JOIN user_group g ON g.id = coalesce(s.group_id, u.group_id) \
              WHERE s.user_id IN ({list}) ORDER BY p.name",
    of_one: "SELECT p.name, (SELECT g.name FROM user_salepoint s JOIN app_user u ON u.id = s.user_id \
             JOIN user_group g ON g.id = coalesce(s.group_id, u.group_id) \
             WHERE s.user_id = ?1 AND s.salepoint_id = p.id) FROM salepoint p WHERE EXISTS \
             (SELECT 1 FROM user_salepoint s WHERE s.user_id = ?1 AND s.salepoint_id = p.id) ORDER BY p.name LIMIT ?2",
};

const STORES: Kind = Kind {
    grants: "user_store",
    of_some: "SELECT g.user_id, s.name, NULL FROM user_store g JOIN store s ON s.id = g.store_id \
              WHERE g.user_id IN ({list}) ORDER BY s.name",
    of_one: "SELECT s.name, NULL FROM store s WHERE EXISTS \
             (SELECT 1 FROM user_store g WHERE g.user_id = ?1 AND g.store_id = s.id) ORDER BY s.name LIMIT ?2",
};

fn places(tx: &mut Tx<'_>, users: &[UserId], named: u64, kind: &Kind) -> Result<BTreeMap<UserId, Places>, DbError> {
    let (all, values) = list(users);
    let count = format!("SELECT user_id, count(*) FROM {} WHERE user_id IN ({all}) GROUP BY user_id", kind.grants);
    let mut found = BTreeMap::new();
    for mut row in tx.query(&count, &values)? {
        let (user, count): (UserId, u64) = (row.take(0)?, row.take(1)?);
        let mut places = Places { first: Vec::new(), count };
        if count > FEW && named < count {
            let rows = tx.query(kind.of_one, &[user.into(), named.into()])?;
            places.first = rows.into_iter().map(place).collect::<Result<_, _>>()?;
        }
        found.insert(user, places);
    }
    let few: Vec<UserId> = found.iter().filter(|(_, places)| places.first.is_empty()).map(|(user, _)| *user).collect();
    if few.is_empty() {
        return Ok(found);
    }
    let (few, values) = list(&few);
    for mut row in tx.query(&kind.of_some.replace("{list}", &few), &values)? {
        let user: UserId = row.take(0)?;
        if let Some(places) = found.get_mut(&user)
            && (places.first.len() as u64) < named
        {
            places.first.push((row.take(1)?, row.take(2)?));
        }
    }
    Ok(found)
}

fn place(mut row: Row) -> Result<(String, Option<String>), DbError> {
    Ok((row.take(0)?, row.take(1)?))
}

/// Users as they stand in a list of a statement.
fn list(users: &[UserId]) -> (String, Vec<Value>) {
    let places: Vec<_> = (1..=users.len()).map(|place| format!("?{place}")).collect();
    (places.join(", "), users.iter().map(|user| (*user).into()).collect())
}
