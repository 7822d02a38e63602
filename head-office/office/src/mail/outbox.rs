//! What is to be sent, what came of it, and when it is tried again.

use crate::accounts::{Email, Token};
use crate::db::confirmations::{self, LinkState};
use crate::db::mail::{self, LONGEST_WAIT_MS, Mail, MailState};
use crate::db::{DbError, Tx, one_time_links};
use crate::domain::ahead::is_over;
use crate::domain::mail::{Handed, MailKind};
use crate::errors::OfficeError;
use crate::office::Office;
use sync_core::domain::{UnixMs, UserId};
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;
/// Whoever takes a mail to hand it over has so long; after that it counts as not handed over.
const HAND_OVER_WITHIN_MS: i64 = 5 * MINUTE_MS;
/// Of what a mail server says no more is kept, in characters.
const ANSWER_CHARACTERS: usize = 500;

/// Puts a mail into the outbox; it is due at once.
pub fn queue(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: MailKind,
    user: UserId,
    address: &Email,
    now: UnixMs,
    expires_at: UnixMs,
) -> Result<(), DbError> {
    mail::add(
        tx,
        &Mail {
            id,
            kind: kind.code().into(),
            user,
            address: address.to_string(),
            queued_at: now,
            expires_at,
            state: MailState::Waiting,
            attempts: 0,
            next_at: Some(now),
            settled_at: None,
            answer: None,
        },
    )
}

impl Office {
    /// The newest mails, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn mails(&self, limit: usize) -> Result<Vec<Mail>, OfficeError> {
        Ok(self.db.read(|tx| mail::newest(tx, limit))?)
    }

    /// Whether a mail that was refused, or waits, can be handed over once more: what is in it must still be of use.
    ///
    /// # Errors
    /// Those of the database.
    pub fn can_be_sent_again(&self, tx: &mut Tx<'_>, mail: &Mail) -> Result<bool, DbError> {
        let now = self.clock.now();
        if !matches!(mail.state, MailState::Waiting | MailState::Refused) || is_useless(mail, now) {
            return Ok(false);
        }
        let has_link = MailKind::from_code(&mail.kind).is_some_and(MailKind::has_link);
        let token = Token::of_mail(&self.keys.links, mail.id);
        Ok(!has_link
            || one_time_links::usable(tx, token.hash(), now)?.is_some()
            || confirmations::find(tx, token.hash())?.is_some_and(|(_, state)| state == LinkState::Open))
    }

    /// Has a mail handed over once more, and now: the same mail, with the same Message-ID and link. Whether it can be.
    ///
    /// # Errors
    /// Those of the database.
    pub fn send_mail_again(&self, id: Uuid) -> Result<bool, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.write(|tx| {
            let Some(found) = mail::find(tx, id)? else { return Ok(false) };
            let can = self.can_be_sent_again(tx, &found)?;
            if can {
                mail::store(tx, &Mail { state: MailState::Waiting, next_at: Some(now), settled_at: None, ..found })?;
            }
            Ok::<_, DbError>(can)
        })?)
    }

    /// Takes the next mail that is due to none of these destinations, so that nobody else hands it over meanwhile.
    pub fn take_mail(&self, busy: &[String]) -> Result<Option<Mail>, OfficeError> {
        let now = self.clock.now();
        // Most of the time nothing is due, and asking changes nothing.
        if self.db.read(|tx| mail::due(tx, now, busy))?.is_none() {
            return Ok(None);
        }
        Ok(self.db.write(|tx| {
            while let Some(due) = mail::due(tx, now, busy)? {
                if is_useless(&due, now) {
                    mail::store(tx, &settled(due, MailState::Expired, now))?;
                    continue;
                }
                let taken = Mail {
                    attempts: due.attempts.saturating_add(1),
                    next_at: Some(now.plus_ms(HAND_OVER_WITHIN_MS)),
                    ..due
                };
                mail::store(tx, &taken)?;
                return Ok(Some(taken));
            }
            Ok::<_, DbError>(None)
        })?)
    }

    /// Writes down what came of handing a taken mail over.
    pub fn settle_mail(&self, taken: &Mail, handed: Handed) -> Result<(), OfficeError> {
        let now = self.clock.now();
        Ok(self.db.write(|tx| {
            // It may have been cancelled meanwhile; if the server took it, that is what happened.
            let Some(present) = mail::find(tx, taken.id)? else { return Ok(()) };
            let waits = present.state == MailState::Waiting;
            let after = match handed {
                Handed::Taken(answer) => Mail { answer: said(answer), ..settled(present, MailState::Sent, now) },
                _ if !waits => return Ok(()),
                Handed::Refused(answer) => Mail { answer: said(answer), ..settled(present, MailState::Refused, now) },
                Handed::NotNow(answer) => {
                    let next = now.plus_ms(wait_ms(present.attempts)).min(present.expires_at);
                    Mail { answer: said(answer), next_at: Some(next), ..present }
                }
            };
            mail::store(tx, &after)
        })?)
    }
}

/// Whether a mail says nothing that is still of use: its link has expired, or was made by a clock that was ahead.
fn is_useless(mail: &Mail, now: UnixMs) -> bool {
    is_over(mail.expires_at, mail.expires_at.since(mail.queued_at), now)
}

fn settled(mail: Mail, state: MailState, now: UnixMs) -> Mail {
    Mail { state, next_at: None, settled_at: Some(now), ..mail }
}

/// What somebody else's server said is shown to people: one line, and not without end.
fn said(answer: String) -> Option<String> {
    let shown = answer.split(|character: char| character.is_whitespace() || character.is_control());
    let line = shown.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Some(line.chars().take(ANSWER_CHARACTERS).collect())
}

/// How long to wait after so many attempts: a minute, then twice as long each time, up to an hour.
fn wait_ms(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(16);
    (MINUTE_MS << doublings).min(LONGEST_WAIT_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{office_accounts, users};
    use crate::testing::{CHAIN, TestOffice};

    const HOUR_MS: i64 = 3_600_000;

    fn queued(office: &TestOffice) -> Uuid {
        let (id, now) = (Uuid::now_v7(), office.clock.now());
        let address = Email::parse("liis@example.com").unwrap();
        office
            .db
            .write(|tx| {
                let user = users::named(tx, "Mari Maasikas")?.remove(0).id;
                queue(tx, id, MailKind::ForgottenPassword, user, &address, now, now.plus_ms(48 * HOUR_MS))
            })
            .map_err(|error: DbError| error)
            .unwrap();
        id
    }

    fn stored(office: &TestOffice, id: Uuid) -> Mail {
        office.db.read(|tx| mail::find(tx, id)).unwrap().unwrap()
    }

    #[test]
    fn what_was_taken_is_never_handed_over_again() {
        let office = TestOffice::with(CHAIN);
        let id = queued(&office);
        let taken = office.take_mail(&[]).unwrap().unwrap();
        assert_eq!((taken.id, taken.attempts), (id, 1));
        assert!(office.take_mail(&[]).unwrap().is_none(), "somebody has it");
        office.settle_mail(&taken, Handed::Taken("250 ok\r\n queued".into())).unwrap();
        let sent = stored(&office, id);
        assert_eq!((sent.state, sent.answer.as_deref()), (MailState::Sent, Some("250 ok queued")));
        office.clock.advance_ms(100 * HOUR_MS);
        assert!(office.take_mail(&[]).unwrap().is_none());
    }

    #[test]
    fn an_hour_without_a_server_loses_nothing_and_does_not_hammer_it() {
        let office = TestOffice::with(CHAIN);
        let id = queued(&office);
        let mut attempts = 0;
        for _ in 0..60 {
            if let Some(taken) = office.take_mail(&[]).unwrap() {
                attempts += 1;
                office.settle_mail(&taken, Handed::NotNow("connection refused".into())).unwrap();
            }
            office.clock.advance_ms(60_000);
        }
        assert_eq!(attempts, 6, "after 0, 1, 3, 7, 15, 31 minutes");
        assert_eq!(stored(&office, id).answer.as_deref(), Some("connection refused"));
        office.clock.advance_ms(4 * 60_000);
        let taken = office.take_mail(&[]).unwrap().unwrap();
        office.settle_mail(&taken, Handed::Taken("250".into())).unwrap();
        assert_eq!(stored(&office, id).state, MailState::Sent);
    }

    #[test]
    fn a_process_that_ended_in_between_is_made_good_and_useless_mail_is_not_sent() {
        let office = TestOffice::with(CHAIN);
        let id = queued(&office);
        office.take_mail(&[]).unwrap().unwrap();
        office.clock.advance_ms(HAND_OVER_WITHIN_MS);
        let again = office.take_mail(&[]).unwrap().unwrap();
        assert_eq!((again.id, again.attempts), (id, 2));
        office.clock.advance_ms(48 * HOUR_MS);
        assert!(office.take_mail(&[]).unwrap().is_none());
        assert_eq!(stored(&office, id).state, MailState::Expired);
    }

    #[test]
    fn a_clock_that_was_ahead_keeps_no_mail_waiting() {
        let office = TestOffice::with(CHAIN);
        let id = queued(&office);
        let taken = office.take_mail(&[]).unwrap().unwrap();
        office.clock.advance_ms(365 * 24 * HOUR_MS);
        office.settle_mail(&taken, Handed::NotNow("connection refused".into())).unwrap();
        let late = queued(&office);
        office.clock.advance_ms(-365 * 24 * HOUR_MS);
        let again = office.take_mail(&[]).unwrap().unwrap();
        assert_eq!((again.id, again.attempts), (id, 2), "its next attempt was a year off");
        office.settle_mail(&again, Handed::Taken("250".into())).unwrap();
        assert!(office.take_mail(&[]).unwrap().is_none());
        assert_eq!(stored(&office, late).state, MailState::Expired, "its link is void");
    }

    #[test]
    fn what_was_refused_or_cancelled_is_not_tried_again() {
        let office = TestOffice::with(CHAIN);
        let (refused, cancelled) = (queued(&office), queued(&office));
        let taken = office.take_mail(&[]).unwrap().unwrap();
        office.settle_mail(&taken, Handed::Refused("550 no such user".into())).unwrap();
        let taken = office.take_mail(&[]).unwrap().unwrap();
        let now = office.clock.now();
        office.db.write(|tx| mail::cancel_waiting(tx, now)).map_err(|error: DbError| error).unwrap();
        office.settle_mail(&taken, Handed::NotNow("451".into())).unwrap();
        office.clock.advance_ms(HOUR_MS);
        assert!(office.take_mail(&[]).unwrap().is_none());
        let states = [refused, cancelled].map(|id| stored(&office, id).state);
        assert!(states.contains(&MailState::Refused) && states.contains(&MailState::Cancelled), "{states:?}");
    }

    #[test]
    fn what_was_refused_goes_once_more_as_long_as_its_link_is_good() {
        let office = TestOffice::with(CHAIN);
        let (email, from) = (Email::parse("mari@example.com").unwrap(), [192, 0, 2, 1].into());
        let user = office.db.read(|tx| users::named(tx, "Mari Maasikas")).unwrap().remove(0).id;
        office
            .db
            .write(|tx| {
                office_accounts::ensure(tx, user, office.clock.now())?;
                office_accounts::set_email(tx, user, email.as_str(), &email.folded())
            })
            .map_err(|error: DbError| error)
            .unwrap();
        let refused = || {
            office.forgot_password(&email, from).unwrap();
            let taken = office.take_mail(&[]).unwrap().unwrap();
            office.settle_mail(&taken, Handed::Refused("550 no such user".into())).unwrap();
            taken.id
        };
        let first = refused();
        assert!(office.send_mail_again(first).unwrap());
        assert_eq!(stored(&office, first).settled_at, None);
        let taken = office.take_mail(&[]).unwrap().unwrap();
        assert_eq!((taken.id, taken.attempts), (first, 2), "at once, and it is counted");
        office.settle_mail(&taken, Handed::Taken("250".into())).unwrap();
        assert!(!office.send_mail_again(first).unwrap(), "it was taken");
        let (old, new) = (refused(), refused());
        assert!(!office.send_mail_again(old).unwrap(), "its link is void");
        assert!(office.send_mail_again(new).unwrap());
        assert!(office.send_mail_again(new).unwrap(), "it waits: it is tried now");
        office.clock.advance_ms(48 * HOUR_MS);
        assert!(!office.send_mail_again(new).unwrap(), "its link has expired");
        assert!(!office.send_mail_again(Uuid::now_v7()).unwrap());
    }

    #[test]
    fn waits_grow_to_an_hour() {
        let minutes: Vec<_> = (1..=9).map(|attempts| wait_ms(attempts) / MINUTE_MS).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(wait_ms(u32::MAX), LONGEST_WAIT_MS);
    }

    #[test]
    fn what_a_server_says_is_one_short_line() {
        assert_eq!(said("a\r\n\u{1b}[2Jb\tc".into()).unwrap(), "a [2Jb c");
        assert_eq!(said("x".repeat(9_000)).unwrap().len(), ANSWER_CHARACTERS);
    }
}
