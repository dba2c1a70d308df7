//! Texts one above the other, measured before they are placed.

use crate::print::{Align, Area, Page, Paragraph, PrintError, Style};

/// A column of texts of one width.
pub(super) struct Stack {
    width: f32,
    items: Vec<Item>,
}

struct Item {
    gap: f32,
    paragraphs: Vec<Paragraph>,
    /// The white between a frame and the words in it; none without a frame.
    frame: Option<f32>,
}

impl Item {
    fn height(&self) -> f32 {
        let words: f32 = self.paragraphs.iter().map(Paragraph::height).sum();
        words + 2.0 * self.frame.unwrap_or(0.0)
    }
}

/// The thickness of a frame, in millimetres.
const FRAME: f32 = 0.4;

impl Stack {
    pub fn new(width: f32) -> Self {
        Self {
            width,
            items: Vec::new(),
        }
    }

    /// Adds a text below a gap.
    pub fn text(&mut self, gap: f32, text: &str, style: Style) -> Result<(), PrintError> {
        let paragraphs = vec![Paragraph::new(text, self.width, style)?];
        self.items.push(Item {
            gap,
            paragraphs,
            frame: None,
        });
        Ok(())
    }

    /// Adds texts in a frame.
    pub fn framed(
        &mut self,
        gap: f32,
        padding: f32,
        texts: &[(&str, Style)],
    ) -> Result<(), PrintError> {
        let inside = self.width - 2.0 * padding;
        let paragraphs = texts
            .iter()
            .map(|(text, style)| Paragraph::new(text, inside, *style))
            .collect::<Result<_, _>>()?;
        self.items.push(Item {
            gap,
            paragraphs,
            frame: Some(padding),
        });
        Ok(())
    }

    pub fn height(&self) -> f32 {
        self.items.iter().map(|item| item.gap + item.height()).sum()
    }

    /// Places it with its upper left corner at a point.
    pub fn place(&self, page: &mut Page, x: f32, mut y: f32) {
        for item in &self.items {
            y += item.gap;
            let mut inside = x;
            if let Some(padding) = item.frame {
                page.frame(Area::new(x, y, self.width, item.height()), FRAME);
                inside += padding;
                y += padding;
            }
            for paragraph in &item.paragraphs {
                page.place(paragraph, inside, y);
                y += paragraph.height();
            }
            y += item.frame.unwrap_or(0.0);
        }
    }
}

pub(super) const fn centred(points: f32) -> Style {
    Style::new(points).align(Align::Centre).leading(1.18)
}
