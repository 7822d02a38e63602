//! Identifiers of what is sold and of what was written about it: UUIDs, a type for each.

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

id! {
    /// What is sold or bought: goods or service.
    ArticleId,
    /// An article's shelf on the screen.
    CategoryId,
    /// A document; of a sale also the sale, from its first line on.
    DocumentId,
    /// Which articles are sold, and for how much.
    PriceListId,
    /// One request for an approval: used once.
    RequestId,
    /// The name of a treatment by VAT.
    VatClassId,
}
