//! A cashier's day: from enrolment to being throttled, with head office there, gone and back.

use super::Tour;
use crate::chain::{self, PEETER_GETS_KESKLINN};
use crate::gate::Mode;
use crate::headless::interactive;
use anyhow::ensure;
use slint::ComponentHandle;
use ui::{Connection, Home, Message, Over, Screen, Sheet, SheetState, Shell, Supervisor};

impl Tour {
    /// The whole day.
    pub(super) fn day(&mut self) -> anyhow::Result<()> {
        self.enrol_and_sync()?;
        self.refusals()?;
        self.languages()?;
        self.changes_while_logged_in()?;
        self.lock_and_unlock()?;
        self.letters()?;
        self.without_head_office()?;
        self.reload()?;
        self.salepoint_added()?;
        self.throttled()?;
        self.unlocked_by_a_supervisor()
    }

    fn enrol_and_sync(&mut self) -> anyhow::Result<()> {
        self.step("enrol", |tour| {
            tour.wait_for_screen(Screen::Enrol)?;
            tour.type_enrolment()?;
            Ok("code typed".into())
        })?;
        // The link is held, so that the first sync is seen under way.
        self.step("first sync", |tour| {
            tour.screen.press_key(slint::platform::Key::Return);
            tour.wait("the first sync", |tour| {
                let first_sync = tour.shown() == Screen::FirstSync;
                if first_sync {
                    tour.world.gate.set(Mode::Held);
                }
                first_sync || tour.shown() == Screen::Login
            })?;
            Ok("fetching".into())
        })?;
        self.step("ready", |tour| {
            tour.world.gate.set(Mode::Open);
            tour.wait_for_screen(Screen::Login)?;
            tour.wait("the connection", Self::is_online)?;
            tour.expect_label(chain::SALEPOINT)?;
            Ok("synced".into())
        })
    }

    fn refusals(&mut self) -> anyhow::Result<()> {
        self.step("typing", |tour| {
            tour.type_digits("2608")?;
            ensure!(tour.entry().get_dots() == 4, "four dots are due");
            Ok("four dots".into())
        })?;
        self.step("wrong password", |tour| {
            tour.screen.click(&tour.terminal.app, "Clear").map_err(anyhow::Error::msg)?;
            tour.attempt("111222", Message::WrongPassword)
        })?;
        // Whatever the salepoint's language is, it is said in that of who typed the password.
        for (step, own, salepoints, says) in [
            ("missing salepoint, Estonian", "et", "lv", "Teil ei ole müügikohta „Kesklinn“"),
            ("missing salepoint, Latvian", "lv", "ru", "Jums nav piešķirta tirdzniecības vieta „Kesklinn”"),
            ("missing salepoint, Russian", "ru", "et", "У вас нет точки продаж «Kesklinn»"),
            ("missing salepoint", "en", "en", "You do not have the salepoint “Kesklinn”"),
        ] {
            let he_speaks = format!("[[user]]\nref = \"e-006\"\nlanguage = \"{own}\"\n");
            self.world.import(&format!("{}{he_speaks}", kesklinn_speaks(salepoints)))?;
            self.step(step, |tour| {
                // What was said before in somebody's own language ends with the first key; then the salepoint's comes by itself.
                tour.type_digits("8")?;
                tour.wait("the language", |tour| tour.language() == salepoints)?;
                tour.type_digits("47205")?;
                tour.screen.press_key(slint::platform::Key::Return);
                let outcome = tour.wait_for_message(Message::NoSalepoint)?;
                ensure!(tour.says(says), "the message does not say {says:?}");
                Ok(outcome)
            })?;
        }
        self.step("deactivated user", |tour| tour.attempt("318642", Message::Inactive))
    }

    fn languages(&mut self) -> anyhow::Result<()> {
        for (step, person, group) in [
            ("granted in English", 0, "Shift lead"),
            ("granted in Estonian", 1, "Cashier"),
            ("granted in Latvian", 2, "Cashier"),
            ("granted in Russian", 3, "Cashier"),
            ("another group here", 5, "Shift lead"),
        ] {
            let person = &chain::PEOPLE[person];
            self.step(step, |tour| {
                let outcome = tour.log_in(person.password)?;
                let home = tour.terminal.app.global::<Home>();
                let name = format!("{} {}", home.get_first_name(), home.get_last_name());
                ensure!(name == person.name, "{name} is logged in, not {}", person.name);
                ensure!(home.get_group() == group, "the group is {}", home.get_group());
                Ok(outcome)
            })?;
            self.log_out()?;
        }
        Ok(())
    }

    fn changes_while_logged_in(&mut self) -> anyhow::Result<()> {
        self.log_in("482913")?;
        self.step("another group while logged in", |tour| {
            tour.world.import("[[user]]\nref = \"e-002\"\ngroup = \"Shift lead\"\n")?;
            let group = |tour: &Self| tour.terminal.app.global::<Home>().get_group();
            tour.wait("the other group", |tour| group(tour) == "Shift lead")?;
            tour.world.import("[[user]]\nref = \"e-002\"\ngroup = \"Cashier\"\n")?;
            tour.wait("the group before", |tour| group(tour) == "Cashier")?;
            Ok("in place".into())
        })?;
        self.step("deactivated while logged in", |tour| {
            tour.world.import("[[user]]\nref = \"e-002\"\nactive = false\n")?;
            tour.wait_for_screen(Screen::Login)?;
            tour.expect_message(Message::SessionDeactivated)
        })?;
        self.world.import("[[user]]\nref = \"e-002\"\nactive = true\n")?;
        self.step("active again", |tour| {
            let mut outcome = tour.attempt_any("482913")?;
            while outcome == Message::Inactive {
                outcome = tour.attempt_any("482913")?;
            }
            tour.wait_for_screen(Screen::Home)?;
            Ok("granted".into())
        })?;
        self.log_out()
    }

    fn lock_and_unlock(&mut self) -> anyhow::Result<()> {
        self.log_in("260847")?;
        self.step("choosing a store", |tour| {
            tour.terminal.app.global::<Shell>().set_own(Over::Stores);
            tour.press("Sadama ladu")?;
            tour.wait("the store", |tour| tour.terminal.app.global::<Home>().get_store_index() == 1)?;
            Ok("Sadama ladu".into())
        })?;
        self.step("locked", |tour| {
            tour.press("Lock")?;
            tour.wait_for_screen(Screen::Login)?;
            tour.expect_message(Message::Locked)
        })?;
        self.step("scanned where a password is typed", |tour| {
            tour.scan("260847", |tour| (tour.message(), tour.entry().get_dots()))?;
            tour.refresh()?;
            tour.press("Reload everything…")?;
            tour.wait("the dialog", |tour| tour.over() == Over::Supervisor)?;
            tour.scan("591368", |tour| {
                let dialog = tour.terminal.app.global::<Supervisor>();
                (dialog.get_notice().message, dialog.get_dots())
            })?;
            ensure!(tour.says("Log in first. The scan was not used."), "it is not said");
            tour.press("Cancel")?;
            tour.wait("the sheet", |tour| tour.over() == Over::Sheet)?;
            tour.close_sheet()?;
            Ok("not used".into())
        })?;
        self.step("unlocked", |tour| {
            let outcome = tour.log_in("260847")?;
            let store = tour.terminal.app.global::<Home>().get_store_index();
            ensure!(store == 1, "the session was not kept: store {store}");
            Ok(outcome)
        })?;
        self.step("locked by itself", |tour| {
            tour.world.import("[policy]\nauto_lock_s = 1\n")?;
            tour.press("Refresh")?;
            tour.wait_for_screen(Screen::Login)?;
            let outcome = tour.expect_message(Message::Locked)?;
            ensure!(tour.over() == Over::Nothing, "the sheet stays over the locked screen");
            tour.world.import("[policy]\nauto_lock_s = 120\n")?;
            tour.refresh()?;
            tour.close_sheet()?;
            Ok(outcome)
        })?;
        self.step("another user takes over", |tour| {
            let outcome = tour.log_in("482913")?;
            ensure!(tour.terminal.app.global::<Home>().get_first_name() == "Mari", "Mari is not logged in");
            Ok(outcome)
        })?;
        self.log_out()
    }

    fn letters(&mut self) -> anyhow::Result<()> {
        self.step("letters", |tour| {
            tour.press("Letters")?;
            tour.screen.type_text("kärt2õun");
            ensure!(tour.entry().get_dots() == 8, "eight dots are due, not {}", tour.entry().get_dots());
            Ok("eight dots".into())
        })?;
        self.step("granted by letters", |tour| {
            tour.screen.press_key(slint::platform::Key::Return);
            tour.wait_for_screen(Screen::Home)?;
            Ok("granted".into())
        })?;
        self.log_out()
    }

    fn without_head_office(&mut self) -> anyhow::Result<()> {
        self.runtime.block_on(self.world.stop_serving());
        self.step("head office gone", |tour| {
            let state = tour.refresh()?;
            ensure!(state == SheetState::Failed, "the refresh cannot have succeeded: {state:?}");
            ensure!(tour.connection() == Connection::Offline, "the connection is {:?}", tour.connection());
            Ok("no answer".into())
        })?;
        self.close_sheet()?;
        self.step("login without head office", |tour| tour.log_in("260847"))?;
        self.log_out()?;
        self.runtime.block_on(self.world.serve_again())?;
        self.step("head office back", |tour| {
            let state = tour.refresh()?;
            ensure!(state == SheetState::Done, "the refresh did not succeed: {state:?}");
            ensure!(tour.terminal.app.global::<Sheet>().get_nothing_new(), "nothing can have changed");
            ensure!(tour.is_online(), "the connection is {:?}", tour.connection());
            Ok("nothing new".into())
        })
    }

    fn reload(&mut self) -> anyhow::Result<()> {
        self.step("a reload asks for a supervisor", |tour| {
            tour.press("Reload everything…")?;
            tour.wait("the dialog", |tour| tour.over() == Over::Supervisor)?;
            tour.approve("482913", Message::NotAllowed)
        })?;
        self.step("everything reloaded", |tour| {
            tour.type_digits("591368")?;
            tour.press("Approve")?;
            tour.wait("the reload", |tour| tour.over() == Over::Sheet && tour.sheet_state() == SheetState::Done)?;
            ensure!(tour.terminal.app.global::<Sheet>().get_reload(), "it was no reload");
            Ok("reloaded".into())
        })?;
        self.close_sheet()
    }

    fn salepoint_added(&mut self) -> anyhow::Result<()> {
        self.step("still without the salepoint", |tour| tour.attempt("847205", Message::NoSalepoint))?;
        self.world.import(PEETER_GETS_KESKLINN)?;
        self.step("salepoint added, same password", |tour| tour.log_in("847205"))?;
        self.log_out()
    }

    fn throttled(&mut self) -> anyhow::Result<()> {
        self.throttle()?;
        self.step("throttled", |tour| {
            tour.expect_message(Message::Throttled)?;
            ensure!(interactive(&tour.terminal.app, "1").is_none(), "keys rest while throttled");
            ensure!(interactive(&tour.terminal.app, "Refresh").is_some(), "Refresh stays usable");
            Ok("throttled".into())
        })
    }

    /// Guesses until the bucket is empty.
    pub(super) fn throttle(&mut self) -> anyhow::Result<()> {
        for _ in 0..12 {
            // An empty bucket is said at the first key, before anybody types in vain.
            self.press("9")?;
            self.wait("the first key", |tour| matches!(tour.message(), Message::Prompt | Message::Throttled))?;
            if self.message() == Message::Throttled {
                break;
            }
            self.type_digits("99000")?;
            self.press("Log in")?;
            self.wait("an answer", |tour| !tour.entry().get_busy() && tour.message() != Message::Prompt)?;
        }
        Ok(())
    }

    fn unlocked_by_a_supervisor(&mut self) -> anyhow::Result<()> {
        self.step("a supervisor is asked", |tour| {
            tour.press("Ask a supervisor")?;
            tour.wait("the dialog", |tour| tour.over() == Over::Supervisor)?;
            tour.approve("111222", Message::WrongPassword)
        })?;
        self.step("unlocked by a supervisor", |tour| {
            tour.type_digits("591368")?;
            tour.press("Approve")?;
            tour.wait_for_message(Message::Unlocked)
        })?;
        self.step("login after unlocking", |tour| tour.log_in("260847"))?;
        self.log_out()
    }
}

pub(super) fn kesklinn_speaks(language: &str) -> String {
    let (name, store) = (chain::SALEPOINT, "Põhiladu");
    format!("[[salepoint]]\nname = \"{name}\"\nstore = \"{store}\"\nlanguage = \"{language}\"\n")
}
