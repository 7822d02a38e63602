//! Identifiers of what is sold and of what was written about it: UUIDs, a type for each.

use crate::domain::ids::id;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

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
