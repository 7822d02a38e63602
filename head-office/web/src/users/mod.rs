//! Personnel → Users: the list, and the form of one user.

pub mod access;
mod asked;
pub mod bulk;
mod columns;
mod export;
mod find;
pub mod form;
pub mod import;
mod layout;
mod page;

pub use export::csv;
pub use layout::change as change_layout;
pub use page::{language_name, list};
