//! The TLS handshake. One that fails with a terminal is logged: the terminal only knows that what answers is not head office,
//! and without a word here nobody would learn why.

use super::is_terminal;
use axum_server::accept::Accept;
use parking_lot::Mutex;
use rustls::{Error, ServerConfig};
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// A peer's failures are logged at most so often.
const LOGGED_EVERY: Duration = Duration::from_secs(60);
/// Of so many peers it is remembered when they were logged; what further ones do in the meantime is not.
const MOST_PEERS: usize = 1_024;

/// Accepts TLS over what another acceptor accepts.
#[derive(Clone)]
pub struct TlsAcceptor<A> {
    inner: A,
    config: Arc<ServerConfig>,
    logged: Arc<Logged>,
}

impl<A> TlsAcceptor<A> {
    /// With this configuration.
    pub fn new(inner: A, config: Arc<ServerConfig>) -> Self {
        Self { inner, config, logged: Arc::default() }
    }
}

impl<A, S> Accept<TcpStream, S> for TlsAcceptor<A>
where
    A: Accept<TcpStream, S>,
    A::Stream: AsyncRead + AsyncWrite + Unpin + Send,
    A::Service: Send,
    A::Future: Send + 'static,
{
    type Stream = TlsStream<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let peer = stream.peer_addr().map(|peer| peer.ip().to_canonical());
        let inner = self.inner.accept(stream, service);
        let (config, logged) = (Arc::clone(&self.config), Arc::clone(&self.logged));
        Box::pin(async move {
            let (stream, service) = inner.await?;
            let shaken = tokio::time::timeout(HANDSHAKE_WITHIN, shake_hands(stream, config)).await;
            match shaken.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))? {
                Ok(stream) => Ok((stream, service)),
                Err(failed) => {
                    if let (Some(terminal), Ok(peer)) = (&failed.terminal, peer)
                        && logged.is_due(peer, Instant::now())
                    {
                        terminal.log(peer, &failed.error);
                    }
                    Err(failed.error)
                }
            }
        })
    }
}

struct Failed {
    error: io::Error,
    /// Who said to be a terminal.
    terminal: Option<Terminal>,
}

struct Terminal {
    /// The name it asked for; `None`: it has an address without one.
    asked_for: Option<String>,
}

impl Terminal {
    fn log(&self, peer: IpAddr, error: &io::Error) {
        let asked_for = self.asked_for.as_deref().unwrap_or("no name, so an IP address");
        let tls = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
        let alert = match tls {
            Some(Error::AlertReceived(alert)) => format!("{alert:?}"),
            _ => "none".into(),
        };
        tracing::warn!(
            %peer, asked_for, alert, %error,
            "a terminal broke the handshake off: perhaps the private certificate is not for the name in its address \
             (`head-office address`), or it was enrolled with another head office"
        );
    }
}

async fn shake_hands<S>(stream: S, config: Arc<ServerConfig>) -> Result<TlsStream<S>, Failed>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let unknown = |error| Failed { error, terminal: None };
    let start = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), stream).await.map_err(unknown)?;
    let hello = start.client_hello();
    let terminal = is_terminal(&hello).then(|| Terminal { asked_for: hello.server_name().map(str::to_owned) });
    start.into_stream(config).await.map_err(|error| Failed { error, terminal })
}

/// When each peer was logged last.
#[derive(Default)]
struct Logged(Mutex<HashMap<IpAddr, Instant>>);

impl Logged {
    fn is_due(&self, peer: IpAddr, now: Instant) -> bool {
        let mut logged = self.0.lock();
        logged.retain(|_, at| now.saturating_duration_since(*at) < LOGGED_EVERY);
        if logged.contains_key(&peer) || logged.len() >= MOST_PEERS {
            return false;
        }
        logged.insert(peer, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_logged_once_a_minute_and_many_peers_fill_nothing() {
        let (logged, now) = (Logged::default(), Instant::now());
        let peer = |number: u32| IpAddr::from(number.to_be_bytes());
        assert!(logged.is_due(peer(1), now));
        assert!(!logged.is_due(peer(1), now + Duration::from_secs(59)));
        assert!(logged.is_due(peer(2), now + Duration::from_secs(59)));
        assert!(logged.is_due(peer(1), now + Duration::from_secs(60)));
        let let_in = (0..5_000).filter(|number| logged.is_due(peer(*number), now)).count();
        assert!(let_in <= MOST_PEERS && logged.0.lock().len() <= MOST_PEERS);
    }
}
