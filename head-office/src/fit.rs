//! Whether the keys in `keys/` and a database belong together.

use crate::db::{Tx, company, pos_passwords};
use crate::keys::Keys;
use crate::office::OfficeError;
use crate::rotation::SIGNING_KEY;
use sync_core::domain::CompanyId;
use sync_core::sync::KeyId;

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
    /// Verifiers that another key sealed.
    #[error("{0} stored verifiers do not open with keys/verifier-key.hex")]
    Verifiers(usize),
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
    let unopened = pos_passwords::all(tx)?
        .iter()
        .filter(|stored| keys.verifiers.open(&stored.sealed_verifier, stored.user, &stored.kdf).is_err())
        .count();
    found.extend((unopened > 0).then_some(Misfit::Verifiers(unopened)));
    Ok(found)
}
