//! What can be measured: room for every word, one place for every key, large enough targets, enough contrast.
//!
//! With `Theme.measuring` each label lays out a box as large as its words need, at its own corner. A label is clipped
//! when that box is larger than the label; screens are crowded when two such boxes lie on each other, or leave their part.

use crate::{LANGUAGES, bring, states};
use i_slint_backend_testing::{ElementHandle, ElementQuery};
use slint::{Color, ComponentHandle};
use std::collections::BTreeMap;
use tests::headless::Headless;
use ui::{App, Over, Screen, SizeClass, Theme};

/// Rounding, in pixels.
const SLACK: f32 = 1.0;
/// What must hold everything that lies in it.
const PARTS: [&str; 11] = [
    "MessageSlot",
    "Button",
    "KeyCap",
    "StatusCard",
    "NoticeLine",
    "SyncCard",
    "EntryCard",
    "StoreButton",
    "StationStrip",
    "Beside",
    "Stacked",
];

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    pub fn of(element: &ElementHandle) -> Self {
        let (corner, size) = (element.absolute_position(), element.size());
        Self { x: corner.x, y: corner.y, width: size.width, height: size.height }
    }

    fn holds(&self, other: &Self) -> bool {
        other.x >= self.x - SLACK
            && other.y >= self.y - SLACK
            && other.x + other.width <= self.x + self.width + SLACK
            && other.y + other.height <= self.y + self.height + SLACK
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.x + SLACK < other.x + other.width
            && other.x + SLACK < self.x + self.width
            && self.y + SLACK < other.y + other.height
            && other.y + SLACK < self.y + self.height
    }
}

/// A label, and what its words need.
struct Words {
    text: String,
    area: Area,
    needed: Area,
}

/// All rules of one window size, in every state and language.
pub fn size(headless: &Headless, app: &App, size: (u32, u32), logical: (f32, f32)) -> Vec<String> {
    let theme = app.global::<Theme>();
    theme.set_measuring(true);
    let mut faults = Vec::new();
    let mut keys_were: BTreeMap<bool, Vec<(String, Area)>> = BTreeMap::new();
    for language in LANGUAGES {
        ui::select_language(app, language);
        for state in states::STATES.iter().chain(states::FAILURES.into_iter().flatten()) {
            bring(headless, app, state);
            let found = state_faults(app, logical).into_iter().chain(target_faults(app, theme.get_size_class()));
            faults.extend(found.map(|fault| format!("{size:?} {language} {}: {fault}", state.name)));
            let has_keys = if state.over == Over::Nothing {
                state.screen == Screen::Login
            } else {
                state.over == Over::Supervisor
            };
            if has_keys && !state.name.contains("letters") {
                let keys = places(app, "KeyCap");
                let digits = keys.iter().filter(|(name, _)| name.len() == 1).count();
                let were = keys_were.get(&(state.over == Over::Nothing));
                let same = were.is_none_or(|were| were.iter().map(|key| key.1).eq(keys.iter().map(|key| key.1)));
                if digits != 10 || !same {
                    faults.push(format!("{size:?} {language} {}: the key block has moved", state.name));
                }
                keys_were.entry(state.over == Over::Nothing).or_insert(keys);
            }
        }
    }
    faults.extend(clock_faults(headless, app).map(|fault| format!("{size:?}: {fault}")));
    theme.set_measuring(false);
    faults
}

fn state_faults(app: &App, (width, height): (f32, f32)) -> Vec<String> {
    let mut faults = Vec::new();
    let root = everything(app);
    let window = Area { x: 0.0, y: 0.0, width, height };
    let words: Vec<Words> = words_of(&root).into_iter().filter(|words| !words.text.is_empty()).collect();
    if words.is_empty() {
        faults.push("no words are found at all".to_owned());
    }
    for word in &words {
        if word.area.width + SLACK < word.needed.width || word.area.height + SLACK < word.needed.height {
            faults.push(format!("{:?} is clipped: has {:?}, needs {:?}", word.text, word.area, word.needed));
        }
        if !window.holds(&word.area) && !is_scrolled(app) {
            faults.push(format!("{:?} leaves the window: {:?}", word.text, word.area));
        }
    }
    // The dialog lies on everything by design.
    if app.global::<ui::Shell>().get_own() != Over::Stores {
        for (index, one) in words.iter().enumerate() {
            for other in words[index + 1..].iter().filter(|other| one.needed.meets(&other.needed)) {
                faults.push(format!("{:?} lies on {:?}", one.text, other.text));
            }
        }
    }
    for part in root.iter().filter(|element| is_any(element, &PARTS)) {
        let outer = Area::of(part);
        let inside = part.query_descendants().find_all();
        for word in words_of(&inside).iter().filter(|word| !outer.holds(&word.area)) {
            let name = part.type_name().unwrap_or_default();
            faults.push(format!("{:?} leaves its {name}: {:?} in {outer:?}", word.text, word.area));
        }
    }
    faults
}

/// The list of many stores goes on below the dialog's edge.
fn is_scrolled(app: &App) -> bool {
    app.global::<ui::Shell>().get_own() == Over::Stores
}

fn words_of(elements: &[ElementHandle]) -> Vec<Words> {
    let mut words = Vec::new();
    let mut label: Option<(String, Area)> = None;
    for element in elements {
        if is_any(element, &["Label"]) {
            let text = element.accessible_label().unwrap_or_default();
            label = Some((text.into(), Area::of(element)));
        } else if element.id().is_some_and(|id| id == "Label::needed") {
            let (text, area) = label.take().expect("a needed box follows its label");
            let needed = Area { x: area.x, y: area.y, ..Area::of(element) };
            words.push(Words { text, area, needed });
        }
    }
    words
}

fn target_faults(app: &App, class: SizeClass) -> Vec<String> {
    let (digit, dialog_digit, letter, button) = match class {
        SizeClass::Small => ((90.0, 76.0), (90.0, 76.0), (50.0, 52.0), 52.0),
        SizeClass::Medium => ((110.0, 96.0), (110.0, 84.0), (46.0, 70.0), 60.0),
        SizeClass::Large => ((150.0, 140.0), (150.0, 116.0), (90.0, 96.0), 80.0),
    };
    let in_dialog = app.global::<ui::Shell>().get_over() == Over::Supervisor;
    let letters = app.global::<ui::Shell>().get_screen() == Screen::Enrol
        || if in_dialog {
            app.global::<ui::Supervisor>().get_letters()
        } else {
            app.global::<ui::Entry>().get_letters()
        };
    let (width, height) = if letters {
        letter
    } else if in_dialog {
        dialog_digit
    } else {
        digit
    };
    let keys = places(app, "KeyCap").into_iter().map(|place| (place, width, height));
    let buttons = ["Button", "StoreButton", "StoreRow"].into_iter().flat_map(|kind| places(app, kind));
    keys.chain(buttons.map(|place| (place, button, button)))
        .filter(|((_, area), width, height)| area.width + SLACK < *width || area.height + SLACK < *height)
        .map(|((name, area), ..)| format!("{name:?} is too small a target: {area:?}"))
        .collect()
}

/// Every minute has the same width.
fn clock_faults(headless: &Headless, app: &App) -> impl Iterator<Item = String> {
    bring(headless, app, &states::STATES[0]);
    let widths: Vec<f32> = ["11:11", "00:00", "14:07"].map(|time| width_of_clock(headless, app, time)).into();
    let differ = widths.iter().any(|width| (width - widths[0]).abs() > 0.01);
    differ.then(|| format!("the clock's width changes: {widths:?}")).into_iter()
}

fn width_of_clock(headless: &Headless, app: &App, time: &str) -> f32 {
    app.global::<ui::Station>().set_clock(time.into());
    headless.settle();
    let elements = everything(app);
    words_of(&elements).iter().find(|words| words.text == time).expect("the clock is found").needed.width
}

/// Name and place of each element of this type.
fn places(app: &App, kind: &str) -> Vec<(String, Area)> {
    let elements = everything(app);
    let name = |element: &ElementHandle| element.accessible_label().unwrap_or_default().to_string();
    elements
        .iter()
        .filter(|element| is_any(element, &[kind]))
        .map(|element| (name(element), Area::of(element)))
        .collect()
}

/// Everything that can be read and touched, parents before their children: what lies over the screen, if anything does.
fn everything(app: &App) -> Vec<ElementHandle> {
    let all = ElementQuery::from_root(app).find_all();
    match all
        .iter()
        .find(|element| is_any(element, &["RefreshSheet", "SupervisorDialog", "ServicePage", "MyUser", "LockWarning"]))
    {
        Some(over) => over.query_descendants().find_all(),
        None => all,
    }
}

pub fn is_any(element: &ElementHandle, kinds: &[&str]) -> bool {
    let is = |name: &str| kinds.contains(&name);
    element.type_name().is_some_and(|name| is(&name))
        || element.bases().is_some_and(|mut bases| bases.any(|base| is(&base)))
}

/// Contrast of the pairs that carry meaning, by WCAG 2: 4.5 for words, 3 for edges and for what is switched off.
pub fn contrast(app: &App) -> Vec<String> {
    let theme = app.global::<Theme>();
    let mut faults = Vec::new();
    for scheme in [ui::Scheme::Light, ui::Scheme::Dark] {
        app.global::<ui::Shell>().set_scheme(scheme);
        let colours: BTreeMap<&str, Color> = colours(&theme);
        for (front, backs, least) in PAIRS {
            for back in *backs {
                let ratio = ratio(colours[front], colours[back]);
                if ratio < *least {
                    faults.push(format!("{scheme:?}: {front} on {back} has contrast {ratio:.2}, needs {least}"));
                }
            }
        }
    }
    faults
}

const PAIRS: &[(&str, &[&str], f32)] = &[
    ("text", &["canvas", "surface", "raised", "sunken", "key", "key-function", "key-down", "accent-soft"], 4.5),
    ("text", &["warn-soft", "bad-soft", "info-soft"], 4.5),
    ("text-quiet", &["canvas", "surface", "raised"], 4.5),
    ("on-accent", &["accent", "accent-down"], 4.5),
    ("accent", &["canvas", "surface"], 4.5),
    ("warn", &["warn-soft", "surface", "canvas"], 4.5),
    ("bad", &["bad-soft"], 4.5),
    ("info", &["info-soft"], 4.5),
    ("ok", &["surface", "canvas"], 4.5),
    ("text-disabled", &["surface", "key", "line"], 3.0),
    ("line-ui", &["surface", "canvas", "sunken", "raised"], 3.0),
    ("accent", &["sunken"], 3.0),
    ("bad", &["sunken"], 3.0),
    ("warn-line", &["warn-soft"], 3.0),
    ("focus", &["surface", "canvas", "key"], 3.0),
];

fn colours(theme: &Theme<'_>) -> BTreeMap<&'static str, Color> {
    BTreeMap::from([
        ("canvas", theme.get_canvas()),
        ("surface", theme.get_surface()),
        ("raised", theme.get_raised()),
        ("sunken", theme.get_sunken()),
        ("key", theme.get_key()),
        ("key-function", theme.get_key_function()),
        ("key-down", theme.get_key_down()),
        ("line", theme.get_line()),
        ("line-ui", theme.get_line_ui()),
        ("text", theme.get_text()),
        ("text-quiet", theme.get_text_quiet()),
        ("text-disabled", theme.get_text_disabled()),
        ("accent", theme.get_accent()),
        ("accent-down", theme.get_accent_down()),
        ("accent-soft", theme.get_accent_soft()),
        ("on-accent", theme.get_on_accent()),
        ("ok", theme.get_ok()),
        ("warn", theme.get_warn()),
        ("warn-soft", theme.get_warn_soft()),
        ("warn-line", theme.get_warn_line()),
        ("bad", theme.get_bad()),
        ("bad-soft", theme.get_bad_soft()),
        ("info", theme.get_info()),
        ("info-soft", theme.get_info_soft()),
        ("focus", theme.get_focus()),
    ])
}

fn ratio(one: Color, other: Color) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2, "relative luminance".
fn luminance(colour: Color) -> f32 {
    let linear = |channel: u8| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.red()) + 0.7152 * linear(colour.green()) + 0.0722 * linear(colour.blue())
}
