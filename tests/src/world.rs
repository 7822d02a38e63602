//! A head office that runs in this process, on a folder that is thrown away.

use crate::chain;
use crate::gate::Gate;
use anyhow::Context;
use head_office::server::{self, RunningServer};
use head_office::{Clock, Config, InitOptions, Office, Pace};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// How dear a password hash is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cost {
    /// As in a shop: 64 MiB, three passes.
    Real,
    /// A hundredth of that, for tests that are about something else.
    Cheap,
}

/// A head office with the demo's chain, serving on loopback through a [`Gate`].
pub struct World {
    /// Head office.
    pub office: Arc<Office>,
    /// Between terminals and head office.
    pub gate: Gate,
    /// Where head office itself listens.
    pub listening: SocketAddr,
    server: Option<RunningServer>,
    config: Config,
}

impl World {
    /// Makes the head office in `folder` and serves it.
    ///
    /// # Errors
    /// When it cannot be made or no port is free.
    pub async fn begin(folder: &Path, cost: Cost) -> anyhow::Result<Self> {
        Self::begin_with(folder, cost, chain::TOML).await
    }

    /// The same with another chain.
    ///
    /// # Errors
    /// As [`World::begin`].
    pub async fn begin_with(folder: &Path, cost: Cost, chain: &str) -> anyhow::Result<Self> {
        Self::begin_at(folder, cost, chain, Clock::system()).await
    }

    /// The same by another clock.
    ///
    /// # Errors
    /// As [`World::begin`].
    pub async fn begin_at(folder: &Path, cost: Cost, chain: &str, clock: Clock) -> anyhow::Result<Self> {
        // The demonstration shows the mail it keeps.
        let config = Config { data: folder.to_owned(), ..Config::parse("[mail]\nshown = true", "built in")? };
        Self::begin_as(&config, cost, chain, clock).await
    }

    /// The same as a configuration says, in its data folder.
    ///
    /// # Errors
    /// As [`World::begin`].
    pub async fn begin_as(config: &Config, cost: Cost, chain: &str, clock: Clock) -> anyhow::Result<Self> {
        let options = match cost {
            Cost::Real => InitOptions::default(),
            Cost::Cheap => InitOptions { kdf_memory_kib: Some(256), kdf_passes: Some(1), ..InitOptions::default() },
        };
        let office = Arc::new(Office::init_at(config, &options, clock)?);
        if !chain.is_empty() {
            office.import_str(chain).context("importing the chain")?;
        }
        office.add_licences(4)?;
        let server = server::serve(Arc::clone(&office), config, ([127, 0, 0, 1], 0).into()).await?;
        let listening = server.listening;
        let gate = Gate::open(listening).await?;
        Ok(Self { office, gate, server: Some(server), listening, config: config.clone() })
    }

    /// The address terminals reach head office at, through the gate.
    pub fn address(&self) -> String {
        format!("https://{}", self.gate.address)
    }

    /// A code for a terminal at this salepoint.
    ///
    /// # Errors
    /// When there is no such salepoint.
    pub fn code(&self, salepoint: &str) -> anyhow::Result<String> {
        Ok(self.office.enrol_code(salepoint, None)?.code.to_string())
    }

    /// The path of a link that signs a user in to the web office.
    ///
    /// # Errors
    /// When there is no such active user.
    pub fn sign_in_path(&self, user: &str) -> anyhow::Result<String> {
        let link = self.office.sign_in_link(user)?.address;
        Ok(link[link.find("/sign-in").context("no link")?..].to_owned())
    }

    /// Imports a change.
    ///
    /// # Errors
    /// When the file is wrong.
    pub fn import(&self, toml: &str) -> anyhow::Result<()> {
        self.office.import_str(toml)?;
        Ok(())
    }

    /// Stops serving: connections are cut and the port is closed.
    pub async fn stop_serving(&mut self) {
        if let Some(server) = self.server.take() {
            server.abort().await;
        }
    }

    /// Serves from another data folder, on the same port: what the same people find there after a restore.
    ///
    /// # Errors
    /// When there is no head office in it, or the port was taken meanwhile.
    pub async fn serve_from(&mut self, data: &Path) -> anyhow::Result<()> {
        self.serve_with(&Config { data: data.to_owned(), ..Config::parse("", "built in")? }).await
    }

    /// Serves by another configuration, on the same port.
    ///
    /// # Errors
    /// As [`World::serve_from`].
    pub async fn serve_with(&mut self, config: &Config) -> anyhow::Result<()> {
        self.stop_serving().await;
        self.office = Arc::new(Office::open(config)?);
        self.config = config.clone();
        self.serve_again().await
    }

    /// Serves again, on the same port.
    ///
    /// # Errors
    /// When the port was taken meanwhile.
    pub async fn serve_again(&mut self) -> anyhow::Result<()> {
        self.serve_at(Pace::default()).await
    }

    /// The same at another pace.
    ///
    /// # Errors
    /// As [`World::serve_again`].
    pub async fn serve_at(&mut self, pace: Pace) -> anyhow::Result<()> {
        self.server = Some(server::serve_at(Arc::clone(&self.office), &self.config, self.listening, pace).await?);
        Ok(())
    }
}
