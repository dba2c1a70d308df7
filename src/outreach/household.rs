//! The answer itself on paper, for people without data: the conversation's screen, printed, with
//! the day, the sources and a code that leads back to the live answer.

use super::PROMISES;
use super::asked::{Asked, screen};
use super::link::{BotName, address};
use super::stack::{Stack, centred};
use crate::content::{Category, Topic};
use crate::conversation::{ADVICE_PHONE, Block, Knowledge, ListStyle};
use crate::intent::{Entry, Screen, Token};
use crate::language::Language;
use crate::localization::Localization;
use crate::print::{Area, Page, Paragraph, PrintError, QrCode, Shade, Size, Span, Style};

/// What a household sheet is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// The whole answer.
    Topic(&'a Topic),
    /// The short answers of a category's topics.
    Category(&'a Category),
}

impl Subject<'_> {
    fn title(self, language: Language) -> String {
        match self {
            Self::Topic(topic) => topic.texts.get(language).title.clone(),
            Self::Category(category) => category.title.get(language).clone(),
        }
    }

    fn token(self, language: Language) -> Token {
        let screen = match self {
            Self::Topic(topic) => Screen::Topic {
                topic: topic.id.clone(),
                entry: Entry::Opened,
            },
            Self::Category(category) => Screen::Category {
                category: category.id.clone(),
                page: 0,
                asked: false,
            },
        };
        Token::button(language, screen)
    }
}

const MARGIN: f32 = 15.0;
const CODE_SIDE: f32 = 40.0;
/// As the issue of paper goes: one sheet, two sides.
const PAGES_MAX: usize = 2;

/// Lays out a household sheet in a language: one page or two.
///
/// # Errors
///
/// When it has a letter the fonts lack, or does not fit two pages.
pub fn household(
    knowledge: &Knowledge<'_>,
    words: &Localization,
    bot: &BotName,
    subject: Subject<'_>,
    language: Language,
) -> Result<Vec<Page>, PrintError> {
    let writer = |scale| Writer {
        knowledge,
        words,
        language,
        scale,
        pages: vec![Page::new(Size::A4)],
        y: MARGIN,
    };
    // One page in readable type, else two, which may be set a little smaller.
    for (pages, scales) in [
        (1, &[1.0, 0.94, 0.88][..]),
        (PAGES_MAX, &[1.0, 0.92, 0.85, 0.78, 0.72]),
    ] {
        for scale in scales {
            let sheet = writer(*scale).laid_out(bot, subject)?;
            if sheet.len() <= pages && sheet.iter().all(Page::is_whole) {
                return Ok(sheet);
            }
        }
    }
    Err(PrintError::TooLong {
        what: subject.title(language),
    })
}

struct Writer<'a> {
    knowledge: &'a Knowledge<'a>,
    words: &'a Localization,
    language: Language,
    scale: f32,
    pages: Vec<Page>,
    y: f32,
}

/// Left free at the foot of every page.
const FOOT: f32 = 9.0;

impl Writer<'_> {
    fn style(&self, points: f32) -> Style {
        Style::new(points * self.scale)
    }

    fn word(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        self.words.text(self.language, id, arguments)
    }

    fn ours(&self, id: &str) -> String {
        self.knowledge.localization.text(self.language, id, &[])
    }

    fn laid_out(mut self, bot: &BotName, subject: Subject<'_>) -> Result<Vec<Page>, PrintError> {
        self.head(bot, subject)?;
        match subject {
            Subject::Topic(topic) => {
                let blocks = screen(self.knowledge, self.language, &topic.id).blocks;
                let asks = self.ours("topic-helpful");
                for block in blocks {
                    match block {
                        Block::Title(_) => {}
                        Block::Text(text) if text == asks => {}
                        block => self.block(&block)?,
                    }
                }
            }
            Subject::Category(category) => {
                let mut drafts: Vec<String> = Vec::new();
                for topic in self.knowledge.catalog.topics_of(&category.id) {
                    let asked = Asked::of(self.knowledge, self.language, topic);
                    let (title, small) = (self.style(12.5).bold(), self.style(7.5));
                    let mut answer = Stack::new(self.width());
                    answer.text(0.0, &asked.title, title)?;
                    answer.text(0.4, &asked.answer, self.style(10.5))?;
                    let y = self.room(2.4, answer.height());
                    answer.place(self.page(), MARGIN, y);
                    for (place, note) in asked.notes.into_iter().enumerate() {
                        match place {
                            0 => self.paragraph(0.3, &note, small.shade(Shade::Grey))?,
                            _ if drafts.contains(&note) => {}
                            _ => drafts.push(note),
                        }
                    }
                }
                for draft in drafts {
                    self.paragraph(2.4, &draft, self.style(10.0).bold())?;
                }
            }
        }
        self.promises()?;
        self.feet()?;
        Ok(self.pages)
    }

    /// Title at the left, the code to the live answer at the right.
    fn head(&mut self, bot: &BotName, subject: Subject<'_>) -> Result<(), PrintError> {
        let width = self.width();
        let code = QrCode::new(&address(bot, &subject.token(self.language)))?;
        let mut title = Stack::new(width - CODE_SIDE - 6.0);
        title.text(
            0.0,
            &subject.title(self.language),
            Style::new(24.0).bold().leading(1.15),
        )?;
        let mut under = Stack::new(CODE_SIDE + 4.0);
        under.text(0.0, &self.word("outreach-live", &[]), centred(8.0))?;
        under.text(0.0, &bot.to_string(), centred(8.0).bold())?;
        let page = self.page();
        title.place(page, MARGIN, MARGIN);
        let x = MARGIN + width - CODE_SIDE;
        page.code(&code, x, MARGIN - 5.0, CODE_SIDE);
        under.place(page, x - 2.0, MARGIN - 5.0 + CODE_SIDE);
        let right = MARGIN - 5.0 + CODE_SIDE + under.height();
        self.y = right.max(MARGIN + title.height()) + 2.0;
        Ok(())
    }

    fn width(&self) -> f32 {
        Size::A4.width - 2.0 * MARGIN
    }

    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::new(Size::A4));
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Makes room for something of a height: below the last, or on a new page.
    fn room(&mut self, gap: f32, height: f32) -> f32 {
        let end = Size::A4.height - MARGIN - FOOT;
        if self.y + gap + height > end {
            self.pages.push(Page::new(Size::A4));
            self.y = MARGIN;
        } else {
            self.y += gap;
        }
        let y = self.y;
        self.y += height;
        y
    }

    fn paragraph(&mut self, gap: f32, text: &str, style: Style) -> Result<(), PrintError> {
        let paragraph = Paragraph::new(text, self.width(), style)?;
        let y = self.room(gap, paragraph.height());
        self.page().place(&paragraph, MARGIN, y);
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), PrintError> {
        match block {
            Block::Title(text) => self.paragraph(3.0, text, self.style(16.0).bold()),
            Block::Text(text) | Block::InLanguage { text, .. } => {
                self.paragraph(2.5, text, self.style(12.0))
            }
            Block::Warning(text) => self.framed(text, self.style(11.5).bold()),
            Block::List {
                heading,
                style,
                items,
                ..
            } => self.list(heading, *style, items),
            Block::Quote { heading, text, .. } => {
                self.paragraph(3.0, heading, self.style(12.5).bold())?;
                self.framed(text, self.style(11.5))
            }
            Block::Contact { phone, name, about } => {
                let mut spans = Vec::new();
                if let Some(phone) = phone {
                    spans.push(Span::bold(format!("{} ", unbroken(phone))));
                }
                spans.push(Span::regular(format!("{name}. {about}").trim_end()));
                let style = self.style(12.0);
                let paragraph = Paragraph::of_spans(&spans, self.width(), style)?;
                let y = self.room(1.4, paragraph.height());
                self.page().place(&paragraph, MARGIN, y);
                Ok(())
            }
            Block::Note(text) => self.paragraph(2.5, text, self.style(9.0)),
        }
    }

    fn framed(&mut self, text: &str, style: Style) -> Result<(), PrintError> {
        const PADDING: f32 = 2.0;
        let width = self.width();
        let mut frame = Stack::new(width);
        frame.framed(0.0, PADDING, &[(text, style)])?;
        let y = self.room(2.5, frame.height());
        frame.place(self.page(), MARGIN, y);
        Ok(())
    }

    fn list(
        &mut self,
        heading: &str,
        style: ListStyle,
        items: &[String],
    ) -> Result<(), PrintError> {
        const INDENT: f32 = 7.0;
        let text = self.style(12.0);
        let width = self.width() - INDENT;
        let items = items
            .iter()
            .map(|item| Paragraph::new(item, width, text))
            .collect::<Result<Vec<_>, _>>()?;
        let heading = Paragraph::new(heading, self.width(), self.style(13.0).bold())?;
        // A heading never stands alone at the foot of a page.
        let first = items.first().map_or(0.0, Paragraph::height);
        let y = self.room(3.0, heading.height() + first);
        self.page().place(&heading, MARGIN, y);
        self.y -= first;
        for (place, item) in items.iter().enumerate() {
            let y = self.room(0.7, item.height());
            let mark = match style {
                ListStyle::Numbered => format!("{}.", place + 1),
                ListStyle::Points => "•".to_owned(),
                ListStyle::Checklist => String::new(),
            };
            let mark = Paragraph::new(&mark, INDENT, text)?;
            let side = 3.2 * self.scale;
            let is_box = style == ListStyle::Checklist;
            let page = self.page();
            match is_box {
                true => page.tick_box(MARGIN + 0.5, y + 1.2 * side / 3.2, side),
                false => page.place(&mark, MARGIN, y),
            }
            page.place(item, MARGIN + INDENT, y);
        }
        Ok(())
    }

    fn promises(&mut self) -> Result<(), PrintError> {
        let style = self.style(10.0);
        let texts = PROMISES.map(|id| self.ours(id));
        let lines = [0, 1, 2].map(|place| (texts[place].as_str(), style));
        let mut frame = Stack::new(self.width());
        frame.framed(0.0, 2.2, &lines)?;
        let y = self.room(4.0, frame.height());
        frame.place(self.page(), MARGIN, y);
        Ok(())
    }

    /// The day of printing, and the page's number where there are several.
    fn feet(&mut self) -> Result<(), PrintError> {
        let date = self.knowledge.today.strftime("%d.%m.%Y").to_string();
        let printed = [("date", date.as_str()), ("phone", ADVICE_PHONE)];
        let printed = self.word("outreach-printed", &printed);
        let count = self.pages.len();
        let width = self.width();
        for (place, page) in self.pages.iter_mut().enumerate() {
            let number = match count {
                1 => String::new(),
                _ => format!(" {} / {count}", place + 1),
            };
            let foot = Area::new(MARGIN, Size::A4.height - MARGIN - 4.0, width, 9.0);
            page.line(
                (foot.x, foot.y - 1.0),
                (foot.right(), foot.y - 1.0),
                0.2,
                0.4,
            );
            page.text(foot, &format!("{printed}{number}"), Style::new(8.5))?;
        }
        Ok(())
    }
}

/// A phone number that stays on one line.
fn unbroken(phone: &str) -> String {
    phone.replace(' ', "\u{a0}")
}
