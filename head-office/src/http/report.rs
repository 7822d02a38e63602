//! `POST report`.

use super::access::Reporter;
use super::problem::Problem;
use super::{Cbor, Service};
use crate::db::{orders, terminals};
use crate::journal::{self, Uploaded};
use crate::office::OfficeError;
use crate::snapshots::blocking;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use sync_core::domain::decode;
use sync_core::sync::wire::{ProblemKind, Report, ReportAnswer};

/// A version longer than this is none.
const LONGEST_VERSION: usize = 64;

pub async fn report(
    State(service): State<Service>,
    Reporter(reporter): Reporter,
    body: Result<Bytes, BytesRejection>,
) -> Result<Cbor<ReportAnswer>, Problem> {
    let malformed = || Problem::new(ProblemKind::Malformed, "this is not a report of version 1");
    let body = body.map_err(|_| malformed())?;
    let mut report: Report = decode(&body).map_err(|_| malformed())?;
    if report.app_version.len() > LONGEST_VERSION || report.journal.len() > Report::MOST_ENTRIES as usize {
        return Err(malformed());
    }
    // All of it is read before anything is stored.
    let read = |bytes: serde_bytes::ByteBuf| Uploaded::read(bytes.into_vec());
    let uploaded: Vec<_> =
        std::mem::take(&mut report.journal).into_iter().map(read).collect::<Result<_, _>>().map_err(|_| malformed())?;
    let office = service.office;
    let journal = blocking(move || {
        let now = office.clock.now();
        let id = reporter.terminal.id;
        office.db.write(|tx| {
            // Its row is locked first, so that two reports of one terminal are stored one after the other.
            terminals::record_report(tx, id, &report, now)?;
            if let Some(done) = report.done {
                orders::done(tx, id, done)?;
            }
            Ok::<_, OfficeError>(journal::store(tx, &reporter, &uploaded, now)?)
        })
    })
    .await?;
    Ok(Cbor(ReportAnswer { journal }))
}
