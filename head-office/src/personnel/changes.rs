//! What somebody wants to be different in a set of grants, kept apart from what they are: so that what two people change
//! at once comes together by itself.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Changes of what a user is granted: `I` are places, `V` is what stands beside each (the group at a salepoint).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "I: Ord + Deserialize<'de>, V: Deserialize<'de>"))]
pub struct Changes<I: Ord, V> {
    /// What became of all of them before the single ones.
    sweep: Option<Sweep>,
    each: BTreeMap<I, Change<V>>,
}

/// For all places at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Sweep {
    /// Every place there is, is granted.
    All,
    /// Nothing is granted.
    Nothing,
}

/// For one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Change<V> {
    Give(V),
    Take,
    Alter { from: V, to: V },
}

/// How a place stands between what is saved and what is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Granted, and stays.
    Saved,
    /// Not granted yet.
    Added,
    /// Granted still.
    Removed,
}

impl<I: Ord, V> Default for Changes<I, V> {
    fn default() -> Self {
        Self { sweep: None, each: BTreeMap::new() }
    }
}

impl<I: Ord + Copy, V: Copy + PartialEq + Default> Changes<I, V> {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sweep.is_none() && self.each.is_empty()
    }

    /// What became of all at once.
    pub fn sweep(&self) -> Option<Sweep> {
        self.sweep
    }

    /// Grants a place; one that was taken away is there again.
    pub fn add(&mut self, place: I) {
        match self.each.get(&place) {
            Some(Change::Take) => {
                self.each.remove(&place);
            }
            Some(_) => {}
            None => {
                self.each.insert(place, Change::Give(V::default()));
            }
        }
    }

    /// Takes a place away; one that was only added is gone.
    pub fn remove(&mut self, place: I) {
        match (self.sweep, self.each.get(&place)) {
            (None | Some(Sweep::Nothing), Some(Change::Give(_))) | (Some(Sweep::Nothing), _) => {
                self.each.remove(&place);
            }
            _ => {
                self.each.insert(place, Change::Take);
            }
        }
    }

    /// Undoes what was wanted for one place.
    pub fn undo(&mut self, place: I) {
        if self.sweep == Some(Sweep::Nothing) {
            self.each.insert(place, Change::Give(V::default()));
        } else {
            self.each.remove(&place);
        }
    }

    /// Grants everything there is.
    pub fn add_all(&mut self) {
        self.sweep = Some(Sweep::All);
        self.each.retain(|_, change| !matches!(change, Change::Take));
    }

    /// Takes everything away.
    pub fn remove_all(&mut self) {
        self.sweep = Some(Sweep::Nothing);
        self.each.clear();
    }

    /// Undoes what was wanted for all at once.
    pub fn undo_all(&mut self) {
        self.sweep = None;
        self.each.retain(|_, change| !matches!(change, Change::Take));
    }

    /// Puts something else beside a place; `now` is what stands there, if it is granted.
    pub fn alter(&mut self, place: I, now: Option<V>, to: V) {
        let change = match (now, self.each.get(&place)) {
            (_, Some(Change::Take)) => return,
            (Some(now), Some(Change::Alter { .. }) | None) if now == to => {
                self.each.remove(&place);
                return;
            }
            (Some(now), Some(Change::Alter { .. }) | None) => Change::Alter { from: now, to },
            (_, Some(Change::Give(_))) | (None, _) => Change::Give(to),
        };
        self.each.insert(place, change);
    }

    /// What is granted once all this is done to what is granted now; `all`: every place there is.
    pub fn applied(&self, now: &BTreeMap<I, V>, all: &BTreeSet<I>) -> BTreeMap<I, V> {
        let mut wanted = match self.sweep {
            Some(Sweep::Nothing) => BTreeMap::new(),
            _ => now.clone(),
        };
        if self.sweep == Some(Sweep::All) {
            for place in all {
                wanted.entry(*place).or_default();
            }
        }
        for (place, change) in &self.each {
            match change {
                Change::Give(beside) => {
                    wanted.insert(*place, *beside);
                }
                Change::Take => {
                    wanted.remove(place);
                }
                Change::Alter { to, .. } => {
                    wanted.entry(*place).and_modify(|beside| *beside = *to);
                }
            }
        }
        wanted
    }

    /// The places where somebody else has put another thing meanwhile, each with what stands there now.
    pub fn conflicts(&self, now: &BTreeMap<I, V>) -> Vec<(I, V)> {
        let altered = self.each.iter().filter_map(|(place, change)| match change {
            Change::Alter { from, to } => {
                now.get(place).filter(|now| *now != from && *now != to).map(|now| (*place, *now))
            }
            Change::Give(_) | Change::Take => None,
        });
        altered.collect()
    }

    /// Takes note of what stands there now: whoever saves again has seen it.
    pub fn seen(&mut self, now: &BTreeMap<I, V>) {
        for (place, change) in &mut self.each {
            if let (Change::Alter { from, .. }, Some(now)) = (change, now.get(place)) {
                *from = *now;
            }
        }
    }

    /// What is to stand beside a place, if that was said.
    pub fn wanted(&self, place: I) -> Option<V> {
        match self.each.get(&place) {
            Some(Change::Give(beside) | Change::Alter { to: beside, .. }) => Some(*beside),
            Some(Change::Take) | None => None,
        }
    }

    /// Gives up what was to be put beside one place.
    pub fn give_way(&mut self, place: I) {
        if matches!(self.each.get(&place), Some(Change::Alter { .. })) {
            self.each.remove(&place);
        }
    }
}

/// How a place stands.
pub fn standing<I: Ord, V>(place: &I, now: &BTreeMap<I, V>, wanted: &BTreeMap<I, V>) -> Option<Standing> {
    match (now.contains_key(place), wanted.contains_key(place)) {
        (true, true) => Some(Standing::Saved),
        (false, true) => Some(Standing::Added),
        (true, false) => Some(Standing::Removed),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(u8, u8)]) -> BTreeMap<u8, u8> {
        pairs.iter().copied().collect()
    }

    fn all() -> BTreeSet<u8> {
        [1, 2, 3, 4].into()
    }

    #[test]
    fn what_is_done_and_undone_comes_to_what_one_expects() {
        let now = map(&[(1, 0), (2, 7)]);
        let mut changes = Changes::default();
        changes.add(3);
        changes.remove(1);
        changes.alter(2, Some(7), 8);
        assert_eq!(changes.applied(&now, &all()), map(&[(2, 8), (3, 0)]));
        assert_eq!(standing(&1, &now, &changes.applied(&now, &all())), Some(Standing::Removed));

        changes.remove(3);
        changes.undo(1);
        changes.alter(2, Some(7), 7);
        assert!(changes.is_empty(), "{changes:?}");

        changes.add_all();
        changes.remove(1);
        changes.remove(4);
        assert_eq!(changes.applied(&now, &all()), map(&[(2, 7), (3, 0)]));
        changes.add(4);
        changes.alter(3, None, 5);
        assert_eq!(changes.applied(&now, &all()), map(&[(2, 7), (3, 5), (4, 0)]));
        changes.undo_all();
        assert_eq!(changes.applied(&now, &all()), map(&[(1, 0), (2, 7), (3, 5)]));

        changes.remove_all();
        assert_eq!(changes.applied(&now, &all()), map(&[]));
        changes.add(2);
        changes.undo(1);
        assert_eq!(changes.applied(&now, &all()), map(&[(1, 0), (2, 0)]));
        changes.remove(2);
        assert_eq!(changes.applied(&now, &all()), map(&[(1, 0)]));
    }

    #[test]
    fn what_others_add_and_remove_meanwhile_stays_so() {
        let mut changes = Changes::default();
        changes.add(3);
        changes.remove(1);
        assert_eq!(changes.applied(&map(&[(2, 0), (4, 0)]), &all()), map(&[(2, 0), (3, 0), (4, 0)]));
    }

    #[test]
    fn only_what_both_have_altered_differently_is_a_conflict() {
        let mut changes = Changes::default();
        changes.alter(1, Some(0), 5);
        changes.alter(2, Some(0), 6);
        let meanwhile = map(&[(1, 9), (2, 6)]);
        assert_eq!(changes.conflicts(&meanwhile), [(1, 9)]);
        changes.seen(&meanwhile);
        assert_eq!(changes.conflicts(&meanwhile), []);
        assert_eq!(changes.applied(&meanwhile, &all()), map(&[(1, 5), (2, 6)]));
        changes.give_way(1);
        assert_eq!(changes.applied(&meanwhile, &all()), map(&[(1, 9), (2, 6)]));
    }
}
