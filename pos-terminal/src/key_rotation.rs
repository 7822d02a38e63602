//! Changing the device key, so that a copy of the old one is of no use any more.
//!
//! ```text
//! reach head office → write the next key beside the current one → reload under the next key → drop the former one
//! ```
//! The reload stages beside what serves and makes it visible in one step, so the replica is at any moment whole under
//! one of the two keys, and names it. Whatever kills the terminal in between, it goes on with the key the replica names.
//! POS passwords are not touched: tags are made anew from what head office sends.

use crate::app::Opened;
use crate::client::{ClientError, OfficeClient};
use crate::data::{ReplicaFile, SharedTill};
use crate::device_keys::{CredentialError, DeviceKeys};
use crate::folder::Folder;
use crate::identity::{Identity, IdentityError, till_key};
use crate::link::Link;
use std::sync::Arc;
use sync_core::login::{EntryKind, Record};
use sync_core::replica::{DeviceKey, DeviceKeyId, Replica, ReplicaKeys, Sqlite};
use sync_core::sync::engine::{Failure, Goal};
use sync_core::till::TillError;

/// Why the device key was not changed. The former one stays in use.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// There is no key to change to.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The identity file.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// What was changed cannot be written down.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The pinned CA cannot be used.
    #[error("the pinned CA cannot be used: {0}")]
    Client(#[from] ClientError),
    /// Head office, from which everything has to be fetched again, is not there for this terminal.
    #[error("{0}")]
    Office(Failure),
}

/// Why a rotation cannot be ended.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// The identity file.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// `till.db`.
    #[error(transparent)]
    Till(#[from] TillError),
}

/// Ends a rotation, also one that was interrupted: of two keys the one stays that the replica names.
///
/// # Errors
/// When a file cannot be written.
pub fn settle(
    identity: Identity,
    folder: &Folder,
    device_keys: &DeviceKeys,
    till: &SharedTill,
) -> Result<Identity, SettleError> {
    let Some(next) = identity.next_device_key.clone() else { return Ok(identity) };
    let device_key = if is_under(&next, &identity, folder) { next } else { identity.device_key.clone() };
    // Sealed under the key that stays before the other one is gone.
    till.lock().seal_anew(till_key(&device_key))?;
    if device_key.id() != identity.device_key.id() {
        // Before it is done: killed in between it is journalled twice, and never not at all.
        journal(&identity, till);
    }
    let identity = Identity { device_key, next_device_key: None, ..identity };
    identity.update(&folder.identity(), device_keys)?;
    Ok(identity)
}

/// The identity under the key that the replica names, for whoever only reads.
pub fn as_the_replica_names(identity: Identity, folder: &Folder) -> Identity {
    match identity.next_device_key.clone() {
        Some(next) if is_under(&next, &identity, folder) => {
            Identity { device_key: next, next_device_key: None, ..identity }
        }
        _ => identity,
    }
}

/// Whether the replica was made under this key.
fn is_under(key: &DeviceKey, identity: &Identity, folder: &Folder) -> bool {
    folder.replica().exists()
        && Sqlite::open_read_only(&folder.replica(), ReplicaKeys::derive(key), identity.salepoint)
            .ok()
            .flatten()
            .is_some_and(|replica| matches!(replica.standing(), Ok(Some(_))))
}

/// Writes down that the device key was changed.
fn journal(identity: &Identity, till: &SharedTill) {
    let record = Record { at: till.now().wall, kind: EntryKind::KeyRotation, user: None, outcome: None, cursor: None };
    // The key is changed whether or not there is room to write that down.
    if let Err(error) = till.lock().record(identity.terminal, &record, crate::random::bytes()) {
        tracing::error!(%error, "the change of the device key cannot be journalled");
    }
}

/// Changes the device key of an opened, settled terminal; gives the new one's name.
///
/// # Errors
/// When there is no key to change to, head office is not reached, or the identity cannot be written.
pub async fn rotate(opened: &Opened, identity: Identity) -> Result<DeviceKeyId, RotationError> {
    let next = opened.device_keys.for_rotation(&identity.device_key)?;
    let next_id = next.id();
    let folder = &opened.folder;
    let current = ReplicaFile::new(folder.clone(), opened.device_keys.clone(), Arc::new(identity.clone()));
    let mut link = Link::new(client(&identity)?, current, opened.till.clone());
    link.round(Goal::CatchUp).await.map_err(RotationError::Office)?;
    drop(link);
    // What head office changed about the terminal meanwhile is in the file.
    let identity = Identity::load(&folder.identity(), &opened.device_keys)?.unwrap_or(identity);
    let rotating = Identity { next_device_key: Some(next), ..identity };
    rotating.update(&folder.identity(), &opened.device_keys)?;

    let client = client(&rotating)?;
    let file = ReplicaFile::under_next_key(folder.clone(), opened.device_keys.clone(), Arc::new(rotating));
    let mut link = Link::new(client, file, opened.till.clone());
    let reloaded = link.round(Goal::Reload).await;
    drop(link);
    let rotating = Identity::load(&folder.identity(), &opened.device_keys)?;
    let settled = rotating.map(|identity| settle(identity, folder, &opened.device_keys, &opened.till)).transpose()?;
    match (settled.map(|identity| identity.device_key.id()), reloaded) {
        (Some(id), _) if id == next_id => {
            tracing::info!(device_key = %id, "the device key was changed");
            Ok(id)
        }
        (_, Err(failure)) => Err(RotationError::Office(failure)),
        (_, Ok(_)) => Err(RotationError::Office(Failure::Storage("the reload came under the former key".into()))),
    }
}

fn client(identity: &Identity) -> Result<OfficeClient, ClientError> {
    OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone())
}
