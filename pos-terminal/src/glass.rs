//! Between the system's window and Slint: fingers, keys that the system names otherwise, and how large everything is drawn.

use crate::touches::{Move, Touches};
use crate::x_focus;
use i_slint_backend_winit::winit::event::{
    DeviceId, ElementState, KeyEvent, Touch, TouchPhase, WindowEvent as WinitEvent,
};
use i_slint_backend_winit::winit::keyboard::{Key, KeyCode, PhysicalKey};
use i_slint_backend_winit::{EventResult, WinitWindowAccessor};
use slint::platform::WindowEvent;
use slint::{PhysicalPosition, PhysicalSize, Window};

/// The screens are made for windows of at least this size, in logical pixels; in a smaller one they are drawn smaller.
const MADE_FOR: (f32, f32) = (800.0, 600.0);
/// What a factor may be off by rounding.
const SLACK: f32 = 0.001;

/// Follows what the system says of this window, which is drawn `scale` times as large as the system has it, as far as there
/// is room. `told` hears whether a finger is on the glass that counts. Nothing happens where the window is not the
/// system's.
pub fn follow(window: &Window, scale: f32, told: impl Fn(bool) + 'static) {
    let mut touches = Touches::default();
    let mut has_keys = false;
    // Whoever sets it has decided.
    let decided = std::env::var_os("SLINT_SCALE_FACTOR").is_some();
    let mut systems = None;
    window.on_winit_window_event(move |window, event| {
        if !decided {
            let systems = systems.get_or_insert_with(|| window.scale_factor());
            if let WinitEvent::ScaleFactorChanged { scale_factor, .. } = event {
                *systems = *scale_factor as f32;
            }
            fit(window, event, *systems * scale);
        }
        match event {
            // It is fitted anew with the size that follows.
            WinitEvent::ScaleFactorChanged { .. } if !decided => EventResult::PreventDefault,
            WinitEvent::Touch(touch) => {
                touched(window, &mut touches, touch);
                told(touches.counts());
                EventResult::PreventDefault
            }
            // It is on the display by now.
            WinitEvent::RedrawRequested if !has_keys => {
                has_keys = match x_focus::take(window) {
                    Ok(()) => true,
                    Err(error) => {
                        tracing::debug!(%error, "the keys are not taken");
                        false
                    }
                };
                EventResult::Propagate
            }
            WinitEvent::KeyboardInput { event, is_synthetic: false, .. } => {
                match digit(&event.logical_key, event.physical_key) {
                    Some(digit) => {
                        window.dispatch_event(typed(event, digit));
                        EventResult::PreventDefault
                    }
                    None => EventResult::Propagate,
                }
            }
            // The system moves its mouse with the first finger, which may be the one that rests.
            WinitEvent::CursorMoved { .. } if touches.any() => EventResult::PreventDefault,
            _ => EventResult::Propagate,
        }
    });
}

/// The digit on a key of the number pad that the system has for an arrow or the like, as NumLock is off. Nobody scrolls a
/// till with it.
fn digit(means: &Key, key: PhysicalKey) -> Option<char> {
    if matches!(means, Key::Character(_)) {
        return None;
    }
    let PhysicalKey::Code(code) = key else { return None };
    Some(match code {
        KeyCode::Numpad0 => '0',
        KeyCode::Numpad1 => '1',
        KeyCode::Numpad2 => '2',
        KeyCode::Numpad3 => '3',
        KeyCode::Numpad4 => '4',
        KeyCode::Numpad5 => '5',
        KeyCode::Numpad6 => '6',
        KeyCode::Numpad7 => '7',
        KeyCode::Numpad8 => '8',
        KeyCode::Numpad9 => '9',
        _ => return None,
    })
}

fn typed(event: &KeyEvent, digit: char) -> WindowEvent {
    let text = digit.into();
    match (event.state, event.repeat) {
        (ElementState::Released, _) => WindowEvent::KeyReleased { text },
        (ElementState::Pressed, true) => WindowEvent::KeyPressRepeated { text },
        (ElementState::Pressed, false) => WindowEvent::KeyPressed { text },
    }
}

/// By how much a window of this size, in pixels, is drawn larger than logical pixels.
pub fn factor(size: PhysicalSize, wanted: f32) -> f32 {
    let (longer, shorter) = (size.width.max(size.height) as f32, size.width.min(size.height) as f32);
    wanted.min(longer / MADE_FOR.0).min(shorter / MADE_FOR.1)
}

fn fit(window: &Window, event: &WinitEvent, wanted: f32) {
    let becomes = match event {
        WinitEvent::Resized(size) => Some(PhysicalSize::new(size.width, size.height)),
        _ => None,
    };
    let size = becomes.unwrap_or_else(|| window.size());
    if size.width == 0 || size.height == 0 {
        return;
    }
    let scale_factor = factor(size, wanted);
    if (scale_factor - window.scale_factor()).abs() < SLACK {
        return;
    }
    window.dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor });
    if becomes.is_none() {
        window.dispatch_event(WindowEvent::Resized { size: size.to_logical(scale_factor) });
    }
}

fn touched(window: &Window, touches: &mut Touches<(DeviceId, u64)>, touch: &Touch) {
    let what = match touch.phase {
        TouchPhase::Started => Move::Down,
        TouchPhase::Moved => Move::Slide,
        TouchPhase::Ended => Move::Up,
        TouchPhase::Cancelled => Move::Gone,
    };
    let place = PhysicalPosition::new(touch.location.x as i32, touch.location.y as i32);
    let finger = (touch.device_id, touch.id);
    for event in touches.moved(finger, what, place.to_logical(window.scale_factor())) {
        window.dispatch_event(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use i_slint_backend_winit::winit::keyboard::{NamedKey, NativeKey};

    #[test]
    fn a_key_of_the_number_pad_types_its_digit_whatever_num_lock_says() {
        for (means, code, types) in [
            (Key::Named(NamedKey::Insert), KeyCode::Numpad0, Some('0')),
            (Key::Named(NamedKey::Home), KeyCode::Numpad7, Some('7')),
            // The one in the middle is nothing at all then.
            (Key::Unidentified(NativeKey::Unidentified), KeyCode::Numpad5, Some('5')),
            (Key::Character("7".into()), KeyCode::Numpad7, None),
            (Key::Named(NamedKey::Home), KeyCode::Home, None),
            (Key::Named(NamedKey::Enter), KeyCode::NumpadEnter, None),
            (Key::Named(NamedKey::Delete), KeyCode::NumpadDecimal, None),
        ] {
            assert_eq!(digit(&means, PhysicalKey::Code(code)), types, "{means:?}");
        }
    }

    #[test]
    fn a_small_window_is_drawn_smaller_and_never_cut() {
        for (width, height, wanted, expect) in [
            (640, 480, 1.0, 0.8),
            (800, 480, 1.0, 0.8),
            (800, 600, 1.0, 1.0),
            (1024, 768, 1.0, 1.0),
            (480, 640, 1.0, 0.8),
            (1024, 768, 0.75, 0.75),
            // Larger than wanted is cut at what there is room for.
            (1920, 1080, 1.5, 1.5),
            (1024, 768, 2.0, 1.28),
        ] {
            let found = factor(PhysicalSize::new(width, height), wanted);
            assert!((found - expect).abs() < SLACK, "{width} × {height} at {wanted}: {found}");
        }
    }
}
