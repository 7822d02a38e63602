//! `check`.

use super::output::{Failure, Output};
use crate::config::Config;
use crate::mailing;
use crate::tls::OwnCertificate;
use head_office_domain::mail::Handed;
use head_office_office::accounts::Email;
use head_office_office::clock::Clock;
use head_office_office::office::Office;
use serde_json::json;

/// Check configuration, key files, database, and that what terminals get is what the data says.
///
/// Changes nothing, and works on a folder that cannot be written to.
#[derive(clap::Args, Debug)]
pub struct Check {
    /// Instead, send a mail to this address, to try how mail is sent.
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<String>,
}

impl Check {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        if let Some(address) = &self.mail {
            return try_mail(&Office::open(config)?, config, address, output);
        }
        let office = Office::open_to_look(config, Clock::system())?;
        let certificate = OwnCertificate::configured(config).and_then(|own| own.problem(Clock::system().now()));
        let found: Vec<_> = certificate.into_iter().chain(office.check()?).collect();
        let revision = office.cursor()?.revision.0;
        let text = match found.is_empty() {
            true => format!("all is well; revision {revision}"),
            false => found.join("\n"),
        };
        output.answer(&json!({ "ok": found.is_empty(), "found": found, "revision": revision }), &text);
        match found.len() {
            0 => Ok(()),
            1 => Err(Failure::Other { message: "1 thing is wrong".into(), refused: true }),
            count => Err(Failure::Other { message: format!("{count} things are wrong"), refused: true }),
        }
    }
}

fn try_mail(office: &Office, config: &Config, address: &str, output: &Output) -> Result<(), Failure> {
    let refused = |message: String| Failure::Other { message, refused: true };
    let email = Email::parse(address).map_err(|error| refused(format!("{address}: {error}")))?;
    match mailing::try_mail(office, &config.mail, &email)? {
        Handed::Taken(answer) => {
            let text = match office.mail_server() {
                Some(server) => format!("{server} took a mail to {email}: {answer}"),
                None => format!("no mail server is configured; {answer} in {}", office.mail_folder().display()),
            };
            output.answer(&json!({ "ok": true, "to": email.as_str(), "answer": answer }), &text);
            Ok(())
        }
        Handed::NotNow(answer) => Err(refused(format!("the mail was not taken, and might be later: {answer}"))),
        Handed::Refused(answer) => Err(refused(format!("the mail was refused: {answer}"))),
    }
}
