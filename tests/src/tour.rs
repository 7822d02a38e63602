//! The tour: a cashier's day on the real screens, without a display. Each step presses what a cashier presses, checks
//! what the screen says, and leaves a picture.

use crate::chain::{self, PEETER_GETS_KESKLINN};
use crate::gate::Mode;
use crate::headless::{Clock, Headless, interactive, is_shown};
use crate::programs::terminal_config;
use crate::world::{Cost, World};
use anyhow::{Context, bail, ensure};
use i_slint_backend_testing::ElementQuery;
use pos_terminal::app::{self, Terminal};
use serde::Serialize;
use slint::ComponentHandle;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use ui::{
    Connection, Enrol, EnrolField, Entry, Home, Message, Over, Screen, Sheet, SheetState, Shell, Station, Supervisor,
};

/// How long a step may take before it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// One line of `tour.json`.
#[derive(Serialize)]
struct Step {
    step: &'static str,
    outcome: String,
    milliseconds: u64,
    picture: String,
}

/// Plays the tour and writes a picture a step and `tour.json` into `out`.
///
/// # Errors
/// When a step does not end as it should, or something can not be written.
pub fn play(out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let world = runtime.block_on(World::begin(&folder.path().join("office"), Cost::Real))?;
    let config = terminal_config(folder.path().join("terminal"))?;

    let screen = Headless::install(1366, 768, Clock::Real)?;
    let terminal = Terminal::start(&config, app::open(&config)?)?;
    terminal.app.show()?;
    let mut tour = Tour { screen, terminal, world, runtime, out: out.to_owned(), steps: Vec::new() };
    tour.walk()?;
    let Tour { terminal, steps, .. } = tour;
    terminal.stop();
    std::fs::write(out.join("tour.json"), serde_json::to_string_pretty(&steps)?)?;
    println!("{} steps, all as they should be. Pictures and tour.json are in {}", steps.len(), out.display());
    Ok(())
}

struct Tour {
    screen: Headless,
    terminal: Terminal,
    world: World,
    runtime: Runtime,
    out: PathBuf,
    steps: Vec<Step>,
}

impl Tour {
    fn walk(&mut self) -> anyhow::Result<()> {
        self.enrol_and_sync()?;
        self.refusals()?;
        self.languages()?;
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
            let address = tour.world.address();
            let code = tour.world.code(chain::SALEPOINT)?;
            tour.screen.type_text(address.trim_start_matches("https://"));
            tour.terminal.app.global::<Enrol>().set_active(EnrolField::Code);
            tour.screen.type_text(&code.replace('-', ""));
            tour.screen.settle();
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
        for (step, language, says) in [
            ("missing salepoint, Estonian", "et", "Teil ei ole müügikohta „Kesklinn“"),
            ("missing salepoint, Latvian", "lv", "Jums nav piešķirta tirdzniecības vieta „Kesklinn”"),
            ("missing salepoint, Russian", "ru", "У вас нет точки продаж «Kesklinn»"),
            ("missing salepoint", "en", "You do not have the salepoint “Kesklinn”"),
        ] {
            self.world.import(&kesklinn_speaks(language))?;
            self.step(step, |tour| {
                tour.refresh()?;
                tour.close_sheet()?;
                tour.wait("the language", |tour| tour.language() == language)?;
                tour.type_digits("847205")?;
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

    fn lock_and_unlock(&mut self) -> anyhow::Result<()> {
        self.log_in("260847")?;
        self.step("choosing a store", |tour| {
            tour.terminal.app.global::<Home>().set_choosing_store(true);
            tour.screen.click(&tour.terminal.app, "Sadama ladu").map_err(anyhow::Error::msg)?;
            tour.wait("the store", |tour| tour.terminal.app.global::<Home>().get_store_index() == 1)?;
            Ok("Sadama ladu".into())
        })?;
        self.step("locked", |tour| {
            tour.press("Lock")?;
            tour.wait_for_screen(Screen::Login)?;
            tour.expect_message(Message::Locked)
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
            ensure!(state == SheetState::Failed, "the refresh can not have succeeded: {state:?}");
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
        self.step("throttled", |tour| {
            tour.expect_message(Message::Throttled)?;
            ensure!(interactive(&tour.terminal.app, "1").is_none(), "keys rest while throttled");
            ensure!(interactive(&tour.terminal.app, "Refresh").is_some(), "Refresh stays usable");
            Ok("throttled".into())
        })
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

    /// A refused password in the supervisor's dialog.
    fn approve(&mut self, password: &str, expect: Message) -> anyhow::Result<String> {
        self.type_digits(password)?;
        self.press("Approve")?;
        let refusal = |tour: &Self| tour.terminal.app.global::<Supervisor>().get_notice().message;
        self.wait(&format!("the refusal {expect:?}"), |tour| refusal(tour) == expect)?;
        Ok(format!("{expect:?}"))
    }

    /// Presses Refresh and waits until the sheet says what came of it.
    fn refresh(&mut self) -> anyhow::Result<SheetState> {
        self.terminal.app.global::<Station>().invoke_refresh();
        self.wait("the refresh", |tour| tour.over() == Over::Sheet && tour.sheet_state() != SheetState::Running)?;
        Ok(self.sheet_state())
    }

    fn close_sheet(&mut self) -> anyhow::Result<()> {
        self.terminal.app.global::<Sheet>().invoke_hide();
        self.wait("the sheet to close", |tour| tour.over() == Over::Nothing)
    }

    /// Does a step, takes its picture and notes how it ended.
    fn step(
        &mut self,
        name: &'static str,
        act: impl FnOnce(&mut Self) -> anyhow::Result<String>,
    ) -> anyhow::Result<()> {
        let begun = Instant::now();
        let result = act(self);
        let milliseconds = u64::try_from(begun.elapsed().as_millis())?;
        let picture = format!("{:02}-{}.png", self.steps.len() + 1, name.replace([' ', ','], "-").replace("--", "-"));
        std::fs::write(self.out.join(&picture), self.screen.render())?;
        let outcome = result.with_context(|| format!("step “{name}” (see {picture})"))?;
        println!("{name:<32} {outcome:<24} {milliseconds:>6} ms   {picture}");
        self.steps.push(Step { step: name, outcome, milliseconds, picture });
        Ok(())
    }

    fn attempt(&mut self, password: &str, expect: Message) -> anyhow::Result<String> {
        self.type_digits(password)?;
        self.press("Log in")?;
        self.wait_for_message(expect)
    }

    fn log_in(&mut self, password: &str) -> anyhow::Result<String> {
        self.type_digits(password)?;
        self.press("Log in")?;
        self.wait("the session", |tour| {
            tour.shown() == Screen::Home || (!tour.entry().get_busy() && refuses(tour.message()))
        })?;
        if self.shown() != Screen::Home {
            bail!("refused: {:?}", self.message());
        }
        Ok("granted".into())
    }

    fn log_out(&mut self) -> anyhow::Result<()> {
        let label = match self.language().as_str() {
            "et" => "Logi välja",
            "lv" => "Iziet",
            "ru" => "Выйти",
            _ => "Log out",
        };
        self.press(label)?;
        self.wait_for_screen(Screen::Login)?;
        self.expect_message(Message::LoggedOut).map(drop)
    }

    fn type_digits(&mut self, digits: &str) -> anyhow::Result<()> {
        digits.chars().try_for_each(|digit| self.press(&digit.to_string()))
    }

    fn press(&self, label: &str) -> anyhow::Result<()> {
        self.screen.click(&self.terminal.app, label).map_err(anyhow::Error::msg)
    }

    fn wait_for_screen(&mut self, screen: Screen) -> anyhow::Result<()> {
        self.wait(&format!("the screen {screen:?}"), |tour| tour.shown() == screen)
    }

    fn wait_for_message(&mut self, message: Message) -> anyhow::Result<String> {
        self.wait(&format!("the message {message:?}"), |tour| tour.message() == message)?;
        self.expect_message(message)
    }

    fn wait(&mut self, what: &str, condition: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        let met = self.screen.run_until(PATIENCE, || condition(self));
        ensure!(met, "{what} did not come; the screen is {:?}, the message {:?}", self.shown(), self.message());
        Ok(())
    }

    fn expect_message(&self, message: Message) -> anyhow::Result<String> {
        ensure!(self.message() == message, "the message is {:?}, not {message:?}", self.message());
        Ok(format!("{message:?}"))
    }

    fn expect_label(&self, label: &str) -> anyhow::Result<()> {
        ensure!(is_shown(&self.terminal.app, label), "{label:?} is not to be seen");
        Ok(())
    }

    /// Whether any text on the screen contains this.
    fn says(&self, part: &'static str) -> bool {
        ElementQuery::from_root(&self.terminal.app)
            .match_predicate(move |element| element.accessible_label().is_some_and(|label| label.contains(part)))
            .find_first()
            .is_some()
    }

    fn language(&self) -> String {
        self.terminal.app.global::<Shell>().get_language().into()
    }

    fn shown(&self) -> Screen {
        self.terminal.app.global::<Shell>().get_screen()
    }

    fn entry(&self) -> Entry<'_> {
        self.terminal.app.global::<Entry>()
    }

    fn message(&self) -> Message {
        self.entry().get_notice().message
    }

    fn over(&self) -> Over {
        self.terminal.app.global::<Shell>().get_over()
    }

    fn sheet_state(&self) -> SheetState {
        self.terminal.app.global::<Sheet>().get_state()
    }

    fn is_online(&self) -> bool {
        matches!(self.connection(), Connection::Connected | Connection::Live)
    }

    fn connection(&self) -> Connection {
        self.terminal.app.global::<Station>().get_connection()
    }
}

fn kesklinn_speaks(language: &str) -> String {
    let (name, store) = (chain::SALEPOINT, "Põhiladu");
    format!("[[salepoint]]\nname = \"{name}\"\nstore = \"{store}\"\nlanguage = \"{language}\"\n")
}

/// Whether a message says that somebody may not log in.
fn refuses(message: Message) -> bool {
    !matches!(message, Message::Prompt | Message::Locked | Message::LoggedOut)
}
