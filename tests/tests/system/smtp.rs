//! A real mail server (aiosmtpd) that can be put into a bad mood, with STARTTLS and a password.

use anyhow::Context;
use rcgen::{CertificateParams, KeyPair};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use tests::programs::has;

const USER: &str = "office";
const PASSWORD: &str = "let me send";

/// What the server does with a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mood {
    /// Takes it.
    Take,
    /// 451: not now.
    Later,
    /// 550: never.
    Never,
    /// Does not answer.
    Hang,
    /// Breaks the connection off before it answers.
    Drop,
    /// Takes it, and breaks the connection off before it says so.
    Vanish,
}

/// A mail that the server took.
#[derive(Deserialize, Debug)]
pub struct Received {
    /// Whom it was for.
    pub to: Vec<String>,
    /// Whether it came over TLS.
    pub tls: bool,
    /// Who signed in.
    pub user: Option<String>,
    /// Its headers, named in small letters.
    pub headers: BTreeMap<String, String>,
    /// Its part without HTML.
    pub text: String,
    /// Its part in HTML.
    pub html: String,
}

/// The server. It ends with this.
pub struct SmtpServer {
    process: Child,
    moods: ChildStdin,
    said: BufReader<ChildStdout>,
    port: u16,
    ca: PathBuf,
    password: PathBuf,
}

impl SmtpServer {
    /// Starts one that takes what it gets; its certificate lies in `folder`. `None` where there is no aiosmtpd.
    pub fn start(folder: &Path) -> anyhow::Result<Option<Self>> {
        if !has("aiosmtpd") {
            return Ok(None);
        }
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.self_signed(&key)?.pem();
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).map(|()| path)
        };
        let (ca, key) = (write("smtp.pem", &certificate)?, write("smtp.key", &key.serialize_pem())?);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/smtp.py");
        // The system's Python has the system's aiosmtpd; another one may stand before it.
        let mut process = Command::new("/usr/bin/python3")
            .arg(script)
            .args([&ca, &key])
            .args([USER, PASSWORD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let moods = process.stdin.take().context("it has an input")?;
        let mut said = BufReader::new(process.stdout.take().context("it has an output")?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let port = line.trim().parse().with_context(|| format!("the mail server says {line:?}"))?;
        let password = write("smtp-password", &format!("{PASSWORD}\n"))?;
        Ok(Some(Self { process, moods, said, port, ca, password }))
    }

    /// The part `[mail]` of a configuration that sends through it.
    pub fn configuration(&self) -> String {
        format!(
            "[mail]\nfrom = \"Kohvik <office@kohvik.example>\"\nserver = \"localhost\"\nport = {}\nuser = \"{USER}\"\n\
             password_file = \"{}\"\nca = \"{}\"\ntimeout_s = 1\n",
            self.port,
            self.password.display(),
            self.ca.display()
        )
    }

    /// Puts it into a mood.
    pub fn set(&mut self, mood: Mood) -> anyhow::Result<()> {
        writeln!(self.moods, "{}", format!("{mood:?}").to_lowercase())?;
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        anyhow::ensure!(line.contains("mood"), "the mail server says {line:?}");
        Ok(())
    }

    /// The next mail that it takes, or has taken.
    pub fn next(&mut self) -> anyhow::Result<Received> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("the mail server says {line:?}"))
    }

    /// Stops it: nobody listens on its port any more.
    pub fn stop(&mut self) -> std::io::Result<()> {
        self.process.kill()?;
        self.process.wait().map(drop)
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        // It may have been stopped already.
        let _ = self.stop();
    }
}
