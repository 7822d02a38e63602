//! Enrolment codes: made for a salepoint, used once, and safe to lose the answer to.

#[cfg(test)]
mod tests;

use crate::accounts::throttle::{self, Allowance};
use crate::db::audit::{self, AuditKind};
use crate::db::enrol_codes::{self, StoredCode};
use crate::db::grants::Viewer;
use crate::db::salepoints::{self, Salepoint};
use crate::db::terminals::{self, Enrolled, Facts, Removed, Terminal};
use crate::db::{DbError, Tx, orders};
use crate::domain::ahead::{AHEAD_MS, is_over};
use crate::errors::{OfficeError, Refusal};
use crate::keys::{CodeKey, random};
use crate::names;
use crate::office::Office;
use crate::once::{Sender, once};
use crate::terminals::TerminalState;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use subtle::ConstantTimeEq;
use sync_core::domain::{Bytes32, DeviceToken, EnrolCode, EnrolSecret, TerminalId, UnixMs};
use sync_core::sync::wire::{EnrolAnswer, EnrolRequest, ProblemKind, Removal};
use uuid::Uuid;

/// How long a code can be used.
const LIFE_MS: i64 = 10 * 60_000;
/// For how long an expired code is remembered, so that it can be called expired.
const REMEMBERED_MS: i64 = 24 * 3_600_000;
/// How many wrong codes one peer may send: so many at once, then one a second. They are counted against the code too;
/// what comes after them is not, so that nobody can end codes by trying all names.
const WRONG_CODES: Allowance = Allowance::new(60, 1_000);
/// How many requests of one peer that enrol nobody are looked at. Right codes among them are heard up to here.
const TRIES: Allowance = Allowance::new(1_000, 500);
/// How many wrong tries end a code.
const WRONG_TRIES: u32 = 5;

/// A new enrolment code.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// What is typed at the terminal.
    pub code: EnrolCode,
    /// The address the terminal is told.
    pub office: String,
    /// Until when it can be used.
    pub expires_at: UnixMs,
    /// The salepoint's name.
    pub salepoint: String,
    /// The terminal's name.
    pub terminal: String,
}

/// Why no code was made.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// The terminal would have no name.
    #[error("a terminal's name cannot be empty")]
    NameMissing,
    /// Another one has the name, or will.
    #[error("this salepoint already has a terminal “{0}”, or a live code for one; choose another name")]
    NameTaken(String),
    /// Nearly all names of codes are in use.
    #[error("there are too many live enrolment codes; wait ten minutes and try again")]
    TooMany,
    /// Anything else.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<DbError> for CodeError {
    fn from(error: DbError) -> Self {
        Self::Office(error.into())
    }
}

/// What became of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeState {
    /// It can be used.
    Live,
    /// This terminal used it.
    Used(TerminalId),
    /// Its time is over, or somebody ended it.
    Expired,
    /// It was mistyped too often.
    Exhausted,
}

/// A code as the office knows it afterwards: without its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownCode {
    /// The salepoint the terminal will stand under.
    pub salepoint: Salepoint,
    /// The name the terminal will have.
    pub terminal: String,
    /// Until when it can be used.
    pub expires_at: UnixMs,
    /// What became of it.
    pub state: CodeState,
}

impl Office {
    /// Makes a code that enrols one terminal under a salepoint.
    ///
    /// # Errors
    /// When there is no such salepoint, or the terminal's name is in use there.
    pub fn enrol_code(&self, salepoint: &str, terminal: Option<&str>) -> Result<NewCode, OfficeError> {
        let (secret, code, salepoint) = self.db.write(|tx| {
            let salepoint = salepoint_named(tx, salepoint)?;
            self.make_code(tx, Viewer::Everything, salepoint, terminal)
        })?;
        self.new_code(secret, code, salepoint)
    }

    /// The same by an office user, for the salepoint that `find` finds; the code named `instead_of` ends. Its name: the
    /// code is shown afterwards. A form that is sent again makes no other.
    pub fn enrol_code_by(
        &self,
        by: Viewer,
        sender: Sender,
        find: impl FnOnce(&mut Tx<'_>) -> Result<Salepoint, OfficeError>,
        terminal: Option<&str>,
        instead_of: Option<&str>,
    ) -> Result<String, CodeError> {
        let now = self.clock.now();
        let made = self.db.write(|tx| {
            once(tx, sender, now, |tx| {
                let salepoint = find(tx)?;
                if let Some(name) = instead_of {
                    end(tx, by, name, now)?;
                }
                self.make_code(tx, by, salepoint, terminal).map(|(_, code, _)| code.name)
            })
        });
        Ok(made?.id)
    }

    fn make_code(
        &self,
        tx: &mut Tx<'_>,
        by: Viewer,
        salepoint: Salepoint,
        terminal: Option<&str>,
    ) -> Result<(EnrolSecret, StoredCode, Salepoint), CodeError> {
        let now = self.clock.now();
        let salepoint = open(salepoint)?;
        enrol_codes::forget_expired(tx, now.plus_ms(-REMEMBERED_MS), now.plus_ms(LIFE_MS + AHEAD_MS))?;
        let terminal = terminal_name(tx, &salepoint, terminal, now)?;
        let (fresh, secret) = unused_secret(tx, &self.keys.codes)?;
        let code = StoredCode {
            name: secret.name().to_owned(),
            secret_hash: hash(&secret),
            salepoint: salepoint.id,
            terminal_name: terminal.clone(),
            expires_at: now.plus_ms(LIFE_MS),
            wrong_tries: 0,
            used: None,
            made_by: by.user(),
            fresh: by.user().map(|_| fresh),
        };
        enrol_codes::create(tx, &code)?;
        let change = audit::Change { at: now, by: by.user(), kind: AuditKind::EnrolCode, record_id: salepoint.id.0 };
        audit::record(tx, change, None, Some(&json!({ "terminal": terminal })))?;
        Ok((secret, code, salepoint))
    }

    fn new_code(&self, secret: EnrolSecret, code: StoredCode, salepoint: Salepoint) -> Result<NewCode, OfficeError> {
        Ok(NewCode {
            code: EnrolCode { fingerprint: self.keys.authority.fingerprint(), secret },
            office: self.address()?,
            expires_at: code.expires_at,
            salepoint: salepoint.name,
            terminal: code.terminal_name,
        })
    }

    /// Gives a code that can be used out to who made it, the first time.
    pub fn show_code(&self, by: Viewer, name: &str) -> Result<Option<NewCode>, OfficeError> {
        let now = self.clock.now();
        let is_whose = |code: &StoredCode| code.made_by == by.user() && state(code, now) == CodeState::Live;
        let shown = self.db.write(|tx| {
            let Some(code) = enrol_codes::named(tx, by, name)?.filter(is_whose) else { return Ok(None) };
            let Some(secret) = code.fresh.map(|fresh| self.keys.codes.secret(fresh)) else { return Ok(None) };
            enrol_codes::mark_shown(tx, name)?;
            let salepoint = salepoints::find(tx, by, code.salepoint)?;
            Ok::<_, DbError>(salepoint.map(|salepoint| (secret, code, salepoint)))
        })?;
        shown.map(|(secret, code, salepoint)| self.new_code(secret, code, salepoint)).transpose()
    }

    /// What is known of the code of this name, for a day after it expired; if its salepoint is the viewer's.
    pub fn known_code(&self, viewer: Viewer, name: &str) -> Result<Option<KnownCode>, OfficeError> {
        let now = self.clock.now();
        Ok(self.db.read(|tx| {
            let Some(code) = enrol_codes::named(tx, viewer, name)? else { return Ok(None) };
            let state = state(&code, now);
            let salepoint = salepoints::find(tx, viewer, code.salepoint)?;
            Ok::<_, DbError>(salepoint.map(|salepoint| KnownCode {
                salepoint,
                terminal: code.terminal_name,
                expires_at: code.expires_at,
                state,
            }))
        })?)
    }

    /// Ends a code, if it can be used.
    pub fn end_code(&self, by: Viewer, name: &str) -> Result<(), OfficeError> {
        let now = self.clock.now();
        Ok(self.db.write(|tx| end(tx, by, name, now))?)
    }

    /// The same for somebody on the network, who may be wrong only so often. A right code is never kept waiting by wrong
    /// ones, as long as whoever sends them does not send thousands from the same place.
    pub fn enrol_from(
        &self,
        request: &EnrolRequest,
        from: IpAddr,
    ) -> Result<Result<EnrolAnswer, ProblemKind>, OfficeError> {
        let now = self.clock.now();
        let (tries, wrong) = ((throttle::enrolments_from(from), TRIES), (throttle::codes_from(from), WRONG_CODES));
        if self.db.write(|tx| throttle::spend(tx, &[tries], now))?.is_err() {
            return Ok(Err(ProblemKind::Busy));
        }
        if !self.is_right(request)? && self.db.write(|tx| throttle::spend(tx, &[wrong], now))?.is_err() {
            return Ok(Err(ProblemKind::Busy));
        }
        let enrolled = self.enrol(request)?;
        if enrolled.is_ok() {
            self.db.write(|tx| throttle::give_back(tx, &[tries], now))?;
        }
        Ok(enrolled)
    }

    /// Whether there is a code with this secret, whatever became of it.
    fn is_right(&self, request: &EnrolRequest) -> Result<bool, OfficeError> {
        let Ok(secret) = request.secret.parse::<EnrolSecret>() else { return Ok(false) };
        let code = self.db.read(|tx| enrol_codes::named(tx, Viewer::Everything, secret.name()))?;
        Ok(code.is_some_and(|code| hash(&secret).0.ct_eq(&code.secret_hash.0).into()))
    }

    /// Enrols a terminal, or says why not.
    ///
    /// The same nonce once more, within the code's life, means that the answer was lost: the first token is void, and
    /// the same terminal gets another.
    pub fn enrol(&self, request: &EnrolRequest) -> Result<Result<EnrolAnswer, ProblemKind>, OfficeError> {
        let Ok(secret) = request.secret.parse::<EnrolSecret>() else { return Ok(Err(ProblemKind::CodeWrong)) };
        let token = DeviceToken::from_random(*random::<32>()?);
        let now = self.clock.now();
        let enrolled = self.db.write(|tx| -> Result<_, OfficeError> {
            let code = match judge(tx, &secret, request, now)? {
                Ok(code) => code,
                Err(problem) => return Ok(Err(problem)),
            };
            let terminal = match code.used {
                Some((_, id)) => {
                    terminals::replace_token(tx, id, token_hash(&token))?;
                    terminals::find(tx, Viewer::Everything, id)?.map(|enrolled| enrolled.terminal)
                }
                None => Some(create(tx, &code, request, &token, now)?),
            };
            Ok(terminal.ok_or(ProblemKind::Internal))
        })?;
        Ok(enrolled.map(|terminal| EnrolAnswer {
            terminal: terminal.id,
            terminal_name: terminal.name,
            token,
            company: self.company(),
            salepoint: terminal.salepoint,
            ca_pem: self.keys.authority.pem.clone(),
            keys: vec![self.keys.signing().key.public()],
        }))
    }
}

fn state(code: &StoredCode, now: UnixMs) -> CodeState {
    match code.used {
        Some((_, terminal)) => CodeState::Used(terminal),
        None if code.wrong_tries >= WRONG_TRIES => CodeState::Exhausted,
        None if is_over(code.expires_at, LIFE_MS, now) => CodeState::Expired,
        None => CodeState::Live,
    }
}

fn end(tx: &mut Tx<'_>, by: Viewer, name: &str, now: UnixMs) -> Result<(), DbError> {
    let Some(code) = enrol_codes::named(tx, by, name)?.filter(|code| state(code, now) == CodeState::Live) else {
        return Ok(());
    };
    enrol_codes::expire(tx, name, now.plus_ms(-1))?;
    let change = audit::Change { at: now, by: by.user(), kind: AuditKind::EnrolCode, record_id: code.salepoint.0 };
    audit::record(tx, change, Some(&json!({ "terminal": code.terminal_name })), None)
}

/// Whether the secret opens a code; a wrong try is counted.
fn judge(
    tx: &mut Tx<'_>,
    secret: &EnrolSecret,
    request: &EnrolRequest,
    now: UnixMs,
) -> Result<Result<StoredCode, ProblemKind>, OfficeError> {
    let Some(code) = enrol_codes::named(tx, Viewer::Everything, secret.name())? else {
        return Ok(Err(ProblemKind::CodeWrong));
    };
    if code.wrong_tries >= WRONG_TRIES {
        return Ok(Err(ProblemKind::CodeExhausted));
    }
    if !bool::from(hash(secret).0.ct_eq(&code.secret_hash.0)) {
        enrol_codes::count_wrong_try(tx, &code.name)?;
        return Ok(Err(ProblemKind::CodeWrong));
    }
    Ok(match code.used {
        Some((nonce, _)) if nonce != request.nonce => Err(ProblemKind::CodeUsed),
        _ if is_over(code.expires_at, LIFE_MS, now) => Err(ProblemKind::CodeExpired),
        _ => Ok(code),
    })
}

fn create(
    tx: &mut Tx<'_>,
    code: &StoredCode,
    request: &EnrolRequest,
    token: &DeviceToken,
    now: UnixMs,
) -> Result<Terminal, OfficeError> {
    let terminal =
        Terminal { id: TerminalId(Uuid::now_v7()), salepoint: code.salepoint, name: code.terminal_name.clone() };
    let by = code.made_by;
    let change = |id: TerminalId| audit::Change { at: now, by, kind: AuditKind::Terminal, record_id: id.0 };
    let chain = match former(tx, request)? {
        Some(former) => {
            let id = former.terminal.id;
            orders::forget(tx, id)?;
            terminals::remove(tx, id, Removed::Replaced)?;
            let [before, after] = [former.removed, Some(Removed::Replaced)]
                .map(|removed| json!({ "state": TerminalState::from(removed).code() }));
            audit::record(tx, change(id), Some(&before), Some(&after))?;
            former.chain
        }
        None => terminal.id,
    };
    let facts = Facts { app_version: request.app_version.clone(), key_place: request.key_place };
    terminals::create(tx, &terminal, chain, &facts, token_hash(token), now)?;
    enrol_codes::mark_used(tx, &code.name, request.nonce, terminal.id)?;
    let salepoint = salepoints::find(tx, Viewer::Everything, terminal.salepoint)?.map(|salepoint| salepoint.name);
    let image = json!({ "name": terminal.name, "salepoint": salepoint, "state": TerminalState::InService.code() });
    audit::record(tx, change(terminal.id), None, Some(&image))?;
    Ok(terminal)
}

/// The terminal it was before, if it proves that: by the token of one that is in service, or that was put out of it.
/// Whoever took a stolen one proves nothing.
fn former(tx: &mut Tx<'_>, request: &EnrolRequest) -> Result<Option<Enrolled>, OfficeError> {
    let Some(token) = &request.former else { return Ok(None) };
    let former = terminals::by_token(tx, token_hash(token))?;
    Ok(former.filter(|former| {
        matches!(former.removed, None | Some(Removed::ByOffice { removal: Removal::Decommissioned, .. }))
    }))
}

/// The name that was asked for, or the first free "Till N".
fn terminal_name(
    tx: &mut Tx<'_>,
    salepoint: &Salepoint,
    asked: Option<&str>,
    now: UnixMs,
) -> Result<String, CodeError> {
    let mut taken = terminals::names_at(tx, salepoint)?;
    taken.extend(enrol_codes::promised_names(tx, salepoint.id, now)?);
    match asked.map(str::trim) {
        Some("") => Err(CodeError::NameMissing),
        Some(name) if taken.iter().any(|other| other == name) => Err(CodeError::NameTaken(name.to_owned())),
        Some(name) => Ok(name.to_owned()),
        None => {
            let mut numbered = (1..).map(|number| format!("Till {number}"));
            let free = numbered.find(|name| !taken.contains(name));
            Ok(free.unwrap_or_else(|| "Till".into()))
        }
    }
}

/// A secret whose name no other code has, and what it is computed from.
fn unused_secret(tx: &mut Tx<'_>, key: &CodeKey) -> Result<(Uuid, EnrolSecret), CodeError> {
    for _ in 0..1_000 {
        let fresh = Uuid::from_bytes(*random::<16>().map_err(OfficeError::from)?);
        let secret = key.secret(fresh);
        if enrol_codes::named(tx, Viewer::Everything, secret.name())?.is_none() {
            return Ok((fresh, secret));
        }
    }
    Err(CodeError::TooMany)
}

/// The salepoint of this name; if there is none, says which was perhaps meant.
pub fn salepoint_named(tx: &mut Tx<'_>, typed: &str) -> Result<Salepoint, OfficeError> {
    let composed = names::name(typed);
    let name = composed.as_deref().unwrap_or(typed);
    if let Some(salepoint) = salepoints::named(tx, Viewer::Everything, name)? {
        return Ok(salepoint);
    }
    let mut alike = salepoints::of_these_letters(tx, Viewer::Everything, name)?;
    alike.retain(|salepoint| names::are_alike(&salepoint.name, name));
    if let Some(salepoint) = alike.pop() {
        return Ok(salepoint);
    }
    let names: Vec<_> = salepoints::all(tx, Viewer::Everything)?.into_iter().map(|salepoint| salepoint.name).collect();
    let hint = crate::suggest::similar(name, names.iter().map(String::as_str)).unwrap_or_default();
    let hint = if names.is_empty() { ", and no other either; import salepoints first".into() } else { hint };
    Err(Refusal::NoSalepoint { name: name.to_owned(), hint }.into())
}

/// A salepoint that a new terminal can stand under: no closed one.
pub fn open(salepoint: Salepoint) -> Result<Salepoint, OfficeError> {
    match salepoint.closed_at {
        None => Ok(salepoint),
        Some(_) => Err(Refusal::SalepointClosed(salepoint.name).into()),
    }
}

fn hash(secret: &EnrolSecret) -> Bytes32 {
    Bytes32(Sha256::digest(secret.expose().as_bytes()).into())
}

/// What is kept of a token.
pub fn token_hash(token: &DeviceToken) -> Bytes32 {
    Bytes32(Sha256::digest(token.expose()).into())
}
