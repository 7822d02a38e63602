//! What goes into and comes out of a statement: the few kinds of values that every database has.

use super::DbError;
use sync_core::domain::{
    Bytes32, CompanyId, GroupId, KdfName, Language, RowKey, SalepointId, StoreId, TerminalId, UnixMs, UserId,
};

/// One value of a statement or a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number; booleans are 0 and 1.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

macro_rules! value_from {
    ($($type:ty => |$value:ident| $make:expr;)+) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $make
            }
        }
    )+};
}

value_from! {
    i64 => |value| Self::Int(value);
    u32 => |value| Self::Int(i64::from(value));
    u64 => |value| Self::Int(i64::try_from(value).unwrap_or(i64::MAX));
    usize => |value| Self::Int(i64::try_from(value).unwrap_or(i64::MAX));
    bool => |value| Self::Int(i64::from(value));
    &str => |value| Self::Text(value.to_owned());
    String => |value| Self::Text(value);
    &String => |value| Self::Text(value.clone());
    Vec<u8> => |value| Self::Blob(value);
    &[u8] => |value| Self::Blob(value.to_vec());
    Bytes32 => |value| Self::Blob(value.0.to_vec());
    UnixMs => |value| Self::Int(value.0);
    Language => |value| Self::Text(value.code().to_owned());
    &KdfName => |value| Self::Text(value.0.clone());
    &RowKey => |value| Self::Text(value.to_string());
    CompanyId => |value| Self::Text(value.to_string());
    GroupId => |value| Self::Text(value.to_string());
    SalepointId => |value| Self::Text(value.to_string());
    StoreId => |value| Self::Text(value.to_string());
    TerminalId => |value| Self::Text(value.to_string());
    UserId => |value| Self::Text(value.to_string());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row(pub(super) Vec<Value>);

impl Row {
    /// Takes the value of a column out of the row.
    ///
    /// # Errors
    /// When there is no such column or it holds something else: the database is not what this version wrote.
    pub fn take<T: FromValue>(&mut self, column: usize) -> Result<T, DbError> {
        let value = self.0.get_mut(column).map(|value| std::mem::replace(value, Value::Null));
        value.and_then(T::from_value).ok_or(DbError::Unreadable { column, due: T::NAME })
    }
}

/// What a column can be read as.
pub trait FromValue: Sized {
    /// How an error calls it.
    const NAME: &'static str;
    /// `None` when the value is of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($type:ty, $name:literal => |$value:ident| $make:expr;)+) => {$(
        impl FromValue for $type {
            const NAME: &'static str = $name;
            fn from_value($value: Value) -> Option<Self> {
                $make
            }
        }
    )+};
}

from_value! {
    i64, "a number" => |value| match value { Value::Int(number) => Some(number), _ => None };
    u64, "a number" => |value| i64::from_value(value)?.try_into().ok();
    u32, "a number" => |value| i64::from_value(value)?.try_into().ok();
    bool, "0 or 1" => |value| Some(i64::from_value(value)? != 0);
    UnixMs, "a time" => |value| i64::from_value(value).map(UnixMs);
    String, "text" => |value| match value { Value::Text(text) => Some(text), _ => None };
    Vec<u8>, "bytes" => |value| match value { Value::Blob(bytes) => Some(bytes), _ => None };
    Bytes32, "32 bytes" => |value| Vec::from_value(value)?.try_into().ok().map(Bytes32);
    [u8; 16], "16 bytes" => |value| Vec::from_value(value)?.try_into().ok();
    Language, "a language" => |value| String::from_value(value)?.parse().ok();
    KdfName, "the name of a KDF" => |value| String::from_value(value).map(KdfName);
    RowKey, "a row key" => |value| String::from_value(value)?.parse().ok();
    CompanyId, "an id" => |value| String::from_value(value)?.parse().ok();
    GroupId, "an id" => |value| String::from_value(value)?.parse().ok();
    SalepointId, "an id" => |value| String::from_value(value)?.parse().ok();
    StoreId, "an id" => |value| String::from_value(value)?.parse().ok();
    TerminalId, "an id" => |value| String::from_value(value)?.parse().ok();
    UserId, "an id" => |value| String::from_value(value)?.parse().ok();
}

impl<T: FromValue> FromValue for Option<T> {
    const NAME: &'static str = T::NAME;
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
