//! Structured logs: JSON lines, a file a day, the oldest thrown away.

use crate::config::{Level, Log};
use std::path::Path;
use tracing::level_filters::LevelFilter;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Begins to log into `folder`. A folder that cannot be written to is no reason not to sell: then nothing is logged.
pub fn start(folder: &Path, log: &Log) {
    let level = match log.level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    // What reads the names of older files first would say on standard error that there is no folder.
    let _ = std::fs::create_dir_all(folder);
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("pos-terminal")
        .filename_suffix("log")
        .max_log_files(log.keep_days)
        .build(folder);
    if let Ok(appender) = appender {
        let lines = tracing_subscriber::fmt::layer().json().with_writer(std::sync::Mutex::new(appender));
        // A second start in one process (tests, the demo) keeps the first one's log.
        let _ = tracing_subscriber::registry().with(level).with(lines).try_init();
    }
}
