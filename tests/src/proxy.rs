//! A proxy as an operator would put in front of head office: it shows head office's own certificate, so that terminals
//! believe they speak with head office, and opens what goes through it.
//!
//! A request is one connection, on threads of its own; nothing here needs a runtime.

use anyhow::Context;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, IpAddr, PrivateKeyDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest request head or body that a terminal sends.
const LONGEST_REQUEST: usize = 2 << 20;

/// What the proxy does with requests.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// Passes answers on as they come.
    Pass,
    /// Keeps every answer until it is whole.
    Buffer,
    /// Passes answers on, and cuts each so long after it began.
    CutAfter(Duration),
    /// Passes answers on, but for one flipped bit in the last byte of those whose request line has this in it.
    Spoil(&'static str),
    /// Asks nobody, answers this and closes.
    Answer(Vec<u8>),
    /// Asks nobody, answers the first and then the second for ever.
    Endless(Vec<u8>, Vec<u8>),
}

/// A running proxy.
pub struct Proxy {
    /// Where terminals connect to.
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    office: SocketAddr,
    client: Arc<ClientConfig>,
    behaviour: Mutex<(Arc<ServerConfig>, Behaviour)>,
    /// Those towards terminals.
    connections: Mutex<Vec<TcpStream>>,
    requests: Mutex<Vec<String>>,
    answers: Mutex<Vec<(String, Vec<u8>)>>,
    closed: AtomicBool,
}

impl Proxy {
    /// Opens a proxy in front of the head office at `office`, with the certificate in its folder of keys.
    ///
    /// # Errors
    /// When there is no such certificate or no port is free.
    pub fn open(keys: &Path, office: SocketAddr) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(authority(keys)?)?;
        let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            office,
            client: Arc::new(client),
            behaviour: Mutex::new((certificate(keys)?, Behaviour::Pass)),
            connections: Mutex::default(),
            requests: Mutex::default(),
            answers: Mutex::default(),
            closed: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for terminal in listener.incoming() {
                let Ok(terminal) = terminal else { return };
                if accepting.closed.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&accepting);
                std::thread::spawn(move || shared.serve_and_close(&terminal));
            }
        });
        Ok(Self { address, shared })
    }

    /// Behaves otherwise from now on; the connections that there are, are cut.
    pub fn set(&self, behaviour: Behaviour) {
        lock(&self.shared.behaviour).1 = behaviour;
        self.shared.cut();
    }

    /// Shows the certificate in another folder of keys from now on; the connections that there are, are cut.
    ///
    /// # Errors
    /// When there is no such certificate.
    pub fn show_certificate(&self, keys: &Path) -> anyhow::Result<()> {
        lock(&self.shared.behaviour).0 = certificate(keys)?;
        self.shared.cut();
        Ok(())
    }

    /// The lines of all requests, oldest first.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.requests).clone()
    }

    /// The last answer that was passed on to its end, as it was sent, of those whose request line has this in it.
    pub fn last_answer(&self, part: &str) -> Option<Vec<u8>> {
        let answers = lock(&self.shared.answers);
        answers.iter().rev().find(|(line, _)| line.contains(part)).map(|(_, answer)| answer.clone())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        self.shared.cut();
        // Wakes the thread that accepts; if nobody listens any more it is gone already.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn cut(&self) {
        for connection in lock(&self.connections).drain(..) {
            // It may be closed already.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    fn serve_and_close(&self, terminal: &TcpStream) {
        // A conversation that breaks off is what this is for.
        let _ = terminal.try_clone().map(|terminal| self.serve(terminal));
        // It may be closed already.
        let _ = terminal.shutdown(Shutdown::Both);
    }

    fn serve(&self, terminal: TcpStream) -> anyhow::Result<()> {
        terminal.set_nodelay(true)?;
        let certificate = {
            // Under one lock with what it decides: nobody slips through while the behaviour changes.
            let behaviour = lock(&self.behaviour);
            lock(&self.connections).push(terminal.try_clone()?);
            Arc::clone(&behaviour.0)
        };
        let mut terminal = StreamOwned::new(ServerConnection::new(certificate)?, terminal);
        let (line, request) = read_request(&mut terminal)?;
        let behaviour = lock(&self.behaviour).1.clone();
        lock(&self.requests).push(line.clone());
        match behaviour {
            Behaviour::Answer(answer) => {
                terminal.write_all(&answer)?;
                terminal.conn.send_close_notify();
                terminal.flush()?;
            }
            Behaviour::Endless(head, again) => {
                terminal.write_all(&head)?;
                loop {
                    terminal.write_all(&again)?;
                }
            }
            Behaviour::Pass => {
                let answer = self.pass(&request, &mut terminal, None)?;
                lock(&self.answers).push((line, answer));
            }
            Behaviour::CutAfter(limit) => drop(self.pass(&request, &mut terminal, Some(limit))?),
            Behaviour::Buffer => {
                let answer = self.whole(&request)?;
                terminal.write_all(&answer)?;
            }
            Behaviour::Spoil(part) => {
                let mut answer = self.whole(&request)?;
                if let Some(last) = answer.last_mut().filter(|_| line.contains(part)) {
                    *last ^= 1;
                }
                terminal.write_all(&answer)?;
            }
        }
        Ok(())
    }

    /// Passes the answer on as it comes, for `limit` after its first byte; gives it once it has ended.
    fn pass(&self, request: &[u8], terminal: &mut impl Write, limit: Option<Duration>) -> anyhow::Result<Vec<u8>> {
        let mut office = self.ask(request)?;
        let (mut answer, mut begun) = (Vec::new(), None);
        let mut bytes = vec![0; 16 << 10];
        loop {
            if let (Some(limit), Some(begun)) = (limit, begun) {
                let left = limit.saturating_sub(Instant::now().duration_since(begun));
                // No time at all would mean no limit.
                office.sock.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
            }
            let read = office.read(&mut bytes)?;
            if read == 0 {
                return Ok(answer);
            }
            begun.get_or_insert_with(Instant::now);
            terminal.write_all(&bytes[..read])?;
            terminal.flush()?;
            answer.extend_from_slice(&bytes[..read]);
        }
    }

    fn whole(&self, request: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut answer = Vec::new();
        self.ask(request)?.read_to_end(&mut answer)?;
        Ok(answer)
    }

    fn ask(&self, request: &[u8]) -> anyhow::Result<StreamOwned<ClientConnection, TcpStream>> {
        let name = ServerName::IpAddress(IpAddr::from(self.office.ip()));
        let connection = ClientConnection::new(Arc::clone(&self.client), name)?;
        let mut office = StreamOwned::new(connection, TcpStream::connect(self.office)?);
        office.write_all(request)?;
        office.flush()?;
        Ok(office)
    }
}

/// The request's first line, and the whole of it, changed so that its answer ends with the connection.
fn read_request(terminal: &mut impl Read) -> anyhow::Result<(String, Vec<u8>)> {
    let mut request = Vec::new();
    let mut bytes = [0; 4 << 10];
    let mut read_more = |request: &mut Vec<u8>| -> anyhow::Result<()> {
        let read = terminal.read(&mut bytes)?;
        anyhow::ensure!(read > 0 && request.len() < LONGEST_REQUEST, "no whole request");
        request.extend_from_slice(&bytes[..read]);
        Ok(())
    };
    let head_length = loop {
        match request.windows(4).position(|window| window == b"\r\n\r\n") {
            Some(end) => break end + 4,
            None => read_more(&mut request)?,
        }
    };
    let head = String::from_utf8_lossy(&request[..head_length]).to_ascii_lowercase();
    let announced = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let body_length: usize = announced.map_or(Ok(0), |length| length.trim().parse())?;
    while request.len() < head_length + body_length {
        read_more(&mut request)?;
    }
    let line_length = request.windows(2).position(|window| window == b"\r\n").context("no line")?;
    let line = String::from_utf8_lossy(&request[..line_length]).into_owned();
    let whole = [&request[..line_length], b"\r\nconnection: close", &request[line_length..]].concat();
    Ok((line, whole))
}

fn authority(keys: &Path) -> anyhow::Result<CertificateDer<'static>> {
    CertificateDer::from_pem_file(keys.join("ca.pem")).context("the CA's certificate")
}

fn certificate(keys: &Path) -> anyhow::Result<Arc<ServerConfig>> {
    let path = keys.join("server.pem");
    let own = CertificateDer::from_pem_file(&path).context("the server's certificate")?;
    let key = PrivateKeyDer::from_pem_file(&path).context("the server's key")?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![own, authority(keys)?], key)?;
    Ok(Arc::new(config))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
