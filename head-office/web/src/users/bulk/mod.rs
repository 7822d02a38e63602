//! Several users at once: what is to be done, a page that says what that comes to, and the changes of the last 30 days.

mod asked;
mod changes;
mod confirm;
mod words;

pub use changes::{one, recent, undo};
pub use confirm::{save, show};
pub use words::words;
