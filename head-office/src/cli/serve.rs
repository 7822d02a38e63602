//! `serve`.

use super::output::{Failure, Output};
use crate::config::{Config, LogLevel};
use crate::server;
use head_office_office::lock::DataLock;
use head_office_office::office::Office;
use head_office_store::Upgraded;
use serde_json::json;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How long work that is under way may take after everything was closed.
const LAST_WORK_WITHIN: Duration = Duration::from_secs(2);

/// Serve the terminals over HTTPS until told to stop (Ctrl-C or SIGTERM).
///
/// All other commands work beside it; it notices their changes within 100 ms. SIGHUP changes nothing. A database of an
/// older version is copied and brought up to this one first, as `upgrade` does.
#[derive(clap::Args, Debug)]
pub struct Serve {
    /// Listen on ADDR, such as 0.0.0.0:8443, whatever the configuration says; port 0 takes any free one.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let _alone = DataLock::serving(&config.data)?;
        let _written_at_the_end = start_logging(config, &config.data)?;
        if let Some(upgraded) = Office::upgrade(config)? {
            let Upgraded { from, to, copy } = upgraded;
            tracing::info!(from, to, copy = %copy.display(), "the database was brought up to this version");
        }
        let office = Arc::new(Office::open(config)?);
        let runtime = tokio::runtime::Runtime::new().map_err(|error| unable(format!("no runtime: {error}")))?;
        let listen = self.listen.unwrap_or(config.listen);
        let served = runtime.block_on(serve(office, config, listen, output));
        // A mail server that does not answer is not waited for: what it was being given is given to it again.
        runtime.shutdown_timeout(LAST_WORK_WITHIN);
        served
    }
}

async fn serve(office: Arc<Office>, config: &Config, listen: SocketAddr, output: &Output) -> Result<(), Failure> {
    let data = office.data().display().to_string();
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| unable(format!("no signals: {error}")))?;
    let mut hang_up = signal(SignalKind::hangup()).map_err(|error| unable(format!("no signals: {error}")))?;
    let server = server::serve(office, config, listen).await?;
    let (address, listening) = (server.address.clone(), server.listening.to_string());
    tracing::info!(address, listening, "serving");
    output.answer(
        &json!({ "serving": address, "listening": listening, "data": data }),
        &format!("serving {address} (listening on {listening}, data {data})"),
    );
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = tokio::signal::ctrl_c() => break,
            // Certificates and passwords are looked at by themselves; the configuration is read at the start only.
            _ = hang_up.recv() => tracing::info!("SIGHUP: nothing to do; restart to read the configuration again"),
        }
    }
    tracing::info!("stopping");
    server.shutdown().await;
    Ok(())
}

/// Lines of JSON into a file a day, sentences to standard error.
fn start_logging(config: &Config, data: &Path) -> Result<tracing_appender::non_blocking::WorkerGuard, Failure> {
    let folder = data.join("logs");
    let unusable =
        |error: &dyn std::fmt::Display| unable(format!("the log folder {} cannot be used: {error}", folder.display()));
    std::fs::create_dir_all(&folder).map_err(|error| unusable(&error))?;
    let appender = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("head-office")
        .filename_suffix("log")
        .max_log_files(usize::from(config.log_keep_days.max(1)))
        .build(&folder)
        .map_err(|error| unusable(&error))?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let level = match config.log_level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    // Only one logger can be set in a process; a second one stays silent.
    let _ = tracing_subscriber::registry()
        .with(level)
        .with(tracing_subscriber::fmt::layer().json().with_writer(writer))
        .with(
            tracing_subscriber::fmt::layer()
                .compact()
                .with_ansi(std::io::stderr().is_terminal())
                .with_writer(std::io::stderr),
        )
        .try_init();
    Ok(guard)
}

fn unable(message: String) -> Failure {
    Failure::Other { message, refused: false }
}
