//! How mail leaves: what is due in the outbox is taken, written as a letter, handed over to the mail server, or to a folder
//! where none is configured, and what came of it is written down.

mod settings;
mod transport;
pub mod worker;

pub use settings::{MailSettings, RawMail, Security, SmtpServer};

use head_office_domain::mail::Handed;
use head_office_office::accounts::{Email, carried};
use head_office_office::errors::OfficeError;
use head_office_office::mail::MailContent;
use head_office_office::office::Office;
use head_office_store::mail::Mail;
use head_office_web::letters::Letter;
use head_office_web::texts::AllTexts;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use std::time::{Duration, UNIX_EPOCH};
use uuid::Uuid;

/// Hands a mail over that was taken.
///
/// # Errors
/// Those of the database.
pub fn send_mail(office: &Office, settings: &MailSettings, texts: &AllTexts, mail: &Mail) -> Result<(), OfficeError> {
    let handed = match office.mail_content(mail)? {
        Ok(content) => post(office, settings, texts, &content, (&mail.address, mail.id)),
        Err(problem) => Handed::Refused(problem.to_string()),
    };
    match &handed {
        Handed::Taken(answer) => tracing::info!(mail = %mail.id, answer, "a mail was sent"),
        Handed::NotNow(answer) => tracing::warn!(mail = %mail.id, answer, "a mail was not taken this time"),
        Handed::Refused(answer) => tracing::error!(mail = %mail.id, answer, "a mail was refused"),
    }
    office.settle_mail(mail, handed)
}

/// Sends a mail that says no more than that mail can be sent, at once and past the outbox.
///
/// # Errors
/// When the company's name cannot be read.
pub fn try_mail(office: &Office, settings: &MailSettings, to: &Email) -> Result<Handed, OfficeError> {
    let content = office.trial_mail()?;
    Ok(post(office, settings, &AllTexts::load(), &content, (to.as_str(), Uuid::now_v7())))
}

/// Hands over what is to be said, to an address and under an id.
fn post(
    office: &Office,
    settings: &MailSettings,
    texts: &AllTexts,
    content: &MailContent,
    (address, id): (&str, Uuid),
) -> Handed {
    let Ok(carried) = carried(address).parse::<Address>() else {
        return Handed::Refused(format!("{address} is no address that mail can be sent to"));
    };
    let to = Mailbox::new(Some(content.name.clone()).filter(|name| !name.is_empty()), carried);
    match message(settings, content, &Letter::new(content, texts), to, id) {
        Ok(message) => transport::hand_over(settings, &office.mail_folder(), &id.to_string(), &message),
        Err(problem) => Handed::Refused(problem),
    }
}

/// A letter in its envelope; of the id its Message-ID is made.
fn message(
    settings: &MailSettings,
    content: &MailContent,
    letter: &Letter,
    to: Mailbox,
    id: Uuid,
) -> Result<Message, String> {
    let domain = settings.from.email.domain();
    let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(content.at.0).unwrap_or(0));
    // Answers of machines are not wanted (RFC 3834).
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into());
    let text = letter.text().map_err(|error| error.to_string())?;
    let html = letter.html().map_err(|error| error.to_string())?;
    Message::builder()
        .from(settings.from.clone())
        .to(to)
        .subject(letter.subject())
        .message_id(Some(format!("<{id}@{domain}>")))
        .date(date)
        .raw_header(automatic)
        .multipart(MultiPart::alternative_plain_html(text, html))
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configured_office::ConfiguredOffice;
    use head_office_domain::mail::MailKind;
    use head_office_office::testing::CHAIN;
    use head_office_store::mail::{self, MailState};
    use head_office_store::users;

    /// The page of a mail shows it from there.
    #[test]
    fn without_a_mail_server_a_mail_is_kept_in_the_offices_folder_under_its_id() {
        let office = ConfiguredOffice::with(CHAIN);
        let user = office.read(|tx| users::named(tx, "Mari Maasikas")).unwrap().remove(0).id;
        let (id, now, address) = (Uuid::now_v7(), office.clock.now(), Email::parse("mari_m@example.com").unwrap());
        let add = |tx: &mut head_office_store::Tx<'_>| {
            head_office_office::mail::queue(
                tx,
                id,
                MailKind::ForgottenPassword,
                user,
                &address,
                now,
                now.plus_ms(3_600_000),
            )
        };
        office.db.write(add).unwrap();
        let taken = office.take_mail(&[]).unwrap().unwrap();
        send_mail(&office, &office.config.mail, &AllTexts::load(), &taken).unwrap();
        assert_eq!(office.read(|tx| mail::find(tx, id)).unwrap().unwrap().state, MailState::Sent);
        let kept = std::fs::read_to_string(office.mail_folder().join(format!("{id}.eml"))).unwrap();
        assert!(kept.contains("To: \"Mari Maasikas\" <mari_m@example.com>"), "{kept}");
    }
}
