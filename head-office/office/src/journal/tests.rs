use super::*;
use crate::db::grants::Viewer;
use crate::db::journal_list::{self, Events, Start, Wanted};
use crate::db::terminals::{self, Enrolled};
use crate::db::{Db, DbError, Tx};
use crate::errors::OfficeError;
use crate::testing::{CHAIN, NOW, TestOffice, enrol};
use sha2::{Digest, Sha256};
use sync_core::domain::{Bytes32, TerminalId, UnixMs, encode};
use sync_core::login::{Entry, EntryKind, OutcomeCode};
use sync_core::sync::wire::Removal;
use uuid::Uuid;

/// A journal as a terminal writes it.
#[derive(Clone)]
struct Book {
    terminal: TerminalId,
    mark: u64,
    begins_at: UnixMs,
    bodies: Vec<Vec<u8>>,
}

impl Book {
    /// Another mark, other entries.
    fn new(terminal: TerminalId, mark: u64) -> Self {
        Self { terminal, mark, begins_at: NOW, bodies: Vec::new() }
    }

    fn write(mut self, count: usize) -> Self {
        for _ in 0..count {
            let previous = self.bodies.last().map_or([0; 32], |body| Sha256::digest(body).into());
            let entry = self.entry(self.bodies.len() as u64 + 1, Bytes32(previous));
            self.bodies.push(encode(&entry));
        }
        self
    }

    fn entry(&self, seq: u64, previous: Bytes32) -> Entry {
        Entry {
            id: Uuid::from_u64_pair(self.mark, seq),
            terminal: self.terminal,
            seq,
            at: self.begins_at.plus_ms(seq as i64 * 1_000),
            kind: EntryKind::Login,
            user: None,
            outcome: Some(OutcomeCode::WrongPassword),
            cursor: None,
            count: 2,
            previous,
        }
    }

    /// The same up to an entry, then other entries.
    fn forked(&self, after: usize, mark: u64) -> Self {
        Self { mark, bodies: self.bodies[..after].to_vec(), ..self.clone() }
    }

    /// Entries by number, both included.
    fn part(&self, from: usize, to: usize) -> Vec<Vec<u8>> {
        self.bodies[from - 1..to].to_vec()
    }
}

fn enrolled(office: &TestOffice, id: TerminalId) -> Enrolled {
    office.db.read(|tx| terminals::find(tx, Viewer::Everything, id)).unwrap().unwrap()
}

fn upload(office: &TestOffice, id: TerminalId, bodies: Vec<Vec<u8>>) -> Option<u64> {
    let uploaded: Vec<_> = bodies.into_iter().map(|body| Uploaded::read(body).unwrap()).collect();
    let (enrolled, now) = (enrolled(office, id), office.clock.now());
    office.db.write(|tx| Ok::<_, OfficeError>(store(tx, &enrolled, &uploaded, now)?)).unwrap()
}

/// Branch, number and flags of every flagged entry; and how many entries there are.
fn flagged(office: &TestOffice) -> (Vec<(u64, u64, String)>, usize) {
    let lines = office.journal(&JournalQuery::default(), 10_000).unwrap();
    let mut flagged: Vec<_> = lines
        .iter()
        .filter(|line| !line.flags().is_empty())
        .map(|line| (line.branch, line.seq, line.flags().join(",")))
        .collect();
    flagged.sort();
    (flagged, lines.len())
}

#[test]
fn what_does_not_fit_is_flagged_where_it_is() {
    struct Case {
        what: &'static str,
        reports: Vec<Vec<Vec<u8>>>,
        acknowledged: u64,
        flags: &'static [(u64, u64, &'static str)],
        entries: usize,
    }
    let office = TestOffice::with(CHAIN);
    let id = enrol(&office, "Kesklinn", "Front", None).terminal;
    let book = Book::new(id, 1).write(12);
    let fork = book.forked(3, 2).write(4);
    let again = Book::new(id, 3).write(5);
    let foreign = Book::new(TerminalId(Uuid::from_u128(9)), 4).write(2);
    let mut later = Book::new(id, 5);
    later.begins_at = NOW.plus_ms(3_600_000);
    let later = later.write(2);
    let mut unchained = book.entry(4, Bytes32([7; 32]));
    unchained.id = Uuid::from_u128(77);
    let mut broken_first = book.entry(1, Bytes32([7; 32]));
    broken_first.id = Uuid::from_u128(78);
    let cases = [
        Case {
            what: "in order",
            reports: vec![book.part(1, 5), book.part(6, 12)],
            acknowledged: 12,
            flags: &[],
            entries: 12,
        },
        Case {
            what: "repeated, overlapping, late",
            reports: vec![book.part(1, 5), book.part(1, 5), book.part(3, 9), book.part(2, 4)],
            acknowledged: 4,
            flags: &[],
            entries: 9,
        },
        Case {
            what: "twice in one report",
            reports: vec![[book.part(1, 3), book.part(2, 4)].concat()],
            acknowledged: 4,
            flags: &[],
            entries: 4,
        },
        Case {
            what: "a gap",
            reports: vec![book.part(1, 3), book.part(6, 8)],
            acknowledged: 8,
            flags: &[(0, 6, "gap")],
            entries: 6,
        },
        Case {
            what: "a gap in one report",
            reports: vec![[book.part(1, 3), book.part(6, 8)].concat()],
            acknowledged: 8,
            flags: &[(0, 6, "gap")],
            entries: 6,
        },
        Case {
            what: "a gap that is filled",
            reports: vec![book.part(1, 3), book.part(6, 8), book.part(4, 5)],
            acknowledged: 5,
            flags: &[],
            entries: 8,
        },
        Case {
            what: "a gap that is filled in part",
            reports: vec![book.part(1, 3), book.part(8, 9), book.part(5, 6)],
            acknowledged: 6,
            flags: &[(0, 5, "gap"), (0, 8, "gap")],
            entries: 7,
        },
        Case {
            what: "the wrong way round",
            reports: vec![book.part(4, 6), book.part(1, 3)],
            acknowledged: 3,
            flags: &[],
            entries: 6,
        },
        Case {
            what: "a start elsewhere",
            reports: vec![book.part(7, 9)],
            acknowledged: 9,
            flags: &[(0, 7, "gap")],
            entries: 3,
        },
        Case {
            what: "written after something else",
            reports: vec![book.part(1, 3), vec![encode(&unchained)]],
            acknowledged: 4,
            flags: &[(0, 4, "broken")],
            entries: 4,
        },
        Case {
            what: "a first one with one before it",
            reports: vec![vec![encode(&broken_first)]],
            acknowledged: 1,
            flags: &[(0, 1, "broken")],
            entries: 1,
        },
        Case {
            what: "continued twice, and both go on",
            reports: vec![book.part(1, 5), fork.part(4, 5), book.part(6, 7), fork.part(6, 7)],
            acknowledged: 7,
            flags: &[(1, 4, "fork")],
            entries: 11,
        },
        Case {
            what: "another entry with a number it has",
            reports: vec![book.part(1, 5), vec![encode(&unchained)]],
            acknowledged: 4,
            flags: &[(1, 4, "fork")],
            entries: 6,
        },
        Case {
            what: "begun again, and again what was there before",
            reports: vec![book.part(1, 5), again.part(1, 3), again.part(4, 5), book.part(6, 6), again.part(1, 3)],
            acknowledged: 3,
            flags: &[(1, 1, "new_chain")],
            entries: 11,
        },
        Case {
            what: "begun again before the beginning was there",
            reports: vec![book.part(3, 4), later.part(1, 2)],
            acknowledged: 2,
            flags: &[(0, 3, "gap"), (1, 1, "new_chain")],
            entries: 4,
        },
        Case {
            what: "somebody else's",
            reports: vec![foreign.part(1, 2)],
            acknowledged: 2,
            flags: &[(0, 1, "foreign"), (0, 2, "foreign")],
            entries: 2,
        },
    ];
    let empty = "DELETE FROM journal_entry";
    for Case { what, reports, acknowledged, flags, entries } in cases {
        office.db.write(|tx| tx.execute(empty, &[])).map_err(|e: DbError| e).unwrap();
        let mut last = None;
        for report in reports {
            last = upload(&office, id, report);
        }
        let due: Vec<_> = flags.iter().map(|(branch, seq, flags)| (*branch, *seq, (*flags).to_owned())).collect();
        assert_eq!(flagged(&office), (due, entries), "{what}");
        assert_eq!(last, Some(acknowledged), "{what}");
        let found: usize = office.terminals().unwrap().iter().map(|one| one.journal_flags as usize).sum();
        assert_eq!(found, flags.len(), "{what}");
    }
}

#[test]
fn the_order_of_reports_makes_no_difference() {
    let office = TestOffice::with(CHAIN);
    let id = enrol(&office, "Kesklinn", "Front", None).terminal;
    let book = Book::new(id, 1).write(12);
    let parts: Vec<_> = (0..4).map(|part| book.part(part * 3 + 1, part * 3 + 3)).collect();
    for order in 0..256 {
        let picked: Vec<_> = (0..4).map(|digit| order >> (2 * digit) & 3).collect();
        office.db.write(|tx| tx.execute("DELETE FROM journal_entry", &[])).map_err(|e: DbError| e).unwrap();
        for part in picked.iter().chain(&[0, 1, 2, 3]) {
            upload(&office, id, parts[*part].clone());
        }
        assert_eq!(flagged(&office), (vec![], 12), "{picked:?}");
    }
}

#[test]
fn an_empty_report_learns_what_is_stored() {
    let office = TestOffice::with(CHAIN);
    let id = enrol(&office, "Kesklinn", "Front", None).terminal;
    assert_eq!(upload(&office, id, vec![]), None);
    upload(&office, id, Book::new(id, 1).write(5).part(1, 5));
    assert_eq!(upload(&office, id, vec![]), Some(5));
    upload(&office, id, Book::new(id, 2).write(2).part(1, 2));
    assert_eq!(upload(&office, id, vec![]), Some(2), "of the journal it has now");
}

#[test]
fn a_terminal_enrolled_again_carries_its_journal_on_if_it_proves_what_it_was() {
    for (proves, flags) in [(true, vec![]), (false, vec![(0, 6, "gap,foreign".to_owned()), (0, 7, "foreign".into())])] {
        let office = TestOffice::with(CHAIN);
        let first = enrol(&office, "Kesklinn", "One", None);
        let mut book = Book::new(first.terminal, 1).write(7);
        upload(&office, first.terminal, book.part(1, 5));
        let second = enrol(&office, "Kesklinn", "Two", proves.then_some(first.token)).terminal;
        book.terminal = second;
        let book = book.write(3);
        assert_eq!(upload(&office, second, book.part(6, 10)), Some(10));
        assert_eq!(flagged(&office), (flags, 10), "{proves}");
    }
}

#[test]
fn what_is_no_entry_is_refused() {
    let terminal = TerminalId(Uuid::nil());
    let book = Book::new(terminal, 1).write(1);
    let good = book.entry(1, Bytes32([0; 32]));
    let mut longer = encode(&good);
    longer.push(0);
    for (what, body) in [
        ("nothing", vec![]),
        ("no CBOR", b"journal".to_vec()),
        ("more than an entry", longer),
        ("number 0", encode(&Entry { seq: 0, ..good.clone() })),
        ("a number that ends all numbers", encode(&Entry { seq: u64::MAX, ..good.clone() })),
        ("the last that can be stored", encode(&Entry { seq: i64::MAX as u64, ..good.clone() })),
        ("more often than can be stored", encode(&Entry { count: u64::MAX, ..good.clone() })),
    ] {
        assert!(Uploaded::read(body).is_err(), "{what}");
    }
    assert!(Uploaded::read(encode(&good)).is_ok());
}

#[test]
fn the_journal_is_searched_by_what_people_know() {
    let office = TestOffice::with(CHAIN);
    let front = enrol(&office, "Kesklinn", "Front", None).terminal;
    let harbour = enrol(&office, "Sadama", "Harbour", None).terminal;
    let mari = office.db.read(|tx| crate::db::users::by_reference(tx, "mari")).unwrap().unwrap().id;
    let entry = |terminal, seq, minute: i64, kind, user, outcome| {
        let book = Book::new(terminal, seq);
        let at = NOW.plus_ms(minute * 60_000);
        encode(&Entry { at, kind, user, outcome, ..book.entry(seq, Bytes32([0; 32])) })
    };
    office.clock.advance_ms(5 * 60_000);
    upload(&office, front, vec![entry(front, 1, 3, EntryKind::Login, Some(mari), Some(OutcomeCode::Granted))]);
    upload(&office, harbour, vec![entry(harbour, 1, 1, EntryKind::Login, None, Some(OutcomeCode::WrongPassword))]);
    upload(&office, harbour, vec![entry(harbour, 1, 2, EntryKind::Reload, None, None)]);
    office.move_terminal(front, "Sadama").unwrap();

    let minutes = |query: JournalQuery| {
        let lines = office.journal(&query, 100).unwrap();
        lines.iter().map(|line| line.happened_at.since(NOW) / 60_000).collect::<Vec<_>>()
    };
    let all = JournalQuery::default();
    let text = |text: &str| Some(text.to_owned());
    for (what, query, expect) in [
        ("all, newest last", all.clone(), vec![1, 2, 3]),
        ("terminal", JournalQuery { terminal: text("Harbour"), ..all.clone() }, vec![1, 2]),
        ("salepoint, as it was then", JournalQuery { salepoint: text("Kesklinn"), ..all.clone() }, vec![3]),
        ("outcome", JournalQuery { outcome: Some(OutcomeCode::Granted), ..all.clone() }, vec![3]),
        ("kind", JournalQuery { kind: Some(EntryKind::Reload), ..all.clone() }, vec![2]),
        ("user by reference", JournalQuery { user: text("mari"), ..all.clone() }, vec![3]),
        ("user by name", JournalQuery { user: text("Mari Maasikas"), ..all.clone() }, vec![3]),
        ("from", JournalQuery { from: Some(NOW.plus_ms(120_000)), ..all.clone() }, vec![2, 3]),
        ("to", JournalQuery { to: Some(NOW.plus_ms(120_000)), ..all.clone() }, vec![1]),
        ("both", JournalQuery { kind: Some(EntryKind::Login), user: text("mari"), ..all.clone() }, vec![3]),
    ] {
        assert_eq!(minutes(query), expect, "{what}");
    }
    let newest = office.journal(&all, 1).unwrap();
    assert_eq!(
        (newest[0].user_name.as_deref(), newest[0].terminal.as_deref()),
        (Some("Mari Maasikas"), Some("Sadama / Front"))
    );
    for wrong in [
        JournalQuery { terminal: text("Hrabour"), ..all.clone() },
        JournalQuery { salepoint: text("Kesklin"), ..all.clone() },
        JournalQuery { user: text("Mari"), ..all.clone() },
    ] {
        assert!(matches!(office.journal(&wrong, 1), Err(OfficeError::Refused(_))), "{wrong:?}");
    }

    let refused = |name| office.terminals().unwrap().iter().find(|one| one.name == name).unwrap().refused_today;
    assert_eq!((refused("Harbour"), refused("Front")), (2, 0), "one entry stands for two");
    office.clock.advance_ms(24 * 3_600_000 + 1);
    assert_eq!(refused("Harbour"), 0);
    office.remove_terminal(harbour, Removal::Decommissioned).unwrap();
    assert_eq!(minutes(JournalQuery { terminal: text("Harbour"), ..all }), [1, 2], "it keeps its journal");
}

/// One entry of a terminal whose clock is wrong by so many milliseconds.
fn by_a_wrong_clock(terminal: TerminalId, seq: u64, off_by_ms: i64) -> Vec<u8> {
    let at = NOW.plus_ms(off_by_ms);
    encode(&Entry { at, ..Book::new(terminal, seq).entry(seq, Bytes32([0; 32])) })
}

#[test]
fn a_wrong_clock_of_a_terminal_puts_nothing_above_all_others_and_hides_no_refusal() {
    const YEAR_MS: i64 = 365 * 24 * 3_600_000;
    let office = TestOffice::with(CHAIN);
    let ahead = enrol(&office, "Kesklinn", "Ahead", None).terminal;
    let behind = enrol(&office, "Kesklinn", "Behind", None).terminal;
    let right = enrol(&office, "Kesklinn", "Right", None).terminal;
    upload(&office, ahead, vec![by_a_wrong_clock(ahead, 1, YEAR_MS)]);
    upload(&office, behind, vec![by_a_wrong_clock(behind, 1, -YEAR_MS)]);
    office.clock.advance_ms(60_000);
    upload(&office, right, vec![by_a_wrong_clock(right, 1, 30_000)]);
    let lines = office.journal(&JournalQuery::default(), 10).unwrap();
    let order: Vec<_> = lines.iter().map(|line| line.terminal_id).collect();
    assert_eq!(order, [behind, ahead, right], "what arrived cannot have happened later");
    assert_eq!(lines[1].happened_at, NOW.plus_ms(YEAR_MS), "what its clock said is still there");
    let until = |ms| JournalQuery { to: Some(NOW.plus_ms(ms)), ..JournalQuery::default() };
    assert_eq!(office.journal(&until(30_000), 10).unwrap().len(), 2);
    let refused = || office.terminals().unwrap().iter().map(|one| one.refused_today).collect::<Vec<_>>();
    assert_eq!(refused(), [2, 2, 2], "counted by when head office heard of them");
    office.clock.advance_ms(24 * 3_600_000);
    upload(&office, right, vec![by_a_wrong_clock(right, 2, 0)]);
    assert_eq!(refused(), [0, 0, 2]);
    office.clock.advance_ms(-48 * 3_600_000);
    assert_eq!(refused(), [0, 0, 0], "of the future, when head office's own clock was ahead");
}

/// A journal of version 14 in the tables of today, with what is computed of each entry.
#[test]
fn an_older_journal_is_carried_over_with_its_refusals() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let (terminal, salepoint) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let older = Db::create_at_version(&path, 14).unwrap();
    let insert = |tx: &mut Tx<'_>, seq: i64, at: i64, kind: &str, outcome: Option<&str>, link: &str| {
        tx.execute(
            "INSERT INTO journal_entry (hash, previous_hash, chain_id, branch, seq, link, is_foreign, entry_id, \
             terminal_id, uploader_id, salepoint_id, happened_at, received_at, kind, outcome, user_id, repeats, body) \
             VALUES (?1, ?1, ?2, 0, ?3, ?4, 0, 'x', ?2, ?2, ?5, ?6, ?7, ?8, ?9, NULL, 3, ?1)",
            &[
                vec![u8::try_from(seq).unwrap(); 32].into(),
                terminal.to_string().into(),
                seq.into(),
                link.into(),
                salepoint.to_string().into(),
                at.into(),
                NOW.into(),
                kind.into(),
                outcome.map(str::to_owned).into(),
            ],
        )
    };
    older
        .write(|tx| {
            for sql in [
                format!("INSERT INTO salepoint (id, name, language) VALUES ('{salepoint}', 'K', 'et')"),
                format!(
                    "INSERT INTO terminal (id, salepoint_id, name, token_hash, app_version, key_place, enrolled_at, \
                     chain_id) VALUES ('{terminal}', '{salepoint}', 'T', zeroblob(32), '1', 'file', 5, '{terminal}')"
                ),
            ] {
                tx.execute(&sql, &[])?;
            }
            insert(tx, 1, NOW.0 - 9_000, "login", Some("granted"), "follows")?;
            insert(tx, 2, NOW.0 + 9_000_000, "login", Some("wrong_password"), "follows")?;
            insert(tx, 3, NOW.0 - 8_000, "reload", None, "follows")?;
            insert(tx, 5, NOW.0 - 7_000, "lock", None, "gap")
        })
        .map_err(|error: DbError| error)
        .unwrap();
    drop(older);
    let db = Db::migrated(&path).unwrap();
    db.read(|tx| {
        let mut of = |events| {
            let wanted = Wanted { events, ..Wanted::by(Viewer::Everything) };
            let found = journal_list::page(tx, &wanted, Start::Newest, 10)?;
            Ok::<_, DbError>(found.iter().map(|entry| entry.seq).collect::<Vec<_>>())
        };
        assert_eq!(of(Events::All)?, [2, 5, 3, 1]);
        assert_eq!(of(Events::People)?, [2, 5, 1], "nobody did what a terminal does by itself");
        assert_eq!(of(Events::Problems)?, [2, 5]);
        let id = TerminalId(terminal);
        assert_eq!(crate::db::journal::refused_in_a_day(tx, id, NOW)?, 3);
        assert_eq!(crate::db::journal::flagged(tx, id)?, 1);
        Ok::<_, DbError>(())
    })
    .unwrap();
}
