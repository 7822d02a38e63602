//! The web office, in a real browser.

use super::Tour;
use crate::browser::{Browser, Scheme, Window};
use std::time::Instant;

impl Tour {
    /// Its pages, if a Chromium is found; where there is none, says that they are left out.
    pub(super) fn office(&mut self) -> anyhow::Result<()> {
        let Some(browser) = Browser::start_if_found(&self.world.address(), self.world.office.data())? else {
            println!("No Chromium here: the web office is left out.");
            return Ok(());
        };
        let link = self.world.sign_in_path("First Administrator")?;
        self.page("office, a one-time link", &browser, |browser| browser.open(&link))?;
        self.page("office, users", &browser, |browser| {
            browser.press("Sign in")?;
            browser.press("Later")?;
            browser.open("/users")?;
            browser.see("Maasikas")
        })?;
        self.page("office, where a user may be", &browser, |browser| {
            browser.press("Kesklinn, Sadama, Mari Maasikas")?;
            browser.see("Default store")
        })?;
        self.page("office, a user", &browser, |browser| {
            browser.open("/users")?;
            browser.press("Maasikas")
        })?;
        self.page("office, salepoints of a user", &browser, |browser| browser.press("Salepoint"))?;
        for (step, path) in [
            ("office, salepoints", "/salepoints"),
            ("office, user groups", "/groups"),
            ("office, terminals", "/terminals"),
            ("office, enrolling a terminal", "/terminals/enrol"),
        ] {
            self.page(step, &browser, |browser| browser.open(path))?;
        }
        browser.set_scheme(Scheme::Dark)?;
        self.page("office, users in dark", &browser, |browser| browser.open("/users"))
    }

    /// A step in the browser, with a picture of the page it ends on.
    fn page(
        &mut self,
        name: &'static str,
        browser: &Browser,
        act: impl FnOnce(&Browser) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let begun = Instant::now();
        let result = act(browser).and_then(|()| browser.title());
        self.note(name, begun, result, |_| browser.picture(Window::DESK))
    }
}
