//! `GET keys`: how trust passes from one signing key to the next.

use crate::domain::{CompanyId, UnixMs};
use crate::sync::signed::{PublicKey, Signable, Signed};
use serde::{Deserialize, Serialize};

/// The signing keys, and what links a newer one to an older.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeysAnswer {
    /// Keys in use, the current one first.
    pub keys: Vec<PublicKey>,
    /// Each newer key, signed by the one before it.
    pub rotations: Vec<Signed<Rotation>>,
}

/// "From now on this key signs", said by the key before it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rotation {
    /// Whose key.
    pub company: CompanyId,
    /// The new key.
    pub key: PublicKey,
    /// When it was made, by head office's clock.
    pub made_at: UnixMs,
}

impl Signable for Rotation {
    const CONTEXT: &'static str = "tillgate key rotation 1";
}
