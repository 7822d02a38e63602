//! Files on their way in: one for each office user, in memory only. A restart of head office forgets them, and so does
//! an hour; the POS passwords in them are forgotten as soon as they are hashed.

use super::super::super::long_work::AT_ONCE;
use head_office_office::accounts::throttle::Wait;
use head_office_office::clock::Clock;
use head_office_office::import::table::Table;
use head_office_office::import::{Checked, Finished, Ready, Refusal, Report};
use head_office_office::office::Office;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

/// For how long a file is kept.
const KEPT_MS: i64 = 3_600_000;

/// How far a file is.
pub enum Stage {
    /// It is looked at: so many POS passwords of so many are hashed.
    Checking { done: usize, of: usize },
    /// It is wrong.
    Wrong { report: Report, has_changed: bool },
    /// It can be imported. `has_changed`: others have changed the same since this was first said.
    Fine { report: Report, ready: Arc<Ready>, has_changed: bool },
    /// It is being imported.
    Importing,
    /// It is imported.
    Finished(Finished),
    /// Too many POS passwords were refused.
    Throttled(Wait),
    /// Who imports may not change users any more.
    LacksRights,
    /// Head office failed.
    Failed,
}

impl Stage {
    /// Whether nothing happens before somebody does something.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::Checking { .. } | Self::Importing)
    }
}

/// A file on its way in.
pub struct Job {
    /// Its name in addresses.
    pub id: Uuid,
    /// What it is called where it comes from.
    pub file_name: String,
    /// When it came.
    pub uploaded_at: UnixMs,
    by: UserId,
    stage: Mutex<Stage>,
    is_wanted: AtomicBool,
}

impl Job {
    /// How far it is.
    pub fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock()
    }

    fn discard(&self) {
        self.is_wanted.store(false, Ordering::Relaxed);
    }

    fn check(&self, office: &Office, table: Table, turn: &Mutex<()>) -> Stage {
        let is_wanted = || self.is_wanted.load(Ordering::Relaxed);
        let progress = |done, of| *self.stage() = Stage::Checking { done, of };
        // Hashing takes all cores: one file after the other.
        let _turn = (table.file.passwords() > 0).then(|| turn.lock());
        match office.check_import(self.by, table, &is_wanted, &progress) {
            Ok(Checked::Wrong(report)) => Stage::Wrong { report, has_changed: false },
            Ok(Checked::Fine(report, ready)) => Stage::Fine { report, ready, has_changed: false },
            Ok(Checked::GivenUp) => Stage::Failed,
            Err(refusal) => refused(refusal, None),
        }
    }

    fn import(&self, office: &Office, ready: Arc<Ready>, seen: &Report) -> Stage {
        match office.make_import(self.by, &ready, seen) {
            Ok(finished) => Stage::Finished(finished),
            Err(refusal) => refused(refusal, Some(ready)),
        }
    }
}

fn refused(refusal: Refusal, ready: Option<Arc<Ready>>) -> Stage {
    match (refusal, ready) {
        (Refusal::Throttled(wait), _) => Stage::Throttled(wait),
        (Refusal::LacksRights, _) => Stage::LacksRights,
        (Refusal::Changed(report), Some(ready)) if report.errors.count() == 0 => {
            Stage::Fine { report: *report, ready, has_changed: true }
        }
        (Refusal::Changed(report), _) => Stage::Wrong { report: *report, has_changed: true },
        (Refusal::Office(error), _) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a file of users could not be imported");
            Stage::Failed
        }
    }
}

/// See the module.
#[derive(Default)]
pub struct Imports {
    jobs: Mutex<HashMap<UserId, Arc<Job>>>,
    turn: Arc<Mutex<()>>,
}

impl Imports {
    /// Takes a file in, instead of another one of the same user, and looks at it.
    pub async fn begin(
        self: &Arc<Self>,
        office: &Arc<Office>,
        by: UserId,
        file_name: String,
        mut table: Table,
    ) -> Arc<Job> {
        table.file.name = Some(file_name.clone()).filter(|name| !name.is_empty());
        let job = Arc::new(Job {
            id: Uuid::now_v7(),
            file_name,
            uploaded_at: office.clock.now(),
            by,
            stage: Mutex::new(Stage::Checking { done: 0, of: table.file.passwords() }),
            is_wanted: AtomicBool::new(true),
        });
        if let Some(replaced) = self.jobs.lock().insert(by, Arc::clone(&job)) {
            replaced.discard();
        }
        let (imports, clock) = (Arc::clone(self), office.clock.clone());
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(KEPT_MS.unsigned_abs())).await;
            imports.forget_old(&clock);
        });
        let turn = Arc::clone(&self.turn);
        run(office, &job, move |office, job| job.check(office, table, &turn)).await;
        job
    }

    /// Imports a file that was looked at.
    pub async fn import(&self, office: &Arc<Office>, job: &Arc<Job>, ready: Arc<Ready>, seen: Report) {
        run(office, job, move |office, job| job.import(office, ready, &seen)).await;
    }

    /// The file of this user.
    pub fn of(&self, by: UserId, clock: &Clock) -> Option<Arc<Job>> {
        self.forget_old(clock);
        self.jobs.lock().get(&by).cloned()
    }

    /// Throws the file of this user away.
    pub fn discard(&self, by: UserId) {
        if let Some(job) = self.jobs.lock().remove(&by) {
            job.discard();
        }
    }

    fn forget_old(&self, clock: &Clock) {
        let since = clock.now().plus_ms(-KEPT_MS);
        self.jobs.lock().retain(|_, job| {
            let is_kept = job.uploaded_at > since;
            if !is_kept {
                job.discard();
            }
            is_kept
        });
    }
}

/// Does work beside everything else, and waits for it a moment.
async fn run(office: &Arc<Office>, job: &Arc<Job>, work: impl FnOnce(&Office, &Job) -> Stage + Send + 'static) {
    let (office, job) = (Arc::clone(office), Arc::clone(job));
    let working = tokio::spawn(async move {
        let at_work = Arc::clone(&job);
        let stage = tokio::task::spawn_blocking(move || work(&office, &at_work)).await;
        *job.stage() = stage.unwrap_or(Stage::Failed);
    });
    // If it takes longer, its page says how far it is.
    let _ = tokio::time::timeout(AT_ONCE, working).await;
}
