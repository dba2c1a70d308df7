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

    /// Adds a text that stays on one line: one that is too wide is set smaller.
    pub fn line(&mut self, gap: f32, text: &str, mut style: Style) -> Result<(), PrintError> {
        let wide = Paragraph::new(text, self.width, style)?.widest();
        style.points *= (self.width / wide.max(1.0)).min(1.0);
        self.text(gap, text, style)
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

    /// Whether every word has room in the column's width.
    pub fn is_whole(&self) -> bool {
        let mut paragraphs = self.items.iter().flat_map(|item| &item.paragraphs);
        paragraphs.all(Paragraph::is_whole)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_too_wide_for_its_line_is_set_smaller_and_stays_whole() {
        let height = |name: &str| {
            let mut stack = Stack::new(26.0);
            stack.line(0.0, name, centred(7.0)).unwrap();
            assert!(stack.is_whole(), "{name}");
            stack.height()
        };
        let short = height("@HuquqBot");
        assert!(height("@a_name_as_long_as_telegram_s_bot") < short * 0.7);
        let mut wide = Stack::new(26.0);
        wide.text(0.0, "@a_name_as_long_as_telegram_s_bot", centred(7.0))
            .unwrap();
        assert!(!wide.is_whole());
    }
}
