//! Home: who is logged in, where, and what they may do.

use super::{Send, name, notice};
use crate::view::{HomeView, Notice};
use crate::worker::Command;
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};
use sync_core::domain::{PosAction, PosRights};
use ui::{App, Home, Rights, Station};

pub fn connect(app: &App, send: &Send) {
    let home = app.global::<Home>();
    home.on_lock(send.when(|| Command::Lock));
    home.on_log_out(send.when(|| Command::LogOut));
    let send = send.clone();
    home.on_choose_store(move |index| {
        if let Ok(index) = usize::try_from(index) {
            send.command(Command::ChooseStore(index));
        }
    });
}

pub fn show(app: &App, view: &HomeView) {
    let home = app.global::<Home>();
    let session = &view.session;
    home.set_first_name(name(&session.first_name));
    home.set_last_name(name(&session.last_name));
    home.set_group(name(&session.group_name));
    home.set_since(view.since.as_str().into());
    home.set_rights(rights(&session.rights));
    let station = app.global::<Station>();
    home.set_salepoint(station.get_salepoint());
    home.set_terminal(station.get_terminal());
    let stores: Vec<SharedString> = session.stores.iter().map(|choice| name(&choice.name)).collect();
    home.set_stores(ModelRc::new(VecModel::from(stores)));
    let selected = session.stores.iter().position(|choice| Some(choice.id) == session.store);
    home.set_store_index(selected.and_then(|index| i32::try_from(index).ok()).unwrap_or(-1));
    home.set_cannot_return(view.cannot_return);
    home.set_notice(notice::of(view.notice.as_ref().unwrap_or(&Notice::Prompt)));
}

fn rights(rights: &PosRights) -> Rights {
    Rights {
        login_when_stale: rights.allow(PosAction::LoginWhenStale),
        force_resync: rights.allow(PosAction::ForceResync),
        unlock_terminal: rights.allow(PosAction::UnlockTerminal),
        approve_for_others: rights.allow(PosAction::ApproveForOthers),
        sell: rights.allow(PosAction::Sell),
        give_discount: rights.allow(PosAction::GiveDiscount),
        change_price: rights.allow(PosAction::ChangePrice),
        void_line: rights.allow(PosAction::VoidLine),
        refund: rights.allow(PosAction::Refund),
        open_drawer: rights.allow(PosAction::OpenDrawer),
        close_day: rights.allow(PosAction::CloseDay),
    }
}
