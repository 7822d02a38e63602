//! What a head says about its rows: 512 buckets by key, each the SHA-256 of its rows' hashes in ascending order; the
//! digest is the SHA-256 of the buckets.
//!
//! A row's hash covers key and image and so the verifier's revision, never the verifier. Two sides that differ find the
//! differing buckets by comparing 16 KiB instead of every row.

use crate::domain::Bytes32;
use sha2::{Digest, Sha256};

/// How many buckets a collection has.
pub const BUCKETS: usize = 512;

/// The bucket of a row: the first nine bits of the SHA-256 of its key.
pub fn bucket_of(key: &str) -> usize {
    let hash = Sha256::digest(key.as_bytes());
    usize::from(hash[0]) << 1 | usize::from(hash[1] >> 7)
}

/// The hash of one row.
pub fn row_hash(key: &str, body: &[u8]) -> Bytes32 {
    let mut hash = Sha256::new();
    hash.update((key.len() as u64).to_be_bytes());
    hash.update(key.as_bytes());
    hash.update(body);
    Bytes32(hash.finalize().into())
}

/// The hash of one bucket.
pub fn bucket_hash(mut row_hashes: Vec<Bytes32>) -> Bytes32 {
    row_hashes.sort_unstable();
    let mut hash = Sha256::new();
    for row in &row_hashes {
        hash.update(row.0);
    }
    Bytes32(hash.finalize().into())
}

/// The bucket hashes of a collection and its number of rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Buckets {
    hashes: Vec<Bytes32>,
    counts: Vec<u64>,
}

impl Default for Buckets {
    fn default() -> Self {
        Self { hashes: vec![bucket_hash(Vec::new()); BUCKETS], counts: vec![0; BUCKETS] }
    }
}

impl Buckets {
    /// Computes all buckets of a collection from the keys and images of its rows.
    pub fn of_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut members = vec![Vec::new(); BUCKETS];
        for (key, body) in rows {
            members[bucket_of(key)].push(row_hash(key, body));
        }
        let mut buckets = Self::default();
        for (bucket, members) in members.into_iter().enumerate() {
            if !members.is_empty() {
                buckets.set(bucket, members);
            }
        }
        buckets
    }

    /// Replaces one bucket by the hashes of its present rows.
    pub fn set(&mut self, bucket: usize, row_hashes: Vec<Bytes32>) {
        self.counts[bucket] = row_hashes.len() as u64;
        self.hashes[bucket] = bucket_hash(row_hashes);
    }

    /// Replaces one bucket by what was stored of it.
    pub fn restore(&mut self, bucket: usize, count: u64, hash: Bytes32) {
        self.counts[bucket] = count;
        self.hashes[bucket] = hash;
    }

    /// One bucket: its number of rows and its hash.
    pub fn get(&self, bucket: usize) -> (u64, Bytes32) {
        (self.counts[bucket], self.hashes[bucket])
    }

    /// Rows in all buckets.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The digest a head carries.
    pub fn digest(&self) -> Bytes32 {
        let mut hash = Sha256::new();
        for bucket in &self.hashes {
            hash.update(bucket.0);
        }
        Bytes32(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn of(rows: &BTreeMap<String, Vec<u8>>) -> Buckets {
        Buckets::of_rows(rows.iter().map(|(key, body)| (key.as_str(), body.as_slice())))
    }

    proptest! {
        /// Any set of rows, then one change: replacing that one bucket gives what computing everything anew gives, and
        /// the digest tells the two apart.
        #[test]
        fn one_bucket_at_a_time_is_as_good_as_all_at_once(
            mut rows in prop::collection::btree_map("[a-z]{1,4}", prop::collection::vec(any::<u8>(), 0..4), 0..60),
            key in "[a-z]{1,4}",
            body in prop::option::of(prop::collection::vec(any::<u8>(), 0..4)),
        ) {
            let before = of(&rows);
            let unchanged = rows.get(&key) == body.as_ref();
            match body {
                Some(body) => rows.insert(key.clone(), body),
                None => rows.remove(&key),
            };
            let bucket = bucket_of(&key);
            let members = rows.iter().filter(|(key, _)| bucket_of(key) == bucket);
            let mut after = before.clone();
            after.set(bucket, members.map(|(key, body)| row_hash(key, body)).collect());
            prop_assert_eq!(&after, &of(&rows));
            prop_assert_eq!(after.count(), rows.len() as u64);
            prop_assert_eq!(after.digest() == before.digest(), unchanged);
        }
    }

    #[test]
    fn keys_and_bodies_do_not_run_into_each_other() {
        assert_ne!(row_hash("ab", b"c"), row_hash("a", b"bc"));
    }
}
