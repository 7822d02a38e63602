//! Mail from head office through a real mail server: what is in it, and that no bad day loses or doubles one.

use crate::smtp::{Mood, Received, SmtpServer};
use anyhow::{Context, ensure};
use head_office::{Clock, Config, Mail, MailState};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Response, StatusCode};
use std::path::Path;
use std::time::{Duration, Instant};
use sync_core::domain::UnixMs;
use tempfile::TempDir;
use tests::chain;
use tests::world::{Cost, World};

const PATIENCE: Duration = Duration::from_secs(20);
const MINUTE_MS: i64 = 60_000;
/// 2026-01-01T00:00:00Z.
const START: UnixMs = UnixMs(1_767_225_600_000);

/// A head office by a clock that stands, whose administrator can be reached by mail.
struct Post {
    world: World,
    clock: Clock,
    http: Client,
    /// The administrator's session.
    session: String,
    folder: TempDir,
}

impl Post {
    /// `mail`: the configuration's part about it.
    async fn open(folder: TempDir, mail: &str) -> anyhow::Result<Self> {
        let config = Config { data: folder.path().join("office"), ..Config::parse(mail, "test")? };
        let clock = Clock::standing_at(START);
        let world = World::begin_as(&config, Cost::Cheap, chain::TOML, clock.clone()).await?;
        // Another test of this process may have.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let ca = std::fs::read(folder.path().join("office/keys/ca.pem"))?;
        let http = Client::builder().tls_certs_only([Certificate::from_pem(&ca)?]).redirect(Policy::none()).build()?;
        let mut post = Self { world, clock, http, session: String::new(), folder };
        post.session = cookie(&post.post(&post.world.sign_in_path("First Administrator")?, "", "").await?)?;
        let chosen = "email=Office@kohvik.example&password=four+words+in+a+row&again=four+words+in+a+row";
        post.session = cookie(&post.post("/account", &post.session, chosen).await?)?;
        Ok(post)
    }

    async fn post(&self, path: &str, cookie: &str, form: &str) -> reqwest::Result<Response> {
        let request = self.http.post(format!("https://{}{path}", self.world.listening)).header(COOKIE, cookie);
        request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned()).send().await
    }

    /// A page as the administrator sees it.
    async fn page(&self, path: &str) -> anyhow::Result<String> {
        let request = self.http.get(format!("https://{}{path}", self.world.listening)).header(COOKIE, &self.session);
        Ok(request.send().await?.error_for_status()?.text().await?)
    }

    /// Somebody says that this address's password is forgotten; the page that answers.
    async fn forget(&self, email: &str) -> anyhow::Result<(StatusCode, String)> {
        let answer = self.post("/sign-in/forgotten", "", &format!("email={}", email.replace('@', "%40"))).await?;
        Ok((answer.status(), answer.text().await?))
    }

    /// The newest mail, once it stands like this.
    async fn newest(&self, what: &str, condition: impl Fn(&Mail) -> bool) -> anyhow::Result<Mail> {
        let began = Instant::now();
        loop {
            let newest = self.world.office.mails(1)?.pop();
            match newest {
                Some(mail) if condition(&mail) => return Ok(mail),
                other => ensure!(began.elapsed() < PATIENCE, "{what}: {other:?}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A mail is wanted now that nobody can have yet.
    async fn another(&self) -> anyhow::Result<()> {
        self.clock.advance_ms(20 * MINUTE_MS);
        let (status, _) = self.forget("office@kohvik.example").await?;
        ensure!(status == StatusCode::OK, "{status}");
        Ok(())
    }
}

/// The session that an answer begins.
fn cookie(answer: &Response) -> anyhow::Result<String> {
    let cookie = answer.headers().get(SET_COOKIE).with_context(|| format!("no session: {}", answer.status()))?;
    Ok(cookie.to_str()?.split(';').next().unwrap_or_default().to_owned())
}

/// Where the link in a mail leads.
fn link(mail: &Received) -> anyhow::Result<String> {
    let link = mail.text.lines().find(|line| line.starts_with("https://")).context("no link")?;
    ensure!(mail.html.contains(link), "the same in HTML");
    Ok(link[link.find("/sign-in").context("not to the sign-in")?..].to_owned())
}

fn message_id(mail: &Received) -> Option<&String> {
    mail.headers.get("message-id")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

#[test]
fn a_forgotten_password_is_a_mail_with_a_link_that_works_once() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let Some(mut server) = SmtpServer::start(folder.path())? else { return Ok(()) };
    runtime().block_on(async {
        let post = Post::open(folder, &server.configuration()).await?;
        let (known, unknown) =
            (post.forget("OFFICE@kohvik.example").await?, post.forget("nobody@kohvik.example").await?);
        ensure!(known == unknown && known.0 == StatusCode::OK, "nobody is told who has an account");

        let mail = server.next()?;
        ensure!(mail.tls && mail.user.as_deref() == Some("office"), "over TLS, signed in: {mail:?}");
        ensure!(mail.to == ["Office@kohvik.example"], "{mail:?}");
        let sent = post.newest("it is sent", |mail| mail.state == MailState::Sent).await?;
        let header = |name: &str| mail.headers.get(name).map(String::as_str).unwrap_or_default();
        ensure!(header("message-id") == format!("<{}@kohvik.example>", sent.id), "{mail:?}");
        ensure!(header("auto-submitted") == "auto-generated" && header("from").contains("Kohvik"), "{mail:?}");
        ensure!(post.world.office.mails(9)?.len() == 1, "none to nobody");

        let path = link(&mail)?;
        let token = path.rsplit('/').next().unwrap_or_default();
        ensure!(!secret_in(&post.folder.path().join("office"), token)?, "the link's token is in a file");
        ensure!(post.post(&path, "", "").await?.status() == StatusCode::SEE_OTHER, "it signs in");
        ensure!(post.post(&path, "", "").await?.status() == StatusCode::GONE, "once");

        // A newer mail voids the older one's link; no mailbox can be filled.
        post.forget("office@kohvik.example").await?;
        let older = link(&server.next()?)?;
        post.forget("office@kohvik.example").await?;
        let newer = link(&server.next()?)?;
        ensure!(post.post(&older, "", "").await?.status() == StatusCode::GONE, "the older one");
        ensure!(post.forget("office@kohvik.example").await?.0 == StatusCode::TOO_MANY_REQUESTS, "a fourth");
        post.clock.advance_ms(48 * 60 * MINUTE_MS);
        ensure!(post.post(&newer, "", "").await?.status() == StatusCode::GONE, "after 48 hours");
        Ok(())
    })
}

#[test]
fn no_bad_day_of_the_mail_server_loses_or_doubles_a_mail() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let Some(mut server) = SmtpServer::start(folder.path())? else { return Ok(()) };
    runtime().block_on(async {
        let post = Post::open(folder, &server.configuration()).await?;
        for mood in [Mood::Later, Mood::Hang, Mood::Drop, Mood::Vanish] {
            server.set(mood)?;
            post.another().await?;
            let first = match mood {
                Mood::Vanish => Some(server.next()?),
                _ => None,
            };
            let waits = |mail: &Mail| mail.state == MailState::Waiting && mail.answer.is_some();
            let waiting = post.newest("it waits", waits).await.with_context(|| format!("{mood:?}"))?;
            ensure!(mood != Mood::Later || waiting.answer.as_deref().is_some_and(|said| said.contains("come again")));
            server.set(Mood::Take)?;
            post.clock.advance_ms(MINUTE_MS);
            let mail = server.next()?;
            let sent = post.newest("it is sent", |mail| mail.state == MailState::Sent).await?;
            ensure!((sent.id, sent.attempts) == (waiting.id, 2), "{mood:?}: {sent:?}");
            if let Some(first) = &first {
                ensure!(message_id(first) == message_id(&mail), "{first:?} and {mail:?} are two mails");
            }
        }

        server.set(Mood::Never)?;
        post.another().await?;
        let refused = post.newest("it is refused", |mail| mail.state == MailState::Refused).await?;
        ensure!(refused.answer.as_deref().is_some_and(|said| said.contains("nobody of this name")), "{refused:?}");
        let list = post.page("/settings/mail?status=undelivered").await?;
        ensure!(list.contains("Refused by the mail server") && list.contains("nobody of this name"), "{list}");

        // Once the reason is gone it is sent again, the same.
        server.set(Mood::Take)?;
        let path = format!("/settings/mail/{}", refused.id);
        ensure!(post.page(&path).await?.contains("Send again"));
        post.post(&format!("{path}/again"), &post.session, "").await?;
        let mail = server.next()?;
        ensure!(message_id(&mail) == Some(&format!("<{}@kohvik.example>", refused.id)), "{mail:?}");
        post.newest("it is sent", |mail| mail.id == refused.id && mail.state == MailState::Sent).await?;
        post.post(&format!("{path}/again"), &post.session, "").await?;
        let sent = post.newest("it stays sent", |mail| mail.state == MailState::Sent).await?;
        ensure!((sent.id, sent.attempts) == (refused.id, 2), "{sent:?}");

        // Nobody listens for an hour: the mail waits, and is not handed over each second.
        server.stop()?;
        post.another().await?;
        for minute in 0..60 {
            post.clock.advance_ms(MINUTE_MS);
            let due = |mail: &Mail| mail.next_at.is_some_and(|at| at > post.clock.now());
            let mail = post.newest("it waits on", due).await.with_context(|| format!("minute {minute}"))?;
            ensure!(mail.state == MailState::Waiting && mail.attempts <= 7, "{mail:?}");
        }
        Ok(())
    })
}

#[test]
fn without_a_server_mail_is_kept_for_its_owner_alone() -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir()?;
    runtime().block_on(async {
        let post = Post::open(folder, "").await?;
        post.forget("office@kohvik.example").await?;
        let sent = post.newest("it is kept", |mail| mail.state == MailState::Sent).await?;
        let path = post.folder.path().join("office/mail").join(format!("{}.eml", sent.id));
        ensure!(std::fs::read_to_string(&path)?.contains("/sign-in/link/"), "with its link");
        ensure!(std::fs::metadata(&path)?.permissions().mode() & 0o077 == 0, "readable by its owner alone");
        Ok(())
    })
}

/// Whether a word is in any file of a folder.
fn secret_in(folder: &Path, word: &str) -> anyhow::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let found = match path.is_dir() {
            true => secret_in(&path, word)?,
            false => std::fs::read(&path)?.windows(word.len()).any(|window| window == word.as_bytes()),
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}
