//! Between the worker and the screens: one `connect` a screen sends its commands, one `show` sets its adapter.

mod enrol;
mod first_sync;
mod home;
mod keyboard;
mod login;
mod notice;
mod password;
mod progress;
mod refresh_sheet;
mod service;
mod station;
mod supervisor;

use crate::config::Colours;
use crate::view::{OverView, ScreenView, View};
use crate::worker::Command;
use slint::{ComponentHandle, SharedString};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use sync_core::domain::as_drawn;
use tokio::sync::mpsc::UnboundedSender;
use ui::{App, Over, Scheme, Screen, Shell};

/// Touches are reported to the worker at most so often: it only wants to know that somebody is there.
const ACTIVITY_EVERY: Duration = Duration::from_secs(1);

/// Connects all screens to the worker.
pub fn connect(app: &App, colours: Colours, commands: &UnboundedSender<Command>) {
    ui::connect(app);
    let send = Send(commands.clone());
    set_scheme(&app.global(), colours);
    let last = Rc::new(Cell::new(None::<Instant>));
    let sender = send.clone();
    app.global::<Shell>().on_activity(move || {
        if last.get().is_none_or(|at| at.elapsed() >= ACTIVITY_EVERY) {
            last.set(Some(Instant::now()));
            sender.command(Command::Activity);
        }
    });
    keyboard::connect(app, &send);
    station::connect(app, &send);
    enrol::connect(app, &send);
    first_sync::connect(app, &send);
    login::connect(app, &send);
    home::connect(app, &send);
    refresh_sheet::connect(app, &send);
    supervisor::connect(app, &send);
    service::connect(app, &send);
}

/// Shows a window in the configured colours.
pub fn set_scheme(shell: &Shell<'_>, colours: Colours) {
    shell.set_scheme(match colours {
        Colours::Auto => Scheme::Auto,
        Colours::Light => Scheme::Light,
        Colours::Dark => Scheme::Dark,
    });
}

/// Shows what is to be seen.
pub fn show(app: &App, view: &View) {
    let shell = app.global::<Shell>();
    if shell.get_language() != view.language.code() {
        ui::select_language(app, view.language.code());
    }
    station::show(app, &view.station);
    let screen = match &view.screen {
        ScreenView::Enrol(view) => {
            enrol::show(app, view);
            Screen::Enrol
        }
        ScreenView::FirstSync(view) => {
            first_sync::show(app, view);
            Screen::FirstSync
        }
        ScreenView::Login(view) => {
            login::show(app, view);
            Screen::Login
        }
        ScreenView::Home(view) => {
            home::show(app, view);
            Screen::Home
        }
    };
    let over = match &view.over {
        OverView::Nothing => Over::Nothing,
        OverView::Service(view) => {
            service::show(app, view);
            Over::Service
        }
        OverView::Sheet(view) => {
            refresh_sheet::show(app, view);
            Over::Sheet
        }
        OverView::Supervisor(supervision, view) => {
            supervisor::show(app, *supervision, view);
            Over::Supervisor
        }
    };
    if shell.get_screen() != screen {
        login::leave(app);
        enrol::leave(app);
        shell.set_own(Over::Nothing);
        shell.set_screen(screen);
        ui::settle(app);
    }
    if shell.get_over() != over {
        ui::settle(app);
        login::leave(app);
        supervisor::leave(app);
        shell.set_over(over);
    }
}

/// Sends commands to the worker.
#[derive(Clone)]
struct Send(UnboundedSender<Command>);

impl Send {
    fn command(&self, command: Command) {
        // The worker outlives the screens; if it is gone all the same, there is nobody left to tell.
        let _ = self.0.send(command);
    }

    /// What a callback does that sends one command.
    fn when(&self, command: fn() -> Command) -> impl Fn() + 'static {
        let send = self.clone();
        move || send.command(command())
    }
}

/// What people called something, as it can be drawn: each name passes here on its way to a screen.
fn name(text: &str) -> SharedString {
    as_drawn(text).into()
}

/// "m:ss", rounded up to whole seconds, and how much of the wait is left, 1 to 0. Nothing without a wait.
fn countdown(wait: Option<(u64, u64)>) -> (SharedString, f32) {
    let Some((left, whole)) = wait else { return Default::default() };
    let seconds = left.div_ceil(1_000);
    (format!("{}:{:02}", seconds / 60, seconds % 60).into(), fraction(left, whole))
}

/// How much of a whole this is, 0 to 1.
fn fraction(part: u64, whole: u64) -> f32 {
    if whole == 0 { 0.0 } else { part.min(whole) as f32 / whole as f32 }
}
