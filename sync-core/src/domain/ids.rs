//! Identifiers: UUIDs (RFC 9562), version 7 when made by head office, a type for each thing so that none is mistaken for
//! another.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}
pub(crate) use id;

id! {
    /// The company whose head office this is; never two in one head office.
    CompanyId,
    /// A user group.
    GroupId,
    /// A place of sale.
    SalepointId,
    /// A stock location.
    StoreId,
    /// One enrolled touchscreen.
    TerminalId,
    /// A person with a record under Personnel → Users.
    UserId,
}
