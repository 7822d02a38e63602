//! What mail says, in the recipient's language, as text and as HTML.

use super::settings::MailSettings;
use crate::texts::Texts;
use askama::Template;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use std::time::{Duration, UNIX_EPOCH};
use sync_core::domain::{Language, UnixMs};
use uuid::Uuid;

/// What a mail is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A link for somebody who has forgotten the office password.
    ForgottenPassword,
    /// A link by which somebody gets into the office for the first time, and confirms the address it comes to.
    Confirmation,
    /// A link that confirms a new address.
    EmailChange,
    /// To the present address: it is to be changed.
    EmailChangeAsked,
    /// To the former address: it was changed.
    EmailChanged,
    /// A trial of the way mail goes.
    Trial,
}

impl Kind {
    const ALL: [(Self, &str); 6] = [
        (Self::ForgottenPassword, "forgotten_password"),
        (Self::Confirmation, "confirmation"),
        (Self::EmailChange, "email_change"),
        (Self::EmailChangeAsked, "email_change_asked"),
        (Self::EmailChanged, "email_changed"),
        (Self::Trial, "trial"),
    ];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }

    /// Reads [`Kind::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }

    /// What stands over it.
    pub fn subject(self, texts: &Texts) -> String {
        texts.t(self.words().subject)
    }

    /// Whether there is a link in it.
    pub fn has_link(self) -> bool {
        self.words().link.is_some()
    }

    /// Where its link leads, the token left out.
    pub fn path(self) -> &'static str {
        match self {
            Self::Confirmation | Self::EmailChange => "/sign-in/confirm",
            _ => "/sign-in/link",
        }
    }

    /// The keys of what it says.
    fn words(self) -> Words {
        match self {
            Self::ForgottenPassword => Words {
                subject: "mail-forgotten-subject",
                text: "mail-forgotten-text",
                text_by: None,
                link: Some("mail-forgotten-link"),
                notes: &["mail-link-once", "mail-forgotten-not-you"],
            },
            Self::Confirmation => Words {
                subject: "mail-confirmation-subject",
                text: "mail-confirmation-text",
                text_by: Some("mail-confirmation-by"),
                link: Some("mail-confirmation-link"),
                notes: &["mail-link-once", "mail-confirmation-not-you"],
            },
            Self::EmailChange => Words {
                subject: "mail-email-change-subject",
                text: "mail-email-change-text",
                text_by: Some("mail-email-change-by"),
                link: Some("mail-email-change-link"),
                notes: &["mail-link-once", "mail-confirmation-not-you"],
            },
            Self::EmailChangeAsked => Words {
                subject: "mail-email-change-asked-subject",
                text: "mail-email-change-asked-text",
                text_by: Some("mail-email-change-asked-by"),
                link: None,
                notes: &["mail-email-change-not-you"],
            },
            Self::EmailChanged => Words {
                subject: "mail-email-changed-subject",
                text: "mail-email-changed-text",
                text_by: Some("mail-email-changed-by"),
                link: None,
                notes: &["mail-email-change-not-you"],
            },
            Self::Trial => {
                Words { subject: "mail-trial-subject", text: "mail-trial-text", text_by: None, link: None, notes: &[] }
            }
        }
    }
}

/// Keys of texts.
struct Words {
    subject: &'static str,
    text: &'static str,
    /// What it says where it is known who did it.
    text_by: Option<&'static str>,
    /// What the link is called; `None`: there is none.
    link: Option<&'static str>,
    notes: &'static [&'static str],
}

/// A mail's content.
#[derive(Template)]
#[template(path = "mail.html")]
pub struct Letter {
    language: &'static str,
    subject: String,
    greeting: Option<String>,
    text: String,
    /// What a link is called, and where it leads.
    link: Option<(String, String)>,
    /// What stands below the link.
    notes: Vec<String>,
    signature: String,
}

/// The same without HTML.
#[derive(Template)]
#[template(path = "mail.txt")]
struct Plain<'a> {
    letter: &'a Letter,
}

/// Whom a mail is for and what it is about.
pub struct About<'a> {
    /// The recipient's first and last name; empty: nobody's.
    pub name: &'a str,
    /// The company.
    pub company: &'a str,
    /// Head office's address.
    pub office: &'a str,
    /// Who gives or changes the access, if that is somebody else in the office.
    pub by: Option<&'a str>,
    /// Where the link leads, in mail that has one.
    pub link: &'a str,
    /// Until when it can be used.
    pub until: UnixMs,
    /// When it was written.
    pub at: UnixMs,
}

/// What goes around the content.
pub struct Envelope<'a> {
    /// Whom it comes from, and through which server.
    pub settings: &'a MailSettings,
    /// Whom it goes to.
    pub to: Mailbox,
    /// What the Message-ID is made of.
    pub id: Uuid,
    /// The date on it.
    pub at: UnixMs,
}

impl Letter {
    /// The letter to somebody.
    pub fn new(kind: Kind, language: Language, texts: &Texts, about: &About<'_>) -> Self {
        let words = kind.words();
        let greeting = Some(about.name).filter(|name| !name.is_empty());
        let until = texts.time_and_zone(about.until, about.at);
        let filled = |key: &str| {
            let by = about.by.unwrap_or_default();
            let facts = [("company", about.company), ("office", about.office), ("by", by), ("until", &until)];
            texts.with(key, &facts)
        };
        let text = if about.by.is_some() { words.text_by.unwrap_or(words.text) } else { words.text };
        Self {
            language: language.code(),
            subject: kind.subject(texts),
            greeting: greeting.map(|name| texts.with("mail-greeting", &[("name", name)])),
            text: filled(text),
            link: words.link.map(|key| (texts.t(key), about.link.to_owned())),
            notes: words.notes.iter().map(|key| filled(key)).collect(),
            signature: filled("mail-signature"),
        }
    }

    /// What it says, without HTML.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn text(&self) -> Result<String, String> {
        Plain { letter: self }.render().map_err(|error| error.to_string())
    }

    /// What its link is called, and where it leads.
    pub fn link(&self) -> Option<&(String, String)> {
        self.link.as_ref()
    }

    /// The letter in its envelope.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn message(&self, envelope: Envelope<'_>) -> Result<Message, String> {
        let domain = envelope.settings.from.email.domain();
        let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(envelope.at.0).unwrap_or(0));
        // Answers of machines are not wanted (RFC 3834).
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into());
        let text = self.text()?;
        let html = self.render().map_err(|error| error.to_string())?;
        Message::builder()
            .from(envelope.settings.from.clone())
            .to(envelope.to)
            .subject(&self.subject)
            .message_id(Some(format!("<{}@{domain}>", envelope.id)))
            .date(date)
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(|error| error.to_string())
    }
}
