//! The stylesheet, the script and the mark, embedded. Their address holds a hash of their content, so that browsers keep them for
//! good and still get new ones at once.

use super::{Failure, Web};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// Bytes of the hash that stand in an address.
const HASH_BYTES: usize = 8;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

const ALL: [Asset; 3] = [
    Asset { name: "office.css", kind: "text/css; charset=utf-8", bytes: include_bytes!("../assets/office.css") },
    Asset { name: "office.js", kind: "text/javascript; charset=utf-8", bytes: include_bytes!("../assets/office.js") },
    Asset { name: "mark.svg", kind: "image/svg+xml", bytes: include_bytes!("../assets/mark.svg") },
];

/// What is embedded.
pub struct Assets {
    hash: String,
}

impl Assets {
    /// With the hash of everything.
    pub fn embedded() -> Self {
        let mut hasher = Sha256::new();
        for asset in &ALL {
            hasher.update(asset.bytes);
        }
        Self { hash: hasher.finalize().iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect() }
    }

    /// The part of the address that all share.
    pub fn folder(&self) -> String {
        format!("/assets/{}", self.hash)
    }
}

/// `GET /assets/{hash}/{name}`
pub async fn asset(State(web): State<Web>, Path((hash, name)): Path<(String, String)>) -> Result<Response, Failure> {
    let found = ALL.iter().find(|asset| asset.name == name && hash == web.assets.hash).ok_or(Failure::NotFound)?;
    let kept = [(CONTENT_TYPE, found.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((kept, found.bytes).into_response())
}
