//! Fingers and keys: what is typed when several fingers, a palm or a number pad are at work.

use crate::{bring, states};
use pos_terminal::touches::{Move as Finger, Touches};
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, LogicalPosition};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use tests::headless::{Headless, interactive};
use ui::{App, Entry, Over, Shell, Station};

use Move::{Down, Slide, Up};

/// What a finger does, where: at the centre of a key, or at a place that is none.
enum Move {
    Down(i32, &'static str),
    Slide(i32, &'static str),
    Up(i32, &'static str),
}

const PALM: &str = "palm";
const GAP: &str = "gap";

/// Name, moves, and what must have been typed.
const SEQUENCES: &[(&str, &[Move], &str)] = &[
    ("one tap", &[Down(0, "1"), Up(0, "1")], "1"),
    ("two taps", &[Down(0, "1"), Up(0, "1"), Down(0, "1"), Up(0, "1")], "11"),
    ("rolling", &[Down(0, "1"), Down(1, "2"), Up(0, "1"), Up(1, "2"), Down(0, "3"), Up(0, "3")], "123"),
    ("the second goes first", &[Down(0, "1"), Down(1, "2"), Up(1, "2"), Up(0, "1"), Down(0, "3"), Up(0, "3")], "123"),
    ("a resting palm", &[Down(0, PALM), Down(1, "1"), Up(1, "1"), Up(0, PALM), Down(0, "2"), Up(0, "2")], "12"),
    (
        "a sleeve that moves on a key",
        &[
            Down(0, "5"),
            Slide(0, "6"),
            Down(1, "1"),
            Slide(0, "5"),
            Up(1, "1"),
            Slide(0, "6"),
            Down(1, "2"),
            Up(1, "2"),
        ],
        "512",
    ),
    // The sleeve of before is still there; a thumb comes to rest beside it.
    (
        "two that rest",
        &[Down(2, PALM), Down(1, "3"), Up(1, "3"), Up(2, PALM), Up(0, "6"), Down(0, "4"), Up(0, "4")],
        "34",
    ),
    // A finger that another one follows presses nothing when it goes.
    ("a thumb on a button", &[Down(0, "Refresh"), Down(1, "1"), Up(1, "1"), Up(0, "Refresh")], "1"),
    ("between two keys", &[Down(0, GAP), Up(0, GAP)], "1"),
    ("sliding away", &[Down(0, "1"), Slide(0, "5"), Up(0, "5")], "1"),
];

pub fn faults(headless: &Headless, app: &App) -> Vec<String> {
    let typed = Rc::new(RefCell::new(String::new()));
    let entry = app.global::<Entry>();
    let log = |mark: &'static str| {
        let typed = typed.clone();
        move || typed.borrow_mut().push_str(mark)
    };
    let keys = typed.clone();
    entry.on_key(move |key| keys.borrow_mut().push_str(&key));
    entry.on_backspace(log("<"));
    entry.on_clear(log("C"));
    entry.on_submit(log("!"));
    app.global::<Station>().on_refresh(log("R"));

    let mut faults = Vec::new();
    let mut expect = |name: &str, expected: &str| {
        let got = typed.take();
        if got != expected {
            faults.push(format!("{name}: typed {got:?}, not {expected:?}"));
        }
    };
    ui::select_language(app, "en");
    bring(headless, app, &states::STATES[1]);

    let mut touches = Touches::default();
    for (name, moves, expected) in SEQUENCES {
        for step in *moves {
            touch(headless, app, &mut touches, step);
        }
        expect(name, expected);
    }

    for label in ["7", "Clear", "Backspace", "0", "Log in"] {
        headless.click(app, label).expect("the key is there");
    }
    expect("the key block", "7C<0!");
    headless.type_text("12ģЯ€ ");
    for key in [Key::Backspace, Key::Escape, Key::Return, Key::UpArrow, Key::F1, Key::Shift] {
        headless.press_key(key);
    }
    expect("the physical keyboard", "12ģЯ€ <C!");
    for text in ["1", "\u{8}", "\n"] {
        headless.window().dispatch_event(WindowEvent::KeyPressRepeated { text: text.into() });
    }
    expect("held keys", "<");

    app.global::<Entry>().set_letters(true);
    headless.settle();
    for label in ["q", "Shift", "A", "z", "Next alphabet", "ā", "Next alphabet", "ж", "ё", "Symbols", "@", "Space"] {
        headless.click(app, label).unwrap_or_else(|error| panic!("{error}"));
    }
    expect("the letters", "qAzāжё@ ");
    app.global::<Entry>().set_busy(true);
    headless.settle();
    headless.type_text("1\n");
    headless.click(app, "@").expect("the keys are alive while a password is checked");
    expect("typed while a password is checked", "1@");
    app.global::<Entry>().set_busy(false);
    faults.extend(settling_faults(headless, app, &typed));
    faults
}

/// The second tap of two was meant for the screen before.
fn settling_faults(headless: &Headless, app: &App, typed: &Rc<RefCell<String>>) -> Vec<String> {
    bring(headless, app, &states::STATES[0]);
    let mut faults = Vec::new();
    let mut tap_after = |ms: u64, expected: &str| {
        headless.advance(Duration::from_millis(ms));
        let mut touches = Touches::default();
        touch(headless, app, &mut touches, &Down(0, "1"));
        touch(headless, app, &mut touches, &Up(0, "1"));
        let got = typed.take();
        if got != expected {
            faults.push(format!("{ms} ms later on a new screen a tap types {got:?}, not {expected:?}"));
        }
    };
    ui::settle(app);
    tap_after(0, "");
    tap_after(299, "");
    tap_after(1, "1");
    faults.extend(finger_faults(headless, app, typed));
    faults.extend(opening_faults(headless, app));
    faults
}

/// What opens something over the screen is such a change, too: nothing in it is meant by the second tap; nor is a button of a
/// screen that has just come up.
fn opening_faults(headless: &Headless, app: &App) -> Vec<String> {
    let mut faults = Vec::new();
    let shell = app.global::<Shell>();
    bring(headless, app, states::named("home"));
    for (name, button) in [("the store chooser", "Store: Põhiladu"), ("the rights", "My user")] {
        ui::settle(app);
        headless.click(app, button).expect("the button is there");
        if shell.get_own() != Over::Nothing {
            faults.push(format!("{name}: opened by the second of two taps"));
        }
        headless.advance(Duration::from_millis(300));
        headless.click(app, button).expect("the button is there");
        if shell.get_own() == Over::Nothing || !shell.get_settling() {
            faults.push(format!(
                "{name}: opened {}, settling {}",
                shell.get_own() != Over::Nothing,
                shell.get_settling()
            ));
        }
        bring(headless, app, states::named("home"));
    }
    faults
}

/// Nor does one count while the finger is still down that touched it too early; one that rests keeps nobody for longer than
/// a tap.
fn finger_faults(headless: &Headless, app: &App, typed: &Rc<RefCell<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |name: &str, expected: &str| {
        let got = typed.take();
        if got != expected {
            faults.push(format!("{name}: typed {got:?}, not {expected:?}"));
        }
    };
    let mut touches = Touches::default();
    let mut step = |step: Move| {
        touch(headless, app, &mut touches, &step);
        ui::touched(app, touches.counts());
    };
    let later = || headless.advance(Duration::from_millis(300));
    ui::settle(app);
    step(Down(0, "1"));
    later();
    step(Down(1, "2"));
    expect("a second finger while the first is down that came too early", "");
    step(Up(1, "2"));
    step(Down(2, "3"));
    expect("when the last one is up", "3");
    step(Up(2, "3"));
    step(Up(0, "1"));
    // The thumb was there before the screen changed.
    step(Down(3, PALM));
    ui::settle(app);
    later();
    step(Down(4, "4"));
    step(Up(4, "4"));
    expect("one tap beside a resting thumb", "");
    step(Down(4, "5"));
    step(Up(4, "5"));
    expect("the next", "5");
    step(Up(3, PALM));
    faults
}

fn touch(headless: &Headless, app: &App, touches: &mut Touches<i32>, step: &Move) {
    let (id, place, what) = match step {
        Down(id, place) => (*id, place, Finger::Down),
        Slide(id, place) => (*id, place, Finger::Slide),
        Up(id, place) => (*id, place, Finger::Up),
    };
    for event in touches.moved(id, what, place_of(app, place)) {
        headless.window().dispatch_event(event);
    }
    headless.settle();
}

fn place_of(app: &App, place: &str) -> LogicalPosition {
    let key = interactive(app, if [PALM, GAP].contains(&place) { "1" } else { place }).expect("the key is found");
    let (corner, size) = (key.absolute_position(), key.size());
    match place {
        // on the canvas, far from every key
        PALM => LogicalPosition::new(200.0, 500.0),
        // just right of the key
        GAP => LogicalPosition::new(corner.x + size.width + 2.0, corner.y + size.height / 2.0),
        _ => LogicalPosition::new(corner.x + size.width / 2.0, corner.y + size.height / 2.0),
    }
}
