//! A talk as an HTML page. Markup is our own; every other word is escaped here, once.
//!
//! The page is made for a 360 px phone, the keyboard and screen readers: landmarks, a language on
//! every text, a log that is read out, large buttons. It decides nothing about words.

use crate::content::Catalog;
use crate::conversation::{Action, Block, Button, ListStyle, Reply};
use crate::frontend::preview::talks::{Message, Shown, Talk};
use crate::language::Language;
use crate::localization::Localization;

/// What a page is made of.
pub struct View<'a> {
    pub localization: &'a Localization,
    pub catalog: &'a Catalog,
    pub talk: &'a Talk,
    /// The host as the browser names it: share links lead there.
    pub host: &'a str,
}

/// HTML under construction: markup can only be a literal of this program.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    fn number(&mut self, number: u32) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    fn lang(&mut self, language: Language) -> &mut Self {
        self.lang_tag(language.tag())
    }

    fn lang_tag(&mut self, tag: &str) -> &mut Self {
        self.raw(" lang=\"").text(tag).raw("\"")
    }
}

/// The whole page of a talk.
pub fn talk(view: &View<'_>) -> String {
    let mut html = Html::default();
    view.head(&mut html);
    html.raw("<body>\n<a class=\"skip\" href=\"#words\">")
        .text(&view.word("preview-skip"))
        .raw("</a>\n");
    view.header(&mut html);
    html.raw("<div class=\"columns\">\n");
    view.main(&mut html);
    view.panel(&mut html);
    html.raw("</div>\n</body>\n</html>\n");
    html.0
}

/// A page of one sentence, with the way back to the talk.
pub fn sentence(localization: &Localization, language: Language, id: &str) -> String {
    let mut html = Html::default();
    head(&mut html, localization, language, None);
    html.raw("<body>\n<main class=\"alone\">\n<h1>Huquq</h1>\n<p>")
        .text(&localization.text(language, id, &[]))
        .raw("</p>\n<p><a class=\"button\" href=\"/\">")
        .text(&localization.text(language, "preview-back", &[]))
        .raw("</a></p>\n</main>\n</body>\n</html>\n");
    html.0
}

/// A page that leads on by itself, to the talk or to a link into it.
pub fn bounce(localization: &Localization, language: Language, payload: Option<&str>) -> String {
    let place = payload.map_or_else(|| "/".to_owned(), link_path);
    let mut html = Html::default();
    head(&mut html, localization, language, Some(&place));
    html.raw("<body>\n<main class=\"alone\">\n<h1>Huquq</h1>\n<p><a class=\"button\" href=\"")
        .text(&place)
        .raw("\">")
        .text(&localization.text(language, "preview-back", &[]))
        .raw("</a></p>\n</main>\n</body>\n</html>\n");
    html.0
}

fn link_path(payload: &str) -> String {
    let payload: String = url::form_urlencoded::byte_serialize(payload.as_bytes()).collect();
    format!("/?start={payload}")
}

fn head(html: &mut Html, words: &Localization, language: Language, leads_to: Option<&str>) {
    html.raw("<!doctype html>\n<html").lang(language).raw(
        ">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"robots\" content=\"noindex\">\n\
             <meta name=\"format-detection\" content=\"telephone=no\">\n",
    );
    if let Some(place) = leads_to {
        html.raw("<meta http-equiv=\"refresh\" content=\"0; url=")
            .text(place)
            .raw("\">\n");
    }
    html.raw("<title>Huquq · ")
        .text(&words.text(language, "preview-title", &[]))
        .raw(
            "</title>\n<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"/style.css\">\n\
             <script src=\"/talk.js\" defer></script>\n</head>\n",
        );
}

impl View<'_> {
    pub(super) fn language(&self) -> Language {
        self.talk.language
    }

    pub(super) fn word(&self, id: &str) -> String {
        self.localization.text(self.language(), id, &[])
    }

    fn head(&self, html: &mut Html) {
        head(html, self.localization, self.language(), None);
    }

    fn header(&self, html: &mut Html) {
        html.raw("<header id=\"top\">\n<p class=\"name\">Huquq</p>\n<p class=\"banner\">")
            .text(&self.word("preview-banner"))
            .raw("</p>\n<form method=\"post\" action=\"/again\"><button class=\"quiet\">")
            .text(&self.word("preview-again"))
            .raw("</button></form>\n</header>\n");
    }

    fn main(&self, html: &mut Html) {
        html.raw("<main>\n<h1 class=\"unseen\" id=\"talk-title\">")
            .text(&self.word("preview-talk"))
            .raw(
                "</h1>\n<div id=\"log\" role=\"log\" aria-live=\"polite\" \
                 aria-labelledby=\"talk-title\" data-newest=\"m",
            )
            .number(self.talk.newest)
            .raw("\">\n");
        for shown in &self.talk.messages {
            self.message(html, shown);
        }
        html.raw("</div>\n");
        self.composer(html);
        html.raw("</main>\n");
    }

    fn composer(&self, html: &mut Html) {
        html.raw(
            "<form id=\"say\" class=\"say\" method=\"post\" action=\"/say\" data-turn \
             autocomplete=\"off\">\n<label class=\"unseen\" for=\"words\">",
        )
        .text(&self.word("preview-words"))
        .raw(
            "</label>\n<input id=\"words\" name=\"words\" type=\"text\" maxlength=\"4096\" \
             required enterkeyhint=\"send\" placeholder=\"",
        )
        .text(&self.word("preview-words"))
        .raw("\">\n<button>")
        .text(&self.word("preview-send"))
        .raw("</button>\n</form>\n");
    }

    fn message(&self, html: &mut Html, shown: &Shown) {
        match &shown.message {
            Message::Theirs { text, language } => {
                html.raw("<article class=\"theirs\"");
                identity(html, shown);
                html.raw("><p class=\"unseen\">")
                    .text(&self.word("preview-you"))
                    .raw("</p><p")
                    .lang(*language)
                    .raw(">")
                    .text(text.as_str())
                    .raw("</p></article>\n");
            }
            Message::Ours(reply) => self.reply(html, shown, reply),
        }
    }

    fn reply(&self, html: &mut Html, shown: &Shown, reply: &Reply) {
        let has_title = reply
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Title(_)));
        html.raw("<article class=\"ours\"");
        identity(html, shown);
        html.lang(reply.language);
        if has_title {
            html.raw(" aria-labelledby=\"t")
                .number(shown.number)
                .raw("\"");
        } else {
            html.raw(" aria-label=\"Huquq\"");
        }
        html.raw(">\n");
        for block in &reply.blocks {
            write_block(html, block, shown.number);
        }
        self.buttons(html, shown.number, reply);
        html.raw("</article>\n");
    }

    fn buttons(&self, html: &mut Html, number: u32, reply: &Reply) {
        if reply.buttons.is_empty() {
            return;
        }
        html.raw(
            "<form class=\"buttons\" method=\"post\" action=\"/press\" data-turn>\
             <input type=\"hidden\" name=\"message\" value=\"",
        )
        .number(number)
        .raw("\">\n");
        for row in &reply.buttons {
            html.raw("<div class=\"row\">");
            for button in row {
                self.button(html, button, reply.language);
            }
            html.raw("</div>\n");
        }
        html.raw("</form>\n");
    }

    fn button(&self, html: &mut Html, button: &Button, language: Language) {
        match &button.action {
            Action::Open(token) => {
                html.raw("<button name=\"token\" value=\"")
                    .text(&token.to_string())
                    .raw("\"");
                // A button that changes the language is labelled in the one it leads to.
                if let Some(own) = token.language.filter(|own| *own != language) {
                    html.lang(own);
                }
                html.raw(">").text(&button.label).raw("</button>");
            }
            Action::Share { link, text } => {
                let path = link_path(&link.to_string());
                html.raw("<details class=\"share\"><summary>")
                    .text(&button.label)
                    .raw("</summary><p class=\"note\">")
                    .text(&self.localization.text(language, "preview-share", &[]))
                    .raw("</p><p>")
                    .text(text)
                    .raw("<br><a href=\"")
                    .text(&path)
                    .raw("\">http://")
                    .text(self.host)
                    .text(&path)
                    .raw("</a></p></details>");
            }
        }
    }
}

fn identity(html: &mut Html, shown: &Shown) {
    html.raw(" id=\"m")
        .number(shown.number)
        .raw("\" data-version=\"")
        .number(shown.version)
        .raw("\" tabindex=\"-1\"");
}

fn write_block(html: &mut Html, block: &Block, number: u32) {
    match block {
        Block::Title(title) => {
            html.raw("<h2 id=\"t")
                .number(number)
                .raw("\">")
                .text(title)
                .raw("</h2>\n");
        }
        Block::Text(text) => paragraph(html, text),
        Block::InLanguage { tag, text } => {
            html.raw("<p")
                .lang_tag(tag)
                .raw(">")
                .text(text)
                .raw("</p>\n");
        }
        Block::Warning(text) => {
            html.raw("<p class=\"warning\"><strong>")
                .text(text)
                .raw("</strong></p>\n");
        }
        Block::List {
            heading,
            style,
            items,
            folded,
        } => {
            write_heading(html, heading, *folded);
            write_items(html, *style, items);
            html.raw(if *folded { "</details>\n" } else { "" });
        }
        Block::Quote {
            heading,
            text,
            language,
        } => {
            html.raw("<figure class=\"card\"")
                .lang(*language)
                .raw("><figcaption>")
                .text(heading)
                .raw("</figcaption><blockquote>")
                .text(text)
                .raw("</blockquote></figure>\n");
        }
        Block::Contact { phone, name, about } => write_contact(html, phone.as_deref(), name, about),
        Block::Note(text) => {
            html.raw("<p class=\"note\">").text(text).raw("</p>\n");
        }
    }
}

fn paragraph(html: &mut Html, text: &str) {
    html.raw("<p>").text(text).raw("</p>\n");
}

fn write_heading(html: &mut Html, heading: &str, is_folded: bool) {
    if is_folded {
        html.raw("<details><summary>")
            .text(heading)
            .raw("</summary>\n");
    } else {
        html.raw("<h3>").text(heading).raw("</h3>\n");
    }
}

fn write_items(html: &mut Html, style: ListStyle, items: &[String]) {
    let (open, close) = match style {
        ListStyle::Numbered => ("<ol>", "</ol>\n"),
        // A list without its own marks is still a list to a screen reader that is told so.
        ListStyle::Checklist => ("<ul class=\"checklist\" role=\"list\">", "</ul>\n"),
        ListStyle::Points => ("<ul>", "</ul>\n"),
    };
    html.raw(open);
    for item in items {
        html.raw("<li>").text(item).raw("</li>");
    }
    html.raw(close);
}

fn write_contact(html: &mut Html, phone: Option<&str>, name: &str, about: &str) {
    html.raw("<p class=\"contact\">");
    if let Some(phone) = phone {
        html.raw("<a class=\"phone\" href=\"tel:")
            .text(&dialled(phone))
            .raw("\">")
            .text(&spaced(phone))
            .raw("</a> ");
    }
    html.raw("<span><b>").text(name).raw("</b>");
    if !about.is_empty() {
        html.raw(" ").text(about);
    }
    html.raw("</span></p>\n");
}

/// A full number of Kazakhstan in groups, as people read it out; others as they are.
fn spaced(phone: &str) -> String {
    match phone.strip_prefix("+7") {
        Some(rest) if rest.len() == 10 && rest.bytes().all(|byte| byte.is_ascii_digit()) => {
            let groups = [&rest[..3], &rest[3..6], &rest[6..8], &rest[8..]];
            format!("+7\u{a0}{}", groups.join("\u{a0}"))
        }
        _ => phone.to_owned(),
    }
}

/// The figures of a number, as a telephone wants them.
fn dialled(phone: &str) -> String {
    phone
        .chars()
        .filter(|letter| letter.is_ascii_digit() || *letter == '+')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_never_become_markup() {
        let mut html = Html::default();
        html.raw("<p title=\"").text("\"><b>'&amp;").raw("\">");
        assert_eq!(html.0, "<p title=\"&quot;&gt;&lt;b&gt;&#39;&amp;amp;\">");
    }

    #[test]
    fn a_full_number_is_shown_in_groups_and_dialled_in_figures() {
        assert_eq!(
            spaced("+77272584598"),
            "+7\u{a0}727\u{a0}258\u{a0}45\u{a0}98"
        );
        assert_eq!(spaced("111"), "111");
        assert_eq!(spaced("+998712345678"), "+998712345678");
        assert_eq!(dialled("+7 727 258-45-98"), "+77272584598");
    }

    #[test]
    fn a_links_payload_cannot_leave_its_address() {
        assert_eq!(link_path("ru_home\"> &#"), "/?start=ru_home%22%3E+%26%23");
    }
}
