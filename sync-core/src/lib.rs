//! What a Tillgate terminal and its head office agree on, and what a terminal decides by itself.
//!
//! Layers, each knowing only those to its right: `replica`, `till` → [`sync`], [`login`], [`sale`] → [`domain`].
//!
//! - [`domain`]: the words of the product as types, and the one password hash.
//! - [`sync`]: the wire format, the signatures and digests in it, and the engine that decides what to fetch next.
//! - [`login`]: what an attempt ends in, the throttle, the session, the journal.
//! - [`sale`]: what selling decides and computes, and the documents of it, alike for terminal and head office.
//! - `replica`, `till` (feature `replica`): the terminal's two database files.
//!
//! `login`, `sync` and `sale` are sans-IO: time, randomness, rows and answers come in as values, actions go out as values.

pub mod domain;
pub mod login;
pub mod sale;
pub mod sync;

#[cfg(feature = "replica")]
pub mod replica;
#[cfg(feature = "replica")]
mod sqlite_file;
#[cfg(feature = "replica")]
pub mod till;
