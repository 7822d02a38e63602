//! Users from a file, with the keyboard alone, and what a till makes of it.

use super::Desk;
use std::path::Path;
use tests::browser::{Browser, Scheme, Window};
use thirtyfour::Key;

/// Presses Tab until the focus is on what is called so.
fn tab_to(browser: &Browser, name: &str) -> anyhow::Result<()> {
    for _ in 0..60 {
        if browser.tab()?.is_some_and(|stop| stop.what.contains(name)) {
            return Ok(());
        }
    }
    anyhow::bail!("Tab does not come to {name}")
}

/// Chooses a file and has it looked at, by keys.
fn upload(browser: &Browser, label: &str, file: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(file, text)?;
    browser.attach(label, file)?;
    tab_to(browser, "Check the file")?;
    browser.key(Key::Enter)
}

fn no_violation(browser: &Browser) -> anyhow::Result<()> {
    for window in [Window::DESK, Window::PHONE] {
        browser.resize(window)?;
        for scheme in Scheme::ALL {
            browser.set_scheme(scheme)?;
            assert_eq!(browser.axe()?, [""; 0], "{} at {}", scheme.name(), window.width);
        }
    }
    browser.resize(Window::DESK)
}

#[test]
fn a_file_by_keyboard_its_mistakes_its_report_and_the_new_user_at_a_till() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("users.csv");
    let till = shop.till("till");
    browser.open("/users")?;
    browser.press("Import")?;
    upload(&browser, "CSV file", &file, "First name,Last name,User group,Salepoints\nAnna,Puu,Casier,Kesklin\n")?;
    browser.see("2 mistakes: nothing is imported")?;
    browser.see("There is no user group “Casier”. Did you mean “Cashier”?")?;
    no_violation(&browser)?;

    let good = "First name,Last name,User group,Salepoints,POS password\nAnna,Puu,Cashier,Kesklinn,739164\n";
    upload(&browser, "Another file", &file, good)?;
    browser.see("1 user would be created or changed")?;
    no_violation(&browser)?;
    tab_to(&browser, "Import 1 user")?;
    browser.key(Key::Enter)?;
    browser.see("1 user is imported")?;
    no_violation(&browser)?;
    till.refresh();
    assert_eq!(till.outcome("739164"), "granted");
    Ok(())
}

#[test]
fn many_pos_passwords_are_followed_without_a_hand_and_without_scripts() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("users.csv");
    let rows = (0..2_000).map(|number| format!("Anna,S{number},Cashier,{}\n", 73_916_400 + number * 7));
    let rows: String = rows.collect();
    let text = format!("first_name,last_name,group,pos_password\n{rows}");
    std::fs::write(&file, text)?;
    for scripts in [true, false] {
        browser.set_scripts(scripts)?;
        browser.open("/users/import")?;
        browser.attach("CSV file", &file)?;
        browser.press("Check the file")?;
        browser.see("Import 2,000 users")?;
    }
    Ok(())
}
