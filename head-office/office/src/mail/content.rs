//! What a mail is to say, before anybody says it in words.

use crate::accounts::Token;
use crate::db::mail::Mail;
use crate::db::users::{self, User};
use crate::db::{DbError, audit, company};
use crate::domain::mail::MailKind;
use crate::domain::zone::Zone;
use crate::errors::OfficeError;
use crate::office::Office;
use sync_core::domain::{Language, UnixMs};

/// See the module.
#[derive(Clone, Debug)]
pub struct MailContent {
    /// What it is about.
    pub kind: MailKind,
    /// The recipient's language.
    pub language: Language,
    /// By which it says times.
    pub zone: Zone,
    /// The recipient's first and last name; empty: nobody's.
    pub name: String,
    /// The company.
    pub company: String,
    /// Head office's address.
    pub office: String,
    /// Who gives or changes the access, if that is somebody else in the office.
    pub by: Option<String>,
    /// Where the link leads, in mail that has one.
    pub link: String,
    /// Until when it can be used.
    pub until: UnixMs,
    /// When it was written.
    pub at: UnixMs,
}

/// Why nobody can say any more what a mail is to say.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoContent {
    /// Whom it tells was deleted.
    #[error("the user is not there any more")]
    UserGone,
    /// A later version queued it.
    #[error("nobody knows mail of the kind {0}")]
    UnknownKind(String),
}

impl Office {
    /// What a mail is to say, or why nobody can say that any more.
    ///
    /// # Errors
    /// Those of the database.
    pub fn mail_content(&self, mail: &Mail) -> Result<Result<MailContent, NoContent>, OfficeError> {
        let (user, company, zone, by) = self.db.read(|tx| {
            let by = audit::who_did(tx, mail.user.0, mail.queued_at)?.filter(|by| *by != mail.user);
            let by = by.map(|by| users::find(tx, by)).transpose()?.flatten();
            Ok::<_, DbError>((users::find(tx, mail.user)?, company::find(tx)?, company::zone(tx)?, by))
        })?;
        let (Some(user), Some(company)) = (user, company) else { return Ok(Err(NoContent::UserGone)) };
        let Some(kind) = MailKind::from_code(&mail.kind) else {
            return Ok(Err(NoContent::UnknownKind(mail.kind.clone())));
        };
        let token = Token::of_mail(&self.keys.links, mail.id).to_text();
        let office = self.address()?;
        let called = |user: &User| format!("{} {}", user.first_name, user.last_name);
        Ok(Ok(MailContent {
            kind,
            language: user.language,
            zone,
            name: called(&user),
            company: company.name,
            link: format!("{office}{}/{token}", kind.path()),
            office,
            by: by.as_ref().map(called),
            until: mail.expires_at,
            at: mail.queued_at,
        }))
    }

    /// What a mail says that is sent to try how mail is sent.
    ///
    /// # Errors
    /// Those of the database.
    pub fn trial_mail(&self) -> Result<MailContent, OfficeError> {
        let now = self.clock.now();
        Ok(MailContent {
            kind: MailKind::Trial,
            language: Language::En,
            zone: self.time_zone()?,
            name: String::new(),
            company: self.db.read(company::find)?.map(|company| company.name).unwrap_or_default(),
            office: self.address()?,
            by: None,
            link: String::new(),
            until: now,
            at: now,
        })
    }

    /// The mail server; `None`: there is none.
    pub fn mail_server(&self) -> Option<String> {
        self.settings.mail.server.clone()
    }

    /// Whom mail comes from.
    pub fn mail_from(&self) -> String {
        self.settings.mail.from.clone()
    }

    /// Whether mail that is kept may be read in the office, links and all.
    pub fn shows_kept_mail(&self) -> bool {
        self.settings.mail.shown
    }

    /// Where mail is kept when no mail server is configured.
    pub fn mail_folder(&self) -> std::path::PathBuf {
        self.data().join("mail")
    }
}
