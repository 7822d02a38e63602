//! The signing key and how it came after those before it.
//!
//! `signing-seed.hex` is the key in use. `rotations.cbor`, there once the key was rotated, holds the public half of the
//! first key and, for each later one, the statement of the key before it. The seeds of earlier keys are gone.
//!
//! A rotation writes the new seed beside the old, then the statement, then puts the new seed in the old one's place.
//! Whoever is stopped in between leaves the chain's last key in one of the two seed files, and that one signs.

use super::{KeyError, SIGNING, files, hex_line, read_key};
use serde::{Deserialize, Serialize};
use std::path::Path;
use sync_core::domain::{CompanyId, Cursor, UnixMs, decode, encode};
use sync_core::sync::wire::Rotation;
use sync_core::sync::{KeyId, PublicKey, Signed, SigningKey, TrustedKeys};
use zeroize::Zeroizing;

const NEXT: &str = "signing-seed.next.hex";
/// The first key and the statements, oldest first.
pub const ROTATIONS: &str = "rotations.cbor";
/// How often the files are read again when they change while they are read.
const READS: usize = 5;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Chain {
    first: PublicKey,
    rotations: Vec<Signed<Rotation>>,
    /// Where head office stood when each key but the last was retired; a version that noted nothing left none.
    #[serde(default)]
    retired_at: Vec<Cursor>,
}

/// The key that signs, and what links it to those before it.
#[derive(Debug)]
pub struct Signing {
    /// The key in use.
    pub key: SigningKey,
    rotations: Vec<Signed<Rotation>>,
    retired_at: Vec<Cursor>,
    /// Oldest first, the key in use last.
    publics: Vec<PublicKey>,
    /// Whose keys they are, as far as statements say.
    company: Option<CompanyId>,
}

impl Signing {
    /// Reads the key in use; of an interrupted rotation what it came to.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let mut read = read(folder);
        for _ in 1..READS {
            match read {
                // Perhaps another process rotates just now.
                Err(KeyError::BrokenChain(_) | KeyError::Missing(_)) => read = self::read(folder),
                whole => return whole,
            }
        }
        read
    }

    /// Puts another key in this one's place. Not for two processes at once.
    pub fn rotate(
        folder: &Path,
        seed: &Zeroizing<[u8; 32]>,
        company: CompanyId,
        now: UnixMs,
        cursor: Cursor,
    ) -> Result<Self, KeyError> {
        let before = Self::open(folder)?;
        before.settle(folder)?;
        write_next(folder, seed)?;
        before.write_statement(folder, SigningKey::from_seed(seed).public(), company, now, cursor)?;
        let after = Self::open(folder)?;
        after.settle(folder)?;
        Ok(after)
    }

    /// Ends an interrupted rotation: the key in use is put in its place, over the one before it.
    pub fn settle(&self, folder: &Path) -> Result<(), KeyError> {
        let in_place = SigningKey::from_seed(&*read_key(&folder.join(SIGNING))?).public();
        if in_place != self.key.public() {
            return files::put_over(&folder.join(NEXT), &folder.join(SIGNING));
        }
        files::remove(&folder.join(NEXT))
    }

    /// The statements that link the key in use to the first one, oldest first.
    pub fn rotations(&self) -> &[Signed<Rotation>] {
        &self.rotations
    }

    /// All keys there ever were, oldest first.
    pub fn publics(&self) -> &[PublicKey] {
        &self.publics
    }

    /// All keys there ever were, to believe what one of them signed.
    pub fn trusted(&self) -> TrustedKeys {
        self.publics.iter().copied().collect()
    }

    /// Whether a key can have signed that head office stood there: the key in use anywhere, one that was retired no further
    /// than head office had come by then. Its seed may be somebody else's since.
    pub fn reached(&self, key: &KeyId, cursor: Cursor) -> bool {
        let by_key = |public: &PublicKey| public.id() == *key;
        match self.publics.iter().position(by_key) {
            Some(number) if number + 1 == self.publics.len() => true,
            Some(number) => self.retired_at.get(number).is_some_and(|retired_at| cursor <= *retired_at),
            None => false,
        }
    }

    /// Notes where head office stands for keys that a version retired which noted nothing: they signed nothing later.
    pub fn bound_retired(&self, folder: &Path, cursor: Cursor) -> Result<(), KeyError> {
        if self.retired_at.len() >= self.rotations.len() {
            return Ok(());
        }
        let chain = Chain {
            first: self.publics[0],
            rotations: self.rotations.clone(),
            retired_at: vec![cursor; self.rotations.len()],
        };
        files::replace(&folder.join(ROTATIONS), &encode(&chain))
    }

    /// Whose keys they are; `None` before the first rotation, when nothing says so.
    pub fn company(&self) -> Option<CompanyId> {
        self.company
    }

    fn write_statement(
        &self,
        folder: &Path,
        key: PublicKey,
        company: CompanyId,
        now: UnixMs,
        cursor: Cursor,
    ) -> Result<(), KeyError> {
        let statement = Signed::sign(&Rotation { company, key, made_at: now }, &self.key);
        let rotations = self.rotations.iter().cloned().chain([statement]).collect();
        let missing = self.rotations.len().saturating_sub(self.retired_at.len());
        // Those of a version that noted nothing were retired before now.
        let noted = self.retired_at.iter().copied();
        let retired_at = noted.chain(std::iter::repeat_n(cursor, missing + 1)).collect();
        let chain = Chain { first: self.publics[0], rotations, retired_at };
        files::replace(&folder.join(ROTATIONS), &encode(&chain))
    }
}

fn write_next(folder: &Path, seed: &Zeroizing<[u8; 32]>) -> Result<(), KeyError> {
    files::replace(&folder.join(NEXT), hex_line(seed).as_bytes())
}

/// One look at the files, which another process may change meanwhile.
fn read(folder: &Path) -> Result<Signing, KeyError> {
    let path = folder.join(ROTATIONS);
    let chain = read_chain(&path)?;
    let next = folder.join(NEXT);
    let seeds = [read_key(&folder.join(SIGNING)), read_key(&next)];
    if read_chain(&path)? != chain {
        return Err(KeyError::BrokenChain(path));
    }
    let [in_place, next] = seeds.map(|seed| seed.map(|seed| SigningKey::from_seed(&seed)));
    let in_place = in_place?;
    let chain =
        chain.unwrap_or_else(|| Chain { first: in_place.public(), rotations: Vec::new(), retired_at: Vec::new() });
    let (publics, company) = chain.follow().ok_or_else(|| KeyError::BrokenChain(path.clone()))?;
    let last = publics.last().copied();
    let is_last = |key: &SigningKey| Some(key.public()) == last;
    let key = Some(in_place).filter(is_last).or_else(|| next.ok().filter(is_last));
    let key = key.ok_or(KeyError::BrokenChain(path))?;
    Ok(Signing { key, rotations: chain.rotations, retired_at: chain.retired_at, publics, company })
}

fn read_chain(path: &Path) -> Result<Option<Chain>, KeyError> {
    let Some(bytes) = files::read_bytes(path)? else { return Ok(None) };
    decode(&bytes).map(Some).map_err(|_| KeyError::Unreadable(path.to_owned()))
}

impl Chain {
    /// All keys, oldest first, and whose they are; `None` when a statement is not signed by the key before it.
    fn follow(&self) -> Option<(Vec<PublicKey>, Option<CompanyId>)> {
        let (mut publics, mut company) = (vec![self.first], None);
        for statement in &self.rotations {
            let rotation = statement.verify(&publics.last().copied().into_iter().collect()).ok()?;
            if company.is_some_and(|company| company != rotation.company) {
                return None;
            }
            company = Some(rotation.company);
            publics.push(rotation.key);
        }
        Some((publics, company))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_core::domain::{Epoch, Revision};
    use uuid::Uuid;

    const NOW: UnixMs = UnixMs(1_767_225_600_000);

    const CURSOR: Cursor = Cursor { epoch: Epoch(7), revision: Revision(12) };

    fn company() -> CompanyId {
        CompanyId(Uuid::from_u128(1))
    }

    fn seed(number: u8) -> Zeroizing<[u8; 32]> {
        Zeroizing::new([number; 32])
    }

    fn public(number: u8) -> PublicKey {
        SigningKey::from_seed(&seed(number)).public()
    }

    /// A folder of keys whose first seed is 1.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        files::write_new(&folder.path().join(SIGNING), hex_line(&seed(1)).as_bytes()).unwrap();
        folder
    }

    fn publics(signing: &Signing) -> Vec<PublicKey> {
        signing.publics().to_vec()
    }

    #[test]
    fn each_key_is_signed_by_the_one_before_and_the_old_seeds_are_gone() {
        let folder = folder();
        for number in 2..5 {
            let signing = Signing::rotate(folder.path(), &seed(number), company(), NOW, CURSOR).unwrap();
            assert_eq!(signing.key.public(), public(number));
        }
        let signing = Signing::open(folder.path()).unwrap();
        assert_eq!(publics(&signing), [1, 2, 3, 4].map(public));
        assert_eq!(signing.company(), Some(company()));
        let mut names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        assert_eq!(names, [ROTATIONS, SIGNING].map(|name| folder.path().join(name)));
        let kept = std::fs::read_to_string(folder.path().join(SIGNING)).unwrap();
        assert_eq!(kept, *hex_line(&seed(4)));
        assert!(!files::open_to_others(&folder.path().join(ROTATIONS)).unwrap());
    }

    /// Whoever finds the seed of a key that was retired cannot sign head office ahead.
    #[test]
    fn a_retired_key_counts_up_to_where_it_was_retired() {
        let folder = folder();
        let at = |epoch, revision| Cursor { epoch: Epoch(epoch), revision: Revision(revision) };
        for (number, cursor) in [(2, at(7, 12)), (3, at(8, 1))] {
            Signing::rotate(folder.path(), &seed(number), company(), NOW, cursor).unwrap();
        }
        let reached = |number: u8, cursor| Signing::open(folder.path()).unwrap().reached(&public(number).id(), cursor);
        for (number, cursor, expect) in [
            (1, at(7, 12), true),
            (1, at(6, 900), true),
            (1, at(7, 13), false),
            (1, at(8, 0), false),
            (2, at(8, 1), true),
            (2, at(u64::MAX, 0), false),
            (3, at(u64::MAX, 0), true),
            (9, at(0, 0), false),
        ] {
            assert_eq!(reached(number, cursor), expect, "{number} {cursor}");
        }
        // As a version left it that noted nothing.
        let path = folder.path().join(ROTATIONS);
        let chain = Chain { retired_at: Vec::new(), ..read_chain(&path).unwrap().unwrap() };
        files::replace(&path, &encode(&(chain))).unwrap();
        assert!(!reached(1, at(0, 0)), "of which nothing is known, says nothing");
        for noted in [at(9, 5), at(9, 9)] {
            Signing::open(folder.path()).unwrap().bound_retired(folder.path(), noted).unwrap();
            assert!(reached(1, at(9, 5)) && reached(2, at(9, 5)) && !reached(1, at(9, 6)), "once");
        }
    }

    /// What a rotation that was stopped leaves behind, and which key then signs.
    #[test]
    fn a_rotation_stopped_anywhere_leaves_one_key_and_a_chain_that_holds() {
        type Stop = fn(&Path, &Signing);
        let new_seed: Stop = |folder, _| write_next(folder, &seed(2)).unwrap();
        let half_a_draft: Stop = |folder, _| std::fs::write(folder.join("signing-seed.next.draft-7"), "02").unwrap();
        let statement: Stop = |folder, before| {
            write_next(folder, &seed(2)).unwrap();
            before.write_statement(folder, public(2), company(), NOW, CURSOR).unwrap();
        };
        for rotated_before in [false, true] {
            for (what, stop, signs) in [
                ("within the new seed", half_a_draft, 1),
                ("after the new seed", new_seed, 1),
                ("after the statement", statement, 2),
            ] {
                let folder = folder();
                let folder = folder.path();
                let mut expect = vec![public(1)];
                if rotated_before {
                    Signing::rotate(folder, &seed(9), company(), NOW, CURSOR).unwrap();
                    expect.push(public(9));
                }
                stop(folder, &Signing::open(folder).unwrap());
                let signing = Signing::open(folder).unwrap();
                expect.extend((signs == 2).then(|| public(2)));
                assert_eq!(publics(&signing), expect, "{what}");
                assert_eq!(Some(&signing.key.public()), expect.last(), "{what}");

                signing.settle(folder).unwrap();
                assert!(!folder.join(NEXT).exists(), "{what}");
                assert_eq!(publics(&Signing::open(folder).unwrap()), expect, "{what}");
                stop(folder, &Signing::open(folder).unwrap());
                let later = Signing::rotate(folder, &seed(3), company(), NOW, CURSOR).unwrap();
                assert_eq!(later.key.public(), public(3), "{what}");
                assert!(publics(&later).starts_with(&expect), "{what}");
            }
        }
    }

    #[test]
    fn a_chain_that_does_not_hold_is_refused() {
        type Spoil = fn(&Path);
        let other_seed: Spoil = |folder| {
            files::replace(&folder.join(SIGNING), hex_line(&seed(7)).as_bytes()).unwrap();
        };
        let other_first: Spoil = |folder| {
            let path = folder.join(ROTATIONS);
            let chain = Chain { first: public(7), ..read_chain(&path).unwrap().unwrap() };
            files::replace(&path, &encode(&chain)).unwrap();
        };
        let left_out: Spoil = |folder| {
            let path = folder.join(ROTATIONS);
            let mut chain = read_chain(&path).unwrap().unwrap();
            chain.rotations.remove(0);
            files::replace(&path, &encode(&chain)).unwrap();
        };
        for (what, spoil) in
            [("another seed", other_seed), ("another first key", other_first), ("a statement left out", left_out)]
        {
            let folder = folder();
            for number in [2, 3] {
                Signing::rotate(folder.path(), &seed(number), company(), NOW, CURSOR).unwrap();
            }
            spoil(folder.path());
            assert!(matches!(Signing::open(folder.path()), Err(KeyError::BrokenChain(_))), "{what}");
        }
        let folder = folder();
        Signing::rotate(folder.path(), &seed(2), company(), NOW, CURSOR).unwrap();
        let other_company = CompanyId(Uuid::from_u128(2));
        let mixed = Signing::rotate(folder.path(), &seed(3), other_company, NOW, CURSOR);
        assert!(matches!(mixed, Err(KeyError::BrokenChain(_))), "another company's");
        std::fs::write(folder.path().join(ROTATIONS), "garbage").unwrap();
        assert!(matches!(Signing::open(folder.path()), Err(KeyError::Unreadable(_))));
    }
}
