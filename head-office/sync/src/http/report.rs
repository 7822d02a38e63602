//! `POST report`.

use super::access::Reporter;
use super::problem::Problem;
use super::{Cbor, Service};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use head_office_office::accounts::throttle::{Allowance, Wait};
use head_office_office::blocking::blocking;
use head_office_store::terminals::can_be_version;
use parking_lot::Mutex;
use std::collections::HashMap;
use sync_core::domain::{TerminalId, UnixMs, decode};
use sync_core::sync::wire::{ProblemKind, Report, ReportAnswer};

/// What a terminal may upload at once, which is several months' honest backlog, and then in time: a month's 20,000
/// entries more are through in less than ten minutes.
const ENTRIES: Allowance = Allowance::new(100_000, 1_000 / ENTRIES_PER_S);
const ENTRIES_PER_S: i64 = 50;
/// What a report costs that brings none.
const REPORT_COSTS: i64 = 20;

/// How much terminals have uploaded: for each, when all of its allowance is given back.
#[derive(Default)]
pub struct Uploads(Mutex<HashMap<TerminalId, UnixMs>>);

impl Uploads {
    /// Spends a report's entries, or says how long to wait.
    fn spend(&self, terminal: TerminalId, entries: usize, now: UnixMs) -> Result<(), Wait> {
        let cost = i64::try_from(entries).unwrap_or(i64::MAX).max(REPORT_COSTS);
        let mut settled = self.0.lock();
        let settled_at = ENTRIES.spend_many(cost, settled.get(&terminal).copied(), now)?;
        settled.insert(terminal, settled_at);
        Ok(())
    }
}

pub async fn report(
    State(service): State<Service>,
    Reporter(reporter): Reporter,
    body: Result<Bytes, BytesRejection>,
) -> Result<Cbor<ReportAnswer>, Problem> {
    let malformed = || Problem::new(ProblemKind::Malformed, "this is not a report of version 1");
    let body = body.map_err(|_| malformed())?;
    let report: Report = decode(&body).map_err(|_| malformed())?;
    if !can_be_version(&report.app_version) || report.journal.len() > Report::MOST_ENTRIES as usize {
        return Err(malformed());
    }
    let spent = service.uploads.spend(reporter.terminal.id, report.journal.len(), service.office.clock.now());
    spent.map_err(|wait| Problem::busy("this terminal reports too much at once; the rest is due later", wait.ms))?;
    let office = service.office;
    let answer = blocking(move || office.take_report(reporter.terminal.id, report)).await?;
    Ok(Cbor(answer.map_err(|_| malformed())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use head_office_office::testing::NOW;
    use uuid::Uuid;

    #[test]
    fn months_of_backlog_are_through_at_once_and_one_more_in_ten_minutes() {
        let (uploads, terminal) = (Uploads::default(), TerminalId(Uuid::from_u128(1)));
        let all_at_once = (0..100).all(|_| uploads.spend(terminal, 1_000, NOW).is_ok());
        assert!(all_at_once && uploads.spend(TerminalId(Uuid::from_u128(2)), 1_000, NOW).is_ok());
        let (mut now, mut waited) = (NOW, 0);
        for _ in 0..20 {
            while let Err(wait) = uploads.spend(terminal, 1_000, now) {
                now = now.plus_ms(wait.ms);
                waited += 1;
            }
        }
        let minutes = now.since(NOW) / 60_000;
        assert!((1..10).contains(&minutes), "{minutes} minutes");
        assert_eq!(waited, 20, "who waits as long as it was told is let in");
    }
}
