//! The attempt under way, beside everything else: the screens stay alive while a password is checked.

use crate::data::{ReplicaFile, SharedTill};
use crate::link::{LinkState, Request};
use crate::login::Login;
use sync_core::domain::PosPassword;
use sync_core::login::{Outcome, Purpose, UnableCause};
use sync_core::sync::engine::Goal;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// One attempt at a time, in a task of its own.
pub(super) struct Attempting {
    file: ReplicaFile,
    till: SharedTill,
    /// Away while an attempt has it.
    login: Option<Login>,
    under_way: Option<UnderWay>,
}

struct UnderWay {
    purpose: Purpose,
    task: JoinHandle<(Login, Outcome)>,
    /// How many hashes had been computed before it.
    hashes: u64,
}

/// An attempt that is over.
pub(super) struct Ended {
    pub(super) purpose: Purpose,
    pub(super) outcome: Outcome,
    /// A password was hashed, for which an attempt was spent first.
    pub(super) hashed: bool,
}

impl Attempting {
    /// None under way.
    pub(super) fn new(file: ReplicaFile, till: SharedTill) -> Self {
        Self { login: Some(Login::new(file.clone(), till.clone())), file, till, under_way: None }
    }

    /// What the attempt under way is for.
    pub(super) fn purpose(&self) -> Option<Purpose> {
        self.under_way.as_ref().map(|under_way| under_way.purpose)
    }

    /// Begins an attempt. While one is under way there is no other.
    pub(super) fn begin(
        &mut self,
        password: PosPassword,
        purpose: Purpose,
        link: &watch::Receiver<LinkState>,
        requests: &mpsc::UnboundedSender<Request>,
    ) {
        if self.under_way.is_some() {
            return;
        }
        let mut login = self.login.take().unwrap_or_else(|| Login::new(self.file.clone(), self.till.clone()));
        let (link, requests, hashes) = (link.clone(), requests.clone(), login.hashes());
        let task = tokio::spawn(async move {
            let known = link.borrow().clone();
            let refresh = async |limit| {
                let (reply, answer) = oneshot::channel();
                if requests.send(Request { goal: Goal::CatchUp, reply }).is_ok() {
                    // What came of it is in the state.
                    let _ = tokio::time::timeout(limit, answer).await;
                }
                link.borrow().clone()
            };
            let outcome = login.attempt(&password, purpose, &known, refresh).await;
            (login, outcome)
        });
        self.under_way = Some(UnderWay { purpose, task, hashes });
    }

    /// Waits until the attempt under way is over; for ever while there is none.
    pub(super) async fn finished(&mut self) -> Ended {
        let Some(under_way) = &mut self.under_way else { return std::future::pending().await };
        let (purpose, hashes, ended) = (under_way.purpose, under_way.hashes, (&mut under_way.task).await);
        self.under_way = None;
        match ended {
            Ok((login, outcome)) => {
                let hashed = login.hashes() != hashes;
                self.login = Some(login);
                Ended { purpose, outcome, hashed }
            }
            Err(error) => {
                tracing::error!(%error, "an attempt broke off");
                Ended { purpose, outcome: Outcome::Unable { cause: UnableCause::Storage }, hashed: false }
            }
        }
    }

    /// Waits for the attempt under way and lets go of the replica.
    pub(super) async fn stop(self) {
        if let Some(under_way) = self.under_way {
            // However it ends: what it had to write it has written.
            let _ = under_way.task.await;
        }
    }

    /// Gives the hash's memory back after an idle minute.
    pub(super) fn rest(&mut self) {
        if let Some(login) = &mut self.login {
            login.rest();
        }
    }
}
