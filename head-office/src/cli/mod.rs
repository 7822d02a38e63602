//! The command line.

mod address;
mod admin_link;
mod backup;
mod check;
mod confirm;
mod enrol_code;
mod generate;
mod import;
mod init;
mod journal;
mod kdf;
mod licences;
mod mail;
mod order;
mod output;
mod passphrase;
mod policy;
mod relocate;
mod remove;
mod restore;
mod rotate_signing_key;
mod serve;
mod terminals;
#[cfg(test)]
mod tests;
mod upgrade;
mod user;

use crate::config::Config;
use clap::{Args, Parser, Subcommand};
use head_office_office::office::DATABASE;
use output::{Failure, Output};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Head office of Tillgate: feeds the terminals with users, salepoints and policy.
///
/// Exit codes: 0 done, 1 refused (what was asked for cannot be), 2 could not run (no data folder, database in use, …), 70 a fault of the program.
#[derive(Parser, Debug)]
#[command(name = "head-office", version, arg_required_else_help = true)]
struct CommandLine {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Debug)]
struct Common {
    /// Read the configuration from FILE instead of /etc/tillgate/head-office.toml.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Keep database, keys and logs in DIR, whatever the configuration says.
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    /// Print one JSON object instead of sentences, errors too.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand, Debug)]
enum Command {
    Init(init::Init),
    Serve(serve::Serve),
    Upgrade(upgrade::Upgrade),
    Import(import::Import),
    Generate(generate::Generate),
    EnrolCode(enrol_code::EnrolCode),
    AdminLink(admin_link::AdminLink),
    Licences(licences::Licences),
    Check(check::Check),
    Backup(backup::Backup),
    Restore(restore::Restore),
    RotateSigningKey(rotate_signing_key::RotateSigningKey),
    Kdf(kdf::Kdf),
    Policy(policy::Policy),
    Terminals(terminals::Terminals),
    Address(address::Address),
    Journal(journal::Journal),
    Mail(mail::Mail),
    Order(order::Order),
    Move(relocate::Move),
    Decommission(remove::Decommission),
    Revoke(remove::Revoke),
    User(user::User),
}

impl Command {
    /// Whether the command opens files that its arguments name, and becomes the data folder's owner only after that.
    fn opens_named_files(&self) -> bool {
        matches!(self, Self::Import(_) | Self::Backup(_) | Self::Restore(_))
    }
}

/// Runs the command that these arguments name, the program's name first.
pub fn run_from(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    data_folder::make_private();
    let arguments: Vec<_> = arguments.into_iter().collect();
    let line = match CommandLine::try_parse_from(&arguments) {
        Ok(line) => line,
        Err(error) => return output::usage(&error, &arguments),
    };
    let output = Output::new(line.common.json);
    match execute(&line, &output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output.failure(&failure),
    }
}

fn execute(line: &CommandLine, output: &Output) -> Result<(), Failure> {
    let mut config = Config::load(line.common.config.as_deref())?;
    if let Some(data) = &line.common.data {
        config.data = data.clone();
    }
    if !line.command.opens_named_files() {
        data_folder::become_owner(&config.data, DATABASE)?;
    }
    data_folder::take_from_others(&config.data, &["keys", "logs", "mail"]);
    match &line.command {
        Command::Init(init) => init.run(&config, output),
        Command::Serve(serve) => serve.run(&config, output),
        Command::Upgrade(upgrade) => upgrade.run(&config, output),
        Command::Import(import) => import.run(&config, output),
        Command::Generate(generate) => generate.run(&config, output),
        Command::Check(check) => check.run(&config, output),
        Command::Licences(licences) => licences.run(&config, output),
        Command::AdminLink(admin_link) => admin_link.run(&config, output),
        Command::EnrolCode(enrol_code) => enrol_code.run(&config, output),
        Command::Backup(backup) => backup.run(&config, output),
        Command::Restore(restore) => restore.run(&config, output),
        Command::Kdf(kdf) => kdf.run(&config, output),
        Command::Policy(policy) => policy.run(&config, output),
        Command::Terminals(terminals) => terminals.run(&config, output),
        Command::Address(address) => address.run(&config, output),
        Command::Journal(journal) => journal.run(&config, output),
        Command::Mail(mail) => mail.run(&config, output),
        Command::Order(order) => order.run(&config, output),
        Command::Move(relocate) => relocate.run(&config, output),
        Command::Decommission(decommission) => decommission.run(&config, output),
        Command::Revoke(revoke) => revoke.run(&config, output),
        Command::User(user) => user.run(&config, output),
        Command::RotateSigningKey(rotate) => rotate.run(&config, output),
    }
}
