//! Every page of the office, by its own table of addresses: a new page cannot be forgotten. Where an address has
//! parameters, a link of some page says what they are.

use crate::browser::Browser;
use anyhow::bail;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Opens each page once, whoever nobody knows first, then signed in by this link, the path of a one-time link. Mail is
/// kept in the office's data folder.
///
/// # Errors
/// When a page cannot be opened, no page leads to it, or `look` fails.
pub fn each(
    browser: &Browser,
    link: &str,
    office_data: &Path,
    mut look: impl FnMut(&str, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let paths = paths();
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (path, address) in [("/sign-in", "/sign-in"), ("/sign-in/link/{token}", link)] {
        open(browser, address, "nobody")?;
        look(path, address)?;
        seen.insert(path, address.to_owned());
    }
    browser.press("Sign in")?;
    browser.press("Later")?;
    let mut dead = BTreeMap::new();
    let done = by_doing(browser, office_data)?;
    let without_parameters = paths.iter().filter(|path| !path.contains('{'));
    let mut waiting: Vec<_> = without_parameters.map(|path| ((*path).to_owned(), "the table")).collect();
    waiting.extend(done.into_iter().map(|address| (address, "a form")));
    while let Some((address, from)) = waiting.pop().or_else(|| below(&seen, &paths, &dead)) {
        let path = path_of(&address, &paths).filter(|path| !seen.contains_key(path) && !dead.contains_key(&address));
        let Some(path) = path else { continue };
        if let Err(error) = open(browser, &address, from) {
            dead.insert(address, format!("{error:#}"));
            continue;
        }
        look(path, &address)?;
        seen.insert(path, address);
        waiting.extend(links(browser)?.into_iter().rev().map(|address| (address, path)));
    }
    let missed: Vec<_> = paths.iter().filter(|path| !seen.contains_key(*path)).collect();
    anyhow::ensure!(dead.is_empty(), "links that lead nowhere: {}", dead.into_values().collect::<Vec<_>>().join("; "));
    anyhow::ensure!(missed.is_empty(), "no page leads to {missed:?}");
    Ok(())
}

/// A file of users with something of everything that a report says.
const USERS: &str =
    "first_name,last_name,group,salepoints,pos_password\nMarika,Saar,Cashier,,\nAnna,Puu,Cashier,Kesklinn,739164\n";

/// The administrator's.
const EMAIL: &str = "office@kohvik.example";

/// That of somebody who gets a licence.
const INVITED: &str = "alice@kohvik.example";

/// The page of long work that ended long ago: nothing is known of it any more, which it says with a status of its own.
const ENDED_WORK: &str = "/working/0198c0de-0000-7000-8000-000000000000";

/// What only a form leads to: the addresses of a bulk change before and after it is made, of an enrolment code, of a
/// link that confirms an address, and of a file of users. Mails are written on the way.
fn by_doing(browser: &Browser, office_data: &Path) -> anyhow::Result<Vec<String>> {
    browser.open("/users")?;
    browser.check("Select Marika Saar", true)?;
    browser.choose("What to do", "Deactivate…")?;
    browser.press("Continue")?;
    let before = address_at(browser, "/users/bulk?")?;
    browser.press("Deactivate")?;
    let after = address_at(browser, "/users/bulk-changes/")?;
    browser.open("/terminals/enrol")?;
    browser.choose("Salepoint", "Sadama")?;
    browser.press("Make a code")?;
    let code = address_at(browser, "/terminals/enrol/")?;
    browser.open("/account")?;
    browser.fill("E-mail", EMAIL)?;
    browser.fill("New office password", "four words in a row")?;
    browser.fill("New office password again", "four words in a row")?;
    browser.press("Save changes")?;
    browser.open("/sign-in/forgotten")?;
    browser.fill("E-mail", EMAIL)?;
    browser.press("Send the link")?;
    browser.open("/settings/licences")?;
    browser.fill("User", "Alice Brown")?;
    // What is offered comes between, and moves what is below.
    browser.see("Who is meant?")?;
    browser.fill("E-mail", INVITED)?;
    browser.press("Save changes")?;
    browser.see("The licence is linked")?;
    browser.open("/settings/mail?status=sent")?;
    browser.wait("the mails are kept", |browser| {
        browser.reload()?;
        let text = browser.text()?;
        Ok(text.contains(EMAIL) && text.contains(INVITED))
    })?;
    let confirm = link_in(&office_data.join("mail"), "/sign-in/confirm/")?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("users.csv");
    std::fs::write(&file, USERS)?;
    browser.open("/users/import")?;
    browser.attach("CSV file", &file)?;
    browser.press("Check the file")?;
    browser.see("Import 2 users")?;
    Ok(vec![before, after, code, confirm, browser.path()?, ENDED_WORK.to_owned()])
}

/// The link in a kept mail that begins like this.
fn link_in(mails: &Path, begins: &str) -> anyhow::Result<String> {
    for entry in std::fs::read_dir(mails)? {
        // Lines that are too long for mail end in a sign of equality.
        let mail = std::fs::read_to_string(entry?.path())?.replace("=\r\n", "");
        if let Some((_, rest)) = mail.split_once(begins) {
            let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
            return Ok(format!("{begins}{token}"));
        }
    }
    bail!("no mail with {begins}")
}

/// Waits until the address begins like this.
fn address_at(browser: &Browser, begins: &str) -> anyhow::Result<String> {
    browser.wait(begins, |browser| Ok(browser.path()?.starts_with(begins)))?;
    browser.path()
}

/// Every path that is a page: not a file, not a part of a page.
fn paths() -> BTreeSet<&'static str> {
    let is_file = |path: &str| path.ends_with(".csv") || path.ends_with("/file") || path.contains("/history/");
    let is_none = |path: &&str| path.starts_with("/assets") || path.ends_with("/part") || is_file(path);
    head_office::readable_paths().into_iter().filter(|path| !is_none(path)).collect()
}

/// The path of the table this address is of: words go before parameters, as in the router.
fn path_of(address: &str, paths: &BTreeSet<&'static str>) -> Option<&'static str> {
    paths.iter().filter(|path| is_of(address, path)).min_by_key(|path| path.matches('{').count()).copied()
}

/// Whether an address is one of this path: `/users/7?page=2` of `/users/{id}`.
fn is_of(address: &str, path: &str) -> bool {
    let address: Vec<&str> = address.split(['?', '#']).next().unwrap_or_default().split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    let fits = |(part, of): (&&str, &&str)| part == of || (of.starts_with('{') && !part.is_empty());
    address.len() == path.len() && address.iter().zip(&path).all(fits)
}

/// A page below one that was seen, such as a tab: it is come to by a button.
fn below<'a>(
    seen: &BTreeMap<&'a str, String>,
    paths: &BTreeSet<&'static str>,
    dead: &BTreeMap<String, String>,
) -> Option<(String, &'a str)> {
    paths.iter().filter(|path| !seen.contains_key(*path)).find_map(|path| {
        let (above, own) = path.rsplit_once('/').filter(|(_, own)| !own.starts_with('{'))?;
        let (above, address) = seen.get_key_value(above)?;
        let address = format!("{}/{own}", address.split(['?', '#']).next()?);
        (!dead.contains_key(&address)).then_some((address, *above))
    })
}

/// Opens a page that has to be there.
fn open(browser: &Browser, address: &str, from: &str) -> anyhow::Result<()> {
    browser.open(address)?;
    let status: u16 = browser.run("return performance.getEntriesByType('navigation')[0].responseStatus", &[])?;
    let expected = if address == ENDED_WORK { 404 } else { 200 };
    anyhow::ensure!(status == expected, "{address}, where {from} leads to, answers {status}");
    Ok(())
}

fn links(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.run("return [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))", &[])
}

#[cfg(test)]
mod tests {
    use super::{below, path_of};
    use std::collections::{BTreeMap, BTreeSet};

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
        let seen = BTreeMap::from([("/users/{id}", "/users/7?page=1".to_owned())]);
        let mut dead = BTreeMap::new();
        assert_eq!(below(&seen, &paths, &dead), Some(("/users/7/stores".to_owned(), "/users/{id}")));
        dead.insert("/users/7/stores".to_owned(), "answers 404".to_owned());
        assert_eq!(below(&seen, &paths, &dead), None);
    }
}
