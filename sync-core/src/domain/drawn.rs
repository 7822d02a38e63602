//! Which letters terminals can draw: those of their own font (`ui/fonts`). A test of the whole system compares the two.

use std::ops::RangeInclusive;

/// The characters of the terminals' font.
pub const DRAWN: [RangeInclusive<char>; 21] = [
    '\u{20}'..='\u{7e}',
    '\u{a0}'..='\u{148}',
    '\u{14a}'..='\u{17f}',
    '\u{218}'..='\u{21b}',
    '\u{400}'..='\u{45f}',
    '\u{490}'..='\u{491}',
    '\u{2010}'..='\u{2014}',
    '\u{2018}'..='\u{201e}',
    '\u{2022}'..='\u{2022}',
    '\u{2026}'..='\u{2026}',
    '\u{202f}'..='\u{2030}',
    '\u{2032}'..='\u{2033}',
    '\u{2039}'..='\u{203a}',
    '\u{20ac}'..='\u{20ac}',
    '\u{20bd}'..='\u{20bd}',
    '\u{2116}'..='\u{2116}',
    '\u{2122}'..='\u{2122}',
    '\u{2190}'..='\u{2193}',
    '\u{2212}'..='\u{2212}',
    '\u{2264}'..='\u{2265}',
    SUBSTITUTE..=SUBSTITUTE,
];

/// What stands for a letter that the font lacks.
pub const SUBSTITUTE: char = '\u{25a1}';

/// Whether the font has this character.
pub fn is_drawn(character: char) -> bool {
    DRAWN.iter().any(|range| range.contains(&character))
}

/// A name as terminals can draw it: a box stands for each letter that the font lacks. What only joins letters, or says how
/// they are drawn, has none.
pub fn as_drawn(name: &str) -> String {
    let is_seen =
        |character: &char| !matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}');
    name.chars().filter(is_seen).map(|letter| if is_drawn(letter) { letter } else { SUBSTITUTE }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_the_font_lacks_is_a_box() {
        for (name, drawn) in [
            ("Kärt Õun-Žagars O’Neill", "Kärt Õun-Žagars O’Neill"),
            ("Ольга №1", "Ольга №1"),
            ("王小明 Ann", "□□□ Ann"),
            ("สมชาย", "□□□□□"),
            ("Nguyễn", "Nguy□n"),
            ("Mari 😀", "Mari □"),
            ("\u{2708}\u{fe0f}", "□"),
            ("", ""),
        ] {
            assert_eq!(as_drawn(name), drawn, "{name}");
        }
    }
}
