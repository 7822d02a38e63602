//! Each row of the design's outcome table, and what is stored on the way to it.

use super::*;
use crate::domain::{BootId, GroupId, Language, PosRights, StoreId};
use uuid::Uuid;

const DAY_MS: u64 = 86_400_000;

fn now() -> Moment {
    Moment { wall: UnixMs(1_800_000_000_000), boot: BootId([1; 16]), boot_ms: 50_000 }
}

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn store(number: u128) -> StoreId {
    StoreId(Uuid::from_u128(number))
}

fn facts() -> Facts {
    Facts {
        readiness: Readiness::Ready,
        purpose: Purpose::LogIn,
        policy: Policy::default(),
        salepoint: Some(Salepoint {
            company: "Rannarahva OÜ".into(),
            name: "Kesklinn".into(),
            language: Language::Et,
            store: Some(store(1)),
        }),
        age: Age::Ms(1_000),
        last_contact_at: Some(UnixMs(1_799_999_999_000)),
        cursor: Some(Cursor::default()),
        live: true,
        online: true,
    }
}

fn granted(actions: &[PosAction]) -> Granted {
    Granted {
        profile: Profile {
            first_name: "Mari".into(),
            last_name: "Maasikas".into(),
            language: Language::Lv,
            group: GroupId(Uuid::from_u128(5)),
            default_store: None,
            stores: vec![],
        },
        group: Group { name: "Cashier".into(), pos: actions.iter().copied().collect() },
        stores: vec![],
    }
}

fn mari(active: bool, granted: Option<Granted>) -> LookUp {
    LookUp::User {
        user: user(17),
        active,
        verifier_revision: 1,
        language: Some(Language::Ru),
        granted: granted.map(Box::new),
    }
}

/// Plays an attempt to its end; every look-up gives the next of `found`.
fn play(facts: Facts, found: &[LookUp]) -> (Vec<Step>, Outcome) {
    play_with(facts, Ok(()), found)
}

/// The same where spending the attempt comes to this.
fn play_with(facts: Facts, spent: Result<(), Unspent>, found: &[LookUp]) -> (Vec<Step>, Outcome) {
    let mut found = found.iter().cloned();
    let (mut attempt, mut step) = Attempt::start(facts, now());
    let mut steps = Vec::new();
    loop {
        let answer = match &step {
            Step::Done(outcome) => return (steps, outcome.clone()),
            Step::Spend(..) => Answer::Spent(spent),
            Step::Finish { .. } => Answer::Stored(Ok(())),
            Step::LookUp | Step::Refresh { .. } => Answer::Found(found.next().expect("no further look-up is due")),
        };
        steps.push(step);
        step = attempt.answer(answer, now());
    }
}

#[test]
fn each_cause_in_the_order_of_the_table() {
    let ready = facts();
    let expired = Facts { age: Age::Ms(31 * DAY_MS), ..facts() };
    let all_wrong = |readiness| Facts { readiness, age: Age::Unknown, ..facts() };
    let throttled = Err(Unspent::Throttled { retry_in_ms: 1, lost: false });
    let mari_here = mari(true, Some(granted(&[])));
    let supervisor = mari(true, Some(granted(&[PosAction::LoginWhenStale])));
    let code = |facts: Facts, found: &[LookUp]| play(facts, found).1.code();

    assert_eq!(code(all_wrong(Readiness::NotReady), &[]), OutcomeCode::NotReady);
    assert_eq!(code(all_wrong(Readiness::Revoked), &[]), OutcomeCode::Revoked);
    assert_eq!(code(all_wrong(Readiness::Damaged), &[]), OutcomeCode::Damaged);
    let lost = Facts { online: false, ..all_wrong(Readiness::Lost) };
    assert_eq!(play(lost, &[]).1, Outcome::RecordLost { offline: true });
    assert_eq!(play_with(all_wrong(Readiness::Ready), throttled, &[]).1.code(), OutcomeCode::Throttled);
    assert_eq!(code(expired.clone(), &[LookUp::Nobody]), OutcomeCode::WrongPassword);
    assert_eq!(code(expired.clone(), &[mari(false, None)]), OutcomeCode::Inactive);
    assert_eq!(code(expired.clone(), &[mari(true, None)]), OutcomeCode::NoSalepoint);
    assert_eq!(code(expired.clone(), std::slice::from_ref(&mari_here)), OutcomeCode::Expired);
    assert_eq!(code(expired, &[supervisor]), OutcomeCode::Granted);
    assert_eq!(code(ready.clone(), &[LookUp::Damaged]), OutcomeCode::Damaged);
    assert_eq!(code(ready, &[mari_here]), OutcomeCode::Granted);
}

/// Whoever typed the right password reads what it came to in their own language, where the terminal knows it.
#[test]
fn a_refusal_after_the_right_password_is_said_in_the_users_language() {
    let ready = facts();
    let expired = Facts { age: Age::Ms(31 * DAY_MS), ..facts() };
    let supervise = Facts { purpose: Purpose::Supervise(Supervision::ForceResync), ..facts() };
    let here = || Some(granted(&[]));
    for (facts, found, language) in [
        (ready.clone(), mari(false, here()), Some(Language::Lv)),
        (supervise.clone(), mari(false, here()), Some(Language::Lv)),
        (expired, mari(true, here()), Some(Language::Lv)),
        (supervise, mari(true, here()), Some(Language::Lv)),
        (ready.clone(), mari(true, here()), Some(Language::Lv)),
        // Of whom the terminal's salepoint has no record the directory says it.
        (ready.clone(), mari(false, None), Some(Language::Ru)),
        (ready.clone(), mari(true, None), Some(Language::Ru)),
        (ready, LookUp::Nobody, None),
    ] {
        let outcome = play(facts, &[found]).1;
        assert_eq!(outcome.language(), language, "{outcome:?}");
    }
}

/// Anything else whoever can write the replica makes happen at will: a row that does not verify, an index that leads to
/// nobody or to somebody else.
#[test]
fn an_attempt_is_spent_before_the_look_up_and_returned_only_for_a_found_user() {
    let limit = Limit::of(&Policy::default(), Bucket::Login);
    let own = vec![Refill::One(Bucket::Login, limit, now())];
    for (found, returned) in [
        (LookUp::Nobody, vec![]),
        (LookUp::Damaged, vec![]),
        (mari(false, None), own.clone()),
        (mari(true, None), own.clone()),
        (mari(true, Some(granted(&[]))), own),
    ] {
        let (steps, outcome) = play(facts(), std::slice::from_ref(&found));
        assert_eq!(steps[..2], [Step::Spend(Bucket::Login, limit), Step::LookUp]);
        let Step::Finish { record, refills } = &steps[2] else { panic!("{steps:?}") };
        assert_eq!(*refills, returned, "{found:?}");
        assert_eq!(record.outcome, Some(outcome.code()));
        let known = matches!(found, LookUp::User { .. }).then(|| user(17));
        assert_eq!(record.user, known, "a wrong password names nobody");
    }
}

#[test]
fn throttled_means_not_even_hashed() {
    let (steps, outcome) = play_with(facts(), Err(Unspent::Throttled { retry_in_ms: 600_000, lost: false }), &[]);
    assert_eq!(outcome, Outcome::Throttled { retry_in_ms: 600_000 });
    let (_, lost) = play_with(facts(), Err(Unspent::Throttled { retry_in_ms: 600_000, lost: true }), &[]);
    assert_eq!(lost, Outcome::AttemptsLost { retry_in_ms: 600_000 });
    assert!(matches!(&steps[..], [Step::Spend(..), Step::Finish { refills, .. }] if refills.is_empty()));
}

#[test]
fn what_can_not_be_stored_is_not_granted() {
    for cause in [UnableCause::DiskFull, UnableCause::Storage] {
        let unable = Step::Done(Outcome::Unable { cause });
        let (mut attempt, step) = Attempt::start(facts(), now());
        assert!(matches!(step, Step::Spend(..)));
        assert_eq!(attempt.answer(Answer::Spent(Err(Unspent::Unable(cause))), now()), unable);

        let (mut attempt, _) = Attempt::start(facts(), now());
        attempt.answer(Answer::Spent(Ok(())), now());
        let step = attempt.answer(Answer::Found(mari(true, Some(granted(&[])))), now());
        assert!(matches!(step, Step::Finish { .. }));
        assert_eq!(attempt.answer(Answer::Stored(Err(cause)), now()), unable);
    }
}

#[test]
fn a_refusal_without_live_data_asks_head_office_once_and_spends_nothing_more() {
    let stale = Facts { live: false, ..facts() };
    for first in [LookUp::Nobody, mari(false, None), mari(true, None)] {
        let (steps, outcome) = play(stale.clone(), &[first.clone(), mari(true, Some(granted(&[])))]);
        let [Step::Spend(..), Step::LookUp, Step::Refresh { limit_ms: 3_000 }, Step::Finish { .. }] = &steps[..] else {
            panic!("{steps:?}")
        };
        assert_eq!(outcome.code(), OutcomeCode::Granted);
        let (_, outcome) = play(stale.clone(), &[first.clone(), first]);
        assert_ne!(outcome.code(), OutcomeCode::Granted);
    }
    let (steps, _) = play(stale, &[mari(true, Some(granted(&[])))]);
    assert_eq!(steps.len(), 3, "a granted one does not wait for the network");
}

#[test]
fn a_wrong_password_says_how_old_the_data_is_once_that_may_be_the_reason() {
    let with_age = |age| play(Facts { age, ..facts() }, &[LookUp::Nobody]).1;
    assert_eq!(with_age(Age::Ms(60_000)), Outcome::WrongPassword { data_from: None });
    let from = now().wall.plus_ms(-61_000);
    assert_eq!(with_age(Age::Ms(61_000)), Outcome::WrongPassword { data_from: Some(from) });
}

#[test]
fn unlocking_is_journalled_as_what_it_was() {
    let kind = |owner, found| {
        let facts = Facts { purpose: Purpose::Unlock(owner), ..facts() };
        let (steps, _) = play(facts, &[found]);
        match steps.last() {
            Some(Step::Finish { record, .. }) => record.kind,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(kind(user(17), mari(true, Some(granted(&[])))), EntryKind::Unlock);
    assert_eq!(kind(user(99), mari(true, Some(granted(&[])))), EntryKind::Switch);
    assert_eq!(kind(user(99), LookUp::Nobody), EntryKind::Unlock);
}

#[test]
fn which_store_is_selected() {
    let choice = |number| StoreChoice { id: store(number), name: format!("Store {number}") };
    let selected = |default: Option<u128>, stores: &[u128]| {
        let mut granted = granted(&[]);
        granted.profile.default_store = default.map(store);
        granted.stores = stores.iter().copied().map(choice).collect();
        match play(facts(), &[mari(true, Some(granted))]).1 {
            Outcome::Granted(session) => session.store,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(selected(Some(2), &[1, 2]), Some(store(2)), "the default store");
    assert_eq!(selected(None, &[1, 2]), Some(store(1)), "else the salepoint's");
    assert_eq!(selected(Some(9), &[1, 2]), Some(store(1)), "a default that is not the user's counts for nothing");
    assert_eq!(selected(None, &[3]), Some(store(3)), "else the only one");
    assert_eq!(selected(None, &[2, 3]), None, "else the user picks");
    assert_eq!(selected(None, &[]), None);
}

#[test]
fn a_session_follows_the_data() {
    let open = |granted: Granted| match play(facts(), &[mari(true, Some(granted))]).1 {
        Outcome::Granted(session) => *session,
        other => panic!("{other:?}"),
    };
    let session = open(granted(&[PosAction::Sell]));
    let mut promoted = granted(&[PosAction::Sell, PosAction::Refund]);
    promoted.profile.first_name = "Maria".into();
    let Following::GoesOn(updated) = session.follow(&mari(true, Some(promoted)), None) else {
        panic!("it goes on");
    };
    assert_eq!((updated.first_name.as_str(), updated.since), ("Maria", session.since));
    assert_eq!(updated.rights, PosRights::from_iter([PosAction::Sell, PosAction::Refund]));

    let another_password = LookUp::User {
        user: user(17),
        active: true,
        verifier_revision: 2,
        language: None,
        granted: Some(Box::new(granted(&[PosAction::Sell]))),
    };
    assert!(matches!(session.follow(&another_password, None), Following::Locks(_)));
    assert_eq!(session.follow(&mari(false, Some(granted(&[]))), None), Following::EndsInactive);
    assert_eq!(session.follow(&LookUp::Nobody, None), Following::EndsInactive);
    assert_eq!(session.follow(&mari(true, None), None), Following::EndsUngranted);
    assert_eq!(session.follow(&LookUp::Damaged, None), Following::GoesOn(Box::new(session.clone())));
}

#[test]
fn a_supervisor_dialog_spends_its_own_bucket_and_asks_for_the_right() {
    for (supervision, kind) in
        [(Supervision::ForceResync, EntryKind::ForceResync), (Supervision::UnlockTerminal, EntryKind::UnlockTerminal)]
    {
        let facts = || Facts { purpose: Purpose::Supervise(supervision), ..facts() };
        let (steps, outcome) = play(facts(), &[mari(true, Some(granted(&[])))]);
        assert_eq!(outcome, Outcome::NotAllowed { language: Language::Lv });
        assert!(matches!(steps[0], Step::Spend(Bucket::Supervisor, _)));
        let Step::Finish { record, refills } = &steps[2] else { panic!("{steps:?}") };
        let limit = Limit::of(&Policy::default(), Bucket::Supervisor);
        assert_eq!((record.kind, &refills[..]), (kind, &[Refill::One(Bucket::Supervisor, limit, now())][..]));

        let (steps, outcome) = play(facts(), &[mari(true, Some(granted(&[supervision.action()])))]);
        assert_eq!(outcome.code(), OutcomeCode::Granted);
        let Step::Finish { refills, .. } = &steps[2] else { panic!("{steps:?}") };
        let refilled = refills.contains(&Refill::All(Bucket::Login, now()));
        assert_eq!(refilled, supervision == Supervision::UnlockTerminal, "only unlocking refills the bucket of logins");

        let old = Facts { age: Age::Unknown, ..facts() };
        let (_, outcome) = play(old, &[mari(true, Some(granted(&[supervision.action()])))]);
        let expect = match supervision {
            Supervision::ForceResync => OutcomeCode::Granted,
            Supervision::UnlockTerminal => OutcomeCode::Expired,
        };
        assert_eq!(outcome.code(), expect, "old data stands in the way of everything but its cure");
    }
}
