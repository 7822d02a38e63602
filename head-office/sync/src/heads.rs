//! Signed heads, made once for all terminals: digests are kept until their collection changes, signatures until head
//! office moves on, its key was rotated or a few minutes have passed.

use head_office_office::terminals::{Signer, Wire};
use head_office_store::company::Counter;
use head_office_store::terminals::Terminal;
use head_office_store::{DbError, Tx, company, digest_buckets, replica_rows};
use parking_lot::Mutex;
use std::collections::HashMap;
use sync_core::domain::{Bytes32, Collection, Cursor, Epoch, Nonce, Revision, UnixMs};
use sync_core::sync::wire::Hello;
use sync_core::sync::{Buckets, Head, Signed};

/// How long a head is to be accepted from the network.
const LIFE_MS: i64 = 24 * 3_600_000;
/// After how long a head that still holds is signed anew.
const RESIGN_MS: i64 = 5 * 60_000;

/// What a collection's rows add up to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    /// The collection's last change.
    pub latest: Revision,
    count: u64,
    digest: Bytes32,
}

/// A head, where head office stood and when it was signed.
type SignedAt = (Cursor, UnixMs, Signed<Head>);

/// The heads in memory.
#[derive(Default)]
pub struct Heads {
    sums: Mutex<HashMap<Collection, (Epoch, Sum)>>,
    signed: Mutex<HashMap<Collection, SignedAt>>,
}

impl Heads {
    /// What a collection adds up to in the transaction's moment of the data.
    pub fn sum(&self, tx: &mut Tx<'_>, collection: Collection) -> Result<Sum, DbError> {
        let Counter { cursor, .. } = company::counter(tx)?;
        let latest = replica_rows::latest(tx, collection)?;
        if let Some((epoch, sum)) = self.sums.lock().get(&collection)
            && *epoch == cursor.epoch
            && sum.latest == latest
        {
            return Ok(*sum);
        }
        let buckets = match collection {
            Collection::Directory => digest_buckets::load(tx)?,
            Collection::Salepoint(_) => {
                let rows = replica_rows::live(tx, collection)?;
                Buckets::of_rows(rows.iter().map(|(key, body)| (key.as_str(), body.as_slice())))
            }
        };
        let sum = Sum { latest, count: buckets.count(), digest: buckets.digest() };
        self.sums.lock().insert(collection, (cursor.epoch, sum));
        Ok(sum)
    }

    /// The signed head of a collection in the transaction's moment of the data.
    pub fn head(&self, office: &Wire, tx: &mut Tx<'_>, collection: Collection) -> Result<Signed<Head>, DbError> {
        let cursor = company::counter(tx)?.cursor;
        let now = office.clock.now();
        let signer = office.signer();
        if let Some((at, issued, head)) = self.signed.lock().get(&collection)
            && *at == cursor
            && *head.key_id() == signer.key_id()
            && (0..RESIGN_MS).contains(&now.since(*issued))
        {
            return Ok(head.clone());
        }
        let sum = self.sum(tx, collection)?;
        let head = sign(office, &signer, collection, cursor, &sum, now);
        self.signed.lock().insert(collection, (cursor, now, head.clone()));
        Ok(head)
    }
}

/// Signs that a collection adds up to this at a revision.
pub fn sign(
    office: &Wire,
    signer: &Signer,
    collection: Collection,
    cursor: Cursor,
    sum: &Sum,
    now: UnixMs,
) -> Signed<Head> {
    let head = Head {
        company: office.company(),
        collection,
        epoch: cursor.epoch,
        revision: cursor.revision,
        count: sum.count,
        digest: sum.digest,
        issued_at: now,
        expires_at: now.plus_ms(LIFE_MS),
        key_id: signer.key_id(),
    };
    signer.sign(&head)
}

/// Head office's clock, bound to a terminal's request.
pub fn hello(office: &Wire, terminal: &Terminal, nonce: Nonce, cursor: Cursor) -> Signed<Hello> {
    let hello = Hello {
        company: office.company(),
        terminal: terminal.id,
        terminal_name: terminal.name.clone(),
        salepoint: terminal.salepoint,
        nonce,
        server_at: office.clock.now(),
        epoch: cursor.epoch,
        revision: cursor.revision,
    };
    office.sign(&hello)
}

#[cfg(test)]
mod tests {
    use super::*;
    use head_office_office::testing::{CHAIN, TestOffice, collections, shrink, tombstones};
    use std::collections::BTreeSet;

    #[test]
    fn heads_are_signed_anew_after_a_rotation() {
        let office = TestOffice::with(CHAIN);
        let heads = Heads::default();
        let head = || office.read(|tx| heads.head(&office.wire(), tx, Collection::Directory)).unwrap();
        let before = head();
        let rotated = office.rotate_signing_key().unwrap();
        assert_eq!((before.key_id(), head().key_id()), (&rotated.from, &rotated.to));
        assert_eq!(head().verify(&office.keys().signing().trusted()).unwrap().key_id, rotated.to);
        assert!(before.verify(&office.keys().signing().trusted()).is_ok(), "the earlier key is still known here");
    }

    /// A collection's last change is what its digest and its snapshot are kept by in memory: were it to count back, an
    /// older snapshot would be taken for the present one.
    #[test]
    fn a_collections_last_change_stays_even_if_it_is_a_tombstone() {
        let office = TestOffice::with(CHAIN);
        let heads = Heads::default();
        let sums = || -> Vec<_> {
            collections(&office).iter().map(|one| office.read(|tx| heads.sum(tx, *one)).unwrap()).collect()
        };
        shrink(&office);
        let before = sums();
        assert!(office.keep_newest_tombstones(0).unwrap() > 0);
        assert_eq!(sums(), before);
        let last: BTreeSet<_> = tombstones(&office).into_iter().collect();
        assert_eq!(last.len(), 2, "the last changes of either salepoint: {last:?}");
        let of_none: Vec<_> =
            collections(&office).iter().map(|one| office.read(|tx| Heads::default().sum(tx, *one)).unwrap()).collect();
        assert_eq!(of_none, before, "computed anew too");
    }
}
