//! What the whole-system tests and the demo share.

pub mod headless;
