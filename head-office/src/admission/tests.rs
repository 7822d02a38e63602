//! Over real connections: what somebody may hold who has not shown who it is.

use super::{Admission, Descriptors, Limits, Proxies};
use crate::server;
use crate::testing::{CHAIN, TestOffice};
use axum::Router;
use axum::routing::get;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_introduces_nobody_is_cut_and_one_that_does_is_answered() {
    let office = TestOffice::configured(|config| {
        config.proxies.trusted = vec!["127.0.0.1".parse().unwrap()];
        config.proxies.speaks = super::ProxySpeech::ProxyProtocol;
    });
    office.import_str(CHAIN).unwrap();
    let server = server::serve(office.office.clone(), ([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = server.listening;
    let [silent, introduced] =
        [&b"\x16\x03\x01\0\x05hello hello"[..], b"PROXY TCP4 192.0.2.7 10.0.0.1 5 443\r\nno TLS at all"]
            .map(|said| tokio::task::spawn_blocking(move || answer(address, said)));
    assert_eq!(silent.await.unwrap(), b"", "cut");
    assert_eq!(introduced.await.unwrap().first(), Some(&0x15), "an alert of TLS");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_make_room_for_whoever_comes_after_them() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits { per_peer: 3, in_all: 6 };
    let admission = Admission::new(limits, Proxies::default(), Descriptors::with(1_000));
    let server = axum_server::from_tcp(listener).unwrap().acceptor(admission);
    let router = Router::new().route("/", get(async || "heard"));
    let serving = tokio::spawn(server.serve(router.into_make_service()));
    let asked = tokio::task::spawn_blocking(move || {
        let silent: Vec<_> = (0..50).map(|_| TcpStream::connect(address).unwrap()).collect();
        silent.iter().for_each(|one| one.set_nonblocking(true).unwrap());
        let open = |mut one: &TcpStream| {
            let would_block = |error: std::io::Error| error.kind() == std::io::ErrorKind::WouldBlock;
            one.read(&mut [0]).is_err_and(would_block)
        };
        let end = Instant::now() + Duration::from_secs(10);
        while silent.iter().filter(|one| open(one)).count() > limits.per_peer {
            assert!(Instant::now() < end, "cut, and not only left alone");
            std::thread::sleep(Duration::from_millis(1));
        }
        let heard = answer(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        drop(silent);
        String::from_utf8(heard).unwrap()
    });
    assert!(asked.await.unwrap().ends_with("heard"));
    serving.abort();
}

#[test]
fn the_soft_limit_of_open_files_is_raised_to_what_the_system_allows() {
    let limit = Descriptors::raised().limit;
    let now = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    assert_eq!(now.current.map(|current| current.min(1 << 20)), Some(limit));
    assert!(now.maximum.is_none_or(|most| limit == most.min(1 << 20)), "{now:?}");
}

fn answer(server: SocketAddr, said: &[u8]) -> Vec<u8> {
    let mut tcp = TcpStream::connect(server).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    tcp.write_all(said).unwrap();
    let mut answer = Vec::new();
    // A connection may also be reset.
    let _ = tcp.read_to_end(&mut answer);
    answer
}
