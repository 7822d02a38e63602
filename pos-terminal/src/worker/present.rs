//! What is to be seen: the worker's state as a [`View`].

use super::{Stage, Worker};
use crate::clock;
use crate::data;
use crate::link::Connection;
use crate::view::{ConnectionView, FirstSyncView, HomeView, LoginView, Notice, ScreenView, StationView, View};
use chrono::{Datelike, Timelike};
use sync_core::domain::Language;
use sync_core::login::{Age, Readiness};

impl Worker {
    /// Everything on the screen, as of now.
    pub(super) fn view(&self) -> View {
        let screen = self.screen();
        let language = match &self.stage {
            Stage::LoggedIn(session) | Stage::Locked(session) => session.language,
            Stage::Unready | Stage::LoggedOut => self.terminal_language(),
        };
        View { language, station: self.station(), screen }
    }

    fn terminal_language(&self) -> Language {
        let salepoint = self.enrolled.as_ref().and_then(|enrolled| enrolled.salepoint.as_ref());
        salepoint.map_or(self.language, |salepoint| salepoint.language)
    }

    fn screen(&self) -> ScreenView {
        let Some(enrolled) = &self.enrolled else { return ScreenView::Enrol(self.enrol.clone()) };
        match &self.stage {
            Stage::Unready if self.settings => ScreenView::Enrol(self.enrol.clone()),
            Stage::Unready => {
                let state = enrolled.link.borrow();
                let wait_ms = state.next_ms.saturating_sub(self.till.now().boot_ms).div_ceil(1_000) * 1_000;
                let failed = state.failure().filter(|_| state.progress.is_none() && !state.refreshing);
                ScreenView::FirstSync(FirstSyncView {
                    progress: state.progress,
                    failed: failed.map(|failure| (failure.clone(), wait_ms)),
                })
            }
            Stage::LoggedOut => ScreenView::Login(self.login_view(Notice::Prompt)),
            Stage::Locked(session) => {
                let name = format!("{} {}", session.first_name, session.last_name);
                ScreenView::Login(self.login_view(Notice::Locked(name)))
            }
            Stage::LoggedIn(session) => ScreenView::Home(Box::new(HomeView {
                session: (**session).clone(),
                since: clock::spoken(session.since, self.till.now().wall),
                notice: self.notice.clone(),
            })),
        }
    }

    fn login_view(&self, idle: Notice) -> LoginView {
        let now_ms = self.till.now().boot_ms;
        let countdown =
            self.throttled_until.map(|(until, total)| (until.saturating_sub(now_ms).div_ceil(1_000) * 1_000, total));
        LoginView { busy: self.busy, notice: self.notice.clone().unwrap_or(idle), countdown }
    }

    fn station(&self) -> StationView {
        let now = self.till.now();
        let mut station = StationView::default();
        if let Some(local) = clock::local(now.wall) {
            station.clock = format!("{:02}:{:02}", local.hour(), local.minute());
            station.weekday = local.weekday().number_from_monday();
            station.day = local.day();
            station.month = local.month();
        }
        let Some(enrolled) = &self.enrolled else { return station };
        station.terminal = enrolled.identity.terminal_name.clone();
        match &enrolled.salepoint {
            Some(salepoint) => {
                station.company = salepoint.company.clone();
                station.salepoint = salepoint.name.clone();
            }
            // Until the first sync the terminal's own name stands where the company's will.
            None => station.company = std::mem::take(&mut station.terminal),
        }
        let fresh_for_s = enrolled.policy.fresh_for_s;
        let state = enrolled.link.borrow();
        station.refreshing = state.refreshing;
        station.connection = match &state.connection {
            Connection::Connecting => ConnectionView::Connecting,
            Connection::Connected { .. } => ConnectionView::Connected,
            Connection::Offline { since, .. } => ConnectionView::Offline(clock::spoken(since.wall, now.wall)),
            Connection::Refused { .. } => ConnectionView::Refused,
        };
        if let (Some(contact), true) = (state.contact, state.readiness != Readiness::NotReady) {
            let age = data::age(Some(contact), now);
            let from = match age {
                Age::Ms(ms) => now.wall.plus_ms(-i64::try_from(ms).unwrap_or(i64::MAX)),
                Age::Unknown => contact.server_at,
            };
            station.data_time = Some(clock::spoken(from, now.wall));
            let days = if let Age::Ms(ms) = age { ms / 86_400_000 } else { 0 };
            station.stale_days = age.exceeds_s(fresh_for_s).then_some(days);
        }
        station
    }
}
