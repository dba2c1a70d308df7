//! A page as one A4 sheet in PDF, the same as the HTML page and readable in greys.
//!
//! Everything stands on one page: type gets smaller first, then the longest tables of the four
//! weeks show their first rows and say how many the other files have.

use super::labels::Labels;
use super::tables::{Line, Lines};
use super::{Figures, Head, Page, chart, head, in_order, method, percent, period};
use crate::counts::release::Release;
use crate::print::{self, About, Align, Area, Paragraph, PrintError, Shade, Size, Style};

const MARGIN: f32 = 11.0;
const GAP: f32 = 6.0;
/// Below this share of its size the type would be hard to read on paper.
const SMALLEST: f32 = 0.72;
/// How many rows a table may have at least before its rest is left to the other files.
const ROWS: [usize; 5] = [usize::MAX, 24, 16, 10, 6];

/// Writes a page in a language, named by its tag.
///
/// # Errors
///
/// When a text has a letter the fonts lack, or a note is too long for the page.
pub fn render(page: &Page<'_>, labels: &Labels<'_>, tag: &str) -> Result<Vec<u8>, PrintError> {
    let what = labels.word("title", &[]);
    let mut sheet = Err(PrintError::TooLong { what: what.clone() });
    for rows in ROWS {
        sheet = print::fit(&what, SMALLEST, |scale| {
            Sheet::new(labels, scale, rows).laid_out(page)
        });
        if !matches!(sheet, Err(PrintError::TooLong { .. })) {
            break;
        }
    }
    let title = format!("{what} {}", page.release.period);
    let about = About {
        title: &title,
        language: tag,
    };
    print::pdf(&[sheet?], about)
}

/// The sheet under the pen.
struct Sheet<'a> {
    labels: &'a Labels<'a>,
    scale: f32,
    rows: usize,
    page: print::Page,
    /// What the column being filled leaves free.
    free: Area,
    /// The columns after it.
    next: Vec<Area>,
}

impl<'a> Sheet<'a> {
    fn new(labels: &'a Labels<'a>, scale: f32, rows: usize) -> Self {
        Self {
            labels,
            scale,
            rows,
            page: print::Page::new(Size::A4),
            free: Area::new(0.0, 0.0, Size::A4.width, Size::A4.height).inset(MARGIN),
            next: Vec::new(),
        }
    }

    fn style(&self, points: f32) -> Style {
        Style::new(points * self.scale).leading(1.22)
    }

    fn laid_out(mut self, page: &Page<'_>) -> Result<print::Page, PrintError> {
        let Head { lines, warnings } = head(page.release, self.labels);
        for warning in &warnings {
            self.warning(warning)?;
        }
        for (place, line) in lines.iter().enumerate() {
            let style = match place {
                0 => self.style(16.0).bold(),
                _ => self.style(10.0),
            };
            self.paragraph(line, style)?;
        }
        self.tiles(page)?;
        self.trend(page)?;
        let end = self.foot(page)?;
        self.two_columns(end);
        self.tables(page.release)?;
        if let Some(block) = page.block {
            self.heading(&period(block, self.labels))?;
            for line in head(block, self.labels).lines.iter().skip(2) {
                self.paragraph(line, self.style(8.0))?;
            }
            self.tables(block)?;
        }
        Ok(self.page)
    }

    fn skip(&mut self, height: f32) {
        self.free.y += height;
        self.free.height -= height;
    }

    fn paragraph(&mut self, text: &str, style: Style) -> Result<(), PrintError> {
        let height = self.page.text(self.free, text, style)?;
        self.skip(height);
        Ok(())
    }

    fn warning(&mut self, text: &str) -> Result<(), PrintError> {
        let inside = self.free.width - 4.0;
        let paragraph = Paragraph::new(text, inside, self.style(10.0).bold())?;
        let height = paragraph.height() + 3.0;
        let frame = Area::new(self.free.x, self.free.y, self.free.width, height);
        self.page.frame(frame, 0.8);
        self.page.place(&paragraph, frame.x + 2.0, frame.y + 1.5);
        self.skip(height + 2.0);
        Ok(())
    }

    fn tiles(&mut self, page: &Page<'_>) -> Result<(), PrintError> {
        let figures = Figures::of(page.release);
        let before = page.before().unwrap_or_default();
        let tiles = [
            ("accounts", figures.accounts, before.accounts, ""),
            ("questions", figures.questions, before.questions, ""),
            ("answer-rate", figures.answered, before.answered, " %"),
            ("unmet-rate", figures.unmet, before.unmet, " %"),
        ];
        let shown = tiles
            .into_iter()
            .filter_map(|(title, value, before, unit)| Some((title, value?, before, unit)));
        let width = (self.free.width - 3.0 * 3.0) / 4.0;
        let (title_style, small) = (self.style(8.5), self.style(7.0).shade(Shade::Grey));
        let value_style = self.style(19.0).bold().leading(1.05);
        let mut height: f32 = 0.0;
        for (place, (title, value, before, unit)) in shown.enumerate() {
            let x = self.free.x + place as f32 * (width + 3.0);
            let inside = Area::new(x + 2.0, self.free.y + 2.5, width - 4.0, 40.0);
            let mut y = inside.y;
            let mut add = |text: &str, style| -> Result<(), PrintError> {
                y += self.page.text(Area { y, ..inside }, text, style)?;
                Ok(())
            };
            add(&self.labels.word(title, &[]), title_style)?;
            add(&format!("{value}{unit}"), value_style)?;
            let before = before.map_or(String::new(), |before| {
                let before = format!("{before}{unit}");
                self.labels.word("before", &[("value", &before)])
            });
            add(&before, small)?;
            height = height.max(y - self.free.y + 1.0);
        }
        if height > 0.0 {
            let count = tiles
                .iter()
                .filter(|(_, value, ..)| value.is_some())
                .count();
            for place in 0..count {
                let x = self.free.x + place as f32 * (width + 3.0);
                let frame = Area::new(x, self.free.y + 1.5, width, height);
                self.page.frame(frame, 0.3);
            }
            self.skip(height + 3.5);
        }
        Ok(())
    }

    fn trend(&mut self, page: &Page<'_>) -> Result<(), PrintError> {
        let Some(trend) = chart::of_weeks(&page.weeks, self.labels) else {
            return Ok(());
        };
        self.heading(&self.labels.word("trend", &[]))?;
        let width = self.free.width * self.scale;
        let height = self
            .page
            .drawing(&trend, chart::SIZE, self.free.x, self.free.y, width);
        self.skip(height + 1.0);
        Ok(())
    }

    /// What stands below the tables; gives where it begins.
    fn foot(&mut self, page: &Page<'_>) -> Result<f32, PrintError> {
        let mut paragraphs = Vec::new();
        if let Some(note) = page.note {
            let lines: Vec<&str> = note
                .lines()
                .filter(|line| !line.trim().is_empty())
                .collect();
            paragraphs.push((self.labels.word("note", &[]), self.style(9.0).bold()));
            paragraphs.push((lines.join("\n"), self.style(9.0)));
        }
        let small = self.style(7.0);
        paragraphs.push((method(self.labels), small));
        let hash = page.release.hash();
        paragraphs.push((self.labels.word("hash", &[("hash", &hash)]), small));
        let paragraphs: Vec<Paragraph> = paragraphs
            .iter()
            .map(|(text, style)| Paragraph::new(text, self.free.width, *style))
            .collect::<Result<_, _>>()?;
        let height: f32 = paragraphs.iter().map(Paragraph::height).sum();
        let mut y = self.free.bottom() - height;
        let start = y - 2.0;
        if start < self.free.y {
            self.page.mark_overflow();
        }
        let line = |x| (x, start + 0.5);
        self.page
            .line(line(self.free.x), line(self.free.right()), 0.2, 0.4);
        for paragraph in &paragraphs {
            self.page.place(paragraph, self.free.x, y);
            y += paragraph.height();
        }
        Ok(start)
    }

    fn two_columns(&mut self, end: f32) {
        let width = (self.free.width - GAP) / 2.0;
        let column = Area::new(self.free.x, self.free.y, width, end - self.free.y);
        self.free = column;
        self.next = vec![Area {
            x: column.x + width + GAP,
            ..column
        }];
    }

    fn heading(&mut self, text: &str) -> Result<(), PrintError> {
        let style = self.style(9.5).bold();
        self.skip(1.2 * self.scale);
        self.paragraph(text, style)
    }

    fn tables(&mut self, release: &Release) -> Result<(), PrintError> {
        for table in in_order(release) {
            let lines = Lines::of(table, self.labels);
            self.table(&lines)?;
        }
        Ok(())
    }

    /// Puts a table into the column, or whole into the next one.
    fn table(&mut self, table: &Lines) -> Result<(), PrintError> {
        let rows = Table::new(self, table)?;
        if rows.height > self.free.height
            && let Some(column) = self.next.pop()
        {
            self.free = column;
        }
        if rows.height > self.free.height {
            self.page.mark_overflow();
        }
        self.heading(&table.title)?;
        rows.draw(self);
        Ok(())
    }
}

/// A table as paragraphs in columns, measured before it is drawn.
struct Table {
    rows: Vec<Row>,
    height: f32,
}

struct Row {
    cells: Vec<(f32, Paragraph)>,
    /// Where a bar begins, and its length.
    bar: Option<(f32, f32)>,
    height: f32,
    is_head: bool,
}

const NUMBER_WIDTH: f32 = 12.4;
const BAR_WIDTH: f32 = 24.0;

impl Table {
    fn new(sheet: &Sheet<'_>, table: &Lines) -> Result<Self, PrintError> {
        let columns = 1 + table.outcomes.len();
        let width = sheet.free.width;
        let numbers = NUMBER_WIDTH * columns as f32;
        let bar = if columns == 1 { BAR_WIDTH + 2.0 } else { 0.0 };
        let name_width = width - numbers - bar;
        let style = sheet.style(7.6);
        let right = |place: usize| name_width + bar + NUMBER_WIDTH * place as f32;
        let mut rows = Vec::new();
        if columns > 1 {
            let style = sheet.style(5.8).leading(1.05).align(Align::Right);
            let total = sheet.labels.word("total", &[]);
            let titles = [&total].into_iter().chain(&table.outcomes);
            let cells = titles.enumerate().map(|(place, title)| {
                Ok((right(place), Paragraph::new(title, NUMBER_WIDTH, style)?))
            });
            rows.push(Row::new(cells.collect::<Result<_, _>>()?, None, true));
        }
        let whole = table.lines.first().map_or(1, |line| line.value);
        let has_total = table.lines.first().is_some_and(|line| line.depth == 0);
        for line in table.lines.iter().take(sheet.rows) {
            let style = match line.depth {
                0 => style.bold(),
                _ => style,
            };
            let indent = 2.0 * line.depth.saturating_sub(1) as f32;
            let name = Paragraph::new(&line.title, name_width - indent, style)?;
            let mut cells = vec![(indent, name)];
            for (place, number) in numbers_of(line).into_iter().enumerate() {
                let style = style.align(Align::Right);
                cells.push((right(place), Paragraph::new(&number, NUMBER_WIDTH, style)?));
            }
            let share = percent(line.value, whole).min(100) as f32 / 100.0;
            let bar = (columns == 1 && has_total && line.depth > 0)
                .then_some((name_width + 1.0, BAR_WIDTH * share));
            rows.push(Row::new(cells, bar, false));
        }
        let more = table.lines.len().saturating_sub(sheet.rows);
        let more = (more > 0).then_some(("more-rows", more));
        let hidden = (table.not_shown > 0).then_some(("not-shown", table.not_shown));
        for (word, number) in more.into_iter().chain(hidden) {
            let text = format!("{}: {number}", sheet.labels.word(word, &[]));
            let style = sheet.style(6.6).shade(Shade::Grey);
            let cells = vec![(0.0, Paragraph::new(&text, width, style)?)];
            rows.push(Row::new(cells, None, true));
        }
        let heading = Paragraph::new(&table.title, width, sheet.style(9.5).bold())?;
        let height =
            heading.height() + 1.2 * sheet.scale + rows.iter().map(|r| r.height).sum::<f32>();
        Ok(Self { rows, height })
    }

    fn draw(&self, sheet: &mut Sheet<'_>) {
        for row in &self.rows {
            let at = sheet.free;
            for (x, cell) in &row.cells {
                sheet.page.place(cell, at.x + x, at.y);
            }
            if let Some((x, length)) = row.bar {
                let thick = row.height.min(3.0) * 0.5;
                let y = at.y + (row.height - thick) / 2.0;
                sheet.page.fill(Area::new(at.x + x, y, length, thick), 0.45);
            }
            if !row.is_head {
                let y = at.y + row.height;
                sheet.page.line((at.x, y), (at.right(), y), 0.1, 0.75);
            }
            sheet.skip(row.height);
        }
    }
}

impl Row {
    fn new(cells: Vec<(f32, Paragraph)>, bar: Option<(f32, f32)>, is_head: bool) -> Self {
        let height = cells
            .iter()
            .map(|(_, cell)| cell.height())
            .fold(0.0, f32::max);
        Self {
            cells,
            bar,
            height,
            is_head,
        }
    }
}

fn numbers_of(line: &Line) -> Vec<String> {
    let outcome = |number: &Option<u64>| number.map_or("·".to_owned(), |n| n.to_string());
    let mut numbers = vec![line.value.to_string()];
    numbers.extend(line.outcomes.iter().map(outcome));
    numbers
}
