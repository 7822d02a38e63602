//! Who may log in, and what is written down about it.
//!
//! An [`Attempt`] is a small machine: it is told what the terminal knows, says what to do next (store, hash, look up,
//! refresh), is told what came of it, and ends in an [`Outcome`]. It never sees a password or a verifier, only whether
//! the look-up found somebody. The [`Desk`] is who is at the terminal meanwhile. The [`Throttle`] bounds guessing, [`Age`] says how old the terminal's data is,
//! [`Entry`] is one line of the journal, [`Scan`] tells a scanner from a person.

mod age;
mod attempt;
mod desk;
mod journal;
mod outcome;
mod scan;
mod throttle;

pub use age::{Age, Contact};
pub use attempt::{Answer, Attempt, Facts, Following, Granted, LookUp, Purpose, Readiness, Step, Supervision, Unspent};
pub use desk::{Action, Data, Desk, Event, News, Over, Said, Stage};
pub use journal::{ChainError, Entry, EntryKind, Record, verify_chain};
pub use outcome::{Outcome, OutcomeCode, Session, StoreChoice, UnableCause};
pub use scan::Scan;
pub use throttle::{Bucket, Limit, Refill, Throttle};
