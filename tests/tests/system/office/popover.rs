//! Manual, list, 2: a user's salepoints and stores, by pointer, keyboard and finger.

use super::Desk;
use tests::browser::{Browser, Window};
use thirtyfour::Key;

/// Alice's cell in the list.
const CELL: &str = "Kesklinn, Sadama, Alice Brown";

fn opens(browser: &Browser) -> anyhow::Result<()> {
    browser.wait("Alice's popover", |browser| Ok(shown(browser)?.contains("Põhiladu Default store")))
}

fn closes(browser: &Browser) -> anyhow::Result<()> {
    browser.wait("the popover's end", |browser| Ok(shown(browser)?.is_empty()))
}

/// What the popover says that is open.
fn shown(browser: &Browser) -> anyhow::Result<String> {
    browser.run("return (document.querySelector('[popover]:popover-open')?.innerText ?? '').replace(/\\s+/g, ' ')", &[])
}

fn list() -> anyhow::Result<Option<Desk>> {
    let desk = Desk::of_administrator();
    if let Some(desk) = &desk {
        desk.browser.open("/users")?;
        closes(&desk.browser)?;
    }
    Ok(desk)
}

#[test]
fn by_pointer() -> anyhow::Result<()> {
    let Some(desk) = list()? else { return Ok(()) };
    let browser = &desk.browser;
    browser.point_at(CELL)?;
    opens(browser)?;
    // WCAG 1.4.13: the pointer may move onto it, and Esc closes it without moving anything.
    browser.point_at_first(":popover-open")?;
    opens(browser)?;
    browser.key(Key::Escape)?;
    closes(browser)?;
    browser.point_at("Apply")?;
    // A click opens it, too, and does not close what hovering opened.
    browser.press(CELL)?;
    opens(browser)?;
    assert_eq!(browser.axe()?, [""; 0]);
    browser.press("Users")?;
    closes(browser)
}

#[test]
fn by_keyboard() -> anyhow::Result<()> {
    let Some(desk) = list()? else { return Ok(()) };
    let browser = &desk.browser;
    while browser.tab()?.is_some_and(|stop| !stop.what.contains(CELL)) {}
    opens(browser)?;
    browser.key(Key::Escape)?;
    closes(browser)?;
    browser.key(Key::Enter)?;
    opens(browser)
}

#[test]
fn by_finger() -> anyhow::Result<()> {
    let Some(desk) = list()? else { return Ok(()) };
    let browser = &desk.browser;
    browser.resize(Window::PHONE)?;
    browser.open("/users")?;
    browser.tap(CELL)?;
    opens(browser)?;
    // What the popover lies over can be hit once it is closed.
    let beneath = |violation: &String| violation.contains("partially obscured");
    let axe: Vec<_> = browser.axe()?.into_iter().filter(|violation| !beneath(violation)).collect();
    assert_eq!(axe, [""; 0]);
    browser.tap("First Administrator")?;
    browser.wait("the popover's end", |browser| Ok(!shown(browser)?.contains("Default store")))
}
