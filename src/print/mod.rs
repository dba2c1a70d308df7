//! The print room: text, boxes, codes and pictures laid out once, written as PDF or PNG.
//!
//! A [`Page`] is filled in millimetres from its upper left corner; [`pdf()`] writes pages as one
//! file, [`png()`] a page as a picture. Fonts are part of the program, nothing is fetched, and the
//! same pages give the same bytes. What stands on a page is decided by the callers; the lines are
//! broken by the Unicode rules (textwrap), shaped by rustybuzz, written by krilla and resvg.

mod font;
mod page;
mod paragraph;
mod pdf;
mod picture;
mod qr;

use std::fmt;

pub use font::{Weight, missing_letter};
pub use page::{Area, Page, Size};
pub use paragraph::{Align, Paragraph, Shade, Span, Style};
pub use pdf::{About, pdf};
pub use picture::{Picture, png};
pub use qr::QrCode;

/// A point in millimetres, the unit of type.
pub const POINT: f32 = 25.4 / 72.0;

/// Why something could not be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintError {
    /// The fonts have no such letter.
    MissingLetter(char),
    /// A text does not fit its sheet in the smallest type.
    TooLong {
        /// What was to be made, in the maker's words.
        what: String,
    },
    /// A code cannot hold that much.
    TooMuchForCode { bytes: usize },
    /// A picture is neither PNG, JPEG nor SVG, or is broken.
    Picture,
    /// The libraries refused; for a maker of this program.
    Failed(&'static str),
}

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingLetter(letter) => write!(
                f,
                "the letter `{letter}` (U+{:04X}) is in none of the printed fonts: write it otherwise",
                u32::from(*letter)
            ),
            Self::TooLong { what } => write!(f, "{what}: the words do not fit, make them shorter"),
            Self::TooMuchForCode { bytes } => {
                write!(
                    f,
                    "{bytes} bytes are too many for a code: take a shorter link"
                )
            }
            Self::Picture => {
                f.write_str("the picture is no PNG, JPEG or SVG that can be read: save it anew")
            }
            Self::Failed(step) => write!(f, "printing failed at {step}"),
        }
    }
}

impl std::error::Error for PrintError {}

/// Lays a page out in ever smaller type until everything fits: the layout gets a factor for its
/// sizes, from 1 down to `smallest`.
///
/// # Errors
///
/// When it does not fit even then, or the layout fails.
pub fn fit(
    what: &str,
    smallest: f32,
    layout: impl Fn(f32) -> Result<Page, PrintError>,
) -> Result<Page, PrintError> {
    const STEP: f32 = 0.96;
    let page = layout(1.0)?;
    if page.is_whole() {
        return Ok(page);
    }
    let scales = std::iter::successors(Some(STEP), |scale| Some(scale * STEP));
    let mut scales: Vec<f32> = scales.take_while(|scale| *scale >= smallest).collect();
    // What is too long in the smallest type is not laid out in those between.
    let last = scales.pop().map(&layout).transpose()?;
    let Some(last) = last.filter(Page::is_whole) else {
        return Err(PrintError::TooLong {
            what: what.to_owned(),
        });
    };
    for scale in scales {
        let page = layout(scale)?;
        if page.is_whole() {
            return Ok(page);
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod tools;
