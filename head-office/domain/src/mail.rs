//! What mail can be about, and what can come of it.

/// What a mail is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailKind {
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

impl MailKind {
    /// All of them, each with its [`MailKind::code`].
    pub const ALL: [(Self, &str); 6] = [
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

    /// Reads [`MailKind::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }

    /// Whether there is a link in it.
    pub fn has_link(self) -> bool {
        matches!(self, Self::ForgottenPassword | Self::Confirmation | Self::EmailChange)
    }

    /// Where its link leads, the token left out.
    pub fn path(self) -> &'static str {
        match self {
            Self::Confirmation | Self::EmailChange => "/sign-in/confirm",
            _ => "/sign-in/link",
        }
    }
}

/// What came of handing a mail over, with what was said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Handed {
    /// It was taken.
    Taken(String),
    /// Not this time; it may be at another.
    NotNow(String),
    /// It will never be.
    Refused(String),
}
