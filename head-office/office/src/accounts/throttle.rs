//! How fast somebody may try to sign in, under one name and from one address: a few attempts at once, then one after
//! each interval. What is kept is a single time, when all attempts will be given back.

use crate::db::{DbError, Tx, sign_in_throttle};
pub use crate::domain::allowance::{Allowance, Wait};
use crate::domain::peer::Peer;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use sync_core::domain::{Bytes32, UnixMs, UserId};
use uuid::Uuid;

/// Under one e-mail address, be there an account or not.
pub const BY_NAME: Allowance = Allowance::new(10, 5 * 60_000);
/// From one network address, behind which there may be a whole office.
pub const BY_ADDRESS: Allowance = Allowance::new(30, 60_000);

/// What attempts under a name are counted by.
pub fn name(folded_email: &str) -> Bytes32 {
    Bytes32(Sha256::digest(format!("name {folded_email}")).into())
}

/// What attempts with a browser that signed in before are counted by.
pub fn device(account: UserId, id: Uuid) -> Bytes32 {
    Bytes32(Sha256::digest(format!("device {account} {id}")).into())
}

/// What wrong enrolment codes are counted by.
pub fn codes_from(peer: IpAddr) -> Bytes32 {
    Bytes32(Sha256::digest(format!("codes from {}", Peer::of(peer))).into())
}

/// What enrolments that are not even looked at are counted by.
pub fn enrolments_from(peer: IpAddr) -> Bytes32 {
    Bytes32(Sha256::digest(format!("enrolments from {}", Peer::of(peer))).into())
}

/// What mails about a forgotten password are counted by.
pub fn forgotten(folded_email: &str) -> Bytes32 {
    Bytes32(Sha256::digest(format!("forgotten {folded_email}")).into())
}

/// What links that are mailed to confirm a user's address are counted by.
pub fn links_for(user: UserId) -> Bytes32 {
    Bytes32(Sha256::digest(format!("links for {user}")).into())
}

/// What attempts from an address are counted by.
pub fn address(address: IpAddr) -> Bytes32 {
    Bytes32(Sha256::digest(format!("address {}", Peer::of(address))).into())
}

/// Spends an attempt of each subject, or of none when one has none left.
pub fn spend(tx: &mut Tx<'_>, counted: &[(Bytes32, Allowance)], now: UnixMs) -> Result<Result<(), Wait>, DbError> {
    let mut settled = Vec::new();
    for (subject, allowance) in counted {
        match allowance.spend(sign_in_throttle::settled_at(tx, *subject)?, now) {
            Ok(settled_at) => settled.push((*subject, settled_at)),
            Err(wait) => return Ok(Err(wait)),
        }
    }
    for (subject, settled_at) in settled {
        sign_in_throttle::store(tx, subject, settled_at, now)?;
    }
    Ok(Ok(()))
}

/// Gives the attempt of each subject back.
pub fn give_back(tx: &mut Tx<'_>, counted: &[(Bytes32, Allowance)], now: UnixMs) -> Result<(), DbError> {
    for (subject, allowance) in counted {
        if let Some(settled_at) = sign_in_throttle::settled_at(tx, *subject)? {
            sign_in_throttle::store(tx, *subject, allowance.give_back(settled_at), now)?;
        }
    }
    Ok(())
}
