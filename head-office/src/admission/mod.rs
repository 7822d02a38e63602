//! Connections before anything is known of who is behind them: how many there may be, and for whom they count.

mod descriptors;
mod gate;
mod introduction;
mod proxies;
mod slow_bodies;
#[cfg(test)]
mod tests;

pub use descriptors::Descriptors;
pub use gate::Limits;
use head_office_domain::peer::{Client, Introduction, Peer};
pub use proxies::{Proxies, ProxySpeech};
pub use slow_bodies::{Patience, in_time};

use axum::Extension;
use axum::extract::Request;
use axum::middleware::{AddExtension, Next};
use axum::response::Response;
use axum_server::accept::Accept;
use gate::{Gate, Place, Way};
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tower_layer::Layer;

/// How long a proxy may take to say for whom it connects.
const INTRODUCED_WITHIN: Duration = Duration::from_secs(5);

/// Accepts connections as far as there is room.
#[derive(Clone, Debug)]
pub struct Admission {
    gate: Arc<Gate>,
    proxies: Arc<Proxies>,
    descriptors: Arc<Descriptors>,
}

/// A connection, which each of its requests carries with it.
#[derive(Clone, Debug)]
pub struct Connection {
    place: Arc<Place>,
    /// Who is at its other end, or for whom a proxy says that it connects.
    from: IpAddr,
    proxies: Arc<Proxies>,
}

/// Puts beside a request what may be known of its connection: who it comes from, and whom to tell that it is known.
pub async fn introduce(mut request: Request, next: Next) -> Response {
    let extensions = request.extensions_mut();
    if let Some(Connection { place, from, proxies }) = extensions.remove::<Connection>() {
        extensions.insert(Introduction::new(move || place.is_known()));
        let client = Client(proxies.client(from, request.headers()));
        request.extensions_mut().insert(client);
    }
    next.run(request).await
}

impl Admission {
    /// With nobody there.
    pub fn new(limits: Limits, proxies: Proxies, descriptors: Arc<Descriptors>) -> Self {
        Self { gate: Gate::new(limits), proxies: Arc::new(proxies), descriptors }
    }

    /// Lets a connection in, first as its own, then as that of whoever it is for.
    async fn admit(self, mut tcp: TcpStream) -> io::Result<(TcpStream, Connection)> {
        tcp.set_nodelay(true)?;
        let mut from = tcp.peer_addr()?.ip();
        if self.proxies.introduces(from) {
            let _waiting = self.gate.enter(None);
            let introduced = tokio::time::timeout(INTRODUCED_WITHIN, introduction::read(&mut tcp));
            from = introduced.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??.unwrap_or(from);
        }
        let place = self.gate.enter(self.proxies.peer(from));
        Ok((tcp, Connection { place, from, proxies: self.proxies }))
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for Admission {
    type Stream = Admitted;
    type Service = AddExtension<S, Connection>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, tcp: TcpStream, service: S) -> Self::Future {
        let admission = self.clone();
        Box::pin(async move {
            let held = admission.descriptors.hold();
            let (tcp, connection) = admission.admit(tcp).await?;
            let service = Extension(connection.clone()).layer(service);
            Ok((Admitted { tcp, place: connection.place, _held: held }, service))
        })
    }
}

/// A connection that ends when it must leave.
pub struct Admitted {
    tcp: TcpStream,
    place: Arc<Place>,
    _held: descriptors::Held,
}

impl Admitted {
    fn check(&self, way: Way, context: &Context<'_>) -> io::Result<()> {
        match self.place.must_leave(way, context) {
            true => Err(io::Error::new(io::ErrorKind::ConnectionAborted, "others needed the room")),
            false => Ok(()),
        }
    }
}

impl AsyncRead for Admitted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(Way::In, context)?;
        Pin::new(&mut self.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Admitted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check(Way::Out, context)?;
        Pin::new(&mut self.tcp).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check(Way::Out, context)?;
        Pin::new(&mut self.tcp).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}
