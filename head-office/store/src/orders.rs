//! Orders that terminals have not reported done.

use super::{DbError, Tx, company};
use sync_core::domain::{Epoch, TerminalId, UnixMs};
use sync_core::sync::wire::{OrderAction, OrderId};

/// What a terminal is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PendingOrder {
    /// Which order.
    pub id: OrderId,
    /// What to do.
    pub action: OrderAction,
    /// When it was given.
    pub given_at: UnixMs,
}

/// Gives a terminal an order.
///
/// # Errors
/// Those of the database.
pub fn give(tx: &mut Tx<'_>, terminal: TerminalId, action: OrderAction, now: UnixMs) -> Result<OrderId, DbError> {
    let id = company::next_order(tx)?;
    tx.execute(
        "INSERT INTO terminal_order (epoch, number, terminal_id, action, given_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[id.epoch.0.into(), id.number.into(), terminal.into(), action.code().into(), now.into()],
    )?;
    company::terminals_changed(tx)?;
    Ok(id)
}

/// All pending orders with their terminals, the earliest first.
///
/// # Errors
/// Those of the database.
pub fn pending(tx: &mut Tx<'_>) -> Result<Vec<(TerminalId, PendingOrder)>, DbError> {
    let sql = "SELECT terminal_id, epoch, number, action, given_at FROM terminal_order ORDER BY epoch, number";
    let read = |mut row: super::Row| {
        let code: String = row.take(3)?;
        let action = OrderAction::ALL.into_iter().find(|action| action.code() == code);
        let action = action.ok_or(DbError::Unreadable { column: 3, due: "an order's action" })?;
        let id = OrderId { epoch: Epoch(row.take(1)?), number: row.take(2)? };
        Ok((row.take(0)?, PendingOrder { id, action, given_at: row.take(4)? }))
    };
    tx.query(sql, &[])?.into_iter().map(read).collect()
}

/// Forgets a terminal's orders up to the last one it has done.
///
/// # Errors
/// Those of the database.
pub fn done(tx: &mut Tx<'_>, terminal: TerminalId, last: OrderId) -> Result<(), DbError> {
    let forgotten = tx.execute(
        "DELETE FROM terminal_order WHERE terminal_id = ?1 AND (epoch < ?2 OR (epoch = ?2 AND number <= ?3))",
        &[terminal.into(), last.epoch.0.into(), last.number.into()],
    )?;
    if forgotten > 0 {
        company::terminals_changed(tx)?;
    }
    Ok(())
}

/// Forgets all orders of a terminal, which is out of service.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>, terminal: TerminalId) -> Result<(), DbError> {
    tx.execute("DELETE FROM terminal_order WHERE terminal_id = ?1", &[terminal.into()])?;
    Ok(())
}
