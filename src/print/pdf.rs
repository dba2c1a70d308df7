//! Pages as one PDF file: letters as text that can be copied, everything else as vectors.

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::luma;
use krilla::geom::{Point, Rect, Size, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use krilla_svg::{SurfaceExt as _, SvgSettings};

use super::font::{self, Weight};
use super::page::{Line, Page};
use super::paragraph::Shade;
use super::picture;
use super::{POINT, PrintError};

/// What a file says of itself. It has no date: the same pages give the same bytes.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    pub title: &'a str,
    /// The tag of the main language, which a screen reader reads it in.
    pub language: &'a str,
}

/// Writes pages as a PDF file.
///
/// # Errors
///
/// When the library refuses a page; that is a mistake of ours.
pub fn pdf(pages: &[Page], about: About<'_>) -> Result<Vec<u8>, PrintError> {
    let font = |weight| {
        Font::new(font::bytes(weight).to_vec().into(), 0)
            .ok_or(PrintError::Failed("reading a font"))
    };
    let fonts = [font(Weight::Regular)?, font(Weight::Bold)?];
    let mut document = Document::new();
    for page in pages {
        add(&mut document, page, &fonts)?;
    }
    document.set_metadata(
        Metadata::new()
            .title(about.title.to_owned())
            .language(about.language.to_owned())
            .creator("Huquq".to_owned()),
    );
    document
        .finish()
        .map_err(|_| PrintError::Failed("writing the file"))
}

fn add(document: &mut Document, page: &Page, fonts: &[Font; 2]) -> Result<(), PrintError> {
    let (width, height) = (page.size.width / POINT, page.size.height / POINT);
    let settings =
        PageSettings::from_wh(width, height).ok_or(PrintError::Failed("sizing a page"))?;
    let mut sheet = document.start_page_with(settings);
    let mut surface = sheet.surface();
    if !page.shapes.is_empty() {
        let tree = picture::tree(&picture::svg(page, false))?;
        let size = Size::from_wh(width, height).ok_or(PrintError::Failed("sizing a page"))?;
        surface
            .draw_svg(&tree, size, SvgSettings::default())
            .ok_or(PrintError::Failed("drawing"))?;
    }
    surface.push_transform(&Transform::from_scale(1.0 / POINT, 1.0 / POINT));
    for line in &page.lines {
        write(&mut surface, line, fonts);
    }
    surface.pop();
    surface.finish();
    for (area, address) in &page.links {
        let place = Rect::from_xywh(
            area.x / POINT,
            area.y / POINT,
            area.width / POINT,
            area.height / POINT,
        )
        .ok_or(PrintError::Failed("placing a link"))?;
        let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
        let link = LinkAnnotation::new(place, target);
        sheet.add_annotation(Annotation::new_link(link, Some(address.clone())));
    }
    sheet.finish();
    Ok(())
}

fn write(surface: &mut Surface<'_>, line: &Line, fonts: &[Font; 2]) {
    let grey = match line.shade {
        Shade::Black => 0,
        Shade::Grey => 0x44,
        Shade::White => 0xff,
    };
    surface.set_fill(Some(Fill {
        paint: luma::Color::new(grey).into(),
        ..Fill::default()
    }));
    surface.draw_text(
        Point::from_xy(line.x, line.baseline),
        fonts[line.weight as usize].clone(),
        line.size,
        &line.text,
        false,
        TextDirection::LeftToRight,
    );
}
