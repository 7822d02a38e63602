//! The POS passwords of an import file: hashed outside any transaction, some at a time, and forgotten as text.

use super::file::File;
use crate::db::kdfs;
use crate::errors::OfficeError;
use crate::office::Office;
use crate::passwords::{Hashed, hash_all, is_blocked};
use std::collections::BTreeMap;
use sync_core::domain::Kdf;

/// How many are hashed before it is asked whether anybody still wants them.
const AT_ONCE: usize = 64;

/// A POS password of an entry.
pub struct HashedPassword {
    /// In which line.
    pub line: usize,
    /// How long it is.
    pub characters: usize,
    /// Whether it is one that everybody tries first.
    pub is_blocked: bool,
    /// What it hashes to.
    pub hashed: Hashed,
}

/// Those of a file.
pub struct HashedPasswords {
    /// By the index of their user's entry.
    pub by_entry: BTreeMap<usize, HashedPassword>,
    /// What they were hashed under.
    pub kdfs: Vec<Kdf>,
}

impl File {
    /// How many users have a POS password in it.
    pub fn passwords(&self) -> usize {
        self.users.iter().filter(|user| user.pos_password.is_some()).count()
    }
}

impl Office {
    /// Takes the POS passwords out of a file and hashes them; `None`: nobody wants them any more. `progress` is told how
    /// many of how many are done.
    pub(crate) fn hash_passwords_of(
        &self,
        file: &mut File,
        is_wanted: &dyn Fn() -> bool,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Option<HashedPasswords>, OfficeError> {
        let kdfs = self.db.read(|tx| kdfs::compared(tx, self.clock.now()))?;
        let users = file.users.iter_mut().enumerate();
        let typed: Vec<_> = users.filter_map(|(index, user)| Some((index, user.pos_password.take()?))).collect();
        let mut by_entry = BTreeMap::new();
        for (part, passwords) in typed.chunks(AT_ONCE).enumerate() {
            let texts: Vec<_> = passwords.iter().map(|(_, password)| &password.value).collect();
            if !is_wanted() {
                return Ok(None);
            }
            let progress = |done| progress(part * AT_ONCE + done, typed.len());
            let hashed = hash_all(&texts, &kdfs, &self.keys.verifiers, &progress)?;
            by_entry.extend(passwords.iter().zip(hashed).map(|((index, password), hashed)| {
                let characters = password.value.expose().chars().count();
                let is_blocked = is_blocked(&password.value);
                (*index, HashedPassword { line: password.line, characters, is_blocked, hashed })
            }));
        }
        Ok(Some(HashedPasswords { by_entry, kdfs }))
    }
}
