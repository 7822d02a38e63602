//! What serves: reading its rows, applying a frame to it.

use super::table::{self, StoredStanding};
use crate::domain::{Bytes32, Collection, Cursor, decode, encode};
use crate::replica::rows::{self, Arrived, Stored};
use crate::replica::{Changes, ReplicaError, ReplicaKeys, Standing};
use crate::sync::verify::VerifiedFrame;
use crate::sync::{Buckets, Head, Signed, bucket_of};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Where the replica stands, verified: what is stored of it carries the device key's MAC, and the stored buckets add up
/// to the digests in it.
pub(super) struct Live {
    pub stored: StoredStanding,
    pub standing: Standing,
    pub(super) buckets: [Buckets; 2],
}

impl Live {
    pub fn verify(
        connection: &Connection,
        keys: &ReplicaKeys,
        collections: [Collection; 2],
        stored: StoredStanding,
    ) -> Result<Self, ReplicaError> {
        let tampered = |what: &str| ReplicaError::Tampered { what: what.into() };
        if stored.device_key != keys.id().0 {
            return Err(ReplicaError::OtherDeviceKey);
        }
        if !stored.with_parts(|parts| keys.standing_fits(parts, &stored.mac)) {
            return Err(tampered("where the replica stands"));
        }
        let buckets = [
            table::stored_buckets(connection, stored.live, collections[0])?,
            table::stored_buckets(connection, stored.live, collections[1])?,
        ];
        if digests(&buckets) != stored.digests {
            return Err(tampered("the replica's digests"));
        }
        let heads: Vec<Signed<Head>> = decode(&stored.heads)?;
        let standing = Standing { cursor: stored.cursor, heads };
        Ok(Self { stored, standing, buckets })
    }

    /// One row, if it and its bucket are as sync wrote them.
    pub fn row(
        &self,
        connection: &Connection,
        keys: &ReplicaKeys,
        collections: [Collection; 2],
        collection: Collection,
        key: &str,
    ) -> Result<Option<Stored>, ReplicaError> {
        let tampered = || ReplicaError::Tampered { what: key.into() };
        let (place, bucket) = (rows::place_of(collections, collection)?, bucket_of(key));
        let read = table::read_bucket(connection, self.stored.live, collection, bucket, Some(key))?;
        if self.buckets[place].get(bucket) != (read.count, read.hash) {
            return Err(tampered());
        }
        match read.row {
            None => Ok(None),
            Some((row, mac)) if keys.row_fits(collection, key, &row.body, row.tag.as_ref(), &mac) => Ok(Some(row)),
            Some(_) => Err(tampered()),
        }
    }

    /// Applies a frame within the caller's transaction.
    pub fn apply(
        &self,
        connection: &Connection,
        keys: &ReplicaKeys,
        collections: [Collection; 2],
        frame: &VerifiedFrame,
    ) -> Result<Changes, ReplicaError> {
        rows::may_follow(self.standing.cursor, frame.cursor())?;
        let slot = self.stored.live;
        let applied = apply_rows(connection, keys, collections, slot, frame)?;
        let (mut buckets, mut heads) = (self.buckets.clone(), self.standing.heads.clone());
        for part in frame.parts() {
            let head = part.head.head();
            let place = rows::place_of(collections, head.collection)?;
            let touched: BTreeSet<usize> = part.rows.iter().map(|row| bucket_of(&row.key)).collect();
            for bucket in touched {
                let read = table::read_bucket(connection, slot, head.collection, bucket, None)?;
                buckets[place].restore(bucket, read.count, read.hash);
                table::store_bucket(connection, slot, head.collection, bucket, (read.count, read.hash))?;
            }
            rows::add_up(&buckets[place], head)?;
            heads[place] = part.head.signed().clone();
        }
        table::set_standing(connection, &standing(keys, slot, frame.cursor(), &heads, &buckets))?;
        let mut changes = Changes::default();
        for (collection, row, before) in &applied {
            rows::tally(&mut changes, *collection, row.key, before.as_deref(), row.body);
        }
        Ok(changes)
    }
}

/// A row of a frame with the collection it is in and its image before.
type Applied<'a> = (Collection, Arrived<'a>, Option<Vec<u8>>);

/// Removes every row a frame names, then stores those that have an image: two users may have swapped their passwords.
pub(super) fn apply_rows<'a>(
    connection: &Connection,
    keys: &ReplicaKeys,
    collections: [Collection; 2],
    slot: i64,
    frame: &'a VerifiedFrame,
) -> Result<Vec<Applied<'a>>, ReplicaError> {
    let mut applied = Vec::new();
    for part in frame.parts() {
        let collection = part.head.head().collection;
        rows::place_of(collections, collection)?;
        for row in rows::take_in(keys, collection, &part.rows)? {
            let before = table::remove(connection, slot, collection, row.key)?;
            applied.push((collection, row, before));
        }
    }
    for (collection, row, _) in &applied {
        table::insert(connection, keys, slot, *collection, row)?;
    }
    Ok(applied)
}

/// Where a replica stands, ready to be stored.
pub(super) fn standing(
    keys: &ReplicaKeys,
    live: i64,
    cursor: Cursor,
    heads: &[Signed<Head>],
    buckets: &[Buckets; 2],
) -> StoredStanding {
    let mut standing = StoredStanding {
        live,
        cursor,
        heads: encode(&heads),
        digests: digests(buckets),
        device_key: keys.id().0.clone(),
        mac: Bytes32([0; 32]),
    };
    standing.mac = standing.with_parts(|parts| keys.standing_mac(parts));
    standing
}

impl StoredStanding {
    /// Everything that is under its MAC.
    fn with_parts<T>(&self, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            &self.live.to_be_bytes(),
            &self.cursor.epoch.0.to_be_bytes(),
            &self.cursor.revision.0.to_be_bytes(),
            &self.heads,
            &self.digests,
            self.device_key.as_bytes(),
        ])
    }
}

fn digests(buckets: &[Buckets; 2]) -> Vec<u8> {
    buckets.iter().flat_map(|buckets| buckets.digest().0).collect()
}
