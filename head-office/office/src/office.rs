//! An opened head office: its database, keys and settings, and the one way to change anything.

use crate::backup::takeover;
use crate::clock::Clock;
use crate::db::company::{self, Company};
use crate::db::grants;
use crate::db::watch::Watcher;
use crate::db::{Db, DbError, Tx, Upgraded, kdfs, machine, name_keys, policy, pos_passwords};
use crate::derive::{Touched, derive};
use crate::domain::kdf::{check_kdf, kdf_name};
use crate::errors::{OfficeError, Refusal};
use crate::first_administrator::{self, FirstAdministrator};
use crate::fit;
use crate::keys::{Keys, random};
use crate::lock::DataLock;
use crate::rotation::SIGNING_KEY;
use crate::settings::{Settings, WrongSetting};
use crate::zone::Zone;
use parking_lot::RwLock;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use sync_core::domain::{CompanyId, Cursor, Epoch, Kdf, Language, Revision};
use uuid::Uuid;

/// The database, in the data folder.
pub const DATABASE: &str = "head-office.db";
/// The fact under which `serve` notes the address for terminals.
const SERVED_ADDRESS: &str = "served_address";
/// The fact that rows terminals get were made by an older version and say less than this one's.
const DERIVATION_DUE: &str = "derivation_due";

/// What `init` may be told.
#[derive(Clone, Debug, Default)]
pub struct InitOptions {
    /// The company's name; else as it is set.
    pub company: Option<String>,
    /// KiB one POS password costs; else as it is set. Lower is weaker.
    pub kdf_memory_kib: Option<u32>,
    /// Passes over that memory; else as it is set.
    pub kdf_passes: Option<u32>,
    /// The company's language, by which lists are sorted; else the administrator's.
    pub language: Option<Language>,
    /// The company's time zone; else this machine's.
    pub zone: Option<Zone>,
    /// Whom the first sign-in link can be made for.
    pub administrator: FirstAdministrator,
}

/// What a change came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Changed<T> {
    /// What the work gave.
    pub result: T,
    /// Where head office stands afterwards.
    pub cursor: Cursor,
    /// Whether terminals have something new to fetch.
    pub new_revision: bool,
}

/// An opened head office.
pub struct Office {
    pub(crate) db: Arc<Db>,
    pub(crate) keys: Keys,
    /// What time it is.
    pub clock: Clock,
    /// What it was told.
    pub settings: Settings,
    /// The names the private certificate is for, while it is served.
    pub(crate) served_names: RwLock<Vec<String>>,
    company: CompanyId,
    _lock: Option<DataLock>,
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Office({})", self.settings.data.display())
    }
}

impl Office {
    /// Makes a head office in the data folder that is set.
    ///
    /// An interrupted `init` is finished by the next one: keys that are there are kept, and the company's row comes last.
    ///
    /// # Errors
    /// When there is one already, or the folder cannot be written.
    pub fn init(settings: impl Into<Settings>, options: &InitOptions) -> Result<Self, OfficeError> {
        Self::init_at(settings, options, Clock::system())
    }

    /// The same by another clock.
    ///
    /// # Errors
    /// As [`Office::init`].
    pub fn init_at(settings: impl Into<Settings>, options: &InitOptions, clock: Clock) -> Result<Self, OfficeError> {
        let settings = settings.into();
        let data = settings.data.clone();
        let memory_kib = options.kdf_memory_kib.unwrap_or(settings.kdf_memory_kib);
        let passes = options.kdf_passes.unwrap_or(settings.kdf_passes);
        check_kdf(memory_kib, passes, 1).map_err(WrongSetting::in_kdf)?;
        let name = options.company.as_deref().unwrap_or(&settings.company).trim().to_owned();
        if name.is_empty() {
            return Err(Refusal::CompanyNameMissing.into());
        }
        create_data_folder(&data)?;
        let _lock = Some(DataLock::shared(&data)?);
        let db = Db::create(&data.join(DATABASE))?;
        if db.read(company::find)?.is_some() {
            return Err(OfficeError::AlreadyInitialised(data));
        }
        let keys = Keys::create(&data)?;
        let kdf = Kdf { memory_kib, passes, ..Kdf::recommended(kdf_name(memory_kib, passes, 1), *random::<16>()?) };
        let company = Company { id: CompanyId(Uuid::now_v7()), name };
        let id = company.id;
        let office =
            Self { db: Arc::new(db), keys, clock, settings, served_names: RwLock::default(), company: id, _lock };
        let now = office.clock.now();
        let administrator = options.administrator.user()?;
        let signing_key = office.keys.signing().key.public().id().0;
        let epoch = Epoch(u64::try_from(now.0 / 1_000).unwrap_or(0).max(1));
        office.change(|tx, touched| {
            if company::find(tx)?.is_some() {
                return Err(OfficeError::AlreadyInitialised(data));
            }
            company::create(tx, &company, epoch)?;
            name_keys::set_language(tx, options.language.unwrap_or(administrator.language))?;
            company::set_zone(tx, options.zone.unwrap_or_else(machine::zone))?;
            policy::store(tx, &office.settings.policy)?;
            kdfs::create(tx, &kdf, now)?;
            company::set_fact(tx, SIGNING_KEY, &signing_key)?;
            fit::note_authority(tx, &office.keys)?;
            touched.kdfs = true;
            first_administrator::create(tx, touched, &administrator, now)?;
            office.note_epoch(epoch)
        })?;
        Ok(office)
    }

    /// Opens the head office in the data folder that is set.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub fn open(settings: impl Into<Settings>) -> Result<Self, OfficeError> {
        Self::open_at(settings, Clock::system())
    }

    /// The same by another clock.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn open_at(settings: impl Into<Settings>, clock: Clock) -> Result<Self, OfficeError> {
        let settings = settings.into();
        let data = settings.data.clone();
        let path = data.join(DATABASE);
        if takeover::is_unfinished(&data) {
            let _alone = DataLock::alone(&data).map_err(|_| OfficeError::BeingReplaced(data.clone()))?;
            takeover::finish(&data).map_err(|error| OfficeError::UnfinishedRestore(error.to_string()))?;
        }
        if !path.exists() {
            return Err(OfficeError::NotInitialised(data));
        }
        let lock = DataLock::shared(&data)?;
        let office = Self::over(Db::open(&path), settings, clock, Some(lock))?;
        office.derive_what_is_due()?;
        Ok(office)
    }

    /// Makes the directory's rows anew where an older version left them; what they say is new to terminals then.
    fn derive_what_is_due(&self) -> Result<(), OfficeError> {
        if self.db.read(|tx| company::fact(tx, DERIVATION_DUE))?.is_none() {
            return Ok(());
        }
        self.change(|tx, touched| {
            touched.users.extend(pos_passwords::all(tx)?.into_iter().map(|password| password.user));
            company::forget_fact(tx, DERIVATION_DUE)
        })?;
        Ok(())
    }

    /// Opens it to look at it: nothing in the folder is changed, and it may be one that cannot be written to.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn open_to_look(settings: impl Into<Settings>, clock: Clock) -> Result<Self, OfficeError> {
        let settings = settings.into();
        let data = &settings.data;
        if takeover::is_unfinished(data) {
            let message = "a restore took effect and is not finished; any other command finishes it";
            return Err(OfficeError::UnfinishedRestore(message.into()));
        }
        if !data.join(DATABASE).exists() {
            return Err(OfficeError::NotInitialised(data.clone()));
        }
        let lock = DataLock::looking(data)?;
        Self::over(Db::open_to_look(&data.join(DATABASE)), settings, clock, lock)
    }

    /// Brings the tables of an older version up to this one's, after a copy of the database was made beside it; `None`:
    /// they are of this version.
    ///
    /// # Errors
    /// While anybody else uses the folder, and when there is no room for the copy; then nothing was changed.
    pub fn upgrade(settings: impl Into<Settings>) -> Result<Option<Upgraded>, OfficeError> {
        let data = settings.into().data;
        let path = data.join(DATABASE);
        if !path.exists() {
            return Err(OfficeError::NotInitialised(data));
        }
        if !Db::is_older(&path)? {
            return Ok(None);
        }
        let _alone = DataLock::alone(&data)?;
        Ok(Some(Db::upgrade(&path)?))
    }

    fn over(
        opened: Result<Db, DbError>,
        settings: Settings,
        clock: Clock,
        lock: Option<DataLock>,
    ) -> Result<Self, OfficeError> {
        let data = settings.data.clone();
        let db = match opened {
            // `init` was interrupted before there were tables.
            Err(DbError::Older { found: 0, .. }) => return Err(OfficeError::NotInitialised(data)),
            opened => opened?,
        };
        let Some(company) = db.read(company::find)? else { return Err(OfficeError::NotInitialised(data)) };
        let keys = Keys::open(&data)?;
        Ok(Self {
            db: Arc::new(db),
            keys,
            clock,
            settings,
            served_names: RwLock::default(),
            company: company.id,
            _lock: lock,
        })
    }

    /// Whose head office this is.
    pub fn company(&self) -> CompanyId {
        self.company
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.settings.data
    }

    /// Runs work that reads, in one moment of the data. Whoever stands above the office has no other way to its database.
    ///
    /// # Errors
    /// Those of the work.
    pub fn read<T, E: From<DbError>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.db.read(work)
    }

    /// Begins to watch what is committed; `noticed` is called after each commit, in the watching thread.
    ///
    /// # Errors
    /// Those of the database.
    pub fn watch(&self, noticed: impl Fn(&mut Tx<'_>) + Send + 'static) -> Result<Watcher, DbError> {
        Watcher::start(Arc::clone(&self.db), noticed)
    }

    /// The certificate of the private CA, as a file.
    pub fn ca_path(&self) -> PathBuf {
        self.keys.ca_path()
    }

    /// Where head office stands.
    ///
    /// # Errors
    /// Those of the database.
    pub fn cursor(&self) -> Result<Cursor, OfficeError> {
        Ok(self.db.read(company::counter)?.cursor)
    }

    /// The one way to change anything: the work changes domain tables and says what it touched; what terminals get of
    /// that is derived in the same transaction, under the next revision if it differs at all.
    ///
    /// # Errors
    /// Those of the work; then nothing is changed.
    pub(crate) fn change<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &mut Touched) -> Result<T, E>,
    ) -> Result<Changed<T>, E> {
        self.db.write(|tx| {
            let mut touched = Touched::default();
            let result = work(tx, &mut touched)?;
            grants::end_keeping(tx)?;
            // From here to the commit nobody else can take a revision, so revisions are in commit order.
            let mut cursor = company::lock_counter(tx)?.cursor;
            let next = Revision(cursor.revision.0 + 1);
            let new_revision = derive(tx, &touched, next)?;
            if new_revision {
                company::set_revision(tx, next)?;
                cursor.revision = next;
            }
            Ok(Changed { result, cursor, new_revision })
        })
    }

    /// The address terminals enrol with.
    ///
    /// # Errors
    /// Those of the database.
    pub fn address(&self) -> Result<String, OfficeError> {
        if let Some(address) = &self.settings.address {
            return Ok(address.clone());
        }
        let served = self.db.read(|tx| company::fact(tx, SERVED_ADDRESS))?;
        Ok(served.unwrap_or_else(|| self.settings.expected_address.clone()))
    }

    /// Notes the address terminals enrol with, for commands that run beside `serve`.
    pub fn note_address(&self, address: &str) -> Result<(), OfficeError> {
        Ok(self.db.write(|tx| company::set_fact(tx, SERVED_ADDRESS, address))?)
    }
}

pub(crate) fn create_data_folder(data: &Path) -> Result<(), OfficeError> {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(data).map_err(|source| OfficeError::Folder { path: data.to_owned(), source })
}
