//! Everything of head office that knows SQL.
//!
//! [`Db`] runs work in a transaction, [`Tx`]; repositories are functions over a `&mut Tx`, a file a subject. Statements
//! keep to what SQLite and PostgreSQL share, so that another database is another file beside `sqlite`: ids are text,
//! times milliseconds, parameters `?1`, and what one database only can do stands in its own file.

pub mod addresses;
pub mod audit;
pub mod beginnings;
pub mod bulk_changes;
pub mod closed_places;
pub mod company;
pub mod confirmations;
pub mod deliveries;
pub mod digest_buckets;
pub mod drafts;
pub mod enrol_codes;
pub mod failed_sign_ins;
pub mod grants;
pub mod groups;
pub mod journal;
pub mod journal_list;
pub mod kdfs;
pub mod licences;
pub mod list_layouts;
pub mod machine;
pub mod mail;
pub mod mail_list;
mod many;
pub mod name_keys;
pub mod office_accounts;
pub mod office_sessions;
pub mod one_time_links;
pub mod opened_forms;
pub mod orders;
pub mod place_list;
pub mod place_users;
pub mod policy;
pub mod pos_passwords;
pub mod receivers;
pub mod replica_rows;
pub mod salepoints;
pub mod sign_in_throttle;
mod sqlite;
pub mod stores;
#[cfg(test)]
mod suite;
pub mod terminals;
pub mod user_details;
pub mod user_list;
pub mod users;
mod value;
pub mod watch;

use head_office_domain as domain;
use head_office_domain::{name_order, names, office_rights, own_limits, zone};
pub use sqlite::{CopyError, Db, Summary, Tx, Upgraded, look_at};
use std::path::PathBuf;
pub use value::{Row, Value};

/// What a driver said.
type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Written by a newer version of this program.
    #[error(
        "{} is of version {found}, this program knows up to {known}: install the newer version of head-office, or put \
         back the backup made before it was updated", path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// Written by an older version of this program.
    #[error(
        "{} is of version {found}, this program works with version {known}: run `head-office upgrade`, which copies it \
         first", path.display()
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version this program works with.
        known: i64,
    },
    /// Somebody else holds a transaction for too long.
    #[error("the database is in use by another command that has not ended for 20 seconds; try again when it has")]
    Busy,
    /// No room.
    #[error("the disk is full; make room and try again. Nothing was changed")]
    DiskFull,
    /// The file cannot be opened or written.
    #[error("the database cannot be opened or written; check that its folder exists and who may write there")]
    NoAccess(#[source] Source),
    /// Not a database, or a broken one.
    #[error("the database file is damaged; put back the last backup")]
    Damaged(#[source] Source),
    /// Bringing the tables up to date failed.
    #[error("bringing the database up to this version failed")]
    Migration(#[source] Source),
    /// A column holds what this version never writes.
    #[error("a row of the database is not what it should be: column {column} is not {due}; run `head-office check`")]
    Unreadable {
        /// Which column of the statement.
        column: usize,
        /// What it should have held.
        due: &'static str,
    },
    /// Anything else the database says.
    #[error("the database refused a statement")]
    Statement(#[source] Source),
}
