//! Why head office did not do something: what was asked for cannot be (a [`Refusal`]), it could not be tried now, or the
//! program is at fault (a [`Bug`]).

use crate::accounts::administrators::CheckError;
use crate::accounts::licences::LicenceError;
use crate::addresses::NoAddress;
use crate::db::DbError;
use crate::db::users::NotMeant;
use crate::enrolment::CodeError;
use crate::generate::NotGenerated;
use crate::import::ImportErrors;
use crate::kdf_change::KdfRefusal;
use crate::keys::{DoesNotOpen, KeyError};
use crate::personnel::AuthorityError;
use crate::places::PlaceError;
use crate::settings::WrongSetting;
use crate::terminals::{NoTerminal, TerminalError};
use crate::user_groups::GroupError;
use std::path::PathBuf;
use sync_core::domain::PosPasswordError;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// Nothing to open.
    #[error("there is no head office in {}; run `head-office init`, or name the right folder with --data", .0.display())]
    NotInitialised(PathBuf),
    /// `init` over an existing one.
    #[error("there is already a head office in {}; nothing was changed", .0.display())]
    AlreadyInitialised(PathBuf),
    /// The data folder cannot be made.
    #[error("the data folder {} cannot be made: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key files.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A setting that cannot be.
    #[error(transparent)]
    Setting(#[from] WrongSetting),
    /// What is stored and the keys do not fit.
    #[error(transparent)]
    Sealed(#[from] DoesNotOpen),
    /// An import file.
    #[error(transparent)]
    Import(#[from] ImportErrors),
    /// What was asked for cannot be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Hash(#[from] HashError),
    /// A restore while others use the folder.
    #[error("head office is running: another process uses {}; stop `serve` first", .0.display())]
    InUse(PathBuf),
    /// A second `serve`.
    #[error("another `serve` runs from {}; stop it first", .0.display())]
    AlreadyServed(PathBuf),
    /// Any use while a restore is under way.
    #[error("a backup is just being put back in {}; try again when that has ended", .0.display())]
    BeingReplaced(PathBuf),
    /// A restore was stopped half-way, and cannot be finished.
    #[error("a restore was interrupted and cannot be finished ({0}); mend that and try again")]
    UnfinishedRestore(String),
    /// The program is at fault.
    #[error("this is a fault of the program, please report it: {0}")]
    Bug(#[from] Bug),
}

/// What was asked for cannot be, and what to do about it. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// `init` without a name.
    #[error("a company needs a name")]
    CompanyNameMissing,
    /// `init` with half a name.
    #[error("the first administrator needs a first and a last name")]
    AdministratorNameMissing,
    /// Nobody, or more than one, is called so.
    #[error(transparent)]
    User(#[from] NotMeant),
    /// A deactivated user would get a link.
    #[error("{0} is deactivated; activate the user first")]
    UserDeactivated(String),
    /// The user is deactivated as it is.
    #[error("{0} is deactivated already")]
    AlreadyDeactivated(String),
    /// A user that somebody deleted meanwhile.
    #[error("{0} is gone")]
    UserGone(String),
    /// Of a user with more rights.
    #[error(transparent)]
    Authority(AuthorityError),
    /// The last administrator.
    #[error(transparent)]
    Administrators(CheckError),
    /// A user group.
    #[error(transparent)]
    Group(GroupError),
    /// A salepoint or a store.
    #[error(transparent)]
    Place(PlaceError),
    /// There is no such salepoint.
    #[error("there is no salepoint “{name}”{hint}")]
    NoSalepoint {
        /// As it was named.
        name: String,
        /// Which was perhaps meant.
        hint: String,
    },
    /// The salepoint was there when the page was opened.
    #[error("there is no such salepoint any more")]
    SalepointGone,
    /// A terminal would stand under a closed salepoint.
    #[error("the salepoint “{0}” is closed; open it again first")]
    SalepointClosed(String),
    /// There is no such terminal, or more than one.
    #[error(transparent)]
    NoTerminal(#[from] NoTerminal),
    /// Something about a terminal.
    #[error(transparent)]
    Terminal(Box<TerminalError>),
    /// An enrolment code.
    #[error(transparent)]
    Code(Box<CodeError>),
    /// A licence.
    #[error(transparent)]
    Licence(Box<LicenceError>),
    /// A KDF.
    #[error(transparent)]
    Kdf(#[from] KdfRefusal),
    /// The KDFs are others than those that passwords were hashed under.
    #[error("the KDFs were changed while POS passwords were hashed; nothing was changed, try again")]
    KdfsChanged,
    /// Every password that was drawn is somebody's.
    #[error("no free POS password was found")]
    NoFreePosPassword,
    /// There is no such setting.
    #[error("there is no setting “{name}”{hint}")]
    NoSetting {
        /// As it was named.
        name: String,
        /// Which was perhaps meant.
        hint: String,
    },
    /// A setting's value cannot be.
    #[error("{name} {problem}; nothing was changed")]
    Setting {
        /// Which.
        name: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Test data.
    #[error(transparent)]
    Generate(#[from] NotGenerated),
    /// An address for terminals.
    #[error(transparent)]
    Address(#[from] NoAddress),
    /// A name that is to be forgotten is none.
    #[error("“{0}” is not remembered; `head-office address` lists the names")]
    NameNotRemembered(String),
    /// Whoever imports lost the right to.
    #[error("who imports may not change users any more")]
    MayNotImportAnyMore,
    /// What an import would do is not what was shown.
    #[error("the users were changed since the report")]
    ChangedSinceReport,
    /// `keys/` and the database are two companies'.
    #[error("keys/ is another company's; put back the keys that belong to this database")]
    KeysOfAnotherCompany,
}

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Argon2 does not take the cost.
    #[error("{0}")]
    Argon2(String),
    /// The database names no KDF.
    #[error("there is no live KDF")]
    NoLiveKdf,
    /// Whoever wanted it left.
    #[error("it was given up")]
    GivenUp,
}

/// What cannot be unless the program is wrong.
#[derive(Debug, thiserror::Error)]
pub enum Bug {
    /// A task panicked.
    #[error("{0}")]
    Panicked(String),
    /// A snapshot could not be compressed.
    #[error("a snapshot could not be compressed: {0}")]
    Compression(std::io::Error),
    /// What was typed could not be written as JSON.
    #[error("what was typed cannot be kept: {0}")]
    Unkept(serde_json::Error),
    /// A transaction that was to be undone was not.
    #[error("a rehearsal was committed")]
    RehearsalCommitted,
    /// Digits that were drawn are no POS password.
    #[error("a drawn POS password is none: {0}")]
    Drawn(PosPasswordError),
}

impl From<KdfRefusal> for OfficeError {
    fn from(refused: KdfRefusal) -> Self {
        Refusal::from(refused).into()
    }
}

impl From<NotGenerated> for OfficeError {
    fn from(refused: NotGenerated) -> Self {
        Refusal::from(refused).into()
    }
}

impl From<AuthorityError> for OfficeError {
    fn from(error: AuthorityError) -> Self {
        match error {
            AuthorityError::Db(error) => error.into(),
            refused => Refusal::Authority(refused).into(),
        }
    }
}

impl From<CheckError> for OfficeError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Db(error) => error.into(),
            refused => Refusal::Administrators(refused).into(),
        }
    }
}

impl From<GroupError> for OfficeError {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::Db(error) => error.into(),
            refused => Refusal::Group(refused).into(),
        }
    }
}

impl From<PlaceError> for OfficeError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Db(error) => error.into(),
            refused => Refusal::Place(refused).into(),
        }
    }
}

impl From<TerminalError> for OfficeError {
    fn from(error: TerminalError) -> Self {
        match error {
            TerminalError::Office(error) => error,
            refused => Refusal::Terminal(Box::new(refused)).into(),
        }
    }
}

impl From<CodeError> for OfficeError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Office(error) => error,
            refused => Refusal::Code(Box::new(refused)).into(),
        }
    }
}

impl From<LicenceError> for OfficeError {
    fn from(error: LicenceError) -> Self {
        match error {
            LicenceError::Office(error) => error,
            refused => Refusal::Licence(Box::new(refused)).into(),
        }
    }
}
