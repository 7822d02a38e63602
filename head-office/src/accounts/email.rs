//! E-mail addresses as far as they matter for signing in: what is typed finds the account, however it is cased.

use std::fmt;

/// The most characters an address may have (RFC 5321, section 4.5.3.1.3).
const MOST_CHARACTERS: usize = 254;

/// An address that mail could be sent to: something, an @, a domain, nothing that does not show.
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
}

impl Email {
    /// Takes what was typed.
    ///
    /// # Errors
    /// When it cannot be an address.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let address = typed.trim();
        if address.is_empty() {
            return Err(EmailError::Empty);
        }
        let shows = |character: char| !character.is_whitespace() && !character.is_control();
        let is_safe =
            |character: char| shows(character) && !"<>()[]\\,;:\"".contains(character) && !is_direction(character);
        let well_formed = address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.split('.').all(|label| !label.is_empty())
                && domain.chars().all(|character| character.is_alphanumeric() || "-.".contains(character))
        });
        match well_formed && address.chars().all(is_safe) && address.chars().count() <= MOST_CHARACTERS {
            true => Ok(Self(address.to_owned())),
            false => Err(EmailError::NotAnAddress),
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

/// Whatever was typed where an address is asked for, as an account is found by.
pub fn folded(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Characters that turn the direction of text, or join or part it without showing.
fn is_direction(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_an_address() {
        let long = format!("{}@example.com", "a".repeat(250));
        for (typed, expect) in [
            (" Liis.Kuusk@Example.com ", Ok("liis.kuusk@example.com")),
            ("õie@näide.ee", Ok("õie@näide.ee")),
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
}
