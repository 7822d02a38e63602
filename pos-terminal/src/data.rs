//! The terminal's data as two threads of work share it: the till's file, and what the link to head office last knew.

use crate::clock::Clock;
use crate::device_keys::DeviceKeys;
use crate::files;
use crate::folder::Folder;
use crate::identity::{Identity, IdentityError, till_key};
use std::fs::File;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use sync_core::domain::{BootId, Moment, UnixMs};
use sync_core::login::{Age, Contact, Readiness};
use sync_core::replica::{DeviceKey, Replica, ReplicaError, ReplicaKeys, Sqlite};
use sync_core::sync::verify;
use sync_core::sync::wire::KeyPlace;
use sync_core::till::{Till, TillError};

/// `till.db`, shared: its transactions are short. With it go the clocks that everything in it is dated by.
#[derive(Clone)]
pub struct SharedTill {
    till: Arc<Mutex<Till>>,
    clock: Clock,
    /// What the clocks said when the terminal was first started in this boot.
    first: Moment,
}

impl SharedTill {
    /// Shares an opened till.
    pub fn new(mut till: Till, clock: Clock) -> Self {
        let now = clock.now();
        let first = till.begin_boot(now).unwrap_or_else(|error| {
            // It holds for as long as this process runs all the same.
            tracing::error!(%error, "the beginning of this boot cannot be stored");
            now
        });
        Self { till: Arc::new(Mutex::new(till)), clock, first }
    }

    /// The terminal's clocks.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What the clocks say.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// How old data of this contact is; without one nothing can be said.
    pub fn age(&self, contact: Option<Contact>) -> Age {
        contact.map_or(Age::Unknown, |contact| Age::since(contact, self.first, self.now()))
    }

    /// Whether its file counts as missing; `None` while somebody else has it, or where it cannot be read.
    pub fn is_lost(&self) -> Option<bool> {
        let till = match self.till.try_lock() {
            Ok(till) => till,
            Err(TryLockError::Poisoned(till)) => till.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        till.is_lost().ok()
    }

    /// The till, for one transaction.
    pub fn lock(&self) -> MutexGuard<'_, Till> {
        self.till.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a removed terminal still has what it had.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// The identity file.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// `till.db`.
    #[error(transparent)]
    Till(#[from] TillError),
    /// A file cannot be removed.
    #[error("what a removed terminal knows cannot be erased: {0}")]
    Io(#[from] std::io::Error),
}

/// How to open `replica.db`, and who the terminal is to whom it belongs. A file that is thrown away, and another
/// identity, count the generation up, so that everybody opens it anew.
#[derive(Clone)]
pub struct ReplicaFile {
    folder: Folder,
    device_keys: DeviceKeys,
    identity: Arc<Mutex<Arc<Identity>>>,
    under: Under,
    generation: Arc<AtomicU64>,
    door: Arc<Door>,
}

/// Through it goes one at a time: who opens the file, closes it or throws it away. SQLite makes and removes what belongs to
/// a file by its name, so that who closes the old file would take the new one's log along, and who opens meanwhile would
/// have parts of both.
#[derive(Default)]
struct Door {
    taken: Mutex<bool>,
    free: Condvar,
}

/// Somebody is in the door.
struct Passing(Arc<Door>);

impl Door {
    fn pass(self: &Arc<Self>) -> Passing {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *self.free.wait_while(taken, |taken| *taken).unwrap_or_else(PoisonError::into_inner) = true;
        Passing(Arc::clone(self))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.free.notify_one();
    }
}

/// Under which of the identity's device keys a replica is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    Current,
    /// The one that a rotation changes to. What serves under the current one is not to be lost over it.
    Next,
}

/// An opened `replica.db`.
pub struct OpenReplica {
    /// The replica.
    pub replica: Sqlite,
    generation: u64,
    door: Arc<Door>,
    /// While it is closed; after the replica, as fields go in their order.
    closing: Option<Passing>,
}

impl Drop for OpenReplica {
    fn drop(&mut self) {
        self.closing = Some(self.door.pass());
    }
}

impl ReplicaFile {
    /// The replica in this folder, made under this identity.
    pub fn new(folder: Folder, device_keys: DeviceKeys, identity: Arc<Identity>) -> Self {
        Self {
            folder,
            device_keys,
            identity: Arc::new(Mutex::new(identity)),
            under: Under::Current,
            generation: Arc::default(),
            door: Arc::default(),
        }
    }

    /// The same, to be made anew under the key that the identity changes to. Until that is done the file is whole under
    /// the current key: it is not thrown away.
    pub fn under_next_key(folder: Folder, device_keys: DeviceKeys, identity: Arc<Identity>) -> Self {
        Self { under: Under::Next, ..Self::new(folder, device_keys, identity) }
    }

    /// Whose data it is.
    pub fn identity(&self) -> Arc<Identity> {
        Arc::clone(&self.identity.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stores another identity of this terminal: it stands elsewhere, or believes another key.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing has changed.
    pub fn replace_identity(&self, identity: Identity) -> Result<(), IdentityError> {
        identity.update(&self.folder.identity(), &self.device_keys)?;
        *self.identity.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(identity);
        self.generation.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// How much room is left beside it, where the system says.
    pub fn free_bytes(&self) -> Option<u64> {
        let room = rustix::fs::statvfs(self.folder.path()).ok()?;
        Some(room.f_bavail.saturating_mul(room.f_frsize))
    }

    /// Opens the file, or makes an empty one.
    ///
    /// # Errors
    /// When it cannot be opened: damaged, made by a newer version, disk full.
    pub fn open(&self) -> Result<OpenReplica, ReplicaError> {
        let _passing = self.door.pass();
        let generation = self.generation.load(Ordering::SeqCst);
        let identity = self.identity();
        let next = identity.next_device_key.as_ref().filter(|_| self.under == Under::Next);
        let keys = ReplicaKeys::derive(next.unwrap_or(&identity.device_key));
        let replica = Sqlite::open(&self.folder.replica(), keys, identity.salepoint)?;
        Ok(OpenReplica { replica, generation, door: Arc::clone(&self.door), closing: None })
    }

    /// Whether what was opened is still the file.
    pub fn is_current(&self, open: &OpenReplica) -> bool {
        open.generation == self.generation.load(Ordering::SeqCst)
    }

    /// Erases what a removed terminal knows of users: first the device key, without which nothing else says anything, then
    /// the file. Stopped anywhere in between it is gone on with at the next start.
    ///
    /// # Errors
    /// When it cannot be written or removed.
    pub fn erase(&self, till: &SharedTill) -> Result<(), EraseError> {
        let identity = self.identity();
        if identity.key_place() == KeyPlace::File && !identity.key_erased {
            let before = File::open(self.folder.identity())?;
            let never_used = DeviceKey::from_random(crate::random::bytes());
            // Till and identity agree on one of the two keys at any moment.
            let both = Identity { next_device_key: Some(never_used.clone()), ..(*identity).clone() };
            both.update(&self.folder.identity(), &self.device_keys)?;
            let between = File::open(self.folder.identity())?;
            till.lock().seal_anew(till_key(&never_used))?;
            let erased = Identity { device_key: never_used, next_device_key: None, key_erased: true, ..both };
            self.replace_identity(erased)?;
            // Their names are gone; so are now their bytes, as far as the disk lets go of them.
            [before, between].iter().try_for_each(files::wipe)?;
        }
        Ok(self.destroy()?)
    }

    /// Throws the file away: the only way a damaged one is got rid of. Everything in it comes from head office again.
    /// Not while a rotation is under way, for which a file under the other key is no damaged one.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn destroy(&self) -> std::io::Result<()> {
        if self.under == Under::Next {
            return Ok(());
        }
        let _passing = self.door.pass();
        self.generation.fetch_add(1, Ordering::SeqCst);
        Sqlite::destroy(&self.folder.replica())
    }
}

/// Whether there is data to decide on: the files' own word, checked anew each time it is asked.
///
/// # Errors
/// When the till cannot be read. What is wrong with the replica is the answer `Damaged`.
pub fn readiness(replica: &impl Replica, till: &Till, identity: &Identity) -> Result<Readiness, TillError> {
    if till.removed()?.is_some() {
        return Ok(Readiness::Revoked);
    }
    if till.is_lost()? {
        return Ok(Readiness::Lost);
    }
    let mark = till.mark()?;
    Ok(match replica.standing() {
        Ok(None) if mark.is_none() => Readiness::NotReady,
        Ok(None) => Readiness::Damaged,
        Ok(Some(standing)) => match verify::standing(standing.cursor, &standing.heads, &identity.expectations(mark)) {
            Ok(()) => Readiness::Ready,
            Err(refusal) => {
                tracing::warn!(%refusal, "the replica does not stand");
                Readiness::Damaged
            }
        },
        Err(error) => {
            tracing::warn!(%error, "the replica cannot be read");
            Readiness::Damaged
        }
    })
}

/// The last contact. A process killed between the replica's commit and the note of the contact leaves none behind; then
/// the replica's head says when head office signed it, which was hardly earlier.
pub fn last_contact(till: &Till, replica: &impl Replica, identity: &Identity, now: Moment) -> Option<Contact> {
    till.contact().ok().flatten().or_else(|| {
        let standing = replica.standing().ok().flatten()?;
        let head = verify::stored_head(standing.heads.first()?, &identity.expectations(None)).ok()?;
        let first = till.first_reading(now).unwrap_or(now);
        Some(contact_of_head(head.head().issued_at, first, now))
    })
}

/// What a head's signature says of the last contact. If it was made within this boot, by the clock that went on from the
/// first reading, it counts from there; else it was made in an earlier one, or that clock is of no use.
fn contact_of_head(signed_at: UnixMs, first: Moment, now: Moment) -> Contact {
    let into_boot_ms = u64::try_from(signed_at.since(first.wall)).ok();
    match into_boot_ms.filter(|ms| *ms <= now.boot_ms.saturating_sub(first.boot_ms)) {
        Some(ms) => Contact::restore(signed_at, signed_at, now.boot, first.boot_ms + ms),
        None => Contact::restore(signed_at, signed_at, BootId([0; 16]), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity;
    use std::sync::atomic::AtomicBool;
    use sync_core::domain::{Collection, Cursor, Epoch, Revision};

    /// While the link throws the file away and fills the next one, the screens and an attempt open and close it: nobody
    /// may meet half of it, and nobody's going may take along what was stored since.
    #[test]
    fn a_replica_that_is_thrown_away_while_others_open_and_close_it_is_whole_for_everybody() {
        const ROUNDS: u64 = 100;
        let folder = tempfile::tempdir().unwrap();
        let identity = Arc::new(identity::tests::identity(KeyPlace::File));
        let file = ReplicaFile::new(Folder::at(folder.path()), DeviceKeys::File, identity);
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let readers = [(); 3].map(|()| {
                scope.spawn(|| {
                    let mut open = file.open()?;
                    while !over.load(Ordering::SeqCst) {
                        if !file.is_current(&open) {
                            open = file.open()?;
                        }
                        open.replica.standing()?;
                        if open.generation & 1 == 0 {
                            drop(open);
                            open = file.open()?;
                        }
                    }
                    Ok::<_, ReplicaError>(())
                })
            });
            let written = (1..=ROUNDS).try_for_each(|round| {
                file.destroy().unwrap();
                let mut open = file.open()?;
                let cursor = Cursor { epoch: Epoch(1), revision: Revision(round) };
                open.replica.begin_staging(Collection::Directory, cursor)?;
                let staged = file.open()?.replica.staged()?;
                assert_eq!(staged.iter().map(|staged| staged.cursor).collect::<Vec<_>>(), [cursor], "{round}");
                Ok::<_, ReplicaError>(())
            });
            over.store(true, Ordering::SeqCst);
            written.expect("the file is filled");
            for reader in readers {
                reader.join().unwrap().expect("the file is read");
            }
        });
    }

    #[test]
    fn a_head_signed_in_this_boot_is_as_old_as_the_boot_clock_says() {
        let at = |wall, boot_ms| Moment { wall: UnixMs(wall), boot: BootId([1; 16]), boot_ms };
        let (first, now) = (at(1_000_000, 5_000), at(-7, 65_000));
        for (signed_at, expect) in [
            (1_000_000, Age::Ms(60_000)),
            (1_020_000, Age::Ms(40_000)),
            (1_060_000, Age::Ms(0)),
            (1_060_001, Age::Unknown),
            (999_000, Age::Ms(61_000)),
        ] {
            let contact = contact_of_head(UnixMs(signed_at), first, now);
            assert_eq!(Age::since(contact, first, now), expect, "signed at {signed_at}");
        }
    }
}
