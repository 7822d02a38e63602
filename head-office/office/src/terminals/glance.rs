//! The terminals in service at a glance: who is away, and who refused people today.

use super::{TerminalState, TerminalSummary, summaries, with_journal};
use crate::db::grants::Viewer;
use crate::db::{DbError, Tx};
use sync_core::domain::UnixMs;

/// The viewer's terminals in service.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Glance {
    /// How many there are.
    pub in_service: u64,
    /// Those that are not connected, the longest away first: what was never seen, then by when it was last heard of.
    pub offline: Vec<TerminalSummary>,
    /// Those that refused attempts to log in or to unlock, the most first.
    pub refusing: Vec<TerminalSummary>,
    /// Those that know a signing key that is not known here.
    pub with_later_key: Vec<TerminalSummary>,
}

impl Glance {
    /// As of now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn find(tx: &mut Tx<'_>, viewer: Viewer, now: UnixMs) -> Result<Self, DbError> {
        let mut all = summaries(tx, viewer, None)?;
        all.retain(|one| one.state == TerminalState::InService);
        let all = with_journal(tx, all, now)?;
        let mut offline: Vec<_> = all.iter().filter(|one| !one.is_connected(now)).cloned().collect();
        offline.sort_by_key(|one| one.last_seen_at);
        let mut refusing: Vec<_> = all.iter().filter(|one| one.refused_today > 0).cloned().collect();
        refusing.sort_by_key(|one| std::cmp::Reverse(one.refused_today));
        let with_later_key = all.iter().filter(|one| one.knows_later_key).cloned().collect();
        Ok(Self { in_service: all.len() as u64, offline, refusing, with_later_key })
    }

    /// How many attempts were refused today.
    pub fn refused_today(&self) -> u64 {
        self.refusing.iter().map(|one| one.refused_today).sum()
    }
}
