//! The command line: the same engine, the same throttle, the same journal as the screens, for support and scripts.
//!
//! Exit status: 0 granted or done, 1 refused, 2 could not run.

mod enrol;
mod journal;
mod login;
mod output;
mod refresh;
mod relocate;
mod rotate_key;
mod status;

use crate::app::{self, Opened, StartError};
use crate::config::Config;
use crate::data::ReplicaFile;
use crate::folder::Folder;
use crate::fonts;
use crate::identity::Identity;
use crate::link::Link;
use crate::{libraries, logging, trouble};
use clap::{Parser, Subcommand};
use output::{complain, print_json};
use serde::Serialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// The touchscreen point-of-sale terminal.
///
/// Without a command the terminal's window opens. While it is open, `status` and `journal` work beside it; the other
/// commands say "terminal is running" and exit with 2.
#[derive(Parser)]
#[command(name = "pos-terminal", version, after_help = EXIT_STATUS)]
struct Cli {
    /// The configuration file [default: /etc/tillgate/pos-terminal.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder [default: as configured]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print one JSON object instead of sentences, errors too
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_STATUS: &str = "Exit status: 0 granted or done, 1 refused, 2 could not run.";

#[derive(Subcommand)]
enum Command {
    /// Bind this terminal to a head office and a salepoint, and fetch its users
    Enrol(enrol::Options),
    /// Say who this terminal is, how it stands with head office and how old its users are
    Status,
    /// Fetch what is newer from head office
    Refresh(refresh::Options),
    /// Print the newest entries of the journal
    Journal(journal::Options),
    /// Use another address of the same head office, once it was reached there. Journal and identity stay
    Relocate(relocate::Options),
    /// Change the device key: everything is fetched again under a new one. POS passwords stay as they are
    RotateKey,
    /// Try a POS password, read from standard input: an attempt like any other, journalled and throttled
    Login,
}

/// What a command ended in, besides what it printed.
enum End {
    /// Granted, or done.
    Done,
    /// Refused.
    Refused,
    /// It could not run, and that was said.
    Unable,
}

/// Runs the program with these arguments, the program's name first.
pub fn run_from(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    data_folder::make_private();
    let arguments: Vec<_> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &arguments),
    };
    let json = cli.json;
    let Some(command) = cli.command else { return window(cli.config.as_deref(), cli.data, json).into() };
    let config = Config::load(cli.config.as_deref(), cli.data).map_err(anyhow::Error::from);
    let ended = config.and_then(owned).and_then(|config| match command {
        Command::Status => status::run(&config, json),
        Command::Journal(options) => journal::run(&config, &options, json),
        Command::Enrol(options) => enrol::run(&config, &options, json),
        Command::Refresh(options) => refresh::run(&config, &options, json),
        Command::Relocate(options) => relocate::run(&config, &options, json),
        Command::RotateKey => rotate_key::run(&config, json),
        Command::Login => login::run(&config, json),
    });
    ended.unwrap_or_else(|error| unable(&error, json)).into()
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        match end {
            End::Done => Self::SUCCESS,
            End::Refused => Self::from(1),
            End::Unable => Self::from(2),
        }
    }
}

/// Says why a command could not run.
fn unable(error: &anyhow::Error, json: bool) -> End {
    let error = format!("{error:#}");
    if json {
        print_json(&Failed { error: &error });
    } else {
        complain!("pos-terminal: {error}");
    }
    End::Unable
}

/// Becomes the data folder's owner, before anything in it is opened.
fn owned(config: Config) -> anyhow::Result<Config> {
    data_folder::become_owner(&config.data, "till.db")?;
    data_folder::take_from_others(&config.data, &["logs"]);
    Ok(config)
}

/// Opens the terminal's window, or else one that says what is wrong.
fn window(file: Option<&Path>, data: Option<PathBuf>, json: bool) -> End {
    if let Err(error) = libraries::all_there() {
        return unable(&error.into(), json);
    }
    let (config, error) = match Config::load(file, data.clone()) {
        Ok(config) => (config, None),
        Err(error) => (Config::standard(data), Some(anyhow::Error::from(error))),
    };
    let started = match error {
        None => owned(config.clone()).and_then(|config| {
            tell_fonts(&config);
            Ok(app::run(&config)?)
        }),
        Some(error) => {
            tell_fonts(&config);
            Err(error)
        }
    };
    let Err(error) = started else { return End::Done };
    let end = unable(&error, json);
    // Without a display there is nobody to show it to.
    if trouble::show(&error, &config).unwrap_or_default() {
        let Err(error) = trouble::start_again();
        complain!("pos-terminal: it cannot start itself again: {error}");
    }
    end
}

fn tell_fonts(config: &Config) {
    if let Err(error) = fonts::tell(&Folder::at(&config.data).fonts()) {
        eprintln!("pos-terminal: its font cannot be named to the system: {error}");
    }
}

/// Prints what is wrong with a command line, or the help that was asked for.
fn usage(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if error.use_stderr() && arguments.iter().any(|argument| argument == "--json") {
        print_json(&Failed { error: error.to_string().trim_end() });
        return ExitCode::from(2);
    }
    // When even printing fails there is nobody to tell.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

#[derive(Serialize)]
struct Failed<'a> {
    error: &'a str,
}

/// Opens the data folder for a command that writes.
fn open(config: &Config) -> Result<Opened, StartError> {
    let opened = app::open(config)?;
    logging::start(&opened.folder.logs(), &config.log);
    Ok(opened)
}

/// An enrolled terminal's way to head office.
fn link(opened: &Opened, identity: Identity) -> anyhow::Result<(Link, ReplicaFile)> {
    let client = crate::client::OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone())?;
    let file = ReplicaFile::new(opened.folder.clone(), opened.device_keys.clone(), Arc::new(identity));
    Ok((Link::new(client, file.clone(), opened.till.clone()), file))
}

fn not_enrolled(config: &Config) -> anyhow::Error {
    crate::folder::FolderError::Missing(config.data.clone()).into()
}
