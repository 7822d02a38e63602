//! What is to be seen: the worker's state as a [`View`].

use super::asked::{Asked, Sight};
use super::enrolled::Enrolled;
use super::{Enrolling, Worker};
use crate::clock;
use crate::link::{Connection, LinkState};
use crate::view::{
    ConnectionView, DataView, EnrolState, EnrolView, EntryView, FirstSyncView, HomeView, Notice, OfflineWhy, OverView,
    OwnerView, ScreenView, ServiceView, SheetView, StationView, View,
};
use chrono::{Datelike, Timelike};
use sync_core::domain::{Language, Moment, PosAction, UnixMs};
use sync_core::login::{Age, Bucket, Contact, News, Outcome, OutcomeCode, Over, Readiness, Said, Session, Stage};
use sync_core::sync::engine::Failure;
use sync_core::sync::wire::KeyPlace;

/// A session that is about to lock itself says so for so long, in milliseconds.
const LOCK_ANNOUNCED_MS: u64 = 10_000;

impl Worker {
    /// Everything on the screen, as of now.
    pub(super) fn view(&self) -> View {
        let now = self.till.now();
        let station = station(self.enrolled.as_ref(), now);
        let Some(enrolled) = &self.enrolled else {
            let screen = ScreenView::Enrol(self.enrol.clone());
            return View { language: self.language, station, screen, over: OverView::Nothing };
        };
        View {
            language: self.language_for(enrolled),
            station,
            screen: self.screen(enrolled, now),
            over: match enrolled.over(now) {
                OverView::Nothing if self.service => OverView::Service(enrolled.service(now)),
                over => over,
            },
        }
    }

    fn language_for(&self, enrolled: &Enrolled) -> Language {
        let salepoint = || enrolled.salepoint.as_ref().map(|salepoint| salepoint.language);
        let refused = || enrolled.refusal().and_then(Outcome::language);
        let session = || enrolled.desk.session().map(|session| session.language);
        refused().or_else(session).or_else(salepoint).unwrap_or(self.language)
    }

    fn screen(&self, enrolled: &Enrolled, now: Moment) -> ScreenView {
        if self.enrolling == Some(Enrolling::Again) {
            return ScreenView::Enrol(EnrolView { returns: true, ..self.enrol.clone() });
        }
        match enrolled.desk.stage() {
            Stage::Removed => {
                let editing = self.enrol.state == EnrolState::Editing;
                let state = if editing { EnrolState::Removed } else { self.enrol.state.clone() };
                ScreenView::Enrol(EnrolView { state, ..self.enrol.clone() })
            }
            Stage::Unready if self.enrolling.is_some() => {
                ScreenView::Enrol(EnrolView { returns: true, ..self.enrol.clone() })
            }
            Stage::Unready => ScreenView::FirstSync(first_sync(&enrolled.link.borrow(), now)),
            Stage::LoggedOut => ScreenView::Login(enrolled.login_view(Notice::Prompt, now)),
            Stage::Locked(session) => ScreenView::Login(enrolled.login_view(Notice::Locked(session.full_name()), now)),
            Stage::LoggedIn(session) => ScreenView::Home(Box::new(HomeView {
                session: (**session).clone(),
                since: clock::spoken(session.since, now.wall),
                notice: enrolled.home_notice(now),
                cannot_return: enrolled.cannot_return(session),
            })),
        }
    }
}

impl Enrolled {
    fn over(&self, now: Moment) -> OverView {
        match (self.desk.over(), &self.asked) {
            (Over::Sheet, Some(asked)) => {
                OverView::Sheet(SheetView { goal: asked.goal, state: asked.sheet(now.boot_ms, seconds) })
            }
            (Over::Supervisor { supervision, refusal }, _) => {
                let entry = self.entry(Bucket::Supervisor, refusal.as_ref(), now);
                let notice = match refusal {
                    _ if self.desk.says_scan_unused() => Notice::ScanUnused,
                    Some(refusal) => refused(refusal.clone(), now.wall),
                    None => Notice::Prompt,
                };
                OverView::Supervisor(*supervision, EntryView { notice, ..entry })
            }
            (Over::Sheet | Over::Nothing, _) => OverView::Nothing,
        }
    }

    fn login_view(&self, idle: Notice, now: Moment) -> EntryView {
        let place = || self.salepoint.as_ref().map(|salepoint| salepoint.name.clone()).unwrap_or_default();
        let scanned = self.desk.says_scan_unused() && *self.desk.over() == Over::Nothing;
        let notice = match self.desk.said() {
            _ if scanned => Notice::ScanUnused,
            Some(Said::Refused(refusal)) => refused(refusal.clone(), now.wall),
            Some(Said::LoggedOut { name }) => Notice::LoggedOut(name.clone()),
            Some(Said::Deactivated { name }) => Notice::Deactivated(name.clone()),
            Some(Said::Ungranted { name }) => Notice::Ungranted { name: name.clone(), salepoint: place() },
            Some(Said::PasswordChanged) => Notice::PasswordChanged,
            Some(Said::Moved) => Notice::Moved(place()),
            Some(Said::Unlocked) => Notice::Unlocked,
            None => self.told(now).unwrap_or(idle),
        };
        let refusal = match self.desk.said() {
            Some(Said::Refused(refusal)) => Some(refusal),
            _ => None,
        };
        EntryView { notice, owner: self.owner(now), ..self.entry(Bucket::Login, refusal, now) }
    }

    /// What all places where a password is typed have in common; what is said there comes on top.
    fn entry(&self, bucket: Bucket, refusal: Option<&Outcome>, now: Moment) -> EntryView {
        EntryView {
            busy: self.checks(bucket),
            notice: Notice::Prompt,
            countdown: self.countdown(bucket, refusal, now),
            left: self.bucket(bucket).left,
            owner: None,
        }
    }

    /// What the last attempt was refused for, wherever it is said.
    fn refusal(&self) -> Option<&Outcome> {
        match (self.desk.over(), self.desk.said()) {
            (Over::Supervisor { refusal, .. }, _) => refusal.as_ref(),
            (_, Some(Said::Refused(refusal))) => Some(refusal),
            _ => None,
        }
    }

    /// Whose session waits behind the login screen, and since when.
    fn owner(&self, now: Moment) -> Option<OwnerView> {
        let (session, locked_ms) = self.desk.session().zip(self.desk.locked_ms())?;
        let ago_ms = i64::try_from(now.boot_ms.saturating_sub(locked_ms)).unwrap_or(i64::MAX);
        Some(OwnerView { name: session.full_name(), since: clock::spoken(now.wall.plus_ms(-ago_ms), now.wall) })
    }

    /// What home says: that it is about to lock itself, what changed, or what came of something asked for.
    fn home_notice(&self, now: Moment) -> Option<Notice> {
        let locks_in_ms = self.desk.locks_in_ms(self.policy.auto_lock_s, now.boot_ms);
        if let Some(ms) = locks_in_ms.filter(|ms| *ms <= LOCK_ANNOUNCED_MS) {
            return Some(Notice::Locking { seconds: ms.div_ceil(1_000) });
        }
        match self.desk.news() {
            Some(News::Changed { store, rights }) => Some(Notice::Changed { store: store.clone(), rights: *rights }),
            Some(News::Closed { name }) => Some(Notice::Closed(name.clone())),
            None => self.told(now),
        }
    }

    /// Whether a session that is hidden now could not be opened again.
    fn cannot_return(&self, session: &Session) -> bool {
        let age = self.till.age(self.link.borrow().contact);
        age.exceeds_s(self.policy.valid_for_s) && !session.rights.allow(PosAction::LoginWhenStale)
    }

    /// What came of something asked for, where no sheet shows it.
    fn told(&self, now: Moment) -> Option<Notice> {
        let is_told = |asked: &&Asked| asked.sight == Sight::Told && asked.is_news(now.wall);
        let asked = self.asked.as_ref().filter(is_told).filter(|_| *self.desk.over() == Over::Nothing)?;
        Some(match asked.result()? {
            Ok((_, changes)) => Notice::Refreshed(*changes),
            Err(failure) => Notice::RefreshFailed(failure.clone()),
        })
    }

    fn countdown(&self, bucket: Bucket, refusal: Option<&Outcome>, now: Moment) -> Option<(u64, u64)> {
        let counts = |outcome: &Outcome| match outcome.code() {
            OutcomeCode::Throttled => true,
            OutcomeCode::WrongPassword => self.bucket(bucket).left == Some(0),
            _ => false,
        };
        let wait = self.bucket(bucket).wait.filter(|_| refusal.is_some_and(counts))?;
        Some((wait.until_ms.saturating_sub(now.boot_ms).div_ceil(1_000) * 1_000, wait.whole_ms))
    }

    /// What support asks for.
    fn service(&self, now: Moment) -> ServiceView {
        let identity = self.file.identity();
        let contact = self.link.borrow().contact;
        let till = self.till.lock();
        let waiting = till.uploaded().and_then(|uploaded| till.entries_after(uploaded.unwrap_or(0)));
        ServiceView {
            version: env!("CARGO_PKG_VERSION").into(),
            terminal: identity.terminal.to_string(),
            office: identity.office.clone(),
            last_contact: contact.map(|contact| clock::spoken(contact.here.wall, now.wall)).unwrap_or_default(),
            waiting: waiting.unwrap_or(0),
            free_mb: self.file.free_bytes().map(|bytes| bytes / 1_000_000),
            clock_ahead_s: contact.map(clock_ahead_s),
            key_in_credential: identity.key_place() == KeyPlace::SystemdCredential,
        }
    }

    fn data(&self, state: &LinkState, now: Moment) -> DataView {
        let (Some(contact), true) = (state.contact, state.readiness != Readiness::NotReady) else {
            return DataView::Absent;
        };
        let age = self.till.age(Some(contact));
        let (from, days) = match age {
            Age::Ms(ms) => (now.wall.plus_ms(-i64::try_from(ms).unwrap_or(i64::MAX)), ms / 86_400_000),
            Age::Unknown => (contact.server_at, 0),
        };
        let time = clock::spoken(from, now.wall);
        if age.exceeds_s(self.policy.valid_for_s) {
            DataView::Expired { time }
        } else if age.exceeds_s(self.policy.fresh_for_s) {
            DataView::Stale { time, days }
        } else {
            DataView::Fresh { time }
        }
    }
}

fn first_sync(state: &LinkState, now: Moment) -> FirstSyncView {
    let wait_ms = state.next_ms.saturating_sub(now.boot_ms).div_ceil(1_000) * 1_000;
    let failed = state.failure().filter(|_| state.progress.is_none() && !state.refreshing);
    FirstSyncView { progress: state.progress, failed: failed.map(|failure| (failure.clone(), wait_ms)) }
}

fn refused(outcome: Outcome, now: UnixMs) -> Notice {
    let time = match &outcome {
        Outcome::WrongPassword { data_from: Some(at) } | Outcome::Expired { since: Some(at), .. } => {
            clock::spoken(*at, now)
        }
        Outcome::Expired { since: None, .. } => "—".into(),
        _ => String::new(),
    };
    Notice::Outcome { outcome, time }
}

/// By how much the terminal's clock is ahead of head office's, as of the last contact.
fn clock_ahead_s(contact: Contact) -> i64 {
    contact.here.wall.since(contact.server_at) / 1_000
}

fn seconds(at: UnixMs) -> String {
    clock::local(at).map(|at| at.format("%H:%M:%S").to_string()).unwrap_or_default()
}

fn station(enrolled: Option<&Enrolled>, now: Moment) -> StationView {
    let mut station = StationView::default();
    if let Some(local) = clock::local(now.wall) {
        station.clock = format!("{:02}:{:02}", local.hour(), local.minute());
        station.weekday = local.weekday().number_from_monday();
        station.day = local.day();
        station.month = local.month();
        station.year = local.year();
        station.minute = local.minute();
    }
    let Some(enrolled) = enrolled else { return station };
    station.terminal = enrolled.file.identity().terminal_name.clone();
    match &enrolled.salepoint {
        Some(salepoint) => {
            station.company = salepoint.company.clone();
            station.salepoint = salepoint.name.clone();
        }
        // Until the first sync the terminal's own name stands where the company's will.
        None => station.company = std::mem::take(&mut station.terminal),
    }
    let state = enrolled.link.borrow();
    station.refreshing = enrolled.is_refreshing();
    // Nothing arrives any more when the link has ended.
    let ended = enrolled.link.has_changed().is_err();
    station.connection = if ended { ConnectionView::Faulty } else { connection(&state.connection, now.wall) };
    station.clock_off_min = state.contact.map_or(0, |contact| clock_ahead_s(contact) / 60);
    station.data = enrolled.data(&state, now);
    station
}

fn connection(connection: &Connection, now: UnixMs) -> ConnectionView {
    match connection {
        Connection::Connecting => ConnectionView::Connecting,
        Connection::Connected { live: true } => ConnectionView::Live,
        Connection::Connected { live: false } => ConnectionView::Connected,
        Connection::Offline { since, why } => {
            ConnectionView::Offline { since: clock::spoken(since.wall, now), why: offline_why(why) }
        }
        Connection::Faulty { .. } => ConnectionView::Faulty,
        Connection::Refused { why: Failure::Refused(..) } => ConnectionView::Refused,
        Connection::Refused { why: Failure::OtherKey(_) } => ConnectionView::OtherKey,
        Connection::Refused { .. } => ConnectionView::Disbelieved,
    }
}

fn offline_why(failure: &Failure) -> OfflineWhy {
    match failure {
        Failure::Unreachable(_) => OfflineWhy::NoAnswer,
        Failure::Busy { .. } => OfflineWhy::Busy,
        // What refuses and what is not believed is not "offline"; should it be, then for not being head office.
        _ => OfflineWhy::NotHeadOffice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_core::domain::UnixMs;

    /// What has something to be done about it is said apart from what only support can look into.
    #[test]
    fn a_head_office_with_an_older_key_is_not_merely_disbelieved() {
        let shown = |why| connection(&Connection::Refused { why }, UnixMs(0));
        assert_eq!(shown(Failure::OtherKey("why".into())), ConnectionView::OtherKey);
        assert_eq!(shown(Failure::Disbelieved("why".into())), ConnectionView::Disbelieved);
    }
}
