//! Fingers and keys: what is typed when several fingers, a palm or a number pad are at work.

use crate::{bring, states};
use i_slint_core::input::TouchPhase;
use i_slint_core::lengths::LogicalPoint;
use i_slint_core::platform::InternalEvent;
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, LogicalPosition};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use tests::headless::{Headless, interactive};
use ui::{App, Entry};

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
    // The runtime loses the second digit; the first one is not doubled, and the next touch of that finger counts.
    ("the second goes first", &[Down(0, "1"), Down(1, "2"), Up(1, "2"), Up(0, "1"), Down(0, "3"), Up(0, "3")], "13"),
    // The runtime knows one finger while the palm rests, and it is the palm. The finger afterwards counts.
    ("a resting palm", &[Down(0, PALM), Down(1, "1"), Up(1, "1"), Up(0, PALM), Down(0, "2"), Up(0, "2")], "2"),
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

    let mut faults = Vec::new();
    let mut expect = |name: &str, expected: &str| {
        let got = typed.take();
        if got != expected {
            faults.push(format!("{name}: typed {got:?}, not {expected:?}"));
        }
    };
    ui::select_language(app, "en");
    bring(headless, app, &states::STATES[1]);

    for (name, moves, expected) in SEQUENCES {
        for step in *moves {
            touch(headless, app, step);
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
        touch(headless, app, &Down(0, "1"));
        touch(headless, app, &Up(0, "1"));
        let got = typed.take();
        if got != expected {
            faults.push(format!("{ms} ms later on a new screen a tap types {got:?}, not {expected:?}"));
        }
    };
    ui::settle(app);
    tap_after(0, "");
    tap_after(299, "");
    tap_after(1, "1");
    faults
}

fn touch(headless: &Headless, app: &App, step: &Move) {
    let (id, place, phase) = match step {
        Down(id, place) => (*id, place, TouchPhase::Started),
        Slide(id, place) => (*id, place, TouchPhase::Moved),
        Up(id, place) => (*id, place, TouchPhase::Ended),
    };
    let position = place_of(app, place);
    let position = LogicalPoint::new(position.x, position.y);
    headless.window().dispatch_event(WindowEvent::internal(InternalEvent::Touch { id, position, phase }));
    headless.settle();
}

fn place_of(app: &App, place: &str) -> LogicalPosition {
    let key = interactive(app, if place.len() == 1 { place } else { "1" }).expect("the key is found");
    let (corner, size) = (key.absolute_position(), key.size());
    match place {
        // on the canvas, far from every key
        PALM => LogicalPosition::new(200.0, 500.0),
        // just right of the key
        GAP => LogicalPosition::new(corner.x + size.width + 2.0, corner.y + size.height / 2.0),
        _ => LogicalPosition::new(corner.x + size.width / 2.0, corner.y + size.height / 2.0),
    }
}
