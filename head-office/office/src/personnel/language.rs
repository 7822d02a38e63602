//! The language that somebody chooses for themselves.

use super::{Editor, load, store};
use crate::errors::OfficeError;
use crate::office::Office;
use sync_core::domain::{Language, UserId};

impl Office {
    /// Gives a user the language that the user chose.
    pub fn choose_language(&self, user: UserId, language: Language) -> Result<(), OfficeError> {
        let at = self.clock.now();
        let changed = self.change(|tx, touched| {
            let Some(before) = load(tx, user)? else { return Ok(()) };
            let mut after = before.clone();
            after.user.language = language;
            let mut editor = Editor::of(tx, user, at)?;
            store(tx, touched, &mut editor, Some(&before), &after)?;
            Ok::<_, OfficeError>(())
        });
        changed.map(|_| ())
    }
}
