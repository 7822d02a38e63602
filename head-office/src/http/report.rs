//! `POST report`.

use super::Service;
use super::access::Reporter;
use super::problem::Problem;
use crate::db::{orders, terminals};
use crate::snapshots::blocking;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use sync_core::domain::decode;
use sync_core::sync::wire::{ProblemKind, Report};

/// A version longer than this is none.
const LONGEST_VERSION: usize = 64;

pub async fn report(
    State(service): State<Service>,
    reporter: Reporter,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let malformed = || Problem::new(ProblemKind::Malformed, "this is not a report of version 1");
    let body = body.map_err(|_| malformed())?;
    let report: Report = decode(&body).map_err(|_| malformed())?;
    if report.app_version.len() > LONGEST_VERSION {
        return Err(malformed());
    }
    let office = service.office;
    blocking(move || {
        let now = office.clock.now();
        Ok(office.db.write(|tx| {
            terminals::record_report(tx, reporter.0.terminal.id, &report, now)?;
            report.done.map_or(Ok(()), |done| orders::done(tx, reporter.0.terminal.id, done))
        })?)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
