//! Another signing key, made while head office serves.
//!
//! The files are what counts (`keys::Signing`); the fact in the database says which key signs, so that a running `serve`
//! notices a rotation as it notices every commit.

use crate::db::{Tx, company};
use crate::errors::OfficeError;
use crate::keys::random;
use crate::office::Office;
use sync_core::sync::{KeyId, SigningKey};

/// The fact that names the key that signs.
pub(crate) const SIGNING_KEY: &str = "signing_key";

/// The fact that counts the rotations.
const ROTATIONS: &str = "rotations";

/// What a rotation came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rotated {
    /// The key that signed before.
    pub from: KeyId,
    /// The key that signs now.
    pub to: KeyId,
    /// How many rotations there were, this one counted.
    pub rotations: usize,
}

impl Office {
    /// Makes a new signing key, signed for by the one in use, whose seed is then gone.
    ///
    /// # Errors
    /// When the key files or the database cannot be written. Whatever failed, one key signs and the chain holds.
    pub fn rotate_signing_key(&self) -> Result<Rotated, OfficeError> {
        let seed = random::<32>()?;
        let to = SigningKey::from_seed(&seed).public().id();
        // The transaction keeps two rotations apart, and its commit is what `serve` notices.
        self.db.write(|tx| {
            company::set_fact(tx, SIGNING_KEY, &to.0)?;
            let cursor = company::lock_counter(tx)?.cursor;
            self.keys.reload()?;
            let from = self.keys.signing().key.public().id();
            self.keys.rotate(&seed, self.company(), self.clock.now(), cursor)?;
            let rotations = self.keys.signing().rotations().len();
            company::set_fact(tx, ROTATIONS, &rotations.to_string())?;
            Ok(Rotated { from, to, rotations })
        })
    }

    /// Ends a rotation that was interrupted, and notes in the database which key signs.
    pub fn settle_signing_key(&self) -> Result<(), OfficeError> {
        self.db.write(|tx| {
            self.keys.settle(company::lock_counter(tx)?.cursor)?;
            let id = self.keys.signing().key.public().id().0;
            if company::fact(tx, SIGNING_KEY)?.as_ref() != Some(&id) {
                company::set_fact(tx, SIGNING_KEY, &id)?;
                company::set_fact(tx, ROTATIONS, &self.keys.signing().rotations().len().to_string())?;
            }
            Ok(())
        })
    }

    /// How many statements are missing of those that the database counted.
    pub(crate) fn lost_rotations(&self, tx: &mut Tx<'_>) -> Result<usize, OfficeError> {
        let counted = company::fact(tx, ROTATIONS)?.and_then(|count| count.parse().ok()).unwrap_or(0_usize);
        Ok(counted.saturating_sub(self.keys.signing().rotations().len()))
    }

    /// Takes another process's rotation over, when the database says that there was one.
    pub fn heed_rotation(&self, tx: &mut Tx<'_>) -> Result<(), OfficeError> {
        let named = company::fact(tx, SIGNING_KEY)?;
        if named.is_some_and(|named| named != self.keys.signing().key.public().id().0) && self.keys.reload()? {
            let signing = self.keys.signing();
            let (key, number) = (signing.key.public().id(), signing.publics().len());
            tracing::info!(%key, number, "the signing key was rotated; terminals follow by the statement of the key before");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::office::Office;
    use crate::testing::TestOffice;

    fn reopened(office: &TestOffice) -> Office {
        Office::open_at(&office.settings, office.clock.clone()).unwrap()
    }

    #[test]
    fn two_processes_that_rotate_take_turns() {
        let office = TestOffice::new();
        let first = office.keys.signing().key.public();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| reopened(&office).rotate_signing_key().unwrap());
            }
        });
        let last = reopened(&office);
        assert_eq!(last.keys.signing().publics().len(), 5);
        assert_eq!(last.keys.signing().publics()[0], first);
        office.db.read(|tx| office.wire().heed_rotation(tx)).unwrap();
        assert_eq!(office.keys.signing().key.public(), last.keys.signing().key.public());
    }

    /// Stopped after the files, before the database: `serve` notes the key when it starts.
    #[test]
    fn a_rotation_that_was_not_noted_is_noted_by_the_next_serve() {
        let office = TestOffice::new();
        let seed = crate::keys::random::<32>().unwrap();
        reopened(&office).keys.rotate(&seed, office.company(), office.clock.now(), office.cursor().unwrap()).unwrap();
        let again = reopened(&office);
        again.settle_signing_key().unwrap();
        let id = again.keys.signing().key.public().id().0;
        let noted = again.db.read(|tx| crate::db::company::fact(tx, super::SIGNING_KEY)).unwrap();
        assert_eq!(noted, Some(id));
        assert_eq!(again.keys.signing().publics().len(), 2);
    }
}
