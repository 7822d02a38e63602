//! How far a sync has come, and why it stopped, as the screens take it.

use sync_core::sync::engine::{Failure, Phase, Progress};
use ui::{SyncError, SyncPhase};

/// Where the parts of a whole sync begin on the bar, in hundredths: reaching head office, users, salepoint, checking.
const BEGINS: [f32; 4] = [0.0, 0.05, 0.75, 0.90];

/// The step that runs.
pub fn phase(progress: &Progress) -> SyncPhase {
    match progress.phase {
        Phase::Connecting => SyncPhase::Connecting,
        Phase::Directory if progress.rows_total == 0 => SyncPhase::Connecting,
        Phase::Directory => SyncPhase::Users,
        Phase::Salepoint => SyncPhase::Salepoint,
        Phase::Verifying => SyncPhase::Verifying,
    }
}

/// How much of the whole is done, 0 to 1; it never goes back from one step to the next.
pub fn fraction(progress: &Progress) -> f32 {
    let within = super::fraction(progress.bytes, progress.bytes_total);
    let [_, users, salepoint, checking] = BEGINS;
    match phase(progress) {
        SyncPhase::Connecting => 0.0,
        SyncPhase::Users => users + (salepoint - users) * within,
        SyncPhase::Salepoint => salepoint + (checking - salepoint) * within,
        SyncPhase::Verifying => checking,
        SyncPhase::Done => 1.0,
    }
}

/// "1480 / 3200", of the step that runs; empty while it is not known.
pub fn rows(progress: &Progress) -> String {
    if progress.rows_total == 0 {
        return String::new();
    }
    format!("{} / {}", progress.rows, progress.rows_total)
}

/// "0.4 / 1.2 MB", in units of 1000 bytes; empty while it is not known.
pub fn bytes(progress: &Progress) -> String {
    if progress.bytes_total == 0 {
        return String::new();
    }
    let (unit, name) = if progress.bytes_total >= 1_000_000 { (1e6, "MB") } else { (1e3, "kB") };
    format!("{:.1} / {:.1} {name}", progress.bytes as f64 / unit, progress.bytes_total as f64 / unit)
}

/// What it is, and a short code to read to support.
pub fn error(failure: &Failure) -> (SyncError, &'static str) {
    match failure {
        Failure::Unreachable(_) => (SyncError::Unreachable, "S-1"),
        Failure::NotHeadOffice(_) => (SyncError::NotHeadOffice, "S-2"),
        Failure::Busy { .. } => (SyncError::Busy, "S-3"),
        Failure::Refused(..) => (SyncError::Refused, "S-4"),
        Failure::Disbelieved(_) => (SyncError::Damaged, "S-5"),
        Failure::OtherKey(_) => (SyncError::OtherKey, "S-9"),
        Failure::Mismatch(_) => (SyncError::Damaged, "S-6"),
        Failure::DiskFull => (SyncError::Disk, "S-7"),
        Failure::Storage(_) | Failure::Cancelled | Failure::Removed => (SyncError::Other, "S-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_only_grows() {
        let steps = [
            (Phase::Connecting, 0, 0),
            (Phase::Directory, 0, 0),
            (Phase::Directory, 0, 1_000),
            (Phase::Directory, 1_000, 1_000),
            (Phase::Salepoint, 0, 500),
            (Phase::Salepoint, 500, 500),
            (Phase::Verifying, 0, 0),
        ];
        let fractions = steps.map(|(phase, bytes, bytes_total)| {
            fraction(&Progress { phase, rows: 1, rows_total: bytes_total, bytes, bytes_total })
        });
        assert!(fractions.is_sorted(), "{fractions:?}");
        assert!(fractions.iter().all(|fraction| (0.0..1.0).contains(fraction)), "{fractions:?}");
    }

    #[test]
    fn amounts_have_a_unit_that_fits() {
        for (bytes, bytes_total, expect) in
            [(0, 0, ""), (400, 999_900, "0.4 / 999.9 kB"), (400_000, 1_200_000, "0.4 / 1.2 MB")]
        {
            let progress = Progress { phase: Phase::Directory, rows: 1_480, rows_total: 3_200, bytes, bytes_total };
            assert_eq!((rows(&progress).as_str(), super::bytes(&progress).as_str()), ("1480 / 3200", expect));
        }
    }
}
