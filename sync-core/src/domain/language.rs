//! The languages of the screens.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language of terminal and office, written as its ISO 639-1 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Estonian.
    Et,
    /// Latvian.
    Lv,
    /// Russian.
    Ru,
}

impl Language {
    /// All of them, in the order the office lists them.
    pub const ALL: [Self; 4] = [Self::En, Self::Et, Self::Lv, Self::Ru];

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Et => "et",
            Self::Lv => "lv",
            Self::Ru => "ru",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Not one of the four codes.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown language “{0}”; known are en, et, lv, ru")]
pub struct UnknownLanguage(pub String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|language| language.code() == text).ok_or_else(|| UnknownLanguage(text.into()))
    }
}
