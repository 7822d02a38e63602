//! What the device key is used for: tags instead of verifiers, and MACs over everything stored.
//!
//! ```text
//! device key ─ HKDF-SHA256 ┬─ k_tag: tag = HMAC(k_tag, S)         finds a user without storing the verifier
//!                          ├─ k_row: mac = HMAC(k_row, row)       shows that a row is as sync wrote it
//!                          ├─ k_till: mac = HMAC(k_till, state)    shows that the till's state is as this terminal wrote it
//!                          ├─ sealing key                         seals what is kept beside a key that lies elsewhere
//!                          └─ id: 8 bytes                         names the key beside what was made under it
//! ```
//! HKDF is RFC 5869, HMAC is RFC 2104.

use crate::domain::{Bytes32, Collection, Verifier};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The secret of this device: 32 random bytes, kept apart from the databases. Without it a copied replica finds nobody.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DeviceKey([u8; 32]);

impl DeviceKey {
    /// Makes a key of 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the identity file.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its name.
    pub fn id(&self) -> DeviceKeyId {
        let id: [u8; 8] = derived(self, b"tillgate device key id 1");
        DeviceKeyId(id.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// What seals the state of `till.db`.
    pub fn till_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derived(self, b"tillgate till state 1"))
    }

    /// What seals the identity file's secrets where the device key itself lies elsewhere.
    pub fn sealing_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derived(self, b"tillgate identity seal 1"))
    }
}

/// Names a device key without saying anything about it: 16 hex digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceKeyId(pub String);

impl fmt::Display for DeviceKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The keys that a replica is made under, derived from the device key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ReplicaKeys {
    #[zeroize(skip)]
    id: DeviceKeyId,
    tag: [u8; 32],
    row: [u8; 32],
}

impl ReplicaKeys {
    /// Derives them.
    pub fn derive(key: &DeviceKey) -> Self {
        Self {
            id: key.id(),
            tag: derived(key, b"tillgate replica tag 1"),
            row: derived(key, b"tillgate replica row 1"),
        }
    }

    /// Which device key they come from.
    pub fn id(&self) -> &DeviceKeyId {
        &self.id
    }

    /// What stands in a credential's row in place of its verifier.
    pub fn tag(&self, verifier: &Verifier) -> Bytes32 {
        let mut mac = hmac(&self.tag);
        mac.update(verifier.expose());
        Bytes32(mac.finalize().into_bytes().into())
    }

    /// The MAC of a row.
    pub fn row_mac(&self, collection: Collection, key: &str, body: &[u8], tag: Option<&Bytes32>) -> Bytes32 {
        Bytes32(self.row_hmac(collection, key, body, tag).finalize().into_bytes().into())
    }

    /// Whether this is the row's MAC, in constant time.
    pub fn row_fits(
        &self,
        collection: Collection,
        key: &str,
        body: &[u8],
        tag: Option<&Bytes32>,
        mac: &Bytes32,
    ) -> bool {
        self.row_hmac(collection, key, body, tag).verify_slice(&mac.0).is_ok()
    }

    /// The MAC of where a replica stands, given as its stored parts.
    pub fn standing_mac(&self, parts: &[&[u8]]) -> Bytes32 {
        Bytes32(fields(&self.row, b"standing", parts).finalize().into_bytes().into())
    }

    /// Whether this is the standing's MAC, in constant time.
    pub fn standing_fits(&self, parts: &[&[u8]], mac: &Bytes32) -> bool {
        fields(&self.row, b"standing", parts).verify_slice(&mac.0).is_ok()
    }

    fn row_hmac(&self, collection: Collection, key: &str, body: &[u8], tag: Option<&Bytes32>) -> Hmac<Sha256> {
        let tag = tag.map_or(&[][..], |tag| &tag.0);
        fields(&self.row, b"row", &[collection.to_string().as_bytes(), key.as_bytes(), body, tag])
    }
}

/// An HMAC of fields, each behind its length, so that none runs into the next; the first says what it is about.
fn fields(key: &[u8; 32], about: &[u8], fields: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = hmac(key);
    for field in std::iter::once(&about).chain(fields) {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    mac
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn derived<const N: usize>(key: &DeviceKey, info: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    Hkdf::<Sha256>::new(None, &key.0).expand(info, &mut bytes).expect("HKDF-SHA256 gives up to 8160 bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(byte: u8) -> ReplicaKeys {
        ReplicaKeys::derive(&DeviceKey::from_random([byte; 32]))
    }

    #[test]
    fn what_is_derived_differs_by_device_and_by_use() {
        let verifier = Verifier::from_bytes([7; 32]);
        assert_ne!(keys(1).id(), keys(2).id());
        assert_eq!(keys(1).id().0.len(), 16);
        assert_ne!(keys(1).tag(&verifier), keys(2).tag(&verifier));
        assert_ne!(keys(1).tag, keys(1).row);
        let sealing = DeviceKey::from_random([1; 32]).sealing_key();
        assert!(*sealing != keys(1).tag && *sealing != keys(1).row);
        let till = DeviceKey::from_random([1; 32]).till_key();
        assert!(*till != *sealing && *till != keys(1).tag && *till != keys(1).row);
    }

    #[test]
    fn every_field_of_a_row_is_under_the_mac_and_none_runs_into_the_next() {
        let (keys, tag) = (keys(1), Bytes32([3; 32]));
        let directory = Collection::Directory;
        let other = Collection::Salepoint(crate::domain::SalepointId(uuid::Uuid::nil()));
        let macs: BTreeSet<Bytes32> = [
            keys.row_mac(directory, "ab", b"cd", Some(&tag)),
            keys.row_mac(other, "ab", b"cd", Some(&tag)),
            keys.row_mac(directory, "a", b"bcd", Some(&tag)),
            keys.row_mac(directory, "abc", b"d", Some(&tag)),
            keys.row_mac(directory, "ab", b"cd", None),
            keys.row_mac(directory, "ab", b"cd", Some(&Bytes32([4; 32]))),
            keys.standing_mac(&[b"directory", b"ab", b"cd", &tag.0]),
            self::keys(2).row_mac(directory, "ab", b"cd", Some(&tag)),
        ]
        .into();
        assert_eq!(macs.len(), 8);
        let mac = keys.row_mac(directory, "ab", b"cd", Some(&tag));
        assert!(keys.row_fits(directory, "ab", b"cd", Some(&tag), &mac));
        assert!(!keys.row_fits(directory, "ab", b"cx", Some(&tag), &mac));
        assert!(keys.standing_fits(&[b"x"], &keys.standing_mac(&[b"x"])));
        assert!(!keys.standing_fits(&[b"y"], &keys.standing_mac(&[b"x"])));
    }
}
