//! The office's words: Fluent files in `texts/`, a folder a language and a file a subject, embedded. Plural rules are the library's.

use chrono::DateTime;
use chrono_tz::Tz;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use head_office_domain::zone::Zone;
use std::sync::Arc;
use sync_core::domain::{Language, UnixMs};
use unic_langid::LanguageIdentifier;

/// The files of a language, one a subject.
macro_rules! sources {
    ($($subject:literal)+) => {
        [
            (Language::En, &[$(include_str!(concat!("../texts/en/", $subject, ".ftl"))),+]),
            (Language::Et, &[$(include_str!(concat!("../texts/et/", $subject, ".ftl"))),+]),
            (Language::Lv, &[$(include_str!(concat!("../texts/lv/", $subject, ".ftl"))),+]),
            (Language::Ru, &[$(include_str!(concat!("../texts/ru/", $subject, ".ftl"))),+]),
        ]
    };
}

/// What is embedded.
pub const SOURCES: [(Language, &[&str]); 4] = sources! {
    "bulk"
    "company"
    "delivery"
    "frame"
    "groups"
    "history"
    "home"
    "import"
    "journal"
    "licences"
    "long-work"
    "mail"
    "mail-list"
    "places"
    "policies"
    "sign-in"
    "terminals"
    "terminal-journal"
    "user-list"
    "users"
    "user-form"
};

/// The words of all languages.
pub struct AllTexts(Vec<Arc<Texts>>);

impl AllTexts {
    /// Reads the embedded files.
    pub fn load() -> Self {
        Self(SOURCES.iter().map(|(language, sources)| Arc::new(Texts::read(*language, sources))).collect())
    }

    /// Those of one language; times in them are universal ones ([`Texts::in_zone`]).
    pub fn of(&self, language: Language) -> Arc<Texts> {
        let found = self.0.iter().find(|texts| texts.language == language);
        found.map_or_else(|| Arc::new(Texts::read(language, &[])), Arc::clone)
    }
}

/// The words of one language, and times by a time zone.
#[derive(Clone)]
pub struct Texts {
    language: Language,
    bundle: Arc<FluentBundle<FluentResource>>,
    zone: Zone,
}

impl Texts {
    fn read(language: Language, sources: &[&str]) -> Self {
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Marks around what is filled in would be in the way of whoever copies it; names stand in elements of their own.
        bundle.set_use_isolating(false);
        for source in sources {
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::error!(?errors, %language, "a text file is garbled");
                resource
            });
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle: Arc::new(bundle), zone: Zone::UTC }
    }

    /// The same words with times by another time zone.
    pub fn in_zone(&self, zone: Zone) -> Arc<Self> {
        Arc::new(Self { zone, ..self.clone() })
    }

    /// The words for a key.
    pub fn t(&self, key: &str) -> String {
        self.filled(key, None)
    }

    /// The words for a key with texts filled in.
    pub fn with(&self, key: &str, texts: &[(&'static str, &str)]) -> String {
        let filled: FluentArgs<'_> = texts.iter().map(|(name, text)| (*name, FluentValue::from(*text))).collect();
        self.filled(key, Some(&filled))
    }

    /// The words for a key with a number: `count` decides the plural, `shown` is how it is written.
    pub fn counted(&self, key: &str, count: u64) -> String {
        let mut filled = FluentArgs::new();
        filled.set("count", count as f64);
        filled.set("shown", self.number(count));
        self.filled(key, Some(&filled))
    }

    /// The words for a key with several texts and one number as in [`Texts::counted`].
    pub fn counted_with(&self, key: &str, count: u64, texts: &[(&'static str, &str)]) -> String {
        let mut filled: FluentArgs<'_> = texts.iter().map(|(name, text)| (*name, FluentValue::from(*text))).collect();
        filled.set("count", count as f64);
        filled.set("shown", self.number(count));
        self.filled(key, Some(&filled))
    }

    fn filled(&self, key: &str, filled: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = %self.language, "there are no words for this");
            return key.to_owned();
        };
        self.bundle.format_pattern(pattern, filled, &mut Vec::new()).into_owned()
    }

    /// A whole number as the language writes it (CLDR: Estonian and Latvian part no thousands of four digits).
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let (separator, least) = match self.language {
            Language::En => (",", 4),
            Language::Ru => ("\u{a0}", 4),
            Language::Et | Language::Lv => ("\u{a0}", 5),
        };
        if digits.len() < least {
            return digits;
        }
        let first = (digits.len() - 1) % 3 + 1;
        let (head, rest) = digits.split_at(first);
        let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
        std::iter::once(head.to_owned()).chain(groups).collect::<Vec<_>>().join(separator)
    }

    /// A length of time in the largest unit in which it is a whole number: "3 days", "90 minutes".
    pub fn duration(&self, seconds: u32) -> String {
        const UNITS: [(u32, &str); 4] =
            [(86_400, "duration-days"), (3_600, "duration-hours"), (60, "duration-minutes"), (1, "duration-seconds")];
        let fitting = UNITS.iter().find(|(unit_s, _)| seconds != 0 && seconds.is_multiple_of(*unit_s));
        let (unit_s, key) = fitting.unwrap_or(&UNITS[3]);
        self.counted(key, u64::from(seconds / unit_s))
    }

    /// About how long: in the largest unit of which it is at least two, rounded down.
    pub fn about(&self, seconds: u32) -> String {
        let unit_s = [86_400, 3_600, 60, 1].into_iter().find(|unit_s| seconds / unit_s >= 2).unwrap_or(1);
        self.duration(seconds / unit_s * unit_s)
    }

    /// A time of today to the second, another one with its day: "14:02:31", "22 Nov, 08:00".
    pub fn moment(&self, at: UnixMs, now: UnixMs) -> String {
        match self.today(at, now) {
            Some(at) => at.format("%H:%M:%S").to_string(),
            None => self.time(at, now),
        }
    }

    /// A day in figures, as every language here writes it: "24.11.2026".
    pub fn day(&self, at: UnixMs) -> String {
        self.zone.at(at).map_or_else(String::new, |at| at.format("%d.%m.%Y").to_string())
    }

    /// A time of the day: "14:17".
    pub fn clock(&self, at: UnixMs) -> String {
        self.zone.at(at).map_or_else(String::new, |at| at.format("%H:%M").to_string())
    }

    /// Since when something is so: "09:10", "22 Nov, 08:00".
    pub fn since(&self, at: UnixMs, now: UnixMs) -> String {
        self.today(at, now).map_or_else(|| self.time(at, now), |at| at.format("%H:%M").to_string())
    }

    /// When something was last heard of: "today 09:10", "22 Nov, 08:00".
    pub fn last_seen(&self, at: UnixMs, now: UnixMs) -> String {
        match self.today(at, now) {
            Some(at) => self.with("today-at", &[("time", &at.format("%H:%M").to_string())]),
            None => self.time(at, now),
        }
    }

    /// The same with the zone, for who may be elsewhere: "22 Nov, 08:00 (UTC+02:00)".
    pub fn time_and_zone(&self, at: UnixMs, now: UnixMs) -> String {
        let zone = self.zone.at(at).map(|at| at.format("UTC%:z").to_string());
        format!("{} ({})", self.time(at, now), zone.unwrap_or_else(|| "UTC".into()))
    }

    /// A time as people write it here: "22 Nov, 08:00", with the year when it is not this one.
    pub fn time(&self, at: UnixMs, now: UnixMs) -> String {
        let (Some(at), Some(now)) = (self.zone.at(at), self.zone.at(now)) else { return at.to_string() };
        let months = self.t("month-names");
        let number: usize = at.format("%m").to_string().parse().unwrap_or(1);
        let month = months.split_whitespace().nth(number - 1).unwrap_or_default();
        let year = if at.format("%Y").to_string() == now.format("%Y").to_string() {
            String::new()
        } else {
            at.format(" %Y").to_string()
        };
        format!("{} {month}{year}, {}", at.format("%-d"), at.format("%H:%M"))
    }

    /// A time as spreadsheets read it: "2026-11-22 08:00:31". The head of its column says of which zone it is.
    pub fn cell(&self, at: UnixMs) -> String {
        self.zone.at(at).map_or_else(|| at.to_string(), |at| at.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// The head of a column of such times, which the import knows with and without the zone.
    pub fn time_head(&self, key: &str) -> String {
        format!("{} ({})", self.t(key), self.zone)
    }

    /// What clocks on the wall show, if it is today.
    fn today(&self, at: UnixMs, now: UnixMs) -> Option<DateTime<Tz>> {
        let (at, now) = (self.zone.at(at)?, self.zone.at(now)?);
        (at.date_naive() == now.date_naive()).then_some(at)
    }
}
