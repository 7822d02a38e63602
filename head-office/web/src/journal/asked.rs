//! What the address of the journal asks for.

use super::super::list;
use super::words;
use chrono::{Duration, NaiveDate, NaiveDateTime};
use head_office_domain::zone::Zone;
use head_office_store::grants::Viewer;
use head_office_store::journal_list::{Events, Position, Start, Wanted};
use serde::Deserialize;
use sync_core::domain::UnixMs;

/// More characters than a time has.
const MOST_CHARACTERS: usize = 40;

/// As people write days here: 24.11.2026, 24/11/2026 and 2026-11-24.
const DAYS: [&str; 3] = ["%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d"];

/// What entries are about, each with its code in the address and its words. The standard has no code.
pub const EVENTS: [(&str, Events, &str); 3] = [
    ("", Events::People, "journal-logins"),
    ("problems", Events::Problems, "journal-problems"),
    ("all", Events::All, "journal-all"),
];

/// How a field for a time is shown: browsers offer a calendar where it fits what stands there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimeField {
    /// The input's type.
    pub kind: &'static str,
    /// What stands in it.
    pub value: String,
}

impl TimeField {
    /// Holding what was typed, or follows from an address.
    pub fn holding(text: &str) -> Self {
        let trimmed = text.trim();
        match span(trimmed) {
            _ if trimmed.is_empty() => Self { kind: "date", value: String::new() },
            Some((begins_at, _)) if trimmed.contains([' ', 'T']) => {
                Self { kind: "datetime-local", value: begins_at.format("%Y-%m-%dT%H:%M").to_string() }
            }
            Some((begins_at, _)) => Self { kind: "date", value: begins_at.format("%Y-%m-%d").to_string() },
            // To be mended where it stands.
            None => Self { kind: "text", value: text.to_owned() },
        }
    }
}

/// As it stands in the address; what is missing or makes no sense is the standard, but for times.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// A user's or terminal's id, or a part of the name.
    #[serde(default)]
    pub who: String,
    /// A day, or a day and a time.
    #[serde(default)]
    pub from: String,
    /// The same; it is included.
    #[serde(default)]
    pub to: String,
    /// What entries are about: the code of a segment; empty: what people did.
    #[serde(default)]
    pub events: String,
    /// The code of an outcome.
    #[serde(default)]
    pub outcome: String,
    /// Older than this position.
    #[serde(default)]
    pub before: String,
    /// Newer than this position.
    #[serde(default)]
    pub after: String,
}

/// What was typed is no time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoTime;

impl Asked {
    /// Not before.
    pub fn from(&self, zone: Zone) -> Result<Option<UnixMs>, NoTime> {
        Ok(typed(&self.from, zone)?.map(|typed| typed.begins_at))
    }

    /// Before: the end of the day or the minute that was typed.
    pub fn to(&self, zone: Zone) -> Result<Option<UnixMs>, NoTime> {
        Ok(typed(&self.to, zone)?.map(|typed| typed.ends_at))
    }

    /// The outcome.
    pub fn outcome(&self) -> Option<&'static str> {
        words::OUTCOMES.iter().find(|(code, _)| *code == self.outcome).map(|(code, _)| *code)
    }

    /// What entries are about.
    pub fn events(&self) -> Events {
        EVENTS.iter().find(|(code, ..)| *code == self.events).map_or(Events::People, |(_, events, _)| *events)
    }

    /// From where on.
    pub fn start(&self) -> Start {
        let older = position(&self.before).map(Start::OlderThan);
        older.or_else(|| position(&self.after).map(Start::NewerThan)).unwrap_or(Start::Newest)
    }

    /// What is wanted, whoever it is about.
    pub fn wanted(&self, viewer: Viewer, zone: Zone) -> Result<Wanted, NoTime> {
        let (events, outcome) = (self.events(), self.outcome());
        Ok(Wanted { from: self.from(zone)?, to: self.to(zone)?, events, outcome, ..Wanted::by(viewer) })
    }

    /// The address of the list or its export with one thing different, from the newest on.
    pub fn address(&self, path: &str, changed: &[(&str, &str)]) -> String {
        let mut pairs = vec![("who", self.who.as_str()), ("from", &self.from), ("to", &self.to)];
        pairs.extend([("events", self.events.as_str()), ("outcome", &self.outcome)]);
        list::address(path, pairs, changed)
    }
}

/// A position as it stands in an address.
pub fn text(position: Position) -> String {
    format!("{}.{}", position.counted_at.0, position.number)
}

fn position(text: &str) -> Option<Position> {
    let (counted_at, entry) = text.split_once('.')?;
    Some(Position { counted_at: UnixMs(counted_at.parse().ok()?), number: number(entry)? })
}

/// A number that the database can hold.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| i64::try_from(*number).is_ok())
}

/// A day or a minute, by the company's clocks on the wall.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Typed {
    begins_at: UnixMs,
    /// The first moment after it.
    ends_at: UnixMs,
}

fn typed(text: &str, zone: Zone) -> Result<Option<Typed>, NoTime> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Ok(None);
    }
    let (begins_at, ends_at) = span(&text).ok_or(NoTime)?;
    Ok(Some(Typed { begins_at: zone.when(begins_at).ok_or(NoTime)?, ends_at: zone.when(ends_at).ok_or(NoTime)? }))
}

fn span(text: &str) -> Option<(NaiveDateTime, NaiveDateTime)> {
    if text.chars().count() > MOST_CHARACTERS {
        return None;
    }
    let (day, time) = text.split_once([' ', 'T']).map_or((text, None), |(day, time)| (day, Some(time)));
    // Four digits: 26 would be a year of the Roman Empire.
    let day = DAYS.iter().find_map(|format| NaiveDate::parse_from_str(day, format).ok());
    let day = day.filter(|day| (1970..=9998).contains(&chrono::Datelike::year(day)))?;
    match time {
        None => Some((day.and_time(chrono::NaiveTime::MIN), day.succ_opt()?.and_time(chrono::NaiveTime::MIN))),
        Some(time) => {
            let at = day.and_time(chrono::NaiveTime::parse_from_str(time, "%H:%M").ok()?);
            Some((at, at + Duration::minutes(1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALLINN: &str = "Europe/Tallinn";

    fn local(text: &str) -> i64 {
        let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        TALLINN.parse::<Zone>().unwrap().when(naive).unwrap().0
    }

    #[test]
    fn a_day_is_whole_and_a_minute_too_however_it_is_written() {
        let day = Some((local("2026-11-24 00:00"), local("2026-11-25 00:00")));
        let minute = Some((local("2026-11-24 08:30"), local("2026-11-24 08:31")));
        for (text, expected) in [
            ("24.11.2026", day),
            (" 24/11/2026 ", day),
            ("2026-11-24", day),
            ("24.11.2026 08:30", minute),
            ("24.11.2026  8:30", minute),
            ("2026-11-24T08:30", minute),
            ("31.12.2026", Some((local("2026-12-31 00:00"), local("2027-01-01 00:00")))),
            ("24.11.26", None),
            ("31.02.2026", None),
            ("24.11.2026 24:00", None),
            ("24.11.2026 08:30 more", None),
            ("yesterday", None),
            ("\u{202e}24.11.2026", None),
            ("24.11.99999", None),
        ] {
            let found =
                typed(text, TALLINN.parse().unwrap()).ok().flatten().map(|typed| (typed.begins_at.0, typed.ends_at.0));
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(typed(" ", Zone::UTC), Ok(None));
        assert_eq!(typed(&"2".repeat(10_000), Zone::UTC), Err(NoTime));
    }

    #[test]
    fn a_day_is_chosen_from_a_calendar_and_what_is_none_stays_to_be_mended() {
        for (text, kind, value) in [
            ("", "date", ""),
            ("2026-11-24", "date", "2026-11-24"),
            ("24.11.2026", "date", "2026-11-24"),
            ("24.11.2026 8:30", "datetime-local", "2026-11-24T08:30"),
            ("2026-11-24T08:30", "datetime-local", "2026-11-24T08:30"),
            ("yesterday", "text", "yesterday"),
            ("<b>", "text", "<b>"),
        ] {
            assert_eq!(TimeField::holding(text), TimeField { kind, value: value.into() }, "{text}");
        }
    }

    #[test]
    fn a_position_is_read_as_it_was_written_and_nothing_else_is_one() {
        let one = Position { counted_at: UnixMs(-5), number: 17 };
        assert_eq!(position(&text(one)), Some(one));
        for wrong in ["", "1", "1.2.3", "1.99999999999999999999", &format!("1.{}", u64::MAX)] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }
}
