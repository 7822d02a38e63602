//! A peer that means harm beside shops that mean none, at a head office with the usual 1,024 descriptors.

use crate::programs::{Shop, wait_until};
use head_office::{Config, Office};
use pos_terminal::app;
use pos_terminal::client::{Address, OfficeClient, OpenStream, enrol};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use reqwest::header::SET_COOKIE;
use reqwest::{Certificate, Client};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use sync_core::domain::{Cursor, Nonce, encode};
use sync_core::sync::engine::{Answer, Fetch};
use sync_core::sync::verify;
use sync_core::sync::wire::{EnrolRequest, KeyPlace, Message};
use tests::chain;
use tokio::task::JoinSet;

/// From where the hostile peer connects; everybody else comes from 127.0.0.1.
const HOSTILE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// How soon everybody must have got what they came for.
const WITHIN: Duration = Duration::from_secs(30);
/// What an attack may add to head office's memory, in KiB.
const MEMORY_KIB: u64 = 80 * 1024;
const SIGNING_IN: &str = "email=office%40kohvik.example&password=a+wrong+one";

/// A terminal as far as head office sees one: it asks where things stand, then holds a stream.
#[derive(Clone)]
struct Light {
    client: OfficeClient,
    identity: Arc<Identity>,
}

impl Light {
    async fn enrol(office: &Office, address: &Address, number: u32) -> Self {
        let code = office.enrol_code(chain::SALEPOINT, None).unwrap().code;
        let mut nonce = [0; 16];
        nonce[..4].copy_from_slice(&number.to_be_bytes());
        let identity = enrol(address, &code, Nonce(nonce), &DeviceKeys::File, None).await.unwrap();
        let client = OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone()).unwrap();
        Self { client, identity: Arc::new(identity) }
    }

    async fn refresh(&self) -> Result<Cursor, String> {
        match self.client.fetch(&Fetch::Head, None).await {
            Answer::Head(_, answer) => {
                let head = verify::stored_head(&answer.heads[0], &self.identity.expectations(None)).unwrap();
                Ok(Cursor { epoch: head.head().epoch, revision: head.head().revision })
            }
            other => Err(format!("{other:?}")),
        }
    }

    /// Tries for as long as a shop's terminal would: again after every failure.
    async fn start(self) -> OpenStream {
        loop {
            match self.stream().await {
                Ok(stream) => return stream,
                Err(error) => println!("not yet: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn stream(&self) -> Result<OpenStream, String> {
        let cursor = self.refresh().await?;
        let mut stream =
            self.client.stream(cursor, Nonce([7; 16]), None).await.map_err(|failure| format!("{failure:?}"))?;
        match stream.next().await {
            Ok(Some(_)) => Ok(stream),
            other => Err(format!("{other:?}")),
        }
    }
}

/// Waits until a change arrives.
async fn hears(stream: &mut OpenStream) {
    while !matches!(stream.next().await.unwrap().expect("it goes on"), Message::Frame(_)) {}
}

/// A head office with 1,024 descriptors, and so many terminals.
fn limited() -> Shop {
    // What this process holds itself is another matter.
    let own = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let raised = rustix::process::Rlimit { current: own.maximum, maximum: own.maximum };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, raised).unwrap();
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut shop = Shop::open();
    shop.kill_office();
    shop.through = ["sh", "-c", r#"ulimit -n 1024; exec "$0" "$@""#].map(str::to_owned).to_vec();
    shop.serve();
    shop
}

async fn terminals(shop: &Shop, first: u32, count: u32) -> Vec<Light> {
    let config = Config { data: shop.office_data(), ..Config::parse("", "test").unwrap() };
    let office = Office::open(&config).unwrap();
    let address = shop.address().parse().unwrap();
    let mut terminals = Vec::new();
    for number in first..first + count {
        terminals.push(Light::enrol(&office, &address, number).await);
    }
    terminals
}

/// All of them at once, each until it has its stream.
async fn start_all(terminals: &[Light]) -> Vec<OpenStream> {
    let began = Instant::now();
    let mut starting = JoinSet::new();
    terminals.iter().cloned().for_each(|terminal| drop(starting.spawn(terminal.start())));
    let mut streams = Vec::new();
    while let Some(stream) = tokio::time::timeout_at((began + WITHIN).into(), starting.join_next())
        .await
        .unwrap_or_else(|_| panic!("{} of {} stream after {WITHIN:?}", streams.len(), terminals.len()))
    {
        streams.push(stream.unwrap());
    }
    println!("{} stream after {:?}", streams.len(), began.elapsed());
    streams
}

/// Everybody hears of a change.
async fn all_hear(shop: &Shop, streams: &mut [OpenStream], change: &str) {
    tokio::task::block_in_place(|| shop.import(change));
    let began = Instant::now();
    for stream in streams {
        tokio::time::timeout_at((began + WITHIN).into(), hears(stream)).await.expect("a change arrives");
    }
}

async fn connect(to: SocketAddr) -> std::io::Result<tokio::net::TcpStream> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind((HOSTILE, 0).into())?;
    socket.connect(to).await
}

/// What the hostile peer does, until it is dropped.
struct Hostile {
    to: SocketAddr,
    ca: Vec<u8>,
    doing: JoinSet<()>,
    stop: Arc<AtomicBool>,
    /// Connections it had, all together.
    connections: Arc<AtomicUsize>,
}

impl Hostile {
    fn against(shop: &Shop) -> Self {
        Self {
            to: shop.address().trim_start_matches("https://").parse().unwrap(),
            ca: std::fs::read(shop.office_data().join("keys/ca.pem")).unwrap(),
            doing: JoinSet::new(),
            stop: Arc::default(),
            connections: Arc::default(),
        }
    }

    /// So many sockets that say nothing; one that is closed is opened again.
    fn keeps_silent(&mut self, sockets: usize) {
        for _ in 0..sockets {
            let (to, connections) = (self.to, Arc::clone(&self.connections));
            self.doing.spawn(async move {
                loop {
                    if let Ok(socket) = connect(to).await {
                        connections.fetch_add(1, Ordering::SeqCst);
                        let _ = socket.readable().await;
                    }
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            });
        }
    }

    /// So many connections that begin with `beginning` and then say a byte a second.
    fn drips(&mut self, sockets: usize, beginning: &'static str) {
        let (to, stop, connections) = (self.to, Arc::clone(&self.stop), Arc::clone(&self.connections));
        let tls = Arc::new(trusting(&self.ca));
        let runtime = tokio::runtime::Handle::current();
        self.doing.spawn_blocking(move || {
            let mut open: Vec<StreamOwned<ClientConnection, TcpStream>> = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                open.retain_mut(|connection| connection.write_all(b"x").and_then(|()| connection.flush()).is_ok());
                for _ in open.len()..sockets.min(open.len() + 50) {
                    let Ok(socket) = runtime.block_on(connect(to)).and_then(|socket| socket.into_std()) else { break };
                    socket.set_nonblocking(false).unwrap();
                    socket.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
                    let connection = ClientConnection::new(Arc::clone(&tls), to.ip().into()).unwrap();
                    let mut connection = StreamOwned::new(connection, socket);
                    if connection.write_all(beginning.as_bytes()).and_then(|()| connection.flush()).is_ok() {
                        connections.fetch_add(1, Ordering::SeqCst);
                        open.push(connection);
                    }
                }
                std::thread::sleep(Duration::from_secs(1));
            }
        });
    }

    fn http(&self) -> Client {
        let ca = Certificate::from_pem(&self.ca).unwrap();
        Client::builder().local_address(IpAddr::V4(HOSTILE)).tls_certs_only([ca]).build().unwrap()
    }

    /// Asks the same again and again, so many times at once.
    fn asks(&mut self, at_once: usize, path: &str, body: Vec<u8>, kind: &'static str) {
        for _ in 0..at_once {
            let (http, address, body) = (self.http(), format!("https://{}{path}", self.to), body.clone());
            self.doing.spawn(async move {
                loop {
                    let request = http.post(&address).header("content-type", kind).body(body.clone());
                    let _ = request.send().await;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
        }
    }

    /// So many streams with one terminal's token.
    fn streams(&mut self, count: usize, terminal: &Light, at: Cursor) {
        let http = self.http();
        for number in 0..count {
            let nonce = Nonce([u8::try_from(number % 256).unwrap(); 16]);
            let address = format!("https://{}/sync/v1/stream?cursor={at}&nonce={nonce}", self.to);
            let token = terminal.identity.token.to_bearer();
            let http = http.clone();
            self.doing.spawn(async move {
                loop {
                    if let Ok(mut answer) = http.get(&address).bearer_auth(&token).send().await {
                        while let Ok(Some(_)) = answer.chunk().await {}
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            });
        }
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

fn trusting(ca_pem: &[u8]) -> ClientConfig {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem).unwrap()).unwrap();
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

/// An office user signs in by a link made at the command line, and opens the list of users.
async fn signs_in(shop: &Shop) {
    let link = tokio::task::block_in_place(|| shop.office(&["admin-link", "First Administrator"]));
    let address = link["link"].as_str().unwrap();
    let path = &address[address.find("/sign-in").unwrap()..];
    let ca = Certificate::from_pem(&std::fs::read(shop.office_data().join("keys/ca.pem")).unwrap()).unwrap();
    let http = Client::builder().tls_certs_only([ca]).redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = http.post(format!("{}{path}", shop.address())).send().await.unwrap();
    let session = answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let users = http.get(format!("{}/users", shop.address())).header("cookie", session).send().await.unwrap();
    assert!(users.status().is_success() && users.text().await.unwrap().contains("Maasikas"));
}

/// What the serving process has in memory, in KiB.
fn memory_kib(shop: &Shop) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", shop.office_pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn three_hundred_terminals_of_one_address_start_beside_a_thousand_silent_sockets_of_another() {
    let shop = limited();
    app::runtime().unwrap().block_on(async {
        let terminals = terminals(&shop, 0, 300).await;
        let mut hostile = Hostile::against(&shop);
        hostile.keeps_silent(1_000);
        tokio::task::block_in_place(|| {
            wait_until("a thousand sockets", || hostile.connections.load(Ordering::SeqCst) >= 1_000);
        });
        let mut streams = start_all(&terminals).await;
        all_hear(&shop, &mut streams, chain::PEETER_GETS_KESKLINN).await;
    });
}

#[test]
fn one_hostile_peer_keeps_nobody_out_and_head_office_small() {
    let shop = limited();
    app::runtime().unwrap().block_on(async {
        let terminals = terminals(&shop, 0, 50).await;
        let mut streams = start_all(&terminals).await;
        let stolen = self::terminals(&shop, 1_000, 1).await.remove(0);
        let at = stolen.refresh().await.unwrap();
        let mut hostile = Hostile::against(&shop);
        // What signing in takes once is not the attack's.
        let wrong = hostile.http().post(format!("{}/sign-in", shop.address())).body(SIGNING_IN);
        wrong.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
        let quiet_kib = memory_kib(&shop);

        hostile.keeps_silent(300);
        hostile.drips(150, "GET /users HTTP/1.1\r\nHost: office\r\nX-Slow: ");
        hostile.drips(
            150,
            "POST /sign-in HTTP/1.1\r\nHost: office\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n",
        );
        let junk = EnrolRequest {
            secret: "ABCD2345".into(),
            nonce: Nonce([9; 16]),
            app_version: "1.0.0".into(),
            key_place: KeyPlace::File,
            former: None,
        };
        hostile.asks(10, "/sync/v1/enrol", encode(&junk), "application/cbor");
        hostile.asks(10, "/sign-in", SIGNING_IN.into(), "application/x-www-form-urlencoded");
        hostile.streams(235, &stolen, at);

        let (began, mut most_kib, mut newcomers) = (Instant::now(), quiet_kib, 0);
        while began.elapsed() < Duration::from_secs(30) {
            for terminal in &terminals {
                let refreshed = tokio::time::timeout(WITHIN, terminal.refresh()).await.expect("an answer in time");
                assert!(refreshed.is_ok(), "{refreshed:?}");
            }
            newcomers += 1;
            let newcomer = self::terminals(&shop, 2_000 + newcomers, 1);
            let newcomer = tokio::time::timeout(WITHIN, newcomer).await.expect("enrolled in time").remove(0);
            streams.push(tokio::time::timeout(WITHIN, newcomer.start()).await.expect("a stream in time"));
            tokio::time::timeout(WITHIN, signs_in(&shop)).await.expect("signed in, in time");
            let change = format!("[[user]]\nref = \"e-001\"\nlast_name = \"Maasikas-{newcomers}\"\n");
            all_hear(&shop, &mut streams, &change).await;
            most_kib = most_kib.max(memory_kib(&shop));
        }
        println!(
            "{newcomers} times round, {} connections of the hostile peer's, {quiet_kib} KiB quiet, {most_kib} at most",
            hostile.connections.load(Ordering::SeqCst)
        );
        assert!(hostile.connections.load(Ordering::SeqCst) > 600);
        assert!(most_kib < quiet_kib + MEMORY_KIB, "{quiet_kib} KiB grew to {most_kib}");
    });
}
