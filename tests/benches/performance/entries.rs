//! A journal of a day: entries of many terminals, as they hand them in.

use sha2::{Digest, Sha256};
use std::time::{SystemTime, UNIX_EPOCH};
use sync_core::domain::{Bytes32, TerminalId, UnixMs, UserId, encode};
use sync_core::login::{Entry, EntryKind, OutcomeCode};
use sync_core::sync::wire::{KeyPlace, Report};
use tests::world::World;
use uuid::Uuid;

/// Terminals, and what each has written down.
pub const TERMINALS: usize = 50;
pub const EACH: u64 = 20_000;
const A_DAY_MS: u64 = 86_400_000;

/// What happens at a till again and again: somebody mistypes, logs in, locks, unlocks and logs out, and refreshes at times.
const ROUND: [(EntryKind, Option<OutcomeCode>); 7] = [
    (EntryKind::Login, Some(OutcomeCode::WrongPassword)),
    (EntryKind::Login, Some(OutcomeCode::Granted)),
    (EntryKind::Lock, None),
    (EntryKind::Unlock, Some(OutcomeCode::Granted)),
    (EntryKind::Refresh, None),
    (EntryKind::Unlock, Some(OutcomeCode::Throttled)),
    (EntryKind::Logout, None),
];

/// Enrols the terminals, spread over these salepoints, and hands in what they wrote in the last day.
pub fn hand_in(world: &World, terminals: &[TerminalId], users: &[UserId]) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_millis();
    let began_at = i64::try_from(now).expect("a time") - A_DAY_MS as i64;
    let mut last = vec![Bytes32([0; 32]); terminals.len()];
    let batch = u64::from(Report::MOST_ENTRIES);
    for first in (0..EACH).step_by(usize::try_from(batch).expect("a number")) {
        for (number, terminal) in terminals.iter().enumerate() {
            let mut journal = Vec::new();
            for seq in first + 1..=first + batch {
                let (kind, outcome) = ROUND[usize::try_from(seq).expect("a number") % ROUND.len()];
                let refused = outcome.is_some_and(|outcome| outcome != OutcomeCode::Granted);
                let entry = Entry {
                    id: Uuid::now_v7(),
                    terminal: *terminal,
                    seq,
                    at: UnixMs(began_at + (seq * A_DAY_MS / EACH) as i64),
                    kind,
                    user: (!refused)
                        .then(|| users[(number + usize::try_from(seq).expect("a number") / 7) % users.len()]),
                    outcome,
                    cursor: None,
                    count: 1,
                    previous: last[number],
                };
                let body = encode(&entry);
                last[number] = Bytes32(Sha256::digest(&body).into());
                journal.push(serde_bytes::ByteBuf::from(body));
            }
            let report = Report {
                applied: None,
                app_version: "0.1.0".into(),
                key_place: KeyPlace::File,
                done: None,
                clock: None,
                journal,
            };
            let answer = world.office.take_report(*terminal, report).expect("a report").expect("entries");
            assert_eq!(answer.journal, Some(first + batch));
        }
    }
}
