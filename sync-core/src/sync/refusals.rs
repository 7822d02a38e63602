//! What is refused, kind by kind: each test takes messages that are believed, makes one thing wrong with them, and is
//! refused for that and nothing else. Rows that do not add up are refused by the replica: `replica::suite`.

use super::engine::{Answer, Failure, Fetch, Goal, Heard, Listener, Resume, Round, Step};
use super::test_office::{SERVER_AT, TestOffice, chunk as pack, collections, company, terminal};
use super::verify::{self, Expectations, Refusal};
use super::wire::{
    BucketAnswer, Frame, MAX_CHUNK, MAX_CHUNK_ROWS, Message, Order, OrderAction, OrderId, Relocation, Removal,
    Revocation, StreamError,
};
use super::{Head, Row, Signed, SigningKey, bucket_of, signed::SignatureError};
use crate::domain::{Collection, CompanyId, Cursor, Epoch, Nonce, Revision, SalepointId, TerminalId};
use uuid::Uuid;

const NONCE: Nonce = Nonce([9; 16]);
/// Since the terminal's boot, when it is greeted.
const GREETED_MS: u64 = 5_000_000;
/// What the heads of these tests hold for, in milliseconds.
const LIFE_MS: u32 = 60_000;

fn office() -> TestOffice {
    let mut office = TestOffice::new();
    for number in 0..3 {
        office.put(collections()[0], &format!("kdf/{number}"), b"k");
    }
    office.put(collections()[1], "policy", b"p");
    office
}

fn at(office: &TestOffice, revision: u64) -> Cursor {
    Cursor { epoch: office.epoch, revision: Revision(revision) }
}

/// A terminal's ear after the greeting, the terminal standing at revision 2.
fn greeted(office: &TestOffice, expect: Expectations) -> Listener {
    let mut listener = Listener::start(expect, at(office, 2), NONCE, GREETED_MS);
    assert_eq!(listener.hear(&Message::Hello(office.hello(NONCE)), GREETED_MS).unwrap(), Heard::Greeted);
    listener
}

fn hear(office: &TestOffice, message: &Message) -> Result<Heard, Refusal> {
    greeted(office, office.expectations()).hear(message, GREETED_MS)
}

/// A mark whose heads were changed and signed again.
fn mark(office: &TestOffice, change: impl Fn(&mut Head)) -> Message {
    let heads = collections().map(|collection| head(office, collection, &change));
    Message::Mark(heads.into())
}

/// A frame from revision 2 whose heads were changed and signed again.
fn frame(office: &TestOffice, change: impl Fn(&mut Head)) -> Message {
    let mut frame = office.frame_value(Revision(2));
    for (part, collection) in frame.parts.iter_mut().zip(collections()) {
        part.head = head(office, collection, &change);
    }
    Message::Frame(Signed::sign(&frame, &office.key))
}

fn head(office: &TestOffice, collection: Collection, change: impl Fn(&mut Head)) -> Signed<Head> {
    let mut head = office.head_value(collection);
    change(&mut head);
    Signed::sign(&head, &office.key)
}

fn order(company: CompanyId, terminal: TerminalId, key: &SigningKey) -> Message {
    let id = OrderId { epoch: Epoch(7), number: 1 };
    let order = Order { company, terminal, id, action: OrderAction::Unlock, given_at: SERVER_AT };
    Message::Do(Signed::sign(&order, key))
}

fn revocation(company: CompanyId, terminal: TerminalId, key: &SigningKey) -> Message {
    let revocation = Revocation { company, terminal, removal: Removal::Revoked, removed_at: SERVER_AT };
    Message::Revoked(Signed::sign(&revocation, key))
}

/// What all others here are one step away from.
#[test]
fn nothing_is_wrong_with_what_is_believed() {
    let office = office();
    assert!(matches!(hear(&office, &mark(&office, |_| {})).unwrap(), Heard::News(_)));
    assert!(matches!(hear(&office, &frame(&office, |_| {})).unwrap(), Heard::News(_)));
    assert!(matches!(hear(&office, &order(company(), terminal(), &office.key)).unwrap(), Heard::Order(_)));
    assert!(matches!(hear(&office, &revocation(company(), terminal(), &office.key)).unwrap(), Heard::Removed(_)));
}

fn relocation(company: CompanyId, key: &SigningKey) -> Message {
    let id = OrderId { epoch: Epoch(7), number: 1 };
    let relocation = Relocation { company, id, office: "https://new.example:8443".into(), made_at: SERVER_AT };
    Message::Relocates(Signed::sign(&relocation, key))
}

#[test]
fn a_move_of_head_office_by_somebody_else() {
    let (office, other) = (office(), CompanyId(Uuid::from_u128(99)));
    assert!(matches!(hear(&office, &relocation(company(), &office.key)).unwrap(), Heard::Relocates(_)));
    let refused = hear(&office, &relocation(other, &office.key));
    assert!(matches!(refused, Err(Refusal::WrongCompany(company)) if company == other), "{refused:?}");
    let refused = hear(&office, &relocation(company(), &SigningKey::from_seed(&[2; 32])));
    assert!(matches!(refused, Err(Refusal::Signature(_))), "{refused:?}");
}

#[test]
fn another_companys_heads() {
    let (office, other) = (office(), CompanyId(Uuid::from_u128(99)));
    for message in [mark(&office, |head| head.company = other), frame(&office, |head| head.company = other)] {
        assert!(matches!(hear(&office, &message), Err(Refusal::WrongCompany(company)) if company == other));
    }
}

#[test]
fn another_companys_greeting_orders_and_removals() {
    let (office, other) = (office(), CompanyId(Uuid::from_u128(99)));
    for message in [order(other, terminal(), &office.key), revocation(other, terminal(), &office.key)] {
        assert!(matches!(hear(&office, &message), Err(Refusal::WrongCompany(company)) if company == other));
    }
    let strangers = Expectations { company: other, ..office.expectations() };
    let refused = verify::hello(&office.hello(NONCE), NONCE, &strangers);
    assert!(matches!(refused, Err(Refusal::WrongCompany(_))));
}

#[test]
fn another_salepoints_collection() {
    let (office, other) = (office(), Collection::Salepoint(SalepointId(Uuid::from_u128(99))));
    let as_other = |head: &mut Head| {
        if head.collection != Collection::Directory {
            head.collection = other;
        }
    };
    for message in [mark(&office, as_other), frame(&office, as_other)] {
        assert!(matches!(hear(&office, &message), Err(Refusal::WrongCollection(collection)) if collection == other));
    }
}

#[test]
fn a_collection_twice_in_a_mark() {
    let office = office();
    let [directory, _] = collections();
    let twice = Message::Mark(vec![office.head(directory), office.head(directory)]);
    assert!(matches!(hear(&office, &twice), Err(Refusal::WrongCollection(Collection::Directory))));
}

#[test]
fn a_collection_twice_in_a_frame() {
    let office = office();
    let mut frame = office.frame_value(Revision(2));
    frame.parts[1] = frame.parts[0].clone();
    let twice = Message::Frame(Signed::sign(&frame, &office.key));
    assert!(matches!(hear(&office, &twice), Err(Refusal::WrongCollection(Collection::Directory))));
}

#[test]
fn another_collections_snapshot() {
    let (office, [directory, salepoint]) = (office(), collections());
    let (signed, _) = office.snapshot(salepoint, 10);
    let refused = verify::snapshot_head(&signed, directory, SERVER_AT, &office.expectations());
    assert!(matches!(refused, Err(Refusal::WrongCollection(collection)) if collection == salepoint));
}

/// The bucket of the terminal's cursor, or with something wrong.
fn bucket(change: impl FnOnce(&TestOffice, &mut BucketAnswer)) -> Result<(), Refusal> {
    let (office, [directory, _]) = (office(), collections());
    let due = bucket_of("kdf/0");
    let mut answer = office.bucket(directory, due);
    change(&office, &mut answer);
    let signed = Signed::sign(&answer, &office.key);
    verify::bucket(&signed, directory, due, office.cursor(), SERVER_AT, &office.expectations()).map(drop)
}

#[test]
fn another_collections_bucket() {
    assert!(bucket(|_, _| {}).is_ok());
    let refused = bucket(|office, answer| answer.head = office.head(collections()[1]));
    assert!(matches!(refused, Err(Refusal::WrongCollection(_))));
}

#[test]
fn a_bucket_of_another_revision() {
    let refused = bucket(|office, answer| answer.head = head(office, collections()[0], |head| head.revision.0 += 1));
    assert!(matches!(refused, Err(Refusal::HeadOfAnotherRevision { .. })));
}

#[test]
fn another_bucket() {
    let refused = bucket(|_, answer| {
        answer.bucket += 1;
        answer.rows.clear();
    });
    assert!(matches!(refused, Err(Refusal::WrongBucket { .. })));
}

#[test]
fn a_bucket_with_another_buckets_row() {
    let refused = bucket(|office, answer| answer.rows = office.present(collections()[0]));
    assert!(matches!(refused, Err(Refusal::WrongBucket { .. })));
}

#[test]
fn a_bucket_with_a_tombstone() {
    let refused = bucket(|_, answer| answer.rows[0].body = None);
    assert!(matches!(refused, Err(Refusal::WrongBucket { .. })));
}

#[test]
fn an_unknown_key() {
    let mut office = office();
    let expect = office.expectations();
    let mut listener = greeted(&office, expect.clone());
    office.key = SigningKey::from_seed(&[2; 32]);
    for message in [
        mark(&office, |_| {}),
        frame(&office, |_| {}),
        order(company(), terminal(), &office.key),
        revocation(company(), terminal(), &office.key),
    ] {
        let refused = listener.hear(&message, GREETED_MS);
        assert!(matches!(refused, Err(Refusal::Signature(SignatureError::UnknownKey(_)))), "{refused:?}");
    }
    let mut listener = Listener::start(expect, at(&office, 2), NONCE, GREETED_MS);
    let refused = listener.hear(&Message::Hello(office.hello(NONCE)), GREETED_MS);
    assert!(matches!(refused, Err(Refusal::Signature(SignatureError::UnknownKey(_)))), "{refused:?}");
}

#[test]
fn a_head_that_names_another_key_than_its_signer() {
    let office = office();
    let other = SigningKey::from_seed(&[2; 32]).public().id();
    let refused = hear(&office, &mark(&office, |head| head.key_id = other.clone()));
    assert!(matches!(refused, Err(Refusal::KeyMismatch { .. })));
}

#[test]
fn another_terminals_greeting_orders_and_removals() {
    let (office, other) = (office(), TerminalId(Uuid::from_u128(99)));
    for message in [order(company(), other, &office.key), revocation(company(), other, &office.key)] {
        assert!(matches!(hear(&office, &message), Err(Refusal::WrongTerminal(terminal)) if terminal == other));
    }
    let expect = Expectations { terminal: other, ..office.expectations() };
    let mut listener = Listener::start(expect, at(&office, 2), NONCE, GREETED_MS);
    let refused = listener.hear(&Message::Hello(office.hello(NONCE)), GREETED_MS);
    assert!(matches!(refused, Err(Refusal::WrongTerminal(_))));
}

#[test]
fn the_answer_to_another_request() {
    let office = office();
    let mut listener = Listener::start(office.expectations(), at(&office, 2), Nonce([8; 16]), GREETED_MS);
    let refused = listener.hear(&Message::Hello(office.hello(NONCE)), GREETED_MS);
    assert!(matches!(refused, Err(Refusal::WrongNonce)));
}

#[test]
fn anything_before_the_greeting() {
    let office = office();
    for message in [mark(&office, |_| {}), order(company(), terminal(), &office.key)] {
        let mut listener = Listener::start(office.expectations(), at(&office, 2), NONCE, GREETED_MS);
        assert!(matches!(listener.hear(&message, GREETED_MS), Err(Refusal::WrongNonce)));
    }
}

#[test]
fn a_second_greeting() {
    let office = office();
    let refused = hear(&office, &Message::Hello(office.hello(NONCE)));
    assert!(matches!(refused, Err(Refusal::WrongNonce)));
}

#[test]
fn a_mark_of_a_lower_revision_than_the_rows() {
    let office = office();
    let refused = hear(&office, &mark(&office, |head| head.revision = Revision(1)));
    assert!(matches!(refused, Err(Refusal::LowerRevision { .. })));
}

#[test]
fn a_frame_to_a_lower_revision_than_the_rows() {
    let office = office();
    let frame = Frame { from: Revision(0), revision: Revision(1), parts: vec![], ..office.frame_value(Revision(0)) };
    let refused = hear(&office, &Message::Frame(Signed::sign(&frame, &office.key)));
    assert!(matches!(refused, Err(Refusal::LowerRevision { .. })));
}

/// The mark in `till.db` is above: yesterday's head office, to a terminal that has lost its replica.
#[test]
fn heads_of_a_lower_revision_than_was_ever_applied() {
    let office = office();
    let marked = |revision| Expectations { mark: Some(at(&office, revision)), ..office.expectations() };
    assert!(verify::head_pair(&office.heads(), SERVER_AT, &marked(4)).is_ok());
    let refused = verify::head_pair(&office.heads(), SERVER_AT, &marked(5));
    assert!(matches!(refused, Err(Refusal::LowerRevision { .. })));
}

#[test]
fn an_older_epoch_than_was_ever_applied() {
    let office = office();
    let marked = |epoch| Expectations {
        mark: Some(Cursor { epoch: Epoch(epoch), revision: Revision(0) }),
        ..office.expectations()
    };
    assert!(verify::head_pair(&office.heads(), SERVER_AT, &marked(7)).is_ok());
    let refused = verify::head_pair(&office.heads(), SERVER_AT, &marked(8));
    assert!(matches!(refused, Err(Refusal::OlderEpoch { .. })));
}

#[test]
fn a_mark_of_another_epoch_than_the_rows() {
    let office = office();
    for epoch in [6, 8] {
        let refused = hear(&office, &mark(&office, |head| head.epoch = Epoch(epoch)));
        assert!(matches!(refused, Err(Refusal::DoesNotFollow { .. })), "{refused:?}");
    }
}

#[test]
fn a_frame_of_another_epoch_than_the_rows() {
    let mut office = office();
    let mut listener = greeted(&office, office.expectations());
    for epoch in [6, 8] {
        office.epoch = Epoch(epoch);
        let refused = listener.hear(&frame(&office, |_| {}), GREETED_MS);
        assert!(matches!(refused, Err(Refusal::DoesNotFollow { .. })), "{refused:?}");
    }
}

#[test]
fn a_frame_that_leaves_out_a_revision() {
    let office = office();
    let refused = hear(&office, &Message::Frame(office.frame(Revision(3))));
    assert!(matches!(refused, Err(Refusal::DoesNotFollow { .. })));
}

#[test]
fn a_frame_that_ends_elsewhere_than_its_heads() {
    let office = office();
    let refused = hear(&office, &frame(&office, |head| head.revision.0 += 1));
    assert!(matches!(refused, Err(Refusal::HeadOfAnotherRevision { .. })));
}

#[test]
fn a_mark_of_two_revisions() {
    let office = office();
    let [directory, salepoint] = collections();
    let apart = Message::Mark(vec![head(&office, directory, |head| head.revision.0 -= 1), office.head(salepoint)]);
    assert!(matches!(hear(&office, &apart), Err(Refusal::HeadOfAnotherRevision { .. })));
}

#[test]
fn a_mark_without_one_of_its_heads() {
    let office = office();
    let [directory, salepoint] = collections();
    for (there, missing) in [(directory, salepoint), (salepoint, directory)] {
        let refused = hear(&office, &Message::Mark(vec![office.head(there)]));
        assert!(matches!(refused, Err(Refusal::MissingHead(collection)) if collection == missing));
    }
}

/// Judged by head office's clock, as it stood in the greeting and went on by the boot clock since. The terminal's own
/// wall clock is no part of this: it is not even known here.
#[test]
fn what_has_expired_by_head_offices_clock() {
    let office = office();
    for message in [mark(&office, |_| {}), frame(&office, |_| {})] {
        let heard_after = |ms| greeted(&office, office.expectations()).hear(&message, GREETED_MS + ms);
        assert!(heard_after(u64::from(LIFE_MS)).is_ok(), "it holds to the end");
        assert!(matches!(heard_after(u64::from(LIFE_MS) + 1), Err(Refusal::Expired { .. })));
    }
    let expired = mark(&office, |head| head.expires_at = SERVER_AT.plus_ms(-1));
    assert!(matches!(hear(&office, &expired), Err(Refusal::Expired { .. })), "also at once");
}

#[test]
fn a_snapshot_or_bucket_that_has_expired() {
    let (office, [directory, _]) = (office(), collections());
    let (signed, _) = office.snapshot(directory, 10);
    let heard_after = |ms| verify::snapshot_head(&signed, directory, SERVER_AT.plus_ms(ms), &office.expectations());
    assert!(heard_after(i64::from(LIFE_MS)).is_ok());
    assert!(matches!(heard_after(i64::from(LIFE_MS) + 1), Err(Refusal::Expired { .. })));
    let refused = bucket(|office, answer| {
        answer.head = head(office, directory, |head| head.expires_at = SERVER_AT.plus_ms(-1));
    });
    assert!(matches!(refused, Err(Refusal::Expired { .. })));
}

/// A round that fetches everything, of a terminal that once was at this revision.
fn reload(office: &TestOffice, marked: u64, resume: Vec<Resume>) -> Round {
    let expect = Expectations { mark: Some(at(office, marked)), ..office.expectations() };
    let (round, step) = Round::start(expect, Goal::Reload, None, resume);
    assert_eq!(step, Step::Fetch(Fetch::Head));
    round
}

#[test]
fn a_reload_of_less_than_was_ever_applied() {
    let office = office();
    let head = || Answer::Head(NONCE, office.head_answer(NONCE));
    let believed = reload(&office, 4, vec![]).answer(head());
    assert!(matches!(believed, Step::Fetch(Fetch::SnapshotHead(..))));
    let refused = reload(&office, 5, vec![]).answer(head());
    assert!(matches!(refused, Step::Failed(Failure::Disbelieved(_))), "{refused:?}");
}

/// What is staged of one snapshot is not gone on with by the chunks of another.
#[test]
fn another_snapshot_than_the_one_half_staged() {
    let (office, [directory, _]) = (office(), collections());
    let resume = Resume { collection: directory, cursor: at(&office, 3), chunks: 1 };
    let mut round = reload(&office, 3, vec![resume]);
    let asked = round.answer(Answer::Head(NONCE, office.head_answer(NONCE)));
    assert_eq!(asked, Step::Fetch(Fetch::SnapshotHead(directory, Some(Revision(3)))));
    let begun = round.answer(Answer::SnapshotHead(office.snapshot(directory, 1).0));
    assert_eq!(begun, Step::BeginStaging(directory, office.cursor()));
    assert!(matches!(round.answer(Answer::Stored), Step::Fetch(Fetch::Chunk(_, _, 0, _))));
}

#[test]
fn an_answer_without_a_greeting() {
    let office = office();
    let (mut round, _) = Round::start(office.expectations(), Goal::CatchUp, Some(at(&office, 2)), vec![]);
    let refused = round.answer(Answer::Stream(NONCE, vec![]));
    assert!(matches!(refused, Step::Failed(Failure::Disbelieved(_))), "{refused:?}");
}

#[test]
fn a_message_longer_than_any() {
    let announcing = |length: usize| u32::try_from(length).unwrap().to_be_bytes();
    assert_eq!(Message::take(&announcing(MAX_CHUNK)).unwrap(), None, "it may still come");
    assert!(matches!(Message::take(&announcing(MAX_CHUNK + 1)), Err(StreamError::TooLong(_))));
}

#[test]
fn a_chunk_with_another_number_of_rows_than_announced() {
    let row = |number: u32| Row { key: format!("kdf/{number}"), body: Some(vec![1]), verifier: None };
    let (mut info, bytes) = pack(&(0..3).map(row).collect());
    assert!(verify::chunk(&bytes, &info).is_ok());
    for rows in [2, 4] {
        info.rows = rows;
        let refused = verify::chunk(&bytes, &info);
        assert!(matches!(refused, Err(Refusal::ChunkRows { got: 3, .. })));
    }
}

#[test]
fn a_chunk_that_unpacks_to_more_than_any() {
    let row = Row { key: "x".into(), body: Some(vec![0; MAX_CHUNK_ROWS]), verifier: None };
    let (info, bytes) = pack(&vec![row]);
    assert!(matches!(verify::chunk(&bytes, &info), Err(Refusal::ChunkTooLong)));
}

#[test]
fn a_chunk_that_is_not_the_one_whose_hash_was_signed() {
    let (office, [directory, _]) = (office(), collections());
    let (_, chunks) = office.snapshot(directory, 2);
    let row = Row { key: "kdf/x".into(), body: Some(vec![1]), verifier: None };
    let (signed, _) = pack(&vec![row.clone(), row]);
    assert!(matches!(verify::chunk(&chunks[0], &signed), Err(Refusal::ChunkHash { .. })), "as many rows, other ones");
}
