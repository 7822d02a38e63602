use super::*;
use crate::domain::Language;
use crate::sale::day::OpenDay;
use crate::sale::give_back::{RefundHow, ReturnedBefore, give_back};
use crate::sale::receipt::{Print, Words, lines};
use crate::sale::recompute::differences;
use crate::sale::samples::*;
use proptest::prelude::*;
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};

/// What the first version wrote, kind by kind: its bytes in hex, and their hash. Every later version reads them as they are.
const GOLDEN: &str = include_str!("golden.txt");

#[test]
fn each_kind_reads_back_and_has_the_bytes_it_always_had() {
    let all = one_of_each();
    let kinds: BTreeSet<_> = all.iter().map(|one| one.body().kind()).collect();
    assert_eq!(kinds, Kind::ALL.iter().cloned().collect(), "one of each kind there is");
    let mut made = String::new();
    for one in &all {
        let read = Written::read(one.bytes().to_vec()).unwrap();
        assert_eq!(&read, one);
        assert_eq!(
            Written::seal(read.document.clone()).unwrap().bytes(),
            one.bytes(),
            "the same document, the same bytes"
        );
        let bytes: String = one.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        made.push_str(&format!("{} {} {bytes}\n", one.body().kind().code(), one.hash()));
    }
    let file = std::env::temp_dir().join("documents-as-written-now.txt");
    if made != GOLDEN {
        std::fs::write(&file, &made).unwrap();
    }
    assert!(made == GOLDEN, "documents are written differently now: compare golden.txt with {}", file.display());
    assert_eq!(verify_chain(&all).unwrap().unwrap().number.unwrap().get(), 2);
}

/// A document as another program may have written it.
fn with(one: &Written, change: impl FnOnce(&mut BTreeMap<String, ByteBuf>)) -> Vec<u8> {
    // Each value as its own bytes: only the places of names are known here.
    let mut map = values(one.bytes());
    change(&mut map);
    let mut bytes = vec![0xa0 | u8::try_from(map.len()).unwrap()];
    for (name, value) in map {
        bytes.extend(encode(&name));
        bytes.extend(value.into_vec());
    }
    bytes
}

fn values(bytes: &[u8]) -> BTreeMap<String, ByteBuf> {
    #[derive(serde::Deserialize)]
    struct Parts {
        v: u32,
        head: Head,
        kind: String,
        #[serde(with = "serde_bytes")]
        body: Vec<u8>,
    }
    let parts: Parts = decode(bytes).unwrap();
    let values = [
        ("v", encode(&parts.v)),
        ("head", encode(&parts.head)),
        ("kind", encode(&parts.kind)),
        ("body", encode(&ByteBuf::from(parts.body))),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), ByteBuf::from(value))).collect()
}

#[test]
fn what_a_newer_version_wrote_survives() {
    let sold = &one_of_each()[3];
    // A field nobody here knows: read, and kept in the bytes and the hash.
    let more = with(sold, |map| drop(map.insert("mood".into(), ByteBuf::from(encode(&"good")))));
    let read = Written::read(more.clone()).unwrap();
    assert_eq!((read.bytes(), &read.document), (&more[..], &sold.document));
    assert_eq!(read.hash, hash_of(&more));
    // A kind nobody here knows: head and bytes are there, and it is written as it came.
    let other = with(sold, |map| drop(map.insert("kind".into(), ByteBuf::from(encode(&"gift")))));
    let read = Written::read(other).unwrap();
    assert!(matches!(read.body(), Body::Other(kind, bytes) if kind == "gift" && !bytes.is_empty()));
    assert_eq!(read.head(), sold.head());
    let again = Written::seal(read.document.clone()).unwrap();
    assert_eq!(Written::read(again.bytes().to_vec()).unwrap().document, read.document);
    // Another version: said so, whatever else is in it.
    let newer = with(sold, |map| {
        map.insert("v".into(), ByteBuf::from(encode(&2)));
        map.remove("head");
    });
    assert!(matches!(Written::read(newer), Err(DocumentError::Newer(2))));
}

#[test]
fn bounds_are_kept() {
    let all = one_of_each();
    let (sold, drawer) = (&all[3], &all[8]);
    let with_lines = |count: usize, name: &str| {
        let mut document = sold.document.clone();
        let Body::Sale(sale) = &mut document.body else { panic!() };
        let mut line = sale.lines[0].clone();
        line.facts.name = name.into();
        sale.lines = vec![line; count - 1];
        Written::seal(document)
    };
    assert_eq!(with_lines(MOST_LINES, "Sai").unwrap().body().line_count(), MOST_LINES);
    assert!(matches!(with_lines(MOST_LINES + 1, "Sai"), Err(DocumentError::TooManyLines(501))));
    assert!(matches!(with_lines(MOST_LINES, &"õ".repeat(200)), Err(DocumentError::TooLarge(_))));
    assert!(matches!(Written::read(vec![0; MOST_BYTES + 1]), Err(DocumentError::TooLarge(_))));
    // A number, and none.
    let mut without = sold.document.clone();
    without.head.number = None;
    assert!(matches!(Written::seal(without), Err(DocumentError::Number)));
    let mut numbered = drawer.document.clone();
    numbered.head.number = Some(ReceiptNumber::FIRST);
    assert!(matches!(Written::seal(numbered), Err(DocumentError::Number)));
    // An amount that sums could overflow with.
    let mut dear = drawer.document.clone();
    dear.body = Body::CashIn(CashMoved { amount: Money(Money::MOST + 1), reason: String::new() });
    assert!(matches!(Written::seal(dear), Err(DocumentError::Unreadable(_))));
    // Nesting without end is not followed.
    let deep =
        with(sold, |map| drop(map.insert("deep".into(), ByteBuf::from([vec![0x81; 200_000], vec![0]].concat()))));
    assert!(Written::read(deep).is_ok());
}

#[test]
fn a_missing_a_changed_a_doubled_and_a_moved_document_are_noticed() {
    let all = one_of_each();
    assert!(verify_chain(&all[4..]).is_ok(), "it may begin anywhere");
    assert_eq!(verify_chain(&[]), Ok(None));
    let mut missing = all.clone();
    missing.remove(6);
    assert_eq!(verify_chain(&missing), Err(ChainError::Sequence { after: 6, found: 8 }));
    let mut doubled = all.clone();
    doubled.insert(5, all[4].clone());
    assert_eq!(verify_chain(&doubled), Err(ChainError::Sequence { after: 5, found: 5 }));
    let mut changed = all.clone();
    let Body::CashIn(moved) = &mut changed[6].document.body else { panic!() };
    moved.amount = Money(999);
    changed[6] = Written::seal(changed[6].document.clone()).unwrap();
    assert_eq!(verify_chain(&changed), Err(ChainError::Hash(8)));

    let resealed = |index: usize, change: fn(&mut Document)| {
        let mut document = all[index].document.clone();
        change(&mut document);
        Written::seal(document).unwrap()
    };
    let tip = verify_chain(&all[..3]).unwrap().unwrap();
    let twice = resealed(3, |document| document.head.number = ReceiptNumber::new(2));
    assert!(matches!(tip.with(&twice), Err(ChainError::Number { seq: 4, .. })));
    let other = resealed(3, |document| document.head.series = Series::new(13).unwrap());
    assert!(matches!(tip.with(&other), Err(ChainError::Series { seq: 4, .. })));
    let again = resealed(3, |document| {
        document.body = begun();
        document.head.number = None;
    });
    assert_eq!(tip.with(&again), Err(ChainError::Beginning(4)));
    let unbegun = resealed(1, |document| {
        document.head.seq = 1;
        document.head.previous = Bytes32([0; 32]);
    });
    assert_eq!(verify_chain([&unbegun]), Err(ChainError::Beginning(1)));
}

#[test]
fn a_series_has_an_end() {
    let full = Tip { number: Some(ReceiptNumber::LAST), ..Tip::before(series()) };
    assert_eq!(full.next_number(), None);
    assert_eq!(
        Tip { seq: u64::MAX, ..full }.with(&one_of_each()[2]),
        Err(ChainError::Sequence { after: u64::MAX, found: 3 })
    );
}

#[test]
fn a_sale_of_three_lines_is_small() {
    let mut tip = Tip::before(series());
    append(&mut tip, begun());
    let heading = append(&mut tip, Body::Heading(heading(Language::Et))).hash();
    let lines = [11, 12, 13].map(|number| facts(number, "Rukkileib viilutatud 500 g", 189, 1_000, 'A', 2_400));
    let sales: Vec<Written> =
        (0..100).map(|_| append(&mut tip, Body::Sale(Box::new(sale_of(heading, &lines))))).collect();
    let all: Vec<u8> = sales.iter().flat_map(|sale| sale.bytes().to_vec()).collect();
    let alone = zstd::bulk::compress(sales[0].bytes(), 3).unwrap().len();
    let each = zstd::bulk::compress(&all, 3).unwrap().len() / sales.len();
    assert!(alone <= 1_200 && each <= 350, "{alone} bytes alone, {each} in a batch");
}

proptest! {
    #![proptest_config(super::super::many_cases())]

    #[test]
    fn hostile_bytes_are_an_error_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Written::read(bytes).is_err());
    }

    #[test]
    fn changed_bytes_are_an_error_or_another_document(
        which in 0..13usize, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in proptest::option::of(any::<prop::sample::Index>())
    ) {
        // Made once: a chain for each case would be most of the time.
        static ALL: std::sync::LazyLock<Vec<Written>> = std::sync::LazyLock::new(one_of_each);
        let one = &ALL[which];
        let mut bytes = one.bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let is_changed = bytes != one.bytes();
        if let Ok(read) = Written::read(bytes) {
            prop_assert_eq!(read.hash() != one.hash(), is_changed);
            // What was read can be written, and reads back the same.
            let again = Written::seal(read.document.clone()).unwrap();
            prop_assert_eq!(&Written::read(again.bytes().to_vec()).unwrap().document, &read.document);
            // Nothing that is done with it panics.
            let _ = (Tip::before(read.head().series).with(&read), read.head().receipt_name());
            let _ = (differences(read.body()), lines(&read, &ALL[1], Words::of(Language::Ru), 32, Print::First));
            if let Ok(mut day) = OpenDay::begin(&ALL[2], GrandTotal::default()) {
                let _ = (day.add(&read), day.expected(), day.close(None, Vec::new()));
            }
            if let Body::Sale(sale) = read.body() {
                let before = ReturnedBefore::default();
                let how = RefundHow { heading: read.hash(), of: ReceiptRef { name: ALL[3].head().receipt_name().unwrap(), hash: None, day: read.head().calendar_day }, source: RefundSource::Own, reason: RefundReason::Other, by_card: Money::ZERO };
                let _ = give_back(sale, &before, &before.all_left(sale), how);
            }
        }
    }
}
