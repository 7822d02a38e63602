//! Enrolment of this data folder: asks head office, then stores who this terminal is.

use crate::client::{self, Address};
use crate::data::SharedTill;
use crate::device_keys::DeviceKeys;
use crate::files;
use crate::folder::Folder;
use crate::identity::{Identity, SealFloor, till_key};
use crate::view::EnrolFailure;
use std::str::FromStr;
use sync_core::domain::{EnrolCode, Nonce};
use sync_core::login::{EntryKind, Record};
use sync_core::replica::Sqlite;

/// Enrols and stores the identity. What an earlier identity left behind — replica and mark — is dropped; journal and
/// throttle stay, and if it was of the same head office, its token proves whose journal goes on.
///
/// # Errors
/// When head office refuses, is not reached, or the folder cannot be written to. The code is not lost then: the same
/// attempt can be repeated.
pub async fn enrol(
    folder: &Folder,
    device_keys: &DeviceKeys,
    till: &SharedTill,
    address: &Address,
    code: &EnrolCode,
) -> Result<Identity, EnrolFailure> {
    let disk = |error: &dyn std::fmt::Display| EnrolFailure::Disk(error.to_string());
    // Written before head office is asked: if the answer is lost, even by a power cut, the same nonce gets another.
    let nonce = nonce(folder, code).map_err(|error| disk(&error))?;
    // One that cannot be read proves nothing, and is no reason not to enrol.
    let before = Identity::load(&folder.identity(), device_keys).ok().flatten();
    let identity =
        client::enrol(address, code, nonce, device_keys, before.as_ref()).await.map_err(EnrolFailure::Enrol)?;
    Sqlite::destroy(&folder.replica()).map_err(|error| disk(&error))?;
    till.lock().begin_enrolment().map_err(|error| disk(&error))?;
    identity.save(&folder.identity()).map_err(|error| disk(&error))?;
    let floor = SealFloor::in_file(folder.identity(), device_keys.clone());
    till.lock().adopt(till_key(&identity.device_key), Box::new(floor)).map_err(|error| disk(&error))?;
    let _ = std::fs::remove_file(nonce_file(folder));
    let record = Record { at: till.now().wall, kind: EntryKind::Enrolment, user: None, outcome: None, cursor: None };
    // The terminal is enrolled whether or not there is room to write that down.
    if let Err(error) = till.lock().record(identity.terminal, &record, crate::random::bytes()) {
        tracing::error!(%error, "the enrolment cannot be journalled");
    }
    tracing::info!(terminal = %identity.terminal, office = %identity.office, "enrolled");
    Ok(identity)
}

/// The nonce of this attempt: the stored one if this code was tried before, else a new one.
fn nonce(folder: &Folder, code: &EnrolCode) -> std::io::Result<Nonce> {
    let stored = std::fs::read_to_string(nonce_file(folder)).unwrap_or_default();
    let name = code.secret.name();
    if let Some(nonce) = stored.trim().strip_prefix(name).and_then(|rest| Nonce::from_str(rest.trim()).ok()) {
        return Ok(nonce);
    }
    let nonce = Nonce(crate::random::bytes());
    files::replace(&nonce_file(folder), format!("{name} {nonce}\n").as_bytes())?;
    Ok(nonce)
}

fn nonce_file(folder: &Folder) -> std::path::PathBuf {
    folder.path().join("enrolling")
}
