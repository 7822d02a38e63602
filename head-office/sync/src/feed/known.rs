//! All terminals and their pending orders, in memory: asked for with every request.

use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_office::terminals::Wire;
use head_office_store::addresses::{self, StoredRelocation};
use head_office_store::orders::{self, PendingOrder};
use head_office_store::terminals::{self, Enrolled, Removed};
use head_office_store::{DbError, company};
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::Arc;
use sync_core::domain::{Bytes32, TerminalId};

/// A terminal and what it is to do.
#[derive(Debug)]
pub struct Known {
    /// The terminal.
    pub enrolled: Enrolled,
    /// Its orders, the earliest first.
    pub orders: Vec<PendingOrder>,
    /// Where head office last said that it moves to.
    pub relocation: Option<Arc<StoredRelocation>>,
}

/// What was read at one moment.
#[derive(Default)]
pub struct Loaded {
    /// The version it was read at.
    pub version: u64,
    /// By the hash of the token; without those whose token is dead.
    pub by_token: HashMap<Bytes32, Arc<Known>>,
}

/// See the module.
#[derive(Default)]
pub struct Directory {
    loaded: Mutex<Option<Arc<Loaded>>>,
    /// Held while reading, so that many who miss something wait for one.
    loading: tokio::sync::Mutex<()>,
}

impl Directory {
    /// What is at least of this version.
    pub async fn at(&self, office: &Wire, version: u64) -> Result<Arc<Loaded>, OfficeError> {
        if let Some(loaded) = self.new_enough(version) {
            return Ok(loaded);
        }
        let _one_at_a_time = self.loading.lock().await;
        if let Some(loaded) = self.new_enough(version) {
            return Ok(loaded);
        }
        let office = office.clone();
        let loaded = Arc::new(blocking(move || load(&office)).await?);
        *self.lock() = Some(Arc::clone(&loaded));
        Ok(loaded)
    }

    fn new_enough(&self, version: u64) -> Option<Arc<Loaded>> {
        self.lock().as_ref().filter(|loaded| loaded.version >= version).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Loaded>>> {
        self.loaded.lock()
    }
}

fn load(office: &Wire) -> Result<Loaded, OfficeError> {
    let (version, enrolled, pending, relocation) = office.read(|tx| {
        let (version, relocation) = (company::terminals_version(tx)?, addresses::relocation(tx)?);
        Ok::<_, DbError>((version, terminals::all_by_token(tx)?, orders::pending(tx)?, relocation.map(Arc::new)))
    })?;
    let mut by_terminal: HashMap<TerminalId, Vec<PendingOrder>> = HashMap::new();
    for (terminal, order) in pending {
        by_terminal.entry(terminal).or_default().push(order);
    }
    let living = enrolled.into_iter().filter(|(_, enrolled)| enrolled.removed != Some(Removed::Replaced));
    let by_token = living.map(|(token_hash, enrolled)| {
        let orders = by_terminal.remove(&enrolled.terminal.id).unwrap_or_default();
        (token_hash, Arc::new(Known { enrolled, orders, relocation: relocation.clone() }))
    });
    Ok(Loaded { version, by_token: by_token.collect() })
}
