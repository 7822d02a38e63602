//! The manual's two numbered pictures, item by item, by what stands on the pages. What a till makes of it: `manual_till`.

use super::Desk;
use tests::browser::Browser;

/// The first lines of the list's cards or rows: who is shown.
fn names(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run(
        "return [...document.querySelectorAll('tbody tr')].map((row) =>
            [...row.querySelectorAll('.person')].map((cell) => cell.innerText.trim()).join(' '))",
        &[],
    )
}

fn heads(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run("return [...document.querySelectorAll('thead th')].map((head) => head.innerText.trim())", &[])
}

/// 1 – Button to add a new user. 3 – By clicking on either the first name or last name the user can be edited.
#[test]
fn list_1_and_3_adding_and_editing() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/")?;
    browser.press("Users")?;
    browser.press("Add user")?;
    assert_eq!(browser.path()?, "/users/new");
    for name in ["Mari", "Maasikas"] {
        browser.open("/users")?;
        browser.press(name)?;
        assert_eq!((browser.value("First name")?.as_str(), browser.value("Last name")?.as_str()), ("Mari", "Maasikas"));
    }
    browser.back()?;
    assert_eq!(browser.path()?, "/users", "Back works");
    Ok(())
}

/// 4 – Filter to show deactivated users or filter by active sale point. 6 – Search to find users by name.
#[test]
fn list_4_and_6_filters_and_search() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/users")?;
    browser.press("Deactivated")?;
    assert_eq!(names(&browser)?, ["Toomas Tamm"]);
    browser.press("All")?;
    assert_eq!(names(&browser)?.len(), 13);
    browser.press("Active")?;
    browser.choose("Active salepoint", "Rīga Spice")?;
    browser.press("Apply")?;
    assert_eq!(names(&browser)?, ["Dace Kalniņa", "First Administrator", "Jānis Bērziņš", "Liis Kuusk"]);
    browser.fill("Search by name", "BERZI")?;
    browser.press("Apply")?;
    assert_eq!(names(&browser)?, ["Jānis Bērziņš"], "any case, accents folded, and the filter stays");
    browser.choose("Active salepoint", "All salepoints")?;
    browser.fill("Search by name", "toomas")?;
    browser.press("Apply")?;
    browser.see("No user matches")?;
    browser.press("Search all users")?;
    assert_eq!(names(&browser)?, ["Toomas Tamm"]);
    Ok(())
}

/// 5 – Option to edit the layout of the user list.
#[test]
fn list_5_layout() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/users")?;
    assert!(heads(&browser)?.contains(&"Stores".to_owned()));
    browser.press("Edit layout")?;
    browser.check("Stores", false)?;
    browser.check("Language", true)?;
    browser.choose("Rows per page", "50")?;
    browser.press_at("Rows per page", "Save changes")?;
    browser.open("/users")?;
    let heads = heads(&browser)?;
    assert!(heads.contains(&"Language".to_owned()) && !heads.contains(&"Stores".to_owned()), "{heads:?}");
    Ok(())
}

/// 1, 2 – First and last name, will be printed on the invoice. 3 – POS password. 4 – Active. 5 – User group. 6 – Language.
/// 7 to 11 – Salepoints. 12 – Default store.
#[test]
fn form_1_to_12() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/users/new")?;
    browser.see("Will be printed on the invoice")?;
    browser.press("Save changes")?;
    browser.see("There is a problem")?;
    browser.fill("First name", "Anna")?;
    browser.fill("Last name", "Tamm")?;
    browser.press("Type it myself")?;
    browser.fill("POS password", "918273")?;
    browser.fill("POS password again", "918273")?;
    assert!(browser.is_checked("Active")?);
    browser.choose("User group", "Cashier")?;
    browser.choose("Language", "Latviešu")?;

    browser.press("Salepoint")?;
    browser.choose("Salepoint to add", "Kesklinn")?;
    browser.press("Add")?;
    browser.see("New, not saved")?;
    browser.press("Add all")?;
    browser.see("Sadama")?;
    browser.see("Rīga Spice")?;
    browser.press("Delete all")?;
    browser.press("Add all")?;
    browser.press("Remove, Sadama")?;
    browser.choose("User group here: Kesklinn", "Shift lead")?;

    browser.press("Store")?;
    browser.press("Add all")?;
    browser.choose("Default store", "Sadama ladu")?;
    browser.press("Save changes")?;
    browser.see("Saved")?;

    let kept = |browser: &Browser| -> anyhow::Result<()> {
        assert_eq!(browser.value("Default store")?, "Sadama ladu");
        browser.press("General")?;
        assert_eq!(browser.value("First name")?, "Anna");
        browser.see("Anna Tamm")?;
        assert_eq!(browser.value("User group")?, "Cashier");
        assert_eq!(browser.value("Language")?, "Latviešu");
        browser.press("Type it myself")?;
        assert_eq!(browser.value("POS password")?, "", "never shown again");
        browser.press("Salepoint")?;
        assert_eq!(browser.value("User group here: Kesklinn")?, "Shift lead");
        assert_eq!(browser.value("User group here: Rīga Spice")?, "As the user: Cashier");
        assert!(!browser.text()?.contains("Remove, Sadama"), "{}", browser.text()?);
        Ok(())
    };
    kept(&browser)?;
    browser.open("/users?search=tamm")?;
    assert_eq!(names(&browser)?, ["Anna Tamm"]);
    Ok(())
}
