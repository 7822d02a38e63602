//! The journals of the terminals: what cashiers and terminals did, as terminals handed it in.

mod asked;
mod export;
mod page;
mod who;
mod words;

pub use export::csv;
pub use page::list;
pub use words::{JournalEntry, entry};

/// Where the list is.
pub const PATH: &str = "/journal";

/// The address of all that a terminal wrote down, by its id.
pub fn address_of_all(id: impl std::fmt::Display) -> String {
    format!("{PATH}?who={id}&events=all")
}
