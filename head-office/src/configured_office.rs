//! An office for tests of the program: as a configuration has it.

use crate::config::Config;
use head_office_office::settings::Settings;
use head_office_office::testing::TestOffice;
use std::ops::Deref;

/// See the module.
pub struct ConfiguredOffice {
    pub office: TestOffice,
    pub config: Config,
}

impl ConfiguredOffice {
    /// With another configuration than the usual one.
    pub fn new(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::parse("", "test").unwrap();
        change(&mut config);
        let office = TestOffice::configured(|settings| {
            config.data.clone_from(&settings.data);
            *settings = Settings::from(&config);
        });
        Self { office, config }
    }

    /// As usual, with what a file says imported.
    pub fn with(import: &str) -> Self {
        let office = Self::new(|_| ());
        office.import_str(import).unwrap();
        office
    }
}

impl Deref for ConfiguredOffice {
    type Target = TestOffice;

    fn deref(&self) -> &TestOffice {
        &self.office
    }
}
