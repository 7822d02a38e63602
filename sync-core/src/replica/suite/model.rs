//! Random changes by random ways: memory, file and a model of a few lines agree.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A change at head office.
#[derive(Clone, Debug)]
enum Change {
    /// A user gets a secret, unless another one has it.
    Credential {
        user: u8,
        secret: u8,
        active: bool,
    },
    RemoveCredential(u8),
    Profile(u8, String),
    RemoveProfile(u8),
    /// A row of the future.
    Other(bool, u8, Option<u8>),
}

/// How the changes reach the replicas.
#[derive(Clone, Copy, Debug)]
enum Way {
    Frame,
    Snapshot,
    /// The directory staged before the changes, then caught up.
    CaughtUp,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (1..6u8, 1..9u8, any::<bool>())
            .prop_map(|(user, secret, active)| Change::Credential { user, secret, active }),
        1 => (1..6u8).prop_map(Change::RemoveCredential),
        2 => (1..6u8, "[A-Z][a-z]{0,3}").prop_map(|(user, name)| Change::Profile(user, name)),
        1 => (1..6u8).prop_map(Change::RemoveProfile),
        1 => (any::<bool>(), 0..4u8, any::<Option<u8>>()).prop_map(|(side, key, body)| Change::Other(side, key, body)),
    ]
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![3 => Just(Way::Frame), 1 => Just(Way::Snapshot), 1 => Just(Way::CaughtUp)]
}

/// What other hands do to a row of the file.
const HARMS: [&str; 8] = [
    "DELETE FROM row WHERE rowid_of = ?1",
    "UPDATE row SET key = 'other/1' WHERE rowid_of = ?1",
    "UPDATE row SET body = CAST(body || x'00' AS BLOB) WHERE rowid_of = ?1",
    "UPDATE row SET tag = randomblob(32) WHERE rowid_of = ?1",
    "UPDATE row SET tag = NULL, mac = zeroblob(32) WHERE rowid_of = ?1",
    "UPDATE row SET mac = randomblob(32) WHERE rowid_of = ?1",
    "UPDATE row SET bucket = (bucket + 1) % 512 WHERE rowid_of = ?1",
    "UPDATE row SET collection = 'nowhere' WHERE rowid_of = ?1",
];

/// Harms some visible row; says whether there was one.
fn harm(file: &InFile, row: u8, harm: u8) -> bool {
    let raw = rusqlite::Connection::open(file.path()).unwrap();
    let live = "slot = (SELECT live FROM replica)";
    let chosen = format!(
        "SELECT key FROM row WHERE {live} ORDER BY key LIMIT 1 OFFSET ?1 % (SELECT count(*) FROM row WHERE {live})"
    );
    let Ok(key) = raw.query_row(&chosen, [row], |row| row.get::<_, String>(0)) else { return false };
    let sql = HARMS[usize::from(harm) % HARMS.len()].replace("rowid_of = ?1", &format!("{live} AND key = ?1"));
    raw.execute(&sql, [key]).unwrap() > 0
}

/// Who has which secret and which name: what the replicas must say.
#[derive(Default)]
struct Model {
    credentials: BTreeMap<u8, (u8, bool)>,
    profiles: BTreeMap<u8, String>,
}

impl Model {
    fn change(&mut self, office: &mut TestOffice, change: Change) {
        match change {
            Change::Credential { user, secret, active } => {
                if self.credentials.iter().any(|(other, (taken, _))| *other != user && *taken == secret) {
                    return;
                }
                self.credentials.insert(user, (secret, active));
                let revision = office.revision.0;
                credential(office, super::user(user.into()), &verifier(secret), revision, active);
            }
            Change::RemoveCredential(user) => {
                self.credentials.remove(&user);
                remove(office, directory(), &RowKey::Credential(super::user(user.into())));
            }
            Change::Profile(user, name) => {
                profile(office, super::user(user.into()), &name);
                self.profiles.insert(user, name);
            }
            Change::RemoveProfile(user) => {
                self.profiles.remove(&user);
                remove(office, salepoint(), &RowKey::Profile(super::user(user.into())));
            }
            Change::Other(side, key, body) => {
                let collection = if side { directory() } else { salepoint() };
                let body = body.map(|byte| vec![byte]);
                office.change(collection, Row { key: format!("future/{key}"), body, verifier: None });
            }
        }
    }

    fn agrees(&self, replica: &impl Replica, office: &TestOffice) {
        // The heads' digests were compared with the rows, so that equal heads mean equal keys and images.
        assert_eq!(replica.standing().unwrap(), Some(Standing { cursor: office.cursor(), heads: office.heads() }));
        for secret in 1..9 {
            let owner = self.credentials.iter().find(|(_, (taken, _))| *taken == secret);
            match (found(replica, secret), owner) {
                (LookUp::Nobody, None) => {}
                (LookUp::User { user, active, granted, .. }, Some((owner, (_, due)))) => {
                    assert_eq!((user, active), (super::user((*owner).into()), *due));
                    let name = granted.map(|granted| granted.profile.first_name);
                    assert_eq!(name.as_ref(), self.profiles.get(owner));
                }
                (found, owner) => panic!("secret {secret}: {found:?}, due is {owner:?}"),
            }
        }
    }
}

/// Brings one replica to what the office has by now.
fn follow(replica: &mut impl Replica, office: &TestOffice, way: Way) -> Changes {
    match way {
        Way::Frame => catch_up(replica, office).unwrap(),
        Way::Snapshot => snapshot(replica, office),
        Way::CaughtUp => {
            let staged = replica.staged().unwrap()[0].cursor;
            replica.begin_staging(salepoint(), office.cursor()).unwrap();
            replica.stage(salepoint(), 0, &office.present(salepoint())).unwrap();
            replica.activate(&heads(office), Some(&frame(office, staged))).unwrap()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// However changes reach them, memory, file and model agree on who is found and on what changed.
    #[test]
    fn both_replicas_are_the_model(
        rounds in prop::collection::vec((prop::collection::vec(change(), 0..8), way(), any::<Option<(u8, u8)>>()), 1..8),
    ) {
        let (mut in_memory, mut in_file, mut office, mut model) =
            (InMemory, InFile::new(), office(), Model::default());
        for number in [1, 2, 3] {
            remove(&mut office, directory(), &RowKey::Credential(user(number)));
            remove(&mut office, salepoint(), &RowKey::Profile(user(number)));
        }
        let (mut memory, mut file) = (in_memory.open(), in_file.open());
        prop_assert_eq!(snapshot(&mut memory, &office), snapshot(&mut file, &office));
        for (changes, way, harmed) in rounds {
            if let Way::CaughtUp = way {
                let rows = office.present(directory());
                memory.begin_staging(directory(), office.cursor()).unwrap();
                memory.stage(directory(), 0, &rows).unwrap();
                file.begin_staging(directory(), office.cursor()).unwrap();
                file.stage(directory(), 0, &rows).unwrap();
            }
            for change in changes {
                model.change(&mut office, change);
            }
            prop_assert_eq!(follow(&mut memory, &office, way), follow(&mut file, &office, way));
            model.agrees(&memory, &office);
            model.agrees(&file, &office);
            let harmed = harmed.is_some_and(|(row, how)| harm(&in_file, row, how));
            prop_assert_eq!(!file.damaged().unwrap().is_empty(), harmed);
            for (collection, number) in file.damaged().unwrap() {
                file.repair(&bucket(&office, collection, number)).unwrap();
                memory.repair(&bucket(&office, collection, number)).unwrap();
            }
            prop_assert_eq!(file.damaged().unwrap(), []);
            model.agrees(&memory, &office);
            model.agrees(&file, &office);
        }
    }
}
