//! Frames and marks as they go over the wire, made once for all terminals that need the same.

use super::News;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use sync_core::domain::{Cursor, SalepointId, UnixMs};
use sync_core::sync::KeyId;
use sync_core::sync::wire::ProblemKind;
use tokio::sync::OnceCell;

/// After how long a message is made anew: its heads were signed that long ago, and it may hold verifiers.
const KEPT_MS: i64 = 5 * 60_000;
/// The most messages kept, and the most bytes of all together.
const MOST: usize = 2_048;
const MOST_BYTES: usize = 64 << 20;

/// For which salepoint, from where, where head office stood when somebody asked, and who signs.
type Key = (SalepointId, Cursor, Cursor, KeyId);
/// Whoever comes first makes it, the others wait for that.
type Cell = OnceCell<Result<News, ProblemKind>>;

/// See the module.
#[derive(Default)]
pub struct Memo(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    cells: HashMap<Key, Arc<Cell>>,
    /// The same, the oldest first.
    made: VecDeque<(UnixMs, Key)>,
}

impl Memo {
    /// The place of a message, made or still to be made.
    pub fn cell(&self, key: Key, now: UnixMs) -> Arc<Cell> {
        let mut kept = self.0.lock();
        kept.forget_old(now);
        if let Some(cell) = kept.cells.get(&key) {
            return Arc::clone(cell);
        }
        kept.make_room();
        kept.made.push_back((now, key.clone()));
        Arc::clone(kept.cells.entry(key).or_default())
    }
}

impl Kept {
    fn forget_old(&mut self, now: UnixMs) {
        while let Some((made_at, key)) = self.made.front()
            && !(0..KEPT_MS).contains(&now.since(*made_at))
        {
            self.cells.remove(key);
            self.made.pop_front();
        }
    }

    fn make_room(&mut self) {
        let size = |cell: &Cell| cell.get().and_then(|built| built.as_ref().ok()).map_or(0, |news| news.bytes.len());
        let mut bytes: usize = self.cells.values().map(|cell| size(cell)).sum();
        while (self.made.len() >= MOST || bytes > MOST_BYTES)
            && let Some((_, key)) = self.made.pop_front()
        {
            bytes -= self.cells.remove(&key).map_or(0, |cell| size(&cell));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use head_office_office::testing::NOW;
    use sync_core::domain::{Epoch, Revision};
    use uuid::Uuid;

    fn key(revision: u64) -> Key {
        let cursor = |revision| Cursor { epoch: Epoch(1), revision: Revision(revision) };
        (SalepointId(Uuid::nil()), cursor(0), cursor(revision), KeyId("1".into()))
    }

    fn fill(memo: &Memo, revision: u64, bytes: usize) -> Arc<Cell> {
        let cell = memo.cell(key(revision), NOW);
        let news = News { cursor: key(revision).2, is_mark: false, bytes: Bytes::from(vec![0; bytes]) };
        cell.set(Ok(news)).unwrap();
        cell
    }

    fn kept(memo: &Memo) -> usize {
        let kept = memo.0.lock();
        assert_eq!(kept.cells.len(), kept.made.len());
        kept.cells.len()
    }

    #[test]
    fn the_oldest_make_room_and_the_old_are_forgotten() {
        let memo = Memo::default();
        let first = fill(&memo, 1, 10);
        assert!(Arc::ptr_eq(&first, &memo.cell(key(1), NOW.plus_ms(KEPT_MS - 1))), "the same for all");
        assert!(!Arc::ptr_eq(&first, &memo.cell(key(1), NOW.plus_ms(KEPT_MS))), "signed anew when old");
        let memo = Memo::default();
        for revision in 0..5_000 {
            fill(&memo, revision, 10);
        }
        assert_eq!(kept(&memo), MOST);
        let memo = Memo::default();
        for revision in 0..30 {
            fill(&memo, revision, 8 << 20);
        }
        assert!(kept(&memo) <= 10, "{}", kept(&memo));
        let clock_set_back = memo.cell(key(99), NOW.plus_ms(-1));
        assert!(!clock_set_back.initialized() && kept(&memo) == 1);
    }
}
