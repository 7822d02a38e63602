//! The terminal's own screens, connected as in the program: what is typed is wiped, and every name can be drawn.

use crate::{bring, states};
use pos_terminal::config::Colours;
use pos_terminal::screens;
use pos_terminal::view::{EntryView, HomeView, Notice, OverView, OwnerView, ScreenView, StationView, View};
use pos_terminal::worker::Command;
use slint::{ComponentHandle, Model};
use std::time::Duration;
use sync_core::domain::{GroupId, Language, PosPassword, PosRights, SUBSTITUTE, StoreId, UnixMs, UserId, is_drawn};
use sync_core::login::{Outcome, Session, StoreChoice};
use tests::headless::Headless;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use ui::{App, Entry, Home, Station, Supervisor};
use uuid::Uuid;

/// What is typed and not entered stays so long.
const TYPED_FOR_MS: u64 = 20_000;
/// A name of which the font has no letter.
const NAME: &str = "王😀ส";

pub fn faults(headless: &Headless, app: &App) -> Vec<String> {
    let (commands, mut obeyed) = mpsc::unbounded_channel();
    screens::connect(app, Colours::Light, &commands);
    ui::select_language(app, "en");
    let mut faults = typed_faults(headless, app, &mut obeyed);
    faults.extend(name_faults(headless, app));
    faults
}

/// A half-typed password is gone after a while without a key, wherever it was typed.
fn typed_faults(headless: &Headless, app: &App, obeyed: &mut UnboundedReceiver<Command>) -> Vec<String> {
    let mut faults = Vec::new();
    let at_login = |app: &App| app.global::<Entry>().get_dots();
    let in_dialog = |app: &App| app.global::<Supervisor>().get_dots();
    for (state, dots, enter) in [("idle", at_login as fn(&App) -> i32, "Log in"), ("supervisor", in_dialog, "Approve")]
    {
        app.global::<Entry>().invoke_forget();
        app.global::<Supervisor>().invoke_forget();
        bring(headless, app, states::named(state));
        let mut expect = |when: &str, expected: i32| {
            if dots(app) != expected {
                faults.push(format!("{state}: {} characters are typed {when}, not {expected}", dots(app)));
            }
        };
        let press = |keys: &str| keys.chars().for_each(|key| headless.click(app, &key.to_string()).expect("a key"));
        let wait = |ms| headless.advance(Duration::from_millis(ms));
        press("1234");
        wait(TYPED_FOR_MS - 1);
        expect("just before the time is up", 4);
        press("5");
        wait(TYPED_FOR_MS - 1);
        expect("when a key came in time", 5);
        wait(1);
        expect("when the time is up", 0);
        // Nothing of it is in what is typed next.
        press("678901");
        while obeyed.try_recv().is_ok() {}
        headless.click(app, enter).expect("the key that enters");
        let entered = std::iter::from_fn(|| obeyed.try_recv().ok()).find_map(|command| match command {
            Command::Submit(password, _) => Some(password),
            _ => None,
        });
        if entered != PosPassword::new("678901").ok() {
            faults.push(format!("{state}: something else is entered than was typed last"));
        }
    }
    faults
}

/// Whatever people called something, each letter of it is seen.
fn name_faults(headless: &Headless, app: &App) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, shown: &str| {
        if !shown.chars().all(is_drawn) || !shown.contains(SUBSTITUTE) {
            faults.push(format!("{what} is shown as {shown:?}"));
        }
    };
    let name = || NAME.to_owned();
    let refused =
        Notice::Outcome { outcome: Outcome::NoSalepoint { salepoint: name(), language: None }, time: String::new() };
    for (what, notice) in [
        ("locked", Notice::Locked(name())),
        ("logged out", Notice::LoggedOut(name())),
        ("deactivated", Notice::Deactivated(name())),
        ("closed", Notice::Closed(name())),
        ("ungranted", Notice::Ungranted { name: name(), salepoint: name() }),
        ("moved", Notice::Moved(name())),
        ("another store", Notice::Changed { store: Some(Some(name())), rights: false }),
        ("no salepoint", refused),
    ] {
        screens::show(app, &view(at_login(notice)));
        let shown = app.global::<Entry>().get_notice();
        expect(what, &[shown.name, shown.salepoint, shown.store].join(""));
        expect("the owner", &app.global::<Entry>().get_owner());
    }
    screens::show(app, &view(at_home(NAME)));
    let (home, station) = (app.global::<Home>(), app.global::<Station>());
    let store = home.get_stores().row_data(0).unwrap_or_default();
    for (what, shown) in [
        ("the first name", home.get_first_name()),
        ("the last name", home.get_last_name()),
        ("the user group", home.get_group()),
        ("the store", store),
        ("the salepoint at home", home.get_salepoint()),
        ("the terminal at home", home.get_terminal()),
        ("the company", station.get_company()),
        ("the salepoint", station.get_salepoint()),
        ("the terminal", station.get_terminal()),
    ] {
        expect(what, &shown);
    }
    headless.advance(Duration::from_secs(1));
    let seen = headless.picture();
    screens::show(app, &view(at_home("   ")));
    headless.advance(Duration::from_secs(1));
    if headless.picture().as_bytes() == seen.as_bytes() {
        faults.push("nothing is seen of a name whose letters the font lacks".into());
    }
    faults
}

fn view(screen: ScreenView) -> View {
    let station =
        StationView { company: NAME.into(), salepoint: NAME.into(), terminal: NAME.into(), ..StationView::default() };
    View { language: Language::En, station, screen, over: OverView::Nothing }
}

fn at_login(notice: Notice) -> ScreenView {
    let owner = Some(OwnerView { name: NAME.into(), since: "14:07".into() });
    ScreenView::Login(EntryView { busy: false, notice, countdown: None, left: None, owner })
}

fn at_home(name: &str) -> ScreenView {
    let store = StoreId(Uuid::from_u128(3));
    let session = Session {
        user: UserId(Uuid::from_u128(1)),
        verifier_revision: 1,
        first_name: name.into(),
        last_name: name.into(),
        language: Language::En,
        group: GroupId(Uuid::from_u128(2)),
        group_name: name.into(),
        rights: PosRights::default(),
        stores: vec![StoreChoice { id: store, name: name.into() }],
        store: Some(store),
        since: UnixMs(0),
    };
    ScreenView::Home(Box::new(HomeView { session, since: "14:05".into(), notice: None, cannot_return: false }))
}
