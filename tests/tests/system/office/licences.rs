//! A licence from the office through a real mail server to somebody who signs in by it.

use crate::smtp::{Mood, Received, SmtpServer};
use anyhow::{Context, ensure};
use head_office::{Clock, Config};
use sync_core::domain::UnixMs;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::chain;
use tests::world::{Cost, World};
use tokio::runtime::Runtime;

/// 2026-01-01T00:00:00Z.
const START: UnixMs = UnixMs(1_767_225_600_000);
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const PASSWORD: &str = "four words in a row";
const PAGE: &str = "/settings/licences";

/// An office with a mail server, whose clock stands, and a browser before it. The browser is let go of first.
struct Post {
    browser: Browser,
    server: SmtpServer,
    clock: Clock,
    world: World,
    runtime: Runtime,
    _folder: TempDir,
}

impl Post {
    /// `None` where there is no Chromium or no mail server.
    fn open() -> anyhow::Result<Option<Self>> {
        let folder = tempfile::tempdir()?;
        let Some(server) = SmtpServer::start(folder.path())? else { return Ok(None) };
        let config = Config { data: folder.path().join("office"), ..Config::parse(&server.configuration(), "test")? };
        let clock = Clock::standing_at(START);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let world = runtime.block_on(World::begin_as(&config, Cost::Cheap, chain::TOML, clock.clone()))?;
        let Some(browser) = Browser::start(&world.address(), world.office.data())? else { return Ok(None) };
        let post = Self { browser, server, clock, world, runtime, _folder: folder };
        post.sign_in()?;
        Ok(Some(post))
    }

    /// As the first administrator.
    fn sign_in(&self) -> anyhow::Result<()> {
        self.browser.open(&self.world.sign_in_path("First Administrator")?)?;
        self.browser.press("Sign in")?;
        self.browser.press("Later")
    }

    fn link(&self, user: &str, email: &str) -> anyhow::Result<()> {
        self.browser.open(PAGE)?;
        self.browser.fill("User", user)?;
        // What is offered comes between, and moves what is below.
        self.browser.see("Who is meant?")?;
        self.browser.fill("E-mail", email)?;
        self.browser.press("Save changes")?;
        self.browser.see("The licence is linked")
    }

    /// Waits until the page of licences says this.
    fn shows(&self, text: &str) -> anyhow::Result<()> {
        self.browser.wait(text, |browser| {
            browser.open(PAGE)?;
            Ok(browser.text()?.contains(text))
        })
    }
}

/// Where the link in a mail leads.
fn link_in(mail: &Received) -> anyhow::Result<String> {
    let link = mail.text.lines().find(|line| line.starts_with("https://")).context("no link")?;
    ensure!(mail.html.contains(link), "the same in HTML");
    Ok(link[link.find("/sign-in/confirm/").context("confirms nothing")?..].to_owned())
}

#[test]
fn a_licence_is_linked_confirmed_by_mail_and_signs_in_once() -> anyhow::Result<()> {
    let Some(mut post) = Post::open()? else { return Ok(()) };
    post.browser.open(PAGE)?;
    post.browser.see("5 bought\n1 used\n4 free")?;
    post.link("Alice", "alice@kohvik.example")?;
    let mail = post.server.next()?;
    ensure!(mail.tls && mail.to == ["alice@kohvik.example"], "{mail:?}");
    ensure!(mail.text.contains("Alice Brown"), "{mail:?}");
    post.shows("E-mail sent 00:00, not confirmed")?;
    post.browser.press_at("Alice Brown", "Send again")?;
    post.browser.see("The e-mail is sent again")?;
    let (replaced, good) = (link_in(&mail)?, link_in(&post.server.next()?)?);
    ensure!(replaced != good);

    let browser = &post.browser;
    browser.open(&replaced)?;
    browser.see("This link was replaced")?;
    // Whatever looks at links before people do uses none up.
    browser.open(&good)?;
    browser.open(&good)?;
    browser.see("Welcome, Alice Brown")?;
    browser.see("alice@kohvik.example")?;
    browser.press("Confirm and sign in")?;
    browser.see("Enter at least 10 characters")?;
    browser.fill("New office password", PASSWORD)?;
    browser.fill("New office password again", PASSWORD)?;
    browser.press("Confirm and sign in")?;
    browser.wait("the office", |browser| Ok(browser.path()? == "/"))?;
    browser.see("Alice Brown")?;
    browser.open(&good)?;
    browser.see("This link was used already")?;
    browser.open("/users")?;
    browser.press("Alice Brown")?;
    browser.press("Sign out")?;
    browser.fill("E-mail", "alice@kohvik.example")?;
    browser.fill("Office password", PASSWORD)?;
    browser.press("Sign in")?;
    browser.wait("the office", |browser| Ok(browser.path()? == "/"))?;

    post.sign_in()?;
    post.shows("Signed in today 00:00")?;
    post.link("Dace Kalniņa", "dace@kohvik.example")?;
    let late = link_in(&post.server.next()?)?;
    post.clock.advance_ms(48 * HOUR_MS);
    post.browser.open(&late)?;
    post.browser.see("This link is older than 48 hours")?;
    post.sign_in()?;
    post.shows("Invitation expired")?;
    Ok(())
}

#[test]
fn unlinking_signs_out_at_once_and_frees_the_licence() -> anyhow::Result<()> {
    let Some(mut post) = Post::open()? else { return Ok(()) };
    post.link("Alice", "alice@kohvik.example")?;
    let link = link_in(&post.server.next()?)?;
    let hers = Browser::start(&post.world.address(), post.world.office.data())?.context("it was there before")?;
    hers.open(&link)?;
    hers.fill("New office password", PASSWORD)?;
    hers.fill("New office password again", PASSWORD)?;
    hers.press("Confirm and sign in")?;
    hers.wait("the office", |browser| Ok(browser.path()? == "/"))?;
    let browser = &post.browser;
    browser.open(PAGE)?;
    browser.press_at("Alice Brown", "Unlink…")?;
    browser.see("Frees the licence and signs the user out")?;
    browser.press("Unlink the licence")?;
    browser.see("The licence is free")?;
    browser.see("5 bought\n1 used\n4 free")?;
    hers.reload()?;
    hers.wait("the sign-in", |browser| Ok(browser.path()?.starts_with("/sign-in")))?;
    hers.fill("E-mail", "alice@kohvik.example")?;
    hers.fill("Office password", PASSWORD)?;
    hers.press("Sign in")?;
    hers.see("Wrong e-mail or password, or")
}

#[test]
fn the_page_says_what_the_mail_server_said() -> anyhow::Result<()> {
    let Some(mut post) = Post::open()? else { return Ok(()) };
    post.server.set(Mood::Never)?;
    post.link("Alice", "alice@kohvik.example")?;
    post.shows("Refused by the mail server: permanent error (550): 5.1.1 nobody of this name")?;
    post.server.set(Mood::Hang)?;
    post.link("Liis Kuusk", "liis@kohvik.example")?;
    post.shows("Not sent yet")?;
    post.server.set(Mood::Take)?;
    post.clock.advance_ms(MINUTE_MS);
    ensure!(post.server.next()?.to == ["liis@kohvik.example"]);
    post.shows("not confirmed")?;
    post.browser.press_at("Alice Brown", "Send again")?;
    ensure!(post.server.next()?.to == ["alice@kohvik.example"], "once the reason is gone");
    post.server.stop()?;
    post.link("Dace Kalniņa", "dace@kohvik.example")?;
    post.shows("Not sent yet")?;
    post.browser.press_at("Dace Kalniņa", "Cancel the invitation…")?;
    post.browser.press("Cancel the invitation")?;
    post.browser.see("Cancelled")?;
    post.browser.see_no_more("dace@kohvik.example")?;
    post.runtime.block_on(post.world.stop_serving());
    Ok(())
}
