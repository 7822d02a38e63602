//! Every page the office has, by its own table of addresses: for people who do not see well, on every width, without
//! scripts, with the keyboard alone. A new page is walked by itself, if any page leads to it.

use super::Desk;
use std::collections::{BTreeMap, BTreeSet};
use tests::browser::{Browser, Scheme, Window};
use thirtyfour::Key;

/// The widths at which no page may scroll sideways.
const WINDOWS: [Window; 5] = [Window::NARROWEST, Window::PHONE, Window::ZOOMED, Window::TABLET, Window::DESK];
/// More stops than any page has: the focus goes round in circles.
const MOST_STOPS: usize = 400;

/// Every path somebody can look at and that is a page, not a file.
fn pages() -> BTreeSet<&'static str> {
    let is_file = |path: &&str| path.starts_with("/assets") || path.ends_with(".csv");
    head_office::readable_paths().into_iter().filter(|path| !is_file(path)).collect()
}

/// Whether an address is one of this path: `/users/7?page=2` of `/users/{id}`.
fn is_of(address: &str, path: &str) -> bool {
    let address: Vec<&str> = address.split(['?', '#']).next().unwrap_or_default().split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    let fits = |(part, of): (&&str, &&str)| part == of || (of.starts_with('{') && !part.is_empty());
    address.len() == path.len() && address.iter().zip(&path).all(fits)
}

/// The path of the table this address is of: words go before parameters, as in the router.
fn path_of(address: &str, paths: &BTreeSet<&'static str>) -> Option<&'static str> {
    paths.iter().filter(|path| is_of(address, path)).min_by_key(|path| path.matches('{').count()).copied()
}

/// Goes wherever links lead until every path has an address; looks at each once.
fn each_page(desk: &Desk, mut look: impl FnMut(&Browser, &str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let browser = &desk.browser;
    let paths = pages();
    let mut seen = BTreeMap::new();
    let link = desk.link("First Administrator");
    for (path, address) in [("/sign-in", "/sign-in"), ("/sign-in/link/{token}", &link)] {
        browser.open(address)?;
        look(browser, address)?;
        seen.insert(path, address.to_owned());
    }
    desk.sign_in("First Administrator")?;
    let mut waiting: Vec<String> = paths.iter().filter(|path| !path.contains('{')).map(|path| (*path).into()).collect();
    while let Some(address) = waiting.pop() {
        let Some(path) = path_of(&address, &paths).filter(|path| !seen.contains_key(path)) else { continue };
        browser.open(&address)?;
        look(browser, &address)?;
        seen.insert(path, address);
        waiting.extend(links(browser)?.into_iter().rev());
    }
    let missed: Vec<_> = paths.iter().filter(|path| !seen.contains_key(*path)).collect();
    anyhow::ensure!(missed.is_empty(), "no page leads to {missed:?}");
    Ok(())
}

fn links(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run("return [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))", &[])
}

/// Collects what is wrong instead of ending at the first.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn add(&mut self, place: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{place}: {what}"));
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[test]
fn every_page_in_both_schemes_at_every_width() -> anyhow::Result<()> {
    let Some(desk) = Desk::open() else { return Ok(()) };
    let mut wrong = Wrong::default();
    each_page(&desk, |browser, address| {
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
    })?;
    wrong.none();
    Ok(())
}

#[test]
fn every_page_by_keyboard_and_without_scripts() -> anyhow::Result<()> {
    let Some(desk) = Desk::open() else { return Ok(()) };
    let mut wrong = Wrong::default();
    each_page(&desk, |browser, address| {
        for window in [Window::PHONE, Window::DESK] {
            browser.resize(window)?;
            browser.open(address)?;
            walk_by_tab(browser, &format!("{address} at {}", window.width), &mut wrong)?;
        }
        let with = browser.text()?;
        browser.set_scripts(false)?;
        browser.open(address)?;
        let without = browser.text()?;
        browser.set_scripts(true)?;
        if with != without {
            wrong.add(address, format!("differs without scripts:\n{with}\n{without}"));
        }
        Ok(())
    })?;
    wrong.none();
    Ok(())
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
        const one = (radio) => radio.type !== 'radio' || radio.checked
            || !document.querySelector(`input[name='${radio.name}']:checked`);
        return all.filter((element) => element.matches('a[href], button, input:not([type=hidden]), select, textarea, summary')
            && element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0 && !element.disabled && one(element))
            .filter((element) => !stops.includes(all.indexOf(element))).map((element) => element.outerHTML.slice(0, 120))",
        &[serde_json::json!(stops)],
    )?;
    for control in missed {
        wrong.add(place, format!("Tab does not come to {control}"));
    }
    Ok(())
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

#[test]
fn addresses_are_of_paths() {
    let paths: BTreeSet<&'static str> = ["/users", "/users/{id}", "/users/new", "/users/{id}/stores"].into();
    for (address, expect) in [
        ("/users", Some("/users")),
        ("/users?page=2#top", Some("/users")),
        ("/users/7", Some("/users/{id}")),
        ("/users/new", Some("/users/new")),
        ("/users/7/stores?search=a", Some("/users/{id}/stores")),
        ("/users/", None),
        ("/groups", None),
        ("?language=ru", None),
    ] {
        assert_eq!(path_of(address, &paths), expect, "{address}");
    }
}
