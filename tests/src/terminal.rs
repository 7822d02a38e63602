//! A terminal's engine without its window: enrolled, synced, in this process.

use crate::chain;
use crate::programs::terminal_config;
use crate::world::World;
use pos_terminal::{app, client::OfficeClient, data::ReplicaFile, enrolment, link::Link, login::Login};
use std::path::Path;
use std::sync::Arc;
use sync_core::domain::{Kdf, PosPassword};
use sync_core::login::{Outcome, Purpose};
use sync_core::replica::Replica;
use sync_core::sync::engine::Goal;

/// An enrolled and synced terminal at Kesklinn.
pub struct Terminal {
    /// Who may log in.
    pub login: Login,
    /// Its way to head office.
    pub link: Link,
    /// The KDF of its directory.
    pub kdf: Kdf,
}

impl Terminal {
    /// Enrols it at this head office and fetches its data.
    ///
    /// # Errors
    /// When that does not work.
    pub async fn begin(data: &Path, world: &World) -> anyhow::Result<Self> {
        let opened = app::open(&terminal_config(data.to_owned())?)?;
        let (address, code) = (world.address().parse()?, world.code(chain::SALEPOINT)?.parse()?);
        let identity = enrolment::enrol(&opened.folder, &opened.device_keys, &opened.till, &address, &code)
            .await
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let client = OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone())?;
        let file = ReplicaFile::new(opened.folder.clone(), opened.device_keys.clone(), Arc::new(identity));
        let mut link = Link::new(client, file.clone(), opened.till.clone());
        link.round(Goal::Reload).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let kdf = file.open()?.replica.kdfs()?.remove(0);
        Ok(Self { login: Login::new(file, opened.till), link, kdf })
    }

    /// One attempt; a refusal asks head office first, as in the shop.
    pub async fn attempt(&mut self, password: &PosPassword) -> (Outcome, bool) {
        let known = self.link.subscribe().borrow().clone();
        let (link, mut refreshed) = (&mut self.link, false);
        let refresh = async |limit| {
            refreshed = true;
            // What came of it is in the state.
            let _ = tokio::time::timeout(limit, link.round(Goal::CatchUp)).await;
            link.subscribe().borrow().clone()
        };
        let outcome = self.login.attempt(password, Purpose::LogIn, &known, refresh).await;
        (outcome, refreshed)
    }
}
