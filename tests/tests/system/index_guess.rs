//! An insider who flips bytes of the replica's index, so that a user is not found by it, and guesses: each guess costs its
//! attempt, whatever the damage makes of it, and damage gives none back.

use crate::programs::Shop;
use rusqlite::Connection as Database;
use std::path::Path;
use sync_core::login::Bucket;
use sync_core::till::Till as TillFile;
use tests::chain;

const ATTEMPTS: usize = 12;
const ATTEMPT_MS: u64 = 86_400_000;
/// Where in the index's page, from its beginning: the head, the places of its entries, and what is free.
const IN_HEAD: [usize; 6] = [0, 3, 4, 5, 8, 9];
/// Where, from its end: entries.
const IN_ENTRIES: [usize; ATTEMPTS - IN_HEAD.len()] = [1, 2, 16, 33, 64, 130];

/// Where the page of the index by tag begins, and how long it is.
fn page_of_index(replica: &Path) -> (usize, usize) {
    let database = Database::open(replica).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let root = one("SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND name = 'row_by_tag'");
    let size = one("PRAGMA page_size");
    one("PRAGMA wal_checkpoint(TRUNCATE)");
    (usize::try_from((root - 1) * size).unwrap(), usize::try_from(size).unwrap())
}

#[test]
fn a_wrong_guess_beside_a_flipped_byte_of_the_index_costs_its_attempt_and_gives_none_back() {
    let policy = format!("[policy]\nthrottle_attempts = {ATTEMPTS}\nthrottle_refill_s = 86400\n[company]");
    let mut shop = Shop::with_chain(&chain::TOML.replace("[company]", &policy));
    let till = shop.till("till");
    // Nobody mends the file, and nobody gives attempts back.
    shop.kill_office();
    let replica = till.file("replica.db");
    let (page, size) = page_of_index(&replica);
    let whole = std::fs::read(&replica).unwrap();
    let debt_ms = || {
        let file = TillFile::open_read_only(&till.file("till.db")).unwrap();
        file.throttle(Bucket::Login).unwrap().map_or(0, |throttle| throttle.parts().0)
    };
    let mut outcomes = Vec::new();
    let places = IN_HEAD.into_iter().chain(IN_ENTRIES.map(|from_end| size - from_end));
    for (number, place) in places.enumerate() {
        let mut flipped = whole.clone();
        flipped[page + place] ^= 1 << (number % 8);
        for beside in ["replica.db-wal", "replica.db-shm"] {
            // Where it was closed well there is none.
            let _ = std::fs::remove_file(till.file(beside));
        }
        std::fs::write(&replica, &flipped).unwrap();
        let before = debt_ms();
        let outcome = till.outcome(&format!("guess {number}"));
        assert!(["wrong_password", "damaged"].contains(&outcome.as_str()), "{number}: {outcome}");
        // Refilling in the seconds of this test is far below one attempt.
        let cost = debt_ms() - before;
        assert!((ATTEMPT_MS / 10 * 9..=ATTEMPT_MS).contains(&cost), "{number}, {outcome}: {cost} ms");
        outcomes.push(outcome);
    }
    println!("{outcomes:?}");
    assert!(outcomes.contains(&"damaged".to_owned()), "some of it was noticed: {outcomes:?}");
    std::fs::write(&replica, &whole).unwrap();
    assert_eq!(till.outcome("one more"), "throttled");
    assert_eq!(till.outcome("260847"), "throttled", "the right one has none left either");
}
