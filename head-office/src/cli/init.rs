//! `init`.

use super::admin_link::sentence;
use super::output::{Failure, Output};
use crate::config::Config;
use head_office_domain::zone::Zone;
use head_office_office::first_administrator::FirstAdministrator;
use head_office_office::office::{InitOptions, Office};
use serde_json::json;
use sync_core::domain::Language;

/// Make a new head office in the data folder: database, private CA, keys and the first administrator.
///
/// The administrator signs in to the web office by the link that is printed, once, within 48 hours; `admin-link` makes
/// another. There is no default password.
///
/// Needs no argument. What is there is never overwritten. Keep a copy of keys/ apart from copies of the database: without
/// the keys no POS password works any more, and with both anybody can guess them.
#[derive(clap::Args, Debug)]
pub struct Init {
    /// The company's name; an import file's `[company]` can change it later.
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// KiB of memory one POS password costs to compute [configured: 65536]. Lower is weaker: for tests only.
    #[arg(long, value_name = "KIB")]
    kdf_memory_kib: Option<u32>,
    /// Passes over that memory [configured: 3]. Lower is weaker: for tests only.
    #[arg(long, value_name = "N")]
    kdf_passes: Option<u32>,
    /// The first administrator's first name.
    #[arg(long, value_name = "NAME", default_value = FirstAdministrator::FIRST_NAME)]
    admin_first_name: String,
    /// The first administrator's last name.
    #[arg(long, value_name = "NAME", default_value = FirstAdministrator::LAST_NAME)]
    admin_last_name: String,
    /// The language of the web office for the first administrator: en, et, lv or ru.
    #[arg(long, value_name = "LANGUAGE", default_value_t)]
    admin_language: Language,
    /// The company's language, by which lists are sorted: en, et, lv or ru [default: the first administrator's]; an import
    /// file's `[company]` can change it later.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
    /// The company's time zone, by which the web office and mail show times, such as Europe/Tallinn [default: this
    /// machine's]; Settings → Company changes it later.
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<Zone>,
}

impl Init {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let options = InitOptions {
            company: self.company.clone(),
            kdf_memory_kib: self.kdf_memory_kib,
            kdf_passes: self.kdf_passes,
            language: self.language,
            zone: self.time_zone,
            administrator: FirstAdministrator {
                first_name: self.admin_first_name.clone(),
                last_name: self.admin_last_name.clone(),
                language: self.admin_language,
            },
        };
        let office = Office::init(config, &options)?;
        let name = format!("{} {}", self.admin_first_name.trim(), self.admin_last_name.trim());
        let link = office.sign_in_link(&name)?;
        let cursor = office.cursor()?;
        let zone = office.time_zone()?;
        let data = office.data().display().to_string();
        let owner = data_folder::root_made_it();
        let whose = owner.as_ref().map_or_else(String::new, |owner| {
            format!(
                "\nthe folder belongs to {owner}, who ran this: run `serve` as the same, or give the folder to the \
                 account that runs it: chown -R ACCOUNT {data}"
            )
        });
        let ca = office.ca_path().display().to_string();
        output.answer(
            &json!({ "data": data, "company": office.company().to_string(), "epoch": cursor.epoch.0,
                     "revision": cursor.revision.0, "ca": ca, "owner": owner, "time_zone": zone.name(), "sign_in_link": link.address,
                     "sign_in_link_expires_at": link.expires_at.to_string() }),
            &format!(
                "made a head office in {data}{whose}\ntimes are shown by the time zone {zone}; --time-zone or Settings, Company \
                 chooses another\nnext: head-office import FILE, then head-office serve, then \
                 head-office enrol-code --salepoint NAME\n\nthe web office, once `serve` runs: {}\n\n{}",
                sentence(&link),
                trust(&ca)
            ),
        );
        Ok(())
    }
}

/// How browsers come to believe the private CA.
fn trust(ca: &str) -> String {
    format!(
        "Browsers warn of this address until they trust head office's own CA: {ca}\n\
         Copy that file, and nothing else from its folder, to each computer of the office, and there as administrator:\n\
         \x20 Windows: certutil -addstore Root ca.pem\n\
         \x20 macOS: open it with Keychain Access, in the keychain System, and set it to Always Trust.\n\
         \x20 Linux: import it in the browser; Chrome: Settings, Security, Manage certificates; Firefox: as below.\n\
         \x20 Firefox, anywhere: Settings, Privacy & Security, View Certificates, Authorities, Import.\n\
         \x20 Android: Settings, Security, Encryption & credentials, Install a certificate, CA certificate.\n\
         Or give head office a certificate that browsers trust already: [certificate] in its configuration. iPads and \
         Safari need that."
    )
}
