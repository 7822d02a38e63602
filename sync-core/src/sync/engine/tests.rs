//! The machine against a head office in memory. The replica is a list of what it was told to do.

use super::*;
use crate::sync::test_office::{TestOffice, collections};

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
                Fetch::Stream(cursor) => format!("stream {}", cursor.revision),
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
            Step::Done(_) | Step::Failed(_) => return (log, step),
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
        Step::Fetch(Fetch::Stream(cursor)) => Answer::Stream(NONCE, office.stream(*cursor, NONCE)),
        _ => Answer::Stored,
    }
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
            matches!(step, Step::Fetch(Fetch::Stream(_))).then(|| Answer::Failed(Failure::Refused(kind, String::new())))
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
        Step::Fetch(Fetch::Stream(cursor)) => Some(Answer::Stream(Nonce([1; 16]), office.stream(*cursor, NONCE))),
        _ => None,
    });
    assert!(matches!(end, Step::Failed(Failure::Disbelieved(_))));
}
