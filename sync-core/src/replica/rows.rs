//! What both replicas do alike: taking rows in, saying what changed, and putting a user together from rows.

use super::{Changes, ReplicaError, ReplicaKeys, Staged};
use crate::domain::{
    Bytes32, Collection, Credential, Cursor, Group, KdfName, Profile, RowKey, SalepointId, Store, UserId, decode,
    name_key,
};
use crate::login::{Granted, LookUp, StoreChoice};
use crate::sync::verify::{VerifiedBucket, VerifiedFrame, VerifiedHead};
use crate::sync::{Buckets, Head, Row};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// The longest key of a row, in bytes. The longest of this version has 47.
const MAX_KEY: usize = 256;

/// Why rows are refused that cannot be told apart.
pub(super) const CONFLICT: &str = "two rows have one key or one verifier";
/// Why a frame or a bucket is out of order on an empty replica.
pub(super) const NOTHING_VISIBLE: &str = "rows came before there is anything to apply them to";
/// Why a chunk is out of order while nothing is staged.
pub(super) const NOT_STAGING: &str = "a chunk came of a collection that is not being staged";
/// Why staged rows cannot be activated yet.
pub(super) const NOT_STAGED: &str = "a collection is not staged";

/// A row as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Stored {
    /// The image.
    pub body: Vec<u8>,
    /// In place of a credential's verifier.
    pub tag: Option<Bytes32>,
}

/// A row that came, its verifier already turned into a tag.
pub(super) struct Arrived<'a> {
    pub key: &'a str,
    /// `None` = the row is gone.
    pub body: Option<&'a [u8]>,
    pub tag: Option<Bytes32>,
}

/// The two collections of a salepoint's terminal, in their order.
pub(super) fn collections(salepoint: SalepointId) -> [Collection; 2] {
    [Collection::Directory, Collection::Salepoint(salepoint)]
}

/// Whether a row is a credential, which has a verifier on the wire and a tag here. No other row has.
pub(super) fn has_tag(collection: Collection, key: &str) -> bool {
    collection == Collection::Directory && matches!(key.parse(), Ok(RowKey::Credential(_)))
}

/// Takes in rows of one collection that came together.
pub(super) fn take_in<'a>(
    keys: &ReplicaKeys,
    collection: Collection,
    rows: &'a [Row],
) -> Result<Vec<Arrived<'a>>, ReplicaError> {
    let mut named = BTreeSet::new();
    let refused = |why| ReplicaError::Refused { collection, why };
    rows.iter()
        .map(|row| {
            if row.key.len() > MAX_KEY {
                return Err(refused("a row's key is too long"));
            }
            if !named.insert(row.key.as_str()) {
                return Err(refused("a row is named twice"));
            }
            match (row.body.is_some() && has_tag(collection, &row.key), &row.verifier) {
                (true, None) => return Err(refused("a credential has no verifier")),
                (false, Some(_)) => return Err(refused("a row that is no credential has a verifier")),
                (true, Some(_)) | (false, None) => {}
            }
            let tag = row.verifier.as_ref().map(|verifier| keys.tag(verifier));
            Ok(Arrived { key: &row.key, body: row.body.as_deref(), tag })
        })
        .collect()
}

/// Takes in a chunk of a snapshot: the same, without tombstones.
pub(super) fn take_in_chunk<'a>(
    keys: &ReplicaKeys,
    collection: Collection,
    rows: &'a [Row],
) -> Result<Vec<Arrived<'a>>, ReplicaError> {
    if rows.iter().any(|row| row.body.is_none()) {
        return Err(ReplicaError::Refused { collection, why: "a snapshot has a tombstone" });
    }
    take_in(keys, collection, rows)
}

/// Whether a chunk is the one that is due.
pub(super) fn is_next(staged: &Staged, chunk: u32) -> Result<(), ReplicaError> {
    if chunk == staged.chunks { Ok(()) } else { Err(ReplicaError::Order("a chunk came out of order")) }
}

/// Counts one row that may have changed.
pub(super) fn tally(
    changes: &mut Changes,
    collection: Collection,
    key: &str,
    before: Option<&[u8]>,
    after: Option<&[u8]>,
) {
    if before == after {
        return;
    }
    match collection {
        // A new name or group is a change of the user, whichever collection tells it.
        Collection::Salepoint(_) if before.is_some() && after.is_some() && is_profile(key) => {
            changes.users_changed += 1
        }
        Collection::Salepoint(_) => changes.salepoint_changes += 1,
        Collection::Directory if matches!(key.parse(), Ok(RowKey::Credential(_))) => {
            let active = |body| decode::<Credential>(body).is_ok_and(|credential| credential.active);
            match (before, after) {
                (None, _) => changes.users_added += 1,
                (_, None) => changes.users_removed += 1,
                (Some(before), Some(after)) if active(before) && !active(after) => changes.users_deactivated += 1,
                (Some(_), Some(_)) => changes.users_changed += 1,
            }
        }
        Collection::Directory => {}
    }
}

fn is_profile(key: &str) -> bool {
    matches!(key.parse(), Ok(RowKey::Profile(_)))
}

/// Whether rows are those of a head.
pub(super) fn add_up(buckets: &Buckets, head: &Head) -> Result<(), ReplicaError> {
    if buckets.count() == head.count && buckets.digest() == head.digest {
        Ok(())
    } else {
        Err(ReplicaError::Mismatch { collection: head.collection })
    }
}

/// Which of a replica's collections, by place, a verified part or head is about.
pub(super) fn place_of(collections: [Collection; 2], collection: Collection) -> Result<usize, ReplicaError> {
    collections
        .iter()
        .position(|own| *own == collection)
        .ok_or(ReplicaError::Order("a collection of another salepoint came"))
}

/// Whether a replica at `cursor` may move to `next`.
pub(super) fn may_follow(cursor: Cursor, next: Cursor) -> Result<(), ReplicaError> {
    if next.epoch != cursor.epoch {
        return Err(ReplicaError::Order("a frame of another epoch came"));
    }
    if next < cursor {
        return Err(ReplicaError::Order("a frame ends before what is already applied"));
    }
    Ok(())
}

/// Whether the rows of a bucket are of the revision at which a replica stands.
pub(super) fn may_repair(cursor: Cursor, bucket: &VerifiedBucket) -> Result<(), ReplicaError> {
    if bucket.head().head().cursor() == cursor {
        Ok(())
    } else {
        Err(ReplicaError::Order("a bucket of another revision came"))
    }
}

/// Where a reload is to end: the cursor, and each collection's head in the collections' order.
pub(super) fn goal<'a>(
    collections: [Collection; 2],
    heads: &'a [VerifiedHead; 2],
    catch_up: Option<&'a VerifiedFrame>,
) -> Result<(Cursor, [&'a VerifiedHead; 2]), ReplicaError> {
    let head_of = |collection| {
        let caught_up = catch_up.iter().flat_map(|frame| frame.parts()).map(|part| &part.head);
        caught_up
            .chain(heads)
            .find(|head| head.head().collection == collection)
            .ok_or(ReplicaError::Order("a collection's head is missing"))
    };
    let goal = [head_of(collections[0])?, head_of(collections[1])?];
    let cursor = catch_up.map_or(goal[0].head().cursor(), VerifiedFrame::cursor);
    let fits = |head: &Head| match catch_up {
        None => head.cursor() == cursor,
        Some(_) => head.epoch == cursor.epoch && head.revision <= cursor.revision,
    };
    if !goal.iter().all(|head| fits(head.head())) {
        return Err(ReplicaError::Order("the heads are of different revisions"));
    }
    Ok((cursor, goal))
}

/// Reads a row of a collection by key.
pub(super) type Read<'a> = dyn Fn(Collection, &str) -> Result<Option<Stored>, ReplicaError> + 'a;

/// The verified rows of a visible replica.
pub(super) struct Rows<'a> {
    pub salepoint: SalepointId,
    /// Reads one row; `Tampered` when it is not as sync wrote it.
    pub read: &'a Read<'a>,
}

impl Rows<'_> {
    /// A row of the directory.
    pub fn directory<T: DeserializeOwned>(&self, key: &RowKey) -> Result<Option<T>, ReplicaError> {
        self.row(Collection::Directory, key)
    }

    /// A row of the salepoint's collection.
    pub fn salepoint<T: DeserializeOwned>(&self, key: &RowKey) -> Result<Option<T>, ReplicaError> {
        self.row(Collection::Salepoint(self.salepoint), key)
    }

    /// Who owns a tag that was found at `key`.
    pub fn owner(&self, key: &str, tag: &Bytes32, kdf: &KdfName) -> Result<LookUp, ReplicaError> {
        let tampered = || ReplicaError::Tampered { what: key.into() };
        let Ok(RowKey::Credential(user)) = key.parse() else { return Err(tampered()) };
        let stored = (self.read)(Collection::Directory, key)?.ok_or_else(tampered)?;
        if stored.tag != Some(*tag) {
            return Err(tampered());
        }
        let credential: Credential = decode(&stored.body)?;
        if credential.kdf != *kdf {
            return Ok(LookUp::Nobody);
        }
        self.known(user, &credential)
    }

    /// A user by id.
    pub fn user(&self, user: UserId) -> Result<LookUp, ReplicaError> {
        match self.directory(&RowKey::Credential(user))? {
            Some(credential) => self.known(user, &credential),
            None => Ok(LookUp::Nobody),
        }
    }

    fn known(&self, user: UserId, credential: &Credential) -> Result<LookUp, ReplicaError> {
        let granted = match self.salepoint(&RowKey::Profile(user))? {
            Some(profile) => Some(Box::new(self.granted(profile)?)),
            None => None,
        };
        let (active, verifier_revision) = (credential.active, credential.verifier_revision);
        Ok(LookUp::User { user, active, verifier_revision, language: credential.language, granted })
    }

    fn granted(&self, profile: Profile) -> Result<Granted, ReplicaError> {
        let group: Group = self.named(&RowKey::Group(profile.group))?;
        let mut stores = Vec::with_capacity(profile.stores.len());
        for id in &profile.stores {
            let store: Store = self.named(&RowKey::Store(*id))?;
            stores.push(StoreChoice { id: *id, name: store.name });
        }
        // Equal names keep one order.
        stores.sort_by_cached_key(|store| (name_key(profile.language, &store.name), store.id));
        Ok(Granted { profile, group, stores })
    }

    /// A row that another one names, so that it has to be there.
    fn named<T: DeserializeOwned>(&self, key: &RowKey) -> Result<T, ReplicaError> {
        self.salepoint(key)?.ok_or_else(|| ReplicaError::Tampered { what: format!("{key}, which a profile names,") })
    }

    fn row<T: DeserializeOwned>(&self, collection: Collection, key: &RowKey) -> Result<Option<T>, ReplicaError> {
        match (self.read)(collection, &key.to_string())? {
            Some(stored) => Ok(Some(decode(&stored.body)?)),
            None => Ok(None),
        }
    }
}

/// Turns what does not verify into the answer it is.
pub(super) fn or_damaged(found: Result<LookUp, ReplicaError>) -> Result<LookUp, ReplicaError> {
    match found {
        Err(error) if error.is_damage() => Ok(LookUp::Damaged),
        found => found,
    }
}
