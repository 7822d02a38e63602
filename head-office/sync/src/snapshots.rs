//! Whole collections in compressed chunks: made once for all terminals, in memory only, because they hold verifiers.
//!
//! A collection's chunks stay the same until it changes, so they are kept by its last change, and serve every revision
//! from that change to the next: an interrupted first sync finds its chunks even after a restart.

use crate::heads::{self, Heads, Sum};
use axum::body::Bytes;
use head_office_office::blocking::blocking;
use head_office_office::errors::{Bug, OfficeError};
use head_office_office::made_once::made_once;
use head_office_office::terminals::Wire;
use head_office_store::{company, replica_rows};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use sync_core::domain::{Bytes32, Collection, Cursor, Epoch, Revision, UnixMs, encode};
use sync_core::sync::wire::{CHUNK_ROWS, ChunkInfo, MAX_CHUNK_ROWS, SnapshotHead};
use sync_core::sync::{Row, Signed};
use tokio::sync::{OnceCell, Semaphore};

/// How long chunks are kept after they were last read.
const KEPT_MS: i64 = 15 * 60_000;
/// zstd's own default.
const LEVEL: i32 = 3;

/// How many collections are read and compressed at the same time: terminals that only want what is newer come first.
const BUILDERS: usize = 1;

/// A collection's rows at its last change.
pub struct Chunks {
    sum: Sum,
    infos: Vec<ChunkInfo>,
    bodies: Vec<Bytes>,
}

type Key = (Collection, Epoch, Revision);

struct Slot {
    chunks: Arc<OnceCell<Arc<Chunks>>>,
    /// The newest revision at which these are known to be the collection's rows.
    holds_through: Revision,
    read_at: UnixMs,
}

/// The snapshots in memory.
pub struct Snapshots {
    slots: Mutex<HashMap<Key, Slot>>,
    builders: Arc<Semaphore>,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self { slots: Mutex::default(), builders: Arc::new(Semaphore::new(BUILDERS)) }
    }
}

/// Why there is no such snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Its revision is no longer served, or never was.
    #[error("this snapshot is no longer served")]
    Superseded,
    /// Nothing behind this number.
    #[error("this snapshot has no such chunk")]
    NoSuchChunk,
    /// Head office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl Snapshots {
    /// What the snapshot of a revision (none: the newest) consists of.
    pub async fn head(
        &self,
        office: &Wire,
        heads: &Arc<Heads>,
        collection: Collection,
        revision: Option<Revision>,
    ) -> Result<Signed<SnapshotHead>, SnapshotError> {
        let (cursor, chunks) = self.chunks(office, heads, collection, revision).await?;
        let signer = office.signer();
        let head = heads::sign(office, &signer, collection, cursor, &chunks.sum, office.clock.now());
        Ok(signer.sign(&SnapshotHead { head, chunks: chunks.infos.clone() }))
    }

    /// One chunk, compressed.
    pub async fn chunk(
        &self,
        office: &Wire,
        heads: &Arc<Heads>,
        collection: Collection,
        revision: Revision,
        number: usize,
    ) -> Result<Bytes, SnapshotError> {
        let (_, chunks) = self.chunks(office, heads, collection, Some(revision)).await?;
        chunks.bodies.get(number).cloned().ok_or(SnapshotError::NoSuchChunk)
    }

    async fn chunks(
        &self,
        office: &Wire,
        heads: &Arc<Heads>,
        collection: Collection,
        revision: Option<Revision>,
    ) -> Result<(Cursor, Arc<Chunks>), SnapshotError> {
        loop {
            let (cursor, sum) = current(office, heads, collection).await?;
            let wanted = Cursor { epoch: cursor.epoch, revision: revision.unwrap_or(cursor.revision) };
            let now = office.clock.now();
            let (latest, cell) = {
                let mut slots = self.slots.lock();
                slots.retain(|_, slot| now.since(slot.read_at) < KEPT_MS);
                find(&mut slots, collection, wanted, cursor, sum.latest, now).ok_or(SnapshotError::Superseded)?
            };
            let built = {
                let (office, heads) = (office.clone(), Arc::clone(heads));
                made_once(cell, &self.builders, move || build(&office, &heads, collection).map(Arc::new)).await?
            };
            if built.sum.latest == latest {
                return Ok((wanted, built));
            }
            // The collection changed before it was read: what was built belongs to a later change.
            self.slots.lock().remove(&(collection, cursor.epoch, latest));
        }
    }
}

/// The slot whose rows are the collection's at the wanted revision.
fn find(
    slots: &mut HashMap<Key, Slot>,
    collection: Collection,
    wanted: Cursor,
    current: Cursor,
    latest: Revision,
    now: UnixMs,
) -> Option<(Revision, Arc<OnceCell<Arc<Chunks>>>)> {
    if (latest..=current.revision).contains(&wanted.revision) {
        let slot = slots.entry((collection, wanted.epoch, latest)).or_insert_with(|| Slot {
            chunks: Arc::default(),
            holds_through: wanted.revision,
            read_at: now,
        });
        slot.holds_through = slot.holds_through.max(current.revision);
        slot.read_at = now;
        return Some((latest, Arc::clone(&slot.chunks)));
    }
    slots.iter_mut().find_map(|((of, epoch, since), slot)| {
        let holds = *of == collection
            && *epoch == wanted.epoch
            && (*since..=slot.holds_through).contains(&wanted.revision)
            && slot.chunks.initialized();
        holds.then(|| {
            slot.read_at = now;
            (*since, Arc::clone(&slot.chunks))
        })
    })
}

async fn current(office: &Wire, heads: &Arc<Heads>, collection: Collection) -> Result<(Cursor, Sum), OfficeError> {
    let (office, heads) = (office.clone(), Arc::clone(heads));
    blocking(move || office.read(|tx| Ok::<_, OfficeError>((company::counter(tx)?.cursor, heads.sum(tx, collection)?))))
        .await
}

fn build(office: &Wire, heads: &Heads, collection: Collection) -> Result<Chunks, OfficeError> {
    let (sum, rows) = office.read(|tx| {
        let sum = heads.sum(tx, collection)?;
        let rows = replica_rows::live(tx, collection)?.into_iter().map(|(key, body)| (key, Some(body))).collect();
        Ok::<_, OfficeError>((sum, office.with_verifiers(tx, rows)?))
    })?;
    let mut chunks = Chunks { sum, infos: Vec::new(), bodies: Vec::new() };
    for rows in split(&rows) {
        let encoded = zeroize::Zeroizing::new(encode(&rows));
        let body = zstd::bulk::compress(&encoded, LEVEL).map_err(Bug::Compression)?;
        let hash = Bytes32(Sha256::digest(&body).into());
        chunks.infos.push(ChunkInfo { hash, bytes: body.len() as u64, rows: rows.len() as u64 });
        chunks.bodies.push(Bytes::from(body));
    }
    Ok(chunks)
}

/// Chunks of as many rows as a terminal takes, and of no more bytes.
fn split(rows: &[Row]) -> Vec<&[Row]> {
    const ROOM: usize = MAX_CHUNK_ROWS / 4;
    let mut chunks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, row) in rows.iter().enumerate() {
        let size = row.key.len() + row.body.as_ref().map_or(0, Vec::len) + 128;
        if index > start && (index - start == CHUNK_ROWS || bytes + size > ROOM) {
            chunks.push(&rows[start..index]);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    if start < rows.len() {
        chunks.push(&rows[start..]);
    }
    chunks
}
