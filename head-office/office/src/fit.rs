//! Whether the keys in `keys/` and a database belong together.

use crate::db::{DbError, Tx, company, pos_passwords};
use crate::errors::OfficeError;
use crate::keys::Keys;
use crate::office::Office;
use crate::rotation::SIGNING_KEY;
use sync_core::domain::CompanyId;
use sync_core::sync::KeyId;

/// The fact that names the CA by its fingerprint.
const AUTHORITY: &str = "authority";

/// Why keys and database do not belong together.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Misfit {
    /// Keys of another company.
    #[error("the keys are of company {keys}, the database is of company {database}")]
    Company {
        /// Whose keys.
        keys: CompanyId,
        /// Whose database.
        database: CompanyId,
    },
    /// The database was signed for by a key that is not in the chain.
    #[error("the database was last signed for by key {0}, which the keys' rotation statements do not know")]
    SigningKey(KeyId),
    /// The CA's key is not that of its certificate.
    #[error("keys/ca-key.pem is not the key of keys/ca.pem: no certificate can be made that terminals believe")]
    AuthorityKey,
    /// The CA is not the one that terminals pinned.
    #[error("keys/ca.pem is another CA's than the one terminals were enrolled under: none of them can connect")]
    Authority,
    /// POS passwords that another key compares.
    #[error(
        "{0} rows of pos_password do not compare with keys/uniqueness-key.hex: two users could get one POS password"
    )]
    Uniqueness(usize),
    /// Verifiers that another key sealed.
    #[error("{0} stored verifiers do not open with keys/verifier-key.hex")]
    Verifiers(usize),
}

impl Misfit {
    /// Whether it is one that `authority_misfits` finds.
    pub fn is_of_authority(&self) -> bool {
        matches!(self, Self::AuthorityKey | Self::Authority)
    }
}

/// Everything in which keys and database do not fit.
///
/// # Errors
/// When one of the two cannot be read.
pub fn misfits(tx: &mut Tx<'_>, keys: &Keys) -> Result<Vec<Misfit>, OfficeError> {
    let mut found = Vec::new();
    let signing = keys.signing();
    if let Some(database) = company::find(tx)?.map(|company| company.id) {
        let mut says = keys.epoch_note()?.map(|note| note.company).into_iter().chain(signing.company());
        found.extend(says.find(|keys| *keys != database).map(|keys| Misfit::Company { keys, database }));
    }
    let noted = company::fact(tx, SIGNING_KEY)?.map(KeyId);
    found.extend(noted.filter(|noted| !signing.trusted().contains(noted)).map(Misfit::SigningKey));
    found.extend(authority_misfits(tx, keys)?);
    let (mut unopened, mut uncompared) = (0, 0);
    for stored in pos_passwords::all(tx)? {
        match keys.verifiers.open(&stored.sealed_verifier, stored.user, &stored.kdf) {
            Ok(verifier) if keys.verifiers.mark(&verifier) != stored.uniqueness => uncompared += 1,
            Ok(_) => {}
            Err(_) => unopened += 1,
        }
    }
    found.extend((unopened > 0).then_some(Misfit::Verifiers(unopened)));
    found.extend((uncompared > 0).then_some(Misfit::Uniqueness(uncompared)));
    Ok(found)
}

/// In what the CA does not fit itself or the database.
///
/// # Errors
/// When one of the two cannot be read.
pub fn authority_misfits(tx: &mut Tx<'_>, keys: &Keys) -> Result<Vec<Misfit>, OfficeError> {
    let mut found = Vec::new();
    found.extend((!keys.authority_has_its_key()?).then_some(Misfit::AuthorityKey));
    let noted = company::fact(tx, AUTHORITY)?;
    found.extend(noted.filter(|noted| *noted != authority_name(keys)).map(|_| Misfit::Authority));
    Ok(found)
}

/// Notes which CA terminals pin, unless that is noted.
///
/// # Errors
/// Those of the database.
pub fn note_authority(tx: &mut Tx<'_>, keys: &Keys) -> Result<(), DbError> {
    match company::fact(tx, AUTHORITY)? {
        Some(_) => Ok(()),
        None => company::set_fact(tx, AUTHORITY, &authority_name(keys)),
    }
}

impl Office {
    /// Notes which CA terminals pin, unless that is noted.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note_authority(&self) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| note_authority(tx, &self.keys))?)
    }
}

fn authority_name(keys: &Keys) -> String {
    keys.authority.fingerprint().0.iter().map(|byte| format!("{byte:02x}")).collect()
}
