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
//! - `db`, a crate, is all that knows SQL.
//! - `derive` says what a change of the domain means for the rows that terminals get; `Office::change` is the one way
//!   to change anything and calls it.
//! - `heads` and `snapshots` make of those rows what travels; `feed` keeps what many terminals need; `http`
//!   answers them.
//! - `import` and `generate` bring data in; `enrolment` brings terminals in.
//! - `terminals` is what the office sees and does of them, `journal` what they wrote down.
//! - `personnel` is users with all that they are granted.
//! - `places` are salepoints and stores as the office changes them.
//! - `user_groups` changes what groups allow.
//! - `admission` is how many connections there may be, and for whom they count.
//! - `accounts` are the people who may use the web office; `mail` is what is to be sent to them, `mailing` sends
//!   it.
//! - `domain`, a crate, is what knows no database, file, socket or clock: names, rights, limits, addresses.
//! - `once` makes what a form makes only once.
//! - `keys` are files apart from the database; `tls` says who is shown which certificate.

mod admission;
pub mod cli;
mod clock_watch;
pub mod config;
#[cfg(test)]
mod configured_office;
mod feed;
mod heads;
mod http;
mod mailing;
pub mod server;
mod snapshots;
mod texts;
mod tls;
mod web;

use head_office_domain as domain;
use head_office_store as db;

pub use config::{CertificateFiles, Config, ConfigError};
pub use db::mail::{Mail, MailState};
pub use db::{CopyError, DbError};
pub use domain::drawn;
pub use domain::mail::Handed;
use domain::{merge, names, office_rights, own_limits, zone};
pub use feed::Pace;
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
pub use mailing::{MailSettings, Security, SmtpServer};
pub use server::ServeError;
pub use web::readable_paths;
pub use zone::{UnknownZone, Zone};
