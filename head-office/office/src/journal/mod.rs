//! What terminals wrote down, as they uploaded it.
//!
//! A terminal's journal is a chain: numbered from 1, each entry carrying the hash of the one before. What does not fit
//! is stored like the rest and flagged where it is: numbers that are missing, an entry that was written after another
//! one, a journal that was continued twice or began again, entries that name somebody else's terminal. Nothing honest is
//! ever refused for that, for then the terminal could never upload what comes after.
//!
//! A chain has branches: where a journal was continued twice or began again, a further branch begins, so that in each
//! branch a number is there once. [`store`] finds the place of a run of entries, by hash first and by number second;
//! flags depend on what is stored in the end and not on the order in which it came.

mod show;
mod store;
#[cfg(test)]
mod tests;

pub use crate::db::journal::Link;
pub use show::lines;
pub use show::{JournalLine, JournalQuery};
pub use store::{Malformed, Uploaded, store};
