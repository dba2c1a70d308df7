//! A QR code at the highest level of error correction, which survives a fold or a stain.

use std::fmt::Write as _;

use qrcodegen::{QrCode as Modules, QrCodeEcc};

use super::PrintError;

/// The white margin that the standard (ISO/IEC 18004) asks for, in modules.
const MARGIN: usize = 4;

/// A QR code: a text as squares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    text: String,
    side: usize,
    path: String,
}

impl QrCode {
    /// Encodes a text at level H: 30 % of it may be unreadable.
    ///
    /// # Errors
    ///
    /// When the text is longer than a code can hold (1,273 bytes).
    pub fn new(text: &str) -> Result<Self, PrintError> {
        let modules = Modules::encode_text(text, QrCodeEcc::High)
            .map_err(|_| PrintError::TooMuchForCode { bytes: text.len() })?;
        Ok(Self {
            text: text.to_owned(),
            side: modules.size() as usize + 2 * MARGIN,
            path: path(&modules),
        })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Modules along a side, the white margin with them.
    pub fn side_with_margin(&self) -> usize {
        self.side
    }

    /// The black modules as one SVG path; a module is one unit, the margin is part of it.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The code as a file of its own that any drawing program opens.
    pub fn to_svg(&self) -> String {
        let side = self.side_with_margin();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}mm\" \
             height=\"{side}mm\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" \
             fill=\"#fff\"/><path d=\"{}\"/></svg>\n",
            self.path()
        )
    }

    /// The code as a PNG picture, about `pixels` wide: every module is a whole number of pixels.
    ///
    /// # Errors
    ///
    /// When the picture cannot be written.
    pub fn to_png(&self, pixels: u32) -> Result<Vec<u8>, PrintError> {
        let side = self.side_with_margin() as u32;
        let module = (pixels / side).max(1);
        super::picture::rendered(&self.to_svg(), side * module)
    }
}

fn path(modules: &Modules) -> String {
    let size = modules.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let is_black = |x: &i32| modules.get_module(*x, y);
            let run = (x..size).take_while(is_black).count();
            if run > 0 {
                let (left, top) = (x as usize + MARGIN, y as usize + MARGIN);
                // Writing to a string cannot fail.
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += run.max(1) as i32;
        }
    }
    path
}
