//! A page as one A4 sheet in PDF, the same as the HTML page and readable in greys.
//!
//! Everything stands on one page: type gets smaller first, then tables of the four weeks, of topics
//! and of links show their first rows and say how many the other files have.

use super::change::Change;
use super::labels::Labels;
use super::tables::{Line, Lines};
use super::{Head, Page, chart, head, in_order, method, percent, period, plan};
use crate::counts::release::{self as counts, Release, TableName};
use crate::print::{self, About, Align, Area, Paragraph, PrintError, Shade, Size, Style};

const MARGIN: f32 = 11.0;
const GAP: f32 = 6.0;
/// How many figures stand first, at most.
const TILES: f32 = 5.0;
const TILE_GAP: f32 = 3.0;
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
        self.plan(page)?;
        self.trend(page)?;
        let end = self.foot(page)?;
        self.two_columns(end);
        self.movers(page)?;
        self.tables(page.release, Place::Own)?;
        if let Some(block) = page.block {
            self.room_for_first_table(block)?;
            self.heading(&period(block, self.labels))?;
            for line in head(block, self.labels).lines.iter().skip(2) {
                self.paragraph(line, self.style(8.0))?;
            }
            self.tables(block, Place::Beside)?;
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
        let tiles = page.tiles();
        if tiles.is_empty() {
            return Ok(());
        }
        let width = (self.free.width - TILE_GAP * (TILES - 1.0)) / TILES;
        let (title_style, small) = (self.style(8.0), self.style(7.0).shade(Shade::Grey));
        let value_style = self.style(18.0).bold().leading(1.05);
        let mut height: f32 = 0.0;
        for (place, tile) in tiles.iter().enumerate() {
            let x = self.free.x + place as f32 * (width + TILE_GAP);
            let mut inside = Area::new(x + 2.0, self.free.y + 2.5, width - 4.0, 40.0);
            let title = self.labels.word(tile.title, &[]);
            for (text, style) in [(&title, title_style), (&tile.value, value_style)] {
                let height = self.page.text(inside, text, style)?;
                inside.y += height;
            }
            if let Some(before) = &tile.before {
                let before = self.labels.word("before", &[("value", before)]);
                inside.y += self.changed(inside, tile.change, &before, small)?;
            }
            height = height.max(inside.y - self.free.y + 1.0);
        }
        for place in 0..tiles.len() {
            let x = self.free.x + place as f32 * (width + TILE_GAP);
            let frame = Area::new(x, self.free.y + 1.5, width, height);
            self.page.frame(frame, 0.3);
        }
        self.skip(height + 3.5);
        Ok(())
    }

    /// Sets a text, after a triangle where a number changed; gives the height it took. The fonts
    /// have no such letter, and a drawn one is as black as the letters on any printer.
    fn changed(
        &mut self,
        area: Area,
        change: Option<Change>,
        text: &str,
        style: Style,
    ) -> Result<f32, PrintError> {
        let side = style.points * print::POINT * 0.7;
        let indent = match change {
            Some(change) => {
                let down = (style.points * print::POINT * style.leading - side) / 2.0;
                let arrow = Area::new(area.x, area.y + down, side, side);
                self.page.triangle(arrow, change == Change::More);
                side + 0.8
            }
            None => 0.0,
        };
        let text_area = Area {
            x: area.x + indent,
            width: area.width - indent,
            ..area
        };
        self.page.text(text_area, text, style)
    }

    /// Topic groups asked for more, or less, than the week before.
    fn movers(&mut self, page: &Page<'_>) -> Result<(), PrintError> {
        let movers = page.movers(self.labels);
        if movers.is_empty() {
            return Ok(());
        }
        self.heading(&self.labels.word("movers", &[]))?;
        for (change, group) in movers {
            let height = self.changed(self.free, Some(change), &group, self.style(7.6))?;
            self.skip(height);
        }
        Ok(())
    }

    /// What was planned for links beside what came of them, over the whole width.
    fn plan(&mut self, page: &Page<'_>) -> Result<(), PrintError> {
        let heads = plan::COLUMNS.map(|id| self.labels.word(id, &[]));
        for (title, lines) in plan::lines(page.plan, page.release, self.labels) {
            let line = |line: plan::PlanLine| Line {
                depth: 1,
                value: line.links,
                outcomes: line.cells()[1..].to_vec(),
                title: line.title,
            };
            let table = Lines {
                title,
                outcomes: heads[1..].to_vec(),
                lines: lines.into_iter().map(line).collect(),
                not_shown: 0,
            };
            let form = Form {
                number: &heads[0],
                rows: self.rows,
                has_parts: false,
            };
            let table = Table::new(self, &table, form)?;
            self.put(&table)?;
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

    fn tables(&mut self, release: &Release, place: Place) -> Result<(), PrintError> {
        for table in in_order(release) {
            // What has run out of the page is laid out anew, however it would end.
            if !self.page.is_whole() {
                break;
            }
            let rows = self.of_release(table, place)?;
            self.put(&rows)?;
        }
        Ok(())
    }

    /// Measures a table of a release.
    fn of_release(&self, table: &counts::Table, place: Place) -> Result<Table, PrintError> {
        let is_long = matches!(
            table.table,
            TableName::A2 | TableName::S2 | TableName::T4 | TableName::C4
        );
        let form = Form {
            number: &self.labels.word("total", &[]),
            rows: match place == Place::Beside || is_long {
                true => self.rows,
                false => usize::MAX,
            },
            // Below the rows of a tree there is no room for bars, nor beside the page's own week.
            has_parts: place == Place::Own && matches!(table.table, TableName::Q1 | TableName::Q2),
        };
        Table::new(self, &Lines::of(table, self.labels), form)
    }

    /// Goes to the next column where a heading would stand below all tables.
    fn room_for_first_table(&mut self, release: &Release) -> Result<(), PrintError> {
        let Some(first) = in_order(release).next() else {
            return Ok(());
        };
        let first = self.of_release(first, Place::Beside)?;
        let headings = self.style(9.5).points * print::POINT * 3.0;
        if first.height + headings > self.free.height
            && let Some(column) = self.next.pop()
        {
            self.free = column;
        }
        Ok(())
    }

    /// Puts a table into the column, or whole into the next one.
    fn put(&mut self, table: &Table) -> Result<(), PrintError> {
        if table.height > self.free.height
            && let Some(column) = self.next.pop()
        {
            self.free = column;
        }
        if table.height > self.free.height {
            self.page.mark_overflow();
        }
        self.heading(&table.title)?;
        table.draw(self);
        Ok(())
    }
}

/// Whether a table is of the page's own period, or of the four weeks beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Own,
    Beside,
}

/// How a table is set.
struct Form<'a> {
    /// What the first number of a line is.
    number: &'a str,
    /// How many lines are shown at most.
    rows: usize,
    /// Whether a bar below each line shows its outcomes.
    has_parts: bool,
}

/// A table as paragraphs in columns, measured before it is drawn.
struct Table {
    title: String,
    rows: Vec<Row>,
    height: f32,
}

struct Row {
    cells: Vec<(f32, Paragraph)>,
    /// Squares above the cells that tell which grey of a bar is which outcome: where they stand,
    /// and the greys.
    keys: Vec<(f32, f32)>,
    bar: Option<Bar>,
    height: f32,
    is_head: bool,
}

/// A number as a length.
struct Bar {
    x: f32,
    /// Greys and lengths, from the left.
    parts: Vec<(f32, f32)>,
    /// It stands below the letters, not beside them.
    is_below: bool,
}

const NUMBER_WIDTH: f32 = 12.4;
/// Where a table has the whole width.
const WIDE_NUMBER_WIDTH: f32 = 14.5;
const BAR_WIDTH: f32 = 24.0;
/// The thickness of a bar below its row, and with the air around it.
const BELOW_THICK: f32 = 1.1;
const BELOW: f32 = 1.7;
const KEY_SIDE: f32 = 1.5;
const KEY_HEIGHT: f32 = 2.0;
const BAR_GREY: f32 = 0.45;
/// The greys of outcomes, as in the HTML page; each part has an outline, for one is white.
const OUTCOME_GREYS: [f32; 4] = [0.33, 0.6, 1.0, 0.07];
const REST_GREY: f32 = 0.87;

impl Table {
    fn new(sheet: &Sheet<'_>, table: &Lines, form: Form<'_>) -> Result<Self, PrintError> {
        let columns = 1 + table.outcomes.len();
        let width = sheet.free.width;
        let number_width = match columns > 1 + OUTCOME_GREYS.len() {
            true => WIDE_NUMBER_WIDTH,
            false => NUMBER_WIDTH,
        };
        let bar = if columns == 1 { BAR_WIDTH + 2.0 } else { 0.0 };
        let name_width = width - number_width * columns as f32 - bar;
        let style = sheet.style(7.6);
        let right = |place: usize| name_width + bar + number_width * place as f32;
        let whole = table.lines.first().map_or(1, |line| line.value).max(1);
        let has_total = table.lines.first().is_some_and(|line| line.depth == 0);
        let has_parts = form.has_parts && has_total && columns > 1;
        let mut rows = Vec::new();
        if columns > 1 {
            let style = sheet.style(5.8).leading(1.05).align(Align::Right);
            let mut head = Row::new(Vec::new(), true);
            let titles = [form.number].into_iter();
            let titles = titles.chain(table.outcomes.iter().map(String::as_str));
            for (place, title) in titles.enumerate() {
                if has_parts && place > 0 {
                    let x = right(place) + number_width - KEY_SIDE;
                    head.keys.push((x, OUTCOME_GREYS[place - 1]));
                }
                // A little air before the next one's words.
                let title = Paragraph::new(title, number_width - 0.8, style)?;
                head.add(right(place) + 0.8, title);
            }
            if has_parts {
                head.height += KEY_HEIGHT;
            }
            rows.push(head);
        }
        for line in table.lines.iter().take(form.rows) {
            let style = match line.depth {
                0 => style.bold(),
                _ => style,
            };
            let indent = 2.0 * line.depth.saturating_sub(1) as f32;
            let mut row = Row::new(Vec::new(), false);
            let name = Paragraph::new(&line.title, name_width - indent, style)?;
            row.add(indent, name);
            for (place, number) in numbers_of(line).into_iter().enumerate() {
                let style = style.align(Align::Right);
                row.add(right(place), Paragraph::new(&number, number_width, style)?);
            }
            if has_parts && line.depth > 0 {
                row.height += BELOW * sheet.scale;
                row.bar = Some(Bar::of_parts(line, whole, width));
            } else if columns == 1 && has_total && line.depth > 0 {
                let share = percent(line.value, whole).min(100) as f32 / 100.0;
                row.bar = Some(Bar {
                    x: name_width + 1.0,
                    parts: vec![(BAR_GREY, BAR_WIDTH * share)],
                    is_below: false,
                });
            }
            rows.push(row);
        }
        let more = table.lines.len().saturating_sub(form.rows);
        let more = (more > 0).then_some(("more-rows", more));
        let hidden = (table.not_shown > 0).then_some(("not-shown", table.not_shown));
        for (word, number) in more.into_iter().chain(hidden) {
            let text = format!("{}: {number}", sheet.labels.word(word, &[]));
            let style = sheet.style(6.6).shade(Shade::Grey);
            let cells = vec![(0.0, Paragraph::new(&text, width, style)?)];
            rows.push(Row::new(cells, true));
        }
        let heading = Paragraph::new(&table.title, width, sheet.style(9.5).bold())?;
        let height =
            heading.height() + 1.2 * sheet.scale + rows.iter().map(|r| r.height).sum::<f32>();
        Ok(Self {
            title: table.title.clone(),
            rows,
            height,
        })
    }

    fn draw(&self, sheet: &mut Sheet<'_>) {
        for row in &self.rows {
            let at = sheet.free;
            let down = if row.keys.is_empty() { 0.0 } else { KEY_HEIGHT };
            for (x, cell) in &row.cells {
                sheet.page.place(cell, at.x + x, at.y + down);
            }
            for (x, grey) in &row.keys {
                let square = Area::new(at.x + x, at.y + 0.3, KEY_SIDE, KEY_SIDE);
                sheet.page.fill(square, *grey);
                sheet.page.frame(square, 0.1);
            }
            if let Some(bar) = &row.bar {
                bar.draw(row, sheet);
            }
            if !row.is_head {
                let y = at.y + row.height;
                sheet.page.line((at.x, y), (at.right(), y), 0.1, 0.75);
            }
            sheet.skip(row.height);
        }
    }
}

impl Bar {
    /// A line's outcomes, over the width that the whole table has.
    fn of_parts(line: &Line, whole: u64, width: f32) -> Self {
        let parts = line.parts().into_iter().map(|(outcome, value)| {
            let grey = outcome.map_or(REST_GREY, |place| OUTCOME_GREYS[place]);
            (grey, width * value.min(whole) as f32 / whole as f32)
        });
        Self {
            x: 0.0,
            parts: parts.collect(),
            is_below: true,
        }
    }

    fn draw(&self, row: &Row, sheet: &mut Sheet<'_>) {
        let at = sheet.free;
        let (thick, y) = if self.is_below {
            let thick = BELOW_THICK * sheet.scale;
            (thick, at.y + row.height - (BELOW - 0.2) * sheet.scale)
        } else {
            let thick = row.height.min(3.0) * 0.5;
            (thick, at.y + (row.height - thick) / 2.0)
        };
        let mut x = at.x + self.x;
        for (grey, length) in &self.parts {
            let part = Area::new(x, y, *length, thick);
            sheet.page.fill(part, *grey);
            if self.is_below {
                sheet.page.frame(part, 0.1);
            }
            x += length;
        }
    }
}

impl Row {
    fn new(cells: Vec<(f32, Paragraph)>, is_head: bool) -> Self {
        let mut row = Self {
            cells: Vec::new(),
            keys: Vec::new(),
            bar: None,
            height: 0.0,
            is_head,
        };
        for (x, cell) in cells {
            row.add(x, cell);
        }
        row
    }

    fn add(&mut self, x: f32, cell: Paragraph) {
        self.height = self.height.max(cell.height());
        self.cells.push((x, cell));
    }
}

fn numbers_of(line: &Line) -> Vec<String> {
    let outcome = |number: &Option<u64>| number.map_or("·".to_owned(), |n| n.to_string());
    let mut numbers = vec![line.value.to_string()];
    numbers.extend(line.outcomes.iter().map(outcome));
    numbers
}
