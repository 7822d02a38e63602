//! `pos-terminal login`

use super::output::{complain, print_json, say};
use super::{End, link, open};
use crate::app::StartError;
use crate::config::Config;
use crate::login::Login;
use serde::Serialize;
use std::io::{BufRead, Read};
use std::time::Instant;
use sync_core::domain::{Language, PosPassword};
use sync_core::login::{Age, Outcome, OutcomeCode, Purpose, UnableCause};
use sync_core::sync::engine::Goal;
use sync_core::till::TillError;
use zeroize::Zeroizing;

#[derive(Serialize)]
struct Attempted {
    outcome: OutcomeCode,
    message: String,
    first_name: Option<String>,
    last_name: Option<String>,
    group: Option<String>,
    salepoint: Option<String>,
    store: Option<String>,
    language: Option<Language>,
    data_age_s: Option<u64>,
    elapsed_ms: u64,
}

pub fn run(config: &Config, json: bool) -> anyhow::Result<End> {
    let before_any_hash = |outcome: Outcome| {
        let attempted = attempted(&outcome, None, None, 0);
        Ok(say(&outcome, &attempted, json))
    };
    let mut opened = match open(config) {
        Err(StartError::Till(TillError::DiskFull)) => {
            return before_any_hash(Outcome::Unable { cause: UnableCause::DiskFull });
        }
        opened => opened?,
    };
    let Some(identity) = opened.identity.take() else { return before_any_hash(Outcome::NotReady) };
    let password = read_password()?;
    let (mut link, file) = link(&opened, identity)?;
    let state = link.subscribe();
    let mut login = Login::new(file, opened.till.clone());
    let begun = Instant::now();
    let (outcome, elapsed) = crate::app::runtime()?.block_on(async {
        let known = state.borrow().clone();
        let refresh = async |limit| {
            // What came of it is in the state.
            let _ = tokio::time::timeout(limit, link.round(Goal::CatchUp)).await;
            link.subscribe().borrow().clone()
        };
        let outcome = login.attempt(&password, Purpose::LogIn, &known, refresh).await;
        let elapsed = begun.elapsed();
        if outcome.code() == OutcomeCode::Damaged {
            // Whether it worked is in the status, and seen at the next attempt.
            let _ = link.round(Goal::Verify).await;
        }
        (outcome, elapsed)
    });
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let age_s = match opened.till.age(state.borrow().contact) {
        Age::Ms(ms) => Some(ms / 1_000),
        Age::Unknown => None,
    };
    let salepoint = login.records().salepoint().map(|salepoint| salepoint.name);
    let attempted = attempted(&outcome, salepoint, age_s, elapsed_ms);
    Ok(say(&outcome, &attempted, json))
}

/// One line of standard input, without its end.
fn read_password() -> anyhow::Result<PosPassword> {
    let mut line = Zeroizing::new(String::with_capacity(1_024));
    std::io::stdin().lock().take(1_023).read_line(&mut line)?;
    Ok(PosPassword::new(line.trim_end_matches(['\n', '\r']))?)
}

fn attempted(outcome: &Outcome, salepoint: Option<String>, data_age_s: Option<u64>, elapsed_ms: u64) -> Attempted {
    let session = if let Outcome::Granted(session) = outcome { Some(session) } else { None };
    Attempted {
        outcome: outcome.code(),
        message: outcome.to_string(),
        first_name: session.map(|session| session.first_name.clone()),
        last_name: session.map(|session| session.last_name.clone()),
        group: session.map(|session| session.group_name.clone()),
        salepoint,
        store: session.and_then(|session| session.selected_store()).map(|store| store.name.clone()),
        language: session.map(|session| session.language),
        data_age_s,
        elapsed_ms,
    }
}

fn say(outcome: &Outcome, attempted: &Attempted, json: bool) -> End {
    let granted = matches!(outcome, Outcome::Granted(_));
    if json {
        print_json(attempted);
    } else if granted {
        say!("{}", attempted.message);
        for (name, value) in
            [("Group", &attempted.group), ("Salepoint", &attempted.salepoint), ("Store", &attempted.store)]
        {
            say!("{name}: {}", value.as_deref().unwrap_or("none"));
        }
    } else {
        complain!("{}", attempted.message);
    }
    if granted { End::Done } else { End::Refused }
}
