//! Why a cart stays as it is.

use super::MOST_NOTE;
use crate::sale::ids::RequestId;
use crate::sale::money::AmountError;
use crate::sale::rights::Wish;

/// Why a cart stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CartError {
    /// A document has room for no more; pay, or begin another sale.
    #[error("a receipt has no room for more")]
    Full,
    /// Out of bounds.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// There is no such line.
    #[error("there is no such line")]
    NoLine,
    /// The leave is for something else, or for less.
    #[error("this was not allowed")]
    NotAllowed(Wish),
    /// This approval was used.
    #[error("an approval is used once")]
    Used(RequestId),
    /// The last scan is too long ago, somebody else's, or changed since.
    #[error("nothing can be undone any more")]
    NothingToUndo,
    /// Quantity and price of a line whose amount stood in its code stay what they are (C12).
    #[error("the amount stood in the code that was scanned")]
    FromCode,
    /// The price is asked for.
    #[error("this article's price is asked for")]
    NeedsPrice,
    /// It is weighed or measured.
    #[error("this article is weighed or measured")]
    NeedsQuantity,
    /// Pieces are whole.
    #[error("pieces are whole")]
    NotWhole,
    /// It is put aside.
    #[error("this sale is put aside")]
    Parked,
    /// A card was asked for and not answered for, or it paid (C4).
    #[error("a card payment holds this sale")]
    HeldByCard,
    /// No lines.
    #[error("there is nothing in this sale")]
    Empty,
    /// A note that is too long.
    #[error("a note has at most {MOST_NOTE} bytes")]
    Note,
    /// Nothing may be taken off this line.
    #[error("nothing is taken off this article")]
    NotDiscountable,
}
