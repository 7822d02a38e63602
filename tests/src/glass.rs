//! A display that is touched: a real X server, on no screen, whose touch panel this process plays.
//!
//! The panel is the server's own driver for tests, `inputtest`. What it is told, and in which form, is in inputtestdrv(4).

use crate::display::Display;
use crate::programs::has;
use anyhow::{Context, ensure};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Drivers that the server needs beside itself, with their packages.
const DRIVERS: [(&str, &str); 2] = [
    ("/usr/lib/xorg/modules/drivers/dummy_drv.so", "xserver-xorg-video-dummy"),
    ("/usr/lib/xorg/modules/input/inputtest_drv.so", "xserver-xorg-core with the driver inputtest"),
];

/// The glass, and how many pixels it has.
pub struct Glass {
    /// What lies under it.
    pub display: Display,
    panel: UnixStream,
    size: (u32, u32),
    _folder: TempDir,
}

/// A coordinate at the far edge, as the panel counts.
const FAR: f64 = 65_535.0;
/// Messages to the panel, and its answers.
const VERSION: u32 = 0;
const SYNC: u32 = 1;
const TOUCH: u32 = 6;
/// What a touch does, by the X protocol's numbers.
const BEGIN: u32 = 18;
const END: u32 = 20;
/// How many axes a message has room for.
const AXES: usize = 64;

impl Glass {
    /// Starts one of so many pixels; `None` where the programs for it are not there.
    ///
    /// # Errors
    /// When the server does not start, or its panel does not answer.
    ///
    /// # Panics
    /// In CI, where they are not there.
    pub fn open(size: (u32, u32)) -> anyhow::Result<Option<Self>> {
        if !has("Xorg") || !has("xdotool") || !DRIVERS.iter().all(|(file, package)| has_driver(file, package)) {
            return Ok(None);
        }
        if !rustix::process::geteuid().is_root() {
            eprintln!("skipped: needs root, to start Xorg");
            return Ok(None);
        }
        let folder = tempfile::tempdir()?;
        let (configuration, socket) = (folder.path().join("xorg.conf"), folder.path().join("panel"));
        std::fs::write(&configuration, configured(size, &socket, &folder.path().join("keys")))?;
        let mut server = Command::new("Xorg");
        server.arg("-config").arg(&configuration).arg("-logfile").arg(folder.path().join("log"));
        // No screen and no keyboard of this machine.
        server.args(["-seat", "seat-of-a-test", "-novtswitch", "-sharevts"]);
        let display = Display::served_by(server)?;
        let mut panel = UnixStream::connect(&socket).context("the panel's socket")?;
        let mut version = message(12, VERSION);
        version.extend([1_u16, 0].map(u16::to_ne_bytes).concat());
        panel.write_all(&version)?;
        let mut answer = [0; 12];
        panel.read_exact(&mut answer)?;
        Ok(Some(Self { display, panel, size, _folder: folder }))
    }

    /// A finger comes down at this place, in pixels, and stays.
    ///
    /// # Errors
    /// When the panel does not answer.
    pub fn down(&mut self, finger: u32, place: (i32, i32)) -> anyhow::Result<()> {
        self.touch(finger, BEGIN, place)
    }

    /// A finger goes.
    ///
    /// # Errors
    /// When the panel does not answer.
    pub fn up(&mut self, finger: u32, place: (i32, i32)) -> anyhow::Result<()> {
        self.touch(finger, END, place)
    }

    fn touch(&mut self, finger: u32, what: u32, (x, y): (i32, i32)) -> anyhow::Result<()> {
        let mut touch = message(16 + 16 + 2 * 8 * AXES, TOUCH);
        touch.extend([finger, what].map(u32::to_ne_bytes).concat());
        // Not accelerated; axes 0 and 1 are given; room to the next multiple of eight.
        touch.extend(0_u32.to_ne_bytes());
        touch.extend([0b11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mut axes = [0.0; 2 * AXES];
        (axes[0], axes[1]) = (f64::from(x) / f64::from(self.size.0) * FAR, f64::from(y) / f64::from(self.size.1) * FAR);
        touch.extend(axes.map(f64::to_ne_bytes).concat());
        self.panel.write_all(&touch)?;
        // Until the server has taken it in.
        self.panel.write_all(&message(8, SYNC))?;
        let mut answer = [0; 8];
        self.panel.read_exact(&mut answer)?;
        ensure!(answer[4..] == 1_u32.to_ne_bytes(), "the panel answers {answer:?}");
        Ok(())
    }
}

/// The head of a message: how long it is, and what.
fn message(length: usize, what: u32) -> Vec<u8> {
    [u32::try_from(length).unwrap_or(u32::MAX), what].map(u32::to_ne_bytes).concat()
}

fn has_driver(file: &str, package: &str) -> bool {
    let there = Path::new(file).exists();
    if !there {
        assert!(std::env::var_os("CI").is_none(), "needs {package}, which CI installs");
        eprintln!("skipped: needs {package}");
    }
    there
}

/// A screen that is none, a touch panel and a keyboard that are sockets.
fn configured((width, height): (u32, u32), panel: &Path, keys: &Path) -> String {
    let section = |name: &str, lines: &[String]| format!("Section \"{name}\"\n{}\nEndSection\n", lines.join("\n"));
    let entry = |name: &str, value: &str| format!("{name} \"{value}\"");
    let option = |name: &str, value: &str| format!("Option \"{name}\" \"{value}\"");
    let device = |name: &str, kind: &str, socket: &Path| {
        section(
            "InputDevice",
            &[
                entry("Identifier", name),
                entry("Driver", "inputtest"),
                option("SocketPath", &socket.display().to_string()),
                option("DeviceType", kind),
                option("TouchCount", "5"),
            ],
        )
    };
    let modes = format!("SubSection \"Display\"\nModes \"{width}x{height}\"\nVirtual {width} {height}\nEndSubSection");
    // Not every size is one that X knows.
    let (across, down) = (width + 24, height + 10);
    let modeline = format!(
        "Modeline \"{width}x{height}\" {:.2} {width} {} {} {across} {height} {} {} {down}",
        f64::from(across * down) * 60.0 / 1e6,
        width + 8,
        width + 16,
        height + 3,
        height + 6,
    );
    [
        section("ServerFlags", &[option("AutoAddDevices", "false"), option("AutoEnableDevices", "false")]),
        section("Device", &[entry("Identifier", "card"), entry("Driver", "dummy"), "VideoRam 65536".into()]),
        section(
            "Monitor",
            &[entry("Identifier", "monitor"), "HorizSync 5.0-1000.0".into(), "VertRefresh 5.0-200.0".into(), modeline],
        ),
        section(
            "Screen",
            &[
                entry("Identifier", "screen"),
                entry("Device", "card"),
                entry("Monitor", "monitor"),
                "DefaultDepth 24".into(),
                modes,
            ],
        ),
        device("panel", "Touch", panel),
        device("keys", "Keyboard", keys),
        section(
            "ServerLayout",
            &[
                entry("Identifier", "layout"),
                entry("Screen", "screen"),
                "InputDevice \"panel\" \"CorePointer\"".into(),
                "InputDevice \"keys\" \"CoreKeyboard\"".into(),
            ],
        ),
    ]
    .concat()
}
