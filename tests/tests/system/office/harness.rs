//! The browser itself: that it finds, believes and ends as it says.

use super::{Desk, link};
use std::process::Command;

#[test]
fn signing_in_by_a_link_then_by_e_mail_and_password() -> anyhow::Result<()> {
    let Some(desk) = Desk::open() else { return Ok(()) };
    let browser = &desk.browser;
    browser.open(&link(&desk.shop, "First Administrator"))?;
    browser.see("This link signs you in as First Administrator")?;
    browser.press("Sign in")?;
    browser.fill("E-mail", "office@example.com")?;
    browser.fill("New office password", "four words in a row")?;
    browser.fill("New office password again", "four words in a row")?;
    browser.press("Save changes")?;
    browser.press("First Administrator")?;
    browser.press("Sign out")?;
    browser.open("/users")?;
    browser.fill("E-mail", "office@example.com")?;
    browser.fill("Office password", "wrong, in a row")?;
    browser.press("Sign in")?;
    browser.see("Wrong e-mail or password, or")?;
    assert_eq!(browser.value("E-mail")?, "office@example.com", "what was typed is kept");
    browser.fill("Office password", "four words in a row")?;
    browser.press("Sign in")?;
    browser.see("Maasikas")?;
    assert_eq!(browser.path()?, "/users", "where one wanted to go");
    Ok(())
}

#[test]
fn what_is_not_there_or_not_alone_is_an_error() -> anyhow::Result<()> {
    let Some(desk) = Desk::of_administrator() else { return Ok(()) };
    let browser = &desk.browser;
    browser.open("/users")?;
    let said = |result: anyhow::Result<()>| result.unwrap_err().to_string();
    assert!(said(browser.press("Sell the company")).contains("Apply"), "it says what there is");
    assert!(
        said(browser.press("Kesklinn")).contains("are “Kesklinn”"),
        "it does not choose for itself: {}",
        said(browser.press("Kesklinn"))
    );
    assert!(said(browser.press("Sign out")).starts_with("0 to press"), "a closed menu is not seen");
    browser.press("First Administrator")?;
    browser.press("Sign out")?;
    Ok(())
}

#[test]
fn another_certificate_is_not_believed() {
    let (Some(desk), Some(other)) = (Desk::open(), Desk::open()) else { return };
    drop(other.browser);
    let mixed = tests::browser::Browser::start(&desk.shop.address(), &other.shop.office_data()).unwrap().unwrap();
    mixed.open("/sign-in").unwrap();
    let shown = mixed.text().unwrap();
    assert!(shown.contains("NET::ERR_CERT_AUTHORITY_INVALID"), "{shown}");
}

#[test]
fn nothing_of_it_is_left_after_a_panic() {
    let Some(desk) = Desk::open() else { return };
    let profile = desk.browser.profile().to_owned();
    let ours = || {
        let processes = Command::new("pgrep").args(["-f", &profile.display().to_string()]).output().unwrap();
        String::from_utf8(processes.stdout).unwrap()
    };
    assert_ne!(ours(), "", "it runs");
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        let _desk = desk;
        std::panic::resume_unwind(Box::new("on purpose"));
    }));
    assert!(panicked.is_err());
    assert_eq!((ours().as_str(), profile.exists()), ("", false));
}
