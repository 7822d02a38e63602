//! The connections that read: a few, lent to one reader after the other.

use super::lock;
use rusqlite::Connection;
use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, PoisonError};

/// So many read at once; who comes then waits for one of them.
const AT_ONCE: usize = 8;

thread_local! {
    /// How many connections this thread holds.
    static HELD: Cell<usize> = const { Cell::new(0) };
}

/// A thread that holds a connection, while it does. It never waits for another: eight that read, and read something else
/// in between, would wait for each other for ever.
pub(super) struct Holding(());

impl Holding {
    pub(super) fn begin() -> Self {
        HELD.set(HELD.get() + 1);
        Self(())
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        HELD.set(HELD.get() - 1);
    }
}

#[derive(Default)]
pub(super) struct Readers {
    lent: Mutex<Lent>,
    returned: Condvar,
}

#[derive(Default)]
struct Lent {
    idle: Vec<Connection>,
    /// How many are with somebody.
    out: usize,
}

impl Readers {
    /// Lends one that is idle, else a new one; waits when there are enough.
    pub(super) fn take<E>(&self, connect: impl FnOnce() -> Result<Connection, E>) -> Result<Reader<'_>, E> {
        let holds_one = HELD.get() > 0;
        let mut lent = lock(&self.lent);
        while lent.out >= AT_ONCE && !holds_one {
            lent = self.returned.wait(lent).unwrap_or_else(PoisonError::into_inner);
        }
        lent.out += 1;
        let idle = lent.idle.pop();
        drop(lent);
        // If there is no connection, dropping this makes room for the next one.
        let mut reader = Reader { readers: self, connection: idle, _holding: Holding::begin() };
        if reader.connection.is_none() {
            reader.connection = Some(connect()?);
        }
        Ok(reader)
    }
}

/// A connection that is lent.
pub(super) struct Reader<'r> {
    readers: &'r Readers,
    connection: Option<Connection>,
    _holding: Holding,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut lent = lock(&self.readers.lent);
        lent.out -= 1;
        if let Some(connection) = self.connection.take().filter(|_| lent.idle.len() < AT_ONCE) {
            lent.idle.push(connection);
        }
        drop(lent);
        self.readers.returned.notify_one();
    }
}

impl Deref for Reader<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a reader has its connection until it is dropped")
    }
}

impl DerefMut for Reader<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a reader has its connection until it is dropped")
    }
}

#[cfg(test)]
mod tests {
    use super::AT_ONCE;
    use crate::{Db, DbError, Tx, company};
    use std::sync::{Barrier, Condvar, Mutex};
    use std::time::Duration;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn however_many_read_at_once_connections_are_few() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::create(&folder.path().join("a.db")).unwrap();
        // How many are reading, and how many were at most.
        let (reading, changed) = (Mutex::new((0, 0)), Condvar::new());
        std::thread::scope(|scope| {
            for _ in 0..6 * AT_ONCE {
                scope.spawn(|| {
                    let work = |_: &mut Tx<'_>| {
                        let mut count = reading.lock().unwrap();
                        *count = (count.0 + 1, count.1.max(count.0 + 1));
                        changed.notify_all();
                        // Nobody leaves before as many as may are there at once; one more would be seen then.
                        let enough = |count: &mut (usize, usize)| count.1 < AT_ONCE;
                        let (mut count, waited) = changed.wait_timeout_while(count, LONG, enough).unwrap();
                        assert!(!waited.timed_out());
                        if count.1 == AT_ONCE {
                            let more = |count: &mut (usize, usize)| count.1 == AT_ONCE;
                            let short = Duration::from_millis(50);
                            count = changed.wait_timeout_while(count, short, more).unwrap().0;
                        }
                        count.0 -= 1;
                        Ok::<_, DbError>(())
                    };
                    db.read(work).unwrap();
                });
            }
        });
        assert_eq!(reading.lock().unwrap().1, AT_ONCE);
    }

    #[test]
    fn those_who_read_within_a_read_or_a_change_do_not_wait_for_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::create(&folder.path().join("a.db")).unwrap();
        let (done, all_read) = (std::sync::mpsc::channel(), Barrier::new(AT_ONCE));
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                let finished = done.0.clone();
                let (db, all_read) = (&db, &all_read);
                scope.spawn(move || {
                    let twice = db.read(|_| {
                        all_read.wait();
                        db.read(company::find)
                    });
                    assert_eq!(twice.unwrap(), None);
                    db.write(|_| db.read(company::find)).unwrap();
                    finished.send(()).unwrap();
                });
            }
            for _ in 0..AT_ONCE {
                done.1.recv_timeout(LONG).unwrap();
            }
        });
    }
}
