//! For tests: how SQLite goes about the statements that a database is given.

use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Statements, each with the steps of its plan.
pub type Noted = BTreeMap<String, Vec<String>>;

/// What was noted, once somebody has asked for it.
#[derive(Clone, Default)]
pub struct Plans(Arc<Mutex<Option<Noted>>>);

impl Plans {
    /// Notes the statements that are run from now on.
    pub fn begin(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(BTreeMap::new());
    }

    /// What was noted, and no more.
    pub fn end(&self) -> Noted {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }

    pub(super) fn note(&self, connection: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(noted) = noted.as_mut().filter(|noted| !noted.contains_key(sql)) else { return Ok(()) };
        let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let mut steps = explained.raw_query();
        let mut plan = Vec::new();
        while let Some(step) = steps.next()? {
            plan.push(step.get(3)?);
        }
        noted.insert(sql.to_owned(), plan);
        Ok(())
    }
}
