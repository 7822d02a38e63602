//! The tour: a cashier's day, then head office's bad days, on the real screens, without a display; last the web office, where
//! a Chromium is found. Each step presses
//! what a cashier presses, checks what the screen says, and leaves a picture.

mod bad_days;
mod day;
mod office;

use crate::chain;
use crate::headless::{Clock, Headless, is_shown};
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
use ui::{Connection, Enrol, EnrolField, Entry, Message, Over, Screen, Sheet, SheetState, Shell, Station, Supervisor};

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
/// When a step does not end as it should, or something cannot be written.
pub fn play(out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let world = runtime.block_on(World::begin(&folder.path().join("office"), Cost::Real))?;
    let config = terminal_config(folder.path().join("terminal"))?;

    let screen = Headless::install(1366, 768, Clock::Real)?;
    let terminal = Terminal::start(&config, app::open(&config)?)?;
    terminal.app.show()?;
    let mut tour =
        Tour { screen, terminal, world, runtime, folder: folder.path().into(), out: out.into(), steps: Vec::new() };
    tour.day()?;
    tour.bad_days()?;
    tour.office()?;
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
    /// Everything lies in it: `office`, `terminal`.
    folder: PathBuf,
    out: PathBuf,
    steps: Vec<Step>,
}

impl Tour {
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
        self.note(name, begun, result, |tour| Ok(tour.screen.render()))
    }

    /// Writes down how a step ended, with its picture.
    fn note(
        &mut self,
        name: &'static str,
        begun: Instant,
        result: anyhow::Result<String>,
        picture_of: impl FnOnce(&Self) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<()> {
        let milliseconds = u64::try_from(begun.elapsed().as_millis())?;
        let picture = format!("{:02}-{}.png", self.steps.len() + 1, name.replace([' ', ','], "-").replace("--", "-"));
        std::fs::write(self.out.join(&picture), picture_of(self)?)?;
        let outcome = result.with_context(|| format!("step “{name}” (see {picture})"))?;
        println!("{name:<32} {outcome:<24} {milliseconds:>6} ms   {picture}");
        self.steps.push(Step { step: name, outcome, milliseconds, picture });
        Ok(())
    }

    /// Types head office's address, as far as it does not stand there, and a new code.
    fn type_enrolment(&mut self) -> anyhow::Result<()> {
        let (address, code) = (self.world.address(), self.world.code(chain::SALEPOINT)?);
        let enrol = self.terminal.app.global::<Enrol>();
        if enrol.get_address() != address {
            self.screen.type_text(address.trim_start_matches("https://"));
        }
        enrol.set_active(EnrolField::Code);
        self.screen.type_text(&code.replace('-', ""));
        self.screen.settle();
        Ok(())
    }

    /// One attempt, whatever comes of it: the message, `Prompt` if somebody is logged in.
    fn attempt_any(&mut self, password: &str) -> anyhow::Result<Message> {
        self.type_digits(password)?;
        match self.language().as_str() {
            "en" => self.press("Log in")?,
            // The key says it in the salepoint's language; Enter is the same on every keyboard.
            _ => self.screen.press_key(slint::platform::Key::Return),
        }
        self.wait("an answer", |tour| {
            tour.shown() == Screen::Home || (!tour.entry().get_busy() && refuses(tour.message()))
        })?;
        Ok(if self.shown() == Screen::Home { Message::Prompt } else { self.message() })
    }

    fn attempt(&mut self, password: &str, expect: Message) -> anyhow::Result<String> {
        self.type_digits(password)?;
        self.press("Log in")?;
        self.wait_for_message(expect)
    }

    fn log_in(&mut self, password: &str) -> anyhow::Result<String> {
        match self.attempt_any(password)? {
            Message::Prompt => Ok("granted".into()),
            refusal => bail!("refused: {refusal:?}"),
        }
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

    /// Scans, even a right password: it is not used, whatever is typed into, and the field is empty.
    fn scan(&mut self, text: &str, shown: impl Fn(&Self) -> (Message, i32)) -> anyhow::Result<()> {
        self.screen.scan(text);
        self.wait("what is said of a scan", |tour| shown(tour) == (Message::ScanUnused, 0))
    }

    fn type_digits(&mut self, digits: &str) -> anyhow::Result<()> {
        digits.chars().try_for_each(|digit| self.press(&digit.to_string()))
    }

    /// As a person does, who first sees that the screen has changed.
    fn press(&self, label: &str) -> anyhow::Result<()> {
        let shell = self.terminal.app.global::<Shell>();
        ensure!(self.screen.run_until(PATIENCE, || !shell.get_settling()), "the screen never comes to rest");
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

/// Whether a message says that somebody may not log in.
fn refuses(message: Message) -> bool {
    !matches!(message, Message::Prompt | Message::Locked | Message::LoggedOut)
}
