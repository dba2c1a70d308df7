//! A page under the pen: what is drawn on it, in millimetres from its upper left corner.

use super::font::Weight;
use super::paragraph::{Align, Paragraph, Shade, Style};
use super::picture::Picture;
use super::qr::QrCode;
use super::{POINT, PrintError};

/// A sheet's width and height in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub width: f32,
    pub height: f32,
}

impl Size {
    pub const A4: Self = Self::new(210.0, 297.0);
    pub const A5: Self = Self::new(148.0, 210.0);
    pub const A6: Self = Self::new(105.0, 148.0);

    pub const fn new(width: f32, height: f32) -> Self {
        Self { width, height }
    }

    pub const fn landscape(self) -> Self {
        Self::new(self.height, self.width)
    }
}

/// A rectangle in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub fn bottom(self) -> f32 {
        self.y + self.height
    }

    pub fn right(self) -> f32 {
        self.x + self.width
    }

    /// The same without a margin on each side.
    pub fn inset(self, margin: f32) -> Self {
        Self::new(
            self.x + margin,
            self.y + margin,
            self.width - 2.0 * margin,
            self.height - 2.0 * margin,
        )
    }
}

/// A line of letters in one weight.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub x: f32,
    pub baseline: f32,
    /// The size of the letters in millimetres.
    pub size: f32,
    pub weight: Weight,
    pub shade: Shade,
    pub text: String,
}

/// A page. Letters stand above everything else that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub(super) size: Size,
    pub(super) lines: Vec<Line>,
    /// Everything but letters, as SVG in millimetres.
    pub(super) shapes: String,
    /// Where a tap opens an address.
    pub(super) links: Vec<(Area, String)>,
    is_whole: bool,
}

impl Page {
    pub fn new(size: Size) -> Self {
        Self {
            size,
            lines: Vec::new(),
            shapes: String::new(),
            links: Vec::new(),
            is_whole: true,
        }
    }

    pub fn size(&self) -> Size {
        self.size
    }

    /// Whether nothing that was placed so far ran out of its place.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Says that something did not find its place.
    pub fn mark_overflow(&mut self) {
        self.is_whole = false;
    }

    /// Places a paragraph with its upper left corner at a point.
    pub fn place(&mut self, paragraph: &Paragraph, x: f32, y: f32) {
        let size = paragraph.style.points * POINT;
        let is_on_page = y + paragraph.height() <= self.size.height + 0.01;
        self.is_whole &= paragraph.is_whole() && is_on_page;
        for piece in &paragraph.pieces {
            self.lines.push(Line {
                x: x + piece.x,
                baseline: y + piece.baseline,
                size,
                weight: piece.weight,
                shade: paragraph.style.shade,
                text: piece.text.clone(),
            });
        }
    }

    /// Sets a text from the top of an area and gives the height it took; a text that is higher
    /// than the area makes the page not whole.
    ///
    /// # Errors
    ///
    /// When the fonts lack a letter.
    pub fn text(&mut self, area: Area, text: &str, style: Style) -> Result<f32, PrintError> {
        let paragraph = Paragraph::new(text, area.width, style)?;
        self.is_whole &= paragraph.height() <= area.height + 0.01;
        self.place(&paragraph, area.x, area.y);
        Ok(paragraph.height())
    }

    /// The same in the middle of an area's height.
    ///
    /// # Errors
    ///
    /// When the fonts lack a letter.
    pub fn text_in_middle(
        &mut self,
        area: Area,
        text: &str,
        style: Style,
    ) -> Result<(), PrintError> {
        let paragraph = Paragraph::new(text, area.width, style)?;
        let rest = area.height - paragraph.height();
        self.is_whole &= rest >= -0.01;
        self.place(&paragraph, area.x, area.y + rest / 2.0);
        Ok(())
    }

    /// Fills a rectangle with a grey: 0 is black, 1 white.
    pub fn fill(&mut self, area: Area, grey: f32) {
        let grey = shade_of(grey);
        self.shapes += &format!("<rect {} fill=\"{grey}\"/>", place_of(area));
    }

    /// Draws a frame of a thickness in millimetres.
    pub fn frame(&mut self, area: Area, thickness: f32) {
        let area = area.inset(thickness / 2.0);
        self.shapes += &format!(
            "<rect {} fill=\"none\" stroke=\"#000\" stroke-width=\"{thickness}\"/>",
            place_of(area)
        );
    }

    /// Draws a line between two points.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32, grey: f32) {
        self.shapes += &rule(from, to, thickness, grey, "");
    }

    /// Draws a black triangle that fills an area and points up, or down.
    pub fn triangle(&mut self, area: Area, is_up: bool) {
        let (point, base) = match is_up {
            true => (area.y, area.bottom()),
            false => (area.bottom(), area.y),
        };
        self.shapes += &format!(
            "<path d=\"M{} {point}L{} {base}L{} {base}Z\"/>",
            area.x + area.width / 2.0,
            area.x,
            area.right()
        );
    }

    /// Draws a dashed line: cut here.
    pub fn cut_line(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.shapes += &rule(from, to, 0.25, 0.45, " stroke-dasharray=\"2 1.5\"");
    }

    /// Draws an empty box to tick.
    pub fn tick_box(&mut self, x: f32, y: f32, side: f32) {
        self.frame(Area::new(x, y, side, side), side / 10.0);
    }

    /// Draws a code with its quiet zone into a square of a side, and lets a tap open it.
    pub fn code(&mut self, code: &QrCode, x: f32, y: f32, side: f32) {
        let area = Area::new(x, y, side, side);
        self.fill(area, 1.0);
        let modules = code.side_with_margin() as f32;
        self.shapes += &format!(
            "<path transform=\"translate({x} {y}) scale({})\" d=\"{}\"/>",
            side / modules,
            code.path()
        );
        self.links.push((area, code.text().to_owned()));
    }

    /// Lets a tap on an area open an address.
    pub fn link(&mut self, area: Area, address: &str) {
        self.links.push((area, address.to_owned()));
    }

    /// Draws a picture as large as an area allows, in its middle.
    pub fn picture(&mut self, picture: &Picture, area: Area, align: Align) {
        let along = match align {
            Align::Left => "xMin",
            Align::Centre => "xMid",
            Align::Right => "xMax",
        };
        self.shapes += &format!(
            "<image {} preserveAspectRatio=\"{along}YMid meet\" href=\"{}\"/>",
            place_of(area),
            picture.as_data_address()
        );
    }

    /// Draws an SVG of our own making, such as a chart, `width` wide; gives its height.
    ///
    /// `pixels` is the size the SVG says it has.
    pub fn drawing(&mut self, svg: &str, pixels: (u32, u32), x: f32, y: f32, width: f32) -> f32 {
        let scale = width / pixels.0 as f32;
        // A declaration may stand only at the start of a file.
        let svg = svg.find("<svg").map_or("", |start| &svg[start..]);
        self.shapes += &format!("<g transform=\"translate({x} {y}) scale({scale})\">{svg}</g>");
        pixels.1 as f32 * scale
    }
}

fn place_of(area: Area) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        area.x, area.y, area.width, area.height
    )
}

fn shade_of(grey: f32) -> String {
    let level = (grey.clamp(0.0, 1.0) * 255.0).round() as u8;
    format!("#{level:02x}{level:02x}{level:02x}")
}

fn rule(from: (f32, f32), to: (f32, f32), thickness: f32, grey: f32, more: &str) -> String {
    format!(
        "<path d=\"M{} {}L{} {}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{thickness}\"{more}/>",
        from.0,
        from.1,
        to.0,
        to.1,
        shade_of(grey)
    )
}
