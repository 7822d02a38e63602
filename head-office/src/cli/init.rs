//! `init`.

use super::output::{Failure, Output};
use crate::config::Config;
use crate::office::{InitOptions, Office};
use serde_json::json;

/// Make a new head office in the data folder: database, private CA and keys.
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
}

impl Init {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let options = InitOptions {
            company: self.company.clone(),
            kdf_memory_kib: self.kdf_memory_kib,
            kdf_passes: self.kdf_passes,
        };
        let office = Office::init(config, &options)?;
        let cursor = office.cursor()?;
        let data = office.data().display().to_string();
        output.answer(
            &json!({ "data": data, "company": office.company().to_string(), "epoch": cursor.epoch.0,
                     "revision": cursor.revision.0 }),
            &format!(
                "made a head office in {data}\nnext: head-office import FILE, then head-office serve, then \
                 head-office enrol-code --salepoint NAME"
            ),
        );
        Ok(())
    }
}
