//! The journal: an append-only, hash-chained record of what happened at the terminal.
//!
//! An entry carries the hash of the one before it, so that head office notices when one is missing, changed or when a
//! copied terminal continued the chain twice.

use super::OutcomeCode;
use crate::domain::{Bytes32, Cursor, TerminalId, UnixMs, UserId, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// The terminal was bound to a head office.
    Enrolment,
    /// An attempt to log in.
    Login,
    /// The session was hidden.
    Lock,
    /// An attempt to show it again.
    Unlock,
    /// Another user's password ended the session and opened that user's.
    Switch,
    /// The session ended.
    Logout,
    /// Somebody pressed Refresh.
    Refresh,
    /// Everything was fetched again.
    Reload,
    /// A supervisor's password to have everything fetched again.
    ForceResync,
    /// A supervisor's password to give attempts back.
    UnlockTerminal,
    /// Head office asked for a refresh.
    OrderRefresh,
    /// Head office asked for a reload.
    OrderReload,
    /// Head office gave all attempts back.
    OrderUnlock,
    /// Rows that did not verify were fetched again.
    Repair,
    /// Something head office sent was not believed.
    Disbelieved,
    /// The terminal was put under another salepoint.
    Move,
    /// Head office removed the terminal.
    Removal,
    /// The device key was replaced.
    KeyRotation,
    /// A barcode was scanned where a password is typed, and not used.
    Scan,
    /// A kind of a newer version.
    #[serde(other)]
    Unknown,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Enrolment,
        Self::Login,
        Self::Lock,
        Self::Unlock,
        Self::Switch,
        Self::Logout,
        Self::Refresh,
        Self::Reload,
        Self::ForceResync,
        Self::UnlockTerminal,
        Self::OrderRefresh,
        Self::OrderReload,
        Self::OrderUnlock,
        Self::Repair,
        Self::Disbelieved,
        Self::Move,
        Self::Removal,
        Self::KeyRotation,
        Self::Scan,
        Self::Unknown,
    ];

    /// The name in files and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Login => "login",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Switch => "switch",
            Self::Logout => "logout",
            Self::Refresh => "refresh",
            Self::Reload => "reload",
            Self::ForceResync => "force_resync",
            Self::UnlockTerminal => "unlock_terminal",
            Self::OrderRefresh => "order_refresh",
            Self::OrderReload => "order_reload",
            Self::OrderUnlock => "order_unlock",
            Self::Repair => "repair",
            Self::Disbelieved => "disbelieved",
            Self::Move => "move",
            Self::Removal => "removal",
            Self::KeyRotation => "key_rotation",
            Self::Scan => "scan",
            Self::Unknown => "unknown",
        }
    }
}

/// Something to be written down; the journal gives it its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// When, by the terminal's clock.
    pub at: UnixMs,
    /// What.
    pub kind: EntryKind,
    /// By whom; `None` where nobody was recognised.
    pub user: Option<UserId>,
    /// How it ended.
    pub outcome: Option<OutcomeCode>,
    /// The data it was decided on.
    pub cursor: Option<Cursor>,
}

impl Record {
    /// Whether it is only counted, and the count becomes one entry: what somebody, or a scanner, does again and again.
    pub fn is_counted(&self) -> bool {
        self.kind == EntryKind::Scan || self.outcome == Some(OutcomeCode::Throttled)
    }
}

/// One entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// UUIDv7; head office drops an entry it already has.
    pub id: Uuid,
    /// Which terminal.
    pub terminal: TerminalId,
    /// 1, 2, 3 … on this terminal, without gaps.
    pub seq: u64,
    /// When, by the terminal's clock.
    pub at: UnixMs,
    /// What.
    pub kind: EntryKind,
    /// By whom.
    pub user: Option<UserId>,
    /// How it ended.
    pub outcome: Option<OutcomeCode>,
    /// The data it was decided on.
    pub cursor: Option<Cursor>,
    /// How many like it this entry stands for: refusals while throttled and scans are counted, not listed.
    pub count: u64,
    /// The hash of the entry before; zeros for the first.
    pub previous: Bytes32,
}

impl Entry {
    /// The hash that the next entry carries.
    pub fn hash(&self) -> Bytes32 {
        Bytes32(Sha256::digest(encode(self)).into())
    }
}

/// Where a chain breaks.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ChainError {
    /// Numbers are missing or doubled.
    #[error("entry {found} follows on entry {after}")]
    Sequence {
        /// The last one in order.
        after: u64,
        /// The one found behind it.
        found: u64,
    },
    /// An entry is not the one that its successor was chained to.
    #[error("entry {0} was not written after the entry before it")]
    Hash(u64),
}

/// Checks that entries, in order and beginning anywhere, follow on one another.
///
/// # Errors
/// The first place where they do not.
pub fn verify_chain<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<(), ChainError> {
    let mut before: Option<&Entry> = None;
    for entry in entries {
        if let Some(before) = before {
            if entry.seq != before.seq + 1 {
                return Err(ChainError::Sequence { after: before.seq, found: entry.seq });
            }
            if entry.previous != before.hash() {
                return Err(ChainError::Hash(entry.seq));
            }
        }
        before = Some(entry);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: u64) -> Vec<Entry> {
        let mut previous = Bytes32([0; 32]);
        (1..=length)
            .map(|seq| {
                let entry = Entry {
                    id: Uuid::from_u128(u128::from(seq)),
                    terminal: TerminalId(Uuid::nil()),
                    seq,
                    at: UnixMs(1_000),
                    kind: EntryKind::Login,
                    user: None,
                    outcome: Some(OutcomeCode::WrongPassword),
                    cursor: None,
                    count: 1,
                    previous,
                };
                previous = entry.hash();
                entry
            })
            .collect()
    }

    #[test]
    fn a_missing_a_changed_and_a_moved_entry_are_noticed() {
        let whole = chain(5);
        assert_eq!(verify_chain(&whole), Ok(()));
        assert_eq!(verify_chain(&whole[2..]), Ok(()));

        let mut missing = whole.clone();
        missing.remove(2);
        assert_eq!(verify_chain(&missing), Err(ChainError::Sequence { after: 2, found: 4 }));

        let mut changed = whole.clone();
        changed[1].outcome = Some(OutcomeCode::Granted);
        assert_eq!(verify_chain(&changed), Err(ChainError::Hash(3)));
    }
}
