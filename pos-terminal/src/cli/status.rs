//! `pos-terminal status`

use super::End;
use super::output::{print_json, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::data;
use crate::device_keys::DeviceKeys;
use crate::folder::{Folder, FolderError};
use crate::identity::Identity;
use crate::key_rotation;
use serde::Serialize;
use sync_core::login::{Age, Bucket, Limit, Readiness};
use sync_core::replica::{Replica, ReplicaError, ReplicaKeys, Sqlite};
use sync_core::sync::wire::KeyPlace;
use sync_core::till::{Till, TillKey};

#[derive(Serialize)]
struct Status {
    enrolled: bool,
    /// Another process has the terminal open.
    running: bool,
    readiness: &'static str,
    terminal: Option<String>,
    terminal_name: Option<String>,
    office: Option<String>,
    company: Option<String>,
    salepoint: Option<String>,
    epoch: Option<u64>,
    revision: Option<u64>,
    data_age_s: Option<u64>,
    last_contact_at: Option<String>,
    /// Seconds until an attempt is possible; 0 = now.
    throttled_s: u64,
    key_place: KeyPlace,
    version: &'static str,
}

pub fn run(config: &Config, json: bool) -> anyhow::Result<End> {
    let folder = Folder::at(&config.data);
    let device_keys = DeviceKeys::open(config.device_key)?;
    let mut status = Status {
        enrolled: false,
        running: folder.path().exists() && matches!(folder.lock(), Err(FolderError::InUse(_))),
        readiness: "not_enrolled",
        terminal: None,
        terminal_name: None,
        office: None,
        company: None,
        salepoint: None,
        epoch: None,
        revision: None,
        data_age_s: None,
        last_contact_at: None,
        throttled_s: 0,
        key_place: device_keys.place(),
        version: env!("CARGO_PKG_VERSION"),
    };
    if let Some(identity) = Identity::load(&folder.identity(), &device_keys)? {
        // Killed in a rotation, the till may be sealed under the other key than the replica.
        let till_keys = identity.till_keys();
        let identity = key_rotation::as_the_replica_names(identity, &folder);
        status.enrolled = true;
        status.terminal = Some(identity.terminal.to_string());
        status.terminal_name = Some(identity.terminal_name.clone());
        status.office = Some(identity.office.clone());
        status.readiness = "not_ready";
        read(&mut status, &folder, &identity, &till_keys)?;
    }
    if json {
        print_json(&status);
    } else {
        print(&status);
    }
    Ok(End::Done)
}

fn read(status: &mut Status, folder: &Folder, identity: &Identity, till_keys: &[TillKey]) -> anyhow::Result<()> {
    if !folder.till().exists() {
        return Ok(());
    }
    let mut till = Till::open_read_only(&folder.till())?;
    if let Some(at_least) = identity.till_sealed {
        till.read_under_seal(till_keys, at_least)?;
    }
    if till.removed()?.is_some() {
        status.readiness = "revoked";
        return Ok(());
    }
    if !folder.replica().exists() {
        return Ok(());
    }
    let keys = ReplicaKeys::derive(&identity.device_key);
    let replica = match Sqlite::open_read_only(&folder.replica(), keys, identity.salepoint) {
        Ok(Some(replica)) => replica,
        // Killed before it had its tables: that is no damage, unless there was more once.
        Ok(None) if till.mark()?.is_none() => return Ok(()),
        Err(error @ ReplicaError::Newer { .. }) => return Err(error.into()),
        Ok(None) | Err(_) => {
            status.readiness = "damaged";
            return Ok(());
        }
    };
    let now = Clock::system().now();
    let contact = data::last_contact(&till, &replica, identity, now);
    let first = till.first_reading(now)?;
    status.data_age_s = match contact.map(|contact| Age::since(contact, first, now)) {
        Some(Age::Ms(ms)) => Some(ms / 1_000),
        Some(Age::Unknown) | None => None,
    };
    status.last_contact_at = contact.map(|contact| contact.server_at.to_string());
    status.readiness = match data::readiness(&replica, &till, identity)? {
        Readiness::NotReady => "not_ready",
        Readiness::Revoked => "revoked",
        Readiness::Damaged | Readiness::Lost => "damaged",
        Readiness::Ready => "ready",
    };
    let limit = Limit::of(&replica.policy().unwrap_or_default(), Bucket::Login);
    let throttle = till.throttle(Bucket::Login)?;
    status.throttled_s = throttle.map_or(0, |throttle| throttle.wait_ms(limit, now).div_ceil(1_000));
    if let Ok(Some(salepoint)) = replica.salepoint() {
        status.company = Some(salepoint.company);
        status.salepoint = Some(salepoint.name);
    }
    if let Ok(Some(standing)) = replica.standing() {
        status.epoch = Some(standing.cursor.epoch.0);
        status.revision = Some(standing.cursor.revision.0);
    }
    Ok(())
}

fn print(status: &Status) {
    if !status.enrolled {
        say!("Not enrolled.");
        return;
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
    let number = |value: Option<u64>| value.map_or_else(|| "-".into(), |value| value.to_string());
    say!("Terminal:   {} ({})", text(&status.terminal_name), text(&status.terminal));
    say!("Salepoint:  {} · {}", text(&status.company), text(&status.salepoint));
    say!("Office:     {}", text(&status.office));
    say!("Data:       {}, revision {}", status.readiness, number(status.revision));
    say!("Contact:    {} ({} s ago)", text(&status.last_contact_at), number(status.data_age_s));
    if status.throttled_s > 0 {
        say!("Throttled:  next attempt in {} s", status.throttled_s);
    }
    say!("Running:    {}", if status.running { "yes" } else { "no" });
}
