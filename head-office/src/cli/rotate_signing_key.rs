//! `rotate-signing-key`.

use super::output::{Failure, Output};
use crate::config::Config;
use head_office_office::office::Office;
use serde_json::json;

/// Sign with a new key from now on; the one in use signs for it, then its seed is gone.
///
/// Terminals follow by themselves, also one that was off during several rotations. A running `serve` takes the new key
/// over within 100 ms. Make a new backup afterwards: an older one holds the older key.
#[derive(clap::Args, Debug)]
pub struct RotateSigningKey {}

impl RotateSigningKey {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let rotated = Office::open(config)?.rotate_signing_key()?;
        let (from, to, rotations) = (&rotated.from.0, &rotated.to.0, rotated.rotations);
        output.answer(
            &json!({ "from": from, "to": to, "rotations": rotations }),
            &format!(
                "key {to} signs now, signed for by {from} (rotation {rotations})\n\
                 next: head-office backup FILE, so that the backup has the new key"
            ),
        );
        Ok(())
    }
}
