//! What the office changes, at real terminal processes: the manual's items and its frequently asked questions.

use super::{Desk, link};
use crate::keypad::Keypad;
use crate::programs::{BINARY, Shop, Till, text, wait_until};
use crate::window::{enter, only_window};
use anyhow::Context;
use serde_json::Value;
use std::time::{Duration, Instant};
use tests::browser::Browser;
use tests::chain;
use tests::display::Display;
use tests::programs::{NO_CONFIGURATION, Running};

/// An enrolled terminal's window, which follows head office by itself.
pub struct OpenTill {
    _process: Running,
    window: String,
    display: Display,
    pub till: Till,
}

impl OpenTill {
    pub fn at(shop: &Shop, salepoint: &str) -> Option<Self> {
        let display = Display::open().unwrap()?;
        let till = till_at(shop, salepoint);
        let mut command = display.command(BINARY);
        command.args(["pos-terminal", "--config", NO_CONFIGURATION, "--data"]).arg(&till.data);
        let process = Running(command.spawn().unwrap());
        let window = only_window(&display);
        wait_until("the terminal", || till.status()["running"] == true);
        Some(Self { _process: process, window, display, till })
    }

    /// What is made of one attempt with this POS password.
    pub fn attempt(&self, password: &str) -> String {
        let before = self.outcomes().len();
        enter(&self.display, &self.window, &Keypad::of(1024, 768), password);
        wait_until("an answer", || self.outcomes().len() > before);
        self.outcomes().remove(before)
    }

    /// What was made of all attempts so far.
    fn outcomes(&self) -> Vec<String> {
        let entries = self.entries().into_iter().filter(|entry| entry["kind"] == "login");
        entries.map(|entry| entry["outcome"].as_str().unwrap().to_owned()).collect()
    }

    pub fn entries(&self) -> Vec<Value> {
        self.till.journal()["entries"].as_array().unwrap().clone()
    }

    /// The saved revision is here within a second.
    pub fn has(&self, revision: u64) {
        let saved = Instant::now();
        wait_until("the revision", || self.till.status()["revision"].as_u64() >= Some(revision));
        assert!(saved.elapsed() < Duration::from_secs(1), "it took {:?}", saved.elapsed());
    }
}

pub fn till_at(shop: &Shop, salepoint: &str) -> Till {
    let till = shop.bare_till(salepoint);
    let output = till.run(&["enrol", "--office", &shop.address(), "--code", &shop.code(salepoint)], "");
    assert!(output.status.success(), "enrol: {}", text(&output));
    till
}

/// Logs in at a terminal that has just asked head office.
fn login(till: &Till, password: &str) -> Value {
    till.refresh();
    till.login(password)
}

/// Opens a user's form by a click on the name.
fn edit(browser: &Browser, last_name: &str) -> anyhow::Result<()> {
    browser.open("/users?status=all")?;
    browser.press(last_name)
}

/// Saves; the revision it became.
fn save(browser: &Browser, shop: &Shop) -> anyhow::Result<u64> {
    browser.press("Save changes")?;
    browser.see("Saved")?;
    shop.office(&["terminals"])["revision"].as_u64().context("head office says its revision")
}

#[test]
fn a_new_user_a_deactivated_one_and_a_removed_salepoint_at_a_live_till() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    let Some(till) = OpenTill::at(&shop, chain::SALEPOINT) else { return Ok(()) };
    browser.open("/users")?;
    browser.press("Add user")?;
    browser.fill("First name", "Anna")?;
    browser.fill("Last name", "Tamme")?;
    browser.press("Type it myself")?;
    browser.fill("POS password", "918273")?;
    browser.fill("POS password again", "918273")?;
    browser.choose("User group", "Cashier")?;
    browser.press("Salepoint")?;
    browser.choose("Salepoint to add", chain::SALEPOINT)?;
    browser.press("Add")?;
    till.has(save(&browser, &shop)?);
    browser.wait("the page to say so", |browser| {
        browser.reload()?;
        Ok(browser.text()?.contains("Live on 1 of 1 terminal"))
    })?;
    assert_eq!(till.attempt("918273"), "granted");

    edit(&browser, "Tamme")?;
    browser.check("Active", false)?;
    till.has(save(&browser, &shop)?);
    wait_until("the session's end", || till.entries().iter().any(|entry| entry["kind"] == "logout"));
    assert_eq!(till.attempt("918273"), "inactive");

    browser.check("Active", true)?;
    save(&browser, &shop)?;
    browser.press("Salepoint")?;
    browser.press("Remove, Kesklinn")?;
    till.has(save(&browser, &shop)?);
    browser.see("This user cannot log in at any terminal: no salepoint is granted.")?;
    assert_eq!(till.attempt("918273"), "no_salepoint");
    Ok(())
}

#[test]
fn deactivation_ends_the_office_session() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    let Some(hers) = Browser::start(&shop.address(), &shop.office_data())? else { return Ok(()) };
    hers.open(&link(&shop, "Liis Kuusk"))?;
    hers.press("Sign in")?;
    hers.press("Later")?;
    hers.open("/users")?;
    assert_eq!(hers.path()?, "/users");
    edit(&browser, "Kuusk")?;
    browser.check("Active", false)?;
    save(&browser, &shop)?;
    hers.reload()?;
    assert!(hers.path()?.starts_with("/sign-in"), "{}", hers.path()?);
    Ok(())
}

#[test]
fn the_group_in_one_salepoint_the_language_and_the_default_store() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    let [here, there] = [chain::SALEPOINT, "Sadama"].map(|salepoint| till_at(&shop, salepoint));
    let alice = "260847";
    for till in [&here, &there] {
        let session = login(till, alice);
        assert_eq!((&session["group"], &session["language"]), (&"Shift lead".into(), &"en".into()), "{session}");
    }
    edit(&browser, "Brown")?;
    browser.choose("Language", "Latviešu")?;
    browser.press("Salepoint")?;
    browser.choose("User group here: Kesklinn", "Supervisor")?;
    browser.press("Store")?;
    browser.choose("Default store", "Sadama ladu")?;
    save(&browser, &shop)?;

    let session = login(&here, alice);
    assert_eq!((&session["group"], &session["store"]), (&"Supervisor".into(), &"Sadama ladu".into()), "{session}");
    assert_eq!(session["language"], "lv", "the terminal speaks Latvian with her");
    assert_eq!(login(&there, alice)["group"], "Shift lead", "there as before");
    let Some(hers) = Browser::start(&shop.address(), &shop.office_data())? else { return Ok(()) };
    hers.open(&link(&shop, "Alice Brown"))?;
    hers.press("Sign in")?;
    hers.open("/users")?;
    assert_eq!(hers.run::<String>("return document.documentElement.lang", &[])?, "lv", "and the office, too");
    hers.see("Lietotāji")
}

/// “When a new sale point is added it must also be added for users, otherwise they will not be able to log into the POS.”
#[test]
fn faq_adding_a_salepoint_to_a_user() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/salepoints")?;
    browser.press("Add salepoint")?;
    browser.fill("Name", "Ülemiste")?;
    browser.choose("Store it sells from", "Põhiladu")?;
    browser.press("Add salepoint")?;
    browser.see("Who should have “Ülemiste”?")?;
    browser.check("No one for now", true)?;
    browser.press("Save")?;

    // Whoever made it finds it in the list, where it says that nobody has it.
    browser.open("/salepoints?status=all")?;
    browser.see("Ülemiste")?;
    let till = till_at(&shop, "Ülemiste");
    browser.open("/terminals")?;
    assert!(!browser.text()?.contains("Ülemiste"), "{}", browser.text()?);
    let refused = till.login("482913");
    assert_eq!(refused["outcome"], "no_salepoint");
    let words = "You do not have the salepoint “Ülemiste”. Ask the office to add it to your user: Personnel → Users → Salepoint.";
    assert_eq!(refused["message"], words);
    for name in ["Maasikas", "Administrator"] {
        edit(&browser, name)?;
        browser.press("Salepoint")?;
        browser.choose("Salepoint to add", "Ülemiste")?;
        browser.press("Add")?;
        save(&browser, &shop)?;
    }
    assert_eq!(till.outcome("482913"), "granted", "with the next attempt");
    browser.open("/terminals")?;
    browser.see("Ülemiste")?;
    browser.open("/salepoints")?;
    browser.press("Ülemiste")?;
    browser.see("Why can’t someone log in here?")
}

/// “When a new store is added it must also be added for users.”
#[test]
fn faq_adding_a_store_to_a_user() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/stores")?;
    browser.press("Add store")?;
    browser.fill("Name", "Uus ladu")?;
    browser.press("Add store")?;
    browser.see("Who should have “Uus ladu”?")?;
    browser.check("No one for now", true)?;
    browser.press("Save")?;

    browser.open("/stores?status=all")?;
    browser.see("Uus ladu")?;
    let till = till_at(&shop, chain::SALEPOINT);
    assert_eq!(login(&till, "482913")["store"], "Põhiladu");
    for name in ["Administrator", "Maasikas"] {
        edit(&browser, name)?;
        browser.press("Store")?;
        browser.choose("Store to add", "Uus ladu")?;
        browser.press("Add")?;
        browser.choose("Default store", "Uus ladu")?;
        save(&browser, &shop)?;
    }
    assert_eq!(login(&till, "482913")["store"], "Uus ladu");
    browser.open("/stores")?;
    browser.press("Uus ladu")?;
    assert_eq!(browser.value("Name")?, "Uus ladu");
    Ok(())
}
