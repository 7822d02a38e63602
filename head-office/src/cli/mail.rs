//! `mail`.

use super::output::{Failure, Output, table};
use crate::config::Config;
use head_office_office::office::Office;
use serde_json::{Value, json};

/// Show what mail was sent, waits, or was refused, and what the mail server said: the newest, newest first.
///
/// States: waiting, sent, refused (by the mail server, for good), expired (nobody took it before it became useless),
/// cancelled. Times are UTC.
#[derive(clap::Args, Debug)]
pub struct Mail {
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

impl Mail {
    pub fn run(&self, config: &Config, output: &Output) -> Result<(), Failure> {
        let mails = Office::open(config)?.mails(self.limit)?;
        let json: Vec<Value> = mails
            .iter()
            .map(|mail| {
                json!({
                    "id": mail.id, "kind": mail.kind, "to": mail.address, "state": mail.state.code(),
                    "queued_at": mail.queued_at.to_string(), "attempts": mail.attempts,
                    "next_at": mail.next_at.map(|at| at.to_string()),
                    "settled_at": mail.settled_at.map(|at| at.to_string()), "answer": mail.answer,
                })
            })
            .collect();
        let rows: Vec<_> = mails
            .iter()
            .map(|mail| {
                let state = match mail.next_at {
                    Some(at) => format!("{}, again {at}", mail.state.code()),
                    None => mail.state.code().to_owned(),
                };
                let answer = mail.answer.clone().unwrap_or_default();
                vec![mail.queued_at.to_string(), mail.address.clone(), mail.kind.clone(), state, answer]
            })
            .collect();
        let text = match rows.is_empty() {
            true => "no mail was sent and none waits".to_owned(),
            false => table(&["QUEUED", "TO", "KIND", "STATE", "ANSWER"], rows),
        };
        output.answer(&json!({ "mails": json }), &text);
        Ok(())
    }
}
