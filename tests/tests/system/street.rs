//! A terminal behind a proxy that a test controls, and what must survive whatever the proxy does.

use rusqlite::{Connection as Database, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use sync_core::domain::Cursor;
use sync_core::login::OutcomeCode;
use sync_core::replica::Replica;
use tempfile::TempDir;
use tests::chain;
use tests::proxy::Proxy;
use tests::running::RunningTerminal;
use tests::world::{Cost, World};

/// A head office, a proxy in front of it, and a terminal behind that.
pub struct Street {
    pub folder: TempDir,
    pub world: World,
    pub proxy: Proxy,
    pub till: RunningTerminal,
}

/// What must survive everything: the whole content of the replica, where it stands, the journal's first entries.
#[derive(PartialEq, Debug)]
pub struct Kept {
    rows: Vec<(String, Vec<u8>)>,
    cursor: Option<Cursor>,
    mark: Option<Cursor>,
    pub journal: Vec<(u64, Vec<u8>)>,
}

impl Street {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let patient = chain::TOML.replace("[company]", "[policy]\nthrottle_attempts = 1000\n[company]");
        let world = World::begin_with(&folder.path().join("office"), Cost::Cheap, &patient).await.unwrap();
        let proxy = Proxy::open(&folder.path().join("office/keys"), world.listening).unwrap();
        let code = world.code(chain::SALEPOINT).unwrap();
        let address = format!("https://{}", proxy.address);
        let mut till = RunningTerminal::enrol(&folder.path().join("till"), &address, &code).await.unwrap();
        till.until_live().await;
        Self { folder, world, proxy, till }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// As of now; of the journal so many entries, or all.
    pub fn kept(&self, entries: Option<usize>) -> Kept {
        let (till, path) = (self.till.till.lock(), self.path("till/replica.db"));
        let journal = till.journal_bodies(1, entries.map_or(u32::MAX, |entries| entries.try_into().unwrap()));
        till.integrity().unwrap();
        assert!(self.till.file.open().unwrap().replica.damaged().unwrap().is_empty());
        Kept {
            rows: rows(&path),
            cursor: self.till.state().cursor,
            mark: till.mark().unwrap(),
            journal: journal.unwrap(),
        }
    }

    /// Everybody gets the outcome they would get online.
    pub async fn logins_go_on(&mut self) {
        for (password, outcome) in [
            ("260847", OutcomeCode::Granted),
            ("111222", OutcomeCode::WrongPassword),
            ("318642", OutcomeCode::Inactive),
            ("847205", OutcomeCode::NoSalepoint),
        ] {
            assert_eq!(self.till.attempt(password).await.0.code(), outcome, "{password}");
        }
    }

    /// How the stream was asked for since so many requests: "stream", "ask" or "wait".
    pub fn asked_since(&self, requests: usize) -> Vec<&'static str> {
        let lines = self.proxy.requests();
        let asked = lines[requests..].iter().filter(|line| line.contains("/stream?"));
        asked
            .map(|line| match line {
                line if line.contains("wait=0") => "ask",
                line if line.contains("wait=") => "wait",
                _ => "stream",
            })
            .collect()
    }

    /// Waits until it was asked for so.
    pub async fn until_asked(&mut self, requests: usize, expect: &[&str]) {
        let patience_ends = Instant::now() + Duration::from_secs(20);
        while !self.asked_since(requests).starts_with(expect) {
            let asked = self.asked_since(requests);
            assert!(Instant::now() < patience_ends, "not {expect:?} but {:?}", asked.iter().take(20));
            self.till.step().await;
        }
    }
}

/// All rows that serve, each by its MAC.
pub fn rows(replica: &Path) -> Vec<(String, Vec<u8>)> {
    let database = Database::open_with_flags(replica, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut all = database
        .prepare("SELECT collection || '/' || key, row.mac FROM row JOIN replica ON slot = live ORDER BY 1")
        .unwrap();
    all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}
