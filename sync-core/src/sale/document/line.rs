//! Lines: what was put into a cart, as it stays in the document.

use super::super::barcode::ScannedCode;
use super::super::ids::{ArticleId, RequestId, VatClassId};
use super::super::money::{AmountError, Money, Price, Quantity};
use super::super::totals::{Discount, Line, LineAmount, LineTotal, Tax};
use crate::domain::{Cursor, UnixMs, UserId};
use serde::{Deserialize, Serialize};

/// What an article is counted in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Pieces: whole ones.
    #[default]
    Piece,
    /// Kilograms, to the gram.
    Kilogram,
    /// Litres, to the millilitre.
    Litre,
    /// Metres, to the millimetre.
    Metre,
    /// Hours, to the thousandth.
    Hour,
    /// A unit of a newer version, to the thousandth.
    #[serde(other)]
    Other,
}

impl Unit {
    /// Whether there are only whole ones.
    pub fn is_whole(self) -> bool {
        self == Self::Piece
    }

    /// What is behind the number on paper; nothing behind pieces.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Piece | Self::Other => "",
            Self::Kilogram => "kg",
            Self::Litre => "l",
            Self::Metre => "m",
            Self::Hour => "h",
        }
    }
}

/// One line, with all that it is computed from. Names are those at the moment it was added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LineFacts {
    /// Which article.
    pub article: ArticleId,
    /// The article's number.
    pub article_number: String,
    /// Its name, in the language of the receipt.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// The code that was scanned or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ScannedCode>,
    /// Its VAT class.
    pub class: VatClassId,
    /// That class's letter, and its rate on the day.
    pub tax: Tax,
    /// How much.
    pub quantity: Quantity,
    /// What its amount comes from (C12).
    pub amount: LineAmount,
    /// The price in the list; none where it was asked for at the till.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_price: Option<Price>,
    /// The price it is sold at.
    pub price: Price,
    /// No price was in force yet, and the earliest was taken (C8).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_early: bool,
    /// The amount stood in the code, and there is no price to derive the quantity from (C12).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unpriced: bool,
    /// What is taken off it.
    pub discount: Discount,
    /// Whether anything may be taken off it.
    pub is_discountable: bool,
    /// Who added it.
    pub by: UserId,
    /// When it was added first.
    pub at: UnixMs,
    /// The data that its price is from (C19).
    pub cursor: Cursor,
    /// The approval of another price than the list's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_approval: Option<RequestId>,
    /// The approval of the discount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_approval: Option<RequestId>,
}

impl LineFacts {
    /// What it is computed from.
    pub fn line(&self) -> Line {
        Line {
            price: self.price,
            quantity: self.quantity,
            amount: self.amount,
            discount: self.discount,
            tax: self.tax,
            is_discountable: self.is_discountable,
        }
    }

    /// What it comes to before anything is taken off.
    ///
    /// # Errors
    /// [`AmountError::Line`]
    pub fn gross(&self) -> Result<Money, AmountError> {
        self.line().gross()
    }

    /// What it comes to after what is taken off it, and before what is taken off the sale.
    ///
    /// # Errors
    /// [`AmountError::Line`], [`AmountError::Discount`]
    pub fn after(&self) -> Result<Money, AmountError> {
        let gross = self.gross()?;
        Ok(gross - self.discount.of(gross)?)
    }

    /// What it comes to at the price in the list; none where the list has none, or the amount stood in its code.
    ///
    /// # Errors
    /// [`AmountError::Line`]
    pub fn listed(&self) -> Result<Option<Money>, AmountError> {
        let price = self.list_price.filter(|_| self.amount == LineAmount::Quantity);
        price.map(|price| price.times(self.quantity)).transpose()
    }
}

/// A line of a receipt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SoldLine {
    /// What was sold.
    pub facts: LineFacts,
    /// What it came to.
    pub made: LineTotal,
}

/// Why something was taken off a cart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenOffWhy {
    /// Whoever scanned it last undid that at once. No right is needed.
    Undone,
    /// By right, or by approval.
    Voided,
    /// With all the others: the sale was cancelled.
    Cancelled,
    /// Something a newer version says.
    #[serde(other)]
    Other,
}

/// What was taken off a cart: nothing that was scanned vanishes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TakenOff {
    /// The line, its quantity as much as was taken off.
    pub facts: LineFacts,
    /// Why.
    pub why: TakenOffWhy,
    /// By whom; the document names everybody it tells of.
    pub by: UserId,
    /// When.
    pub at: UnixMs,
    /// The approval of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<RequestId>,
}
