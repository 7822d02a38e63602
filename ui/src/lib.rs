//! The terminal's screens: what is seen and touched, and nothing that decides.
//!
//! Rust sends codes and values, the `.slint` files find the words and the places. Each screen has one *adapter*, a
//! Slint global, and needs one `connect` in Rust:
//!
//! ```text
//! let app = ui::App::new()?;
//! ui::connect(&app);                       // once: what Slint's language cannot do with a string
//! slint::select_bundled_translation("et")?; // "" or "en" is the source language, see [`select_language`]
//! app.global::<ui::Entry>().on_key(|character| …);
//! app.global::<ui::Shell>().set_screen(ui::Screen::Login);
//! ```
//!
//! # Adapters
//!
//! `in` = set by Rust, `in-out` = both, `→` = callback, set by Rust with `on_…`.
//!
//! **[`Shell`]**: in `screen: Screen {Enrol, FirstSync, Login, Home}`, `over: Over {Nothing, Sheet, Supervisor}` (what lies
//! over it: whatever lies below can be neither touched nor reached by keys), in-out `scheme: Scheme {Auto, Light, Dark}`,
//! in `language: string` (which of en, et, lv, ru the choice shows as chosen), → `activity()` at any press or key.
//!
//! **[`Station`]** (all screens): in `company`, `salepoint`, `terminal`, `clock` ("14:07"), `weekday` (1 Monday … 7),
//! `day`, `month` (1 … 12), `connection: Connection {Connecting, Live, Connected, Offline, Refused, Disbelieved}`,
//! `offline_since: string` (empty when unknown), `offline_why: OfflineWhy {NoAnswer, NotHeadOffice, Busy, OwnFault}`,
//! `data_age: DataAge {Absent, Fresh, Stale, Expired}`, `data_time: string`, `stale_days: int`, `refreshing: bool`;
//! → `refresh()`, which also shows a hidden sheet again.
//!
//! **[`Entry`]** (login, also while locked): in `dots: int`, `busy: bool`, `notice: Notice`, `countdown: string`
//! ("m:ss") and `countdown_fraction: float` (1 → 0) while throttled, in-out `letters: bool`;
//! → `key(string)` one character, `backspace()`, `clear()`, `submit()`, `forget()` when the screen is
//! left (no key was pressed), `ask_supervisor()` while throttled. The screen offers
//! no key while `busy`, throttled, revoked or not ready, and no Log in while `dots` is 0.
//!
//! **[`Supervisor`]** (the dialog): in `task: SupervisorTask {Unlock, Reload}`, and as of `Entry` `dots`, `busy`, `notice`,
//! `countdown`, `countdown_fraction`, `letters`, `key`, `backspace`, `clear`, `submit`, `forget`; → `cancel()`.
//!
//! **[`Sheet`]** (refresh): in `state: SheetState {Running, Done, Failed, Cancelled}`, `reload: bool`, `phase`, `rows`, `bytes`,
//! `fraction` as of `FirstSync`; done: `users_added`, `users_changed`, `users_deactivated`, `users_removed`,
//! `salepoint_changes`, `revision`, `time`; failed: `error`, `support_code`; → `hide()`, `cancel()`, `reload_everything()`.
//!
//! **[`Enrol`]**: in-out `address`, `code` (normalised: 24 capitals without spaces), `active: EnrolField {Address, Code}`;
//! in `state: EnrolState {Editing, Connecting, Failed, Removed}`, `error: EnrolError`, `detail: string`, `returns: bool` (there
//! is a way back); → `submit(address, code)`, `choose_language(language)`, `go_back()`. Rust sets `state` back to `Editing`
//! when it likes; the screen itself leaves the failure in sight until then.
//!
//! **[`FirstSync`]**: in `phase: SyncPhase {Connecting, Users, Salepoint, Verifying, Done}`, `rows: string` ("1480 / 3200"),
//! `bytes: string`, `fraction: float`, `failed: bool`, `error: SyncError {Unreachable, NotHeadOffice, Busy, Refused, Damaged,
//! Disk, Other}`, `support_code: string`, `retry_countdown: string` ("m:ss" or empty), `retry_fraction: float`;
//! → `retry_now()`, `network_settings()`.
//!
//! **[`Home`]**: in `first_name`, `last_name`, `salepoint`, `terminal`, `group`, `since`, `rights: Rights` (a struct of
//! bools), `stores: [string]`, `store_index: int` (-1: none), `notice: Notice` (`Message::Prompt` says nothing);
//! in-out `choosing_store: bool`; → `choose_store(index)`, `lock()`, `switch_user()`, `log_out()`.
//!
//! **[`Notice`]** `{message: Message, name, time, salepoint, date, added, changed, removed}`: what is said, with what it
//! speaks of. Which message uses which field stands at the struct, in `slint/components/messages.slint`.
//!
//! **[`Keyboard`]** (a physical one, which may be a scanner): → `character()`, `ends_scan() -> bool`.
//!
//! **[`Trouble`]** is a window of its own, for what stops the start: in `kind: TroubleKind`, `support_code`, `detail`; → `again()`.
//!
//! [`Typing`] is answered by [`connect`]; [`Theme`] takes the window's size by itself and is public for tests.

slint::include_modules!();

mod settling;
mod typing;

/// The screens' font, for whatever must have it as a file.
pub const FONT: &[u8] = include_bytes!("../fonts/TillgateSans-Regular.ttf");

pub use settling::{settle, touched};
pub use typing::{connect, select_language, select_words};
