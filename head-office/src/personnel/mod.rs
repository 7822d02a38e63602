//! Personnel: users with all that they are granted, and the one way by which their records change.

mod record;

pub use record::{Record, load, store};
