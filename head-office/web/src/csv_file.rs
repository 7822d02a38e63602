//! Lists as CSV files.

use super::Failure;
use super::guard::Member;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use head_office_office::import::table::guarded;
use std::pin::Pin;
use std::task::{Context, Poll};
use sync_core::domain::{Language, fold};
use tokio::sync::mpsc;

/// At the beginning of a file, so that spreadsheets take it for the UTF-8 that it is.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file `NAME-DAY.csv` with these heads and lines.
pub fn answer(
    member: &Member,
    name: &str,
    heads: &[String],
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Result<Response, Failure> {
    let mut file = writer(member.visit.language, BYTE_ORDER_MARK.as_bytes().to_vec());
    let written = file.write_record(heads).and_then(|()| {
        lines.into_iter().try_for_each(|cells| file.write_record(cells.iter().map(|cell| guarded(cell))))
    });
    let bytes = written.and_then(|()| file.into_inner().map_err(|error| error.into_error().into()));
    let bytes = bytes.map_err(|error: csv::Error| {
        tracing::error!(%error, "the list could not be written as CSV");
        Failure::Internal
    })?;
    let day = today(member);
    let name = format!("attachment; filename=\"{name}-{}.csv\"", day.get(..10).unwrap_or_default());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// By the company's calendar.
fn today(member: &Member) -> String {
    member.visit.texts().cell(member.visit.web.office.clock.now())
}

/// What separates cells in a language's spreadsheets: where decimals have a comma, it is the semicolon.
pub fn separator(language: Language) -> char {
    match language {
        Language::En => ',',
        Language::Et | Language::Lv | Language::Ru => ';',
    }
}

fn writer(language: Language, to: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().delimiter(separator(language) as u8).from_writer(to)
}

/// How many parts of a file wait for who reads slowly.
const WAITING: usize = 2;

/// Why the rest of a file is missing; the log says more. The browser notices that it has not got it all.
#[derive(Debug, thiserror::Error)]
#[error("the list could not be written to its end")]
pub struct Broken;

/// Takes the parts of a file.
pub type Sender = mpsc::Sender<Result<Bytes, Broken>>;

/// A file `NAME-COMPANY-DAY.csv` that is sent while it is written.
pub fn streamed(member: &Member, name: &str) -> (Sender, Response) {
    let (send, receive) = mpsc::channel(WAITING);
    let name = format!("attachment; filename=\"{}\"", file_name(member, name));
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    (send, (headers, Body::new(Parts(receive))).into_response())
}

/// With company and date, in letters that every system takes.
fn file_name(member: &Member, name: &str) -> String {
    let company = fold(&member.visit.company);
    let words = company.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let day = today(member);
    let parts = std::iter::once(name).chain(words).chain(day.get(..10));
    parts.collect::<Vec<_>>().join("-") + ".csv"
}

/// The beginning of such a file: its heads.
pub fn head(language: Language, heads: Vec<String>) -> Result<Bytes, Broken> {
    lines(language, std::iter::once(heads)).map(|head| [BYTE_ORDER_MARK.as_bytes(), &head].concat().into())
}

/// Some of its lines.
pub fn lines(language: Language, rows: impl Iterator<Item = Vec<String>>) -> Result<Bytes, Broken> {
    let mut lines = writer(language, Vec::new());
    for row in rows {
        let written = lines.write_record(row.iter().map(|cell| guarded(cell)));
        written.map_err(|error| {
            tracing::error!(%error, "the list could not be written as CSV");
            Broken
        })?;
    }
    lines.into_inner().map(Bytes::from).map_err(|_| Broken)
}

/// The parts as the body of an answer.
struct Parts(mpsc::Receiver<Result<Bytes, Broken>>);

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Broken>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| part.map(http_body::Frame::data)))
    }
}
