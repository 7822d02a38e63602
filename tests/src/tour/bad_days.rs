//! Head office's bad days, as the terminal's screen shows them: another signing key, orders, another salepoint, a restore
//! and a second one, a database copied back, removal.

use super::Tour;
use super::day::kesklinn_speaks;
use crate::chain::{self, PEETER_GETS_KESKLINN};
use crate::gate::Mode;
use anyhow::{Context, ensure};
use head_office::{BackupError, Overwrite, Passphrase, Restore, TerminalSummary, Whom, restore};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use slint::ComponentHandle;
use std::path::Path;
use sync_core::sync::wire::{OrderAction, Removal};
use ui::{Connection, Enrol, EnrolState, Message, Over, Screen, Sheet, SheetState, Station};

/// Peeter, whose salepoint comes and goes with the database.
const PEETER: &str = "847205";
const PEETER_LACKS_KESKLINN: &str = "[[user]]\nref = \"e-006\"\nsalepoints = [{ name = \"Sadama\" }]\n";

impl Tour {
    pub(super) fn bad_days(&mut self) -> anyhow::Result<()> {
        self.reload_with_a_list()?;
        self.another_signing_key()?;
        self.orders()?;
        self.restored_and_copied_back()?;
        self.moved()?;
        self.removed()
    }

    /// Changes that come with a reload are listed at its end.
    fn reload_with_a_list(&mut self) -> anyhow::Result<()> {
        self.step("a reload with its list", |tour| {
            // The stream may be back before the reload and bring the changes first.
            for name in ["Anna", "Berta", "Carla"] {
                tour.refresh()?;
                tour.press("Reload everything…")?;
                tour.wait("the dialog", |tour| tour.over() == Over::Supervisor)?;
                tour.world.gate.set(Mode::Cut);
                tour.wait("the cut", |tour| !tour.is_online())?;
                tour.world.import(&new_cashier(name))?;
                tour.type_digits("591368")?;
                tour.world.gate.set(Mode::Open);
                tour.press("Approve")?;
                tour.wait("the reload", |tour| tour.over() == Over::Sheet && tour.sheet_state() == SheetState::Done)?;
                if !tour.terminal.app.global::<Sheet>().get_nothing_new() {
                    return Ok("+1 user".into());
                }
                tour.close_sheet()?;
            }
            anyhow::bail!("no reload listed a change")
        })?;
        self.close_sheet()
    }

    fn another_signing_key(&mut self) -> anyhow::Result<()> {
        let keys = |tour: &Self| anyhow::Ok(tour.identity()?.keys);
        let before = keys(self)?;
        self.world.office.rotate_signing_key()?;
        self.step("another signing key", |tour| {
            tour.world.import(&kesklinn_speaks("ru"))?;
            tour.wait("a change under the new key", |tour| tour.language() == "ru")?;
            tour.wait("the new key alone", |tour| keys(tour).is_ok_and(|now| now != before && now.len() == 1))?;
            tour.wait("the stream", |tour| tour.connection() == Connection::Live)?;
            Ok("believed".into())
        })?;
        self.world.import(&kesklinn_speaks("en"))?;
        self.wait("the language before", |tour| tour.language() == "en")
    }

    fn orders(&mut self) -> anyhow::Result<()> {
        self.throttle()?;
        self.step("throttled, unlocked by the office", |tour| {
            tour.world.office.give_order(&Whom::All, OrderAction::Unlock)?;
            tour.wait("the keys", |tour| tour.message() != Message::Throttled)?;
            tour.log_in("260847")
        })?;
        self.log_out()?;
        self.step("reloaded by the office", |tour| {
            tour.world.office.give_order(&Whom::Salepoint(chain::SALEPOINT.into()), OrderAction::Reload)?;
            tour.wait("the reload", |tour| {
                tour.at_office().is_ok_and(|terminal| terminal.orders.is_empty()) && tour.is_online()
            })?;
            Ok("done and reported".into())
        })
    }

    fn restored_and_copied_back(&mut self) -> anyhow::Result<()> {
        let backup = self.folder.join("backup.db");
        let passphrase = || Passphrase::new(String::from("correct horse battery").into());
        self.world.import(PEETER_LACKS_KESKLINN)?;
        self.world.office.backup(&backup, &passphrase()?, Overwrite::Never, &|_, _| {})?;
        self.world.import(PEETER_GETS_KESKLINN)?;
        self.step("after the backup", |tour| tour.granted_soon(PEETER))?;

        for (step, folder) in [("restored", "restored"), ("restored once more", "restored-again")] {
            let data = self.folder.join(folder);
            let keys = backup.with_extension("db.keys");
            let what = Restore { data: &data, file: &backup, keys: Some(&keys), over_existing: false };
            restore::<BackupError>(&what, &head_office::Clock::system(), passphrase)?;
            self.serve_from(&data)?;
            self.step(step, |tour| tour.refused_soon(PEETER))?;
            self.world.import(PEETER_GETS_KESKLINN)?;
            self.step(if folder == "restored" { "and granted again" } else { "and granted once more" }, |tour| {
                tour.granted_soon(PEETER)
            })?;
        }

        // The file of the backup under a head office that knows nothing of a restore: the same epoch, an older revision.
        let before = self.world.office.data().to_owned();
        let old = self.folder.join("old.db");
        self.world.import(PEETER_LACKS_KESKLINN)?;
        self.world.office.backup(&old, &passphrase()?, Overwrite::Never, &|_, _| {})?;
        self.world.import(PEETER_GETS_KESKLINN)?;
        self.step("before the copy comes back", |tour| tour.granted_soon(PEETER))?;
        let copied = self.folder.join("copied-back");
        copy_folder(&before.join("keys"), &copied.join("keys"))?;
        std::fs::copy(&old, copied.join("head-office.db"))?;
        self.serve_from(&copied)?;
        self.step("a database copied back", |tour| tour.refused_soon(PEETER))
    }

    fn moved(&mut self) -> anyhow::Result<()> {
        self.log_in("260847")?;
        let id = self.at_office()?.id;
        self.world.office.move_terminal(id, "Sadama")?;
        self.step("moved while somebody is logged in", |tour| {
            tour.wait("the login screen", |tour| tour.shown() == Screen::Login)?;
            tour.wait("the other salepoint", |tour| tour.terminal.app.global::<Station>().get_salepoint() == "Sadama")?;
            tour.expect_message(Message::Moved)
        })?;
        self.step("logged in at the other salepoint", |tour| tour.log_in("260847"))?;
        self.log_out()
    }

    fn removed(&mut self) -> anyhow::Result<()> {
        for (step, again, removal) in [
            ("revoked", "enrolled again", Removal::Revoked),
            ("decommissioned", "enrolled once more", Removal::Decommissioned),
        ] {
            let id = self.at_office()?.id;
            self.log_in("260847")?;
            ensure!(self.knows("Maasikas")?, "a terminal knows its cashiers");
            self.world.office.remove_terminal(id, removal)?;
            self.step(step, |tour| {
                tour.wait_for_screen(Screen::Enrol)?;
                ensure!(tour.terminal.app.global::<Enrol>().get_state() == EnrolState::Removed, "it does not say why");
                ensure!(!tour.knows("Maasikas")?, "a cashier's name is still in the terminal's files");
                Ok("removed".into())
            })?;
            self.step(again, |tour| {
                tour.type_enrolment()?;
                tour.screen.press_key(slint::platform::Key::Return);
                tour.wait_for_screen(Screen::Login)?;
                tour.log_in("260847")
            })?;
            self.log_out()?;
        }
        Ok(())
    }

    fn serve_from(&mut self, data: &Path) -> anyhow::Result<()> {
        self.runtime.block_on(self.world.serve_from(data))?;
        // After so many restarts in a minute the terminal's patience has grown: somebody at the till would press Refresh.
        self.refresh()?;
        self.close_sheet()?;
        self.wait("head office", Self::is_online)
    }

    /// Logs in as soon as the data says that it may be: the right password gives its attempt back each time.
    fn granted_soon(&mut self, password: &str) -> anyhow::Result<String> {
        while self.attempt_any(password)? != Message::Prompt || self.shown() != Screen::Home {}
        self.log_out()?;
        Ok("granted".into())
    }

    /// The same until the salepoint is missing.
    fn refused_soon(&mut self, password: &str) -> anyhow::Result<String> {
        while self.attempt_any(password)? != Message::NoSalepoint {
            if self.shown() == Screen::Home {
                self.log_out()?;
            }
        }
        Ok("NoSalepoint".into())
    }

    /// Whether a word is anywhere in the replica's files.
    fn knows(&self, word: &str) -> anyhow::Result<bool> {
        for name in ["replica.db", "replica.db-wal"] {
            let bytes = match std::fs::read(self.folder.join("terminal").join(name)) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                bytes => bytes?,
            };
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn at_office(&self) -> anyhow::Result<TerminalSummary> {
        let id = self.identity()?.terminal;
        self.world
            .office
            .terminals()?
            .into_iter()
            .find(|terminal| terminal.id == id)
            .context("head office does not know it")
    }

    fn identity(&self) -> anyhow::Result<Identity> {
        Identity::load(&self.folder.join("terminal/identity"), &DeviceKeys::File)?.context("not enrolled")
    }
}

fn new_cashier(name: &str) -> String {
    format!(
        "[[user]]\nref = \"{name}\"\nfirst_name = \"{name}\"\nlast_name = \"Novak\"\ngroup = \"Cashier\"\n\
         language = \"en\"\npos_password = \"{}\"\nsalepoints = [{{ name = \"{}\" }}]\n",
        4_710_000 + u32::from(name.as_bytes()[0]) * 31,
        chain::SALEPOINT
    )
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    std::fs::set_permissions(to, std::fs::metadata(from)?.permissions())?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        std::fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
