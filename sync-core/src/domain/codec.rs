//! How values become bytes: CBOR (RFC 8949), structs as maps by field name, so that a reader skips fields it does not
//! know and an old terminal understands a newer head office.

use serde::{Deserialize, Serialize};

/// Bytes that are not what they should be.
#[derive(Debug, thiserror::Error)]
#[error("not a valid {what}: {reason}")]
pub struct DecodeError {
    /// The type that was to be read.
    pub what: &'static str,
    /// What the decoder said.
    pub reason: String,
}

/// Encodes a value.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    minicbor_serde::to_vec(value).expect("types of this product encode into memory without failing")
}

/// Decodes exactly one value; bytes left over are an error.
///
/// # Errors
/// When the bytes are not one whole `T`.
pub fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, DecodeError> {
    let what = short_type_name::<T>();
    let mut decoder = minicbor_serde::Deserializer::new(bytes);
    let value = T::deserialize(&mut decoder).map_err(|error| DecodeError { what, reason: error.to_string() })?;
    if decoder.decoder().position() != bytes.len() {
        return Err(DecodeError { what, reason: "bytes left over".into() });
    }
    Ok(value)
}

fn short_type_name<T>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.rsplit("::").next().unwrap_or(name)
}
