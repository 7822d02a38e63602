use super::*;
use crate::domain::{SalepointId, encode};
use crate::sync::signed::{Signable, SigningKey};
use crate::sync::test_office::{SERVER_AT, TestOffice, chunk as pack, collections, salepoint};
use uuid::Uuid;

const NONCE: Nonce = Nonce([9; 16]);

fn office() -> TestOffice {
    let mut office = TestOffice::new();
    office.put(Collection::Directory, "kdf/a", b"1");
    office.put(Collection::Salepoint(salepoint()), "policy", b"2");
    office
}

fn resigned<T: Signable>(value: T, change: impl FnOnce(&mut T)) -> Signed<T> {
    let mut value = value;
    change(&mut value);
    Signed::sign(&value, &office().key)
}

/// Every way in which a head can be wrong, each refused for its own reason.
#[test]
fn heads_are_refused_for_what_is_wrong_with_them() {
    let office = office();
    let good = || office.head_value(Collection::Directory);
    let expect = office.expectations();
    assert_eq!(*head(&office.head(Collection::Directory), SERVER_AT, &expect).unwrap().head(), good());

    let company = CompanyId(Uuid::from_u128(99));
    let other_salepoint = Collection::Salepoint(SalepointId(Uuid::from_u128(99)));
    let key_of_another = SigningKey::from_seed(&[2; 32]).public().id();
    let refused = |signed: Signed<Head>, expect: &Expectations| head(&signed, SERVER_AT, expect).unwrap_err();
    assert!(matches!(refused(resigned(good(), |h| h.company = company), &expect), Refusal::WrongCompany(_)));
    assert!(matches!(
        refused(resigned(good(), |h| h.collection = other_salepoint), &expect),
        Refusal::WrongCollection(_)
    ));
    assert!(matches!(refused(resigned(good(), |h| h.key_id = key_of_another), &expect), Refusal::KeyMismatch { .. }));
    assert!(matches!(
        refused(resigned(good(), |h| h.expires_at = SERVER_AT.plus_ms(-1)), &expect),
        Refusal::Expired { .. }
    ));
    let stranger = Signed::sign(&good(), &SigningKey::from_seed(&[2; 32]));
    assert!(matches!(refused(stranger, &expect), Refusal::Signature(SignatureError::UnknownKey(_))));

    let marked = |epoch, revision| Expectations {
        mark: Some(Cursor { epoch: Epoch(epoch), revision: Revision(revision) }),
        ..office.expectations()
    };
    assert!(head(&office.head(Collection::Directory), SERVER_AT, &marked(7, 2)).is_ok());
    assert!(head(&office.head(Collection::Directory), SERVER_AT, &marked(6, 900)).is_ok(), "a new epoch counts anew");
    assert!(matches!(
        refused(office.head(Collection::Directory), &marked(7, 3)),
        Refusal::LowerRevision { offered: Revision(2), applied: Revision(3) }
    ));
    assert!(matches!(refused(office.head(Collection::Directory), &marked(8, 0)), Refusal::OlderEpoch { .. }));
}

#[test]
fn a_stored_head_may_have_grown_old_but_not_become_another_ones() {
    let office = office();
    let old = resigned(office.head_value(Collection::Directory), |h| h.expires_at = UnixMs(0));
    assert!(stored_head(&old, &office.expectations()).is_ok());
    let other = resigned(office.head_value(Collection::Directory), |h| h.company = CompanyId(Uuid::nil()));
    assert!(stored_head(&other, &office.expectations()).is_err());
}

/// Of a key that was retired only what is stored counts. What comes, counts by the one in use: a thief of the old seed
/// moves neither epoch nor revision, and says nothing else.
#[test]
fn a_retired_key_vouches_for_what_is_stored_and_for_nothing_that_comes() {
    let office = office();
    let newer = SigningKey::from_seed(&[2; 32]);
    let expect = Expectations {
        keys: [newer.public()].into_iter().collect(),
        former: office.expectations().keys,
        ..office.expectations()
    };
    let unknown = |refused| matches!(refused, Refusal::Signature(SignatureError::UnknownKey(id)) if id == office.key.public().id());
    for (epoch, revision) in [(7, 2), (7, 3), (8, 0), (u64::MAX, 0)] {
        let signed = resigned(office.head_value(Collection::Directory), |head| {
            (head.epoch, head.revision) = (Epoch(epoch), Revision(revision));
        });
        assert!(stored_head(&signed, &expect).is_ok(), "{epoch} {revision}");
        assert!(unknown(head(&signed, SERVER_AT, &expect).unwrap_err()), "{epoch} {revision}");
    }
    assert!(unknown(hello(&office.hello(NONCE), NONCE, &expect).unwrap_err()));
    let by_newer = |change: fn(&mut Head)| {
        let mut head = office.head_value(Collection::Directory);
        head.key_id = newer.public().id();
        change(&mut head);
        Signed::sign(&head, &newer)
    };
    assert!(head(&by_newer(|_| ()), SERVER_AT, &expect).is_ok() && stored_head(&by_newer(|_| ()), &expect).is_ok());
}

#[test]
fn yesterdays_replica_put_back_does_not_stand() {
    let office = office();
    let expect = |mark| Expectations { mark, ..office.expectations() };
    let at = |revision| Cursor { epoch: Epoch(7), revision: Revision(revision) };
    let heads = office.heads();
    assert!(standing(at(2), &heads, &expect(None)).is_ok());
    assert!(standing(at(2), &heads, &expect(Some(at(2)))).is_ok());
    assert!(matches!(standing(at(2), &heads, &expect(Some(at(3)))), Err(Refusal::LowerRevision { .. })));
    assert!(
        matches!(standing(at(1), &heads, &expect(None)), Err(Refusal::LowerRevision { .. })),
        "heads of the future"
    );
    assert!(matches!(standing(at(2), &heads[..1], &expect(None)), Err(Refusal::MissingHead(_))));
    let strangers = Expectations { company: CompanyId(Uuid::nil()), ..office.expectations() };
    assert!(matches!(standing(at(2), &heads, &strangers), Err(Refusal::WrongCompany(_))));
}

#[test]
fn a_hello_must_answer_this_request_of_this_terminal() {
    let office = office();
    let expect = office.expectations();
    assert_eq!(hello(&office.hello(NONCE), NONCE, &expect).unwrap().server_at, SERVER_AT);
    assert!(matches!(hello(&office.hello(Nonce([8; 16])), NONCE, &expect), Err(Refusal::WrongNonce)));
    let other = Expectations { terminal: TerminalId(Uuid::nil()), ..office.expectations() };
    assert!(matches!(hello(&office.hello(NONCE), NONCE, &other), Err(Refusal::WrongTerminal(_))));
    let other = Expectations { company: CompanyId(Uuid::nil()), ..office.expectations() };
    assert!(matches!(hello(&office.hello(NONCE), NONCE, &other), Err(Refusal::WrongCompany(_))));
}

#[test]
fn a_pair_is_both_collections_at_one_revision() {
    let mut office = office();
    let expect = office.expectations();
    let heads = office.heads();
    assert!(head_pair(&heads, SERVER_AT, &expect).is_ok());
    assert!(matches!(head_pair(&heads[..1], SERVER_AT, &expect), Err(Refusal::MissingHead(_))));
    let twice = [heads[0].clone(), heads[0].clone()];
    assert!(matches!(head_pair(&twice, SERVER_AT, &expect), Err(Refusal::WrongCollection(_))));
    office.put(Collection::Directory, "kdf/b", b"3");
    let apart = [heads[0].clone(), office.head(collections()[1])];
    assert!(matches!(head_pair(&apart, SERVER_AT, &expect), Err(Refusal::HeadOfAnotherRevision { .. })));
}

#[test]
fn a_frame_must_follow_and_end_where_its_heads_do() {
    let office = office();
    let expect = office.expectations();
    let at = |epoch, revision| Cursor { epoch: Epoch(epoch), revision: Revision(revision) };
    let value = || office.frame_value(Revision(1));
    let check = |signed: &Signed<Frame>, cursor| frame(signed, cursor, SERVER_AT, &expect);

    assert_eq!(check(&office.frame(Revision(1)), at(7, 1)).unwrap().cursor(), at(7, 2));
    assert!(matches!(check(&office.frame(Revision(1)), at(7, 0)), Err(Refusal::DoesNotFollow { .. })));
    assert!(matches!(check(&office.frame(Revision(1)), at(6, 1)), Err(Refusal::DoesNotFollow { .. })));
    assert!(matches!(check(&office.frame(Revision(1)), at(7, 3)), Err(Refusal::LowerRevision { .. })));
    let later = resigned(value(), |f| f.revision = Revision(3));
    assert!(matches!(check(&later, at(7, 1)), Err(Refusal::HeadOfAnotherRevision { .. })));
    let doubled = resigned(value(), |f| f.parts[1] = f.parts[0].clone());
    assert!(matches!(check(&doubled, at(7, 1)), Err(Refusal::WrongCollection(_))));
    let expired = resigned(value(), |f| {
        f.parts[0].head = resigned(office.head_value(Collection::Directory), |h| h.expires_at = UnixMs(0));
    });
    assert!(matches!(check(&expired, at(7, 1)), Err(Refusal::Expired { .. })));
}

#[test]
fn a_mark_moves_the_cursor_forward_only() {
    let office = office();
    let expect = office.expectations();
    let at = |epoch, revision| Cursor { epoch: Epoch(epoch), revision: Revision(revision) };
    assert_eq!(mark(&office.heads(), at(7, 1), SERVER_AT, &expect).unwrap().cursor(), at(7, 2));
    assert!(matches!(mark(&office.heads(), at(7, 3), SERVER_AT, &expect), Err(Refusal::LowerRevision { .. })));
    assert!(matches!(mark(&office.heads(), at(6, 1), SERVER_AT, &expect), Err(Refusal::DoesNotFollow { .. })));
}

#[test]
fn a_snapshot_is_of_the_collection_asked_for_and_its_chunks_are_those_announced() {
    let office = office();
    let expect = office.expectations();
    let (signed, chunks) = office.snapshot(Collection::Directory, 10);
    let (_, infos) = snapshot_head(&signed, Collection::Directory, SERVER_AT, &expect).unwrap();
    assert_eq!(chunk(&chunks[0], &infos[0]).unwrap(), office.present(Collection::Directory));
    assert!(matches!(snapshot_head(&signed, collections()[1], SERVER_AT, &expect), Err(Refusal::WrongCollection(_))));

    let mut flipped = chunks[0].clone();
    flipped[3] ^= 1;
    assert!(matches!(chunk(&flipped, &infos[0]), Err(Refusal::ChunkHash { .. })));
    let more = ChunkInfo { rows: infos[0].rows + 1, ..infos[0] };
    assert!(matches!(chunk(&chunks[0], &more), Err(Refusal::ChunkRows { .. })));
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// The statement by which one key makes another its successor.
fn rotation(from: u8, to: u8) -> Signed<Rotation> {
    let company = office().head_value(Collection::Directory).company;
    Signed::sign(&Rotation { company, key: key(to).public(), made_at: SERVER_AT }, &key(from))
}

/// A terminal that was off during several rotations, that has seen some of them, or that has seen all.
#[test]
fn a_chain_of_rotations_is_followed_from_where_the_terminal_stands() {
    let believing = |seeds: &[u8]| Expectations {
        keys: seeds.iter().map(|seed| key(*seed).public()).collect(),
        ..office().expectations()
    };
    let chain = [rotation(1, 2), rotation(2, 3), rotation(3, 4)];
    for (believed, statements, expect) in [
        (&[1][..], &chain[..], Some(4)),
        (&[2], &chain, Some(4)),
        (&[3], &chain, Some(4)),
        (&[1], &chain[..1], Some(2)),
        (&[1, 2], &chain[..2], Some(3)),
        (&[4], &chain, None),
        (&[9], &chain, None),
        (&[1], &[], None),
        (&[1], &chain[1..], None),
    ] {
        let followed = rotations(statements, &believing(believed));
        match expect {
            Some(seed) => assert_eq!(followed.unwrap(), key(seed).public(), "{believed:?}"),
            None => assert!(matches!(followed, Err(Refusal::BrokenRotation)), "{believed:?}: {followed:?}"),
        }
    }
}

#[test]
fn a_rotation_that_does_not_hold_ends_the_chain() {
    let expect = office().expectations();
    let refused = |statements: &[Signed<Rotation>]| rotations(statements, &expect).unwrap_err();

    let left_out = [rotation(1, 2), rotation(3, 4)];
    assert!(matches!(refused(&left_out), Refusal::Signature(SignatureError::UnknownKey(_))), "a statement left out");
    let turned = [rotation(1, 2), rotation(1, 3)];
    assert!(
        matches!(refused(&turned), Refusal::Signature(SignatureError::UnknownKey(_))),
        "a key that was replaced makes no other successor"
    );
    let company = CompanyId(Uuid::from_u128(99));
    let other = Signed::sign(&Rotation { company, key: key(2).public(), made_at: SERVER_AT }, &key(1));
    assert!(matches!(refused(std::slice::from_ref(&other)), Refusal::WrongCompany(_)));
    assert!(matches!(refused(&[rotation(1, 1), other]), Refusal::WrongCompany(_)), "also further on");

    // The bytes of a stranger's statement under the name of the key that is believed.
    let stranger = encode(&rotation(9, 5));
    let [own, other] = [1, 9].map(|seed| encode(&key(seed).public().id().0));
    let at = stranger.windows(other.len()).position(|window| window == other).unwrap();
    let forged = [&stranger[..at], &own, &stranger[at + other.len()..]].concat();
    let forged: Signed<Rotation> = decode(&forged).unwrap();
    assert!(matches!(refused(&[forged]), Refusal::Signature(SignatureError::Invalid(_))));

    let no_rotation: Signed<Rotation> = decode(&encode(&office().head(Collection::Directory))).unwrap();
    assert!(
        matches!(refused(&[no_rotation]), Refusal::Signature(SignatureError::Invalid(_))),
        "another statement of ours"
    );
}

/// A few kilobytes that unpack to more than a terminal can hold.
#[test]
fn a_bomb_is_not_unpacked() {
    let row = Row { key: "x".into(), body: Some(vec![0; MAX_CHUNK_ROWS + 1]), verifier: None };
    let (info, bytes) = pack(&vec![row]);
    assert!(bytes.len() < 100_000);
    assert!(matches!(chunk(&bytes, &info), Err(Refusal::ChunkTooLong)));

    let garbage = b"not zstd".to_vec();
    let info = ChunkInfo { hash: Bytes32(Sha256::digest(&garbage).into()), ..info };
    assert!(matches!(chunk(&garbage, &info), Err(Refusal::Unpack(_))));
    let no_rows = zstd::encode_all(encode(&"no rows").as_slice(), 1).unwrap();
    let info = ChunkInfo { hash: Bytes32(Sha256::digest(&no_rows).into()), ..info };
    assert!(matches!(chunk(&no_rows, &info), Err(Refusal::Decode(_))));
}
