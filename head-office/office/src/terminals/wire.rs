//! The office as whatever speaks to terminals has it: with what head office signs and opens for them. No other door leads
//! from there to its keys.

use crate::db::replica_rows::KeyedBody;
use crate::db::terminals::{came_by, record_seen};
use crate::db::{DbError, Tx, pos_passwords};
use crate::errors::OfficeError;
use crate::keys::{KeyError, Signing};
use crate::office::Office;
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;
use sync_core::domain::{RowKey, TerminalId, UnixMs, UserId, Verifier};
use sync_core::sync::signed::Signable;
use sync_core::sync::wire::KeysAnswer;
use sync_core::sync::{KeyId, Row, Signed};

/// Above this many credentials the verifiers are read all at once.
const ONE_BY_ONE: usize = 500;

/// See the module.
#[derive(Clone)]
pub struct Wire(Arc<Office>);

impl Deref for Wire {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.0
    }
}

/// What signs. What is signed together is signed by one of these: a rotation may come in between.
pub struct Signer(Arc<Signing>);

impl Signer {
    /// Which key it signs with.
    pub fn key_id(&self) -> KeyId {
        self.0.key.public().id()
    }

    /// Signs a value.
    pub fn sign<T: Signable>(&self, value: &T) -> Signed<T> {
        Signed::sign(value, &self.0.key)
    }
}

impl Wire {
    /// For whoever serves terminals.
    pub fn new(office: Arc<Office>) -> Self {
        Self(office)
    }

    /// What signs now.
    pub fn signer(&self) -> Signer {
        Signer(self.keys.signing())
    }

    /// Signs one value.
    pub fn sign<T: Signable>(&self, value: &T) -> Signed<T> {
        self.signer().sign(value)
    }

    /// What terminals are to believe, and how it follows from what they believed before.
    pub fn trusted_keys(&self) -> KeysAnswer {
        let signing = self.keys.signing();
        KeysAnswer { keys: vec![signing.key.public()], rotations: signing.rotations().to_vec() }
    }

    /// A certificate of the private CA for these names, and its key.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn server_certificate(&self, names: &[String]) -> Result<CertifiedKey, KeyError> {
        self.keys.server_certificate(names)
    }

    /// Rows as they travel: beside a credential its verifier.
    pub fn with_verifiers(&self, tx: &mut Tx<'_>, rows: Vec<KeyedBody>) -> Result<Vec<Row>, OfficeError> {
        let mut verifiers = self.verifiers(tx, &rows)?;
        let rows = rows.into_iter().map(|(key, body)| {
            let verifier = credential(&key, body.as_ref()).and_then(|user| verifiers.remove(&user));
            Row { key, body, verifier }
        });
        Ok(rows.collect())
    }

    fn verifiers(&self, tx: &mut Tx<'_>, rows: &[KeyedBody]) -> Result<HashMap<UserId, Verifier>, OfficeError> {
        let users: Vec<_> = rows.iter().filter_map(|(key, body)| credential(key, body.as_ref())).collect();
        let passwords = if users.len() > ONE_BY_ONE {
            pos_passwords::all(tx)?
        } else {
            let mut passwords = Vec::new();
            for user in users {
                passwords.extend(pos_passwords::of_user(tx, user)?);
            }
            passwords
        };
        let keys = &self.keys.verifiers;
        let open = |password: pos_passwords::PosPassword| {
            Ok((password.user, keys.open(&password.sealed_verifier, password.user, &password.kdf)?))
        };
        passwords.into_iter().map(open).collect()
    }

    /// Notes that a terminal that was just enrolled came by this name.
    pub fn enrolled_by(&self, terminal: TerminalId, name: &str) -> Result<(), OfficeError> {
        let now = self.clock.now();
        Ok(self.db.write(|tx| {
            came_by(tx, terminal, name)?;
            self.came_by(tx, name, now)
        })?)
    }

    /// Notes when terminals were heard of, and by which names they came.
    pub fn note_seen(
        &self,
        seen: &[(TerminalId, UnixMs)],
        names: HashMap<TerminalId, String>,
        now: UnixMs,
    ) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| {
            record_seen(tx, seen, now)?;
            for (terminal, name) in names {
                came_by(tx, terminal, &name)?;
                self.came_by(tx, &name, now)?;
            }
            Ok::<_, DbError>(())
        })?)
    }
}

fn credential(key: &str, body: Option<&Vec<u8>>) -> Option<UserId> {
    body?;
    match key.parse() {
        Ok(RowKey::Credential(user)) => Some(user),
        _ => None,
    }
}
