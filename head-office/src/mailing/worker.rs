//! Hands over what is due: a few mails at once, and one after the other to each destination, so that a server that is slow
//! for some keeps nobody else's mail waiting.

use super::{MailSettings, send_mail};
use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use head_office_store::mail::{Mail, destination};
use head_office_web::texts::AllTexts;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// So many mails are handed over at once.
const AT_ONCE: usize = 4;
/// One that takes longer gives its place to another, and goes on by itself.
const PLACE_KEPT: Duration = Duration::from_secs(20);
/// So many are under way at most, those that go on by themselves among them.
const MOST_UNDER_WAY: usize = 16;

/// How mail is written and where it goes.
struct Way {
    texts: AllTexts,
    settings: MailSettings,
}

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
        self.under_way.0.lock().remove(&self.name);
    }
}

/// Runs until it is aborted.
pub async fn run(office: Arc<Office>, settings: MailSettings) {
    let (places, under_way) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(UnderWay::default()));
    let way = Arc::new(Way { texts: AllTexts::load(), settings });
    let mut next = tokio::time::interval(LOOK_EVERY);
    next.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        next.tick().await;
        // Nothing closes it.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let taken = take(&office, &under_way).await;
            match taken {
                Ok(Some((mail, destination))) => {
                    let (office, way) = (Arc::clone(&office), Arc::clone(&way));
                    tokio::spawn(hand_over_in_time(office, way, mail, destination, place));
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
    let (office, busy) = (Arc::clone(office), under_way.0.lock().iter().cloned().collect::<Vec<_>>());
    if busy.len() >= MOST_UNDER_WAY {
        return Ok(None);
    }
    let taken = blocking(move || office.take_mail(&busy)).await?;
    Ok(taken.map(|mail| {
        let name = destination(&mail.address);
        under_way.0.lock().insert(name.clone());
        (mail, Destination { name, under_way: Arc::clone(under_way) })
    }))
}

async fn hand_over_in_time(
    office: Arc<Office>,
    way: Arc<Way>,
    mail: Mail,
    destination: Destination,
    place: OwnedSemaphorePermit,
) {
    let work = blocking(move || {
        let sent = send_mail(&office, &way.settings, &way.texts, &mail);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::configured_office::ConfiguredOffice;
    use head_office_domain::mail::MailKind;
    use head_office_office::accounts::Email;
    use head_office_office::mail::queue;
    use head_office_office::testing::CHAIN;
    use head_office_store::mail::{self, MailState};
    use head_office_store::{Tx, users};
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::time::Instant;
    use uuid::Uuid;

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
        let office = ConfiguredOffice::new(|config| config.mail = mail.clone());
        office.import_str(CHAIN).unwrap();
        let now = office.clock.now();
        let user = office.db.read(|tx| users::named(tx, "Mari Maasikas")).unwrap().remove(0).id;
        let queued = |address: &str| {
            let (id, address) = (Uuid::now_v7(), Email::parse(address).unwrap());
            let add = |tx: &mut Tx<'_>| {
                queue(tx, id, MailKind::ForgottenPassword, user, &address, now, now.plus_ms(3_600_000))
            };
            office.db.write(add).unwrap();
            id
        };
        let slow: Vec<_> = (0..9).map(|number| queued(&format!("one{number}@SLOW.example"))).collect();
        let quick: Vec<_> = (0..9).map(|number| queued(&format!("one{number}@quick.example"))).collect();
        let worker = tokio::spawn(run(Arc::clone(&office.office.office), mail));
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
