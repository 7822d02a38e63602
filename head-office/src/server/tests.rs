//! Streams as they really are: over TLS, in chunks, from a server that stops, and whose key is changed.

use super::RunningServer;
use crate::configured_office::ConfiguredOffice;
use crate::server;
use head_office_office::testing::{CHAIN, TestOffice, enrol};
use head_office_sync::Pace;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};
use sync_core::domain::{DeviceToken, Nonce};
use sync_core::sync::wire::{EnrolAnswer, Message};

const NONCE: Nonce = Nonce([5; 16]);
const PATIENCE: Duration = Duration::from_secs(60);

/// A stream over TLS; reads block.
struct Stream {
    connection: BufReader<StreamOwned<ClientConnection, TcpStream>>,
    read: Vec<u8>,
}

impl Stream {
    fn connect(server: SocketAddr, ca_pem: &str, token: &DeviceToken, query: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        let tcp = TcpStream::connect(server).unwrap();
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        let tls = ClientConnection::new(config, ServerName::from(server.ip())).unwrap();
        let mut connection = StreamOwned::new(tls, tcp);
        let bearer = token.to_bearer();
        let request =
            format!("GET /sync/v1/stream?{query} HTTP/1.1\r\nHost: {server}\r\nAuthorization: Bearer {bearer}\r\n\r\n");
        connection.write_all(request.as_bytes()).unwrap();
        let mut connection = BufReader::new(connection);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(connection.read_line(&mut head).unwrap(), 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.to_lowercase().contains("transfer-encoding: chunked"), "{head}");
        Self { connection, read: Vec::new() }
    }

    /// The next message; `None`: the answer has ended as it should.
    fn next(&mut self) -> Option<Message> {
        loop {
            if let Some((message, taken)) = Message::take(&self.read).unwrap() {
                self.read.drain(..taken);
                return Some(message.unwrap());
            }
            let mut line = String::new();
            self.connection.read_line(&mut line).unwrap();
            let length = usize::from_str_radix(line.trim_end(), 16).unwrap();
            let mut chunk = vec![0; length + 2];
            self.connection.read_exact(&mut chunk).unwrap();
            if length == 0 {
                return None;
            }
            self.read.extend_from_slice(&chunk[..length]);
        }
    }
}

async fn served(office: &ConfiguredOffice, pace: Pace) -> (RunningServer, EnrolAnswer) {
    let answer = enrol(office, "Kesklinn", "Front", None);
    let server =
        server::serve_at(office.office.office.clone(), &office.config, ([127, 0, 0, 1], 0).into(), pace).await.unwrap();
    (server, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_over_tls_says_everything_at_once_and_ends_when_the_server_stops() {
    let office = ConfiguredOffice::with(CHAIN);
    let pace = Pace { mark_every: Duration::from_millis(50), ..Pace::default() };
    let (server, answer) = served(&office, pace).await;
    let query = format!("cursor={}&nonce={NONCE}", office.cursor().unwrap());
    let (listening, shared) = (server.listening, office.office.office.clone());
    let (marked, is_marked) = tokio::sync::oneshot::channel();
    let reader = tokio::task::spawn_blocking(move || {
        let mut stream = Stream::connect(listening, &answer.ca_pem, &answer.token, &query);
        assert!(matches!(stream.next(), Some(Message::Hello(_))));
        assert!(matches!(stream.next(), Some(Message::Mark(_))));
        let mut took = Vec::new();
        for mark in 0..10 {
            shared.import_str(&format!("[[user]]\nref = \"mari\"\nlast_name = \"Maasikas {mark}\"")).unwrap();
            let committed = Instant::now();
            while !matches!(stream.next(), Some(Message::Frame(_))) {}
            took.push(committed.elapsed());
        }
        assert!(matches!(stream.next(), Some(Message::Mark(_))), "quiet again");
        marked.send(()).unwrap();
        loop {
            match stream.next() {
                Some(Message::Mark(_)) => {}
                Some(Message::Bye(_)) => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(stream.next(), None, "it ends, and is not cut");
        took.sort();
        took[took.len() / 2]
    });
    is_marked.await.unwrap();
    server.shutdown().await;
    let median = reader.await.unwrap();
    assert!(median < Duration::from_millis(50), "{median:?}");
    assert_eq!(office.terminals().unwrap()[0].last_seen_at, Some(office.clock.now()), "written when it stopped");
}

#[tokio::test]
async fn a_running_server_signs_with_the_new_key_within_100_ms() {
    let office = ConfiguredOffice::with(CHAIN);
    let server = server::serve(office.office.office.clone(), &office.config, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let other = TestOffice::sharing(&office);
    let mut took = Vec::new();
    for number in 1..10 {
        let rotated = other.rotate_signing_key().unwrap();
        let at = Instant::now();
        assert_eq!(rotated.rotations, number);
        while office.keys().signing().key.public().id() != rotated.to {
            assert!(at.elapsed() < Duration::from_secs(60), "it was never noticed");
            tokio::task::yield_now().await;
        }
        took.push(at.elapsed());
    }
    // The machine may be busy once; the promise is about the program.
    took.sort();
    assert!(took[took.len() / 2] < Duration::from_millis(100), "{took:?}");
    server.shutdown().await;
}
