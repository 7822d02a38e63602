//! The whole of a collection, made from the domain tables without looking at what is stored.

use super::bodies;
use crate::db::grants::Viewer;
use crate::db::{DbError, Tx, company, groups, kdfs, policy, pos_passwords, salepoints, stores, users};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{Collection, RowKey, SalepointId};

/// All rows that a collection should have, by key.
pub fn rows(tx: &mut Tx<'_>, collection: Collection) -> Result<BTreeMap<String, Vec<u8>>, DbError> {
    match collection {
        Collection::Directory => directory(tx),
        Collection::Salepoint(id) => salepoint(tx, id),
    }
}

fn directory(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<u8>>, DbError> {
    let mut rows = BTreeMap::new();
    for kdf in kdfs::all(tx)? {
        rows.insert(RowKey::Kdf(kdf.name.clone()).to_string(), bodies::kdf(kdf));
    }
    for password in pos_passwords::all(tx)? {
        if let Some(user) = users::find(tx, password.user)? {
            rows.insert(RowKey::Credential(user.id).to_string(), bodies::credential(&user, &password));
        }
    }
    Ok(rows)
}

fn salepoint(tx: &mut Tx<'_>, id: SalepointId) -> Result<BTreeMap<String, Vec<u8>>, DbError> {
    let mut rows = BTreeMap::new();
    let Some(salepoint) = salepoints::find(tx, Viewer::Everything, id)? else { return Ok(rows) };
    let company = company::find(tx)?.map(|company| company.name).unwrap_or_default();
    rows.insert(RowKey::Salepoint.to_string(), bodies::salepoint(&salepoint, &company));
    rows.insert(RowKey::Policy.to_string(), bodies::policy(salepoint.own.in_force(&policy::load(tx)?)));
    let mut named_groups = BTreeSet::new();
    let mut named_stores: BTreeSet<_> = salepoint.store.into_iter().collect();
    for (user_id, group) in users::at_salepoint(tx, id)? {
        let Some(user) = users::find(tx, user_id)? else { continue };
        let stores = users::stores(tx, user_id)?;
        rows.insert(RowKey::Profile(user_id).to_string(), bodies::profile(&user, group, &stores));
        named_groups.insert(group);
        named_stores.extend(stores);
    }
    for id in named_groups {
        rows.extend(groups::find(tx, id)?.map(|group| (RowKey::Group(id).to_string(), bodies::group(group))));
    }
    for id in named_stores {
        rows.extend(
            stores::find(tx, Viewer::Everything, id)?
                .map(|store| (RowKey::Store(id).to_string(), bodies::store(store))),
        );
    }
    Ok(rows)
}
