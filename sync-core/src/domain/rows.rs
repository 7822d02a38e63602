//! What a replica consists of: two collections of rows, each row a key and the encoded image of one thing.
//!
//! A row's image never contains a verifier; that travels beside it, inside TLS, and is turned into a keyed tag on
//! arrival.

use super::{GroupId, Kdf, KdfName, Language, Policy, PosRights, SalepointId, StoreId, UserId, encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One of the two sets of rows a terminal keeps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Collection {
    /// Every user with a POS password: who is behind it and whether active. No names, no rights.
    Directory,
    /// What the terminals of one salepoint may know: its record, its users' profiles, groups, stores, policy.
    Salepoint(SalepointId),
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory => f.write_str("directory"),
            Self::Salepoint(id) => write!(f, "salepoint-{id}"),
        }
    }
}

impl From<Collection> for String {
    fn from(collection: Collection) -> Self {
        collection.to_string()
    }
}

impl TryFrom<String> for Collection {
    type Error = RowKeyError;

    fn try_from(text: String) -> Result<Self, RowKeyError> {
        text.parse()
    }
}

impl FromStr for Collection {
    type Err = RowKeyError;

    fn from_str(text: &str) -> Result<Self, RowKeyError> {
        match text.strip_prefix("salepoint-") {
            Some(id) => id.parse().map(Self::Salepoint).map_err(|_| RowKeyError(text.into())),
            None if text == "directory" => Ok(Self::Directory),
            None => Err(RowKeyError(text.into())),
        }
    }
}

/// Names a row within its collection.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RowKey {
    /// `credential/{user id}` in the directory.
    Credential(UserId),
    /// `kdf/{name}` in the directory.
    Kdf(KdfName),
    /// `salepoint`: the terminal's own salepoint.
    Salepoint,
    /// `profile/{user id}`.
    Profile(UserId),
    /// `group/{group id}`.
    Group(GroupId),
    /// `store/{store id}`.
    Store(StoreId),
    /// `policy`.
    Policy,
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credential(id) => write!(f, "credential/{id}"),
            Self::Kdf(name) => write!(f, "kdf/{name}"),
            Self::Salepoint => f.write_str("salepoint"),
            Self::Profile(id) => write!(f, "profile/{id}"),
            Self::Group(id) => write!(f, "group/{id}"),
            Self::Store(id) => write!(f, "store/{id}"),
            Self::Policy => f.write_str("policy"),
        }
    }
}

/// Text that names no collection or no row this version knows.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” names no collection or row of this version")]
pub struct RowKeyError(pub String);

impl FromStr for RowKey {
    type Err = RowKeyError;

    fn from_str(text: &str) -> Result<Self, RowKeyError> {
        let unknown = || RowKeyError(text.into());
        let (kind, id) = match text.split_once('/') {
            Some((kind, id)) => (kind, id),
            None if text == "salepoint" => return Ok(Self::Salepoint),
            None if text == "policy" => return Ok(Self::Policy),
            None => return Err(unknown()),
        };
        match kind {
            "credential" => id.parse().map(Self::Credential).map_err(|_| unknown()),
            "kdf" => Ok(Self::Kdf(KdfName(id.into()))),
            "profile" => id.parse().map(Self::Profile).map_err(|_| unknown()),
            "group" => id.parse().map(Self::Group).map_err(|_| unknown()),
            "store" => id.parse().map(Self::Store).map_err(|_| unknown()),
            _ => Err(unknown()),
        }
    }
}

/// Directory: that a POS password leads to this user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Credential {
    /// Under which KDF the verifier was made.
    pub kdf: KdfName,
    /// Counts up with each new POS password, so that a digest without verifiers still notices a change.
    pub verifier_revision: u64,
    /// Whether the user may use the programs at all.
    pub active: bool,
    /// The user's, in which somebody who lacks the salepoint is told so; `None`: written by a version that did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// The terminal's own salepoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Salepoint {
    /// The company's name, for the screen.
    pub company: String,
    /// Its own name.
    pub name: String,
    /// The language of the screen while nobody is logged in.
    pub language: Language,
    /// The store it sells from.
    pub store: Option<StoreId>,
}

/// A user who has the salepoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// As printed on the invoice.
    pub first_name: String,
    /// As printed on the invoice.
    pub last_name: String,
    /// The language of the screen while this user is logged in.
    pub language: Language,
    /// The user group at this salepoint.
    pub group: GroupId,
    /// The store selected at login.
    pub default_store: Option<StoreId>,
    /// All stores of the user.
    pub stores: Vec<StoreId>,
}

/// A user group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What it allows at the POS.
    pub pos: PosRights,
}

/// A store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Store {
    /// Its name.
    pub name: String,
}

/// The content of a row, before encoding.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each variant is named after the type it holds")]
pub enum RowBody {
    Credential(Credential),
    Kdf(Kdf),
    Salepoint(Salepoint),
    Profile(Profile),
    Group(Group),
    Store(Store),
    Policy(Policy),
}

impl RowBody {
    /// The image as it is stored, hashed and sent.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Credential(body) => encode(body),
            Self::Kdf(body) => encode(body),
            Self::Salepoint(body) => encode(body),
            Self::Profile(body) => encode(body),
            Self::Group(body) => encode(body),
            Self::Store(body) => encode(body),
            Self::Policy(body) => encode(body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// Rows made by a newer head office reach terminals of this version, and those of an older one reach this terminal.
    #[test]
    fn a_row_with_a_field_more_or_less_is_read() {
        #[derive(Serialize)]
        struct Newer {
            kdf: KdfName,
            verifier_revision: u64,
            active: bool,
            language: Option<Language>,
            badge: Option<Vec<u8>>,
        }
        #[derive(Serialize)]
        struct Older {
            kdf: KdfName,
            verifier_revision: u64,
            active: bool,
        }
        let (kdf, verifier_revision, active) = (KdfName("2026-11".into()), 7, true);
        let older = Older { kdf: kdf.clone(), verifier_revision, active };
        let without = Credential { kdf: kdf.clone(), verifier_revision, active, language: None };
        assert_eq!(super::super::decode::<Credential>(&encode(&older)).unwrap(), without);
        assert_eq!(encode(&without), encode(&older), "what it does not say takes no room, and digests stay");
        let (language, badge) = (Some(Language::Lv), Some(vec![1, 2, 3]));
        let newer = Newer { kdf: kdf.clone(), verifier_revision, active, language, badge };
        let read = super::super::decode::<Credential>(&encode(&newer)).unwrap();
        assert_eq!(read, Credential { kdf, verifier_revision, active, language });
    }

    #[test]
    fn keys_and_collections_read_back() {
        let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
        for key in [
            RowKey::Credential(UserId(id)),
            RowKey::Kdf(KdfName("2026-11".into())),
            RowKey::Salepoint,
            RowKey::Profile(UserId(id)),
            RowKey::Group(GroupId(id)),
            RowKey::Store(StoreId(id)),
            RowKey::Policy,
        ] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for collection in [Collection::Directory, Collection::Salepoint(SalepointId(id))] {
            assert_eq!(collection.to_string().parse(), Ok(collection));
        }
        for wrong in ["", "directory/", "salepoint-", "salepoint-x", "profile/x", "till/1"] {
            assert!(wrong.parse::<Collection>().is_err() && wrong.parse::<RowKey>().is_err(), "{wrong}");
        }
    }
}
