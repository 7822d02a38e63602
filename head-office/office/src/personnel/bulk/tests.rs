//! Changes of many users on a real office.

use super::*;
use crate::db::bulk_changes;
use crate::db::grants::Viewer;
use crate::db::user_list::Filter;
use crate::db::users::{self, User};
use crate::db::{DbError, audit, groups, salepoints, stores};
use crate::office::Office;
use crate::personnel::{AuthorityError, Editor, Record, load, store};
use crate::progress::Progress;
use crate::testing::{CHAIN, TestOffice};
use sync_core::domain::{GroupId, SalepointId, StoreId, UserId};

struct World {
    office: TestOffice,
    by: UserId,
    mari: UserId,
    juri: UserId,
    ilze: UserId,
}

impl World {
    fn new() -> Self {
        let office = TestOffice::with(CHAIN);
        let user = |reference: &str| office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap().id;
        let (mari, juri, ilze) = (user("mari"), user("jüri"), user("ilze"));
        let by = office.db.read(|tx| users::named(tx, "First Administrator")).unwrap()[0].id;
        Self { office, by, mari, juri, ilze }
    }

    fn salepoint(&self, name: &str) -> SalepointId {
        self.office.db.read(|tx| salepoints::named(tx, Viewer::Everything, name)).unwrap().unwrap().id
    }

    fn store(&self, name: &str) -> StoreId {
        let stores = self.office.db.read(|tx| stores::all(tx, Viewer::Everything)).unwrap();
        stores.into_iter().find(|store| store.name == name).unwrap().id
    }

    fn group(&self, name: &str) -> GroupId {
        let groups = self.office.db.read(groups::all).unwrap();
        groups.into_iter().find(|group| group.name == name).unwrap().id
    }

    fn record(&self, user: UserId) -> Record {
        self.office.db.read(|tx| load(tx, user)).unwrap().unwrap()
    }

    fn plan(&self, action: BulkAction, users: &[UserId]) -> Plan {
        self.office.db.read(|tx| plan(tx, self.by, action, &Chosen::These(users.to_vec()))).unwrap()
    }

    fn make(&self, action: BulkAction, users: &[UserId]) -> Result<uuid::Uuid, BulkError> {
        let seen = self.plan(action, users).fingerprint();
        self.office
            .change_many(self.by, action, &Chosen::These(users.to_vec()), &seen, &Progress::default())
            .map(|made| made.result)
    }

    fn change(&self, user: UserId, change: impl FnOnce(&mut Record)) {
        let before = self.record(user);
        let mut after = before.clone();
        change(&mut after);
        let now = self.office.clock.now();
        let stored =
            self.office.change(|tx, touched| store(tx, touched, &mut Editor::machine(now), Some(&before), &after));
        stored.map(drop).unwrap_or_else(|error: AuthorityError| panic!("{error}"));
    }

    fn kept(&self, id: uuid::Uuid) -> Vec<(UserId, String)> {
        let users = self.office.db.read(|tx| bulk_changes::users(tx, id)).unwrap();
        users.into_iter().filter_map(|one| Some((one.user, one.kept_because?))).collect()
    }
}

fn revision(office: &Office) -> u64 {
    office.cursor().unwrap().revision.0
}

#[test]
fn every_action_is_one_revision_and_undone_it_is_as_before() {
    let world = World::new();
    let all = [world.mari, world.juri, world.ilze];
    for action in [
        BulkAction::AddSalepoint(world.salepoint("Sadama")),
        BulkAction::RemoveSalepoint(world.salepoint("Sadama")),
        BulkAction::AddStore(world.store("Main")),
        BulkAction::RemoveStore(world.store("Main")),
        BulkAction::ChangeGroup(world.group("Shift lead")),
        BulkAction::Deactivate,
    ] {
        let (before, from) = (all.map(|user| world.record(user)), revision(&world.office));
        let id = world.make(action, &all).unwrap();
        assert_eq!(revision(&world.office), from + 1, "{action:?}");
        assert_ne!(all.map(|user| world.record(user)), before, "{action:?}");
        assert_eq!(world.plan(action, &all).changed, [], "all of them are so now: {action:?}");
        world.office.undo_many(world.by, id, &Progress::default()).unwrap();
        assert_eq!(all.map(|user| world.record(user)), before, "{action:?}");
        assert_eq!(world.kept(id), [], "{action:?}");
        assert!(
            matches!(world.office.undo_many(world.by, id, &Progress::default()), Err(UndoError::NotThere)),
            "it is undone once"
        );
        assert_eq!(world.office.check().unwrap(), Vec::<String>::new(), "{action:?}");
    }
    let trail = world.office.db.read(|tx| audit::of_record(tx, Viewer::Everything, world.mari.0, 100)).unwrap();
    assert!(trail.iter().filter(|one| one.entry.by == Some(world.by)).count() >= 8, "{trail:?}");
}

#[test]
fn who_is_left_out_and_why() {
    let world = World::new();
    let manager =
        "[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }\n[[user]]\nref = \"mari\"\ngroup = \"Manager\"";
    world.office.import_str(manager).unwrap();
    let all = Chosen::Matching(Filter::default());
    let planned = |by: UserId, action: BulkAction| {
        let plan = world.office.db.read(|tx| plan(tx, by, action, &all)).unwrap();
        let changed: Vec<_> = plan.changed.into_iter().map(|(_, name)| name).collect();
        (changed, plan.left_out.into_iter().collect::<Vec<_>>())
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let (changed, left_out) = planned(world.mari, BulkAction::Deactivate);
    assert_eq!(changed, names(&["Ilze Ozola", "Jüri Tamm"]));
    let expect =
        [(LeftOut::OfficeRights, names(&["First Administrator"])), (LeftOut::Oneself, names(&["Mari Maasikas"]))];
    assert_eq!(left_out, expect);
    let (changed, left_out) = planned(world.mari, BulkAction::ChangeGroup(world.group("Administrators")));
    assert_eq!(changed, names(&[]), "nobody gives what they lack: {left_out:?}");
    let (changed, left_out) = planned(world.by, BulkAction::AddSalepoint(world.salepoint("Kesklinn")));
    assert_eq!(changed, names(&["First Administrator", "Ilze Ozola"]));
    assert_eq!(left_out, [(LeftOut::AlreadySo, names(&["Jüri Tamm", "Mari Maasikas"]))]);
}

#[test]
fn what_was_seen_must_still_be_so() {
    let world = World::new();
    let sadama = BulkAction::AddSalepoint(world.salepoint("Sadama"));
    let users = Chosen::These(vec![world.juri, world.ilze]);
    let both = world.plan(sadama, &[world.juri, world.ilze]).fingerprint();
    world.change(world.juri, |record| {
        record.salepoints.insert(world.salepoint("Sadama"), None);
    });
    let from = revision(&world.office);
    assert!(matches!(
        world.office.change_many(world.by, sadama, &users, &both, &Progress::default()),
        Err(BulkError::OthersByNow)
    ));
    // As many as were shown, but another one of them.
    let other = world.plan(sadama, &[world.ilze]).fingerprint();
    world.change(world.ilze, |record| {
        record.salepoints.insert(world.salepoint("Sadama"), None);
    });
    world.change(world.juri, |record| {
        record.salepoints.remove(&world.salepoint("Sadama"));
    });
    assert!(matches!(
        world.office.change_many(world.by, sadama, &users, &other, &Progress::default()),
        Err(BulkError::OthersByNow)
    ));
    assert_eq!(revision(&world.office), from + 2, "only what was changed by others");
    let seen = world.plan(sadama, &[world.juri]).fingerprint();
    world.office.change_many(world.by, sadama, &users, &seen, &Progress::default()).unwrap();
    let nobody = Plan::default().fingerprint();
    assert!(matches!(
        world.office.change_many(world.by, sadama, &users, &nobody, &Progress::default()),
        Err(BulkError::Nobody)
    ));
    let gone = BulkAction::AddStore(StoreId(uuid::Uuid::nil()));
    assert!(matches!(
        world.office.change_many(world.by, gone, &users, &both, &Progress::default()),
        Err(BulkError::Gone)
    ));
}

#[test]
fn undoing_leaves_who_was_changed_since_and_says_who() {
    let world = World::new();
    let (kesklinn, lead) = (world.salepoint("Kesklinn"), world.group("Shift lead"));
    let id = world.make(BulkAction::RemoveSalepoint(kesklinn), &[world.mari, world.juri]).unwrap();
    world.change(world.juri, |record| {
        record.salepoints.insert(kesklinn, Some(lead));
    });
    world.change(world.mari, |record| record.user.first_name = "Maria".into());
    world.office.undo_many(world.by, id, &Progress::default()).unwrap();
    assert_eq!(world.kept(id), [(world.juri, "changed_since".to_owned())]);
    assert_eq!(world.record(world.juri).salepoints[&kesklinn], Some(lead));
    let mari = world.record(world.mari);
    assert!(mari.user.first_name == "Maria" && mari.salepoints.contains_key(&kesklinn), "another change is no reason");
}

#[test]
fn a_closed_salepoint_is_given_to_nobody_and_not_given_back() {
    let world = World::new();
    let kesklinn = world.salepoint("Kesklinn");
    let id = world.make(BulkAction::RemoveSalepoint(kesklinn), &[world.mari]).unwrap();
    let closed = world.office.db.write(|tx| {
        let salepoint = salepoints::find(tx, Viewer::Everything, kesklinn)?.unwrap();
        salepoints::save(tx, &salepoints::Salepoint { closed_at: Some(world.office.clock.now()), ..salepoint })
    });
    closed.unwrap_or_else(|error: DbError| panic!("{error}"));
    assert!(matches!(world.make(BulkAction::AddSalepoint(kesklinn), &[world.ilze]), Err(BulkError::Gone)));
    world.office.undo_many(world.by, id, &Progress::default()).unwrap();
    assert_eq!(world.kept(id), [(world.mari, "gone".to_owned())]);
}

#[test]
fn undoing_gives_nobody_more_than_who_undoes_has() {
    let world = World::new();
    let manager =
        "[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }\n[[user]]\nref = \"mari\"\ngroup = \"Manager\"";
    world.office.import_str(manager).unwrap();
    let id = world.make(BulkAction::Deactivate, &[world.ilze, world.juri]).unwrap();
    world.change(world.ilze, |record| record.user.group = world.group("Administrators"));
    world.office.undo_many(world.mari, id, &Progress::default()).unwrap();
    assert_eq!(world.kept(id), [(world.ilze, "office_rights".to_owned())]);
    assert!(world.record(world.juri).user.active && !world.record(world.ilze).user.active);
}

#[test]
fn the_last_administrator_stays_whoever_undoes_what() {
    let world = World::new();
    let ensure = |user: UserId| {
        let account =
            world.office.db.write(|tx| crate::db::office_accounts::ensure(tx, user, world.office.clock.now()));
        account.unwrap_or_else(|error: DbError| panic!("{error}"));
    };
    ensure(world.mari);
    let administrators = world.group("Administrators");
    world.change(world.mari, |record| record.user.active = false);
    world.change(world.mari, |record| record.user.group = administrators);
    let id = world.make(BulkAction::Activate, &[world.mari]).unwrap();
    let first = world.record(world.by).user;
    let resigned = User { group: world.group("Cashier"), ..first };
    world.office.db.write(|tx| users::update(tx, &resigned)).unwrap_or_else(|error: DbError| panic!("{error}"));
    let undone = world.office.undo_many(world.mari, id, &Progress::default());
    assert!(undone.is_ok(), "she stays as she is: nobody deactivates oneself");
    assert_eq!(world.kept(id), [(world.mari, "oneself".to_owned())]);
    assert!(world.record(world.mari).user.active);
}

#[test]
fn only_many_at_once_are_far_reaching() {
    let world = World::new();
    let many: String = (10..50)
        .map(|number| {
            let names = format!("first_name = \"A\"\nlast_name = \"{number}\"\ngroup = \"Cashier\"\n");
            format!("[[user]]\nref = \"n{number}\"\n{names}")
        })
        .collect();
    world.office.import_str(&many).unwrap();
    let all =
        world.office.db.read(|tx| plan(tx, world.by, BulkAction::Deactivate, &Chosen::Matching(Filter::default())));
    let ids: Vec<_> = all.unwrap().changed.into_iter().map(|(id, _)| id).collect();
    for (count, expect) in [(1, false), (8, false), (9, true), (43, true)] {
        let far = world.plan(BulkAction::Deactivate, &ids[..count]).is_far_reaching;
        // 44 users: a fifth is 8.8, and ten is more.
        assert_eq!(far, expect && count >= 10, "{count}");
    }
    assert!(!world.plan(BulkAction::Deactivate, &ids[..9]).is_far_reaching);
    assert!(world.plan(BulkAction::Deactivate, &ids[..10]).is_far_reaching);
}
