//! What all screens share: place, clock, connection, age of the data, Refresh.

use super::{Send, name};
use crate::view::{ConnectionView, DataView, OfflineWhy, StationView};
use crate::worker::Command;
use slint::ComponentHandle;
use ui::{App, Connection, DataAge, Station};

pub fn connect(app: &App, send: &Send) {
    app.global::<Station>().on_refresh(send.when(|| Command::Refresh));
    app.global::<Station>().on_service(send.when(|| Command::Service(true)));
}

pub fn show(app: &App, view: &StationView) {
    let station = app.global::<Station>();
    let number = |value: u32| i32::try_from(value).unwrap_or(1);
    station.set_company(name(&view.company));
    station.set_salepoint(name(&view.salepoint));
    station.set_terminal(name(&view.terminal));
    station.set_clock(view.clock.as_str().into());
    station.set_weekday(number(view.weekday));
    station.set_day(number(view.day));
    station.set_month(number(view.month));
    station.set_year(view.year);
    station.set_minute(number(view.minute));
    station.set_clock_off_minutes(i32::try_from(view.clock_off_min).unwrap_or(i32::MAX));
    station.set_connection(match &view.connection {
        ConnectionView::Connecting => Connection::Connecting,
        ConnectionView::Live => Connection::Live,
        ConnectionView::Connected => Connection::Connected,
        ConnectionView::Offline { since, why } => {
            station.set_offline_since(since.as_str().into());
            station.set_offline_why(offline_why(*why));
            Connection::Offline
        }
        ConnectionView::Faulty => Connection::Faulty,
        ConnectionView::Refused => Connection::Refused,
        ConnectionView::Disbelieved => Connection::Disbelieved,
        ConnectionView::OtherKey => Connection::OtherKey,
    });
    let (age, time) = match &view.data {
        DataView::Absent => (DataAge::Absent, ""),
        DataView::Fresh { time } => (DataAge::Fresh, time.as_str()),
        DataView::Stale { time, days } => {
            station.set_stale_days(i32::try_from(*days).unwrap_or(i32::MAX));
            (DataAge::Stale, time.as_str())
        }
        DataView::Expired { time } => (DataAge::Expired, time.as_str()),
    };
    station.set_data_age(age);
    station.set_data_time(time.into());
    station.set_refreshing(view.refreshing);
}

fn offline_why(why: OfflineWhy) -> ui::OfflineWhy {
    match why {
        OfflineWhy::NoAnswer => ui::OfflineWhy::NoAnswer,
        OfflineWhy::NotHeadOffice => ui::OfflineWhy::NotHeadOffice,
        OfflineWhy::Busy => ui::OfflineWhy::Busy,
    }
}
