//! `upgrade`.

use super::output::{Failure, Output};
use crate::config::Config;
use head_office_office::office::Office;
use serde_json::json;

/// Bring the database of an older version up to this version of head-office. `serve` must not run.
///
/// The database is copied first, without keys, to head-office.before-N.db in the data folder, N being the new version;
/// the newest two copies stay. Without room for the copy nothing is changed. `serve` does the same when it starts.
#[derive(clap::Args, Debug)]
pub struct Upgrade {}

impl Upgrade {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let upgraded = Office::upgrade(config)?;
        let text = match &upgraded {
            Some(upgraded) => format!(
                "the database is of version {} now, and was of version {}; as it was it is kept in {}",
                upgraded.to,
                upgraded.from,
                upgraded.copy.display()
            ),
            None => "the database is of this version already".into(),
        };
        let json = upgraded.map(|upgraded| {
            let copy = upgraded.copy.display().to_string();
            json!({ "from": upgraded.from, "to": upgraded.to, "copy": copy })
        });
        output.answer(&json!({ "upgraded": json }), &text);
        Ok(())
    }
}
