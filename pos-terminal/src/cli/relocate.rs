//! `pos-terminal relocate`

use super::output::{complain, print_json, say};
use super::{End, not_enrolled, open};
use crate::client::{Address, OfficeClient};
use crate::config::Config;
use crate::data::ReplicaFile;
use crate::identity::Identity;
use crate::link::Link;
use serde::Serialize;
use std::sync::Arc;
use sync_core::sync::engine::Goal;

/// Where to.
#[derive(clap::Args)]
pub struct Options {
    /// Head office's new address, such as https://office.example:8443
    #[arg(long, value_name = "URL")]
    office: String,
}

#[derive(Serialize)]
struct Relocated {
    /// The address in use.
    office: String,
    error: Option<String>,
}

pub fn run(config: &Config, options: &Options, json: bool) -> anyhow::Result<End> {
    let mut opened = open(config)?;
    let identity = opened.identity.take().ok_or_else(|| not_enrolled(config))?;
    let before = identity.office.clone();
    let say = |office: String, error: Option<String>| {
        let end = if error.is_some() { End::Refused } else { End::Done };
        if json {
            print_json(&Relocated { office, error });
        } else if let Some(error) = error {
            complain!("The address was not changed: {error}. The terminal stays at {office}.");
        } else {
            say!("Head office was reached at {office}. The terminal stays there, with its journal.");
        }
        Ok(end)
    };
    let address: Address = match options.office.parse() {
        Ok(address) => address,
        Err(error) => return say(before, Some(format!("--office: {error}"))),
    };
    // The same terminal, the same CA and keys: only who has those is believed at the new address.
    let office = address.to_string();
    let client = OfficeClient::new(&office, &identity.ca_pem, identity.token.clone())?;
    let file = ReplicaFile::new(opened.folder.clone(), opened.device_keys.clone(), Arc::new(identity));
    let mut link = Link::new(client, file.clone(), opened.till.clone());
    if let Err(failure) = crate::app::runtime()?.block_on(link.round(Goal::CatchUp)) {
        return say(before, Some(failure.to_string()));
    }
    // Head office may have said where it moves to, and was reached there instead.
    let arrived = file.identity().office.clone();
    if arrived != before {
        return say(arrived, None);
    }
    // What head office changed about the terminal meanwhile is in the file.
    file.replace_identity(Identity { office: office.clone(), ..(*file.identity()).clone() })?;
    opened.till.lock().end_relocation()?;
    tracing::warn!(office, "head office is at another address");
    say(office, None)
}
