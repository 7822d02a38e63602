//! Drives an attempt: performs what `sync_core::login::Attempt` says, in the order it says it.

use crate::data::{ReplicaFile, SharedTill};
use crate::link::LinkState;
use crate::records::Records;
use std::time::Duration;
use sync_core::domain::{KdfMemory, KdfName, Policy, PosPassword, Verifier};
use sync_core::login::{
    Answer, Attempt, Bucket, Facts, Limit, LookUp, Outcome, Purpose, Readiness, Record, Refill, Step, UnableCause,
    Unspent,
};
use sync_core::replica::{Replica, ReplicaError};
use sync_core::till::{Till, TillError};

/// How long the hash's memory is kept after an attempt, in milliseconds.
const KEEP_MEMORY_MS: u64 = 60_000;

/// Answers who may log in. One attempt at a time.
pub struct Login {
    records: Records,
    till: SharedTill,
    memory: KdfMemory,
    hashed_at_boot_ms: u64,
}

/// Why an attempt cannot even begin.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Till(#[from] TillError),
    #[error(transparent)]
    Replica(#[from] ReplicaError),
}

impl Trouble {
    fn cause(&self) -> UnableCause {
        match self {
            Self::Till(TillError::DiskFull) | Self::Replica(ReplicaError::DiskFull) => UnableCause::DiskFull,
            Self::Till(_) | Self::Replica(_) => UnableCause::Storage,
        }
    }
}

/// Why a password's verifier cannot be computed: either way the data is of no use.
#[derive(Debug, thiserror::Error)]
enum HashError {
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    #[error("the directory names no KDF")]
    NoKdf,
    #[error("the KDF {0} cannot be computed: {1}")]
    Kdf(KdfName, String),
}

impl Login {
    /// Logins on this replica, written down in this till.
    pub fn new(file: ReplicaFile, till: SharedTill) -> Self {
        Self { records: Records::new(file, till.clone()), till, memory: KdfMemory::default(), hashed_at_boot_ms: 0 }
    }

    /// One attempt. `refresh` catches up with head office within the time given, and answers how it stands then.
    pub async fn attempt(
        &mut self,
        password: &PosPassword,
        purpose: Purpose,
        link: &LinkState,
        refresh: impl AsyncFnOnce(Duration) -> LinkState,
    ) -> Outcome {
        let facts = match self.facts(purpose, link) {
            Ok(facts) => facts,
            Err(error) => {
                tracing::error!(%error, "an attempt cannot begin");
                return Outcome::Unable { cause: error.cause() };
            }
        };
        let mut refresh = Some(refresh);
        let mut verifiers = Vec::new();
        let (mut attempt, mut step) = Attempt::start(facts, self.till.now());
        loop {
            let answer = match step {
                Step::Spend(bucket, limit) => Answer::Spent(self.spend(bucket, limit)),
                Step::LookUp => Answer::Found(match tokio::task::block_in_place(|| self.hash(password)) {
                    Ok(computed) => {
                        verifiers = computed;
                        self.look_up(&verifiers)
                    }
                    Err(error) => {
                        tracing::error!(%error, "the hash cannot be computed");
                        LookUp::Damaged
                    }
                }),
                Step::Refresh { limit_ms } => {
                    if let Some(refresh) = refresh.take() {
                        let link = refresh(Duration::from_millis(limit_ms)).await;
                        let contact = link.contact;
                        let last_contact_at = contact.map(|contact| contact.server_at);
                        attempt.refreshed(self.till.age(contact), last_contact_at, link.cursor, link.is_online());
                    }
                    Answer::Found(self.look_up(&verifiers))
                }
                Step::Finish { record, refills } => Answer::Stored(self.finish(&record, &refills)),
                Step::Done(outcome) => return outcome,
            };
            step = attempt.answer(answer, self.till.now());
        }
    }

    /// What its files say.
    pub fn records(&mut self) -> &mut Records {
        &mut self.records
    }

    /// How many password hashes were computed; tests hold it against the number of attempts.
    pub fn hashes(&self) -> u64 {
        self.memory.hashes()
    }

    /// Gives the hash's memory back after an idle minute.
    pub fn rest(&mut self) {
        if self.till.now().boot_ms.saturating_sub(self.hashed_at_boot_ms) > KEEP_MEMORY_MS {
            self.memory.release();
        }
    }

    fn facts(&mut self, purpose: Purpose, link: &LinkState) -> Result<Facts, Trouble> {
        let decided_on = self.records.replica(|replica| Ok((replica.policy()?, replica.salepoint()?)));
        let (readiness, policy, salepoint) = match decided_on {
            Ok((policy, salepoint)) => (self.records.readiness(), policy, salepoint),
            Err(error) if !error.is_damage() => return Err(error.into()),
            Err(error) => {
                tracing::error!(%error, "what an attempt is decided on does not verify");
                (Readiness::Damaged, Policy::default(), None)
            }
        };
        Ok(Facts {
            readiness,
            purpose,
            policy,
            salepoint,
            age: self.till.age(link.contact),
            last_contact_at: link.contact.map(|contact| contact.server_at),
            cursor: link.cursor,
            live: link.is_live(),
            online: link.is_online(),
        })
    }

    /// The password's verifier under every live KDF: one hash, or two while passwords move from one KDF to the next.
    fn hash(&mut self, password: &PosPassword) -> Result<Vec<(KdfName, Verifier)>, HashError> {
        let kdfs = self.records.replica(Replica::kdfs)?;
        if kdfs.is_empty() {
            return Err(HashError::NoKdf);
        }
        self.hashed_at_boot_ms = self.till.now().boot_ms;
        let memory = &mut self.memory;
        kdfs.into_iter()
            .map(|kdf| match kdf.verifier(password, memory) {
                Ok(verifier) => Ok((kdf.name, verifier)),
                Err(error) => Err(HashError::Kdf(kdf.name, error.to_string())),
            })
            .collect()
    }

    fn look_up(&mut self, verifiers: &[(KdfName, Verifier)]) -> LookUp {
        for (kdf, verifier) in verifiers {
            match self.records.replica(|replica| replica.look_up(kdf, verifier)) {
                Ok(LookUp::Nobody) => {}
                Ok(found) => return found,
                Err(error) => {
                    tracing::error!(%error, "the look-up failed");
                    return LookUp::Damaged;
                }
            }
        }
        LookUp::Nobody
    }

    fn spend(&self, bucket: Bucket, limit: Limit) -> Result<(), Unspent> {
        let now = self.till.now();
        match self.store(|till| till.spend(bucket, limit, now)) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(retry_in_ms)) => {
                let stored = self.store(|till| till.throttle(bucket)).map_err(Unspent::Unable)?;
                Err(Unspent::Throttled { retry_in_ms, lost: stored.is_some_and(|stored| stored.is_lost()) })
            }
            Err(cause) => Err(Unspent::Unable(cause)),
        }
    }

    fn finish(&mut self, record: &Record, refills: &[Refill]) -> Result<(), UnableCause> {
        let terminal = self.records.file().identity().terminal;
        self.store(|till| till.finish(terminal, record, refills, crate::random::bytes()))
    }

    fn store<T>(&self, write: impl FnOnce(&mut Till) -> Result<T, TillError>) -> Result<T, UnableCause> {
        write(&mut self.till.lock()).map_err(|error| {
            tracing::error!(%error, "an attempt cannot be stored");
            Trouble::Till(error).cause()
        })
    }
}
