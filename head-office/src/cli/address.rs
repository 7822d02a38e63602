//! `address`.

use super::output::{Failure, Output, table};
use crate::config::Config;
use clap::Subcommand;
use head_office_office::addresses::Addresses;
use head_office_office::office::Office;
use serde_json::{Value, json};

/// Show the addresses terminals reach head office by, or move head office to another one.
///
/// A terminal checks that the certificate is for the name in its address. So names that terminals were enrolled or moved
/// with, or came by, stay in the private certificate whatever the machine is called: the last 50 of them.
#[derive(clap::Args, Debug)]
pub struct Address {
    #[command(subcommand)]
    command: Option<AddressCommand>,
}

#[derive(Subcommand, Debug)]
enum AddressCommand {
    /// Tell all terminals that head office moves to URL. Each tries it, and keeps the address it has until it has reached
    /// head office at the new one. A terminal that is off learns it as long as the old address answers.
    Move {
        /// Such as https://office.example.com:8443
        #[arg(value_name = "URL")]
        url: String,
    },
    /// Drop a name from the private certificate. Terminals that still use it are left outside.
    Forget {
        /// A name from the list.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

impl Address {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let (json, text) = self.answer(&Office::open(config)?)?;
        output.answer(&json, &text);
        Ok(())
    }

    pub(super) fn answer(&self, office: &Office) -> Result<(Value, String), Failure> {
        let addresses = match &self.command {
            None => office.addresses()?,
            Some(AddressCommand::Move { url }) => office.relocate_to(url)?,
            Some(AddressCommand::Forget { name }) => office.forget_name(name)?,
        };
        Ok((as_json(&addresses), as_text(&addresses)))
    }
}

fn as_json(addresses: &Addresses) -> Value {
    let names = addresses
        .names
        .iter()
        .map(|one| json!({ "name": one.name, "last_used_at": one.used_at.to_string(), "terminals": one.terminals }));
    json!({
        "address": addresses.office,
        "moves_to": addresses.relocation.as_ref().map(|one| &one.office),
        "moves_since": addresses.relocation.as_ref().map(|one| one.made_at.to_string()),
        "terminals": addresses.terminals,
        "names": names.collect::<Vec<_>>(),
    })
}

fn as_text(addresses: &Addresses) -> String {
    let mut text = format!("new terminals are told {}\n", addresses.office);
    if let Some(relocation) = &addresses.relocation {
        text += &format!("terminals were told {} to move to {}\n", relocation.made_at, relocation.office);
    }
    if addresses.names.is_empty() {
        return text + "no terminal has come yet";
    }
    let rows = addresses.names.iter().map(|one| {
        vec![one.name.clone(), one.used_at.to_string(), format!("{} of {}", one.terminals, addresses.terminals)]
    });
    text + table(&["NAME", "LAST USED", "TERMINALS"], rows.collect()).trim_end()
}
