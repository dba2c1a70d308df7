//! The part that every sheet shares: what it is, a code to scan, a code to type, a number to call,
//! and the promises, in one language.

use super::Kit;
use super::stack::{Stack, centred};
use crate::language::Language;
use crate::print::{Align, Area, Page, Paragraph, PrintError, QrCode, Shade, Style};

/// The words of a panel in one language.
pub(super) struct Panel<'a> {
    kit: &'a Kit<'a>,
    language: Language,
    code: QrCode,
    headline: String,
    about: String,
    scan: String,
    how_to_type: String,
    call: String,
    promises: [String; 3],
}

/// A code smaller than this is not read by the camera of a cheap phone.
const CODE_SIDE_MIN: f32 = 22.0;

impl<'a> Panel<'a> {
    pub fn new(kit: &'a Kit<'a>, language: Language) -> Result<Self, PrintError> {
        let bot = kit.bot.to_string();
        Ok(Self {
            code: kit.code(Some(language))?,
            headline: kit.headline(language),
            about: kit.about(language),
            scan: kit.word(language, "outreach-scan", &[]),
            how_to_type: kit.word(language, "outreach-type", &[("bot", &bot)]),
            call: kit.call(language),
            promises: kit.promises(language),
            kit,
            language,
        })
    }

    /// Draws it into an area: upright ones from top to bottom, broad ones side by side.
    pub fn draw(&self, page: &mut Page, area: Area, scale: f32) -> Result<(), PrintError> {
        match area.width > area.height * 1.2 {
            true => self.draw_broad(page, area, scale),
            false => self.draw_upright(page, area, scale),
        }
    }

    fn draw_upright(&self, page: &mut Page, area: Area, scale: f32) -> Result<(), PrintError> {
        // Sizes are those of an A6 card.
        let base = (area.width / 91.0).min(area.height / 134.0);
        let size = |points: f32| points * base * scale;
        let gap = |height: f32| height * base;
        let tag = self.draw_tag(page, area, size(8.0), Align::Centre)?;
        let mut top = Stack::new(area.width);
        top.text(gap(1.5), &self.headline, centred(size(17.0)).bold())?;
        top.text(gap(1.0), &self.about, centred(size(9.5)))?;
        let mut bottom = Stack::new(area.width);
        bottom.text(0.0, &self.scan, centred(size(9.5)).bold())?;
        bottom.text(gap(1.2), &self.how_to_type, centred(size(8.0)))?;
        let typed = self.kit.campaign_code().as_str();
        bottom.text(0.0, typed, centred(size(19.0)).bold().leading(1.1))?;
        bottom.text(gap(0.6), &self.call, centred(size(9.0)).bold())?;
        let promise = centred(size(7.8)).leading(1.22);
        let promises = [0, 1, 2].map(|place| (self.promises[place].as_str(), promise));
        bottom.framed(gap(1.6), gap(1.6), &promises)?;
        let foot = gap(if self.kit.logo.is_some() { 11.0 } else { 5.0 });
        let start = area.y + tag + top.height() + gap(1.0);
        let end = area.bottom() - foot - bottom.height() - gap(1.0);
        top.place(page, area.x, area.y + tag);
        bottom.place(page, area.x, end + gap(1.0));
        let side = (end - start).min(area.width);
        if side < CODE_SIDE_MIN.max(area.width * 0.34) {
            page.mark_overflow();
        } else {
            let x = area.x + (area.width - side) / 2.0;
            page.code(&self.code, x, start + (end - start - side) / 2.0, side);
        }
        self.draw_foot(page, area, foot, size(7.0))
    }

    fn draw_broad(&self, page: &mut Page, area: Area, scale: f32) -> Result<(), PrintError> {
        // Sizes are those of a sticker.
        let base = (area.width / 93.0).min(area.height / 61.0);
        let size = |points: f32| points * base * scale;
        let gap = |height: f32| height * base;
        let side = (area.width * 0.42).min(area.height);
        let left = Area::new(area.x, area.y, side, area.height);
        let mut under = Stack::new(side);
        let typed = self.kit.campaign_code().as_str();
        under.line(0.0, &self.kit.bot.to_string(), centred(size(7.5)))?;
        under.text(0.0, typed, centred(size(15.0)).bold().leading(1.1))?;
        page.code(&self.code, left.x, left.y, side);
        under.place(page, left.x, left.y + side);
        if side + under.height() > area.height || side < CODE_SIDE_MIN {
            page.mark_overflow();
        }
        let right = Area::new(
            area.x + side + gap(3.0),
            area.y,
            area.width - side - gap(3.0),
            area.height,
        );
        let tag = self.draw_tag(page, right, size(7.0), Align::Left)?;
        let left_side = |points: f32| Style::new(size(points)).leading(1.18);
        let mut words = Stack::new(right.width);
        words.text(gap(1.2), &self.headline, left_side(12.0).bold())?;
        words.text(gap(0.8), &self.scan, left_side(7.6))?;
        words.text(gap(0.8), &self.call, left_side(7.6).bold())?;
        let promise = left_side(6.4);
        let promises = [0, 1, 2].map(|place| (self.promises[place].as_str(), promise));
        words.framed(gap(1.4), gap(1.2), &promises)?;
        let foot = gap(if self.kit.logo.is_some() { 7.0 } else { 3.4 });
        if tag + words.height() > right.height - foot {
            page.mark_overflow();
        }
        words.place(page, right.x, right.y + tag);
        self.draw_foot(page, right, foot, size(6.0))
    }

    /// Draws the narrow piece that is torn off: what is needed at home, as large as there is room.
    pub fn draw_tab(&self, page: &mut Page, area: Area, scale: f32) -> Result<(), PrintError> {
        const LARGEST: f32 = 1.6;
        const STEP: f32 = 0.95;
        let side = area.width;
        page.code(&self.code, area.x, area.y, side);
        let fits = |words: &Stack| words.is_whole() && side + words.height() <= area.height;
        let mut large = LARGEST;
        let mut words = self.tab_words(side, scale * large)?;
        while !fits(&words) && large > 1.0 {
            large *= STEP;
            words = self.tab_words(side, scale * large)?;
        }
        if !fits(&words) || side < CODE_SIDE_MIN {
            page.mark_overflow();
        }
        words.place(page, area.x, area.y + side);
        Ok(())
    }

    fn tab_words(&self, width: f32, scale: f32) -> Result<Stack, PrintError> {
        let size = |points: f32| points * scale;
        let mut words = Stack::new(width);
        words.line(0.5, &self.kit.bot.to_string(), centred(size(6.5)))?;
        let typed = self.kit.campaign_code().as_str();
        words.text(0.0, typed, centred(size(13.0)).bold().leading(1.1))?;
        words.text(0.5, &self.headline, centred(size(7.5)).bold())?;
        let small = centred(size(5.8)).leading(1.15);
        for promise in &self.promises {
            words.text(0.5, promise, small)?;
        }
        words.text(0.6, &self.call, centred(size(6.0)).bold())?;
        Ok(words)
    }

    /// The language in its own words, white on black; gives the height it took.
    fn draw_tag(
        &self,
        page: &mut Page,
        area: Area,
        points: f32,
        align: Align,
    ) -> Result<f32, PrintError> {
        let style = Style::new(points).bold().shade(Shade::White);
        let name = Paragraph::new(self.language.own_name(), area.width, style)?;
        let pad = name.height() * 0.35;
        let width = name.widest() + 2.0 * pad;
        let x = match align {
            Align::Left => area.x,
            Align::Centre => area.x + (area.width - width) / 2.0,
            Align::Right => area.right() - width,
        };
        page.fill(Area::new(x, area.y, width, name.height()), 0.0);
        page.place(&name, x + pad, area.y);
        Ok(name.height())
    }

    /// The organisation's name, with its logo if there is one.
    fn draw_foot(
        &self,
        page: &mut Page,
        area: Area,
        height: f32,
        points: f32,
    ) -> Result<(), PrintError> {
        let foot = Area::new(area.x, area.bottom() - height, area.width, height);
        let name = &self.kit.campaign.organisation;
        let style = Style::new(points).shade(Shade::Grey);
        match self.kit.logo {
            None => page.text_in_middle(foot, name, style.align(Align::Centre)),
            Some(logo) => {
                let half = foot.width / 2.0;
                let place = Area::new(foot.x, foot.y + 1.2, half - 1.0, height - 1.2);
                page.picture(logo, place, Align::Left);
                let right = Area::new(foot.x + half, foot.y, half, height);
                page.text_in_middle(right, name, style.align(Align::Right))
            }
        }
    }
}
