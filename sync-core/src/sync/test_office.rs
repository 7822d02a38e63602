//! A head office in a few lines, for tests: rows in memory, everything signed with a real key.

use super::signed::{Signed, SigningKey};
use super::verify::Expectations;
use super::wire::{
    BucketAnswer, ChunkInfo, Frame, FramePart, Head, HeadAnswer, Hello, KeysAnswer, Message, Rotation, Row,
    SnapshotHead,
};
use super::{Buckets, TrustedKeys, bucket_of};
use crate::domain::{
    Bytes32, Collection, CompanyId, Cursor, Epoch, Nonce, Revision, SalepointId, TerminalId, UnixMs, encode,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Head office's clock in these tests.
pub(crate) const SERVER_AT: UnixMs = UnixMs(1_800_000_000_000);

pub(crate) struct TestOffice {
    pub key: SigningKey,
    pub epoch: Epoch,
    pub revision: Revision,
    /// Where it says that the terminal stands.
    pub salepoint: SalepointId,
    rotations: Vec<Signed<Rotation>>,
    rows: BTreeMap<Collection, BTreeMap<String, (Row, Revision)>>,
}

impl TestOffice {
    pub(crate) fn new() -> Self {
        let [directory, salepoint] = collections();
        let rows = [(directory, BTreeMap::new()), (salepoint, BTreeMap::new())].into();
        Self {
            key: SigningKey::from_seed(&[1; 32]),
            epoch: Epoch(7),
            revision: Revision(0),
            salepoint: self::salepoint(),
            rotations: Vec::new(),
            rows,
        }
    }

    pub(crate) fn expectations(&self) -> Expectations {
        let keys: TrustedKeys = [self.key.public()].into_iter().collect();
        let former = TrustedKeys::default();
        Expectations { company: company(), terminal: terminal(), salepoint: salepoint(), keys, former, mark: None }
    }

    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { epoch: self.epoch, revision: self.revision }
    }

    /// One change of one row, in a revision of its own.
    pub(crate) fn change(&mut self, collection: Collection, row: Row) {
        self.revision.0 += 1;
        let rows = self.rows.get_mut(&collection).unwrap();
        rows.insert(row.key.clone(), (row, self.revision));
    }

    pub(crate) fn put(&mut self, collection: Collection, key: &str, body: &[u8]) {
        self.change(collection, Row { key: key.into(), body: Some(body.to_vec()), verifier: None });
    }

    pub(crate) fn present(&self, collection: Collection) -> Vec<Row> {
        self.rows[&collection].values().filter(|(row, _)| row.body.is_some()).map(|(row, _)| row.clone()).collect()
    }

    pub(crate) fn head_value(&self, collection: Collection) -> Head {
        let present = self.present(collection);
        let buckets = Buckets::of_rows(present.iter().map(|row| (row.key.as_str(), row.body.as_deref().unwrap())));
        Head {
            company: company(),
            collection,
            epoch: self.epoch,
            revision: self.revision,
            count: buckets.count(),
            digest: buckets.digest(),
            issued_at: SERVER_AT,
            expires_at: SERVER_AT.plus_ms(60_000),
            key_id: self.key.public().id(),
        }
    }

    pub(crate) fn head(&self, collection: Collection) -> Signed<Head> {
        Signed::sign(&self.head_value(collection), &self.key)
    }

    pub(crate) fn heads(&self) -> Vec<Signed<Head>> {
        collections().map(|collection| self.head(collection)).into()
    }

    pub(crate) fn hello(&self, nonce: Nonce) -> Signed<Hello> {
        let hello = Hello {
            company: company(),
            terminal: terminal(),
            terminal_name: "Till 1".into(),
            salepoint: self.salepoint,
            nonce,
            server_at: SERVER_AT,
            epoch: self.epoch,
            revision: self.revision,
        };
        Signed::sign(&hello, &self.key)
    }

    pub(crate) fn head_answer(&self, nonce: Nonce) -> HeadAnswer {
        HeadAnswer { hello: self.hello(nonce), heads: self.heads() }
    }

    pub(crate) fn frame_value(&self, from: Revision) -> Frame {
        let part = |collection| {
            let newer = self.rows[&collection].values().filter(|(_, revision)| *revision > from);
            FramePart { head: self.head(collection), rows: newer.map(|(row, _)| row.clone()).collect() }
        };
        Frame { epoch: self.epoch, from, revision: self.revision, parts: collections().map(part).into() }
    }

    pub(crate) fn frame(&self, from: Revision) -> Signed<Frame> {
        Signed::sign(&self.frame_value(from), &self.key)
    }

    /// The answer of `stream?wait=0`.
    pub(crate) fn stream(&self, from: Cursor, nonce: Nonce) -> Vec<Message> {
        let news =
            if from == self.cursor() { Message::Mark(self.heads()) } else { Message::Frame(self.frame(from.revision)) };
        vec![Message::Hello(self.hello(nonce)), news]
    }

    /// The rows of one digest bucket.
    pub(crate) fn bucket(&self, collection: Collection, bucket: usize) -> BucketAnswer {
        let rows = self.present(collection).into_iter().filter(|row| bucket_of(&row.key) == bucket).collect();
        BucketAnswer { head: self.head(collection), bucket: bucket as u64, rows }
    }

    /// Signs with another key from now on.
    pub(crate) fn rotate(&mut self, seed: u8) {
        let key = SigningKey::from_seed(&[seed; 32]);
        let rotation = Rotation { company: company(), key: key.public(), made_at: SERVER_AT };
        self.rotations.push(Signed::sign(&rotation, &self.key));
        self.key = key;
    }

    pub(crate) fn keys(&self) -> KeysAnswer {
        KeysAnswer { keys: vec![self.key.public()], rotations: self.rotations.clone() }
    }

    /// A snapshot in chunks of so many rows.
    pub(crate) fn snapshot(&self, collection: Collection, rows: usize) -> (Signed<SnapshotHead>, Vec<Vec<u8>>) {
        let present = self.present(collection);
        let (infos, chunks): (Vec<_>, Vec<_>) = present.chunks(rows).map(|rows| chunk(&rows.to_vec())).unzip();
        (Signed::sign(&SnapshotHead { head: self.head(collection), chunks: infos }, &self.key), chunks)
    }
}

pub(crate) fn chunk(rows: &Vec<Row>) -> (ChunkInfo, Vec<u8>) {
    let bytes = zstd::encode_all(encode(rows).as_slice(), 1).unwrap();
    let hash = Bytes32(Sha256::digest(&bytes).into());
    (ChunkInfo { hash, bytes: bytes.len() as u64, rows: rows.len() as u64 }, bytes)
}

pub(crate) fn company() -> CompanyId {
    CompanyId(Uuid::from_u128(1))
}

pub(crate) fn terminal() -> TerminalId {
    TerminalId(Uuid::from_u128(2))
}

pub(crate) fn salepoint() -> SalepointId {
    SalepointId(Uuid::from_u128(3))
}

pub(crate) fn collections() -> [Collection; 2] {
    [Collection::Directory, Collection::Salepoint(salepoint())]
}
