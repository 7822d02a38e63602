//! Where mail goes: the part `[mail]` of the configuration.

use lettre::message::Mailbox;
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// As the file says it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMail {
    from: Option<String>,
    server: Option<String>,
    port: Option<u16>,
    security: Option<Security>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    ca: Option<PathBuf>,
    timeout_s: Option<u64>,
    shown: Option<bool>,
}

/// What protects the way to the mail server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Begins in the clear and must go over to TLS (RFC 3207); port 587.
    StartTls,
    /// TLS from the first byte (RFC 8314); port 465.
    Tls,
    /// None: for a server on this machine only; port 25.
    None,
}

/// How head office sends mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailSettings {
    /// Whom mail comes from.
    pub from: Mailbox,
    /// The server it is handed to; `None`: it is kept in the data folder.
    pub server: Option<SmtpServer>,
    /// Whether the office shows what is kept, with links that sign in as whom they are for: for demonstrations.
    pub shown: bool,
}

/// A mail server and how to speak to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SmtpServer {
    /// Its name, which its certificate must be for.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What protects the way to it.
    pub security: Security,
    /// The name to sign in with and the file that holds the password.
    pub sign_in: Option<(String, PathBuf)>,
    /// A file with the certificate, in PEM, of whoever vouches for the server, beside those the system trusts.
    pub ca: Option<PathBuf>,
    /// How long it may take for any one answer (RFC 5321, section 4.5.3.2, allows minutes; people wait for these).
    pub timeout: Duration,
}

impl Default for MailSettings {
    fn default() -> Self {
        let address = lettre::Address::new("tillgate", "localhost");
        let address = address.expect("it is an address; a test reads it");
        Self { from: Mailbox::new(Some("Tillgate".into()), address), server: None, shown: false }
    }
}

impl RawMail {
    /// Checks and completes it.
    ///
    /// # Errors
    /// The key and what is wrong with it.
    pub fn validate(self) -> Result<MailSettings, (&'static str, &'static str)> {
        let from = match &self.from {
            Some(from) => from.parse().map_err(|_| ("mail.from", "must be like Tillgate <office@example.com>"))?,
            None if self.server.is_some() => return Err(("mail.from", "with mail.server, say whom mail comes from")),
            None => MailSettings::default().from,
        };
        let Some(host) = self.server else {
            let needless = [
                ("mail.port", self.port.is_some()),
                ("mail.security", self.security.is_some()),
                ("mail.user", self.user.is_some()),
                ("mail.password_file", self.password_file.is_some()),
                ("mail.ca", self.ca.is_some()),
                ("mail.timeout_s", self.timeout_s.is_some()),
            ];
            return match needless.into_iter().find(|(_, is_there)| *is_there) {
                Some((key, _)) => Err((key, "does nothing without mail.server")),
                None => Ok(MailSettings { from, server: None, shown: self.shown.unwrap_or(false) }),
            };
        };
        if self.shown == Some(true) {
            return Err(("mail.shown", "is about mail that is kept; with mail.server none is"));
        }
        if host.trim().is_empty() || host.contains([':', '/', ' ']) {
            return Err((
                "mail.server",
                "must be a host's name, such as smtp.example.com; the port has a key of its own",
            ));
        }
        let security = self.security.unwrap_or(Security::StartTls);
        let usual = match security {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        };
        let sign_in = match (self.user, self.password_file) {
            (Some(user), Some(file)) => Some((user, file)),
            (None, None) => None,
            (Some(_), None) => return Err(("mail.user", "needs mail.password_file")),
            (None, Some(_)) => return Err(("mail.password_file", "needs mail.user")),
        };
        let timeout_s = self.timeout_s.unwrap_or(30);
        if !(1..=600).contains(&timeout_s) {
            return Err(("mail.timeout_s", "must be between 1 and 600 seconds"));
        }
        let is_here = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if sign_in.is_some() && security == Security::None && !is_here {
            return Err(("mail.security", "\"none\" would send the password unprotected over the network"));
        }
        let (port, timeout) = (self.port.unwrap_or(usual), Duration::from_secs(timeout_s));
        let server = SmtpServer { host, port, security, sign_in, ca: self.ca, timeout };
        Ok(MailSettings { from, server: Some(server), shown: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MailSettings, (&'static str, &'static str)> {
        toml::from_str::<RawMail>(text).unwrap().validate()
    }

    #[test]
    fn what_is_left_out_is_completed() {
        assert_eq!(read("").unwrap(), MailSettings::default());
        for (security, port) in [("starttls", 587), ("tls", 465), ("none", 25)] {
            let text = format!("from = \"a@b.example\"\nserver = \"smtp.b.example\"\nsecurity = \"{security}\"");
            assert_eq!(read(&text).unwrap().server.unwrap().port, port);
        }
        let given = read("from = \"Kohvik <a@b.example>\"\nserver = \"localhost\"\nport = 2525").unwrap();
        assert_eq!(given.from.to_string(), "Kohvik <a@b.example>");
        let server = given.server.unwrap();
        assert_eq!((server.port, server.security), (2525, Security::StartTls));
    }

    #[test]
    fn what_can_not_be_is_named() {
        let smtp = "from = \"a@b.example\"\nserver = \"smtp.b.example\"\n";
        for (text, key) in [
            ("from = \"nobody\"".into(), "mail.from"),
            ("server = \"smtp.b.example\"".into(), "mail.from"),
            ("port = 25".into(), "mail.port"),
            ("ca = \"x.pem\"".into(), "mail.ca"),
            ("from = \"a@b.example\"\nserver = \"b.example:25\"".into(), "mail.server"),
            ("from = \"a@b.example\"\nserver = \" \"".into(), "mail.server"),
            (format!("{smtp}shown = true"), "mail.shown"),
            (format!("{smtp}timeout_s = 0"), "mail.timeout_s"),
            (format!("{smtp}user = \"me\""), "mail.user"),
            (format!("{smtp}password_file = \"x\""), "mail.password_file"),
            (format!("{smtp}user = \"me\"\npassword_file = \"x\"\nsecurity = \"none\""), "mail.security"),
        ] {
            assert_eq!(read(&text).map_err(|(key, _)| key), Err(key), "{text}");
        }
    }
}
