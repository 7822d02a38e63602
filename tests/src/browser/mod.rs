//! A real browser, driven as a person drives it: by what stands on the page.
//!
//! It is Debian's Chromium, told by its own chromedriver over W3C WebDriver what to do. It believes head office's
//! certificate and no other, has a profile of its own, and ends with its [`Browser`], also on a panic.

mod axe;
mod driver;
mod hands;
mod keyboard;
mod look;

pub use keyboard::Stop;
pub use look::{Scheme, Window};

use crate::programs::{Running, has, path_of};
use anyhow::{Context, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thirtyfour::WebDriver;
use tokio::runtime::Runtime;

/// How long something is waited for before it does not come.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked for meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A running browser with one page.
pub struct Browser {
    driver: WebDriver,
    runtime: Runtime,
    /// Ended before the profile, which is below it, is removed.
    _process: Running,
    profile: TempDir,
    address: String,
}

impl Browser {
    /// Starts one for the office at this address with this data folder; `None` where there is no Chromium, which CI does
    /// not take for an answer.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(address: &str, office_data: &Path) -> anyhow::Result<Option<Self>> {
        if !has("chromium") || !has("chromedriver") {
            return Ok(None);
        }
        Self::start_here(address, office_data).map(Some)
    }

    /// The same where nobody minds that there is none.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_if_found(address: &str, office_data: &Path) -> anyhow::Result<Option<Self>> {
        let found = ["chromium", "chromedriver"].iter().all(|program| path_of(program).is_some());
        found.then(|| Self::start_here(address, office_data)).transpose()
    }

    fn start_here(address: &str, office_data: &Path) -> anyhow::Result<Self> {
        // Fails only when it was installed before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let profile = tempfile::tempdir()?;
        let (process, at) = driver::start()?;
        let capabilities = driver::capabilities(profile.path(), &driver::key_hash(office_data)?)?;
        let driver = runtime.block_on(WebDriver::new(at, capabilities)).context("starting Chromium")?;
        let browser =
            Self { driver, runtime, _process: process, profile, address: address.trim_end_matches('/').into() };
        browser.resize(Window::DESK)?;
        browser.set_scheme(Scheme::Light)?;
        Ok(browser)
    }

    /// Opens an address of the office, as far as it follows the host.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub fn open(&self, path: &str) -> anyhow::Result<()> {
        let address = format!("{}{path}", self.address);
        self.block_on(self.driver.goto(address)).with_context(|| format!("opening {path}"))
    }

    /// The same address once more.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub fn reload(&self) -> anyhow::Result<()> {
        self.block_on(self.driver.refresh())
    }

    /// One page back.
    ///
    /// # Errors
    /// When there is none.
    pub fn back(&self) -> anyhow::Result<()> {
        self.block_on(self.driver.back())
    }

    /// Opens an empty tab beside the others and goes there.
    ///
    /// # Errors
    /// When there is none.
    pub fn another_tab(&self) -> anyhow::Result<()> {
        self.block_on(async {
            let tab = self.driver.new_tab().await?;
            self.driver.switch_to_window(tab).await
        })
    }

    /// Goes to a tab; the first is 0.
    ///
    /// # Errors
    /// When there is none.
    pub fn to_tab(&self, number: usize) -> anyhow::Result<()> {
        let tabs = self.block_on(self.driver.windows())?;
        let tab = tabs.get(number).context("there is no such tab")?.clone();
        self.block_on(self.driver.switch_to_window(tab))
    }

    /// The present address, as far as it follows the host.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn path(&self) -> anyhow::Result<String> {
        let address = self.block_on(self.driver.current_url())?.to_string();
        Ok(address.strip_prefix(&self.address).unwrap_or(&address).to_owned())
    }

    /// What stands in the title.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn title(&self) -> anyhow::Result<String> {
        self.block_on(self.driver.title())
    }

    /// All that can be read on the page, a line where the page has one.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn text(&self) -> anyhow::Result<String> {
        self.run("return document.body.innerText", &[])
    }

    /// Waits until this can be read.
    ///
    /// # Errors
    /// When it does not come.
    pub fn see(&self, text: &str) -> anyhow::Result<()> {
        self.wait(&format!("“{text}”"), |browser| Ok(browser.text()?.contains(text)))
    }

    /// Waits until this can no longer be read.
    ///
    /// # Errors
    /// When it stays.
    pub fn see_no_more(&self, text: &str) -> anyhow::Result<()> {
        self.wait(&format!("the end of “{text}”"), |browser| Ok(!browser.text()?.contains(text)))
    }

    /// Waits until it is so.
    ///
    /// # Errors
    /// When it does not come to that.
    pub fn wait(&self, what: &str, condition: impl Fn(&Self) -> anyhow::Result<bool>) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !condition(self)? {
            if Instant::now() > deadline {
                bail!("{what} did not come at {} to\n{}", self.path()?, self.text()?);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// What a script, whose `arguments` these are, returns. The page's CSP does not bind it.
    ///
    /// # Errors
    /// When it throws, or returns something else.
    pub fn run<T: DeserializeOwned>(&self, script: &str, arguments: &[Value]) -> anyhow::Result<T> {
        let returned = self.block_on(self.driver.execute(script, arguments))?;
        Ok(returned.convert()?)
    }

    /// Where it keeps what it keeps.
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }

    /// A command of Chromium's own protocol.
    fn command(&self, name: &str, parameters: &Value) -> anyhow::Result<Value> {
        self.block_on(self.driver.cdp().send_raw(name, parameters)).with_context(|| name.to_owned())
    }

    fn block_on<T, E: Into<anyhow::Error>>(&self, work: impl Future<Output = Result<T, E>>) -> anyhow::Result<T> {
        self.runtime.block_on(work).map_err(Into::into)
    }
}

impl Drop for Browser {
    /// Closes Chromium: its driver would leave it behind when it is ended.
    fn drop(&mut self) {
        // Gone already, or gone with its driver: there is nobody to tell.
        let _ = self.runtime.block_on(self.driver.clone().quit());
    }
}
