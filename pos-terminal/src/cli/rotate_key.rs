//! `pos-terminal rotate-key`

use super::output::{complain, print_json, say};
use super::{End, not_enrolled, open};
use crate::config::Config;
use crate::key_rotation::{self, RotationError};
use serde::Serialize;

#[derive(Serialize)]
struct Rotated {
    /// The name of the key now in use.
    device_key: Option<String>,
    error: Option<String>,
}

pub fn run(config: &Config, json: bool) -> anyhow::Result<End> {
    let mut opened = open(config)?;
    let identity = opened.identity.take().ok_or_else(|| not_enrolled(config))?;
    let (rotated, end) = match crate::app::runtime()?.block_on(key_rotation::rotate(&opened, identity)) {
        Ok(id) => (Rotated { device_key: Some(id.to_string()), error: None }, End::Done),
        Err(error @ (RotationError::Office(_) | RotationError::Credential(_))) => {
            (Rotated { device_key: None, error: Some(error.to_string()) }, End::Refused)
        }
        Err(error) => return Err(error.into()),
    };
    if json {
        print_json(&rotated);
    } else if let Some(error) = rotated.error {
        complain!("The device key was not changed: {error}. The former one stays in use.");
    } else if let Some(id) = rotated.device_key {
        say!("The device key was changed to {id}.");
    }
    Ok(end)
}
