//! What somebody should look at, a card a subject.

use super::super::settings::licences::access::{self, Mailing};
use super::super::terminals::words::State;
use super::super::texts::Texts;
use super::{NAMED, Nobodys, Read, Rights};
use head_office_office::backup::NoBackupSince;
use head_office_office::office::Office;
use head_office_office::terminals::{Glance, TerminalSummary};
use head_office_store::grants::Kind;
use head_office_store::licences::Holder;
use sync_core::domain::UnixMs;

/// A card.
pub struct Card {
    /// What is so, with the number.
    pub title: String,
    /// `ok`: all is well; `warn`: somebody should look; else it is only said.
    pub tone: &'static str,
    /// What it means; may be empty.
    pub help: String,
    /// Some of what is meant.
    pub lines: Vec<Line>,
    /// How many are not named; may be empty.
    pub more: String,
    /// Where all of it is, and the words for that.
    pub link: Option<(String, String)>,
}

/// One of what is meant.
pub struct Line {
    /// Where it is.
    pub address: String,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub detail: String,
}

/// Those that are for the reader.
pub fn all(texts: &Texts, read: &Read, rights: Rights, office: &Office, now: UnixMs) -> Vec<Card> {
    let mut cards = Vec::new();
    cards.extend(read.no_backup.map(|since| no_backup(texts, since, now)));
    if let Some(glance) = read.terminals.as_ref().filter(|glance| !glance.with_later_key.is_empty()) {
        cards.push(later_key(texts, glance));
    }
    if let Some(glance) = read.terminals.as_ref().filter(|glance| glance.in_service > 0) {
        cards.push(offline(texts, glance, now));
        cards.push(refused(texts, glance, rights));
    }
    if let Some((count, invited)) = read.invited.as_ref().filter(|(count, _)| *count > 0) {
        cards.push(invitations(texts, *count, invited, Mailing::of(office), now));
    }
    cards.extend(read.nobodys.iter().filter(|of| of.count > 0).map(|of| without_users(texts, of)));
    cards
}

/// How many of `all` are not among those that are named.
fn more(texts: &Texts, all: u64) -> String {
    if all > NAMED { texts.counted("more-places", all - NAMED) } else { String::new() }
}

fn terminals(some: &[TerminalSummary], detail: impl Fn(&TerminalSummary) -> String) -> Vec<Line> {
    let line = |one: &TerminalSummary| Line {
        address: format!("/terminals/{}", one.id),
        name: one.full_name(),
        detail: detail(one),
    };
    some.iter().take(NAMED as usize).map(line).collect()
}

fn no_backup(texts: &Texts, since: NoBackupSince, now: UnixMs) -> Card {
    let last = match since.last {
        Some(at) => texts.with("home-last-backup", &[("at", &texts.time(at, now))]),
        None => texts.t("home-no-backup-known"),
    };
    Card {
        title: texts.t("home-no-backup"),
        tone: "warn",
        help: format!("{last} {}", texts.t("home-no-backup-help")),
        lines: Vec::new(),
        more: String::new(),
        link: None,
    }
}

fn later_key(texts: &Texts, glance: &Glance) -> Card {
    let count = glance.with_later_key.len() as u64;
    Card {
        title: texts.counted("home-later-key", count),
        tone: "warn",
        help: texts.t("terminal-later-key-text"),
        lines: terminals(&glance.with_later_key, |_| String::new()),
        more: more(texts, count),
        link: None,
    }
}

fn offline(texts: &Texts, glance: &Glance, now: UnixMs) -> Card {
    let away = glance.offline.len() as u64;
    if away == 0 {
        let title = texts.counted("home-terminals-connected", glance.in_service);
        let link = Some(("/terminals".into(), texts.t("home-see-terminals")));
        return Card { title, tone: "ok", help: String::new(), lines: Vec::new(), more: String::new(), link };
    }
    Card {
        title: texts.counted_with("home-terminals-offline", glance.in_service, &[("offline", &texts.number(away))]),
        tone: "warn",
        help: String::new(),
        lines: terminals(&glance.offline, |one| State::new(texts, one, now).text),
        more: more(texts, away),
        link: Some(("/terminals?status=offline".into(), texts.t("home-see-offline"))),
    }
}

fn refused(texts: &Texts, glance: &Glance, rights: Rights) -> Card {
    let refused = glance.refused_today();
    let journal = || ("/journal?events=problems".to_owned(), texts.t("home-see-journal"));
    Card {
        title: texts.counted("home-refused", refused),
        tone: if refused == 0 { "ok" } else { "" },
        help: String::new(),
        lines: terminals(&glance.refusing, |one| texts.number(one.refused_today)),
        more: more(texts, glance.refusing.len() as u64),
        link: (rights.journal && refused > 0).then(journal),
    }
}

fn invitations(texts: &Texts, count: u64, some: &[Holder], mailing: Mailing, now: UnixMs) -> Card {
    let states: Vec<_> = some.iter().map(|holder| access::state(texts, holder, mailing, now)).collect();
    let is_stuck = states.iter().any(|state| matches!(state.tone, "warn" | "bad"));
    let line = |(holder, state): (&Holder, access::State)| Line {
        address: String::new(),
        name: holder.name.clone(),
        detail: state.text,
    };
    Card {
        title: texts.counted("home-invitations", count),
        tone: if is_stuck { "warn" } else { "" },
        help: String::new(),
        lines: some.iter().zip(states).map(line).collect(),
        more: more(texts, count),
        link: Some(("/settings/licences".into(), texts.t("home-see-licences"))),
    }
}

fn without_users(texts: &Texts, of: &Nobodys) -> Card {
    let (path, title, help) = match of.kind {
        Kind::Salepoints => ("/salepoints", "home-salepoints-nobody", "home-salepoints-nobody-help"),
        Kind::Stores => ("/stores", "home-stores-nobody", "home-stores-nobody-help"),
    };
    let line = |(id, name): &(String, String)| Line {
        address: format!("{path}/{id}/users"),
        name: name.clone(),
        detail: String::new(),
    };
    Card {
        title: texts.counted(title, of.count),
        tone: "warn",
        help: texts.t(help),
        lines: of.places.iter().map(line).collect(),
        more: more(texts, of.count),
        link: None,
    }
}
