//! What a list says of users beside their order: a few queries for many users, however many places each has.

use super::grants::{self, Sees, Viewer};
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
    /// The company's own number or name of the user.
    pub reference: Option<String>,
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

/// What there is to say of these users, in their order; of each one's places at most so many are named, and only those
/// that are there for the viewer.
///
/// # Errors
/// Those of the database.
pub fn of(tx: &mut Tx<'_>, viewer: Viewer, users: &[UserId], named: u64) -> Result<Vec<UserDetails>, DbError> {
    let mut found = BTreeMap::new();
    for users in users.chunks(AT_ONCE) {
        let (list, mut values) = list(users);
        let sees = viewer.sees(grants::Kind::Stores, "s", &mut values);
        let rows = tx.query(
            &format!(
                "SELECT u.id, u.first_name, u.last_name, u.active, u.language, g.name, s.name, a.user_id, a.email, \
                 (SELECT max(j.counted_at) FROM journal_entry j \
                  WHERE j.user_id = u.id AND j.kind = 'login' AND j.outcome = 'granted'), u.ref \
                 FROM app_user u JOIN user_group g ON g.id = u.group_id LEFT JOIN store s ON s.id = u.default_store_id AND {sees} \
                 LEFT JOIN office_account a ON a.user_id = u.id WHERE u.id IN ({list})"
            ),
            &values,
        )?;
        let mut salepoints = places(tx, viewer, users, named, &SALEPOINTS)?;
        let mut stores = places(tx, viewer, users, named, &STORES)?;
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
                reference: row.take(10)?,
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
    kind: grants::Kind,
    /// User and how many: of some users.
    count: &'static str,
    /// User, name, what stands beside: of some users, by name.
    of_some: &'static str,
    /// Name, what stands beside: the first of one user, by name.
    of_one: &'static str,
}

const SALEPOINTS: Kind = Kind {
    kind: grants::Kind::Salepoints,
    count: "SELECT p.user_id, count(*) FROM user_salepoint p WHERE p.user_id IN ({list}) AND {has} GROUP BY p.user_id",
    of_some: "SELECT s.user_id, p.name, g.name FROM user_salepoint s JOIN salepoint p ON p.id = s.salepoint_id \
              JOIN app_user u ON u.id = s.user_id JOIN user_group g ON g.id = coalesce(s.group_id, u.group_id) \
              WHERE s.user_id IN ({list}) AND {has} ORDER BY p.name_key, p.id",
    of_one: "SELECT p.name, (SELECT g.name FROM user_salepoint s JOIN app_user u ON u.id = s.user_id \
             JOIN user_group g ON g.id = coalesce(s.group_id, u.group_id) \
             WHERE s.user_id = ?1 AND s.salepoint_id = p.id) FROM salepoint p WHERE EXISTS \
             (SELECT 1 FROM user_salepoint s WHERE s.user_id = ?1 AND s.salepoint_id = p.id) AND {has} ORDER BY p.name_key, p.id \
             LIMIT ?2",
};

const STORES: Kind = Kind {
    kind: grants::Kind::Stores,
    count: "SELECT p.user_id, count(*) FROM user_store p WHERE p.user_id IN ({list}) AND {has} GROUP BY p.user_id",
    of_some: "SELECT g.user_id, p.name, NULL FROM user_store g JOIN store p ON p.id = g.store_id \
              WHERE g.user_id IN ({list}) AND {has} ORDER BY p.name_key, p.id",
    of_one: "SELECT p.name, NULL FROM store p WHERE EXISTS \
             (SELECT 1 FROM user_store g WHERE g.user_id = ?1 AND g.store_id = p.id) AND {has} ORDER BY p.name_key, p.id LIMIT ?2",
};

fn places(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    users: &[UserId],
    named: u64,
    kind: &Kind,
) -> Result<BTreeMap<UserId, Places>, DbError> {
    let (all, mut values) = list(users);
    let has = viewer.has(kind.kind, &format!("p.{}", kind.kind.id()), &mut values);
    let mut found = BTreeMap::new();
    for mut row in tx.query(&kind.count.replace("{list}", &all).replace("{has}", &has), &values)? {
        let (user, count): (UserId, u64) = (row.take(0)?, row.take(1)?);
        let mut places = Places { first: Vec::new(), count };
        if count > FEW && named < count {
            let mut values = vec![user.into(), named.into()];
            let has = viewer.has(kind.kind, "p.id", &mut values);
            let rows = tx.query(&kind.of_one.replace("{has}", &has), &values)?;
            places.first = rows.into_iter().map(place).collect::<Result<_, _>>()?;
        }
        found.insert(user, places);
    }
    let few: Vec<UserId> = found.iter().filter(|(_, places)| places.first.is_empty()).map(|(user, _)| *user).collect();
    if few.is_empty() {
        return Ok(found);
    }
    let (few, mut values) = list(&few);
    let has = viewer.has(kind.kind, "p.id", &mut values);
    for mut row in tx.query(&kind.of_some.replace("{list}", &few).replace("{has}", &has), &values)? {
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
