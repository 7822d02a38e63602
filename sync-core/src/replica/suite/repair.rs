//! Replacing one bucket.

use super::*;
use crate::sync::bucket_of;
use crate::sync::wire::BucketAnswer;

/// Signs whatever answer for whatever bucket.
pub(super) fn bucket_of_answer(office: &TestOffice, answer: &BucketAnswer, head: &Head) -> VerifiedBucket {
    let answer = BucketAnswer { head: Signed::sign(head, &office.key), ..answer.clone() };
    let number = usize::try_from(answer.bucket).unwrap();
    let signed = Signed::sign(&answer, &office.key);
    let cursor = Cursor { epoch: head.epoch, revision: head.revision };
    verify::bucket(&signed, head.collection, number, cursor, SERVER_AT, &office.expectations()).unwrap()
}

pub(super) fn a_bucket_is_replaced_only_by_what_adds_up<W: World>() {
    let (mut world, mut replica, mut office) = synced::<W>();
    let empty = W::new().open().repair(&bucket(&office, directory(), 0));
    assert!(matches!(empty, Err(ReplicaError::Order(_))), "{empty:?}");
    let (before, mari) = (replica.standing().unwrap(), found(&replica, 1));
    for collection in test_office::collections() {
        for number in office.present(collection).iter().map(|row| bucket_of(&row.key)).chain([511]) {
            replica.repair(&bucket(&office, collection, number)).unwrap();
            assert_eq!((replica.standing().unwrap(), found(&replica, 1)), (before.clone(), mari.clone()));
        }
    }

    let number = bucket_of(&RowKey::Credential(user(1)).to_string());
    let good = office.bucket(directory(), number);
    let at = good.rows.iter().position(|row| row.verifier == Some(verifier(1))).unwrap();
    let guest = (0..).map(|number| format!("guest/{number}")).find(|key| bucket_of(key) == number).unwrap();
    for (refused, change, of_head) in [
        (false, (|_, _| {}) as fn(&mut Vec<Row>, Row), (|head| head.digest.0[0] ^= 1) as fn(&mut Head)),
        (false, |_, _| {}, |head| head.count += 1),
        (false, |rows, _| rows.clear(), |_| {}),
        (false, |rows, _| rows[0].body.as_mut().unwrap().push(0), |_| {}),
        (false, |rows, guest| rows.push(guest), |_| {}),
        (true, |rows, _| rows.push(rows[0].clone()), |_| {}),
        (true, |rows, _| rows[0].verifier = None, |_| {}),
        (true, |rows, _| rows[0].verifier = Some(verifier(2)), |_| {}),
        (true, |rows, guest| rows.push(Row { verifier: Some(verifier(9)), ..guest }), |_| {}),
    ] {
        let (mut answer, mut head) = (good.clone(), office.head_value(directory()));
        answer.rows.swap(0, at);
        change(&mut answer.rows, Row { key: guest.clone(), body: Some(vec![0]), verifier: None });
        of_head(&mut head);
        let error = replica.repair(&bucket_of_answer(&office, &answer, &head)).unwrap_err();
        match error {
            ReplicaError::Mismatch { .. } => assert!(!refused, "{answer:?}"),
            ReplicaError::Refused { .. } => assert!(refused, "{answer:?}"),
            error => panic!("{error}: {answer:?}"),
        }
        assert_eq!((replica.standing().unwrap(), found(&replica, 1)), (before.clone(), mari.clone()));
    }

    // Nothing changed in the bucket, yet it is of a revision at which the replica does not stand.
    office.revision.0 += 1;
    let newer = replica.repair(&bucket(&office, directory(), number));
    assert!(matches!(newer, Err(ReplicaError::Order(_))), "{newer:?}");
    let replica = world.reopen(replica);
    assert_eq!((replica.standing().unwrap(), found(&replica, 1)), (before, mari));
    assert_eq!(replica.damaged().unwrap(), []);
}

pub(super) fn nothing_visible_is_not_damaged<W: World>() {
    let (mut world, office) = (W::new(), office());
    let mut replica = world.open();
    assert_eq!(replica.damaged().unwrap(), []);
    stage_all(&mut replica, &office, 3);
    assert_eq!(replica.damaged().unwrap(), []);
    replica.activate(&heads(&office), None).unwrap();
    assert_eq!(replica.damaged().unwrap(), []);
    stage_all(&mut replica, &office, 3);
    assert_eq!(replica.damaged().unwrap(), [], "with a reload under way");
}
