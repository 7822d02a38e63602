//! What all screens share: place, clock, connection, age of the data, Refresh.

use super::Send;
use crate::view::{ConnectionView, StationView};
use crate::worker::Command;
use slint::ComponentHandle;
use ui::{App, Connection, Station};

pub fn connect(app: &App, send: &Send) {
    let send = send.clone();
    app.global::<Station>().on_refresh(move || send.command(Command::Refresh));
}

pub fn show(app: &App, view: &StationView) {
    let station = app.global::<Station>();
    let number = |value: u32| i32::try_from(value).unwrap_or(1);
    station.set_company(view.company.as_str().into());
    station.set_salepoint(view.salepoint.as_str().into());
    station.set_terminal(view.terminal.as_str().into());
    station.set_clock(view.clock.as_str().into());
    station.set_weekday(number(view.weekday));
    station.set_day(number(view.day));
    station.set_month(number(view.month));
    let (connection, since) = match &view.connection {
        ConnectionView::Connecting => (Connection::Connecting, ""),
        ConnectionView::Connected => (Connection::Connected, ""),
        ConnectionView::Offline(since) => (Connection::Offline, since.as_str()),
        ConnectionView::Refused => (Connection::Refused, ""),
    };
    station.set_connection(connection);
    station.set_offline_since(since.into());
    station.set_data_known(view.data_time.is_some());
    station.set_data_time(view.data_time.as_deref().unwrap_or_default().into());
    station.set_stale(view.stale_days.is_some());
    station.set_stale_days(i32::try_from(view.stale_days.unwrap_or_default()).unwrap_or(i32::MAX));
    station.set_refreshing(view.refreshing);
}
