//! Pictures: those we are given (logos), and pages written as PNG.

use std::sync::{Arc, LazyLock};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};
use resvg::{tiny_skia, usvg};

use super::PrintError;
use super::font::{self, FAMILY, Weight};
use super::page::Page;
use super::paragraph::Shade;

/// A picture that was given to us, checked to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    address: String,
}

impl Picture {
    /// Takes a PNG, JPEG or SVG file. An SVG that refers to other files is drawn without them.
    ///
    /// # Errors
    ///
    /// When it is none of these or cannot be read.
    pub fn new(bytes: &[u8]) -> Result<Self, PrintError> {
        let kind = match bytes {
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            _ => "image/svg+xml",
        };
        let picture = Self {
            address: format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes)),
        };
        let probe = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
             <image width=\"9\" height=\"9\" href=\"{}\"/></svg>",
            picture.address
        );
        let tree = tree(&probe)?;
        match tree.root().has_children() {
            true => Ok(picture),
            false => Err(PrintError::Picture),
        }
    }

    pub(super) fn as_data_address(&self) -> &str {
        &self.address
    }
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for weight in [Weight::Regular, Weight::Bold] {
        fonts.load_font_data(font::bytes(weight).to_vec());
    }
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_serif_family(FAMILY);
    fonts.set_monospace_family(FAMILY);
    Arc::new(fonts)
});

/// Reads an SVG with our fonts; it never reaches for a file.
pub(super) fn tree(svg: &str) -> Result<Tree, PrintError> {
    let options = Options {
        fontdb: FONTS.clone(),
        font_family: FAMILY.to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|_| PrintError::Failed("reading a drawing"))
}

/// Writes a page as a PNG picture of a width in pixels, on white.
///
/// # Errors
///
/// When the picture cannot be written.
pub fn png(page: &Page, pixels: u32) -> Result<Vec<u8>, PrintError> {
    rendered(&svg(page, true), pixels)
}

/// Draws an SVG on white, as wide as wished.
pub(super) fn rendered(svg: &str, pixels: u32) -> Result<Vec<u8>, PrintError> {
    let tree = tree(svg)?;
    let scale = pixels as f32 / tree.size().width();
    let height = (tree.size().height() * scale).round() as u32;
    let mut pixmap =
        tiny_skia::Pixmap::new(pixels, height).ok_or(PrintError::Failed("making a picture"))?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let transform = usvg::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    pixmap
        .encode_png()
        .map_err(|_| PrintError::Failed("writing a picture"))
}

/// A page as SVG in millimetres, with its letters or without.
pub(super) fn svg(page: &Page, with_letters: bool) -> String {
    let (width, height) = (page.size.width, page.size.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\">{}",
        page.shapes
    );
    for line in page.lines.iter().filter(|_| with_letters) {
        let weight = match line.weight {
            Weight::Regular => "400",
            Weight::Bold => "700",
        };
        let fill = match line.shade {
            Shade::Black => "#000",
            Shade::Grey => "#444",
            Shade::White => "#fff",
        };
        svg += &format!(
            "<text xml:space=\"preserve\" x=\"{}\" y=\"{}\" font-family=\"{FAMILY}\" \
             font-size=\"{}\" font-weight=\"{weight}\" fill=\"{fill}\">{}</text>",
            line.x,
            line.baseline,
            line.size,
            escaped(&line.text)
        );
    }
    svg + "</svg>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
