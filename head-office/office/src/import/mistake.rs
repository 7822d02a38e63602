//! What can be wrong with an entry. The command line says it in English, the web office in the reader's language.

use crate::names::NameError;
use std::fmt;
use sync_core::domain::PosPasswordError;

/// One thing that is wrong; what is quoted stands in the file. Never a POS password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mistake {
    /// A new user needs it.
    Missing,
    /// It can be another, but not none.
    CanNotBeNone,
    /// An entry above is about the same record, by this field.
    Twice(&'static str),
    /// There is no such user group.
    UnknownGroup(Unknown),
    /// There is no such salepoint.
    UnknownSalepoint(Unknown),
    /// There is no such store.
    UnknownStore(Unknown),
    /// No user has this id.
    UnknownUser(String),
    /// Another user has this reference.
    ReferenceTaken(String),
    /// Nobody gets a closed salepoint.
    ClosedSalepoint(String),
    /// Nobody gets a closed store.
    ClosedStore(String),
    /// The default store is not among the user's stores.
    NotAmongStores(String),
    /// A salepoint is granted twice.
    NamedTwice(String),
    /// It is no name.
    NotAName(String, NameError),
    /// It is no POS password.
    NotAPassword(PosPasswordError),
    /// It is what a spreadsheet made of a POS password.
    SpreadsheetPassword,
    /// The POS password has fewer characters than this.
    TooShort(usize),
    /// The POS password is taken, or one that everybody tries first: nobody is told which.
    RefusedPassword,
    /// So many POS passwords were refused that the others were not looked at.
    TooManyRefused,
    /// It is none of the four languages.
    NotALanguage(String),
    /// It says neither active nor deactivated.
    NotAStatus(String),
    /// There is no such column.
    UnknownColumn(Unknown),
    /// New users need the column.
    ColumnMissing,
    /// The column is there twice.
    ColumnTwice(String),
    /// A row has more cells than there are columns.
    TooManyCells,
    /// A quotation mark opens here and none closes it.
    OpenQuote,
    /// Who imports lacks office rights that the entry would give or take.
    LacksRights,
    /// Nobody would be left who may do everything in the office.
    LastAdministrator,
    /// Something only a TOML file can have wrong, in English: only the command line reads those.
    Toml(String),
}

/// A name that nothing has, and the known one that is most like it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// What stands in the file.
    pub name: String,
    /// What may be meant.
    pub like: Option<String>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”", self.name)?;
        self.like.as_ref().map_or(Ok(()), |like| write!(f, "; did you mean “{like}”?"))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing; a new user needs it"),
            Self::CanNotBeNone => f.write_str("cannot be none"),
            Self::Twice(field) => write!(f, "an entry above has the same {field}"),
            Self::UnknownGroup(unknown) => write!(f, "no user group {unknown}"),
            Self::UnknownSalepoint(unknown) => write!(f, "no salepoint {unknown}"),
            Self::UnknownStore(unknown) => write!(f, "no store {unknown}"),
            Self::UnknownUser(id) => write!(f, "no user has the id “{id}”"),
            Self::ReferenceTaken(reference) => write!(f, "another user has the ref “{reference}”"),
            Self::ClosedSalepoint(name) => write!(f, "the salepoint “{name}” is closed; open it again first"),
            Self::ClosedStore(name) => write!(f, "the store “{name}” is closed; open it again first"),
            Self::NotAmongStores(name) => write!(f, "“{name}” is not among the user's stores; add it to \"stores\""),
            Self::NamedTwice(name) => write!(f, "the salepoint “{name}” is named twice"),
            Self::NotAName(_, error) => error.fmt(f),
            Self::NotAPassword(error) => error.fmt(f),
            Self::SpreadsheetPassword => f.write_str(
                "this is what a spreadsheet made of the POS password (a formula, an exponent or decimals, or a space at an \
                 end); format the column as text and enter it again",
            ),
            Self::TooShort(least) => write!(f, "a POS password has at least {least} characters"),
            Self::RefusedPassword => f.write_str("this POS password cannot be used; choose another"),
            Self::TooManyRefused => f.write_str("so many POS passwords were refused; further ones were not looked at"),
            Self::NotALanguage(text) => write!(f, "unknown language “{text}”"),
            Self::NotAStatus(text) => write!(f, "“{text}” is neither active nor deactivated"),
            Self::UnknownColumn(unknown) => write!(f, "no column {unknown}"),
            Self::ColumnMissing => f.write_str("the column is missing; new users need it"),
            Self::ColumnTwice(name) => write!(f, "the column “{name}” is there twice"),
            Self::TooManyCells => f.write_str("has more cells than there are columns"),
            Self::OpenQuote => f.write_str("a quotation mark opens here and none closes it"),
            Self::LacksRights => f.write_str("only somebody who has all office rights of this user group may do this"),
            Self::LastAdministrator => f.write_str("nobody would be left who may do everything in the office"),
            Self::Toml(words) => f.write_str(words),
        }
    }
}

impl From<String> for Mistake {
    fn from(words: String) -> Self {
        Self::Toml(words)
    }
}

impl From<&str> for Mistake {
    fn from(words: &str) -> Self {
        Self::Toml(words.to_owned())
    }
}
