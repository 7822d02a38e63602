//! What is to be seen: the worker's state as a [`View`].

use super::Worker;
use super::asked::Sight;
use super::enrolled::Enrolled;
use crate::clock;
use crate::link::{Connection, LinkState};
use crate::view::{
    ConnectionView, DataView, EnrolState, EnrolView, EntryView, FirstSyncView, HomeView, Notice, OfflineWhy, OverView,
    ScreenView, SheetView, StationView, View,
};
use chrono::{Datelike, Timelike};
use sync_core::domain::{Language, Moment, UnixMs};
use sync_core::login::{Age, Bucket, Outcome, OutcomeCode, Over, Readiness, Said, Stage};
use sync_core::sync::engine::Failure;

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
            over: enrolled.over(now),
        }
    }

    fn language_for(&self, enrolled: &Enrolled) -> Language {
        let salepoint = || enrolled.salepoint.as_ref().map(|salepoint| salepoint.language);
        enrolled.desk.session().map(|session| session.language).or_else(salepoint).unwrap_or(self.language)
    }

    fn screen(&self, enrolled: &Enrolled, now: Moment) -> ScreenView {
        match enrolled.desk.stage() {
            Stage::Removed => {
                let editing = self.enrol.state == EnrolState::Editing;
                let state = if editing { EnrolState::Removed } else { self.enrol.state.clone() };
                ScreenView::Enrol(EnrolView { state, ..self.enrol.clone() })
            }
            Stage::Unready if self.settings => ScreenView::Enrol(EnrolView { returns: true, ..self.enrol.clone() }),
            Stage::Unready => ScreenView::FirstSync(first_sync(&enrolled.link.borrow(), now)),
            Stage::LoggedOut => ScreenView::Login(enrolled.login_view(Notice::Prompt, now)),
            Stage::Locked(session) => {
                let name = format!("{} {}", session.first_name, session.last_name);
                ScreenView::Login(enrolled.login_view(Notice::Locked(name), now))
            }
            Stage::LoggedIn(session) => ScreenView::Home(Box::new(HomeView {
                session: (**session).clone(),
                since: clock::spoken(session.since, now.wall),
                notice: enrolled.told(),
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
                let notice = refusal.clone().map_or(Notice::Prompt, |refusal| refused(refusal, now.wall));
                let countdown = self.countdown(Bucket::Supervisor, refusal.as_ref(), now);
                OverView::Supervisor(*supervision, EntryView { busy: self.busy, notice, countdown })
            }
            (Over::Sheet | Over::Nothing, _) => OverView::Nothing,
        }
    }

    fn login_view(&self, idle: Notice, now: Moment) -> EntryView {
        let refusal = match self.desk.said() {
            Some(Said::Refused(refusal)) => Some(refusal),
            _ => None,
        };
        let place = || self.salepoint.as_ref().map(|salepoint| salepoint.name.clone()).unwrap_or_default();
        let notice = match self.desk.said() {
            Some(Said::Refused(refusal)) => refused(refusal.clone(), now.wall),
            Some(Said::LoggedOut) => Notice::LoggedOut,
            Some(Said::Deactivated) => Notice::Deactivated,
            Some(Said::Ungranted) => Notice::Ungranted(place()),
            Some(Said::PasswordChanged) => Notice::PasswordChanged,
            Some(Said::Moved) => Notice::Moved(place()),
            Some(Said::Unlocked) => Notice::Unlocked,
            None => self.told().unwrap_or(idle),
        };
        let busy = self.busy && *self.desk.over() == Over::Nothing;
        EntryView { busy, notice, countdown: self.countdown(Bucket::Login, refusal, now) }
    }

    /// What came of something asked for, where no sheet shows it.
    fn told(&self) -> Option<Notice> {
        let asked =
            self.asked.as_ref().filter(|asked| asked.sight == Sight::Told && *self.desk.over() == Over::Nothing)?;
        Some(match asked.result()? {
            Ok((_, changes)) => Notice::Refreshed(*changes),
            Err(failure) => Notice::RefreshFailed(failure.clone()),
        })
    }

    fn countdown(&self, bucket: Bucket, refusal: Option<&Outcome>, now: Moment) -> Option<(u64, u64)> {
        let wait = self.wait(bucket).filter(|_| refusal.is_some_and(|it| it.code() == OutcomeCode::Throttled))?;
        Some((wait.until_ms.saturating_sub(now.boot_ms).div_ceil(1_000) * 1_000, wait.whole_ms))
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
        Outcome::WrongPassword { data_from: Some(at) } | Outcome::Expired { since: Some(at) } => {
            clock::spoken(*at, now)
        }
        Outcome::Expired { since: None } => "—".into(),
        _ => String::new(),
    };
    Notice::Outcome { outcome, time }
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
    station.connection = connection(&state.connection, now.wall);
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
        Connection::Refused { why: Failure::Refused(..) } => ConnectionView::Refused,
        Connection::Refused { .. } => ConnectionView::Disbelieved,
    }
}

fn offline_why(failure: &Failure) -> OfflineWhy {
    match failure {
        Failure::Unreachable(_) => OfflineWhy::NoAnswer,
        Failure::Busy { .. } => OfflineWhy::Busy,
        Failure::DiskFull | Failure::Storage(_) => OfflineWhy::OwnFault,
        // What refuses and what is not believed is not "offline"; should it be, then for not being head office.
        _ => OfflineWhy::NotHeadOffice,
    }
}
