//! The seal: what guessing and old data hang on carries a MAC under the device key, with a counter that only grows.
//!
//! ```text
//! the open file is the one at its path               checked at every read and before every write (`place`)
//! state, buckets, counter ─ HMAC(k_till) → seal     checked at every read and before every write
//! counter ≥ floor                                    the floor is in `identity`, apart from the databases
//! ```
//! What does not verify, or is older than the floor, counts as missing: buckets empty under any policy, no mark, lost
//! until head office was reached. The floor is raised, durably, before anything is done that an older file would undo:
//! before a guess is hashed, after the mark was raised, when a boot begins. In this order a power cut in between leaves a
//! file above the floor, which stands.
//!
//! A file without a seal is adopted once, while `identity` does not say that seals are in force.

use super::{Till, TillError, WriteError, failed};
use hmac::{Hmac, KeyInit, Mac};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Transaction, params};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The key of the seal, derived from the device key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct TillKey([u8; 32]);

impl TillKey {
    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn hmac(&self, state: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(state);
        mac
    }
}

/// Where it is written down from which counter on a sealed till counts: apart from the till's own file.
pub trait Floor: Send {
    /// Raises the floor, durably; never lowers it.
    ///
    /// # Errors
    /// When it cannot be stored.
    fn raise(&self, counter: u64) -> std::io::Result<()>;
}

/// A seal in force.
pub(super) struct Seal {
    key: TillKey,
    /// The counter a file must at least have.
    at_least: u64,
    /// `None` where the file is only read.
    floor: Option<Box<dyn Floor>>,
}

impl Till {
    /// Puts a file under its seal: of the device keys that may be in force the one counts that fits. If none does, or the
    /// file is older than the floor, it counts as missing from now on; the answer is whether it did not.
    ///
    /// # Errors
    /// `DiskFull`, `Floor`, `Database`.
    pub fn under_seal(&mut self, keys: &[TillKey], at_least: u64, floor: Box<dyn Floor>) -> Result<bool, TillError> {
        let fits = self.choose(keys, at_least, Some(floor))?;
        if !fits {
            self.write_above("storing that till.db is missing", |_| Ok(()))?;
        }
        Ok(fits)
    }

    /// The same for whoever only reads.
    ///
    /// # Errors
    /// `Database`.
    pub fn read_under_seal(&mut self, keys: &[TillKey], at_least: u64) -> Result<bool, TillError> {
        self.choose(keys, at_least, None)
    }

    /// Seals a file as it is: one of a version before there were seals, or of a terminal that is being enrolled.
    ///
    /// # Errors
    /// `DiskFull`, `Floor`, `Database`.
    pub fn adopt(&mut self, key: TillKey, floor: Box<dyn Floor>) -> Result<(), TillError> {
        self.seal = None;
        let lost = self.is_lost()?;
        let counter = stored_counter(&self.connection).map_err(failed("reading the seal"))?;
        self.seal = Some(Seal { key, at_least: counter, floor: Some(floor) });
        self.adopting = true;
        let adopted =
            self.write_above(
                "sealing the till's state",
                |transaction| {
                    if lost { Ok(set_missing(transaction)?) } else { Ok(()) }
                },
            );
        self.adopting = false;
        adopted
    }

    /// Seals it under another device key from now on.
    ///
    /// # Errors
    /// `DiskFull`, `Floor`, `Database`.
    pub fn seal_anew(&mut self, key: TillKey) -> Result<(), TillError> {
        if self.seal.is_none() {
            return Ok(());
        }
        self.next_key = Some(key);
        let sealed = self.write("sealing the till's state anew", |_| Ok(()));
        let next = self.next_key.take();
        sealed?;
        if let (Some(seal), Some(key)) = (&mut self.seal, next) {
            seal.key = key;
        }
        Ok(())
    }

    fn choose(&mut self, keys: &[TillKey], at_least: u64, floor: Option<Box<dyn Floor>>) -> Result<bool, TillError> {
        let mut candidates = keys.iter().cloned();
        let Some(first) = candidates.next() else { return Ok(true) };
        let mut seal = Seal { key: first, at_least, floor };
        let failed = || failed("reading the seal");
        let mut fits = seal.fits(&self.connection).map_err(failed())?;
        for key in candidates.take_while(|_| !fits) {
            let tried = Seal { key: key.clone(), at_least, floor: None };
            if tried.fits(&self.connection).map_err(failed())? {
                (seal.key, fits) = (key, true);
                break;
            }
        }
        self.seal = Some(seal);
        Ok(fits)
    }

    /// One durable transaction, and the floor raised to what it wrote: it is not undone by an older file.
    pub(super) fn write_above<T>(
        &mut self,
        doing: &'static str,
        change: impl Fn(&Transaction<'_>) -> Result<T, WriteError>,
    ) -> Result<T, TillError> {
        let changed = self.write(doing, change)?;
        if let Some(Seal { at_least, floor: Some(floor), .. }) = &self.seal {
            let raised = floor.raise(*at_least).or_else(|error| {
                if error.kind() != std::io::ErrorKind::StorageFull {
                    return Err(error);
                }
                self.make_room();
                floor.raise(*at_least)
            });
            raised.map_err(|error| match error.kind() {
                std::io::ErrorKind::StorageFull => TillError::DiskFull,
                _ => TillError::Floor(error),
            })?;
        }
        Ok(changed)
    }

    /// Within a transaction, before it changes anything: what does not verify is missing.
    pub(super) fn before_change(&self, transaction: &Connection) -> rusqlite::Result<()> {
        match &self.seal {
            Some(seal) if !self.adopting && !seal.fits(transaction)? => set_missing(transaction),
            _ => Ok(()),
        }
    }

    /// Within a transaction, after its changes: seals them. The counter they are sealed at.
    pub(super) fn after_change(&self, transaction: &Connection) -> rusqlite::Result<Option<u64>> {
        let Some(seal) = &self.seal else { return Ok(None) };
        let counter = stored_counter(transaction)?.max(seal.at_least).saturating_add(1);
        transaction.execute("UPDATE state SET seal_counter = ?1", [counter.cast_signed()])?;
        let mac = self.next_key.as_ref().unwrap_or(&seal.key).hmac(&sealed(transaction)?).finalize().into_bytes();
        transaction.execute("UPDATE state SET seal = ?1", params![mac.as_slice()])?;
        Ok(Some(counter))
    }

    /// A transaction is durable that was sealed at this counter.
    pub(super) fn sealed_at(&mut self, counter: Option<u64>) {
        if let (Some(seal), Some(counter)) = (&mut self.seal, counter) {
            seal.at_least = counter;
        }
    }

    /// Reads what is sealed, with one consistent view; `None` where it counts as missing.
    pub(super) fn read<T>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, TillError> {
        let transaction = self.connection.unchecked_transaction().map_err(failed(doing))?;
        let fits = match &self.seal {
            Some(seal) => self.is_in_place() && seal.fits(&transaction).map_err(failed(doing))?,
            None => true,
        };
        if fits { read(&transaction).map(Some).map_err(failed(doing)) } else { Ok(None) }
    }
}

impl Seal {
    fn fits(&self, connection: &Connection) -> rusqlite::Result<bool> {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?));
        let stored = connection.query_row("SELECT seal_counter, seal FROM state", [], read);
        let (Some(counter), Some(mac)) = stored_or_none(stored)?.unwrap_or_default() else { return Ok(false) };
        Ok(counter.cast_unsigned() >= self.at_least && self.key.hmac(&sealed(connection)?).verify_slice(&mac).is_ok())
    }
}

fn stored_counter(connection: &Connection) -> rusqlite::Result<u64> {
    let stored = connection.query_row("SELECT seal_counter FROM state", [], |row| row.get::<_, Option<i64>>(0));
    Ok(stored_or_none(stored)?.flatten().map_or(0, i64::cast_unsigned))
}

/// Somebody may have deleted the row, or put something else where a number or bytes are due.
fn stored_or_none<T>(stored: rusqlite::Result<T>) -> rusqlite::Result<Option<T>> {
    match stored {
        Ok(stored) => Ok(Some(stored)),
        Err(
            rusqlite::Error::QueryReturnedNoRows
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..),
        ) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Everything under the seal, unambiguously: each value behind its kind and length.
fn sealed(connection: &Connection) -> rusqlite::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for (table, columns, select) in [
        (
            "state",
            19,
            "SELECT seal_counter, lost, mark_epoch, mark_revision, contact_server_at, contact_wall, contact_boot,
                    contact_boot_ms, uploaded, order_epoch, order_number, removal, removed_at, boot, boot_wall, boot_ms,
                    relocation_office, relocation_epoch, relocation_number
             FROM state",
        ),
        ("throttle", 5, "SELECT bucket, debt_ms, refill_ms, boot, at_boot_ms FROM throttle ORDER BY bucket"),
    ] {
        append(&mut bytes, ValueRef::Text(table.as_bytes()));
        let mut statement = connection.prepare_cached(select)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            append(&mut bytes, ValueRef::Integer(columns));
            for column in 0..usize::try_from(columns).unwrap_or_default() {
                append(&mut bytes, row.get_ref(column)?);
            }
        }
    }
    Ok(bytes)
}

fn append(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let number;
    let (kind, value): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(value) => {
            number = value.to_be_bytes();
            (1, &number)
        }
        ValueRef::Real(value) => {
            number = value.to_be_bytes();
            (2, &number)
        }
        ValueRef::Text(value) => (3, value),
        ValueRef::Blob(value) => (4, value),
    };
    bytes.push(kind);
    bytes.extend((value.len() as u64).to_be_bytes());
    bytes.extend(value);
}

/// What a file holds that went missing: nothing that can be relied on, and no attempt under any policy.
pub(super) fn set_missing(connection: &Connection) -> rusqlite::Result<()> {
    // The buckets begin to refill with the first look at them.
    connection.execute_batch(
        "DELETE FROM state;
         INSERT INTO state (id) VALUES (1);
         DELETE FROM throttle;
         INSERT INTO throttle (bucket, debt_ms, boot, at_boot_ms)
         VALUES ('login', 9223372036854775807, zeroblob(16), 0), ('supervisor', 9223372036854775807, zeroblob(16), 0);",
    )
}
