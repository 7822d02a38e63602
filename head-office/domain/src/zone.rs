//! The company's time zone: by it times are shown to people, whatever machine head office runs on.

use chrono::{DateTime, Duration, NaiveDateTime, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use sync_core::domain::UnixMs;

/// A time zone of the IANA database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Zone(Tz);

/// A zone has not such a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone “{0}”; one is called like Europe/Tallinn")]
pub struct UnknownZone(String);

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Those that are offered to choose from: places and universal time, but none of the names of earlier times.
    pub fn offered() -> impl Iterator<Item = Self> {
        const PARTS: [&str; 9] = [
            "Africa/",
            "America/",
            "Antarctica/",
            "Asia/",
            "Atlantic/",
            "Australia/",
            "Europe/",
            "Indian/",
            "Pacific/",
        ];
        let is_place = |zone: &&Tz| PARTS.iter().any(|part| zone.name().starts_with(part));
        std::iter::once(Self::UTC).chain(TZ_VARIANTS.iter().filter(is_place).map(|zone| Self(*zone)))
    }

    /// What clocks on the wall show at a time; `None`: no calendar has it.
    pub fn at(self, at: UnixMs) -> Option<DateTime<Tz>> {
        Some(at.to_utc()?.with_timezone(&self.0))
    }

    /// When clocks on the wall show this, the first time. A time that they leave out when they are put forward is the one
    /// an hour later.
    pub fn when(self, wall: NaiveDateTime) -> Option<UnixMs> {
        let known = |wall: NaiveDateTime| self.0.from_local_datetime(&wall).earliest();
        let at = known(wall).or_else(|| known(wall + Duration::hours(1)))?;
        Some(UnixMs(at.timestamp_millis()))
    }
}

impl std::str::FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.trim().parse().map(Self).map_err(|_| UnknownZone(name.trim().to_owned()))
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_show_summer_and_winter_and_leave_no_time_unanswered() {
        let tallinn: Zone = "Europe/Tallinn".parse().unwrap();
        let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        for (shown, utc) in [
            ("2026-01-15 12:00", "2026-01-15 10:00"),
            ("2026-07-15 12:00", "2026-07-15 09:00"),
            // There are no clocks that show this: they go from 2:59 to 4:00.
            ("2026-03-29 03:30", "2026-03-29 01:30"),
            // They show it twice.
            ("2026-10-25 03:30", "2026-10-25 00:30"),
        ] {
            assert_eq!(tallinn.when(wall(shown)), Zone::UTC.when(wall(utc)), "{shown}");
        }
        let summer = tallinn.at(Zone::UTC.when(wall("2026-07-15 09:00")).unwrap()).unwrap();
        assert_eq!(summer.format("%H:%M %:z").to_string(), "12:00 +03:00");
    }

    #[test]
    fn zones_are_called_as_everywhere_and_each_that_is_offered_is_known() {
        let offered: Vec<_> = Zone::offered().collect();
        for name in ["UTC", "Europe/Tallinn", "Europe/Riga", "Europe/Vilnius", "America/New_York", "Asia/Tokyo"] {
            let zone: Zone = name.parse().unwrap();
            assert!(offered.contains(&zone) && zone.name() == name, "{name}");
        }
        assert!(offered.iter().all(|zone| zone.name().parse() == Ok(*zone)) && offered.len() > 300);
        for wrong in ["", "Tallinn", "UTC+2", "EET-", "europe tallinn"] {
            assert!(wrong.parse::<Zone>().is_err(), "{wrong}");
        }
    }
}
