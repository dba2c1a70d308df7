//! A paragraph: a text broken into lines of a width, with the place of each piece.

use textwrap::WordSeparator;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};

use super::font::{self, Weight, missing_letter};
use super::{POINT, PrintError};

/// On which side lines are even.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// How dark letters are; all of them survive a copying machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shade {
    #[default]
    Black,
    Grey,
    /// On a black box.
    White,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// The size of the letters in points.
    pub points: f32,
    pub weight: Weight,
    pub align: Align,
    pub shade: Shade,
    /// From line to line, as a multiple of the size.
    pub leading: f32,
}

impl Style {
    pub const fn new(points: f32) -> Self {
        Self {
            points,
            weight: Weight::Regular,
            align: Align::Left,
            shade: Shade::Black,
            leading: 1.3,
        }
    }

    pub const fn bold(mut self) -> Self {
        self.weight = Weight::Bold;
        self
    }

    pub const fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    pub const fn shade(mut self, shade: Shade) -> Self {
        self.shade = shade;
        self
    }

    pub const fn leading(mut self, leading: f32) -> Self {
        self.leading = leading;
        self
    }
}

/// A stretch of a text in one weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub weight: Weight,
}

impl Span {
    pub fn regular(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            weight: Weight::Regular,
        }
    }

    pub fn bold(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            weight: Weight::Bold,
        }
    }
}

/// A piece of a line in one weight, placed from the paragraph's upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    pub weight: Weight,
    pub x: f32,
    /// Where the letters stand on.
    pub baseline: f32,
    pub width: f32,
}

/// A text in lines. Lengths are in millimetres.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    pub(super) pieces: Vec<Piece>,
    pub(super) style: Style,
    height: f32,
    widest: f32,
    is_whole: bool,
}

/// From the top of a line to where its letters stand, as a share of the size; what is left of
/// the leading goes half above, half below.
const ASCENT: f32 = 0.93;
const EXTENT: f32 = 1.2;

impl Paragraph {
    /// Breaks a text into lines no wider than `width`; its own line breaks are kept.
    ///
    /// # Errors
    ///
    /// When the fonts lack a letter.
    pub fn new(text: &str, width: f32, style: Style) -> Result<Self, PrintError> {
        let span = Span {
            text: text.to_owned(),
            weight: style.weight,
        };
        Self::of_spans(&[span], width, style)
    }

    /// The same for a text in two weights.
    ///
    /// # Errors
    ///
    /// When the fonts lack a letter.
    pub fn of_spans(spans: &[Span], width: f32, style: Style) -> Result<Self, PrintError> {
        let size = style.points * POINT;
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        if let Some(letter) = missing_letter(&text) {
            return Err(PrintError::MissingLetter(letter));
        }
        let mut paragraph = Self {
            pieces: Vec::new(),
            style,
            height: 0.0,
            widest: 0.0,
            is_whole: true,
        };
        let mut start = 0;
        for line in text.split('\n') {
            let words = line.trim_end();
            // Most cells of a table are one line: where its words might break is not looked for.
            match spans {
                [span] if !words.is_empty() && font::width(words, span.weight) * size <= width => {
                    paragraph.add_line(vec![(words.to_owned(), span.weight)], size, width);
                }
                _ => {
                    for words in wrapped(line, start, spans, size, width, style.align) {
                        paragraph.add_line(pieces(&words), size, width);
                    }
                }
            }
            start += line.len() + 1;
        }
        Ok(paragraph)
    }

    fn add_line(&mut self, pieces: Vec<(String, Weight)>, size: f32, width: f32) {
        let widths: Vec<f32> = pieces
            .iter()
            .map(|(text, weight)| font::width(text, *weight) * size)
            .collect();
        let line: f32 = widths.iter().sum();
        let leading = size * self.style.leading;
        let mut x = match self.style.align {
            Align::Left => 0.0,
            Align::Centre => (width - line) / 2.0,
            Align::Right => width - line,
        };
        let baseline = self.height + (leading - size * EXTENT) / 2.0 + size * ASCENT;
        for ((text, weight), width) in pieces.into_iter().zip(widths) {
            self.pieces.push(Piece {
                text,
                weight,
                x,
                baseline,
                width,
            });
            x += width;
        }
        // Letters of a line may kern differently across a space than word by word.
        const TOLERANCE: f32 = 0.3;
        self.is_whole &= line <= width + TOLERANCE;
        self.widest = self.widest.max(line);
        self.height += leading;
    }

    pub fn height(&self) -> f32 {
        self.height
    }

    /// The width of its longest line.
    pub fn widest(&self) -> f32 {
        self.widest
    }

    /// Whether every line is within the width: a single word may be too long for it.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// A word between two places where a line may break.
#[derive(Debug)]
struct Word<'a> {
    parts: Vec<(&'a str, Weight)>,
    space: &'a str,
    space_weight: Weight,
    width: f32,
    space_width: f32,
}

impl Fragment for Word<'_> {
    fn width(&self) -> f64 {
        f64::from(self.width)
    }

    fn whitespace_width(&self) -> f64 {
        f64::from(self.space_width)
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// The words of a line, joined where their weight is the same.
fn pieces(words: &[Word<'_>]) -> Vec<(String, Weight)> {
    let mut pieces: Vec<(String, Weight)> = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let is_last = place + 1 == words.len();
        let space = if is_last { "" } else { word.space };
        let parts = word.parts.iter().copied();
        for (text, weight) in parts.chain([(space, word.space_weight)]) {
            match pieces.last_mut().filter(|(_, last)| *last == weight) {
                Some((known, _)) => known.push_str(text),
                None if text.is_empty() => {}
                None => pieces.push((text.to_owned(), weight)),
            }
        }
    }
    pieces
}

/// Breaks one line of a text that starts at byte `start` of its spans.
fn wrapped<'a>(
    line: &'a str,
    start: usize,
    spans: &[Span],
    size: f32,
    width: f32,
    align: Align,
) -> Vec<Vec<Word<'a>>> {
    let mut at = 0;
    let words: Vec<Word<'a>> = WordSeparator::UnicodeBreakProperties
        .find_words(line)
        .map(|word| {
            let parts = weighed(word.word, start + at, spans);
            at += word.word.len();
            let space_weight = weight_at(start + at, spans);
            at += word.whitespace.len();
            let wide = |(text, weight): &(&str, Weight)| font::width(text, *weight) * size;
            Word {
                width: parts.iter().map(wide).sum(),
                space_width: wide(&(word.whitespace, space_weight)),
                parts,
                space: word.whitespace,
                space_weight,
            }
        })
        .collect();
    let lengths = match align {
        Align::Centre => balanced(&words, width),
        Align::Left | Align::Right => broken(&words, width),
    };
    let mut words = words.into_iter();
    lengths
        .into_iter()
        .map(|length| words.by_ref().take(length).collect())
        .collect()
}

/// How many words stand on each line.
fn broken(words: &[Word<'_>], width: f32) -> Vec<usize> {
    let widths = [f64::from(width)];
    // Made for columns of letters; in millimetres no gap may outweigh a hundredth too much.
    let penalties = Penalties {
        overflow_penalty: 100_000_000,
        ..Penalties::new()
    };
    // Very long words make the optimal way give up, the first fit never does.
    match wrap_optimal_fit(words, &widths, &penalties) {
        Ok(lines) => lines.iter().map(|line| line.len()).collect(),
        Err(_) => {
            let lines = wrap_first_fit(words, &widths);
            lines.iter().map(|line| line.len()).collect()
        }
    }
}

/// The same number of lines, each about as long as the others: no word stands alone in the middle
/// of a poster.
fn balanced(words: &[Word<'_>], width: f32) -> Vec<usize> {
    let mut best = broken(words, width);
    let longest = words.iter().map(|word| word.width).fold(0.0, f32::max);
    let (mut narrow, mut wide) = (longest.min(width), width);
    // Eight halvings come within half a millimetre on the largest sheet.
    for _ in 0..8 {
        let middle = (narrow + wide) / 2.0;
        let lines = broken(words, middle);
        match lines.len() <= best.len() {
            true => (best, wide) = (lines, middle),
            false => narrow = middle,
        }
    }
    best
}

fn weight_at(byte: usize, spans: &[Span]) -> Weight {
    let mut end = 0;
    for span in spans {
        end += span.text.len();
        if byte < end {
            return span.weight;
        }
    }
    spans.last().map_or(Weight::Regular, |span| span.weight)
}

/// Cuts a word that starts at a byte of the spans where its weight changes.
fn weighed<'a>(word: &'a str, start: usize, spans: &[Span]) -> Vec<(&'a str, Weight)> {
    let mut parts = Vec::new();
    let (mut from, mut end) = (0, 0);
    for span in spans {
        end += span.text.len();
        if end <= start + from {
            continue;
        }
        let until = (end - start).min(word.len());
        if until > from {
            parts.push((&word[from..until], span.weight));
            from = until;
        }
        if from == word.len() {
            break;
        }
    }
    parts
}
