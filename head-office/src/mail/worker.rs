//! Hands over what is due, one mail after the other.

use super::letter::{About, Envelope, Kind, Letter};
use super::transport::{self, Handed};
use crate::accounts::{Email, Token, carried};
use crate::db::mail::Mail;
use crate::db::users::{self, User};
use crate::db::{DbError, audit, company};
use crate::office::{Office, OfficeError};
use crate::snapshots::blocking;
use crate::texts::AllTexts;
use lettre::Address;
use lettre::message::Mailbox;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{Language, UnixMs};
use uuid::Uuid;

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Runs until it is aborted.
pub async fn run(office: Arc<Office>) {
    let texts = Arc::new(AllTexts::load());
    let mut next = tokio::time::interval(LOOK_EVERY);
    next.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        next.tick().await;
        let (office, texts) = (Arc::clone(&office), Arc::clone(&texts));
        if let Err(error) = blocking(move || office.send_due_mail(&texts)).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "mail cannot be sent at the moment");
        }
    }
}

impl Office {
    /// Hands over everything that is due.
    ///
    /// # Errors
    /// Those of the database.
    pub fn send_due_mail(&self, texts: &AllTexts) -> Result<(), OfficeError> {
        while let Some(mail) = self.take_mail()? {
            let handed = self.hand_over(&mail, texts)?;
            match &handed {
                Handed::Taken(answer) => tracing::info!(mail = %mail.id, answer, "a mail was sent"),
                Handed::NotNow(answer) => tracing::warn!(mail = %mail.id, answer, "a mail was not taken this time"),
                Handed::Refused(answer) => tracing::error!(mail = %mail.id, answer, "a mail was refused"),
            }
            self.settle_mail(&mail, handed)?;
        }
        Ok(())
    }

    /// Sends a mail that says no more than that mail can be sent, at once and past the outbox.
    ///
    /// # Errors
    /// When the company's name cannot be read.
    pub fn try_mail(&self, to: &Email) -> Result<Handed, OfficeError> {
        let company = self.db.read(company::find)?.map(|company| company.name).unwrap_or_default();
        let texts = AllTexts::load().of(Language::En);
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
        let (user, company, by) = self.db.read(|tx| {
            let by = audit::who_did(tx, mail.user.0, mail.queued_at)?.filter(|by| *by != mail.user);
            let by = by.map(|by| users::find(tx, by)).transpose()?.flatten();
            Ok::<_, DbError>((users::find(tx, mail.user)?, company::find(tx)?, by))
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
        let letter = Letter::new(kind, user.language, &texts.of(user.language), &about);
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
