//! What head office does: the only crate that writes.
//!
//! - [`Office`] is an opened head office. `Office::change` is the one way to change anything that terminals get; it calls
//!   `derive`, which says what a change of the domain means for their rows. Whoever stands above reads by [`Office::read`] and
//!   changes by what the office offers by name.
//! - `keys` are files apart from the database. [`terminals::Wire`] is the one door to them, for what speaks to terminals.
//! - `import` and `generate` bring data in; `enrolment` brings terminals in.
//! - `terminals` is what the office sees and does of them, `journal` what they wrote down.
//! - `personnel` is users with all that they are granted, `user_groups` changes what groups allow.
//! - `places` are salepoints and stores as the office changes them.
//! - `accounts` are the people who may use the web office; `mail` is what is to be sent to them.
//! - `once` makes what a form makes only once.

pub mod accounts;
pub mod addresses;
pub mod backup;
pub mod blocking;
mod check;
pub mod clock;
pub mod company;
pub mod delivery;
mod derive;
pub mod enrolment;
mod epoch;
pub mod errors;
mod fingerprint;
pub mod first_administrator;
pub mod fit;
pub mod generate;
pub mod import;
pub mod journal;
pub mod kdf_change;
mod keys;
pub mod left_forms;
mod list_layouts;
pub mod lock;
pub mod made_once;
pub mod mail;
pub mod office;
pub mod once;
mod passwords;
pub mod personnel;
pub mod places;
pub mod policy;
pub mod progress;
mod ran_at;
pub mod rotation;
pub mod settings;
pub mod terminals;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tombstones;
pub mod user_groups;

use head_office_domain as domain;
use head_office_domain::{merge, name_order, names, office_rights, own_limits, suggest, zone};
use head_office_store as db;

pub use keys::{KeyError, random};
pub use office::{Changed, InitOptions, Office};
