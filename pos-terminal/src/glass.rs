//! Between the system's window and Slint: fingers, and how large everything is drawn.

use crate::touches::{Move, Touches};
use i_slint_backend_winit::winit::event::{DeviceId, Touch, TouchPhase, WindowEvent as WinitEvent};
use i_slint_backend_winit::{EventResult, WinitWindowAccessor};
use slint::platform::WindowEvent;
use slint::{PhysicalPosition, PhysicalSize, Window};

/// The screens are made for windows of at least this size, in logical pixels; in a smaller one they are drawn smaller.
const MADE_FOR: (f32, f32) = (800.0, 600.0);
/// What a factor may be off by rounding.
const SLACK: f32 = 0.001;

/// Follows what the system says of this window, which is drawn `scale` times as large as the system has it, as far as there
/// is room. Nothing happens where the window is not the system's.
pub fn follow(window: &Window, scale: f32) {
    let mut touches = Touches::default();
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
                EventResult::PreventDefault
            }
            // The system moves its mouse with the first finger, which may be the one that rests.
            WinitEvent::CursorMoved { .. } if touches.any() => EventResult::PreventDefault,
            _ => EventResult::Propagate,
        }
    });
}

/// By how much a window of this size, in pixels, is drawn larger than logical pixels.
fn factor(size: PhysicalSize, wanted: f32) -> f32 {
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
