//! What mail says, in the recipient's language, as text and as HTML.

use crate::texts::{AllTexts, Texts};
use askama::Template;
use head_office_domain::mail::MailKind;
use head_office_office::mail::MailContent;

/// What stands over mail of a kind.
pub fn subject(kind: MailKind, texts: &Texts) -> String {
    texts.t(words(kind).subject)
}

/// The keys of what mail of a kind says.
fn words(kind: MailKind) -> Words {
    match kind {
        MailKind::ForgottenPassword => Words {
            subject: "mail-forgotten-subject",
            text: "mail-forgotten-text",
            text_by: None,
            link: Some("mail-forgotten-link"),
            notes: &["mail-link-once", "mail-forgotten-not-you"],
        },
        MailKind::Confirmation => Words {
            subject: "mail-confirmation-subject",
            text: "mail-confirmation-text",
            text_by: Some("mail-confirmation-by"),
            link: Some("mail-confirmation-link"),
            notes: &["mail-link-once", "mail-confirmation-not-you"],
        },
        MailKind::EmailChange => Words {
            subject: "mail-email-change-subject",
            text: "mail-email-change-text",
            text_by: Some("mail-email-change-by"),
            link: Some("mail-email-change-link"),
            notes: &["mail-link-once", "mail-confirmation-not-you"],
        },
        MailKind::EmailChangeAsked => Words {
            subject: "mail-email-change-asked-subject",
            text: "mail-email-change-asked-text",
            text_by: Some("mail-email-change-asked-by"),
            link: None,
            notes: &["mail-email-change-not-you"],
        },
        MailKind::EmailChanged => Words {
            subject: "mail-email-changed-subject",
            text: "mail-email-changed-text",
            text_by: Some("mail-email-changed-by"),
            link: None,
            notes: &["mail-email-change-not-you"],
        },
        MailKind::Trial => {
            Words { subject: "mail-trial-subject", text: "mail-trial-text", text_by: None, link: None, notes: &[] }
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

impl Letter {
    /// The letter that says this.
    pub fn new(content: &MailContent, texts: &AllTexts) -> Self {
        let texts = texts.of(content.language).in_zone(content.zone);
        let words = words(content.kind);
        let greeting = Some(&content.name).filter(|name| !name.is_empty());
        let until = texts.time_and_zone(content.until, content.at);
        let filled = |key: &str| {
            let by = content.by.as_deref().unwrap_or_default();
            let facts = [("company", &*content.company), ("office", &content.office), ("by", by), ("until", &until)];
            texts.with(key, &facts)
        };
        let text = if content.by.is_some() { words.text_by.unwrap_or(words.text) } else { words.text };
        Self {
            language: content.language.code(),
            subject: subject(content.kind, &texts),
            greeting: greeting.map(|name| texts.with("mail-greeting", &[("name", name)])),
            text: filled(text),
            link: words.link.map(|key| (texts.t(key), content.link.clone())),
            notes: words.notes.iter().map(|key| filled(key)).collect(),
            signature: filled("mail-signature"),
        }
    }

    /// What stands over it.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What it says, without HTML.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn text(&self) -> Result<String, askama::Error> {
        Plain { letter: self }.render()
    }

    /// What it says.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn html(&self) -> Result<String, askama::Error> {
        self.render()
    }

    /// What its link is called, and where it leads.
    pub fn link(&self) -> Option<&(String, String)> {
        self.link.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_has_a_link_says_what_it_is_called_and_no_other() {
        for (kind, code) in MailKind::ALL {
            assert_eq!(words(kind).link.is_some(), kind.has_link(), "{code}");
        }
    }
}
