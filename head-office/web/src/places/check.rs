//! "Why can’t someone log in here?": what must be so, and what is not, with its cure.

use super::super::choose::{self, Hit, Match};
use super::super::guard::Member;
use super::super::texts::Texts;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_store::grants::Viewer;
use head_office_store::place_users::{self, TerminalHere};
use head_office_store::salepoints::Salepoint;
use head_office_store::users::{self, User};
use head_office_store::{DbError, Tx, company, policy, pos_passwords};
use sync_core::domain::{Epoch, Policy, Revision, UnixMs, UserId};

/// What was found out.
pub enum Checked {
    /// Nothing was asked.
    Nothing,
    /// Nobody is called so.
    Unknown,
    /// The first of those who are called so, and how many there are.
    Several(Vec<Hit>, u64),
    /// One user.
    One(Box<Facts>),
}

/// What decides whether a user can log in.
pub struct Facts {
    user: User,
    has_password: bool,
    has_salepoint: bool,
    terminals: Vec<TerminalHere>,
    /// As of which revision the user is as is.
    revision: Option<Revision>,
    epoch: Epoch,
    policy: Policy,
}

/// One thing that must be so.
pub struct Point {
    /// Whether it is.
    pub is_so: bool,
    /// What is so, or not.
    pub title: String,
    /// What the terminal says, or what is known.
    pub text: String,
    /// The cure: address and words.
    pub cure: Option<(String, String)>,
}

/// What the page shows.
pub struct Verdict {
    /// Who can, or cannot, log in.
    pub title: String,
    /// Whether nothing is in the way.
    pub is_fine: bool,
    /// Whether only some terminals may not know it yet.
    pub is_late: bool,
    /// In the order a terminal checks them.
    pub points: Vec<Point>,
}

/// Finds the user meant by an id or by parts of a name, and what decides.
pub fn find(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    texts: &Texts,
    salepoint: &Salepoint,
    asked: &str,
) -> Result<Checked, DbError> {
    if asked.trim().is_empty() {
        return Ok(Checked::Nothing);
    }
    let user = match asked.trim().parse::<UserId>() {
        Ok(id) => users::find(tx, id)?,
        Err(_) => match choose::user(tx, viewer, texts, asked, None)? {
            Match::One(hit) => hit.id.parse().map_or(Ok(None), |id| users::find(tx, id))?,
            Match::Several(first, count) => return Ok(Checked::Several(first, count)),
            Match::Nothing => None,
        },
    };
    let Some(user) = user else { return Ok(Checked::Unknown) };
    let grants = users::salepoints(tx, user.id)?;
    Ok(Checked::One(Box::new(Facts {
        has_password: pos_passwords::of_user(tx, user.id)?.is_some(),
        has_salepoint: grants.iter().any(|grant| grant.salepoint == salepoint.id),
        terminals: place_users::terminals(tx, salepoint)?,
        revision: place_users::revision(tx, salepoint, user.id)?,
        epoch: company::counter(tx)?.cursor.epoch,
        policy: salepoint.own.in_force(&policy::load(tx)?),
        user,
    })))
}

fn name(user: &User) -> String {
    format!("{} {}", user.first_name, user.last_name)
}

impl Facts {
    /// First and last name.
    pub fn name(&self) -> String {
        name(&self.user)
    }

    fn has_latest(&self, terminal: &TerminalHere) -> bool {
        let Some(needed) = self.revision else { return true };
        terminal.applied.is_some_and(|applied| applied.epoch == self.epoch && applied.revision >= needed)
    }

    /// Whether a terminal may still refuse attempts: all of them are given back after a while.
    fn is_throttled(&self, terminal: &TerminalHere, now: UnixMs) -> bool {
        let refill_ms = i64::from(self.policy.throttle_refill_s) * 1_000 * i64::from(self.policy.throttle_attempts);
        terminal.throttled_at.is_some_and(|at| now.since(at) < refill_ms)
    }
}

impl Verdict {
    /// In the reader's language.
    pub fn new(member: &Member, salepoint: &Salepoint, facts: &Facts) -> Self {
        let texts = member.visit.texts();
        let now = member.visit.web.office.clock.now();
        let edits_users = member.who.may(OfficeArea::Users, Level::Edit);
        let sees_terminals = member.who.may(OfficeArea::Terminals, Level::Read);
        let says = |words: String| texts.with("check-terminal-says", &[("words", &words)]);
        let cure = |path: String, words: &str| edits_users.then(|| (path, texts.t(words)));
        let user = format!("/users/{}", facts.user.id);
        let point = |is_so: bool, yes: &str, no: &str, text: String, cure: Option<(String, String)>| Point {
            is_so,
            title: texts.t(if is_so { yes } else { no }),
            text: if is_so { String::new() } else { text },
            cure: cure.filter(|_| !is_so),
        };
        let lacks = texts.with("terminal-says-no-salepoint", &[("name", &salepoint.name)]);
        let mut points = vec![
            point(
                facts.has_password,
                "check-has-password",
                "check-no-password",
                says(texts.t("terminal-says-wrong-password")),
                cure(user.clone(), "check-give-password"),
            ),
            point(
                facts.user.active,
                "check-active",
                "check-not-active",
                says(texts.t("terminal-says-not-active")),
                cure(user.clone(), "check-activate"),
            ),
            point(
                facts.has_salepoint,
                "check-has-salepoint",
                "check-no-salepoint",
                says(lacks),
                cure(format!("{user}/salepoints"), "check-give-salepoint"),
            ),
        ];
        let to_terminals = |address: String| sees_terminals.then(|| (address, texts.t("check-see-terminal")));
        if facts.terminals.is_empty() {
            let cure = sees_terminals.then(|| ("/terminals".to_owned(), texts.t("terminals")));
            points.push(point(false, "check-latest", "check-no-terminal", String::new(), cure));
        }
        let behind: Vec<_> = facts.terminals.iter().filter(|terminal| !facts.has_latest(terminal)).collect();
        if let Some(first) = behind.first() {
            let text = behind.iter().map(|one| seen(&texts, one, now)).collect::<Vec<_>>().join(" ");
            let cure = to_terminals(format!("/terminals/{}", first.id));
            points.push(point(false, "check-latest", "check-not-latest", text, cure));
        } else if !facts.terminals.is_empty() {
            points.push(point(true, "check-latest", "check-not-latest", String::new(), None));
        }
        let throttled: Vec<_> = facts.terminals.iter().filter(|one| facts.is_throttled(one, now)).collect();
        if let Some(first) = throttled.first() {
            let names = throttled.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("{names}: {}", says(texts.t("terminal-says-throttled")));
            let cure = to_terminals(format!("/terminals/{}", first.id));
            points.push(point(false, "check-not-throttled", "check-throttled", text, cure));
        } else if !facts.terminals.is_empty() {
            points.push(point(true, "check-not-throttled", "check-throttled", String::new(), None));
        }
        let is_fine = points.iter().all(|point| point.is_so);
        // What one terminal does not know yet is in nobody's way at the others, and perhaps not there.
        let late = behind.iter().map(|terminal| terminal.name.as_str()).collect::<Vec<_>>().join(", ");
        let is_late = !is_fine && !behind.is_empty() && points.iter().filter(|point| !point.is_so).count() == 1;
        let key = match (is_fine, is_late) {
            (true, _) => "check-fine",
            (false, true) => "check-may-not-know",
            (false, false) => "check-not-fine",
        };
        let (user, place) = (facts.name(), &salepoint.name);
        let title = texts.with(key, &[("user", &user), ("salepoint", place), ("terminals", &late)]);
        Self { title, is_fine, is_late, points }
    }
}

/// "Till 4: last seen 22 Nov, 08:00. Gets it when it is back."
fn seen(texts: &Texts, terminal: &TerminalHere, now: UnixMs) -> String {
    match terminal.last_seen_at {
        Some(at) => texts.with("check-last-seen", &[("terminal", &terminal.name), ("time", &texts.time(at, now))]),
        None => texts.with("check-never-seen", &[("terminal", &terminal.name)]),
    }
}
