//! The key files as a backup carries them. The server's certificate is not among them: it is made anew.

use super::authority::{CA_CERTIFICATE, CA_KEY};
use super::{KeyError, SEALING, SIGNING, UNIQUENESS, epoch, files, folder, signing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use zeroize::Zeroizing;

/// Without these there is no head office.
const NEEDED: [&str; 5] = [CA_KEY, CA_CERTIFICATE, SIGNING, SEALING, UNIQUENESS];
/// These come with time.
const PERHAPS: [&str; 2] = [signing::ROTATIONS, epoch::NOTE];

/// Contents by file name. Prints names only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyFiles(BTreeMap<String, Zeroizing<Vec<u8>>>);

impl KeyFiles {
    /// Reads the files of a data folder in which no rotation is under way.
    pub fn read(data: &Path) -> Result<Self, KeyError> {
        let folder = folder(data);
        let mut contents = BTreeMap::new();
        for name in NEEDED.into_iter().chain(PERHAPS) {
            match files::read_bytes(&folder.join(name))? {
                Some(bytes) => drop(contents.insert(name.to_owned(), Zeroizing::new(bytes))),
                None if NEEDED.contains(&name) => return Err(KeyError::Missing(folder.join(name))),
                None => {}
            }
        }
        Ok(Self(contents))
    }

    /// Writes the files into a data folder that has no keys.
    pub fn write(&self, data: &Path) -> Result<(), KeyError> {
        let folder = folder(data);
        files::create_folder(&folder)?;
        for name in NEEDED.into_iter().chain(PERHAPS) {
            match self.0.get(name) {
                Some(content) => files::write_new(&folder.join(name), content)?,
                None if NEEDED.contains(&name) => return Err(KeyError::Missing(name.into())),
                None => {}
            }
        }
        Ok(())
    }

    /// Files of any name, which are never written.
    #[cfg(test)]
    pub fn for_test(files: &[(&str, &[u8])]) -> Self {
        Self(files.iter().map(|(name, bytes)| ((*name).to_owned(), Zeroizing::new(bytes.to_vec()))).collect())
    }
}

impl std::fmt::Debug for KeyFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
