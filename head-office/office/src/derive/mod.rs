//! From domain tables to collections: what a change of the domain means for the rows that terminals get.
//!
//! A transaction says what it [`Touched`]; from that follows every (collection, key) that may differ, its desired image
//! is made and compared with the stored one, and only differences are written. [`full`] says the same thing the plain
//! way, from everything; `check` and the tests compare the two.

mod bodies;
pub mod full;
#[cfg(test)]
mod tests;

use crate::db::grants::Viewer;
use crate::db::{DbError, Tx, company, digest_buckets, groups, kdfs, policy, pos_passwords, replica_rows};
use crate::db::{salepoints, stores, users};
use std::collections::{BTreeMap, BTreeSet};
use sync_core::domain::{Collection, GroupId, Profile, Revision, RowKey, SalepointId, StoreId, UserId, decode};
use sync_core::sync::{Buckets, bucket_of, row_hash};

/// So many rows at most wait to be written.
const MOST_PENDING: usize = 100_000;

/// What a transaction has changed.
#[derive(Default, Debug)]
pub struct Touched {
    /// These users, their grants or POS passwords.
    pub users: BTreeSet<UserId>,
    /// These groups.
    pub groups: BTreeSet<GroupId>,
    /// These stores.
    pub stores: BTreeSet<StoreId>,
    /// These salepoints.
    pub salepoints: BTreeSet<SalepointId>,
    /// The company's name or the policy.
    pub company: bool,
    /// The KDFs.
    pub kdfs: bool,
}

/// Brings the collections up to date as of `revision`, which the transaction takes if it is needed; says whether it is.
pub fn derive(tx: &mut Tx<'_>, touched: &Touched, revision: Revision) -> Result<bool, DbError> {
    let mut derivation = Derivation {
        tx,
        revision,
        changed: false,
        pending: BTreeMap::new(),
        buckets: BTreeSet::new(),
        holders: BTreeMap::new(),
        named: BTreeSet::new(),
        unnamed: BTreeSet::new(),
    };
    derivation.kdfs(touched.kdfs)?;
    derivation.salepoints(touched)?;
    for user in &touched.users {
        derivation.user(*user)?;
    }
    derivation.groups_and_stores(touched)?;
    derivation.enter_and_leave()?;
    derivation.write()?;
    derivation.digest()?;
    Ok(derivation.changed)
}

struct Derivation<'t, 'c> {
    tx: &'t mut Tx<'c>,
    revision: Revision,
    changed: bool,
    /// What is to be written, in the order of the table: a user who gets every salepoint changes rows of every collection,
    /// and each page of the database is to be touched once.
    pending: replica_rows::Images,
    /// The directory's buckets in which something changed.
    buckets: BTreeSet<usize>,
    /// Where a group or store is, once asked.
    holders: BTreeMap<RowKey, BTreeSet<Collection>>,
    /// Groups and stores that a changed row names.
    named: BTreeSet<(RowKey, SalepointId)>,
    /// Groups and stores that a changed row named before.
    unnamed: BTreeSet<(RowKey, SalepointId)>,
}

impl Derivation<'_, '_> {
    fn kdfs(&mut self, touched: bool) -> Result<(), DbError> {
        if touched {
            for kdf in kdfs::all(self.tx)? {
                let key = RowKey::Kdf(kdf.name.clone());
                self.put_if_different(Collection::Directory, &key, Some(bodies::kdf(kdf)))?;
            }
            for name in kdfs::retired(self.tx)? {
                self.put_if_different(Collection::Directory, &RowKey::Kdf(name), None)?;
            }
        }
        Ok(())
    }

    fn salepoints(&mut self, touched: &Touched) -> Result<(), DbError> {
        if !touched.company && touched.salepoints.is_empty() {
            return Ok(());
        }
        let company = company::find(self.tx)?.map(|company| company.name).unwrap_or_default();
        let policy = policy::load(self.tx)?;
        let affected = if touched.company {
            salepoints::all(self.tx, Viewer::Everything)?
        } else {
            let mut affected = Vec::new();
            for id in &touched.salepoints {
                affected.extend(salepoints::find(self.tx, Viewer::Everything, *id)?);
            }
            affected
        };
        for salepoint in affected {
            let collection = Collection::Salepoint(salepoint.id);
            let before = replica_rows::body(self.tx, collection, &RowKey::Salepoint)?;
            if let Some(store) = before.as_deref().map(bodies::read_salepoint).transpose()?.and_then(|old| old.store) {
                self.unnamed.insert((RowKey::Store(store), salepoint.id));
            }
            if let Some(store) = salepoint.store {
                self.named.insert((RowKey::Store(store), salepoint.id));
            }
            let body = bodies::salepoint(&salepoint, &company);
            self.put_over(collection, &RowKey::Salepoint, before.as_deref(), Some(&body))?;
            self.put_if_different(collection, &RowKey::Policy, Some(bodies::policy(salepoint.own.in_force(&policy))))?;
        }
        Ok(())
    }

    fn user(&mut self, id: UserId) -> Result<(), DbError> {
        let user = users::find(self.tx, id)?;
        let password = pos_passwords::of_user(self.tx, id)?;
        // Without a POS password nobody can log in: such a user is in no collection.
        let present = user.as_ref().zip(password);
        let credential = present.as_ref().map(|(user, password)| bodies::credential(user, password));
        self.put_if_different(Collection::Directory, &RowKey::Credential(id), credential)?;

        let key = RowKey::Profile(id);
        let mut before: BTreeMap<_, _> = replica_rows::bodies_by_key(self.tx, &key)?.into_iter().collect();
        if let Some((user, _)) = present {
            let stores = users::stores(self.tx, id)?;
            let mut by_group = BTreeMap::new();
            for grant in users::salepoints(self.tx, id)? {
                let group = grant.group.unwrap_or(user.group);
                let body = by_group.entry(group).or_insert_with(|| bodies::profile(user, group, &stores));
                let old = before.remove(&Collection::Salepoint(grant.salepoint));
                if old.as_ref() == Some(body) {
                    continue;
                }
                self.unname(grant.salepoint, old.as_deref())?;
                self.named.insert((RowKey::Group(group), grant.salepoint));
                self.named.extend(stores.iter().map(|store| (RowKey::Store(*store), grant.salepoint)));
                self.put_over(Collection::Salepoint(grant.salepoint), &key, old.as_deref(), Some(body))?;
            }
        }
        for (collection, old) in before {
            if let Collection::Salepoint(salepoint) = collection {
                self.unname(salepoint, Some(&old))?;
            }
            self.put_over(collection, &key, Some(&old), None)?;
        }
        Ok(())
    }

    /// Notes what a profile named that is now replaced or gone.
    fn unname(&mut self, salepoint: SalepointId, profile: Option<&[u8]>) -> Result<(), DbError> {
        let Some(profile) = profile else { return Ok(()) };
        let old: Profile = decode(profile).map_err(|_| DbError::Unreadable { column: 0, due: "a profile" })?;
        self.unnamed.insert((RowKey::Group(old.group), salepoint));
        self.unnamed.extend(old.stores.into_iter().map(|store| (RowKey::Store(store), salepoint)));
        Ok(())
    }

    /// New images of touched groups and stores, wherever they are.
    fn groups_and_stores(&mut self, touched: &Touched) -> Result<(), DbError> {
        let groups = touched.groups.iter().map(|id| RowKey::Group(*id));
        let stores = touched.stores.iter().map(|id| RowKey::Store(*id));
        for key in groups.chain(stores) {
            let body = self.image(&key)?;
            for (collection, old) in replica_rows::bodies_by_key(self.tx, &key)? {
                self.put_over(collection, &key, Some(&old), body.as_deref())?;
            }
        }
        if !touched.groups.is_empty() || !touched.stores.is_empty() {
            // Where these are is asked next.
            self.write()?;
        }
        Ok(())
    }

    /// Groups and stores enter a collection with the first row that names them and leave with the last.
    fn enter_and_leave(&mut self) -> Result<(), DbError> {
        let named = std::mem::take(&mut self.named);
        let mut image: Option<(RowKey, Option<Vec<u8>>)> = None;
        for (key, salepoint) in &named {
            let collection = Collection::Salepoint(*salepoint);
            if self.holders(key)?.contains(&collection) {
                continue;
            }
            if image.as_ref().is_none_or(|(imaged, _)| imaged != key) {
                image = Some((key.clone(), self.image(key)?));
            }
            let body = image.as_ref().and_then(|(_, body)| body.clone());
            self.put_over(collection, key, None, body.as_deref())?;
        }
        for (key, salepoint) in std::mem::take(&mut self.unnamed) {
            let collection = Collection::Salepoint(salepoint);
            if named.contains(&(key.clone(), salepoint)) || !self.holders(&key)?.contains(&collection) {
                continue;
            }
            if !self.still_named(&key, salepoint)? {
                self.put_if_different(collection, &key, None)?;
            }
        }
        Ok(())
    }

    fn still_named(&mut self, key: &RowKey, salepoint: SalepointId) -> Result<bool, DbError> {
        Ok(match key {
            RowKey::Group(group) => users::group_in_use(self.tx, salepoint, *group)?,
            RowKey::Store(store) => {
                salepoints::find(self.tx, Viewer::Everything, salepoint)?
                    .is_some_and(|found| found.store == Some(*store))
                    || users::store_in_use(self.tx, salepoint, *store)?
            }
            _ => true,
        })
    }

    fn image(&mut self, key: &RowKey) -> Result<Option<Vec<u8>>, DbError> {
        Ok(match key {
            RowKey::Group(id) => groups::find(self.tx, *id)?.map(bodies::group),
            RowKey::Store(id) => stores::find(self.tx, Viewer::Everything, *id)?.map(bodies::store),
            _ => None,
        })
    }

    fn holders(&mut self, key: &RowKey) -> Result<&BTreeSet<Collection>, DbError> {
        if !self.holders.contains_key(key) {
            let holders = replica_rows::holders(self.tx, key)?;
            self.holders.insert(key.clone(), holders);
        }
        Ok(&self.holders[key])
    }

    fn put_if_different(
        &mut self,
        collection: Collection,
        key: &RowKey,
        desired: Option<Vec<u8>>,
    ) -> Result<(), DbError> {
        let stored = match self.pending.get(&(collection, key.clone())) {
            Some(pending) => pending.clone(),
            None => replica_rows::body(self.tx, collection, key)?,
        };
        self.put_over(collection, key, stored.as_deref(), desired.as_deref())
    }

    fn put_over(
        &mut self,
        collection: Collection,
        key: &RowKey,
        stored: Option<&[u8]>,
        desired: Option<&[u8]>,
    ) -> Result<(), DbError> {
        if stored == desired {
            return Ok(());
        }
        self.pending.insert((collection, key.clone()), desired.map(<[u8]>::to_vec));
        self.changed = true;
        if collection == Collection::Directory {
            self.buckets.insert(bucket_of(&key.to_string()));
        }
        if self.pending.len() >= MOST_PENDING {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), DbError> {
        replica_rows::put(self.tx, &std::mem::take(&mut self.pending), self.revision)
    }

    /// The directory's digest is kept: only the buckets that changed are computed.
    fn digest(&mut self) -> Result<(), DbError> {
        let mut buckets = Buckets::default();
        for bucket in std::mem::take(&mut self.buckets) {
            let rows = replica_rows::in_bucket(self.tx, bucket)?;
            buckets.set(bucket, rows.iter().map(|(key, body)| row_hash(key, body)).collect());
            let (count, hash) = buckets.get(bucket);
            digest_buckets::put(self.tx, bucket, count, hash)?;
        }
        Ok(())
    }
}
