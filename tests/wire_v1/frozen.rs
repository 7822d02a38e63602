//! Version 1 of the wire as a terminal with two collections speaks it. Frozen: such terminals are in shops. What a change
//! breaks here it breaks there, so that the change is wrong and not this file.

use ed25519_dalek::{Signature, VerifyingKey};
use minicbor_serde::Deserializer;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_bytes::{ByteArray, ByteBuf};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A message longer than this ends a stream; so does a chunk.
const MOST_BYTES: usize = 8 << 20;
/// How many buckets a collection has.
const BUCKETS: usize = 512;

pub type Hash = ByteArray<32>;

/// Exactly one value; what is left over is an error, a field that is not known is none.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> T {
    let mut from = Deserializer::new(bytes);
    let value = T::deserialize(&mut from).unwrap();
    assert_eq!(from.decoder().position(), bytes.len(), "bytes left over");
    value
}

/// What head office says of itself to this terminal.
pub trait Statement: DeserializeOwned {
    const CONTEXT: &'static str;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Signed {
    #[serde(with = "serde_bytes")]
    payload: Vec<u8>,
    key_id: String,
    signature: ByteArray<64>,
}

impl Signed {
    /// What it says, if this key signed it.
    pub fn verify<T: Statement>(&self, key: &Hash) -> T {
        let id: String = Sha256::digest(**key)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(self.key_id, id, "by the key that is believed");
        let signed = [T::CONTEXT.as_bytes(), &[0], &Sha256::digest(&self.payload)].concat();
        VerifyingKey::from_bytes(key).unwrap().verify_strict(&signed, &Signature::from_bytes(&self.signature)).unwrap();
        decode(&self.payload)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    pub epoch: u64,
    pub revision: u64,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Hello {
    pub company: Uuid,
    pub terminal: Uuid,
    pub terminal_name: String,
    pub salepoint: Uuid,
    pub nonce: ByteArray<16>,
    pub server_at: i64,
    pub epoch: u64,
    pub revision: u64,
}

impl Statement for Hello {
    const CONTEXT: &'static str = "tillgate hello 1";
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Head {
    pub company: Uuid,
    pub collection: String,
    pub epoch: u64,
    pub revision: u64,
    pub count: u64,
    pub digest: Hash,
    pub issued_at: i64,
    pub expires_at: i64,
    pub key_id: String,
}

impl Statement for Head {
    const CONTEXT: &'static str = "tillgate head 1";
}

#[derive(Clone, Debug, Deserialize)]
pub struct HeadAnswer {
    pub hello: Signed,
    pub heads: Vec<Signed>,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Row {
    pub key: String,
    #[serde(default)]
    pub body: Option<ByteBuf>,
    #[serde(default)]
    pub verifier: Option<Hash>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SnapshotHead {
    pub head: Signed,
    pub chunks: Vec<ChunkInfo>,
}

impl Statement for SnapshotHead {
    const CONTEXT: &'static str = "tillgate snapshot 1";
}

#[derive(Clone, Debug, Deserialize)]
pub struct ChunkInfo {
    pub hash: Hash,
    pub bytes: u64,
    pub rows: u64,
}

impl ChunkInfo {
    /// The rows of a chunk that is the one announced.
    pub fn rows(&self, chunk: &[u8]) -> Vec<Row> {
        assert_eq!((chunk.len() as u64, &Sha256::digest(chunk)[..]), (self.bytes, &self.hash[..]));
        let rows: Vec<Row> = decode(&zstd::decode_all(chunk).unwrap());
        assert_eq!(rows.len() as u64, self.rows);
        rows
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct BucketAnswer {
    pub head: Signed,
    pub bucket: u64,
    pub rows: Vec<Row>,
}

impl Statement for BucketAnswer {
    const CONTEXT: &'static str = "tillgate bucket 1";
}

#[derive(Clone, Debug, Deserialize)]
pub struct Frame {
    pub epoch: u64,
    pub from: u64,
    pub revision: u64,
    pub parts: Vec<FramePart>,
}

impl Statement for Frame {
    const CONTEXT: &'static str = "tillgate frame 1";
}

#[derive(Clone, Debug, Deserialize)]
pub struct FramePart {
    pub head: Signed,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct KeysAnswer {
    pub keys: Vec<Hash>,
    pub rotations: Vec<Signed>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct OrderId {
    pub epoch: u64,
    pub number: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub applied: Option<Cursor>,
    pub app_version: String,
    pub key_place: &'static str,
    pub done: Option<OrderId>,
    pub journal: Vec<ByteBuf>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ReportAnswer {
    pub journal: Option<u64>,
}

/// A message of a stream. Of a kind that is not known nothing is said.
#[derive(Clone, Debug)]
pub enum Message {
    Hello(Signed),
    Frame(Signed),
    Mark(Vec<Signed>),
    Other,
}

/// An answer that ended.
pub fn messages(mut bytes: &[u8]) -> Vec<Message> {
    let mut messages = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        assert!((1..=MOST_BYTES).contains(&length), "{length} bytes");
        let (message, rest) = rest.split_at(length);
        messages.push(match message[0] {
            1 => Message::Hello(decode(&message[1..])),
            2 => Message::Frame(decode(&message[1..])),
            3 => Message::Mark(decode(&message[1..])),
            _ => Message::Other,
        });
        bytes = rest;
    }
    assert!(bytes.is_empty(), "it ends within a message");
    messages
}

/// The bucket of a row.
pub fn bucket_of(key: &str) -> usize {
    let hash = Sha256::digest(key.as_bytes());
    usize::from(hash[0]) << 1 | usize::from(hash[1] >> 7)
}

/// What rows add up to.
pub fn digest<'r>(rows: impl IntoIterator<Item = (&'r str, &'r [u8])>) -> Hash {
    let mut buckets = vec![Vec::<[u8; 32]>::new(); BUCKETS];
    for (key, body) in rows {
        let length = (key.len() as u64).to_be_bytes();
        buckets[bucket_of(key)].push(Sha256::digest([&length, key.as_bytes(), body].concat()).into());
    }
    let hashes = buckets.into_iter().flat_map(|mut rows| {
        rows.sort_unstable();
        Sha256::digest(rows.concat())
    });
    Hash::new(Sha256::digest(hashes.collect::<Vec<u8>>()).into())
}
