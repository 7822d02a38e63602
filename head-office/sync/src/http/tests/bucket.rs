//! One bucket of a collection.

use super::*;
use std::collections::BTreeMap;
use sync_core::sync::wire::BucketAnswer;
use sync_core::sync::{BUCKETS, bucket_of};

#[tokio::test]
async fn all_buckets_together_are_the_collection_and_carry_verifiers() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let cursor = office.cursor().unwrap();
    for collection in [Collection::Directory, till.own()] {
        let (snapshot, head) = till.snapshot(collection, None).await;
        let mut due: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
        for row in till.rows(collection, &snapshot, &head).await {
            due.entry(bucket_of(&row.key)).or_default().push(row);
        }
        let filled: Vec<_> = due.keys().copied().collect();
        let empty = (0..BUCKETS).find(|bucket| !filled.contains(bucket)).unwrap();
        for bucket in filled.into_iter().chain([empty]) {
            let bytes = till.get(&format!("bucket/{collection}/{bucket}?cursor={cursor}")).await.unwrap();
            let answer = decode::<Signed<BucketAnswer>>(&bytes).unwrap().verify(&till.keys).unwrap();
            assert_eq!(answer.bucket, bucket as u64);
            let answered = answer.head.verify(&till.keys).unwrap();
            assert_eq!((answered.digest, answered.cursor()), (head.digest, cursor));
            assert_eq!(answer.rows, due.remove(&bucket).unwrap_or_default(), "{collection} {bucket}");
        }
    }
}

#[tokio::test]
async fn a_bucket_is_served_only_where_head_office_stands_and_to_whom_it_belongs() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let other = Till::enrolled(&office, "Sadama").await.own();
    let cursor = office.cursor().unwrap();
    let superseded = (StatusCode::GONE, ProblemKind::Superseded);
    let malformed = (StatusCode::BAD_REQUEST, ProblemKind::Malformed);
    let not_found = (StatusCode::NOT_FOUND, ProblemKind::NotFound);
    let (epoch, revision) = (cursor.epoch.0, cursor.revision.0);
    for (address, expect) in [
        (format!("directory/5?cursor={epoch}.{}", revision - 1), superseded),
        (format!("directory/5?cursor={epoch}.{}", revision + 1), superseded),
        (format!("directory/5?cursor={}.{revision}", epoch + 1), superseded),
        (format!("directory/512?cursor={cursor}"), malformed),
        (format!("directory/-1?cursor={cursor}"), malformed),
        ("directory/5?cursor=5".into(), malformed),
        ("directory/5".into(), malformed),
        (format!("{other}/5?cursor={cursor}"), not_found),
    ] {
        assert_eq!(till.get(&format!("bucket/{address}")).await, Err(expect), "{address}");
    }
}
