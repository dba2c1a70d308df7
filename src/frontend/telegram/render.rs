//! A reply in, Telegram's HTML and buttons out. Pure.
//!
//! Every text is escaped once, here. A reply that would not fit one message is split between
//! paragraphs, then lines, then letters, so that nothing we say is ever refused for its length.

use std::sync::Arc;

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};
use url::Url;

use crate::conversation::{Action, Block, Button, ListStyle, Reply};
use crate::intent::{TOKEN_BYTES_MAX, Token};

/// Telegram's limit for a message, after markup is taken away; counted in UTF-16 units, which is
/// never less than what the server counts.
pub const MESSAGE_UNITS_MAX: usize = 4096;

/// The longest text put into a "share" address, in letters: longer addresses are refused.
const SHARE_CHARS_MAX: usize = 200;

/// A reply as Telegram takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML of one message, rarely of more; never empty ones.
    pub parts: Vec<Arc<str>>,
    /// The buttons below the last part.
    pub keyboard: Option<Arc<InlineKeyboardMarkup>>,
}

/// Renders a reply; `username` is the bot's own, for links that open it.
pub fn render(reply: &Reply, username: &str) -> Rendered {
    Rendered {
        parts: render_blocks(&reply.blocks)
            .into_iter()
            .map(Arc::from)
            .collect(),
        keyboard: render_keyboard(&reply.buttons, username).map(Arc::new),
    }
}

/// Renders one sentence, without buttons.
pub fn render_sentence(sentence: &str) -> Rendered {
    let mut html = String::new();
    escape(sentence, &mut html);
    Rendered {
        parts: vec![html.into()],
        keyboard: None,
    }
}

/// Renders one sentence with a button that opens the private chat with the bot.
pub fn render_pointer(sentence: &str, label: &str, username: &str) -> Rendered {
    let mut html = String::new();
    escape(sentence, &mut html);
    let keyboard = Url::parse(&format!("https://t.me/{username}"))
        .ok()
        .map(|link| InlineKeyboardMarkup::new([[InlineKeyboardButton::url(label, link)]]))
        .map(Arc::new);
    Rendered {
        parts: vec![html.into()],
        keyboard,
    }
}

/// Lines between an opening and a closing tag; the unit a message is made of.
struct Piece {
    open: &'static str,
    close: &'static str,
    lines: Vec<Line>,
}

type Line = Vec<Span>;

struct Span {
    text: String,
    is_bold: bool,
}

fn plain(text: impl Into<String>) -> Span {
    Span {
        text: text.into(),
        is_bold: false,
    }
}

fn bold(text: impl Into<String>) -> Span {
    Span {
        text: text.into(),
        is_bold: true,
    }
}

fn render_blocks(blocks: &[Block]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut html = String::with_capacity(2048);
    let mut units = 0;
    for piece in blocks.iter().flat_map(pieces).flat_map(split_to_fit) {
        let needed = piece.units();
        if needed == 0 {
            continue;
        }
        if units > 0 && units + 2 + needed > MESSAGE_UNITS_MAX {
            parts.push(std::mem::take(&mut html));
            units = 0;
        }
        if units > 0 {
            html.push_str("\n\n");
            units += 2;
        }
        piece.write(&mut html);
        units += needed;
    }
    if units > 0 {
        parts.push(html);
    }
    parts
}

fn pieces(block: &Block) -> Vec<Piece> {
    match block {
        Block::Title(text) => vec![paragraph(vec![bold(text)])],
        Block::Text(text) | Block::InLanguage { text, .. } => vec![paragraph(vec![plain(text)])],
        Block::Warning(text) => vec![paragraph(vec![plain("⚠️ "), bold(text)])],
        Block::List {
            heading,
            style,
            items,
            folded,
        } => {
            let mut lines = Vec::with_capacity(items.len() + 1);
            if !heading.is_empty() {
                lines.push(vec![bold(heading)]);
            }
            lines.extend(items.iter().enumerate().map(|(index, item)| {
                vec![plain(match style {
                    ListStyle::Numbered => format!("{}. {item}", index + 1),
                    ListStyle::Checklist => format!("☐ {item}"),
                    ListStyle::Points => format!("• {item}"),
                })]
            }));
            let (open, close) = if *folded {
                ("<blockquote expandable>", "</blockquote>")
            } else {
                ("", "")
            };
            vec![Piece { open, close, lines }]
        }
        // Not collapsed: it is held out for somebody else to read.
        Block::Quote { heading, text, .. } => vec![
            paragraph(vec![bold(heading)]),
            Piece {
                open: "<blockquote>",
                close: "</blockquote>",
                lines: text.lines().map(|line| vec![plain(line)]).collect(),
            },
        ],
        Block::Contact { phone, name, about } => {
            // The number stands first and by itself, so that a tap on it calls.
            let mut first = Line::new();
            if let Some(phone) = phone {
                first.push(bold(phone));
                first.push(plain(" · "));
            }
            first.push(plain(name));
            let mut lines = vec![first];
            if !about.is_empty() {
                lines.push(vec![plain(about)]);
            }
            vec![Piece {
                open: "",
                close: "",
                lines,
            }]
        }
        Block::Note(text) => vec![Piece {
            open: "<i>",
            close: "</i>",
            lines: text.lines().map(|line| vec![plain(line)]).collect(),
        }],
    }
}

fn paragraph(line: Line) -> Piece {
    Piece {
        open: "",
        close: "",
        lines: vec![line],
    }
}

impl Piece {
    /// How long it is once its markup is taken away; zero when there is nothing to see.
    fn units(&self) -> usize {
        let is_blank = self
            .lines
            .iter()
            .flatten()
            .all(|span| span.text.trim().is_empty());
        if is_blank {
            return 0;
        }
        self.lines.iter().map(line_units).sum::<usize>() + self.lines.len().saturating_sub(1)
    }

    fn write(&self, html: &mut String) {
        html.push_str(self.open);
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 {
                html.push('\n');
            }
            for span in line {
                // Telegram refuses nothing here, but an empty tag would be noise.
                if span.is_bold && !span.text.is_empty() {
                    html.push_str("<b>");
                    escape(&span.text, html);
                    html.push_str("</b>");
                } else {
                    escape(&span.text, html);
                }
            }
        }
        html.push_str(self.close);
    }
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn line_units(line: &Line) -> usize {
    line.iter().map(|span| units(&span.text)).sum()
}

/// Splits a piece that would not fit a message of its own; others come back as they are.
fn split_to_fit(piece: Piece) -> Vec<Piece> {
    if piece.units() <= MESSAGE_UNITS_MAX {
        return vec![piece];
    }
    let Piece { open, close, lines } = piece;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut filled = 0;
    for line in lines.into_iter().flat_map(split_line) {
        let needed = line_units(&line);
        match pieces.last_mut() {
            Some(last) if filled + 1 + needed <= MESSAGE_UNITS_MAX => {
                last.lines.push(line);
                filled += 1 + needed;
            }
            _ => {
                let lines = vec![line];
                pieces.push(Piece { open, close, lines });
                filled = needed;
            }
        }
    }
    pieces
}

fn split_line(line: Line) -> Vec<Line> {
    if line_units(&line) <= MESSAGE_UNITS_MAX {
        return vec![line];
    }
    line.into_iter()
        .flat_map(|span| {
            let is_bold = span.is_bold;
            cut(&span.text)
                .into_iter()
                .map(move |text| vec![Span { text, is_bold }])
        })
        .collect()
}

/// Cuts a text into parts that fit, after a space where there is one.
fn cut(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while units(rest) > MESSAGE_UNITS_MAX {
        let mut room = MESSAGE_UNITS_MAX;
        let limit = rest
            .char_indices()
            .find(|(_, letter)| match room.checked_sub(letter.len_utf16()) {
                Some(left) => {
                    room = left;
                    false
                }
                None => true,
            })
            .map_or(rest.len(), |(index, _)| index);
        let end = rest[..limit]
            .rfind(char::is_whitespace)
            .filter(|end| *end > 0)
            .unwrap_or(limit);
        parts.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    parts.push(rest.to_owned());
    parts
}

/// Escapes for Telegram's HTML, which knows four named entities.
fn escape(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(index) = rest.find(['&', '<', '>']) {
        html.push_str(&rest[..index]);
        html.push_str(match rest.as_bytes()[index] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[index + 1..];
    }
    html.push_str(rest);
}

fn render_keyboard(rows: &[Vec<Button>], username: &str) -> Option<InlineKeyboardMarkup> {
    let rows: Vec<Vec<InlineKeyboardButton>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .filter_map(|button| render_button(button, username))
                .collect::<Vec<_>>()
        })
        .filter(|row| !row.is_empty())
        .collect();
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

/// Renders a button; one that Telegram would refuse is left out rather than lose the message.
fn render_button(button: &Button, username: &str) -> Option<InlineKeyboardButton> {
    if button.label.trim().is_empty() {
        return None;
    }
    match &button.action {
        Action::Open(token) => {
            let data = token.to_string();
            (data.len() <= TOKEN_BYTES_MAX)
                .then(|| InlineKeyboardButton::callback(&button.label, data))
        }
        Action::Share { link, text } => Some(InlineKeyboardButton::url(
            &button.label,
            share_address(link, text, username)?,
        )),
    }
}

fn share_address(link: &Token, text: &str, username: &str) -> Option<Url> {
    let token = link.to_string();
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let text: String = text.chars().take(SHARE_CHARS_MAX).collect();
    Url::parse_with_params(
        "https://t.me/share/url",
        [
            ("url", format!("https://t.me/{username}?start={token}")),
            ("text", text),
        ],
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Placement;
    use crate::intent::Screen;
    use crate::language::Language;
    use proptest::prelude::*;
    use teloxide::types::InlineKeyboardButtonKind;

    fn html(blocks: Vec<Block>) -> String {
        let parts = render_blocks(&blocks);
        assert_eq!(parts.len(), 1, "{parts:?}");
        parts.into_iter().next().unwrap()
    }

    fn list(style: ListStyle, folded: bool) -> Block {
        Block::List {
            heading: "Что делать".to_owned(),
            style,
            items: vec!["раз".to_owned(), "два < три".to_owned()],
            folded,
        }
    }

    /// What is left of HTML once its markup is taken away.
    fn seen(html: &str) -> String {
        let mut seen = String::new();
        let mut is_tag = false;
        for letter in html.chars() {
            match letter {
                '<' => is_tag = true,
                '>' if is_tag => is_tag = false,
                _ if !is_tag => seen.push(letter),
                _ => {}
            }
        }
        seen.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    #[test]
    fn each_block_has_its_markup_and_paragraphs_stand_apart() {
        assert_eq!(
            html(vec![
                Block::Title("А & Б".to_owned()),
                Block::Text("x < y > \"z\"".to_owned()),
                Block::Warning("Осторожно".to_owned()),
                Block::Note("Закон".to_owned()),
            ]),
            "<b>А &amp; Б</b>\n\nx &lt; y &gt; \"z\"\n\n⚠️ <b>Осторожно</b>\n\n<i>Закон</i>"
        );
    }

    #[test]
    fn lists_are_marked_and_folded_ones_are_expandable_quotations() {
        assert_eq!(
            html(vec![list(ListStyle::Numbered, false)]),
            "<b>Что делать</b>\n1. раз\n2. два &lt; три"
        );
        assert_eq!(
            html(vec![list(ListStyle::Checklist, true)]),
            "<blockquote expandable><b>Что делать</b>\n☐ раз\n☐ два &lt; три</blockquote>"
        );
    }

    #[test]
    fn a_card_is_quoted_open_under_its_heading() {
        let card = Block::Quote {
            heading: "По-русски".to_owned(),
            text: "строка\nстрока".to_owned(),
            language: Language::Russian,
        };
        assert_eq!(
            html(vec![card]),
            "<b>По-русски</b>\n\n<blockquote>строка\nстрока</blockquote>"
        );
    }

    #[test]
    fn a_phone_stands_first() {
        let contact = |phone: Option<&str>, about: &str| {
            html(vec![Block::Contact {
                phone: phone.map(str::to_owned),
                name: "Дети".to_owned(),
                about: about.to_owned(),
            }])
        };
        assert_eq!(
            contact(Some("111"), "день и ночь"),
            "<b>111</b> · Дети\nдень и ночь"
        );
        assert_eq!(contact(None, ""), "Дети");
    }

    #[test]
    fn empty_blocks_leave_no_gap_and_an_empty_reply_no_message() {
        assert_eq!(
            html(vec![
                Block::Text("а".to_owned()),
                Block::Text(" ".to_owned()),
                Block::Text("б".to_owned()),
            ]),
            "а\n\nб"
        );
        assert!(render_blocks(&[Block::Text(String::new())]).is_empty());
    }

    #[test]
    fn a_long_reply_is_split_between_paragraphs() {
        let long = |letter: &str| Block::Text(letter.repeat(3000));
        let parts = render_blocks(&[long("а"), long("б"), Block::Text("в".to_owned())]);
        assert_eq!(parts.len(), 2);
        assert!(parts[0].chars().all(|letter| letter == 'а'));
        assert!(parts[1].ends_with("\n\nв"));
    }

    #[test]
    fn a_long_folded_list_is_split_between_items_each_part_closed() {
        let parts = render_blocks(&[Block::List {
            heading: "Х".to_owned(),
            style: ListStyle::Numbered,
            items: vec!["слово ".repeat(200); 12],
            folded: true,
        }]);
        assert!(parts.len() > 1);
        for part in &parts {
            assert!(part.starts_with("<blockquote expandable>"));
            assert!(part.ends_with("</blockquote>"));
        }
    }

    #[test]
    fn buttons_carry_tokens_and_sharing_opens_a_telegram_address() {
        let token = Token::button(Language::Tajik, Screen::Home);
        let reply = Reply {
            language: Language::Tajik,
            placement: Placement::New,
            blocks: vec![],
            buttons: vec![
                vec![Button {
                    label: "Меню".to_owned(),
                    action: Action::Open(token.clone()),
                }],
                vec![Button {
                    label: " ".to_owned(),
                    action: Action::Open(token.clone()),
                }],
                vec![Button {
                    label: "Фиристодан".to_owned(),
                    action: Action::Share {
                        link: token,
                        text: "ҳуқуқ & мактаб".to_owned(),
                    },
                }],
            ],
        };
        let rows = render(&reply, "HuquqBot")
            .keyboard
            .unwrap()
            .inline_keyboard
            .clone();
        assert_eq!(rows.len(), 2);
        assert_eq!(
            rows[0][0].kind,
            InlineKeyboardButtonKind::CallbackData("tg_home".to_owned())
        );
        let InlineKeyboardButtonKind::Url(address) = &rows[1][0].kind else {
            panic!("not an address");
        };
        assert_eq!(address.host_str(), Some("t.me"));
        let pairs: Vec<_> = address.query_pairs().into_owned().collect();
        assert_eq!(pairs[0].1, "https://t.me/HuquqBot?start=tg_home");
        assert_eq!(pairs[1].1, "ҳуқуқ & мактаб");
    }

    fn any_block() -> impl Strategy<Value = Block> {
        let text = prop_oneof![
            "\\PC{0,40}",
            "[а-я <>&]{0,9000}",
            "[😀а ]{0,5000}",
            Just("\n".to_owned()),
        ];
        (
            text,
            prop::collection::vec("\\PC{0,1500}", 0..6),
            any::<bool>(),
            0..5,
        )
            .prop_map(|(text, items, folded, kind)| match kind {
                0 => Block::Title(text),
                1 => Block::Text(text),
                2 => Block::Warning(text),
                3 => Block::Note(text),
                _ => Block::List {
                    heading: text,
                    style: ListStyle::Points,
                    items,
                    folded,
                },
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_message_is_too_long_or_empty_and_no_letter_is_lost(
            blocks in prop::collection::vec(any_block(), 0..6)
        ) {
            let parts = render_blocks(&blocks);
            for part in &parts {
                prop_assert!(units(&seen(part)) <= MESSAGE_UNITS_MAX);
                prop_assert!(!seen(part).trim().is_empty());
            }
            let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
            let said: String = blocks
                .iter()
                .map(|block| match block {
                    Block::List { heading, items, .. } => format!("{heading}{}", items.concat()),
                    Block::Title(text) | Block::Text(text) | Block::Warning(text) | Block::Note(text) => text.clone(),
                    _ => String::new(),
                })
                .collect();
            prop_assert_eq!(letters(&seen(&parts.concat())), letters(&said));
        }
    }
}
