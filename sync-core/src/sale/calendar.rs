//! Days of the calendar, and which one it is where something is sold.

use crate::domain::UnixMs;
use chrono::{Datelike, FixedOffset, NaiveDate, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// No place is further from UTC than this, in minutes.
const MOST_MINUTES: i16 = 18 * 60;

/// How far local time is ahead of UTC, in minutes. It stands in each document, so that nobody needs a table of zones to read it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug, Serialize, Deserialize)]
#[serde(try_from = "i16", into = "i16")]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// So many minutes ahead; at most 18 hours either way.
    pub const fn new(minutes: i16) -> Option<Self> {
        if minutes < -MOST_MINUTES || minutes > MOST_MINUTES { None } else { Some(Self(minutes)) }
    }

    /// The minutes.
    pub const fn minutes(self) -> i16 {
        self.0
    }
}

impl TryFrom<i16> for UtcOffset {
    type Error = &'static str;
    fn try_from(minutes: i16) -> Result<Self, &'static str> {
        Self::new(minutes).ok_or("local time is at most 18 hours from UTC")
    }
}

impl From<UtcOffset> for i16 {
    fn from(offset: UtcOffset) -> Self {
        offset.0
    }
}

/// A day of the calendar, written `YYYY-MM-DD` (ISO 8601); of the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NaiveDate);

/// Not a day.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("“{0}” is not a day; a day is written as 2026-11-23")]
pub struct NotADay(pub String);

impl Day {
    /// The day, if there is one.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).and_then(Self::within)
    }

    /// Which day it is at this time, so far from UTC; `None` beyond the years there are.
    pub fn at(time: UnixMs, offset: UtcOffset) -> Option<Self> {
        Self::within(local(time, offset)?.date_naive())
    }

    /// The day, the month and the year as paper has them: `23.11.2026`.
    pub fn on_paper(self) -> String {
        self.0.format("%d.%m.%Y").to_string()
    }

    fn within(date: NaiveDate) -> Option<Self> {
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }
}

/// The time of day as paper has it: `14:02`; nothing beyond the years there are.
pub(super) fn time_on_paper(time: UnixMs, offset: UtcOffset) -> String {
    local(time, offset).map(|time| time.format("%H:%M").to_string()).unwrap_or_default()
}

fn local(time: UnixMs, offset: UtcOffset) -> Option<chrono::DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(i32::from(offset.0) * 60)?;
    let utc = time.to_utc()?;
    // A local time beyond chrono's years is none.
    utc.naive_utc().checked_add_offset(zone).map(|_| Utc.from_utc_datetime(&utc.naive_utc()).with_timezone(&zone))
}

/// The day that decides which prices and rates are in force and which business day begins: the latest of what the clock says and
/// of what is known to have been (C8). A clock that was set back brings no old price back.
pub fn trading_day(by_clock: Option<Day>, last_contact: Option<Day>, last_document: Option<Day>) -> Option<Day> {
    by_clock.max(last_contact).max(last_document)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let none = || NotADay(text.into());
        let digits = |from: usize, to: usize| {
            let part = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            part.and_then(|part| part.parse::<u32>().ok()).ok_or_else(none)
        };
        if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
            return Err(none());
        }
        let year = i32::try_from(digits(0, 4)?).map_err(|_| none())?;
        Self::new(year, digits(5, 7)?, digits(8, 10)?).ok_or_else(none)
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;
    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_reads_back_and_nothing_else_does() {
        for text in ["2026-11-23", "0001-01-01", "9999-12-31", "2024-02-29"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        for wrong in ["", "2026-11-3", "2026-02-29", "2026/11/23", "0000-01-01", "+026-11-23", "2026-11-23 ", "õõõõõ"]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        assert_eq!(Day::new(2026, 11, 3).unwrap().on_paper(), "03.11.2026");
    }

    #[test]
    fn midnight_is_where_the_till_stands() {
        // 2026-06-30T21:30:00Z is half past midnight in Tallinn.
        let time = UnixMs(1_782_855_000_000);
        let days = [0, 180, -600].map(|minutes| Day::at(time, UtcOffset::new(minutes).unwrap()).unwrap().to_string());
        assert_eq!(days, ["2026-06-30", "2026-07-01", "2026-06-30"]);
        assert_eq!(time_on_paper(time, UtcOffset::new(180).unwrap()), "00:30");
    }

    #[test]
    fn a_clock_that_was_set_back_brings_no_day_back() {
        let [early, late] = [Day::new(2016, 1, 1), Day::new(2026, 7, 1)];
        for (clock, contact, document) in
            [(early, late, None), (early, early, late), (late, early, early), (None, None, late)]
        {
            assert_eq!(trading_day(clock, contact, document), late);
        }
        assert_eq!(trading_day(None, None, None), None);
    }

    proptest! {
        #[test]
        fn any_time_is_a_day_or_none(time in any::<i64>(), offset in -MOST_MINUTES..=MOST_MINUTES, text in ".{0,12}") {
            let offset = UtcOffset::new(offset).unwrap();
            if let Some(day) = Day::at(UnixMs(time), offset) {
                prop_assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
            }
            let _ = (time_on_paper(UnixMs(time), offset), text.parse::<Day>());
        }
    }
}
