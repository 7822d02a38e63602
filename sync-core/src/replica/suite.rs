//! The behaviour of a replica, run over both: [`Memory`] and [`Sqlite`].

mod model;
mod repair;

use super::{Changes, DeviceKey, Memory, Replica, ReplicaError, ReplicaKeys, Sqlite, Staged, Standing};
use crate::domain::{
    Collection, Credential, Cursor, Group, GroupId, Kdf, KdfName, Language, Policy, PosAction, Profile, Revision,
    RowBody, RowKey, Salepoint, Store, StoreId, UserId, Verifier,
};
use crate::login::LookUp;
use crate::sync::test_office::{self, SERVER_AT, TestOffice};
use crate::sync::verify::{self, VerifiedBucket, VerifiedFrame, VerifiedHead};
use crate::sync::{Head, Row, Signed};
use repair::{a_bucket_is_replaced_only_by_what_adds_up, nothing_visible_is_not_damaged};
use tempfile::TempDir;
use uuid::Uuid;

/// What the suite needs of a replica besides its behaviour: to be closed and opened again.
pub(super) trait World: Sized {
    type Replica: Replica;
    fn new() -> Self;
    fn open(&mut self) -> Self::Replica;
    /// A replica as it is after the program ended and started again.
    fn reopen(&mut self, replica: Self::Replica) -> Self::Replica;
}

pub(super) struct InMemory;

impl World for InMemory {
    type Replica = Memory;

    fn new() -> Self {
        Self
    }

    fn open(&mut self) -> Memory {
        Memory::new(keys(1), test_office::salepoint())
    }

    fn reopen(&mut self, replica: Memory) -> Memory {
        replica
    }
}

pub(super) struct InFile(pub TempDir);

impl InFile {
    pub(super) fn path(&self) -> std::path::PathBuf {
        self.0.path().join("replica.db")
    }
}

impl World for InFile {
    type Replica = Sqlite;

    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn open(&mut self) -> Sqlite {
        Sqlite::open(&self.path(), keys(1), test_office::salepoint()).unwrap()
    }

    fn reopen(&mut self, replica: Sqlite) -> Sqlite {
        drop(replica);
        self.open()
    }
}

pub(super) fn keys(byte: u8) -> ReplicaKeys {
    ReplicaKeys::derive(&DeviceKey::from_random([byte; 32]))
}

pub(super) fn kdf_name() -> KdfName {
    KdfName("first".into())
}

pub(super) fn verifier(byte: u8) -> Verifier {
    Verifier::from_bytes([byte; 32])
}

pub(super) fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

pub(super) const GROUP: GroupId = GroupId(Uuid::from_u128(0x67));
pub(super) const STORES: [StoreId; 2] = [StoreId(Uuid::from_u128(0x51)), StoreId(Uuid::from_u128(0x52))];

pub(super) fn directory() -> Collection {
    test_office::collections()[0]
}

pub(super) fn salepoint() -> Collection {
    test_office::collections()[1]
}

pub(super) fn put(office: &mut TestOffice, collection: Collection, key: &RowKey, body: &RowBody) {
    office.put(collection, &key.to_string(), &body.encode());
}

pub(super) fn remove(office: &mut TestOffice, collection: Collection, key: &RowKey) {
    office.change(collection, Row { key: key.to_string(), body: None, verifier: None });
}

/// Gives a user a POS password, its `revision`th.
pub(super) fn credential(office: &mut TestOffice, user: UserId, secret: &Verifier, revision: u64, active: bool) {
    let body = RowBody::Credential(Credential { kdf: kdf_name(), verifier_revision: revision, active, language: None })
        .encode();
    let key = RowKey::Credential(user).to_string();
    office.change(directory(), Row { key, body: Some(body), verifier: Some(secret.clone()) });
}

pub(super) fn profile(office: &mut TestOffice, user: UserId, first_name: &str) {
    let profile = Profile {
        first_name: first_name.into(),
        last_name: "Maasikas".into(),
        language: Language::Et,
        group: GROUP,
        default_store: Some(STORES[0]),
        stores: STORES.to_vec(),
    };
    put(office, salepoint(), &RowKey::Profile(user), &RowBody::Profile(profile));
}

/// A small chain: user 1 granted, user 2 without the salepoint, user 3 inactive.
pub(super) fn office() -> TestOffice {
    let mut office = TestOffice::new();
    let kdf = Kdf { memory_kib: 8, passes: 1, ..Kdf::recommended(kdf_name(), [7; 16]) };
    put(&mut office, directory(), &RowKey::Kdf(kdf_name()), &RowBody::Kdf(kdf));
    let place = Salepoint {
        company: "Rannarahva OÜ".into(),
        name: "Kesklinn".into(),
        language: Language::Et,
        store: Some(STORES[0]),
    };
    put(&mut office, salepoint(), &RowKey::Salepoint, &RowBody::Salepoint(place));
    let policy = Policy { auto_lock_s: 77, ..Policy::default() };
    put(&mut office, salepoint(), &RowKey::Policy, &RowBody::Policy(policy));
    let group = Group { name: "Cashier".into(), pos: [PosAction::Sell].into_iter().collect() };
    put(&mut office, salepoint(), &RowKey::Group(GROUP), &RowBody::Group(group));
    for (id, name) in STORES.into_iter().zip(["Warehouse 10", "Warehouse 2"]) {
        put(&mut office, salepoint(), &RowKey::Store(id), &RowBody::Store(Store { name: name.into() }));
    }
    for (number, active) in [(1, true), (2, true), (3, false)] {
        credential(&mut office, user(number), &verifier(number as u8), 1, active);
    }
    profile(&mut office, user(1), "Mari");
    profile(&mut office, user(3), "Jüri");
    office
}

pub(super) fn heads(office: &TestOffice) -> [VerifiedHead; 2] {
    verify::head_pair(&office.heads(), SERVER_AT, &office.expectations()).unwrap()
}

pub(super) fn frame(office: &TestOffice, from: Cursor) -> VerifiedFrame {
    verify::frame(&office.frame(from.revision), from, SERVER_AT, &office.expectations()).unwrap()
}

pub(super) fn bucket(office: &TestOffice, collection: Collection, number: usize) -> VerifiedBucket {
    repair::bucket_of_answer(office, &office.bucket(collection, number), &office.head_value(collection))
}

pub(super) fn stage_all(replica: &mut impl Replica, office: &TestOffice, chunk_rows: usize) {
    for collection in test_office::collections() {
        replica.begin_staging(collection, office.cursor()).unwrap();
        for (chunk, rows) in office.present(collection).chunks(chunk_rows).enumerate() {
            replica.stage(collection, u32::try_from(chunk).unwrap(), rows).unwrap();
        }
    }
}

pub(super) fn snapshot(replica: &mut impl Replica, office: &TestOffice) -> Changes {
    stage_all(replica, office, 3);
    replica.activate(&heads(office), None).unwrap()
}

/// Applies what the office has newer than the replica.
pub(super) fn catch_up(replica: &mut impl Replica, office: &TestOffice) -> Result<Changes, ReplicaError> {
    let cursor = replica.standing().unwrap().unwrap().cursor;
    replica.apply(&frame(office, cursor))
}

fn granted_name(found: &LookUp) -> Option<&str> {
    match found {
        LookUp::User { granted: Some(granted), .. } => Some(&granted.profile.first_name),
        _ => None,
    }
}

fn found(replica: &impl Replica, byte: u8) -> LookUp {
    replica.look_up(&kdf_name(), &verifier(byte)).unwrap()
}

fn synced<W: World>() -> (W, W::Replica, TestOffice) {
    let (mut world, office) = (W::new(), office());
    let mut replica = world.open();
    snapshot(&mut replica, &office);
    (world, replica, office)
}

fn an_empty_replica_knows_nothing<W: World>() {
    let office = office();
    let mut replica = W::new().open();
    assert_eq!(replica.standing().unwrap(), None);
    assert_eq!(replica.kdfs().unwrap(), []);
    assert_eq!(replica.salepoint().unwrap(), None);
    assert_eq!(replica.policy().unwrap(), Policy::default());
    // "Nobody" would be a statement about users, and there is nothing to make it on.
    assert_eq!(found(&replica, 1), LookUp::Damaged);
    assert_eq!(replica.user(user(1)).unwrap(), LookUp::Damaged);
    assert_eq!(replica.staged().unwrap(), []);
    let frame = frame(&office, Cursor { epoch: office.epoch, revision: Revision(0) });
    assert!(matches!(replica.apply(&frame), Err(ReplicaError::Order(_))));
    assert!(matches!(replica.activate(&heads(&office), None), Err(ReplicaError::Order(_))));
    assert!(matches!(replica.stage(directory(), 0, &[]), Err(ReplicaError::Order(_))));
}

fn a_first_sync_in_chunks_survives_a_restart<W: World>() {
    let (mut world, office) = (W::new(), office());
    let mut replica = world.open();
    let rows = office.present(directory());
    replica.begin_staging(directory(), office.cursor()).unwrap();
    assert!(matches!(replica.stage(directory(), 1, &rows[..2]), Err(ReplicaError::Order(_))));
    replica.stage(directory(), 0, &rows[..2]).unwrap();
    assert!(matches!(replica.stage(directory(), 0, &rows[..2]), Err(ReplicaError::Order(_))));
    assert_eq!(replica.standing().unwrap(), None);

    let mut replica = world.reopen(replica);
    let due = Staged { collection: directory(), cursor: office.cursor(), chunks: 1, rows: 2 };
    assert_eq!(replica.staged().unwrap(), [due]);
    assert_eq!(found(&replica, 1), LookUp::Damaged);
    assert!(matches!(replica.activate(&heads(&office), None), Err(ReplicaError::Order(_))));
    replica.stage(directory(), 1, &rows[2..]).unwrap();
    replica.begin_staging(salepoint(), office.cursor()).unwrap();
    replica.stage(salepoint(), 0, &office.present(salepoint())).unwrap();
    let changes = replica.activate(&heads(&office), None).unwrap();
    assert_eq!(changes, Changes { users_added: 3, salepoint_changes: 7, ..Changes::default() });
    assert_eq!(replica.staged().unwrap(), []);

    let replica = world.reopen(replica);
    let standing = Standing { cursor: office.cursor(), heads: office.heads() };
    assert_eq!(replica.standing().unwrap(), Some(standing));
    assert_eq!(replica.kdfs().unwrap().len(), 1);
    assert_eq!(replica.salepoint().unwrap().unwrap().name, "Kesklinn");
    assert_eq!(replica.policy().unwrap().auto_lock_s, 77);
}

fn who_is_found_and_with_what<W: World>() {
    let (_world, mut replica, mut office) = synced::<W>();
    let LookUp::User { user: who, active: true, granted: Some(granted), .. } = found(&replica, 1) else {
        panic!("user 1 is granted")
    };
    assert_eq!((who, granted.profile.first_name.as_str()), (user(1), "Mari"));
    assert_eq!(granted.group.name, "Cashier");
    assert_eq!(
        granted.stores.iter().map(|store| store.name.as_str()).collect::<Vec<_>>(),
        ["Warehouse 2", "Warehouse 10"]
    );
    assert_eq!(
        found(&replica, 2),
        LookUp::User { user: user(2), active: true, verifier_revision: 1, language: None, granted: None }
    );
    assert!(matches!(found(&replica, 3), LookUp::User { active: false, granted: Some(_), .. }));
    assert_eq!(found(&replica, 9), LookUp::Nobody);
    assert_eq!(replica.look_up(&KdfName("other".into()), &verifier(1)).unwrap(), LookUp::Nobody);
    assert_eq!(replica.user(user(1)).unwrap(), found(&replica, 1));
    assert_eq!(replica.user(user(9)).unwrap(), LookUp::Nobody);

    remove(&mut office, salepoint(), &RowKey::Store(STORES[1]));
    catch_up(&mut replica, &office).unwrap();
    assert_eq!(found(&replica, 1), LookUp::Damaged, "a store the profile names is gone");
}

fn frames_add_change_and_remove<W: World>() {
    let (mut world, mut replica, mut office) = synced::<W>();
    let changed = |replica: &mut W::Replica, office: &TestOffice| catch_up(replica, office).unwrap();

    credential(&mut office, user(4), &verifier(4), 1, true);
    profile(&mut office, user(4), "Anna");
    let changes = changed(&mut replica, &office);
    assert_eq!(changes, Changes { users_added: 1, salepoint_changes: 1, ..Changes::default() });
    assert_eq!(granted_name(&found(&replica, 4)), Some("Anna"));

    credential(&mut office, user(4), &verifier(4), 1, false);
    assert_eq!(changed(&mut replica, &office), Changes { users_deactivated: 1, ..Changes::default() });

    profile(&mut office, user(1), "Mari-Liis");
    let renamed = Changes { users_changed: 1, ..Changes::default() };
    assert_eq!(changed(&mut replica, &office), renamed, "who is renamed is a user who changed");
    profile(&mut office, user(1), "Mari");
    assert_eq!(changed(&mut replica, &office), renamed);

    // Two users swap their passwords in one frame.
    credential(&mut office, user(1), &verifier(2), 2, true);
    credential(&mut office, user(2), &verifier(1), 2, true);
    assert_eq!(changed(&mut replica, &office), Changes { users_changed: 2, ..Changes::default() });
    assert_eq!(granted_name(&found(&replica, 2)), Some("Mari"));
    assert_eq!(
        found(&replica, 1),
        LookUp::User { user: user(2), active: true, verifier_revision: 2, language: None, granted: None }
    );

    remove(&mut office, directory(), &RowKey::Credential(user(4)));
    remove(&mut office, salepoint(), &RowKey::Profile(user(4)));
    let changes = changed(&mut replica, &office);
    assert_eq!(changes, Changes { users_removed: 1, salepoint_changes: 1, ..Changes::default() });
    assert_eq!(found(&replica, 4), LookUp::Nobody);

    // A row of the future is kept, for the digest counts it, and otherwise ignored.
    office.put(directory(), "levitation/1", b"\xff");
    office.put(salepoint(), "kdf/not here", b"\xff");
    assert_eq!(changed(&mut replica, &office), Changes { salepoint_changes: 1, ..Changes::default() });
    assert_eq!(replica.kdfs().unwrap().len(), 1);

    let replica = world.reopen(replica);
    assert_eq!(replica.standing().unwrap(), Some(Standing { cursor: office.cursor(), heads: office.heads() }));
}

fn a_mark_moves_the_cursor<W: World>() {
    let (_world, mut replica, mut office) = synced::<W>();
    let before = office.cursor();
    office.revision.0 += 5;
    let mark = verify::mark(&office.heads(), before, SERVER_AT, &office.expectations()).unwrap();
    assert!(replica.apply(&mark).unwrap().is_empty());
    assert_eq!(replica.standing().unwrap(), Some(Standing { cursor: office.cursor(), heads: office.heads() }));

    // A frame about nothing this terminal has moves the cursor and keeps the heads.
    let heads_before = office.heads();
    office.revision.0 += 1;
    let mut empty = office.frame_value(before.revision);
    empty.parts.clear();
    let empty = Signed::sign(&empty, &office.key);
    let empty = verify::frame(&empty, before, SERVER_AT, &office.expectations()).unwrap();
    assert!(replica.apply(&empty).unwrap().is_empty());
    assert_eq!(replica.standing().unwrap(), Some(Standing { cursor: office.cursor(), heads: heads_before }));

    assert!(matches!(replica.apply(&mark), Err(ReplicaError::Order(_))), "back to an earlier cursor");
}

/// Signs whatever rows with whatever head.
fn crafted(office: &TestOffice, collection: Collection, rows: Vec<Row>, change: impl Fn(&mut Head)) -> VerifiedFrame {
    let mut head = office.head_value(collection);
    change(&mut head);
    let mut frame = office.frame_value(office.revision);
    frame.parts = vec![crate::sync::wire::FramePart { head: Signed::sign(&head, &office.key), rows }];
    let signed = Signed::sign(&frame, &office.key);
    verify::frame(&signed, office.cursor(), SERVER_AT, &office.expectations()).unwrap()
}

fn what_does_not_add_up_changes_nothing<W: World>() {
    let (mut world, mut replica, office) = synced::<W>();
    let before = replica.standing().unwrap();
    let credential = |user: u128, secret: Option<u8>| Row {
        key: RowKey::Credential(self::user(user)).to_string(),
        body: Some(
            RowBody::Credential(Credential { kdf: kdf_name(), verifier_revision: 9, active: true, language: None })
                .encode(),
        ),
        verifier: secret.map(verifier),
    };
    let plain = |key: &str| Row { key: key.into(), body: Some(vec![0]), verifier: None };

    for (rows, change) in [
        (vec![plain("policy")], (|_| {}) as fn(&mut Head)),
        (vec![], |head| head.count += 1),
        (vec![], |head| head.digest.0[0] ^= 1),
    ] {
        let refused = replica.apply(&crafted(&office, salepoint(), rows, change));
        assert!(matches!(refused, Err(ReplicaError::Mismatch { .. })), "{refused:?}");
    }
    for (collection, rows) in [
        (directory(), vec![credential(7, None)]),
        (salepoint(), vec![credential(7, Some(7))]),
        (directory(), vec![credential(7, Some(1))]),
        (directory(), vec![credential(7, Some(7)), credential(8, Some(7))]),
        (directory(), vec![credential(7, Some(7)), credential(7, Some(8))]),
        (directory(), vec![Row { verifier: Some(verifier(7)), ..plain("kdf/x") }]),
        (directory(), vec![Row { body: None, ..credential(1, Some(1)) }]),
        (salepoint(), vec![plain(&"k".repeat(300))]),
    ] {
        let refused = replica.apply(&crafted(&office, collection, rows.clone(), |_| {}));
        assert!(matches!(refused, Err(ReplicaError::Refused { .. })), "{rows:?}: {refused:?}");
        replica.begin_staging(collection, office.cursor()).unwrap();
        let refused = replica.stage(collection, 0, &rows);
        if rows[0].verifier != Some(verifier(1)) {
            assert!(matches!(refused, Err(ReplicaError::Refused { .. })), "{rows:?}: {refused:?}");
        }
    }
    replica.discard_staged().unwrap();
    let replica = world.reopen(replica);
    assert_eq!(replica.standing().unwrap(), before);
    assert_eq!(granted_name(&found(&replica, 1)), Some("Mari"));
}

fn a_reload_that_does_not_add_up_keeps_the_old<W: World>() {
    let (mut world, mut replica, mut office) = synced::<W>();
    let before = replica.standing().unwrap();
    let old = office.present(directory());
    credential(&mut office, user(4), &verifier(4), 1, true);
    for rows in [&old[..], &office.present(directory())[1..]] {
        replica.begin_staging(directory(), office.cursor()).unwrap();
        replica.stage(directory(), 0, rows).unwrap();
        replica.begin_staging(salepoint(), office.cursor()).unwrap();
        replica.stage(salepoint(), 0, &office.present(salepoint())).unwrap();
        assert_eq!(granted_name(&found(&replica, 1)), Some("Mari"), "the old serves while the new is staged");
        let refused = replica.activate(&heads(&office), None);
        assert!(matches!(refused, Err(ReplicaError::Mismatch { collection }) if collection == directory()));
        assert_eq!(replica.staged().unwrap(), []);
    }
    let mut replica = world.reopen(replica);
    assert_eq!(replica.standing().unwrap(), before);
    assert_eq!(granted_name(&found(&replica, 1)), Some("Mari"));
    assert_eq!(snapshot(&mut replica, &office), Changes { users_added: 1, ..Changes::default() });
}

fn a_reload_says_what_changed_and_catches_up<W: World>() {
    let (_world, mut replica, mut office) = synced::<W>();
    replica.begin_staging(directory(), office.cursor()).unwrap();
    replica.stage(directory(), 0, &office.present(directory())).unwrap();
    let lower = office.cursor();

    credential(&mut office, user(2), &verifier(2), 1, false);
    credential(&mut office, user(1), &verifier(5), 2, true);
    credential(&mut office, user(4), &verifier(4), 1, true);
    remove(&mut office, directory(), &RowKey::Credential(user(3)));
    profile(&mut office, user(1), "Maria");
    replica.begin_staging(salepoint(), office.cursor()).unwrap();
    replica.stage(salepoint(), 0, &office.present(salepoint())).unwrap();
    let first_heads = heads(&office);
    remove(&mut office, salepoint(), &RowKey::Profile(user(3)));

    let changes = replica.activate(&first_heads, Some(&frame(&office, lower))).unwrap();
    let due =
        Changes { users_added: 1, users_changed: 2, users_deactivated: 1, users_removed: 1, salepoint_changes: 1 };
    assert_eq!(changes, due);
    assert_eq!(replica.standing().unwrap().unwrap().cursor, office.cursor());
    assert_eq!(granted_name(&found(&replica, 5)), Some("Maria"));
    assert_eq!(found(&replica, 1), LookUp::Nobody);
    assert!(snapshot(&mut replica, &office).is_empty(), "the same again");
}

fn older_data_does_not_replace_newer<W: World>() {
    let (_world, mut replica, mut office) = synced::<W>();
    stage_all(&mut replica, &office, 100);
    let old_heads = heads(&office);
    profile(&mut office, user(2), "Piret");
    catch_up(&mut replica, &office).unwrap();
    assert!(matches!(replica.activate(&old_heads, None), Err(ReplicaError::Order(_))));
    assert_eq!(granted_name(&found(&replica, 2)), Some("Piret"));
}

macro_rules! suite {
    ($($case:ident),+ $(,)?) => {
        mod memory { $(#[test] fn $case() { super::$case::<super::InMemory>() })+ }
        mod sqlite { $(#[test] fn $case() { super::$case::<super::InFile>() })+ }
    };
}

suite! {
    an_empty_replica_knows_nothing,
    a_first_sync_in_chunks_survives_a_restart,
    who_is_found_and_with_what,
    frames_add_change_and_remove,
    a_mark_moves_the_cursor,
    what_does_not_add_up_changes_nothing,
    a_reload_that_does_not_add_up_keeps_the_old,
    a_reload_says_what_changed_and_catches_up,
    older_data_does_not_replace_newer,
    a_bucket_is_replaced_only_by_what_adds_up,
    nothing_visible_is_not_damaged,
}
