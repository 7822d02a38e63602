//! A mail server that takes connections and says nothing: head office stops without waiting for it.

use crate::programs::{BINARY, wait_until};
use pos_terminal::app;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Certificate, Client};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use tests::programs::Running;

const FORM: &str = "application/x-www-form-urlencoded";

/// The first administrator chooses an e-mail address, and says then that the password is forgotten: a mail is due.
async fn ask_for_a_mail(ca: &Path, address: &str, link: &str) {
    let ca = Certificate::from_pem(&std::fs::read(ca).unwrap()).unwrap();
    let http = Client::builder().tls_certs_only([ca]).redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = http.post(format!("{address}{}", &link[link.find("/sign-in").unwrap()..])).send().await.unwrap();
    let session = answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let chosen = "email=office@kohvik.example&password=four+words+in+a+row&again=four+words+in+a+row";
    let chosen =
        http.post(format!("{address}/account")).header(COOKIE, session).header("content-type", FORM).body(chosen);
    assert!(chosen.send().await.unwrap().status().is_redirection());
    let forgotten = http.post(format!("{address}/sign-in/forgotten")).header("content-type", FORM);
    assert!(forgotten.body("email=office@kohvik.example").send().await.unwrap().status().is_success());
}

#[test]
fn stopping_does_not_wait_for_a_mail_server_that_hangs() {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let hangs = TcpListener::bind("127.0.0.1:0").unwrap();
    let configuration = folder.path().join("head-office.toml");
    let text = format!(
        "[mail]\nfrom = \"Kohvik <office@kohvik.example>\"\nserver = \"localhost\"\nport = {}\ntimeout_s = 600\n",
        hangs.local_addr().unwrap().port()
    );
    std::fs::write(&configuration, text).unwrap();
    let data = folder.path().join("office");
    let command = |line: &str| {
        let mut command = Command::new(BINARY);
        command.arg("head-office").args(line.split(' ')).arg("--json").arg("--data").arg(&data);
        command.arg("--config").arg(&configuration).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let made = command("init --kdf-memory-kib 8 --kdf-passes 1").output().unwrap();
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let mut serving = Running(command("serve --listen 127.0.0.1:0").spawn().unwrap());
    let mut line = String::new();
    BufReader::new(serving.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();
    let address = format!("https://{}", said["listening"].as_str().unwrap());
    let link = made["sign_in_link"].as_str().unwrap();
    app::runtime().unwrap().block_on(ask_for_a_mail(&data.join("keys/ca.pem"), &address, link));
    let _held = hangs.accept().unwrap();
    let sent = Command::new("kill").args(["-TERM", &serving.0.id().to_string()]).status().unwrap();
    assert!(sent.success());
    // It would wait for ten minutes.
    wait_until("the end of head office", || serving.0.try_wait().unwrap().is_some());
    assert!(serving.0.wait().unwrap().success());
}
