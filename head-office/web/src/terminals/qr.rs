//! A QR code as a picture in a page: what a scanner at the terminal types.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around a code (ISO/IEC 18004, section 9.1).
const QUIET: i32 = 4;

/// A picture in SVG: one path of the dark modules, each one unit wide.
pub struct Picture {
    /// How wide and high it is, its quiet zone included.
    pub size: i32,
    /// The path.
    pub path: String,
}

/// The picture of a text; `None`: it is too long for one.
pub fn picture(text: &str) -> Option<Picture> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let width = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if width > 0 {
                path += &format!("M{},{}h{width}v1h-{width}z", x + QUIET, y + QUIET);
            }
            x += width.max(1);
        }
    }
    Some(Picture { size: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corners of a code are three squares of seven dark modules: there the path begins and ends.
    #[test]
    fn a_code_has_its_three_corners_and_a_quiet_zone() {
        let picture = picture("https://office.example:8443\tABCD-EFGH-JKMN-PQRS-TVWX-YZ01").unwrap();
        assert!((21 + 8..=57 + 8).contains(&picture.size), "{}", picture.size);
        let right = picture.size - QUIET - 7;
        for corner in
            [format!("M{QUIET},{QUIET}h7v1"), format!("M{right},{QUIET}h7v1"), format!("M{QUIET},{right}h7v1")]
        {
            assert!(picture.path.contains(&corner), "{corner}: {}", picture.path);
        }
        assert!(super::picture(&"x".repeat(5_000)).is_none());
    }
}
