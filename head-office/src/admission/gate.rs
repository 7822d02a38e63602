//! Who has connected and not shown yet who it is, counted for each peer and in all.
//!
//! When there is no room the slowest leaves and never whoever came last: of a peer with too many its oldest; when all
//! together are too many, the oldest of whoever has most. Somebody with many connections therefore only ever pushes out
//! its own. Whoever has shown a good device token or session is not counted any more.

use super::Peer;
use parking_lot::{Mutex, MutexGuard};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Weak};
use std::task::{Context, Waker};

/// How many connections may be waiting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Of one peer.
    pub per_peer: usize,
    /// In all.
    pub in_all: usize,
}

impl Limits {
    /// With so many descriptors. Half of them stay for those who are known and for files; a single peer, behind which
    /// there may be a whole chain of shops that starts up at once, may have five eighths of the other half.
    pub fn of(descriptors: u64) -> Self {
        let in_all = usize::try_from(descriptors / 2).unwrap_or(usize::MAX).clamp(8, 8_192);
        Self { per_peer: in_all * 5 / 8, in_all }
    }
}

/// See the module.
#[derive(Debug)]
pub struct Gate {
    limits: Limits,
    line: Mutex<Line>,
}

/// Who waits. Connections through a proxy that names the client in each request have no peer.
#[derive(Debug, Default)]
struct Line {
    next: u64,
    waiting: usize,
    by_peer: HashMap<Option<Peer>, BTreeMap<u64, Weak<Place>>>,
}

/// A connection's place in the line, until it is dropped.
#[derive(Debug)]
pub struct Place {
    gate: Arc<Gate>,
    number: u64,
    peer: Option<Peer>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    closed: bool,
    wakers: [Option<Waker>; 2],
}

/// Which way a connection is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    In,
    Out,
}

impl Gate {
    /// With nobody there.
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, line: Mutex::default() })
    }

    /// Lets somebody in, for whom somebody else may have to leave.
    pub fn enter(self: &Arc<Self>, peer: Option<Peer>) -> Arc<Place> {
        let mut line = self.line();
        let number = line.next;
        line.next += 1;
        let place = Arc::new(Place { gate: Arc::clone(self), number, peer, state: Mutex::default() });
        line.by_peer.entry(peer).or_default().insert(number, Arc::downgrade(&place));
        line.waiting += 1;
        let crowded = |line: &Line| peer.filter(|_| line.of(peer) > self.limits.per_peer);
        let leaving = match crowded(&line) {
            Some(peer) => Some(Some(peer)),
            None if line.waiting > self.limits.in_all => line.whoever_has_most(),
            None => None,
        };
        let leaving = leaving.and_then(|peer| line.take_oldest(peer));
        drop(line);
        if let Some(leaving) = leaving {
            leaving.close();
        }
        place
    }

    fn leave(&self, peer: Option<Peer>, number: u64) {
        let mut line = self.line();
        if line.by_peer.get_mut(&peer).is_some_and(|waiting| waiting.remove(&number).is_some()) {
            line.left(peer);
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock()
    }
}

impl Line {
    fn of(&self, peer: Option<Peer>) -> usize {
        self.by_peer.get(&peer).map_or(0, BTreeMap::len)
    }

    fn whoever_has_most(&self) -> Option<Option<Peer>> {
        let oldest = |waiting: &BTreeMap<u64, _>| std::cmp::Reverse(waiting.keys().next().copied());
        self.by_peer.iter().max_by_key(|(_, waiting)| (waiting.len(), oldest(waiting))).map(|(peer, _)| *peer)
    }

    fn take_oldest(&mut self, peer: Option<Peer>) -> Option<Arc<Place>> {
        let (_, oldest) = self.by_peer.get_mut(&peer)?.pop_first()?;
        self.left(peer);
        oldest.upgrade()
    }

    fn left(&mut self, peer: Option<Peer>) {
        self.waiting -= 1;
        if self.of(peer) == 0 {
            self.by_peer.remove(&peer);
        }
    }
}

impl Place {
    /// It has shown who it is: it is not counted any more.
    pub fn is_known(&self) {
        self.gate.leave(self.peer, self.number);
    }

    /// Whether it was told to leave; else whoever asks is woken when it is.
    pub fn must_leave(&self, way: Way, context: &Context<'_>) -> bool {
        let mut state = self.state();
        let waker = &mut state.wakers[way as usize];
        if !waker.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
            *waker = Some(context.waker().clone());
        }
        state.closed
    }

    fn close(&self) {
        let wakers = {
            let mut state = self.state();
            state.closed = true;
            std::mem::take(&mut state.wakers)
        };
        wakers.into_iter().flatten().for_each(Waker::wake);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.is_known();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(last: u8) -> Option<Peer> {
        Some(Peer::of([192, 0, 2, last].into()))
    }

    fn left(places: &[Arc<Place>]) -> Vec<usize> {
        let context = Context::from_waker(Waker::noop());
        let left = places.iter().enumerate().filter(|(_, place)| place.must_leave(Way::In, &context));
        left.map(|(index, _)| index).collect()
    }

    #[test]
    fn the_slowest_leaves_and_never_whoever_came_last() {
        let gate = Gate::new(Limits { per_peer: 3, in_all: 5 });
        let hostile: Vec<_> = (0..10).map(|_| gate.enter(peer(1))).collect();
        assert_eq!(left(&hostile), (0..7).collect::<Vec<_>>(), "its oldest, as soon as it has too many");
        let honest: Vec<_> = (0..2).map(|_| gate.enter(peer(2))).collect();
        assert_eq!(left(&hostile).len(), 7, "there was room for two");
        let other = gate.enter(peer(3));
        assert_eq!(left(&hostile).len(), 8, "then whoever has most makes room");
        assert_eq!((left(&honest).len(), left(std::slice::from_ref(&other))), (0, vec![]));
        assert_eq!(gate.line().waiting, 5);
        drop((hostile, honest, other));
        let line = gate.line();
        assert_eq!((line.waiting, line.by_peer.len()), (0, 0), "nothing is remembered");
    }

    #[test]
    fn whoever_is_known_is_not_counted() {
        let gate = Gate::new(Limits { per_peer: 2, in_all: 2 });
        let known: Vec<_> = (0..300).map(|_| gate.enter(peer(1))).inspect(|place| place.is_known()).collect();
        let new: Vec<_> = (0..2).map(|_| gate.enter(peer(1))).collect();
        assert_eq!((left(&known), left(&new)), (vec![], vec![]));
    }

    #[test]
    fn a_proxy_of_many_is_bounded_only_with_all_others() {
        let gate = Gate::new(Limits { per_peer: 2, in_all: 4 });
        let proxied: Vec<_> = (0..4).map(|_| gate.enter(None)).collect();
        assert!(left(&proxied).is_empty());
        let _direct = gate.enter(peer(1));
        assert_eq!(left(&proxied), [0]);
    }
}
