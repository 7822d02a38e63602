//! Where the keys of the login screen are in a window of any size, by the design brief.

/// In logical pixels; by a window's shorter side, as `theme.slint` has them.
struct Sizes {
    margin: f32,
    padding: f32,
    gap: f32,
    key_gap: f32,
    slot: f32,
    field: f32,
    card: f32,
    highest_key: f32,
    header: f32,
}

const SMALL: Sizes = Sizes {
    margin: 16.0,
    padding: 12.0,
    gap: 8.0,
    key_gap: 8.0,
    slot: 128.0,
    field: 52.0,
    card: 440.0,
    highest_key: 120.0,
    header: 150.0,
};
const MEDIUM: Sizes = Sizes {
    margin: 24.0,
    padding: 20.0,
    gap: 12.0,
    key_gap: 10.0,
    slot: 144.0,
    field: 60.0,
    card: 540.0,
    highest_key: 132.0,
    header: 150.0,
};
const LARGE: Sizes = Sizes {
    margin: 40.0,
    padding: 28.0,
    gap: 16.0,
    key_gap: 14.0,
    slot: 192.0,
    field: 80.0,
    card: 720.0,
    highest_key: 168.0,
    header: 220.0,
};

/// The 4 × 4 block of keys, in a window's pixels.
pub struct Keypad {
    corner: (f32, f32),
    key: (f32, f32),
    gap: f32,
    scale: f32,
}

impl Keypad {
    /// In a window of so many pixels; one that is smaller than 800 × 600 is drawn smaller.
    pub fn of(width: u32, height: u32) -> Self {
        let (longer, shorter) = (width.max(height) as f32, width.min(height) as f32);
        let scale = (longer / 800.0).min(shorter / 600.0).min(1.0);
        let (width, height, shorter) = (width as f32 / scale, height as f32 / scale, shorter / scale);
        let sizes = match shorter {
            ..700.0 => SMALL,
            700.0..1000.0 => MEDIUM,
            _ => LARGE,
        };
        let above = sizes.padding + sizes.slot + sizes.gap + sizes.field + sizes.gap;
        let highest = above + 4.0 * sizes.highest_key + 3.0 * sizes.key_gap + sizes.padding;
        let inner = (width - 2.0 * sizes.margin, height - 2.0 * sizes.margin);
        let (card_width, room) = if height > width {
            (inner.0, inner.1 - sizes.header - sizes.field - 2.0 * sizes.padding - sizes.margin)
        } else {
            (sizes.card, inner.1)
        };
        let card_height = room.min(highest);
        let corner = (width - sizes.margin - card_width + sizes.padding, height - sizes.margin - card_height + above);
        let key = (
            (card_width - 2.0 * sizes.padding - 3.0 * sizes.key_gap) / 4.0,
            (card_height - above - sizes.padding - 3.0 * sizes.key_gap) / 4.0,
        );
        Self { corner, key, gap: sizes.key_gap, scale }
    }

    /// The middle of a key.
    fn middle(&self, column: f32, row: f32) -> (i32, i32) {
        let middle =
            |start: f32, size: f32, place: f32| (self.scale * (start + place * (size + self.gap) + size / 2.0)) as i32;
        (middle(self.corner.0, self.key.0, column), middle(self.corner.1, self.key.1, row))
    }

    /// Of a digit's key.
    pub fn digit(&self, digit: char) -> (i32, i32) {
        match digit.to_digit(10).unwrap() {
            0 => self.middle(1.5, 3.0),
            number => self.middle(((number - 1) % 3) as f32, ((number - 1) / 3) as f32),
        }
    }

    /// Of the key that logs in.
    pub fn log_in(&self) -> (i32, i32) {
        self.middle(3.0, 2.5)
    }
}
