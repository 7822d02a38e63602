//! Handing a mail over: to the mail server, or to the folder where it is kept when none is configured.

use super::settings::{MailSettings, Security, SmtpServer};
use crate::config::host_name;
use head_office_domain::mail::Handed;
use lettre::message::Message;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Answers that are for good, yet say nothing about the mail but that head office may not send any (RFC 4954, section 6).
const NOT_SIGNED_IN: [&str; 4] = ["530", "534", "535", "538"];

/// Hands a mail over. `folder`: where it is kept if there is no server; `name`: of the file there.
pub fn hand_over(settings: &MailSettings, folder: &Path, name: &str, message: &Message) -> Handed {
    match &settings.server {
        Some(server) => to_server(server, message),
        None => match keep(folder, name, &message.formatted()) {
            Ok(()) => Handed::Taken(format!("kept as {name}.eml")),
            Err(error) => Handed::NotNow(format!("{}: {error}", folder.display())),
        },
    }
}

fn to_server(server: &SmtpServer, message: &Message) -> Handed {
    let transport = match connected(server) {
        Ok(transport) => transport,
        Err(problem) => return Handed::NotNow(problem),
    };
    match transport.send(message) {
        Ok(answer) => {
            let said: Vec<_> = answer.message().collect();
            Handed::Taken(format!("{} {}", answer.code(), said.join(" ")))
        }
        Err(error) => {
            let text = in_full(&error);
            let status = error.status().map(|code| code.to_string()).unwrap_or_default();
            match error.is_permanent() && !NOT_SIGNED_IN.contains(&status.as_str()) {
                true => Handed::Refused(text),
                false => Handed::NotNow(text),
            }
        }
    }
}

/// The way to the server. Password and certificates are read each time, so that they can be changed at any.
fn connected(server: &SmtpServer) -> Result<SmtpTransport, String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let mut tls = TlsParameters::builder(server.host.clone());
    if let Some(ca) = &server.ca {
        let certificate = Certificate::from_pem(read(ca)?.as_bytes());
        tls = tls.add_root_certificate(certificate.map_err(|error| format!("{}: {}", ca.display(), in_full(&error)))?);
    }
    let tls = || tls.build().map_err(|error| in_full(&error));
    let tls = match server.security {
        Security::StartTls => Tls::Required(tls()?),
        Security::Tls => Tls::Wrapper(tls()?),
        Security::None => Tls::None,
    };
    let mut transport = SmtpTransport::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .hello_name(ClientId::Domain(host_name()))
        .timeout(Some(server.timeout));
    if let Some((user, file)) = &server.sign_in {
        let password = read(file)?.trim_end_matches(['\r', '\n']).to_owned();
        transport = transport.credentials(Credentials::new(user.clone(), password));
    }
    Ok(transport.build())
}

/// Keeps a mail as a file, readable by its owner only: there may be a link in it that signs somebody in.
fn keep(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let (draft, path) = (folder.join(format!(".{name}.draft")), folder.join(format!("{name}.eml")));
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(draft, path)
}

/// An error with its reasons.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(reason) = source {
        let said = reason.to_string();
        // Some errors say their reason themselves.
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        source = reason.source();
    }
    text
}
