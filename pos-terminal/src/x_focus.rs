//! Keys where there is no window manager: the display then gives them to whatever lies under its mouse, or to nobody, and the
//! window has to take them itself.

use i_slint_backend_winit::WinitWindowAccessor;
use i_slint_backend_winit::winit::raw_window_handle::{HasWindowHandle, RawWindowHandle};
use slint::Window;
use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::xproto::{ConnectionExt, EventMask, InputFocus};
use x11rb::{CURRENT_TIME, NONE};

/// Why the keys could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum FocusError {
    /// The display is not reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// Or no more.
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    /// It refuses: the window is not to be seen yet.
    #[error(transparent)]
    Refused(#[from] ReplyError),
}

/// Takes the keys for this window where there is no window manager, which is whoever asked the display to be asked about
/// windows. Nothing happens where the window is not an X server's.
///
/// # Errors
/// When the display does not let it, above all while the window is not on it yet.
pub fn take(window: &Window) -> Result<(), FocusError> {
    let Some(id) = id(window) else { return Ok(()) };
    let (display, screen) = x11rb::connect(None)?;
    let root = display.setup().roots.get(screen).map_or(NONE, |screen| screen.root);
    let asked_for = u32::from(display.get_window_attributes(root)?.reply()?.all_event_masks);
    if asked_for & u32::from(EventMask::SUBSTRUCTURE_REDIRECT) == 0 {
        display.set_input_focus(InputFocus::POINTER_ROOT, id, CURRENT_TIME)?.check()?;
    }
    Ok(())
}

fn id(window: &Window) -> Option<u32> {
    let handle = |window: &i_slint_backend_winit::winit::window::Window| match window.window_handle().ok()?.as_raw() {
        RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok(),
        RawWindowHandle::Xcb(handle) => Some(handle.window.get()),
        _ => None,
    };
    window.with_winit_window(handle).flatten()
}
