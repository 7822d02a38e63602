//! `POST report`.

use super::access::Reporter;
use super::problem::Problem;
use super::{Cbor, Service};
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
    let report: Report = decode(&body).map_err(|_| malformed())?;
    if report.app_version.len() > LONGEST_VERSION || report.journal.len() > Report::MOST_ENTRIES as usize {
        return Err(malformed());
    }
    let office = service.office;
    let answer = blocking(move || office.take_report(reporter.terminal.id, report)).await?;
    Ok(Cbor(answer.map_err(|_| malformed())?))
}
