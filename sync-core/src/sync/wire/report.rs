//! `POST report`: what a terminal tells head office.

use super::{KeyPlace, OrderId};
use crate::domain::{Cursor, UnixMs};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Facts a terminal reports. Idempotent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// What it has applied; `None` before the first sync is done.
    pub applied: Option<Cursor>,
    /// Its program version.
    pub app_version: String,
    /// Where its device key lies.
    pub key_place: KeyPlace,
    /// The last order done.
    pub done: Option<OrderId>,
    /// What its clock on the wall says; `None`: an older version's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<UnixMs>,
    /// Entries of its journal (`login::Entry`) as they stand in its file, in order, the first one the next that head
    /// office has not acknowledged. At most [`Report::MOST_ENTRIES`].
    pub journal: Vec<ByteBuf>,
}

impl Report {
    /// The most entries in one report.
    pub const MOST_ENTRIES: u32 = 1_000;
}

/// What head office has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReportAnswer {
    /// The number of the last entry of this terminal's journal that is stored durably; `None` = none.
    pub journal: Option<u64>,
}
