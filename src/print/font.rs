//! The fonts that are part of the program, and how wide a text is in them.

use std::sync::LazyLock;

use rustybuzz::{Face, UnicodeBuffer};

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    #[default]
    Regular,
    Bold,
}

/// Noto Sans, cut to our alphabets by `assets/fonts/subset.sh`; its licence lies beside it.
pub(super) const FAMILY: &str = "Noto Sans";
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Bold.ttf");

static FACES: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| [Face::from_slice(REGULAR, 0), Face::from_slice(BOLD, 0)]);

pub(super) const fn bytes(weight: Weight) -> &'static [u8] {
    match weight {
        Weight::Regular => REGULAR,
        Weight::Bold => BOLD,
    }
}

fn face(weight: Weight) -> Option<&'static Face<'static>> {
    FACES[weight as usize].as_ref()
}

/// How wide a text is when set in letters of size 1.
pub(super) fn width(text: &str, weight: Weight) -> f32 {
    let Some(face) = face(weight) else { return 0.0 };
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    let glyphs = rustybuzz::shape(face, &[], buffer);
    let units: i32 = glyphs.glyph_positions().iter().map(|g| g.x_advance).sum();
    units as f32 / face.units_per_em() as f32
}

/// The first letter of a text that the fonts do not have.
pub fn missing_letter(text: &str) -> Option<char> {
    let has = |letter| {
        [Weight::Regular, Weight::Bold]
            .into_iter()
            .all(|weight| face(weight).is_some_and(|face| face.glyph_index(letter).is_some()))
    };
    text.chars().find(|letter| *letter != '\n' && !has(*letter))
}
