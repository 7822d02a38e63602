//! What somebody typed and has not saved: a link that is clicked asks and keeps it, an ended session comes back to it, and
//! two tabs are two forms.

use super::Desk;
use tests::browser::Browser;

const EMAIL: &str = "office@kohvik.example";
const PASSWORD: &str = "four words in a row";

/// Where a user's form is.
fn form_of(browser: &Browser, last_name: &str) -> anyhow::Result<String> {
    browser.open("/users?status=all")?;
    browser.press(last_name)?;
    let path = browser.path()?;
    Ok(path.split('?').next().unwrap_or_default().to_owned())
}

/// Whether the page would ask before it is left: its driver answers that question for whoever presses a link.
fn asks(browser: &Browser) -> anyhow::Result<bool> {
    let script = "const leaving = new Event('beforeunload', { cancelable: true });
                  dispatchEvent(leaving); return leaving.defaultPrevented";
    browser.run(script, &[])
}

/// Goes to where it was typed once more, until what was kept on the way out is offered there.
fn is_offered(browser: &Browser, form: &str) -> anyhow::Result<()> {
    browser.wait("what was typed", |browser| {
        browser.open(form)?;
        Ok(browser.text()?.contains("Unsaved changes from"))
    })
}

#[test]
fn a_link_asks_before_what_was_typed_is_left_and_it_is_kept() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    let user = form_of(&browser, "Brown")?;
    browser.open("/salepoints")?;
    browser.press("Kesklinn")?;
    let place = format!("{}/edit", browser.path()?.split('?').next().unwrap_or_default());
    for (form, field, typed) in [(&user, "First name", "Alicia"), (&place, "Name", "Kesklinna kohvik")] {
        browser.open(form)?;
        let saved = browser.value(field)?;
        assert!(!asks(&browser)?, "nobody is asked about nothing");
        browser.fill(field, typed)?;
        assert!(asks(&browser)?, "{form}");
        browser.press("Stores")?;
        browser.wait("the stores", |browser| Ok(browser.path()? == "/stores"))?;
        is_offered(&browser, form)?;
        assert_eq!(browser.value(field)?, saved, "offered, and not mixed in");
        browser.press("Continue editing")?;
        browser.wait("what was typed", |browser| Ok(browser.value(field)? == typed))?;
        browser.press("Save changes")?;
        browser.see("Saved")?;
        assert!(!asks(&browser)?, "what is saved is not asked about");
    }
    Ok(())
}

#[test]
fn an_ended_session_comes_back_to_the_form_with_what_was_typed() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/account")?;
    browser.fill("E-mail", EMAIL)?;
    browser.fill("New office password", PASSWORD)?;
    browser.fill("New office password again", PASSWORD)?;
    browser.press("Save changes")?;
    let form = form_of(&browser, "Brown")?;
    browser.fill("First name", "Alicia")?;
    // As another tab does.
    let out = "return fetch('/sign-out-everywhere', { method: 'POST', redirect: 'manual' }).then(() => true)";
    assert!(browser.run::<bool>(out, &[])?);
    browser.press("Save changes")?;
    browser.wait("the sign-in", |browser| Ok(browser.path()?.starts_with("/sign-in")))?;
    browser.fill("E-mail", EMAIL)?;
    browser.fill("Office password", PASSWORD)?;
    browser.press("Sign in")?;
    browser.wait("the form", |browser| Ok(browser.path()?.starts_with(&format!("{form}?form="))))?;
    assert_eq!(browser.value("First name")?, "Alicia");
    browser.press("Save changes")?;
    browser.see("Saved")?;
    Ok(())
}

#[test]
fn two_tabs_of_a_new_user_are_two_people() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    let generate = |first: &str, last: &str, salepoint: &str| -> anyhow::Result<String> {
        browser.open("/users/new")?;
        assert_eq!(browser.value("First name")?, "", "nothing of the other tab");
        browser.fill("First name", first)?;
        browser.fill("Last name", last)?;
        browser.choose("User group", "Cashier")?;
        browser.press("Generate")?;
        browser.see("Write it down")?;
        let digits = browser.run("return document.querySelector('.digits').textContent", &[])?;
        browser.press("Salepoint")?;
        browser.choose("Salepoint to add", salepoint)?;
        browser.press("Add")?;
        browser.see("New, not saved")?;
        Ok(digits)
    };
    let annas = generate("Anna", "Esimene", "Kesklinn")?;
    browser.another_tab()?;
    let bertas = generate("Berta", "Teine", "Sadama")?;
    assert_ne!(annas, bertas, "each has a POS password of her own");
    for (tab, name, own, others) in
        [(0, "Anna Esimene", "Kesklinn", "Sadama"), (1, "Berta Teine", "Sadama", "Kesklinn")]
    {
        browser.to_tab(tab)?;
        let has = |place: &str| super::two_people::has(&browser, place);
        assert!(has(own)? && !has(others)?, "{name}: {}", browser.text()?);
        browser.press("Save changes")?;
        browser.see("Saved")?;
        assert!(has(own)? && !has(others)?, "{name}: {}", browser.text()?);
        assert!(browser.title()?.starts_with(name), "{}", browser.title()?);
    }
    for last_name in ["Esimene", "Teine"] {
        browser.open(&format!("/users?search={last_name}"))?;
        assert_eq!(browser.run::<usize>("return document.querySelectorAll('tbody tr').length", &[])?, 1);
    }
    Ok(())
}
