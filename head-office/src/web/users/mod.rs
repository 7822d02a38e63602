//! Personnel → Users: the list.

mod asked;
mod export;
mod page;

pub use export::csv;
pub use page::list;
