//! The file as a browser sends it. It may hold POS passwords: it stays in memory and is wiped.

use super::super::super::Failure;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::StatusCode;
use head_office_domain::names::shown;
use zeroize::Zeroizing;

/// The most bytes a file has.
pub const MOST_BYTES: usize = 5_000_000;
/// The most bytes that are read to their end. Who is answered before everything was sent sees no answer.
pub const MOST_BODY_BYTES: usize = 50_000_000;
/// How much of a file's name is shown.
const MOST_NAME: usize = 80;

/// Why there is no file.
pub enum NoFile {
    /// None was chosen.
    NotChosen,
    /// It has more bytes than are taken.
    TooLarge,
}

/// The file's name and what is in it.
pub type Uploaded = (String, Zeroizing<Vec<u8>>);

/// Reads the form's file.
pub async fn read(mut form: Multipart) -> Result<Result<Uploaded, NoFile>, Failure> {
    loop {
        let mut field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(Err(NoFile::NotChosen)),
            Err(error) => return broken(&error),
        };
        if field.name() != Some("file") {
            continue;
        }
        let name = shown(field.file_name().unwrap_or_default(), MOST_NAME);
        // Room for all of it at once: growing would leave copies behind in freed memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_BYTES));
        let mut is_too_large = false;
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= MOST_BYTES => bytes.extend_from_slice(&chunk),
                Ok(Some(_)) => is_too_large = true,
                Ok(None) => break,
                Err(error) => return broken(&error),
            }
        }
        return Ok(match (is_too_large, name.is_empty() && bytes.is_empty()) {
            (true, _) => Err(NoFile::TooLarge),
            (false, true) => Err(NoFile::NotChosen),
            (false, false) => Ok((name, bytes)),
        });
    }
}

fn broken<T>(error: &MultipartError) -> Result<Result<T, NoFile>, Failure> {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Ok(Err(NoFile::TooLarge)),
        _ => Err(Failure::Malformed),
    }
}
