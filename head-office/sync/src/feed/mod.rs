//! What connected terminals are fed from: everything that is the same for many of them, kept in memory and made once.
//!
//! The database's watcher says where head office stands ([`Standing`]). From that follows what is still right of what is
//! in memory: frames and marks by where they begin and end ([`memo`]), terminals and orders by the version that counts
//! their changes ([`known`]). So a terminal that comes back with a current cursor costs no query, and one change costs
//! one query a salepoint, however many terminals are connected. The other way round, when terminals were last heard of
//! is gathered here and written now and then ([`seen`]).

mod build;
mod known;
mod memo;
mod seen;

pub use build::News;
pub use head_office_store::watch::Standing;
pub use known::Known;

use crate::heads::Heads;
use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_office::made_once::made_once;
use head_office_office::random;
use head_office_office::terminals::Wire;
use head_office_store::terminals::Terminal;
use head_office_store::watch::Watcher;
use known::Directory;
use memo::Memo;
use parking_lot::Mutex;
use seen::Seen;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{Bytes32, Cursor, SalepointId, TerminalId};
use sync_core::sync::wire::{MARK_EVERY_MS, ProblemKind};
use tokio::sync::{Semaphore, watch};

/// How many frames are made at the same time: more would only wait for one another.
const BUILDERS: usize = 4;
/// Over how long terminals that are sent away together are spread, in milliseconds: at least, and a terminal.
const SPREAD_MS: u64 = 1_000;
const SPREAD_PER_TERMINAL_MS: u64 = 10;

/// How often what is not news is done.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// A quiet stream says a mark so often.
    pub mark_every: Duration,
    /// Connected terminals are noted as seen so often.
    pub seen_every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { mark_every: Duration::from_millis(MARK_EVERY_MS), seen_every: Duration::from_secs(15) }
    }
}

/// See the module.
pub struct Feed {
    office: Wire,
    heads: Arc<Heads>,
    watcher: Watcher,
    memo: Memo,
    builders: Arc<Semaphore>,
    directory: Directory,
    seen: Arc<Seen>,
    stopping: watch::Sender<bool>,
    /// The salepoint that each terminal's last greeting named.
    greeted_at: Mutex<HashMap<TerminalId, SalepointId>>,
    /// How often marks are due.
    pub pace: Pace,
}

impl Feed {
    /// Begins to watch the database. Within a runtime.
    ///
    /// # Errors
    /// Those of the database.
    pub fn start(office: Wire, heads: Arc<Heads>, pace: Pace) -> Result<Arc<Self>, OfficeError> {
        let noticing = office.clone();
        let watcher = office.watch(move |tx| {
            if let Err(error) = noticing.heed_rotation(tx) {
                tracing::warn!(%error, "a rotated signing key could not be taken over yet");
            }
        })?;
        let seen = Arc::new(Seen::default());
        let feed = Arc::new(Self {
            office,
            heads,
            watcher,
            memo: Memo::default(),
            builders: Arc::new(Semaphore::new(BUILDERS)),
            directory: Directory::default(),
            seen: Arc::clone(&seen),
            stopping: watch::channel(false).0,
            greeted_at: Mutex::default(),
            pace,
        });
        tokio::spawn(seen::write_now_and_then(seen, Arc::downgrade(&feed)));
        Ok(feed)
    }

    /// Where head office stands; changes of this process are always in it.
    pub async fn standing(&self) -> Result<Standing, OfficeError> {
        match self.watcher.up_to_date() {
            Some(standing) => Ok(standing),
            None => self.standing_in_database().await,
        }
    }

    async fn standing_in_database(&self) -> Result<Standing, OfficeError> {
        let office = self.office.clone();
        blocking(move || Ok(office.read(Standing::read)?)).await
    }

    /// Says when head office stands elsewhere.
    pub fn watch(&self) -> watch::Receiver<Standing> {
        self.watcher.standing()
    }

    /// The terminal that a token with this hash belongs to, and the version at which that is so.
    pub async fn known(&self, token_hash: Bytes32) -> Result<(u64, Option<Arc<Known>>), OfficeError> {
        let version = self.standing().await?.terminals_version;
        let loaded = self.directory.at(&self.office, version).await?;
        if let Some(known) = loaded.by_token.get(&token_hash) {
            return Ok((loaded.version, Some(Arc::clone(known))));
        }
        // Another process may have enrolled it a moment ago.
        let version = self.standing_in_database().await?.terminals_version;
        let loaded = self.directory.at(&self.office, version).await?;
        Ok((loaded.version, loaded.by_token.get(&token_hash).cloned()))
    }

    /// What a terminal of this salepoint that stands at a cursor is told: a frame, or, if nothing is newer, a mark. Or
    /// why it has to fetch a snapshot.
    pub async fn news(
        self: &Arc<Self>,
        salepoint: SalepointId,
        from: Cursor,
    ) -> Result<Result<News, ProblemKind>, OfficeError> {
        let standing = self.standing().await?;
        let key_id = self.office.signer().key_id();
        let cell = self.memo.cell((salepoint, from, standing.cursor, key_id), self.office.clock.now());
        let feed = Arc::clone(self);
        let read = move || feed.office.read(|tx| build::news(&feed.office, &feed.heads, tx, salepoint, from));
        made_once(cell, &self.builders, read).await
    }

    /// Notes that a terminal is greeted, and so told where it stands.
    pub fn greeted(&self, terminal: &Terminal) {
        let mut greeted_at = self.greeted_at.lock();
        greeted_at.insert(terminal.id, terminal.salepoint);
    }

    /// Whether a terminal was moved since it was last greeted here.
    pub fn was_moved(&self, terminal: &Terminal) -> bool {
        let greeted_at = self.greeted_at.lock();
        greeted_at.get(&terminal.id).is_some_and(|salepoint| *salepoint != terminal.salepoint)
    }

    /// Notes that a terminal was heard of, and by which name in its address it came.
    pub fn heard_of(&self, terminal: TerminalId, name: Option<String>) {
        self.seen.heard_of(terminal, self.office.clock.now(), name);
    }

    /// Notes a terminal as seen for as long as the answer lives.
    pub fn connected(self: &Arc<Self>, terminal: TerminalId) -> impl Drop + use<> {
        seen::Connected::begin(Arc::clone(self), terminal)
    }

    /// Writes down which terminals were heard of. Once it returns nothing is under way.
    pub async fn write_seen(&self) -> Result<(), OfficeError> {
        let _one_at_a_time = self.seen.writing.lock().await;
        let now = self.office.clock.now();
        let (seen, names) = self.seen.take(now);
        if seen.is_empty() {
            return Ok(());
        }
        let office = self.office.clone();
        blocking(move || office.note_seen(&seen, names, now)).await
    }

    /// Ends all streams politely.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Says when streams are to end.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// When a terminal that is sent away with all others should be back, in milliseconds: another time for each.
    pub fn retry_ms(&self) -> Result<u64, OfficeError> {
        let spread = SPREAD_MS + SPREAD_PER_TERMINAL_MS * self.seen.connected();
        Ok(u64::from_be_bytes(*random()?) % spread)
    }
}
