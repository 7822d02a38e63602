//! The physical keyboard: where Tab leads, where the ring stands and the typing goes, and what counts as somebody there.

use crate::checks::{Area, is_any};
use crate::{bring, states};
use i_slint_backend_testing::ElementQuery;
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, SharedString};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tests::headless::{Headless, interactive};
use ui::{App, Enrol, Entry, Home, Over, Shell, Station};

pub fn faults(headless: &Headless, app: &App) -> Vec<String> {
    ui::select_language(app, "en");
    let log = Rc::new(RefCell::new(Vec::<String>::new()));
    let says = |what: &'static str| {
        let log = log.clone();
        move || log.borrow_mut().push(what.into())
    };
    let (home, station, entry) = (app.global::<Home>(), app.global::<Station>(), app.global::<Entry>());
    home.on_lock(says("lock"));
    home.on_log_out(says("log out"));
    station.on_refresh(says("refresh"));
    station.on_service(says("service"));
    entry.on_submit(says("log in"));
    let keys = log.clone();
    entry.on_key(move |key| keys.borrow_mut().push(key.into()));
    let chosen = log.clone();
    home.on_choose_store(move |index| chosen.borrow_mut().push(format!("store {index}")));

    let mut faults = chooser_faults(headless, app, &log);
    faults.extend(login_faults(headless, app, &log));
    faults.extend(enrol_faults(headless, app));
    faults.extend(activity_faults(headless, app));
    faults
}

fn tab(headless: &Headless, times: usize) {
    (0..times).for_each(|_| headless.press_key(Key::Tab));
}

/// Where rings stand.
fn rings(app: &App) -> Vec<Area> {
    let all = ElementQuery::from_root(app).find_all();
    let rings = all.iter().filter(|element| is_any(element, &["FocusRing"]));
    rings.filter(|ring| !ring.query_descendants().find_all().is_empty()).map(Area::of).collect()
}

/// Tab goes from store to store and to Cancel, and nothing behind the dialog is reached.
fn chooser_faults(headless: &Headless, app: &App, log: &RefCell<Vec<String>>) -> Vec<String> {
    let mut reached = Vec::new();
    for tabs in 1..=12 {
        bring(headless, app, states::named("home-stores"));
        tab(headless, tabs);
        headless.press_key(Key::Return);
        let closed = app.global::<Shell>().get_own() == Over::Nothing;
        let acted = log.take().join(", ");
        reached.push(if acted.is_empty() && closed { "cancel".into() } else { acted });
    }
    let (first, rest) = reached.split_at(4);
    let allowed = ["store 0", "store 1", "store 2", "cancel", ""];
    let strays: Vec<_> = rest.iter().filter(|reached| !allowed.contains(&reached.as_str())).collect();
    if first == ["store 0", "store 1", "store 2", "cancel"] && strays.is_empty() {
        return Vec::new();
    }
    vec![format!("Tab in the store chooser comes to {reached:?}")]
}

/// Enter enters what is typed, wherever the ring stands; the ring goes as soon as something is typed.
fn login_faults(headless: &Headless, app: &App, log: &RefCell<Vec<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut ringed = 0;
    for tabs in 0..=4 {
        bring(headless, app, states::named("typing"));
        tab(headless, tabs);
        ringed += rings(app).len();
        headless.press_key(Key::Return);
        let acted = log.take();
        if acted != ["log in"] {
            faults.push(format!("{tabs} × Tab and Enter at login: {acted:?}"));
        }
        bring(headless, app, states::named("idle"));
        tab(headless, tabs);
        headless.press_key('7');
        let typed = log.take();
        if typed != ["7"] || !rings(app).is_empty() {
            faults.push(format!("{tabs} × Tab and a digit at login: {typed:?}, rings at {:?}", rings(app)));
        }
    }
    if ringed == 0 {
        faults.push("Tab shows no ring at login".into());
    }
    faults
}

/// What is typed goes to the field in which the ring stood.
fn enrol_faults(headless: &Headless, app: &App) -> Vec<String> {
    let (mut faults, mut fields) = (Vec::new(), [false; 2]);
    for tabs in 1..=8 {
        bring(headless, app, states::named("enrol"));
        tab(headless, tabs);
        let in_field = |name: &str| {
            let field = interactive(app, name).map(|field| Area::of(&field));
            field.is_some_and(|field| rings(app).iter().any(|ring| ring.meets(&field)))
        };
        let stands = [in_field("Address of head office"), in_field("Enrolment code")];
        headless.press_key('7');
        let enrol = app.global::<Enrol>();
        let typed = [enrol.get_address() == "https://7", enrol.get_code() == "7"];
        let is_right = if stands == [false; 2] { typed[0] != typed[1] } else { typed == stands };
        if !is_right || !rings(app).is_empty() {
            faults.push(format!("{tabs} × Tab at enrolment: the ring stands in {stands:?}, typed is in {typed:?}"));
        }
        (0..2).for_each(|field| fields[field] |= stands[field]);
    }
    if fields != [true; 2] {
        faults.push(format!("Tab comes to the fields of enrolment: {fields:?}"));
    }
    faults
}

/// A key that something lies on holds no session open; somebody who drags a list does.
fn activity_faults(headless: &Headless, app: &App) -> Vec<String> {
    let mut faults = Vec::new();
    let active = Rc::new(Cell::new(0));
    let counted = active.clone();
    app.global::<Shell>().on_activity(move || counted.set(counted.get() + 1));
    let held = ["a", " ", "\n", "\u{8}"].map(SharedString::from).into_iter().chain([Key::Tab.into(), Key::F1.into()]);
    for (text, state) in
        held.flat_map(|text| ["home", "idle", "enrol", "home-stores"].map(|state| (text.clone(), state)))
    {
        bring(headless, app, states::named(state));
        tab(headless, 1);
        headless.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        headless.settle();
        active.set(0);
        for _ in 0..20 {
            headless.window().dispatch_event(WindowEvent::KeyPressRepeated { text: text.clone() });
            headless.settle();
        }
        headless.window().dispatch_event(WindowEvent::KeyReleased { text: text.clone() });
        if active.take() > 0 {
            faults.push(format!("{state}: {text:?}, held down, counts as somebody there"));
        }
    }
    bring(headless, app, states::named("home-many-stores"));
    let at = |step: f32| LogicalPosition::new(512.0, 500.0 - 10.0 * step);
    let button = PointerEventButton::Left;
    headless.window().dispatch_event(WindowEvent::PointerPressed { position: at(0.0), button });
    headless.settle();
    active.set(0);
    for step in 1..=20 {
        headless.window().dispatch_event(WindowEvent::PointerMoved { position: at(step as f32) });
        headless.advance(std::time::Duration::from_millis(16));
    }
    if active.take() < 10 {
        faults.push("dragging the list of stores is nobody's doing".into());
    }
    headless.window().dispatch_event(WindowEvent::PointerReleased { position: at(20.0), button });
    headless.settle();
    faults
}
