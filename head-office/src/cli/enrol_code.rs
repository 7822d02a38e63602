//! `enrol-code`.

use super::output::{Failure, Output};
use crate::config::Config;
use head_office_office::office::Office;
use serde_json::json;

/// Make a code that enrols one terminal under a salepoint, once, within ten minutes.
///
/// Type address and code at the terminal. Five wrong tries end the code. Works beside a running `serve`.
#[derive(clap::Args, Debug)]
pub struct EnrolCode {
    /// The salepoint the terminal stands under.
    #[arg(long, value_name = "NAME")]
    salepoint: String,
    /// The terminal's name [default: Till 1, Till 2, …].
    #[arg(long, value_name = "NAME")]
    terminal: Option<String>,
}

impl EnrolCode {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let office = Office::open(config)?;
        let new = office.enrol_code(&self.salepoint, self.terminal.as_deref())?;
        let (code, expires_at) = (new.code.to_string(), new.expires_at.to_string());
        output.answer(
            &json!({ "code": code, "office": new.office, "expires_at": expires_at, "salepoint": new.salepoint,
                     "terminal": new.terminal }),
            &format!(
                "{} at {}\naddress  {}\ncode     {code}\nvalid until {expires_at}, once",
                new.terminal, new.salepoint, new.office
            ),
        );
        Ok(())
    }
}
