//! Pages as they are once something was done on them: menus that are open, forms that were refused, what is not found,
//! and every page in the longest languages.

use super::{Desk, link};
use tests::browser::{Browser, Scheme, Window};
use tests::pages;
use thirtyfour::Key;

/// Where pages are looked at: each scheme, each hand.
const LOOKS: [(Window, Scheme); 2] = [(Window::PHONE, Scheme::Dark), (Window::DESK, Scheme::Light)];

/// Latvian has the longest words, Russian the widest letters.
const LONGEST: [&str; 2] = ["lv", "ru"];

/// The start of an address, what is done there, and what can be read then.
type State = (&'static str, fn(&Browser) -> anyhow::Result<()>, &'static str);

/// What is opened on a page.
const OPENED: [State; 5] = [
    ("/users", |browser| browser.press("First Administrator"), "Sign out everywhere"),
    ("/users", |browser| browser.press("Edit layout"), "Rows per page"),
    ("/users", |browser| browser.press("Kesklinn, Sadama, Alice Brown"), "Default store"),
    ("/users", |browser| browser.check("Select Alice Brown", true), "Continue"),
    ("/users", before_a_bulk_change, "Alice Brown"),
];

/// What the office refuses or does not find.
const REFUSED: [State; 25] = [
    ("/account", |browser| browser.press("Save changes"), "There is a problem"),
    ("/users/new", |browser| browser.press("Save changes"), "There is a problem"),
    ("/users?search=zzz", |_| Ok(()), "No user matches"),
    ("/users?salepoint=zzz", |_| Ok(()), "No user matches"),
    ("/users?status=all", too_many, "the number of users this changes"),
    ("/groups/new", |browser| browser.press("Add user group"), "Enter a name"),
    ("/salepoints/new", |browser| browser.press("Add salepoint"), "Enter a name"),
    ("/salepoints/new", less_strict, "Not less strict than the company"),
    ("/stores/new", not_to_be_seen, "Remove the characters that cannot be seen"),
    ("/salepoints?search=zzz", |_| Ok(()), "No salepoint matches"),
    ("/stores", nobody_picked, "Tick at least one user"),
    ("/salepoints", nobody_of_this_name, "No user with this name"),
    ("/salepoints", not_at_this_salepoint, "cannot log in at"),
    ("/stores/new", |browser| browser.press("Add store"), "Enter a name"),
    ("/stores", salepoints_left_without, "Tick this, or give these salepoints another store first"),
    ("/terminals/enrol", name_taken, "already has a terminal"),
    ("/terminals?search=zzz", |_| Ok(()), "No terminal matches"),
    ("/journal?who=zzz&from=zzz", |_| Ok(()), "No user or terminal with this name"),
    ("/journal?outcome=damaged", |_| Ok(()), "No entries yet"),
    ("/settings/policies", no_number, "Enter a whole number"),
    ("/settings/policies", dangerous, "Nothing is saved yet: this is dangerous"),
    ("/settings/licences", |browser| browser.press("Save changes"), "There is a problem"),
    ("/settings/licences", several_of_this_name, "Several users match"),
    ("/settings/licences/bought", no_licences, "Enter a whole number from 1"),
    ("/nowhere", |_| Ok(()), "There is nothing here"),
];

fn several_of_this_name(browser: &Browser) -> anyhow::Result<()> {
    browser.fill("User", "mari")?;
    browser.fill("E-mail", "mari@kohvik.example")?;
    browser.press("Save changes")
}

fn no_licences(browser: &Browser) -> anyhow::Result<()> {
    browser.fill("Licences bought", "none")?;
    browser.press("Save changes")
}

fn before_a_bulk_change(browser: &Browser) -> anyhow::Result<()> {
    browser.check("Select Alice Brown", true)?;
    browser.choose("What to do", "Deactivate…")?;
    browser.press("Continue")?;
    unfolded(browser)
}

/// Opens all that is folded.
fn unfolded(browser: &Browser) -> anyhow::Result<()> {
    browser.run("document.querySelectorAll('details').forEach((details) => (details.open = true))", &[])
}

fn too_many(browser: &Browser) -> anyhow::Result<()> {
    browser.press("Select all on this page")?;
    browser.choose("What to do", "Deactivate…")?;
    browser.press("Continue")?;
    browser.fill("To go on, type", "3")?;
    browser.press("Deactivate")
}

fn less_strict(browser: &Browser) -> anyhow::Result<()> {
    browser.fill("Name", "Pirita")?;
    unfolded(browser)?;
    browser.fill("Receipt header", "Rannarahva OÜ\nwww.example.ee")?;
    browser.fill("Lock after", "3")?;
    browser.fill("Data is valid for", "x")?;
    browser.press("Add salepoint")?;
    browser.see("On the receipt:")
}

fn not_to_be_seen(browser: &Browser) -> anyhow::Result<()> {
    browser.fill("Address", "\u{202e}a\nb")?;
    browser.press("Add store")
}

fn nobody_picked(browser: &Browser) -> anyhow::Result<()> {
    browser.press("Põhiladu")?;
    browser.press("Give it to users…")?;
    browser.check("Pick users", true)?;
    browser.press("Save")?;
    browser.run::<()>("document.querySelectorAll('[name=user]').forEach((box) => (box.checked = false))", &[])?;
    browser.press("Save")
}

fn nobody_of_this_name(browser: &Browser) -> anyhow::Result<()> {
    browser.press("Sadama")?;
    browser.fill("User", "zzz")?;
    browser.key(Key::Enter)
}

fn not_at_this_salepoint(browser: &Browser) -> anyhow::Result<()> {
    browser.press("Sadama")?;
    browser.fill("User", "Toomas")?;
    browser.key(Key::Enter)
}

fn salepoints_left_without(browser: &Browser) -> anyhow::Result<()> {
    browser.press("Põhiladu")?;
    browser.press("Close this store…")?;
    browser.press("Close the store")
}

fn name_taken(browser: &Browser) -> anyhow::Result<()> {
    browser.choose("Salepoint", "Kesklinn")?;
    browser.fill("Terminal name (optional)", "Till 1")?;
    browser.press("Make a code")
}

fn no_number(browser: &Browser) -> anyhow::Result<()> {
    browser.fill("Data is valid for", "a month")?;
    browser.fill("Shortest POS password, characters", "99")?;
    browser.press("Show the figures")
}

fn dangerous(browser: &Browser) -> anyhow::Result<()> {
    browser.fill("Data is valid for", "200")?;
    browser.press("Save changes")
}

/// Everything that is wrong with a page as it stands.
fn look(browser: &Browser, place: &str, wrong: &mut Vec<String>) -> anyhow::Result<()> {
    for what in browser.axe()?.into_iter().chain(too_wide(browser)?) {
        wrong.push(format!("{place}: {what}"));
    }
    Ok(())
}

/// The same wherever pages are looked at.
fn look_everywhere(browser: &Browser, place: &str, wrong: &mut Vec<String>) -> anyhow::Result<()> {
    for (window, scheme) in LOOKS {
        browser.resize(window)?;
        browser.set_scheme(scheme)?;
        look(browser, &format!("{place} at {}, {}", window.width, scheme.name()), wrong)?;
    }
    Ok(())
}

/// Words that are wider than what they stand in, and pages that are wider than the window.
fn too_wide(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run(include_str!("too_wide.js"), &[])
}

/// Links of the summary of problems that lead to nothing one could mend.
fn dead_ends(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run(
        "return [...document.querySelectorAll('.message.bad a[href^=\"#\"]')].map((link) => link.hash)
            .filter((hash) => !document.querySelector(hash)?.matches('input, select, textarea, fieldset, section, div'))",
        &[],
    )
}

#[test]
fn what_is_opened_and_what_is_refused() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::open() else { return Ok(()) };
    shop.till("till");
    let mut wrong = Vec::new();
    browser.open("/sign-in")?;
    browser.fill("E-mail", "nobody@example.com")?;
    browser.fill("Office password", "four words in a row")?;
    browser.press("Sign in")?;
    browser.see("Wrong e-mail or password, or")?;
    look_everywhere(&browser, "/sign-in, refused", &mut wrong)?;
    browser.open(&link(&shop, "First Administrator"))?;
    browser.press("Sign in")?;
    browser.press("Later")?;
    for (address, act, shown) in REFUSED {
        // The server judges.
        browser.set_scripts(false)?;
        browser.resize(Window::DESK)?;
        browser.open(address)?;
        act(&browser)?;
        browser.see(shown)?;
        browser.set_scripts(true)?;
        let place = format!("{}, “{shown}”", browser.path()?);
        look_everywhere(&browser, &place, &mut wrong)?;
        wrong.extend(dead_ends(&browser)?.into_iter().map(|hash| format!("{place}: {hash} leads nowhere")));
    }
    for (address, act, shown) in OPENED {
        for (window, scheme) in LOOKS {
            browser.resize(window)?;
            browser.set_scheme(scheme)?;
            browser.open(address)?;
            act(&browser)?;
            browser.see(shown)?;
            let place = format!("{address}, “{shown}” at {}, {}", window.width, scheme.name());
            look(&browser, &place, &mut wrong)?;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// A menu opens with Enter, its first control comes next, and Esc closes it and gives the focus back.
#[test]
fn menus_by_keyboard() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    let open = "return [...document.querySelectorAll(':popover-open')].map((menu) => menu.id).join()";
    for (window, button, menu, first) in [
        (Window::DESK, "First Administrator", "account-menu", "own-language"),
        (Window::PHONE, "First Administrator", "account-menu", "own-language"),
        (Window::PHONE, "Menu", "navigation", "Home"),
    ] {
        browser.resize(window)?;
        browser.open("/users")?;
        while browser.tab()?.is_some_and(|stop| !stop.what.contains(button)) {}
        browser.key(Key::Enter)?;
        assert_eq!(browser.run::<String>(open, &[])?, menu);
        let next = browser.tab()?;
        assert!(next.as_ref().is_some_and(|stop| stop.what.contains(first) && stop.problem.is_none()), "{next:?}");
        browser.key(Key::Escape)?;
        assert_eq!(browser.run::<String>(open, &[])?, "");
        let focused: String = browser.run("return document.activeElement.textContent.trim()", &[])?;
        assert_eq!(focused, button);
    }
    Ok(())
}

#[test]
fn every_page_in_the_longest_languages() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::open() else { return Ok(()) };
    shop.till("till");
    let mut addresses = Vec::new();
    pages::each(&browser, &link(&shop, "First Administrator"), &shop.office_data(), |_, address| {
        addresses.push(address.to_owned());
        Ok(())
    })?;
    let mut wrong = Vec::new();
    for language in LONGEST {
        browser.open("/")?;
        let choose = "const [language] = arguments, choice = document.querySelector('#own-language');
            choice.value = language; choice.form.requestSubmit()";
        browser.run::<()>(choose, &[language.into()])?;
        let speaks =
            |browser: &Browser| Ok(browser.run::<String>("return document.documentElement.lang", &[])? == language);
        browser.wait(language, speaks)?;
        for address in &addresses {
            browser.open(address)?;
            for window in [Window::NARROWEST, Window::DESK] {
                browser.resize(window)?;
                let place = format!("{address} in {language} at {}", window.width);
                wrong.extend(too_wide(&browser)?.into_iter().map(|what| format!("{place}: {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
