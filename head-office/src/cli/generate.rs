//! `generate`.

use super::output::{Failure, Output};
use crate::config::Config;
use head_office_office::generate::Generate as What;
use head_office_office::office::Office;
use serde_json::json;

/// Fill an empty head office with a made-up company, the same for the same seed.
///
/// The first 100 users get real POS passwords, which are printed; of them the last five are deactivated. All others get
/// random verifiers: they count, but nobody can log in as one of them.
#[derive(clap::Args, Debug)]
pub struct Generate {
    /// How many users.
    #[arg(long, value_name = "N")]
    users: usize,
    /// How many salepoints; each user has five of them.
    #[arg(long, value_name = "M")]
    salepoints: usize,
    /// How many stores.
    #[arg(long, value_name = "K")]
    stores: usize,
    /// Another seed, another company.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

impl Generate {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let office = Office::open(config)?;
        let what = What { users: self.users, salepoints: self.salepoints, stores: self.stores, seed: self.seed };
        let progress = |done, of| {
            if output.progress_wanted() {
                output.progress("POS passwords hashed", done, of);
            }
        };
        let generated = office.generate(&what, &progress)?;
        let unknown = self.users - generated.known.len();
        let mut text = String::new();
        for user in &generated.known {
            let name = format!("{} {}", user.first_name, user.last_name);
            let salepoints = user.salepoints.join(", ");
            text += &format!("{}  {:<10}  {name:<24}  {salepoints}\n", user.reference, user.pos_password);
        }
        text += &format!(
            "{} users, {} salepoints, {} stores; revision {}\n",
            self.users, self.salepoints, self.stores, generated.revision
        );
        if unknown > 0 {
            text += &format!("the other {unknown} users have random verifiers: no POS password leads to them\n");
        }
        let known: Vec<_> = generated
            .known
            .iter()
            .map(|user| {
                json!({ "ref": user.reference, "first_name": user.first_name, "last_name": user.last_name,
                        "pos_password": user.pos_password, "salepoints": user.salepoints })
            })
            .collect();
        output.answer(
            &json!({ "known": known, "random_verifiers": unknown, "users": self.users,
                     "salepoints": self.salepoints, "stores": self.stores, "revision": generated.revision }),
            &text,
        );
        Ok(())
    }
}
