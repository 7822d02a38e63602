//! What speaks to terminals. It reads through the office and writes nothing but what the office notes for it.
//!
//! - `heads` and `snapshots` make of the rows that terminals get what travels; `feed` keeps what many terminals need.
//! - `http` answers them.

mod feed;
mod heads;
mod http;
mod snapshots;

pub use feed::{Feed, Pace};
pub use http::{Service, router};
