//! The terminal's window without a display: Slint's software renderer draws into memory, this module is the platform.
//!
//! One process has one platform, and it stays on the thread that installed it. What other threads send with
//! `slint::invoke_from_event_loop` or `Weak::upgrade_in_event_loop` waits in a queue until [`Headless::run_until`] —
//! the event loop — runs. Real time passes by itself; virtual time only with [`Headless::advance`].
//!
//! Elements are found by their accessible label, as a screen reader finds them, and are pressed with real pointer
//! events at their centre, so that what lies on top of them is hit instead.

use i_slint_backend_testing::{AccessibleRole, ElementHandle};
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{EventLoopProxy, Platform, PointerEventButton, WindowAdapter, WindowEvent};
use slint::{
    ComponentHandle, EventLoopError, LogicalPosition, PhysicalSize, PlatformError, Rgba8Pixel, SharedPixelBuffer,
};
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long the loop sleeps at most before it looks at its condition again.
const PATIENCE: Duration = Duration::from_millis(10);

/// How fast a person types.
const TYPED_APART: Duration = Duration::from_millis(60);

/// Where the platform's time comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// The machine's.
    Real,
    /// Begins at zero and moves with [`Headless::advance`] only.
    Virtual,
}

/// The platform of this process, seen from the thread that drives it.
pub struct Headless {
    window: Rc<MinimalSoftwareWindow>,
    time: Rc<Time>,
    queue: Arc<Queue>,
}

impl Headless {
    /// Installs the platform, with a window of `width` × `height` pixels.
    ///
    /// # Errors
    /// When this process has a platform already.
    pub fn install(width: u32, height: u32, clock: Clock) -> Result<Self, PlatformError> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        window.set_size(PhysicalSize::new(width, height));
        let time = Rc::new(Time { clock, start: Instant::now(), passed: Cell::default() });
        let queue = Arc::new(Queue::default());
        let headless = Self { window, time, queue };
        let platform = HeadlessPlatform {
            window: headless.window.clone(),
            time: headless.time.clone(),
            queue: headless.queue.clone(),
        };
        slint::platform::set_platform(Box::new(platform)).map_err(|error| PlatformError::Other(error.to_string()))?;
        Ok(headless)
    }

    /// Gives the window another size, in pixels, and lets it lay itself out.
    pub fn resize(&self, width: u32, height: u32) {
        self.resize_at(width, height, 1.0);
    }

    /// The same, drawn so many times as large.
    pub fn resize_at(&self, width: u32, height: u32, scale_factor: f32) {
        self.window.window().dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor });
        self.window.set_size(PhysicalSize::new(width, height));
        self.settle();
    }

    /// Moves virtual time on, and runs the timers and animations that it brings due.
    pub fn advance(&self, time: Duration) {
        self.time.passed.set(self.time.passed.get() + time);
        self.settle();
    }

    /// Runs what waits: queued calls, due timers, change handlers. Never sleeps.
    pub fn settle(&self) {
        // A change handler may set what another one watches.
        for _ in 0..3 {
            for task in self.queue.take() {
                if let Task::Call(call) = task {
                    call();
                }
            }
            slint::platform::update_timers_and_animations();
        }
    }

    /// Runs the event loop until `condition` says true (then true) or `limit` of real time has passed (then false).
    pub fn run_until(&self, limit: Duration, mut condition: impl FnMut() -> bool) -> bool {
        let deadline = Instant::now() + limit;
        loop {
            self.settle();
            if condition() {
                return true;
            }
            let now = Instant::now();
            if now >= deadline {
                return false;
            }
            let timer = slint::platform::duration_until_next_timer_update().unwrap_or(PATIENCE);
            self.queue.wait(timer.min(PATIENCE).min(deadline - now));
        }
    }

    /// What the window shows now.
    ///
    /// # Panics
    /// When no component was shown yet.
    #[must_use]
    pub fn picture(&self) -> SharedPixelBuffer<Rgba8Pixel> {
        self.settle();
        self.window.window().take_snapshot().expect("a shown window can be drawn")
    }

    /// What the window shows now, as the bytes of a PNG file.
    #[must_use]
    pub fn render(&self) -> Vec<u8> {
        let picture = self.picture();
        png_of(picture.width(), picture.height(), picture.as_bytes())
    }

    /// Presses and releases whatever lies at the centre of the element with this accessible label.
    ///
    /// # Errors
    /// A sentence when no such element is visible and enabled.
    pub fn click(&self, root: &impl ComponentHandle, label: &str) -> Result<(), String> {
        self.settle();
        let element = interactive(root, label).ok_or_else(|| format!("nothing to press is called {label:?}"))?;
        let (corner, size) = (element.absolute_position(), element.size());
        self.tap(LogicalPosition::new(corner.x + size.width / 2.0, corner.y + size.height / 2.0));
        Ok(())
    }

    /// A press and a release of the left button at this place.
    pub fn tap(&self, position: LogicalPosition) {
        let button = PointerEventButton::Left;
        for event in [
            WindowEvent::PointerMoved { position },
            WindowEvent::PointerPressed { position, button },
            WindowEvent::PointerReleased { position, button },
            WindowEvent::PointerExited,
        ] {
            self.window.window().dispatch_event(event);
            self.settle();
        }
    }

    /// Presses and releases a physical key: a character, or one of [`slint::platform::Key`].
    pub fn press_key(&self, key: impl Into<slint::SharedString>) {
        let text = key.into();
        self.window.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        self.window.window().dispatch_event(WindowEvent::KeyReleased { text });
        self.settle();
    }

    /// Types each character of `text` on the physical keyboard, each at its own time: faster is no person.
    pub fn type_text(&self, text: &str) {
        for character in text.chars() {
            self.press_key(character);
            if self.time.clock == Clock::Real {
                self.run_until(TYPED_APART, || false);
            }
        }
    }

    /// Types each character of `text`, and Enter, as a barcode scanner does.
    pub fn scan(&self, text: &str) {
        for character in text.chars().chain(['\n']) {
            self.press_key(character);
        }
    }

    /// The window, for events of other kinds.
    #[must_use]
    pub fn window(&self) -> &slint::Window {
        self.window.window()
    }
}

/// The first visible, enabled button, field or list item with this accessible label.
#[must_use]
pub fn interactive(root: &impl ComponentHandle, label: &str) -> Option<ElementHandle> {
    ElementHandle::find_by_accessible_label(root, label).find(|element| {
        let role = element.accessible_role();
        let acts = matches!(role, Some(AccessibleRole::Button | AccessibleRole::TextInput | AccessibleRole::ListItem));
        acts && element.accessible_enabled() != Some(false)
    })
}

/// Whether anything with this accessible label is to be seen.
#[must_use]
pub fn is_shown(root: &impl ComponentHandle, label: &str) -> bool {
    ElementHandle::find_by_accessible_label(root, label).next().is_some()
}

/// RGBA bytes as a PNG file's.
#[must_use]
pub fn png_of(width: u32, height: u32, rgba: &[u8]) -> Vec<u8> {
    let rgb: Vec<u8> = rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&rgb));
    written.expect("memory takes every byte");
    bytes
}

struct HeadlessPlatform {
    window: Rc<MinimalSoftwareWindow>,
    time: Rc<Time>,
    queue: Arc<Queue>,
}

impl Platform for HeadlessPlatform {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(self.window.clone())
    }

    fn duration_since_start(&self) -> Duration {
        match self.time.clock {
            Clock::Real => self.time.start.elapsed(),
            Clock::Virtual => self.time.passed.get(),
        }
    }

    /// `App::run` and `slint::run_event_loop`: until `quit_event_loop`.
    fn run_event_loop(&self) -> Result<(), PlatformError> {
        loop {
            for task in self.queue.take() {
                match task {
                    Task::Call(call) => call(),
                    Task::Quit => return Ok(()),
                }
            }
            slint::platform::update_timers_and_animations();
            self.queue.wait(slint::platform::duration_until_next_timer_update().unwrap_or(PATIENCE).min(PATIENCE));
        }
    }

    fn new_event_loop_proxy(&self) -> Option<Box<dyn EventLoopProxy>> {
        Some(Box::new(Proxy(self.queue.clone())))
    }
}

struct Time {
    clock: Clock,
    start: Instant,
    passed: Cell<Duration>,
}

enum Task {
    Call(Box<dyn FnOnce() + Send>),
    Quit,
}

#[derive(Default)]
struct Queue {
    tasks: Mutex<VecDeque<Task>>,
    filled: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Task>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, task: Task) {
        self.lock().push_back(task);
        self.filled.notify_one();
    }

    fn take(&self) -> VecDeque<Task> {
        std::mem::take(&mut *self.lock())
    }

    /// Sleeps until there is a task, at most for `limit`.
    fn wait(&self, limit: Duration) {
        let waited = self.filled.wait_timeout_while(self.lock(), limit, |tasks| tasks.is_empty());
        drop(waited);
    }
}

struct Proxy(Arc<Queue>);

impl EventLoopProxy for Proxy {
    fn quit_event_loop(&self) -> Result<(), EventLoopError> {
        self.0.push(Task::Quit);
        Ok(())
    }

    fn invoke_from_event_loop(&self, event: Box<dyn FnOnce() + Send>) -> Result<(), EventLoopError> {
        self.0.push(Task::Call(event));
        Ok(())
    }
}
