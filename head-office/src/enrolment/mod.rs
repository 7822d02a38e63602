//! Enrolment codes: made for a salepoint, used once, and safe to lose the answer to.

#[cfg(test)]
mod tests;

use crate::db::enrol_codes::{self, StoredCode};
use crate::db::terminals::{self, Enrolled, Facts, Removed, Terminal};
use crate::db::{Tx, orders};

use crate::db::salepoints::{self, Salepoint};
use crate::keys::random;
use crate::office::{Office, OfficeError};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use sync_core::domain::{Bytes32, DeviceToken, EnrolCode, EnrolSecret, SalepointId, TerminalId, UnixMs};
use sync_core::sync::wire::{EnrolAnswer, EnrolRequest, ProblemKind, Removal};
use uuid::Uuid;

/// How long a code can be used.
const LIFE_MS: i64 = 10 * 60_000;
/// For how long an expired code is remembered, so that it can be called expired.
const REMEMBERED_MS: i64 = 24 * 3_600_000;
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

impl Office {
    /// Makes a code that enrols one terminal under a salepoint.
    ///
    /// # Errors
    /// When there is no such salepoint, or the terminal's name is in use there.
    pub fn enrol_code(&self, salepoint: &str, terminal: Option<&str>) -> Result<NewCode, OfficeError> {
        let office = self.address()?;
        let now = self.clock.now();
        let expires_at = now.plus_ms(LIFE_MS);
        let (secret, terminal) = self.db.write(|tx| {
            let salepoint = salepoint_named(tx, salepoint)?;
            enrol_codes::forget_expired(tx, now.plus_ms(-REMEMBERED_MS))?;
            let terminal = terminal_name(tx, salepoint.id, terminal, now)?;
            let secret = unused_secret(tx)?;
            let code = StoredCode {
                name: secret.name().to_owned(),
                secret_hash: hash(&secret),
                salepoint: salepoint.id,
                terminal_name: terminal.clone(),
                expires_at,
                wrong_tries: 0,
                used: None,
            };
            enrol_codes::create(tx, &code)?;
            Ok::<_, OfficeError>((secret, terminal))
        })?;
        let code = EnrolCode { fingerprint: self.keys.authority.fingerprint(), secret };
        Ok(NewCode { code, office, expires_at, salepoint: salepoint.to_owned(), terminal })
    }

    /// Enrols a terminal, or says why not.
    ///
    /// The same nonce once more, within the code's life, means that the answer was lost: the first token is void, and
    /// the same terminal gets another.
    pub(crate) fn enrol(&self, request: &EnrolRequest) -> Result<Result<EnrolAnswer, ProblemKind>, OfficeError> {
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
                    terminals::find(tx, id)?.map(|enrolled| enrolled.terminal)
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

/// Whether the secret opens a code; a wrong try is counted.
fn judge(
    tx: &mut Tx<'_>,
    secret: &EnrolSecret,
    request: &EnrolRequest,
    now: UnixMs,
) -> Result<Result<StoredCode, ProblemKind>, OfficeError> {
    let Some(code) = enrol_codes::named(tx, secret.name())? else { return Ok(Err(ProblemKind::CodeWrong)) };
    if code.wrong_tries >= WRONG_TRIES {
        return Ok(Err(ProblemKind::CodeExhausted));
    }
    if !bool::from(hash(secret).0.ct_eq(&code.secret_hash.0)) {
        enrol_codes::count_wrong_try(tx, &code.name)?;
        return Ok(Err(ProblemKind::CodeWrong));
    }
    Ok(match code.used {
        Some((nonce, _)) if nonce != request.nonce => Err(ProblemKind::CodeUsed),
        _ if now > code.expires_at => Err(ProblemKind::CodeExpired),
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
    let chain = match former(tx, request)? {
        Some(former) => {
            orders::forget(tx, former.terminal.id)?;
            terminals::remove(tx, former.terminal.id, Removed::Replaced)?;
            former.chain
        }
        None => terminal.id,
    };
    let facts = Facts { app_version: request.app_version.clone(), key_place: request.key_place };
    terminals::create(tx, &terminal, chain, &facts, token_hash(token), now)?;
    enrol_codes::mark_used(tx, &code.name, request.nonce, terminal.id)?;
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
    salepoint: SalepointId,
    asked: Option<&str>,
    now: UnixMs,
) -> Result<String, OfficeError> {
    let mut taken = terminals::names_at(tx, salepoint)?;
    taken.extend(enrol_codes::promised_names(tx, salepoint, now)?);
    match asked.map(str::trim) {
        Some("") => Err(OfficeError::Refused("a terminal's name can not be empty".into())),
        Some(name) if taken.iter().any(|other| other == name) => Err(OfficeError::Refused(format!(
            "this salepoint already has a terminal “{name}”, or a live code for one; choose another name"
        ))),
        Some(name) => Ok(name.to_owned()),
        None => {
            let mut numbered = (1..).map(|number| format!("Till {number}"));
            let free = numbered.find(|name| !taken.contains(name));
            Ok(free.unwrap_or_else(|| "Till".into()))
        }
    }
}

/// A secret whose name no other code has.
fn unused_secret(tx: &mut Tx<'_>) -> Result<EnrolSecret, OfficeError> {
    for _ in 0..1_000 {
        let secret = EnrolSecret::from_random(*random::<5>()?);
        if enrol_codes::named(tx, secret.name())?.is_none() {
            return Ok(secret);
        }
    }
    Err(OfficeError::Refused("there are too many live enrolment codes; wait ten minutes and try again".into()))
}

/// The salepoint of this name; if there is none, says which was perhaps meant.
pub fn salepoint_named(tx: &mut Tx<'_>, name: &str) -> Result<Salepoint, OfficeError> {
    if let Some(salepoint) = salepoints::named(tx, name)? {
        return Ok(salepoint);
    }
    let names: Vec<_> = salepoints::all(tx)?.into_iter().map(|salepoint| salepoint.name).collect();
    let hint = crate::suggest::similar(name, names.iter().map(String::as_str)).unwrap_or_default();
    Err(OfficeError::Refused(match names.is_empty() {
        true => format!("there is no salepoint “{name}”, and no other either; import salepoints first"),
        false => format!("there is no salepoint “{name}”{hint}"),
    }))
}

fn hash(secret: &EnrolSecret) -> Bytes32 {
    Bytes32(Sha256::digest(secret.expose().as_bytes()).into())
}

/// What is kept of a token.
pub fn token_hash(token: &DeviceToken) -> Bytes32 {
    Bytes32(Sha256::digest(token.expose()).into())
}
