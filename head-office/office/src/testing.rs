//! An office for tests: in a temporary folder, with a cheap KDF and a clock that stands.

#![expect(
    clippy::new_without_default,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails where it cannot go on; what is here is read by who writes tests"
)]

use crate::clock::Clock;
use crate::db::grants::Viewer;
use crate::db::licences;
use crate::db::terminals::{self, Terminal};
use crate::db::{Db, DbError, Tx, salepoints, stores, users};
use crate::derive::Touched;
use crate::enrolment::token_hash;
use crate::errors::OfficeError;
use crate::keys::Keys;
use crate::office::{Changed, InitOptions, Office};
use crate::personnel::{self, Editor};
use crate::settings::{MailWay, Settings};
use crate::terminals::Wire;
use crate::zone::Zone;
use parking_lot::Mutex;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use sync_core::domain::{Collection, DeviceToken, Nonce, Policy, UnixMs};
use sync_core::sync::wire::{EnrolAnswer, EnrolRequest, KeyPlace};

/// 2026-01-01T00:00:00Z.
pub const NOW: UnixMs = UnixMs(1_767_225_600_000);

/// Two salepoints, two stores, two groups, three users: Mari at both salepoints, Jüri at one, Ilze at none.
pub const CHAIN: &str = r#"
[[store]]
name = "Main"
[[store]]
name = "Harbour store"
[[salepoint]]
name = "Kesklinn"
store = "Main"
language = "et"
[[salepoint]]
name = "Sadama"
store = "Main"
[[group]]
name = "Cashier"
pos = ["sell"]
[[group]]
name = "Shift lead"
pos = ["sell", "refund"]
office = { users = "read", stores = "none" }
[[user]]
ref = "mari"
first_name = "Mari"
last_name = "Maasikas"
pos_password = "482913"
group = "Cashier"
salepoints = [{ name = "Kesklinn" }, { name = "Sadama", group = "Shift lead" }]
stores = ["Main"]
default_store = "Main"
[[user]]
ref = "jüri"
first_name = "Jüri"
last_name = "Tamm"
pos_password = "730164"
group = "Cashier"
salepoints = [{ name = "Kesklinn" }]
stores = ["Harbour store"]
[[user]]
ref = "ilze"
first_name = "Ilze"
last_name = "Ozola"
pos_password = "kaķis 7"
group = "Shift lead"
"#;

/// What an office is told that nobody tells anything.
pub fn settings(data: PathBuf) -> Settings {
    Settings {
        data,
        company: "My company".into(),
        kdf_memory_kib: 65_536,
        kdf_passes: 3,
        policy: Policy::default(),
        keep_tombstones: 100_000,
        address: None,
        expected_address: "https://localhost:8443".into(),
        mail: MailWay { from: "Tillgate <tillgate@localhost>".into(), server: None, shown: false },
    }
}

/// See the module.
pub struct TestOffice {
    pub office: Arc<Office>,
    /// Its database: what a test sets up or looks at past the office.
    pub db: Arc<Db>,
    pub settings: Settings,
    _folder: Option<tempfile::TempDir>,
}

impl TestOffice {
    pub fn new() -> Self {
        Self::configured(|_| ())
    }

    /// With other settings.
    pub fn configured(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings(folder.path().join("data"));
        change(&mut settings);
        let options = InitOptions {
            kdf_memory_kib: Some(8),
            kdf_passes: Some(1),
            zone: Some(Zone::UTC),
            ..InitOptions::default()
        };
        let office = Office::init_at(&settings, &options, Clock::standing_at(NOW)).unwrap();
        // Most tests are about something else.
        office.db.write(|tx| licences::set_bought(tx, 1_000)).unwrap();
        Self { db: Arc::clone(&office.db), office: Arc::new(office), settings, _folder: Some(folder) }
    }

    /// Another opened office on the same data, which is what another process is.
    pub fn sharing(office: &Self) -> Self {
        let other = Office::open_at(&office.settings, office.clock.clone()).unwrap();
        Self { db: Arc::clone(&other.db), office: Arc::new(other), settings: office.settings.clone(), _folder: None }
    }

    /// The office as whatever speaks to terminals has it.
    pub fn wire(&self) -> Wire {
        Wire::new(self.office.clone())
    }

    /// Its keys.
    pub fn keys(&self) -> &Keys {
        &self.office.keys
    }

    /// Changes what terminals get, past the records' own rules.
    pub fn change<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &mut Touched) -> Result<T, E>,
    ) -> Result<Changed<T>, E> {
        self.office.change(work)
    }

    /// The terminal a token belongs to.
    pub fn terminal_by_token(&self, token: &DeviceToken) -> Option<Terminal> {
        self.db.read(|tx| terminals::by_token(tx, token_hash(token))).unwrap().map(|enrolled| enrolled.terminal)
    }

    pub fn with(import: &str) -> Self {
        let office = Self::new();
        office.import_str(import).unwrap();
        office
    }
}

impl Deref for TestOffice {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.office
    }
}

/// Gives a user all salepoints and stores that there are.
pub fn give_everything(office: &Office, reference: &str) {
    let changed = office.change(|tx, touched| {
        let user = users::by_reference(tx, reference)?.unwrap().id;
        let before = personnel::load(tx, user)?.unwrap();
        let mut after = before.clone();
        after.salepoints.extend(salepoints::open(tx, Viewer::Everything)?.into_iter().map(|one| (one.id, None)));
        after.stores.extend(stores::open(tx, Viewer::Everything)?.into_iter().map(|one| one.id));
        personnel::store(tx, touched, &mut Editor::machine(NOW), Some(&before), &after)?;
        Ok::<_, OfficeError>(())
    });
    changed.unwrap();
}

/// The collections that a terminal may have.
pub fn collections(office: &TestOffice) -> Vec<Collection> {
    let places = office.db.read(|tx| salepoints::all(tx, Viewer::Everything)).unwrap();
    [Collection::Directory].into_iter().chain(places.iter().map(|found| Collection::Salepoint(found.id))).collect()
}

/// The revisions of the rows that are gone.
pub fn tombstones(office: &TestOffice) -> Vec<u64> {
    let rows =
        office.db.read(|tx| tx.query("SELECT revision FROM replica_row WHERE body IS NULL ORDER BY revision", &[]));
    rows.map_err(|error: DbError| error).unwrap().iter_mut().map(|row| row.take(0).unwrap()).collect()
}

/// Gives a user these salepoints and no others.
pub fn grant(office: &TestOffice, reference: &str, salepoints: &str) {
    office.import_str(&format!("[[user]]\nref = \"{reference}\"\nsalepoints = [{salepoints}]")).unwrap();
}

/// Grants taken away, one revision each: profiles, then groups and stores that go with the last of them.
pub fn shrink(office: &TestOffice) {
    for reference in ["mari", "jüri"] {
        grant(office, reference, "{ name = \"Kesklinn\" }, { name = \"Sadama\" }");
    }
    for (reference, left) in
        [("jüri", "{ name = \"Kesklinn\" }"), ("mari", "{ name = \"Kesklinn\" }"), ("mari", ""), ("jüri", "")]
    {
        grant(office, reference, left);
    }
}

/// Enrols a terminal, perhaps one that was another.
pub fn enrol(office: &TestOffice, salepoint: &str, terminal: &str, former: Option<DeviceToken>) -> EnrolAnswer {
    let code = office.enrol_code(salepoint, Some(terminal)).unwrap();
    let request = EnrolRequest {
        secret: code.code.secret.expose().into(),
        nonce: Nonce([1; 16]),
        app_version: "0.1.0".into(),
        key_place: KeyPlace::File,
        former,
    };
    office.enrol(&request).unwrap().unwrap()
}

/// What the log says while `work` runs on this thread.
pub fn logged(work: impl FnOnce()) -> String {
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let kept = Kept::default();
    let writer = kept.clone();
    let log = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(log, work);
    let bytes = kept.0.lock().clone();
    String::from_utf8(bytes).unwrap()
}
