//! A talk as an HTML page. Markup is our own; every other word is escaped here, once.
//!
//! The page is made for a 360 px phone, the keyboard and screen readers: landmarks, a language on
//! every text, a log that is read out, large buttons. It decides nothing about words.

use crate::content::{Catalog, TopicId};
use crate::conversation::{Action, Block, Button, Event, ListStyle, Outcome, Reply, Source};
use crate::counts::Recorded;
use crate::frontend::preview::talks::{Message, Shown, Step, Talk};
use crate::intent::{Decision, Way};
use crate::language::Language;
use crate::localization::Localization;
use crate::understanding::Understood;

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
struct Html(String);

impl Html {
    fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
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
    fn language(&self) -> Language {
        self.talk.language
    }

    fn word(&self, id: &str) -> String {
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

// The panel beside the talk.
impl View<'_> {
    fn panel(&self, html: &mut Html) {
        html.raw("<aside id=\"panel\" aria-labelledby=\"panel-title\">\n<h2 id=\"panel-title\">")
            .text(&self.word("preview-panel"))
            .raw("</h2>\n<p class=\"note\">")
            .text(&self.word("preview-panel-about"))
            .raw("</p>\n");
        let mut steps = self.talk.steps.iter().rev();
        if let Some(step) = steps.next() {
            self.step(html, step);
        }
        if steps.len() > 0 {
            html.raw("<details><summary>")
                .text(&self.word("preview-earlier"))
                .raw("</summary>\n");
            for step in steps {
                self.step(html, step);
            }
            html.raw("</details>\n");
        }
        self.as_test(html);
        html.raw("</aside>\n");
    }

    fn step(&self, html: &mut Html, step: &Step) {
        html.raw("<dl>\n");
        self.pair(html, "preview-did", step.line.as_str());
        self.pair(html, "preview-screen", &step.insight.screen);
        self.pair(html, "preview-language", step.insight.language.own_name());
        if let Some(understood) = &step.insight.understood {
            self.pair(html, "preview-guess", &self.guess(understood));
            self.pair(
                html,
                "preview-decision",
                &self.decision(&understood.decision),
            );
        }
        html.raw("<dt>")
            .text(&self.word("preview-counted"))
            .raw("</dt>\n");
        for event in &step.insight.events {
            html.raw("<dd>").text(&self.event(event)).raw("</dd>\n");
        }
        let recorded = match step.recorded {
            _ if step.insight.events.is_empty() => "preview-counted-nothing",
            Recorded::Counted => "preview-recorded-counted",
            Recorded::Repeated => "preview-recorded-repeated",
            Recorded::StaleTag => "preview-error",
        };
        html.raw("<dd class=\"note\">")
            .text(&self.word(recorded))
            .raw("</dd>\n</dl>\n");
    }

    fn pair(&self, html: &mut Html, name: &str, value: &str) {
        html.raw("<dt>")
            .text(&self.word(name))
            .raw("</dt>\n<dd>")
            .text(value)
            .raw("</dd>\n");
    }

    fn guess(&self, understood: &Understood) -> String {
        let Some(guess) = understood.guess else {
            return self.word("preview-guess-none");
        };
        let sure = self.word(if guess.is_clear {
            "preview-guess-clear"
        } else {
            "preview-guess-unsure"
        });
        let mut text = format!("{} — {sure}", guess.language.own_name());
        if guess.is_kyrgyz {
            text.push_str(", ");
            text.push_str(&self.word("preview-guess-kyrgyz"));
        }
        text
    }

    fn decision(&self, decision: &Decision) -> String {
        let (id, topics): (_, Vec<&TopicId>) = match decision {
            Decision::Answer(topic) => ("preview-decision-answer", vec![topic]),
            Decision::Suggest(topics) => ("preview-decision-suggest", topics.iter().collect()),
            Decision::Category(category) => {
                let word = self.word("preview-decision-category");
                return format!("{word}: {category}");
            }
            Decision::Urgent(topic) => {
                ("preview-decision-urgent", topic.iter().collect::<Vec<_>>())
            }
            Decision::Smalltalk(_) => ("preview-decision-smalltalk", Vec::new()),
            Decision::Lost => ("preview-decision-lost", Vec::new()),
        };
        let named: Vec<String> = topics.into_iter().map(|topic| self.topic(topic)).collect();
        if named.is_empty() {
            self.word(id)
        } else {
            format!("{}: {}", self.word(id), named.join("; "))
        }
    }

    /// A topic by its title, with the id that files and tests use.
    fn topic(&self, id: &TopicId) -> String {
        match self.catalog.topic(id) {
            Some(topic) => format!("«{}» ({id})", topic.texts.get(self.language()).title),
            None => id.to_string(),
        }
    }

    fn event(&self, event: &Event) -> String {
        match event {
            Event::Question {
                language,
                topic,
                way,
                outcome,
            } => {
                let mut parts = vec![self.word(outcome_word(*outcome)), self.word(way_word(*way))];
                parts.extend(topic.iter().map(|topic| self.topic(topic)));
                parts.extend(language.map(|language| language.own_name().to_owned()));
                format!("{}: {}", self.word("preview-question"), parts.join(", "))
            }
            Event::SuggestionAccepted { topic } => format!(
                "{}: {}",
                self.word("preview-suggestion-accepted"),
                self.topic(topic)
            ),
            Event::Unmet { category } => format!("{}: {category}", self.word("preview-unmet")),
            Event::Start { source } => {
                let source = match source {
                    Source::Campaign(code) => code.to_string(),
                    Source::Direct => self.word("preview-source-direct"),
                    Source::Unknown => self.word("preview-source-unknown"),
                };
                format!("{}: {source}", self.word("preview-start"))
            }
            Event::CardOpened => self.word("preview-card-opened"),
            Event::PrivacyOpened => self.word("preview-privacy-opened"),
            Event::Helpful { topic, yes } => {
                let word = self.word(if *yes {
                    "preview-helpful-yes"
                } else {
                    "preview-helpful-no"
                });
                format!("{word}: {}", self.topic(topic))
            }
        }
    }

    /// The talk as a conversation test, to be copied into a file.
    fn as_test(&self, html: &mut Html) {
        let names = [
            ("ending", ".txt"),
            ("folder", "tests/conversations"),
            ("command", "huquq chat --script"),
        ];
        let about = self
            .localization
            .text(self.language(), "preview-as-test-about", &names);
        html.raw("<details><summary>")
            .text(&self.word("preview-as-test"))
            .raw("</summary>\n<p class=\"note\">")
            .text(&about)
            .raw("</p>\n<pre lang=\"zxx\" tabindex=\"0\">");
        if let Some(language) = self.talk.client_language {
            html.raw("language: ").text(language.tag()).raw("\n");
        }
        for step in &self.talk.steps {
            html.text(step.line.as_str()).raw("\n");
            for fact in step.insight.facts() {
                if fact.starts_with("screen") || fact.starts_with("counted") {
                    html.raw("= ").text(&fact).raw("\n");
                }
            }
        }
        html.raw("</pre></details>\n");
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "preview-outcome-answered",
        Outcome::DidYouMean => "preview-outcome-did-you-mean",
        Outcome::Unanswered => "preview-outcome-unanswered",
        Outcome::Urgent => "preview-outcome-urgent",
    }
}

fn way_word(way: Way) -> &'static str {
    match way {
        Way::Typed => "preview-way-typed",
        Way::Button => "preview-way-button",
        Way::Link => "preview-way-link",
    }
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
