//! The machine against a head office in memory. The replica is a list of what it was told to do.

use super::*;
use crate::domain::{Revision, SalepointId, TerminalId, decode, encode};
use crate::sync::bucket_of;
use crate::sync::test_office::{SERVER_AT, TestOffice, collections, company, terminal};
use crate::sync::wire::{
    Bye, KeysAnswer, MARK_EVERY_MS, OrderAction, OrderId, Removal, Revocation, Rotation, SILENCE_MS,
};
use uuid::Uuid;

const NONCE: Nonce = Nonce([9; 16]);

fn office() -> TestOffice {
    let mut office = TestOffice::new();
    for number in 0..5 {
        office.put(collections()[0], &format!("kdf/{number}"), b"k");
    }
    office.put(collections()[1], "policy", b"p");
    office
}

fn gone() -> Answer {
    Answer::Failed(Failure::Refused(ProblemKind::Superseded, String::new()))
}

/// Answers every step as a healthy head office and replica would; `interfere` may answer in their place.
fn play(
    office: &mut TestOffice,
    (mut round, mut step): (Round, Step),
    mut interfere: impl FnMut(&Step, &mut TestOffice) -> Option<Answer>,
) -> (Vec<String>, Step) {
    let mut log = Vec::new();
    for _ in 0..100 {
        log.push(match &step {
            Step::Fetch(fetch) => match fetch {
                Fetch::Head => "head".into(),
                Fetch::SnapshotHead(collection, revision) => {
                    format!("snapshot {} {:?}", short(*collection), revision.map(|r| r.0))
                }
                Fetch::Chunk(collection, revision, chunk, _) => {
                    format!("chunk {} {revision} {chunk}", short(*collection))
                }
                Fetch::Stream(cursor, 0) => format!("stream {}", cursor.revision),
                Fetch::Stream(cursor, wait_s) => format!("wait {wait_s} s at {}", cursor.revision),
                Fetch::Bucket(collection, bucket, cursor) => {
                    format!("bucket {} {bucket} {}", short(*collection), cursor.revision)
                }
                Fetch::Keys => "keys".into(),
            },
            Step::BeginStaging(collection, cursor) => format!("begin {} {}", short(*collection), cursor.revision),
            Step::Stage(collection, chunk, rows) => {
                format!("stage {} {chunk}: {} rows", short(*collection), rows.len())
            }
            Step::Apply(frame) => format!("apply to {}", frame.cursor().revision),
            Step::Activate(heads, frame) => format!(
                "activate {} {} {:?}",
                heads[0].head().revision,
                heads[1].head().revision,
                frame.as_ref().map(|frame| frame.cursor().revision.0)
            ),
            Step::Verify => "verify".into(),
            Step::Repair(bucket) => format!("repair {}", bucket.bucket()),
            Step::Done(_) | Step::Failed(_) | Step::Trust(_) | Step::Move(_) | Step::Removed(_) => return (log, step),
        });
        let answer = interfere(&step, office).unwrap_or_else(|| healthy(office, &step));
        step = round.answer(answer);
    }
    panic!("the round does not end: {log:?}");
}

fn healthy(office: &TestOffice, step: &Step) -> Answer {
    match step {
        Step::Fetch(Fetch::Head) => Answer::Head(NONCE, office.head_answer(NONCE)),
        Step::Fetch(Fetch::SnapshotHead(collection, _)) => Answer::SnapshotHead(office.snapshot(*collection, 2).0),
        Step::Fetch(Fetch::Chunk(collection, _, chunk, _)) => {
            Answer::Chunk(office.snapshot(*collection, 2).1[*chunk as usize].clone().into())
        }
        Step::Fetch(Fetch::Stream(cursor, _)) => Answer::Stream(NONCE, office.stream(*cursor, NONCE)),
        Step::Fetch(Fetch::Bucket(collection, bucket, _)) => {
            Answer::Bucket(bucket_answer(office, *collection, *bucket))
        }
        Step::Fetch(Fetch::Keys) => Answer::Keys(office.keys()),
        Step::Verify => Answer::Damaged(Vec::new()),
        _ => Answer::Stored,
    }
}

fn bucket_answer(office: &TestOffice, collection: Collection, bucket: usize) -> Signed<BucketAnswer> {
    Signed::sign(&office.bucket(collection, bucket), &office.key)
}

fn short(collection: Collection) -> &'static str {
    if collection == Collection::Directory { "D" } else { "S" }
}

fn start(office: &TestOffice, goal: Goal, standing: Option<Cursor>, resume: Vec<Resume>) -> (Round, Step) {
    Round::start(office.expectations(), goal, standing, resume)
}

fn at(office: &TestOffice, revision: u64) -> Cursor {
    Cursor { epoch: office.epoch, revision: Revision(revision) }
}

#[test]
fn a_first_sync_fetches_both_collections_and_shows_them_at_once() {
    let mut office = office();
    let round = start(&office, Goal::CatchUp, None, vec![]);
    let (log, end) = play(&mut office, round, |_, _| None);
    assert_eq!(
        log,
        [
            "head",
            "snapshot D None",
            "begin D 6",
            "chunk D 6 0",
            "stage D 0: 2 rows",
            "chunk D 6 1",
            "stage D 1: 2 rows",
            "chunk D 6 2",
            "stage D 2: 1 rows",
            "snapshot S None",
            "begin S 6",
            "chunk S 6 0",
            "stage S 0: 1 rows",
            "activate 6 6 None",
        ]
    );
    assert!(matches!(end, Step::Done(synced) if synced.cursor == at(&office, 6)));
}

#[test]
fn a_change_between_the_two_snapshots_is_bridged() {
    let mut office = office();
    let round = start(&office, Goal::Reload, Some(at(&office, 1)), vec![]);
    let (log, end) = play(&mut office, round, |step, office| {
        if matches!(step, Step::Fetch(Fetch::SnapshotHead(Collection::Salepoint(_), _))) {
            office.put(collections()[1], "salepoint", b"s");
        }
        None
    });
    assert_eq!(log[log.len() - 2..], ["stream 6", "activate 6 7 Some(7)"]);
    assert!(matches!(end, Step::Done(synced) if synced.cursor == at(&office, 7)));
}

#[test]
fn an_interrupted_reload_goes_on_at_the_first_missing_chunk() {
    let mut office = office();
    let resume = vec![Resume { collection: Collection::Directory, cursor: at(&office, 6), chunks: 2 }];
    let round = start(&office, Goal::Reload, None, resume);
    let (log, _) = play(&mut office, round, |_, _| None);
    assert_eq!(log[..4], ["head", "snapshot D Some(6)", "chunk D 6 2", "stage D 2: 1 rows"]);
}

/// A snapshot older than what was applied since would be refused for ever.
#[test]
fn what_was_staged_before_the_mark_is_not_gone_on_with() {
    let mut office = office();
    let resume = vec![Resume { collection: Collection::Directory, cursor: at(&office, 6), chunks: 2 }];
    office.put(collections()[1], "salepoint", b"s");
    let marked = Expectations { mark: Some(at(&office, 7)), ..office.expectations() };
    let round = Round::start(marked, Goal::Reload, None, resume);
    let (log, end) = play(&mut office, round, |_, _| None);
    assert_eq!(log[..3], ["head", "snapshot D None", "begin D 7"]);
    assert!(matches!(end, Step::Done(_)));
}

#[test]
fn it_begins_anew_when_that_snapshot_is_gone_but_not_for_ever() {
    let mut office = office();
    let resume = vec![Resume { collection: Collection::Directory, cursor: at(&office, 4), chunks: 1 }];
    let round = start(&office, Goal::Reload, None, resume.clone());
    let (log, end) =
        play(&mut office, round, |step, _| matches!(step, Step::Fetch(Fetch::SnapshotHead(_, Some(_)))).then(gone));
    assert_eq!(log[..4], ["head", "snapshot D Some(4)", "snapshot D None", "begin D 6"]);
    assert!(matches!(end, Step::Done(_)));

    let round = start(&office, Goal::Reload, None, vec![]);
    let (_, end) = play(&mut office, round, |step, _| matches!(step, Step::Fetch(Fetch::Chunk(..))).then(gone));
    assert!(matches!(end, Step::Failed(Failure::Refused(ProblemKind::Superseded, _))));
}

#[test]
fn catching_up_applies_one_frame_and_nothing_when_nothing_is_newer() {
    let mut office = office();
    let round = start(&office, Goal::CatchUp, Some(at(&office, 4)), vec![]);
    assert_eq!(play(&mut office, round, |_, _| None).0, ["stream 4", "apply to 6"]);
    let round = start(&office, Goal::CatchUp, Some(at(&office, 6)), vec![]);
    let (log, end) = play(&mut office, round, |_, _| None);
    assert_eq!(log, ["stream 6"]);
    assert!(matches!(end, Step::Done(_)));
}

#[test]
fn what_can_not_be_caught_up_is_reloaded() {
    let mut office = office();
    for kind in [ProblemKind::BelowFloor, ProblemKind::EpochChanged] {
        let round = start(&office, Goal::CatchUp, Some(at(&office, 1)), vec![]);
        let (log, end) = play(&mut office, round, |step, _| {
            matches!(step, Step::Fetch(Fetch::Stream(..)))
                .then(|| Answer::Failed(Failure::Refused(kind, String::new())))
        });
        assert_eq!(log[..3], ["stream 1", "head", "snapshot D None"]);
        assert!(matches!(end, Step::Done(_)));
    }
    let round = start(&office, Goal::CatchUp, Some(at(&office, 1)), vec![]);
    let (log, _) = play(&mut office, round, |step, _| {
        matches!(step, Step::Apply(_)).then(|| Answer::Failed(Failure::Mismatch(Collection::Directory)))
    });
    assert_eq!(log[..4], ["stream 1", "apply to 6", "head", "snapshot D None"]);
}

#[test]
fn what_fails_otherwise_ends_the_round_as_it_failed() {
    let mut office = office();
    for failure in [
        Failure::Unreachable("no route".into()),
        Failure::NotHeadOffice("HTML".into()),
        Failure::Refused(ProblemKind::Unauthorized, String::new()),
        Failure::DiskFull,
    ] {
        let round = start(&office, Goal::CatchUp, Some(at(&office, 1)), vec![]);
        let (log, end) = play(&mut office, round, |_, _| Some(Answer::Failed(failure.clone())));
        assert_eq!((log.len(), end), (1, Step::Failed(failure)));
    }
}

#[test]
fn an_answer_to_another_request_is_not_believed() {
    let mut office = office();
    let round = start(&office, Goal::CatchUp, Some(at(&office, 1)), vec![]);
    let (_, end) = play(&mut office, round, |step, office| match step {
        Step::Fetch(Fetch::Stream(cursor, _)) => Some(Answer::Stream(Nonce([1; 16]), office.stream(*cursor, NONCE))),
        _ => None,
    });
    assert!(matches!(end, Step::Failed(Failure::Disbelieved(_))));
}

fn order(office: &TestOffice, number: u64) -> Signed<Order> {
    let id = OrderId { epoch: office.epoch, number };
    let order =
        Order { company: company(), terminal: terminal(), id, action: OrderAction::Unlock, given_at: SERVER_AT };
    Signed::sign(&order, &office.key)
}

fn revocation(office: &TestOffice) -> Signed<Revocation> {
    let revocation =
        Revocation { company: company(), terminal: terminal(), removal: Removal::Revoked, removed_at: SERVER_AT };
    Signed::sign(&revocation, &office.key)
}

#[test]
fn waiting_is_catching_up_with_patience() {
    let mut office = office();
    let round = start(&office, Goal::Wait, Some(at(&office, 4)), vec![]);
    let (log, end) = play(&mut office, round, |_, _| None);
    assert_eq!(log, ["wait 25 s at 4", "apply to 6"]);
    assert!(matches!(end, Step::Done(_)));
}

#[test]
fn damaged_buckets_are_fetched_one_by_one_after_catching_up() {
    let mut office = office();
    let buckets = ["kdf/0", "kdf/3"].map(bucket_of);
    let damaged = || Answer::Damaged(buckets.map(|bucket| (collections()[0], bucket)).into());
    let round = start(&office, Goal::Verify, Some(at(&office, 4)), vec![]);
    let (log, end) = play(&mut office, round, |step, _| matches!(step, Step::Verify).then(damaged));
    let [first, second] = buckets.map(|bucket| [format!("bucket D {bucket} 6"), format!("repair {bucket}")]);
    let catching_up = ["stream 4", "apply to 6", "verify"].map(String::from);
    assert_eq!(log, [&catching_up[..], &first, &second].concat());
    assert!(matches!(end, Step::Done(Synced { repaired: 2, .. })));

    let round = start(&office, Goal::Verify, Some(at(&office, 6)), vec![]);
    let (log, _) = play(&mut office, round, |_, _| None);
    assert_eq!(log, ["stream 6", "verify"], "nothing is fetched for what is whole");
}

#[test]
fn a_bucket_that_is_not_the_due_one_is_refused() {
    let bucket = bucket_of("kdf/0");
    let mend = |spoil: &dyn Fn(&mut TestOffice) -> Signed<BucketAnswer>| {
        let mut office = office();
        let round = start(&office, Goal::Verify, Some(at(&office, 6)), vec![]);
        play(&mut office, round, |step, office| match step {
            Step::Verify => Some(Answer::Damaged(vec![(collections()[0], bucket)])),
            Step::Fetch(Fetch::Bucket(..)) => Some(Answer::Bucket(spoil(office))),
            _ => None,
        })
        .1
    };
    let honest = mend(&|office| bucket_answer(office, collections()[0], bucket));
    assert!(matches!(honest, Step::Done(Synced { repaired: 1, .. })));
    let other_bucket = mend(&|office| bucket_answer(office, collections()[0], bucket_of("kdf/1")));
    let other_collection = mend(&|office| bucket_answer(office, collections()[1], bucket));
    let another_revision = mend(&|office| {
        office.put(collections()[0], "kdf/9", b"k");
        bucket_answer(office, collections()[0], bucket)
    });
    let strange_row = mend(&|office| {
        let answer = BucketAnswer {
            head: office.head(collections()[0]),
            bucket: bucket as u64,
            rows: office.present(collections()[0]),
        };
        Signed::sign(&answer, &office.key)
    });
    for refused in [other_bucket, other_collection, another_revision, strange_row] {
        assert!(matches!(refused, Step::Failed(Failure::Disbelieved(_))), "{refused:?}");
    }
}

#[test]
fn what_can_not_be_mended_by_the_bucket_is_reloaded() {
    let many: Vec<_> = (0..=MOST_BUCKETS).map(|bucket| (collections()[0], bucket)).collect();
    let mut office = office();
    let round = start(&office, Goal::Verify, Some(at(&office, 6)), vec![]);
    let (log, end) =
        play(&mut office, round, |step, _| matches!(step, Step::Verify).then(|| Answer::Damaged(many.clone())));
    assert_eq!(log[..3], ["stream 6", "verify", "head"]);
    assert!(matches!(end, Step::Done(_)));

    let round = start(&office, Goal::Verify, Some(at(&office, 6)), vec![]);
    let (log, _) = play(&mut office, round, |step, _| match step {
        Step::Verify => Some(Answer::Damaged(vec![(collections()[0], 7)])),
        Step::Repair(_) => Some(Answer::Failed(Failure::Mismatch(collections()[0]))),
        _ => None,
    });
    assert_eq!(log[..5], ["stream 6", "verify", "bucket D 7 6", "repair 7", "head"]);
}

#[test]
fn head_office_moved_on_while_a_bucket_was_asked_for_so_it_begins_again() {
    let mut office = office();
    let round = start(&office, Goal::Verify, Some(at(&office, 6)), vec![]);
    let mut asked = 0;
    let (log, end) = play(&mut office, round, |step, office| match step {
        Step::Verify => Some(Answer::Damaged(vec![(collections()[0], 7)])),
        Step::Fetch(Fetch::Bucket(..)) => {
            asked += 1;
            (asked == 1).then(|| {
                office.put(collections()[1], "salepoint", b"s");
                gone()
            })
        }
        _ => None,
    });
    assert_eq!(
        log,
        ["stream 6", "verify", "bucket D 7 6", "stream 6", "apply to 7", "verify", "bucket D 7 7", "repair 7"]
    );
    assert!(matches!(end, Step::Done(_)));
}

#[test]
fn a_changed_key_is_believed_only_by_a_chain_of_statements() {
    let mut office = office();
    let before = office.expectations();
    office.rotate(2);
    office.rotate(3);
    let round = Round::start(before.clone(), Goal::CatchUp, Some(at(&office, 4)), vec![]);
    let (log, end) = play(&mut office, round, |_, _| None);
    assert_eq!(log, ["stream 4", "keys"]);
    assert!(matches!(end, Step::Trust(key) if key == office.key.public()));

    // Somebody else's key, with a statement made by that key itself.
    let mut stranger = TestOffice::new();
    stranger.key = crate::sync::SigningKey::from_seed(&[9; 32]);
    stranger.rotate(10);
    for goal in [Goal::CatchUp, Goal::Reload] {
        let round = Round::start(before.clone(), goal, Some(at(&office, 4)), vec![]);
        let (log, end) = play(&mut stranger, round, |_, _| None);
        assert_eq!(log.last().unwrap(), "keys");
        assert!(matches!(end, Step::Failed(Failure::OtherKey(_))), "{end:?}");
    }
}

/// Head office put back as it was before its key was changed, and changed again since, and one whose statements are
/// forged: the first has something to be done about it, the second is only not believed.
#[test]
fn a_key_that_no_statement_leads_to_is_another_thing_than_a_forged_statement() {
    let mut office = office();
    let mut older = TestOffice::new();
    office.rotate(2);
    let believed = office.expectations();
    let round = |office: &mut TestOffice, goal| {
        let round = Round::start(believed.clone(), goal, Some(at(office, 1)), vec![]);
        play(office, round, |_, _| None).1
    };
    for rotated_again in [false, true] {
        if rotated_again {
            older.rotate(3);
        }
        for goal in [Goal::CatchUp, Goal::Reload, Goal::Verify] {
            let Step::Failed(Failure::OtherKey(why)) = round(&mut older, goal) else { panic!("{goal:?}") };
            assert!(why.contains("unknown key"), "{why}");
        }
    }
    let forged = {
        let round = Round::start(believed.clone(), Goal::Reload, None, vec![]);
        let statement = office.keys().rotations[0].clone();
        play(&mut older, round, |step, older| match step {
            Step::Fetch(Fetch::Keys) => {
                let company = company();
                let key = older.key.public();
                let next = Signed::sign(&Rotation { company, key, made_at: SERVER_AT }, &office.key);
                let mut bytes = encode(&next);
                *bytes.last_mut().unwrap() ^= 1;
                let next = decode(&bytes).unwrap();
                Some(Answer::Keys(KeysAnswer { keys: vec![key], rotations: vec![statement.clone(), next] }))
            }
            _ => None,
        })
        .1
    };
    assert!(matches!(forged, Step::Failed(Failure::Disbelieved(_))), "{forged:?}");
}

#[test]
fn another_salepoint_in_the_greeting_is_a_move() {
    let mut office = office();
    office.salepoint = SalepointId(Uuid::from_u128(77));
    for goal in [Goal::CatchUp, Goal::Reload] {
        let round = start(&office, goal, Some(at(&office, 4)), vec![]);
        let (log, end) = play(&mut office, round, |_, _| None);
        assert_eq!(log.len(), 1);
        assert!(matches!(end, Step::Move(assignment) if assignment.salepoint == office.salepoint), "{goal:?}");
    }
}

#[test]
fn only_a_signed_statement_removes() {
    let removed = |statement: &dyn Fn(&TestOffice) -> Option<Signed<Revocation>>| {
        let mut office = office();
        let refused = || Answer::Failed(Failure::Refused(ProblemKind::Revoked, String::new()));
        let round = start(&office, Goal::Reload, Some(at(&office, 4)), vec![]);
        play(&mut office, round, |step, office| match step {
            Step::Fetch(Fetch::Stream(..)) => {
                let mut messages = vec![Message::Hello(office.hello(NONCE))];
                messages.extend(statement(office).map(Message::Revoked));
                Some(Answer::Stream(NONCE, messages))
            }
            Step::Fetch(_) => Some(refused()),
            _ => None,
        })
    };
    let (log, end) = removed(&|office| Some(revocation(office)));
    assert_eq!(log, ["head", "stream 0"]);
    assert!(matches!(end, Step::Removed(_)));

    let (_, end) = removed(&|_| None);
    assert!(matches!(end, Step::Failed(Failure::Refused(ProblemKind::Revoked, _))), "{end:?}");
    let (_, end) = removed(&|office| {
        let other = revocation(office).verify(&office.expectations().keys).unwrap();
        let other = Revocation { terminal: TerminalId(Uuid::from_u128(99)), ..other };
        Some(Signed::sign(&other, &office.key))
    });
    assert!(matches!(end, Step::Failed(Failure::Disbelieved(_))), "{end:?}");
}

#[test]
fn orders_are_handed_over_with_the_end_of_the_round() {
    let office = office();
    let cursor = office.cursor();
    let (mut round, _) = start(&office, Goal::CatchUp, Some(cursor), vec![]);
    let mut messages = office.stream(cursor, NONCE);
    messages.extend([1, 2].map(|number| Message::Do(order(&office, number))));
    assert!(matches!(round.answer(Answer::Stream(NONCE, messages)), Step::Done(_)));
    let numbers: Vec<_> = round.into_orders().iter().map(|order| order.id.number).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn a_stream_is_heard_message_by_message() {
    let mut office = office();
    let mut listener = Listener::start(office.expectations(), at(&office, 4), NONCE, 1_000);
    assert_eq!(listener.dead_at_ms(), 11_000, "a greeting is due soon");
    let mark = Message::Mark(office.heads());
    assert!(listener.hear(&mark, 1_500).is_err(), "before the greeting nothing is heard");

    assert_eq!(listener.hear(&Message::Hello(office.hello(NONCE)), 2_000).unwrap(), Heard::Greeted);
    assert_eq!(listener.server_at(5_000), Some(SERVER_AT.plus_ms(3_000)));
    assert_eq!(listener.dead_at_ms(), 2_000 + SILENCE_MS);

    let frame = Message::Frame(office.frame(Revision(4)));
    assert!(matches!(listener.hear(&frame, 2_100).unwrap(), Heard::News(frame) if frame.cursor() == office.cursor()));
    assert_eq!(listener.hear(&mark, 2_000 + MARK_EVERY_MS).unwrap(), Heard::NothingNew);
    let order = order(&office, 5);
    assert!(matches!(listener.hear(&Message::Do(order), 2_200).unwrap(), Heard::Order(order) if order.id.number == 5));
    assert_eq!(listener.hear(&Message::Bye(Bye { retry_ms: 250 }), 2_300).unwrap(), Heard::Bye(250));

    office.put(collections()[1], "salepoint", b"s");
    let next = Message::Frame(office.frame(Revision(6)));
    assert!(matches!(listener.hear(&next, 2_400).unwrap(), Heard::News(_)));
    assert!(listener.hear(&frame, 2_500).is_err(), "what is older than the cursor is refused");
    assert!(listener.hear(&Message::Hello(office.hello(NONCE)), 2_600).is_err(), "there is one greeting");
    // A head lives a minute in these tests; the stream outlives it.
    let stale = Message::Mark(office.heads());
    assert!(
        listener.hear(&stale, 2_000 + 60_001).is_err(),
        "a head that has expired by head office's clock is refused"
    );
}
