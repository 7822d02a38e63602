//! `pos-terminal enrol`

use super::output::{complain, print_json, say};
use super::{End, link, open};
use crate::config::Config;
use crate::enrolment;
use crate::view::EnrolFailure;
use serde::Serialize;
use sync_core::domain::{EnrolCode, SalepointId, TerminalId};
use sync_core::sync::engine::Goal;

/// What to enrol with.
#[derive(clap::Args)]
pub struct Options {
    /// Head office's address, such as https://office.example:8443
    #[arg(long, value_name = "URL")]
    office: String,
    /// The one-time code that head office shows: 24 characters
    #[arg(long, value_name = "CODE")]
    code: String,
    /// Enrol a terminal anew that is enrolled: where head office refuses it, or it stands elsewhere. Its journal goes on
    #[arg(long)]
    again: bool,
}

#[derive(Serialize)]
struct Enrolled {
    terminal: TerminalId,
    terminal_name: String,
    salepoint: SalepointId,
    office: String,
    revision: Option<u64>,
}

#[derive(Serialize)]
struct Refused {
    error: String,
}

pub fn run(config: &Config, options: &Options, json: bool) -> anyhow::Result<End> {
    let refuse = |error: String| {
        if json {
            print_json(&Refused { error });
        } else {
            complain!("Not enrolled: {error}.");
        }
        Ok(End::Refused)
    };
    let opened = open(config)?;
    // A terminal that was removed is enrolled again in its own folder: its journal goes on.
    let removed = opened.till.lock().removed()?.is_some();
    if let Some(identity) = opened.identity.as_ref().filter(|_| !removed && !options.again) {
        let folder = opened.folder.path().display();
        return refuse(format!(
            "{folder} is enrolled already, as “{}” at {}; enrol it anew with --again, or another folder with --data",
            identity.terminal_name, identity.office
        ));
    }
    let address = match options.office.parse() {
        Ok(address) => address,
        Err(error) => return refuse(format!("--office: {error}")),
    };
    let code = match options.code.parse::<EnrolCode>() {
        Ok(code) => code,
        Err(error) => return refuse(format!("--code: {error}; type it as head office shows it")),
    };
    crate::app::runtime()?.block_on(async {
        let identity = match enrolment::enrol(&opened.folder, &opened.device_keys, &opened.till, &address, &code).await
        {
            Ok(identity) => identity,
            Err(EnrolFailure::Enrol(error)) => return refuse(error.to_string()),
            Err(EnrolFailure::Disk(error)) => anyhow::bail!("this terminal cannot store its identity: {error}"),
        };
        let (mut link, file) = link(&opened, identity)?;
        let synced = link.round(Goal::Reload).await;
        let identity = file.identity();
        let revision = synced.as_ref().ok().map(|(synced, _)| synced.cursor.revision.0);
        if json {
            print_json(&Enrolled {
                terminal: identity.terminal,
                terminal_name: identity.terminal_name.clone(),
                salepoint: identity.salepoint,
                office: identity.office.clone(),
                revision,
            });
        } else {
            say!("Enrolled as “{}” at {}.", identity.terminal_name, identity.office);
            match synced {
                Ok((synced, changes)) => {
                    say!("{} users fetched, revision {}.", changes.users_added, synced.cursor.revision);
                }
                Err(failure) => say!("The users could not be fetched yet: {failure}. `refresh` tries again."),
            }
        }
        Ok(End::Done)
    })
}
