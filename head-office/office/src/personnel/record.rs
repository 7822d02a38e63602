//! A user's record: read whole, written where it differs, and each change of it in the audit trail. Whoever changes users,
//! from whichever way in, comes through [`store`] (`arrows.rs` sees to it).

use super::authority::{AuthorityError, Editor};
use crate::db::audit::{self, AuditEntry, AuditKind};
use crate::db::grants::Viewer;
use crate::db::users::{self, SalepointGrant, User};
use crate::db::{DbError, Tx, groups, salepoints, stores};
use crate::derive::Touched;
use serde_json::{Map, Value as Json};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{GroupId, SalepointId, StoreId, UserId};

/// So many names of places the entries of one change may have. Beyond that, which is a change of very many users at once,
/// an entry with more than [`MOST_NAMES`] says only how many there were and are.
const MOST_NAMES_AT_ONCE: usize = 200_000;
/// See [`MOST_NAMES_AT_ONCE`].
const MOST_NAMES: usize = 20;

/// A user with all that is granted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The user's own record.
    pub user: User,
    /// The salepoints, each with the group there if it is another than the user's own.
    pub salepoints: BTreeMap<SalepointId, Option<GroupId>>,
    /// The stores.
    pub stores: BTreeSet<StoreId>,
}

/// A user's record.
pub fn load(tx: &mut Tx<'_>, id: UserId) -> Result<Option<Record>, DbError> {
    let Some(user) = users::find(tx, id)? else { return Ok(None) };
    let salepoints = users::salepoints(tx, id)?.into_iter().map(|grant| (grant.salepoint, grant.group)).collect();
    Ok(Some(Record { user, salepoints, stores: users::stores(tx, id)?.into_iter().collect() }))
}

/// Writes what differs from `before`, which is what the database holds; `None`: the user is new. Says whether anything
/// did.
///
/// # Errors
/// [`AuthorityError::Lacking`] when the editor may not do this to this user; then nothing is written.
pub fn store(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    editor: &mut Editor,
    before: Option<&Record>,
    after: &Record,
) -> Result<bool, AuthorityError> {
    if before == Some(after) {
        return Ok(false);
    }
    editor.check(tx, before, after)?;
    write(tx, touched, editor, before, after)?;
    Ok(true)
}

/// The same without asking who may: for what is not about the user, such as a place that is closed.
pub(super) fn write(
    tx: &mut Tx<'_>,
    touched: &mut Touched,
    editor: &mut Editor,
    before: Option<&Record>,
    after: &Record,
) -> Result<(), DbError> {
    let id = after.user.id;
    match before {
        None => users::create(tx, &after.user)?,
        Some(before) if before.user != after.user => users::update(tx, &after.user)?,
        Some(_) => {}
    }
    let (none, no_stores) = (BTreeMap::new(), BTreeSet::new());
    let (had, had_stores) = before.map_or((&none, &no_stores), |before| (&before.salepoints, &before.stores));
    for salepoint in had.keys().filter(|salepoint| !after.salepoints.contains_key(salepoint)) {
        users::revoke_salepoint(tx, id, *salepoint)?;
    }
    let given = after.salepoints.iter().filter(|(salepoint, group)| had.get(salepoint) != Some(group));
    let given = given.map(|(salepoint, group)| SalepointGrant { salepoint: *salepoint, group: *group });
    users::grant_salepoints(tx, id, given)?;
    for store in had_stores.difference(&after.stores) {
        users::revoke_store(tx, id, *store)?;
    }
    for store in after.stores.difference(had_stores) {
        users::grant_store(tx, id, *store)?;
    }
    touched.users.insert(id);

    let names = &mut editor.names;
    let most = if names.said < MOST_NAMES_AT_ONCE { usize::MAX } else { MOST_NAMES };
    let was = match before {
        Some(before) => Some(differences(tx, names, before, Some(after), most)?),
        None => None,
    };
    let is = differences(tx, names, after, before, most)?;
    let (was, is) = (was.map(|was| Json::Object(was).to_string()), Json::Object(is).to_string());
    let (at, by) = (editor.at, editor.by);
    audit::add(tx, &AuditEntry { at, by, kind: AuditKind::User, record_id: id.0, before: was, after: Some(is) })
}

/// Names for the audit trail, each looked up once: those of many users are the same few.
#[derive(Default)]
pub(super) struct Names {
    groups: BTreeMap<GroupId, Option<String>>,
    salepoints: BTreeMap<SalepointId, Option<String>>,
    stores: BTreeMap<StoreId, Option<String>>,
    /// How many names of places entries have so far.
    said: usize,
}

impl Names {
    fn group(&mut self, tx: &mut Tx<'_>, id: GroupId) -> Result<Option<String>, DbError> {
        let find = || Ok(groups::find(tx, id)?.map(|group| group.name));
        known(&mut self.groups, id, find)
    }

    fn salepoint(&mut self, tx: &mut Tx<'_>, id: SalepointId) -> Result<Option<String>, DbError> {
        let find = || Ok(salepoints::find(tx, Viewer::Everything, id)?.map(|salepoint| salepoint.name));
        known(&mut self.salepoints, id, find)
    }

    fn store(&mut self, tx: &mut Tx<'_>, id: StoreId) -> Result<Option<String>, DbError> {
        let find = || Ok(stores::find(tx, Viewer::Everything, id)?.map(|store| store.name));
        known(&mut self.stores, id, find)
    }
}

/// What is known by this id, found if it was not asked before.
fn known<K: Ord>(
    all: &mut BTreeMap<K, Option<String>>,
    id: K,
    find: impl FnOnce() -> Result<Option<String>, DbError>,
) -> Result<Option<String>, DbError> {
    Ok(match all.entry(id) {
        Entry::Occupied(known) => known.get().clone(),
        Entry::Vacant(unknown) => unknown.insert(find()?).clone(),
    })
}

/// What of one record is different in the other, by names.
fn differences(
    tx: &mut Tx<'_>,
    names: &mut Names,
    one: &Record,
    other: Option<&Record>,
    most: usize,
) -> Result<Map<String, Json>, DbError> {
    let mut facts = Map::new();
    let theirs = other.map(|other| &other.user);
    let user = &one.user;
    let mut say = |name: &str, differs: bool, value: Json| {
        if differs {
            facts.insert(name.to_owned(), value);
        }
    };
    let differs = |same: fn(&User, &User) -> bool| theirs.is_none_or(|theirs| !same(user, theirs));
    say("ref", differs(|a, b| a.reference == b.reference), user.reference.clone().into());
    say("first_name", differs(|a, b| a.first_name == b.first_name), user.first_name.clone().into());
    say("last_name", differs(|a, b| a.last_name == b.last_name), user.last_name.clone().into());
    say("active", differs(|a, b| a.active == b.active), user.active.into());
    say("language", differs(|a, b| a.language == b.language), user.language.code().into());
    if differs(|a, b| a.group == b.group) {
        facts.insert("group".to_owned(), names.group(tx, user.group)?.into());
    }
    if differs(|a, b| a.default_store == b.default_store) {
        let name = match user.default_store {
            Some(store) => names.store(tx, store)?,
            None => None,
        };
        facts.insert("default_store".to_owned(), name.into());
    }

    let (none, no_stores) = (BTreeMap::new(), BTreeSet::new());
    let (theirs, their_stores) = other.map_or((&none, &no_stores), |other| (&other.salepoints, &other.stores));
    let different = |id: &SalepointId| one.salepoints.get(id) != theirs.get(id);
    let all: BTreeSet<_> = one.salepoints.keys().chain(theirs.keys()).filter(|id| different(id)).collect();
    if all.len() > most {
        facts.insert("salepoints".to_owned(), one.salepoints.len().into());
    } else if !all.is_empty() {
        let mut named = Map::new();
        for (id, group) in one.salepoints.iter().filter(|(id, _)| all.contains(id)) {
            let name = names.salepoint(tx, *id)?.unwrap_or_else(|| id.to_string());
            let group = match group {
                Some(group) => names.group(tx, *group)?,
                None => None,
            };
            named.insert(name, group.into());
        }
        names.said += named.len();
        facts.insert("salepoints".to_owned(), named.into());
    }
    let all: BTreeSet<_> = one.stores.symmetric_difference(their_stores).collect();
    if all.len() > most {
        facts.insert("stores".to_owned(), one.stores.len().into());
    } else if !all.is_empty() {
        let mut named = Vec::new();
        for id in one.stores.iter().filter(|id| all.contains(id)) {
            named.push(names.store(tx, *id)?.unwrap_or_else(|| id.to_string()));
        }
        names.said += named.len();
        facts.insert("stores".to_owned(), named.into());
    }
    Ok(facts)
}
