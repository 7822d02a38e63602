//! The kinds of documents.

use super::{
    Cancelled, CashMoved, CopyPrinted, DayClosed, DayOpened, DrawerOpened, Heading, Refund, Sale, SeriesBegun,
    TrainingEnded,
};
use crate::domain::{DecodeError, decode, encode};
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident = $code:literal $(($($held:tt)+))?),+ $(,)?) => {
        /// What a document is.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum Kind {
            $($(#[$doc])+ $name,)+
            /// A kind of a newer version, by its code.
            Other(String),
        }

        impl Kind {
            /// All that this version knows.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in documents and in the office's lists.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$name => $code,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<String> for Kind {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$name,)+
                    _ => Self::Other(code),
                }
            }
        }

        /// What a document says by its kind.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Body {
            $($(#[$doc])+ $name $(($($held)+))?,)+
            /// A kind of a newer version: its code, and its bytes as they are.
            Other(String, Vec<u8>),
        }

        impl Body {
            /// Its kind.
            pub fn kind(&self) -> Kind {
                match self {
                    $(kinds!(@any $name $(($($held)+))?) => Kind::$name,)+
                    Self::Other(code, _) => Kind::Other(code.clone()),
                }
            }

            /// The bytes, as the envelope has them.
            pub(super) fn encode(&self) -> Vec<u8> {
                match self {
                    $(kinds!(@pattern body $name $(($($held)+))?) => kinds!(@encode body $($($held)+)?),)+
                    Self::Other(_, bytes) => bytes.clone(),
                }
            }

            /// Reads what the envelope has.
            pub(super) fn decode(kind: Kind, bytes: Vec<u8>) -> Result<Self, DecodeError> {
                Ok(match kind {
                    $(Kind::$name => kinds!(@decode bytes $name $($($held)+)?),)+
                    Kind::Other(code) => Self::Other(code, bytes),
                })
            }
        }
    };
    (@any $name:ident ($($held:tt)+)) => { Self::$name(_) };
    (@any $name:ident) => { Self::$name };
    (@pattern $body:ident $name:ident ($($held:tt)+)) => { Self::$name($body) };
    (@pattern $body:ident $name:ident) => { Self::$name };
    (@encode $body:ident $($held:tt)+) => { encode($body) };
    (@encode $body:ident) => { encode(&Empty {}) };
    (@decode $bytes:ident $name:ident $($held:tt)+) => { Self::$name(decode(&$bytes)?) };
    (@decode $bytes:ident $name:ident) => {{
        let Empty {} = decode(&$bytes)?;
        Self::$name
    }};
}

/// The body of a kind that says nothing more.
#[derive(Serialize, Deserialize)]
struct Empty {}

kinds! {
    /// A chain begins.
    SeriesBegun = "series_begun" (SeriesBegun),
    /// The words at head and foot of the receipts that name it.
    Heading = "heading" (Heading),
    /// A day was opened.
    DayOpened = "day_opened" (DayOpened),
    /// A paid sale: a receipt.
    Sale = "sale" (Box<Sale>),
    /// Money given back: a receipt.
    Refund = "refund" (Box<Refund>),
    /// A sale of which all was taken off.
    Cancelled = "cancelled" (Box<Cancelled>),
    /// Cash was put into the drawer.
    CashIn = "cash_in" (CashMoved),
    /// Cash was taken out of the drawer.
    CashOut = "cash_out" (CashMoved),
    /// The drawer was opened without a payment; written before it opens.
    DrawerOpened = "drawer_opened" (DrawerOpened),
    /// A receipt was printed once more.
    CopyPrinted = "copy_printed" (CopyPrinted),
    /// A day was closed.
    DayClosed = "day_closed" (Box<DayClosed>),
    /// From here on nothing is sold: somebody learns it.
    TrainingBegun = "training_begun",
    /// From here on sales count again.
    TrainingEnded = "training_ended" (TrainingEnded),
}

impl From<Kind> for String {
    fn from(kind: Kind) -> Self {
        kind.code().to_owned()
    }
}

impl Body {
    /// Whether it is a receipt, which has a number; `None`: of a newer version, and nobody here knows.
    pub fn is_receipt(&self) -> Option<bool> {
        match self {
            Self::Sale(_) | Self::Refund(_) => Some(true),
            Self::Other(..) => None,
            _ => Some(false),
        }
    }

    /// How many lines it has, those that were taken off included.
    pub fn line_count(&self) -> usize {
        match self {
            Self::Sale(sale) => sale.lines.len() + sale.taken_off.len(),
            Self::Refund(refund) => refund.lines.len(),
            Self::Cancelled(cancelled) => cancelled.taken_off.len(),
            _ => 0,
        }
    }
}
