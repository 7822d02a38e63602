//! A terminal comes into the office and is looked after there: a real process at the other end, nothing pressed twice.

use super::Desk;
use crate::programs::text;
use tests::browser::Browser;

/// Asks for a code in the office; the address and the code as the page shows them.
fn code(browser: &Browser) -> anyhow::Result<(String, String)> {
    browser.open("/terminals")?;
    browser.press("Enrol a terminal")?;
    browser.choose("Salepoint", "Kesklinn")?;
    browser.fill("Terminal name (optional)", "Till 7")?;
    browser.press("Make a code")?;
    browser.see("Waiting for the terminal…")?;
    let code =
        browser.run("return [...document.querySelectorAll('.code span')].map(g => g.textContent).join('-')", &[])?;
    let address = browser.run("return document.querySelector('dd.whole').textContent", &[])?;
    Ok((address, code))
}

#[test]
fn a_code_that_is_shown_enrols_a_terminal_and_the_page_says_so_by_itself() -> anyhow::Result<()> {
    let Some(desk) = Desk::of_administrator() else { return Ok(()) };
    let browser = &desk.browser;
    let (address, code) = code(browser)?;
    assert_eq!(browser.axe()?, [""; 0]);
    let till = desk.shop.bare_till("till");
    let enrolled = till.run(&["enrol", "--office", &address, "--code", &code], "");
    assert!(enrolled.status.success(), "{}", text(&enrolled));
    browser.see("Till 7 is enrolled")?;
    assert!(browser.text()?.contains(&code[..4]), "and nothing else of the page has moved");

    till.refresh();
    browser.press("Look at Till 7, Kesklinn")?;
    browser.see("Added First Administrator")?;
    assert_eq!(browser.axe()?, [""; 0]);
    browser.press("Reload…")?;
    browser.press("Reload")?;
    browser.see("Reload ordered")?;
    browser.press("Revoke…")?;
    browser.fill("Type the terminal’s name to confirm", "Till 8")?;
    browser.press("Revoke Till 7")?;
    browser.see("Type Till 7, the terminal’s name")?;
    assert_eq!(browser.axe()?, [""; 0]);
    browser.fill("Type the terminal’s name to confirm", "Till 7")?;
    browser.press("Revoke Till 7")?;
    browser.see("The terminal is revoked")?;
    till.run(&["refresh"], "");
    assert_eq!(till.status()["readiness"], "revoked");
    Ok(())
}

#[test]
fn without_scripts_a_link_looks_again_and_the_code_stays_where_it_is() -> anyhow::Result<()> {
    let Some(desk) = Desk::of_administrator() else { return Ok(()) };
    let browser = &desk.browser;
    browser.set_scripts(false)?;
    browser.open("/terminals/enrol")?;
    browser.choose("Salepoint", "Kesklinn")?;
    browser.press("Make a code")?;
    browser.see("Look in a new tab whether it is enrolled")?;
    browser.reload()?;
    browser.see("The code was shown already")?;
    browser.press("Cancel this code")?;
    browser.see("The code cannot be used any more")
}
