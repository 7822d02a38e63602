//! Whose keys these are, and the highest epoch that head office ever had with them: a note apart from the database, so
//! that a database that was copied back over a restore is noticed (decision 0010).

use super::{KeyError, files};
use serde::{Deserialize, Serialize};
use std::path::Path;
use sync_core::domain::{CompanyId, Epoch};

pub const NOTE: &str = "epoch.toml";

/// What is noted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpochNote {
    /// Whose keys they are.
    pub company: CompanyId,
    /// No epoch before or at this may begin again.
    pub highest_epoch: Epoch,
}

/// The note; `None` in a folder of a version that made none.
pub fn read(folder: &Path) -> Result<Option<EpochNote>, KeyError> {
    let path = folder.join(NOTE);
    if !path.exists() {
        return Ok(None);
    }
    toml::from_str(&files::read(&path)?).map(Some).map_err(|_| KeyError::Unreadable(path))
}

/// Notes an epoch, unless it is not higher than what is noted for the company.
pub fn raise(folder: &Path, note: EpochNote) -> Result<(), KeyError> {
    let present = read(folder)?;
    if present.is_some_and(|present| present.company == note.company && present.highest_epoch >= note.highest_epoch) {
        return Ok(());
    }
    let EpochNote { company, highest_epoch } = note;
    let text = format!(
        "# Written by head-office; see docs/decisions/0010-the-epoch-note.md\n\
         company = \"{company}\"\nhighest_epoch = {}\n",
        highest_epoch.0
    );
    files::replace(&folder.join(NOTE), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_note_only_rises() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let note =
            |company, epoch| EpochNote { company: CompanyId(Uuid::from_u128(company)), highest_epoch: Epoch(epoch) };
        assert_eq!(read(folder).unwrap(), None);
        for (raised, expect) in [(5, 5), (4, 5), (5, 5), (9, 9)] {
            raise(folder, note(1, raised)).unwrap();
            assert_eq!(read(folder).unwrap(), Some(note(1, expect)));
        }
        raise(folder, note(2, 3)).unwrap();
        assert_eq!(read(folder).unwrap(), Some(note(2, 3)), "another company's epochs say nothing");
        std::fs::write(folder.join(NOTE), "highest_epoch = \"x\"").unwrap();
        assert!(matches!(read(folder), Err(KeyError::Unreadable(_))));
    }
}
