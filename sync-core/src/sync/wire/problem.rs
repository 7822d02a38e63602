//! Errors as they travel.

use serde::{Deserialize, Serialize};

/// A typed error, in JSON (RFC 9457, `application/problem+json`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Which.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// A sentence for people.
    pub detail: String,
}

/// What can be wrong with a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// 400: not a request of this version.
    Malformed,
    /// 401: the device token is missing, unknown or no longer valid.
    Unauthorized,
    /// 401: this terminal was removed; `stream` has the signed statement.
    Revoked,
    /// 403: no live enrolment code with this name, or the rest of it is wrong.
    CodeWrong,
    /// 403: the code was used by another terminal.
    CodeUsed,
    /// 403: the code's 10 minutes are over.
    CodeExpired,
    /// 403: five wrong tries ended the code.
    CodeExhausted,
    /// 404: nothing at this address.
    NotFound,
    /// 410: the cursor is older than the oldest tombstone kept, or too much is newer: fetch a snapshot.
    BelowFloor,
    /// 410: head office's data began a new epoch: fetch a snapshot.
    EpochChanged,
    /// 410: this version of the terminal cannot read what head office has now.
    Schema,
    /// 410: this snapshot is no longer served: begin with the newest.
    Superseded,
    /// 429 or 503, with `Retry-After`: later.
    Busy,
    /// 500: head office failed.
    Internal,
    /// A kind of a newer head office.
    #[serde(other)]
    Unknown,
}
