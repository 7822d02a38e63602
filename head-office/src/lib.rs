//! Head office: the server that feeds the terminals, and its command line.
//!
//! ```no_run
//! # use head_office::{Config, InitOptions, Office, server};
//! # async fn example() -> anyhow::Result<()> {
//! let mut config = Config::load(None)?;
//! config.data = "office".into();
//! let office = std::sync::Arc::new(Office::init(&config, &InitOptions::default())?);
//! office.import_str("[[salepoint]]\nname = \"Kesklinn\"")?;
//! let server = server::serve(office.clone(), &config, ([127, 0, 0, 1], 0).into()).await?;
//! let code = office.enrol_code("Kesklinn", None)?;
//! println!("enrol at {} with {}", code.office, code.code);
//! server.shutdown().await;
//! # Ok(()) }
//! ```
//!
//! The program: its configuration, command line and server, and what ties its crates together.
//!
//! - `head_office_domain` decides by values alone, `head_office_store` is all that knows SQL, `head_office_office` is what
//!   head office does, `head_office_sync` speaks to terminals, `head_office_web` to people with a browser.
//! - `admission` is how many connections there may be, and for whom they count.
//! - `mailing` sends what the office says is to be sent.
//! - `tls` says who is shown which certificate.

mod admission;
pub mod cli;
mod clock_watch;
pub mod config;
#[cfg(test)]
mod configured_office;
mod mailing;
pub mod server;
mod tls;

pub use config::{CertificateFiles, Config, ConfigError};
pub use head_office_domain::drawn;
pub use head_office_domain::mail::Handed;
pub use head_office_domain::zone::{UnknownZone, Zone};
pub use head_office_office::KeyError;
pub use head_office_office::accounts::SignInLink;
pub use head_office_office::backup::{
    BackedUp, BackupError, KeysTaken, Overwrite, Passphrase, Restore, Restored, Source, Staging, Target, restore,
    restore_from,
};
pub use head_office_office::clock::Clock;
pub use head_office_office::enrolment::NewCode;
pub use head_office_office::errors::{Bug, HashError, OfficeError, Refusal};
pub use head_office_office::first_administrator::FirstAdministrator;
pub use head_office_office::fit::Misfit;
pub use head_office_office::generate::{Generate, Generated, GeneratedUser};
pub use head_office_office::import::{ImportErrors, ImportMistake, ImportProblem, Imported, Tally, UnknownName};
pub use head_office_office::journal::{JournalLine, JournalQuery, Link};
pub use head_office_office::kdf_change::{LiveKdf, PasswordsLeft};
pub use head_office_office::office::{Changed, InitOptions, Office};
pub use head_office_office::policy::Setting;
pub use head_office_office::rotation::Rotated;
pub use head_office_office::settings::{MailWay, Settings, WrongSetting};
pub use head_office_office::terminals::{GivenOrder, Moved, TerminalState, TerminalSummary, Whom};
pub use head_office_store::mail::{Mail, MailState};
pub use head_office_store::{CopyError, DbError};
pub use head_office_sync::Pace;
pub use head_office_web::readable_paths;
pub use mailing::{MailSettings, Security, SmtpServer};
pub use server::ServeError;
