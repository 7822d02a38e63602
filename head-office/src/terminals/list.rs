//! The list of terminals as the office shows it: searched, filtered and paged.

use super::{DAY_MS, TerminalState, TerminalSummary, summaries, with_journal};
use crate::db::{DbError, policy};
use crate::fold::fold;
use crate::office::{Office, OfficeError};
use sync_core::sync::wire::Removal;

/// Which terminals.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Words that the names of terminal and salepoint contain, folded.
    pub words: Vec<String>,
    /// In which state.
    pub state: ListState,
}

/// What a list is limited to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ListState {
    /// Nothing: those out of service come last.
    #[default]
    All,
    /// Those in service that lack something.
    Behind,
    /// Those that were lost or stolen.
    Revoked,
}

/// A part of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TerminalPage {
    /// How many match the words.
    pub all: u64,
    /// How many of these are behind.
    pub behind: u64,
    /// How many of these are revoked.
    pub revoked: u64,
    /// How many there are whatever they are called.
    pub of_any_name: u64,
    /// The part.
    pub terminals: Vec<TerminalSummary>,
    /// After how long without contact a terminal's data is old, in seconds.
    pub fresh_for_s: u32,
}

impl ListState {
    fn holds(self, one: &TerminalSummary) -> bool {
        match self {
            Self::All => true,
            Self::Behind => one.is_behind(),
            Self::Revoked => matches!(one.state, TerminalState::Removed { removal: Removal::Revoked, .. }),
        }
    }
}

impl Office {
    /// A part of the list of terminals.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn terminal_page(&self, filter: &Filter, skip: u64, take: u64) -> Result<TerminalPage, OfficeError> {
        let a_day_ago = self.clock.now().plus_ms(-DAY_MS);
        let [skip, take] = [skip, take].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        Ok(self.db.read(|tx| {
            let mut all = summaries(tx, None)?;
            let of_any_name = all.len() as u64;
            if !filter.words.is_empty() {
                all.retain(|one| {
                    let name = fold(&format!("{} {}", one.salepoint, one.name));
                    filter.words.iter().all(|word| name.contains(word.as_str()))
                });
            }
            let count = |state: ListState| all.iter().filter(|one| state.holds(one)).count() as u64;
            let [behind, revoked] = [ListState::Behind, ListState::Revoked].map(count);
            let matching = all.len() as u64;
            let part = all.into_iter().filter(|one| filter.state.holds(one)).skip(skip).take(take).collect();
            Ok::<_, DbError>(TerminalPage {
                all: matching,
                behind,
                revoked,
                of_any_name,
                terminals: with_journal(tx, part, a_day_ago)?,
                fresh_for_s: policy::load(tx)?.fresh_for_s,
            })
        })?)
    }
}
