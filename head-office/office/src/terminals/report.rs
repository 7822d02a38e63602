//! What a terminal reports: what it has applied and done, and the entries of its journal.

use super::NoTerminal;
use crate::db::grants::Viewer;
use crate::db::{orders, terminals};
use crate::errors::{OfficeError, Refusal};
use crate::journal::{self, Malformed, Uploaded};
use crate::office::Office;
use sync_core::domain::TerminalId;
use sync_core::sync::wire::{Report, ReportAnswer};

impl Office {
    /// Takes a report of a terminal: all of it, or nothing if an entry cannot be read. What was taken before changes nothing.
    ///
    /// # Errors
    /// When there is no such terminal.
    pub fn take_report(
        &self,
        id: TerminalId,
        mut report: Report,
    ) -> Result<Result<ReportAnswer, Malformed>, OfficeError> {
        let read = |bytes: serde_bytes::ByteBuf| Uploaded::read(bytes.into_vec());
        let uploaded: Result<Vec<_>, _> = std::mem::take(&mut report.journal).into_iter().map(read).collect();
        let uploaded = match uploaded {
            Ok(uploaded) => uploaded,
            Err(malformed) => return Ok(Err(malformed)),
        };
        let now = self.clock.now();
        self.db.write(|tx| {
            // Its row is locked first, so that two reports of one terminal are stored one after the other.
            terminals::record_report(tx, id, &report, now)?;
            if let Some(done) = report.done {
                orders::done(tx, id, done)?;
            }
            let unknown = || Refusal::from(NoTerminal::Unknown(id));
            let reporter = terminals::find(tx, Viewer::Everything, id)?.ok_or_else(unknown)?;
            Ok(Ok(ReportAnswer { journal: journal::store(tx, &reporter, &uploaded, now)? }))
        })
    }
}
