//! Signed heads, made once for all terminals: digests are kept until their collection changes, signatures until head
//! office moves on, its key was rotated or a few minutes have passed.

use crate::db::company::Counter;
use crate::db::terminals::Terminal;
use crate::db::{DbError, Tx, company, digest_buckets, replica_rows};
use crate::locked::lock;
use crate::terminals::{Signer, Wire};
use std::collections::HashMap;
use std::sync::Mutex;
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
        if let Some((epoch, sum)) = lock(&self.sums).get(&collection)
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
        lock(&self.sums).insert(collection, (cursor.epoch, sum));
        Ok(sum)
    }

    /// The signed head of a collection in the transaction's moment of the data.
    pub fn head(&self, office: &Wire, tx: &mut Tx<'_>, collection: Collection) -> Result<Signed<Head>, DbError> {
        let cursor = company::counter(tx)?.cursor;
        let now = office.clock.now();
        let signer = office.signer();
        if let Some((at, issued, head)) = lock(&self.signed).get(&collection)
            && *at == cursor
            && *head.key_id() == signer.key_id()
            && (0..RESIGN_MS).contains(&now.since(*issued))
        {
            return Ok(head.clone());
        }
        let sum = self.sum(tx, collection)?;
        let head = sign(office, &signer, collection, cursor, &sum, now);
        lock(&self.signed).insert(collection, (cursor, now, head.clone()));
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
