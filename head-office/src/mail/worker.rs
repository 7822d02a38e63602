//! Hands over what is due: a few mails at once, and one after the other to each destination, so that a server that is slow
//! for some keeps nobody else's mail waiting.

use super::letter::{About, Envelope, Kind, Letter};
use super::transport::{self, Handed};
use crate::accounts::{Email, Token, carried};
use crate::blocking::blocking;
use crate::db::mail::{Mail, destination};
use crate::db::users::{self, User};
use crate::db::{DbError, audit, company};
use crate::errors::OfficeError;
use crate::office::Office;
use crate::texts::AllTexts;
use lettre::Address;
use lettre::message::Mailbox;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use sync_core::domain::{Language, UnixMs};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// So many mails are handed over at once.
const AT_ONCE: usize = 4;
/// One that takes longer gives its place to another, and goes on by itself.
const PLACE_KEPT: Duration = Duration::from_secs(20);
/// So many are under way at most, those that go on by themselves among them.
const MOST_UNDER_WAY: usize = 16;

/// Where mail is being handed over to.
#[derive(Default)]
struct UnderWay(Mutex<BTreeSet<String>>);

/// A destination, until the mail to it was handed over.
struct Destination {
    name: String,
    under_way: Arc<UnderWay>,
}

impl Drop for Destination {
    fn drop(&mut self) {
        lock(&self.under_way.0).remove(&self.name);
    }
}

/// Runs until it is aborted.
pub async fn run(office: Arc<Office>) {
    let (places, under_way) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(UnderWay::default()));
    let texts = Arc::new(AllTexts::load());
    let mut next = tokio::time::interval(LOOK_EVERY);
    next.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        next.tick().await;
        // Nothing closes it.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let taken = take(&office, &under_way).await;
            match taken {
                Ok(Some((mail, destination))) => {
                    let (office, texts) = (Arc::clone(&office), Arc::clone(&texts));
                    tokio::spawn(hand_over_in_time(office, texts, mail, destination, place));
                }
                Ok(None) => break,
                Err(error) => {
                    say_problem(&error);
                    break;
                }
            }
        }
    }
}

/// Takes the next mail that is due to where none is under way.
async fn take(office: &Arc<Office>, under_way: &Arc<UnderWay>) -> Result<Option<(Mail, Destination)>, OfficeError> {
    let (office, busy) = (Arc::clone(office), lock(&under_way.0).iter().cloned().collect::<Vec<_>>());
    if busy.len() >= MOST_UNDER_WAY {
        return Ok(None);
    }
    let taken = blocking(move || office.take_mail(&busy)).await?;
    Ok(taken.map(|mail| {
        let name = destination(&mail.address);
        lock(&under_way.0).insert(name.clone());
        (mail, Destination { name, under_way: Arc::clone(under_way) })
    }))
}

async fn hand_over_in_time(
    office: Arc<Office>,
    texts: Arc<AllTexts>,
    mail: Mail,
    destination: Destination,
    place: OwnedSemaphorePermit,
) {
    let work = blocking(move || {
        let sent = office.send_mail(&mail, &texts);
        drop(destination);
        sent
    });
    let mut work = std::pin::pin!(work);
    let in_time = tokio::time::timeout(PLACE_KEPT, &mut work).await;
    drop(place);
    let sent = match in_time {
        Ok(sent) => sent,
        Err(_) => work.await,
    };
    if let Err(error) = sent {
        say_problem(&error);
    }
}

fn say_problem(error: &OfficeError) {
    tracing::warn!(error = error as &dyn std::error::Error, "mail cannot be sent at the moment");
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Office {
    /// Hands a mail over that was taken.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn send_mail(&self, mail: &Mail, texts: &AllTexts) -> Result<(), OfficeError> {
        let handed = self.hand_over(mail, texts)?;
        match &handed {
            Handed::Taken(answer) => tracing::info!(mail = %mail.id, answer, "a mail was sent"),
            Handed::NotNow(answer) => tracing::warn!(mail = %mail.id, answer, "a mail was not taken this time"),
            Handed::Refused(answer) => tracing::error!(mail = %mail.id, answer, "a mail was refused"),
        }
        self.settle_mail(mail, handed)
    }

    /// Sends a mail that says no more than that mail can be sent, at once and past the outbox.
    ///
    /// # Errors
    /// When the company's name cannot be read.
    pub fn try_mail(&self, to: &Email) -> Result<Handed, OfficeError> {
        let company = self.db.read(company::find)?.map(|company| company.name).unwrap_or_default();
        let texts = AllTexts::load().of(Language::En).in_zone(self.time_zone()?);
        let (office, now) = (self.address()?, self.clock.now());
        let about = About { name: "", company: &company, office: &office, by: None, link: "", until: now, at: now };
        let letter = Letter::new(Kind::Trial, Language::En, &texts, &about);
        Ok(self.post(&letter, "", to.as_str(), Uuid::now_v7(), now))
    }

    fn hand_over(&self, mail: &Mail, texts: &AllTexts) -> Result<Handed, OfficeError> {
        Ok(match self.letter(mail, texts)? {
            Ok((letter, name)) => self.post(&letter, &name, &mail.address, mail.id, mail.queued_at),
            Err(problem) => Handed::Refused(problem),
        })
    }

    /// What a mail says, and the name of whom it tells; or why nobody can say that any more.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn letter(
        &self,
        mail: &Mail,
        texts: &AllTexts,
    ) -> Result<Result<(Letter, String), String>, OfficeError> {
        let (user, company, zone, by) = self.db.read(|tx| {
            let by = audit::who_did(tx, mail.user.0, mail.queued_at)?.filter(|by| *by != mail.user);
            let by = by.map(|by| users::find(tx, by)).transpose()?.flatten();
            Ok::<_, DbError>((users::find(tx, mail.user)?, company::find(tx)?, company::zone(tx)?, by))
        })?;
        let (Some(user), Some(company)) = (user, company) else {
            return Ok(Err("the user is not there any more".into()));
        };
        let Some(kind) = Kind::from_code(&mail.kind) else {
            return Ok(Err(format!("nobody knows mail of the kind {}", mail.kind)));
        };
        let token = Token::of_mail(&self.keys.links, mail.id).to_text();
        let office = self.address()?;
        let link = format!("{office}{}/{token}", kind.path());
        let called = |user: &User| format!("{} {}", user.first_name, user.last_name);
        let (name, by) = (called(&user), by.as_ref().map(called));
        let about = About {
            name: &name,
            company: &company.name,
            office: &office,
            by: by.as_deref(),
            link: &link,
            until: mail.expires_at,
            at: mail.queued_at,
        };
        let letter = Letter::new(kind, user.language, &texts.of(user.language).in_zone(zone), &about);
        Ok(Ok((letter, name)))
    }

    fn post(&self, letter: &Letter, name: &str, address: &str, id: Uuid, at: UnixMs) -> Handed {
        let settings = &self.config.mail;
        let Ok(address) = carried(address).parse::<Address>() else {
            return Handed::Refused(format!("{address} is no address that mail can be sent to"));
        };
        let to = Mailbox::new(Some(name.to_owned()).filter(|name| !name.is_empty()), address);
        match letter.message(Envelope { settings, to, id, at }) {
            Ok(message) => transport::hand_over(settings, &self.mail_folder(), &id.to_string(), &message),
            Err(problem) => Handed::Refused(problem),
        }
    }

    /// The mail server; `None`: there is none.
    pub fn mail_server(&self) -> Option<String> {
        self.config.mail.server.as_ref().map(|server| format!("{}:{}", server.host, server.port))
    }

    /// Whom mail comes from.
    pub fn mail_from(&self) -> String {
        self.config.mail.from.to_string()
    }

    /// Whether mail that is kept may be read in the office, links and all.
    pub fn shows_kept_mail(&self) -> bool {
        self.config.mail.shown
    }

    /// Where mail is kept when no mail server is configured.
    pub fn mail_folder(&self) -> PathBuf {
        self.data().join("mail")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::db::Tx;
    use crate::db::mail::{self, MailState};
    use crate::mail::outbox::queue;
    use crate::testing::{CHAIN, TestOffice};
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::time::Instant;

    /// Answers as a mail server does, but nothing at all about who lives at `slow.example`.
    fn serve(stream: TcpStream) -> std::io::Result<()> {
        let mut answers = stream.try_clone()?;
        answers.write_all(b"220 here\r\n")?;
        let mut is_content = false;
        for line in BufReader::new(stream).lines() {
            let line = line?;
            let answer = match (is_content, line.as_str()) {
                (true, ".") => "250 queued",
                (true, _) => continue,
                (false, "DATA") => "354 go on",
                (false, line) if line.contains("@slow.example>") && line.starts_with("RCPT") => continue,
                (false, _) => "250 well",
            };
            is_content = answer.starts_with("354");
            answers.write_all(format!("{answer}\r\n").as_bytes())?;
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_slow_server_keeps_only_its_own_mail_waiting() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            listener.incoming().flatten().for_each(|stream| drop(std::thread::spawn(|| serve(stream))))
        });
        let smtp = format!(
            "[mail]\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"office@example.com\""
        );
        let mail = Config::parse(&smtp, "test").unwrap().mail;
        let office = TestOffice::configured(|config| config.mail = mail);
        office.import_str(CHAIN).unwrap();
        let now = office.clock.now();
        let user = office.db.read(|tx| users::named(tx, "Mari Maasikas")).unwrap().remove(0).id;
        let queued = |address: &str| {
            let (id, address) = (Uuid::now_v7(), Email::parse(address).unwrap());
            let add =
                |tx: &mut Tx<'_>| queue(tx, id, Kind::ForgottenPassword, user, &address, now, now.plus_ms(3_600_000));
            office.db.write(add).unwrap();
            id
        };
        let slow: Vec<_> = (0..9).map(|number| queued(&format!("one{number}@SLOW.example"))).collect();
        let quick: Vec<_> = (0..9).map(|number| queued(&format!("one{number}@quick.example"))).collect();
        let worker = tokio::spawn(run(Arc::clone(&office.office)));
        let state = |id: &Uuid| office.db.read(|tx| mail::find(tx, *id)).unwrap().unwrap();
        let until = Instant::now() + Duration::from_secs(15);
        while quick.iter().any(|id| state(id).state != MailState::Sent) {
            assert!(Instant::now() < until, "{:?}", quick.iter().map(state).collect::<Vec<_>>());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let attempts: u32 = slow.iter().map(|id| state(id).attempts).sum();
        assert_eq!(attempts, 1, "one at a time to each");
        worker.abort();
    }
}
