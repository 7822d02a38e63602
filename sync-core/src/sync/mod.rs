//! How a terminal's replica follows head office.
//!
//! A replica is two collections of rows (`domain::Collection`). Head office numbers every change with a gapless
//! revision and signs a [`Head`] a collection: how many rows there are and their digest. What travels is either a
//! [`Frame`] (what is newer than the terminal's `Cursor`, as whole images and tombstones) or, for a terminal that has
//! nothing or too little, a snapshot in chunks. A terminal shows nothing that does not add up to a signed head.
//!
//! - [`signed`]: bytes with a signature, and the keys pinned at enrolment.
//! - [`wire`]: every message of the sync API.
//! - [`digest`]: what a head signs about its rows.
//! - [`verify`]: the refusals: everything that must hold before bytes from the network are believed.
//! - [`engine`]: what to ask for next, as a sans-IO state machine.

pub mod digest;
pub mod engine;
pub mod signed;
pub mod verify;
pub mod wire;

#[cfg(test)]
mod refusals;
#[cfg(test)]
pub(crate) mod test_office;

pub use digest::{BUCKETS, Buckets, bucket_of, row_hash};
pub use signed::{KeyId, PublicKey, Signed, SigningKey, TrustedKeys};
pub use wire::{Frame, Head, Row};
