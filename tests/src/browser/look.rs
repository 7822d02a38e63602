//! How the page is looked at: window, colours, scripts, pictures.

use super::Browser;
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// A size to look at pages in, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
    /// Whether fingers point, or a mouse.
    pub touch: bool,
}

impl Window {
    /// A desk.
    pub const DESK: Self = Self { width: 1366, height: 768, touch: false };
    /// A tablet held upright.
    pub const TABLET: Self = Self { width: 820, height: 1180, touch: true };
    /// A phone.
    pub const PHONE: Self = Self { width: 390, height: 844, touch: true };
    /// A desk at 200 %.
    pub const ZOOMED: Self = Self { width: 683, height: 384, touch: false };
    /// The least that WCAG 1.4.10 wants: 1280 at 400 %.
    pub const NARROWEST: Self = Self { width: 320, height: 640, touch: true };
}

/// The colours the reader prefers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As CSS and file names write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Browser {
    /// Gives the page another size.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn resize(&self, window: Window) -> anyhow::Result<()> {
        let Window { width, height, touch } = window;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch });
        self.command("Emulation.setDeviceMetricsOverride", &size)?;
        let points = u32::from(touch);
        self.command(
            "Emulation.setTouchEmulationEnabled",
            &json!({ "enabled": touch, "maxTouchPoints": points.max(1) }),
        )?;
        Ok(())
    }

    /// Prefers these colours from now on.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn set_scheme(&self, scheme: Scheme) -> anyhow::Result<()> {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme.name() }]);
        self.command("Emulation.setEmulatedMedia", &json!({ "features": features })).map(drop)
    }

    /// Shows pages as they would be printed, or on a screen.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn on_paper(&self, is_printed: bool) -> anyhow::Result<()> {
        let media = if is_printed { "print" } else { "" };
        self.command("Emulation.setEmulatedMedia", &json!({ "media": media })).map(drop)
    }

    /// Runs the scripts of pages loaded from now on, or none.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn set_scripts(&self, run: bool) -> anyhow::Result<()> {
        self.command("Emulation.setScriptExecutionDisabled", &json!({ "value": !run })).map(drop)
    }

    /// A picture of the page in this window, as PNG; as high as the page is, if it is higher.
    ///
    /// # Errors
    /// When it cannot be taken.
    pub fn picture(&self, window: Window) -> anyhow::Result<Vec<u8>> {
        self.resize(window)?;
        let height: u32 = self.run("return Math.ceil(document.documentElement.scrollHeight)", &[])?;
        self.resize(Window { height: height.max(window.height), ..window })?;
        let taken = self.command("Page.captureScreenshot", &json!({ "format": "png" }))?;
        self.resize(window)?;
        Ok(STANDARD.decode(taken["data"].as_str().context("no picture")?)?)
    }
}
