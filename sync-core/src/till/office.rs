//! What head office acknowledged, ordered and stated, as far as it must be remembered whatever happens to the replica.

use super::{Till, TillError, WriteError, give_back, journal};
use crate::domain::{Epoch, TerminalId, UnixMs, decode, encode};
use crate::login::{Record, Refill};
use crate::sync::wire::{OrderId, Relocation, Removal, Revocation};
use rusqlite::{Connection, params};

/// Head office's statement that this terminal was removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Removed {
    /// Why.
    pub removal: Removal,
    /// When, by head office's clock.
    pub removed_at: UnixMs,
}

impl Till {
    /// The number of the last journal entry that head office has acknowledged; `None` = none yet.
    ///
    /// # Errors
    /// `Database`.
    pub fn uploaded(&self) -> Result<Option<u64>, TillError> {
        let stored = self.read("reading what is uploaded", |connection| {
            connection.query_row("SELECT uploaded FROM state", [], |row| row.get::<_, Option<i64>>(0))
        })?;
        Ok(stored.flatten().map(i64::cast_unsigned))
    }

    /// Stores up to which entry head office has acknowledged the journal; never counts back.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn set_uploaded(&mut self, seq: u64) -> Result<(), TillError> {
        self.write("storing what is uploaded", |transaction| {
            transaction.execute(
                "UPDATE state SET uploaded = ?1 WHERE uploaded IS NULL OR uploaded < ?1",
                [seq.cast_signed()],
            )?;
            Ok(())
        })
    }

    /// The last of head office's orders that was done.
    ///
    /// # Errors
    /// `Database`.
    pub fn last_order(&self) -> Result<Option<OrderId>, TillError> {
        Ok(self.read("reading the last order", last_order)?.flatten())
    }

    /// Writes down that an order was done: its id, what is given back and the entry, together. An order whose id
    /// is not greater than that of the last one done changes nothing, and the answer is `false`.
    ///
    /// # Errors
    /// `DiskFull`, `Entry`, `Database`.
    pub fn finish_order(
        &mut self,
        terminal: TerminalId,
        order: OrderId,
        record: &Record,
        refills: &[Refill],
        randomness: [u8; 10],
    ) -> Result<bool, TillError> {
        self.write("storing an order", |transaction| {
            if last_order(transaction)? >= Some(order) {
                return Ok(false);
            }
            transaction.execute(
                "UPDATE state SET order_epoch = ?1, order_number = ?2",
                [order.epoch.0.cast_signed(), order.number.cast_signed()],
            )?;
            give_back(transaction, refills)?;
            journal::append(transaction, terminal, record, randomness)?;
            Ok(true)
        })
    }

    /// Head office's statement that this terminal was removed, if it has arrived.
    ///
    /// # Errors
    /// `Entry` when it cannot be read, `Database`.
    pub fn removed(&self) -> Result<Option<Removed>, TillError> {
        let stored: Option<Option<(Vec<u8>, i64)>> =
            self.read("reading whether this terminal was removed", |connection| {
                connection.query_row("SELECT removal, removed_at FROM state", [], |row| {
                    Ok(row.get::<_, Option<Vec<u8>>>(0)?.zip(row.get::<_, Option<i64>>(1)?))
                })
            })?;
        let Some((removal, removed_at)) = stored.flatten() else { return Ok(None) };
        Ok(Some(Removed { removal: decode(&removal)?, removed_at: UnixMs(removed_at) }))
    }

    /// Writes down head office's verified statement that this terminal was removed, with its entry. It is true until
    /// the terminal is enrolled again; a second statement changes nothing, and the answer is `false`.
    ///
    /// # Errors
    /// `DiskFull`, `Entry`, `Database`.
    pub fn finish_removal(
        &mut self,
        terminal: TerminalId,
        statement: &Revocation,
        record: &Record,
        randomness: [u8; 10],
    ) -> Result<bool, TillError> {
        self.write_above("storing that this terminal was removed", |transaction| {
            let stored = transaction.execute(
                "UPDATE state SET removal = ?1, removed_at = ?2 WHERE removal IS NULL",
                params![encode(&statement.removal), statement.removed_at.0],
            )?;
            if stored == 0 {
                return Ok(false);
            }
            journal::append(transaction, terminal, record, randomness)?;
            Ok::<_, WriteError>(true)
        })
    }

    /// The address head office moves to, while it was not reached there.
    ///
    /// # Errors
    /// `Database`.
    pub fn relocation(&self) -> Result<Option<String>, TillError> {
        let select = "SELECT relocation_office FROM state";
        let stored = self.read("reading where head office moves to", |connection| {
            connection.query_row(select, [], |row| row.get::<_, Option<String>>(0))
        })?;
        Ok(stored.flatten())
    }

    /// Writes down head office's verified statement that it moves. `is_here`: that is the address in use. A statement that
    /// is not later than the last one changes nothing, and the answer is `false`.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn take_relocation(&mut self, relocation: &Relocation, is_here: bool) -> Result<bool, TillError> {
        let (epoch, number) = (relocation.id.epoch.0.cast_signed(), relocation.id.number.cast_signed());
        let office = Some(&relocation.office).filter(|_| !is_here);
        self.write("storing where head office moves to", |transaction| {
            let stored = transaction.execute(
                "UPDATE state SET relocation_office = ?1, relocation_epoch = ?2, relocation_number = ?3 \
                 WHERE relocation_epoch IS NULL OR (relocation_epoch, relocation_number) < (?2, ?3)",
                params![office, epoch, number],
            )?;
            Ok(stored > 0)
        })
    }

    /// Head office was reached where it moved to.
    ///
    /// # Errors
    /// `DiskFull`, `Database`.
    pub fn end_relocation(&mut self) -> Result<(), TillError> {
        self.write("storing that head office was reached", |transaction| {
            transaction.execute("UPDATE state SET relocation_office = NULL", [])?;
            Ok(())
        })
    }
}

fn last_order(connection: &Connection) -> rusqlite::Result<Option<OrderId>> {
    connection.query_row("SELECT order_epoch, order_number FROM state", [], |row| {
        let stored = row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?);
        Ok(stored
            .map(|(epoch, number)| OrderId { epoch: Epoch(epoch.cast_unsigned()), number: number.cast_unsigned() }))
    })
}
