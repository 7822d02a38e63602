//! The operator's own certificate under the very name that terminals use: they go on, and browsers believe it.

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use sync_core::login::Outcome;
use tests::chain;
use tests::running::RunningTerminal;
use tests::world::{Cost, World};

const NAME: &str = "localhost";

/// The sign-in page as a browser gets it that believes this root.
fn sign_in_page(office: SocketAddr, root_pem: &str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root_pem.as_bytes()).unwrap()).unwrap();
    let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let tls = ClientConnection::new(Arc::new(config), ServerName::try_from(NAME).unwrap()).unwrap();
    let mut browser = StreamOwned::new(tls, TcpStream::connect(office)?);
    browser.write_all(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut page = String::new();
    browser.read_to_string(&mut page)?;
    Ok(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn terminals_go_on_under_the_name_that_browsers_believe_another_certificate_for() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut world = World::begin(&at("office"), Cost::Cheap).await.unwrap();
    let address = format!("https://{NAME}:{}", world.gate.address.port());
    let code = world.code(chain::SALEPOINT).unwrap();
    let mut before = RunningTerminal::enrol(&at("before"), &address, &code).await.unwrap();
    before.until_live().await;

    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec![NAME.to_owned()]).unwrap().self_signed(&key).unwrap().pem();
    assert!(sign_in_page(world.listening, &own).is_err(), "not yet");
    let certificate = head_office::CertificateFiles { chain: at("chain.pem"), key: at("key.pem") };
    std::fs::write(&certificate.chain, &own).unwrap();
    std::fs::write(&certificate.key, key.serialize_pem()).unwrap();
    let mut config = head_office::Config::parse("", "built in").unwrap();
    (config.data, config.certificate) = (at("office"), Some(certificate));
    world.serve_with(&config).await.unwrap();

    assert!(sign_in_page(world.listening, &own).unwrap().starts_with("HTTP/1.1 200"));
    let code = world.code(chain::SALEPOINT).unwrap();
    let mut after = RunningTerminal::enrol(&at("after"), &address, &code).await.unwrap();
    after.until_live().await;
    world.import(chain::PEETER_GETS_KESKLINN).unwrap();
    let revision = world.office.cursor().unwrap();
    for terminal in [&mut before, &mut after] {
        terminal.until("the change", |state| state.is_live() && state.cursor == Some(revision)).await;
        assert!(matches!(terminal.attempt("847205").await.0, Outcome::Granted(_)));
    }
}
