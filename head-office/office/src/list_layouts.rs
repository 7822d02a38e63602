//! How an office user wants a list.

use crate::db::list_layouts::{self, ListLayout};
use crate::errors::OfficeError;
use crate::office::Office;
use sync_core::domain::UserId;

impl Office {
    /// Keeps how a user wants a list; `None`: as everybody has it.
    pub fn keep_list_layout(&self, user: UserId, list: &str, layout: Option<&ListLayout>) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| match layout {
            None => list_layouts::forget(tx, user, list),
            Some(layout) => list_layouts::keep(tx, user, list, layout),
        })?)
    }
}
