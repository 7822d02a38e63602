use super::Touched;
use crate::clock::Clock;
use crate::db::grants::Viewer;
use crate::db::{Tx, company, enrol_codes, pos_passwords, replica_rows, salepoints, users};
use crate::errors::OfficeError;
use crate::office::Office;
use crate::testing::{CHAIN, NOW, TestOffice};
use proptest::prelude::*;
use std::collections::BTreeMap;
use sync_core::domain::{
    Collection, Credential, Cursor, Group, Profile, Revision, RowBody, RowKey, SalepointId, UserId, Verifier, decode,
};

type Rows = BTreeMap<(Collection, String), Vec<u8>>;

fn salepoint(office: &TestOffice, name: &str) -> SalepointId {
    office.db.read(|tx| salepoints::named(tx, Viewer::Everything, name)).unwrap().unwrap().id
}

fn user(office: &TestOffice, reference: &str) -> UserId {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap().id
}

fn collections(office: &TestOffice) -> Vec<Collection> {
    let ids = office
        .db
        .read(|tx| salepoints::all(tx, Viewer::Everything))
        .unwrap()
        .into_iter()
        .map(|found| Collection::Salepoint(found.id));
    [Collection::Directory].into_iter().chain(ids).collect()
}

/// Follows all collections by cursor, as terminals do.
#[derive(Default)]
struct Follower {
    cursor: Revision,
    rows: Rows,
}

impl Follower {
    /// The keys that came, those that went with a minus.
    fn catch_up(&mut self, office: &TestOffice) -> Vec<String> {
        let mut news = Vec::new();
        office
            .db
            .read(|tx| {
                for collection in collections(office) {
                    for (key, body) in replica_rows::newer(tx, collection, self.cursor, usize::MAX)? {
                        news.push(format!("{}{key}", if body.is_some() { "" } else { "-" }));
                        match body {
                            Some(body) => self.rows.insert((collection, key), body),
                            None => self.rows.remove(&(collection, key)),
                        };
                    }
                }
                self.cursor = company::counter(tx)?.cursor.revision;
                Ok::<_, OfficeError>(())
            })
            .unwrap();
        news.sort();
        news
    }
}

fn all_rows(office: &TestOffice) -> Rows {
    let rows = collections(office).into_iter().flat_map(|collection| {
        let rows = office.db.read(|tx| super::full::rows(tx, collection)).unwrap();
        rows.into_iter().map(move |(key, body)| ((collection, key), body))
    });
    rows.collect()
}

fn import(office: &TestOffice, text: &str) -> u64 {
    office.import_str(text).unwrap().revision
}

fn counted(news: &[String], prefix: &str) -> usize {
    news.iter().filter(|key| key.starts_with(prefix)).count()
}

#[test]
fn what_a_change_means_for_the_terminals() {
    let grants = |list: &str| format!("[[user]]\nref = \"jüri\"\nsalepoints = [{list}]");
    /// What happens, the file that does it, and how many rows of which kind come of it.
    type Case<'a> = (&'a str, String, &'a [(&'a str, usize)]);
    let cases: [Case<'_>; 9] = [
        ("nothing new", CHAIN.into(), &[]),
        ("deactivated", "[[user]]\nref = \"mari\"\nactive = false".into(), &[("credential", 1)]),
        ("renamed", "[[user]]\nref = \"mari\"\nlast_name = \"Mets\"".into(), &[("profile", 2)]),
        (
            "granted: his group and store enter with him",
            grants("{ name = \"Kesklinn\" }, { name = \"Sadama\" }"),
            &[("profile", 1), ("group", 1), ("store", 1)],
        ),
        ("ungranted: his store leaves with him, Mari keeps the group", grants(""), &[("-profile", 1), ("-store", 1)]),
        (
            "another group there",
            grants("{ name = \"Kesklinn\", group = \"Shift lead\" }"),
            &[("profile", 1), ("group", 1)],
        ),
        ("a salepoint's language", "[[salepoint]]\nname = \"Sadama\"\nlanguage = \"ru\"".into(), &[("salepoint", 1)]),
        ("the company's name, everywhere", "[company]\nname = \"X\"".into(), &[("salepoint", 2)]),
        (
            "a group's actions, where it is",
            "[[group]]\nname = \"Shift lead\"\npos = [\"sell\"]".into(),
            &[("group", 1)],
        ),
    ];
    for (what, text, expect) in cases {
        let office = TestOffice::with(CHAIN);
        let mut follower = Follower::default();
        follower.catch_up(&office);
        let before = follower.cursor.0;
        let revision = import(&office, &text);
        let news = follower.catch_up(&office);
        let due: usize = expect.iter().map(|(_, count)| count).sum();
        assert_eq!(news.len(), due, "{what}: {news:?}");
        for (prefix, count) in expect {
            assert_eq!(counted(&news, prefix), *count, "{what}: {news:?}");
        }
        assert_eq!(revision, before + u64::from(due > 0), "{what}: a revision for a difference and no other");
        assert_eq!(follower.rows, all_rows(&office), "{what}");
        assert_eq!(office.check().unwrap(), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn two_users_swap_their_passwords_in_one_revision() {
    let office = TestOffice::with(CHAIN);
    let (mari, jüri) = (user(&office, "mari"), user(&office, "jüri"));
    let mut follower = Follower::default();
    follower.catch_up(&office);
    office
        .change(|tx, touched| -> Result<(), OfficeError> {
            let (one, other) = (pos_passwords::of_user(tx, mari)?.unwrap(), pos_passwords::of_user(tx, jüri)?.unwrap());
            for user in [mari, jüri] {
                pos_passwords::release(tx, user, NOW)?;
                touched.users.insert(user);
            }
            let keys = &office.keys.verifiers;
            for (user, password) in [(mari, &other), (jüri, &one)] {
                let verifier = keys.open(&password.sealed_verifier, password.user, &password.kdf)?;
                crate::passwords::store(tx, keys, user, &verifier, &password.kdf, NOW)?;
            }
            Ok(())
        })
        .unwrap();
    let news = follower.catch_up(&office);
    assert_eq!((counted(&news, "credential"), news.len()), (2, 2), "{news:?}");
    for user in [mari, jüri] {
        let body = &follower.rows[&(Collection::Directory, RowKey::Credential(user).to_string())];
        assert_eq!(decode::<Credential>(body).unwrap().verifier_revision, 2);
    }
}

#[test]
fn a_user_without_a_password_is_nowhere_and_the_profile_names_the_group_there() {
    let office = TestOffice::with(CHAIN);
    import(
        &office,
        "[[user]]\nref = \"new\"\nfirst_name = \"N\"\nlast_name = \"N\"\ngroup = \"Cashier\"\n\
         salepoints = [{ name = \"Sadama\" }]",
    );
    let new = user(&office, "new");
    let rows = all_rows(&office);
    assert!(!rows.keys().any(|(_, key)| key.contains(&new.to_string())));

    let sadama = Collection::Salepoint(salepoint(&office, "Sadama"));
    let mari = RowKey::Profile(user(&office, "mari")).to_string();
    let profile: Profile = decode(&rows[&(sadama, mari)]).unwrap();
    let group: Group = decode(&rows[&(sadama, RowKey::Group(profile.group).to_string())]).unwrap();
    assert_eq!(group.name, "Shift lead");
}

/// Changes are thought out in one order and committed in the other: Anna's ids are made first, Boris is committed first.
/// Who follows by cursor between the two misses neither, because the revision is taken with the counter locked and not
/// from an id, a clock or a sequence that was drawn before.
#[test]
fn commits_in_reverse_order_lose_nothing() {
    let office = TestOffice::with(CHAIN);
    let mut follower = Follower::default();
    follower.catch_up(&office);
    let (begin_second, second_begins) = std::sync::mpsc::channel::<()>();
    let (second_is_done, wait_for_second) = std::sync::mpsc::channel::<()>();
    let first = add_user("anna", &office);
    std::thread::scope(|scope| {
        let office = &office;
        let slow = scope.spawn(move || {
            // Has everything it needs to write, and hands the processor to the second one.
            begin_second.send(()).unwrap();
            wait_for_second.recv().unwrap();
            office.change(|tx, touched| first(tx, touched)).unwrap().cursor
        });
        second_begins.recv().unwrap();
        let second = add_user("boris", office);
        let quick = office.change(|tx, touched| second(tx, touched)).unwrap().cursor;
        let news = follower.catch_up(office);
        assert_eq!((counted(&news, "credential"), follower.cursor), (1, quick.revision));
        second_is_done.send(()).unwrap();
        let slow: Cursor = slow.join().unwrap();
        assert_eq!(slow.revision.0, quick.revision.0 + 1);
    });
    assert_eq!(counted(&follower.catch_up(&office), "credential"), 1);
    assert_eq!(follower.rows, all_rows(&office));
}

/// Many at once: every revision there is, once, and who follows meanwhile ends with what everybody else has.
#[test]
fn revisions_of_many_writers_are_gapless_and_followed() {
    const WRITERS: usize = 4;
    const EACH: usize = 12;
    let office = TestOffice::with(CHAIN);
    let before = office.cursor().unwrap().revision.0;
    let mut follower = Follower::default();
    let mut taken = std::thread::scope(|scope| {
        let office = &office;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn(move || {
                    let revisions = (0..EACH).map(|number| {
                        let work = add_user(&format!("{writer}-{number}"), office);
                        office.change(|tx, touched| work(tx, touched)).unwrap().cursor.revision.0
                    });
                    revisions.collect::<Vec<_>>()
                })
            })
            .collect();
        while writers.iter().any(|writer| !writer.is_finished()) {
            follower.catch_up(office);
        }
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
    });
    taken.sort_unstable();
    assert_eq!(taken, (before + 1..=before + (WRITERS * EACH) as u64).collect::<Vec<_>>());
    follower.catch_up(&office);
    assert_eq!(follower.rows, all_rows(&office));
    assert_eq!(office.check().unwrap(), Vec::<String>::new());
}

/// Work that adds a user with a password; the ids are made now, the rest in the transaction.
fn add_user(
    name: &str,
    office: &TestOffice,
) -> impl FnOnce(&mut Tx<'_>, &mut Touched) -> Result<(), OfficeError> + use<> {
    let mari = office.db.read(|tx| users::by_reference(tx, "mari")).unwrap().unwrap();
    let id = UserId(uuid::Uuid::now_v7());
    let record = users::User { id, reference: Some(name.into()), default_store: None, ..mari };
    let verifier = Verifier::from_bytes(std::array::from_fn(|at| id.0.as_bytes()[at % 16]));
    let office_of = std::sync::Arc::clone(&office.office);
    let salepoint = salepoint(office, "Sadama");
    move |tx, touched| {
        users::create(tx, &record)?;
        users::grant_salepoints(tx, id, [users::SalepointGrant { salepoint, group: None }])?;
        let kdf = crate::db::kdfs::all(tx)?.remove(0).name;
        touched.users.insert(id);
        crate::passwords::store(tx, &office_of.keys.verifiers, id, &verifier, &kdf, NOW)
    }
}

#[test]
fn enrolment_codes_are_no_revision() {
    let office = TestOffice::with(CHAIN);
    let before = office.cursor().unwrap();
    office.enrol_code("Sadama", None).unwrap();
    assert_eq!(office.cursor().unwrap(), before);
    let known = office.db.read(|tx| enrol_codes::promised_names(tx, salepoint(&office, "Sadama"), NOW)).unwrap();
    assert_eq!(known, ["Till 1"]);
}

#[derive(Clone, Debug)]
enum Step {
    Grant(usize, usize, Option<usize>),
    Ungrant(usize, usize),
    Stock(usize, usize, bool),
    Regroup(usize, usize),
    Activate(usize, bool),
    Password(usize, bool),
    Supply(usize, Option<usize>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3usize, 0..2usize, prop::option::of(0..2usize)).prop_map(|(user, at, group)| Step::Grant(user, at, group)),
        (0..3usize, 0..2usize).prop_map(|(user, at)| Step::Ungrant(user, at)),
        (0..3usize, 0..2usize, any::<bool>()).prop_map(|(user, store, has)| Step::Stock(user, store, has)),
        (0..3usize, 0..2usize).prop_map(|(user, group)| Step::Regroup(user, group)),
        (0..3usize, any::<bool>()).prop_map(|(user, active)| Step::Activate(user, active)),
        (0..3usize, any::<bool>()).prop_map(|(user, has)| Step::Password(user, has)),
        (0..2usize, prop::option::of(0..2usize)).prop_map(|(at, store)| Step::Supply(at, store)),
    ]
}

fn carry_out(office: &TestOffice, step: &Step) {
    office
        .change(|tx, touched| -> Result<(), OfficeError> {
            let users: Vec<_> = ["mari", "jüri", "ilze"]
                .into_iter()
                .map(|reference| Ok(users::by_reference(tx, reference)?.unwrap()))
                .collect::<Result<_, OfficeError>>()?;
            let (places, stores) =
                (salepoints::all(tx, Viewer::Everything)?, crate::db::stores::all(tx, Viewer::Everything)?);
            let groups = crate::db::groups::all(tx)?;
            let mut touch = |user: usize| touched.users.insert(users[user].id);
            match *step {
                Step::Grant(user, at, group) => {
                    let grant =
                        users::SalepointGrant { salepoint: places[at].id, group: group.map(|group| groups[group].id) };
                    touch(user);
                    users::grant_salepoints(tx, users[user].id, [grant])?;
                }
                Step::Ungrant(user, at) => {
                    touch(user);
                    users::revoke_salepoint(tx, users[user].id, places[at].id)?;
                }
                Step::Stock(user, store, has) => {
                    touch(user);
                    match has {
                        true => users::grant_store(tx, users[user].id, stores[store].id)?,
                        false => users::revoke_store(tx, users[user].id, stores[store].id)?,
                    }
                }
                Step::Regroup(user, group) => {
                    touch(user);
                    users::update(tx, &users::User { group: groups[group].id, ..users[user].clone() })?;
                }
                Step::Activate(user, active) => {
                    touch(user);
                    users::update(tx, &users::User { active, ..users[user].clone() })?;
                }
                Step::Password(user, true) => {
                    touch(user);
                    let verifier = Verifier::from_bytes([user as u8; 32]);
                    let kdf = crate::db::kdfs::all(tx)?.remove(0).name;
                    crate::passwords::store(tx, &office.keys.verifiers, users[user].id, &verifier, &kdf, NOW)?;
                }
                Step::Password(user, false) => {
                    touch(user);
                    pos_passwords::release(tx, users[user].id, NOW)?;
                }
                Step::Supply(at, store) => {
                    touched.salepoints.insert(places[at].id);
                    let store = store.map(|store| stores[store].id);
                    salepoints::save(tx, &salepoints::Salepoint { store, ..places[at].clone() })?;
                }
            }
            Ok(())
        })
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens in whatever order: rows kept up to date are those that everything anew would give, digests
    /// included, and who follows by cursor has them.
    #[test]
    fn kept_up_to_date_is_as_good_as_made_anew(steps in prop::collection::vec(step(), 1..25)) {
        let office = TestOffice::with(CHAIN);
        let mut follower = Follower::default();
        for (number, step) in steps.iter().enumerate() {
            carry_out(&office, step);
            if number % 3 == 0 {
                follower.catch_up(&office);
            }
        }
        follower.catch_up(&office);
        prop_assert_eq!(&follower.rows, &all_rows(&office));
        prop_assert_eq!(office.check().unwrap(), Vec::<String>::new());
    }
}

/// Before version 38 the directory did not say in which language a user is told that they lack a salepoint.
#[test]
fn a_directory_of_an_older_version_is_made_anew_when_it_is_opened() {
    let office = TestOffice::with(CHAIN);
    let mut follower = Follower::default();
    follower.catch_up(&office);
    let older = |tx: &mut Tx<'_>| {
        let mut images = BTreeMap::new();
        for (key, body) in replica_rows::live(tx, Collection::Directory)? {
            if key.starts_with("credential/") {
                let credential = Credential { language: None, ..decode(&body).unwrap() };
                let image = Some(RowBody::Credential(credential).encode());
                images.insert((Collection::Directory, key.parse().unwrap()), image);
            }
        }
        replica_rows::put(tx, &images, follower.cursor)?;
        company::set_fact(tx, "derivation_due", "directory")?;
        Ok::<_, OfficeError>(images.into_keys().map(|(_, key)| RowKey::to_string(&key)).collect::<Vec<_>>())
    };
    let mut credentials = office.db.write(older).unwrap();
    credentials.sort();
    let reopen = || drop(Office::open_at(&office.settings, Clock::standing_at(NOW)).unwrap());
    reopen();
    assert_eq!(follower.catch_up(&office), credentials);
    let mari = office.db.read(|tx| users::by_reference(tx, "mari")).unwrap().unwrap();
    let key = RowKey::Credential(mari.id).to_string();
    let read: Credential = decode(&follower.rows[&(Collection::Directory, key)]).unwrap();
    assert_eq!(read.language, Some(mari.language));
    let (made, due) = office
        .db
        .read(|tx| {
            let live: BTreeMap<_, _> = replica_rows::live(tx, Collection::Directory)?.into_iter().collect();
            Ok::<_, OfficeError>((live, super::full::rows(tx, Collection::Directory)?))
        })
        .unwrap();
    assert_eq!(made, due);
    reopen();
    assert_eq!(follower.catch_up(&office), [""; 0], "once");
}
