//! Damage that no look-up meets: finding it by reading everything that is visible, and mending it one bucket at a time.

use super::live::{self, Live};
use super::table::{self, RawRow};
use crate::domain::{Bytes32, Collection, RowKey};
use crate::replica::rows::{self, Arrived};
use crate::replica::{ReplicaError, ReplicaKeys};
use crate::sync::digest::{bucket_hash, row_hash};
use crate::sync::verify::VerifiedBucket;
use crate::sync::{BUCKETS, bucket_of};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// What a walk through all rows has found so far. Rows come by collection and bucket, so that only one bucket's hashes
/// are held at a time.
struct Walk<'a> {
    live: &'a Live,
    keys: &'a ReplicaKeys,
    collections: [Collection; 2],
    /// The bucket whose rows are coming, by place of its collection, and the hashes of those that came.
    current: Option<(usize, usize, Vec<Bytes32>)>,
    /// Whose hashes were compared.
    seen: BTreeSet<(usize, usize)>,
    damaged: BTreeSet<(Collection, usize)>,
    /// That a row lies in no bucket of this terminal, and in which one its key would be.
    stray: Option<Option<(Collection, usize)>>,
}

impl Live {
    /// See [`crate::replica::Replica::damaged`].
    pub fn damaged(
        &self,
        connection: &Connection,
        keys: &ReplicaKeys,
        collections: [Collection; 2],
    ) -> Result<Vec<(Collection, usize)>, ReplicaError> {
        table::indexes_agree(connection)?;
        let mut walk = Walk {
            live: self,
            keys,
            collections,
            current: None,
            seen: BTreeSet::new(),
            damaged: BTreeSet::new(),
            stray: None,
        };
        table::each_row(connection, self.stored.live, |row| walk.take(row))?;
        walk.end()
    }

    /// Replaces a bucket's rows within the caller's transaction.
    pub fn repair(
        &self,
        connection: &Connection,
        keys: &ReplicaKeys,
        collections: [Collection; 2],
        bucket: &VerifiedBucket,
    ) -> Result<(), ReplicaError> {
        rows::may_repair(self.standing.cursor, bucket)?;
        let (slot, head, number) = (self.stored.live, bucket.head().head(), bucket.bucket());
        let place = rows::place_of(collections, head.collection)?;
        let arrived = rows::take_in_chunk(keys, head.collection, bucket.rows())?;
        table::remove_strays(connection, slot, collections)?;
        table::remove_bucket(connection, slot, head.collection, number)?;
        let named: BTreeSet<&str> = arrived.iter().map(|row| row.key).collect();
        table::remove_named(connection, slot, head.collection, &named)?;
        for row in &arrived {
            self.clear_tag(connection, keys, collections, row)?;
        }
        for row in &arrived {
            table::insert(connection, keys, slot, head.collection, row)?;
        }
        let read = table::read_bucket(connection, slot, head.collection, number, None)?;
        let (mut buckets, mut heads) = (self.buckets.clone(), self.standing.heads.clone());
        buckets[place].restore(number, read.count, read.hash);
        rows::add_up(&buckets[place], head)?;
        table::store_bucket(connection, slot, head.collection, number, (read.count, read.hash))?;
        heads[place] = bucket.head().signed().clone();
        table::set_standing(connection, &live::standing(keys, slot, self.standing.cursor, &heads, &buckets))
    }

    /// A row that was changed to carry the tag of one that arrived stands in its way: it goes, and its own bucket is
    /// mended in its turn. A row that verifies is not touched for it.
    fn clear_tag(
        &self,
        connection: &Connection,
        keys: &ReplicaKeys,
        collections: [Collection; 2],
        arrived: &Arrived<'_>,
    ) -> Result<(), ReplicaError> {
        let Some(tag) = &arrived.tag else { return Ok(()) };
        let Some(key) = table::key_of_tag(connection, self.stored.live, tag)? else { return Ok(()) };
        match self.row(connection, keys, collections, Collection::Directory, &key) {
            Ok(Some(row)) if row.tag == Some(*tag) => Ok(()),
            Err(error) if !error.is_damage() => Err(error),
            _ => table::remove_tagged(connection, self.stored.live, tag),
        }
    }
}

impl Walk<'_> {
    fn take(&mut self, row: RawRow<'_>) {
        let hash = row.key.map(|key| row_hash(key, row.body));
        let ours = self.collections.iter().position(|collection| collection.to_string() == row.collection);
        let bucket = usize::try_from(row.bucket).ok().filter(|bucket| *bucket < BUCKETS);
        let (Some(place), Some(bucket)) = (ours, bucket) else {
            self.stray(ours, &row);
            return;
        };
        let collection = self.collections[place];
        self.go_to(place, bucket);
        // A key that is no text has no hash, and is damage anyway.
        if let (Some(hash), Some((_, _, hashes))) = (hash, &mut self.current) {
            hashes.push(hash);
        }
        if !self.fits(collection, row) {
            self.damaged.insert((collection, bucket));
        }
    }

    /// Whether a row has a tag exactly if it should and is as sync wrote it. That it is where it belongs is seen from its
    /// bucket's hash.
    fn fits(&self, collection: Collection, row: RawRow<'_>) -> bool {
        let (Some(key), Ok(tag), Ok(mac)) = (row.key, row.tag, row.mac) else { return false };
        tag.is_some() == rows::has_tag(collection, key)
            && self.keys.row_fits(collection, key, row.body, tag.as_ref(), &mac)
    }

    /// A row that lies in no bucket of this terminal. It goes with whatever bucket is mended; if there is no other, with
    /// the one its key would be in.
    fn stray(&mut self, ours: Option<usize>, row: &RawRow<'_>) {
        self.stray = Some(row.key.map(|key| {
            let place = ours.unwrap_or(match key.parse() {
                Ok(RowKey::Credential(_) | RowKey::Kdf(_)) | Err(_) => 0,
                Ok(RowKey::Salepoint | RowKey::Profile(_) | RowKey::Group(_) | RowKey::Store(_) | RowKey::Policy) => 1,
            });
            (self.collections[place], bucket_of(key))
        }));
    }

    /// Compares the bucket that is complete when another one begins.
    fn go_to(&mut self, place: usize, bucket: usize) {
        if matches!(&self.current, Some((at, number, _)) if (*at, *number) == (place, bucket)) {
            return;
        }
        self.compare();
        self.current = Some((place, bucket, Vec::new()));
    }

    fn compare(&mut self) {
        let Some((place, bucket, hashes)) = self.current.take() else { return };
        let found = (hashes.len() as u64, bucket_hash(hashes));
        self.seen.insert((place, bucket));
        if self.live.buckets[place].get(bucket) != found {
            self.damaged.insert((self.collections[place], bucket));
        }
    }

    /// All buckets that are damaged, those included of which no row is left.
    fn end(mut self) -> Result<Vec<(Collection, usize)>, ReplicaError> {
        self.compare();
        for (place, collection) in self.collections.into_iter().enumerate() {
            let emptied = (0..BUCKETS)
                .filter(|bucket| self.live.buckets[place].get(*bucket).0 > 0 && !self.seen.contains(&(place, *bucket)));
            self.damaged.extend(emptied.map(|bucket| (collection, bucket)));
        }
        match self.stray {
            Some(stray) if self.damaged.is_empty() => {
                let tampered = || ReplicaError::Tampered { what: "a row without a name".into() };
                Ok(vec![stray.ok_or_else(tampered)?])
            }
            _ => Ok(self.damaged.into_iter().collect()),
        }
    }
}
