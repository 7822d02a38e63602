//! The web office in a real browser, over real TLS, from a real head office process.

mod harness;
mod import;
mod licences;
mod lists;
mod manual;
mod manual_till;
mod popover;
mod script;
mod states;
mod stricter_salepoint;
mod terminals;
mod two_people;
mod typed;
mod walk;

use crate::programs::Shop;
use tests::browser::Browser;

/// A head office process and a browser in front of it. The browser is let go of first.
pub struct Desk {
    pub browser: Browser,
    pub shop: Shop,
}

impl Desk {
    /// With the demo's chain and nobody signed in; `None` where there is no Chromium.
    pub fn open() -> Option<Self> {
        let shop = Shop::open();
        let browser = Browser::start(&shop.address(), &shop.office_data()).unwrap()?;
        Some(Self { browser, shop })
    }

    /// With the first administrator signed in.
    pub fn of_administrator() -> Option<Self> {
        let desk = Self::open()?;
        desk.sign_in("First Administrator").unwrap();
        Some(desk)
    }

    /// Signs a user in by a one-time link.
    pub fn sign_in(&self, user: &str) -> anyhow::Result<()> {
        self.browser.open(&link(&self.shop, user))?;
        self.browser.press("Sign in")?;
        self.browser.press("Later")
    }
}

/// The path of a one-time link.
pub fn link(shop: &Shop, user: &str) -> String {
    let made = shop.office(&["admin-link", user]);
    let link = made["link"].as_str().unwrap();
    link[link.find("/sign-in").unwrap()..].to_owned()
}
