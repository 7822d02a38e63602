//! A short text for many ids: what somebody was shown and what a change would concern are compared by it.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Another text for other ids, or for the same in another order.
pub fn fingerprint(ids: impl Iterator<Item = Uuid>) -> String {
    let mut hasher = Sha256::new();
    ids.for_each(|id| hasher.update(id.as_bytes()));
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
