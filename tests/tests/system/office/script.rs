//! What the office's one script adds: lists that follow what is typed, and the terminals that have a change counted up.
//! Without it a key or a link does the same.

use super::Desk;
use crate::programs::Till;
use tests::browser::Browser;
use tests::running::RunningTerminal;
use thirtyfour::Key;
use tokio::runtime::Runtime;

/// The last names in the list.
fn found(browser: &Browser) -> anyhow::Result<String> {
    let names = "return [...document.querySelectorAll('tbody .person:nth-of-type(3)')].map((cell) => cell.innerText.trim()).join(', ')";
    browser.run(names, &[])
}

fn finds(browser: &Browser, names: &str) -> anyhow::Result<()> {
    browser.wait(names, |browser| Ok(found(browser)? == names))
}

/// Marks the page, so that [`is_the_same`] tells whether another was loaded.
fn mark(browser: &Browser) -> anyhow::Result<()> {
    browser.run("window.isTheSame = true", &[])
}

fn is_the_same(browser: &Browser) -> anyhow::Result<bool> {
    browser.run("return window.isTheSame === true", &[])
}

#[test]
fn a_list_follows_what_is_typed_and_back_leads_to_where_one_was() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/stores")?;
    browser.open("/users?status=all&sort=last_name&dir=desc")?;
    mark(&browser)?;
    browser.fill("Search by name", "mar")?;
    finds(&browser, "Saar, Maasikas")?;
    browser.type_text("ik")?;
    finds(&browser, "Saar")?;
    assert_eq!(browser.path()?, "/users?status=all&sort=last_name&dir=desc&search=marik", "the address follows");
    assert_eq!(browser.value("Search by name")?, "marik", "and one can type on");
    assert!(is_the_same(&browser)?, "without loading a page");
    browser.see("1–1 of 1 user")?;

    browser.press("Saar")?;
    assert_eq!(browser.value("Last name")?, "Saar");
    browser.back()?;
    finds(&browser, "Saar")?;
    assert_eq!(browser.value("Search by name")?, "marik");
    browser.back()?;
    assert_eq!(browser.path()?, "/stores", "not letter by letter");
    Ok(())
}

#[test]
fn without_scripts_enter_searches() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.set_scripts(false)?;
    browser.open("/users?status=all")?;
    browser.fill("Search by name", "marik")?;
    assert!(found(&browser)?.contains("Maasikas"), "nothing happens by itself");
    browser.key(Key::Enter)?;
    finds(&browser, "Saar")?;
    assert_eq!(browser.path()?.matches("search=marik").count(), 1, "{}", browser.path()?);
    browser.back()?;
    assert_eq!(browser.path()?, "/users?status=all");
    Ok(())
}

/// Saves a change that the terminals at Kesklinn need.
fn save_a_change(browser: &Browser) -> anyhow::Result<()> {
    browser.open("/users?search=brown")?;
    browser.press("Brown")?;
    browser.fill("Last name", "Green")?;
    browser.press("Save changes")?;
    browser.see("Live on 0 of 2 terminals")
}

/// Lets an enrolled terminal run, which catches up and says so.
fn run(runtime: &Runtime, till: &Till) -> anyhow::Result<RunningTerminal> {
    runtime.block_on(async {
        let mut till = RunningTerminal::start(&till.data)?;
        till.until_live().await;
        Ok(till)
    })
}

/// Loads the page until this can be read.
fn sees_again(browser: &Browser, text: &str) -> anyhow::Result<()> {
    browser.wait(text, |browser| {
        browser.reload()?;
        Ok(browser.text()?.contains(text))
    })
}

#[test]
fn the_terminals_that_have_a_change_are_counted_up_by_themselves() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    let (runtime, tills) = (Runtime::new()?, ["one", "two"].map(|name| shop.till(name)));
    save_a_change(&browser)?;
    mark(&browser)?;
    let _one = run(&runtime, &tills[0])?;
    browser.see("Live on 1 of 2 terminals")?;
    let _two = run(&runtime, &tills[1])?;
    browser.see("Live on 2 of 2 terminals")?;
    assert!(is_the_same(&browser)?, "nobody loaded another page");
    assert!(!browser.path()?.contains("delivery"), "{}", browser.path()?);
    Ok(())
}

#[test]
fn without_scripts_a_link_leads_to_where_the_terminals_are_counted() -> anyhow::Result<()> {
    let Some(Desk { browser, shop }) = Desk::of_administrator() else { return Ok(()) };
    let (runtime, tills) = (Runtime::new()?, ["one", "two"].map(|name| shop.till(name)));
    browser.set_scripts(false)?;
    save_a_change(&browser)?;
    let _one = run(&runtime, &tills[0])?;
    browser.press("Look again")?;
    sees_again(&browser, "Live on 1 of 2 terminals")?;
    let _two = run(&runtime, &tills[1])?;
    sees_again(&browser, "Live on 2 of 2 terminals")
}
