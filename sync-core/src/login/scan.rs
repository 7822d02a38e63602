//! What a barcode scanner types is no password: it is told from a person by its times.
//!
//! A scanner is a keyboard that types faster than anybody can, and presses Enter or Tab at the end. At a login pad each scan
//! would be an attempt, and ten of them would close the till.

/// A scan has at least so many characters.
pub const LEAST_CHARACTERS: usize = 6;
/// They are on average less than so far apart, in milliseconds.
pub const APART_BELOW_MS: u64 = 30;
/// Enter or Tab follows the last of them within so long, in milliseconds.
pub const ENDED_WITHIN_MS: u64 = 100;

/// The most characters looked back at: as many as a password has at most.
const MOST_CHARACTERS: usize = 64;

/// When the characters of a keyboard came, for as long as they may be a scan. It is not told which they were.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scan {
    at_ms: Vec<u64>,
}

impl Scan {
    /// A character came from the keyboard. Those of the screen are not a scanner's and are not told.
    pub fn character(&mut self, at_ms: u64) {
        if self.at_ms.len() == MOST_CHARACTERS {
            self.at_ms.remove(0);
        }
        self.at_ms.push(at_ms);
    }

    /// Enter or Tab: whether it ends a scan. Characters typed before the scan do not hide it. Another one begins.
    pub fn ends(&mut self, at_ms: u64) -> bool {
        let typed = std::mem::take(&mut self.at_ms);
        let Some(last) = typed.last() else { return false };
        at_ms.saturating_sub(*last) <= ENDED_WITHIN_MS
            && typed
                .iter()
                .rev()
                .zip(1_u64..)
                .skip(LEAST_CHARACTERS - 1)
                .any(|(first, characters)| last.saturating_sub(*first) < APART_BELOW_MS * (characters - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters at these times, and Enter or Tab.
    fn is_scan(at_ms: impl IntoIterator<Item = u64>, ends_ms: u64) -> bool {
        let mut scan = Scan::default();
        at_ms.into_iter().for_each(|at_ms| scan.character(at_ms));
        scan.ends(ends_ms)
    }

    fn apart(characters: u64, ms: u64) -> Vec<u64> {
        (0..characters).map(|character| 1_000 + character * ms).collect()
    }

    #[test]
    fn a_scan_is_told_from_typing_by_its_times_at_every_border() {
        for (characters, ms, ends_after_ms, expect) in [
            (13, 5, 5, true),
            (6, 0, 0, true),
            (6, 29, 100, true),
            (6, 29, 101, false),
            (6, 30, 0, false),
            (5, 1, 1, false),
            (64, 29, 29, true),
            (13, 60, 60, false),
            (0, 0, 0, false),
        ] {
            let typed = apart(characters, ms);
            let ends_ms = typed.last().unwrap_or(&1_000) + ends_after_ms;
            let name = format!("{characters} characters {ms} ms apart, ended after {ends_after_ms} ms");
            assert_eq!(is_scan(typed, ends_ms), expect, "{name}");
        }
    }

    #[test]
    fn it_is_the_average_that_counts() {
        // Five gaps: 149 ms are a scan, 150 are not.
        assert!(is_scan([0, 1, 2, 3, 4, 149], 150));
        assert!(!is_scan([0, 1, 2, 3, 4, 150], 150));
    }

    #[test]
    fn what_was_typed_before_does_not_hide_a_scan() {
        let scanned = apart(8, 5);
        assert!(is_scan([0, 400].into_iter().chain(scanned.clone()), 1_040));
        // But a hand that is quick at the end is no scanner.
        assert!(!is_scan([0, 200, 400, 600, 610, 620, 630, 640], 660));
        // More characters than are looked back at.
        assert!(is_scan(apart(200, 5), 2_000));
    }

    #[test]
    fn each_end_begins_anew() {
        let mut scan = Scan::default();
        apart(8, 5).into_iter().for_each(|at_ms| scan.character(at_ms));
        assert!(scan.ends(1_040));
        assert!(!scan.ends(1_041), "the second Enter of two is nobody's scan");
    }

    #[test]
    fn a_clock_that_goes_back_breaks_nothing() {
        assert!(is_scan([9, 8, 7, 6, 5, 4], 1));
    }
}
