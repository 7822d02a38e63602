//! Every state of every screen that is worth a picture, each one set from the same beginning.

use slint::{ComponentHandle, ModelRc, SharedString, VecModel};
use sync_core::domain::as_drawn;
use ui::{
    App, Connection, DataAge, Enrol, EnrolError, EnrolField, EnrolState, Entry, FirstSync, Home, Message, Notice,
};
use ui::{OfflineWhy, Over, Rights, Screen, Service, Sheet, SheetState, Shell, Station, Supervisor, SupervisorTask};
use ui::{SyncError, SyncPhase};

/// A named state, and what brings it about from [`reset`].
pub struct State {
    pub name: &'static str,
    pub screen: Screen,
    pub over: Over,
    pub set: fn(&App),
}

const fn login(name: &'static str, set: fn(&App)) -> State {
    State { name, screen: Screen::Login, over: Over::Nothing, set }
}

const fn enrol(name: &'static str, set: fn(&App)) -> State {
    State { name, screen: Screen::Enrol, over: Over::Nothing, set }
}

const fn first_sync(name: &'static str, set: fn(&App)) -> State {
    State { name, screen: Screen::FirstSync, over: Over::Nothing, set }
}

const fn home(name: &'static str, set: fn(&App)) -> State {
    State { name, screen: Screen::Home, over: Over::Nothing, set }
}

/// The refresh sheet lies over the login screen.
const fn sheet(name: &'static str, set: fn(&App)) -> State {
    State { name, screen: Screen::Login, over: Over::Sheet, set }
}

/// A supervisor's dialog lies over the throttled login screen.
const fn supervisor(name: &'static str, set: fn(&App)) -> State {
    State { name, screen: Screen::Login, over: Over::Supervisor, set }
}

/// In the order of the contact sheets.
pub const STATES: &[State] = &[
    login("idle", |_| ()),
    login("typing", |app| app.global::<Entry>().set_dots(4)),
    login("thirty-dots", |app| app.global::<Entry>().set_dots(30)),
    login("busy", |app| {
        app.global::<Entry>().set_dots(6);
        app.global::<Entry>().set_busy(true);
    }),
    login("locked", |app| {
        locked(app);
        say(app, Message::Locked);
    }),
    login("locked-refused", |app| {
        locked(app);
        app.global::<Entry>().set_dots(3);
        say(app, Message::NoSalepoint);
    }),
    login("last-attempt", |app| {
        say(app, Message::WrongPassword);
        app.global::<Entry>().set_left(0);
        app.global::<Entry>().set_countdown("9:59".into());
        app.global::<Entry>().set_countdown_fraction(1.0);
    }),
    login("few-attempts", |app| {
        say(app, Message::WrongPassword);
        app.global::<Entry>().set_left(2);
    }),
    login("clock-off", |app| app.global::<Station>().set_clock_off_minutes(-47)),
    login("wrong-password", |app| say(app, Message::WrongPassword)),
    login("wrong-password-stale", |app| say(app, Message::WrongPasswordStale)),
    login("throttled", throttled),
    login("inactive", |app| say(app, Message::Inactive)),
    login("no-salepoint", |app| say(app, Message::NoSalepoint)),
    login("expired", |app| say(app, Message::Expired)),
    login("unable", |app| say(app, Message::Unable)),
    login("unable-storage", |app| say(app, Message::UnableStorage)),
    login("damaged", |app| say(app, Message::Damaged)),
    login("damaged-offline", |app| {
        offline(app);
        say(app, Message::DamagedOffline);
    }),
    login("revoked", |app| {
        refused(app);
        say(app, Message::Revoked);
    }),
    login("not-ready", |app| {
        app.global::<Station>().set_connection(Connection::Connecting);
        app.global::<Station>().set_data_age(DataAge::Absent);
        say(app, Message::NotReady);
    }),
    login("logged-out", |app| say(app, Message::LoggedOut)),
    login("session-deactivated", |app| say(app, Message::SessionDeactivated)),
    login("session-ungranted", |app| say(app, Message::SessionUngranted)),
    login("session-password-changed", |app| say(app, Message::SessionPasswordChanged)),
    login("moved", |app| say(app, Message::Moved)),
    login("unlocked", |app| say(app, Message::Unlocked)),
    login("refreshing", |app| app.global::<Station>().set_refreshing(true)),
    login("refreshed-nothing-new", |app| say(app, Message::RefreshedNothingNew)),
    login("refreshed-changes", |app| say(app, Message::RefreshedChanges)),
    login("refresh-unreachable", |app| {
        offline(app);
        say(app, Message::RefreshUnreachable);
    }),
    login("refresh-refused", |app| {
        refused(app);
        say(app, Message::RefreshRefused);
    }),
    login("refresh-failed", |app| say(app, Message::RefreshFailed)),
    login("connected", |app| app.global::<Station>().set_connection(Connection::Connected)),
    login("no-answer", offline),
    login("not-head-office", |app| offline_because(app, OfflineWhy::NotHeadOffice)),
    login("faulty", |app| app.global::<Station>().set_connection(Connection::Faulty)),
    login("disbelieved", |app| app.global::<Station>().set_connection(Connection::Disbelieved)),
    login("stale", |app| {
        offline(app);
        stale(app);
    }),
    login("expired-data", |app| {
        offline(app);
        stale(app);
        app.global::<Station>().set_data_age(DataAge::Expired);
        say(app, Message::Expired);
    }),
    login("long-names", |app| {
        let station = app.global::<Station>();
        station.set_company("Zemgales reģiona lauksaimniecības pakalpojumu kooperatīvā sabiedrība".into());
        station.set_salepoint("Jelgavas lielveikala otrais stāvs, dārza preču nodaļa".into());
        station.set_terminal("Kase 12, pie austrumu ieejas".into());
        app.global::<Entry>().set_notice(Notice {
            message: Message::NoSalepoint,
            salepoint: station.get_salepoint(),
            ..Notice::default()
        });
    }),
    login("letters", letters),
    login("letters-refused", |app| {
        letters(app);
        say(app, Message::NoSalepoint);
    }),
    enrol("enrol", |_| ()),
    enrol("enrol-code", |app| {
        typed(app);
        app.global::<Enrol>().set_active(EnrolField::Code);
        app.global::<Enrol>().set_code("7K2MQ4XW".into());
    }),
    enrol("enrol-removed", |app| app.global::<Enrol>().set_state(EnrolState::Removed)),
    enrol("enrol-returns", |app| {
        typed(app);
        app.global::<Enrol>().set_returns(true);
    }),
    enrol("enrol-connecting", |app| {
        typed(app);
        app.global::<Enrol>().set_state(EnrolState::Connecting);
    }),
    enrol("enrol-unreachable", |app| {
        failed(app, EnrolError::Unreachable);
        app.global::<Enrol>().set_detail("ECONNREFUSED 10.0.0.17:8443".into());
    }),
    enrol("enrol-address-invalid", |app| failed(app, EnrolError::AddressInvalid)),
    enrol("enrol-code-exhausted", |app| failed(app, EnrolError::CodeExhausted)),
    first_sync("first-sync", |_| ()),
    first_sync("first-sync-failed", |app| sync_failed(app, SyncError::Damaged)),
    home("home", |_| ()),
    home("home-all-rights", |app| {
        app.global::<Home>().set_rights(Rights {
            login_when_stale: true,
            force_resync: true,
            unlock_terminal: true,
            approve_for_others: true,
            sell: true,
            give_discount: true,
            change_price: true,
            void_line: true,
            refund: true,
            open_drawer: true,
            close_day: true,
        });
        offline(app);
        stale(app);
    }),
    home("home-no-store", |app| {
        app.global::<Home>().set_store_index(-1);
        app.global::<Home>().set_stores(ModelRc::default());
        app.global::<Home>().set_notice(notice(Message::RefreshedChanges));
        refused(app);
    }),
    home("home-notice", |app| {
        app.global::<Home>().set_notice(notice(Message::RefreshRefused));
        app.global::<Home>().set_first_name("Aleksandra-Wilhelmina Margareeta".into());
        app.global::<Home>().set_last_name("Kuznecova-Vanderbilt Õispuu".into());
    }),
    home("home-locking", |app| app.global::<Home>().set_notice(notice(Message::Locking))),
    home("home-closed", |app| app.global::<Home>().set_notice(notice(Message::SessionClosed))),
    home("home-changed", |app| app.global::<Home>().set_notice(notice(Message::StoreAndRightsChanged))),
    home("home-my-user", |app| app.global::<Shell>().set_own(Over::MyUser)),
    home("home-lock-warning", |app| app.global::<Shell>().set_own(Over::LockWarning)),
    State { name: "service", screen: Screen::Login, over: Over::Service, set: |_| () },
    home("home-stores", |app| app.global::<Shell>().set_own(Over::Stores)),
    home("home-many-stores", |app| {
        app.global::<Home>().set_stores(names((1..=24).map(|number| format!("Nõmme tee {number} tagaruum"))));
        app.global::<Shell>().set_own(Over::Stores);
    }),
    sheet("sheet-connecting", |app| {
        let sheet = app.global::<Sheet>();
        sheet.set_phase(SyncPhase::Connecting);
        sheet.set_rows("".into());
        sheet.set_bytes("".into());
        sheet.set_fraction(0.0);
    }),
    State { name: "sheet-reloading", screen: Screen::Home, over: Over::Sheet, set: reloading },
    sheet("sheet-nothing-new", |app| app.global::<Sheet>().set_state(SheetState::Done)),
    sheet("sheet-changes", |app| {
        let sheet = app.global::<Sheet>();
        sheet.set_state(SheetState::Done);
        sheet.set_users_added(2);
        sheet.set_users_changed(14);
        sheet.set_users_deactivated(1);
        sheet.set_users_removed(3);
        sheet.set_salepoint_changes(127);
    }),
    sheet("sheet-failed", |app| sheet_failed(app, SyncError::NotHeadOffice)),
    sheet("sheet-refused", |app| sheet_failed(app, SyncError::Refused)),
    sheet("sheet-cancelled", |app| {
        reloading(app);
        app.global::<Sheet>().set_state(SheetState::Cancelled);
    }),
    supervisor("supervisor", |_| ()),
    supervisor("supervisor-typing", |app| app.global::<Supervisor>().set_dots(6)),
    supervisor("supervisor-wrong", |app| supervisor_says(app, Message::WrongPasswordStale)),
    supervisor("supervisor-not-allowed", |app| supervisor_says(app, Message::NotAllowed)),
    supervisor("supervisor-throttled", |app| supervisor_says(app, Message::Throttled)),
    State { name: "supervisor-reload", screen: Screen::Home, over: Over::Supervisor, set: to_reload },
    supervisor("supervisor-letters", supervisor_letters),
    supervisor("supervisor-letters-refused", |app| {
        supervisor_letters(app);
        supervisor_says(app, Message::NoSalepoint);
    }),
    login("attempts-lost", |app| {
        throttled(app);
        app.global::<Entry>().set_notice(Notice { lost: true, ..notice(Message::Throttled) });
    }),
    login("record-lost", |app| {
        offline(app);
        app.global::<Entry>().set_notice(Notice { lost: true, ..notice(Message::DamagedOffline) });
    }),
    supervisor("supervisor-attempts-lost", |app| {
        supervisor_says(app, Message::Throttled);
        app.global::<Supervisor>().set_notice(Notice { lost: true, ..notice(Message::Throttled) });
    }),
    home("home-letters-lacking", |app| {
        let home = app.global::<Home>();
        home.set_first_name(as_drawn("王小明").into());
        home.set_last_name(as_drawn("Nguyễn 😀").into());
        home.set_group(as_drawn("พนักงาน").into());
        home.set_stores(names([as_drawn("小店 7")]));
    }),
];

/// A state for every variant of an enum, under the variant's name. One that is missing here does not compile.
macro_rules! every {
    ($state:ident, $show:ident, $enum:ident { $($variant:ident),* $(,)? }) => {{
        const _: fn($enum) = |error| match error { $($enum::$variant => ()),* };
        &[$($state(concat!(stringify!($enum), "::", stringify!($variant)), |app| $show(app, $enum::$variant))),*]
    }};
}

/// Beyond the contact sheets, for the rules only: every way in which enrolment, the first sync, a refresh and a
/// supervisor's password can fail.
pub const FAILURES: [&[State]; 5] = [
    every!(
        enrol,
        failed_with_detail,
        EnrolError {
            AddressInvalid,
            NotHttps,
            Unreachable,
            WrongHost,
            WrongCa,
            NotHeadOffice,
            CodeMalformed,
            CodeWrong,
            CodeUsed,
            CodeExpired,
            CodeExhausted,
            TerminalTooNew,
            TerminalTooOld,
            Disk,
            Other,
        }
    ),
    every!(
        first_sync,
        sync_failed,
        SyncError { Unreachable, NotHeadOffice, Busy, Refused, Damaged, OtherKey, Disk, Other }
    ),
    every!(
        sheet,
        sheet_failed,
        SyncError { Unreachable, NotHeadOffice, Busy, Refused, Damaged, OtherKey, Disk, Other }
    ),
    every!(login, offline_because, OfflineWhy { NoAnswer, NotHeadOffice, Busy }),
    &[
        login("other key", |app| app.global::<Station>().set_connection(Connection::OtherKey)),
        supervisor("inactive", |app| supervisor_says(app, Message::Inactive)),
        supervisor("no salepoint", |app| supervisor_says(app, Message::NoSalepoint)),
        supervisor("expired", |app| supervisor_says(app, Message::Expired)),
        supervisor("damaged", |app| supervisor_says(app, Message::Damaged)),
        supervisor("unable", |app| supervisor_says(app, Message::UnableStorage)),
    ],
];

/// The screens' beginning: a shop in Tallinn on a Monday afternoon, connected, nothing typed.
pub fn reset(app: &App) {
    let station = app.global::<Station>();
    station.set_company("Kaubamaja OÜ".into());
    station.set_salepoint("Kesklinn".into());
    station.set_terminal("Kassa 3".into());
    station.set_clock("14:07".into());
    station.set_weekday(1);
    station.set_day(23);
    station.set_month(11);
    station.set_year(2026);
    station.set_minute(0);
    station.set_clock_off_minutes(0);
    station.set_connection(Connection::Live);
    station.set_offline_since("".into());
    station.set_data_age(DataAge::Fresh);
    station.set_data_time("14:02".into());
    station.set_refreshing(false);

    let entry = app.global::<Entry>();
    entry.set_dots(0);
    entry.set_busy(false);
    entry.set_letters(false);
    entry.set_notice(Notice::default());
    entry.set_countdown("".into());
    entry.set_left(10);
    entry.set_owner("".into());

    let enrol = app.global::<Enrol>();
    enrol.set_address("https://".into());
    enrol.set_code("".into());
    enrol.set_active(EnrolField::Address);
    enrol.set_state(EnrolState::Editing);
    enrol.set_detail("".into());
    enrol.set_returns(false);

    let sync = app.global::<FirstSync>();
    sync.set_phase(SyncPhase::Users);
    sync.set_rows(ROWS.into());
    sync.set_bytes("1.9 / 4.1 MB".into());
    sync.set_fraction(0.42);
    sync.set_failed(false);
    sync.set_retry_countdown("".into());
    sync.set_support_code("".into());

    let home = app.global::<Home>();
    home.set_first_name("Marika".into());
    home.set_last_name("Tamm".into());
    home.set_salepoint("Kesklinn".into());
    home.set_terminal("Kassa 3".into());
    home.set_group("Müüjad".into());
    home.set_since("14:05".into());
    home.set_rights(Rights { sell: true, give_discount: true, refund: true, open_drawer: true, ..Rights::default() });
    home.set_stores(names(["Põhiladu", "Kesklinna ladu", "Tagastused"].map(String::from)));
    home.set_store_index(0);
    app.global::<Shell>().set_own(Over::Nothing);
    app.global::<Shell>().set_settling(false);
    home.set_notice(Notice::default());

    let service = app.global::<Service>();
    service.set_version("0.1.0".into());
    service.set_terminal("0198a3c0-5f1e-7c55-9b1e-6a7d1c2b3a4f".into());
    service.set_office("https://office.kaubamaja.example:8443".into());
    service.set_last_contact("20.11.2026 13:40".into());
    service.set_waiting("128".into());
    service.set_free_megabytes("21840".into());
    service.set_clock_ahead_seconds("-312".into());

    let sheet = app.global::<Sheet>();
    sheet.set_state(SheetState::Running);
    sheet.set_reload(false);
    sheet.set_phase(SyncPhase::Users);
    sheet.set_rows(ROWS.into());
    sheet.set_bytes("1.9 / 4.1 MB".into());
    sheet.set_fraction(0.42);
    sheet.set_users_added(0);
    sheet.set_users_changed(0);
    sheet.set_users_deactivated(0);
    sheet.set_users_removed(0);
    sheet.set_salepoint_changes(0);
    sheet.set_revision("812".into());
    sheet.set_time("14:02:31".into());

    let supervisor = app.global::<Supervisor>();
    supervisor.set_task(SupervisorTask::Unlock);
    supervisor.set_dots(0);
    supervisor.set_busy(false);
    supervisor.set_letters(false);
    supervisor.set_notice(Notice::default());
    supervisor.set_countdown("".into());
    supervisor.set_left(3);
}

/// The state of this name.
pub fn named(name: &str) -> &'static State {
    STATES.iter().find(|state| state.name == name).expect("a state of this name")
}

/// Sets one state from the beginning.
pub fn show(app: &App, state: &State) {
    reset(app);
    app.global::<Shell>().set_screen(state.screen);
    app.global::<Shell>().set_over(state.over);
    if state.over == Over::Supervisor && state.screen == Screen::Login {
        throttled(app);
    }
    (state.set)(app);
}

/// What the terminal prints of 100,000 users.
const ROWS: &str = "48123 / 100000";

fn names(names: impl IntoIterator<Item = String>) -> ModelRc<SharedString> {
    ModelRc::new(names.into_iter().map(SharedString::from).collect::<VecModel<_>>())
}

fn notice(message: Message) -> Notice {
    Notice {
        message,
        lost: false,
        name: "Marika Tamm".into(),
        seconds: 10,
        store: "Kesklinna ladu".into(),
        time: "20.11.2026 08:15".into(),
        salepoint: "Kesklinn".into(),
        date: "20.11.2026 08:15".into(),
        added: 1,
        changed: 2,
        removed: 5,
    }
}

fn say(app: &App, message: Message) {
    app.global::<Entry>().set_notice(notice(message));
}

fn locked(app: &App) {
    app.global::<Entry>().set_owner("Aleksandra-Wilhelmina Kuznecova".into());
    app.global::<Entry>().set_locked_since("20.11.2026 13:40".into());
}

fn throttled(app: &App) {
    say(app, Message::Throttled);
    app.global::<Entry>().set_countdown("9:28".into());
    app.global::<Entry>().set_countdown_fraction(0.6);
}

fn offline(app: &App) {
    offline_because(app, OfflineWhy::NoAnswer);
}

/// Since another day, which is the longest way to say it.
fn offline_because(app: &App, why: OfflineWhy) {
    let station = app.global::<Station>();
    station.set_connection(Connection::Offline);
    station.set_offline_since("20.11.2026 13:40".into());
    station.set_offline_why(why);
    station.set_data_time("20.11.2026 13:39".into());
}

fn reloading(app: &App) {
    let sheet = app.global::<Sheet>();
    sheet.set_reload(true);
    sheet.set_phase(SyncPhase::Salepoint);
    sheet.set_fraction(0.81);
}

fn sheet_failed(app: &App, error: SyncError) {
    offline(app);
    let sheet = app.global::<Sheet>();
    sheet.set_state(SheetState::Failed);
    sheet.set_phase(SyncPhase::Connecting);
    sheet.set_fraction(0.0);
    sheet.set_error(error);
    sheet.set_support_code(support_code(error).into());
}

fn to_reload(app: &App) {
    app.global::<Supervisor>().set_task(SupervisorTask::Reload);
}

fn supervisor_says(app: &App, message: Message) {
    let supervisor = app.global::<Supervisor>();
    supervisor.set_notice(notice(message));
    supervisor.set_countdown("59:28".into());
    supervisor.set_countdown_fraction(0.9);
}

fn supervisor_letters(app: &App) {
    app.global::<Supervisor>().set_letters(true);
    app.global::<Supervisor>().set_dots(7);
}

fn refused(app: &App) {
    app.global::<Station>().set_connection(Connection::Refused);
}

fn stale(app: &App) {
    app.global::<Station>().set_data_age(DataAge::Stale);
    app.global::<Station>().set_stale_days(3);
    app.global::<Station>().set_data_time("20.11.2026 08:15".into());
}

fn letters(app: &App) {
    app.global::<Entry>().set_letters(true);
    app.global::<Entry>().set_dots(7);
}

fn typed(app: &App) {
    app.global::<Enrol>().set_address("https://office.kaubamaja.example:8443".into());
    app.global::<Enrol>().set_code("7K2MQ4XWB9TN3HVC8RPD5JZE".into());
}

fn failed(app: &App, error: EnrolError) {
    typed(app);
    app.global::<Enrol>().set_state(EnrolState::Failed);
    app.global::<Enrol>().set_error(error);
}

fn failed_with_detail(app: &App, error: EnrolError) {
    failed(app, error);
    app.global::<Enrol>().set_detail("ECONNREFUSED 10.0.0.17:8443".into());
}

/// The code that the terminal gives this failure.
fn support_code(error: SyncError) -> &'static str {
    match error {
        SyncError::Unreachable => "S-1",
        SyncError::NotHeadOffice => "S-2",
        SyncError::Busy => "S-3",
        SyncError::Refused => "S-4",
        SyncError::Damaged => "S-5",
        SyncError::OtherKey => "S-9",
        SyncError::Disk => "S-7",
        SyncError::Other => "S-8",
    }
}

fn sync_failed(app: &App, error: SyncError) {
    let sync = app.global::<FirstSync>();
    sync.set_failed(true);
    sync.set_error(error);
    sync.set_support_code(support_code(error).into());
    sync.set_retry_countdown("0:24".into());
    sync.set_retry_fraction(0.4);
}
