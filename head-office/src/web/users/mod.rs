//! Personnel → Users: the list.

mod asked;
mod columns;
mod export;
mod find;
mod layout;
mod page;

pub use export::csv;
pub use layout::change as change_layout;
pub use page::list;
