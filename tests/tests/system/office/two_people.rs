//! Two people at one user, each in a browser of their own; and one person whose form is sent more than once.

use super::{Desk, link};
use crate::programs::Shop;
use std::time::Duration;
use tests::browser::Browser;

/// Alice Brown as the chain has her.
const ALICE: &str = r#"[[user]]
ref = "e-001"
first_name = "Alice"
last_name = "Brown"
active = true
group = "Shift lead"
language = "en"
salepoints = [{ name = "Kesklinn" }, { name = "Sadama" }]
stores = ["Põhiladu", "Sadama ladu"]
default_store = "Põhiladu"
"#;

/// One thing that somebody changes on the tab where it is, and how it shows there afterwards.
struct Edit {
    tab: &'static str,
    make: fn(&Browser) -> anyhow::Result<()>,
    holds: fn(&Browser) -> anyhow::Result<bool>,
}

/// Every field and kind of grant; what touches the same thing does not follow upon itself.
const EDITS: [Edit; 10] = [
    Edit {
        tab: "",
        make: |browser| browser.fill("First name", "Alicia"),
        holds: |browser| Ok(browser.value("First name")? == "Alicia"),
    },
    Edit {
        tab: "/salepoints",
        make: |browser| browser.press("Remove, Kesklinn"),
        holds: |browser| Ok(!has(browser, "Kesklinn")?),
    },
    Edit {
        tab: "",
        make: |browser| browser.choose("Language", "Latviešu"),
        holds: |browser| Ok(chosen(browser, "language")? == "Latviešu"),
    },
    Edit {
        tab: "/stores",
        make: |browser| browser.press("Remove, Sadama ladu"),
        holds: |browser| Ok(!has(browser, "Sadama ladu")?),
    },
    Edit {
        tab: "",
        make: |browser| browser.choose("User group", "Cashier"),
        holds: |browser| Ok(chosen(browser, "group")? == "Cashier"),
    },
    Edit {
        tab: "/salepoints",
        make: |browser| browser.choose("User group here: Sadama", "Cashier"),
        holds: |browser| Ok(has(browser, "Sadama")? && chosen_at(browser, "Sadama")? == "Cashier"),
    },
    Edit {
        tab: "",
        make: |browser| browser.check("Active", false),
        holds: |browser| Ok(!browser.is_checked("Active")?),
    },
    Edit {
        tab: "/stores",
        make: |browser| browser.choose("Default store", "None"),
        holds: |browser| Ok(chosen(browser, "default_store")? == "None"),
    },
    Edit {
        tab: "",
        make: |browser| browser.fill("Last name", "Green"),
        holds: |browser| Ok(browser.value("Last name")? == "Green"),
    },
    Edit {
        tab: "/salepoints",
        make: |browser| {
            browser.choose("Salepoint to add", "Rīga Spice")?;
            browser.press("Add")
        },
        holds: |browser| has(browser, "Rīga Spice"),
    },
];

/// What is chosen in the list with this id.
fn chosen(browser: &Browser, id: &str) -> anyhow::Result<String> {
    browser.run("return document.getElementById(arguments[0]).selectedOptions[0].textContent", &[id.into()])
}

/// Whether there is a row of this place, that could be removed.
pub fn has(browser: &Browser, place: &str) -> anyhow::Result<bool> {
    let script = "return [...document.querySelectorAll('button[value^=\"remove:\"]')].some(it => it.textContent.endsWith(', ' + arguments[0]))";
    browser.run(script, &[place.into()])
}

/// Which group somebody has at a salepoint.
fn chosen_at(browser: &Browser, salepoint: &str) -> anyhow::Result<String> {
    let script =
        "return document.querySelector(`select[aria-label$=': ${arguments[0]}']`).selectedOptions[0].textContent";
    browser.run(script, &[salepoint.into()])
}

fn save(browser: &Browser) -> anyhow::Result<()> {
    browser.press("Save changes")?;
    browser.see("Saved")
}

/// A browser in which somebody else is signed in.
fn colleague(shop: &Shop, who: &str) -> anyhow::Result<Option<Browser>> {
    let Some(browser) = Browser::start(&shop.address(), &shop.office_data())? else { return Ok(None) };
    browser.open(&link(shop, who))?;
    browser.press("Sign in")?;
    browser.press("Later")?;
    Ok(Some(browser))
}

/// Where a user's form is.
fn form_of(browser: &Browser, last_name: &str) -> anyhow::Result<String> {
    browser.open("/users?status=all")?;
    browser.press(last_name)?;
    let path = browser.path()?;
    Ok(path.split('?').next().unwrap_or_default().to_owned())
}

#[test]
fn what_two_people_change_of_one_user_comes_together_in_either_order() -> anyhow::Result<()> {
    let Some(Desk { browser: one, shop }) = Desk::of_administrator() else { return Ok(()) };
    let Some(other) = colleague(&shop, "Liis Kuusk")? else { return Ok(()) };
    let form = form_of(&one, "Brown")?;
    for number in 0..EDITS.len() {
        let (first, second) = (&EDITS[number], &EDITS[(number + 1) % EDITS.len()]);
        for (early, late) in [(first, second), (second, first)] {
            shop.import(ALICE);
            // Both look at her as she is.
            one.open(&format!("{form}{}", early.tab))?;
            other.open(&format!("{form}{}", late.tab))?;
            (late.make)(&other)?;
            (early.make)(&one)?;
            save(&one)?;
            save(&other)?;
            for edit in [early, late] {
                one.open(&format!("{form}{}", edit.tab))?;
                anyhow::ensure!((edit.holds)(&one)?, "of {number}, both orders: {}", one.text()?);
            }
        }
    }
    Ok(())
}

#[test]
fn what_both_changed_is_shown_and_nothing_is_overwritten() -> anyhow::Result<()> {
    let Some(Desk { browser: one, shop }) = Desk::of_administrator() else { return Ok(()) };
    let Some(other) = colleague(&shop, "Liis Kuusk")? else { return Ok(()) };
    let form = form_of(&one, "Brown")?;
    for browser in [&one, &other] {
        browser.open(&form)?;
    }
    one.fill("First name", "Alicia")?;
    save(&one)?;
    other.fill("First name", "Aliise")?;
    other.choose("Language", "Eesti")?;
    other.press("Save changes")?;
    other.see("Nothing was overwritten")?;
    let shown = other.text()?;
    anyhow::ensure!(shown.contains("Alicia") && shown.contains("Aliise"), "{shown}");
    one.open(&form)?;
    anyhow::ensure!(one.value("First name")? == "Alicia" && chosen(&one, "language")? == "English");
    Ok(())
}

/// A new user as the form wants one, with this last name.
fn new_user(browser: &Browser, last_name: &str) -> anyhow::Result<()> {
    browser.open("/users/new")?;
    browser.fill("First name", "Anna")?;
    browser.fill("Last name", last_name)?;
    browser.choose("User group", "Cashier")
}

/// Whether what is open is the page of somebody who was added.
fn is_at_a_user(browser: &Browser) -> anyhow::Result<bool> {
    let path = browser.path()?;
    Ok(path.starts_with("/users/") && !path.starts_with("/users/new"))
}

/// How many users the list has by this name.
fn how_many(browser: &Browser, last_name: &str) -> anyhow::Result<usize> {
    browser.open(&format!("/users?status=all&search={last_name}"))?;
    browser.run("return document.querySelectorAll('tbody tr').length", &[])
}

#[test]
fn a_double_press_back_and_a_server_killed_before_it_answers_make_one_user() -> anyhow::Result<()> {
    let Some(Desk { browser, mut shop }) = Desk::of_administrator() else { return Ok(()) };
    new_user(&browser, "Topeltvajutus")?;
    let twice =
        "const save = [...document.querySelectorAll('button')].find(it => it.textContent.trim() == 'Save changes');
                 save.click(); save.click(); return true";
    browser.run::<bool>(twice, &[])?;
    browser.wait("the user's page", is_at_a_user)?;
    assert_eq!(how_many(&browser, "Topeltvajutus")?, 1);

    new_user(&browser, "Tagasi")?;
    save(&browser)?;
    // Back leads to an empty form, and to none that would make the same again.
    browser.back()?;
    browser.wait("an empty form", |browser| Ok(browser.value("First name")?.is_empty()))?;
    browser.press("Save changes")?;
    browser.see("Enter a first name")?;
    assert_eq!(how_many(&browser, "Tagasi")?, 1);

    let once =
        "const save = [...document.querySelectorAll('button')].find(it => it.textContent.trim() == 'Save changes');
                setTimeout(() => save.click()); return true";
    let (mut before, mut after) = (0, 0);
    for number in 0..8 {
        let name = format!("Katkestus{number}");
        new_user(&browser, &name)?;
        browser.run::<bool>(once, &[])?;
        std::thread::sleep(Duration::from_millis(8 * number));
        shop.kill_office();
        shop.serve();
        let database = rusqlite::Connection::open(shop.office_data().join("head-office.db"))?;
        let found = "SELECT EXISTS (SELECT 1 FROM app_user WHERE last_name = ?1)";
        let was_saved: bool = database.query_row(found, [&name], |row| row.get(0))?;
        if was_saved {
            after += 1
        } else {
            before += 1
        }
        // What the browser offers on its own page about the broken connection: to send the same once more.
        browser.wait("the user's page", |browser| {
            if !is_at_a_user(browser)? && !browser.text()?.contains("Save changes") {
                browser.reload()?;
            }
            is_at_a_user(browser)
        })?;
        assert_eq!(how_many(&browser, &name)?, 1, "{name}");
    }
    println!("killed {before} times before it was saved, {after} times after");
    Ok(())
}
