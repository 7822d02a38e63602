//! The names that terminals reach head office by, and its move to another address.
//!
//! A terminal checks that the certificate is for the name in its address, so a name that an enrolled terminal uses must not
//! vanish when the machine is renamed, the configuration changes or a backup is put back elsewhere. So names are remembered:
//! those that terminals were enrolled or moved with, or came by. Only names that the certificate is for are noted, because
//! a terminal comes by no other; what somebody claims in a request adds none.

use crate::db::addresses::{self, OfficeName, StoredRelocation};
use crate::db::audit::{self, AuditKind, Change};
use crate::db::{DbError, Tx, company};
use crate::errors::{OfficeError, Refusal};
use crate::office::Office;
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use sync_core::domain::UnixMs;

/// Those the certificate is always for.
pub const ALWAYS: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// A name that is in use is noted again after so long.
const NOTED_EVERY_MS: i64 = 6 * 3_600_000;

/// An address of head office, and the name in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeAddress {
    /// `https://`, a host, perhaps a port.
    pub url: String,
    /// The host: a name, or an address without brackets.
    pub host: String,
}

/// What somebody typed is no address of head office.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an address is like https://office.example.com:8443, with nothing behind it")]
pub struct NoAddress;

impl std::str::FromStr for OfficeAddress {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let url = url::Url::parse(text.trim()).map_err(|_| NoAddress)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        if url.scheme() != "https" || !bare || !nobody {
            return Err(NoAddress);
        }
        let host = match url.host().ok_or(NoAddress)? {
            url::Host::Domain(name) => name.trim_end_matches('.').to_owned(),
            url::Host::Ipv4(ip) => ip.to_string(),
            url::Host::Ipv6(ip) => ip.to_string(),
        };
        if host.is_empty() {
            return Err(NoAddress);
        }
        Ok(Self { url: url.as_str().trim_end_matches('/').to_owned(), host })
    }
}

/// What is known of head office's addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Addresses {
    /// The address new terminals are told.
    pub office: String,
    /// Where head office moves, or moved, to.
    pub relocation: Option<StoredRelocation>,
    /// The names that are remembered, the last used first.
    pub names: Vec<OfficeName>,
    /// How many terminals are in service.
    pub terminals: u64,
}

impl Office {
    /// What is known of head office's addresses.
    ///
    /// # Errors
    /// Those of the database.
    pub fn addresses(&self) -> Result<Addresses, OfficeError> {
        let office = self.address()?;
        let in_service = self.terminals_in_service()?;
        Ok(self.db.read(|tx| {
            let (relocation, names) = (addresses::relocation(tx)?, addresses::names(tx)?);
            Ok::<_, DbError>(Addresses { office, relocation, names, terminals: in_service })
        })?)
    }

    /// Tells all terminals that head office moves to this address. They keep the one they have until they have reached head
    /// office at the new one.
    ///
    /// # Errors
    /// When it is no address.
    pub fn relocate_to(&self, address: &str) -> Result<Addresses, OfficeError> {
        let address: OfficeAddress = address.parse().map_err(Refusal::Address)?;
        let now = self.clock.now();
        self.db.write(|tx| {
            let before = addresses::relocation(tx)?;
            let relocation =
                StoredRelocation { office: address.url.clone(), id: company::next_order(tx)?, made_at: now };
            addresses::relocate(tx, &relocation)?;
            note(tx, &address.host, now)?;
            let kind = AuditKind::OfficeMoved;
            let change = Change { at: now, by: None, kind, record_id: self.company().0 };
            let before = before.map(|before| json!({ "address": before.office }));
            audit::record(tx, change, before.as_ref(), Some(&json!({ "address": address.url })))
        })?;
        self.addresses()
    }

    /// Drops a name from the private certificate, unless the configuration names it too.
    ///
    /// # Errors
    /// When it is not remembered.
    pub fn forget_name(&self, name: &str) -> Result<Addresses, OfficeError> {
        let name = name.trim().to_lowercase();
        if !self.db.write(|tx| addresses::forget(tx, &name))? {
            return Err(Refusal::NameNotRemembered(name).into());
        }
        self.addresses()
    }

    /// All names that the private certificate is for, these among them, when `serve` listens here.
    pub fn names_to_serve(&self, configured: Vec<String>, listening: SocketAddr) -> Result<Vec<String>, OfficeError> {
        let listened = Some(listening.ip()).filter(|ip| !ip.is_unspecified()).map(|ip: IpAddr| ip.to_string());
        let remembered = self.db.read(addresses::names)?.into_iter().map(|one| one.name);
        let mut names = configured;
        for name in listened.into_iter().chain(remembered) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Remembers the names of the certificate that an earlier version made: its terminals came by them.
    pub fn carry_names_over(&self) -> Result<(), OfficeError> {
        let now = self.clock.now();
        if self.db.read(addresses::names)?.is_empty() {
            let names = self.keys.served_names()?;
            self.db.write(|tx| names.iter().try_for_each(|name| note(tx, name, now)))?;
        }
        Ok(())
    }

    /// Says which names the certificate is for that is shown now.
    pub fn serves(&self, names: &[String]) {
        *self.served_names.write() = names.to_vec();
    }

    /// Notes that a terminal came by this name, if the certificate is for it.
    pub(crate) fn came_by(&self, tx: &mut Tx<'_>, name: &str, now: UnixMs) -> Result<(), DbError> {
        let is_served = self.served_names.read().iter().any(|one| one == name);
        if !is_served {
            return Ok(());
        }
        let known = addresses::names(tx)?.into_iter().find(|one| one.name == name);
        match known {
            Some(known) if (0..NOTED_EVERY_MS).contains(&now.since(known.used_at)) => Ok(()),
            _ => note(tx, name, now),
        }
    }
}

fn note(tx: &mut Tx<'_>, name: &str, now: UnixMs) -> Result<(), DbError> {
    if ALWAYS.contains(&name) { Ok(()) } else { addresses::used(tx, name, now) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CHAIN, TestOffice};

    #[test]
    fn what_is_an_address_of_head_office() {
        for (typed, expect) in [
            ("https://office.example:8443", Some(("https://office.example:8443", "office.example"))),
            (" https://Office.Example/ ", Some(("https://office.example", "office.example"))),
            ("https://[fd00::7]:9", Some(("https://[fd00::7]:9", "fd00::7"))),
            ("https://10.0.0.7:8443", Some(("https://10.0.0.7:8443", "10.0.0.7"))),
            ("https://köök.example", Some(("https://xn--kk-fkaa.example", "xn--kk-fkaa.example"))),
            ("http://office.example", None),
            ("office.example", None),
            ("https://office.example/till", None),
            ("https://me@office.example", None),
            ("https://", None),
            ("", None),
        ] {
            let read = typed.parse::<OfficeAddress>().ok();
            assert_eq!(read.as_ref().map(|one| (one.url.as_str(), one.host.as_str())), expect, "{typed}");
        }
    }

    #[test]
    fn names_stay_whatever_the_configuration_says_and_only_those_that_are_served_are_noted() {
        let office = TestOffice::with(CHAIN);
        let listening = ([10, 9, 8, 7], 8443).into();
        let configured = vec!["till-office".to_owned(), "localhost".into(), "127.0.0.1".into(), "::1".into()];
        let names = |office: &Office| office.names_to_serve(configured.clone(), listening).unwrap();
        office.relocate_to("https://new.example:8443").unwrap();
        office.serves(&names(&office));
        let come_by = |name: &str| {
            let now = office.clock.now();
            office.db.write(|tx| office.came_by(tx, name, now)).map_err(|error: DbError| error).unwrap();
        };
        for name in ["10.9.8.7", "localhost", "bank.example"] {
            come_by(name);
        }
        let other = TestOffice::sharing(&office);
        let elsewhere = other.names_to_serve(configured.clone(), ([127, 0, 0, 1], 1).into()).unwrap();
        assert!(elsewhere.contains(&"10.9.8.7".to_owned()), "where it listened when terminals came: {elsewhere:?}");
        assert!(elsewhere.contains(&"new.example".to_owned()) && !elsewhere.contains(&"bank.example".to_owned()));
        let remembered = office.addresses().unwrap().names;
        assert_eq!(remembered.len(), 2, "{remembered:?}");
        office.forget_name("New.example").unwrap();
        assert!(!names(&office).contains(&"new.example".to_owned()));
        assert!(matches!(office.forget_name("new.example"), Err(OfficeError::Refused(_))));

        // The last fifty.
        for number in 0..60 {
            office.clock.advance_ms(1_000);
            office.relocate_to(&format!("https://n{number}.example")).unwrap();
        }
        let remembered = office.addresses().unwrap().names;
        assert_eq!((remembered.len(), remembered[0].name.as_str()), (addresses::MOST_NAMES, "n59.example"));
    }

    #[test]
    fn an_earlier_versions_names_are_carried_over_once() {
        let office = TestOffice::with(CHAIN);
        office.keys.server_certificate(&["old-host".into(), "localhost".into(), "192.0.2.7".into()]).unwrap();
        office.carry_names_over().unwrap();
        let names: Vec<_> = office.addresses().unwrap().names.into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["192.0.2.7", "old-host"]);
        office.forget_name("old-host").unwrap();
        office.carry_names_over().unwrap();
        assert_eq!(office.addresses().unwrap().names.len(), 1, "what was dropped stays dropped");
    }
}
