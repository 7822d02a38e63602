//! One change of many users: planned, made as one revision, and undone within 30 days.
//!
//! [`plan`] says whom it concerns and who is left out and why; making it plans again in the same transaction and is
//! refused when it would concern more or fewer than whoever asked has seen. Undoing looks at each user by itself: who was
//! changed since in just this stays as is.

mod action;
mod make;
mod plan;
#[cfg(test)]
mod tests;
mod undo;

pub use action::{BulkAction, BulkKind};
pub use make::BulkError;
pub use plan::{Chosen, LeftOut, Plan, plan};
pub use undo::{KEPT_MS, UndoError, can_be_undone};
