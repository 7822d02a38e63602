//! What happens at the terminal, as tables: events, and what they leave.

use super::*;
use crate::domain::{GroupId, Language, PosRights, Profile, StoreId};
use crate::login::{Granted, StoreChoice};
use uuid::Uuid;

const MINUTE_MS: u64 = 60_000;
const START_MS: u64 = 1_000;
const MARI: &str = "Mari Maasikas";

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn stores() -> Vec<StoreChoice> {
    [1, 2].map(|number| StoreChoice { id: StoreId(id(number)), name: format!("Store {number}") }).into()
}

fn session(user: u128) -> Box<Session> {
    Box::new(Session {
        user: UserId(id(user)),
        verifier_revision: 7,
        first_name: "Mari".into(),
        last_name: "Maasikas".into(),
        language: Language::Et,
        group: GroupId(id(5)),
        group_name: "Cashier".into(),
        rights: PosRights::default(),
        stores: stores(),
        store: None,
        since: crate::domain::UnixMs(0),
    })
}

fn granted(user: u128) -> Outcome {
    Outcome::Granted(session(user))
}

/// The user as the directory has her, with or without the salepoint.
fn found(active: bool, verifier_revision: u64, has_salepoint: bool) -> LookUp {
    let profile = Profile {
        first_name: "Mari".into(),
        last_name: "Maasikas".into(),
        language: Language::Et,
        group: GroupId(id(5)),
        default_store: None,
        stores: vec![],
    };
    let group = crate::domain::Group { name: "Cashier".into(), pos: PosRights::default() };
    let granted = has_salepoint.then(|| Box::new(Granted { profile, group, stores: stores() }));
    LookUp::User { user: UserId(id(1)), active, verifier_revision, language: None, granted }
}

fn data(readiness: Readiness, salepoint: u128, user: LookUp) -> Event {
    Event::Data(Box::new(Data { readiness, salepoint_id: SalepointId(id(salepoint)), salepoint: None, user }))
}

fn ready() -> Event {
    data(Readiness::Ready, 1, found(true, 7, true))
}

fn log_in(user: u128) -> Event {
    Event::Decided(Purpose::LogIn, granted(user))
}

fn desk(events: Vec<Event>) -> (Desk, Vec<Action>) {
    let mut desk = Desk::new(START_MS);
    let actions = events.into_iter().flat_map(|event| desk.handle(event, START_MS)).collect();
    (desk, actions)
}

fn name(desk: &Desk) -> &'static str {
    match desk.stage() {
        Stage::Unready => "unready",
        Stage::Removed => "removed",
        Stage::LoggedOut => "logged out",
        Stage::Locked(_) => "locked",
        Stage::LoggedIn(_) => "logged in",
    }
}

fn record(kind: EntryKind, user: u128) -> Action {
    Action::Record(kind, UserId(id(user)))
}

const RESYNC: Supervision = Supervision::ForceResync;
const UNLOCK: Supervision = Supervision::UnlockTerminal;

fn dialog(supervision: Supervision, refusal: Option<Outcome>) -> Over {
    Over::Supervisor { supervision, refusal }
}

/// Its name, what happens, and what that leaves: the stage, the message, and what was to be done.
type Case = (&'static str, Vec<Event>, &'static str, Option<Said>, Vec<Action>);

#[test]
fn who_is_there_after_what() {
    let wrong = || Outcome::WrongPassword { data_from: None };
    let unlock_mari = Purpose::Unlock(UserId(id(1)));
    let cases: Vec<Case> = vec![
        ("nothing", vec![], "unready", None, vec![]),
        ("data", vec![ready()], "logged out", None, vec![]),
        ("damaged data", vec![data(Readiness::Damaged, 1, LookUp::Damaged)], "logged out", None, vec![]),
        ("no lock without a session", vec![ready(), Event::Lock], "logged out", None, vec![]),
        ("a session", vec![ready(), log_in(1)], "logged in", None, vec![]),
        (
            "a refusal",
            vec![ready(), Event::Decided(Purpose::LogIn, wrong())],
            "logged out",
            Some(Said::Refused(wrong())),
            vec![],
        ),
        ("and read", vec![ready(), Event::Decided(Purpose::LogIn, wrong()), Event::Read], "logged out", None, vec![]),
        ("a lock", vec![ready(), log_in(1), Event::Lock], "locked", None, vec![record(EntryKind::Lock, 1)]),
        (
            "another user at the lock",
            vec![ready(), log_in(1), Event::Lock, Event::Decided(unlock_mari, granted(2))],
            "logged in",
            None,
            vec![record(EntryKind::Lock, 1)],
        ),
        (
            "log out",
            vec![ready(), log_in(1), Event::LogOut],
            "logged out",
            Some(Said::LoggedOut { name: MARI.into() }),
            vec![record(EntryKind::Logout, 1)],
        ),
        (
            "deactivated",
            vec![ready(), log_in(1), data(Readiness::Ready, 1, found(false, 7, true))],
            "logged out",
            Some(Said::Deactivated { name: MARI.into() }),
            vec![record(EntryKind::Logout, 1)],
        ),
        (
            "deactivated while locked",
            vec![ready(), log_in(1), Event::Lock, data(Readiness::Ready, 1, found(false, 7, true))],
            "logged out",
            Some(Said::Deactivated { name: MARI.into() }),
            vec![record(EntryKind::Lock, 1), record(EntryKind::Logout, 1)],
        ),
        (
            "ungranted",
            vec![ready(), log_in(1), data(Readiness::Ready, 1, found(true, 7, false))],
            "logged out",
            Some(Said::Ungranted { name: MARI.into() }),
            vec![record(EntryKind::Logout, 1)],
        ),
        (
            "another password",
            vec![ready(), log_in(1), data(Readiness::Ready, 1, found(true, 8, true))],
            "locked",
            Some(Said::PasswordChanged),
            vec![record(EntryKind::Lock, 1)],
        ),
        (
            "damage ends no session",
            vec![ready(), log_in(1), data(Readiness::Damaged, 1, LookUp::Damaged)],
            "logged in",
            None,
            vec![],
        ),
        (
            "removed",
            vec![ready(), log_in(1), data(Readiness::Revoked, 1, LookUp::Damaged)],
            "removed",
            None,
            vec![record(EntryKind::Logout, 1)],
        ),
        (
            "moved, seen at once",
            vec![ready(), log_in(1), data(Readiness::Ready, 2, found(true, 7, true))],
            "logged out",
            Some(Said::Moved),
            vec![record(EntryKind::Logout, 1)],
        ),
        (
            "moved, the new data still to come",
            vec![ready(), log_in(1), data(Readiness::NotReady, 2, LookUp::Damaged)],
            "unready",
            None,
            vec![record(EntryKind::Logout, 1)],
        ),
        (
            "moved, the new data come",
            vec![
                ready(),
                data(Readiness::NotReady, 2, LookUp::Damaged),
                data(Readiness::Ready, 2, found(true, 7, true)),
            ],
            "logged out",
            Some(Said::Moved),
            vec![],
        ),
        (
            "moved, seen before the old data are gone",
            vec![
                ready(),
                log_in(1),
                data(Readiness::Ready, 2, found(true, 7, true)),
                data(Readiness::NotReady, 2, LookUp::Damaged),
                data(Readiness::Ready, 2, found(true, 7, true)),
            ],
            "logged out",
            Some(Said::Moved),
            vec![record(EntryKind::Logout, 1)],
        ),
        (
            "a refusal went with the data it was about",
            vec![
                ready(),
                Event::Decided(Purpose::LogIn, Outcome::Inactive { language: None }),
                data(Readiness::NotReady, 1, LookUp::Damaged),
                ready(),
            ],
            "logged out",
            None,
            vec![],
        ),
        (
            "the same salepoint fetched again",
            vec![ready(), data(Readiness::NotReady, 1, LookUp::Damaged), ready()],
            "logged out",
            None,
            vec![],
        ),
        (
            "what is met is damaged",
            vec![ready(), Event::Decided(Purpose::LogIn, Outcome::Damaged { offline: true })],
            "logged out",
            Some(Said::Refused(Outcome::Damaged { offline: true })),
            vec![Action::Mend],
        ),
    ];
    for (what, events, stage, said, actions) in cases {
        let (desk, done) = desk(events);
        assert_eq!((name(&desk), desk.said(), &done), (stage, said.as_ref(), &actions), "{what}");
        assert_eq!(desk.over(), &Over::Nothing, "{what}");
    }
}

#[test]
fn what_lies_over_the_screen() {
    let refused = || Outcome::NotAllowed { language: Language::Et };
    let decided = |supervision, outcome| Event::Decided(Purpose::Supervise(supervision), outcome);
    let deactivated = || data(Readiness::Ready, 1, found(false, 7, true));
    let cases: Vec<(&str, Vec<Event>, Over, Vec<Action>)> = vec![
        ("the first sync has its own screen", vec![Event::Refresh], Over::Nothing, vec![Action::Refresh]),
        ("the sheet", vec![ready(), Event::Refresh], Over::Sheet, vec![Action::Refresh]),
        ("hidden", vec![ready(), Event::Refresh, Event::HideSheet], Over::Nothing, vec![Action::Refresh]),
        ("a reload begins on the sheet only", vec![ready(), Event::Reload], Over::Nothing, vec![]),
        (
            "a reload asks for a supervisor",
            vec![ready(), Event::Refresh, Event::Reload],
            dialog(RESYNC, None),
            vec![Action::Refresh],
        ),
        (
            "but not when the data is of no use",
            vec![data(Readiness::Damaged, 1, LookUp::Damaged), Event::Refresh, Event::Reload],
            Over::Sheet,
            vec![Action::Refresh, Action::Reload],
        ),
        (
            "cancelled, the sheet is there again",
            vec![ready(), Event::Refresh, Event::Reload, Event::CancelSupervisor],
            Over::Sheet,
            vec![Action::Refresh],
        ),
        (
            "refused in the dialog",
            vec![ready(), Event::Refresh, Event::Reload, decided(RESYNC, refused())],
            dialog(RESYNC, Some(refused())),
            vec![Action::Refresh],
        ),
        (
            "and read",
            vec![ready(), Event::Refresh, Event::Reload, decided(RESYNC, refused()), Event::Read],
            dialog(RESYNC, None),
            vec![Action::Refresh],
        ),
        (
            "granted, it runs on the sheet",
            vec![ready(), Event::Refresh, Event::Reload, decided(RESYNC, granted(2))],
            Over::Sheet,
            vec![Action::Refresh, Action::Reload],
        ),
        ("a supervisor is asked", vec![ready(), Event::AskSupervisor], dialog(UNLOCK, None), vec![]),
        ("not at home", vec![ready(), log_in(1), Event::AskSupervisor], Over::Nothing, vec![]),
        ("and sent away", vec![ready(), Event::AskSupervisor, Event::CancelSupervisor], Over::Nothing, vec![]),
        (
            "a session that ends closes the dialog",
            vec![ready(), log_in(1), Event::Refresh, Event::Reload, deactivated()],
            Over::Nothing,
            vec![Action::Refresh, record(EntryKind::Logout, 1)],
        ),
        (
            "a removed terminal refreshes no more",
            vec![data(Readiness::Revoked, 1, LookUp::Damaged), Event::Refresh],
            Over::Nothing,
            vec![],
        ),
    ];
    for (what, events, over, actions) in cases {
        let (desk, done) = desk(events);
        assert_eq!((desk.over(), &done), (&over, &actions), "{what}");
    }
}

#[test]
fn a_password_in_a_dialog_leaves_the_session_behind_it_alone() {
    let (mut desk, _) = desk(vec![ready(), log_in(1), Event::Refresh, Event::Reload]);
    assert_eq!(desk.purpose(), Some(Purpose::Supervise(RESYNC)));
    desk.handle(Event::Decided(Purpose::Supervise(RESYNC), granted(2)), START_MS);
    assert_eq!(desk.session().map(|session| session.user), Some(UserId(id(1))));
    assert_eq!(desk.purpose(), None, "under the sheet nothing is typed");
}

#[test]
fn unlocking_is_said_and_keeps_who_was_locked() {
    let (mut desk, _) = desk(vec![ready(), log_in(1), Event::Lock, Event::AskSupervisor]);
    desk.handle(Event::Decided(Purpose::Supervise(UNLOCK), granted(2)), START_MS);
    assert_eq!((name(&desk), desk.said(), desk.over()), ("locked", Some(&Said::Unlocked), &Over::Nothing));
    assert_eq!(desk.purpose(), Some(Purpose::Unlock(UserId(id(1)))));
}

#[test]
fn the_owner_comes_back_to_the_session_as_it_was() {
    let (mut desk, _) = desk(vec![ready(), log_in(1), Event::ChooseStore(1), Event::ChooseStore(9), Event::Lock]);
    let later = Box::new(Session { since: crate::domain::UnixMs(99), ..*session(1) });
    desk.handle(Event::Decided(Purpose::Unlock(UserId(id(1))), Outcome::Granted(later)), START_MS);
    let session = desk.session().unwrap();
    assert_eq!((session.store, session.since.0), (Some(StoreId(id(2))), 0));
}

#[test]
fn messages_end_by_time_or_with_their_cause() {
    let refused = |outcome| vec![ready(), Event::Decided(Purpose::LogIn, outcome)];
    let damaged = || refused(Outcome::Damaged { offline: false });
    for (what, events, stays_ms) in [
        ("a refusal", refused(Outcome::WrongPassword { data_from: None }), 30_000),
        ("damage", damaged(), 30_000),
        ("a farewell", vec![ready(), log_in(1), Event::LogOut], 10_000),
        ("a session's end", vec![ready(), log_in(1), data(Readiness::Ready, 1, found(false, 7, true))], 300_000),
        ("a move", vec![ready(), data(Readiness::Ready, 2, found(true, 7, true))], 300_000),
    ] {
        let (mut desk, _) = desk(events);
        let pass = Event::Passed { auto_lock_s: 120 };
        desk.handle(pass.clone(), START_MS + stays_ms - 1);
        assert!(desk.said().is_some(), "{what} is gone too early");
        desk.handle(pass, START_MS + stays_ms);
        assert_eq!(desk.said(), None, "{what} stays");
    }
    let (mut mended, _) = desk(damaged());
    mended.handle(ready(), START_MS + 1);
    assert_eq!(mended.said(), None, "the damage is mended, and still spoken of");
    let refusal = Outcome::NotAllowed { language: Language::Et };
    let (mut asked, _) = desk(vec![ready(), Event::AskSupervisor]);
    asked.handle(Event::Decided(Purpose::Supervise(UNLOCK), refusal), START_MS);
    asked.handle(Event::Passed { auto_lock_s: 0 }, START_MS + 30_000);
    assert_eq!(asked.over(), &dialog(UNLOCK, None));
}

#[test]
fn an_attempt_whose_question_is_gone_lets_nobody_in() {
    let reload = || vec![ready(), log_in(1), Event::Refresh, Event::Reload, Event::CancelSupervisor];
    let gone = || data(Readiness::Ready, 1, found(false, 7, true));
    let unlock = || Purpose::Unlock(UserId(id(1)));
    for (what, events, purpose, outcome, stage, over) in [
        ("a cancelled reload", reload(), Purpose::Supervise(RESYNC), granted(2), "logged in", Over::Sheet),
        (
            "a refusal in a cancelled dialog",
            vec![ready(), Event::AskSupervisor, Event::CancelSupervisor],
            Purpose::Supervise(UNLOCK),
            Outcome::WrongPassword { data_from: None },
            "logged out",
            Over::Nothing,
        ),
        (
            "a dialog that closed is no login",
            vec![ready(), Event::AskSupervisor, Event::CancelSupervisor],
            Purpose::Supervise(RESYNC),
            granted(2),
            "logged out",
            Over::Nothing,
        ),
        (
            "the session ended while its owner typed",
            vec![ready(), log_in(1), Event::Lock, gone()],
            unlock(),
            granted(1),
            "logged out",
            Over::Nothing,
        ),
        (
            "the data went",
            vec![ready(), data(Readiness::NotReady, 1, LookUp::Damaged)],
            Purpose::LogIn,
            granted(1),
            "unready",
            Over::Nothing,
        ),
        (
            "the terminal was removed",
            vec![ready(), data(Readiness::Revoked, 1, LookUp::Damaged)],
            Purpose::LogIn,
            granted(1),
            "removed",
            Over::Nothing,
        ),
    ] {
        let (mut desk, _) = desk(events);
        let said = desk.said().cloned();
        let actions = desk.handle(Event::Decided(purpose, outcome), START_MS);
        assert_eq!((name(&desk), desk.over(), actions), (stage, &over, vec![]), "{what}");
        assert_eq!(desk.said(), said.as_ref(), "{what}");
    }
}

#[test]
fn an_unlock_that_was_made_is_said_though_the_dialog_is_gone() {
    let (mut desk, _) = desk(vec![ready(), Event::AskSupervisor, Event::CancelSupervisor]);
    desk.handle(Event::Decided(Purpose::Supervise(UNLOCK), granted(2)), START_MS);
    assert_eq!((name(&desk), desk.said()), ("logged out", Some(&Said::Unlocked)));
}

#[test]
fn a_supervisor_who_is_logged_in_is_not_asked_again() {
    let mut supervisor = session(1);
    supervisor.rights = std::iter::once(crate::domain::PosAction::ForceResync).collect();
    let logged_in = Event::Decided(Purpose::LogIn, Outcome::Granted(supervisor));
    let (desk, actions) = desk(vec![ready(), logged_in, Event::Refresh, Event::Reload]);
    assert_eq!(desk.over(), &Over::Sheet);
    assert_eq!(actions, [Action::Refresh, record(EntryKind::ForceResync, 1), Action::Reload]);
}

#[test]
fn what_changes_in_a_running_session_is_said() {
    let changed = |store: Option<u128>, group: u128| {
        let LookUp::User { user, active, verifier_revision, language, granted: Some(mut granted) } =
            found(true, 7, true)
        else {
            panic!("found has the salepoint")
        };
        granted.profile.group = GroupId(id(group));
        granted.stores.retain(|choice| store.is_none_or(|store| choice.id == StoreId(id(store))));
        data(Readiness::Ready, 1, LookUp::User { user, active, verifier_revision, language, granted: Some(granted) })
    };
    let at_home = || vec![ready(), log_in(1), Event::ChooseStore(0)];
    let store = |name: &str| News::Changed { store: Some(Some(name.into())), rights: false };
    for (what, change, news) in [
        ("nothing", changed(None, 5), None),
        ("another group", changed(None, 6), Some(News::Changed { store: None, rights: true })),
        ("the store is gone", changed(Some(2), 5), Some(store("Store 2"))),
    ] {
        let (mut seen, _) = desk(at_home());
        seen.handle(change.clone(), START_MS);
        assert_eq!(seen.news(), news.as_ref(), "{what}");
        seen.handle(Event::Touched, START_MS + 3_999);
        assert_eq!(seen.news(), news.as_ref(), "{what}: a touch that was under way");
        seen.handle(Event::Touched, START_MS + 4_000);
        assert_eq!(seen.news(), None, "{what}");

        let (mut locked, _) = desk(at_home());
        locked.handle(Event::Lock, START_MS);
        locked.handle(change, START_MS);
        locked.handle(Event::Decided(Purpose::Unlock(UserId(id(1))), granted(1)), START_MS + 50_000);
        assert_eq!(locked.news(), news.as_ref(), "{what}, while it was locked");
    }
}

#[test]
fn whose_session_made_way_is_said() {
    let (mut desk, _) = desk(vec![ready(), log_in(1), Event::Lock]);
    assert_eq!(desk.locked_ms(), Some(START_MS));
    desk.handle(Event::Decided(Purpose::Unlock(UserId(id(1))), granted(2)), START_MS);
    assert_eq!((desk.news(), desk.locked_ms()), (Some(&News::Closed { name: MARI.into() }), None));
}

#[test]
fn time_locks_sessions_and_closes_dialogs() {
    let open = || vec![ready(), log_in(1), Event::Refresh, Event::Reload];
    // what was open, the policy's idle time, the time without a touch, and what is left
    for (events, auto_lock_s, idle_ms, stage, over) in [
        (vec![ready(), log_in(1)], 120, 2 * MINUTE_MS - 1, "logged in", Over::Nothing),
        (vec![ready(), log_in(1)], 120, 2 * MINUTE_MS, "locked", Over::Nothing),
        (vec![ready(), log_in(1)], 0, 1_000 * MINUTE_MS, "logged in", Over::Nothing),
        (open(), 120, MINUTE_MS - 1, "logged in", dialog(RESYNC, None)),
        (open(), 120, MINUTE_MS, "logged in", Over::Nothing),
        (open(), 30, 30_000, "locked", Over::Nothing),
        (vec![ready(), log_in(1), Event::Refresh], 120, MINUTE_MS, "logged in", Over::Sheet),
        (vec![ready(), Event::AskSupervisor], 120, MINUTE_MS, "logged out", Over::Nothing),
    ] {
        let (mut desk, _) = desk(events);
        desk.handle(Event::Passed { auto_lock_s }, START_MS + idle_ms);
        assert_eq!((name(&desk), desk.over()), (stage, &over), "{auto_lock_s} s, {idle_ms} ms");
    }
    let (mut touched, _) = desk(open());
    touched.handle(Event::Touched, START_MS + MINUTE_MS - 1);
    touched.handle(Event::Passed { auto_lock_s: 120 }, START_MS + 2 * MINUTE_MS - 2);
    assert_eq!(touched.over(), &dialog(RESYNC, None), "a touch keeps it open");
}

#[test]
fn an_empty_bucket_is_said_when_what_was_said_is_read() {
    let throttled = |wait_ms| Outcome::Throttled { retry_in_ms: wait_ms };
    let empty = |bucket, wait_ms| Event::Throttle { bucket, wait_ms, lost: false };
    let wrong = Outcome::WrongPassword { data_from: None };
    let (mut at_login, _) = desk(vec![ready(), Event::Decided(Purpose::LogIn, wrong.clone())]);
    for (event, said) in [
        (empty(Bucket::Login, 9), Some(Said::Refused(wrong))),
        (Event::Read, None),
        (empty(Bucket::Supervisor, 9), None),
        (empty(Bucket::Login, 9), Some(Said::Refused(throttled(9)))),
        (empty(Bucket::Login, 5), Some(Said::Refused(throttled(5)))),
        (empty(Bucket::Login, 0), None),
    ] {
        at_login.handle(event.clone(), START_MS);
        assert_eq!(at_login.said(), said.as_ref(), "{event:?}");
    }
    let (mut asked, _) = desk(vec![ready(), Event::AskSupervisor]);
    for (event, refusal) in [
        (empty(Bucket::Login, 9), None),
        (empty(Bucket::Supervisor, 7), Some(throttled(7))),
        (empty(Bucket::Supervisor, 0), None),
    ] {
        asked.handle(event.clone(), START_MS);
        assert_eq!(asked.over(), &dialog(UNLOCK, refusal), "{event:?}");
    }
    assert_eq!(asked.said(), Some(&Said::Refused(throttled(9))), "the screen behind it counts on");
    // Nobody made too many where the record of them was lost.
    let lost = |wait_ms| Event::Throttle { bucket: Bucket::Login, wait_ms, lost: true };
    let (mut after_a_loss, _) = desk(vec![ready()]);
    after_a_loss.handle(lost(9), START_MS);
    assert_eq!(after_a_loss.said(), Some(&Said::Refused(Outcome::AttemptsLost { retry_in_ms: 9 })));
    after_a_loss.handle(lost(0), START_MS);
    assert_eq!(after_a_loss.said(), None);
    let (mut at_home, _) = desk(vec![ready(), log_in(1)]);
    at_home.handle(empty(Bucket::Login, 9), START_MS);
    assert_eq!(at_home.said(), None);
}

#[test]
fn a_scan_where_a_password_is_typed_is_said_and_counted_and_nothing_else() {
    let counted = vec![Action::Count(EntryKind::Scan)];
    for (place, events) in [
        ("login", vec![ready()]),
        ("the locked screen", vec![ready(), log_in(1), Event::Lock]),
        ("the dialog that unlocks", vec![ready(), Event::AskSupervisor]),
        ("the dialog that reloads", vec![ready(), Event::Refresh, Event::Reload]),
    ] {
        let (mut desk, _) = desk(events);
        let (stage, over, said) = (desk.stage().clone(), desk.over().clone(), desk.said().cloned());
        assert_eq!(desk.handle(Event::Scanned, START_MS), counted, "{place}");
        assert!(desk.says_scan_unused(), "{place}");
        assert_eq!((desk.stage(), desk.over(), desk.said()), (&stage, &over, said.as_ref()), "{place}");
        desk.handle(Event::Passed { auto_lock_s: 0 }, START_MS + REFUSAL_STAYS_MS - 1);
        assert!(desk.says_scan_unused(), "{place}: it can be read");
        desk.handle(Event::Passed { auto_lock_s: 0 }, START_MS + REFUSAL_STAYS_MS);
        assert!(!desk.says_scan_unused(), "{place}: it ends by time");
        desk.handle(Event::Scanned, START_MS);
        desk.handle(Event::Read, START_MS);
        assert!(!desk.says_scan_unused(), "{place}: it ends with the next key");
    }
    for (place, events) in [
        ("before the first sync", vec![]),
        ("home", vec![ready(), log_in(1)]),
        ("the sheet", vec![ready(), Event::Refresh]),
        ("a removed terminal", vec![data(Readiness::Revoked, 1, LookUp::Damaged)]),
    ] {
        let (mut desk, _) = desk(events);
        assert_eq!(desk.handle(Event::Scanned, START_MS), vec![], "{place}: no password is typed there");
        assert!(!desk.says_scan_unused(), "{place}");
    }
}

#[test]
fn that_a_scan_was_not_used_goes_with_the_place_it_was_scanned_at_and_hides_no_countdown() {
    let (mut desk, _) = desk(vec![ready(), Event::AskSupervisor, Event::Scanned, Event::CancelSupervisor]);
    assert!(!desk.says_scan_unused(), "the dialog is gone");
    desk.handle(Event::Throttle { bucket: Bucket::Login, wait_ms: 5_000, lost: false }, START_MS);
    assert_eq!(desk.handle(Event::Scanned, START_MS).len(), 1);
    assert!(!desk.says_scan_unused(), "the countdown stays in sight");
}
