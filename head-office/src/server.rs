//! Serving: the sync API and the web office over HTTPS, on one listener, until told to stop.

#[cfg(test)]
mod tests;

use crate::admission::{self, Admission, Descriptors, Limits};
use crate::clock_watch;
use crate::config::Config;
use crate::mailing;
use crate::tls::{self, OwnCertificate, PrivateCertificate, TlsAcceptor};
use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_office::office::Office;
use head_office_office::terminals::Wire;
use head_office_sync::Service;
use head_office_sync::{Feed, Pace};
use head_office_web::Web;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long a client may take for a request's headers.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// How long a connection may stay without a first request.
const FIRST_REQUEST_WITHIN: Duration = Duration::from_secs(30);
/// How long what was sent may go unacknowledged before a connection counts as cut, in milliseconds.
const UNACKNOWLEDGED_MS: u32 = 45_000;
/// How long answers that are under way may take after the server was told to stop.
const LAST_ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// How often old tombstones are removed.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It cannot be listened there.
    #[error("cannot listen on {address}: {source}; name another address with --listen")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// A server that is running.
pub struct RunningServer {
    /// Where it listens.
    pub listening: SocketAddr,
    /// The address for terminals, such as `https://till-office:8443`.
    pub address: String,
    handle: axum_server::Handle<SocketAddr>,
    task: JoinHandle<std::io::Result<()>>,
    feed: Arc<Feed>,
    chores: Vec<JoinHandle<()>>,
}

impl RunningServer {
    /// Stops listening, tells streams when to come again, lets answers that are under way end, and returns when all is
    /// closed.
    pub async fn shutdown(self) {
        self.chores.iter().for_each(JoinHandle::abort);
        self.handle.graceful_shutdown(Some(LAST_ANSWERS_WITHIN));
        self.feed.stop();
        if let Ok(Err(error)) = self.task.await {
            tracing::warn!(%error, "the server ended with an error");
        }
        if let Err(error) = self.feed.write_seen().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "who was heard of could not be written");
        }
    }

    /// Cuts all connections at once, as a power failure would.
    pub async fn abort(self) {
        self.chores.iter().for_each(JoinHandle::abort);
        self.handle.shutdown();
        // It was told to end; how it did is of no interest.
        let _ = self.task.await;
    }
}

/// Serves in the background. Port 0: any free one.
///
/// # Errors
/// When the address cannot be listened on, or the private certificate cannot be made. Without the operator's own it
/// serves all the same: the log says what is wrong with it.
pub async fn serve(office: Arc<Office>, config: &Config, listen: SocketAddr) -> Result<RunningServer, ServeError> {
    serve_at(office, config, listen, Pace::default()).await
}

/// The same at another pace.
///
/// # Errors
/// As [`serve`].
pub async fn serve_at(
    office: Arc<Office>,
    config: &Config,
    listen: SocketAddr,
    pace: Pace,
) -> Result<RunningServer, ServeError> {
    let at = |source| ServeError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).map_err(at)?;
    listener.set_nonblocking(true).map_err(at)?;
    // Connections inherit it: a terminal whose cable was pulled is not taken for connected for a quarter of an hour.
    rustix::net::sockopt::set_tcp_user_timeout(&listener, UNACKNOWLEDGED_MS).map_err(|error| at(error.into()))?;
    let listening = listener.local_addr().map_err(at)?;
    let address = config.office_address(listening);
    office.settle_signing_key()?;
    office.settle_epoch()?;
    office.note_address(&address)?;
    office.note_authority()?;
    let own = OwnCertificate::configured(config).map(Arc::new);
    let problem = own.as_ref().and_then(|own| own.problem(office.clock.now()));
    for problem in problem.into_iter().chain(office.check_quickly()?) {
        tracing::error!("{problem}");
    }

    office.carry_names_over()?;
    let private = Arc::new(PrivateCertificate::new(Wire::new(Arc::clone(&office)), config, listening)?);
    if let Some(own) = &own {
        own.look(office.clock.now());
    }
    let tls = tls::config(Arc::clone(&private), own.clone()).map_err(OfficeError::from)?;
    let service = Service::start(Wire::new(Arc::clone(&office)), pace)?;
    let feed = service.feed();
    let handle = axum_server::Handle::new();
    let descriptors = Descriptors::raised();
    let limits = Limits::of(descriptors.limit);
    let admission = Admission::new(limits, config.proxies.clone(), Arc::clone(&descriptors));
    let acceptor = TlsAcceptor::new(admission, tls);
    let mut server = axum_server::from_tcp(listener)
        .map_err(at)?
        .acceptor(acceptor)
        .handle(handle.clone())
        .first_request_timeout(FIRST_REQUEST_WITHIN)
        .accept_error_handler(move |_, error| descriptors.short(Some(error)))
        .http1_only();
    server.http_builder().http1().header_read_timeout(HEADERS_WITHIN);
    let router = head_office_sync::router(service).merge(head_office_web::router(Web::new(Arc::clone(&office))));
    let router = router.layer(axum::middleware::from_fn_with_state(own.clone(), tls::insist));
    let router = router.layer(axum::middleware::from_fn_with_state(admission::Patience::default(), admission::in_time));
    let router = router.layer(axum::middleware::from_fn(admission::introduce));
    let keeping = tokio::spawn(tls::keep_up(private, own, office.clock.clone()));
    let mailing = tokio::spawn(mailing::worker::run(Arc::clone(&office), config.mail.clone()));
    let timing = tokio::spawn(clock_watch::watch(Arc::clone(&office)));
    let chores = vec![keeping, mailing, timing, tokio::spawn(sweep(office))];
    let task = tokio::spawn(server.serve(router.into_make_service()));
    Ok(RunningServer { listening, address, handle, task, feed, chores })
}

/// Removes old tombstones from time to time.
async fn sweep(office: Arc<Office>) {
    let mut next = tokio::time::interval(SWEEP_EVERY);
    loop {
        next.tick().await;
        let office = Arc::clone(&office);
        if let Err(error) = blocking(move || office.sweep_tombstones()).await {
            tracing::warn!(%error, "old tombstones could not be removed yet");
        }
    }
}
