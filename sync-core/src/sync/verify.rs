//! The refusals: what must hold before anything from the network is believed.
//!
//! TLS says who is speaking; this says whether what is spoken is meant for this terminal, is newer than what it has, and
//! was signed by the key pinned at enrolment. Each function checks one kind of message and gives a type that only it can
//! make, so that what is applied was verified.

use super::bucket_of;
use super::signed::{KeyId, PublicKey, SignatureError, Signed, TrustedKeys};
use super::wire::{
    BucketAnswer, ChunkInfo, Frame, Head, Hello, MAX_CHUNK_ROWS, Order, Relocation, Revocation, Rotation, Row,
    SnapshotHead,
};
use crate::domain::{
    Bytes32, Collection, CompanyId, Cursor, DecodeError, Epoch, Nonce, Revision, SalepointId, TerminalId, UnixMs,
    decode,
};
use sha2::{Digest, Sha256};
use std::io::Read;
use zeroize::Zeroizing;

/// What the terminal knows for certain: pinned at enrolment, or from its own files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectations {
    /// Whose head office.
    pub company: CompanyId,
    /// This terminal.
    pub terminal: TerminalId,
    /// The salepoint it stands under.
    pub salepoint: SalepointId,
    /// The key it believes.
    pub keys: TrustedKeys,
    /// The key before that one, while something stored here is signed by it still. It vouches for that and for nothing that
    /// comes: whoever found the seed of a key that was retired makes heads of any epoch with it.
    pub former: TrustedKeys,
    /// The highest cursor ever applied here (`till.db`); nothing below it is accepted.
    pub mark: Option<Cursor>,
}

impl Expectations {
    /// The two collections of this terminal's replica.
    pub fn collections(&self) -> [Collection; 2] {
        [Collection::Directory, Collection::Salepoint(self.salepoint)]
    }
}

/// Why something is not believed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not signed, or not by a pinned key, or not of the due type.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The head names another key than the one that signed it.
    #[error("the head names key {named} but key {signer} signed it")]
    KeyMismatch {
        /// In the head.
        named: KeyId,
        /// On the envelope.
        signer: KeyId,
    },
    /// Another company's data.
    #[error("it is company {0}'s")]
    WrongCompany(CompanyId),
    /// An answer to another terminal.
    #[error("it is meant for terminal {0}")]
    WrongTerminal(TerminalId),
    /// An answer to another request.
    #[error("it answers another request")]
    WrongNonce,
    /// A collection that was not asked for, came twice, or another salepoint's.
    #[error("collection {0} is not due here")]
    WrongCollection(Collection),
    /// A collection's head is missing.
    #[error("there is no head of collection {0}")]
    MissingHead(Collection),
    /// Data of an epoch before the one already applied.
    #[error("epoch {offered:?} is older than {applied:?}")]
    OlderEpoch {
        /// What came.
        offered: Epoch,
        /// What the terminal has.
        applied: Epoch,
    },
    /// Data older than what is already applied.
    #[error("revision {offered} is lower than {applied}")]
    LowerRevision {
        /// What came.
        offered: Revision,
        /// What the terminal has.
        applied: Revision,
    },
    /// The head was no longer valid when it came.
    #[error("it expired at {expired_at}, and head office's clock says {server_at}")]
    Expired {
        /// When it expired.
        expired_at: UnixMs,
        /// Head office's clock in this contact.
        server_at: UnixMs,
    },
    /// A frame that does not follow on the replica's cursor.
    #[error("the frame follows on revision {from} of epoch {epoch:?}, the replica is at {cursor}")]
    DoesNotFollow {
        /// The frame's epoch.
        epoch: Epoch,
        /// Where it begins.
        from: Revision,
        /// Where the replica is.
        cursor: Cursor,
    },
    /// A frame's head says another revision than the frame.
    #[error("the frame ends at revision {frame}, its head at {head}")]
    HeadOfAnotherRevision {
        /// The frame's.
        frame: Revision,
        /// The head's.
        head: Revision,
    },
    /// A chunk with other bytes than the snapshot's head signed.
    #[error("the chunk's hash is {got:?}, due is {due:?}")]
    ChunkHash {
        /// Of the bytes that came.
        got: Bytes32,
        /// In the snapshot's head.
        due: Bytes32,
    },
    /// A chunk that unpacks to more than it may.
    #[error("the chunk unpacks to more than {MAX_CHUNK_ROWS} bytes")]
    ChunkTooLong,
    /// A chunk that does not unpack.
    #[error("the chunk does not unpack: {0}")]
    Unpack(#[source] std::io::Error),
    /// A chunk whose number of rows is not the announced one.
    #[error("the chunk has {got} rows, announced were {due}")]
    ChunkRows {
        /// In the chunk.
        got: u64,
        /// In the snapshot's head.
        due: u64,
    },
    /// Another bucket than the one asked for, or one with rows of another.
    #[error("it is not bucket {due}")]
    WrongBucket {
        /// The one asked for.
        due: usize,
    },
    /// No rotation statement leads from a key believed here to one in use.
    #[error("no statement leads from the keys pinned here to the one in use")]
    BrokenRotation,
    /// Bytes that are not what they should be.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// A head that holds, with the signature that is kept beside the replica.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedHead {
    head: Head,
    signed: Signed<Head>,
}

impl VerifiedHead {
    /// What it says.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// As it was signed.
    pub fn signed(&self) -> &Signed<Head> {
        &self.signed
    }
}

/// A frame that holds and follows on the replica.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedFrame {
    cursor: Cursor,
    parts: Vec<VerifiedPart>,
}

/// One collection's share of a [`VerifiedFrame`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedPart {
    /// What the collection is afterwards.
    pub head: VerifiedHead,
    /// Images and tombstones.
    pub rows: Vec<Row>,
}

impl VerifiedFrame {
    /// Where the replica stands afterwards.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The collections that change.
    pub fn parts(&self) -> &[VerifiedPart] {
        &self.parts
    }
}

/// Checks that an answer is head office's, for this terminal, to this request; gives head office's clock with it.
///
/// # Errors
/// When any of that does not hold.
pub fn hello(signed: &Signed<Hello>, nonce: Nonce, expect: &Expectations) -> Result<Hello, Refusal> {
    let hello = signed.verify(&expect.keys)?;
    for_us(hello.company, hello.terminal, expect)?;
    if hello.nonce != nonce {
        return Err(Refusal::WrongNonce);
    }
    Ok(hello)
}

/// Checks that an order is head office's, for this terminal. Whether it was done before is the driver's to know.
///
/// # Errors
/// When it is not signed, another company's or another terminal's.
pub fn order(signed: &Signed<Order>, expect: &Expectations) -> Result<Order, Refusal> {
    let order = signed.verify(&expect.keys)?;
    for_us(order.company, order.terminal, expect)?;
    Ok(order)
}

/// Checks that a statement that a terminal was removed is head office's, about this terminal.
///
/// # Errors
/// When it is not signed, another company's or another terminal's.
pub fn revocation(signed: &Signed<Revocation>, expect: &Expectations) -> Result<Revocation, Refusal> {
    let revocation = signed.verify(&expect.keys)?;
    for_us(revocation.company, revocation.terminal, expect)?;
    Ok(revocation)
}

/// Checks that a statement that head office moves is head office's. Whether it is the latest is the driver's to know.
///
/// # Errors
/// When it is not signed, or another company's.
pub fn relocation(signed: &Signed<Relocation>, expect: &Expectations) -> Result<Relocation, Refusal> {
    let relocation = signed.verify(&expect.keys)?;
    if relocation.company != expect.company {
        return Err(Refusal::WrongCompany(relocation.company));
    }
    Ok(relocation)
}

fn for_us(company: CompanyId, terminal: TerminalId, expect: &Expectations) -> Result<(), Refusal> {
    if company != expect.company {
        return Err(Refusal::WrongCompany(company));
    }
    if terminal != expect.terminal {
        return Err(Refusal::WrongTerminal(terminal));
    }
    Ok(())
}

/// Follows head office's rotation statements, oldest first, from a key believed here to the newest one.
///
/// # Errors
/// When none of them was made by a key believed here, or one of those that follow does not hold.
pub fn rotations(signed: &[Signed<Rotation>], expect: &Expectations) -> Result<PublicKey, Refusal> {
    let mut newest = None;
    let mut believed = expect.keys.clone();
    for statement in signed.iter().skip_while(|statement| !expect.keys.contains(statement.key_id())) {
        let rotation = statement.verify(&believed)?;
        if rotation.company != expect.company {
            return Err(Refusal::WrongCompany(rotation.company));
        }
        believed = [rotation.key].into_iter().collect();
        newest = Some(rotation.key);
    }
    newest.ok_or(Refusal::BrokenRotation)
}

/// Checks a head that came over the network at `server_at` by head office's clock.
///
/// # Errors
/// When it is not this company's, not a collection of this terminal, older than what was applied, or expired.
pub fn head(signed: &Signed<Head>, server_at: UnixMs, expect: &Expectations) -> Result<VerifiedHead, Refusal> {
    let verified = checked_head(signed, &expect.keys, expect)?;
    if verified.head.expires_at < server_at {
        return Err(Refusal::Expired { expired_at: verified.head.expires_at, server_at });
    }
    if let Some(mark) = expect.mark {
        not_below(verified.head.cursor(), mark)?;
    }
    Ok(verified)
}

/// Checks a head read back from the terminal's own file: it was fresh when it came and may have grown old since.
///
/// # Errors
/// When it is not this company's, not a collection of this terminal, or not signed by a pinned key.
pub fn stored_head(signed: &Signed<Head>, expect: &Expectations) -> Result<VerifiedHead, Refusal> {
    let keys = if expect.former.contains(signed.key_id()) { &expect.former } else { &expect.keys };
    checked_head(signed, keys, expect)
}

fn checked_head(signed: &Signed<Head>, keys: &TrustedKeys, expect: &Expectations) -> Result<VerifiedHead, Refusal> {
    let head: Head = signed.verify(keys)?;
    if head.key_id != *signed.key_id() {
        return Err(Refusal::KeyMismatch { named: head.key_id, signer: signed.key_id().clone() });
    }
    if head.company != expect.company {
        return Err(Refusal::WrongCompany(head.company));
    }
    if !expect.collections().contains(&head.collection) {
        return Err(Refusal::WrongCollection(head.collection));
    }
    Ok(VerifiedHead { head, signed: signed.clone() })
}

/// Checks where a replica read back from the terminal's own file says it stands: both collections' heads hold, none is
/// newer than the cursor, and the cursor is not below the mark, as that of yesterday's file put back would be.
///
/// # Errors
/// As [`stored_head`]; also when a head is missing or the cursor is below the mark.
pub fn standing(cursor: Cursor, heads: &[Signed<Head>], expect: &Expectations) -> Result<(), Refusal> {
    let heads = heads.iter().map(|head| stored_head(head, expect)).collect::<Result<Vec<_>, _>>()?;
    for collection in expect.collections() {
        let head = heads.iter().find(|head| head.head.collection == collection);
        not_below(cursor, head.ok_or(Refusal::MissingHead(collection))?.head.cursor())?;
    }
    expect.mark.map_or(Ok(()), |mark| not_below(cursor, mark))
}

/// Checks the heads of both collections, which must be of one revision; gives them in the collections' order.
///
/// # Errors
/// As [`head`]; also when one is missing or they are of different revisions.
pub fn head_pair(
    signed: &[Signed<Head>],
    server_at: UnixMs,
    expect: &Expectations,
) -> Result<[VerifiedHead; 2], Refusal> {
    let mut heads = signed.iter().map(|one| head(one, server_at, expect)).collect::<Result<Vec<_>, _>>()?;
    heads.sort_by_key(|head| head.head.collection);
    let heads: [VerifiedHead; 2] = heads.try_into().map_err(|heads: Vec<VerifiedHead>| pair_refusal(&heads, expect))?;
    if heads[0].head.collection == heads[1].head.collection {
        return Err(Refusal::WrongCollection(heads[0].head.collection));
    }
    if heads[0].head.cursor() != heads[1].head.cursor() {
        return Err(Refusal::HeadOfAnotherRevision { frame: heads[0].head.revision, head: heads[1].head.revision });
    }
    Ok(heads)
}

fn pair_refusal(heads: &[VerifiedHead], expect: &Expectations) -> Refusal {
    let missing = |due: &Collection| heads.iter().all(|head| head.head.collection != *due);
    match expect.collections().into_iter().find(missing) {
        Some(collection) => Refusal::MissingHead(collection),
        None => Refusal::WrongCollection(heads[0].head.collection),
    }
}

/// Checks a frame that is to be applied to a replica at `cursor`.
///
/// # Errors
/// When it is not signed, does not follow on the cursor, or one of its heads does not hold or is of another revision.
pub fn frame(
    signed: &Signed<Frame>,
    cursor: Cursor,
    server_at: UnixMs,
    expect: &Expectations,
) -> Result<VerifiedFrame, Refusal> {
    let frame: Frame = signed.verify(&expect.keys)?;
    let ends_at = Cursor { epoch: frame.epoch, revision: frame.revision };
    if frame.epoch != cursor.epoch || frame.from > cursor.revision {
        return Err(Refusal::DoesNotFollow { epoch: frame.epoch, from: frame.from, cursor });
    }
    not_below(ends_at, cursor)?;
    let mut parts: Vec<VerifiedPart> = Vec::new();
    for part in frame.parts {
        let head = head(&part.head, server_at, expect)?;
        if head.head.cursor() != ends_at {
            return Err(Refusal::HeadOfAnotherRevision { frame: frame.revision, head: head.head.revision });
        }
        if parts.iter().any(|earlier| earlier.head.head.collection == head.head.collection) {
            return Err(Refusal::WrongCollection(head.head.collection));
        }
        parts.push(VerifiedPart { head, rows: part.rows });
    }
    Ok(VerifiedFrame { cursor: ends_at, parts })
}

/// Checks a mark's heads and gives them as the frame they stand for: nothing in the rows, perhaps a later revision.
///
/// # Errors
/// As [`head_pair`]; also when they are below the cursor or of another epoch.
pub fn mark(
    signed: &[Signed<Head>],
    cursor: Cursor,
    server_at: UnixMs,
    expect: &Expectations,
) -> Result<VerifiedFrame, Refusal> {
    let heads = head_pair(signed, server_at, expect)?;
    let ends_at = heads[0].head.cursor();
    if ends_at.epoch != cursor.epoch {
        return Err(Refusal::DoesNotFollow { epoch: ends_at.epoch, from: ends_at.revision, cursor });
    }
    not_below(ends_at, cursor)?;
    let parts = heads.map(|head| VerifiedPart { head, rows: Vec::new() }).into();
    Ok(VerifiedFrame { cursor: ends_at, parts })
}

/// Checks what a snapshot of `collection` consists of.
///
/// # Errors
/// As [`head`]; also when it is of another collection.
pub fn snapshot_head(
    signed: &Signed<SnapshotHead>,
    collection: Collection,
    server_at: UnixMs,
    expect: &Expectations,
) -> Result<(VerifiedHead, Vec<ChunkInfo>), Refusal> {
    let snapshot: SnapshotHead = signed.verify(&expect.keys)?;
    let head = head(&snapshot.head, server_at, expect)?;
    if head.head.collection != collection {
        return Err(Refusal::WrongCollection(head.head.collection));
    }
    Ok((head, snapshot.chunks))
}

/// The rows of one digest bucket that hold, for a replica at exactly `cursor`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedBucket {
    head: VerifiedHead,
    bucket: usize,
    rows: Vec<Row>,
}

impl VerifiedBucket {
    /// What the whole collection adds up to with them.
    pub fn head(&self) -> &VerifiedHead {
        &self.head
    }

    /// Which bucket.
    pub fn bucket(&self) -> usize {
        self.bucket
    }

    /// All its rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// Checks the rows of one bucket, which must be of the revision at which the replica stands.
///
/// # Errors
/// As [`head`]; also when it is another collection's, another bucket, or of another revision than `cursor`.
pub fn bucket(
    signed: &Signed<BucketAnswer>,
    collection: Collection,
    bucket: usize,
    cursor: Cursor,
    server_at: UnixMs,
    expect: &Expectations,
) -> Result<VerifiedBucket, Refusal> {
    let answer: BucketAnswer = signed.verify(&expect.keys)?;
    let head = head(&answer.head, server_at, expect)?;
    if head.head.collection != collection {
        return Err(Refusal::WrongCollection(head.head.collection));
    }
    if head.head.cursor() != cursor {
        return Err(Refusal::HeadOfAnotherRevision { frame: cursor.revision, head: head.head.revision });
    }
    let is_in_it = |row: &Row| row.body.is_some() && bucket_of(&row.key) == bucket;
    if usize::try_from(answer.bucket) != Ok(bucket) || !answer.rows.iter().all(is_in_it) {
        return Err(Refusal::WrongBucket { due: bucket });
    }
    Ok(VerifiedBucket { head, bucket, rows: answer.rows })
}

/// Checks and unpacks one chunk of a snapshot.
///
/// # Errors
/// When the bytes are not those the snapshot's head announced, or no rows.
pub fn chunk(bytes: &[u8], info: &ChunkInfo) -> Result<Vec<Row>, Refusal> {
    let got = Bytes32(Sha256::digest(bytes).into());
    if got != info.hash {
        return Err(Refusal::ChunkHash { got, due: info.hash });
    }
    // As large as it may get at once: growing would leave verifiers behind in freed memory.
    let announced = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten().unwrap_or(MAX_CHUNK_ROWS as u64);
    let room = usize::try_from(announced).unwrap_or(MAX_CHUNK_ROWS).min(MAX_CHUNK_ROWS) + 1;
    let mut unpacked = Zeroizing::new(Vec::with_capacity(room));
    zstd::Decoder::new(bytes)
        .and_then(|decoder| decoder.take(MAX_CHUNK_ROWS as u64 + 1).read_to_end(&mut unpacked))
        .map_err(Refusal::Unpack)?;
    if unpacked.len() > MAX_CHUNK_ROWS {
        return Err(Refusal::ChunkTooLong);
    }
    let rows: Vec<Row> = decode(&unpacked)?;
    if rows.len() as u64 != info.rows {
        return Err(Refusal::ChunkRows { got: rows.len() as u64, due: info.rows });
    }
    Ok(rows)
}

fn not_below(offered: Cursor, applied: Cursor) -> Result<(), Refusal> {
    if offered.epoch < applied.epoch {
        return Err(Refusal::OlderEpoch { offered: offered.epoch, applied: applied.epoch });
    }
    if offered < applied {
        return Err(Refusal::LowerRevision { offered: offered.revision, applied: applied.revision });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
