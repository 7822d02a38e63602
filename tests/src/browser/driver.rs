//! chromedriver, and what Chromium is told when it starts.

use crate::programs::{Running, path_of};
use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::ParsedCertificate;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities};

/// How often it is started until it found a port.
const STARTS: usize = 5;

/// Starts chromedriver on a port of its own; the address it answers at.
pub fn start() -> anyhow::Result<(Running, String)> {
    // It takes a free port of IPv6 and gives up when somebody has the same of IPv4.
    for _ in 0..STARTS {
        if let Some((process, port)) = try_to_start()? {
            return Ok((process, format!("http://127.0.0.1:{port}")));
        }
    }
    bail!("chromedriver finds no port")
}

fn try_to_start() -> anyhow::Result<Option<(Running, u16)>> {
    let mut process = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("starting chromedriver")?;
    let output = process.stdout.take().context("chromedriver's output")?;
    let process = Running(process);
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    Ok(lines.find_map(|line| port(&line)).map(|port| (process, port)))
}

/// From “ChromeDriver was started successfully on port 12345.”
fn port(line: &str) -> Option<u16> {
    line.trim_end_matches('.').split_once("successfully on port ")?.1.parse().ok()
}

/// Headless Chromium with this profile, which believes the certificate with this key hash.
pub fn capabilities(profile: &Path, key_hash: &str) -> anyhow::Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    let binary = path_of("chromium").context("there is no chromium")?;
    capabilities.set_binary(&binary.display().to_string())?;
    let arguments = [
        "--headless=new",
        "--disable-gpu",
        "--disable-extensions",
        // Containers have little of it.
        "--disable-dev-shm-usage",
        "--no-proxy-server",
        "--accept-lang=en",
        // The same pictures whatever hints the machine's fonts have.
        "--font-render-hinting=none",
        &format!("--user-data-dir={}", profile.display()),
        &format!("--ignore-certificate-errors-spki-list={key_hash}"),
    ];
    for argument in arguments {
        capabilities.add_arg(argument)?;
    }
    // Chromium's sandbox refuses root, which CI is.
    if rustix::process::geteuid().is_root() {
        capabilities.add_arg("--no-sandbox")?;
    }
    Ok(capabilities)
}

/// What Chromium knows head office's certificate by: the hash of its public key. The private CA cannot be given to it
/// without NSS's tools.
pub fn key_hash(office_data: &Path) -> anyhow::Result<String> {
    let certificate = CertificateDer::from_pem_file(office_data.join("keys/server.pem"))
        .context("head office's certificate, which it has once it served")?;
    let key = ParsedCertificate::try_from(&certificate)?.subject_public_key_info();
    Ok(STANDARD.encode(Sha256::digest(&key)))
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn the_port_is_read_from_what_chromedriver_says() {
        for (line, expect) in [
            ("ChromeDriver was started successfully on port 40713.", Some(40_713)),
            ("Starting ChromeDriver 156.0.8078.79 on port 0", None),
            ("", None),
        ] {
            assert_eq!(port(line), expect, "{line}");
        }
    }
}
