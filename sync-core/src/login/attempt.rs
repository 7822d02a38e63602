//! One attempt, from the first key to the outcome, as a sans-IO machine.
//!
//! ```text
//! start ─ refused before anything is spent ───────────────────────────────→ Finish
//!   └─ Spend → LookUp (hashes) ─ wrong or refused, not live ─ Refresh ─→ look up again
//!                └───────────────────────────────────────────────────────→ Finish → Done
//! ```
//!
//! The attempt is spent and durable before the hash is computed, so that pulling the plug gives nothing back; a correct
//! password returns its own attempt with the entry in the journal.

use super::{Age, Bucket, EntryKind, Limit, Outcome, OutcomeCode, Record, Refill, Session, StoreChoice, UnableCause};
use crate::domain::{Cursor, Group, Language, Moment, Policy, PosAction, Profile, Salepoint, StoreId, UnixMs, UserId};

/// Data older than this when a password is wrong is worth a word about how old it is, in seconds.
const WORTH_MENTIONING_S: u32 = 60;
/// How long an attempt waits for head office after a refusal, in milliseconds.
const REFRESH_LIMIT_MS: u64 = 3_000;

/// Why somebody types a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To log in.
    LogIn,
    /// In front of a locked session of this user.
    Unlock(UserId),
    /// In a supervisor's dialog, to reload the data or to give attempts back.
    Supervise(Supervision),
}

/// What a supervisor's password is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Supervision {
    /// To fetch everything again.
    ForceResync,
    /// To refill the bucket of logins.
    UnlockTerminal,
}

impl Supervision {
    /// What the supervisor's group must allow.
    pub fn action(self) -> PosAction {
        match self {
            Self::ForceResync => PosAction::ForceResync,
            Self::UnlockTerminal => PosAction::UnlockTerminal,
        }
    }
}

impl Purpose {
    /// Which bucket an attempt is spent from: supervisor dialogs have their own.
    pub fn bucket(self) -> Bucket {
        match self {
            Self::LogIn | Self::Unlock(_) => Bucket::Login,
            Self::Supervise(_) => Bucket::Supervisor,
        }
    }

    /// In which dialog the password is typed; `None` = at the login screen.
    pub fn dialog(self) -> Option<Supervision> {
        match self {
            Self::LogIn | Self::Unlock(_) => None,
            Self::Supervise(supervision) => Some(supervision),
        }
    }
}

/// Whether the terminal has data to decide on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readiness {
    /// Not enrolled, or never synced.
    NotReady,
    /// Removed by head office.
    Revoked,
    /// The data as a whole does not verify.
    Damaged,
    /// The terminal's record of attempts is gone: until head office was reached nothing can be decided.
    Lost,
    /// There is data.
    Ready,
}

/// What the terminal knows when an attempt begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Whether there is data to decide on.
    pub readiness: Readiness,
    /// Why the password is typed.
    pub purpose: Purpose,
    /// The policy in force.
    pub policy: Policy,
    /// The terminal's salepoint.
    pub salepoint: Option<Salepoint>,
    /// How old the data is.
    pub age: Age,
    /// The last contact by head office's clock.
    pub last_contact_at: Option<UnixMs>,
    /// What the data is.
    pub cursor: Option<Cursor>,
    /// Whether changes arrive by themselves at this moment. If not, a refusal is worth asking head office about.
    pub live: bool,
    /// Whether head office was reached when last tried.
    pub online: bool,
}

/// Who has the verifier that was looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LookUp {
    /// Nobody.
    Nobody,
    /// A row that is needed does not verify.
    Damaged,
    /// This user.
    User {
        /// Who.
        user: UserId,
        /// Whether active.
        active: bool,
        /// Counts the user's POS passwords up: another number is another password.
        verifier_revision: u64,
        /// The user's, as far as it is known of somebody who lacks the salepoint.
        language: Option<Language>,
        /// What the terminal's salepoint knows of the user; `None` = the user lacks the salepoint.
        granted: Option<Box<Granted>>,
    },
}

/// A user's profile with what it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Granted {
    /// The profile.
    pub profile: Profile,
    /// The user group at this salepoint.
    pub group: Group,
    /// The user's stores, by name.
    pub stores: Vec<StoreChoice>,
}

/// What to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Spend an attempt of this bucket, durably; answer [`Answer::Spent`].
    Spend(Bucket, Limit),
    /// Compute the verifier under every KDF of the replica and look it up; answer [`Answer::Found`].
    LookUp,
    /// Catch up with head office for at most so many milliseconds, then look the same verifiers up again; answer
    /// [`Answer::Found`], with fresh facts by [`Attempt::refreshed`] before.
    Refresh {
        /// Give up after so long.
        limit_ms: u64,
    },
    /// Store the entry and what is given back, durably and together; answer [`Answer::Stored`].
    Finish {
        /// For the journal.
        record: Record,
        /// The attempt that a correct password returns, and all those of logins that a supervisor does.
        refills: Vec<Refill>,
    },
    /// It is over.
    Done(Outcome),
}

/// What came of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The attempt is spent and that is durable, or why not.
    Spent(Result<(), Unspent>),
    /// It is durable, or why it could not be stored.
    Stored(Result<(), UnableCause>),
    /// What the look-up found.
    Found(LookUp),
}

/// Why no attempt was spent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unspent {
    /// There is none left.
    Throttled {
        /// Milliseconds until there is one.
        retry_in_ms: u64,
        /// The record of attempts was lost, and nobody made too many.
        lost: bool,
    },
    /// It cannot be stored.
    Unable(UnableCause),
}

/// One attempt under way.
#[derive(Debug)]
pub struct Attempt {
    facts: Facts,
    state: State,
}

#[derive(Debug)]
enum State {
    Spending,
    LookingUp { refreshed: bool },
    Finishing { outcome: Outcome },
    Over,
}

impl Attempt {
    /// Begins an attempt.
    pub fn start(facts: Facts, now: Moment) -> (Self, Step) {
        let bucket = facts.purpose.bucket();
        let limit = Limit::of(&facts.policy, bucket);
        let refused = match facts.readiness {
            Readiness::NotReady => Some(Outcome::NotReady),
            Readiness::Revoked => Some(Outcome::Revoked),
            Readiness::Damaged => Some(Outcome::Damaged { offline: !facts.online }),
            Readiness::Lost => Some(Outcome::RecordLost { offline: !facts.online }),
            Readiness::Ready => None,
        };
        let mut attempt = Self { facts, state: State::Over };
        let step = match refused {
            Some(outcome) => attempt.finish(outcome, None, Vec::new(), now),
            None => {
                attempt.state = State::Spending;
                Step::Spend(bucket, limit)
            }
        };
        (attempt, step)
    }

    /// Goes on with what came of the last step.
    ///
    /// # Panics
    /// When the answer does not belong to the last step: the driver is wrong then, and guessing on is worse.
    pub fn answer(&mut self, answer: Answer, now: Moment) -> Step {
        match (std::mem::replace(&mut self.state, State::Over), answer) {
            (State::Spending, Answer::Spent(Ok(()))) => {
                self.state = State::LookingUp { refreshed: false };
                Step::LookUp
            }
            (State::Spending, Answer::Spent(Err(Unspent::Throttled { retry_in_ms, lost }))) => {
                self.finish(Outcome::throttled(retry_in_ms, lost), None, Vec::new(), now)
            }
            (State::Spending, Answer::Spent(Err(Unspent::Unable(cause))))
            | (State::Finishing { .. }, Answer::Stored(Err(cause))) => Step::Done(Outcome::Unable { cause }),
            (State::LookingUp { refreshed }, Answer::Found(found)) => self.decide(&found, refreshed, now),
            (State::Finishing { outcome }, Answer::Stored(Ok(()))) => Step::Done(outcome),
            (state, answer) => panic!("the answer {answer:?} does not belong to {state:?}"),
        }
    }

    /// Takes in what a refresh changed, before the second look-up.
    pub fn refreshed(&mut self, age: Age, last_contact_at: Option<UnixMs>, cursor: Option<Cursor>, online: bool) {
        self.facts = Facts { age, last_contact_at, cursor, online, ..self.facts.clone() };
    }

    fn decide(&mut self, found: &LookUp, refreshed: bool, now: Moment) -> Step {
        let outcome = outcome(&self.facts, found, now);
        let worth_asking =
            matches!(outcome.code(), OutcomeCode::WrongPassword | OutcomeCode::Inactive | OutcomeCode::NoSalepoint);
        if worth_asking && !refreshed && !self.facts.live {
            self.state = State::LookingUp { refreshed: true };
            return Step::Refresh { limit_ms: REFRESH_LIMIT_MS };
        }
        let mut refills = Vec::new();
        let user = match found {
            // Only a user found by a correct password and an authenticated row returns an attempt: whoever can write the
            // replica can make anything else happen at will.
            LookUp::Nobody | LookUp::Damaged => None,
            LookUp::User { user, .. } => {
                let bucket = self.facts.purpose.bucket();
                refills.push(Refill::One(bucket, Limit::of(&self.facts.policy, bucket), now));
                Some(*user)
            }
        };
        let unlocks = self.facts.purpose == Purpose::Supervise(Supervision::UnlockTerminal);
        if unlocks && outcome.code() == OutcomeCode::Granted {
            refills.push(Refill::All(Bucket::Login, now));
        }
        self.finish(outcome, user, refills, now)
    }

    fn finish(&mut self, outcome: Outcome, user: Option<UserId>, refills: Vec<Refill>, now: Moment) -> Step {
        let kind = match (self.facts.purpose, &outcome) {
            (Purpose::LogIn, _) => EntryKind::Login,
            (Purpose::Unlock(owner), Outcome::Granted(session)) if session.user != owner => EntryKind::Switch,
            (Purpose::Unlock(_), _) => EntryKind::Unlock,
            (Purpose::Supervise(Supervision::ForceResync), _) => EntryKind::ForceResync,
            (Purpose::Supervise(Supervision::UnlockTerminal), _) => EntryKind::UnlockTerminal,
        };
        let record = Record { at: now.wall, kind, user, outcome: Some(outcome.code()), cursor: self.facts.cursor };
        self.state = State::Finishing { outcome };
        Step::Finish { record, refills }
    }
}

/// What a look-up means, in the order of the design's table.
fn outcome(facts: &Facts, found: &LookUp, now: Moment) -> Outcome {
    let (user, active, verifier_revision, language, granted) = match found {
        LookUp::Nobody => return Outcome::WrongPassword { data_from: data_from(facts, now) },
        LookUp::Damaged => return Outcome::Damaged { offline: !facts.online },
        LookUp::User { user, active, verifier_revision, language, granted } => {
            (user, active, *verifier_revision, *language, granted)
        }
    };
    if !active {
        let language = granted.as_ref().map_or(language, |granted| Some(granted.profile.language));
        return Outcome::Inactive { language };
    }
    let Some(granted) = granted else {
        let salepoint = facts.salepoint.as_ref().map(|salepoint| salepoint.name.clone()).unwrap_or_default();
        return Outcome::NoSalepoint { salepoint, language };
    };
    if let Purpose::Supervise(supervision) = facts.purpose
        && !granted.group.pos.allow(supervision.action())
    {
        return Outcome::NotAllowed { language: granted.profile.language };
    }
    // Old data is what a reload is the cure of.
    let reloads = facts.purpose == Purpose::Supervise(Supervision::ForceResync);
    let expired = !reloads && facts.age.exceeds_s(facts.policy.valid_for_s);
    if expired && !granted.group.pos.allow(PosAction::LoginWhenStale) {
        return Outcome::Expired { since: facts.last_contact_at, language: granted.profile.language };
    }
    Outcome::Granted(Box::new(session(*user, verifier_revision, granted, facts.salepoint.as_ref(), now.wall)))
}

/// When the data is older than a minute: from when it is, by the terminal's clock.
fn data_from(facts: &Facts, now: Moment) -> Option<UnixMs> {
    match facts.age {
        Age::Ms(ms) if facts.age.exceeds_s(WORTH_MENTIONING_S) => {
            Some(now.wall.plus_ms(-i64::try_from(ms).unwrap_or(i64::MAX)))
        }
        Age::Ms(_) => None,
        Age::Unknown => facts.last_contact_at,
    }
}

fn session(
    user: UserId,
    verifier_revision: u64,
    granted: &Granted,
    salepoint: Option<&Salepoint>,
    since: UnixMs,
) -> Session {
    let profile = &granted.profile;
    Session {
        user,
        verifier_revision,
        first_name: profile.first_name.clone(),
        last_name: profile.last_name.clone(),
        language: profile.language,
        group: profile.group,
        group_name: granted.group.name.clone(),
        rights: granted.group.pos.clone(),
        stores: granted.stores.clone(),
        store: selected_store(granted, salepoint.and_then(|salepoint| salepoint.store)),
        since,
    }
}

/// The default store; none → the salepoint's store if granted; else the only one there is; else the user picks.
fn selected_store(granted: &Granted, salepoint_store: Option<StoreId>) -> Option<StoreId> {
    let of_user = |id: &StoreId| granted.stores.iter().any(|choice| choice.id == *id);
    let only_one = || match granted.stores.as_slice() {
        [only] => Some(only.id),
        _ => None,
    };
    granted.profile.default_store.filter(of_user).or(salepoint_store.filter(of_user)).or_else(only_one)
}

/// What changed data means for a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Following {
    /// It goes on, with name, group, rights, language and stores as they are now.
    GoesOn(Box<Session>),
    /// It goes on once its user has typed the new POS password.
    Locks(Box<Session>),
    /// It ends: the user was deactivated, or may no longer use the POS.
    EndsInactive,
    /// It ends: the user lost this salepoint.
    EndsUngranted,
}

impl Session {
    /// What changed data means for the session. The chosen store is kept while it is still the user's. A row that does
    /// not verify changes nothing: it is fetched again.
    pub fn follow(&self, found: &LookUp, salepoint: Option<&Salepoint>) -> Following {
        let (verifier_revision, granted) = match found {
            LookUp::Damaged => return Following::GoesOn(Box::new(self.clone())),
            LookUp::Nobody | LookUp::User { active: false, .. } => return Following::EndsInactive,
            LookUp::User { granted: None, .. } => return Following::EndsUngranted,
            LookUp::User { verifier_revision, granted: Some(granted), .. } => (*verifier_revision, granted),
        };
        let fresh = session(self.user, verifier_revision, granted, salepoint, self.since);
        let kept = self.store.filter(|store| fresh.stores.iter().any(|choice| choice.id == *store));
        let session = Box::new(Self { store: kept.or(fresh.store), ..fresh });
        if verifier_revision == self.verifier_revision { Following::GoesOn(session) } else { Following::Locks(session) }
    }
}

#[cfg(test)]
mod tests;
