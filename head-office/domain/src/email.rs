//! E-mail addresses as far as they matter for signing in: what is typed finds the account, however it is cased.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The most characters an address may have (RFC 5321, section 4.5.3.1.3), and the part before the @ (4.5.3.1.1).
const MOST_CHARACTERS: usize = 254;
const MOST_LOCAL: usize = 64;

/// An address that mail can be sent to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Email(String);

/// Why some text is no e-mail address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("there is no e-mail address")]
    Empty,
    /// It cannot be one.
    #[error("this is no e-mail address")]
    NotAnAddress,
    /// Before the @ are letters that many mail servers do not carry.
    #[error("before the @ an e-mail address has only English letters, digits and signs")]
    NotCarried,
}

impl Email {
    /// Takes what was typed, composed (NFC). The domain may have any letters: mail is sent to its name in ASCII.
    ///
    /// # Errors
    /// When it cannot be an address, or none that every mail server carries.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let address: String = typed.trim().nfc().collect();
        if address.is_empty() {
            return Err(EmailError::Empty);
        }
        let Some((local, domain)) = address.split_once('@') else { return Err(EmailError::NotAnAddress) };
        let ascii = ascii_domain(domain).ok_or(EmailError::NotAnAddress)?;
        let is_part = |part: &str| !part.is_empty() && part.chars().all(is_of_local);
        let is_well_formed = local.split('.').all(is_part) && local.len() <= MOST_LOCAL;
        if !is_well_formed || local.len() + 1 + ascii.len() > MOST_CHARACTERS {
            return Err(EmailError::NotAnAddress);
        }
        match local.is_ascii() {
            true => Ok(Self(address)),
            false => Err(EmailError::NotCarried),
        }
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As accounts are found by.
    pub fn folded(&self) -> String {
        folded(&self.0)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whatever was typed where an address is asked for, as an account is found by: composed, in small letters, its domain in
/// the letters that people read.
pub fn folded(typed: &str) -> String {
    let folded: String = typed.trim().nfc().flat_map(char::to_lowercase).nfc().collect();
    match folded.split_once('@') {
        Some((local, domain)) => format!("{local}@{}", idna::domain_to_unicode(domain).0),
        None => folded,
    }
}

/// An address as mail programs and servers take it: its domain in ASCII.
pub fn carried(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    ascii_domain(domain).map_or_else(|| address.to_owned(), |domain| format!("{local}@{domain}"))
}

/// The name of a domain in ASCII, if it can be one.
fn ascii_domain(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(domain).ok()?;
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    ascii.split('.').all(is_label).then_some(ascii)
}

/// Whether a character may stand in a part before the @ (RFC 5322's atom); letters beyond ASCII are told apart later.
fn is_of_local(character: char) -> bool {
    character.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_an_address() {
        let long = format!("{}@example.com", "a".repeat(250));
        for (typed, expect) in [
            (" Liis.Kuusk@Example.com ", Ok("liis.kuusk@example.com")),
            ("oie@näide.ee", Ok("oie@näide.ee")),
            ("oie@na\u{308}ide.EE", Ok("oie@näide.ee")),
            ("oie@xn--nide-loa.ee", Ok("oie@näide.ee")),
            ("o'neill+till@example.com", Ok("o'neill+till@example.com")),
            ("õie@näide.ee", Err(EmailError::NotCarried)),
            ("a..b@example.com", Err(EmailError::NotAnAddress)),
            (".a@example.com", Err(EmailError::NotAnAddress)),
            ("a.@example.com", Err(EmailError::NotAnAddress)),
            ("a@-example.com", Err(EmailError::NotAnAddress)),
            ("a@example.com.", Err(EmailError::NotAnAddress)),
            ("a@exa_mple.com", Err(EmailError::NotAnAddress)),
            ("root@localhost", Ok("root@localhost")),
            ("", Err(EmailError::Empty)),
            (" \t", Err(EmailError::Empty)),
            ("liis", Err(EmailError::NotAnAddress)),
            ("@example.com", Err(EmailError::NotAnAddress)),
            ("a@b@c", Err(EmailError::NotAnAddress)),
            ("a@", Err(EmailError::NotAnAddress)),
            ("a@x..y", Err(EmailError::NotAnAddress)),
            ("a b@example.com", Err(EmailError::NotAnAddress)),
            ("a\r\nBcc: x@example.com", Err(EmailError::NotAnAddress)),
            ("<a@example.com>", Err(EmailError::NotAnAddress)),
            ("a\u{202e}b@example.com", Err(EmailError::NotAnAddress)),
            (&long, Err(EmailError::NotAnAddress)),
        ] {
            assert_eq!(Email::parse(typed).map(|email| email.folded()).as_deref(), expect.as_deref(), "{typed:?}");
        }
    }

    #[test]
    fn every_spelling_of_an_address_finds_the_same_account_and_mail_gets_the_one_it_carries() {
        for typed in ["Liis@Näide.ee", " liis@na\u{308}ide.ee", "LIIS@XN--NIDE-LOA.EE", "liis@NÄIDE.ee"] {
            assert_eq!(folded(typed), "liis@näide.ee", "{typed}");
            assert_eq!(carried(&folded(typed)), "liis@xn--nide-loa.ee", "{typed}");
        }
        // An account from before names in ASCII only were taken is found still.
        assert_eq!(folded("O\u{303}ie@x.ee"), "õie@x.ee");
    }
}
