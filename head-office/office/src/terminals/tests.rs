use super::*;
use crate::db::grants::Viewer;
use crate::testing::{CHAIN, TestOffice, enrol};
use sync_core::domain::DeviceToken;

fn refused<T: std::fmt::Debug>(result: Result<T, OfficeError>) -> String {
    match result {
        Err(OfficeError::Refused(refusal)) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_terminal_is_found_by_what_people_call_it() {
    let office = TestOffice::with(CHAIN);
    let front = enrol(&office, "Kesklinn", "Front", None).terminal;
    let back = enrol(&office, "Kesklinn", "Back", None).terminal;
    let other = enrol(&office, "Sadama", "Front", None).terminal;
    let cases = [
        (front.to_string(), Ok(front)),
        ("Kesklinn / Front".into(), Ok(front)),
        (" Sadama / Front ".into(), Ok(other)),
        ("Back".into(), Ok(back)),
        ("Front".into(), Err("more than one terminal is called “Front”")),
        ("Bakc".into(), Err("did you mean “Back”?")),
        ("Kesklin / Front".into(), Err("did you mean “Kesklinn / Front”?")),
        ("00000000-0000-0000-0000-000000000000".into(), Err("there is no terminal")),
        (String::new(), Err("there is no terminal")),
    ];
    for (meant, expect) in cases {
        match (office.find_terminal(&meant), expect) {
            (Ok(found), Ok(id)) => assert_eq!(found.id, id, "{meant}"),
            (found, Err(part)) => assert!(refused(found).contains(part), "{meant}"),
            (found, expect) => panic!("{meant}: {found:?} {expect:?}"),
        }
    }
    office.remove_terminal(other, Removal::Decommissioned).unwrap();
    assert_eq!(office.find_terminal("Front").unwrap().id, front, "those in service come first");
    assert_eq!(office.find_terminal("Sadama / Front").unwrap().id, other, "the others are still found");
}

#[test]
fn what_is_out_of_service_stays_so_and_frees_its_name() {
    let office = TestOffice::with(CHAIN);
    let stolen = enrol(&office, "Kesklinn", "Front", None).terminal;
    office.give_order(&Whom::All, OrderAction::Reload).unwrap();
    office.remove_terminal(stolen, Removal::Decommissioned).unwrap();
    assert!(office.terminals().unwrap()[0].orders.is_empty());
    let front = enrol(&office, "Kesklinn", "Front", None).terminal;
    office.remove_terminal(stolen, Removal::Revoked).unwrap();
    for removal in [Removal::Revoked, Removal::Decommissioned] {
        assert!(refused(office.remove_terminal(stolen, removal)).contains("was revoked at 2026-01-01"));
    }
    assert!(refused(office.move_terminal(stolen, "Sadama")).contains("was revoked"));
    assert!(refused(office.give_order(&Whom::Terminal(stolen), OrderAction::Unlock)).contains("was revoked"));
    let states: Vec<_> = office.terminals().unwrap().iter().map(|one| (one.id, one.state.code())).collect();
    assert_eq!(states, [(front, "in_service"), (stolen, "revoked")]);
}

#[test]
fn a_move_needs_a_free_name() {
    let office = TestOffice::with(CHAIN);
    let front = enrol(&office, "Kesklinn", "Front", None).terminal;
    let other = enrol(&office, "Sadama", "Front", None).terminal;
    assert!(refused(office.move_terminal(front, "Sadama")).contains("already has a terminal “Front”"));
    assert!(refused(office.move_terminal(front, "Sadam")).contains("did you mean “Sadama”?"));
    assert!(refused(office.move_terminal(front, "Kesklinn")).contains("already stands under"));
    office.remove_terminal(other, Removal::Revoked).unwrap();
    office.enrol_code("Sadama", Some("Front")).unwrap();
    assert!(refused(office.move_terminal(front, "Sadama")).contains("live code"));
    office.clock.advance_ms(600_001);
    let moved = office.move_terminal(front, "Sadama").unwrap();
    assert_eq!((moved.from.as_str(), moved.to.as_str()), ("Kesklinn", "Sadama"));
    assert_eq!(office.find_terminal("Sadama / Front").unwrap().id, front);
}

#[test]
fn orders_are_numbered_and_reach_whom_they_are_for() {
    let office = TestOffice::with(CHAIN);
    assert!(refused(office.give_order(&Whom::All, OrderAction::Reload)).contains("no terminal in service"));
    let front = enrol(&office, "Kesklinn", "Front", None).terminal;
    enrol(&office, "Sadama", "Front", None);
    let mut ids = Vec::new();
    for (whom, count) in [(Whom::Terminal(front), 1), (Whom::Salepoint("Kesklinn".into()), 1), (Whom::All, 2)] {
        let given = office.give_order(&whom, OrderAction::Refresh).unwrap();
        assert_eq!(given.len(), count, "{whom:?}");
        ids.extend(given.iter().map(|order| order.id));
    }
    assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
    assert!(ids.iter().all(|id| id.epoch == office.cursor().unwrap().epoch));
    assert_eq!(office.find_terminal("Kesklinn / Front").unwrap().orders.len(), 3);
    assert!(refused(office.give_order(&Whom::Salepoint("Sadam".into()), OrderAction::Unlock)).contains("did you mean"));
}

#[test]
fn a_terminal_enrolled_again_proves_what_it_was() {
    let office = TestOffice::with(CHAIN);
    let chain = |id| office.db.read(|tx| terminals::find(tx, Viewer::Everything, id)).unwrap().unwrap().chain;
    let first = enrol(&office, "Kesklinn", "One", None);
    office.give_order(&Whom::All, OrderAction::Reload).unwrap();
    let second = enrol(&office, "Kesklinn", "Two", Some(first.token.clone()));
    assert_eq!(chain(second.terminal), first.terminal);
    let states: Vec<_> = office.terminals().unwrap().iter().map(|one| (one.id, one.state.code())).collect();
    assert_eq!(states, [(second.terminal, "in_service"), (first.terminal, "replaced")]);

    let again = enrol(&office, "Kesklinn", "Three", Some(first.token));
    assert_eq!(chain(again.terminal), again.terminal, "a dead token proves nothing");
    office.remove_terminal(second.terminal, Removal::Decommissioned).unwrap();
    let third = enrol(&office, "Kesklinn", "Four", Some(second.token));
    assert_eq!(chain(third.terminal), first.terminal, "out of service, and back again");
    office.remove_terminal(third.terminal, Removal::Revoked).unwrap();
    let thief = enrol(&office, "Kesklinn", "Five", Some(third.token));
    assert_eq!(chain(thief.terminal), thief.terminal, "a stolen one proves nothing");
    let unknown = enrol(&office, "Kesklinn", "Six", Some(DeviceToken::from_random([9; 32])));
    assert_eq!(chain(unknown.terminal), unknown.terminal);
}
