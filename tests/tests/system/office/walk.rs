//! Every page the office has, by its own table of addresses: for people who do not see well, on every width, without
//! scripts, with the keyboard alone.

use super::{Desk, link};
use tests::browser::{Browser, Scheme, Window};
use tests::pages;
use thirtyfour::Key;

/// The widths at which no page may scroll sideways.
const WINDOWS: [Window; 5] = [Window::NARROWEST, Window::PHONE, Window::ZOOMED, Window::TABLET, Window::DESK];
/// More stops than any page has: the focus goes round in circles.
const MOST_STOPS: usize = 400;

/// Looks at each page of an office with a terminal and expects nothing to be wrong; nothing where there is no Chromium.
fn each_page(mut look: impl FnMut(&Browser, &str, &mut Wrong) -> anyhow::Result<()>) {
    let Some(Desk { browser, shop }) = Desk::open() else { return };
    shop.till("till");
    let link = link(&shop, "First Administrator");
    let mut wrong = Wrong::default();
    if let Err(error) =
        pages::each(&browser, &link, &shop.office_data(), |_, address| look(&browser, address, &mut wrong))
    {
        wrong.add("the walk", format!("{error:#}"));
    }
    assert!(wrong.0.is_empty(), "{}", wrong.0.join("\n"));
}

/// Collects what is wrong instead of ending at the first.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn add(&mut self, place: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{place}: {what}"));
    }
}

#[test]
fn every_page_in_both_schemes_at_every_width() {
    each_page(|browser, address, wrong| {
        for id in doubled_ids(browser)? {
            wrong.add(address, format!("has {id} more than once"));
        }
        for window in WINDOWS {
            browser.resize(window)?;
            let place = format!("{address} at {}", window.width);
            let width: u32 = browser.run("return document.documentElement.scrollWidth", &[])?;
            if width > window.width {
                wrong.add(&place, format!("scrolls sideways: {width} wide, because of {}", widest(browser, window)?));
            }
            for target in small_targets(browser)? {
                wrong.add(&place, target);
            }
        }
        for window in [Window::PHONE, Window::DESK] {
            browser.resize(window)?;
            for scheme in Scheme::ALL {
                browser.set_scheme(scheme)?;
                for violation in browser.axe()? {
                    wrong.add(&format!("{address} at {}, {}", window.width, scheme.name()), violation);
                }
            }
        }
        Ok(())
    });
}

#[test]
fn every_page_by_keyboard_and_without_scripts() {
    each_page(|browser, address, wrong| {
        for window in [Window::PHONE, Window::DESK] {
            browser.resize(window)?;
            browser.open(address)?;
            walk_by_tab(browser, &format!("{address} at {}", window.width), wrong)?;
        }
        let with = browser.text()?;
        browser.set_scripts(false)?;
        browser.open(address)?;
        let without = browser.text()?;
        browser.set_scripts(true)?;
        browser.open(address)?;
        // What terminals did meanwhile is no difference that scripts make.
        let again = browser.text()?;
        for line in with.lines().filter(|line| again.contains(line) && !without.contains(line)) {
            wrong.add(address, format!("lacks without scripts: {line}"));
        }
        Ok(())
    });
}

/// Every control that can be focused is come to by Tab, and seen when it has the focus.
fn walk_by_tab(browser: &Browser, place: &str, wrong: &mut Wrong) -> anyhow::Result<()> {
    let mut stops = Vec::new();
    while let Some(stop) = browser.tab()? {
        if stops.contains(&stop.index) {
            break;
        }
        if let Some(problem) = stop.problem {
            wrong.add(place, format!("{} {problem}", stop.what));
        }
        stops.push(stop.index);
        if stops.len() > MOST_STOPS {
            wrong.add(place, "Tab does not come to an end");
            break;
        }
    }
    browser.key(Key::Escape)?;
    let missed: Vec<String> = browser.run(
        "const [stops] = arguments;
        const all = [...document.querySelectorAll('*')];
        const others = (radio) => [...document.querySelectorAll(`input[name='${radio.name}']`)];
        const one = (radio) => radio.type !== 'radio' || radio.checked
            || (others(radio)[0] === radio && !others(radio).some((other) => other.checked));
        return all.filter((element) => element.matches('a[href], button, input:not([type=hidden]), select, textarea, summary')
            && element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0 && !element.matches(':disabled') && one(element))
            .filter((element) => !stops.includes(all.indexOf(element))).map((element) => element.outerHTML.slice(0, 120))",
        &[serde_json::json!(stops)],
    )?;
    for control in missed {
        wrong.add(place, format!("Tab does not come to {control}"));
    }
    Ok(())
}

/// Ids that are not unique: labels and descriptions would belong to the wrong field.
fn doubled_ids(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run(
        "const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
        return ids.filter((id, at) => ids.indexOf(id) !== at)",
        &[],
    )
}

/// What is wider than the window, the innermost of it.
fn widest(browser: &Browser, window: Window) -> anyhow::Result<String> {
    browser.run(
        "const [width] = arguments;
        const out = (element) => element.getBoundingClientRect().right > width + 0.5;
        const clipped = (element) => { for (let at = element.parentElement; at; at = at.parentElement)
            if (getComputedStyle(at).overflowX !== 'visible' && at !== document.documentElement && at !== document.body) return true;
            return false };
        return [...document.querySelectorAll('body *')].filter((element) => out(element) && !clipped(element)
            && ![...element.children].some(out)).map((element) => element.outerHTML.slice(0, 120)).slice(0, 3).join(' | ')",
        &[window.width.into()],
    )
}

/// What is smaller than 24 × 24 to hit. Links in a sentence are as high as its lines.
fn small_targets(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run(
        "const hit = (control) => (control.labels?.length ? [control, ...control.labels] : [control])
            .map((part) => part.getBoundingClientRect());
        const isInText = (control) => control.matches('p a, li a, dd a') && getComputedStyle(control).display === 'inline'
            && [...control.parentElement.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
            .filter((control) => control.checkVisibility({ visibilityProperty: true }) && control.tabIndex >= 0
                && !control.matches('.skip') && !isInText(control)
                && !hit(control).some((box) => box.width >= 23.5 && box.height >= 23.5))
            .map((control) => { const box = control.getBoundingClientRect();
                return `${control.outerHTML.slice(0, 120)} is ${Math.round(box.width)} × ${Math.round(box.height)}` })",
        &[],
    )
}
