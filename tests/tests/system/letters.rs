//! Which letters terminals draw: what the office says of it is what the font holds, and it says so while a name is typed.

use crate::office::Desk;
use std::collections::BTreeSet;
use std::path::Path;

/// The characters that a font maps to glyphs (OpenType, table `cmap`, format 4).
fn characters(font: &[u8]) -> BTreeSet<char> {
    let half = |at: usize| usize::from(u16::from_be_bytes([font[at], font[at + 1]]));
    let whole = |at: usize| half(at) << 16 | half(at + 2);
    let cmap =
        (0..half(4)).map(|table| 12 + 16 * table).find(|at| &font[*at..at + 4] == b"cmap").map(|at| whole(at + 8));
    let cmap = cmap.expect("a table of characters");
    let mut found = BTreeSet::new();
    for table in (0..half(cmap + 2)).map(|record| cmap + whole(cmap + 4 + 8 * record + 4)) {
        assert_eq!(half(table), 4, "another format: this does not read it");
        let segments = half(table + 6) / 2;
        for segment in 0..segments {
            let [last, first] = [14, 16 + 2 * segments].map(|from| half(table + from + 2 * segment));
            found.extend((first..=last).filter(|code| *code != 0xFFFF).filter_map(|code| char::from_u32(code as u32)));
        }
    }
    found
}

#[test]
fn the_office_knows_the_letters_of_the_terminals_font() {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/fonts");
    let drawn: BTreeSet<char> = head_office::drawn::DRAWN.into_iter().flatten().collect();
    for name in ["TillgateSans-Regular.ttf", "TillgateSans-Medium.ttf", "TillgateSans-SemiBold.ttf"] {
        let font = characters(&std::fs::read(fonts.join(name)).unwrap());
        assert!(font.contains(&'Õ') && font.contains(&'Я'), "{name}: {font:?}");
        assert_eq!(drawn.symmetric_difference(&font).collect::<Vec<_>>(), Vec::<&char>::new(), "{name}");
    }
}

#[test]
fn letters_that_terminals_cannot_draw_are_said_while_a_name_is_typed() -> anyhow::Result<()> {
    let Some(Desk { browser, shop: _shop }) = Desk::of_administrator() else { return Ok(()) };
    browser.open("/users/new")?;
    browser.fill("First name", "Anna")?;
    browser.see_no_more("cannot draw")?;
    browser.fill("First name", "小明 Anna 小")?;
    browser.see("Terminals cannot draw these letters and show a box in place of each: 小明")?;
    browser.fill("First name", "Anna-Liisa O’Neill")?;
    browser.see_no_more("cannot draw")
}
