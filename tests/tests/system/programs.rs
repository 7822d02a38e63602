//! Real processes of head office and terminal, and what a test needs to talk to them.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::chain;
use tests::programs::NO_CONFIGURATION;

/// The binary that is both programs.
pub const BINARY: &str = env!("CARGO_BIN_EXE_demo");

/// A head office process with the demo's chain and a cheap KDF, and the folder everything lies in.
pub struct Shop {
    pub folder: TempDir,
    serving: Option<Child>,
    listen: String,
    /// What is in the environment of every head-office process.
    pub environment: Vec<(&'static str, String)>,
    /// A command that starts the serving process, its program and arguments behind it; empty: nothing does.
    pub through: Vec<String>,
}

/// A terminal's data folder.
pub struct Till {
    pub data: PathBuf,
}

impl Shop {
    pub fn open() -> Self {
        Self::with_chain(chain::TOML)
    }

    pub fn with_chain(chain: &str) -> Self {
        Self::begin(chain, |_| {})
    }

    /// The demo's chain beside so many generated users.
    pub fn with_users(users: u32) -> Self {
        let users = users.to_string();
        let generate = ["generate", "--users", &users, "--salepoints", "3", "--stores", "2", "--seed", "7"];
        Self::begin(chain::TOML, |shop| drop(shop.office(&generate)))
    }

    /// Where it listens from the beginning.
    pub fn listening_on(listen: &str) -> Self {
        Self::begin_at(listen, chain::TOML, |_| {})
    }

    /// Where it listens when it serves next.
    pub fn listen_on(&mut self, listen: &str) {
        self.listen = listen.into();
    }

    fn begin(chain: &str, before_import: impl FnOnce(&Self)) -> Self {
        Self::begin_at("127.0.0.1:0", chain, before_import)
    }

    fn begin_at(listen: &str, chain: &str, before_import: impl FnOnce(&Self)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut shop =
            Self { folder, serving: None, listen: listen.into(), environment: Vec::new(), through: Vec::new() };
        shop.office(&["init", "--kdf-memory-kib", "256", "--kdf-passes", "1"]);
        shop.office(&["licences", "add", "4"]);
        before_import(&shop);
        shop.import(chain);
        shop.serve();
        shop
    }

    pub fn office_data(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    /// Runs a head-office command that must succeed; its JSON.
    pub fn office(&self, arguments: &[&str]) -> Value {
        let output = self.try_office(arguments);
        assert!(output.status.success(), "head-office {arguments:?}: {}", text(&output));
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {}", text(&output)))
    }

    pub fn try_office(&self, arguments: &[&str]) -> Output {
        let data = self.office_data();
        let mut command = Command::new(BINARY);
        command.arg("head-office").args(arguments).arg("--json").arg("--data").arg(data);
        configured(&mut command, arguments);
        command.envs(self.environment.iter().cloned()).output().unwrap()
    }

    pub fn import(&self, toml: &str) -> Value {
        let file = self.folder.path().join("import.toml");
        std::fs::write(&file, toml).unwrap();
        self.office(&["import", file.to_str().unwrap()])
    }

    /// Starts to serve, on the same port as before if it served before.
    pub fn serve(&mut self) {
        let mut words = self.through.iter().map(String::as_str).chain([BINARY]);
        let mut serving = Command::new(words.next().unwrap_or(BINARY))
            .args(words)
            .args(["head-office", "serve", "--config", NO_CONFIGURATION, "--json", "--listen", &self.listen, "--data"])
            .arg(self.office_data())
            .envs(self.environment.iter().cloned())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(serving.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("serve says {line:?}"));
        let listening = said["listening"].as_str().unwrap_or_else(|| panic!("serve says {line:?}"));
        self.listen = listening.to_owned();
        self.serving = Some(serving);
    }

    /// Kills the serving process with -9.
    pub fn kill_office(&mut self) {
        if let Some(mut serving) = self.serving.take() {
            serving.kill().unwrap();
            serving.wait().unwrap();
        }
    }

    pub fn office_pid(&self) -> u32 {
        self.serving.as_ref().unwrap().id()
    }

    pub fn address(&self) -> String {
        format!("https://{}", self.listen)
    }

    pub fn code(&self, salepoint: &str) -> String {
        self.office(&["enrol-code", "--salepoint", salepoint])["code"].as_str().unwrap().to_owned()
    }

    /// A data folder that is not enrolled.
    pub fn bare_till(&self, name: &str) -> Till {
        Till { data: self.folder.path().join(name) }
    }

    /// An enrolled and synced terminal at Kesklinn.
    pub fn till(&self, name: &str) -> Till {
        let till = self.bare_till(name);
        let (address, code) = (self.address(), self.code(chain::SALEPOINT));
        let output = till.run(&["enrol", "--office", &address, "--code", &code], "");
        assert!(output.status.success(), "enrol: {}", text(&output));
        assert_eq!(till.status()["readiness"], "ready");
        till
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.kill_office();
    }
}

impl Till {
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.arg("pos-terminal").args(arguments).arg("--json").arg("--data").arg(&self.data);
        configured(&mut command, arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut process = self.command(arguments).spawn().unwrap();
        // A program that refuses before reading has closed its input: that is for the caller to see.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        process.wait_with_output().unwrap()
    }

    pub fn json(&self, arguments: &[&str], input: &str) -> Value {
        let output = self.run(arguments, input);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {}", text(&output)))
    }

    pub fn login(&self, password: &str) -> Value {
        self.json(&["login"], &format!("{password}\n"))
    }

    /// Logs in and gives the outcome's name.
    pub fn outcome(&self, password: &str) -> String {
        self.login(password)["outcome"].as_str().unwrap().to_owned()
    }

    pub fn status(&self) -> Value {
        self.json(&["status"], "")
    }

    pub fn refresh(&self) -> Value {
        self.json(&["refresh"], "")
    }

    pub fn journal(&self) -> Value {
        self.json(&["journal", "--last", "1000"], "")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }
}

/// Unless the test has a configuration of its own, the program gets an empty one.
fn configured(command: &mut Command, arguments: &[&str]) {
    if !arguments.contains(&"--config") {
        command.args(["--config", NO_CONFIGURATION]);
    }
}

pub fn text(output: &Output) -> String {
    format!("{} {} {}", output.status, String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// All bytes of all files below a folder, each with its path.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

/// How long a condition is left alone between two looks: most looks start a program, and the machine is busy as it is.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Waits until a condition holds; panics when it does not within a minute.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(BETWEEN_LOOKS);
    }
}
