//! An office for tests: in a temporary folder, with a cheap KDF and a clock that stands.

use crate::clock::Clock;
use crate::config::Config;
use crate::db::grants::Viewer;
use crate::db::licences;
use crate::db::terminals::{self, Terminal};
use crate::db::{salepoints, stores, users};
use crate::enrolment::token_hash;
use crate::errors::OfficeError;
use crate::office::{InitOptions, Office};
use crate::personnel::{self, Editor};
use crate::terminals::Wire;
use crate::zone::Zone;
use std::ops::Deref;
use std::sync::Arc;
use sync_core::domain::{DeviceToken, Nonce, UnixMs};
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

/// See the module.
pub struct TestOffice {
    pub office: Arc<Office>,
    pub config: Config,
    _folder: Option<tempfile::TempDir>,
}

impl TestOffice {
    pub fn new() -> Self {
        Self::configured(|_| ())
    }

    /// With another configuration.
    pub fn configured(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::parse("", "test").unwrap();
        config.data = folder.path().join("data");
        change(&mut config);
        let options = InitOptions {
            kdf_memory_kib: Some(8),
            kdf_passes: Some(1),
            zone: Some(Zone::UTC),
            ..InitOptions::default()
        };
        let office = Office::init_at(&config, &options, Clock::standing_at(NOW)).unwrap();
        // Most tests are about something else.
        office.db.write(|tx| licences::set_bought(tx, 1_000)).unwrap();
        Self { office: Arc::new(office), config, _folder: Some(folder) }
    }

    /// Another opened office on the same data, which is what another process is.
    pub fn sharing(office: &Self) -> Self {
        let other = Office::open_at(&office.config, office.clock.clone()).unwrap();
        Self { office: Arc::new(other), config: office.config.clone(), _folder: None }
    }

    /// The office as whatever speaks to terminals has it.
    pub fn wire(&self) -> Wire {
        Wire::new(self.office.clone())
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
    struct Kept(Arc<std::sync::Mutex<Vec<u8>>>);
    impl std::io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
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
    let bytes = kept.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}
