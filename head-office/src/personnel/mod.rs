//! Personnel: users with all that they are granted, and the one way by which their records change.

#[cfg_attr(not(test), expect(dead_code, reason = "the first page that changes users removes this line"))]
pub mod authority;
mod record;

pub use record::{Record, load, store};
