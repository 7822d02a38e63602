//! What the terminal's own files say at this moment, and the way to write an entry: beside a login, never in its way.

use crate::data::{self, OpenReplica, ReplicaFile, SharedTill};
use sync_core::domain::{Policy, Salepoint, UserId};
use sync_core::login::{LookUp, Readiness, Record};
use sync_core::replica::{Replica, ReplicaError, Sqlite};

/// The replica, opened once and again whenever it is another file, and the till.
pub struct Records {
    file: ReplicaFile,
    open: Option<OpenReplica>,
    till: SharedTill,
}

impl Records {
    /// Of this replica and this till.
    pub fn new(file: ReplicaFile, till: SharedTill) -> Self {
        Self { file, open: None, till }
    }

    /// Whose they are.
    pub fn file(&self) -> &ReplicaFile {
        &self.file
    }

    /// The user of a session, as the data is now.
    pub fn user(&mut self, user: UserId) -> LookUp {
        self.replica(|replica| replica.user(user)).unwrap_or(LookUp::Damaged)
    }

    /// The terminal's salepoint, if there is data.
    pub fn salepoint(&mut self) -> Option<Salepoint> {
        self.replica(Replica::salepoint).ok().flatten()
    }

    /// The policy in force.
    pub fn policy(&mut self) -> Policy {
        self.replica(Replica::policy).unwrap_or_default()
    }

    /// Whether there is data to decide on.
    pub fn readiness(&mut self) -> Readiness {
        let (till, file) = (self.till.clone(), self.file.clone());
        self.replica(|replica| Ok(data::readiness(replica, &till.lock(), &file.identity())))
            .map_or(Readiness::Damaged, |readiness| readiness.unwrap_or(Readiness::Damaged))
    }

    /// Writes an entry about something that is no attempt.
    pub fn record(&self, record: &Record) {
        let terminal = self.file.identity().terminal;
        let stored = self.till.lock().finish(terminal, record, &[], crate::random::bytes());
        // Nothing depends on it.
        if let Err(error) = stored {
            tracing::error!(%error, "an entry cannot be stored");
        }
    }

    /// Reads from the replica, opening it first where needed.
    ///
    /// # Errors
    /// When it cannot be opened or read.
    pub fn replica<T>(&mut self, read: impl FnOnce(&Sqlite) -> Result<T, ReplicaError>) -> Result<T, ReplicaError> {
        let open = match self.open.take() {
            Some(open) if self.file.is_current(&open) => open,
            _ => self.file.open()?,
        };
        let result = read(&open.replica);
        if !matches!(&result, Err(error) if error.is_damage()) {
            self.open = Some(open);
        }
        result
    }
}
