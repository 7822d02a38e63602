//! The X libraries that the window needs. They are loaded when it opens, so that commands do without; what opens the window
//! panics over some that are missing.

use x11_dl::xcursor::Xcursor;
use x11_dl::xinput2::XInput2;
use x11_dl::xlib::Xlib;
use x11_dl::xlib_xcb::Xlib_xcb;
use xkbcommon_dl::x11::xkbcommon_x11_option;
use xkbcommon_dl::xkbcommon_option;

/// A library that cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[error("{library} cannot be loaded, without which no window opens; install {package} (docs/terminal.md names all)")]
pub struct Missing {
    library: &'static str,
    /// What it comes in, in Debian.
    package: &'static str,
}

/// Loads each as the window will.
///
/// # Errors
/// The first that cannot be loaded.
pub fn all_there() -> Result<(), Missing> {
    type IsThere = fn() -> bool;
    let libraries: [(&str, &str, IsThere); 6] = [
        ("libX11.so.6", "libx11-6", || Xlib::open().is_ok()),
        ("libX11-xcb.so.1", "libx11-xcb1", || Xlib_xcb::open().is_ok()),
        ("libXcursor.so.1", "libxcursor1", || Xcursor::open().is_ok()),
        ("libXi.so.6", "libxi6", || XInput2::open().is_ok()),
        ("libxkbcommon.so.0", "libxkbcommon0", || xkbcommon_option().is_some()),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", || xkbcommon_x11_option().is_some()),
    ];
    match libraries.into_iter().find(|(_, _, is_there)| !is_there()) {
        Some((library, package, _)) => Err(Missing { library, package }),
        None => Ok(()),
    }
}
