//! The list of terminals as the office shows it: searched, filtered and paged.

use super::{TerminalState, TerminalSummary, summaries, with_journal};
use crate::db::grants::{self, Viewer};
use crate::db::{DbError, name_keys};
use crate::errors::OfficeError;
use crate::name_order::NameOrder;
use crate::office::Office;
use sync_core::domain::{UnixMs, fold};

/// Which terminals.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Words that the names of terminal and salepoint contain, folded.
    pub words: Vec<String>,
    /// In which state.
    pub state: ListState,
}

/// What the list is sorted by; ties by salepoint and name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortBy {
    /// The salepoint's name, then the terminal's.
    #[default]
    Salepoint,
    /// The terminal's name.
    Terminal,
    /// When it was last heard of; what never was comes first.
    LastSeen,
    /// What it has applied; what has nothing comes first.
    Revision,
    /// Its program version.
    Version,
}

/// In which order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Order {
    /// By what.
    pub by: SortBy,
    /// From the end.
    pub descending: bool,
}

impl Order {
    fn sort(self, names: NameOrder, terminals: &mut [TerminalSummary]) {
        match self.by {
            SortBy::Salepoint => terminals.sort_by_cached_key(|one| names.key(&one.salepoint)),
            SortBy::Terminal => terminals.sort_by_cached_key(|one| names.key(&one.name)),
            SortBy::LastSeen => terminals.sort_by_key(|one| one.last_seen_at),
            SortBy::Revision => terminals.sort_by_key(|one| one.applied.map(|at| (at.epoch, at.revision))),
            SortBy::Version => terminals.sort_by_cached_key(|one| numbers(&one.app_version)),
        }
        if self.descending {
            terminals.reverse();
        }
    }
}

/// 0.10 is newer than 0.9.
fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

/// What a list is limited to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ListState {
    /// Those in service.
    #[default]
    InService,
    /// Those in service that are not connected.
    Offline,
    /// Those in service that lack something.
    Behind,
    /// Those out of service: revoked, decommissioned, or another terminal now.
    Removed,
}

/// A part of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TerminalPage {
    /// How many that match the words are in each state, as [`ListState::ALL`] has them.
    pub counts: [u64; 4],
    /// How many there are whatever they are called.
    pub of_any_name: u64,
    /// Whether the viewer has any salepoint.
    pub has_salepoints: bool,
    /// The part.
    pub terminals: Vec<TerminalSummary>,
}

impl TerminalPage {
    /// How many that match the words are in a state.
    pub fn count(&self, of: ListState) -> u64 {
        ListState::ALL.into_iter().zip(self.counts).find(|(state, _)| *state == of).map_or(0, |(_, count)| count)
    }
}

impl ListState {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::InService, Self::Offline, Self::Behind, Self::Removed];

    fn holds(self, one: &TerminalSummary, now: UnixMs) -> bool {
        let is_in_service = one.state == TerminalState::InService;
        match self {
            Self::InService => is_in_service,
            Self::Offline => is_in_service && !one.is_connected(now),
            Self::Behind => one.is_behind(),
            Self::Removed => !is_in_service,
        }
    }
}

impl Office {
    /// A part of the list of the viewer's terminals; `part` says of how many match how many are passed over and taken.
    ///
    /// # Errors
    /// Those of the database.
    pub fn terminal_page(
        &self,
        viewer: Viewer,
        filter: &Filter,
        order: Order,
        part: impl FnOnce(u64) -> (u64, u64),
    ) -> Result<TerminalPage, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.read(|tx| {
            let mut all = summaries(tx, viewer, None)?;
            order.sort(name_keys::order(tx)?, &mut all);
            let of_any_name = all.len() as u64;
            if !filter.words.is_empty() {
                all.retain(|one| {
                    let name = fold(&format!("{} {}", one.salepoint, one.name));
                    filter.words.iter().all(|word| name.contains(word.as_str()))
                });
            }
            let count = |state: ListState| all.iter().filter(|one| state.holds(one, now)).count() as u64;
            let counts = ListState::ALL.map(count);
            let (skip, take) = part(all.iter().filter(|one| filter.state.holds(one, now)).count() as u64);
            let [skip, take] = [skip, take].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
            let part = all.into_iter().filter(|one| filter.state.holds(one, now)).skip(skip).take(take).collect();
            Ok::<_, DbError>(TerminalPage {
                counts,
                of_any_name,
                has_salepoints: grants::has_any(tx, viewer, grants::Kind::Salepoints)?,
                terminals: with_journal(tx, part, now)?,
            })
        })?)
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let mut versions = ["0.10.0", "0.9.2", "1.0", "0.9.10", ""];
        versions.sort_by_key(|version| numbers(version));
        assert_eq!(versions, ["", "0.9.2", "0.9.10", "0.10.0", "1.0"]);
    }
}
