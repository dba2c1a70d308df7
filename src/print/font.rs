//! The fonts that are part of the program, and how wide a text is in them.

use std::cell::RefCell;
use std::sync::LazyLock;

use rustybuzz::{Direction, Face, GlyphBuffer, Script, ShapePlan, UnicodeBuffer, script};

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

/// What a plan of shaping was made for.
type Planned = (Weight, Direction, Script);

thread_local! {
    /// To plan takes many times as long as to shape a word, and there are few plans: two weights,
    /// two alphabets, and numbers.
    static PLANS: RefCell<Vec<(Planned, ShapePlan)>> = const { RefCell::new(Vec::new()) };
}

/// Puts the letters of a text into a row.
fn shaped(face: &Face<'static>, text: &str, weight: Weight) -> GlyphBuffer {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    let planned = (weight, buffer.direction(), buffer.script());
    PLANS.with_borrow_mut(|plans| {
        let place = plans.iter().position(|(known, _)| *known == planned);
        let place = place.unwrap_or_else(|| {
            let (_, direction, alphabet) = planned;
            let alphabet = Some(alphabet).filter(|alphabet| *alphabet != script::UNKNOWN);
            let plan = ShapePlan::new(face, direction, alphabet, None, &[]);
            plans.push((planned, plan));
            plans.len() - 1
        });
        rustybuzz::shape_with_plan(face, &plans[place].1, buffer)
    })
}

/// How wide a text is when set in letters of size 1.
pub(super) fn width(text: &str, weight: Weight) -> f32 {
    let Some(face) = face(weight) else { return 0.0 };
    let glyphs = shaped(face, text, weight);
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
