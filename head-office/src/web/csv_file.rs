//! Lists as CSV files.

use super::Failure;
use super::guard::Member;
use crate::import::table::guarded;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// At the beginning of a file, so that spreadsheets take it for the UTF-8 that it is.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file `NAME-DAY.csv` with these heads and lines.
pub fn answer(
    member: &Member,
    name: &str,
    heads: &[String],
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Result<Response, Failure> {
    let mut file = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let written = file.write_record(heads).and_then(|()| {
        lines.into_iter().try_for_each(|cells| file.write_record(cells.iter().map(|cell| guarded(cell))))
    });
    let bytes = written.and_then(|()| file.into_inner().map_err(|error| error.into_error().into()));
    let bytes = bytes.map_err(|error: csv::Error| {
        tracing::error!(%error, "the list could not be written as CSV");
        Failure::Internal
    })?;
    let day = member.visit.web.office.clock.now().to_string();
    let name = format!("attachment; filename=\"{name}-{}.csv\"", day.get(..10).unwrap_or_default());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
