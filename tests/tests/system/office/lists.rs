//! Lists where there is less room than they want: the names stay in sight, nothing is squeezed to a letter a line, and
//! paper keeps what was on the screen.

use super::Desk;
use super::manual_till::OpenTill;
use tests::browser::{Browser, Window};

/// A list of users with every column, on a window that is too narrow for it.
const ALL_COLUMNS: &str = "/users?layout=50.first_name,last_name,group,salepoints,stores,status,last_pos_login,language,\
                           office,default_store,created,ref";

/// The least a cell with words in it is wide, in CSS pixels.
fn narrowest(browser: &Browser) -> anyhow::Result<f64> {
    browser.run(
        "const cells = [...document.querySelectorAll('.rows tbody td')].filter((cell) => cell.checkVisibility() && cell.innerText.trim());
         return Math.min(...cells.map((cell) => cell.getBoundingClientRect().width))",
        &[],
    )
}

#[test]
fn the_names_stay_in_sight_while_a_wide_list_moves_sideways() -> anyhow::Result<()> {
    let Some(desk) = Desk::of_administrator() else { return Ok(()) };
    let browser = &desk.browser;
    for width in [720, 1024] {
        browser.resize(Window { width, height: 768, touch: false })?;
        browser.open(ALL_COLUMNS)?;
        let moved: (f64, f64, f64) = browser.run(
            "const rows = document.querySelector('.rows'), name = rows.querySelector('tbody .person');
             const left = () => name.getBoundingClientRect().left - rows.getBoundingClientRect().left;
             const before = left();
             rows.scrollLeft = 10000;
             const cell = rows.querySelector('tbody td:last-child').getBoundingClientRect();
             return [rows.scrollLeft, Math.abs(left() - before), rows.getBoundingClientRect().right - cell.right]",
            &[],
        )?;
        assert!(moved.0 > 100.0, "it can be moved: {moved:?} at {width}");
        // Beside the boxes to tick it is where it was but for what is before it.
        assert!(moved.1 <= 4.0, "the first name stays: {moved:?} at {width}");
        assert!(moved.2.abs() <= 2.0, "the last column comes into sight: {moved:?} at {width}");
    }
    Ok(())
}

#[test]
fn no_list_is_squeezed_to_a_letter_a_line() -> anyhow::Result<()> {
    let Some(desk) = Desk::of_administrator() else { return Ok(()) };
    let browser = &desk.browser;
    for width in [390, 645, 760, 900, 1024, 1099, 1101, 1366] {
        browser.resize(Window { width, height: 768, touch: false })?;
        for list in ["/settings/licences", "/users", "/salepoints", "/terminals", "/journal", "/settings/mail"] {
            browser.open(list)?;
            let rows: usize = browser.run("return document.querySelectorAll('.rows tbody td').length", &[])?;
            if rows > 0 {
                let narrowest = narrowest(browser)?;
                // Between a phone and a desk licences are cards.
                let is_card = list == "/settings/licences" && (645..1100).contains(&width);
                let least = if is_card { 120.0 } else { 40.0 };
                assert!(narrowest >= least, "{list} at {width}: a cell is {narrowest} wide");
            }
        }
    }
    Ok(())
}

#[test]
fn on_paper_the_journal_says_where_and_who() -> anyhow::Result<()> {
    let Some(desk) = Desk::of_administrator() else { return Ok(()) };
    let browser = &desk.browser;
    let Some(_till) = OpenTill::at(&desk.shop, "Kesklinn") else { return Ok(()) };
    let heads = |browser: &Browser| -> anyhow::Result<usize> {
        browser.run("return document.querySelectorAll('.rows thead th').length", &[])
    };
    browser.wait("entries", |browser| {
        browser.open("/journal?events=all")?;
        Ok(heads(browser)? == 6)
    })?;
    let unseen = |browser: &Browser| -> anyhow::Result<Vec<String>> {
        browser.run(
            "return [...document.querySelectorAll('.rows thead th')]
                 .filter((head) => !head.checkVisibility() || head.getBoundingClientRect().width < 20)
                 .map((head) => head.textContent.trim())",
            &[],
        )
    };
    assert_eq!(unseen(browser)?, [""; 0], "on the screen");
    browser.on_paper(true)?;
    assert_eq!(unseen(browser)?, [""; 0], "on paper");
    let navigation: bool = browser.run("return document.querySelector('#navigation').checkVisibility()", &[])?;
    assert!(!navigation, "what cannot be pressed on paper is not printed");
    browser.on_paper(false)
}
