//! Replaces the words of one scalar, in the style it was written in where the new words allow it.
//!
//! Where a scalar stands is what the YAML reader says; a style is tried and read back, and double
//! quotes, which hold any text, are the last resort.

use crate::content::source::Text;

/// How wide the folded texts of the content are.
const COLUMNS: usize = 140;

/// How far one changed line may run over, so that a word more is still one line in a diff.
const COLUMNS_OVER: usize = 20;

/// Puts other words in a scalar's place; `reread` gives what a changed file says there.
pub(super) fn replace(
    text: &str,
    old: &Text,
    words: &str,
    reread: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    if old.value == words {
        return Some(text.to_owned());
    }
    let token = Token::find(text, old)?;
    [token.in_own_style(words), Some(token.in_quotes(words))]
        .into_iter()
        .flatten()
        .find(|changed| {
            // A block that keeps its last line break is read with one.
            reread(changed).is_some_and(|read| read == words || read == format!("{words}\n"))
        })
}

/// Words in double quotes, which hold any text.
pub(super) fn double_quoted(words: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in words.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if is_unprintable(letter) => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether YAML would read a letter as a line's end, as nothing, or not at all.
fn is_unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// Lines below a `>` or `|`, whose place is `header`.
    Block {
        header: usize,
        is_folded: bool,
    },
}

struct Token<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    style: Style,
}

impl<'t> Token<'t> {
    fn find(text: &'t str, old: &Text) -> Option<Self> {
        let span = old.defined.span();
        let start = usize::try_from(span.byte_offset()?).ok()?;
        let end = start.checked_add(usize::try_from(span.byte_len()?).ok()?)?;
        let written = text.get(start..end)?;
        let style = match block(text, start) {
            Some(style) => style,
            None if written.starts_with('"') => Style::DoubleQuoted,
            None if written.starts_with('\'') => Style::SingleQuoted,
            None => Style::Plain,
        };
        Some(Self {
            text,
            start,
            end: start + written.trim_end().len(),
            style,
        })
    }

    fn in_own_style(&self, words: &str) -> Option<String> {
        if words.is_empty() || words.trim() != words || words.chars().any(is_unprintable) {
            return None;
        }
        match self.style {
            Style::Plain => Some(self.with(self.start, words)),
            Style::SingleQuoted => {
                Some(self.with(self.start, &format!("'{}'", words.replace('\'', "''"))))
            }
            Style::DoubleQuoted => None,
            Style::Block {
                is_folded: false, ..
            } => Some(self.with(self.start, words)),
            Style::Block { .. } => {
                let line_start = self.text[..self.start].rfind('\n')? + 1;
                let indent = &self.text[line_start..self.start];
                let old: Vec<&str> = self.text[self.start..self.end]
                    .lines()
                    .map(|line| line.strip_prefix(indent).unwrap_or(line))
                    .collect();
                let break_line = format!("{}{indent}", super::line_end(self.text));
                let lines = refold(&old, words, COLUMNS.saturating_sub(indent.len()));
                Some(self.with(self.start, &lines.join(&break_line)))
            }
        }
    }

    fn in_quotes(&self, words: &str) -> String {
        let start = match self.style {
            Style::Block { header, .. } => header,
            _ => self.start,
        };
        self.with(start, &double_quoted(words))
    }

    fn with(&self, start: usize, written: &str) -> String {
        format!("{}{written}{}", &self.text[..start], &self.text[self.end..])
    }
}

/// The style of a scalar that begins its line below the header of a block.
fn block(text: &str, start: usize) -> Option<Style> {
    let before = &text[..start];
    let line_start = before.rfind('\n')? + 1;
    if !before[line_start..].bytes().all(|byte| byte == b' ') {
        return None;
    }
    let header_line = before[..line_start].trim_end_matches(['\n', '\r', ' ']);
    let header = header_line.rfind(['>', '|'])?;
    let is_header = matches!(&header_line[header + 1..], "" | "-" | "+")
        && header_line[..header].ends_with(": ");
    is_header.then(|| Style::Block {
        header,
        is_folded: header_line[header..].starts_with('>'),
    })
}

/// Breaks words into lines again, keeping the old lines before and after what changed.
fn refold(old: &[&str], words: &str, columns: usize) -> Vec<String> {
    let longest = old.iter().map(|line| line.chars().count()).max();
    let longest = longest.unwrap_or(0);
    // A blank or deeper line means a paragraph: then nothing of the old lines is kept.
    let is_simple = old
        .iter()
        .all(|line| !line.is_empty() && !line.starts_with(' ') && line.trim_end() == *line);
    let old = if is_simple { old } else { &[] };
    let mut rest = words;
    let mut head = Vec::new();
    for line in old {
        let after = rest.strip_prefix(line).and_then(|r| r.strip_prefix(' '));
        match after {
            Some(after) if !after.starts_with(' ') => {
                head.push((*line).to_owned());
                rest = after;
            }
            _ => break,
        }
    }
    let mut tail = Vec::new();
    for line in old[head.len()..].iter().rev() {
        let before = rest.strip_suffix(line).and_then(|r| r.strip_suffix(' '));
        match before {
            Some(before) if !before.is_empty() && !before.ends_with(' ') => {
                tail.push((*line).to_owned());
                rest = before;
            }
            _ => break,
        }
    }
    // Words put between two lines, or before or after all, join the line they stand next to.
    let mut rest = rest.to_owned();
    if !old.is_empty() && head.len() + tail.len() == old.len() {
        if let Some(line) = head.pop() {
            rest = format!("{line} {rest}");
        } else if let Some(line) = tail.pop() {
            rest = format!("{rest} {line}");
        }
    }
    let is_one_line = old.len() == head.len() + tail.len() + 1;
    let over = if is_one_line { COLUMNS_OVER } else { 0 };
    head.extend(wrap(&rest, longest.max(columns + over)));
    head.extend(tail.into_iter().rev());
    head
}

/// Breaks a text at single spaces; where two stand side by side, a break would lose one.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_glued = false;
    for piece in text.split(' ') {
        match pieces.last_mut() {
            Some(last) if piece.is_empty() || is_glued => {
                last.push(' ');
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
        is_glued = piece.is_empty();
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line_chars = 0;
    for piece in pieces {
        let chars = piece.chars().count();
        match lines.last_mut() {
            Some(line) if line_chars + 1 + chars <= columns => {
                line.push(' ');
                line.push_str(&piece);
                line_chars += 1 + chars;
            }
            _ => {
                lines.push(piece);
                line_chars = chars;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::refold;

    #[test]
    fn only_the_lines_that_changed_are_broken_again() {
        let old = ["one two", "three four", "five six"];
        let cases: [(&str, &[&str]); 6] = [
            (
                "one two three 4 five six",
                &["one two", "three 4", "five six"],
            ),
            ("one two five six", &["one two", "five six"]),
            (
                "so one two three four five six",
                &["so one two", "three four", "five six"],
            ),
            (
                "one two three four and five six",
                &["one two", "three four and", "five six"],
            ),
            // One line may run over; more than one are broken where lines of ten letters end.
            (
                "one two three four five six seven eight nine",
                &["one two", "three four", "five six seven eight nine"],
            ),
            (
                "one two 3 four 5 six seven eight nine",
                &["one two", "3 four 5", "six seven", "eight nine"],
            ),
        ];
        for (words, lines) in cases {
            assert_eq!(refold(&old, words, 10), lines, "{words}");
        }
        let long = "seven ".repeat(5);
        let lines = refold(&old, &format!("one two three four five six {long}end"), 10);
        assert_eq!(
            lines[2..],
            ["five six seven seven seven", "seven seven end"]
        );
    }

    #[test]
    fn two_spaces_are_never_a_line_break() {
        assert_eq!(refold(&[], "a  b c", 1), ["a  b", "c"]);
    }
}
