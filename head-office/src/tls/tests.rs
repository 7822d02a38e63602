//! Over real TLS: who is shown what, before and after the operator's files change.

use super::*;
use crate::config::CertificateFiles;
use crate::configured_office::ConfiguredOffice;
use crate::server::{self, RunningServer};
use head_office_office::testing::{CHAIN, enrol};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Instant;

const PATIENCE: Duration = Duration::from_secs(60);
const BROWSER: &[&[u8]] = &[b"h2", b"http/1.1"];
const TERMINAL: &[&[u8]] = &[TERMINAL_PROTOCOL, b"http/1.1"];
const SILENT: &[&[u8]] = &[];

/// Certificate and key of an operator, which is its own authority.
struct Pair {
    chain: String,
    key: String,
}

fn pair(names: &[&str], years: [i32; 2]) -> Pair {
    let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    [params.not_before, params.not_after] = years.map(|year| date_time_ymd(year, 1, 1));
    let key = KeyPair::generate().unwrap();
    Pair { chain: params.self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
}

fn good(names: &[&str]) -> Pair {
    pair(names, [2020, 2099])
}

/// What is wrong with the operator's own files is said when they are read: in the log at the start, and by `check`.
#[test]
fn a_certificate_that_has_ended_or_lacks_the_name_of_address_is_said_when_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = CertificateFiles { chain: folder.path().join("chain.pem"), key: folder.path().join("key.pem") };
    let office = ConfiguredOffice::new(|config| {
        config.certificate = Some(files.clone());
        config.address = Some("https://till.example:8443".into());
    });
    let found = || OwnCertificate::configured(&office.config).unwrap().problem(office.clock.now());
    assert!(found().unwrap().contains("chain.pem cannot be read"));
    for (pair, expect) in [
        (pair(&["till.example"], [2019, 2020]), Some("expired at 2020-01-01")),
        (pair(&["till.example"], [2098, 2099]), Some("is not valid before 2098-01-01")),
        (good(&["shop.example"]), Some("is not for till.example, the name in `address`")),
        (good(&["shop.example", "till.example"]), None),
    ] {
        std::fs::write(&files.chain, &pair.chain).unwrap();
        std::fs::write(&files.key, &pair.key).unwrap();
        let said = head_office_office::testing::logged(|| {
            OwnCertificate::new(files.clone(), office.config.address_name()).look(office.clock.now());
        });
        assert_eq!(said.contains("ERROR"), expect.is_some(), "{said}");
        assert!(said.contains(expect.unwrap_or_default()), "{said}");
        let found = found();
        assert_eq!(found.is_some(), expect.is_some(), "{found:?}");
        assert!(found.unwrap_or_default().contains(expect.unwrap_or_default()));
    }
}

struct Operator {
    office: ConfiguredOffice,
    files: CertificateFiles,
    _folder: tempfile::TempDir,
}

impl Operator {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let files = CertificateFiles { chain: at("chain.pem"), key: at("key.pem") };
        let office = ConfiguredOffice::new(|config| config.certificate = Some(files.clone()));
        office.import_str(CHAIN).unwrap();
        Self { office, files, _folder: folder }
    }

    fn put(&self, chain: &str, key: &str) {
        let put = |path: &Path, text: &str| {
            std::fs::write(path.with_extension("new"), text).unwrap();
            std::fs::rename(path.with_extension("new"), path).unwrap();
        };
        put(&self.files.chain, chain);
        put(&self.files.key, key);
    }

    async fn serve(&self) -> RunningServer {
        server::serve(self.office.office.office.clone(), &self.office.config, ([127, 0, 0, 1], 0).into()).await.unwrap()
    }

    fn private(&self) -> String {
        self.office.keys().authority.pem.clone()
    }
}

/// Whether somebody who believes only `root` and says these protocols gets an answer under this name.
fn believes(server: SocketAddr, root: &str, name: &str, says: &[&[u8]]) -> bool {
    answer(server, root, name, says).is_some()
}

/// The answer to who believes only `root`, with its head.
fn answer(server: SocketAddr, root: &str, name: &str, says: &[&[u8]]) -> Option<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = says.iter().map(|protocol| protocol.to_vec()).collect();
    let host = name.to_owned();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let tcp = TcpStream::connect(server).unwrap();
    tcp.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut stream = StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), tcp);
    let request = format!("GET /sign-in HTTP/1.1\r\nHost: {host}:8470\r\nConnection: close\r\n\r\n");
    let Err(error) = stream.write_all(request.as_bytes()) else {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        return Some(answer);
    };
    let refused = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    assert!(matches!(refused, Some(rustls::Error::InvalidCertificate(_))), "{error:?}");
    None
}

/// Whom the operator's own certificate is for.
fn shown_own(server: SocketAddr, own: &Pair, private: &str, name: &str, says: &[&[u8]]) -> bool {
    let shown = believes(server, &own.chain, name, says);
    assert_ne!(shown, believes(server, private, name, says), "{name}: one of the two");
    shown
}

async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_get_the_operators_for_its_names_and_terminals_the_private_one_for_all() {
    let operator = Operator::new();
    let own = good(&["localhost", "*.shop.example"]);
    operator.put(&own.chain, &own.key);
    let server = operator.serve().await;
    let private = operator.private();
    let address = server.listening;
    for (name, says, expect) in [
        ("localhost", BROWSER, true),
        ("localhost", SILENT, true),
        ("LOCALHOST", BROWSER, true),
        ("localhost", TERMINAL, false),
        // Not the operator's: the private one, which a browser may have been told to believe.
        ("127.0.0.1", BROWSER, false),
        ("127.0.0.1", TERMINAL, false),
    ] {
        assert_eq!(shown_own(address, &own, &private, name, says), expect, "{name} {says:?}");
    }
    assert!(believes(address, &own.chain, "office.shop.example", BROWSER));
    assert!(!believes(address, &own.chain, "office.shop.example", TERMINAL));
    assert!(!believes(address, &own.chain, "elsewhere.example", BROWSER));
    assert!(!believes(address, &private, "elsewhere.example", BROWSER));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_files_are_taken_over_while_it_serves() {
    let operator = Operator::new();
    let server = operator.serve().await;
    let (address, private) = (server.listening, operator.private());
    assert!(believes(address, &private, "localhost", BROWSER), "without files it serves all the same");
    let [first, other] = [good(&["localhost"]), good(&["localhost"])];
    operator.put(&first.chain, &first.key);
    until("the first pair", || believes(address, &first.chain, "localhost", BROWSER)).await;
    // In between they do not fit.
    operator.put(&other.chain, &first.key);
    operator.put(&other.chain, &other.key);
    until("another pair", || believes(address, &other.chain, "localhost", BROWSER)).await;
    assert!(!believes(address, &first.chain, "localhost", BROWSER));
    assert!(believes(address, &private, "localhost", TERMINAL));
    server.shutdown().await;
}

#[test]
fn bad_files_are_not_taken_over_and_what_was_there_goes_on() {
    let operator = Operator::new();
    let now = operator.office.clock.now();
    let [first, other] = [good(&["localhost"]), good(&["localhost"])];
    let [expired, early] = [[2020, 2025], [2098, 2099]].map(|years| pair(&["localhost"], years));
    operator.put(&first.chain, &first.key);
    let running = OwnCertificate::new(operator.files.clone(), None);
    running.look(now);
    let shown = |own: &OwnCertificate| own.for_name("localhost").map(|key| key.cert[0].clone());
    let good = shown(&running);
    assert!(good.is_some());
    for (what, chain, key) in [
        ("another's key", &*other.chain, &*first.key),
        ("expired", &expired.chain, &expired.key),
        ("not yet valid", &early.chain, &early.key),
        ("an empty certificate", "", &first.key),
        ("an empty key", &other.chain, ""),
        ("no PEM", "\0\u{1}nonsense", &other.key),
        ("half a certificate", &other.chain[..other.chain.len() / 2], &other.key),
        ("key and certificate exchanged", &other.key, &other.chain),
        ("no certificate in it", "-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----\n", &other.key),
    ] {
        operator.put(chain, key);
        let beginning = OwnCertificate::new(operator.files.clone(), None);
        beginning.look(now);
        running.look(now);
        assert_eq!((shown(&beginning), shown(&running)), (None, good.clone()), "{what}");
    }
    std::fs::remove_file(&operator.files.key).unwrap();
    running.look(now);
    assert_eq!(shown(&running), good, "files that are gone change nothing");
}

#[test]
fn one_that_ends_while_it_is_shown_goes_on_and_the_next_takes_its_place() {
    let operator = Operator::new();
    let (ending, next) = (pair(&["localhost"], [2020, 2027]), good(&["localhost"]));
    operator.put(&ending.chain, &ending.key);
    let own = OwnCertificate::new(operator.files.clone(), None);
    let shown = |clock: &Clock| {
        own.look(clock.now());
        own.for_name("localhost").unwrap().cert[0].clone()
    };
    let clock = &operator.office.clock;
    let first = shown(clock);
    for days in [350, 10, 10] {
        clock.advance_ms(days * 24 * 3_600_000);
        assert_eq!(shown(clock), first, "browsers say best what is wrong with it");
    }
    operator.put(&next.chain, &next.key);
    assert_ne!(shown(clock), first);
}

/// A name that is new to a serving head office, and one that nothing but the terminals still knows.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_terminals_use_does_not_vanish_and_a_new_one_needs_no_restart() {
    let office = ConfiguredOffice::with(CHAIN);
    let private = office.keys().authority.pem.clone();
    let server = server::serve(office.office.office.clone(), &office.config, ([127, 0, 0, 2], 0).into()).await.unwrap();
    let address = server.listening;
    assert!(!believes(address, &private, "moved.example", TERMINAL));
    office.relocate_to("https://moved.example:8443").unwrap();
    until("the new name", || believes(address, &private, "moved.example", TERMINAL)).await;
    // As a terminal that was enrolled here, before the machine was given another address.
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    office.wire().enrolled_by(till, "127.0.0.2").unwrap();
    server.shutdown().await;
    let server = server::serve(office.office.office.clone(), &office.config, ([0, 0, 0, 0], 0).into()).await.unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], server.listening.port()));
    for name in ["127.0.0.2", "moved.example"] {
        assert!(believes(address, &private, name, TERMINAL), "{name}");
    }
    office.forget_name("moved.example").unwrap();
    until("the name is gone", || !believes(address, &private, "moved.example", TERMINAL)).await;
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_told_to_insist_where_the_certificate_is_the_operators_and_nowhere_else() {
    let operator = Operator::new();
    let own = good(&["localhost"]);
    operator.put(&own.chain, &own.key);
    let server = operator.serve().await;
    let insists = |root: &str, name: &str| {
        let answer = answer(server.listening, root, name, BROWSER).unwrap().to_lowercase();
        answer.contains("\r\nstrict-transport-security: max-age=")
    };
    assert!(insists(&own.chain, "localhost"));
    assert!(!insists(&operator.private(), "127.0.0.1"), "it would shut out who has only the private one");
}
