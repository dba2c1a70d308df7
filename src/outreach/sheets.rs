//! Sheets to print: poster, leaflet, card, strip to tear off, stickers; in one language or in
//! several side by side.

use super::Kit;
use super::asked::{Asked, most_asked};
use super::panel::Panel;
use super::stack::Stack;
use crate::content::Topic;
use crate::conversation::ADVICE_PHONE;
use crate::language::Language;
use crate::print::{self, Area, Page, PrintError, Shade, Size, Style};

/// A kind of sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    Poster,
    Leaflet,
    Card,
    Strip,
    Stickers,
}

impl Sheet {
    pub const ALL: [Self; 5] = [
        Self::Poster,
        Self::Leaflet,
        Self::Card,
        Self::Strip,
        Self::Stickers,
    ];

    /// Its file's name, without the ending.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Poster => "poster-a4",
            Self::Leaflet => "leaflet-a5",
            Self::Card => "card-a6",
            Self::Strip => "strip-a4",
            Self::Stickers => "stickers-a4",
        }
    }

    /// Lays it out: one language fills the sheet, several share it.
    pub fn pages(self, kit: &Kit<'_>, languages: &[Language]) -> Result<Vec<Page>, PrintError> {
        let panels = languages
            .iter()
            .map(|language| Panel::new(kit, *language))
            .collect::<Result<Vec<_>, _>>()?;
        let layout = Layout {
            kit,
            languages,
            panels: &panels,
            what: self.file(),
        };
        match self {
            Self::Poster => Ok(vec![layout.poster()?]),
            Self::Leaflet => layout.leaflet(),
            Self::Card => Ok(vec![layout.card()?]),
            Self::Strip => Ok(vec![layout.strip()?]),
            Self::Stickers => Ok(vec![layout.stickers()?]),
        }
    }
}

/// Printers leave a border white.
const MARGIN: f32 = 7.0;
/// The smallest type, as a share of its size.
const SMALLEST: f32 = 0.55;

struct Layout<'a> {
    kit: &'a Kit<'a>,
    languages: &'a [Language],
    panels: &'a [Panel<'a>],
    what: &'static str,
}

impl Layout<'_> {
    fn fit(&self, layout: impl Fn(f32) -> Result<Page, PrintError>) -> Result<Page, PrintError> {
        print::fit(self.what, SMALLEST, layout)
    }

    /// The language of a place on a sheet that has more places than there are languages.
    fn panel(&self, place: usize) -> &Panel<'_> {
        &self.panels[place % self.panels.len()]
    }

    fn poster(&self) -> Result<Page, PrintError> {
        let size = match self.panels.len() {
            2 | 3 => Size::A4.landscape(),
            _ => Size::A4,
        };
        self.fit(|scale| {
            let mut page = Page::new(size);
            let whole = whole(size).inset(MARGIN);
            self.draw_grid(&mut page, whole, scale)?;
            Ok(page)
        })
    }

    fn draw_grid(&self, page: &mut Page, whole: Area, scale: f32) -> Result<(), PrintError> {
        let count = self.panels.len();
        for (place, area) in grid(whole, count).into_iter().enumerate().take(count) {
            let inside = match count {
                1 => area.inset(4.0),
                _ => {
                    page.frame(area.inset(1.0), 0.25);
                    area.inset(4.5)
                }
            };
            self.panels[place].draw(page, inside, scale)?;
        }
        Ok(())
    }

    fn card(&self) -> Result<Page, PrintError> {
        if let [panel] = self.panels {
            return self.fit(|scale| {
                let mut page = Page::new(Size::A6);
                panel.draw(&mut page, whole(Size::A6).inset(MARGIN), scale)?;
                Ok(page)
            });
        }
        self.fit(|scale| {
            let mut page = Page::new(Size::A4);
            for (place, area) in cells(whole(Size::A4), 2, 2).into_iter().enumerate() {
                self.panel(place)
                    .draw(&mut page, area.inset(MARGIN), scale)?;
            }
            cut(&mut page, whole(Size::A4), 2, 2);
            Ok(page)
        })
    }

    fn stickers(&self) -> Result<Page, PrintError> {
        self.fit(|scale| {
            let mut page = Page::new(Size::A4);
            let area = Area::new(5.0, 8.5, 200.0, 280.0);
            for (place, area) in cells(area, 2, 4).into_iter().enumerate() {
                self.panel(place).draw(&mut page, area.inset(3.5), scale)?;
            }
            cut(&mut page, area, 2, 4);
            Ok(page)
        })
    }

    fn strip(&self) -> Result<Page, PrintError> {
        const TABS: usize = 7;
        const TAB_HEIGHT: f32 = 96.0;
        self.fit(|scale| {
            let mut page = Page::new(Size::A4);
            let area = whole(Size::A4).inset(MARGIN);
            let top = Area {
                height: area.height - TAB_HEIGHT,
                ..area
            };
            self.draw_grid(&mut page, top, scale)?;
            let tabs = Area::new(area.x, top.bottom(), area.width, TAB_HEIGHT);
            page.cut_line((0.0, tabs.y), (Size::A4.width, tabs.y));
            for (place, tab) in cells(tabs, TABS, 1).into_iter().enumerate() {
                let inside = Area::new(tab.x + 1.3, tab.y + 1.5, tab.width - 2.6, tab.height - 1.5);
                self.panel(place).draw_tab(&mut page, inside, scale)?;
                if place > 0 {
                    page.cut_line((tab.x, tab.y), (tab.x, Size::A4.height));
                }
            }
            Ok(page)
        })
    }

    /// Front and back; two languages share an A4 sheet, so that a cut makes two leaflets.
    fn leaflet(&self) -> Result<Vec<Page>, PrintError> {
        if self.panels.len() == 1 {
            return Ok(vec![
                self.leaflet_side(Size::A5, &[0], Side::Front)?,
                self.leaflet_side(Size::A5, &[0], Side::Back)?,
            ]);
        }
        let sheet = Size::A4.landscape();
        let mut pages = Vec::new();
        for first in (0..self.panels.len()).step_by(2) {
            let second = (first + 1) % self.panels.len();
            pages.push(self.leaflet_side(sheet, &[first, second], Side::Front)?);
            // Turned over on the short edge, left is right.
            pages.push(self.leaflet_side(sheet, &[second, first], Side::Back)?);
        }
        Ok(pages)
    }

    fn leaflet_side(&self, size: Size, places: &[usize], side: Side) -> Result<Page, PrintError> {
        let topics = most_asked(&self.kit.knowledge, self.kit.campaign.topic.as_ref());
        let mut page = Err(PrintError::TooLong {
            what: self.what.to_owned(),
        });
        // Whole answers if there is room, else their first sentences.
        for sentences in [usize::MAX, 3, 2, 1] {
            page = print::fit(self.what, 0.8, |scale| {
                let mut page = Page::new(size);
                let areas = cells(whole(size), places.len(), 1);
                for (place, area) in places.iter().zip(areas) {
                    let inside = area.inset(MARGIN + 2.0);
                    match side {
                        Side::Front => self.panels[*place].draw(&mut page, inside, scale * 0.9)?,
                        Side::Back => {
                            let language = self.languages[*place];
                            self.draw_things(
                                &mut page, inside, scale, language, &topics, sentences,
                            )?;
                        }
                    }
                }
                cut(&mut page, whole(size), places.len(), 1);
                Ok(page)
            });
            if !matches!(page, Err(PrintError::TooLong { .. })) {
                break;
            }
        }
        page
    }

    fn draw_things(
        &self,
        page: &mut Page,
        area: Area,
        scale: f32,
        language: Language,
        topics: &[&Topic],
        sentences: usize,
    ) -> Result<(), PrintError> {
        let style = |points: f32| Style::new(points * scale).leading(1.24);
        let word = |id| self.kit.word(language, id, &[]);
        let mut things = Stack::new(area.width);
        things.text(0.0, &word("outreach-asked"), style(14.0).bold())?;
        let mut drafts: Vec<String> = Vec::new();
        for topic in topics {
            let asked = Asked::of(&self.kit.knowledge, language, topic);
            things.text(2.2, &asked.title, style(11.0).bold())?;
            things.text(0.2, asked.sentences(sentences), style(10.0))?;
            for (place, note) in asked.notes.into_iter().enumerate() {
                match place {
                    0 => things.text(0.2, &note, style(6.2).shade(Shade::Grey))?,
                    _ if drafts.contains(&note) => {}
                    _ => drafts.push(note),
                }
            }
        }
        const CODE_SIDE: f32 = 34.0;
        let mut foot = Stack::new(area.width - CODE_SIDE - 3.0);
        let date = written(self.kit);
        let printed = [("date", date.as_str()), ("phone", ADVICE_PHONE)];
        foot.text(0.0, &word("outreach-more"), style(9.0).bold())?;
        foot.text(0.6, &self.kit.call(language), style(8.0).bold())?;
        for draft in &drafts {
            foot.text(0.6, draft, style(7.0))?;
        }
        foot.text(
            0.6,
            &self.kit.word(language, "outreach-printed", &printed),
            style(7.0),
        )?;
        for promise in self.kit.promises(language) {
            foot.text(0.4, &promise, style(7.0))?;
        }
        let height = foot.height().max(CODE_SIDE);
        if things.height() + height + 2.0 > area.height {
            page.mark_overflow();
        }
        things.place(page, area.x, area.y);
        let y = area.bottom() - height;
        page.line((area.x, y - 1.0), (area.right(), y - 1.0), 0.25, 0.3);
        foot.place(page, area.x, y);
        let code = self.kit.code(Some(language))?;
        page.code(&code, area.right() - CODE_SIDE, y, CODE_SIDE);
        Ok(())
    }
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Front,
    Back,
}

/// The day a sheet was made, as it is written everywhere.
pub(super) fn written(kit: &Kit<'_>) -> String {
    kit.knowledge.today.strftime("%d.%m.%Y").to_string()
}

/// A card for channels and statuses, as wide as 108 millimetres would be.
pub(super) fn picture(kit: &Kit<'_>, language: Language, height: f32) -> Result<Page, PrintError> {
    let panel = Panel::new(kit, language)?;
    let size = Size::new(108.0, height);
    print::fit("picture", SMALLEST, |scale| {
        let mut page = Page::new(size);
        panel.draw(&mut page, whole(size).inset(5.0), scale)?;
        Ok(page)
    })
}

fn whole(size: Size) -> Area {
    Area::new(0.0, 0.0, size.width, size.height)
}

/// An area in equal cells, row by row.
fn cells(area: Area, columns: usize, rows: usize) -> Vec<Area> {
    let (width, height) = (area.width / columns as f32, area.height / rows as f32);
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    places
        .map(|(column, row)| {
            let (x, y) = (area.x + column as f32 * width, area.y + row as f32 * height);
            Area::new(x, y, width, height)
        })
        .collect()
}

/// Cells for a number of panels, as near to the shape of a card as can be.
fn grid(area: Area, count: usize) -> Vec<Area> {
    let strangeness = |columns: usize| {
        let rows = count.div_ceil(columns);
        let shape = (area.width / columns as f32) / (area.height / rows as f32);
        let empty = (columns * rows - count) as f32;
        (shape / (105.0 / 148.0)).ln().abs() + 0.3 * empty
    };
    let best = (1..=count).min_by(|a, b| strangeness(*a).total_cmp(&strangeness(*b)));
    let columns = best.unwrap_or(1);
    cells(area, columns, count.div_ceil(columns.max(1)))
}

/// Lines to cut along, between cells.
fn cut(page: &mut Page, area: Area, columns: usize, rows: usize) {
    let size = page.size();
    for column in 1..columns {
        let x = area.x + area.width / columns as f32 * column as f32;
        page.cut_line((x, 0.0), (x, size.height));
    }
    for row in 1..rows {
        let y = area.y + area.height / rows as f32 * row as f32;
        page.cut_line((0.0, y), (size.width, y));
    }
}
