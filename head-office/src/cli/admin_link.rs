//! `admin-link`.

use super::output::{Failure, Output};
use crate::config::Config;
use head_office_office::accounts::SignInLink;
use head_office_office::office::Office;
use serde_json::json;

/// Make a link that signs an active user in to the web office, once, within 48 hours.
///
/// An earlier link of the same user that was not used is void. Whoever opens it can choose e-mail address and office
/// password. What the user may do there, the user group says. A user without a licence takes a free one; `licences add`
/// adds some. Works beside a running `serve`.
#[derive(clap::Args, Debug)]
pub struct AdminLink {
    /// The user: reference, id, or first and last name.
    #[arg(value_name = "USER")]
    user: String,
}

impl AdminLink {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let link = Office::open(config)?.sign_in_link(&self.user)?;
        output.answer(
            &json!({ "user": link.name, "link": link.address, "expires_at": link.expires_at.to_string() }),
            &sentence(&link),
        );
        Ok(())
    }
}

/// The link with what it is.
pub fn sentence(link: &SignInLink) -> String {
    format!("{} signs in once, until {}, with\n{}", link.name, link.expires_at, link.address)
}
