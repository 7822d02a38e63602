//! Over real connections: what somebody may hold who has not shown who it is.

use super::{Admission, Descriptors, Limits, Proxies};
use crate::configured_office::ConfiguredOffice;
use crate::server;
use axum::Router;
use axum::routing::get;
use head_office_office::testing::CHAIN;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_introduces_nobody_is_cut_and_one_that_does_is_answered() {
    let office = ConfiguredOffice::new(|config| {
        config.proxies.trusted = vec!["127.0.0.1".parse().unwrap()];
        config.proxies.speaks = super::ProxySpeech::ProxyProtocol;
    });
    office.import_str(CHAIN).unwrap();
    let server = server::serve(office.office.office.clone(), &office.config, ([127, 0, 0, 1], 0).into()).await.unwrap();
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
        let end = Instant::now() + Duration::from_secs(60);
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

/// Where connections come near to what can be open, and where one could not be taken at all, the log says what to do; at
/// most once a minute.
#[test]
fn descriptors_that_run_short_are_an_error_in_the_log() {
    let lines =
        |work: &dyn Fn()| head_office_office::testing::logged(work).lines().map(str::to_owned).collect::<Vec<_>>();
    let descriptors = Descriptors::with(20);
    let few = lines(&|| drop((0..17).map(|_| descriptors.hold()).collect::<Vec<_>>()));
    assert!(few.is_empty(), "{few:?}");
    let many = lines(&|| drop((0..20).map(|_| descriptors.hold()).collect::<Vec<_>>()));
    assert_eq!(many.len(), 1, "{many:?}");
    for part in ["ERROR", "connections are short", "LimitNOFILE=", "\"limit\":20", "\"connections\":18"] {
        assert!(many[0].contains(part), "{part}: {many:?}");
    }
    let refused = Descriptors::with(1_000);
    let none_left = std::io::Error::from_raw_os_error(24);
    let said = lines(&|| (0..3).for_each(|_| refused.short(Some(&none_left))));
    assert!(said.len() == 1 && said[0].contains("os error 24"), "{said:?}");
}

/// Behind a proxy that names its clients each has the attempts to sign in of its own address; somebody who only claims to be
/// a proxy names nobody.
#[tokio::test(flavor = "multi_thread")]
async fn two_clients_behind_one_proxy_leave_each_others_attempts_to_sign_in_alone() {
    for (trusted, shares) in [("127.0.0.1", false), ("192.0.2.9", true)] {
        let office = ConfiguredOffice::with(CHAIN);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let proxies = Proxies { trusted: vec![trusted.parse().unwrap()], speaks: super::ProxySpeech::XForwardedFor };
        let admission = Admission::new(Limits { per_peer: 100, in_all: 100 }, proxies, Descriptors::with(1_000));
        let server = axum_server::from_tcp(listener).unwrap().acceptor(admission);
        let router = head_office_web::router(head_office_web::Web::new(office.office.office.clone()));
        let router = router.layer(axum::middleware::from_fn(super::introduce));
        let serving = tokio::spawn(server.serve(router.into_make_service()));
        let asked = tokio::task::spawn_blocking(move || {
            let is_throttled = |client: &str, number: u32| {
                let form = format!("email=nobody{number}@example.com&password=not+the+right+row&next=");
                let head = format!(
                    "POST /sign-in HTTP/1.1\r\nHost: office.example\r\nSec-Fetch-Site: same-origin\r\n\
                     X-Forwarded-For: 203.0.113.99, {client}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                     Content-Length: {}\r\nConnection: close\r\n\r\n{form}",
                    form.len()
                );
                let said = String::from_utf8(answer(address, head.as_bytes())).unwrap();
                let status = said.split(' ').nth(1).unwrap_or_default().to_owned();
                assert!(["422", "429"].contains(&status.as_str()), "{said}");
                status == "429"
            };
            let spent = (0..).take_while(|number| !is_throttled("198.51.100.1", *number)).count();
            (spent, is_throttled("198.51.100.2", 1_000), is_throttled("198.51.100.1", 1_001))
        });
        assert_eq!(asked.await.unwrap(), (30, shares, true), "{trusted}");
        serving.abort();
    }
}

fn answer(server: SocketAddr, said: &[u8]) -> Vec<u8> {
    let mut tcp = TcpStream::connect(server).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    tcp.write_all(said).unwrap();
    let mut answer = Vec::new();
    // A connection may also be reset.
    let _ = tcp.read_to_end(&mut answer);
    answer
}
