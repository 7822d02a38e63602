//! Contact sheets: all states of one window size and colour scheme in one picture, each at reduced scale.
//!
//! A sheet is compared tile by tile, so that a failure names the state. Reducing averages whole blocks of pixels;
//! what remains may differ by [`TOLERANCE`] in a channel, and in a few pixels of a tile by more.

use crate::{PICTURED, bring, states};
use slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer};
use std::path::{Path, PathBuf};
use std::{env, fs};
use tests::headless::{Headless, png_of};
use ui::{App, Scheme, Shell};

/// How many pixels wide a state is on the sheet, about.
const TILE_WIDTH: u32 = 200;
const COLUMNS: u32 = 7;
const GAP: u32 = 6;
/// In one channel of one pixel.
const TOLERANCE: u8 = 6;
/// Of a tile's pixels, in thousandths, that may differ by more.
const STRAYS_PER_MILLE: usize = 1;

struct Sheet {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

/// Draws the sheet of this size and scheme; says which states look different from the committed one.
pub fn compare(headless: &Headless, app: &App, size: (u32, u32), scheme: Scheme) -> Vec<String> {
    ui::select_language(app, PICTURED);
    app.global::<Shell>().set_scheme(scheme);
    let factor = size.0.div_ceil(TILE_WIDTH).max(1);
    let tile = (size.0 / factor, size.1 / factor);
    let rows = (states::STATES.len() as u32).div_ceil(COLUMNS);
    let mut sheet = Sheet::new(COLUMNS * (tile.0 + GAP) + GAP, rows * (tile.1 + GAP) + GAP);
    for (index, state) in (0..).zip(states::STATES) {
        bring(headless, app, state);
        sheet.place(place(index, tile), tile, factor, &headless.picture());
    }

    let name = format!("{}x{}-{}.png", size.0, size.1, if scheme == Scheme::Dark { "dark" } else { "light" });
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(&name);
    let png = png_of(sheet.width, sheet.height, &sheet.rgba);
    if env::var_os("UPDATE_PICTURES").is_some() {
        fs::write(&golden, png).expect("the picture can be written");
        return Vec::new();
    }
    let differing: Vec<&str> = match read(&golden) {
        Some(old) if (old.width, old.height) == (sheet.width, sheet.height) => (0..)
            .zip(states::STATES)
            .filter(|(index, _)| sheet.differs(&old, place(*index, tile), tile))
            .map(|(_, state)| state.name)
            .collect(),
        _ => vec!["the whole sheet"],
    };
    if differing.is_empty() {
        return Vec::new();
    }
    let actual = actual_folder().join(&name);
    fs::write(&actual, png).expect("the picture can be written");
    vec![format!("{name}: {} differ; see {}", differing.join(", "), actual.display())]
}

fn place(index: u32, tile: (u32, u32)) -> (u32, u32) {
    (GAP + index % COLUMNS * (tile.0 + GAP), GAP + index / COLUMNS * (tile.1 + GAP))
}

impl Sheet {
    fn new(width: u32, height: u32) -> Self {
        Self { width, height, rgba: [128, 128, 128, 255].repeat((width * height) as usize) }
    }

    fn at(&self, x: u32, y: u32) -> usize {
        ((y * self.width + x) * 4) as usize
    }

    /// Reduces a picture by a whole factor: each pixel is the mean of a block.
    fn place(
        &mut self,
        (left, top): (u32, u32),
        tile: (u32, u32),
        factor: u32,
        picture: &SharedPixelBuffer<Rgba8Pixel>,
    ) {
        let bytes = picture.as_bytes();
        for y in 0..tile.1 {
            for x in 0..tile.0 {
                let mut sums = [0; 3];
                for row in 0..factor {
                    let start = ((y * factor + row) * picture.width() + x * factor) as usize * 4;
                    for pixel in bytes[start..start + factor as usize * 4].chunks_exact(4) {
                        (0..3).for_each(|channel| sums[channel] += u32::from(pixel[channel]));
                    }
                }
                let at = self.at(left + x, top + y);
                (0..3).for_each(|channel| self.rgba[at + channel] = (sums[channel] / (factor * factor)) as u8);
            }
        }
    }

    fn differs(&self, old: &Self, (left, top): (u32, u32), tile: (u32, u32)) -> bool {
        let strays = (top..top + tile.1)
            .flat_map(|y| (left..left + tile.0).map(move |x| (x, y)))
            .filter(|&(x, y)| {
                let at = self.at(x, y);
                (at..at + 3).any(|byte| self.rgba[byte].abs_diff(old.rgba[byte]) > TOLERANCE)
            })
            .count();
        strays * 1000 > STRAYS_PER_MILLE * (tile.0 * tile.1) as usize
    }
}

fn read(file: &Path) -> Option<Sheet> {
    let mut reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(file).ok()?)).read_info().ok()?;
    let mut rgb = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut rgb).ok()?;
    let rgba = rgb.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    Some(Sheet { width: info.width, height: info.height, rgba })
}

/// `target/pictures`, wherever the target folder is.
fn actual_folder() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let folder = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")).join("pictures");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}
